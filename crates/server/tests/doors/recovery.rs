//! Coming back: what was missed is told again, in order, or it is said openly that it cannot be.

use crate::house::{House, Person, Socket, kind, number, text};
use futures_util::future::join_all;
use serde_json::{Value, json};
use std::time::Duration;
use tokio::time::sleep;

/// Joins with a cursor; gives the answer and the numbers that followed it.
async fn resume(socket: &mut Socket, team: &str, since: u64, epoch: Option<&str>) -> (Value, Vec<u64>) {
    let mut message = json!({"type": "JOIN_TEAM", "teamId": team, "since": since});
    if let Some(epoch) = epoch {
        message["epoch"] = json!(epoch);
    }
    let joined = socket.ask(message).await;
    let heard = socket.everything().await;
    let feed = heard.iter().filter(|message| matches!(kind(message), "NEW_POST" | "LIVE_NOTIFICATION"));
    (joined, feed.map(|message| number(message, "seq")).collect())
}

async fn write_many(person: &Person, team: &str, count: usize) {
    let mut left = count;
    while left > 0 {
        let some = left.min(50);
        join_all((0..some).map(|_| person.writes(team, "Along the harbour"))).await;
        left -= some;
    }
}

#[tokio::test]
async fn rc1_who_comes_back_is_told_what_came_meanwhile_in_order() {
    let mut house = House::open().await;
    let (team, [sarah, ruth]) = house.team(["sarah", "ruth"]).await;
    let mut socket = ruth.socket().await;
    let epoch = text(&socket.join(&team).await, "epoch");
    drop(socket);

    // Nothing was ever heard on the first connection; then 5 posts and a pin.
    let mut last = Value::Null;
    for nth in 0..5 {
        last = sarah.writes(&team, &format!("post {nth}")).await;
    }
    sarah.post(&format!("posts/{}/pin", text(&last, "id")), &Value::Null).await.is(201);
    let mut socket = ruth.socket().await;
    let (joined, missed) = resume(&mut socket, &team, 0, Some(&epoch)).await;
    assert_eq!(
        (&joined["resync"], &joined["seq"], missed),
        (&json!(false), &json!(6), vec![1, 2, 3, 4, 5, 6])
    );
    let (_, missed) = resume(&mut socket, &team, 4, Some(&epoch)).await;
    assert_eq!(missed, [5, 6]);
    let (_, missed) = resume(&mut socket, &team, 6, Some(&epoch)).await;
    assert_eq!(missed, [0; 0]);
    let (_, missed) = resume(&mut socket, &team, 5, None).await;
    assert_eq!(missed, [6], "the epoch may be left out");
    assert_eq!(socket.join(&team).await["resync"], json!(false));
    socket.expect("PRESENCE_UPDATE").await;
    socket.heard_nothing().await;

    // The cursor outlives the server.
    house.start_again().await;
    let mut socket = ruth.socket().await;
    let (joined, missed) = resume(&mut socket, &team, 3, Some(&epoch)).await;
    assert_eq!((&joined["resync"], &joined["epoch"], missed), (&json!(false), &json!(epoch), vec![4, 5, 6]));
}

#[tokio::test]
async fn rc1_whoever_comes_and_goes_while_posts_are_written_misses_none() {
    let house = House::open().await;
    let (team, [sarah, ruth]) = house.team(["sarah", "ruth"]).await;
    let writing = async {
        for nth in 0..60 {
            sarah.writes(&team, &format!("post {nth}")).await;
        }
    };
    let restless = async {
        let (mut seen, mut epoch) = (Vec::new(), None);
        while seen.last() != Some(&60) {
            let mut socket = ruth.socket().await;
            let since = seen.last().copied().unwrap_or(0);
            let (joined, missed) = resume(&mut socket, &team, since, epoch.as_deref()).await;
            assert_eq!(joined["resync"], json!(false));
            epoch = Some(text(&joined, "epoch"));
            // A message may come twice, as long as none is missing.
            for seq in missed {
                let next = seen.last().copied().unwrap_or(0) + 1;
                assert!(seq <= next, "{seq} came after {seen:?}");
                if seq == next {
                    seen.push(seq);
                }
            }
        }
        seen
    };
    let ((), seen) = tokio::join!(writing, restless);
    assert_eq!(seen, (1..=60).collect::<Vec<_>>());
}

/// Nobody is in the room yet: the first ones come while posts are being written.
#[tokio::test]
async fn rc1_the_first_to_come_miss_no_post_that_is_written_at_that_moment() {
    const POSTS: u64 = 6;
    let house = House::open().await;
    let ruth = house.person("ruth").await;
    let teams = house.teams_of(&ruth, 40).await;
    let mut sockets = [ruth.socket().await, ruth.socket().await, ruth.socket().await];
    let mut resyncs = 0;
    for team in &teams {
        let writing = join_all((0..POSTS).map(|_| ruth.writes(team, "Along the harbour")));
        let joining = join_all(sockets.iter_mut().enumerate().map(|(nth, socket)| async move {
            sleep(Duration::from_micros(nth as u64 * 1_500)).await;
            socket.join(team).await
        }));
        let (_, joined) = tokio::join!(writing, joining);
        for (socket, joined) in sockets.iter_mut().zip(joined) {
            if joined["resync"] == json!(true) {
                // The room heard of a later post before an earlier one; it says that it cannot tell them.
                resyncs += 1;
                continue;
            }
            let mut seen = number(&joined, "seq");
            while seen < POSTS {
                let told = socket.expect("NEW_POST").await;
                // What came already may come again, and the room before may still talk.
                if told["teamId"] == json!(team) && number(&told, "seq") > seen {
                    assert_eq!(number(&told, "seq"), seen + 1, "{joined}");
                    seen += 1;
                }
            }
        }
    }
    assert!(resyncs < teams.len(), "a third of them was to fetch the feed again");
}

#[tokio::test]
async fn rc2_what_cannot_be_replayed_is_said_openly_and_nothing_is_told_in_part() {
    let house = House::open().await;
    let (team, [sarah, ruth]) = house.team(["sarah", "ruth"]).await;
    write_many(&sarah, &team, 201).await;
    let mut socket = ruth.socket().await;
    let epoch = text(&socket.join(&team).await, "epoch");
    socket.forget();
    for (what, since, epoch, resync, count) in [
        ("201 entries", 0, Some(&*epoch), true, 0),
        ("200 entries", 1, Some(&*epoch), false, 200),
        ("another epoch", 200, Some("another"), true, 0),
        ("an empty epoch", 200, Some(""), true, 0),
        ("a cursor from the future", 202, Some(&*epoch), true, 0),
        ("the largest cursor", u64::MAX, Some(&*epoch), true, 0),
        ("a cursor that no database can hold", u64::MAX / 2 + 1, None, true, 0),
        ("nothing", 201, Some(&*epoch), false, 0),
    ] {
        let (joined, missed) = resume(&mut socket, &team, since, epoch).await;
        assert_eq!((joined["resync"].clone(), missed.len()), (json!(resync), count), "{what}");
        assert_eq!(joined["seq"], 201, "{what}");
    }
    let next = number(&sarah.writes(&team, "and on").await, "seq");
    assert_eq!(number(&socket.expect("NEW_POST").await, "seq"), next, "it lives on after a resync");
}
