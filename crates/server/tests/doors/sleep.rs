//! Rooms that sleep: what goes on in them is told as ever, and what is nobody's business leaves them asleep.

use crate::house::{House, PATIENCE, Socket, kind, text};
use serde_json::{Value, json};
use std::time::Duration;
use tokio::time::{Instant, sleep};
use tokio_tungstenite::tungstenite::Message;

/// Rooms fall asleep at once, are not woken to repeat who is here, and connections are pinged all the time.
const DROWSY: [&str; 5] = [
    "--room-idle-ms=100",
    "--like-flush-ms=50",
    "--presence-beat-ms=600000",
    "--ping-interval-ms=50",
    "--ping-timeout-ms=10000",
];
/// The same with rooms that do not sleep.
const AWAKE: [&str; 5] = ["--room-idle-ms=86400000", DROWSY[1], DROWSY[2], DROWSY[3], DROWSY[4]];

async fn asleep(house: &House, sockets: &mut [&mut Socket]) {
    let begun = Instant::now();
    while house.figure("kith_rooms_awake").await > 0 {
        assert!(begun.elapsed() < PATIENCE, "the room does not fall asleep");
        for socket in &mut *sockets {
            socket.send(Message::Ping(vec![1].into())).await;
        }
        sleep(Duration::from_millis(50)).await;
    }
}

#[tokio::test]
async fn sl1_an_idle_room_leaves_memory_and_pings_do_not_wake_it() {
    let house = House::with(&DROWSY).await;
    let (team, [sarah, ruth]) = house.team(["sarah", "ruth"]).await;
    let [mut from_sarah, mut from_ruth] = house.room(&team, [&sarah, &ruth]).await;
    asleep(&house, &mut [&mut from_sarah, &mut from_ruth]).await;
    let wakes = house.figure("kith_room_wakes_total").await;
    for _ in 0..10 {
        for socket in [&mut from_sarah, &mut from_ruth] {
            socket.send(Message::Ping(vec![7].into())).await;
            // The server's own pings are answered while this listens.
            assert_eq!(socket.listen(Duration::from_millis(100)).await, [Value::Null; 0]);
        }
    }
    let (awake, woken) =
        (house.figure("kith_rooms_awake").await, house.figure("kith_room_wakes_total").await);
    assert_eq!((awake, woken), (0, wakes), "pings from both sides passed for two seconds");
    assert!(from_ruth.pongs.len() >= 9, "{} pings were answered", from_ruth.pongs.len());

    from_ruth.ask(json!({"type": "SEND_CHEER", "icon": "heart"})).await;
    assert_eq!(from_sarah.expect("LIVE_CHEER").await["icon"], json!("heart"));
    assert_eq!(house.figure("kith_room_wakes_total").await, wakes + 1, "a cheer wakes it");
}

/// What three people are told of an evening with long silences, without what differs from evening to evening.
async fn evening(options: &[&str], sleeps: bool) -> Vec<Vec<Value>> {
    let house = House::with(options).await;
    let (team, [sarah, ruth, anna]) = house.team(["sarah", "ruth", "anna"]).await;
    let post = text(&sarah.writes(&team, "Along the harbour").await, "id");
    let [mut from_sarah, mut from_ruth] = house.room(&team, [&sarah, &ruth]).await;
    let mut from_anna = anna.socket().await;
    let mut told = Vec::new();
    for step in 0..7 {
        if sleeps {
            asleep(&house, &mut [&mut from_sarah, &mut from_ruth, &mut from_anna]).await;
        } else {
            sleep(Duration::from_millis(700)).await;
        }
        let like = |liked| json!({"type": if liked { "POST_LIKE" } else { "POST_UNLIKE" }, "postId": post});
        match step {
            0 => drop(from_ruth.ask(json!({"type": "SEND_CHEER", "icon": "heart"})).await),
            1 => drop(from_ruth.ask(like(true)).await),
            2 => drop(sarah.put(&format!("posts/{post}/like"), &Value::Null).await.is(200)),
            3 => drop(from_anna.join(&team).await),
            4 => drop(from_ruth.ask(like(false)).await),
            5 => drop(ruth.writes(&team, "And back").await),
            _ => drop(from_anna.ask(json!({"type": "LEAVE_TEAM", "teamId": team})).await),
        }
        let seen = ruth.sees(&post).await;
        told.push(vec![seen["likeCount"].clone(), seen["likedByMe"].clone()]);
        let here = sarah.get(&format!("teams/{team}/presence")).await.is(200);
        told.push(vec![here["count"].clone(), here["activeCoaches"].clone()]);
        for socket in [&mut from_sarah, &mut from_ruth, &mut from_anna] {
            told.push(socket.listen(Duration::from_millis(700)).await.iter().map(gist).collect());
        }
    }
    told
}

/// A message without ids and times.
fn gist(message: &Value) -> Value {
    let names =
        message["here"].as_array().map(|here| here.iter().map(|one| one["userName"].clone()).collect());
    let here: Option<Vec<Value>> = names;
    json!([kind(message), message["icon"], message["likeCount"], message["count"], message["seq"], here])
}

#[tokio::test]
async fn sl2_nobody_can_tell_whether_the_room_slept() {
    let (slept, woke) = tokio::join!(evening(&DROWSY, true), evening(&AWAKE, false));
    assert_eq!(slept, woke);
    let heard: Vec<_> = woke.iter().flatten().filter_map(|message| message[0].as_str()).collect();
    for kind in ["LIVE_CHEER", "LIKE_UPDATE", "PRESENCE_UPDATE", "NEW_POST"] {
        assert!(heard.contains(&kind), "{kind} was told: {heard:?}");
    }
}
