//! Posts over REST, on kept-alive connections, the next as soon as the last is acknowledged.

use crate::Attempt;
use crate::driving::{Crew, Start};
use crate::ground::Ground;
use crate::likes::closed_loop;
use crate::people::Person;
use crate::resources::need_open_files;
use crate::rest::Rest;
use crate::spread::Spread;
use clap::Args;
use kith_protocol::TeamId;
use serde_json::json;
use std::net::SocketAddr;
use std::process::ExitCode;
use std::time::{Duration, Instant};

/// How many people take turns on a connection: one person may post only so fast, and that is not what is measured.
const PEOPLE_PER_CONNECTION: usize = 16;

#[derive(Debug, Args)]
pub struct Options {
    /// How many connections post at a time
    #[arg(long, default_value_t = 64, value_parser = clap::value_parser!(u32).range(1..=20_000))]
    connections: u32,
    /// For how long
    #[arg(long, default_value_t = 5, value_parser = clap::value_parser!(u32).range(1..=600))]
    seconds: u32,
}

pub async fn run(options: &Options) -> Attempt<ExitCode> {
    need_open_files(options.connections as usize)?;
    let ground = Ground::prepare(1, options.connections as usize * PEOPLE_PER_CONNECTION).await?;
    let server = ground.start().await?;
    let lasts = Duration::from_secs(options.seconds.into());
    let mut crew = Crew::new();
    for team in &ground.teams {
        for people in team.members.chunks(PEOPLE_PER_CONNECTION) {
            let (address, people, team) = (server.address(), people.to_vec(), team.id);
            crew.hire(move |start| post(start, address, people, team, lasts));
        }
    }
    crew.all_ready().await?;
    let before = server.resources()?;
    let began = crew.go();
    let times = Spread::of(crew.finish().await?.into_iter().flatten());
    let took_s = began.elapsed().as_secs_f64();
    let cpu_us = server.resources()?.cpu_us_since(&before);
    closed_loop("posts", options.connections, &times, took_s, cpu_us).print();
    Ok(ExitCode::SUCCESS)
}

async fn post(
    start: Start,
    server: SocketAddr,
    people: Vec<Person>,
    team: TeamId,
    lasts: Duration,
) -> Attempt<Vec<f64>> {
    let turn = start.turn().await?;
    let mut rest = Rest::open(server, "").await?;
    let path = format!("/api/v1/teams/{team}/posts");
    // The first request of a token asks the database about it; that is not what is measured.
    for person in &people {
        rest.speak_for(&person.token);
        rest.call("GET", &format!("{path}/new?since=0"), None).await?.read::<serde_json::Value>()?;
    }
    drop(turn);
    let ends = start.wait().await? + lasts;
    let mut times_ms = Vec::new();
    for person in people.iter().cycle() {
        if Instant::now() >= ends {
            break;
        }
        rest.speak_for(&person.token);
        let number = times_ms.len();
        let body =
            json!({ "body": format!("Walk number {number} is done."), "clientId": format!("walk-{number}") });
        let sent = Instant::now();
        let answer = rest.call("POST", &path, Some(&body)).await?;
        times_ms.push(sent.elapsed().as_secs_f64() * 1e3);
        if answer.status != 201 {
            answer.read::<serde_json::Value>()?;
            return Err(format!("a new post was answered with {}", answer.status).into());
        }
    }
    Ok(times_ms)
}
