//! The words of a pact's room: which messages an entry of its feed becomes, and who hears each. An entry says the same
//! when it happens and when it is told again to who missed it. It knows nothing of who is present.

use alloc::vec::Vec;
use kith_protocol::UserId;
use kith_protocol::pact_messages::{Letter, PactMessage};
use kith_protocol::pacts::{ActivityType, Checkin, CheckinStatus, PactActivity};

/// Who hears a message of a pact's room, on all their devices.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Hearers {
    /// Everybody in the room.
    Everybody,
    /// One person.
    Only(UserId),
    /// Everybody but one person: their second device is no partner.
    AllBut(UserId),
}

impl Hearers {
    /// Whether somebody is among them.
    #[must_use]
    pub fn has(self, user: UserId) -> bool {
        match self {
            Self::Everybody => true,
            Self::Only(one) => one == user,
            Self::AllBut(one) => one != user,
        }
    }
}

/// The messages that an entry becomes: first what it is to some, then the entry itself to everybody. SPEC.md LP2.
#[must_use]
pub fn words(activity: PactActivity) -> Vec<(Hearers, PactMessage)> {
    let mut words = Vec::with_capacity(2);
    words.extend(particular(&activity));
    let PactActivity { id, seq, pact_id, kind: activity_type, user_id, data, created_at } = activity;
    let entry = PactMessage::PactActivity { id, seq, pact_id, activity_type, user_id, data, created_at };
    words.push((Hearers::Everybody, entry));
    words
}

fn particular(activity: &PactActivity) -> Option<(Hearers, PactMessage)> {
    match activity.kind {
        ActivityType::CheckinCompleted => checked_in(activity, CheckinStatus::Completed),
        ActivityType::CheckinPartial => checked_in(activity, CheckinStatus::Partial),
        ActivityType::CheckinSkipped => checked_in(activity, CheckinStatus::Skipped),
        ActivityType::CelebrationSent => {
            let celebration = letter(activity)?;
            let message = PactMessage::CelebrationReceived {
                pact_id: activity.pact_id,
                from_user_name: activity.data.user_name.clone(),
                message: celebration.message.clone(),
                celebration,
            };
            Some((Hearers::Only(activity.data.target_user_id?), message))
        }
        ActivityType::EncouragementSent => {
            let encouragement = letter(activity)?;
            let message = PactMessage::EncouragementReceived {
                pact_id: activity.pact_id,
                from_user_name: activity.data.user_name.clone(),
                message: encouragement.message.clone(),
                encouragement,
            };
            Some((Hearers::Only(activity.data.target_user_id?), message))
        }
        ActivityType::StreakMilestone => {
            let message = PactMessage::StreakMilestone {
                pact_id: activity.pact_id,
                user_id: activity.user_id,
                user_name: activity.data.user_name.clone(),
                habit_goal_id: activity.data.habit_goal_id,
                streak_days: activity.data.streak_days?,
                seq: activity.seq,
            };
            Some((Hearers::Everybody, message))
        }
        ActivityType::StreakBroken
        | ActivityType::ProofAdded
        | ActivityType::PartnerJoined
        | ActivityType::PartnerDeclined
        | ActivityType::PartnerLeft
        | ActivityType::PactStarted
        | ActivityType::PactCompleted
        | ActivityType::PactAbandoned
        | ActivityType::PactExpired => None,
    }
}

fn checked_in(activity: &PactActivity, status: CheckinStatus) -> Option<(Hearers, PactMessage)> {
    let checkin = Checkin {
        id: activity.data.checkin_id?,
        user_id: activity.user_id,
        habit_goal_id: activity.data.habit_goal_id,
        day: activity.data.day.clone()?,
        status,
        notes: activity.data.message.clone(),
        at: activity.created_at,
        proofs: Vec::new(),
    };
    let message = PactMessage::PartnerCheckedIn {
        pact_id: activity.pact_id,
        user_id: activity.user_id,
        user_name: activity.data.user_name.clone(),
        checkin,
        habit_name: activity.data.habit_name.clone(),
        seq: activity.seq,
    };
    Some((Hearers::AllBut(activity.user_id), message))
}

fn letter(activity: &PactActivity) -> Option<Letter> {
    Some(Letter {
        id: activity.id,
        seq: activity.seq,
        pact_id: activity.pact_id,
        from_user_id: activity.user_id,
        to_user_id: activity.data.target_user_id?,
        checkin_id: activity.data.checkin_id,
        message: activity.data.message.clone(),
    })
}
