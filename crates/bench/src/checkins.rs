//! Check-ins over REST, on kept-alive connections, the next as soon as the last is acknowledged. Every date is logged
//! once, by people who keep their habits two by two, each in a running pact that hears of it.

use crate::Attempt;
use crate::driving::{Crew, Start};
use crate::ground::{Database, Ground};
use crate::habits::{self, Habit};
use crate::likes::closed_loop;
use crate::people::Person;
use crate::report::{note, now};
use crate::resources::{load_average, need_open_files};
use crate::rest::Rest;
use crate::spread::Spread;
use clap::Args;
use kith_domain::Day;
use kith_protocol::UserId;
use kith_protocol::pacts::CheckinLogged;
use serde_json::json;
use std::net::SocketAddr;
use std::process::ExitCode;
use std::time::Instant;

#[derive(Debug, Args)]
pub struct Options {
    /// How many people log at a time, each on a connection; an odd one keeps nothing
    #[arg(long, default_value_t = 64, value_parser = clap::value_parser!(u32).range(2..=2_000))]
    connections: u32,
    /// How many habits everybody keeps; each gives two check-ins, of today and of the day before
    #[arg(long, default_value_t = 100, value_parser = clap::value_parser!(u32).range(2..=100))]
    habits: u32,
    /// How many dates of each habit were completed before
    #[arg(long, default_value_t = 10, value_parser = clap::value_parser!(u16).range(0..=25))]
    past: u16,
    /// Where the server keeps everything
    #[arg(long, value_enum, default_value_t = Database::Sqlite)]
    database: Database,
}

pub async fn run(options: &Options) -> Attempt<ExitCode> {
    need_open_files(options.connections as usize)?;
    let ground = Ground::prepare_durably_on(options.database, options.connections as usize).await?;
    let team = ground.teams.first().ok_or("there is a team")?;
    let people: Vec<UserId> = team.members.iter().map(|person| person.id).collect();
    let store = ground.store().await?;
    let habits = habits::settle(&store, &people, options.habits as usize, options.past).await?;
    store.close().await;
    let server = ground.start().await?;
    let load = load_average()?;
    let mut crew = Crew::new();
    for (pair, habits) in team.members.chunks_exact(2).zip(habits) {
        for person in pair {
            let (address, person, habits) = (server.address(), person.clone(), habits.clone());
            let today = habits::today(person.zone, now())?;
            crew.hire(move |start| log(start, address, person, habits, today));
        }
    }
    crew.all_ready().await?;
    let asked = ground.statements()?;
    let before = server.resources()?;
    let began = crew.go();
    let times = Spread::of(crew.finish().await?.into_iter().flatten());
    let took_s = began.elapsed().as_secs_f64();
    let cpu_us = server.resources()?.cpu_us_since(&before);
    let mut report = closed_loop("checkins", options.connections, &times, took_s, cpu_us);
    report.figure("database", "database", format!("{:?}", options.database));
    report.figure("past", "dates of each habit before", options.past);
    if let (Some(before), Some(after)) = (asked, ground.statements()?) {
        let each = crate::report::number(after - before) / crate::report::number(times.len() as u64);
        report.figure("statementsEach", "statements for each, BEGIN and COMMIT among them", each);
    } else if options.database == Database::Postgres {
        note("PostgreSQL has no pg_stat_statements here: statements are not counted");
    }
    report.figure("loadBefore", "load average before", load);
    report.print();
    Ok(ExitCode::SUCCESS)
}

async fn log(
    start: Start,
    server: SocketAddr,
    person: Person,
    habits: Vec<Habit>,
    today: Day,
) -> Attempt<Vec<f64>> {
    let turn = start.turn().await?;
    let mut rest = Rest::open(server, &person.token).await?;
    // The first request of a token asks the database about it; that is not what is measured.
    rest.call("GET", "/api/v1/pacts?limit=1", None).await?.read::<serde_json::Value>()?;
    drop(turn);
    start.wait().await?;
    let mut times_ms = Vec::with_capacity(habits.len() * 2);
    for Habit { goal, pact } in habits {
        for day in [today.plus(-1), today] {
            let body = json!({
                "habitGoalId": goal, "pactId": pact, "status": "completed", "day": day.to_string(),
                "clientId": format!("{goal} {day}"),
            });
            let sent = Instant::now();
            let answer = rest.call("POST", "/api/v1/checkins", Some(&body)).await?;
            times_ms.push(sent.elapsed().as_secs_f64() * 1e3);
            let logged = answer.read::<CheckinLogged>()?;
            if answer.status != 201 || logged.checkin.day != day.to_string() {
                return Err(format!("a new check-in of {day} was answered with {}", answer.status).into());
            }
        }
    }
    Ok(times_ms)
}
