//! The only way to write. On SQLite one task owns the one writing connection and commits what is queued together
//! (group commit); on PostgreSQL each write is its own transaction. It knows no table.
//!
//! **Order.** On SQLite replies are released in the order of the commits. On PostgreSQL two writes that touch the same
//! room, post or counter commit in the order in which they got its row. Which waiting task runs first after its reply
//! is the scheduler's choice on both: what must be told in order carries its `seq` or `version`.
//!
//! **Callers that go away.** On SQLite a queued write goes on without its caller. On PostgreSQL a write that is
//! dropped before its commit is rolled back, whole; one dropped during the commit may stand. Nothing was acknowledged.
//!
//! **A task in the store.** Tasks are spawned by `app`, `socket`, `hub` and `push` alone, with one exception: the
//! writer of SQLite, spawned by [`Writer::sqlite`] from `Store::open`, because a commit shared by many callers can
//! belong to none of them.

use crate::error::{Result, StoreError};
use crate::open::Sqlite;
use futures_util::FutureExt;
use sqlx::{AnyConnection, AnyPool, Connection};
use std::panic::AssertUnwindSafe;
use std::pin::Pin;
use std::sync::Arc;
use tokio::sync::{mpsc, oneshot};

/// How many writes may wait for the writer; the next caller waits for room.
pub(crate) const QUEUE_MAX: usize = 1024;
/// How many writes share a commit at most.
pub(crate) const BATCH_MAX: usize = 256;

/// What a statement runs on.
pub(crate) type Conn = AnyConnection;
/// The body of a read or a write, running on a connection.
pub(crate) type Work<'c, T> = Pin<Box<dyn Future<Output = Result<T>> + Send + 'c>>;

/// Where writes go.
#[derive(Clone)]
pub(crate) enum Writer {
    /// SQLite: to the writer's task.
    GroupCommit { queue: mpsc::Sender<Box<dyn Job>>, closing: mpsc::Sender<oneshot::Sender<()>> },
    /// PostgreSQL: to any connection of the pool.
    Pool(AnyPool),
}

impl Writer {
    /// Starts SQLite's writer, which owns `conn` and makes another one if that fails.
    pub(crate) fn sqlite(database: Sqlite, conn: Conn) -> Self {
        let (queue, jobs) = mpsc::channel(QUEUE_MAX);
        let (closing, closed) = mpsc::channel(1);
        tokio::spawn(serve(database, conn, jobs, closed));
        Self::GroupCommit { queue, closing }
    }

    /// Does `work` in a transaction and answers when it is committed, or rolled back because `work` failed.
    ///
    /// # Errors
    /// Those of `work`, and [`StoreError::Unavailable`] if the transaction cannot be begun or committed.
    pub(crate) async fn write<T, F>(&self, call: &'static str, work: F) -> Result<T>
    where
        T: Send + 'static,
        F: for<'c> FnOnce(&'c mut Conn) -> Work<'c, T> + Send + 'static,
    {
        let outcome = match self {
            Self::GroupCommit { queue, .. } => {
                let (reply, answer) = oneshot::channel();
                let job = Pending { work: Some(work), outcome: None, reply };
                match queue.send(Box::new(job)).await {
                    Ok(()) => answer.await.unwrap_or_else(|_| Err(sqlx::Error::WorkerCrashed.into())),
                    Err(_) => Err(sqlx::Error::PoolClosed.into()),
                }
            }
            Self::Pool(pool) => in_transaction(pool, work).await,
        };
        outcome.map_err(|error| error.during(call))
    }

    /// Waits until the queued writes are committed; writes that come later fail.
    pub(crate) async fn close(&self) {
        match self {
            Self::GroupCommit { closing, .. } => {
                let (done, all_written) = oneshot::channel();
                // Either end may be gone already: then somebody else has closed the writer.
                if closing.send(done).await.is_ok() {
                    all_written.await.ok();
                }
            }
            Self::Pool(pool) => pool.close().await,
        }
    }
}

async fn in_transaction<T, F>(pool: &AnyPool, work: F) -> Result<T>
where
    F: for<'c> FnOnce(&'c mut Conn) -> Work<'c, T>,
{
    let mut transaction = pool.begin().await?;
    match work(&mut transaction).await {
        Ok(value) => {
            transaction.commit().await?;
            Ok(value)
        }
        Err(error) => {
            // If this fails too, the connection is gone and PostgreSQL has rolled back by itself.
            transaction.rollback().await.ok();
            Err(error)
        }
    }
}

/// A queued write, whatever it answers.
pub(crate) trait Job: Send {
    /// Does the work and keeps its outcome; tells whether its changes are to be kept.
    fn run<'c>(&'c mut self, conn: &'c mut Conn) -> Pin<Box<dyn Future<Output = bool> + Send + 'c>>;
    /// Tells the caller the outcome, or `failure` in its place.
    fn answer(self: Box<Self>, failure: Option<StoreError>);
}

struct Pending<T, F> {
    work: Option<F>,
    outcome: Option<Result<T>>,
    reply: oneshot::Sender<Result<T>>,
}

impl<T, F> Job for Pending<T, F>
where
    T: Send,
    F: for<'c> FnOnce(&'c mut Conn) -> Work<'c, T> + Send,
{
    fn run<'c>(&'c mut self, conn: &'c mut Conn) -> Pin<Box<dyn Future<Output = bool> + Send + 'c>> {
        Box::pin(async move {
            let Some(work) = self.work.take() else { return false };
            // A panic in one write must not take the writer with it.
            let outcome = AssertUnwindSafe(work(conn)).catch_unwind().await;
            let outcome = outcome.unwrap_or_else(|_| Err(sqlx::Error::WorkerCrashed.into()));
            let keep = outcome.is_ok();
            self.outcome = Some(outcome);
            keep
        })
    }

    fn answer(self: Box<Self>, failure: Option<StoreError>) {
        let outcome = match (failure, self.outcome) {
            (None, Some(outcome)) => outcome,
            (Some(failure), _) => Err(failure),
            (None, None) => Err(sqlx::Error::WorkerCrashed.into()),
        };
        // The caller may have gone away; the write stands all the same.
        self.reply.send(outcome).ok();
    }
}

/// The writer's task: takes what is queued, commits it, answers it, until the queue is closed and empty.
async fn serve(
    database: Sqlite,
    first: Conn,
    mut jobs: mpsc::Receiver<Box<dyn Job>>,
    mut closing: mpsc::Receiver<oneshot::Sender<()>>,
) {
    let mut conn = Some(first);
    let mut batch = Vec::new();
    let mut waiting = Vec::new();
    loop {
        tokio::select! {
            taken = jobs.recv_many(&mut batch, BATCH_MAX) => {
                if taken == 0 {
                    break;
                }
                write_batch(&database, &mut conn, &mut batch).await;
            }
            Some(done) = closing.recv() => {
                jobs.close();
                waiting.push(done);
            }
        }
    }
    if let Some(conn) = conn
        && let Err(error) = conn.close().await
    {
        tracing::warn!(%error, "the database was not closed cleanly");
    }
    for done in waiting {
        done.send(()).ok();
    }
}

/// Commits and answers a batch. A connection that failed is thrown away, and with it whatever it had not committed.
async fn write_batch(database: &Sqlite, slot: &mut Option<Conn>, batch: &mut Vec<Box<dyn Job>>) {
    let outcome = async {
        let mut conn = match slot.take() {
            Some(conn) => conn,
            None => database.connect().await?,
        };
        commit_together(&mut conn, batch).await?;
        Ok::<_, sqlx::Error>(conn)
    };
    let failure = match outcome.await {
        Ok(conn) => {
            *slot = Some(conn);
            None
        }
        Err(error) => Some(StoreError::Unavailable { during: "commit", source: Arc::new(error) }),
    };
    for job in batch.drain(..) {
        job.answer(failure.clone());
    }
}

/// Runs every job behind a savepoint of its own, so that a refused one takes nothing of its neighbours along.
/// `RELEASE` and `ROLLBACK TO` fail if SQLite has given up the transaction (disk full, I/O error): so does the batch.
async fn commit_together(conn: &mut Conn, batch: &mut [Box<dyn Job>]) -> sqlx::Result<()> {
    const BEGIN: &str = "BEGIN IMMEDIATE; SAVEPOINT job";
    const KEEP: &str = "RELEASE job; SAVEPOINT job";
    const UNDO: &str = "ROLLBACK TO job";
    const KEEP_AND_COMMIT: &str = "RELEASE job; COMMIT";
    const UNDO_AND_COMMIT: &str = "ROLLBACK TO job; COMMIT";
    sqlx::query(BEGIN).execute(&mut *conn).await?;
    let last = batch.len().saturating_sub(1);
    for (index, job) in batch.iter_mut().enumerate() {
        let keep = job.run(conn).await;
        let then = match (keep, index == last) {
            (true, false) => KEEP,
            (false, false) => UNDO,
            (true, true) => KEEP_AND_COMMIT,
            (false, true) => UNDO_AND_COMMIT,
        };
        sqlx::query(then).execute(&mut *conn).await?;
    }
    Ok(())
}

#[cfg(test)]
#[path = "writer_tests.rs"]
mod tests;
