//! What the server says live about pacts: the payloads of its ten kinds of message. What clients say is in `client`, the
//! connection's own answers and refusals are those of every message.

use crate::client::Reference;
use crate::ids::{ActivityId, CheckinId, HabitGoalId, PactId, UserId};
use crate::pact_activity::{ActivityData, PactActivity};
use crate::pact_rest::{Checkin, Pact, PactMemberProgress};
use crate::pacts::ActivityType;
use crate::time::Timestamp;
use serde::{Deserialize, Serialize};

macro_rules! payloads {
    ($($(#[$doc:meta])* pub struct $name:ident { $($body:tt)* })*) => {$(
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
        #[cfg_attr(feature = "ts", derive(ts_rs::TS))]
        #[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
        #[serde(rename_all = "camelCase")]
        pub struct $name { $($body)* }
    )*};
}

payloads! {
    /// Where a pact stands, for who comes into its room.
    pub struct JoinedPact {
        /// The client's mark.
        #[serde(rename = "ref", default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "ts", ts(optional))]
        pub reference: Option<Reference>,
        /// The pact.
        pub pact_id: PactId,
        /// How it stands.
        pub pact: Pact,
        /// How everybody keeps it.
        pub members: Vec<PactMemberProgress>,
        /// Who is here, the caller included, and who is not.
        pub presence: PactPresence,
        /// The newest entries of its feed, oldest first.
        pub activities: Vec<PactActivity>,
        /// Names this numbering of the feed.
        pub epoch: String,
        /// The number of the feed's newest entry; 0 when it is empty.
        #[cfg_attr(feature = "ts", ts(type = "number"))]
        pub seq: u64,
        /// The server cannot tell all that `since` missed: fetch the feed again (RC2).
        pub resync: bool,
    }

    /// Who of those in a pact is in its room. SPEC.md LP3.
    pub struct PactPresence {
        /// How many are here: people, not devices.
        #[cfg_attr(feature = "ts", ts(type = "number"))]
        pub count: u32,
        /// Who is here, by name.
        pub here: Vec<PactPerson>,
        /// Who else is in the pact, by name.
        pub away: Vec<PactPerson>,
    }

    /// Somebody in a pact, as far as being here goes.
    pub struct PactPerson {
        /// Who.
        pub user_id: UserId,
        /// Their name.
        pub user_name: String,
        /// When somebody who is not here last was, by the server's clock, if they ever were.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "ts", ts(optional))]
        pub last_seen: Option<Timestamp>,
    }

    /// One is out of a pact's room.
    pub struct LeftPact {
        /// The client's mark.
        #[serde(rename = "ref", default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "ts", ts(optional))]
        pub reference: Option<Reference>,
        /// The pact.
        pub pact_id: PactId,
    }

    /// Somebody else came into the room.
    pub struct PartnerJoinedPact {
        /// The pact.
        pub pact_id: PactId,
        /// Who.
        pub user_id: UserId,
        /// Their name.
        pub user_name: String,
    }

    /// Somebody else left the room.
    pub struct PartnerLeftPact {
        /// The pact.
        pub pact_id: PactId,
        /// Who.
        pub user_id: UserId,
        /// Their name.
        pub user_name: String,
        /// When their last device went, by the server's clock.
        pub last_seen: Timestamp,
    }

    /// One's own check-in.
    pub struct OwnCheckin {
        /// The client's mark, for the device that logged it.
        #[serde(rename = "ref", default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "ts", ts(optional))]
        pub reference: Option<Reference>,
        /// What was said.
        pub checkin: Checkin,
        /// What the streak made of it.
        pub streak_update: StreakUpdate,
        /// What it achieved, each for the first time.
        pub achievements_unlocked: Vec<String>,
    }

    /// What a check-in made of a streak.
    pub struct StreakUpdate {
        /// How many dates, or weeks, the run counted before.
        pub before: u32,
        /// How many it counts now.
        pub after: u32,
        /// Whether that is more than any run before.
        pub is_new_record: bool,
        /// The milestone that it reached for the first time in this run.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "ts", ts(optional))]
        pub milestone: Option<u32>,
    }

    /// Another one's check-in.
    pub struct PartnerCheckin {
        /// The pact.
        pub pact_id: PactId,
        /// Who.
        pub user_id: UserId,
        /// Their name.
        pub user_name: String,
        /// What they said.
        pub checkin: Checkin,
        /// The habit's name.
        pub habit_name: String,
        /// Its number in the pact's feed; `PACT_ACTIVITY` of the same number is the same event.
        #[cfg_attr(feature = "ts", ts(type = "number"))]
        pub seq: u64,
    }

    /// A celebration for who hears it.
    pub struct ReceivedCelebration {
        /// The pact.
        pub pact_id: PactId,
        /// What was sent.
        pub celebration: Letter,
        /// Who sent it.
        pub from_user_name: String,
        /// What they wrote with it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "ts", ts(optional))]
        pub message: Option<String>,
    }

    /// An encouragement for who hears it.
    pub struct ReceivedEncouragement {
        /// The pact.
        pub pact_id: PactId,
        /// What was sent.
        pub encouragement: Letter,
        /// Who sent it.
        pub from_user_name: String,
        /// What they wrote.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "ts", ts(optional))]
        pub message: Option<String>,
    }

    /// A celebration or an encouragement.
    pub struct Letter {
        /// The entry of the feed.
        pub id: ActivityId,
        /// Its number in the pact's feed.
        #[cfg_attr(feature = "ts", ts(type = "number"))]
        pub seq: u64,
        /// The pact.
        pub pact_id: PactId,
        /// Who sent it.
        pub from_user_id: UserId,
        /// To whom.
        pub to_user_id: UserId,
        /// About which check-in.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "ts", ts(optional))]
        pub checkin_id: Option<CheckinId>,
        /// What was written.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "ts", ts(optional))]
        pub message: Option<String>,
    }

    /// A milestone of somebody's run.
    pub struct ReachedMilestone {
        /// The pact.
        pub pact_id: PactId,
        /// Whose run.
        pub user_id: UserId,
        /// Their name.
        pub user_name: String,
        /// The habit.
        pub habit_goal_id: HabitGoalId,
        /// The milestone.
        pub streak_days: u32,
        /// Its number in the pact's feed.
        #[cfg_attr(feature = "ts", ts(type = "number"))]
        pub seq: u64,
    }

    /// A [`PactActivity`] whose own `type` is `activityType` here: `type` is the message's.
    pub struct ToldActivity {
        /// Which.
        pub id: ActivityId,
        /// Its number in the pact's feed.
        #[cfg_attr(feature = "ts", ts(type = "number"))]
        pub seq: u64,
        /// The pact.
        pub pact_id: PactId,
        /// What it is about. In the `action` envelope it is `type` within `data`.
        pub activity_type: ActivityType,
        /// Who did it; of an ended pact, who made it.
        pub user_id: UserId,
        /// The rest of it.
        pub data: ActivityData,
        /// When.
        pub created_at: Timestamp,
    }
}
