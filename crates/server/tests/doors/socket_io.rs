//! Socket.IO 5: the protocol on the echoes, and Kith over it.

use crate::house::{Action, Came, Echoes, House, NOBODYS_ID, Polling, Wire, kind, text, wall_ms};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::time::Duration;
use tokio::time::{sleep, timeout};

const PATH: &str = "/socket.io/";

async fn entered(echoes: &Echoes) -> Wire {
    let mut wire = echoes.wire(PATH).await;
    wire.say("40").await;
    assert!(wire.message().await.starts_with("40{"));
    assert_eq!(wire.message().await, r#"42["auth",{}]"#);
    wire
}

#[tokio::test]
async fn so1_a_namespace_is_entered_and_left_by_itself() {
    let echoes = Echoes::brisk().await;
    for (connect, prefix, auth) in [
        ("40", "40", r#"42["auth",{}]"#),
        (r#"40{"token":"123"}"#, "40", r#"42["auth",{"token":"123"}]"#),
        ("40/custom,", "40/custom,", r#"42/custom,["auth",{}]"#),
        (r#"40/custom,{"token":"abc"}"#, "40/custom,", r#"42/custom,["auth",{"token":"abc"}]"#),
    ] {
        let mut wire = echoes.wire(PATH).await;
        wire.say(connect).await;
        let answer: Value = serde_json::from_str(wire.message().await.strip_prefix(prefix).unwrap()).unwrap();
        assert_eq!(answer.as_object().unwrap().keys().collect::<Vec<_>>(), ["sid"]);
        assert_eq!(wire.message().await, auth);
    }
    let mut wire = echoes.wire(PATH).await;
    wire.say("40/random").await;
    assert_eq!(wire.message().await, r#"44/random,{"message":"Invalid namespace"}"#);

    let mut wire = entered(&echoes).await;
    wire.say("40/custom").await;
    assert!(wire.message().await.starts_with("40/custom,{"));
    assert_eq!(wire.message().await, r#"42/custom,["auth",{}]"#);
    wire.say("41/custom").await;
    wire.say(r#"42["message","to the main one"]"#).await;
    assert_eq!(wire.message().await, r#"42["message-back","to the main one"]"#);
    wire.say("41").await;
    assert_eq!(wire.text().await, "2", "the connection stays");
}

#[tokio::test]
async fn so1_events_and_answers_keep_their_arguments_and_their_bytes() {
    let echoes = Echoes::open().await;
    let mut wire = entered(&echoes).await;
    wire.say(r#"42["message",1,"2",{"3":[true]}]"#).await;
    assert_eq!(wire.message().await, r#"42["message-back",1,"2",{"3":[true]}]"#);
    wire.say(r#"42["message"]"#).await;
    assert_eq!(wire.message().await, r#"42["message-back"]"#);
    wire.say(r#"42456["message-with-ack",1,"2",{"3":[false]}]"#).await;
    assert_eq!(wire.message().await, r#"43456[1,"2",{"3":[false]}]"#);
    for (said, heard) in [
        (
            r#"452-["message",{"_placeholder":true,"num":0},{"_placeholder":true,"num":1}]"#,
            r#"452-["message-back",{"_placeholder":true,"num":0},{"_placeholder":true,"num":1}]"#,
        ),
        (
            r#"452-789["message-with-ack",{"_placeholder":true,"num":0},{"_placeholder":true,"num":1}]"#,
            r#"462-789[{"_placeholder":true,"num":0},{"_placeholder":true,"num":1}]"#,
        ),
    ] {
        wire.say(said).await;
        wire.say_bytes(&[1, 2, 3]).await;
        wire.say_bytes(&[4, 5, 6]).await;
        assert_eq!(wire.message().await, heard);
        assert_eq!(wire.next_message().await, Came::Binary(vec![1, 2, 3]));
        assert_eq!(wire.next_message().await, Came::Binary(vec![4, 5, 6]));
    }
}

#[tokio::test]
async fn so1_garbage_ends_the_connection() {
    let echoes = Echoes::open().await;
    let garbage = [
        "4abc",
        "42{}",
        r#"42abc["message-with-ack",1]"#,
        "49",
        r#"451-["m",{"_placeholder":true,"num":3}]"#,
    ];
    for packet in garbage {
        let mut wire = entered(&echoes).await;
        wire.say(packet).await;
        assert_eq!(wire.closed().await, Some(4502), "{packet}");
    }
    for packet in ["4abc", r#"42["message"]"#, "40[]"] {
        let mut wire = echoes.wire(PATH).await;
        wire.say(packet).await;
        assert_eq!(wire.closed().await, Some(4502), "{packet}");
    }
    let mut wire = entered(&echoes).await;
    wire.say_bytes(&[1]).await;
    assert_eq!(wire.closed().await, Some(4502), "bytes that belong to nothing");
    let mut wire = entered(&echoes).await;
    wire.say(r#"451-["message",{"_placeholder":true,"num":0}]"#).await;
    wire.say(r#"42["message"]"#).await;
    assert_eq!(wire.closed().await, Some(4502), "text where bytes were announced");
}

#[tokio::test]
async fn so2_whoever_comes_is_in_the_rooms_of_all_their_teams() {
    let house = House::open().await;
    let (team, [sarah, ruth]) = house.team(["sarah", "ruth"]).await;
    let second = house.team_of(&[&sarah, &ruth]).await;
    let mut plain = sarah.socket().await;
    plain.join(&team).await;
    for by_polling in [false, true] {
        let mut client = if by_polling { Action::polling(&ruth).await } else { Action::open(&ruth).await };
        let joined = [client.expect("SERVER:JOINED_TEAM").await, client.expect("SERVER:JOINED_TEAM").await];
        let teams = BTreeSet::from(joined.each_ref().map(|joined| text(joined, "teamId")));
        assert_eq!(teams, BTreeSet::from([team.clone(), second.clone()]));
        assert_eq!((&joined[0]["resync"], &joined[0]["role"]), (&json!(false), &json!("member")));
        plain.say(json!({"type": "SEND_CHEER", "icon": "fire"})).await;
        assert_eq!(client.expect("SERVER:LIVE_CHEER").await["userName"], "sarah");
        client.say("CLIENT:SEND_CHEER", json!({"icon": "heart", "teamId": team, "userId": sarah.id})).await;
        plain.expect("LIVE_CHEER").await;
        let heard = plain.expect("LIVE_CHEER").await;
        assert_eq!((&heard["userName"], &heard["icon"]), (&json!("ruth"), &json!("heart")));
        let post = sarah.writes(&team, "Along the harbour").await;
        assert_eq!(client.expect("SERVER:NEW_POST").await["postId"], post["id"]);
    }
}

#[tokio::test]
async fn so3_so4_who_asks_for_an_acknowledgement_gets_one_and_who_does_not_an_event() {
    let house = House::open().await;
    let (team, [sarah]) = house.team(["sarah"]).await;
    let post = text(&sarah.writes(&team, "Along the harbour").await, "id");
    let mut client = Action::open(&sarah).await;
    let liked = client.ask("CLIENT:POST_LIKE", json!({"postId": post})).await;
    assert_eq!(liked, json!({"ok": true, "postId": post, "likeCount": 1, "likedByMe": true}));
    let refused = client.ask("CLIENT:POST_LIKE", json!({"postId": NOBODYS_ID})).await;
    assert_eq!((&refused["ok"], &refused["error"]["code"]), (&json!(false), &json!("NOT_FOUND")));
    assert_eq!(refused["error"]["temporary"], json!(false));
    let cheered = client.ask("CLIENT:SEND_CHEER", json!({"icon": "clap"})).await;
    assert_eq!(cheered, json!({"ok": true}));
    client.expect("SERVER:JOINED_TEAM").await;
    assert_eq!(client.ask("CLIENT:JOIN_TEAM", json!({"teamId": team})).await, json!({"ok": true}));
    assert_eq!(client.expect("SERVER:JOINED_TEAM").await["teamId"], json!(team));
    assert_eq!(client.ask("CLIENT:REGISTER", json!({"idToken": "x"})).await, json!({"ok": true}));

    client.say("CLIENT:POST_UNLIKE", json!({"postId": post, "ref": "r1"})).await;
    assert_eq!(client.expect("SERVER:ACK").await["ref"], "r1");
    client.say("CLIENT:FLY", json!({})).await;
    assert_eq!(client.expect("SERVER:ERROR").await["code"], "BAD_MESSAGE");
    let large = "x".repeat(65 * 1_024);
    client.say("CLIENT:SEND_CHEER", json!({"icon": large})).await;
    assert_eq!(client.expect("SERVER:ERROR").await["code"], "TOO_LARGE");
    for packet in [r#"42["action"]"#, r#"42["action",7]"#, r#"42["other",{}]"#, r#"42[7,{}]"#] {
        client.say_packet(packet).await;
        assert_eq!(client.expect("SERVER:ERROR").await["code"], "BAD_MESSAGE", "{packet}");
    }
    // Bytes are taken, whatever they are for.
    let with_bytes = r#"451-99["action",{"type":"CLIENT:SEND_CHEER","data":{"icon":"star","x":{"_placeholder":true,"num":0}}}]"#;
    client.say_packet(with_bytes).await;
    client.say_bytes(&[1, 2, 3]).await;
    assert_eq!(client.acknowledged(99).await, json!({"ok": true}));
}

#[tokio::test]
async fn so5_a_client_without_a_good_token_is_let_in_told_so_and_hears_nothing() {
    let house = House::open().await;
    let (team, [sarah]) = house.team(["sarah"]).await;
    let expired = house.token(&json!({"id": sarah.id, "exp": wall_ms() / 1_000 - 10}));
    for auth in [json!({}), json!({"token": "nonsense"}), json!({"token": expired}), json!({"token": 7})] {
        let mut client = Action::with(house.address(), auth.clone()).await;
        assert_eq!(client.pid, None);
        sarah.writes(&team, "Along the harbour").await;
        client.say("CLIENT:JOIN_TEAM", json!({"teamId": team})).await;
        client.closed().await;
        let heard: Vec<_> = client.waiting.iter().map(kind).collect();
        assert_eq!(heard, ["UNAUTHORIZED"], "{auth}");
        let words = json!({"message": "Unable to authenticate websocket request"});
        assert_eq!((&client.waiting[0]["data"], client.left), (&words, true));
    }
}

#[tokio::test]
async fn so5_the_token_comes_from_any_of_three_places() {
    let house = House::open().await;
    let (_, [sarah]) = house.team(["sarah"]).await;
    let bearer = format!("Bearer {}", sarah.token());
    let query = format!("&token={}&platform=mobile&brandVariation=habits", sarah.token());
    let plain = "/socketio/?EIO=4&transport=websocket";
    for (path, headers) in [
        (plain.to_owned(), vec![("authorization", &*bearer)]),
        (format!("{plain}{query}"), vec![]),
        (format!("/socketio?EIO=4&transport=websocket{query}"), vec![]),
    ] {
        let mut wire = Wire::try_open(house.address(), &path, &headers).await.unwrap();
        assert!(wire.text().await.starts_with("0{"));
        wire.say("40").await;
        assert!(wire.message().await.contains("\"pid\""), "{path}");
        assert!(wire.message().await.contains("SERVER:JOINED_TEAM"), "{path}");
    }
    let polling = Polling::open(house.address(), "/socketio/", &query).await;
    polling.say("40").await;
    assert!(polling.get().await.1.contains("\"pid\""));
}

#[tokio::test]
async fn so6_a_token_that_ends_ends_the_connection_with_its_reason() {
    let house = House::open().await;
    let (_, [sarah]) = house.team(["sarah"]).await;
    let short = house.token(&json!({"id": sarah.id, "exp": wall_ms() / 1_000 + 2}));
    let brief = sarah.with_token(&short);
    for mut client in [Action::open(&brief).await, Action::polling(&brief).await] {
        let closed = client.expect("SERVER:SESSION_CLOSED").await;
        assert_eq!(closed, json!({"code": 4501, "reason": "BAD_TOKEN"}));
        client.closed().await;
        assert!(client.left);
    }
    // Signing out does the same at once.
    let (mut wire, mut polling) = (Action::open(&sarah).await, Action::polling(&sarah).await);
    sarah.post("auth/logout", &json!({})).await;
    for client in [&mut wire, &mut polling] {
        assert_eq!(client.expect("SERVER:SESSION_CLOSED").await["code"], 4501);
    }
}

#[tokio::test]
async fn so7_who_may_come_back_is_closed_without_a_word_so_that_its_library_does() {
    let mut house = House::open().await;
    let (_, [sarah]) = house.team(["sarah"]).await;
    let (mut wire, mut polling) = (Action::open(&sarah).await, Action::polling(&sarah).await);
    wire.expect("SERVER:JOINED_TEAM").await;
    polling.expect("SERVER:JOINED_TEAM").await;
    // A poll hangs; without one there would be nobody left to be told.
    let polling = tokio::spawn(async move {
        polling.closed().await;
        polling.left
    });
    sleep(Duration::from_millis(100)).await;
    house.terminate();
    assert_eq!((wire.closed().await, wire.left), (Some(4001), false));
    assert!(!polling.await.unwrap());
    assert!(house.ended(Duration::from_secs(10)).await.success());
}

#[tokio::test]
async fn so7_st3_who_has_not_said_yet_who_they_are_does_not_hold_the_server_up() {
    let mut house = House::open().await;
    let polling = Polling::open(house.address(), "/socketio/", "").await;
    let hanging = tokio::spawn(async move { polling.get().await });
    let mut wire = Wire::open(house.address(), "/socketio/?EIO=4&transport=websocket").await;
    let mut stranger = Action::with(house.address(), json!({})).await;
    sleep(Duration::from_millis(100)).await;
    house.terminate();
    assert_eq!((wire.closed().await, stranger.closed().await), (Some(4001), Some(4001)));
    assert_eq!(hanging.await.unwrap(), (200, "1".to_owned()));
    assert!(house.ended(Duration::from_secs(10)).await.success());
}

#[tokio::test]
async fn so8_leaving_the_namespace_leaves_the_rooms_and_the_place_stays() {
    let house = House::with(&["--max-connections=2"]).await;
    let (team, [sarah]) = house.team(["sarah"]).await;
    let mut client = Action::open(&sarah).await;
    client.expect("SERVER:JOINED_TEAM").await;
    client.say_packet("41").await;
    let gone = async { while house.figure("kith_connections").await > 0 {} };
    timeout(crate::house::PATIENCE, gone).await.unwrap();
    client.say_packet(&format!("40{}", json!({"token": sarah.token()}))).await;
    // Until it is in again, it has the one place of two that those outside may have.
    let back = async { while house.figure("kith_connections").await == 0 {} };
    timeout(crate::house::PATIENCE, back).await.unwrap();
    let mut second = Action::open(&sarah).await;
    second.expect("SERVER:JOINED_TEAM").await;
    assert_eq!(house.figure("kith_connections").await, 2);
    // There are two places, whoever has them.
    let full = Wire::try_open(house.address(), "/socketio/?EIO=4&transport=websocket", &[]).await;
    assert!(full.is_err());
    assert!(sarah.try_socket().await.is_err());
    sarah.writes(&team, "Along the harbour").await;
    second.expect("SERVER:NEW_POST").await;
}

#[tokio::test]
async fn or1_pages_from_elsewhere_may_not_open_a_session() {
    let house = House::with(&["--allowed-origins=https://team.example"]).await;
    let path = "/socketio/?EIO=4&transport=polling";
    let http = reqwest::Client::builder().no_proxy().build().unwrap();
    let ask = async |method: &str, origin: &str| {
        let url = format!("http://{}{path}", house.address());
        http.request(method.parse().unwrap(), url).header("origin", origin).send().await.unwrap()
    };
    let answer = ask("GET", "https://team.example").await;
    assert_eq!(
        (answer.status().as_u16(), &answer.headers()["access-control-allow-origin"]),
        (200, &"https://team.example".parse().unwrap())
    );
    assert_eq!(answer.headers()["access-control-allow-credentials"], "true");
    let answer = ask("OPTIONS", "https://team.example").await;
    assert_eq!(
        (answer.status().as_u16(), &answer.headers()["access-control-allow-methods"]),
        (204, &"GET, POST".parse().unwrap())
    );
    for method in ["GET", "OPTIONS", "POST"] {
        let answer = ask(method, "https://evil.example").await;
        assert_eq!(answer.status(), 403, "{method}");
        assert!(!answer.headers().contains_key("access-control-allow-origin"), "{method}");
    }
    let headers = [("origin", "https://evil.example")];
    assert!(Wire::try_open(house.address(), "/socketio/?EIO=4&transport=websocket", &headers).await.is_err());
}

/// Strangers cannot keep out whoever signs in at once.
#[tokio::test]
async fn so8_those_who_have_not_signed_in_take_half_of_all_places_at_most() {
    let house = House::with(&["--max-connections=4"]).await;
    let sarah = house.person("sarah").await;
    let strangers = "/socketio/?EIO=4&transport=polling";
    for _ in 0..2 {
        assert_eq!(house.nobody().get(strangers).await.status, 200);
    }
    assert_eq!(house.nobody().get(strangers).await.status, 503);
    let (_phone, _laptop) = (sarah.socket().await, sarah.socket().await);
    assert!(sarah.try_socket().await.is_err(), "all places are taken now");
}
