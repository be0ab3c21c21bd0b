//! What waits for the journal's thread: bounded, and in order. It knows no file.

use crate::log::Owed;
use crate::{LikeEntry, Limits, Position};
use kith_protocol::TeamId;
use parking_lot::{Condvar, Mutex};
use std::collections::HashMap;
use std::io;
use std::sync::mpsc::SyncSender;

/// How an append is answered.
pub(crate) type Done = Box<dyn FnOnce(io::Result<Position>) + Send>;

pub(crate) struct Append {
    pub team: TeamId,
    pub entries: Vec<LikeEntry>,
    pub done: Done,
}

/// A question for where the entries of a room stand that are not released.
pub(crate) struct Question {
    pub team: TeamId,
    pub answer: SyncSender<Owed>,
}

/// Everything that was asked for since the last time.
#[derive(Default)]
pub(crate) struct Work {
    pub appends: Vec<Append>,
    /// At most one for each room that has entries in the journal.
    pub releases: HashMap<TeamId, Position>,
    /// Released in every room.
    pub released_everywhere: Position,
    /// At most one for each caller that waits for its answer.
    pub questions: Vec<Question>,
    /// Nothing comes after this.
    pub is_last: bool,
}

pub(crate) struct Queue {
    limits: Limits,
    waiting: Mutex<Waiting>,
    /// There is work, or the queue is closed.
    called: Condvar,
}

#[derive(Default)]
struct Waiting {
    work: Work,
    /// In `work.appends`, for [`Limits::queue_entries`].
    entries: usize,
    is_closed: bool,
}

impl Queue {
    pub(crate) fn new(limits: Limits) -> Self {
        Self { limits, waiting: Mutex::default(), called: Condvar::new() }
    }

    /// Queues an append, or gives it back with the reason why not.
    pub(crate) fn append(&self, append: Append) -> Result<(), (Append, io::Error)> {
        let mut waiting = self.waiting.lock();
        // One without entries takes a place too.
        let entries = waiting.entries + append.entries.len().max(1);
        if waiting.is_closed {
            return Err((append, closed()));
        }
        if entries > self.limits.queue_entries {
            let words = "the journal is behind: the disk is slower than what comes in";
            return Err((append, io::Error::new(io::ErrorKind::WouldBlock, words)));
        }
        waiting.entries = entries;
        waiting.work.appends.push(append);
        drop(waiting);
        self.called.notify_one();
        Ok(())
    }

    /// Queues something else; does nothing once the queue is closed.
    pub(crate) fn add(&self, to: impl FnOnce(&mut Work)) {
        let mut waiting = self.waiting.lock();
        if !waiting.is_closed {
            to(&mut waiting.work);
            drop(waiting);
            self.called.notify_one();
        }
    }

    /// Takes what is queued, and no more after it.
    pub(crate) fn close(&self) {
        self.waiting.lock().is_closed = true;
        self.called.notify_one();
    }

    /// Waits until something is queued, and takes all of it.
    pub(crate) fn take(&self) -> Work {
        let mut waiting = self.waiting.lock();
        self.called.wait_while(&mut waiting, |waiting| waiting.work.is_empty() && !waiting.is_closed);
        waiting.entries = 0;
        let is_last = waiting.is_closed;
        Work { is_last, ..std::mem::take(&mut waiting.work) }
    }
}

impl Work {
    fn is_empty(&self) -> bool {
        self.appends.is_empty() && self.questions.is_empty() && !self.releases_something()
    }

    pub(crate) fn releases_something(&self) -> bool {
        !self.releases.is_empty() || self.released_everywhere > Position(0)
    }
}

pub(crate) fn closed() -> io::Error {
    io::Error::new(io::ErrorKind::BrokenPipe, "the journal is closed")
}
