//! The table of SPEC.md, read from there and held against the one match.

use kith_domain::Day;
use kith_domain::calendar::{DayStart, Zone};
use kith_domain::pact::{Act, Denial, Standing, Verdict, last_day, may, over_everywhere};
use kith_protocol::pacts::{MemberStatus, PactRole, PactStatus};

const SPEC: &str = include_str!("../../../../SPEC.md");
const STATES: [PactStatus; 5] = [
    PactStatus::Pending,
    PactStatus::Active,
    PactStatus::Completed,
    PactStatus::Abandoned,
    PactStatus::Expired,
];
const ACTS: [(Act, &str); 11] = [
    (Act::Read, "read"),
    (Act::Invite, "invite"),
    (Act::Accept, "accept"),
    (Act::Decline, "decline"),
    (Act::Abandon, "abandon"),
    (Act::Renew, "renew"),
    (Act::Complete, "complete"),
    (Act::Expire, "expire"),
    (Act::CheckIn, "check in"),
    (Act::Celebrate, "celebrate"),
    (Act::Encourage, "encourage"),
];
const STANDINGS: [(Standing, &str); 10] = [
    (Standing::Creator, "creator"),
    (Standing::Partner, "partner"),
    (Standing::Invited, "invited"),
    (Standing::Declined, "declined"),
    (Standing::Lapsed, "lapsed"),
    (Standing::Left, "left"),
    (Standing::LeftLast, "left last"),
    (Standing::Bearer, "bearer"),
    (Standing::Outsider, "outsider"),
    (Standing::Kith, "Kith"),
];

fn word(answer: Result<Verdict, Denial>) -> &'static str {
    match answer {
        Ok(Verdict::Happens) => "yes",
        Ok(Verdict::Already) => "same",
        Err(Denial::NotAMember) => "–",
        Err(Denial::NotTheirs) => "not theirs",
        Err(Denial::NotStarted) => "not started",
        Err(Denial::Over) => "over",
        Err(Denial::StillOn) => "still on",
        Err(Denial::OwnPact) => "own pact",
        Err(Denial::AnsweredAlready) => "answered",
        Err(Denial::IsInIt) => "is in it",
        Err(Denial::IsNotInIt) => "is not in it",
    }
}

/// The table as SPEC.md has it: a line for each act and standing that is not refused everywhere.
fn table() -> String {
    let mut lines = vec![
        "| act | who | pending | active | completed | abandoned | expired |".to_owned(),
        "|---|---|---|---|---|---|---|".to_owned(),
    ];
    for (act, act_name) in ACTS {
        for (standing, name) in STANDINGS {
            let words = STATES.map(|status| word(may(act, standing, status)));
            if words != ["–"; 5] {
                lines.push(format!("| {act_name} | {name} | {} |", words.join(" | ")));
            }
        }
    }
    lines.join("\n")
}

#[test]
fn pa1_the_table_is_the_one_of_the_spec() {
    let table = table();
    assert!(SPEC.contains(&table), "SPEC.md has another table than this:\n{table}");
}

#[test]
fn pa1_who_has_no_part_in_a_pact_may_do_nothing_with_it() {
    for (act, _) in ACTS {
        for status in STATES {
            assert_eq!(may(act, Standing::Outsider, status), Err(Denial::NotAMember));
            if act != Act::Accept {
                assert_eq!(may(act, Standing::Bearer, status), Err(Denial::NotAMember));
            }
        }
    }
}

#[test]
fn pa1_an_ended_pact_takes_nothing_that_changes_it() {
    let changes = [Act::Invite, Act::Accept, Act::CheckIn, Act::Encourage, Act::Complete, Act::Expire];
    for act in changes {
        for (standing, _) in STANDINGS {
            for status in [PactStatus::Completed, PactStatus::Abandoned, PactStatus::Expired] {
                assert_ne!(
                    may(act, standing, status),
                    Ok(Verdict::Happens),
                    "{act:?} {standing:?} {status:?}"
                );
            }
        }
    }
}

#[test]
fn pa7_only_kith_ends_a_pact_whose_time_has_come() {
    for act in [Act::Complete, Act::Expire] {
        for (standing, _) in STANDINGS.into_iter().filter(|(standing, _)| *standing != Standing::Kith) {
            for status in STATES {
                assert!(may(act, standing, status).is_err());
            }
        }
    }
}

#[test]
fn pa1_a_place_in_a_pact_says_what_somebody_is() {
    let of = |status| [PactRole::Creator, PactRole::Partner].map(|role| Standing::of(role, status, false));
    assert_eq!(of(MemberStatus::Active), [Standing::Creator, Standing::Partner]);
    assert_eq!(of(MemberStatus::Done), [Standing::Creator, Standing::Partner]);
    assert_eq!(of(MemberStatus::Pending), [Standing::Invited; 2]);
    assert_eq!(of(MemberStatus::Declined), [Standing::Declined; 2]);
    assert_eq!(of(MemberStatus::Expired), [Standing::Lapsed; 2]);
    assert_eq!(of(MemberStatus::Left), [Standing::Left; 2]);
    let last = |status| Standing::of(PactRole::Creator, status, true);
    assert_eq!((last(MemberStatus::Left), last(MemberStatus::Done)), (Standing::LeftLast, Standing::Creator));
}

#[test]
fn pa6_a_date_is_over_everywhere_when_it_is_over_in_the_last_zone_for_who_begins_days_last() {
    let day = Day::parse("2026-11-23").unwrap();
    assert_eq!(last_day(day, 7), Day::parse("2026-11-29").unwrap());
    let over = over_everywhere(day);
    assert_eq!(over.to_string(), "2026-11-25T00:00:00.000Z");
    let last = Zone::named("Etc/GMT+12").unwrap();
    assert_eq!(last.end_of(day, DayStart::LATEST), over);
    for name in ["Pacific/Kiritimati", "Asia/Tokyo", "UTC", "America/Los_Angeles", "Pacific/Pago_Pago"] {
        for hour in 0..=12 {
            let start = DayStart::chosen(hour).unwrap();
            assert!(Zone::named(name).unwrap().end_of(day, start) <= over, "{name} {hour}");
        }
    }
}
