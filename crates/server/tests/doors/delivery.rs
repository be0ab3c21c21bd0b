//! What a client that does not read loses, and that nobody else notices; and the order of what one client says.

use crate::house::{House, PATIENCE, Person, Socket, kind, masked, number, send_queue_bytes, text, upgraded};
use futures_util::future::join_all;
use serde_json::{Value, json};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;
use tokio::io::AsyncWriteExt as _;
use tokio::time::{Instant, sleep, timeout};
use tokio_tungstenite::tungstenite::Message;

/// What somebody who waits would notice, on a machine that has other work too.
const NOTICED: Duration = Duration::from_secs(5);
/// No system's send buffer is full before.
const FULL_AT_LEAST_BYTES: u64 = 200_000;
/// As many entries as one `JOIN_TEAM` replays.
const REPLAYED: usize = 200;

/// How many messages the server has heard, and how many slow readers it has given up on.
async fn heard_and_given_up(house: &House) -> [u64; 2] {
    house.figures(["kith_messages_received_total", "kith_slow_readers_closed_total"]).await
}

async fn is_given_up(house: &House) -> bool {
    heard_and_given_up(house).await[1] > 0
}

/// Asks for the whole feed twice, reads nothing, and waits until the server has written what can be written of it.
async fn ask_and_read_nothing(slow: &mut Socket, house: &House, person: &Person, team: &str) {
    let [heard, _] = heard_and_given_up(house).await;
    for _ in 0..2 {
        slow.say(json!({"type": "JOIN_TEAM", "teamId": team, "since": 0})).await;
    }
    // It hears one message after the other: what was said before this one is carried out when this one is heard.
    slow.say(json!("carried out?")).await;
    until_heard(house, heard + 3).await;
    // The room answers in turn: it has told what was asked for. Then it is the connection's turn to write.
    person.get(&format!("teams/{team}/presence")).await.is(200);
    slow.say(json!("written?")).await;
    until_heard(house, heard + 4).await;
}

async fn until_heard(house: &House, messages: u64) {
    let begun = Instant::now();
    loop {
        // From a client that is given up on, nothing more is heard.
        match heard_and_given_up(house).await {
            [heard, given_up] if heard >= messages || given_up > 0 => return,
            [..] => assert!(begun.elapsed() < PATIENCE, "the server does not hear it"),
        }
        sleep(Duration::from_millis(2)).await;
    }
}

/// A team with as long a feed as one `JOIN_TEAM` replays, so that little asking makes much to read. Its coach comes first.
async fn team_with_much_to_read(house: &House, other: &str) -> (String, [Person; 2], String) {
    let long_name = "💙".repeat(5);
    let (team, people) = house.team([&*long_name, other]).await;
    let posts = join_all((0..10).map(|_| people[0].writes(&team, "Along the harbour"))).await;
    join_all(posts.iter().map(|post| {
        let (coach, path) = (&people[0], format!("posts/{}/pin", text(post, "id")));
        async move {
            for _ in 0..REPLAYED / 10 - 1 {
                coach.post(&path, &Value::Null).await.is(201);
                coach.delete(&path).await.is(200);
            }
        }
    }))
    .await;
    (team, people, text(&posts[0], "id"))
}

/// Numbers of the feed among what was heard.
fn feed(heard: &[Value]) -> Vec<u64> {
    let entries = heard.iter().filter(|message| matches!(kind(message), "NEW_POST" | "LIVE_NOTIFICATION"));
    entries.map(|message| number(message, "seq")).collect()
}

#[tokio::test]
async fn dl2_a_reader_too_slow_for_its_feed_is_closed_resumes_and_nobody_else_notices() {
    let house = House::open().await;
    let (team, [coach, ruth], post) = team_with_much_to_read(&house, "ruth").await;
    let [alan] = house.crowd(&team, &coach, 1).await.try_into().unwrap();
    let [mut from_coach, mut from_alan] = house.room(&team, [&coach, &alan]).await;
    let mut slow = ruth.socket().await;
    let epoch = text(&slow.join(&team).await, "epoch");
    from_coach.told_count(3).await;
    from_alan.told_count(3).await;

    let mut slowest = Duration::ZERO;
    for nth in 0_usize.. {
        // It asks and asks and reads nothing; the others go on liking and hearing of it meanwhile.
        ask_and_read_nothing(&mut slow, &house, &coach, &team).await;
        if nth % 5 == 0 {
            let asked = Instant::now();
            let message = ["POST_LIKE", "POST_UNLIKE"][nth % 2];
            from_alan.ask(json!({"type": message, "postId": post})).await;
            from_coach.expect("LIKE_UPDATE").await;
            slowest = slowest.max(asked.elapsed());
        }
        if is_given_up(&house).await {
            break;
        }
    }
    let last = number(&coach.writes(&team, "while one was away").await, "seq");
    assert_eq!(number(&from_alan.expect("NEW_POST").await, "seq"), last);
    assert_eq!(slow.closed().await, Some(4002));
    let seen = feed(&slow.left_over());
    assert!(seen.len() > REPLAYED, "it was told much before it was too slow: {}", seen.len());
    let wraps = seen.windows(2).all(|pair| pair[1] == pair[0] + 1 || pair[1] == 1);
    assert!(wraps, "no hole in what it was told");

    let mut resumed = ruth.socket().await;
    let since = *seen.last().unwrap();
    let joined =
        resumed.ask(json!({"type": "JOIN_TEAM", "teamId": team, "since": since, "epoch": epoch})).await;
    assert_eq!((&joined["resync"], &joined["seq"]), (&json!(false), &json!(last)));
    let missed = feed(&resumed.everything().await);
    assert_eq!(missed, (since + 1..=last).collect::<Vec<_>>());

    assert!(slowest < NOTICED, "a like was told after {slowest:?}");
    let unexpected = |message: &&Value| !matches!(kind(message), "LIKE_UPDATE" | "NEW_POST");
    for socket in [&mut from_coach, &mut from_alan] {
        let heard = socket.everything().await;
        assert_eq!(heard.iter().find(unexpected), None, "presence did not change: it came back in time");
    }
}

/// Until the connection's last buffer is full: from then on what is told to it waits in its outbox.
async fn stuff(slow: &mut Socket, house: &House, person: &Person, team: &str) {
    let (mut held_bytes, mut most_bytes) = (0, 0);
    loop {
        ask_and_read_nothing(slow, house, person, team).await;
        sleep(Duration::from_millis(20)).await;
        let before =
            std::mem::replace(&mut held_bytes, send_queue_bytes(house.address(), slow.local_address()));
        let grown_bytes = held_bytes.saturating_sub(before);
        // At first the client's own buffer takes much.
        if held_bytes > FULL_AT_LEAST_BYTES && grown_bytes < most_bytes / 2 {
            assert!(!is_given_up(house).await);
            return;
        }
        most_bytes = most_bytes.max(grown_bytes);
    }
}

#[tokio::test]
async fn dl3_of_counts_and_presence_only_the_latest_waits_for_who_does_not_read() {
    let house = House::open().await;
    let (team, [sarah, ruth], post) = team_with_much_to_read(&house, "ruth").await;
    let fans = house.crowd(&team, &sarah, 8).await;
    let mut slow = ruth.socket().await;
    slow.join(&team).await;
    let mut quick = sarah.socket().await;
    quick.join(&team).await;
    quick.told_count(2).await;
    stuff(&mut slow, &house, &sarah, &team).await;

    let mut sockets = Vec::new();
    for fan in &fans {
        let mut socket = fan.socket().await;
        socket.join(&team).await;
        socket.ask(json!({"type": "POST_LIKE", "postId": post})).await;
        sockets.push(socket);
        sleep(Duration::from_millis(260)).await;
    }
    let heard = quick.listen(Duration::from_millis(1_200)).await;
    let count_of =
        |heard: &[Value], wanted: &str| heard.iter().filter(|message| kind(message) == wanted).count();
    assert!(count_of(&heard, "LIKE_UPDATE") >= 6, "who reads hears how it goes: {heard:?}");
    assert!(count_of(&heard, "PRESENCE_UPDATE") >= 6, "{heard:?}");

    slow.join(&team).await;
    let heard = slow.everything().await;
    let likes: Vec<_> = heard.iter().filter(|message| kind(message) == "LIKE_UPDATE").collect();
    assert_eq!(likes.len(), 1, "{likes:?}");
    assert_eq!(likes[0]["likeCount"], 8);
    let told = heard.iter().filter(|message| kind(message) == "PRESENCE_UPDATE");
    let counts: Vec<_> = told.map(|told| number(told, "count")).filter(|count| *count > 2).collect();
    assert!(!counts.is_empty() && counts.iter().all(|count| *count == 10), "{counts:?}");
}

#[tokio::test]
async fn dl4_what_one_client_says_is_carried_out_in_the_order_it_was_said() {
    let house = House::open().await;
    let (team, [sarah, ruth]) = house.team(["sarah", "ruth"]).await;
    let post = text(&sarah.writes(&team, "Along the harbour").await, "id");
    let mut socket = ruth.socket().await;
    // Said in one breath; each depends on the one before.
    let join = json!({"type": "JOIN_TEAM", "teamId": team});
    let leave = json!({"type": "LEAVE_TEAM", "teamId": team});
    let cheer = json!({"type": "SEND_CHEER", "icon": "heart", "teamId": team});
    let like = json!({"type": "POST_LIKE", "postId": post});
    let unlike = json!({"type": "POST_UNLIKE", "postId": post});
    let story = [&join, &cheer, &like, &leave, &cheer, &unlike, &json!("not an object"), &join, &like];
    let mut mark = 0;
    for _ in 0..4 {
        for message in story {
            let mut message = message.clone();
            if message.is_object() {
                message["ref"] = json!(mark);
            }
            mark += 1;
            socket.say(message).await;
        }
    }
    let mut answers = Vec::new();
    while answers.len() < mark {
        let heard = socket.next().await;
        if matches!(kind(&heard), "JOINED_TEAM" | "ACK" | "ERROR") {
            answers.push(heard);
        }
    }
    let marks: Vec<_> = answers.iter().filter_map(|answer| answer["ref"].as_u64()).collect();
    assert!(marks.is_sorted() && marks.len() == 32, "{marks:?}");
    for round in answers.chunks(story.len()) {
        let told: Vec<_> = round.iter().map(kind).collect();
        let expected = ["JOINED_TEAM", "ACK", "ACK", "ACK", "ERROR", "ACK", "ERROR", "JOINED_TEAM", "ACK"];
        assert_eq!(told, expected, "{round:#?}");
        let likes: Vec<_> = [2, 5, 8].map(|nth| round[nth]["likedByMe"].clone()).to_vec();
        assert_eq!(likes, [json!(true), json!(false), json!(true)]);
    }
}

#[tokio::test]
async fn dl4_posts_of_one_author_are_heard_in_the_order_they_were_written() {
    let house = House::open().await;
    let (team, [sarah, ruth, alan]) = house.team(["sarah", "ruth", "alan"]).await;
    let [mut listener] = house.room(&team, [&sarah]).await;
    let write = |person: Person| {
        let team = team.clone();
        async move {
            let mut ids = Vec::new();
            for nth in 0..25 {
                ids.push(text(&person.writes(&team, &format!("{nth}")).await, "id"));
            }
            ids
        }
    };
    let (by_ruth, by_alan) = tokio::join!(write(ruth.clone()), write(alan.clone()));
    let (mut from_ruth, mut from_alan) = (Vec::new(), Vec::new());
    for _ in 0..50 {
        let told = listener.expect("NEW_POST").await;
        let list = if told["authorId"] == json!(ruth.id) { &mut from_ruth } else { &mut from_alan };
        list.push(text(&told, "postId"));
    }
    assert_eq!((from_ruth, from_alan), (by_ruth, by_alan));
}

#[tokio::test]
async fn dl2_one_who_floods_and_never_reads_is_cut_off_and_costs_the_others_nothing() {
    let house = House::open().await;
    let (team, [sarah, ruth]) = house.team(["sarah", "ruth"]).await;
    let [mut listener] = house.room(&team, [&sarah]).await;
    let mut flood = ruth.socket().await;
    // Each refusal explains itself at length; the explanations are never read.
    let nonsense = json!({"type": "SEND_CHEER", "icon": "x".repeat(60_000)}).to_string();
    let flooding = async {
        while !is_given_up(&house).await {
            flood.send(Message::text(nonsense.clone())).await;
        }
    };
    let talking = async {
        let mut slowest = Duration::ZERO;
        for _ in 0..20 {
            let asked = Instant::now();
            listener.everything().await;
            slowest = slowest.max(asked.elapsed());
            sleep(Duration::from_millis(50)).await;
        }
        slowest
    };
    let ((), slowest) = tokio::join!(flooding, talking);
    assert!(slowest < NOTICED, "{slowest:?}");
    assert_eq!(flood.closed().await, Some(4002));
    let [_, mut again] = house.room(&team, [&sarah, &ruth]).await;
    again.heard_nothing().await;
}

/// Frames that say nothing, in great number: pings, pongs, and pieces of a message without end.
fn idle_talk() -> [Vec<u8>; 3] {
    const FRAMES: usize = 4_000;
    let ping = masked(true, 0x9, "").repeat(FRAMES);
    let pong = masked(true, 0xA, "").repeat(FRAMES);
    let pieces = [masked(false, 0x1, ""), masked(false, 0x0, "").repeat(FRAMES)].concat();
    [ping, pong, pieces]
}

#[tokio::test]
async fn dl5_clients_that_never_stop_talking_leave_everybody_else_their_turn() {
    let house = House::open().await;
    let (team, [sarah, ruth]) = house.team(["sarah", "ruth"]).await;
    let [mut listener] = house.room(&team, [&sarah]).await;
    let done = Arc::new(AtomicBool::new(false));
    let talkers = idle_talk().map(|talk| {
        let (address, token, done) = (house.address(), ruth.token().to_owned(), Arc::clone(&done));
        tokio::spawn(async move {
            let mut stream = upgraded(address, &token).await;
            while !done.load(Ordering::Acquire) {
                // The server may hang up on this; then the next one talks.
                if !matches!(timeout(PATIENCE, stream.write_all(&talk)).await, Ok(Ok(()))) {
                    stream = upgraded(address, &token).await;
                }
            }
        })
    });
    // As many turns as would take minutes if each waited for a talker to pause.
    let turns = async {
        for _ in 0..20 {
            house.nobody().get("/healthz").await.is(200);
            listener.everything().await;
        }
    };
    let in_time = timeout(2 * PATIENCE, turns).await;
    done.store(true, Ordering::Release);
    for talker in talkers {
        talker.await.unwrap();
    }
    assert!(in_time.is_ok(), "others wait while they talk");
}
