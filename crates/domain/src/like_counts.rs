//! Like counts as they are told: the latest count of each post, at most each quarter of a second.

use alloc::collections::BTreeMap;
use kith_protocol::{PostId, Timestamp};

/// The shortest time between two tellings of a room (SPEC.md LK5).
pub const TELL_INTERVAL_MS: i64 = 250;

/// The like counts that a room still has to tell.
#[derive(Debug, Default)]
pub struct LikeCounts {
    untold: BTreeMap<PostId, u64>,
    told_at: Option<Timestamp>,
}

impl LikeCounts {
    /// These counts changed.
    pub fn changed(&mut self, counts: BTreeMap<PostId, u64>) {
        self.untold.extend(counts);
    }

    /// When counts are to be told next; `None` while there is nothing to tell.
    #[must_use]
    pub fn due(&self) -> Option<Timestamp> {
        if self.untold.is_empty() {
            return None;
        }
        Some(self.told_at.map_or(Timestamp(i64::MIN), |at| at.plus_ms(TELL_INTERVAL_MS)))
    }

    /// The counts, if it is time to tell them.
    pub fn take_due(&mut self, now: Timestamp) -> BTreeMap<PostId, u64> {
        if self.due().is_some_and(|due| due <= now) {
            self.told_at = Some(now);
            return core::mem::take(&mut self.untold);
        }
        BTreeMap::new()
    }

    /// Whether nothing is owed and the last telling is too long ago to matter.
    #[must_use]
    pub fn is_settled(&self, now: Timestamp) -> bool {
        self.untold.is_empty() && self.told_at.is_none_or(|at| now.ms_since(at) >= TELL_INTERVAL_MS)
    }
}
