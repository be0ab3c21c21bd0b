//! Who is here, as everybody in the room is told it.

use crate::house::{House, PATIENCE, Socket, connect, kind, masked, number, text, upgraded};
use futures_util::future::join_all;
use reqwest::Method;
use serde_json::{Value, json};
use std::time::Duration;
use tokio::io::AsyncWriteExt;
use tokio::time::{Instant, sleep, timeout};

/// How long who is gone still counts (PR5).
const GRACE: Duration = Duration::from_secs(5);

fn counts(heard: &[Value]) -> Vec<u64> {
    let told = heard.iter().filter(|message| kind(message) == "PRESENCE_UPDATE");
    told.map(|message| number(message, "count")).collect()
}

#[tokio::test]
async fn pr1_two_tabs_count_once_and_closing_both_is_told_after_the_grace() {
    let house = House::open().await;
    let (team, [sarah, ruth, alan]) = house.team(["sarah", "ruth", "alan"]).await;
    let [mut listener, ruths_tab, alans_tab] = house.room(&team, [&sarah, &ruth, &alan]).await;
    let (mut ruths_other, mut alans_other) = (ruth.socket().await, alan.socket().await);
    for tab in [&mut ruths_other, &mut alans_other] {
        assert_eq!(tab.join(&team).await["presence"]["count"], 3);
        assert_eq!(number(&tab.expect("PRESENCE_UPDATE").await, "count"), 3, "the tab is told who is here");
    }
    listener.heard_nothing().await;

    // One closes one of two tabs, one closes both: in good order or not.
    let begun = Instant::now();
    ruths_tab.close().await;
    drop((alans_tab, alans_other));
    let told = listener.expect("PRESENCE_UPDATE").await;
    let took = begun.elapsed();
    assert_eq!(told["count"], 2);
    assert!(took >= GRACE - Duration::from_millis(50), "not before the grace: {took:?}");
    assert!(took < GRACE + Duration::from_secs(2), "{took:?}");
    assert_eq!(listener.listen(Duration::from_millis(1_300)).await, [Value::Null; 0], "one tab is enough");
    let polled = sarah.get(&format!("teams/{team}/presence")).await.is(200);
    let names: Vec<_> =
        polled["here"].as_array().unwrap().iter().map(|person| text(person, "userName")).collect();
    assert_eq!(names, ["sarah", "ruth"]);
}

#[tokio::test]
async fn pr2_a_thousand_members_within_five_seconds_make_ten_presence_messages_at_most() {
    const MEMBERS: usize = 1_000;
    let house = House::open().await;
    let (team, [sarah]) = house.team(["sarah"]).await;
    let members = house.crowd(&team, &sarah, MEMBERS - 1).await;
    let mut sockets = vec![sarah.socket().await];
    for some in members.chunks(50) {
        sockets.extend(join_all(some.iter().map(|member| member.socket())).await);
    }
    let (begun, team) = (Instant::now(), &team);
    let listeners = join_all(sockets.into_iter().enumerate().map(|(nth, mut socket)| async move {
        sleep(Duration::from_millis(4 * nth as u64)).await;
        socket.join(team).await;
        let joined = begun.elapsed();
        let mut heard = Vec::new();
        while heard.last() != Some(&(MEMBERS as u64)) {
            heard.push(number(&socket.expect("PRESENCE_UPDATE").await, "count"));
        }
        (joined, heard, socket)
    }));
    let mut listeners = listeners.await;
    let last_join = listeners.iter().map(|(joined, ..)| *joined).max().unwrap();
    // Whoever is told too much, is dropped, or is told something wrong at the end is found here.
    let mut most = 0;
    for (_, heard, socket) in &mut listeners {
        heard.extend(counts(&socket.so_far().await));
        assert!(heard.is_sorted(), "people only came: {heard:?}");
        most = most.max(heard.len());
    }
    let said = format!("{most} presence messages to one client, {MEMBERS} joined within {last_join:?}");
    eprintln!("{said}");
    assert!(most <= 10, "{said}");
}

#[tokio::test]
async fn pr2_those_who_come_and_go_are_told_at_most_each_quarter_of_a_second() {
    let house = House::open().await;
    let (team, [sarah]) = house.team(["sarah"]).await;
    let members = house.crowd(&team, &sarah, 8).await;
    let [mut listener] = house.room(&team, [&sarah]).await;
    let begun = Instant::now();
    let mut sockets: Vec<Socket> = Vec::new();
    for member in &members {
        let mut socket = member.socket().await;
        socket.join(&team).await;
        sockets.push(socket);
        sleep(Duration::from_millis(40)).await;
    }
    let (mut times, mut told) = (Vec::new(), 0);
    while told < 9 {
        told = number(&listener.expect("PRESENCE_UPDATE").await, "count");
        times.push(begun.elapsed());
    }
    assert!(times.len() as u128 <= 1 + begun.elapsed().as_millis() / 250, "{times:?}");
}

#[tokio::test]
async fn pr3_a_quiet_room_tells_presence_once_each_beat() {
    let house = House::with(&["--presence-beat-ms", "300"]).await;
    let (team, [sarah]) = house.team(["sarah"]).await;
    let [mut socket] = house.room(&team, [&sarah]).await;
    let heard = socket.listen(Duration::from_millis(1_650)).await;
    assert!((3..=6).contains(&counts(&heard).len()), "{heard:?}");
    assert_eq!(counts(&heard).len(), heard.len(), "{heard:?}");
    assert!(counts(&heard).iter().all(|count| *count == 1), "{heard:?}");
}

#[tokio::test]
async fn pr5_coming_back_within_the_grace_is_told_to_nobody_else() {
    let house = House::open().await;
    let (team, [sarah, ruth]) = house.team(["sarah", "ruth"]).await;
    let [mut listener, before] = house.room(&team, [&sarah, &ruth]).await;
    drop(before);
    let heard = listener.listen(GRACE - Duration::from_millis(1_500)).await;
    assert_eq!(sarah.get(&format!("teams/{team}/presence")).await.is(200)["count"], 2);
    let mut after = ruth.socket().await;
    assert_eq!(after.join(&team).await["presence"]["count"], 2);
    let later = listener.listen(Duration::from_millis(3_000)).await;
    assert_eq!((heard, later), (vec![], vec![]));
}

#[tokio::test]
async fn pr6_a_small_room_names_everybody_and_a_large_one_its_coaches() {
    let house = House::open().await;
    let (team, [sarah]) = house.team(["sarah"]).await;
    let members = house.crowd(&team, &sarah, 24).await;
    let mut sockets: Vec<Socket> = Vec::new();
    for person in members[..23].iter().chain([&sarah]) {
        let mut socket = person.socket().await;
        socket.join(&team).await;
        sockets.push(socket);
    }
    let small = sockets[0].told_count(24).await;
    let names: Vec<_> =
        small["here"].as_array().unwrap().iter().map(|person| person["userName"].as_str().unwrap()).collect();
    assert_eq!(names.len(), 24);
    assert_eq!(names[..2], ["sarah", "member 0000"], "coaches first");
    let mut last = members[23].socket().await;
    let large = last.join(&team).await;
    assert_eq!(large["presence"], json!({"count": 25, "activeCoaches": ["sarah"]}));
    assert!(sockets[0].told_count(25).await["here"].is_null());
}

#[tokio::test]
async fn pr7_a_new_name_is_told_with_the_next_presence_and_outlives_a_sleep() {
    let house = House::with(&["--presence-beat-ms", "2000", "--room-idle-ms", "100"]).await;
    let (team, [sarah, ruth]) = house.team(["sarah", "ruth"]).await;
    let [mut listener, _ruths] = house.room(&team, [&sarah, &ruth]).await;
    let names = |told: &Value| -> Vec<String> {
        told["here"].as_array().unwrap().iter().map(|person| text(person, "userName")).collect()
    };
    ruth.ask(Method::PATCH, "me", Some(&json!({"userName": "Ruth A."}))).await.is(200);
    // At once, and again after the room slept.
    for _ in 0..2 {
        loop {
            let told = listener.expect("PRESENCE_UPDATE").await;
            assert_eq!(told["count"], 2);
            if names(&told) == ["sarah", "Ruth A."] {
                break;
            }
            assert_eq!(names(&told), ["sarah", "ruth"], "what was told before the change");
        }
    }
}

#[tokio::test]
async fn pr1_a_connection_that_breaks_while_it_joins_leaves_no_ghost() {
    let house = House::open().await;
    let (team, [sarah, ruth]) = house.team(["sarah", "ruth"]).await;
    let [mut listener] = house.room(&team, [&sarah]).await;
    let frame = masked(true, 1, &json!({"type": "JOIN_TEAM", "teamId": team}).to_string());
    join_all((0..40_u64).map(|nth| {
        let (address, token, frame) = (house.address(), ruth.token(), frame.clone());
        async move {
            let mut raw = upgraded(address, token).await;
            raw.write_all(&frame).await.unwrap();
            sleep(Duration::from_micros(nth * 100)).await;
            // Some say goodbye, some are cut off with what they were told unread.
            if nth % 2 == 0 {
                raw.shutdown().await.unwrap();
            }
        }
    }))
    .await;
    let begun = Instant::now();
    let path = format!("teams/{team}/presence");
    while sarah.get(&path).await.is(200)["count"] != 1 {
        assert!(begun.elapsed() < GRACE + Duration::from_secs(3), "a ghost stayed");
        sleep(Duration::from_millis(100)).await;
    }
    sleep(Duration::from_millis(300)).await;
    let told = counts(&listener.everything().await);
    assert!(told.is_empty() || told == [2, 1], "{told:?}");
}

#[tokio::test]
async fn pr1_nobody_waits_for_a_client_that_opens_a_connection_and_says_nothing() {
    let house = House::open().await;
    let (team, [sarah, ruth]) = house.team(["sarah", "ruth"]).await;
    let silent = join_all((0..50).map(|_| connect(house.address()))).await;
    let begun = Instant::now();
    let [mut listener, _socket] = timeout(PATIENCE, house.room(&team, [&sarah, &ruth])).await.unwrap();
    assert!(begun.elapsed() < Duration::from_secs(5));
    listener.heard_nothing().await;
    drop(silent);
}
