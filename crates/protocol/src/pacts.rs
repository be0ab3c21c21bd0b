//! The words of pacts: how they stand, what somebody is in them, what is said of a date, what is told of it.
//! The bodies that carry them are in `pact_rest` and
//! `pact_activity`.

pub use crate::pact_activity::{ActivityBody, ActivityData, PactActivities, PactActivity};
pub use crate::pact_rest::{
    Checkin, CheckinBody, CheckinLogged, Checkins, HabitGoal, HabitGoalBody, HabitGoals, HabitStreak,
    HabitTemplate, HabitTemplates, NewCelebration, NewCheckin, NewEncouragement, NewHabitGoal, NewPact,
    NewPactInvite, Pact, PactBody, PactDetail, PactMade, PactMember, PactMemberProgress, Pacts, Proof,
    ProofBody, StreakNow, Streaks,
};
use serde::{Deserialize, Serialize};

macro_rules! words {
    ($($(#[$doc:meta])* pub enum $name:ident { $($(#[$about:meta])* $word:ident = $text:literal,)* })*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[cfg_attr(feature = "ts", derive(ts_rs::TS))]
        #[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
        pub enum $name {
            $($(#[$about])* #[serde(rename = $text)] $word,)*
        }

        impl $name {
            /// Every one of them.
            pub const ALL: &'static [Self] = &[$(Self::$word),*];

            /// As it is written, on the wire and in the database.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self {
                    $(Self::$word => $text,)*
                }
            }

            /// What is written like this, if anything.
            #[must_use]
            pub fn read(text: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|word| word.as_str() == text)
            }
        }
    )*};
}

words! {
    /// How a pact stands.
    pub enum PactStatus {
        /// Nobody has accepted yet.
        Pending = "pending",
        /// It runs.
        Active = "active",
        /// Its last date is over.
        Completed = "completed",
        /// It was given up before its last date.
        Abandoned = "abandoned",
        /// Nobody accepted in time.
        Expired = "expired",
    }

    /// What somebody is in a pact.
    pub enum PactRole {
        /// Who made it.
        Creator = "creator",
        /// Somebody who was invited.
        Partner = "partner",
    }

    /// How somebody stands in a pact.
    pub enum MemberStatus {
        /// Invited.
        Pending = "pending",
        /// In it.
        Active = "active",
        /// Was in it when it ended.
        Done = "done",
        /// Said no.
        Declined = "declined",
        /// Did not answer before it ended.
        Expired = "expired",
        /// Left it before it ended.
        Left = "left",
    }

    /// What somebody says of a date.
    pub enum CheckinStatus {
        /// Done.
        Completed = "completed",
        /// Some of it.
        Partial = "partial",
        /// Left out on purpose.
        Skipped = "skipped",
    }

    /// How often a habit is asked for.
    pub enum FrequencyType {
        /// Every day, or on the given days of the week.
        Daily = "daily",
        /// So many dates a week, or on the given days of the week.
        Weekly = "weekly",
        /// One of the two, as it is given.
        Custom = "custom",
    }

    /// What an activity is about.
    pub enum ActivityType {
        /// A date was completed.
        CheckinCompleted = "checkin_completed",
        /// Some of it was done.
        CheckinPartial = "checkin_partial",
        /// A date was left out.
        CheckinSkipped = "checkin_skipped",
        /// A check-in was taken back.
        CheckinUndone = "checkin_undone",
        /// A check-in has another note than before, and stands as it stood.
        NoteChanged = "note_changed",
        /// Somebody celebrated another one's check-in.
        CelebrationSent = "celebration_sent",
        /// Somebody encouraged another one.
        EncouragementSent = "encouragement_sent",
        /// A picture was added to a check-in.
        ProofAdded = "proof_added",
        /// A run reached a milestone.
        StreakMilestone = "streak_milestone",
        /// A run came to rest: a date that it needed is over.
        StreakBroken = "streak_broken",
        /// Somebody accepted.
        PartnerJoined = "partner_joined",
        /// Somebody said no.
        PartnerDeclined = "partner_declined",
        /// Somebody left.
        PartnerLeft = "partner_left",
        /// The first one accepted.
        PactStarted = "pact_started",
        /// The last date is over.
        PactCompleted = "pact_completed",
        /// Too few are left to go on.
        PactAbandoned = "pact_abandoned",
        /// Nobody accepted in time.
        PactExpired = "pact_expired",
    }
}
