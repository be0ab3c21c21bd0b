//! The journal's thread: takes everything that is queued, writes it at once, makes it durable, and answers.
//!
//! **A thread of its own.** Tasks are spawned by `app`, `socket`, `hub` and `push`. This is a thread because `fdatasync`
//! blocks, for 0.2 ms on a quiet disk and for much longer on a busy one, and because there is always exactly one.

use crate::Position;
use crate::log::Log;
use crate::queue::{Append, Done, Queue, Work, closed};
use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::thread::{self, JoinHandle};

pub(crate) struct Writer {
    queue: Arc<Queue>,
    log: Log,
    /// Told once when it begins and once when it is over.
    is_failing: bool,
}

impl Writer {
    pub(crate) fn start(queue: Arc<Queue>, log: Log) -> io::Result<JoinHandle<()>> {
        let writer = Self { queue, log, is_failing: false };
        thread::Builder::new().name("kith-journal".to_owned()).spawn(move || writer.run())
    }

    fn run(mut self) {
        let guard = RefuseOnDrop(Arc::clone(&self.queue));
        self.show_size();
        let mut is_over = false;
        while !is_over {
            let work = self.queue.take();
            is_over = work.is_last;
            self.carry_out(work);
        }
        drop(guard);
    }

    fn carry_out(&mut self, work: Work) {
        let retires = work.releases_something() || work.is_last;
        self.append(work.appends);
        for (team, upto) in work.releases {
            self.log.release(team, upto);
        }
        self.log.release_everywhere(work.released_everywhere);
        if retires && let Err(error) = self.log.retire(work.is_last) {
            tracing::warn!(%error, "a file of the journal cannot be deleted yet");
        }
        for question in work.questions {
            // Whoever asked may be gone.
            question.answer.send(self.log.owed(question.team)).ok();
        }
        self.show_size();
    }

    fn show_size(&self) {
        metrics::gauge!("kith_journal_bytes").set(self.log.bytes() as f64);
    }

    /// Writes all in one go, and answers each.
    fn append(&mut self, appends: Vec<Append>) {
        if appends.is_empty() {
            return;
        }
        let groups: Vec<_> = appends.iter().map(|append| (append.team, append.entries.as_slice())).collect();
        match self.log.append(&groups) {
            Ok(before) => {
                if self.log.position > before {
                    metrics::counter!("kith_journal_syncs_total").increment(1);
                    metrics::counter!("kith_journal_entries_total").increment(self.log.position.0 - before.0);
                }
                if std::mem::take(&mut self.is_failing) {
                    tracing::info!("the journal accepts likes again");
                }
                let mut position = before.0;
                for Append { entries, done, .. } in appends {
                    position += entries.len() as u64;
                    tell(done, Ok(Position(position)));
                }
            }
            Err(error) => {
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

/// However the thread ends, nobody waits for it in vain.
struct RefuseOnDrop(Arc<Queue>);

impl Drop for RefuseOnDrop {
    fn drop(&mut self) {
        self.0.close();
        for Append { done, .. } in self.0.take().appends {
            tell(done, Err(closed()));
        }
    }
}

/// A bug in one `done` is not everybody's.
fn tell(done: Done, outcome: io::Result<Position>) {
    if catch_unwind(AssertUnwindSafe(|| done(outcome))).is_err() {
        tracing::error!("a bug: what waited for the journal panicked when it was told");
    }
}
