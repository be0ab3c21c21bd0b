//! Like counts as state: the latest count of each post, told at most each quarter of a second.

use alloc::collections::BTreeMap;
use kith_protocol::{PostId, Timestamp};

/// The shortest time between two tellings of a room (SPEC.md LK5).
pub const TELL_INTERVAL_MS: i64 = 250;
/// How many posts' versions are remembered; beyond, all are forgotten, and a late fact may show for a moment.
pub const VERSIONS_MAX: usize = 512;

/// The like counts that a room still has to tell.
#[derive(Debug, Default)]
pub struct LikeCounts {
    untold: BTreeMap<PostId, u64>,
    versions: BTreeMap<PostId, u64>,
    told_at: Option<Timestamp>,
}

impl LikeCounts {
    /// A post's count is now this. A fact older than one already heard is dropped.
    pub fn changed(&mut self, post_id: PostId, like_count: u64, version: u64) {
        if self.versions.get(&post_id).is_some_and(|known| *known >= version) {
            return;
        }
        if self.versions.len() >= VERSIONS_MAX {
            self.versions.clear();
        }
        self.versions.insert(post_id, version);
        self.untold.insert(post_id, like_count);
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
}
