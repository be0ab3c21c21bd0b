//! Engine.IO, Socket.IO and the dialect of `action`: golden files, and what nobody would write by hand. A seed that
//! fails is told and can be named.
#![expect(clippy::unwrap_used, reason = "tests")]

use kith_protocol::action::{self, Decoded, Encoded};
use kith_protocol::engine_io::{self, Packet as EnginePacket, decode_payload, encode_payload};
use kith_protocol::socket_io::{Kind, Packet, Partial};
use kith_protocol::{CloseCode, ErrorCode, Reference, ServerMessage, plain};
use serde_json::{Value, json};
use std::fs;

fn read(name: &str) -> String {
    fs::read_to_string(format!("{}/golden/{name}", env!("CARGO_MANIFEST_DIR"))).unwrap()
}

/// One case a line; the separator of payloads is shown as ␞.
fn lines(name: &str) -> Vec<String> {
    read(name).lines().map(|line| line.replace('␞', "\u{1e}")).collect()
}

fn messages(folder: &str) -> Vec<String> {
    let folder = format!("{}/golden/{folder}", env!("CARGO_MANIFEST_DIR"));
    let files = fs::read_dir(folder).unwrap().map(|entry| fs::read_to_string(entry.unwrap().path()).unwrap());
    files.map(|text| text.trim().to_owned()).collect()
}

/// Numbers that look like chance and come again with their seed.
struct Dice(u64);

impl Dice {
    fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % end
    }

    fn pick<'a>(&mut self, list: &[&'a str]) -> &'a str {
        list[self.below(list.len())]
    }

    /// A golden text with some of its characters changed, doubled or lost.
    fn spoil(&mut self, text: &str) -> String {
        const ODD: [char; 14] =
            ['0', '4', '5', '-', '/', ',', '[', '{', '"', '\\', '\u{1e}', 'b', '\u{0}', '𐍈'];
        let mut spoilt: Vec<char> = text.chars().collect();
        for _ in 0..=self.below(3) {
            let (at, odd) = (self.below(spoilt.len() + 1), ODD[self.below(ODD.len())]);
            match self.below(4) {
                0 => spoilt.insert(at, odd),
                1 => spoilt.truncate(at),
                2 if at < spoilt.len() => spoilt[at] = odd,
                _ => {
                    let again: Vec<_> = spoilt[..at].to_vec();
                    spoilt.extend(again);
                }
            }
        }
        spoilt.into_iter().collect()
    }
}

#[test]
fn ei1_every_packet_is_read_and_written_as_it_stands() {
    for line in lines("engine_io/payloads.txt") {
        let packets = decode_payload(&line).unwrap_or_else(|_| panic!("{line}"));
        assert_eq!(encode_payload(&packets), line);
    }
    let packets = decode_payload("4hello\u{1e}2\u{1e}bAQIDBA==").unwrap();
    let bytes = EnginePacket::Binary(vec![1, 2, 3, 4].into());
    assert_eq!(packets, [EnginePacket::Message("hello"), EnginePacket::Ping(""), bytes]);
}

#[test]
fn ei1_what_is_no_packet_is_refused() {
    for line in lines("engine_io/refused.txt") {
        assert!(decode_payload(&line).is_err(), "{line:?}");
    }
    let many = vec!["6"; engine_io::PAYLOAD_MAX_PACKETS + 1].join("\u{1e}");
    assert!(decode_payload(&many).is_err());
    assert!(decode_payload(&many[2..]).is_ok());
}

#[test]
fn so1_every_packet_is_read_and_written_as_it_stands() {
    for line in lines("socket_io/packets.txt") {
        let packet = Packet::decode(&line).unwrap_or_else(|_| panic!("{line}"));
        assert_eq!(packet.encode(), line);
    }
    let packet = Packet::decode(r#"0/admin?token=1,{"a":1}"#).unwrap();
    assert_eq!((packet.namespace, packet.data), ("/admin", Some(r#"{"a":1}"#)));
    assert_eq!(Packet::decode("1/admin").unwrap().namespace, "/admin");
}

#[test]
fn so1_what_is_no_packet_is_refused() {
    for line in lines("socket_io/refused.txt") {
        assert!(Packet::decode(&line).is_err(), "{line:?}");
    }
}

#[test]
fn so1_binary_parts_come_behind_their_packet_in_order() {
    let text = r#"52-["m",{"_placeholder":true,"num":1},[{"_placeholder":true,"num":0}]]"#;
    let partial = Partial::begin(&Packet::decode(text).unwrap()).unwrap().unwrap();
    let partial = partial.receive(vec![1]).unwrap_err();
    assert_eq!(partial.bytes(), text.len() + 1);
    let whole = partial.receive(vec![2, 3]).unwrap();
    assert_eq!((whole.text.as_str(), whole.parts), (text, vec![vec![1], vec![2, 3]]));
    for wrong in [
        r#"51-["m",{"_placeholder":true,"num":1}]"#,
        r#"51-["m",{"_placeholder":true,"num":-1}]"#,
        r#"51-["m",{"_placeholder":true}]"#,
        r#"51-["m",{"a":[{"_placeholder":true,"num":"0"}]}]"#,
    ] {
        assert!(Partial::begin(&Packet::decode(wrong).unwrap()).is_err(), "{wrong}");
    }
    assert!(Partial::begin(&Packet::decode(r#"2["m"]"#).unwrap()).unwrap().is_none());
}

#[test]
fn ei1_so1_no_text_whatever_harms_the_readers() {
    let engine = lines("engine_io/payloads.txt");
    let socket = lines("socket_io/packets.txt");
    let (mut read, mut refused) = (0, 0);
    for seed in 0..60_000 {
        let mut dice = Dice(seed);
        let list = if seed % 2 == 0 { &engine } else { &socket };
        let golden = &list[dice.below(list.len())];
        let text = dice.spoil(golden);
        if let Ok(packets) = decode_payload(&text) {
            let again = encode_payload(&packets);
            assert_eq!(decode_payload(&again).as_ref(), Ok(&packets), "seed {seed}: {text:?}");
        }
        match Packet::decode(&text) {
            Ok(packet) => {
                let again = packet.encode();
                assert_eq!(Packet::decode(&again), Ok(packet), "seed {seed}: {text:?}");
                let _ = Partial::begin(&packet);
                read += 1;
            }
            Err(_) => refused += 1,
        }
    }
    assert!(read > 5_000 && refused > 5_000, "{read} read, {refused} refused: the texts are too alike");
}

#[test]
fn so1_every_made_up_packet_comes_back_as_it_was() {
    const DATA: [&str; 4] = [r#"["a"]"#, r#"["a",{"b":[null,"\u001e",1e3]}]"#, r#"[0,"𐍈"]"#, r#"["",-1]"#];
    for seed in 0..5_000 {
        let mut dice = Dice(seed);
        let kinds = [Kind::Event, Kind::Ack, Kind::BinaryEvent, Kind::BinaryAck];
        let kind = kinds[dice.below(kinds.len())];
        let binary = matches!(kind, Kind::BinaryEvent | Kind::BinaryAck);
        let packet = Packet {
            kind,
            namespace: dice.pick(&["/", "/custom", "/a/b"]),
            ack: (dice.below(2) == 0).then_some(dice.0),
            attachments: if binary { dice.below(65) } else { 0 },
            data: Some(dice.pick(&DATA)),
        };
        assert_eq!(Packet::decode(&packet.encode()), Ok(packet), "seed {seed}");
    }
}

#[test]
fn so3_every_message_of_the_plain_dialect_is_an_action_by_rule() {
    for text in messages("server") {
        let message: ServerMessage = serde_json::from_str(&text).unwrap();
        let mut fields: Value = serde_json::from_str(&text).unwrap();
        let kind = fields.as_object_mut().unwrap().remove("type").unwrap();
        let Encoded { event, ack } = action::encode(&message);
        let event: Value = serde_json::from_str(&event.unwrap()).unwrap();
        // Shipping clients expect the list itself.
        let is_list = kind == json!("SEND_ROOMS_LIST");
        if kind == json!("PACT_ACTIVITY") {
            fields["type"] = fields.as_object_mut().unwrap().remove("activityType").unwrap();
        }
        let data = if is_list { fields["rooms"].take() } else { fields };
        let expected = json!({"type": format!("SERVER:{}", kind.as_str().unwrap()), "data": data});
        assert_eq!((event, ack), (expected, None));
    }
    for (plain, action) in
        serde_json::from_str::<Vec<(ServerMessage, String)>>(&read("action/server.json")).unwrap()
    {
        assert_eq!(action::encode(&plain).event, Some(action));
    }
}

#[test]
fn so3_every_client_message_is_understood_as_an_action() {
    for text in messages("client") {
        let incoming = plain::decode(&text).unwrap();
        let mut fields: Value = serde_json::from_str(&text).unwrap();
        let kind = format!("CLIENT:{}", fields["type"].as_str().unwrap());
        // What clients send besides is ignored, also what names the sender.
        fields["userId"] = json!("somebody else");
        fields["type"] = json!("in the way");
        let action = json!({"type": kind, "data": fields, "meta": {"any": [1]}}).to_string();
        assert_eq!(action::decode(&action, None), Ok(Decoded::Message(incoming)), "{action}");
    }
    for ignored in ["REGISTER", "UPDATE_USER", "RESET_USER_SETTINGS"] {
        for data in [r#","data":{"details":{"idToken":"x"}}"#, r#","data":7"#, ""] {
            let action = format!(r#"{{"type":"CLIENT:{ignored}"{data}}}"#);
            assert_eq!(action::decode(&action, Some(1)), Ok(Decoded::Ignored));
        }
    }
}

#[test]
fn so3_er3_what_is_no_action_is_refused_with_its_number() {
    for text in serde_json::from_str::<Vec<String>>(&read("action/refused.json")).unwrap() {
        let refused = action::decode(&text, None).expect_err(&text);
        assert_eq!(refused.refusal.code, ErrorCode::BadMessage, "{text}");
        let refused = action::decode(&text, Some(5)).expect_err(&text);
        let message = ServerMessage::refused(refused.refusal, refused.reference);
        let Encoded { event, ack: Some((5, argument)) } = action::encode(&message) else { panic!("{text}") };
        let argument: Value = serde_json::from_str(&argument).unwrap();
        assert_eq!((event, &argument["ok"]), (None, &json!(false)), "{text}");
        assert_eq!(argument["error"]["code"], "BAD_MESSAGE", "{text}");
    }
    let deep = format!(r#"{{"type":"CLIENT:LEAVE_TEAM","data":{}"#, "[".repeat(50_000));
    assert!(action::decode(&deep, None).is_err());
    let large = format!(r#"{{"type":"CLIENT:FLY","data":{{"x":"{}"}}}}"#, "x".repeat(plain::FRAME_MAX_BYTES));
    assert_eq!(action::decode(&large, None).unwrap_err().refusal.code, ErrorCode::TooLarge);
}

#[test]
fn so4_an_answer_becomes_the_acknowledgement_that_was_asked_for() {
    let Ok(Decoded::Message(incoming)) = action::decode(
        r#"{"type":"CLIENT:POST_LIKE","data":{"postId":"0198c0de-0000-7000-8000-000000000001"}}"#,
        Some(7),
    ) else {
        panic!("a like is understood");
    };
    let mark = incoming.reference;
    let ack = ServerMessage::Ack {
        reference: mark.clone(),
        post_id: None,
        like_count: Some(3),
        liked_by_me: Some(true),
        id: None,
        seq: None,
    };
    let Encoded { event, ack } = action::encode(&ack);
    let (number, argument) = ack.unwrap();
    let argument: Value = serde_json::from_str(&argument).unwrap();
    assert_eq!((event, number, argument), (None, 7, json!({"ok": true, "likeCount": 3, "likedByMe": true})));

    let mut joined: Value = serde_json::from_str(&read("server/joined_team.json")).unwrap();
    joined["ref"] = serde_json::to_value(mark).unwrap();
    let Encoded { event, ack } = action::encode(&serde_json::from_value(joined).unwrap());
    let event: Value = serde_json::from_str(&event.unwrap()).unwrap();
    assert_eq!((&event["type"], event["data"].get("ref")), (&json!("SERVER:JOINED_TEAM"), None));
    assert_eq!(ack, Some((7, r#"{"ok":true}"#.to_owned())));

    // Text that only looks like our mark is text.
    let fake = ServerMessage::Ticker {
        title: "\u{1}ack 7".to_owned(),
        body: String::new(),
        at: kith_protocol::Timestamp(0),
    };
    assert_eq!(action::encode(&fake).ack, None);
    let own = ServerMessage::ack(Some(Reference::Text("mine".to_owned())));
    assert_eq!(action::encode(&own).event.unwrap(), r#"{"type":"SERVER:ACK","data":{"ref":"mine"}}"#);
}

#[test]
fn so5_a_client_without_a_token_hears_the_words_that_it_knows() {
    let words = r#"{"type":"UNAUTHORIZED","data":{"message":"Unable to authenticate websocket request"}}"#;
    assert_eq!(action::unauthorized(), words);
    let closed = r#"{"type":"SERVER:SESSION_CLOSED","data":{"code":4501,"reason":"BAD_TOKEN"}}"#;
    assert_eq!(action::session_closed(CloseCode::BadToken), closed);
}
