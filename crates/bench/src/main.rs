//! Drives a real server from a process of its own, over loopback, and prints what that cost. Nothing here is part of
//! the server, and nothing of the server runs in here: what is measured is what a client meets.

mod checkins;
mod cheers;
mod crash;
mod dice;
mod dormant;
mod driving;
mod ground;
mod habits;
mod idle;
mod likes;
mod outage;
mod people;
mod postgres;
mod posts;
mod report;
mod resources;
mod rest;
mod row_by_row;
mod server;
mod silence;
mod socket;
mod spread;
mod storm;

use clap::{Parser, Subcommand};
use std::process::ExitCode;
use tokio::signal::unix::{SignalKind, signal};

/// What was wanted, or what kept it from happening, in a sentence.
pub type Attempt<T> = Result<T, Box<dyn std::error::Error + Send + Sync>>;

/// The other side ended the connection.
#[derive(Debug)]
pub struct HungUp;

impl std::fmt::Display for HungUp {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("the server hung up")
    }
}

impl std::error::Error for HungUp {}

/// Measures a release build of Kith's server: KITH_BIN, or target/release/kith
#[derive(Debug, Parser)]
#[command(name = "kith-bench", version, arg_required_else_help = true)]
struct Cli {
    #[command(subcommand)]
    scenario: Scenario,
}

#[derive(Debug, Subcommand)]
enum Scenario {
    /// What a signed-in, joined, silent connection keeps in memory, and what connecting costs
    Idle(idle::Options),
    /// Many people join one room
    Storm(storm::Options),
    /// What it costs to tell everybody in a room something, in rooms of several sizes
    Cheers(cheers::Options),
    /// Durable likes over sockets, each sent when the one before is acknowledged
    Likes(likes::Options),
    /// Posts over REST, each sent when the one before is acknowledged
    Posts(posts::Options),
    /// Check-ins over REST, each sent when the one before is acknowledged
    Checkins(checkins::Options),
    /// Kills the server at random moments and looks for what it had acknowledged
    Crash(crash::Options),
    /// Takes the database away while people like, gives it back, and looks for what was acknowledged
    Outage(outage::Options),
    /// What teams cost that nobody is in, beside connections that are open
    Dormant(dormant::Options),
}

#[tokio::main]
async fn main() -> ExitCode {
    let cli = Cli::parse();
    // When a signal wins, the scenario is dropped, and with it its server and its folder.
    let outcome = tokio::select! {
        outcome = run(cli.scenario) => outcome,
        () = interrupted() => Err("interrupted".into()),
    };
    match outcome {
        Ok(code) => code,
        Err(problem) => {
            report::note(&format!("kith-bench: {problem}"));
            ExitCode::FAILURE
        }
    }
}

async fn run(scenario: Scenario) -> Attempt<ExitCode> {
    match scenario {
        Scenario::Idle(options) => idle::run(&options).await,
        Scenario::Storm(options) => storm::run(&options).await,
        Scenario::Cheers(options) => cheers::run(&options).await,
        Scenario::Likes(options) => likes::run(&options).await,
        Scenario::Posts(options) => posts::run(&options).await,
        Scenario::Checkins(options) => checkins::run(&options).await,
        Scenario::Crash(options) => crash::run(&options).await,
        Scenario::Outage(options) => outage::run(&options).await,
        Scenario::Dormant(options) => dormant::run(&options).await,
    }
}

async fn interrupted() {
    let Ok(mut terminate) = signal(SignalKind::terminate()) else { return std::future::pending().await };
    tokio::select! {
        _ = terminate.recv() => {}
        _ = tokio::signal::ctrl_c() => {}
    }
}
