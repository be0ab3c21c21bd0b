//! What happened in a world: the last events in words for whoever reads a failure, and a hash of all of it, so that two
//! runs of a seed can be compared.

use kith_domain::{Audience, Effect, LikeAnswer};
use kith_protocol::ServerMessage;
use std::collections::VecDeque;

/// How many events a failing seed prints.
const LAST: usize = 4000;

/// The trace of a world.
#[derive(Debug)]
pub struct Trace {
    hash: u64,
    /// Words are made only where somebody will read them: a failing seed is run again for them.
    in_words: bool,
    last: VecDeque<String>,
}

impl Trace {
    /// Nothing happened yet.
    #[must_use]
    pub const fn new(in_words: bool) -> Self {
        Self { hash: 0xcbf2_9ce4_8422_2325, in_words, last: VecDeque::new() }
    }

    /// Something happened: numbers for the hash, words for people.
    pub fn note(&mut self, numbers: &[u64], words: impl FnOnce() -> String) {
        for number in numbers {
            self.hash = (self.hash ^ number).wrapping_mul(0x0000_0100_0000_01b3).rotate_left(23);
        }
        if self.in_words {
            if self.last.len() == LAST {
                self.last.pop_front();
            }
            self.last.push_back(shorten(&words()));
        }
    }

    /// The hash of everything so far.
    #[must_use]
    pub const fn hash(&self) -> u64 {
        self.hash
    }

    /// The last events in words.
    #[must_use]
    pub fn last(self) -> Vec<String> {
        self.last.into()
    }
}

/// What tells one effect from another.
#[must_use]
pub fn digest(effect: &Effect) -> u64 {
    match effect {
        Effect::Send { to, message } => {
            let to = if let Audience::One(session) = to { session.0 + 1 } else { 0 };
            said(message).rotate_left(7) ^ to
        }
        Effect::Answer { to, answer } => match answer {
            LikeAnswer::Counted { like_count, liked } => {
                11 + (to.0 << 20) + (like_count << 1) + u64::from(*liked)
            }
            LikeAnswer::UnknownPost => 12 + (to.0 << 20),
            LikeAnswer::Refused(_) => 13 + (to.0 << 20),
        },
        Effect::Journal(entry) => entry.stamp ^ 14,
        Effect::Flush(batch) => 15 + (batch.entries.len() as u64).rotate_left(8) + batch.id.0.rotate_left(32),
    }
}

#[expect(clippy::wildcard_enum_match_arm, reason = "a team's room says no other")]
fn said(message: &ServerMessage) -> u64 {
    match message {
        ServerMessage::JoinedTeam { seq, resync, presence, .. } => {
            1 + (seq << 20) + (u64::from(*resync) << 4) + (u64::from(presence.count) << 8)
        }
        ServerMessage::PresenceUpdate { count, .. } => 2 + (u64::from(*count) << 8),
        ServerMessage::LiveCheer { others, icon, .. } => {
            3 + (u64::from(*others) << 8) + ((*icon as u64) << 4)
        }
        ServerMessage::LiveNotification { seq, .. } => 4 + (seq << 8),
        ServerMessage::NewPost { seq, .. } => 5 + (seq << 8),
        ServerMessage::LikeUpdate { like_count, .. } => 6 + (like_count << 8),
        ServerMessage::Ticker { at, .. } => 7 + ((at.0 as u64) << 8),
        ServerMessage::Ack { like_count, .. } => 8 + (like_count.unwrap_or(0) << 8),
        ServerMessage::Error { temporary, .. } => 9 + (u64::from(*temporary) << 8),
        ServerMessage::PostUnpinned { .. } => 10,
        _ => unreachable!("no team's room says {message:?}"),
    }
}

/// Ids as the small numbers that they are.
fn shorten(words: &str) -> String {
    const PREFIXES: [(&str, &str); 4] = [
        ("0198c0de-0000-7000-8000-", "user "),
        ("0198c0de-0000-7000-9000-", "post "),
        ("0198c0de-0000-7000-a000-", "team "),
        (
            "title: \"Pinned by Coach person 0\", body: \"Coach person 0 just pinned a post. Tap to view.\", ",
            "",
        ),
    ];
    let mut short = words.to_owned();
    for (prefix, name) in PREFIXES {
        short = short.replace(prefix, name);
    }
    for name in ["user ", "post ", "team "] {
        for zeros in ["00000000000", "0000000000", "000000000", "00000000"] {
            short = short.replace(&format!("{name}{zeros}"), name);
        }
    }
    short
}
