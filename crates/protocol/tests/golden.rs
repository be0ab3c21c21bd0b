//! The golden files that Rust and TypeScript both read: one message a file.
#![expect(clippy::unwrap_used, reason = "tests")]

use kith_protocol::{ClientMessage, ErrorCode, Incoming, Reference, ServerMessage, plain};
use serde_json::Value;
use std::collections::BTreeSet;
use std::fs;

fn golden(folder: &str) -> Vec<(String, String)> {
    let path = format!("{}/golden/{folder}", env!("CARGO_MANIFEST_DIR"));
    let mut files: Vec<_> = fs::read_dir(path)
        .unwrap()
        .map(|entry| {
            let path = entry.unwrap().path();
            (path.file_stem().unwrap().to_string_lossy().into_owned(), fs::read_to_string(path).unwrap())
        })
        .collect();
    files.sort();
    assert!(!files.is_empty());
    files
}

fn kind(json: &str) -> String {
    serde_json::from_str::<Value>(json).unwrap()["type"].as_str().unwrap().to_owned()
}

#[test]
fn go1_every_client_message_is_read_and_written_as_it_stands() {
    for (name, text) in golden("client") {
        let Incoming { message, reference } =
            plain::decode(&text).unwrap_or_else(|error| panic!("{name}: {error:?}"));
        let mut written = serde_json::to_value(&message).unwrap();
        if let Some(reference) = reference {
            written["ref"] = serde_json::to_value(reference).unwrap();
        }
        assert_eq!(written, serde_json::from_str::<Value>(&text).unwrap(), "{name}");
    }
}

#[test]
fn go1_every_server_message_is_read_and_written_to_the_letter() {
    for (name, text) in golden("server") {
        let message: ServerMessage =
            serde_json::from_str(&text).unwrap_or_else(|error| panic!("{name}: {error}"));
        assert_eq!(plain::encode(&message), text.trim(), "{name}");
    }
}

#[test]
fn go1_every_kind_of_message_has_a_golden_file() {
    let kinds = |folder| golden(folder).iter().map(|(_, text)| kind(text)).collect::<BTreeSet<_>>();
    // Asking for an unknown kind makes serde name all it knows.
    let known = |error: serde_json::Error| {
        let text = error.to_string();
        let list = text.split("expected one of").nth(1).unwrap().to_owned();
        list.split('`').skip(1).step_by(2).map(str::to_owned).collect::<BTreeSet<_>>()
    };
    let nonsense = r#"{"type":"?"}"#;
    assert_eq!(kinds("client"), known(serde_json::from_str::<ClientMessage>(nonsense).unwrap_err()));
    assert_eq!(kinds("server"), known(serde_json::from_str::<ServerMessage>(nonsense).unwrap_err()));
}

#[test]
fn er3_what_cannot_be_understood_is_refused_by_name_with_its_ref() {
    for (name, text) in golden("refused") {
        let refused = plain::decode(&text).expect_err(&name);
        assert_eq!(refused.refusal.code, ErrorCode::BadMessage, "{name}");
        let has_mark = text.contains("\"r1\"");
        assert_eq!(refused.reference, has_mark.then(|| Reference::Text("r1".to_owned())), "{name}");
        assert!(refused.refusal.message.len() < 400, "{name}: {}", refused.refusal.message);
    }
}

#[test]
fn er3_depth_size_and_odd_values_never_crash_the_reader() {
    let deep = "[".repeat(60_000);
    let nested = format!("{{\"type\":\"LEAVE_TEAM\",\"teamId\":{}", "{\"a\":".repeat(10_000));
    let long_ref = format!(r#"{{"type":"POST_LIKE","postId":"x","ref":"{}"}}"#, "r".repeat(65));
    for text in [
        deep.as_str(),
        &nested,
        &long_ref,
        "",
        "\0",
        "{\"type\":\"\\ud800\"}",
        "{\"type\":\"A\",\"type\":\"B\"}",
        "1e999",
        "{\"__proto__\":{}}",
    ] {
        let refused = plain::decode(text).expect_err(text);
        assert_eq!(refused.refusal.code, ErrorCode::BadMessage);
        assert_eq!(refused.reference, None);
    }
}

#[test]
fn er4_a_frame_over_64_kib_is_too_large() {
    let text = format!(r#"{{"type":"FLY","x":"{}"}}"#, "x".repeat(plain::FRAME_MAX_BYTES));
    assert_eq!(plain::decode(&text).unwrap_err().refusal.code, ErrorCode::TooLarge);
}
