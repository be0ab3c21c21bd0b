//! How often is too often: a token bucket that is told the time.

use kith_protocol::Timestamp;

/// A rate: `burst` at once, then one each `refill_ms` milliseconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limit {
    /// How many at once.
    pub burst: u32,
    /// Milliseconds until one more is allowed; at least 1.
    pub refill_ms: u32,
}

/// What is left of a [`Limit`] for one person or one room.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TokenBucket {
    /// Tokens as the time they took to grow, so that no fraction is lost.
    saved_ms: i64,
    at: Timestamp,
}

impl TokenBucket {
    /// A bucket with the whole burst in it.
    #[must_use]
    pub const fn full(limit: Limit, now: Timestamp) -> Self {
        Self { saved_ms: capacity_ms(limit), at: now }
    }

    /// Takes one.
    ///
    /// # Errors
    /// The milliseconds until one will be there.
    pub const fn take(&mut self, limit: Limit, now: Timestamp) -> Result<(), u32> {
        self.refill(limit, now);
        let price_ms = limit.refill_ms as i64;
        if self.saved_ms >= price_ms {
            self.saved_ms -= price_ms;
            return Ok(());
        }
        #[expect(clippy::cast_sign_loss, clippy::cast_possible_truncation, reason = "0 < wait <= refill_ms")]
        Err((price_ms - self.saved_ms) as u32)
    }

    /// Puts back one that was taken for nothing.
    pub const fn give_back(&mut self, limit: Limit) {
        let sum_ms = self.saved_ms + limit.refill_ms as i64;
        self.saved_ms = if sum_ms < capacity_ms(limit) { sum_ms } else { capacity_ms(limit) };
    }

    /// Whether nothing is remembered any more: a fresh bucket would be the same.
    #[must_use]
    pub const fn is_full(&self, limit: Limit, now: Timestamp) -> bool {
        self.saved_ms + now.ms_since(self.at) >= capacity_ms(limit)
    }

    const fn refill(&mut self, limit: Limit, now: Timestamp) {
        let gone_ms = now.ms_since(self.at);
        // A clock that steps back refills nothing and takes nothing.
        if gone_ms > 0 {
            let sum_ms = self.saved_ms.saturating_add(gone_ms);
            self.saved_ms = if sum_ms < capacity_ms(limit) { sum_ms } else { capacity_ms(limit) };
        }
        self.at = now;
    }
}

const fn capacity_ms(limit: Limit) -> i64 {
    limit.burst as i64 * limit.refill_ms as i64
}

#[cfg(test)]
mod tests {
    use super::*;

    const LIMIT: Limit = Limit { burst: 3, refill_ms: 500 };

    #[test]
    fn a_burst_then_one_each_refill() {
        let mut bucket = TokenBucket::full(LIMIT, Timestamp(0));
        for _ in 0..3 {
            assert_eq!(bucket.take(LIMIT, Timestamp(0)), Ok(()));
        }
        assert_eq!(bucket.take(LIMIT, Timestamp(0)), Err(500));
        assert_eq!(bucket.take(LIMIT, Timestamp(499)), Err(1));
        assert_eq!(bucket.take(LIMIT, Timestamp(500)), Ok(()));
        assert_eq!(bucket.take(LIMIT, Timestamp(500)), Err(500));
    }

    #[test]
    fn it_never_holds_more_than_the_burst() {
        let mut bucket = TokenBucket::full(LIMIT, Timestamp(0));
        bucket.give_back(LIMIT);
        for _ in 0..3 {
            assert!(bucket.take(LIMIT, Timestamp(1_000_000)).is_ok());
        }
        assert!(bucket.take(LIMIT, Timestamp(1_000_000)).is_err());
        assert!(!bucket.is_full(LIMIT, Timestamp(1_001_499)));
        assert!(bucket.is_full(LIMIT, Timestamp(1_001_500)));
    }

    #[test]
    fn a_clock_that_steps_back_costs_nobody_anything() {
        let mut bucket = TokenBucket::full(LIMIT, Timestamp(10_000));
        assert!(bucket.take(LIMIT, Timestamp(0)).is_ok());
        assert!(bucket.take(LIMIT, Timestamp(0)).is_ok());
        assert!(bucket.take(LIMIT, Timestamp(0)).is_ok());
        assert_eq!(bucket.take(LIMIT, Timestamp(0)), Err(500));
        assert_eq!(bucket.take(LIMIT, Timestamp(500)), Ok(()));
    }
}
