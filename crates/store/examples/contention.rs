//! Four ways to write to SQLite under contention, side by side: the figures behind `docs/decisions/001-one-set-of-sql.md`.
//! Every way runs the statements of `Store::add_to_counter`; it must not know how the store is made inside.
//!
//! `cargo run --release -p kith-store --example contention [TRANSACTIONS] [TASKS]`
#![expect(clippy::print_stdout, reason = "a program that prints a table")]

use kith_domain::calendar::DayStart;
use kith_protocol::{TeamId, Timestamp, UserId};
use kith_store::{CounterAdd, NewTeam, NewUser, Store};
use sqlx::any::AnyPoolOptions;
use sqlx::sqlite::{SqlitePoolOptions, SqliteTransaction};
use sqlx::{AnyConnection, AnyPool, Row, SqlitePool};
use std::error::Error;
use std::path::Path;
use std::time::{Duration, Instant};
use tokio::sync::mpsc;
use uuid::Uuid;

type Outcome<T> = Result<T, Box<dyn Error + Send + Sync>>;

const POOL: u32 = 8;
const NOW: Timestamp = Timestamp(1_795_219_200_000);
const SETUP: &str = "PRAGMA busy_timeout = 5000; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; \
     PRAGMA foreign_keys = ON; PRAGMA cache_size = -4096; PRAGMA temp_store = MEMORY";

const ACCESS: &str = "SELECT t.name, m.role, u.user_name FROM teams t \
     LEFT JOIN members m ON m.team_id = t.id AND m.user_id = $2 \
     LEFT JOIN users u ON u.id = m.user_id WHERE t.id = $1";
const ADD: &str = "INSERT INTO counters (team_id, name, total, unit) VALUES ($1, $2, $3, $2) \
     ON CONFLICT (team_id, name) DO UPDATE SET total = counters.total + excluded.total RETURNING total";
const PASSED: &str = "SELECT t.threshold, c.unit FROM thresholds t \
     JOIN counters c ON c.team_id = t.team_id AND c.name = t.name \
     LEFT JOIN tickers k ON k.team_id = t.team_id AND k.name = t.name AND k.threshold = t.threshold \
     WHERE t.team_id = $1 AND t.name = $2 AND t.threshold <= $3 AND k.threshold IS NULL ORDER BY t.threshold";

#[tokio::main]
async fn main() -> Outcome<()> {
    let mut arguments = std::env::args().skip(1);
    let transactions = arguments.next().map_or(Ok(4_000), |text| text.parse())?;
    let tasks = arguments.next().map_or(Ok(64), |text| text.parse())?;
    let run = Run { transactions, tasks };
    println!("{transactions} read-modify-write transactions by {tasks} tasks, WAL, synchronous=FULL");
    println!();
    println!(
        "| shape | transactions/s | \"database is locked\" | p50 ms | p99 ms | CPU µs per transaction |"
    );
    println!("|---|---|---|---|---|---|");
    any_pool(&run, "Any pool of 8, BEGIN", "BEGIN").await?;
    any_pool(&run, "Any pool of 8, BEGIN IMMEDIATE", "BEGIN IMMEDIATE").await?;
    typed_pool(&run).await?;
    group_commit(&run).await
}

struct Run {
    transactions: usize,
    tasks: usize,
}

/// A fresh database with one coach and one team.
struct Ground {
    folder: tempfile::TempDir,
    coach: UserId,
}

impl Ground {
    async fn prepare() -> Outcome<Self> {
        let folder = tempfile::tempdir()?;
        let coach = UserId(Uuid::now_v7());
        let store = Store::open(&address(folder.path())).await?;
        let user = NewUser {
            id: coach,
            email: "coach@example.com".into(),
            user_name: "coach".into(),
            first_name: None,
            last_name: None,
            timezone: "UTC".into(),
            day_start: DayStart::KITH,
            password_hash: String::new(),
            now: NOW,
        };
        store.create_user(user).await?;
        let (fresh_id, epoch) = (TeamId(Uuid::now_v7()), "e".into());
        store.create_team(NewTeam { fresh_id, coach, name: "team".into(), epoch, now: NOW }).await?;
        store.close().await;
        Ok(Self { folder, coach })
    }
}

fn address(folder: &Path) -> String {
    format!("sqlite:{}/kith.db", folder.display())
}

async fn any_pool(run: &Run, shape: &str, begin: &'static str) -> Outcome<()> {
    let ground = Ground::prepare().await?;
    let pool = AnyPoolOptions::new()
        .max_connections(POOL)
        .acquire_timeout(Duration::from_secs(60))
        .after_connect(|conn, _| Box::pin(async { sqlx::raw_sql(SETUP).execute(conn).await.map(drop) }))
        .connect(&address(ground.folder.path()))
        .await?;
    let id = ground.coach.to_string();
    let measured = measure(run, || {
        let (pool, id) = (pool.clone(), id.clone());
        async move { add_through_any(&pool, begin, &id).await }
    });
    let measured = measured.await?;
    pool.close().await;
    measured.print(shape);
    ground.check(&measured).await
}

async fn add_through_any(pool: &AnyPool, begin: &'static str, id: &str) -> Outcome<()> {
    let mut transaction = pool.begin_with(begin).await?;
    let conn: &mut AnyConnection = &mut transaction;
    let access = sqlx::query(ACCESS).bind(id).bind(id).fetch_one(&mut *conn).await?;
    access.try_get::<String, _>("role")?;
    let row = sqlx::query(ADD).bind(id).bind("steps").bind(1_i64).fetch_one(&mut *conn).await?;
    let total: i64 = row.try_get("total")?;
    sqlx::query(PASSED).bind(id).bind("steps").bind(total).fetch_all(&mut *conn).await?;
    transaction.commit().await?;
    Ok(())
}

async fn typed_pool(run: &Run) -> Outcome<()> {
    let ground = Ground::prepare().await?;
    let pool = SqlitePoolOptions::new()
        .max_connections(POOL)
        .acquire_timeout(Duration::from_secs(60))
        .after_connect(|conn, _| Box::pin(async { sqlx::raw_sql(SETUP).execute(conn).await.map(drop) }))
        .connect(&address(ground.folder.path()))
        .await?;
    let id = ground.coach.to_string();
    let measured = measure(run, || {
        let (pool, id) = (pool.clone(), id.clone());
        async move { add_through_sqlite(&pool, &id).await }
    });
    let measured = measured.await?;
    pool.close().await;
    measured.print("SqlitePool of 8, BEGIN IMMEDIATE");
    ground.check(&measured).await
}

async fn add_through_sqlite(pool: &SqlitePool, id: &str) -> Outcome<()> {
    let mut transaction: SqliteTransaction<'_> = pool.begin_with("BEGIN IMMEDIATE").await?;
    let access = sqlx::query(ACCESS).bind(id).bind(id).fetch_one(&mut *transaction).await?;
    access.try_get::<String, _>("role")?;
    let row = sqlx::query(ADD).bind(id).bind("steps").bind(1_i64).fetch_one(&mut *transaction).await?;
    let total: i64 = row.try_get("total")?;
    sqlx::query(PASSED).bind(id).bind("steps").bind(total).fetch_all(&mut *transaction).await?;
    transaction.commit().await?;
    Ok(())
}

async fn group_commit(run: &Run) -> Outcome<()> {
    let ground = Ground::prepare().await?;
    let store = Store::open(&address(ground.folder.path())).await?;
    let coach = ground.coach;
    let measured = measure(run, || {
        let store = store.clone();
        async move {
            let (team, name) = (TeamId(coach.0), "steps".into());
            let add = CounterAdd { team, name, user: coach, delta: 1, client_id: None, now: NOW };
            store.add_to_counter(add).await?;
            Ok(())
        }
    });
    let measured = measured.await?;
    store.close().await;
    measured.print("the store's writer, group commit");
    ground.check(&measured).await
}

impl Ground {
    /// Every transaction that was answered must have counted, and no other.
    async fn check(&self, measured: &Measured) -> Outcome<()> {
        let store = Store::open(&address(self.folder.path())).await?;
        let counters = store.counters(TeamId(self.coach.0), self.coach).await?;
        let total = counters.first().map_or(0, |counter| counter.total);
        if usize::try_from(total)? != measured.latencies.len() {
            return Err(format!("{total} counted, {} answered", measured.latencies.len()).into());
        }
        store.close().await;
        Ok(())
    }
}

/// What a shape took.
struct Measured {
    latencies: Vec<Duration>,
    locked: usize,
    wall: Duration,
    cpu: Duration,
}

async fn measure<F, W>(run: &Run, work: F) -> Outcome<Measured>
where
    F: Fn() -> W,
    W: Future<Output = Outcome<()>> + Send + 'static,
{
    // One transaction first: connections are made and statements prepared before the clock starts.
    let mut latencies = vec![timed(work()).await?];
    let (told, mut heard) = mpsc::channel(run.tasks);
    let (wall, cpu) = (Instant::now(), cpu_time()?);
    let mut queue: Vec<_> = (1..run.transactions).map(|_| work()).collect();
    let share = queue.len().div_ceil(run.tasks);
    while !queue.is_empty() {
        let mine = queue.split_off(queue.len().saturating_sub(share));
        let told = told.clone();
        tokio::spawn(async move {
            for transaction in mine {
                told.send(timed(transaction).await).await.ok();
            }
        });
    }
    drop(told);
    let mut locked = 0;
    while let Some(outcome) = heard.recv().await {
        match outcome {
            Ok(latency) => latencies.push(latency),
            Err(error) if error.to_string().contains("locked") => locked += 1,
            Err(error) => return Err(error),
        }
    }
    latencies.sort_unstable();
    Ok(Measured { latencies, locked, wall: wall.elapsed(), cpu: cpu_time()?.saturating_sub(cpu) })
}

async fn timed(transaction: impl Future<Output = Outcome<()>>) -> Outcome<Duration> {
    let begun = Instant::now();
    transaction.await?;
    Ok(begun.elapsed())
}

/// What this process has spent on all its threads, from Linux: clock ticks of 10 ms.
fn cpu_time() -> Outcome<Duration> {
    let stat = std::fs::read_to_string("/proc/self/stat")?;
    let (_, fields) = stat.rsplit_once(')').ok_or("an odd /proc/self/stat")?;
    let ticks = fields.split_whitespace().skip(11).take(2).map(str::parse::<u64>).sum::<Result<u64, _>>()?;
    Ok(Duration::from_millis(ticks * 10))
}

impl Measured {
    fn print(&self, shape: &str) {
        let done = self.latencies.len();
        let at = |part: usize| self.latencies[(done - 1) * part / 100].as_secs_f64() * 1_000.0;
        let rate = done as f64 / self.wall.as_secs_f64();
        let cpu = self.cpu.as_secs_f64() * 1e6 / done as f64;
        println!("| {shape} | {rate:.0} | {} | {:.1} | {:.1} | {cpu:.0} |", self.locked, at(50), at(99));
    }
}
