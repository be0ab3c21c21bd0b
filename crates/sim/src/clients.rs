//! People's devices: they connect, join with their cursors, say likes again whose answer they did not hear, fetch what
//! they see is missing.

use crate::event::{Event, Words};
use crate::names::{Door, team};
use crate::node::State;
use crate::oracle::feed::{Cursor, feed_news};
use crate::oracle::verdict::{Checked, ensure};
use crate::world::World;
use kith_protocol::{PostId, Reference, ServerMessage};
use std::collections::BTreeMap;

/// How long a device waits before it tries again to connect or to fetch, in milliseconds.
const RETRY_MS: i64 = 1_000;

/// A phone, or a tab.
#[derive(Debug, Default)]
pub struct Device {
    /// Whose.
    pub person: usize,
    /// Its connection, as far as it knows.
    pub online: Option<Door>,
    /// Where it stands in each team's feed.
    pub cursors: Vec<Cursor>,
    /// Which teams it wants to be in.
    pub wants: Vec<bool>,
    /// What it said on this connection and was not answered.
    pub open: BTreeMap<i64, Words>,
    /// Likes to be said again.
    again: Vec<(PostId, bool)>,
    marks: i64,
}

impl World {
    /// Everybody has one to three devices.
    pub(crate) fn people_come(&mut self) {
        let teams = self.swarm.teams;
        for person in 0..self.swarm.people {
            for _ in 0..=self.dice.below(3) {
                let device = Device {
                    person,
                    cursors: vec![Cursor::default(); teams],
                    wants: (0..teams).map(|_| self.dice.chance(80)).collect(),
                    ..Device::default()
                };
                self.devices.push(device);
                self.soon(2_000, Event::Connects(self.devices.len() - 1));
            }
        }
    }

    /// A device connects to some node that serves, and goes on where it was.
    pub(crate) fn connects(&mut self, device: usize) {
        if self.devices[device].online.is_some() {
            return;
        }
        let serving: Vec<_> =
            (0..self.nodes.len()).filter(|node| self.nodes[*node].state == State::Up).collect();
        if serving.is_empty() {
            self.later(RETRY_MS, Event::Connects(device));
            return;
        }
        let node = self.dice.pick(&serving);
        let door = self.accept(node, device);
        self.devices[device].online = Some(door);
        if !self.is_calm && self.dice.chance(20) {
            // The page was loaded anew.
            self.devices[device].cursors.fill(Cursor::default());
        }
        for team in 0..self.swarm.teams {
            if self.devices[device].wants[team] {
                self.joins(device, team);
            }
        }
        for (post, liked) in std::mem::take(&mut self.devices[device].again) {
            self.likes_by_socket(device, post, liked);
        }
    }

    /// A device joins a team's room, where it left off if it was there before.
    pub(crate) fn joins(&mut self, device: usize, team: usize) {
        let same_epoch = !self.dice.chance(3);
        let cursor = &self.devices[device].cursors[team];
        let since = cursor.knows.then_some(cursor.heard);
        self.says(device, |mark| Words::Join {
            team,
            since,
            same_epoch: same_epoch || since.is_none(),
            mark,
        });
    }

    /// A device likes a post over its connection, or by a request to the node where the post is liked.
    pub(crate) fn likes_by_socket(&mut self, device: usize, post: PostId, liked: bool) {
        let Some(door) = self.devices[device].online else { return };
        if self.swarm.roaming || self.home_of(post) == door.process.node {
            self.says(device, |mark| Words::Like { post, liked, mark });
        } else if self.nodes[self.home_of(post)].state == State::Up {
            self.requests_like(self.home_of(post), post, self.devices[device].person, liked);
        }
    }

    /// A device says something; it arrives behind what was said before.
    pub(crate) fn says(&mut self, device: usize, words: impl FnOnce(i64) -> Words) {
        let Some(door) = self.devices[device].online else { return };
        let this = &mut self.devices[device];
        this.marks += 1;
        let words = words(this.marks);
        this.open.insert(this.marks, words.clone());
        let arrives = self.now_ms + self.dice.between(0, self.swarm.network_ms);
        if let Some(conn) = self.conn_mut(door) {
            conn.last_in_ms = conn.last_in_ms.max(arrives);
            let at_ms = conn.last_in_ms;
            self.queue.add(at_ms, Event::Said(door, words));
        }
    }

    /// A device's connection is gone, as far as it knows; it comes back.
    pub(crate) fn is_cut_off(&mut self, device: usize, door: Door) {
        let this = &mut self.devices[device];
        if this.online != Some(door) {
            return;
        }
        this.online = None;
        for words in std::mem::take(&mut this.open).into_values() {
            if let Words::Like { post, liked, .. } = words {
                this.again.push((post, liked));
            }
        }
        self.soon(3_000, Event::Connects(device));
    }

    /// What was sent to a device reaches it.
    pub(crate) fn hears(&mut self, door: Door) -> Checked {
        loop {
            let now_ms = self.now_ms;
            let Some(conn) = self.conn_mut(door) else { return Ok(()) };
            let (device, Some((at_ms, message))) = (conn.device, conn.outbox.front().cloned()) else {
                return Ok(());
            };
            if at_ms > now_ms {
                self.queue.add(at_ms, Event::Hears(door));
                return Ok(());
            }
            conn.outbox.pop_front();
            if self.devices[device].online == Some(door) {
                self.trace.note(&[8, device as u64], || format!("  device {device} hears {message:?}"));
                self.takes(device, &message)?;
            }
        }
    }

    #[expect(clippy::wildcard_enum_match_arm, reason = "a team's room says no other")]
    fn takes(&mut self, device: usize, message: &ServerMessage) -> Checked {
        match message {
            ServerMessage::JoinedTeam { reference, team_id, seq, resync, .. } => {
                let words = self.is_answered(device, reference.as_ref())?;
                let resumes = matches!(words, Some(Words::Join { since: Some(_), .. }));
                let number = self.team_called(*team_id);
                if *resync {
                    self.tally.resyncs += 1;
                } else {
                    self.tally.resumes += 1;
                }
                self.devices[device].cursors[number].joined(*seq, resumes && !resync);
                self.fetches_if_stale(device, number);
            }
            ServerMessage::NewPost { team_id, .. } | ServerMessage::LiveNotification { team_id, .. } => {
                let number = self.team_called(*team_id);
                let Some(news) = feed_news(message) else { return Ok(()) };
                self.devices[device].cursors[number].hears(news.seq)?;
                self.fetches_if_stale(device, number);
            }
            ServerMessage::Ack { reference, .. } => {
                self.is_answered(device, reference.as_ref())?;
            }
            ServerMessage::Error { reference, .. } => {
                let words = self.is_answered(device, reference.as_ref())?;
                if let Some(Words::Join { team, .. }) = words {
                    // It cannot be in without an answer: it tries again.
                    self.joins(device, team);
                }
            }
            ServerMessage::PresenceUpdate { .. }
            | ServerMessage::LiveCheer { .. }
            | ServerMessage::PostUnpinned { .. }
            | ServerMessage::LikeUpdate { .. }
            | ServerMessage::Ticker { .. } => {}
            _ => unreachable!("no team's room says {message:?}"),
        }
        Ok(())
    }

    fn team_called(&self, id: kith_protocol::TeamId) -> usize {
        (0..self.swarm.teams).find(|number| team(*number) == id).unwrap_or(0)
    }

    fn is_answered(
        &mut self,
        device: usize,
        reference: Option<&Reference>,
    ) -> Result<Option<Words>, crate::oracle::verdict::Broken> {
        let Some(Reference::Number(mark)) = reference else { return Ok(None) };
        let words = self.devices[device].open.remove(mark);
        ensure(words.is_some(), "ER2: a message is answered exactly once", || {
            format!("{mark} to device {device}")
        })?;
        Ok(words)
    }

    fn fetches_if_stale(&mut self, device: usize, team: usize) {
        if self.devices[device].cursors[team].is_stale {
            self.tally.holes += 1;
            self.soon(self.swarm.network_ms, Event::Fetches(device, team));
        }
    }

    /// A device fetches a team's feed.
    pub(crate) fn fetches(&mut self, device: usize, team: usize) {
        if self.store_is_up {
            let seq = self.store.feed(team).len() as u64;
            self.devices[device].cursors[team].fetched(seq);
        } else {
            self.later(RETRY_MS, Event::Fetches(device, team));
        }
    }
}
