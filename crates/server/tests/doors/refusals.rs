//! Bad input at the live door: each gets its named refusal, the connection lives where it should, and everybody else
//! notices nothing.

use crate::house::{House, NOBODYS_ID, Person, Socket, kind, text, upgraded};
use bytes::Bytes;
use futures_util::future::join_all;
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio_tungstenite::tungstenite::Message;

const FRAME_MAX_BYTES: usize = 64 * 1024;
const FRAME_HARD_MAX_BYTES: usize = 128 * 1024;

/// Somebody who sends what is wrong, and somebody who must not notice.
struct Stage {
    house: House,
    team: String,
    sarah: Person,
    bystander: Socket,
    sender: Socket,
}

impl Stage {
    async fn set() -> Self {
        let house = House::open().await;
        let (team, [sarah, ruth]) = house.team(["sarah", "ruth"]).await;
        let [bystander, sender] = house.room(&team, [&sarah, &ruth]).await;
        Self { house, team, sarah, bystander, sender }
    }

    /// The connection carries on, and nobody else heard of anything but what it says now.
    async fn carries_on(&mut self) {
        self.sender.heard_nothing().await;
        self.bystander.heard_nothing().await;
        let joined = self.sender.join(&self.team).await;
        assert_eq!(joined["presence"]["count"], 2);
        self.sender.expect("PRESENCE_UPDATE").await;
    }

    /// The others carry on.
    async fn others_carry_on(&mut self) {
        self.bystander.heard_nothing().await;
        self.bystander.say(json!({"type": "SEND_CHEER", "icon": "heart"})).await;
        self.bystander.expect("LIVE_CHEER").await;
    }
}

#[tokio::test]
async fn er3_what_cannot_be_read_is_refused_and_the_connection_lives() {
    let mut stage = Stage::set().await;
    let team = stage.team.clone();
    for frame in [
        String::new(),
        "hello".to_owned(),
        "{".to_owned(),
        r#"{"type":"JOIN_TEAM""#.to_owned(),
        "[]".to_owned(),
        "null".to_owned(),
        "7".to_owned(),
        r#""JOIN_TEAM""#.to_owned(),
        r#"[{"type":"LEAVE_TEAM"}]"#.to_owned(),
        "{}".to_owned(),
        r#"{"type":7}"#.to_owned(),
        r#"{"type":null}"#.to_owned(),
        r#"{"type":"CLIENT:JOIN_TEAM"}"#.to_owned(),
        r#"{"type":"join_team"}"#.to_owned(),
        r#"{"type":"JOINED_TEAM"}"#.to_owned(),
        r#"{"type":"JOIN_TEAM"}"#.to_owned(),
        r#"{"type":"JOIN_TEAM","teamId":7}"#.to_owned(),
        r#"{"type":"JOIN_TEAM","teamId":"here"}"#.to_owned(),
        format!(r#"{{"type":"JOIN_TEAM","teamId":"{team}","since":-1}}"#),
        format!(r#"{{"type":"JOIN_TEAM","teamId":"{team}","since":"1"}}"#),
        format!(r#"{{"type":"JOIN_TEAM","teamId":"{team}","since":1.5}}"#),
        format!(r#"{{"type":"JOIN_TEAM","teamId":"{team}","epoch":5}}"#),
        r#"{"type":"POST_LIKE","postId":"\ud800"}"#.to_owned(),
        r#"{"type":"POST_LIKE","postId":"\u0000"}"#.to_owned(),
        r#"{"type":"SEND_CHEER"}"#.to_owned(),
        r#"{"type":"__proto__","constructor":{}}"#.to_owned(),
        r#"{"type":"SEND_CHEER","icon":"heart","icon":"star"}"#.to_owned(),
        r#"{"type":"SEND_CHEER","type":"SEND_CHEER","icon":"heart"}"#.to_owned(),
        "[".repeat(10_000),
        format!(r#"{{"a":{}1{}}}"#, "[".repeat(200), "]".repeat(200)),
        format!(r#"{{"type":"LEAVE_TEAM","teamId":"{team}","ref":{{}}}}"#),
        format!(r#"{{"type":"LEAVE_TEAM","teamId":"{team}","ref":"{}"}}"#, "r".repeat(65)),
        format!(r#"{{"type":"LEAVE_TEAM","teamId":"{team}","ref":1e400}}"#),
        format!(r#"{{"type":"LEAVE_TEAM","teamId":"{team}","ref":1.5}}"#),
        format!(r#"{{"type":"LEAVE_TEAM","teamId":"{team}","ref":true}}"#),
        format!(r#"{{"type":"LEAVE_TEAM","teamId":"{team}","ref":9223372036854775808}}"#),
    ] {
        let shown: String = frame.chars().take(80).collect();
        stage.sender.send(Message::text(frame)).await;
        let error = stage.sender.next().await;
        assert_eq!((kind(&error), &error["code"]), ("ERROR", &json!("BAD_MESSAGE")), "{shown}");
        assert_eq!(error["temporary"], json!(false), "{shown}");
        assert!(!text(&error, "message").is_empty(), "{shown}");
    }
    stage.carries_on().await;
}

#[tokio::test]
async fn er3_a_binary_frame_is_refused_and_the_connection_lives() {
    let mut stage = Stage::set().await;
    let message = json!({"type": "LEAVE_TEAM", "teamId": stage.team}).to_string();
    for frame in [Bytes::new(), Bytes::from_static(&[0, 159, 146, 150]), Bytes::from(message)] {
        stage.sender.send(Message::Binary(frame)).await;
        stage.sender.expect_refusal("BAD_MESSAGE").await;
    }
    stage.carries_on().await;
}

#[tokio::test]
async fn ch2_an_unknown_icon_is_refused_and_heard_by_nobody() {
    let mut stage = Stage::set().await;
    for icon in [json!("skull"), json!("HEART"), json!(""), json!("<script>"), json!(3), json!(["heart"])] {
        let message = json!({"type": "SEND_CHEER", "icon": icon, "ref": "c1"});
        stage.sender.say(message).await;
        let error = stage.sender.answer(&json!("c1")).await;
        assert_eq!(error["code"], "BAD_MESSAGE", "{icon}");
    }
    stage.carries_on().await;
}

#[tokio::test]
async fn er4_a_frame_over_64_kib_is_refused_and_the_connection_lives_up_to_128() {
    let mut stage = Stage::set().await;
    let question = |length: usize| {
        let shell = json!({"type": "LEAVE_TEAM", "teamId": NOBODYS_ID, "ref": "big", "pad": ""}).to_string();
        let pad = "x".repeat(length - shell.len());
        json!({"type": "LEAVE_TEAM", "teamId": NOBODYS_ID, "ref": "big", "pad": pad}).to_string()
    };
    let fits = question(FRAME_MAX_BYTES);
    assert_eq!(fits.len(), FRAME_MAX_BYTES);
    stage.sender.send(Message::text(fits)).await;
    assert_eq!(kind(&stage.sender.answer(&json!("big")).await), "ACK");
    for length in [FRAME_MAX_BYTES + 1, 65 * 1024, FRAME_HARD_MAX_BYTES] {
        stage.sender.send(Message::text(question(length))).await;
        stage.sender.expect_refusal("TOO_LARGE").await;
    }
    stage.carries_on().await;

    let begun = Message::text(question(FRAME_HARD_MAX_BYTES + 1));
    stage.sender.send(begun).await;
    stage.sender.expect_refusal("TOO_LARGE").await;
    assert_eq!(stage.sender.closed().await, Some(1009));
    stage.others_carry_on().await;
}

#[tokio::test]
async fn er4_a_frame_that_only_claims_to_be_huge_ends_its_connection_alone() {
    let mut stage = Stage::set().await;
    let lengths = [u64::MAX, u64::MAX / 2, 1 << 40, 1 << 31];
    let (address, token) = (stage.house.address(), stage.sarah.token());
    join_all(lengths.map(|length| async move {
        let mut raw = upgraded(address, token).await;
        let head = [&[0x81, 0xff][..], &length.to_be_bytes(), &[0, 0, 0, 0], b"some of it"].concat();
        raw.write_all(&head).await.unwrap();
        let mut rest = Vec::new();
        raw.read_to_end(&mut rest).await.ok();
        let words = String::from_utf8_lossy(&rest);
        assert!(words.contains("TOO_LARGE") || rest.first() == Some(&0x88), "{length}: {words}");
    }))
    .await;
    stage.others_carry_on().await;
}

#[tokio::test]
async fn er3_what_is_no_websocket_at_all_ends_its_connection_alone() {
    let mut stage = Stage::set().await;
    let broken = [
        ("an unmasked frame", &b"\x81\x02{}"[..], 1002_u16),
        ("a reserved bit", &b"\xc1\x82\0\0\0\0{}"[..], 1002),
        ("an unknown opcode", &b"\x83\x80\0\0\0\0"[..], 1002),
        ("no UTF-8", &b"\x81\x82\0\0\0\0\xc3\x28"[..], 1007),
        ("a broken control frame", &b"\x09\x80\0\0\0\0"[..], 1002),
        ("a continuation of nothing", &b"\x80\x80\0\0\0\0"[..], 1002),
        ("HTTP", &b"GET / HTTP/1.1\r\n\r\n"[..], 1002),
    ];
    let (address, token) = (stage.house.address(), stage.sarah.token());
    join_all(broken.map(|(what, bytes, code)| async move {
        let mut raw = upgraded(address, token).await;
        raw.write_all(bytes).await.unwrap();
        let mut rest = Vec::new();
        raw.read_to_end(&mut rest).await.unwrap();
        assert_eq!(rest[..1], [0x88], "{what}: {rest:?}");
        assert_eq!(u16::from_be_bytes([rest[2], rest[3]]), code, "{what}");
    }))
    .await;
    stage.others_carry_on().await;
}

#[tokio::test]
async fn mb1_a_team_and_a_post_that_are_not_mine_are_refused_and_nobody_there_notices() {
    let mut stage = Stage::set().await;
    let (other_team, [dave]) = stage.house.team(["dave"]).await;
    let theirs = text(&dave.writes(&other_team, "Behind closed doors").await, "id");
    let [mut theirs_listens] = stage.house.room(&other_team, [&dave]).await;
    for (message, code) in [
        (json!({"type": "JOIN_TEAM", "teamId": other_team}), "NOT_A_MEMBER"),
        (json!({"type": "JOIN_TEAM", "teamId": other_team, "since": 0}), "NOT_A_MEMBER"),
        (json!({"type": "SEND_CHEER", "teamId": other_team, "icon": "heart"}), "NOT_A_MEMBER"),
        (json!({"type": "POST_LIKE", "postId": theirs}), "NOT_A_MEMBER"),
        (json!({"type": "POST_UNLIKE", "postId": theirs}), "NOT_A_MEMBER"),
        (json!({"type": "JOIN_TEAM", "teamId": NOBODYS_ID}), "NOT_FOUND"),
        (json!({"type": "POST_LIKE", "postId": NOBODYS_ID}), "NOT_FOUND"),
        (json!({"type": "POST_UNLIKE", "postId": NOBODYS_ID}), "NOT_FOUND"),
    ] {
        let error = stage.sender.ask(message.clone()).await;
        assert_eq!((kind(&error), &error["code"]), ("ERROR", &json!(code)), "{message}");
        let told = error.to_string();
        assert!(!told.contains("dave") && !told.contains("Behind"), "nothing else is learned: {told}");
    }
    theirs_listens.heard_nothing().await;
    assert_eq!(dave.sees(&theirs).await["likeCount"], 0);
    dave.writes(&other_team, "Still closed").await;
    theirs_listens.expect("NEW_POST").await;
    stage.carries_on().await;
}

#[tokio::test]
async fn er2_every_message_with_a_ref_is_answered_once_with_it() {
    let mut stage = Stage::set().await;
    let post = text(&stage.sarah.writes(&stage.team, "Along the harbour").await, "id");
    let team = &stage.team;
    let questions = [
        (json!({"type": "JOIN_TEAM", "teamId": team}), "JOINED_TEAM"),
        (json!({"type": "LEAVE_TEAM", "teamId": NOBODYS_ID}), "ACK"),
        (json!({"type": "SEND_CHEER", "icon": "star"}), "ACK"),
        (json!({"type": "POST_LIKE", "postId": post}), "ACK"),
        (json!({"type": "POST_LIKE", "postId": post}), "ACK"),
        (json!({"type": "POST_UNLIKE", "postId": post}), "ACK"),
        (json!({"type": "JOIN_TEAM", "teamId": NOBODYS_ID}), "ERROR"),
        (json!({"type": "POST_LIKE", "postId": NOBODYS_ID}), "ERROR"),
        (json!({"type": "SEND_CHEER", "icon": "skull"}), "ERROR"),
        (json!({"type": "DANCE"}), "ERROR"),
        (json!({"type": 5}), "ERROR"),
        (json!({}), "ERROR"),
    ];
    let marks = |nth: usize| [json!(format!("r{nth}")), json!(nth), json!(-1 - i64::try_from(nth).unwrap())];
    for (nth, (question, _)) in questions.iter().enumerate() {
        for mark in marks(nth) {
            let mut message = question.clone();
            message["ref"] = mark;
            stage.sender.say(message).await;
        }
    }
    stage.sender.say(json!({"type": "JOIN_TEAM", "teamId": team, "ref": "é".repeat(32)})).await;
    stage.sender.answer(&json!("é".repeat(32))).await;
    let heard = stage.sender.everything().await;
    for (nth, (question, expected)) in questions.iter().enumerate() {
        for mark in marks(nth) {
            let answers: Vec<_> = heard.iter().filter(|message| message["ref"] == mark).map(kind).collect();
            assert_eq!(answers, [*expected], "{question} with {mark}");
        }
    }
}

#[tokio::test]
async fn er1_rest_refuses_in_one_shape_whatever_is_wrong() {
    let house = House::open().await;
    let (team, [ruth]) = house.team(["ruth"]).await;
    let posts = format!("teams/{team}/posts");
    for body in
        ["", "{", "[]", "7", "null", "\"x\"", "{\"body\":", "{\"body\":7}", "{}", "{\"body\":\"\\ud800\"}"]
    {
        ruth.post_bytes(&posts, body).await.refused(400, "BAD_MESSAGE");
    }
    ruth.post_bytes(&posts, &b"{\"body\":\"\xc3\x28\"}"[..]).await.refused(400, "BAD_MESSAGE");
    ruth.post_bytes(&posts, "[".repeat(60_000)).await.refused(400, "BAD_MESSAGE");
    for path in
        ["teams/here", "teams/%00", "teams/..%2f..%2fetc", "posts/7", "teams/%ff/posts", "teams/%F0%9F%92%99"]
    {
        let answer = ruth.get(path).await;
        assert!(matches!(answer.status, 400 | 404), "{path}: {}", answer.body);
        answer.refused(answer.status, if answer.status == 400 { "BAD_MESSAGE" } else { "NOT_FOUND" });
    }
    for path in ["nothing", "teams/x/y/z", "/api", "/api/v2/me"] {
        ruth.get(path).await.refused(404, "NOT_FOUND");
    }
    let wrong_method = ruth.ask(reqwest::Method::PATCH, "teams", Some(&Value::Null)).await;
    wrong_method.refused(405, "BAD_MESSAGE");
    house.nobody().get("/ws").await.refused(400, "BAD_MESSAGE");
    ruth.writes(&team, "and everything still works").await;
}
