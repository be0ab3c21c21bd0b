//! The words of a pact's room: which messages an entry of its feed becomes, and who hears each. An entry says the same
//! when it happens and when it is told again to who missed it. It knows nothing of who is present.

use alloc::vec::Vec;
use kith_protocol::pact_messages::{
    Letter, PartnerCheckin, ReachedMilestone, ReceivedCelebration, ReceivedEncouragement, ToldActivity,
};
use kith_protocol::pacts::{ActivityData, ActivityType, Checkin, CheckinStatus, PactActivity};
use kith_protocol::{ServerMessage, UserId};

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
pub fn words(activity: PactActivity) -> Vec<(Hearers, ServerMessage)> {
    let mut words = Vec::with_capacity(2);
    words.extend(particular(&activity));
    let PactActivity { id, seq, pact_id, kind: activity_type, user_id, data, created_at } = activity;
    let entry = ToldActivity { id, seq, pact_id, activity_type, user_id, data, created_at };
    words.push((Hearers::Everybody, ServerMessage::PactActivity(entry)));
    words
}

/// How many bytes the messages of an entry have at most, whoever hears them, in the larger of the two dialects.
#[must_use]
pub fn told_bytes(activity: &PactActivity) -> usize {
    /// What the messages have besides names and words.
    const FRAME_BYTES: usize = 1_100;
    let ActivityData { user_name, habit_name, message, .. } = &activity.data;
    let words = message.as_deref().map_or(0, json_bytes);
    FRAME_BYTES + 2 * json_bytes(user_name) + 2 * json_bytes(habit_name) + 3 * words
}

/// How many bytes a text has at most as JSON.
fn json_bytes(text: &str) -> usize {
    let escaped = |byte: u8| match byte {
        0..=0x1f => 6,
        b'"' | b'\\' => 2,
        _ => 1,
    };
    text.bytes().map(escaped).sum()
}

fn particular(activity: &PactActivity) -> Option<(Hearers, ServerMessage)> {
    let PactActivity { pact_id, seq, user_id, ref data, .. } = *activity;
    match activity.kind {
        ActivityType::CheckinCompleted => checked_in(activity, CheckinStatus::Completed),
        ActivityType::CheckinPartial => checked_in(activity, CheckinStatus::Partial),
        ActivityType::CheckinSkipped => checked_in(activity, CheckinStatus::Skipped),
        ActivityType::CelebrationSent => {
            let celebration = letter(activity)?;
            let (from_user_name, message) = (data.user_name.clone(), celebration.message.clone());
            let told = ReceivedCelebration { pact_id, celebration, from_user_name, message };
            Some((Hearers::Only(data.target_user_id?), ServerMessage::CelebrationReceived(told)))
        }
        ActivityType::EncouragementSent => {
            let encouragement = letter(activity)?;
            let (from_user_name, message) = (data.user_name.clone(), encouragement.message.clone());
            let told = ReceivedEncouragement { pact_id, encouragement, from_user_name, message };
            Some((Hearers::Only(data.target_user_id?), ServerMessage::EncouragementReceived(told)))
        }
        ActivityType::StreakMilestone => {
            let (user_name, habit_goal_id) = (data.user_name.clone(), data.habit_goal_id);
            let streak_days = data.streak_days?;
            let told = ReachedMilestone { pact_id, user_id, user_name, habit_goal_id, streak_days, seq };
            Some((Hearers::Everybody, ServerMessage::StreakMilestone(told)))
        }
        ActivityType::StreakBroken
        | ActivityType::CheckinUndone
        | ActivityType::NoteChanged
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

fn checked_in(activity: &PactActivity, status: CheckinStatus) -> Option<(Hearers, ServerMessage)> {
    let PactActivity { pact_id, seq, user_id, ref data, created_at: at, .. } = *activity;
    let checkin = Checkin {
        id: data.checkin_id?,
        user_id,
        habit_goal_id: data.habit_goal_id,
        day: data.day.clone()?,
        status,
        notes: data.message.clone(),
        at,
        proofs: Vec::new(),
    };
    let (user_name, habit_name) = (data.user_name.clone(), data.habit_name.clone());
    let told = PartnerCheckin { pact_id, user_id, user_name, checkin, habit_name, seq };
    Some((Hearers::AllBut(user_id), ServerMessage::PartnerCheckedIn(told)))
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
