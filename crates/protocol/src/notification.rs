//! What a person is told in their inbox: which kinds of notifications there are, and what each carries. Words are made in
//! the client; here are the facts for them.

use crate::ids::{HabitGoalId, NotificationId, PactId, UserId};
use crate::social::UserConnection;
use crate::time::Timestamp;
use serde::{Deserialize, Serialize};

macro_rules! kinds {
    ($($(#[$doc:meta])* $kind:ident = $wire:literal, $locale_key:literal;)*) => {
        /// What a notification is about.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
        #[cfg_attr(feature = "ts", derive(ts_rs::TS))]
        #[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
        pub enum NotificationKind {
            $($(#[$doc])* #[serde(rename = $wire)] $kind,)*
        }

        impl NotificationKind {
            /// Every one of them.
            pub const ALL: &'static [Self] = &[$(Self::$kind),*];

            /// As it is written on the wire; in lower case in the database.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self {
                    $(Self::$kind => $wire,)*
                }
            }

            /// The name of its sentence in the languages of shipping clients.
            #[must_use]
            pub const fn locale_key(self) -> &'static str {
                match self {
                    $(Self::$kind => $locale_key,)*
                }
            }
        }
    };
}

kinds! {
    /// Somebody wants to connect.
    ConnectionRequestReceived = "CONNECTION_REQUEST_RECEIVED", "notifications.connectionRequestReceived";
    /// Somebody said yes.
    ConnectionRequestAccepted = "CONNECTION_REQUEST_ACCEPTED", "notifications.connectionRequestAccepted";
    /// A direct message came while one was away.
    NewDmReceived = "NEW_DM_RECEIVED", "notifications.newDMReceived";
    /// Somebody reacted to what one wrote.
    NewReactionReceived = "NEW_REACTION_RECEIVED", "notifications.newLikeReceived";
    /// Somebody asks one into a pact.
    PactInvitationReceived = "PACT_INVITATION_RECEIVED", "notifications.pactInvitationReceived";
    /// Somebody accepted a pact one is in; the first one who does starts it.
    PactAccepted = "PACT_ACCEPTED", "notifications.pactAccepted";
    /// Somebody said no to the pact one made.
    PactDeclined = "PACT_DECLINED", "notifications.pactDeclined";
    /// Somebody left a pact that goes on.
    PactPartnerLeft = "PACT_PARTNER_LEFT", "notifications.pactPartnerLeft";
    /// Somebody left a pact, and it ended with that.
    PactAbandoned = "PACT_ABANDONED", "notifications.pactAbandoned";
    /// The last date of a pact is over.
    PactCompleted = "PACT_COMPLETED", "notifications.pactCompleted";
    /// Nobody accepted the pact one made.
    PactExpired = "PACT_EXPIRED", "notifications.pactExpired";
    /// Somebody in a pact did what they want to keep at.
    PartnerCheckedIn = "PARTNER_CHECKED_IN", "notifications.partnerCheckedIn";
    /// Somebody celebrated one's check-in.
    PartnerCelebrated = "PARTNER_CELEBRATED", "notifications.partnerCelebrated";
    /// Somebody encouraged one.
    PartnerEncouraged = "PARTNER_ENCOURAGED", "notifications.partnerEncouraged";
    /// A run, one's own or a partner's, reached a milestone.
    StreakMilestone = "STREAK_MILESTONE", "notifications.streakMilestone";
    /// It is evening, and what one's own run asks for today is not done.
    StreakAtRisk = "STREAK_AT_RISK", "notifications.streakAtRisk";
    /// A run, one's own or a partner's, came to rest: time for a kind word.
    StreakBroken = "STREAK_BROKEN", "notifications.streakBroken";
    /// One has earned something.
    AchievementUnlocked = "ACHIEVEMENT_UNLOCKED", "notifications.achievementUnlocked";
}

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
    /// What goes into the sentence of a notification. What is not there is not part of it.
    pub struct NotificationParams {
        /// Who did it; oneself, where it is about oneself.
        pub user_id: UserId,
        /// Their name.
        pub user_name: String,
        /// The pact.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "ts", ts(optional))]
        pub pact_id: Option<PactId>,
        /// The habit.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "ts", ts(optional))]
        pub habit_goal_id: Option<HabitGoalId>,
        /// What it is called.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "ts", ts(optional))]
        pub habit_name: Option<String>,
        /// How many dates, or weeks, the run counts, or counted; never 0.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "ts", ts(optional))]
        pub streak_days: Option<u32>,
        /// The date that it is about, `YYYY-MM-DD`.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "ts", ts(optional))]
        pub day: Option<String>,
        /// What was written with it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "ts", ts(optional))]
        pub message: Option<String>,
        /// What was earned, such as `habit_builder_7`.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "ts", ts(optional))]
        pub achievement: Option<String>,
    }

    /// One thing a person is told.
    pub struct Notification {
        /// Which.
        pub id: NotificationId,
        /// Its place in the person's inbox.
        #[cfg_attr(feature = "ts", ts(type = "number"))]
        pub seq: u64,
        /// Whose.
        pub user_id: UserId,
        /// What it is about.
        pub notification_type: NotificationKind,
        /// The name of its sentence in the languages of shipping clients.
        pub message_locale_key: String,
        /// What goes into it.
        pub message_params: NotificationParams,
        /// The post, message, check-in, pact or habit that it is about, where there is one.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "ts", ts(optional))]
        pub association_id: Option<String>,
        /// Whether it was not read yet.
        pub is_unread: bool,
        /// When it came.
        pub created_at: Timestamp,
        /// When it was marked last.
        pub updated_at: Timestamp,
        /// The connection that it is about.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "ts", ts(optional))]
        pub user_connection: Option<UserConnection>,
    }
}

impl NotificationParams {
    /// What says no more than who.
    #[must_use]
    pub const fn of(user_id: UserId, user_name: String) -> Self {
        Self {
            user_id,
            user_name,
            pact_id: None,
            habit_goal_id: None,
            habit_name: None,
            streak_days: None,
            day: None,
            message: None,
            achievement: None,
        }
    }
}
