//! A life of the server between two kills: how long it lasts and how hastily likes are flushed and rooms sleep in it,
//! thrown anew each time, so that kills hit before, during and after all of these.

use crate::Attempt;
use crate::dice::Dice;
use crate::report::Report;
use crate::rest::Rest;
use std::net::SocketAddr;
use std::time::{Duration, Instant};
use tokio::time::sleep;

/// How long it lasts, in milliseconds.
const LASTS_MS: std::ops::Range<u64> = 20..900;
/// The same where the room may sleep: several sleeps fit in.
const DROWSY_LASTS_MS: std::ops::Range<u64> = 20..4_500;
/// How often likes go to the database, in milliseconds: many times in a life, about once, never.
const LIKE_FLUSH_MS: [u64; 4] = [10, 50, 500, 60_000];
/// After how long rooms sleep in lives in which they may, in milliseconds.
const ROOM_IDLE_MS: u64 = 100;
/// Everybody acts for so long, …
const BURST: Duration = Duration::from_millis(80);
/// … and then for so long nobody does: a room whose likes are flushed and told falls asleep.
const CALM: Duration = Duration::from_millis(920);

/// What a life is like.
#[derive(Clone, Copy, Debug)]
pub struct Life {
    /// How long it lasts.
    pub lasts: Duration,
    like_flush_ms: u64,
    sleeps: bool,
}

/// When people act.
#[derive(Clone, Copy, Debug)]
pub struct Pace {
    began: Instant,
    drowsy: bool,
}

/// What the lives so far were like, as the server counted it right before it was killed.
#[derive(Debug, Default)]
pub struct Past {
    flushed: u64,
    wakes: u64,
    lives_with_a_flush: u64,
}

impl Life {
    /// Any.
    pub fn throw(dice: &mut Dice) -> Self {
        let sleeps = dice.throw(0..3) == 0;
        let (lasts_ms, settings) = if sleeps { (DROWSY_LASTS_MS, 0..3) } else { (LASTS_MS, 0..4) };
        let place = usize::try_from(dice.throw(settings)).unwrap_or(0);
        Self {
            lasts: Duration::from_millis(dice.throw(lasts_ms)),
            like_flush_ms: LIKE_FLUSH_MS[place],
            sleeps,
        }
    }

    /// The options of `kith serve` for it.
    pub fn options(&self) -> Vec<String> {
        let mut options = vec![format!("--like-flush-ms={}", self.like_flush_ms)];
        if self.sleeps {
            options.push(format!("--room-idle-ms={ROOM_IDLE_MS}"));
        }
        options
    }

    /// When people act in it, from now on.
    pub fn pace(&self) -> Pace {
        Pace { began: Instant::now(), drowsy: self.sleeps }
    }
}

impl Pace {
    /// Whether people write posts: a post keeps its room awake for ten seconds.
    pub const fn has_posts(&self) -> bool {
        !self.drowsy
    }

    /// Waits until it is time to act.
    pub async fn turn(&self) {
        if !self.drowsy {
            return;
        }
        let period_ms = (BURST + CALM).as_millis();
        let into_ms = self.began.elapsed().as_millis() % period_ms;
        if into_ms >= BURST.as_millis() {
            sleep(Duration::from_millis((period_ms - into_ms).try_into().unwrap_or(0))).await;
        }
    }
}

impl Past {
    /// Reads what the server counted since its start.
    ///
    /// # Errors
    /// The server does not answer.
    pub async fn look(&mut self, server: SocketAddr, token: &str) -> Attempt<()> {
        let answer = Rest::open(server, token).await?.call("GET", "/metrics", None).await?;
        let text = answer.text()?;
        let figure = |name: &str| {
            let line = text.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(' '));
            line.map_or(Ok(0), str::parse::<u64>)
        };
        let flushed = figure("kith_likes_flushed_total")?;
        self.flushed += flushed;
        self.lives_with_a_flush += u64::from(flushed > 0);
        self.wakes += figure("kith_room_wakes_total")?;
        Ok(())
    }

    /// Adds the figures to a report.
    pub fn tell(&self, report: &mut Report) {
        report.figure(
            "livesWithAFlush",
            "lives in which likes were flushed before the kill",
            self.lives_with_a_flush,
        );
        report.figure("flushed", "likes flushed in them", self.flushed);
        report.figure("wakes", "times the room was woken from sleep", self.wakes);
    }
}
