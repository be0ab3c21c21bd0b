//! What is done later: likes that go to the database together, alarms that came due while the server was down.

use crate::house::{House, Person, Socket, text};
use futures_util::future::join_all;
use kith_protocol::{PostId, Timestamp};
use serde_json::{Value, json};
use std::path::Path;
use std::process::Command;
use std::time::Duration;
use tokio::time::{Instant, sleep};

const FANS: usize = 1_000;
/// Longer than 1,000 likes take on a busy machine, and as short as a test may wait.
const LIKE_FLUSH_MS: u64 = 20_000;
/// How many people like at the same moment.
const AT_ONCE: usize = 50;
const DRAIN_MAX: Duration = Duration::from_secs(20);

/// How many commits SQLite has written to its log: a frame that ends a commit names the size of the database after
/// it, every other one says 0.
fn commits_in_the_log(data_dir: &Path) -> usize {
    let log = std::fs::read(data_dir.join("kith.db-wal")).unwrap_or_default();
    if log.is_empty() {
        return 0;
    }
    let (header, page) = (32, u32::from_be_bytes(log[8..12].try_into().unwrap()) as usize);
    let salt = &log[16..24];
    log[header..]
        .chunks_exact(24 + page)
        .take_while(|frame| frame[8..16] == *salt)
        .filter(|frame| frame[4..8] != [0; 4])
        .count()
}

/// Half of them over a socket, half by REST.
struct Fan {
    person: Person,
    socket: Option<Socket>,
}

impl Fan {
    async fn likes(&mut self, post: &str) {
        let liked = match &mut self.socket {
            Some(socket) => socket.ask(json!({"type": "POST_LIKE", "postId": post})).await,
            None => self.person.put(&format!("posts/{post}/like"), &Value::Null).await.is(200),
        };
        assert_eq!(liked["likedByMe"], json!(true), "{liked}");
    }
}

/// Everybody likes a post; gives it with its coach and when the first like was sent.
async fn a_thousand_like(house: &mut House) -> (String, Person, Instant) {
    let (team, [sarah]) = house.team(["sarah"]).await;
    let post = text(&sarah.writes(&team, "Along the harbour").await, "id");
    let people = house.crowd(&team, &sarah, FANS).await;
    // What was written until now leaves SQLite's log, so that it does not begin anew in the middle.
    house.terminate();
    assert!(house.ended(DRAIN_MAX).await.success());
    house.start_again().await;
    let mut fans = Vec::new();
    for (nth, person) in people.into_iter().enumerate() {
        let socket = if nth % 2 == 0 { Some(person.socket().await) } else { None };
        fans.push(Fan { person, socket });
    }
    let began = Instant::now();
    let commits = commits_in_the_log(&house.data_dir());
    for some in fans.chunks_mut(AT_ONCE) {
        join_all(some.iter_mut().map(|fan| fan.likes(&post))).await;
    }
    assert_eq!(house.figure("kith_likes_flushed_total").await, 0, "all came within {:?}", began.elapsed());
    assert_eq!(commits_in_the_log(&house.data_dir()), commits, "no like was written yet");
    assert_eq!(sarah.sees(&post).await["likeCount"], json!(FANS), "readers are told the truth before");
    assert_eq!(in_the_store(house, &post).await, 0);
    (post, sarah, began)
}

async fn in_the_store(house: &House, post: &str) -> usize {
    let store = house.store().await;
    let likers = store.likers(post.parse::<PostId>().unwrap()).await.unwrap().people;
    store.close().await;
    likers.len()
}

async fn all_flushed(house: &House, began: Instant) {
    while house.figure("kith_likes_flushed_total").await < FANS as u64 {
        assert!(began.elapsed().as_millis() < u128::from(LIKE_FLUSH_MS) + 20_000, "no flush came");
        sleep(Duration::from_millis(100)).await;
    }
}

#[tokio::test]
async fn lk6_a_thousand_likes_within_the_interval_are_one_commit() {
    let mut house = House::with(&[&*format!("--like-flush-ms={LIKE_FLUSH_MS}")]).await;
    let (post, sarah, began) = a_thousand_like(&mut house).await;
    let before = commits_in_the_log(&house.data_dir());
    all_flushed(&house, began).await;
    assert_eq!(commits_in_the_log(&house.data_dir()) - before, 1, "counted in SQLite's own log");
    assert_eq!(in_the_store(&house, &post).await, FANS);
    assert_eq!(sarah.sees(&post).await["likeCount"], json!(FANS));
}

/// Asks PostgreSQL by its own command line: tests of the doors know no SQL library.
pub fn psql(url: &str, statement: &str) -> String {
    let answer = Command::new("psql").args(["-XAtq", url, "-c", statement]).output().unwrap();
    assert!(answer.status.success(), "{statement}: {}", String::from_utf8_lossy(&answer.stderr));
    String::from_utf8(answer.stdout).unwrap().trim().to_owned()
}

#[tokio::test]
async fn lk6_a_thousand_likes_within_the_interval_are_one_transaction_on_postgres() {
    let Ok(server) = std::env::var("TEST_PG_URL") else {
        assert!(std::env::var("CI").as_deref() != Ok("true"), "CI must set TEST_PG_URL");
        println!("skipped: no TEST_PG_URL");
        return;
    };
    let name = format!("kith_doors_{}", uuid::Uuid::now_v7().simple());
    psql(&server, &format!("CREATE DATABASE {name}"));
    let url = format!("{}/{name}", server.rsplit_once('/').unwrap().0);
    let options = [format!("--like-flush-ms={LIKE_FLUSH_MS}"), format!("--database-url={url}")];
    let mut house = House::with(&options.each_ref().map(String::as_str)).await;
    let (post, sarah, began) = a_thousand_like(&mut house).await;
    all_flushed(&house, began).await;
    // The system column names the transaction that wrote a row.
    let written_by = "SELECT COUNT(DISTINCT t.x) FROM \
        (SELECT xmin::text AS x FROM likes UNION SELECT xmin::text FROM posts) AS t";
    assert_eq!(psql(&url, written_by), "1", "rows and count were written by one transaction");
    assert_eq!(psql(&url, "SELECT COUNT(*) FROM likes WHERE liked = 1"), FANS.to_string());
    assert_eq!(in_the_store(&house, &post).await, FANS);
    assert_eq!(sarah.sees(&post).await["likeCount"], json!(FANS));
    drop(house);
    psql(&server, &format!("DROP DATABASE {name} WITH (FORCE)"));
}

#[tokio::test]
async fn lk2_the_same_like_from_two_devices_and_again_after_a_kill_counts_once() {
    let mut house = House::open().await;
    let (team, [sarah, ruth]) = house.team(["sarah", "ruth"]).await;
    let post = text(&sarah.writes(&team, "Along the harbour").await, "id");
    let like = json!({"type": "POST_LIKE", "postId": post});
    for _ in 0..3 {
        let mut devices = [ruth.socket().await, ruth.socket().await];
        for nth in 0..5 {
            let answer = devices[nth % 2].ask(like.clone()).await;
            assert_eq!((&answer["likeCount"], &answer["likedByMe"]), (&json!(1), &json!(true)), "{answer}");
        }
        assert_eq!(house.figure("kith_likes_flushed_total").await, 0, "only the journal has it");
        house.kill();
        house.start_again().await;
        assert_eq!(in_the_store(&house, &post).await, 1);
        assert_eq!(sarah.sees(&post).await["likeCount"], json!(1));
    }
    let mut device = ruth.socket().await;
    device.ask(json!({"type": "POST_UNLIKE", "postId": post})).await;
    assert_eq!(device.ask(like).await["likeCount"], json!(1), "taken back and liked again");
    house.kill();
    house.start_again().await;
    assert_eq!(
        (in_the_store(&house, &post).await, sarah.sees(&post).await["likeCount"].clone()),
        (1, json!(1))
    );
}

#[tokio::test]
async fn st3_likes_that_wait_are_in_the_database_when_the_server_has_stopped() {
    let mut house = House::open().await;
    let (team, [sarah, ruth]) = house.team(["sarah", "ruth"]).await;
    let posts = [sarah.writes(&team, "one").await, sarah.writes(&team, "two").await];
    let [one, two] = posts.each_ref().map(|post| text(post, "id"));
    let mut socket = ruth.socket().await;
    for post in [&one, &two] {
        socket.ask(json!({"type": "POST_LIKE", "postId": post})).await;
        sarah.put(&format!("posts/{post}/like"), &Value::Null).await.is(200);
    }
    sarah.delete(&format!("posts/{two}/like")).await.is(200);
    assert_eq!(in_the_store(&house, &one).await, 0, "they wait");
    house.terminate();
    assert!(house.ended(DRAIN_MAX).await.success());
    assert_eq!((in_the_store(&house, &one).await, in_the_store(&house, &two).await), (2, 1));
    house.start_again().await;
    assert_eq!(
        (&ruth.sees(&one).await["likeCount"], &ruth.sees(&two).await["likeCount"]),
        (&json!(2), &json!(1))
    );
}

#[tokio::test]
async fn al4_an_alarm_that_came_due_while_the_server_was_down_rings_once_after_the_start() {
    let mut house = House::open().await;
    let (team, [sarah]) = house.team(["sarah"]).await;
    let mut codes = Vec::new();
    for _ in 0..2 {
        let invite = sarah.post(&format!("teams/{team}/invites"), &json!({})).await.is(201);
        codes.push(text(&invite, "code"));
    }
    house.kill();
    let store = house.store().await;
    let alarms = store.due_alarms(Timestamp(i64::MAX), 10).await.unwrap();
    let overdue = alarms.into_iter().find(|alarm| alarm.name.ends_with(&codes[0].replace('-', ""))).unwrap();
    store.postpone_alarm(overdue, Timestamp(1)).await.unwrap();
    store.close().await;
    house.start_again().await;

    let begun = Instant::now();
    while house.figure("kith_alarms_rung_total").await == 0 {
        assert!(begun.elapsed() < DRAIN_MAX, "it did not ring");
        sleep(Duration::from_millis(20)).await;
    }
    house.nobody().get(&format!("invites/{}", codes[0])).await.refused(404, "NOT_FOUND");
    house.nobody().get(&format!("invites/{}", codes[1])).await.is(200);
    sleep(Duration::from_millis(500)).await;
    assert_eq!(house.figure("kith_alarms_rung_total").await, 1, "once");
    house.kill();
    house.start_again().await;
    sleep(Duration::from_millis(500)).await;
    assert_eq!(house.figure("kith_alarms_rung_total").await, 0, "and not again after the next start");
    house.nobody().get(&format!("invites/{}", codes[1])).await.is(200);
}

#[tokio::test]
async fn jo7_a_second_server_on_the_folder_is_refused_before_it_touches_anything() {
    let house = House::open().await;
    // Its database would be a new one; it must not even be made.
    let elsewhere = house.data_dir().with_extension("other.db");
    let address = format!("--database-url=sqlite:{}", elsewhere.display());
    let complaint = house.complaint_of_another(&[&address]).await;
    assert!(complaint.contains("journal"), "{complaint}");
    assert!(!elsewhere.exists(), "it went as far as its database");
    house.nobody().get("/readyz").await.is(200);
}

#[tokio::test]
async fn jo3_a_damaged_journal_keeps_the_server_from_starting_and_says_what_to_do() {
    let mut house = House::with(&["--like-flush-ms=86400000"]).await;
    let (team, [sarah]) = house.team(["sarah"]).await;
    let post = text(&sarah.writes(&team, "Along the harbour").await, "id");
    for liked in [true, false] {
        let path = format!("posts/{post}/like");
        if liked { sarah.put(&path, &Value::Null).await } else { sarah.delete(&path).await }.is(200);
    }
    house.kill();
    let journal = house.data_dir().join("journal");
    let file = std::fs::read_dir(&journal)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .find(|path| path.extension().is_some_and(|extension| extension == "log"))
        .unwrap();
    let mut bytes = std::fs::read(&file).unwrap();
    bytes[20] ^= 1;
    std::fs::write(&file, &bytes).unwrap();
    let complaint = house.complaint_of_another(&[]).await;
    assert!(complaint.contains("at byte 0") && complaint.contains("move"), "{complaint}");
    assert_eq!(std::fs::read(&file).unwrap(), bytes, "it is left as it is");
    bytes[20] ^= 1;
    std::fs::write(&file, &bytes).unwrap();
    house.start_again().await;
    assert_eq!(sarah.sees(&post).await["likedByMe"], json!(false));
}

#[tokio::test]
async fn jo8_a_journal_goes_to_the_database_that_it_is_for_and_to_no_other() {
    let mut house = House::with(&["--like-flush-ms=86400000"]).await;
    let (team, [sarah]) = house.team(["sarah"]).await;
    let post = text(&sarah.writes(&team, "Along the harbour").await, "id");
    sarah.put(&format!("posts/{post}/like"), &Value::Null).await.is(200);
    house.kill();
    let mistyped = house.data_dir().with_extension("other.db");
    let mistyped = format!("--database-url=sqlite:{}", mistyped.display());
    let complaint = house.complaint_of_another(&[&mistyped]).await;
    assert!(complaint.contains("1 likes for another database"), "{complaint}");
    house.start_again().await;
    assert_eq!(sarah.sees(&post).await["likeCount"], json!(1), "and there it is");
    // With nothing in the journal the server may move to another database.
    house.terminate();
    assert!(house.ended(DRAIN_MAX).await.success());
    let moved = House::on(house, &[&mistyped]).await;
    moved.nobody().get("/readyz").await.is(200);
}
