//! What it costs to tell everybody in a room something: members cheer in turn, each within what a person may, and
//! every cheer is heard by all. Rooms of two, of a hundred, of a thousand.

use crate::Attempt;
use crate::driving::{Crew, Start};
use crate::ground::Ground;
use crate::people::Person;
use crate::report::Report;
use crate::resources::need_open_files;
use crate::socket::{Socket, kind};
use clap::Args;
use kith_protocol::{CheerIcon, ClientMessage, TeamId};
use std::net::SocketAddr;
use std::process::ExitCode;
use std::time::{Duration, Instant};
use tokio::time::{sleep, sleep_until, timeout_at};

/// People in all rooms together, about.
const PEOPLE: u32 = 2_000;
/// No more rooms than this, however small.
const ROOMS_MAX: u32 = 500;
/// After this the presence of those who came is told, and it is quiet.
const SETTLED: Duration = Duration::from_secs(3);
/// What was said in the last moment may arrive for so long.
const ON_THE_WAY: Duration = Duration::from_millis(500);

#[derive(Debug, Args)]
pub struct Options {
    /// How many people to a room; several, with commas, are measured one after the other
    #[arg(long, value_delimiter = ',', default_values_t = [2, 100, 1_000],
          value_parser = clap::value_parser!(u32).range(1..=10_000))]
    members: Vec<u32>,
    /// How many cheers a second in each room; a person may give two, a room tells twenty one by one
    #[arg(long, default_value_t = 4, value_parser = clap::value_parser!(u32).range(1..=20))]
    rate: u32,
    /// For how long
    #[arg(long, default_value_t = 10, value_parser = clap::value_parser!(u32).range(1..=600))]
    seconds: u32,
}

struct Client {
    server: SocketAddr,
    person: Person,
    team: TeamId,
    /// Its first cheer, and the time between two.
    first: Duration,
    every: Duration,
    lasts: Duration,
}

#[derive(Default)]
struct Count {
    said: u64,
    heard: u64,
    other: u64,
}

pub async fn run(options: &Options) -> Attempt<ExitCode> {
    for members in &options.members {
        measure(*members, options).await?;
    }
    Ok(ExitCode::SUCCESS)
}

async fn measure(members: u32, options: &Options) -> Attempt<()> {
    let rooms = (PEOPLE / members).clamp(1, ROOMS_MAX);
    // Two a second from each, and not quite, so that nobody is refused.
    let rate = options.rate.min(members * 2);
    need_open_files((rooms * members) as usize)?;
    let ground = Ground::prepare(rooms as usize, members as usize).await?;
    let server = ground.start().await?;
    let lasts = Duration::from_secs(options.seconds.into());
    let turn = Duration::from_secs(1) / rate;
    let mut crew = Crew::new();
    for (room, team) in (0..).zip(&ground.teams) {
        for (place, person) in (0..).zip(&team.members) {
            let client = Client {
                server: server.address(),
                person: person.clone(),
                team: team.id,
                // Rooms do not all speak at the same moment.
                first: turn * place + turn * room / rooms,
                every: turn * members,
                lasts,
            };
            crew.hire(|start| client.run(start));
        }
    }
    crew.all_ready().await?;
    sleep(SETTLED).await;
    let before = server.resources()?;
    crew.go();
    let counts = crew.finish().await?;
    let cpu_us = server.resources()?.cpu_us_since(&before);

    let sum = |of: fn(&Count) -> u64| counts.iter().map(of).sum::<u64>();
    let (said, heard) = (sum(|count| count.said), sum(|count| count.heard));
    let mut report = Report::new("cheers");
    report.figure("members", "people to a room", members);
    report.figure("rooms", "rooms", rooms);
    report.figure("rate", "cheers a second in each room", rate);
    report.figure("said", "cheers said", said);
    report.figure("heard", "cheers heard", heard);
    report.figure("missing", "of those due not heard", (said * u64::from(members)).saturating_sub(heard));
    report.figure("otherMessages", "other messages heard", sum(|count| count.other));
    report.figure("cpuUsPerDelivery", "CPU us per cheer heard", cpu_us / crate::report::number(heard.max(1)));
    report.print();
    Ok(())
}

impl Client {
    async fn run(self, start: Start) -> Attempt<Count> {
        let turn = start.turn().await?;
        let mut socket = Socket::open(self.server, &self.person.token).await?;
        socket.join(self.team).await?;
        drop(turn);
        // What came before the beginning is heard after it, and is presence: told apart from cheers.
        let began = start.wait().await?;
        let mut count = Count::default();
        let mut next = began + self.first;
        let ends = began + self.lasts;
        while next < ends {
            self.listen(&mut socket, next, &mut count).await?;
            let cheer = ClientMessage::SendCheer { icon: CheerIcon::Heart, team_id: None };
            socket.say(&cheer, None).await?;
            count.said += 1;
            next += self.every;
        }
        self.listen(&mut socket, ends + ON_THE_WAY, &mut count).await?;
        Ok(count)
    }

    async fn listen(&self, socket: &mut Socket, until: Instant, count: &mut Count) -> Attempt<()> {
        while let Ok(text) = timeout_at(until.into(), socket.next()).await {
            match kind(&text?) {
                "LIVE_CHEER" => count.heard += 1,
                "ERROR" => return Err("a cheer was refused".into()),
                _ => count.other += 1,
            }
        }
        sleep_until(until.into()).await;
        Ok(())
    }
}
