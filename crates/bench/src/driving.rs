//! Many clients at a time: they get ready, begin together, and bring back what they saw. It knows no scenario.

use crate::Attempt;
use std::sync::Arc;
use std::time::Instant;
use tokio::sync::{OwnedSemaphorePermit, Semaphore, watch};
use tokio::task::JoinSet;

/// How many clients of a crew connect at once while they get ready.
pub const CONNECTING_MAX: usize = 64;

/// Clients that begin together.
pub struct Crew<T> {
    clients: JoinSet<Attempt<T>>,
    start: Start,
    go: watch::Sender<Option<Instant>>,
    finished: Vec<T>,
}

/// What a client waits at.
#[derive(Clone)]
pub struct Start {
    ready: Arc<Semaphore>,
    connecting: Arc<Semaphore>,
    go: watch::Receiver<Option<Instant>>,
}

impl<T: Send + 'static> Crew<T> {
    /// Nobody yet.
    pub fn new() -> Self {
        let (go, seen) = watch::channel(None);
        let start = Start {
            ready: Arc::new(Semaphore::new(0)),
            connecting: Arc::new(Semaphore::new(CONNECTING_MAX)),
            go: seen,
        };
        Self { clients: JoinSet::new(), start, go, finished: Vec::new() }
    }

    /// Adds a client. It gets ready, waits at its [`Start`], and does its work.
    pub fn hire<F: Future<Output = Attempt<T>> + Send + 'static>(&mut self, client: impl FnOnce(Start) -> F) {
        self.clients.spawn(client(self.start.clone()));
    }

    /// Waits until every client is ready.
    ///
    /// # Errors
    /// One of them failed.
    pub async fn all_ready(&mut self) -> Attempt<()> {
        let everybody = u32::try_from(self.clients.len())?;
        loop {
            tokio::select! {
                ready = self.start.ready.acquire_many(everybody) => {
                    ready?.forget();
                    return Ok(());
                }
                Some(finished) = self.clients.join_next() => self.finished.push(finished??),
            }
        }
    }

    /// Lets them begin.
    pub fn go(&self) -> Instant {
        let now = Instant::now();
        self.go.send_replace(Some(now));
        now
    }

    /// Waits until all are done and gives what they brought.
    ///
    /// # Errors
    /// One of them failed.
    pub async fn finish(mut self) -> Attempt<Vec<T>> {
        while let Some(finished) = self.clients.join_next().await {
            self.finished.push(finished??);
        }
        Ok(self.finished)
    }
}

impl Start {
    /// Waits for a turn to connect, which ends when it is dropped.
    ///
    /// # Errors
    /// The run is over.
    pub async fn turn(&self) -> Attempt<OwnedSemaphorePermit> {
        Ok(Arc::clone(&self.connecting).acquire_owned().await?)
    }

    /// Says that this client is ready and waits for the beginning; gives its moment.
    ///
    /// # Errors
    /// The run is over.
    pub async fn wait(mut self) -> Attempt<Instant> {
        self.ready.add_permits(1);
        let begun = *self.go.wait_for(Option::is_some).await?;
        Ok(begun.unwrap_or_else(Instant::now))
    }
}
