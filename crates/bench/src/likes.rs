//! Durable likes: everybody likes a post and takes it back, over sockets, the next as soon as the last is
//! acknowledged. All are in the post's room and hear its count. Beside it, what the same database does when each like is
//! a transaction of its own.

use crate::Attempt;
use crate::driving::{Crew, Start};
use crate::ground::Ground;
use crate::people::Person;
use crate::report::Report;
use crate::resources::need_open_files;
use crate::rest::Rest;
use crate::row_by_row;
use crate::socket::Socket;
use crate::spread::Spread;
use clap::Args;
use kith_protocol::rest::PostBody;
use kith_protocol::{ClientMessage, PostId, TeamId};
use serde_json::json;
use std::net::SocketAddr;
use std::process::ExitCode;
use std::time::{Duration, Instant};
use tokio::time::sleep;

/// After this the presence of those who came is told, and it is quiet.
const SETTLED: Duration = Duration::from_secs(3);

#[derive(Debug, Args)]
pub struct Options {
    /// How many people like at a time
    #[arg(long, default_value_t = 64, value_parser = clap::value_parser!(u32).range(1..=20_000))]
    connections: u32,
    /// For how long
    #[arg(long, default_value_t = 5, value_parser = clap::value_parser!(u32).range(1..=600))]
    seconds: u32,
}

pub async fn run(options: &Options) -> Attempt<ExitCode> {
    need_open_files(options.connections as usize)?;
    let ground = Ground::prepare(1, options.connections as usize).await?;
    let server = ground.start().await?;
    let lasts = Duration::from_secs(options.seconds.into());
    let mut crew = Crew::new();
    for team in &ground.teams {
        let coach = team.members.first().ok_or("a team has a coach")?;
        let mut rest = Rest::open(server.address(), &coach.token).await?;
        let path = format!("/api/v1/teams/{}/posts", team.id);
        let answer = rest.call("POST", &path, Some(&json!({ "body": "Who walked today?" }))).await?;
        let post = answer.read::<PostBody>()?.post.id;
        for person in &team.members {
            let (address, person, team) = (server.address(), person.clone(), team.id);
            crew.hire(move |start| like(start, address, person, team, post, lasts));
        }
    }
    crew.all_ready().await?;
    sleep(SETTLED).await;
    let before = server.resources()?;
    let began = crew.go();
    let times = Spread::of(crew.finish().await?.into_iter().flatten());
    let took_s = began.elapsed().as_secs_f64();
    let cpu_us = server.resources()?.cpu_us_since(&before);
    let mut report = closed_loop("likes", options.connections, &times, took_s, cpu_us);
    server.kill().await?;
    row_by_row::measure(&ground, options.connections as usize).await?.tell(&mut report);
    report.print();
    Ok(ExitCode::SUCCESS)
}

/// The figures of clients that send the next as soon as the last is acknowledged.
pub fn closed_loop(name: &'static str, connections: u32, times: &Spread, took_s: f64, cpu_us: f64) -> Report {
    let count = crate::report::number(times.len() as u64);
    let mut report = Report::new(name);
    report.figure("connections", "connections", connections);
    report.figure("acknowledged", "acknowledged", times.len());
    report.figure("perSecond", "a second", (count / took_s).round());
    report.times_ms("answer", "until the acknowledgement", times);
    report.figure("cpuUsEach", "CPU us of the server for each", cpu_us / count.max(1.0));
    report
}

async fn like(
    start: Start,
    server: SocketAddr,
    person: Person,
    team: TeamId,
    post_id: PostId,
    lasts: Duration,
) -> Attempt<Vec<f64>> {
    let turn = start.turn().await?;
    let mut socket = Socket::open(server, &person.token).await?;
    socket.join(team).await?;
    drop(turn);
    let ends = start.wait().await? + lasts;
    let mut times_ms = Vec::new();
    let mut reference = 0;
    while Instant::now() < ends {
        reference += 1;
        let liked = reference % 2 == 1;
        let message =
            if liked { ClientMessage::PostLike { post_id } } else { ClientMessage::PostUnlike { post_id } };
        let sent = Instant::now();
        socket.say(&message, Some(reference)).await?;
        let heard = socket.answer(reference).await?;
        times_ms.push(sent.elapsed().as_secs_f64() * 1e3);
        if heard.liked_by_me != Some(liked) {
            return Err("a like was acknowledged with the opposite".into());
        }
    }
    Ok(times_ms)
}
