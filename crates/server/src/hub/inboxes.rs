//! The order of what comes into an inbox: it is told in the order in which it was committed.

use kith_protocol::UserId;
use std::array;
use std::collections::BTreeSet;
use tokio::sync::{Mutex, MutexGuard};

/// Among how many turns the inboxes are shared out; two that share one wait for each other.
const TURNS: usize = 256;

/// A turn for each inbox: whoever has it commits and tells before the next.
pub struct Inboxes {
    turns: [Mutex<()>; TURNS],
}

impl Default for Inboxes {
    fn default() -> Self {
        Self { turns: array::from_fn(|_| Mutex::new(())) }
    }
}

/// The turns of some inboxes; they end when this is dropped.
pub struct Turns<'a> {
    _turns: Vec<MutexGuard<'a, ()>>,
}

impl Inboxes {
    /// Waits for the turns of these people's inboxes, always in the same order: two who wait for each other's would wait
    /// for ever.
    pub async fn turns(&self, people: &[UserId]) -> Turns<'_> {
        let places: BTreeSet<_> = people.iter().copied().map(place).collect();
        let mut turns = Vec::with_capacity(places.len());
        for place in places {
            turns.push(self.turns[place].lock().await);
        }
        Turns { _turns: turns }
    }
}

/// The last byte of an id is drawn by chance.
fn place(user: UserId) -> usize {
    usize::from(user.0.as_bytes()[15]) % TURNS
}
