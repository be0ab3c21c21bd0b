//! Posts, their numbers, pages and pins, and how the room hears of them.

use crate::house::{Action, House, PATIENCE, Person, Socket, connect, kind, number, seqs, text};
use futures_util::future::join_all;
use serde_json::{Value, json};
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::time::timeout;

/// Takes messages until this many numbered ones were heard, and gives their numbers in the order of hearing.
async fn hears_numbers(socket: &mut Socket, count: usize) -> Vec<u64> {
    let mut numbers = Vec::with_capacity(count);
    while numbers.len() < count {
        let message = socket.next().await;
        if matches!(kind(&message), "NEW_POST" | "LIVE_NOTIFICATION") {
            numbers.push(number(&message, "seq"));
        }
    }
    numbers
}

#[tokio::test]
async fn po1_posts_and_pins_are_numbered_without_a_hole_and_heard_in_order() {
    let house = House::open().await;
    let (team, [sarah, ruth, alan]) = house.team(["sarah", "ruth", "alan"]).await;
    let [mut first, mut second] = house.room(&team, [&sarah, &alan]).await;
    let write = |person: Person, count: usize| {
        let team = team.clone();
        async move {
            let mut posts = Vec::new();
            for nth in 0..count {
                posts.push(person.writes(&team, &format!("{} {nth}", person.name)).await);
            }
            posts
        }
    };
    let pin = async {
        let posts = write(sarah.clone(), 10).await;
        for post in &posts {
            sarah.post(&format!("posts/{}/pin", text(post, "id")), &Value::Null).await.is(201);
        }
        posts
    };
    let refused = async {
        for _ in 0..10 {
            ruth.post(&format!("teams/{team}/posts"), &json!({"body": ""})).await.refused(400, "BAD_MESSAGE");
        }
    };
    let (from_sarah, from_ruth, from_alan, ()) =
        tokio::join!(pin, write(ruth.clone(), 20), write(alan.clone(), 20), refused);
    let expected: Vec<u64> = (1..=60).collect();
    for socket in [&mut first, &mut second] {
        assert_eq!(hears_numbers(socket, 60).await, expected);
    }
    for written in [from_sarah, from_ruth, from_alan] {
        assert!(seqs(&written).is_sorted(), "one after the other");
    }
    assert_eq!(first.join(&team).await["seq"], 60);
    assert_eq!(ruth.all_posts(&team, 100).await.len(), 50);
}

#[tokio::test]
async fn po2_the_same_client_id_is_the_same_post() {
    let house = House::open().await;
    let (team, [sarah, ruth]) = house.team(["sarah", "ruth"]).await;
    let other_team = house.team_of(&[&sarah, &ruth]).await;
    let [mut listener] = house.room(&team, [&sarah]).await;
    let path = format!("teams/{team}/posts");
    let body = json!({"body": "Along the harbour", "clientId": "c-1"});
    let answers = join_all((0..12).map(|_| ruth.post(&path, &body))).await;
    assert_eq!(answers.iter().filter(|answer| answer.status == 201).count(), 1);
    let posts: Vec<_> = answers.into_iter().map(|answer| answer.body["post"].clone()).collect();
    assert!(posts.iter().all(|post| post["id"] == posts[0]["id"] && post["seq"] == 1), "{posts:#?}");
    let changed = json!({"body": "Something else", "clientId": "c-1"});
    assert_eq!(ruth.post(&path, &changed).await.is(200)["post"]["body"], "Along the harbour");

    sarah.post(&path, &body).await.is(201);
    ruth.post(&format!("teams/{other_team}/posts"), &body).await.is(201);
    ruth.post(&path, &json!({"body": "Along the harbour", "clientId": "c-2"})).await.is(201);
    assert_eq!(seqs(&ruth.all_posts(&team, 100).await), [3, 2, 1]);
    assert_eq!(hears_numbers(&mut listener, 3).await, [1, 2, 3]);
    listener.heard_nothing().await;
}

#[tokio::test]
async fn po3_paging_shows_every_post_once_also_while_new_ones_arrive() {
    let house = House::open().await;
    let (team, [sarah, ruth]) = house.team(["sarah", "ruth"]).await;
    join_all((0..45).map(|nth| ruth.writes(&team, if nth % 2 == 0 { "even" } else { "odd" }))).await;
    let writes = async {
        for _ in 0..20 {
            ruth.writes(&team, "later").await;
        }
    };
    let (paged, ()) = tokio::join!(sarah.all_posts(&team, 7), writes);
    let paged = seqs(&paged);
    let (newest, oldest) = (paged[0], *paged.last().unwrap());
    let expected: Vec<_> = (oldest..=newest).rev().collect();
    assert_eq!(paged, expected, "newest first, each once");
    assert_eq!(oldest, 1);
    assert!(newest >= 45);
    assert_eq!(seqs(&sarah.all_posts(&team, 100).await), (1..=65).rev().collect::<Vec<_>>());
    assert_eq!(seqs(&sarah.all_posts(&team, 65).await).len(), 65, "a full last page ends the feed");

    let counted = sarah.get(&format!("teams/{team}/posts/new?since=60")).await.is(200);
    assert_eq!(counted, json!({"count": 5, "latestSeq": 65}));
    for wrong in ["limit=0", "limit=101", "limit=x", "before=x", "before=-1", "limit=1.5"] {
        sarah.get(&format!("teams/{team}/posts?{wrong}")).await.refused(400, "BAD_MESSAGE");
    }
    sarah.get(&format!("teams/{team}/posts/new?since=x")).await.refused(400, "BAD_MESSAGE");
}

#[tokio::test]
async fn po4_a_pin_is_told_once_to_everybody_and_a_post_with_its_author() {
    let house = House::open().await;
    let (team, [sarah, ruth]) = house.team(["sarah", "ruth"]).await;
    let [mut from_sarah, mut from_ruth] = house.room(&team, [&sarah, &ruth]).await;
    let post = ruth.writes(&team, "Along the harbour").await;
    let id = text(&post, "id");
    let new_post = json!({"type": "NEW_POST", "teamId": team, "postId": id, "seq": 1, "authorId": ruth.id});
    assert_eq!(from_sarah.next().await, new_post);
    assert_eq!(from_ruth.next().await, new_post, "the author's other windows too");

    let pin = format!("posts/{id}/pin");
    sarah.post(&pin, &Value::Null).await.is(201);
    sarah.post(&pin, &Value::Null).await.is(200);
    let told = from_ruth.next().await;
    assert_eq!(kind(&told), "LIVE_NOTIFICATION");
    assert_eq!(told["link"], json!(format!("/teams/{team}/posts/{id}")));
    assert_eq!((&told["teamId"], &told["postId"], &told["seq"]), (&json!(team), &json!(id), &json!(2)));
    assert!(text(&told, "body").contains("sarah"), "{told}");
    assert_eq!(from_sarah.next().await, told);
    for socket in [&mut from_sarah, &mut from_ruth] {
        socket.heard_nothing().await;
    }
    let pinned = ruth.get(&format!("teams/{team}/pins")).await.is(200);
    assert_eq!((&pinned["posts"][0]["id"], &pinned["next"]), (&json!(id), &Value::Null));
    assert_eq!(pinned["posts"][0]["pinnedBy"], "sarah");

    sarah.delete(&pin).await.is(200);
    sarah.delete(&pin).await.is(200);
    assert_eq!(ruth.get(&format!("teams/{team}/pins")).await.is(200)["posts"], json!([]));
    assert_eq!(kind(&from_ruth.next().await), "POST_UNPINNED");
    sarah.post(&pin, &Value::Null).await.is(201);
    assert_eq!(from_ruth.next().await["seq"], 3, "a new pin is a new entry");
}

#[tokio::test]
async fn po5_a_pin_that_is_taken_away_is_told_once_over_both_doors() {
    let house = House::open().await;
    let (team, [sarah, ruth]) = house.team(["sarah", "ruth"]).await;
    let [mut plain] = house.room(&team, [&sarah]).await;
    let mut client = Action::open(&ruth).await;
    client.expect("SERVER:JOINED_TEAM").await;
    let id = text(&sarah.writes(&team, "Along the harbour").await, "id");
    let pin = format!("posts/{id}/pin");
    sarah.delete(&pin).await.is(200);
    sarah.post(&pin, &Value::Null).await.is(201);
    plain.expect("LIVE_NOTIFICATION").await;
    let answers = join_all((0..8).map(|_| sarah.delete(&pin))).await;
    assert!(answers.iter().all(|answer| answer.status == 200));
    let told = json!({"type": "POST_UNPINNED", "teamId": team, "postId": id});
    assert_eq!(plain.expect("POST_UNPINNED").await, told);
    let told = json!({"teamId": team, "postId": id});
    assert_eq!(client.expect("SERVER:POST_UNPINNED").await, told);
    sarah.writes(&team, "After it").await;
    assert_eq!(kind(&plain.next().await), "NEW_POST", "once");
    ruth.delete(&pin).await.refused(403, "FORBIDDEN");
}

#[tokio::test]
async fn po4_of_many_pins_of_one_post_at_once_one_is_told() {
    let house = House::open().await;
    let (team, [sarah]) = house.team(["sarah"]).await;
    let post = text(&sarah.writes(&team, "Along the harbour").await, "id");
    let [mut listener] = house.room(&team, [&sarah]).await;
    let path = format!("posts/{post}/pin");
    let pins = join_all((0..10).map(|_| sarah.post(&path, &Value::Null))).await;
    assert_eq!(pins.iter().filter(|answer| answer.status == 201).count(), 1);
    assert!(pins.iter().all(|answer| answer.body["post"]["pinned"] == json!(true)));
    assert_eq!(kind(&listener.next().await), "LIVE_NOTIFICATION");
    listener.heard_nothing().await;
}

/// A request that breaks off anywhere is carried out whole or not at all, and what is carried out is told.
#[tokio::test]
async fn po1_a_post_that_breaks_off_on_its_way_is_written_and_told_or_neither() {
    let house = House::open().await;
    let (team, [sarah, ruth]) = house.team(["sarah", "ruth"]).await;
    let [mut listener] = house.room(&team, [&sarah]).await;
    let body =
        |nth: usize| json!({"body": format!("post {nth:03}"), "clientId": format!("c{nth:03}")}).to_string();
    let request = |nth: usize| {
        let (token, body) = (ruth.token(), body(nth));
        let length = body.len();
        format!(
            "POST /api/v1/teams/{team}/posts HTTP/1.1\r\nHost: kith\r\nAuthorization: Bearer {token}\r\n\
             Content-Type: application/json\r\nContent-Length: {length}\r\n\r\n{body}"
        )
    };
    let (whole, body_length) = (request(0).len(), body(0).len());
    let cuts = (0..40).map(|nth| if nth < 20 { whole } else { whole - 1 - (nth - 20) * body_length / 20 });
    join_all(cuts.clone().enumerate().map(|(nth, cut)| {
        let (request, address) = (request(nth), house.address());
        async move {
            let mut stream = connect(address).await;
            stream.write_all(&request.as_bytes()[..cut]).await.unwrap();
            match nth % 3 {
                // Gone at once, gone after a moment, or half closed; half a request is never answered as a whole one.
                0 => drop(stream),
                1 => tokio::time::sleep(Duration::from_millis(nth as u64 % 10)).await,
                _ => {
                    stream.shutdown().await.unwrap();
                    let mut answer = Vec::new();
                    timeout(PATIENCE, stream.read_to_end(&mut answer)).await.unwrap().ok();
                    assert!(cut == whole || !answer.starts_with(b"HTTP/1.1 2"), "{nth}");
                }
            }
        }
    }))
    .await;
    // Everything above was accepted by the server before this one is.
    ruth.writes(&team, "the last one").await;
    let (mut posts, mut heard) = (ruth.all_posts(&team, 100).await, Vec::new());
    while heard.len() < posts.len() {
        heard.push(listener.expect("NEW_POST").await);
        posts = ruth.all_posts(&team, 100).await;
    }
    assert_eq!(seqs(&heard), (1..=posts.len() as u64).collect::<Vec<_>>());
    for (nth, cut) in cuts.enumerate() {
        let count = posts.iter().filter(|post| post["body"] == json!(format!("post {nth:03}"))).count();
        assert!(if cut < whole { count == 0 } else { count <= 1 }, "{nth}: {count} times");
    }
    listener.heard_nothing().await;
}
