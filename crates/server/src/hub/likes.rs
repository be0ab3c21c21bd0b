//! The way of likes out of a room: into the journal, then into the store; and home again after a crash.

use super::Hub;
use crate::random;
use futures_util::FutureExt as _;
use kith_domain::likes::FLUSH_MIN_ENTRIES;
use kith_domain::{Input, LikeBatch, LikeEntry, Outcome, RoomId};
use kith_journal::{Journal, Position};
use kith_protocol::TeamId;
use kith_store::Store;
use parking_lot::Mutex;
use std::collections::BTreeMap;
use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::Duration;
use tokio::sync::Notify;
use tokio::time::timeout;

/// How many likes one transaction takes.
const FLUSH_MAX_ENTRIES: usize = kith_domain::likes::FLUSH_AT_ENTRIES;
/// The longest that the store may take for them.
const WRITE_MAX: Duration = Duration::from_secs(30);
/// How long a fallen room waits before it tries to bring its likes home again.
const HOME_RETRY: Duration = Duration::from_secs(2);

/// What the journal said about likes that were sent to it, in the order in which they were sent. What it has no place
/// for it refuses at once, before what it took earlier.
#[derive(Default)]
pub struct Landings {
    landed: Mutex<Landed>,
    news: Notify,
    under_way: AtomicUsize,
    /// The last one was refused: said once, not for every like of a disk that is full.
    failing: AtomicBool,
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
                Ok(position) => {
                    if here.failing.swap(false, Ordering::AcqRel) {
                        tracing::info!(%room, "likes are journalled again");
                    }
                    Landing { count, outcome: Outcome::Done, position: Some(position) }
                }
                Err(error) => {
                    metrics::counter!("kith_likes_not_journalled_total").increment(count as u64);
                    if !here.failing.swap(true, Ordering::AcqRel) {
                        tracing::error!(%room, %error, "likes cannot be journalled; they are refused");
                    }
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
        let LikeBatch { id, entries, is_all: _ } = batch;
        let count = entries.len() as u64;
        // Also a bug is an answer to the room, which would wait for it for ever.
        let written = AssertUnwindSafe(write(&hub.shared.store, entries)).catch_unwind().await;
        let outcome = match written.unwrap_or_else(|_| Err(String::from("a bug in the store"))) {
            Ok(homeless) => {
                metrics::counter!("kith_likes_flushed_total").increment(count - homeless);
                tell_of(homeless);
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

/// Writes likes to the store, which may take so long and no longer: a connection that died without a word would never
/// answer. Gives how many had no home.
async fn write(store: &Store, entries: Vec<LikeEntry>) -> Result<u64, String> {
    match timeout(WRITE_MAX, store.flush_likes(entries)).await {
        Ok(outcome) => outcome.map_err(|error| error.to_string()),
        Err(_) => Err(format!("no answer within {WRITE_MAX:?}")),
    }
}

/// Writes many likes in as large pieces as the store takes.
pub(super) async fn write_all(store: &Store, mut entries: &[LikeEntry]) -> Result<(), String> {
    let mut piece_max = FLUSH_MAX_ENTRIES;
    while !entries.is_empty() {
        let (piece, rest) = entries.split_at(entries.len().min(piece_max));
        match write(store, piece.to_vec()).await {
            Ok(homeless) => {
                tell_of(homeless);
                entries = rest;
            }
            Err(_) if piece.len() > FLUSH_MIN_ENTRIES => piece_max = (piece.len() / 2).max(FLUSH_MIN_ENTRIES),
            Err(error) => return Err(error),
        }
    }
    Ok(())
}

/// Says that likes were dropped because their post or their person is gone.
fn tell_of(homeless: u64) {
    if homeless > 0 {
        tracing::error!(homeless, "likes of posts or people that are gone were dropped");
        metrics::counter!("kith_likes_dropped_total").increment(homeless);
    }
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
        write_all(&self.shared.store, &entries).await?;
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
