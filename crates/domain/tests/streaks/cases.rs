//! The table of cases, and what tables may say.

use crate::table::{try_file, try_text};
use std::path::Path;

// SK1 SK3 SK4 SK5 SK6 SK7 SK8 SK10 SK11 SK13
#[test]
fn sk10_every_case_of_the_table_comes_out_as_it_says() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/streak_cases.json");
    let verdicts = try_file(&file).unwrap();
    let failures: Vec<String> =
        verdicts.iter().filter_map(|verdict| verdict.as_ref().err()).map(ToString::to_string).collect();
    assert_eq!(failures, [""; 0]);
    assert_eq!(verdicts.len(), 45);
}

const CASE: &str = r#"{"name": "one", "timezone": "Europe/Paris", "frequency": "daily", "checkins": [
    {"at_utc": "2026-02-10T22:00:00Z", "status": "completed"}], "now_utc": "2026-02-11T07:00:00Z",
    "grace_days": 0, "expected": {"current": 1, "longest": 1}, "why": "yesterday"}"#;

fn verdict(case: &str) -> String {
    let verdicts = try_text(&format!(r#"{{"cases": [{case}]}}"#)).unwrap();
    verdicts
        .into_iter()
        .next()
        .unwrap()
        .map_or_else(|failure| failure.to_string(), |()| String::from("right"))
}

// SK10
#[test]
fn sk10_a_case_that_comes_out_differently_is_told_with_its_reason() {
    assert_eq!(verdict(CASE), "right");
    let wrong = verdict(&CASE.replace(r#""current": 1"#, r#""current": 2"#));
    assert!(wrong.contains("one\n") && wrong.contains("yesterday"), "{wrong}");
    assert!(
        wrong.contains("expected current 2, longest 1") && wrong.contains("current 1, longest 1"),
        "{wrong}"
    );
}

// SK10
#[test]
fn sk10_what_a_table_says_and_nobody_knows_is_an_error_with_its_name() {
    for (known, unknown, named) in [
        ("\"why\"", "\"because\"", "because"),
        ("\"status\"", "\"state\"", "state"),
        ("completed", "banana", "banana"),
        ("daily", "hourly", "hourly"),
        ("daily", "days:mon,fry", "days:mon,fry"),
        ("daily", "days:", "days:"),
        ("daily", "per_week:0", "per_week:0"),
        ("daily", "per_week:8", "per_week:8"),
        ("Europe/Paris", "Europe/Pariss", "Europe/Pariss"),
        ("Europe/Paris", "", "no time zone"),
        ("\"grace_days\": 0", "\"grace_days\": -1", "-1"),
        ("\"grace_days\": 0", "\"grace_days\": 0, \"grace_days\": 1, \"hat\": 2", "hat"),
        ("\"grace_days\": 0", "\"day_start_hour\": 24", "24"),
        ("\"grace_days\": 0", "\"policy\": {\"skipped\": \"melt\"}", "melt"),
        ("\"grace_days\": 0", "\"policy\": {\"missed\": \"keep\"}", "missed"),
        ("\"longest\": 1", "\"record\": 1", "record"),
        ("2026-02-10T22:00:00Z", "soon", "parse"),
        ("\"completed\"", "\"completed\", \"for_date\": \"2026-02-30\"", "2026-02-30"),
    ] {
        let case = CASE.replace(known, unknown);
        assert_ne!(case, CASE, "{known}");
        let wrong = verdict(&case);
        assert!(wrong.contains("cannot be read") && wrong.contains(named), "{unknown}: {wrong}");
    }
    assert!(try_text("{}").unwrap_err().contains("cases"));
    assert!(try_text(r#"{"cases": [], "casse": 1}"#).unwrap_err().contains("casse"));
}
