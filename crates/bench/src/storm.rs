//! Everybody joins one room within a few seconds, or all at once: how soon all know how many they are, and what it
//! costs the server and its clients.

use crate::Attempt;
use crate::driving::{Crew, Start};
use crate::ground::Ground;
use crate::people::Person;
use crate::report::Report;
use crate::resources::need_open_files;
use crate::server::Server;
use crate::socket::{Heard, Socket};
use crate::spread::Spread;
use clap::Args;
use kith_protocol::TeamId;
use std::net::SocketAddr;
use std::process::ExitCode;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};
use tokio::time::{sleep, sleep_until, timeout_at};

/// How much longer than the storm itself is waited for everybody to know.
const KNOWN_MAX: Duration = Duration::from_secs(60);
/// What comes after everybody knows is counted for so long.
const AFTERMATH: Duration = Duration::from_secs(2);

#[derive(Debug, Args)]
pub struct Options {
    /// How many people join
    #[arg(long, default_value_t = 1_000, value_parser = clap::value_parser!(u32).range(1..=60_000))]
    people: u32,
    /// Over how many seconds they come; 0: all at once
    #[arg(long, default_value_t = 5, value_parser = clap::value_parser!(u32).range(0..=600))]
    seconds: u32,
    /// Connect before the storm: it is of joins alone
    #[arg(long)]
    connected: bool,
}

/// What one client saw.
struct Seen {
    presence_messages: u32,
    /// From the storm's beginning until it knew the final count for good; `None`: it never did, or was cut off.
    knew_after: Option<Duration>,
    joined_after: Option<Duration>,
    dropped: bool,
}

struct Client {
    server: SocketAddr,
    person: Person,
    team: TeamId,
    people: usize,
    delay: Duration,
    ends: Duration,
    connected: bool,
    knowing: Arc<AtomicUsize>,
}

pub async fn run(options: &Options) -> Attempt<ExitCode> {
    let people = options.people as usize;
    need_open_files(people)?;
    let ground = Ground::prepare(1, people).await?;
    let server = ground.start().await?;
    let spread = Duration::from_secs(options.seconds.into());
    let knowing = Arc::new(AtomicUsize::new(0));
    let mut crew = Crew::new();
    for team in &ground.teams {
        for (delay, person) in (0..).map(|place| spread * place / options.people).zip(&team.members) {
            let client = Client {
                server: server.address(),
                person: person.clone(),
                team: team.id,
                people,
                delay,
                ends: spread + KNOWN_MAX,
                connected: options.connected,
                knowing: Arc::clone(&knowing),
            };
            crew.hire(|start| client.run(start));
        }
    }
    crew.all_ready().await?;
    let before = server.resources()?;
    let began = crew.go();
    while knowing.load(Ordering::Relaxed) < people && began.elapsed() < spread + KNOWN_MAX {
        sleep(Duration::from_millis(2)).await;
    }
    let cpu_us = server.resources()?.cpu_us_since(&before);
    report(options, cpu_us, crew, &server).await
}

async fn report(options: &Options, cpu_us: f64, crew: Crew<Seen>, server: &Server) -> Attempt<ExitCode> {
    let seen = crew.finish().await?;
    let resident = server.resources()?.resident_bytes;
    let seconds = |after: fn(&Seen) -> Option<Duration>| {
        Spread::of(seen.iter().filter_map(after).map(|after| after.as_secs_f64()))
    };
    let (joined, knew) = (seconds(|seen| seen.joined_after), seconds(|seen| seen.knew_after));
    let messages = Spread::of(seen.iter().map(|seen| f64::from(seen.presence_messages)));
    let mut report = Report::new("storm");
    report.figure("people", "people", options.people);
    report.figure("overSeconds", "came over so many seconds", options.seconds);
    report.figure("connectedBefore", "were connected before", options.connected);
    report.figure("presenceMin", "presence messages per client, fewest", messages.min());
    report.figure("presenceMedian", "presence messages per client, median", messages.percentile(50.0));
    report.figure("presenceMax", "presence messages per client, most", messages.max());
    report.figure("lastJoinedSeconds", "seconds until the last had joined", joined.max());
    report.figure("allKnowSeconds", "seconds until all knew the final count", knew.max());
    report.figure("knowers", "clients that knew it in the end", knew.len());
    report.figure("cpuSeconds", "CPU s of the server until then", cpu_us / 1e6);
    report.figure(
        "dropped",
        "connections refused or dropped",
        seen.iter().filter(|seen| seen.dropped).count(),
    );
    #[expect(clippy::cast_precision_loss, reason = "a figure of megabytes")]
    report.figure("residentMegabytes", "the server's resident memory then, MB", resident as f64 / 1e6);
    report.print();
    Ok(ExitCode::SUCCESS)
}

impl Client {
    async fn run(self, start: Start) -> Attempt<Seen> {
        let mut seen = Seen { presence_messages: 0, knew_after: None, joined_after: None, dropped: false };
        let mut early = None;
        if self.connected {
            let turn = start.turn().await?;
            early = Some(Socket::open(self.server, &self.person.token).await?);
            drop(turn);
        }
        let began = start.wait().await?;
        sleep_until((began + self.delay).into()).await;
        let ends = began + self.ends;
        match timeout_at(ends.into(), self.take_part(early, began, &mut seen)).await {
            // It is over: everybody knew, or time is up.
            Ok(Ok(())) | Err(_) => {}
            Ok(Err(_)) => {
                seen.dropped = true;
                seen.knew_after = None;
            }
        }
        Ok(seen)
    }

    async fn take_part(&self, early: Option<Socket>, began: Instant, seen: &mut Seen) -> Attempt<()> {
        let mut socket = match early {
            Some(socket) => socket,
            None => Socket::open(self.server, &self.person.token).await?,
        };
        let count = socket.join(self.team).await?;
        seen.joined_after = Some(began.elapsed());
        self.learn(count, began, seen);
        let mut over = None;
        loop {
            if over.is_none() && self.knowing.load(Ordering::Relaxed) >= self.people {
                over = Some(Instant::now() + AFTERMATH);
            }
            let until = over.unwrap_or_else(|| Instant::now() + AFTERMATH);
            let Ok(text) = timeout_at(until.into(), socket.next()).await else {
                if over.is_some() {
                    return Ok(());
                }
                continue;
            };
            let heard: Heard = serde_json::from_str(&text?)?;
            if let ("PRESENCE_UPDATE", Some(count)) = (heard.kind.as_str(), heard.count) {
                seen.presence_messages += 1;
                self.learn(count, began, seen);
            }
        }
    }

    /// The count is final when it is everybody: nobody leaves.
    fn learn(&self, count: usize, began: Instant, seen: &mut Seen) {
        if count == self.people && seen.knew_after.is_none() {
            seen.knew_after = Some(began.elapsed());
            self.knowing.fetch_add(1, Ordering::Relaxed);
        }
    }
}
