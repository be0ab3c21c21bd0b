//! Pictures that people send: few are held in memory at once, fewer are worked on, and off the async threads. It does not
//! know what a picture is of.

mod prepare;

use bytes::Bytes;
use kith_protocol::{ErrorCode, Refusal, UserId};
use parking_lot::Mutex;
use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::{AcquireError, OwnedSemaphorePermit, Semaphore};
use tokio::time::timeout;

/// The largest picture that is taken, in bytes as it is sent (SPEC.md PF7).
pub const PICTURE_MAX_BYTES: usize = 8 * 1024 * 1024;

/// How many pictures are worked on at once. Each takes a core for some 0.3 s, and from 45 to 230 MB for it: one, so that
/// neither the rooms nor the machine's memory are at the mercy of uploads.
const AT_ONCE: usize = 1;

/// How many pictures are in memory as they were sent, arriving ones among them: 96 MiB together.
const HELD_MAX: usize = 12;

/// How many of them are one person's; their others wait.
const HELD_EACH_MAX: usize = 2;

/// How many callers may wait to send theirs; who comes later is told to come back.
const WAITING_MAX: usize = 512;

/// How long a caller waits to send before they are told to come back.
const WAIT_MAX: Duration = Duration::from_secs(20);

/// A picture as Kith keeps it: both are JPEG and hold nothing but pixels.
#[derive(Debug)]
pub struct Picture {
    /// For looking at.
    pub whole: Vec<u8>,
    /// For lists.
    pub thumbnail: Vec<u8>,
    /// Of the whole, in pixels.
    pub width: u32,
    /// Of the whole, in pixels.
    pub height: u32,
}

/// Who may send, and who works.
#[derive(Debug)]
pub struct Pictures {
    queue: Arc<Semaphore>,
    places: Arc<Semaphore>,
    turns: Arc<Semaphore>,
    /// Of those who hold a place or wait for one; never more than are in the queue.
    shares: Mutex<BTreeMap<UserId, Arc<Semaphore>>>,
}

/// The right to hold one picture as it was sent.
#[derive(Debug)]
pub struct Place {
    turns: Arc<Semaphore>,
    _held: [OwnedSemaphorePermit; 3],
}

impl Default for Pictures {
    fn default() -> Self {
        Self {
            queue: Arc::new(Semaphore::new(HELD_MAX + WAITING_MAX)),
            places: Arc::new(Semaphore::new(HELD_MAX)),
            turns: Arc::new(Semaphore::new(AT_ONCE)),
            shares: Mutex::default(),
        }
    }
}

impl Pictures {
    /// Waits for a place; first come, first served, and nobody has more than their share. Ask before the picture is read.
    ///
    /// # Errors
    /// [`ErrorCode::Unavailable`] when too many wait already, or it takes longer than [`WAIT_MAX`].
    pub async fn place(&self, user: UserId) -> Result<Place, Refusal> {
        let queued = Arc::clone(&self.queue).try_acquire_owned().map_err(|_| crowded())?;
        let share = self.share(user);
        let waiting = async {
            let share = share.acquire_owned().await?;
            Ok::<_, AcquireError>((share, Arc::clone(&self.places).acquire_owned().await?))
        };
        let (share, placed) =
            timeout(WAIT_MAX, waiting).await.map_err(|_| crowded())?.map_err(|_| crowded())?;
        Ok(Place { turns: Arc::clone(&self.turns), _held: [queued, share, placed] })
    }

    fn share(&self, user: UserId) -> Arc<Semaphore> {
        let mut shares = self.shares.lock();
        // Who holds or awaits a part of a share holds the share too.
        shares.retain(|_, share| Arc::strong_count(share) > 1);
        let share = shares.entry(user).or_insert_with(|| Arc::new(Semaphore::new(HELD_EACH_MAX)));
        Arc::clone(share)
    }
}

impl Place {
    /// Makes of what was sent what Kith keeps.
    ///
    /// # Errors
    /// [`ErrorCode::BadMessage`] for what is no picture, or only a part of one; [`ErrorCode::TooLarge`] for too many pixels.
    pub async fn prepare(self, sent: Bytes) -> Result<Picture, Refusal> {
        let turn = Arc::clone(&self.turns).acquire_owned().await.map_err(|_| crowded())?;
        // The place and the turn end with the work, not with the caller: one who goes away lets nobody in early.
        let work = tokio::task::spawn_blocking(move || {
            let prepared = prepare::prepare(&sent);
            drop((sent, turn, self));
            prepared
        });
        work.await.unwrap_or_else(|error| {
            tracing::error!(%error, "the work on a picture was cut short");
            Err(prepare::unreadable())
        })
    }
}

fn crowded() -> Refusal {
    Refusal {
        code: ErrorCode::Unavailable,
        message: "Many pictures are coming in at this moment. Send yours again in a few seconds.".to_owned(),
        retry_after_s: Some(5),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn person(number: usize) -> UserId {
        UserId(uuid::Uuid::from_u128(number as u128))
    }

    #[tokio::test]
    async fn pf7_one_person_holds_only_their_share_and_leaves_the_rest_to_others() {
        let pictures = Arc::new(Pictures::default());
        let mut greedy = Vec::new();
        for _ in 0..HELD_EACH_MAX {
            greedy.push(pictures.place(person(0)).await.unwrap());
        }
        let waiting: Vec<_> = (0..HELD_MAX)
            .map(|_| {
                let pictures = Arc::clone(&pictures);
                tokio::spawn(async move { pictures.place(person(0)).await.map(drop) })
            })
            .collect();
        while pictures.queue.available_permits() > WAITING_MAX - HELD_EACH_MAX {
            tokio::task::yield_now().await;
        }
        let mut others = Vec::new();
        for number in HELD_EACH_MAX..HELD_MAX {
            others.push(pictures.place(person(number)).await.unwrap());
        }
        assert_eq!(pictures.places.available_permits(), 0);
        drop((greedy, others));
        for waited in waiting {
            assert!(waited.await.unwrap().is_ok(), "they come to their turn");
        }
        drop(pictures.place(person(99)).await.unwrap());
        assert_eq!(pictures.shares.lock().len(), 1, "nobody is remembered who waits for nothing");
    }

    #[tokio::test]
    async fn pf7_few_pictures_are_held_some_wait_and_others_come_back() {
        let pictures = Arc::new(Pictures::default());
        let mut places = Vec::new();
        for number in 0..HELD_MAX {
            places.push(pictures.place(person(number)).await.unwrap());
        }
        let waiting: Vec<_> = (0..WAITING_MAX)
            .map(|number| {
                let pictures = Arc::clone(&pictures);
                tokio::spawn(async move { pictures.place(person(number)).await.map(drop) })
            })
            .collect();
        while pictures.queue.available_permits() > 0 {
            tokio::task::yield_now().await;
        }
        let refusal = pictures.place(person(0)).await.unwrap_err();
        assert_eq!((refusal.code, refusal.retry_after_s), (ErrorCode::Unavailable, Some(5)));
        places.pop();
        let mut answers = Vec::new();
        for waited in waiting {
            answers.push(waited.await.unwrap());
        }
        assert!(answers.iter().all(Result::is_ok), "one place serves all who wait");
    }

    #[tokio::test]
    async fn pf7_what_is_worked_on_takes_turns_and_gives_its_place_back() {
        let pictures = Pictures::default();
        let turn = Arc::clone(&pictures.turns).acquire_owned().await.unwrap();
        let place = pictures.place(person(0)).await.unwrap();
        let work = tokio::spawn(place.prepare(Bytes::from_static(b"no picture")));
        tokio::task::yield_now().await;
        assert_eq!(pictures.places.available_permits(), HELD_MAX - 1);
        drop(turn);
        assert_eq!(work.await.unwrap().unwrap_err().code, ErrorCode::BadMessage);
        assert_eq!(pictures.places.available_permits(), HELD_MAX);
    }
}
