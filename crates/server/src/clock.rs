//! The server's clock: the only place that asks the machine for the time. It knows nothing of what is timed.

use kith_protocol::Timestamp;
use std::time::{Instant, SystemTime, UNIX_EPOCH};

/// Tells the time. Cheap to copy; all copies agree.
#[derive(Clone, Copy, Debug)]
pub struct Clock {
    started_wall: Timestamp,
    started: Instant,
}

impl Clock {
    /// A clock set by the machine's wall clock now, and never again.
    #[must_use]
    pub fn start() -> Self {
        Self { started_wall: machine_time(), started: Instant::now() }
    }

    /// The time for everything that is measured, stored or due: it only goes forward, at the pace of seconds, also
    /// while somebody sets the machine's clock.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        let gone = Instant::now().saturating_duration_since(self.started);
        self.started_wall.plus_ms(i64::try_from(gone.as_millis()).unwrap_or(i64::MAX))
    }

    /// What the machine's wall clock says now; it may step. For the dates inside tokens, which other machines
    /// read and write too.
    #[must_use]
    #[expect(clippy::unused_self, reason = "time is asked of a clock, so that it is seen who asks")]
    pub fn wall(&self) -> Timestamp {
        machine_time()
    }
}

fn machine_time() -> Timestamp {
    let since_1970 = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    Timestamp(i64::try_from(since_1970.as_millis()).unwrap_or(i64::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn now_goes_forward_from_the_wall_clock() {
        let clock = Clock::start();
        let first = clock.now();
        assert!(first.ms_since(clock.wall()).abs() < 60_000);
        assert!(clock.now() >= first);
    }
}
