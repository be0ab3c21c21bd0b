//! Measures the journal: clients that each append the next like when the last one is accepted. Figures of a run stand
//! in `docs/decisions/007-the-journal.md`.
//!
//! `cargo run --release -p kith-journal --example append -- [FOLDER] [SECONDS]`; the folder is to be on the disk that
//! is meant (default: `target`).
#![expect(clippy::print_stdout, reason = "its figures are what it is for")]

use kith_domain::LikeEntry;
use kith_journal::{Journal, Position};
use kith_protocol::{PostId, TeamId, UserId};
use std::fs::{self, File};
use std::io::{self, Write as _};
use std::path::Path;
use std::sync::mpsc::{SyncSender, sync_channel};
use std::time::{Duration, Instant};
use uuid::Uuid;

/// Who is through, when it had begun, and what came of it.
type Answer = (usize, Instant, io::Result<Position>);

/// Teams that the clients belong to.
const TEAMS: usize = 20;
/// How many are accepted between two releases, as by the flush of a room.
const RELEASE_EVERY: u64 = 100_000;

fn main() -> io::Result<()> {
    let mut arguments = std::env::args().skip(1);
    let place = arguments.next().unwrap_or_else(|| "target".to_owned());
    let seconds = arguments.next().and_then(|text| text.parse().ok()).unwrap_or(5);
    let parent = tempfile::tempdir_in(place)?;
    let single = one_by_one(&parent.path().join("one"), Duration::from_secs(seconds))?;
    println!("{:>8} {:>10} {:>8} {:>8} {:>8}", "clients", "a second", "p50 ms", "p99 ms", "CPU us");
    println!("{:>8} {single:>10.0}   (a file, each record with an fdatasync of its own)", "-");
    for clients in [1, 50, 64, 1_000] {
        measure(&parent.path().join(clients.to_string()), clients, Duration::from_secs(seconds))?;
    }
    Ok(())
}

/// What the disk does without sharing, a second.
fn one_by_one(path: &Path, time: Duration) -> io::Result<f64> {
    let mut file = File::create(path)?;
    let begin = Instant::now();
    let mut count = 0;
    while begin.elapsed() < time {
        file.write_all(&[7; 99])?;
        file.sync_data()?;
        count += 1;
    }
    Ok(f64::from(count) / begin.elapsed().as_secs_f64())
}

fn measure(folder: &Path, clients: usize, time: Duration) -> io::Result<()> {
    let (journal, _) = Journal::open(folder)?;
    let (told, answers) = sync_channel(clients);
    let (begin, cpu) = (Instant::now(), cpu_seconds()?);
    let mut stamp = 0;
    for client in 0..clients {
        append(&journal, client, &told, &mut stamp);
    }
    let mut waits_us: Vec<u128> = Vec::new();
    let mut under_way = clients;
    while under_way > 0 {
        let Ok((client, since, outcome)) = answers.recv() else { break };
        let position = outcome?;
        waits_us.push(since.elapsed().as_micros());
        if position.0.is_multiple_of(RELEASE_EVERY) {
            (0..TEAMS).for_each(|number| journal.release(team(number), position));
        }
        if begin.elapsed() < time {
            append(&journal, client, &told, &mut stamp);
        } else {
            under_way -= 1;
        }
    }
    let (seconds, cpu) = (begin.elapsed().as_secs_f64(), cpu_seconds()? - cpu);
    waits_us.sort_unstable();
    let count = waits_us.len();
    let quantile_ms = |hundredths: usize| waits_us[(count - 1) * hundredths / 100] as f64 / 1_000.0;
    println!(
        "{clients:>8} {:>10.0} {:>8.2} {:>8.2} {:>8.2}",
        count as f64 / seconds,
        quantile_ms(50),
        quantile_ms(99),
        cpu * 1e6 / count as f64
    );
    Ok(())
}

fn append(journal: &Journal, client: usize, told: &SyncSender<Answer>, stamp: &mut u64) {
    *stamp += 1;
    let id = Uuid::from_u128(u128::from(*stamp) << 32 | client as u128);
    let entry = LikeEntry { post: PostId(id), user: UserId(id), liked: true, stamp: *stamp };
    let (told, since) = (told.clone(), Instant::now());
    // Whoever listens ends after the last answer.
    journal.append(team(client), vec![entry], move |outcome| drop(told.send((client, since, outcome))));
}

fn team(client: usize) -> TeamId {
    TeamId(Uuid::from_u128((client % TEAMS) as u128))
}

/// Of the whole process, clients included, from `/proc` (in hundredths of a second).
fn cpu_seconds() -> io::Result<f64> {
    let text = fs::read_to_string("/proc/self/stat")?;
    let fields = text.rsplit(')').next().unwrap_or_default().split_whitespace();
    let ticks: f64 = fields.skip(11).take(2).filter_map(|field| field.parse::<f64>().ok()).sum();
    Ok(ticks / 100.0)
}
