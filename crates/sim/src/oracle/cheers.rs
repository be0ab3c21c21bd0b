//! Every cheer that was not refused is told, one by one or in a burst.

use super::verdict::{Checked, ensure};
use kith_domain::cheers::BURST_MS;
use kith_domain::{Audience, Effect, Input, SessionId};
use kith_protocol::{ServerMessage, Timestamp};

/// The cheers of one room.
#[derive(Debug, Default)]
pub struct CheerWatch {
    untold: i64,
    since: Option<Timestamp>,
}

impl CheerWatch {
    /// The room is told something, and says what follows from it. `is_here`: who is in the room.
    pub fn judge(
        &mut self,
        now: Timestamp,
        input: &Input,
        effects: &[Effect],
        is_here: impl Fn(SessionId) -> bool,
    ) -> Checked {
        let mut refused = false;
        for effect in effects {
            match effect {
                Effect::Send { to: Audience::One(_), message: ServerMessage::Error { .. } } => refused = true,
                Effect::Send { message: ServerMessage::LiveCheer { others, .. }, .. } => {
                    self.untold -= 1 + i64::from(*others);
                }
                Effect::Send { .. } | Effect::Answer { .. } | Effect::Journal(_) | Effect::Flush(_) => {}
            }
        }
        if let Input::Say { session, .. } = input {
            ensure(refused || is_here(*session), "ER1: who is not here is refused", || {
                format!("{session:?}")
            })?;
            self.untold += i64::from(!refused);
        }
        ensure(self.untold >= 0, "CH1: only what was cheered is told", || format!("{} more", -self.untold))?;
        self.since = if self.untold == 0 { None } else { self.since.or(Some(now)) };
        Ok(())
    }

    /// Nobody waits too long for a cheer.
    pub fn agrees(&self, now: Timestamp, late_ms: i64) -> Checked {
        let waited_ms = self.since.map_or(0, |since| now.ms_since(since));
        ensure(waited_ms <= BURST_MS + late_ms, "CH4: gathered cheers are told", || {
            format!("{} wait for {waited_ms} ms", self.untold)
        })
    }

    /// All were told.
    #[must_use]
    pub const fn is_settled(&self) -> bool {
        self.untold == 0
    }
}
