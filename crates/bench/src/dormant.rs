//! What teams cost that nobody is in: the memory of a server with many connections open, on a database without and
//! then with so many further teams.

use crate::Attempt;
use crate::ground::Ground;
use crate::people::{Person, Team};
use crate::report::{Report, number};
use crate::resources::{Resources, need_open_files};
use crate::server::Server;
use crate::silence::Silent;
use clap::Args;
use kith_protocol::TeamId;
use std::process::ExitCode;
use std::time::Instant;
use tokio::process::Command;

/// How many people share a team among those who are connected.
const ROOMS_OF: usize = 100;
/// How many people share the dormant teams.
const OWNERS: u32 = 10_000;

#[derive(Debug, Args)]
pub struct Options {
    /// How many teams nobody is in
    #[arg(long, default_value_t = 1_000_000, value_parser = clap::value_parser!(u32).range(1..=10_000_000))]
    teams: u32,
    /// How many connections are open, in rooms of 100
    #[arg(long, default_value_t = 10_000, value_parser = clap::value_parser!(u32).range(1..=60_000))]
    connections: u32,
}

/// A server's memory right after its start and with everybody connected.
struct Memory {
    started: Resources,
    connected: Resources,
    ready_ms: f64,
}

pub async fn run(options: &Options) -> Attempt<ExitCode> {
    let connections = options.connections as usize;
    need_open_files(connections)?;
    let ground = Ground::prepare(connections.div_ceil(ROOMS_OF), ROOMS_OF).await?;
    let without = measure(&ground, connections).await?;
    let began = Instant::now();
    insert(&ground, options.teams).await?;
    let inserted_in = began.elapsed();
    let bytes = std::fs::metadata(ground.path().join("kith.db"))?.len();
    let with = measure(&ground, connections).await?;

    let megabytes = |resources: &Resources| number(resources.resident_bytes) / 1e6;
    let mut report = Report::new("dormant");
    report.figure("teams", "teams that nobody is in", options.teams);
    report.figure("connections", "connections open, in rooms of 100", options.connections);
    report.figure("databaseMegabytes", "the database with them, MB", number(bytes) / 1e6);
    report.figure("insertedInSeconds", "seconds to write them", inserted_in.as_secs_f64());
    for (name, words, memory) in [("without", "without them", &without), ("with", "with them", &with)] {
        report.figure(
            &format!("{name}ReadyMs"),
            &format!("{words}: from start to ready, ms"),
            memory.ready_ms,
        );
        let started = format!("{words}: resident after the start, MB");
        report.figure(&format!("{name}StartedMegabytes"), &started, megabytes(&memory.started));
        let connected = format!("{words}: resident with everybody connected, MB");
        report.figure(&format!("{name}ConnectedMegabytes"), &connected, megabytes(&memory.connected));
    }
    let cost = megabytes(&with.connected) - megabytes(&without.connected);
    report.figure("costMegabytes", "what they cost, MB", cost);
    report.print();
    Ok(ExitCode::SUCCESS)
}

async fn measure(ground: &Ground, connections: usize) -> Attempt<Memory> {
    let server: Server = ground.start().await?;
    let started = server.resources()?;
    let people: Vec<(Person, TeamId)> = ground.teams.iter().flat_map(with_team).take(connections).collect();
    let mut silent = Silent::gather(server.address(), &people).await?;
    silent.quiet().await?;
    let connected = server.resources()?;
    let ready_ms = server.started_in.as_secs_f64() * 1e3;
    server.kill().await?;
    Ok(Memory { started, connected, ready_ms })
}

fn with_team(team: &Team) -> impl Iterator<Item = (Person, TeamId)> {
    team.members.iter().map(|person| (person.clone(), team.id))
}

/// Writes teams with their rooms, each with a coach, past the store: one at a time they would take an hour.
async fn insert(ground: &Ground, teams: u32) -> Attempt<()> {
    let numbers = |to: u32| {
        format!("WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i + 1 < {to})")
    };
    let id = |kind: &str, place: &str| format!("printf('0198d{kind}-0000-7000-8000-%012x', {place})");
    let (team, owner) = (id("000", "i"), id("111", &format!("i % {OWNERS}")));
    let (each, owners) = (numbers(teams), numbers(OWNERS));
    let script = format!(
        "PRAGMA synchronous = OFF; BEGIN;
         {owners} INSERT INTO users (id, email, user_name, timezone, password_hash, created_at)
             SELECT {owner}, 'owner-' || i || '@kith.example', 'Owner ' || i, 'UTC', 'nobody signs in', 0 FROM n;
         {each} INSERT INTO rooms (id, epoch, next_seq) SELECT {team}, 'dormant-' || i, 1 FROM n;
         {each} INSERT INTO teams (id, name, created_at) SELECT {team}, 'Dormant ' || i, i FROM n;
         {each} INSERT INTO members (team_id, user_id, role, joined_at) SELECT {team}, {owner}, 'coach', i FROM n;
         COMMIT; PRAGMA wal_checkpoint(TRUNCATE);"
    );
    let written = Command::new("sqlite3")
        .arg("-bail")
        .arg(ground.path().join("kith.db"))
        .arg(script)
        .kill_on_drop(true)
        .output()
        .await
        .map_err(|error| format!("sqlite3, SQLite's command line, is needed: {error}"))?;
    if written.status.success() {
        return Ok(());
    }
    Err(format!("sqlite3: {}", String::from_utf8_lossy(&written.stderr)).into())
}
