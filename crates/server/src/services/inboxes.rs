//! The order of what comes into an inbox: it is told in the order in which it was committed.

use kith_protocol::UserId;
use std::array;
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

/// The turns of two inboxes; they end when this is dropped.
pub struct Turns<'a> {
    _turns: (MutexGuard<'a, ()>, Option<MutexGuard<'a, ()>>),
}

impl Inboxes {
    /// Waits for the turns of two inboxes, always in the same order: two who wait for each other's would wait for
    /// ever.
    pub async fn turns(&self, one: UserId, other: UserId) -> Turns<'_> {
        let (one, other) = (place(one), place(other));
        let (first, second) = (one.min(other), one.max(other));
        let first_turn = self.turns[first].lock().await;
        let second_turn = if second == first { None } else { Some(self.turns[second].lock().await) };
        Turns { _turns: (first_turn, second_turn) }
    }
}

/// The last byte of an id is drawn by chance.
fn place(user: UserId) -> usize {
    usize::from(user.0.as_bytes()[15]) % TURNS
}
