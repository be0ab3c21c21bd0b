//! The bodies of the REST calls about habits, pacts and check-ins.
// Size: one vocabulary, and most of it says what its fields mean.

use crate::ids::{CheckinId, HabitGoalId, PactId, ProofId, UserId};
use crate::pacts::{CheckinStatus, FrequencyType, MemberStatus, PactRole, PactStatus};
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
    /// Something a person wants to keep at.
    pub struct HabitGoal {
        /// Which.
        pub id: HabitGoalId,
        /// What, 1 to 80 characters.
        pub name: String,
        /// A word to sort by.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "ts", ts(optional))]
        pub category: Option<String>,
        /// A picture of it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "ts", ts(optional))]
        pub emoji: Option<String>,
        /// How often it is asked for.
        pub frequency_type: FrequencyType,
        /// On how many dates a week, 1 to 7.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "ts", ts(optional))]
        pub frequency_count: Option<u8>,
        /// On which days of the week: 0 is Sunday, 6 is Saturday.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "ts", ts(optional))]
        pub target_days_of_week: Option<Vec<u8>>,
        /// `build_good`, `break_bad`, `savings_goal` or `maintenance`.
        pub goal_type: String,
        /// Whether its owner put it away. Pacts on it go on.
        pub archived: bool,
        /// When it was made.
        pub created_at: Timestamp,
    }

    /// Makes a habit goal.
    pub struct NewHabitGoal {
        /// What, 1 to 80 characters.
        pub name: String,
        /// A word to sort by, 1 to 40 characters.
        #[serde(default)]
        #[cfg_attr(feature = "ts", ts(optional))]
        pub category: Option<String>,
        /// A picture of it, 1 to 16 characters.
        #[serde(default)]
        #[cfg_attr(feature = "ts", ts(optional))]
        pub emoji: Option<String>,
        /// How often it is asked for.
        pub frequency_type: FrequencyType,
        /// On how many dates a week, 1 to 7; `weekly` without it and without days is once.
        #[serde(default)]
        #[cfg_attr(feature = "ts", ts(optional))]
        pub frequency_count: Option<u8>,
        /// On which days of the week: 0 is Sunday, 6 is Saturday.
        #[serde(default)]
        #[cfg_attr(feature = "ts", ts(optional))]
        pub target_days_of_week: Option<Vec<u8>>,
        /// `build_good` (the default), `break_bad`, `savings_goal` or `maintenance`.
        #[serde(default)]
        #[cfg_attr(feature = "ts", ts(optional))]
        pub goal_type: Option<String>,
    }

    /// One habit goal.
    pub struct HabitGoalBody {
        /// The goal.
        pub habit_goal: HabitGoal,
    }

    /// A habit to begin with: what `NewHabitGoal` takes.
    pub struct HabitTemplate {
        /// Names it among the templates.
        pub key: String,
        /// What.
        pub name: String,
        /// A word to sort by.
        pub category: String,
        /// A picture of it.
        pub emoji: String,
        /// How often it is asked for.
        pub frequency_type: FrequencyType,
        /// On how many dates a week.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "ts", ts(optional))]
        pub frequency_count: Option<u8>,
        /// `build_good`, `break_bad`, `savings_goal` or `maintenance`.
        pub goal_type: String,
    }

    /// Habits to begin with.
    pub struct HabitTemplates {
        /// The most usual ones first.
        pub templates: Vec<HabitTemplate>,
    }

    /// The caller's habit goals.
    pub struct HabitGoals {
        /// Oldest first.
        pub habit_goals: Vec<HabitGoal>,
    }

    /// Some people keeping a habit together for some time.
    pub struct Pact {
        /// Which.
        pub id: PactId,
        /// The habit.
        pub habit_goal_id: HabitGoalId,
        /// What it is called.
        pub habit_name: String,
        /// How it stands.
        pub status: PactStatus,
        /// What kind it is, as its creator called it.
        pub pact_type: String,
        /// For how many dates: 7, 14, 30, 60 or 90.
        pub duration_days: u16,
        /// What who fails owes the others.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "ts", ts(optional))]
        pub consequence: Option<String>,
        /// Who made it.
        pub creator_user_id: UserId,
        /// Its first date, `YYYY-MM-DD`, once it has started.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "ts", ts(optional))]
        pub start_date: Option<String>,
        /// Its last date, `YYYY-MM-DD`, once it has started.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "ts", ts(optional))]
        pub end_date: Option<String>,
        /// When its last date is over everywhere, once it has started.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "ts", ts(optional))]
        pub ends_at: Option<Timestamp>,
        /// The pact that this one renews.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "ts", ts(optional))]
        pub renews: Option<PactId>,
        /// Everybody who is or was in it or invited, in the order of their coming.
        pub members: Vec<PactMember>,
        /// When it was made.
        pub created_at: Timestamp,
    }

    /// Somebody in a pact.
    pub struct PactMember {
        /// Who.
        pub user_id: UserId,
        /// Their name.
        pub user_name: String,
        /// What they are in it.
        pub role: PactRole,
        /// How they stand.
        pub status: MemberStatus,
    }

    /// Somebody in a pact, with how they keep it.
    pub struct PactMemberProgress {
        /// Who.
        pub user_id: UserId,
        /// Their name.
        pub user_name: String,
        /// What they are in it.
        pub role: PactRole,
        /// How they stand.
        pub status: MemberStatus,
        /// How many dates they completed of those the pact asked for until now.
        pub completed: u32,
        /// How many it asked for until now; today counts once it is done.
        pub due: u32,
        /// The one of the other in whole percent, rounded down; 0 before the first date.
        pub completion_rate: u8,
        /// Their streak with this habit.
        pub streak: StreakNow,
    }

    /// Makes a pact.
    pub struct NewPact {
        /// The habit, one of the caller's own.
        pub habit_goal_id: HabitGoalId,
        /// For how many dates: 7, 14, 30, 60 or 90.
        pub duration_days: u16,
        /// Who is invited, at most 5.
        #[serde(default)]
        #[cfg_attr(feature = "ts", ts(as = "Option<Vec<UserId>>", optional))]
        pub partner_user_ids: Vec<UserId>,
        /// What kind it is, 1 to 40 characters; `accountability` without it.
        #[serde(default)]
        #[cfg_attr(feature = "ts", ts(optional))]
        pub pact_type: Option<String>,
        /// What who fails owes the others, 1 to 500 characters.
        #[serde(default)]
        #[cfg_attr(feature = "ts", ts(optional))]
        pub consequence: Option<String>,
    }

    /// A new pact and the way into it.
    pub struct PactMade {
        /// The pact.
        pub pact: Pact,
        /// Short enough to be read aloud; good until somebody accepts it, or for 14 days.
        pub invite_code: String,
    }

    /// Asks people into a pact.
    #[derive(Default)]
    pub struct NewPactInvite {
        /// Who is asked by name; also such as have declined or left.
        #[serde(default)]
        #[cfg_attr(feature = "ts", ts(as = "Option<Vec<UserId>>", optional))]
        pub partner_user_ids: Vec<UserId>,
    }

    /// One pact.
    pub struct PactBody {
        /// The pact.
        pub pact: Pact,
    }

    /// One pact with how everybody keeps it.
    pub struct PactDetail {
        /// The pact.
        pub pact: Pact,
        /// Everybody, in the order of their coming.
        pub members: Vec<PactMemberProgress>,
    }

    /// The caller's pacts.
    pub struct Pacts {
        /// Newest first.
        pub pacts: Vec<Pact>,
        /// What to send as `before` for the next page; `null` at the end.
        pub next: Option<String>,
    }

    /// What a person said of a date.
    pub struct Checkin {
        /// Which.
        pub id: CheckinId,
        /// Whose.
        pub user_id: UserId,
        /// The habit.
        pub habit_goal_id: HabitGoalId,
        /// The date, `YYYY-MM-DD`.
        pub day: String,
        /// What.
        pub status: CheckinStatus,
        /// A word about it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "ts", ts(optional))]
        pub notes: Option<String>,
        /// When it was said, last.
        pub at: Timestamp,
        /// Its pictures, in the order of their adding; none where there are none, and in live messages, which do not
        /// tell of them.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        #[cfg_attr(feature = "ts", ts(as = "Option<Vec<Proof>>", optional))]
        pub proofs: Vec<Proof>,
    }

    /// One check-in.
    pub struct CheckinBody {
        /// The check-in.
        pub checkin: Checkin,
    }

    /// A picture of a check-in: its pixels, and nothing else that the camera knew.
    pub struct Proof {
        /// Which.
        pub id: ProofId,
        /// Where it is, on this server. It is given to who shows a token, as every call is.
        pub url: String,
        /// Where a small one is, no side of which is over 320 pixels.
        pub thumbnail_url: String,
        /// In pixels, at most 1,600.
        pub width: u32,
        /// In pixels, at most 1,600.
        pub height: u32,
    }

    /// One picture of a check-in.
    pub struct ProofBody {
        /// The picture.
        pub proof: Proof,
    }

    /// Logs a check-in.
    pub struct NewCheckin {
        /// The habit: the caller's own, or that of a pact they are in.
        pub habit_goal_id: HabitGoalId,
        /// A running pact on this habit that the caller is in; every such pact hears of the check-in anyway.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "ts", ts(optional))]
        pub pact_id: Option<PactId>,
        /// What is said of the date.
        pub status: CheckinStatus,
        /// The date, `YYYY-MM-DD`: today where the caller is (the default), or yesterday.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "ts", ts(optional))]
        pub day: Option<String>,
        /// A word about it, at most 500 characters.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "ts", ts(optional))]
        pub notes: Option<String>,
        /// The client's own id for it, at most 64 bytes: the same again changes nothing, for ever.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "ts", ts(optional))]
        pub client_id: Option<String>,
    }

    /// A streak as it reads now.
    pub struct StreakNow {
        /// How many dates, or weeks, the run that lives counts; 0 when none lives.
        pub current: u32,
        /// The largest run there ever was.
        pub longest: u32,
        /// How many missed dates can still be bridged.
        pub freezes_left: u16,
        /// Whether the run ends with today unless something is done.
        pub at_risk: bool,
        /// The milestones that the run that lives has reached.
        pub milestones: Vec<u32>,
    }

    /// A streak of the caller's, with its habit.
    pub struct HabitStreak {
        /// The habit.
        pub habit_goal_id: HabitGoalId,
        /// What it is called.
        pub habit_name: String,
        /// How it reads.
        pub streak: StreakNow,
    }

    /// The caller's streaks.
    pub struct Streaks {
        /// Oldest habit first.
        pub streaks: Vec<HabitStreak>,
        /// What the caller has achieved, in the order of achieving.
        pub achievements: Vec<String>,
    }

    /// A check-in and what it did.
    pub struct CheckinLogged {
        /// What was said.
        pub checkin: Checkin,
        /// The streak after it.
        pub streak: StreakNow,
        /// The milestone that it reached for the first time in this run.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "ts", ts(optional))]
        pub milestone: Option<u32>,
        /// What it achieved, each for the first time.
        pub achievements_unlocked: Vec<String>,
    }

    /// The caller's check-ins.
    pub struct Checkins {
        /// Newest date first.
        pub checkins: Vec<Checkin>,
        /// What to send as `to` for the next page; `null` at the end.
        pub next: Option<String>,
    }

    /// Celebrates a check-in.
    #[derive(Default)]
    pub struct NewCelebration {
        /// A word with it, at most 500 characters.
        #[serde(default)]
        #[cfg_attr(feature = "ts", ts(optional))]
        pub message: Option<String>,
    }

    /// Encourages somebody.
    pub struct NewEncouragement {
        /// Whom.
        pub target_user_id: UserId,
        /// With what, 1 to 500 characters.
        pub message: String,
    }
}

impl Proof {
    /// A picture with its addresses.
    #[must_use]
    pub fn new(id: ProofId, width: u32, height: u32) -> Self {
        let url = format!("/api/v1/proofs/{id}");
        Self { id, thumbnail_url: format!("{url}/thumbnail"), url, width, height }
    }
}
