//! The journal at work: rooms hand likes over, one write at a time makes them durable, everybody who waits is told. As
//! crates/journal does it on its thread, and crates/server/src/hub/likes.rs around it.

use crate::disk::{Append, Record};
use crate::event::Event;
use crate::names::{Place, Process};
use crate::node::Landing;
use crate::oracle::verdict::{Checked, ensure};
use crate::plant::Plant;
use crate::store_work::Job;
use crate::world::World;
use kith_domain::Outcome;

/// What a room's task waits at most for news of the journal, in milliseconds.
const NEWS_MS: i64 = 1;

impl World {
    /// A room's new likes go to the journal.
    pub(crate) fn send_off(&mut self, place: Place) {
        let queue_entries = self.swarm.queue_entries;
        let node = &mut self.nodes[place.process.node];
        let waiting = node.journal.waiting();
        let Some(awake) = node.awake_mut(place.team).filter(|awake| !awake.to_journal.is_empty()) else {
            return;
        };
        let entries = std::mem::take(&mut awake.to_journal);
        let append = Append { place, life: awake.life, place_in_line: awake.sent, entries };
        awake.sent += 1;
        if waiting + append.entries.len() > queue_entries {
            self.tally.refused_writes += 1;
            self.land_soon(&append, Outcome::Failed, None);
            return;
        }
        if self.plant == Some(Plant::AckBeforeSync) {
            self.land_soon(&append, Outcome::Done, None);
        }
        self.nodes[place.process.node].journal.queue.push(append);
        self.begin_write(place.process);
    }

    /// A fallen room asks what the journal holds of it.
    pub(crate) fn asks_journal(&mut self, place: Place) {
        if self.is_alive(place.process) {
            self.nodes[place.process.node].journal.questions.push(place);
            self.begin_write(place.process);
        }
    }

    /// If the journal rests, it takes all that waits.
    fn begin_write(&mut self, process: Process) {
        let journal = &mut self.nodes[process.node].journal;
        if !journal.writing.is_empty() {
            return;
        }
        journal.writing = std::mem::take(&mut journal.queue);
        if journal.writing.is_empty() {
            self.answer_questions(process);
        } else {
            self.soon(self.swarm.sync_ms, Event::Synced(process));
        }
    }

    /// A write is over, one way or the other.
    pub(crate) fn synced(&mut self, process: Process) -> Checked {
        if !self.is_alive(process) {
            return Ok(());
        }
        let node = &mut self.nodes[process.node];
        let records = node.journal.being_written();
        let appends = std::mem::take(&mut node.journal.writing);
        if node.disk.is_full {
            self.tally.refused_writes += 1;
            node.disk.refuse(records);
            appends.iter().for_each(|append| self.land_soon(append, Outcome::Failed, None));
        } else {
            let mut position = node.journal.position;
            node.disk.append(&records, position, self.swarm.segment_entries);
            node.journal.position += records.len() as u64;
            for append in &appends {
                position += append.entries.len() as u64;
                self.land_soon(append, Outcome::Done, Some(position));
            }
        }
        if self.nodes[process.node].journal.queue.is_empty() {
            self.answer_questions(process);
        }
        self.begin_write(process);
        Ok(())
    }

    fn land_soon(&mut self, append: &Append, outcome: Outcome, position: Option<u64>) {
        let Append { place, life, place_in_line, entries } = append;
        let landing = Landing { count: entries.len(), outcome, position, life: *life };
        let told_before = self.plant == Some(Plant::AckBeforeSync) && position.is_some();
        let plant = self.plant;
        let Some(awake) = self.nodes[place.process.node].awake_mut(place.team) else { return };
        if (awake.life == *life || plant == Some(Plant::StaleLandings)) && !told_before {
            awake.landed.insert(*place_in_line, landing);
            self.later(NEWS_MS, Event::Drives(*place));
        }
    }

    fn answer_questions(&mut self, process: Process) {
        for place in std::mem::take(&mut self.nodes[process.node].journal.questions) {
            let (entries, upto) = self.nodes[process.node].disk.unreleased(place.team);
            self.tally.replayed += entries.len() as u64;
            self.ask_store(Job::Home { place, entries, upto });
        }
    }

    /// A room's likes up to this position are in the store.
    pub(crate) fn release(&mut self, place: Place, upto: u64) -> Checked {
        self.nodes[place.process.node].disk.release(place.team, upto);
        self.retire(place.process.node, false)
    }

    /// Segments of which nothing is owed are deleted. What goes must be in the store.
    pub(crate) fn retire(&mut self, node: usize, even_small: bool) -> Checked {
        let anywhere = self.plant == Some(Plant::RetireAnywhere);
        let gone = self.nodes[node].disk.retire(even_small, anywhere);
        ensure(
            !self.nodes[node].disk.has_hole(),
            "JO5: the journal's files are deleted oldest first",
            || format!("one of node {node} is gone, and older ones are there"),
        )?;
        gone.iter().try_for_each(|Record { entry, .. }| {
            let word = self.store.word((entry.post, entry.user));
            ensure(
                word.is_some_and(|(_, stamp)| stamp >= entry.stamp),
                "LK1: the journal lets go only of what is in the store",
                || format!("{entry:?} is gone, where the store has {word:?}"),
            )
        })
    }
}
