//! The journal as crates/journal promises it. [`Disk`] is what stands on the disk and outlives the process; [`Journal`]
//! is the process's part of it: what waits for the disk, and what is being written.

use crate::dice::Dice;
use crate::names::{Key, Place};
use kith_domain::LikeEntry;
use std::collections::{BTreeMap, VecDeque};

/// So many entries make a segment worth deleting while the journal runs.
const RETIRE_ENTRIES: usize = 3;

/// A like of a room.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Record {
    /// Which team's room.
    pub team: usize,
    /// What was accepted.
    pub entry: LikeEntry,
}

/// What outlives the process.
#[derive(Debug, Default)]
pub struct Disk {
    /// Oldest first.
    segments: VecDeque<Segment>,
    /// What a refused write may have left at the end.
    ghost: Vec<Record>,
    /// Segments that were ever begun.
    begun: u64,
    /// By person and post, the latest word in here.
    latest: BTreeMap<Key, (bool, u64)>,
    /// Nothing can be written.
    pub is_full: bool,
}

#[derive(Debug, Default)]
struct Segment {
    /// Its place among all that were ever begun.
    number: u64,
    records: Vec<Record>,
    /// By room, the position of its last entry in here that is not released.
    owed: BTreeMap<usize, u64>,
    is_sealed: bool,
}

impl Segment {
    fn release(&mut self, team: usize, upto: u64) {
        if self.owed.get(&team).is_some_and(|last| *last <= upto) {
            self.owed.remove(&team);
        }
    }
}

impl Disk {
    /// Makes records durable, the first at the position after `before`.
    pub fn append(&mut self, records: &[Record], before: u64, segment_entries: usize) {
        self.ghost.clear();
        let fits = |segment: &&mut Segment| {
            !segment.is_sealed && segment.records.len() + records.len() <= segment_entries
        };
        if self.segments.back_mut().filter(fits).is_none() {
            self.seal();
            self.begun += 1;
            self.segments.push_back(Segment { number: self.begun, ..Segment::default() });
        }
        let Some(active) = self.segments.back_mut() else { return };
        for (position, record) in (before + 1..).zip(records) {
            active.records.push(*record);
            active.owed.insert(record.team, position);
        }
        records.iter().for_each(|record| note(&mut self.latest, record));
    }

    /// A write failed; what it brought may still stand there.
    pub fn refuse(&mut self, records: Vec<Record>) {
        self.ghost = records;
    }

    /// The process is gone. What was being written is there or not, as a whole.
    pub fn lose_the_unsynced(&mut self, writing: Vec<Record>, ghosts: bool, dice: &mut Dice) {
        let ghost = std::mem::take(&mut self.ghost);
        let survivor = if !writing.is_empty() {
            writing
        } else if ghosts {
            ghost
        } else {
            Vec::new()
        };
        if !survivor.is_empty() && dice.chance(50) {
            self.append(&survivor, 0, usize::MAX);
        }
    }

    /// A bug of the disk or of who reads it: the last record is not there any more.
    pub fn forget_the_last(&mut self) {
        if let Some(segment) = self.segments.back_mut() {
            segment.records.pop();
        }
        self.index();
    }

    /// A process begins: everything that stands here, in the order in which it was accepted, with positions from 1.
    pub fn open(&mut self) -> Vec<Record> {
        let mut found = Vec::new();
        for segment in &mut self.segments {
            segment.is_sealed = true;
            segment.owed.clear();
            for record in &segment.records {
                found.push(*record);
                segment.owed.insert(record.team, found.len() as u64);
            }
        }
        found
    }

    /// A room's entries up to this position are in the store.
    pub fn release(&mut self, team: usize, upto: u64) {
        self.segments.iter_mut().for_each(|segment| segment.release(team, upto));
    }

    /// All entries up to this position are in the store.
    pub fn release_everywhere(&mut self, upto: u64) {
        for segment in &mut self.segments {
            segment.owed.retain(|_, last| *last > upto);
        }
    }

    /// Deletes segments of which nothing is owed, from the front; `anywhere` is a bug. Answers with what went.
    pub fn retire(&mut self, even_small: bool, anywhere: bool) -> Vec<Record> {
        let sealed_owe = self.segments.iter().any(|segment| segment.is_sealed && !segment.owed.is_empty());
        let is_done = |segment: &Segment| {
            segment.owed.is_empty() && (even_small || segment.records.len() >= RETIRE_ENTRIES)
        };
        if !sealed_owe && self.segments.back().is_some_and(is_done) {
            self.seal();
        }
        let mut gone = Vec::new();
        let is_over = |segment: &Segment| segment.is_sealed && segment.owed.is_empty();
        if anywhere {
            self.segments.retain(|segment| {
                let goes = is_over(segment);
                if goes {
                    gone.extend_from_slice(&segment.records);
                }
                !goes
            });
        }
        while self.segments.front().is_some_and(is_over) {
            gone.extend(self.segments.pop_front().into_iter().flat_map(|segment| segment.records));
        }
        if !gone.is_empty() {
            self.index();
        }
        gone
    }

    /// What stands here of a room that is not released, and the position of the last.
    #[must_use]
    pub fn unreleased(&self, team: usize) -> (Vec<LikeEntry>, Option<u64>) {
        let owing = || self.segments.iter().filter(|segment| segment.owed.contains_key(&team));
        let records = owing().flat_map(|segment| &segment.records).filter(|record| record.team == team);
        let upto = owing().filter_map(|segment| segment.owed.get(&team)).max();
        (records.map(|record| record.entry).collect(), upto.copied())
    }

    /// The latest word of a person on a post that stands here, and its stamp.
    #[must_use]
    pub fn word(&self, key: Key) -> Option<(bool, u64)> {
        self.latest.get(&key).copied()
    }

    /// Whether any room's likes are to be released still.
    #[must_use]
    pub fn owes(&self) -> bool {
        self.segments.iter().any(|segment| !segment.owed.is_empty())
    }

    /// Whether a segment is missing between two others: at the next start that is damage.
    #[must_use]
    pub fn has_hole(&self) -> bool {
        let numbers = self.segments.iter().map(|segment| segment.number);
        numbers.clone().zip(numbers.skip(1)).any(|(one, next)| one + 1 != next)
    }

    fn seal(&mut self) {
        if let Some(active) = self.segments.back_mut() {
            active.is_sealed = true;
        }
    }

    fn index(&mut self) {
        self.latest.clear();
        let Self { segments, latest, .. } = self;
        segments.iter().flat_map(|segment| &segment.records).for_each(|record| note(latest, record));
    }
}

fn note(latest: &mut BTreeMap<Key, (bool, u64)>, record: &Record) {
    let LikeEntry { post, user, liked, stamp } = record.entry;
    let word = latest.entry((post, user)).or_insert((liked, stamp));
    if stamp >= word.1 {
        *word = (liked, stamp);
    }
}

/// Likes of a room on their way to the disk.
#[derive(Debug)]
pub struct Append {
    /// The room.
    pub place: Place,
    /// Which life of it.
    pub life: u64,
    /// The place of this write among those that this life asked for.
    pub place_in_line: u64,
    /// The likes.
    pub entries: Vec<LikeEntry>,
}

/// The process's part of a journal.
#[derive(Debug, Default)]
pub struct Journal {
    /// The position of the last entry.
    pub position: u64,
    /// What waits.
    pub queue: Vec<Append>,
    /// What is being written.
    pub writing: Vec<Append>,
    /// Rooms that asked what stands here of them.
    pub questions: Vec<Place>,
}

impl Journal {
    /// How many entries wait.
    #[must_use]
    pub fn waiting(&self) -> usize {
        self.queue.iter().map(|append| append.entries.len()).sum()
    }

    /// What is being written, as records.
    #[must_use]
    pub fn being_written(&self) -> Vec<Record> {
        let records = |append: &Append| {
            let team = append.place.team;
            append.entries.iter().map(move |entry| Record { team, entry: *entry }).collect::<Vec<_>>()
        };
        self.writing.iter().flat_map(records).collect()
    }
}
