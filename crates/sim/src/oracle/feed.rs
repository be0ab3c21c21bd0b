//! What a room's sessions hear of its feed: in order, once, from the place where each of them came in, and with a hole
//! only where a hint did not come in time.

use super::verdict::{Checked, ensure};
use kith_domain::feed::GAP_WAIT_MS;
use kith_domain::{Entry, FeedEntry, FeedKind, SessionId};
use kith_protocol::{PostId, ServerMessage, Timestamp};
use std::collections::{BTreeMap, BTreeSet};

/// The feed as one room tells it.
#[derive(Debug, Default)]
pub struct FeedWatch {
    /// The last number told to everybody.
    told: u64,
    /// When which hint reached the room first.
    arrived: BTreeMap<u64, Timestamp>,
    sessions: BTreeMap<SessionId, Ear>,
}

/// How far a session heard the feed.
#[derive(Clone, Copy, Debug)]
struct Ear {
    snapshot: u64,
    heard: u64,
    /// Told to resync, it fetches the feed, which had this many entries then.
    fetched: u64,
}

/// A feed message, without its words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FeedNews {
    /// Its number.
    pub seq: u64,
    /// The post.
    pub post: PostId,
    /// Whether it is a pin.
    pub is_pin: bool,
}

/// What a message says of the feed.
#[expect(clippy::wildcard_enum_match_arm, reason = "the feed has posts and pins, whatever else is said")]
#[must_use]
pub const fn feed_news(message: &ServerMessage) -> Option<FeedNews> {
    match message {
        ServerMessage::NewPost { seq, post_id, .. } => {
            Some(FeedNews { seq: *seq, post: *post_id, is_pin: false })
        }
        ServerMessage::LiveNotification { seq, post_id, .. } => {
            Some(FeedNews { seq: *seq, post: *post_id, is_pin: true })
        }
        _ => None,
    }
}

/// It is what the store committed under this number.
///
/// # Errors
/// [`super::verdict::Broken`] if it is not.
pub fn is_committed(news: FeedNews, feed: &[FeedEntry]) -> Checked {
    let committed = feed.get((news.seq as usize).wrapping_sub(1)).map(|entry| match &entry.kind {
        FeedKind::Post { post_id, .. } => (*post_id, false),
        FeedKind::Pin { post_id, .. } => (*post_id, true),
        FeedKind::Message(_) | FeedKind::Activity(_) => unreachable!("no team's feed has these"),
    });
    ensure(committed == Some((news.post, news.is_pin)), "PO1: what is told was committed", || {
        format!("{news:?}, where the feed has {committed:?}")
    })
}

impl FeedWatch {
    /// A hint reaches the room.
    pub fn arrives(&mut self, seq: u64, now: Timestamp) {
        self.arrived.entry(seq).or_insert(now);
    }

    /// A session was answered with these messages when it came in, and the feed had so many entries.
    pub fn joined(
        &mut self,
        session: SessionId,
        entry: &Entry,
        told: &[&ServerMessage],
        committed: u64,
    ) -> Checked {
        let Some((ServerMessage::JoinedTeam { seq, resync, .. }, rest)) = told.split_first() else {
            return ensure(false, "JN1: JOIN_TEAM is answered with JOINED_TEAM", || format!("{told:?}"));
        };
        ensure(*seq == entry.seq, "JN1: JOINED_TEAM says where the feed stands", || format!("{seq}"))?;
        let replayed: Vec<_> =
            rest.iter().filter_map(|message| feed_news(message)).map(|news| news.seq).collect();
        let end = replayed.last().copied().unwrap_or(*seq).max(*seq);
        let is_whole = |missed: usize| replayed.iter().copied().eq(seq + 1 - missed as u64..=end);
        let fetched = if *resync {
            ensure(is_whole(0), "RC2: where all cannot be replayed, nothing is", || {
                format!("resync at {seq}, and then {replayed:?}")
            })?;
            committed
        } else {
            let Some(missed) = &entry.missed else {
                return ensure(false, "RC2: what cannot be replayed is said openly", || {
                    "no resync".to_owned()
                });
            };
            ensure(
                is_whole(missed.len()),
                "RC1: what was missed is replayed in order and without a hole",
                || format!("{} were missed up to {seq}, and {replayed:?} replayed", missed.len()),
            )?;
            0
        };
        self.sessions.insert(session, Ear { snapshot: *seq, heard: end, fetched });
        Ok(())
    }

    /// A session is gone.
    pub fn left(&mut self, session: SessionId) {
        self.sessions.remove(&session);
    }

    /// Everybody is told an entry. `late_ms`: how late timers may be. `delivered`: the hints that reached the node.
    pub fn told_all(&mut self, now: Timestamp, seq: u64, late_ms: i64, delivered: &BTreeSet<u64>) -> Checked {
        let held_ms = self.arrived.get(&seq).map_or(0, |at| now.ms_since(*at));
        ensure(held_ms <= GAP_WAIT_MS + late_ms, "the feed: an entry is held up only for a moment", || {
            format!("{seq} was for {held_ms} ms")
        })?;
        ensure(seq > self.told, "the feed: a room tells it in order and once", || {
            format!("{seq} after {}", self.told)
        })?;
        self.told = seq;
        let knows = |ear: &Ear| ear.heard.max(ear.fetched);
        let holes = self.sessions.values().map(|ear| knows(ear) + 1).min().unwrap_or(seq)..seq;
        for ear in self.sessions.values_mut() {
            if seq > ear.snapshot {
                ensure(seq > ear.heard, "the feed: an entry beyond one's own snapshot comes once", || {
                    format!("{seq} to {ear:?}")
                })?;
            }
            ear.heard = ear.heard.max(seq);
        }
        holes.into_iter().try_for_each(|hole| self.may_be_missing(hole, now, delivered))
    }

    /// An entry that somebody did not hear, though a later one was told: its hint did not come within the wait.
    fn may_be_missing(&self, hole: u64, now: Timestamp, delivered: &BTreeSet<u64>) -> Checked {
        ensure(!delivered.contains(&hole), "the feed: an entry whose hint came is heard", || {
            format!("{hole} is not")
        })?;
        let later = self.arrived.range(hole + 1..).map(|(_, at)| *at).min();
        let waited_ms = later.map_or(0, |at| now.ms_since(at));
        ensure(waited_ms >= GAP_WAIT_MS, "the feed: a missing entry is waited for", || {
            format!("{hole} was given up after {waited_ms} ms")
        })
    }

    /// Nothing that reached the room waits to be told.
    pub fn is_told(&self) -> Checked {
        let waits = self.arrived.keys().next_back().filter(|last| **last > self.told);
        let heard = |seq: &u64| self.sessions.values().all(|ear| ear.heard.max(ear.fetched) >= *seq);
        ensure(waits.is_none_or(heard), "SL1: a room that sleeps has told what it heard", || {
            format!("{waits:?} reached it, and {} was told", self.told)
        })
    }
}

/// What a client makes of the feed: where it stands, and whether it must fetch.
#[derive(Clone, Debug, Default)]
pub struct Cursor {
    /// Whether it was ever told where the feed stands.
    pub knows: bool,
    /// Everything up to here was heard or fetched.
    pub heard: u64,
    /// What JOINED_TEAM promised.
    promised: u64,
    /// Entries are missing: the feed is to be fetched.
    pub is_stale: bool,
}

impl Cursor {
    /// JOINED_TEAM. `resumes`: what was missed follows.
    pub fn joined(&mut self, seq: u64, resumes: bool) {
        if !resumes {
            (self.knows, self.heard, self.is_stale) = (true, seq.max(self.heard), true);
        }
        self.promised = seq;
    }

    /// An entry.
    ///
    /// # Errors
    /// [`super::verdict::Broken`] if one before it was promised and did not come.
    pub fn hears(&mut self, seq: u64) -> Checked {
        if !self.knows {
            return Ok(());
        }
        if seq > self.heard + 1 {
            ensure(self.heard >= self.promised, "RC1: who resumes hears all that was missed", || {
                format!("{seq} after {}, and {} was promised", self.heard, self.promised)
            })?;
            self.is_stale = true;
        }
        self.heard = self.heard.max(seq);
        Ok(())
    }

    /// The feed was fetched.
    pub fn fetched(&mut self, seq: u64) {
        self.heard = self.heard.max(seq);
        self.is_stale = false;
    }
}
