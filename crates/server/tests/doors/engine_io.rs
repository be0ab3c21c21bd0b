//! Engine.IO 4 as its own suite asks for it, on the echoes: sessions, payloads, heartbeats, ends and upgrades.

use crate::house::{Came, Echoes, PATIENCE, connect};
use serde_json::json;
use std::time::Duration;
use tokio::io::AsyncWriteExt as _;
use tokio::time::{Instant, sleep, timeout};

const PATH: &str = "/engine.io/";
const PING_INTERVAL: Duration = Duration::from_millis(300);
const PING_TIMEOUT: Duration = Duration::from_millis(200);

#[tokio::test]
async fn ei1_a_session_begins_with_what_a_client_has_to_know() {
    let echoes = Echoes::brisk().await;
    let mut opened = echoes.polling(PATH).await.opened;
    let sid = opened.as_object_mut().unwrap().remove("sid").unwrap();
    assert_eq!(sid.as_str().unwrap().len(), 32);
    let known =
        json!({"upgrades": ["websocket"], "pingInterval": 300, "pingTimeout": 200, "maxPayload": 1_000_000});
    assert_eq!(opened, known);
    let mut wire = crate::house::Wire::open(echoes.address(), "/engine.io/?EIO=4&transport=websocket").await;
    let opened: serde_json::Value = serde_json::from_str(&wire.text().await[1..]).unwrap();
    assert_eq!((&opened["upgrades"], &opened["maxPayload"]), (&json!([]), &json!(1_000_000)));
}

#[tokio::test]
async fn ei2_a_bad_request_is_refused_in_the_protocols_words() {
    let echoes = Echoes::open().await;
    let answer = |code: u8, message: &str| (400, json!({"code": code, "message": message}).to_string());
    for (method, query, expected) in [
        ("GET", "EIO=4", answer(0, "Transport unknown")),
        ("GET", "EIO=4&transport=abc", answer(0, "Transport unknown")),
        ("GET", "", answer(0, "Transport unknown")),
        ("GET", "EIO=4&transport=polling&sid=abc", answer(1, "Session ID unknown")),
        ("POST", "EIO=4&transport=polling&sid=abc", answer(1, "Session ID unknown")),
        ("POST", "EIO=4&transport=polling", answer(2, "Bad handshake method")),
        ("PUT", "EIO=4&transport=polling", answer(2, "Bad handshake method")),
        ("GET", "EIO=4&transport=websocket", answer(3, "Bad request")),
        ("GET", "transport=polling", answer(5, "Unsupported protocol version")),
        ("GET", "EIO=3&transport=polling", answer(5, "Unsupported protocol version")),
        ("GET", "EIO=abc&transport=polling", answer(5, "Unsupported protocol version")),
    ] {
        assert_eq!(echoes.ask(method, &format!("{PATH}?{query}"), "").await, expected, "{method} {query}");
    }
    let polling = echoes.polling(PATH).await;
    assert_eq!(echoes.ask("PUT", &polling.path, "").await, answer(3, "Bad request"));
    assert_eq!(echoes.ask("POST", &polling.path, &"4".repeat(1_000_001)).await.0, 413);
    for query in
        ["EIO=3&transport=websocket", "transport=websocket", "EIO=4", "EIO=4&transport=websocket&sid=abc"]
    {
        let refused = crate::house::Wire::try_open(echoes.address(), &format!("{PATH}?{query}"), &[]).await;
        assert!(refused.is_err(), "{query}");
    }
}

#[tokio::test]
async fn ei3_messages_go_both_ways_as_they_stand() {
    let echoes = Echoes::open().await;
    let polling = echoes.polling(PATH).await;
    for payload in ["4hello", "4test1\u{1e}4test2\u{1e}4test3", "4€\u{1e}bAQIDBA==", "4"] {
        polling.say(payload).await;
        assert_eq!(polling.get().await, (200, payload.to_owned()), "and nothing besides");
    }
    let long = format!("4{}", "x".repeat(900_000));
    polling.say(&long).await;
    assert!(polling.get().await.1 == long, "a long message");

    let mut wire = echoes.wire(PATH).await;
    wire.say("4hello").await;
    assert_eq!(wire.message().await, "4hello");
    wire.say_bytes(&[1, 2, 3, 4]).await;
    assert_eq!(wire.next_message().await, Came::Binary(vec![1, 2, 3, 4]));
    wire.say(&long).await;
    assert!(wire.message().await == long, "a long message");
}

#[tokio::test]
async fn ei4_what_is_no_packet_ends_the_session() {
    let echoes = Echoes::open().await;
    for payload in ["abc", "", "4hello\u{1e}", "b!", "2", "5", "0{}"] {
        let polling = echoes.polling(PATH).await;
        let (status, _) = polling.post(payload).await;
        assert!(status == 400 || ["2", "5", "0{}"].contains(&payload), "{payload}: {status}");
        assert_eq!(last_poll(&polling).await, 400, "{payload}");
    }
    for packet in ["abc", "", "2", "5", "7", "0{}"] {
        let mut wire = echoes.wire(PATH).await;
        wire.say(packet).await;
        assert_eq!(wire.closed().await, Some(4502), "{packet}");
    }
    let mut wire = echoes.wire(PATH).await;
    wire.say(&"4".repeat(1_000_001)).await;
    assert_eq!(wire.closed().await, Some(1009));
}

/// The status of the first poll behind the end, which one poll may be told.
async fn last_poll(polling: &crate::house::Polling) -> u16 {
    match polling.get().await {
        (200, end) => {
            assert_eq!(end, "1");
            polling.get().await.0
        }
        (status, _) => status,
    }
}

#[tokio::test]
async fn ei5_a_session_has_one_poll_at_a_time_and_ends_with_it() {
    let echoes = Echoes::open().await;
    let polling = echoes.polling(PATH).await;
    let first = tokio::spawn({
        let polling = polling.clone();
        async move { polling.get().await }
    });
    sleep(Duration::from_millis(50)).await;
    assert_eq!(polling.get().await.0, 400);
    assert_eq!(first.await.unwrap(), (200, "1".to_owned()));
    assert_eq!(polling.get().await.0, 400);

    // A client that gives its poll up has left.
    let polling = echoes.polling(PATH).await;
    let mut stream = connect(echoes.address()).await;
    let request = format!("GET {} HTTP/1.1\r\nHost: kith\r\n\r\n", polling.path);
    stream.write_all(request.as_bytes()).await.unwrap();
    sleep(Duration::from_millis(50)).await;
    drop(stream);
    let until = Instant::now() + PATIENCE;
    while polling.post("3").await.0 == 200 {
        assert!(Instant::now() < until, "the session lives on");
    }
}

#[tokio::test]
async fn ei6_the_server_asks_for_signs_of_life_and_gives_up_on_who_gives_none() {
    let echoes = Echoes::brisk().await;
    let polling = echoes.polling(PATH).await;
    for _ in 0..3 {
        let asked = Instant::now();
        assert_eq!(polling.get().await, (200, "2".to_owned()));
        assert!(asked.elapsed() > PING_INTERVAL / 2, "never at once");
        polling.say("3").await;
    }
    let mut wire = echoes.wire(PATH).await;
    for _ in 0..3 {
        let asked = Instant::now();
        assert_eq!(wire.text().await, "2");
        assert!(asked.elapsed() > PING_INTERVAL / 2, "never at once");
        wire.say("3").await;
    }

    // Polls alone are no sign of life.
    let (silent, mut mute) = (echoes.polling(PATH).await, echoes.wire(PATH).await);
    sleep(PING_INTERVAL + PING_TIMEOUT).await;
    assert_eq!(silent.get().await.0, 400);
    let closed = timeout(Duration::from_secs(5), mute.closed_on_silence()).await;
    assert!(closed.is_ok(), "a client that says nothing is hung up on");
}

#[tokio::test]
async fn ei7_a_client_ends_its_session() {
    let echoes = Echoes::open().await;
    let polling = echoes.polling(PATH).await;
    let (hanging, closing) = tokio::join!(polling.get(), polling.post("1"));
    assert_eq!((hanging, closing.0), ((200, "6".to_owned()), 200));
    assert_eq!(polling.get().await.0, 400);
    let polling = echoes.polling(PATH).await;
    polling.say("4hello\u{1e}1").await;
    assert_eq!(polling.get().await.0, 400);
    let mut wire = echoes.wire(PATH).await;
    wire.say("1").await;
    assert_eq!(wire.closed().await, Some(1000));
}

#[tokio::test]
async fn ei8_a_session_goes_over_to_a_websocket_and_loses_nothing() {
    let echoes = Echoes::open().await;
    let polling = echoes.polling(PATH).await;
    let hanging = tokio::spawn({
        let polling = polling.clone();
        async move { polling.get().await }
    });
    let mut wire = polling.upgrade().await;
    wire.say("2probe").await;
    assert_eq!(wire.text().await, "3probe");
    let answer = hanging.await.unwrap();
    assert_eq!(answer, (200, "6".to_owned()));
    // What is said while the transport changes is heard on the new one.
    polling.say("4between").await;
    let noop = polling.get().await;
    assert_eq!(noop, (200, "6".to_owned()));
    wire.say("5").await;
    wire.say("4hello").await;
    assert_eq!((wire.message().await, wire.message().await), ("4between".into(), "4hello".into()));

    assert_eq!(polling.get().await.0, 400);
    assert_eq!(polling.post("4hello").await.0, 400);
    let mut second = polling.upgrade().await;
    assert_eq!(second.closed().await, None);
    wire.say("4hello").await;
    assert_eq!(wire.message().await, "4hello");
}

#[tokio::test]
async fn ei8_an_upgrade_that_fails_leaves_the_session_as_it_was() {
    let echoes = Echoes::open().await;
    for packet in ["2", "4hello", "5", "abc"] {
        let polling = echoes.polling(PATH).await;
        let mut wire = polling.upgrade().await;
        wire.say(packet).await;
        assert_eq!(wire.closed_on_silence().await, None, "{packet}");
        polling.say("4hello").await;
        assert_eq!(polling.get().await, (200, "4hello".to_owned()), "{packet}");
    }
    let polling = echoes.polling(PATH).await;
    let (mut first, mut second) = (polling.upgrade().await, polling.upgrade().await);
    assert_eq!(second.closed_on_silence().await, None, "one at a time");
    first.say("2probe").await;
    assert_eq!(first.text().await, "3probe");
}
