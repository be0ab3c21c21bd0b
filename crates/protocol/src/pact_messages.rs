//! What is said live about pacts: five kinds from clients, ten from the server, in the plain dialect's form. The
//! connection's own answers and refusals are those of every message.

use crate::client::Reference;
use crate::ids::{ActivityId, CheckinId, HabitGoalId, PactId, UserId};
use crate::pact_activity::{ActivityData, PactActivity};
use crate::pact_rest::{Checkin, NewCheckin, Pact, PactMemberProgress};
use crate::pacts::ActivityType;
use crate::server::Presence;
use crate::time::Timestamp;
use serde::{Deserialize, Serialize};

/// What a client says about pacts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(tag = "type", rename_all = "SCREAMING_SNAKE_CASE", rename_all_fields = "camelCase")]
pub enum PactRequest {
    /// Come into a pact's room.
    JoinPact {
        /// The pact.
        pact_id: PactId,
        /// The last number heard; what came after it is told again.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "ts", ts(optional, type = "number"))]
        since: Option<u64>,
        /// The numbering that `since` belongs to.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "ts", ts(optional))]
        epoch: Option<String>,
    },
    /// Leave its room; one stays in the pact.
    LeavePact {
        /// The pact.
        pact_id: PactId,
    },
    /// Log a check-in.
    LogCheckin(NewCheckin),
    /// Celebrate a check-in.
    SendCelebration {
        /// The check-in; without it the newest of `targetUserId` in `pactId`.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "ts", ts(optional))]
        checkin_id: Option<CheckinId>,
        /// The pact; without it the newest that both are in.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "ts", ts(optional))]
        pact_id: Option<PactId>,
        /// Whose check-in it is, to be sure.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "ts", ts(optional))]
        target_user_id: Option<UserId>,
        /// A word with it, at most 500 characters.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "ts", ts(optional))]
        message: Option<String>,
    },
    /// Encourage somebody.
    SendEncouragement {
        /// The pact that both are in.
        pact_id: PactId,
        /// Whom.
        target_user_id: UserId,
        /// With what, 1 to 500 characters.
        message: String,
    },
}

/// What the server says about pacts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(tag = "type", rename_all = "SCREAMING_SNAKE_CASE", rename_all_fields = "camelCase")]
pub enum PactMessage {
    /// The answer to `JOIN_PACT`, also unasked on connecting. What `since` missed follows it, in order.
    JoinedPact {
        /// The client's mark.
        #[serde(rename = "ref", default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "ts", ts(optional))]
        reference: Option<Reference>,
        /// The pact.
        pact_id: PactId,
        /// How it stands.
        pact: Pact,
        /// How everybody keeps it.
        members: Vec<PactMemberProgress>,
        /// Who is here, the caller included.
        presence: Presence,
        /// The newest entries of its feed, oldest first.
        activities: Vec<PactActivity>,
        /// Names this numbering of the feed.
        epoch: String,
        /// The number of the feed's newest entry; 0 when it is empty.
        #[cfg_attr(feature = "ts", ts(type = "number"))]
        seq: u64,
        /// The server cannot tell all that `since` missed: fetch the feed again (RC2).
        resync: bool,
    },
    /// The answer to `LEAVE_PACT`.
    LeftPact {
        /// The pact.
        pact_id: PactId,
    },
    /// Somebody else's first device came into the room.
    PartnerJoinedPact {
        /// The pact.
        pact_id: PactId,
        /// Who.
        user_id: UserId,
        /// Their name.
        user_name: String,
    },
    /// Somebody else's last device left the room.
    PartnerLeftPact {
        /// The pact.
        pact_id: PactId,
        /// Who.
        user_id: UserId,
        /// Their name.
        user_name: String,
    },
    /// One's own check-in; told to all devices of one's own.
    CheckinLogged {
        /// The client's mark.
        #[serde(rename = "ref", default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "ts", ts(optional))]
        reference: Option<Reference>,
        /// What was said.
        checkin: Checkin,
        /// What the streak made of it.
        streak_update: StreakUpdate,
        /// What it achieved, each for the first time.
        achievements_unlocked: Vec<String>,
    },
    /// Another one's check-in.
    PartnerCheckedIn {
        /// The pact.
        pact_id: PactId,
        /// Who.
        user_id: UserId,
        /// Their name.
        user_name: String,
        /// What they said.
        checkin: Checkin,
        /// The habit's name.
        habit_name: String,
        /// Its number in the pact's feed; `PACT_ACTIVITY` of the same number is the same event.
        #[cfg_attr(feature = "ts", ts(type = "number"))]
        seq: u64,
    },
    /// One's own check-in was celebrated.
    CelebrationReceived {
        /// The pact.
        pact_id: PactId,
        /// What was sent.
        celebration: Letter,
        /// Who sent it.
        from_user_name: String,
        /// What they wrote with it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "ts", ts(optional))]
        message: Option<String>,
    },
    /// One was encouraged.
    EncouragementReceived {
        /// The pact.
        pact_id: PactId,
        /// What was sent.
        encouragement: Letter,
        /// Who sent it.
        from_user_name: String,
        /// What they wrote.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "ts", ts(optional))]
        message: Option<String>,
    },
    /// A run reached a milestone, for the first time.
    StreakMilestone {
        /// The pact.
        pact_id: PactId,
        /// Whose run.
        user_id: UserId,
        /// Their name.
        user_name: String,
        /// The habit.
        habit_goal_id: HabitGoalId,
        /// The milestone.
        streak_days: u32,
        /// Its number in the pact's feed.
        #[cfg_attr(feature = "ts", ts(type = "number"))]
        seq: u64,
    },
    /// An entry of the pact's feed, as a [`PactActivity`] whose own `type` is `activityType` here: `type` is the message's.
    PactActivity {
        /// Which.
        id: ActivityId,
        /// Its number in the pact's feed.
        #[cfg_attr(feature = "ts", ts(type = "number"))]
        seq: u64,
        /// The pact.
        pact_id: PactId,
        /// What it is about. In the `action` envelope it is `type` within `data`.
        activity_type: ActivityType,
        /// Who did it; of an ended pact, who made it.
        user_id: UserId,
        /// The rest of it.
        data: ActivityData,
        /// When.
        created_at: Timestamp,
    },
}

/// What a check-in made of a streak.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
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

/// A celebration or an encouragement.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
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
