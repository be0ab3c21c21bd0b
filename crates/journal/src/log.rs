//! The segments of a journal and what may be done with them, one thing at a time: append and make durable, release,
//! retire. It knows no thread and no queue.

use crate::record::{self, Place, Previous};
use crate::segment::{Active, Failure, Segment, sync_folder};
use crate::{LikeEntry, Limits, Position};
use kith_protocol::TeamId;
use std::collections::VecDeque;
use std::fs::{self, File};
use std::io;
use std::path::PathBuf;

/// Where entries of a room stand that are not released.
#[derive(Default)]
pub(crate) struct Owed {
    /// Files with their numbers and the bytes of them that count, oldest first.
    pub segments: Vec<(PathBuf, u64, u64)>,
    /// The position of the last.
    pub upto: Option<Position>,
}

/// A smaller file is not deleted just because nothing in it is owed any more: that takes two calls on the folder.
const RETIRE_BYTES: u64 = 64 * 1024;

/// All segments, oldest first.
pub(crate) struct Log {
    pub folder: PathBuf,
    pub limits: Limits,
    /// Not written to any more.
    pub sealed: VecDeque<Segment>,
    pub active: Option<Active>,
    /// The number of the next file.
    pub next_segment: u64,
    /// Of the last entry.
    pub position: Position,
    pub buffer: Vec<u8>,
    /// Held as long as the folder is in use.
    pub lock: File,
}

impl Drop for Log {
    /// A program that is being started from this process has the file too for a moment, and would keep the lock.
    fn drop(&mut self) {
        self.lock.unlock().ok();
    }
}

impl Log {
    /// Adds the entries in one write and makes them durable; all of them or none. Answers with the position before the
    /// first of them.
    ///
    /// # Errors
    /// The disk's, and [`StorageFull`](io::ErrorKind::StorageFull) at [`Limits::total_bytes`]. Nothing was added; the
    /// next call tries again.
    pub(crate) fn append(&mut self, groups: &[(TeamId, &[LikeEntry])]) -> io::Result<Position> {
        let before = self.position;
        let entries: usize = groups.iter().map(|(_, entries)| entries.len()).sum();
        if entries == 0 {
            return Ok(before);
        }
        self.make_room(record::size_bytes(entries))?;
        let previous = self.previous();
        let Some(active) = &mut self.active else { return Err(io::ErrorKind::NotFound.into()) };
        let place = Place { segment: active.segment.number, at: active.segment.bytes, previous };
        self.buffer.clear();
        record::encode(&mut self.buffer, place, groups.iter().copied());
        if let Err(Failure { error, is_usable }) = active.write(&mut self.buffer, &self.limits) {
            if !is_usable {
                self.seal();
            }
            return Err(error);
        }
        for (team, entries) in groups.iter().filter(|(_, entries)| !entries.is_empty()) {
            self.position.0 += entries.len() as u64;
            active.segment.owed.insert(*team, self.position);
        }
        Ok(before)
    }

    /// Notes that a room's entries up to one of them are in the database.
    pub(crate) fn release(&mut self, team: TeamId, upto: Position) {
        for segment in self.segments_mut() {
            segment.release(team, upto);
        }
    }

    /// Notes that all entries of all rooms up to one of them are in the database.
    pub(crate) fn release_everywhere(&mut self, upto: Position) {
        for segment in self.segments_mut() {
            segment.owed.retain(|_, last| *last > upto);
        }
    }

    /// Where entries of a room stand that are not released.
    pub(crate) fn owed(&self, team: TeamId) -> Owed {
        let mut owed = Owed::default();
        for segment in self.segments() {
            if let Some(last) = segment.owed.get(&team) {
                owed.segments.push((segment.path.clone(), segment.number, segment.bytes));
                owed.upto = Some(*last);
            }
        }
        owed
    }

    /// Deletes segments of which nothing is owed, the oldest first and never one behind another that stays.
    ///
    /// In the middle, nothing may go: a like could stand in an early segment, still owed for the sake of another
    /// entry, and its taking back in a later one, released. With the later one gone, a restart would replay the like
    /// alone. From the front, what is replayed is always the end of what was said, and there the last word wins. For
    /// the same reason each deletion is on the disk before the next begins.
    ///
    /// # Errors
    /// A file could not be deleted. It is tried again with the next call.
    pub(crate) fn retire(&mut self, even_small: bool) -> io::Result<()> {
        let nothing_owed = self.sealed.iter().all(|segment| segment.owed.is_empty());
        if nothing_owed
            && self.active.as_ref().is_some_and(|active| is_done_with(&active.segment, even_small))
        {
            self.seal();
        }
        while let Some(front) = self.sealed.front().filter(|segment| segment.owed.is_empty()) {
            match fs::remove_file(&front.path) {
                Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
                Ok(()) | Err(_) => sync_folder(&self.folder)?,
            }
            self.sealed.pop_front();
        }
        Ok(())
    }

    /// Bytes that count, in all segments.
    pub(crate) fn bytes(&self) -> u64 {
        self.segments().map(|segment| segment.bytes).sum()
    }

    fn segments(&self) -> impl Iterator<Item = &Segment> {
        self.sealed.iter().chain(self.active.iter().map(|active| &active.segment))
    }

    fn segments_mut(&mut self) -> impl Iterator<Item = &mut Segment> {
        self.sealed.iter_mut().chain(self.active.iter_mut().map(|active| &mut active.segment))
    }

    /// Makes sure of a segment that so many bytes may be added to.
    fn make_room(&mut self, bytes: u64) -> io::Result<()> {
        if self.bytes() + bytes > self.limits.total_bytes {
            let words = "the journal is full: what is in it waits for the database";
            return Err(io::Error::new(io::ErrorKind::StorageFull, words));
        }
        let filled = self.active.as_ref().map_or(0, |active| active.segment.bytes);
        if filled > 0 && filled + bytes > self.limits.segment_bytes {
            self.seal();
        }
        if self.active.is_none() {
            let number = self.next_segment;
            // Counted also if it fails: a name is never used twice.
            self.next_segment += 1;
            self.active = Some(Active::create(&self.folder, number)?);
        }
        Ok(())
    }

    /// Ends the segment that is written to. The next append begins another one. A file of which nothing counts goes at
    /// once, or a disk that fails for long would leave one for each try.
    fn seal(&mut self) {
        if let Some(Active { segment, .. }) = self.active.take()
            && (segment.bytes > 0 || fs::remove_file(&segment.path).is_err())
        {
            self.sealed.push_back(segment);
        }
    }

    /// What the records of the active segment say about those before it.
    fn previous(&self) -> Previous {
        let last = self.sealed.iter().rev().find(|segment| segment.bytes > 0);
        last.map_or(Previous::default(), |last| Previous { segment: last.number, bytes: last.bytes })
    }
}

fn is_done_with(segment: &Segment, even_small: bool) -> bool {
    segment.owed.is_empty() && (even_small || segment.bytes >= RETIRE_BYTES)
}
