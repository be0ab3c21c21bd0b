//! Rings the store's alarms: each when it is due, at least once, and again until its effect is committed. What came
//! due while the server was down rings once after the start. It also gives Kith's signs of life, before anything rings:
//! whose run needed a date on which Kith was away is not told that it came to rest.

use super::Hub;
use crate::random;
use futures_util::{StreamExt as _, stream};
use kith_protocol::Timestamp;
use kith_store::{Alarm, StoreError};
use std::time::Duration;

/// How many alarms ring in a row before the next ones are looked for.
const RING_MAX: u32 = 100;
/// How many ring at once: on SQLite they share commits, and on PostgreSQL one that waits holds nobody up.
const RING_AT_ONCE: usize = 8;
/// The first wait after a failure; doubled each time.
const BACKOFF_MIN_MS: i64 = 2_000;
/// The longest wait after a failure. An alarm is never given up.
const BACKOFF_MAX_MS: i64 = 1_024_000;
/// How often an alarm fails before the gauge shows it.
const FAILING_ATTEMPTS: u32 = 6;
/// How often Kith gives a sign of life, and the longest wait between two looks.
const SIGN_EACH: Duration = Duration::from_secs(60);
/// How long a look and what it rings may take: a connection that died without a word would never answer.
const RING_ALL_MAX: Duration = Duration::from_secs(60);
/// How long to wait after the store could not even be asked.
const OUTAGE_REST: Duration = Duration::from_secs(5);

/// What is remembered from one round to the next.
#[derive(Default)]
struct Rounds {
    /// When Kith gave its last sign of life.
    signed_at: Option<Timestamp>,
    /// Whether some alarm keeps failing, or may.
    some_fail: bool,
}

impl Hub {
    /// Rings alarms as long as the process runs.
    pub(super) async fn ring_alarms(self) {
        let mut rounds = Rounds { some_fail: true, ..Rounds::default() };
        loop {
            let rest = match tokio::time::timeout(RING_ALL_MAX, self.ring_due(&mut rounds)).await {
                Ok(Ok(rest)) => rest,
                Ok(Err(error)) => {
                    tracing::warn!(%error, "alarms wait: the database cannot be asked for them");
                    OUTAGE_REST
                }
                Err(_) => {
                    tracing::warn!("alarms wait: the database does not answer");
                    OUTAGE_REST
                }
            };
            // A time-out is the usual end: the next alarm is due.
            let _ = tokio::time::timeout(rest, self.shared.alarm_set.notified()).await;
        }
    }

    /// Rings what is due, and says how long until the next.
    async fn ring_due(&self, rounds: &mut Rounds) -> Result<Duration, StoreError> {
        let now = self.shared.clock.now();
        let is_fresh = |at: Timestamp| now.ms_since(at).unsigned_abs() < SIGN_EACH.as_millis() as u64;
        if !rounds.signed_at.is_some_and(is_fresh) {
            if let Some(outage) = self.shared.store.give_sign_of_life(now).await? {
                let minutes = outage.to.ms_since(outage.from) / 60_000;
                tracing::info!(minutes, "Kith was away; what it made impossible breaks no streak");
            }
            rounds.signed_at = Some(now);
        }
        let due = self.shared.store.due_alarms(now, RING_MAX).await?;
        let more = due.len() >= RING_MAX as usize;
        let rings = due.into_iter().map(|alarm| self.ring(alarm, now));
        let mut rings = stream::iter(rings).buffer_unordered(RING_AT_ONCE);
        let mut failure = None;
        while let Some(rung) = rings.next().await {
            match rung {
                Ok(is_rung) => rounds.some_fail |= !is_rung,
                Err(error) => failure = Some(error),
            }
        }
        if let Some(error) = failure {
            return Err(error);
        }
        // All alarms are read for it: only where there may be something to find.
        if rounds.some_fail {
            let failing = self.shared.store.failing_alarms(1).await?;
            rounds.some_fail = failing > 0;
            #[expect(clippy::cast_precision_loss, reason = "a gauge of far fewer than 2^52 alarms")]
            let failing = self.shared.store.failing_alarms(FAILING_ATTEMPTS).await? as f64;
            metrics::gauge!("kith_alarms_failing").set(failing);
        }
        let next = self.shared.store.next_alarm().await?;
        let wait_ms = next.map(|due| due.ms_since(self.shared.clock.now()).max(0).unsigned_abs());
        Ok(match wait_ms {
            _ if more => Duration::ZERO,
            Some(wait_ms) => Duration::from_millis(wait_ms).min(SIGN_EACH),
            None => SIGN_EACH,
        })
    }

    /// Rings one. Whether it was rung, now or before; if not, it will be later.
    async fn ring(&self, alarm: Alarm, now: Timestamp) -> Result<bool, StoreError> {
        let error = match self.shared.store.fire_alarm(alarm.clone()).await {
            Ok(rang) => {
                metrics::counter!("kith_alarms_rung_total").increment(u64::from(rang.is_some()));
                if let Some(happened) = rang {
                    self.happened(happened).await;
                }
                return Ok(true);
            }
            Err(error) => error,
        };
        tracing::warn!(of = %alarm.of, name = alarm.name, attempt = alarm.attempt, %error, "an alarm failed");
        let wait_ms = rest_ms(alarm.attempt);
        // Spread, so that what failed together does not come back together; any number will do.
        let spread = random::any() % (wait_ms.unsigned_abs() / 4 + 1);
        let due = now.plus_ms(wait_ms + i64::try_from(spread).unwrap_or(0));
        self.shared.store.postpone_alarm(alarm, due).await?;
        Ok(false)
    }
}

/// How long an alarm rests after it has failed this often before.
fn rest_ms(attempt: u32) -> i64 {
    BACKOFF_MIN_MS.saturating_mul(1 << attempt.min(16)).min(BACKOFF_MAX_MS)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn al3_the_rests_grow_to_a_longest_one_and_never_end() {
        let rests = [0, 1, 8, 9, 40, u32::MAX].map(rest_ms);
        assert_eq!(rests, [2_000, 4_000, 512_000, 1_024_000, 1_024_000, 1_024_000]);
    }
}
