//! When presence is told: soon after a change, seldom in a crowd, and once each beat.

use kith_protocol::Timestamp;

/// The shortest time between two presence messages of a room (SPEC.md PR2).
pub const CALM_INTERVAL_MS: i64 = 250;
/// The same while many come and go.
pub const BUSY_INTERVAL_MS: i64 = 1_000;
/// More changes than this within [`BUSY_INTERVAL_MS`] are many.
pub const BUSY_CHANGES: u32 = 10;

/// Decides when a room's presence is told next.
#[derive(Debug)]
pub struct PresencePace {
    beat_ms: i64,
    dirty: bool,
    told_at: Option<Timestamp>,
    window_start: Timestamp,
    window_changes: u32,
}

impl PresencePace {
    /// Told last at `told_at`, if ever; `beat_ms` between two messages when nothing changes.
    #[must_use]
    pub const fn new(beat_ms: i64, told_at: Option<Timestamp>) -> Self {
        Self { beat_ms, dirty: false, told_at, window_start: Timestamp(i64::MIN), window_changes: 0 }
    }

    /// Somebody came or went.
    pub const fn changed(&mut self, now: Timestamp) {
        if now.ms_since(self.window_start) >= BUSY_INTERVAL_MS {
            self.window_start = now;
            self.window_changes = 0;
        }
        self.window_changes = self.window_changes.saturating_add(1);
        self.dirty = true;
    }

    /// Presence was told to everybody.
    pub const fn told(&mut self, now: Timestamp) {
        self.dirty = false;
        self.told_at = Some(now);
    }

    /// When it is to be told next.
    #[must_use]
    pub fn due(&self) -> Timestamp {
        let Some(told_at) = self.told_at else { return Timestamp(i64::MIN) };
        told_at.plus_ms(match (self.dirty, self.window_changes > BUSY_CHANGES) {
            (false, _) => self.beat_ms,
            (true, false) => CALM_INTERVAL_MS,
            (true, true) => BUSY_INTERVAL_MS,
        })
    }

    /// When presence was told last, if nothing else of the past matters any more; `None` while a change is untold.
    #[must_use]
    pub fn settled(&self, now: Timestamp) -> Option<Option<Timestamp>> {
        let calm = !self.dirty && now.ms_since(self.window_start) >= BUSY_INTERVAL_MS;
        calm.then_some(self.told_at)
    }
}
