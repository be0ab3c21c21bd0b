//! Likes: a set of people, whatever door they come through.

use crate::house::{House, Person, Socket, kind, number, text};
use futures_util::future::join_all;
use serde_json::{Value, json};
use std::time::Duration;
use tokio::time::{Instant, sleep};

async fn likes(socket: &mut Socket, post: &str) -> Value {
    socket.ask(json!({"type": "POST_LIKE", "postId": post})).await
}

async fn unlikes(socket: &mut Socket, post: &str) -> Value {
    socket.ask(json!({"type": "POST_UNLIKE", "postId": post})).await
}

#[track_caller]
fn acknowledged(answer: &Value, post: &str, count: u64, by_me: bool) {
    let expected =
        json!({"type": "ACK", "ref": answer["ref"], "postId": post, "likeCount": count, "likedByMe": by_me});
    assert_eq!(*answer, expected);
}

#[tokio::test]
async fn lk2_the_same_like_from_any_device_and_door_counts_once() {
    let house = House::open().await;
    let (team, [sarah, ruth]) = house.team(["sarah", "ruth"]).await;
    let post = text(&sarah.writes(&team, "Along the harbour").await, "id");
    let (mut phone, mut laptop) = (ruth.socket().await, ruth.socket().await);
    for _ in 0..20 {
        acknowledged(&likes(&mut phone, &post).await, &post, 1, true);
        acknowledged(&likes(&mut laptop, &post).await, &post, 1, true);
    }
    let path = format!("posts/{post}/like");
    for answer in join_all((0..20).map(|_| ruth.put(&path, &Value::Null))).await {
        assert_eq!(answer.is(200), json!({"postId": post, "likeCount": 1, "likedByMe": true}));
    }
    sarah.put(&path, &Value::Null).await.is(200);
    for person in [&sarah, &ruth] {
        let seen = person.sees(&post).await;
        assert_eq!((&seen["likeCount"], &seen["likedByMe"]), (&json!(2), &json!(true)));
    }
}

#[tokio::test]
async fn lk3_like_unlike_like_counts_once() {
    let house = House::open().await;
    let (team, [sarah, ruth]) = house.team(["sarah", "ruth"]).await;
    let post = text(&sarah.writes(&team, "Along the harbour").await, "id");
    let mut socket = ruth.socket().await;
    acknowledged(&unlikes(&mut socket, &post).await, &post, 0, false);
    acknowledged(&likes(&mut socket, &post).await, &post, 1, true);
    acknowledged(&unlikes(&mut socket, &post).await, &post, 0, false);
    acknowledged(&unlikes(&mut socket, &post).await, &post, 0, false);
    acknowledged(&likes(&mut socket, &post).await, &post, 1, true);
    let path = format!("posts/{post}/like");
    assert_eq!(ruth.delete(&path).await.is(200), json!({"postId": post, "likeCount": 0, "likedByMe": false}));
    assert_eq!(ruth.put(&path, &Value::Null).await.is(200)["likeCount"], 1);
    let seen = sarah.sees(&post).await;
    assert_eq!((&seen["likeCount"], &seen["likedByMe"]), (&json!(1), &json!(false)));
}

#[tokio::test]
async fn lk5_the_room_learns_counts_at_most_four_times_a_second_and_the_last_is_right() {
    let house = House::open().await;
    let (team, [sarah, ruth]) = house.team(["sarah", "ruth"]).await;
    let post = text(&sarah.writes(&team, "Along the harbour").await, "id");
    let fans: Vec<Person> = house.crowd(&team, &sarah, 30).await;
    let [mut listener] = house.room(&team, [&ruth]).await;
    let mut outside = ruth.socket().await;

    let (begun, path) = (Instant::now(), format!("posts/{post}/like"));
    for batch in fans.chunks(3) {
        join_all(batch.iter().map(|fan| fan.put(&path, &Value::Null))).await;
        sleep(Duration::from_millis(60)).await;
    }
    let mut told = Vec::new();
    while told.last() != Some(&30) {
        let update = listener.expect("LIKE_UPDATE").await;
        assert_eq!(update["postId"], json!(post));
        told.push(number(&update, "likeCount"));
    }
    // One at the start, then one each quarter of a second.
    let most = 1 + begun.elapsed().as_millis() / 250;
    assert!(told.len() as u128 <= most, "{told:?} in {:?}", begun.elapsed());
    assert!(told.is_sorted(), "{told:?}");

    join_all(fans.iter().map(|fan| fan.delete(&path))).await;
    while number(&listener.expect("LIKE_UPDATE").await, "likeCount") != 0 {}
    let later = listener.listen(Duration::from_millis(600)).await;
    assert!(later.is_empty(), "nothing changed any more: {later:?}");
    outside.heard_nothing().await;
}

#[tokio::test]
async fn lk5_a_like_that_changes_nothing_is_told_to_nobody() {
    let house = House::open().await;
    let (team, [sarah, ruth]) = house.team(["sarah", "ruth"]).await;
    let post = text(&sarah.writes(&team, "Along the harbour").await, "id");
    let [mut from_sarah, mut from_ruth] = house.room(&team, [&sarah, &ruth]).await;
    likes(&mut from_ruth, &post).await;
    assert_eq!(kind(&from_sarah.next().await), "LIKE_UPDATE");
    likes(&mut from_ruth, &post).await;
    assert_eq!(from_sarah.listen(Duration::from_millis(600)).await, [Value::Null; 0]);
}
