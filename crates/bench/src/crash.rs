//! Kills the server with `kill -9` at random moments while people post, like and keep habits, starts it again on the same
//! folder, and compares what it shows and what the database holds with what had been acknowledged.

mod book;
mod circles;
mod found;
mod inquest;
mod keeper;
mod ledger;
mod life;
mod player;
mod seen;

use crate::Attempt;
use crate::dice::Dice;
use crate::ground::{Database, Ground};
use crate::people::Team;
use crate::report::{Report, note};
use crate::rest::Rest;
use crate::server::Server;
use crate::spread::Spread;
use circles::{Circles, Together};
use clap::Args;
use keeper::Keeper;
use kith_protocol::PostId;
use kith_protocol::pacts::ActivityType;
use kith_protocol::rest::PostBody;
use ledger::{Ledger, Verdict};
use life::{Life, Past};
use player::Player;
use serde_json::json;
use std::process::ExitCode;
use std::time::Duration;
use tokio::task::JoinSet;
use tokio::time::{sleep, timeout};

/// How many posts there are to like. Few, so that people meet on them.
const LIKEABLE: u64 = 8;
/// After how many kills a line says how it stands.
const PROGRESS_EACH: u32 = 25;
/// How long a player may take to notice that the server is gone.
const NOTICED_MAX: Duration = Duration::from_secs(10);

#[derive(Debug, Args)]
pub struct Options {
    /// How often the server is killed
    #[arg(long, default_value_t = 20, value_parser = clap::value_parser!(u32).range(1..=10_000))]
    cycles: u32,
    /// How many people act at a time
    #[arg(long, default_value_t = 16, value_parser = clap::value_parser!(u32).range(1..=1_000))]
    people: u32,
    /// Where the server keeps everything
    #[arg(long, value_enum, default_value_t = Database::Sqlite)]
    database: Database,
    /// Repeats a run: who does what in which order, and when the server is killed [default: by the clock]
    #[arg(long)]
    seed: Option<u64>,
}

pub async fn run(options: &Options) -> Attempt<ExitCode> {
    let seed = options.seed.unwrap_or_else(|| crate::report::now().0.unsigned_abs() % 1_000_000);
    note(&format!("crash: repeat this with --seed {seed}"));
    let ground = Ground::prepare_on(options.database, 1, options.people as usize).await?;
    let team = ground.teams.first().ok_or("there is a team")?;
    let mut dice = Dice::new(seed);
    let mut circles = Circles::settle(&ground, team).await?;
    let mut life = Life::throw(&mut dice);
    let mut server = ground.start_with(&life.options()).await?;
    let posts = likeable_posts(&server, team).await?;
    let mut players: Vec<_> = (0..)
        .zip(&team.members)
        .enumerate()
        .map(|(place, (number, person))| {
            let keeper = Keeper::new(&circles, place);
            Player::new(number, person.clone(), team.id, posts.clone(), keeper, seed)
        })
        .collect();
    let mut restarts_ms = Vec::new();
    let mut verdict = Verdict::default();
    let mut past = Past::default();
    for kill in 1..=options.cycles {
        let together = circles.ask(&server, kill).await?;
        for player in &mut players {
            player.keeper.is_asked_into(together.as_ref());
        }
        players = play_until_killed(players, server, &life, &mut past).await?;
        life = Life::throw(&mut dice);
        server = ground.start_with(&life.options()).await?;
        restarts_ms.push(server.started_in.as_secs_f64() * 1e3);
        verdict.add(compare(&ground, &server, team, &posts, &mut players).await?);
        verdict.add(inquire(&ground, &server, &mut circles, together.as_ref(), &mut players).await?);
        if let Some(together) = &together {
            verdict.add(part(&server, &circles, together).await?);
        }
        if kill % PROGRESS_EACH == 0 {
            let (lost, duplicated) = (verdict.lost, verdict.duplicated);
            note(&format!("{kill} of {} kills: {lost} lost, {duplicated} double", options.cycles));
        }
    }
    verdict.add(read_through(&server, &circles).await?);
    server.kill().await?;
    let kept = players.iter().map(|player| player.keeper.book.acknowledged).sum::<u64>();
    let acknowledged = players.iter().map(|player| player.ledger.acknowledged()).sum();
    for finding in &verdict.findings {
        note(finding);
    }
    let mut report = Report::new("crash");
    report.figure("seed", "seed", seed);
    report.figure("database", "database", format!("{:?}", options.database));
    report.figure("cycles", "kills", options.cycles);
    report.figure("people", "people acting at a time", options.people);
    past.tell(&mut report);
    let put_off: u64 = players.iter().map(Player::put_off).sum();
    report.figure("putOff", "likes that were told to try again in a moment", put_off);
    report.figure("kept", "acknowledged check-ins, celebrations and acceptances", kept);
    tell(&mut report, acknowledged, &verdict, &Spread::of(restarts_ms));
    report.print();
    Ok(if verdict.lost + verdict.duplicated == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn tell(report: &mut Report, acknowledged: u64, verdict: &Verdict, restarts_ms: &Spread) {
    report.figure("acknowledged", "acknowledged posts, likes and unlikes", acknowledged);
    report.figure("unanswered", "without an answer when the server died", verdict.unanswered);
    report.figure("keptUnanswered", "of these in the database all the same", verdict.kept_unanswered);
    report.figure("lost", "acknowledged and lost", verdict.lost);
    report.figure("duplicated", "there twice, or miscounted", verdict.duplicated);
    report.times_ms("restart", "from start to ready", restarts_ms);
}

async fn likeable_posts(server: &Server, team: &Team) -> Attempt<Vec<PostId>> {
    let coach = team.members.first().ok_or("a team has a coach")?;
    let mut rest = Rest::open(server.address(), &coach.token).await?;
    let path = format!("/api/v1/teams/{}/posts", team.id);
    let mut posts = Vec::new();
    for number in 0..LIKEABLE {
        let body = json!({ "body": format!("{}{number}", ledger::LIKEABLE_BODY) });
        posts.push(rest.call("POST", &path, Some(&body)).await?.read::<PostBody>()?.post.id);
    }
    Ok(posts)
}

async fn play_until_killed(
    players: Vec<Player>,
    server: Server,
    life: &Life,
    past: &mut Past,
) -> Attempt<Vec<Player>> {
    let coach = players.first().ok_or("nobody plays")?.token().to_owned();
    let pace = life.pace();
    let mut playing = JoinSet::new();
    for player in players {
        playing.spawn(player.play(server.address(), pace));
    }
    sleep(life.lasts).await;
    past.look(server.address(), &coach).await?;
    server.kill().await?;
    let mut players = timeout(NOTICED_MAX, playing.join_all())
        .await
        .map_err(|_| "a client did not notice that the server was gone")?
        .into_iter()
        .collect::<Attempt<Vec<_>>>()?;
    players.sort_by_key(Player::number);
    Ok(players)
}

/// Compares by what the server says and by what the database holds, read beside the server.
async fn compare(
    ground: &Ground,
    server: &Server,
    team: &Team,
    posts: &[PostId],
    players: &mut [Player],
) -> Attempt<Verdict> {
    let told = seen::by_rest(server, team, posts).await?;
    let store = ground.store().await?;
    let stored = seen::in_database(&store, team, posts).await?;
    store.close().await;
    let mut ledgers: Vec<&mut Ledger> = players.iter_mut().map(|player| &mut player.ledger).collect();
    let mut verdict = ledger::judge("the database", &ledgers, &stored);
    let told_verdict = ledger::judge("the server", &ledgers, &told);
    for (ledger, view) in ledgers.iter_mut().zip(&stored.views) {
        ledger.settle(view);
    }
    // The two look at the same; only what is wrong is counted of both.
    verdict.lost += told_verdict.lost;
    verdict.duplicated += told_verdict.duplicated;
    verdict.findings.extend(told_verdict.findings);
    Ok(verdict)
}

/// The same of habits and pacts.
async fn inquire(
    ground: &Ground,
    server: &Server,
    circles: &mut Circles,
    together: Option<&Together>,
    players: &mut [Player],
) -> Attempt<Verdict> {
    let told = found::by_rest(server, circles, together).await?;
    let store = ground.store().await?;
    let (stored, reached) = found::in_database(&store, circles, together).await?;
    store.close().await;
    let mut books: Vec<_> = players.iter_mut().map(|player| &mut player.keeper.book).collect();
    let now = crate::report::now();
    let mut verdict = inquest::judge(circles, &mut books, &stored, &reached, together, now)?;
    if told != stored {
        verdict.lost(format!("the server tells {told:?}, and the database has {stored:?}"));
    }
    Ok(verdict)
}

/// Everybody leaves the pact of a life; that ends it once.
async fn part(server: &Server, circles: &Circles, together: &Together) -> Attempt<Verdict> {
    let feed = circles.leave(server, together).await?;
    let mut verdict = Verdict::default();
    let ended = feed.iter().filter(|one| one.kind == ActivityType::PactAbandoned).count();
    if ended != 1 || !feed.iter().map(|one| one.seq).eq(1..=feed.len() as u64) {
        verdict.duplicated(format!("a pact that was left by all has {feed:?}"));
    }
    Ok(verdict)
}

/// The feeds of the kept pacts from the first entry on, which were compared piece by piece.
async fn read_through(server: &Server, circles: &Circles) -> Attempt<Verdict> {
    let mut verdict = Verdict::default();
    for kept in &circles.kept {
        let token = &circles.people[kept.members[0]].token;
        let feed = found::feed(&mut Rest::open(server.address(), token).await?, kept.pact, 0).await?;
        if !feed.iter().map(|one| one.seq).eq(1..=kept.compared) {
            verdict.duplicated(format!("the feed of {} is not numbered 1 to {}", kept.pact, kept.compared));
        }
    }
    Ok(verdict)
}
