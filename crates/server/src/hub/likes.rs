//! The way of likes out of a room: into the journal, then into the store; and home again after a crash.

use super::Hub;
use crate::random;
use kith_domain::{Input, LikeBatch, LikeEntry, Outcome, RoomId};
use kith_journal::{Journal, Position, Recovered};
use kith_protocol::TeamId;
use kith_store::{Store, StoreError};
use parking_lot::Mutex;
use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;
use tokio::sync::Notify;

/// How many likes one transaction takes.
const FLUSH_MAX_ENTRIES: usize = kith_domain::likes::FLUSH_AT_ENTRIES;
/// How long a fallen room waits before it tries to bring its likes home again.
const HOME_RETRY: Duration = Duration::from_secs(2);

/// What the journal said about likes that were sent to it, in the order in which they were sent. What it has no place
/// for it refuses at once, before what it took earlier.
#[derive(Default)]
pub struct Landings {
    landed: Mutex<Landed>,
    news: Notify,
    under_way: AtomicUsize,
}

#[derive(Default)]
struct Landed {
    sent: u64,
    taken: u64,
    /// By their place among those sent.
    waiting: BTreeMap<u64, Landing>,
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
        // Only teams have likes.
        let RoomId::Team(team) = room else { return };
        let (here, count) = (Arc::clone(self), entries.len());
        self.under_way.fetch_add(1, Ordering::AcqRel);
        let place = self.depart();
        journal.append(team, entries, move |result| {
            let landing = match result {
                Ok(position) => Landing { count, outcome: Outcome::Done, position: Some(position) },
                Err(error) => {
                    tracing::error!(%error, "likes could not be journalled; they are refused");
                    Landing { count, outcome: Outcome::Failed, position: None }
                }
            };
            here.land(place, landing);
        });
    }

    fn depart(&self) -> u64 {
        let mut landed = self.landed.lock();
        landed.sent += 1;
        landed.sent - 1
    }

    fn land(&self, place: u64, landing: Landing) {
        self.landed.lock().waiting.insert(place, landing);
        self.news.notify_one();
    }

    /// Waits for news. Safe to cancel.
    pub async fn landed(&self) {
        self.news.notified().await;
    }

    /// What is new, up to the first that has not landed.
    pub fn take(&self) -> Vec<Landing> {
        let mut landed = self.landed.lock();
        let mut news = Vec::new();
        let mut next = landed.taken;
        while let Some(landing) = landed.waiting.remove(&next) {
            news.push(landing);
            next += 1;
        }
        landed.taken = next;
        drop(landed);
        self.under_way.fetch_sub(news.len(), Ordering::AcqRel);
        news
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
                if let (Some(upto), RoomId::Team(team)) = (upto, room) {
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
        let jitter = random::any();
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
        let RoomId::Team(team) = room else { return };
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn jo1_what_is_refused_at_once_is_not_taken_for_what_was_said_before() {
        let landings = Landings::default();
        landings.under_way.store(3, Ordering::Release);
        let landing = |count, outcome| Landing { count, outcome, position: None };
        let [first, second, third] = [landings.depart(), landings.depart(), landings.depart()];
        landings.land(second, landing(5, Outcome::Failed));
        assert!(landings.take().is_empty(), "the first is still on its way to the disk");
        landings.land(first, landing(10, Outcome::Done));
        let order: Vec<_> = landings.take().iter().map(|landing| landing.count).collect();
        assert_eq!(order, [10, 5]);
        assert!(!landings.is_empty());
        landings.land(third, landing(1, Outcome::Done));
        assert_eq!((landings.take().len(), landings.is_empty()), (1, true));
    }
}
