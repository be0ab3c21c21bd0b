//! The journal as its users see it: open, append, release, close. It knows neither files nor the thread's work.

use crate::log::Owed;
use crate::queue::{Append, Question, Queue, closed};
use crate::writer::Writer;
use crate::{LikeEntry, Limits, Position, Recovered, recovery};
use kith_protocol::TeamId;
use parking_lot::Mutex;
use std::io;
use std::path::Path;
use std::sync::Arc;
use std::sync::mpsc::sync_channel;
use std::thread::{self, JoinHandle};

/// An open journal. Cheap to clone; when the last clone is dropped, it closes as by [`Journal::close`].
#[derive(Clone)]
pub struct Journal {
    handle: Arc<Handle>,
}

struct Handle {
    queue: Arc<Queue>,
    /// `None` once it was waited for.
    thread: Mutex<Option<JoinHandle<()>>>,
    /// How many entries were found at the start: they have the positions up to this.
    recovered: Position,
}

impl Journal {
    /// Opens the journal in a folder, which is made if it is missing (its parent too), and gives back what was accepted
    /// and not deleted, in the order in which it was accepted.
    ///
    /// A torn end of the last write is cut off and logged: nobody was told of it.
    ///
    /// # Errors
    /// [`InvalidData`](io::ErrorKind::InvalidData) if a record elsewhere is damaged or a segment is missing, in a
    /// sentence that names the file, the place and what to do; nothing was changed then.
    /// [`ResourceBusy`](io::ErrorKind::ResourceBusy) while another process has it open. Else what the system says.
    pub fn open(folder: &Path) -> io::Result<(Self, Vec<Recovered>)> {
        Self::open_with(folder, Limits::default())
    }

    /// [`Journal::open`] with other limits.
    ///
    /// # Errors
    /// Those of [`Journal::open`].
    pub fn open_with(folder: &Path, limits: Limits) -> io::Result<(Self, Vec<Recovered>)> {
        let (log, entries) = recovery::open(folder, limits)?;
        let queue = Arc::new(Queue::new(limits));
        let thread = Writer::start(Arc::clone(&queue), log)?;
        let recovered = Position(entries.len() as u64);
        let handle = Handle { queue, thread: Mutex::new(Some(thread)), recovered };
        Ok((Self { handle: Arc::new(handle) }, entries))
    }

    /// Queues entries of a room, and returns at once. When they are durable, or cannot be, `done` is told: with the
    /// position of the last of them, or why not. All of them are accepted or none; no entries are accepted as soon as
    /// everything before them is.
    ///
    /// Appends are carried out, and `done`s called, in the order of the calls; those of a failed write fail together.
    /// `done` runs on the journal's thread and holds up everybody's next write: it should hand over and return. Where
    /// the entries cannot be queued, it runs at once on the caller's.
    ///
    /// # Errors
    /// To `done`: [`WouldBlock`](io::ErrorKind::WouldBlock) when [`Limits::queue_entries`] wait already;
    /// [`BrokenPipe`](io::ErrorKind::BrokenPipe) after [`Journal::close`];
    /// [`StorageFull`](io::ErrorKind::StorageFull) and what else the disk says. Later appends may succeed.
    pub fn append(
        &self,
        team: TeamId,
        entries: Vec<LikeEntry>,
        done: impl FnOnce(io::Result<Position>) + Send + 'static,
    ) {
        let append = Append { team, entries, done: Box::new(done) };
        if let Err((append, error)) = self.handle.queue.append(append) {
            (append.done)(Err(error));
        }
    }

    /// Notes that entries of a room are in the database: all up to this position. Returns at once. Nothing is lost if
    /// it is not carried out: the entries come back at the next start.
    pub fn release(&self, team: TeamId, upto: Position) {
        self.handle.queue.add(|work| {
            let last = work.releases.entry(team).or_insert(upto);
            *last = upto.max(*last);
        });
    }

    /// Notes that everything that was found at the start is in the database, in every room.
    pub fn release_recovered(&self) {
        self.handle.queue.add(|work| work.released_everywhere = self.handle.recovered);
    }

    /// What the journal holds of a room and cannot delete yet, in the order in which it was accepted, and the position
    /// of the last: for a room that lost its memory. Everything that was appended before is in it. Released entries
    /// may be among them, as at a start, but never one without those that came after it.
    ///
    /// Waits for the journal's thread and reads files: not for a `done`, and not for a thread that serves others.
    ///
    /// # Errors
    /// The files cannot be read, are damaged, or the journal is closed.
    pub fn unreleased(&self, team: TeamId) -> io::Result<(Vec<LikeEntry>, Option<Position>)> {
        let (answer, answered) = sync_channel(1);
        self.handle.queue.add(|work| work.questions.push(Question { team, answer }));
        let Owed { segments, upto } = answered.recv().map_err(|_| closed())?;
        let mut entries = Vec::new();
        for (path, number, bytes) in segments {
            entries.extend(recovery::entries_of(team, &path, number, bytes)?);
        }
        Ok((entries, upto))
    }

    /// Carries out what is queued, deletes the files if nothing is owed any more, and ends the thread. What is appended
    /// later is refused. Closing twice is the same as once.
    pub fn close(&self) {
        self.handle.close();
    }
}

impl Handle {
    fn close(&self) {
        self.queue.close();
        let thread = self.thread.lock().take();
        // A `done` may hold the last handle and drop it on the thread itself, which cannot wait for its own end.
        if let Some(thread) = thread.filter(|thread| thread.thread().id() != thread::current().id()) {
            thread.join().ok();
        }
    }
}

impl Drop for Handle {
    fn drop(&mut self) {
        self.close();
    }
}
