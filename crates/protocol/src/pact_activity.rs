//! What a pact's feed tells, and the bodies of the REST calls that tell it.

use crate::ids::{ActivityId, CheckinId, HabitGoalId, PactId, UserId};
use crate::pacts::ActivityType;
use crate::time::Timestamp;
use serde::{Deserialize, Serialize};

macro_rules! bodies {
    ($($(#[$doc:meta])* pub struct $name:ident { $($body:tt)* })*) => {$(
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
        #[cfg_attr(feature = "ts", derive(ts_rs::TS))]
        #[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
        #[serde(rename_all = "camelCase")]
        pub struct $name { $($body)* }
    )*};
}

bodies! {
    /// What happened in a pact, numbered 1, 2, 3 … without a hole.
    pub struct PactActivity {
        /// Which.
        pub id: ActivityId,
        /// Its number in the pact.
        #[cfg_attr(feature = "ts", ts(type = "number"))]
        pub seq: u64,
        /// The pact.
        pub pact_id: PactId,
        /// What it is about.
        #[serde(rename = "type")]
        pub kind: ActivityType,
        /// Who did it; of an ended pact, who made it.
        pub user_id: UserId,
        /// The rest of it.
        pub data: ActivityData,
        /// When.
        pub created_at: Timestamp,
    }

    /// What an activity says beside who and when.
    pub struct ActivityData {
        /// The name of who did it.
        pub user_name: String,
        /// The habit.
        pub habit_goal_id: HabitGoalId,
        /// What it is called.
        pub habit_name: String,
        /// The check-in it is about.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "ts", ts(optional))]
        pub checkin_id: Option<CheckinId>,
        /// The check-in's date, `YYYY-MM-DD`.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "ts", ts(optional))]
        pub day: Option<String>,
        /// Whom it is for.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "ts", ts(optional))]
        pub target_user_id: Option<UserId>,
        /// What was written with it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "ts", ts(optional))]
        pub message: Option<String>,
        /// How long the run is, in dates or weeks: after a check-in, at a milestone, or before it came to rest. Not there
        /// where none lives.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "ts", ts(optional))]
        pub streak_days: Option<u32>,
    }

    /// Some activities of a pact.
    pub struct PactActivities {
        /// With `since` oldest first, else newest first.
        pub activities: Vec<PactActivity>,
        /// What to send for the next page, as `since` or as `before`, whichever was asked; `null` at the end.
        pub next: Option<String>,
    }

    /// One activity.
    pub struct ActivityBody {
        /// The activity.
        pub activity: PactActivity,
    }
}
