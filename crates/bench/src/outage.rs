//! Takes the database away while people like known posts over their sockets: first it stands still with its connections
//! open, then it is stopped. Likes must be acknowledged meanwhile, the room must be told the right counts, and when the
//! database is back everything acknowledged must be in it.

mod fan;
mod watcher;

use crate::Attempt;
use crate::ground::{Database, Ground};
use crate::people::Team;
use crate::postgres::Postgres;
use crate::report::{Report, note};
use crate::rest::Rest;
use crate::server::Server;
use crate::spread::Spread;
use clap::Args;
use fan::Fan;
use kith_protocol::PostId;
use kith_protocol::rest::PostBody;
use kith_store::Store;
use serde_json::json;
use std::process::ExitCode;
use std::time::{Duration, Instant};
use tokio::task::{JoinSet, block_in_place};
use tokio::time::sleep;
use watcher::Watcher;

/// How many posts there are to like.
const POSTS: usize = 8;
/// Everybody likes for so long, then what the room was told is compared.
const ROUND: Duration = Duration::from_secs(2);
/// How long the time between the two outages is.
const BETWEEN: Duration = Duration::from_secs(10);
/// Longer than the longest rest between two tries to flush (60 s), what jitter adds, and the time-out of a try.
const FLUSHED_MAX: Duration = Duration::from_secs(150);

#[derive(Debug, Args)]
pub struct Options {
    /// How long the database is away: half of it frozen, half of it stopped
    #[arg(long, default_value_t = 600, value_parser = clap::value_parser!(u64).range(4..=7_200))]
    seconds: u64,
    /// How many people like at a time
    #[arg(long, default_value_t = 64, value_parser = clap::value_parser!(u32).range(1..=1_000))]
    people: u32,
    /// How often likes go to the database while it is there, in milliseconds
    #[arg(long, default_value_t = 1_000, value_parser = clap::value_parser!(u32).range(10..=60_000))]
    like_flush_ms: u32,
}

/// What was seen.
#[derive(Default)]
struct Tally {
    times_ms: Vec<f64>,
    comparisons: u64,
    wrong_counts: u64,
    lost: u64,
    miscounted: u64,
}

pub async fn run(options: &Options) -> Attempt<ExitCode> {
    let ground = Ground::prepare_on(Database::Postgres, 1, options.people as usize).await?;
    let postgres = ground.postgres().ok_or("there is a PostgreSQL")?;
    let team = ground.teams.first().ok_or("there is a team")?;
    let server = ground.start_with(&[format!("--like-flush-ms={}", options.like_flush_ms)]).await?;
    let posts = write_posts(&server, team).await?;
    let watcher = Watcher::open(&server, team).await?;
    let mut fans = Vec::new();
    for (number, person) in (0..).zip(&team.members) {
        fans.push(Fan::open(server.address(), person, team.id, posts.clone(), number).await?);
    }
    let mut at_peace = Tally::default();
    fans = play(fans, &watcher, &posts, ROUND * 2, &mut at_peace).await?;
    let half = Duration::from_secs(options.seconds) / 2;
    let mut away = Tally::default();
    note("outage: the database stands still");
    block_in_place(|| postgres.freeze())?;
    fans = play(fans, &watcher, &posts, half, &mut away).await?;
    block_in_place(|| postgres.thaw())?;
    fans = play(fans, &watcher, &posts, BETWEEN, &mut at_peace).await?;
    note("outage: the database is stopped");
    block_in_place(|| postgres.stop())?;
    fans = play(fans, &watcher, &posts, half, &mut away).await?;
    note("outage: the database comes back");
    let back_after = come_back(postgres, &ground, team, &posts, &fans, &mut away).await?;
    compare_by_rest(&server, team, &posts, &fans, &mut away).await?;
    drop(server);
    Ok(report(options, at_peace, away, back_after))
}

fn report(options: &Options, at_peace: Tally, away: Tally, back_after: Option<Duration>) -> ExitCode {
    let mut report = Report::new("outage");
    report.figure("seconds", "seconds without a database", options.seconds);
    report.figure("people", "people liking at a time", options.people);
    report.figure("likeFlushMs", "like-flush-ms", options.like_flush_ms);
    report.figure("acknowledgedAtPeace", "acknowledged while it was there", at_peace.times_ms.len());
    report.times_ms("answerAtPeace", "answer while it was there", &Spread::of(at_peace.times_ms));
    report.figure("acknowledged", "acknowledged while it was away", away.times_ms.len());
    report.times_ms("answer", "answer while it was away", &Spread::of(away.times_ms));
    report.figure(
        "comparisons",
        "counts compared with what the room was told",
        at_peace.comparisons + away.comparisons,
    );
    let wrong = at_peace.wrong_counts + away.wrong_counts;
    report.figure("wrongCounts", "of these wrong", wrong);
    let back_s = back_after.map(|back_after| back_after.as_secs_f64());
    report.figure("flushedAfterSeconds", "seconds from its return until all was in it", back_s);
    report.figure("lost", "acknowledged and lost", away.lost);
    report.figure("miscounted", "posts counted wrongly at the end", away.miscounted);
    report.print();
    let fine = wrong + away.lost + away.miscounted == 0 && back_after.is_some();
    if fine { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

async fn write_posts(server: &Server, team: &Team) -> Attempt<Vec<PostId>> {
    let coach = team.members.first().ok_or("a team has a coach")?;
    let mut rest = Rest::open(server.address(), &coach.token).await?;
    let path = format!("/api/v1/teams/{}/posts", team.id);
    let mut posts = Vec::new();
    for number in 0..POSTS {
        let body = json!({ "body": format!("Post {number}") });
        posts.push(rest.call("POST", &path, Some(&body)).await?.read::<PostBody>()?.post.id);
    }
    Ok(posts)
}

/// Rounds of likes, each followed by a look at what the room was told.
async fn play(
    mut fans: Vec<Fan>,
    watcher: &Watcher,
    posts: &[PostId],
    lasts: Duration,
    tally: &mut Tally,
) -> Attempt<Vec<Fan>> {
    let ends = Instant::now() + lasts;
    while Instant::now() < ends {
        let mut round = JoinSet::new();
        for fan in fans {
            round.spawn(fan.like_for(ROUND));
        }
        fans = Vec::new();
        while let Some(done) = round.join_next().await {
            let (fan, times_ms) = done??;
            fans.push(fan);
            tally.times_ms.extend(times_ms);
        }
        for (place, post) in posts.iter().enumerate() {
            let expected = count(&fans, place);
            tally.comparisons += 1;
            if let Err(told) = watcher.hears(*post, expected).await {
                note(&format!("post {post} has {expected} likes; the room was told {told:?}"));
                tally.wrong_counts += 1;
            }
        }
    }
    Ok(fans)
}

/// How many like a post by what was acknowledged.
fn count(fans: &[Fan], place: usize) -> u64 {
    fans.iter().filter(|fan| fan.likes[place]).count() as u64
}

/// Starts the database again and waits until it holds what was acknowledged; gives how long that took.
async fn come_back(
    postgres: &Postgres,
    ground: &Ground,
    team: &Team,
    posts: &[PostId],
    fans: &[Fan],
    tally: &mut Tally,
) -> Attempt<Option<Duration>> {
    block_in_place(|| postgres.start_again())?;
    let back = Instant::now();
    let store = ground.store().await?;
    loop {
        let lost = lost(&store, fans, posts).await?;
        if lost == 0 || back.elapsed() > FLUSHED_MAX {
            let coach = team.members.first().ok_or("a team has a coach")?;
            for (place, post) in posts.iter().enumerate() {
                let stands = store.post(*post, coach.id).await?.like_count;
                tally.miscounted += u64::from(stands != count(fans, place));
            }
            tally.lost = lost;
            store.close().await;
            return Ok((lost == 0).then(|| back.elapsed()));
        }
        sleep(Duration::from_millis(200)).await;
    }
}

/// How many likes do not stand in the database as they were acknowledged.
async fn lost(store: &Store, fans: &[Fan], posts: &[PostId]) -> Attempt<u64> {
    let mut lost = 0;
    for (place, post) in posts.iter().enumerate() {
        let likers = store.likers(*post).await?.people;
        let differs = |fan: &&Fan| likers.contains(&fan.user) != fan.likes[place];
        lost += fans.iter().filter(differs).count() as u64;
    }
    Ok(lost)
}

async fn compare_by_rest(
    server: &Server,
    team: &Team,
    posts: &[PostId],
    fans: &[Fan],
    tally: &mut Tally,
) -> Attempt<()> {
    for person in &team.members {
        let fan = fans.iter().find(|fan| fan.user == person.id).ok_or("everybody is a fan")?;
        let mut rest = Rest::open(server.address(), &person.token).await?;
        for (place, post) in posts.iter().enumerate() {
            let answer = rest.call("GET", &format!("/api/v1/posts/{post}"), None).await?;
            let seen = answer.read::<PostBody>()?.post;
            tally.lost += u64::from(seen.liked_by_me != fan.likes[place]);
            tally.miscounted += u64::from(seen.like_count != count(fans, place));
        }
    }
    Ok(())
}
