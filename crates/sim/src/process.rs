//! How a node's run ends and begins: killed, with nothing but its disk left; or stopped, with its likes brought into
//! the store first.

use crate::disk::Journal;
use crate::event::Event;
use crate::names::{Door, Process};
use crate::node::{Command, State};
use crate::oracle::verdict::{Checked, ensure};
use crate::plant::Plant;
use crate::world::World;
use kith_domain::Input;

/// How long pending likes may take into the store when a node stops, in milliseconds.
const FLUSH_MAX_MS: i64 = 5_000;
/// How often a stopping node looks whether all likes are in the store, in milliseconds.
const LOOK_MS: i64 = 20;

impl World {
    /// A node is killed.
    pub(crate) fn crash(&mut self, node: usize) -> Checked {
        if self.nodes[node].state == State::Down {
            return Ok(());
        }
        self.tally.crashes += 1;
        let writing = self.nodes[node].journal.being_written();
        let ghosts = self.swarm.ghosts;
        self.nodes[node].disk.lose_the_unsynced(writing, ghosts, &mut self.dice);
        if self.plant == Some(Plant::LoseTail) {
            self.nodes[node].disk.forget_the_last();
        }
        self.is_gone(node)
    }

    /// Everything in a node's memory is gone, and every connection to it.
    fn is_gone(&mut self, node: usize) -> Checked {
        let process = self.process(node);
        let moment = self.moment(process);
        self.oracle.words.died(process, moment);
        self.oracle.died(process);
        let this = &mut self.nodes[node];
        this.state = State::Down;
        this.seats.clear();
        this.journal = Journal::default();
        for (session, conn) in std::mem::take(&mut this.conns) {
            self.is_cut_off(conn.device, Door { process, session });
        }
        let away_ms = if self.dice.chance(20) { 60_000 } else { 2_000 };
        let in_ms = self.dice.between(1, if self.is_calm { 100 } else { away_ms });
        self.later(in_ms, Event::Starts(node));
        self.words_are_safe()
    }

    /// A node starts.
    pub(crate) fn starts(&mut self, node: usize) {
        if self.nodes[node].state != State::Down {
            return;
        }
        let skew_ms = self.dice.between(-self.swarm.skew_ms, self.swarm.skew_ms);
        let this = &mut self.nodes[node];
        this.run += 1;
        this.skew_ms = skew_ms;
        this.sessions = 0;
        let serves = self.plant == Some(Plant::ServeBeforeReplay);
        this.state = if serves { State::Up } else { State::Starting };
        let process = self.process(node);
        self.trace.note(&[7, node as u64], || format!("  {process} starts"));
        self.recovers(process);
    }

    /// A node is told to stop: its clients are told to come back, and its likes go into the store.
    pub(crate) fn stop(&mut self, node: usize) {
        if self.nodes[node].state != State::Up {
            return;
        }
        self.tally.stops += 1;
        let process = self.process(node);
        let store_is_up = self.store_is_up;
        let this = &mut self.nodes[node];
        this.state = State::Stopping;
        this.stops_at_ms = self.now_ms + FLUSH_MAX_MS;
        this.stop_failed = !store_is_up || this.disk.is_full;
        for session in this.conns.keys().copied().collect::<Vec<_>>() {
            self.soon(self.swarm.network_ms, Event::Ends(Door { process, session }));
        }
        self.later(LOOK_MS, Event::Looks(process));
    }

    /// A stopping node looks whether all likes are in the store, and ends when they are or when its time is over.
    pub(crate) fn looks(&mut self, process: Process) -> Checked {
        if !self.is_alive(process) || self.nodes[process.node].state != State::Stopping {
            return Ok(());
        }
        let node = &self.nodes[process.node];
        let owes = |team: &usize| {
            node.awake(*team).is_some_and(|awake| awake.room.owed_likes() + awake.to_journal.len() > 0)
        };
        let owing: Vec<_> = node.seats.keys().copied().filter(owes).collect();
        let is_over = self.now_ms >= node.stops_at_ms;
        if is_over || (owing.is_empty() && node.conns.is_empty()) {
            return self.ends_well(process.node);
        }
        for team in owing {
            if self.plant != Some(Plant::ForgetToHurry) {
                self.send(crate::names::Place { process, team }, Command::Input(Input::Hurry));
            }
        }
        self.later(LOOK_MS, Event::Looks(process));
        Ok(())
    }

    /// The journal carries out what waits for it and is closed, and the process ends.
    fn ends_well(&mut self, number: usize) -> Checked {
        let node = &mut self.nodes[number];
        let queued = std::mem::take(&mut node.journal.queue);
        node.journal.writing.extend(queued);
        let (records, position) = (node.journal.being_written(), node.journal.position);
        let awake = || node.seats.keys().filter_map(|team| node.awake(*team));
        let is_quiet =
            records.is_empty() && awake().all(|awake| awake.mailbox.is_empty() && !awake.is_homeless);
        let is_well = is_quiet && !node.stop_failed && !node.disk.is_full;
        if !node.disk.is_full && !records.is_empty() {
            node.disk.append(&records, position, self.swarm.segment_entries);
        }
        self.retire(number, true)?;
        let owes = self.nodes[number].disk.owes();
        ensure(
            !(is_well && self.is_quick && owes),
            "ST3: a node that stops leaves nothing in its journal",
            || format!("node {number} does, though disk and store are well"),
        )?;
        self.is_gone(number)
    }
}
