//! Cheers: told at once while they are few, gathered into bursts when a whole room cheers, refused to a person who
//! never stops.

use crate::limits::{Limit, TokenBucket};
use alloc::collections::BTreeMap;
use alloc::string::{String, ToString};
use kith_protocol::{CheerIcon, Refusal, Timestamp, UserId};

/// What one person may cheer in a room, all devices together (SPEC.md CH3). Full again after the grace of leaving,
/// so that leaving and coming back gains nothing.
pub const PERSON_LIMIT: Limit = Limit { burst: 10, refill_ms: 500 };
/// What a room tells one by one (SPEC.md CH4).
pub const ROOM_LIMIT: Limit = Limit { burst: 20, refill_ms: 50 };
/// How long cheers beyond [`ROOM_LIMIT`] are gathered.
pub const BURST_MS: i64 = 500;

/// Cheers of one icon, told as one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Burst {
    /// Who cheered first.
    pub user_id: UserId,
    /// Their name.
    pub user_name: String,
    /// How many more cheers it stands for.
    pub others: u32,
}

/// The cheers of a room.
#[derive(Debug)]
pub struct Cheers {
    people: BTreeMap<UserId, TokenBucket>,
    room: TokenBucket,
    gathered: BTreeMap<CheerIcon, Burst>,
    tell_at: Option<Timestamp>,
}

impl Cheers {
    /// No cheers yet.
    #[must_use]
    pub const fn new(now: Timestamp) -> Self {
        Self {
            people: BTreeMap::new(),
            room: TokenBucket::full(ROOM_LIMIT, now),
            gathered: BTreeMap::new(),
            tell_at: None,
        }
    }

    /// Somebody cheers. `Some` is to be told now; `None` was gathered for later.
    ///
    /// # Errors
    /// [`kith_protocol::ErrorCode::TooFast`] beyond [`PERSON_LIMIT`].
    pub fn cheer(
        &mut self,
        user_id: UserId,
        user_name: &str,
        icon: CheerIcon,
        now: Timestamp,
    ) -> Result<Option<Burst>, Refusal> {
        let bucket = self.people.entry(user_id).or_insert_with(|| TokenBucket::full(PERSON_LIMIT, now));
        if let Err(wait_ms) = bucket.take(PERSON_LIMIT, now) {
            return Err(Refusal::too_fast(
                "That was a lot of cheering. Take a breath and cheer again in a moment.",
                wait_ms.div_ceil(1_000),
            ));
        }
        if let Some(burst) = self.gathered.get_mut(&icon) {
            burst.others = burst.others.saturating_add(1);
            return Ok(None);
        }
        let burst = Burst { user_id, user_name: user_name.to_string(), others: 0 };
        if self.room.take(ROOM_LIMIT, now).is_ok() {
            return Ok(Some(burst));
        }
        self.gathered.insert(icon, burst);
        self.tell_at.get_or_insert(now.plus_ms(BURST_MS));
        Ok(None)
    }

    /// Forgets a person who is gone.
    pub fn forget(&mut self, user_id: UserId) {
        self.people.remove(&user_id);
    }

    /// When gathered cheers are to be told.
    #[must_use]
    pub const fn due(&self) -> Option<Timestamp> {
        self.tell_at
    }

    /// The gathered cheers, if it is time to tell them.
    pub fn take_due(&mut self, now: Timestamp) -> BTreeMap<CheerIcon, Burst> {
        if self.tell_at.is_some_and(|due| due <= now) {
            self.tell_at = None;
            return core::mem::take(&mut self.gathered);
        }
        BTreeMap::new()
    }

    /// Whether nothing is owed and everybody may cheer as if they never had.
    #[must_use]
    pub fn is_settled(&self, now: Timestamp) -> bool {
        let rested = |bucket: &TokenBucket| bucket.is_full(PERSON_LIMIT, now);
        self.gathered.is_empty() && self.room.is_full(ROOM_LIMIT, now) && self.people.values().all(rested)
    }
}
