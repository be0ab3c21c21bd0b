//! The way of likes out of a room: into the journal, then into the store; and home again after a crash.

use super::Hub;
use kith_domain::{Input, LikeBatch, LikeEntry, Outcome, RoomId};
use kith_journal::{Journal, Position, Recovered};
use kith_protocol::TeamId;
use kith_store::{Store, StoreError};
use parking_lot::Mutex;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;
use tokio::sync::Notify;

/// How many likes one transaction takes.
const FLUSH_MAX_ENTRIES: usize = kith_domain::likes::FLUSH_AT_ENTRIES;
/// How long a fallen room waits before it tries to bring its likes home again.
const HOME_RETRY: Duration = Duration::from_secs(2);

/// What the journal said about likes that were sent to it, in order.
#[derive(Default)]
pub struct Landings {
    landed: Mutex<Vec<Landing>>,
    news: Notify,
    under_way: AtomicUsize,
}

/// So many likes are durable, or are not.
pub struct Landing {
    /// How many, the oldest ones.
    pub count: usize,
    /// Whether they are.
    pub outcome: Outcome,
    /// Where the last of them is, if they are.
    pub position: Option<Position>,
}

impl Landings {
    /// Sends likes to the journal.
    pub fn send_off(self: &Arc<Self>, journal: &Journal, room: RoomId, entries: Vec<LikeEntry>) {
        let RoomId::Team(team) = room;
        let (here, count) = (Arc::clone(self), entries.len());
        self.under_way.fetch_add(1, Ordering::AcqRel);
        journal.append(team, entries, move |result| {
            let landing = match result {
                Ok(position) => Landing { count, outcome: Outcome::Done, position: Some(position) },
                Err(error) => {
                    tracing::error!(%error, "likes could not be journalled; they are refused");
                    Landing { count, outcome: Outcome::Failed, position: None }
                }
            };
            here.landed.lock().push(landing);
            here.news.notify_one();
        });
    }

    /// Waits for news. Safe to cancel.
    pub async fn landed(&self) {
        self.news.notified().await;
    }

    /// What is new.
    pub fn take(&self) -> Vec<Landing> {
        let landed = std::mem::take(&mut *self.landed.lock());
        self.under_way.fetch_sub(landed.len(), Ordering::AcqRel);
        landed
    }

    /// Whether nothing is under way.
    pub fn is_empty(&self) -> bool {
        self.under_way.load(Ordering::Acquire) == 0
    }
}

/// Writes a batch to the store in its own task, and tells the room what became of it.
pub fn flush(hub: &Hub, room: RoomId, batch: LikeBatch, upto: Option<Position>) {
    let hub = hub.clone();
    tokio::spawn(async move {
        let LikeBatch { id, entries } = batch;
        let count = entries.len() as u64;
        let outcome = match hub.shared.store.flush_likes(entries).await {
            Ok(()) => {
                metrics::counter!("kith_likes_flushed_total").increment(count);
                let RoomId::Team(team) = room;
                if let Some(upto) = upto {
                    hub.shared.journal.release(team, upto);
                }
                Outcome::Done
            }
            Err(error) => {
                tracing::warn!(%room, %error, count, "likes wait in the journal: the database did not take them");
                metrics::counter!("kith_like_flush_failures_total").increment(1);
                Outcome::Failed
            }
        };
        // Any number; here the low bits of a fresh random id.
        let jitter = uuid::Uuid::new_v4().as_u64_pair().1;
        hub.send(room, super::Command::Input(Input::Flushed(id, outcome, jitter))).await;
    });
}

/// Brings into the store what the journal kept over a restart. To be done before anybody reads.
///
/// # Errors
/// When the store cannot take it; the journal still has it.
pub async fn recover(
    store: &Store,
    journal: &Journal,
    recovered: Vec<Recovered>,
) -> Result<usize, StoreError> {
    let count = recovered.len();
    for chunk in recovered.chunks(FLUSH_MAX_ENTRIES) {
        store.flush_likes(chunk.iter().map(|recovered| recovered.entry).collect()).await?;
    }
    journal.release_recovered();
    Ok(count)
}

impl Hub {
    /// Brings into the store what the journal holds for a room that lost its memory. Tries until it succeeds.
    pub(super) async fn bring_home(&self, room: RoomId) {
        let RoomId::Team(team) = room;
        while let Err(problem) = self.try_bring_home(team).await {
            tracing::error!(%room, problem, "likes of a fallen room wait in the journal");
            tokio::time::sleep(HOME_RETRY).await;
        }
    }

    async fn try_bring_home(&self, team: TeamId) -> Result<(), String> {
        let journal = self.shared.journal.clone();
        let read = tokio::task::spawn_blocking(move || journal.unreleased(team)).await;
        let (entries, upto) = read.map_err(|error| error.to_string())?.map_err(|error| error.to_string())?;
        for chunk in entries.chunks(FLUSH_MAX_ENTRIES) {
            self.shared.store.flush_likes(chunk.to_vec()).await.map_err(|error| error.to_string())?;
        }
        if let Some(upto) = upto {
            self.shared.journal.release(team, upto);
        }
        Ok(())
    }
}
