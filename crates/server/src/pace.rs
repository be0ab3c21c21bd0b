//! How often somebody, by person or by network, may do a thing through whatever door. It does not know which thing.

use crate::recent::Recent;
use kith_domain::limits::{Limit, TokenBucket};
use kith_protocol::{Refusal, Timestamp, UserId};
use parking_lot::Mutex;
use std::hash::Hash;
use std::sync::Arc;

/// How many paces are remembered; who did nothing for longest is forgotten first.
const REMEMBERED_MAX: usize = 65_536;

/// Everybody's pace at one thing. Cheap to clone.
pub struct Pace<K = UserId> {
    limit: Limit,
    buckets: Arc<Mutex<Recent<K, TokenBucket>>>,
}

impl<K> Clone for Pace<K> {
    fn clone(&self) -> Self {
        Self { limit: self.limit, buckets: Arc::clone(&self.buckets) }
    }
}

impl<K: Hash + Eq> Pace<K> {
    /// Nobody has done anything yet.
    pub fn new(limit: Limit) -> Self {
        Self { limit, buckets: Arc::new(Mutex::new(Recent::new(REMEMBERED_MAX))) }
    }

    /// Counts that somebody does it now.
    ///
    /// # Errors
    /// [`kith_protocol::ErrorCode::TooFast`] with the time to wait; then nothing is counted.
    pub fn step(&self, who: K, now: Timestamp) -> Result<(), Refusal> {
        let mut buckets = self.buckets.lock();
        let taken = match buckets.get_mut(&who) {
            Some(bucket) => bucket.take(self.limit, now),
            None => {
                let mut bucket = TokenBucket::full(self.limit, now);
                let taken = bucket.take(self.limit, now);
                buckets.insert(who, bucket);
                taken
            }
        };
        taken.map_err(|wait_ms| {
            let message = "That is faster than one person needs. Wait a moment, then go on.";
            Refusal::too_fast(message, wait_ms.div_ceil(1_000))
        })
    }

    /// Forgets a step that was none after all.
    pub fn give_back(&self, who: &K) {
        if let Some(bucket) = self.buckets.lock().get_mut(who) {
            bucket.give_back(self.limit);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    #[test]
    fn each_person_has_a_pace_of_their_own() {
        let pace = Pace::new(Limit { burst: 2, refill_ms: 1_000 });
        let (ann, ruth, now) = (UserId(Uuid::from_u128(1)), UserId(Uuid::from_u128(2)), Timestamp(0));
        assert!(pace.step(ann, now).is_ok() && pace.step(ann, now).is_ok());
        let refusal = pace.step(ann, now).unwrap_err();
        assert_eq!(refusal.retry_after_s, Some(1));
        assert!(pace.step(ruth, now).is_ok());
        assert!(pace.step(ann, now.plus_ms(1_000)).is_ok());
        pace.give_back(&ann);
        assert!(pace.step(ann, now.plus_ms(1_000)).is_ok());
    }
}
