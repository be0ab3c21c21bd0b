//! What a connection costs that does nothing: memory while it rests, processor time for connecting and joining.

use crate::Attempt;
use crate::ground::Ground;
use crate::people::{Person, Team};
use crate::report::{Report, number};
use crate::resources::need_open_files;
use crate::silence::Silent;
use clap::Args;
use kith_protocol::TeamId;
use std::process::ExitCode;
use std::time::{Duration, Instant};

/// How many connections come and go before the memory is first read: what a server makes once is not theirs.
const WARM_UP: usize = 200;
/// Longer than people count after they left (5 s) and their empty rooms stay (1 s).
const ALL_GONE: Duration = Duration::from_secs(8);

#[derive(Debug, Args)]
pub struct Options {
    /// How many people connect, each with an account of their own
    #[arg(long, default_value_t = 5_000, value_parser = clap::value_parser!(u32).range(1..=60_000))]
    connections: u32,
    /// How many of them share a team
    #[arg(long, default_value_t = 100, value_parser = clap::value_parser!(u32).range(1..=10_000))]
    rooms_of: u32,
}

pub async fn run(options: &Options) -> Attempt<ExitCode> {
    let (connections, size) = (options.connections as usize, options.rooms_of as usize);
    need_open_files(connections + WARM_UP)?;
    let (warm_teams, teams) = (WARM_UP.div_ceil(size), connections.div_ceil(size));
    let ground = Ground::prepare(warm_teams + teams, size).await?;
    let (warming, measured) = ground.teams.split_at(warm_teams);
    let server = ground.start().await?;

    let mut warm = Silent::gather(server.address(), &mixed(warming, WARM_UP)).await?;
    warm.quiet().await?;
    drop(warm);
    tokio::time::sleep(ALL_GONE).await;
    let before = server.resources()?;

    let began = Instant::now();
    let mut silent = Silent::gather(server.address(), &mixed(measured, connections)).await?;
    let joined_in = began.elapsed();
    let messages = silent.quiet().await?;
    let after = server.resources()?;
    drop(silent);
    tokio::time::sleep(ALL_GONE).await;
    let gone = server.resources()?;
    let mut back = Silent::gather(server.address(), &mixed(measured, connections)).await?;
    back.quiet().await?;
    let again = server.resources()?;

    let each = |now: u64, then: u64| (number(now) - number(then)) / f64::from(options.connections);
    let mut report = Report::new("idle");
    report.figure("connections", "connections, each a person of their own", options.connections);
    report.figure("roomsOf", "people to a room", options.rooms_of);
    let resident = each(after.resident_bytes, before.resident_bytes);
    report.figure("residentBytesPerConnection", "resident bytes per idle connection", resident.round());
    let anonymous = each(after.anonymous_bytes, before.anonymous_bytes);
    report.figure("anonymousBytesPerConnection", "of these in heap and stacks", anonymous.round());
    let base = number(before.resident_bytes) / 1e6;
    report.figure("baseMegabytes", "the server itself after the warm-up, MB", base);
    let cpu = after.cpu_us_since(&before) / f64::from(options.connections);
    report.figure("cpuUsPerConnect", "CPU us per connect, sign-in and join", cpu);
    let cpu_again = again.cpu_us_since(&gone) / f64::from(options.connections);
    report.figure("cpuUsPerReturn", "the same when all come back, CPU us", cpu_again);
    report.figure("messagesHeard", "messages heard while joining", messages);
    report.figure("joinedInSeconds", "seconds until all had joined", joined_in.as_secs_f64());
    report.print();
    Ok(ExitCode::SUCCESS)
}

/// One of each team, then the next of each: people do not arrive sorted by team.
fn mixed(teams: &[Team], count: usize) -> Vec<(Person, TeamId)> {
    let places = teams.iter().map(|team| team.members.len()).max().unwrap_or(0);
    let order = (0..places).flat_map(|place| teams.iter().map(move |team| (team, place)));
    order.filter_map(|(team, place)| Some((team.members.get(place)?.clone(), team.id))).take(count).collect()
}
