//! The journal as rooms see it: a bounded queue, and the thread that takes everything in it, writes it at once and
//! answers. It knows no file.
//!
//! **A thread of its own.** Tasks are spawned by `app`, `socket`, `hub` and `push`. This is a thread because `fdatasync`
//! blocks, for 0.2 ms on a quiet disk and for much longer on a busy one, and because there is always exactly one.

use crate::log::Log;
use crate::{LikeEntry, Limits, Position, Recovered, recovery};
use kith_protocol::TeamId;
use parking_lot::{Condvar, Mutex, MutexGuard};
use std::collections::HashMap;
use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::sync::Arc;
use std::thread::{self, JoinHandle};

/// An open journal. Dropping it is [`Journal::close`].
pub struct Journal {
    shared: Arc<Shared>,
    thread: Mutex<Option<JoinHandle<()>>>,
}

/// How an append is answered.
type Done = Box<dyn FnOnce(io::Result<Position>) + Send>;

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
        let (log, recovered) = recovery::open(folder, limits)?;
        let shared = Arc::new(Shared { limits, queue: Mutex::default(), called: Condvar::new() });
        let thread = thread::Builder::new().name("kith-journal".to_owned()).spawn({
            let shared = Arc::clone(&shared);
            move || Writer { shared, log, is_failing: false }.run()
        })?;
        Ok((Self { shared, thread: Mutex::new(Some(thread)) }, recovered))
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
        let mut queue = self.shared.queue.lock();
        let waiting = queue.entries + entries.len();
        let refusal = if queue.is_closed {
            io::Error::new(io::ErrorKind::BrokenPipe, "the journal is closed")
        } else if waiting > self.shared.limits.queue_entries {
            io::Error::new(
                io::ErrorKind::WouldBlock,
                "the journal is behind: the disk is slower than what comes in",
            )
        } else {
            queue.entries = waiting;
            queue.appends.push(Append { team, entries, done: Box::new(done) });
            self.shared.called.notify_one();
            return;
        };
        drop(queue);
        count_refused(1);
        done(Err(refusal));
    }

    /// Notes that entries of a room are in the database: all up to this position. Nothing waits for it, and nothing is
    /// lost if it does not happen: they would come back at the next start.
    pub fn release(&self, team: TeamId, upto: Position) {
        let mut queue = self.shared.queue.lock();
        if !queue.is_closed {
            let last = queue.releases.entry(team).or_insert(upto);
            *last = upto.max(*last);
            self.shared.called.notify_one();
        }
    }

    /// Carries out what is queued, deletes the files if nothing is owed any more, and ends the thread. What is appended
    /// later is refused. Closing twice is the same as once.
    pub fn close(&self) {
        self.shared.queue.lock().is_closed = true;
        self.shared.called.notify_one();
        let thread = self.thread.lock().take();
        // A `done` that holds the last handle drops it on the thread itself, which cannot wait for its own end.
        if let Some(thread) = thread.filter(|thread| thread.thread().id() != thread::current().id()) {
            thread.join().ok();
        }
    }
}

impl Drop for Journal {
    fn drop(&mut self) {
        self.close();
    }
}

struct Shared {
    limits: Limits,
    queue: Mutex<Queue>,
    /// Something is in the queue, or it is closed.
    called: Condvar,
}

#[derive(Default)]
struct Queue {
    appends: Vec<Append>,
    /// In `appends`, for [`Limits::queue_entries`].
    entries: usize,
    /// At most one for each room that has entries in the journal.
    releases: HashMap<TeamId, Position>,
    is_closed: bool,
}

impl Queue {
    fn is_idle(&self) -> bool {
        self.appends.is_empty() && self.releases.is_empty() && !self.is_closed
    }
}

struct Append {
    team: TeamId,
    entries: Vec<LikeEntry>,
    done: Done,
}

/// The thread.
struct Writer {
    shared: Arc<Shared>,
    log: Log,
    /// Told once when it begins and once when it is over.
    is_failing: bool,
}

impl Writer {
    fn run(mut self) {
        // However the thread ends, nobody waits for it in vain.
        let guard = CloseOnDrop(Arc::clone(&self.shared));
        loop {
            let (appends, releases, is_closed) = take(self.shared.wait());
            let is_over = is_closed && appends.is_empty();
            self.append(appends);
            for (team, upto) in releases {
                self.log.release(team, upto);
            }
            if let Err(error) = self.log.retire(is_over) {
                tracing::warn!(%error, "a file of the journal cannot be deleted yet");
            }
            metrics::gauge!("kith_journal_bytes").set(self.log.bytes() as f64);
            if is_over {
                break;
            }
        }
        drop(guard);
    }

    /// Writes all in one go, and answers each.
    fn append(&mut self, appends: Vec<Append>) {
        if appends.is_empty() {
            return;
        }
        let groups: Vec<_> = appends.iter().map(|append| (append.team, append.entries.as_slice())).collect();
        match self.log.append(&groups) {
            Ok(Position(mut position)) => {
                let before = position;
                for Append { entries, done, .. } in appends {
                    position += entries.len() as u64;
                    tell(done, Ok(Position(position)));
                }
                metrics::counter!("kith_journal_syncs_total").increment(u64::from(position > before));
                metrics::counter!("kith_journal_appends_total").increment(position - before);
                if std::mem::take(&mut self.is_failing) {
                    tracing::info!("the journal accepts likes again");
                }
            }
            Err(error) => {
                count_refused(appends.len());
                if !std::mem::replace(&mut self.is_failing, true) {
                    tracing::error!(%error, "the journal refuses likes: it cannot write");
                }
                for Append { done, .. } in appends {
                    tell(done, Err(io::Error::new(error.kind(), error.to_string())));
                }
            }
        }
    }
}

/// Everything that is queued.
fn take(mut queue: MutexGuard<'_, Queue>) -> (Vec<Append>, HashMap<TeamId, Position>, bool) {
    queue.entries = 0;
    (std::mem::take(&mut queue.appends), std::mem::take(&mut queue.releases), queue.is_closed)
}

impl Shared {
    /// Waits until there is something to do.
    fn wait(&self) -> MutexGuard<'_, Queue> {
        let mut queue = self.queue.lock();
        self.called.wait_while(&mut queue, |queue| queue.is_idle());
        queue
    }
}

/// Closes the queue and refuses what is in it, also when the thread ends by a bug.
struct CloseOnDrop(Arc<Shared>);

impl Drop for CloseOnDrop {
    fn drop(&mut self) {
        let mut queue = self.0.queue.lock();
        queue.is_closed = true;
        let (left, _, _) = take(queue);
        for Append { done, .. } in left {
            tell(done, Err(io::Error::new(io::ErrorKind::BrokenPipe, "the journal is closed")));
        }
    }
}

/// A bug in one `done` is not everybody's.
fn tell(done: Done, outcome: io::Result<Position>) {
    if catch_unwind(AssertUnwindSafe(|| done(outcome))).is_err() {
        tracing::error!("a bug: what waited for the journal panicked when it was told");
    }
}

fn count_refused(appends: usize) {
    metrics::counter!("kith_journal_failures_total").increment(appends as u64);
}
