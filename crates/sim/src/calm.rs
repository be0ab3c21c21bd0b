//! The end of a world: every fault ends, everybody comes back, time passes; then nothing may be owed to anybody.

use crate::event::{Event, Words};
use crate::names::{Place, number};
use crate::node::{Life, State};
use crate::oracle::verdict::{Checked, ensure};
use crate::world::World;

/// Until everybody is back, in milliseconds: longer than a connection that is gone goes unnoticed.
const BACK_MS: i64 = 60_000;
/// Until the last entry of each feed was heard, in milliseconds.
const HEARD_MS: i64 = 10_000;
/// The longest wait after a failed flush, in milliseconds.
const BACKOFF_MS: i64 = 75_000;
/// Until a room that owes nothing sleeps, in milliseconds.
const ASLEEP_MS: i64 = 20_000;

impl World {
    /// Ends all faults, lets everything come to rest, and looks whether all promises are kept.
    ///
    /// # Errors
    /// The promise that is not.
    pub fn comes_to_rest(&mut self) -> Checked {
        self.is_calm = true;
        self.swarm.calm();
        self.store_is_up = true;
        for node in 0..self.nodes.len() {
            self.nodes[node].disk.is_full = false;
            self.later(100, Event::Starts(node));
        }
        self.lasts(BACK_MS / 2)?;
        for device in 0..self.devices.len() {
            self.devices[device].wants.fill(true);
            if self.devices[device].online.is_none() {
                self.connects(device);
            } else {
                (0..self.swarm.teams).for_each(|team| self.joins(device, team));
            }
        }
        self.lasts(BACK_MS / 2)?;
        for team in 0..self.swarm.teams {
            self.publishes_in(self.process(0), team);
        }
        self.lasts(HEARD_MS)?;
        self.everybody_heard_everything()?;
        self.everybody_is_in()?;
        self.lasts(self.swarm.room.like_flush_ms + BACKOFF_MS + ASLEEP_MS)?;
        self.nothing_is_owed()?;
        self.words_are_safe()?;
        self.counts_are_right()
    }

    fn lasts(&mut self, ms: i64) -> Checked {
        let until_ms = self.now_ms + ms;
        let next_timer =
            |world: &Self| world.nodes.iter().filter_map(|node| Some(node.next_timer()?.0)).min();
        while [self.queue.next_at(), next_timer(self)]
            .into_iter()
            .flatten()
            .min()
            .is_some_and(|at| at <= until_ms)
        {
            self.go_on()?;
        }
        self.tally.simulated_ms += until_ms - self.now_ms;
        self.now_ms = until_ms;
        Ok(())
    }

    fn everybody_heard_everything(&self) -> Checked {
        for (number, device) in self.devices.iter().enumerate() {
            ensure(device.online.is_some(), "everybody comes back", || format!("device {number} did not"))?;
            let waits = |words: &Words| !matches!(words, Words::Like { .. });
            ensure(!device.open.values().any(waits), "ER2: a message is answered exactly once", || {
                format!("device {number} waits for {:?}", device.open)
            })?;
            for (team, cursor) in device.cursors.iter().enumerate() {
                let seq = self.store.feed(team).len() as u64;
                let heard = cursor.heard == seq && !cursor.is_stale;
                ensure(heard, "RC1: everybody hears the feed to its end", || {
                    format!("device {number} is at {cursor:?} of team {team}, which is at {seq}")
                })?;
            }
        }
        Ok(())
    }

    fn everybody_is_in(&self) -> Checked {
        for (number, node) in self.nodes.iter().enumerate() {
            for team in 0..self.swarm.teams {
                let seated = node.seats.get(&team).into_iter().flat_map(|seat| seat.listeners.keys());
                let same = seated.clone().eq(node.conns.keys());
                ensure(same, "PR1, LM3: in a room are those who are connected, and nobody else", || {
                    let (seated, connected) = (seated.collect::<Vec<_>>(), node.conns.keys());
                    format!("node {number} team {team}: {seated:?}; connected are {connected:?}")
                })?;
            }
        }
        Ok(())
    }

    fn nothing_is_owed(&self) -> Checked {
        for node in 0..self.nodes.len() {
            let this = &self.nodes[node];
            ensure(this.state == State::Up, "a node starts again", || {
                format!("node {node} is {:?}", this.state)
            })?;
            ensure(!this.disk.owes(), "LK6: what is accepted reaches the store", || {
                format!("the journal of node {node} still owes something")
            })?;
            for (team, seat) in &this.seats {
                let place = Place { process: self.process(node), team: *team };
                let Life::Awake(awake) = &seat.state else { continue };
                ensure(awake.room.owed_likes() == 0, "LK6: what is accepted reaches the store", || {
                    format!("{place} owes {} likes", awake.room.owed_likes())
                })?;
                let due = awake.room.deadline();
                ensure(false, "SL1: a room that owes nothing sleeps", || {
                    let (mailbox, sent, taken) = (awake.mailbox.len(), awake.sent, awake.taken);
                    format!("{place} does not; due {due:?}, {mailbox} wait, {sent} written, {taken} told")
                })?;
            }
        }
        for (number, device) in self.devices.iter().enumerate() {
            ensure(device.open.is_empty(), "ER2: a message is answered exactly once", || {
                format!("device {number} waits for {:?}", device.open)
            })?;
        }
        Ok(())
    }

    fn counts_are_right(&self) -> Checked {
        for post in &self.posts {
            let (count, likers) = (self.store.count(*post), self.store.likers(*post));
            ensure(
                count == likers.len() as u64,
                "LK2: the count is the number of those who like it",
                || format!("{count} for post {}, where {} like it", number(post.0), likers.len()),
            )?;
            if !self.swarm.counts_are_exact() {
                continue;
            }
            let truth = self.oracle.truth.get(post);
            let same = truth.is_none_or(|truth| truth.iter().eq(likers.iter()));
            ensure(same, "LK6: what was counted is what the store has in the end", || {
                format!("{likers:?} like post {}, where {truth:?} did", number(post.0))
            })?;
        }
        Ok(())
    }
}
