//! Stopping and starting: what was acknowledged is there afterwards, once, however the server ended.

use crate::house::{House, PATIENCE, Person, Socket, connect, kind, number, text, upgraded};
use futures_util::future::join_all;
use reqwest::Method;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::{Instant, sleep, timeout};
use tokio_tungstenite::tungstenite::Message;
use uuid::Uuid;

/// How long the server may take to end in good order.
const DRAIN_MAX: Duration = Duration::from_secs(10);
const WRITERS: usize = 4;
const WRITES_EACH: usize = 25;

/// What one client of a round has tried, in order.
struct Diary {
    person: Person,
    /// The bodies of posts that were tried, which are their client ids too; with the post's id where the server
    /// answered.
    posts: Vec<(String, Option<String>)>,
    /// Which of them it tried to like, and whether that was acknowledged.
    likes: Vec<(String, bool)>,
}

impl Diary {
    async fn post(&self, team: &str, body: &str) -> reqwest::Result<Value> {
        let message = json!({"body": body, "clientId": body});
        let answer =
            self.person.try_ask(Method::POST, &format!("teams/{team}/posts"), Some(&message)).await?;
        assert!(matches!(answer.status, 200 | 201), "{}: {}", answer.asked, answer.body);
        Ok(answer.body["post"].clone())
    }

    /// Posts and likes until it is through or the server is gone.
    async fn keep(&mut self, team: &str, round: usize) {
        let Ok(mut socket) = self.person.try_socket().await else { return };
        for nth in 0..WRITES_EACH {
            let body = format!("round {round}, {} {nth}", self.person.name);
            let written = self.post(team, &body).await;
            let id = written.as_ref().ok().map(|post| text(post, "id"));
            self.posts.push((body, id.clone()));
            let Some(id) = id else { return };
            let by_rest = nth % 2 == 0;
            let liked =
                if by_rest { self.like_by_rest(&id).await } else { like_by_socket(&mut socket, &id).await };
            self.likes.push((id, liked));
            if !liked {
                return;
            }
        }
    }

    async fn like_by_rest(&self, post: &str) -> bool {
        let answer =
            self.person.try_ask(Method::PUT, &format!("posts/{post}/like"), Some(&Value::Null)).await;
        answer.is_ok_and(|answer| answer.is(200)["likedByMe"] == json!(true))
    }
}

/// Whether the like was acknowledged.
async fn like_by_socket(socket: &mut Socket, post: &str) -> bool {
    let message = json!({"type": "POST_LIKE", "postId": post, "ref": post}).to_string();
    if socket.try_send(Message::text(message)).await.is_err() {
        return false;
    }
    let heard = socket.until_answer(&json!(post)).await;
    heard.is_some_and(|answer| kind(&answer) == "ACK" && answer["likedByMe"] == json!(true))
}

#[tokio::test]
async fn st2_what_was_acknowledged_survives_kill_9_once() {
    let mut house = House::open().await;
    let names = ["sarah", "ruth", "alan", "mina"];
    let (team, people) = house.team(names).await;
    let mut diaries: Vec<_> =
        people.map(|person| Diary { person, posts: Vec::new(), likes: Vec::new() }).into_iter().collect();
    for round in 0..4 {
        let before: usize = diaries.iter().map(|diary| diary.posts.len()).sum();
        // Any moment while they write: a round takes about a second where nothing disturbs it.
        let moment = Duration::from_millis(50 + 2 * u64::from(Uuid::new_v4().as_bytes()[0]));
        let writing = join_all(diaries.iter_mut().map(|diary| diary.keep(&team, round)));
        let killing = async {
            sleep(moment).await;
            house.kill();
        };
        tokio::join!(writing, killing);
        let tried: usize = diaries.iter().map(|diary| diary.posts.len()).sum::<usize>() - before;
        eprintln!("round {round}: killed after {moment:?}, {tried} of {} posts tried", WRITERS * WRITES_EACH);
        house.start_again().await;
        everything_is_there_once(&diaries, &team).await;
        come_back(&mut diaries, &team).await;
        everything_is_there_once(&diaries, &team).await;
    }
}

/// Sends again what was not answered, with the same client id.
async fn come_back(diaries: &mut [Diary], team: &str) {
    for diary in diaries {
        for nth in 0..diary.posts.len() {
            let body = diary.posts[nth].0.clone();
            let id = text(&diary.post(team, &body).await.unwrap(), "id");
            if let Some(known) = &diary.posts[nth].1 {
                assert_eq!(id, *known, "the same client id is the same post");
            }
            diary.posts[nth].1 = Some(id);
        }
        for nth in 0..diary.likes.len() {
            if !diary.likes[nth].1 {
                assert!(diary.like_by_rest(&diary.likes[nth].0).await);
                diary.likes[nth].1 = true;
            }
        }
    }
}

async fn everything_is_there_once(diaries: &[Diary], team: &str) {
    let posts = diaries[0].person.all_posts(team, 100).await;
    let seqs: Vec<_> = posts.iter().rev().map(|post| number(post, "seq")).collect();
    assert_eq!(seqs, (1..=posts.len() as u64).collect::<Vec<_>>(), "without a hole");
    let mut by_body: BTreeMap<String, Vec<&Value>> = BTreeMap::new();
    for post in &posts {
        by_body.entry(text(post, "body")).or_default().push(post);
    }
    for diary in diaries {
        for (body, id) in &diary.posts {
            let found = by_body.get(body).map_or(0, Vec::len);
            assert!(if id.is_some() { found == 1 } else { found <= 1 }, "{body}: {found} times");
        }
        for (post, acknowledged) in &diary.likes {
            let stands = posts.iter().find(|found| found["id"] == json!(post)).unwrap();
            let count = number(stands, "likeCount");
            assert!(if *acknowledged { count == 1 } else { count <= 1 }, "{stands}");
            if *acknowledged && diary.person.name == "sarah" {
                assert_eq!(stands["likedByMe"], json!(true), "{stands}");
            }
        }
    }
}

#[tokio::test]
async fn lk1_a_like_that_was_acknowledged_survives_kill_9_at_once() {
    let mut house = House::open().await;
    let (team, [sarah, ruth]) = house.team(["sarah", "ruth"]).await;
    let post = text(&sarah.writes(&team, "Along the harbour").await, "id");
    for (message, count) in [("POST_LIKE", 1), ("POST_UNLIKE", 0), ("POST_LIKE", 1)] {
        let mut socket = ruth.socket().await;
        let answer = socket.ask(json!({"type": message, "postId": post})).await;
        house.kill();
        assert_eq!((kind(&answer), &answer["likeCount"]), ("ACK", &json!(count)));
        house.start_again().await;
        let seen = ruth.sees(&post).await;
        assert_eq!((&seen["likeCount"], &seen["likedByMe"]), (&json!(count), &json!(count == 1)));
    }
}

#[tokio::test]
async fn st1_a_refused_write_changes_nothing_also_among_others_at_the_same_moment() {
    let house = House::open().await;
    let (team, [sarah, ruth]) = house.team(["sarah", "ruth"]).await;
    let stranger = house.person("alan").await;
    let post = text(&sarah.writes(&team, "Along the harbour").await, "id");
    let steps = format!("teams/{team}/counters/steps");
    let rounds = (0..40_u64).map(|nth| {
        let (team, post, steps) = (&team, &post, &steps);
        let (sarah, ruth, stranger) = (&sarah, &ruth, &stranger);
        async move {
            let body = json!({"body": format!("post {nth}"), "clientId": format!("c{nth}")});
            let walk = json!({"delta": 1, "clientId": format!("walk {nth}")});
            let (posts, pin) = (format!("teams/{team}/posts"), format!("posts/{post}/pin"));
            let like = format!("posts/{post}/like");
            let (fine, foreign, added, foreign_added, pinned, liked) = tokio::join!(
                ruth.post(&posts, &body),
                stranger.post(&posts, &body),
                sarah.post(steps, &walk),
                stranger.post(steps, &walk),
                ruth.post(&pin, &Value::Null),
                stranger.put(&like, &Value::Null),
            );
            fine.is(201);
            added.is(200);
            for refused in [foreign, foreign_added, liked] {
                refused.refused(403, "NOT_A_MEMBER");
            }
            pinned.refused(403, "FORBIDDEN");
        }
    });
    join_all(rounds).await;
    let posts = ruth.all_posts(&team, 100).await;
    let seqs: Vec<_> = posts.iter().rev().map(|post| number(post, "seq")).collect();
    assert_eq!(seqs, (1..=41).collect::<Vec<_>>(), "refused posts took no number");
    assert!(posts.iter().all(|post| post["pinned"] == json!(false) && post["likeCount"] == json!(0)));
    let counters = ruth.get(&format!("teams/{team}/counters")).await.is(200);
    assert_eq!(counters["counters"][0]["total"], 40);
    assert_eq!(stranger.get("teams").await.is(200)["teams"], json!([]));
}

#[tokio::test]
async fn st3_sigterm_tells_clients_to_come_back_commits_what_was_accepted_and_ends_well() {
    let mut house = House::open().await;
    let (team, [sarah, ruth, alan]) = house.team(["sarah", "ruth", "alan"]).await;
    let mut sockets = house.room(&team, [&sarah, &ruth]).await;
    let idle = connect(house.address()).await;
    let mut mute = upgraded(house.address(), alan.token()).await;
    let half = half_a_post(&house, &alan, &team).await;

    let mut diary = Diary { person: alan.clone(), posts: Vec::new(), likes: Vec::new() };
    let begun = Instant::now();
    let stopping = async {
        sleep(Duration::from_millis(100)).await;
        house.terminate();
        for socket in &mut sockets {
            assert_eq!(socket.closed().await, Some(4001));
        }
        assert!(begun.elapsed() < Duration::from_secs(2), "clients are told at once");
        assert!(TcpStream::connect(house.address()).await.is_err(), "no new connection");
    };
    tokio::join!(stopping, diary.keep(&team, 0));
    let status = house.ended(DRAIN_MAX).await;
    assert_eq!(status.code(), Some(0), "a client that does not hang up holds nothing up");
    let mut told = Vec::new();
    timeout(PATIENCE, mute.read_to_end(&mut told)).await.unwrap().ok();
    assert_eq!(told[told.len() - 17..][..4], [0x88, 15, 0x0f, 0xa1], "4001, SHUTTING_DOWN: {told:?}");
    drop((idle, half));

    house.start_again().await;
    everything_is_there_once(&[diary], &team).await;
    let [_, mut again] = house.room(&team, [&sarah, &ruth]).await;
    again.heard_nothing().await;
}

/// A request that is never sent whole.
async fn half_a_post(house: &House, person: &Person, team: &str) -> TcpStream {
    let mut stream = connect(house.address()).await;
    let head = format!(
        "POST /api/v1/teams/{team}/posts HTTP/1.1\r\nHost: kith\r\nAuthorization: Bearer {}\r\n\
         Content-Length: 100\r\n\r\n{{\"body\":\"ha",
        person.token()
    );
    stream.write_all(head.as_bytes()).await.unwrap();
    stream
}

#[tokio::test]
async fn st3_whoever_comes_in_while_the_server_stops_is_sent_away_or_told_to_come_back() {
    let mut house = House::open().await;
    let ruth = house.person("ruth").await;
    let mut streams = Vec::new();
    for _ in 0..100 {
        // Each with a token of its own, which the server has to look up.
        let bearer = format!("Bearer {}", house.token_for(&ruth.id));
        streams.push((connect(house.address()).await, bearer));
    }
    let coming = join_all(streams.into_iter().zip(0_u64..).map(|((stream, bearer), nth)| async move {
        sleep(Duration::from_micros(nth * 200)).await;
        let headers = [("authorization", &*bearer)];
        let socket = timeout(PATIENCE, Socket::upgrade("ruth", stream, "/ws", &headers)).await.unwrap().ok();
        Some(socket?.closed().await)
    }));
    let stopping = async {
        sleep(Duration::from_millis(10)).await;
        house.terminate();
    };
    let (came, ()) = tokio::join!(coming, stopping);
    let let_in: Vec<_> = came.into_iter().flatten().collect();
    assert!(let_in.iter().all(|code| *code == Some(4001)), "{let_in:?}");
    let begun = Instant::now();
    assert_eq!(house.ended(DRAIN_MAX).await.code(), Some(0));
    assert!(begun.elapsed() < Duration::from_secs(4), "nobody was left to wait for: {:?}", begun.elapsed());
}

#[tokio::test]
async fn st3_stopping_and_starting_on_the_same_port_and_folder_goes_on_where_it_was() {
    // Below the ports that the system hands out by itself.
    let port = 20_000 + Uuid::new_v4().as_u128() % 10_000;
    let mut house = House::at(&format!("127.0.0.1:{port}"), &[]).await;
    let (team, [sarah]) = house.team(["sarah"]).await;
    sarah.writes(&team, "before").await;
    let [mut open] = house.room(&team, [&sarah]).await;
    for _ in 0..3 {
        house.terminate();
        assert_eq!(open.closed().await, Some(4001));
        assert_eq!(house.ended(DRAIN_MAX).await.code(), Some(0));
        house.start_again().await;
        assert_eq!(u128::from(house.address().port()), port);
        assert_eq!(sarah.all_posts(&team, 10).await.len(), 1, "the same token, the same post");
        [open] = house.room(&team, [&sarah]).await;
    }
}
