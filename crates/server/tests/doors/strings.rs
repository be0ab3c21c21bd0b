//! Texts that break careless programs: they come back as they were, or are refused by name.

use crate::house::{House, kind, text};
use serde_json::{Value, json};

/// Each with a reason to break something.
fn nasty() -> Vec<String> {
    let mut texts: Vec<String> = [
        "💙🏃‍♀️👨‍👩‍👧‍👦🇵🇹",
        "שלום עולם مرحبا بالعالم",
        "\u{202e}reversed\u{202c}",
        "Zalgo: H̴̰̽e̷̦͝",
        "a\u{200b}b\u{feff}c",
        "<script>alert(1)</script><img src=x onerror=alert(1)>",
        "'; DROP TABLE posts; --",
        "%00%0d%0aSet-Cookie: a=b",
        r#"{"type":"LIVE_CHEER"}"#,
        "\\u0000 \\x00 \\\" \"",
        "NaN null undefined true -0 1e400",
        "${7*7} {{7*7}} $(id) `id`",
        "ﷺ 𝕳𝖊𝖑𝖑𝖔 ｆｕｌｌ",
        "\u{e000}\u{10ffff}\u{fffd}",
        "e\u{301} é ß İ ı",
    ]
    .map(str::to_owned)
    .to_vec();
    texts.push("x".repeat(60));
    texts
}

#[tokio::test]
async fn po1_a_posts_text_comes_back_unharmed() {
    let house = House::open().await;
    let (team, [ruth]) = house.team(["ruth"]).await;
    let long = [
        "é".repeat(4_000),
        "💙".repeat(4_000),
        "line one\r\nline two\n\nline four\ttab".to_owned(),
        "\u{1}\u{1b}[31m\u{7f}".to_owned(),
    ];
    let mut written = Vec::new();
    for body in nasty().into_iter().chain(long) {
        let post = ruth.writes(&team, &body).await;
        assert_eq!(post["body"], json!(body));
        assert_eq!(ruth.sees(&text(&post, "id")).await["body"], json!(body));
        written.push(body);
    }
    let read: Vec<_> = ruth.all_posts(&team, 100).await.iter().rev().map(|post| text(post, "body")).collect();
    assert_eq!(read, written);
}

#[tokio::test]
async fn er1_a_posts_text_that_cannot_be_kept_is_refused_and_takes_no_number() {
    let house = House::open().await;
    let (team, [ruth]) = house.team(["ruth"]).await;
    let path = format!("teams/{team}/posts");
    for body in ["", " \n\t ", "nul \0 inside", &"é".repeat(4_001), &"💙".repeat(4_001)] {
        ruth.post(&path, &json!({ "body": body })).await.refused(400, "BAD_MESSAGE");
    }
    for raw in [r#"{"body":"\ud83d"}"#, r#"{"body":"\udc99\ud83d"}"#, r#"{"body":"a\ud800b"}"#] {
        ruth.post_bytes(&path, raw).await.refused(400, "BAD_MESSAGE");
    }
    for client_id in ["", "a\0b", "a\nb", &"x".repeat(65)] {
        let body = json!({"body": "fine", "clientId": client_id});
        ruth.post(&path, &body).await.refused(400, "BAD_MESSAGE");
    }
    let spelled = ruth.post_bytes(&path, r#"{"body":"\ud83d\udc99"}"#).await.is(201);
    assert_eq!((&spelled["post"]["body"], &spelled["post"]["seq"]), (&json!("💙"), &json!(1)));
}

#[tokio::test]
async fn ch1_a_name_is_heard_as_it_was_written() {
    let house = House::open().await;
    let (team, [sarah]) = house.team(["sarah"]).await;
    let mut people = Vec::new();
    for (nth, name) in nasty().into_iter().enumerate() {
        let body =
            json!({"email": format!("n{nth}@kith.example"), "password": "a long walk", "userName": name});
        let made = house.nobody().post("auth/register", &body).await.is(201);
        assert_eq!(made["user"]["userName"], json!(name));
        people.push(house.somebody(&name, &text(&made["user"], "id"), Some(&text(&made, "idToken"))));
    }
    let invite = sarah.post(&format!("teams/{team}/invites"), &Value::Null).await.is(201);
    let accept = format!("invites/{}/accept", text(&invite, "code"));
    let [mut listener] = house.room(&team, [&sarah]).await;
    for person in &people {
        person.post(&accept, &Value::Null).await.is(200);
        let mut socket = person.socket().await;
        socket.join(&team).await;
        socket.say(json!({"type": "SEND_CHEER", "icon": "heart"})).await;
        let heard = listener.expect("LIVE_CHEER").await;
        assert_eq!((kind(&heard), &heard["userName"]), ("LIVE_CHEER", &json!(person.name)));
    }
}

#[tokio::test]
async fn er1_a_name_that_cannot_be_kept_is_refused() {
    let house = House::open().await;
    let ruth = house.person("ruth").await;
    for name in ["", "  ", "a\r\nb", "a\u{0}b", "tab\there", "\u{1b}[31m", &"x".repeat(61)] {
        let body = json!({"email": "ann@kith.example", "password": "a long walk", "userName": name});
        house.nobody().post("auth/register", &body).await.refused(400, "BAD_MESSAGE");
    }
    for name in ["", "\n", "a\r\nSet-Cookie: x", "nul\0", &"x".repeat(81)] {
        ruth.post("teams", &json!({ "name": name })).await.refused(400, "BAD_MESSAGE");
    }
    ruth.post_bytes("teams", r#"{"name":"\ud800"}"#).await.refused(400, "BAD_MESSAGE");
    for name in nasty() {
        let made = ruth.post("teams", &json!({ "name": name })).await.is(201);
        assert_eq!(made["team"]["name"], json!(name));
    }
}
