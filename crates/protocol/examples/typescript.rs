//! Writes the TypeScript types of the protocol into the folder named by the first argument, one file.
use kith_protocol::{
    asks, client, error, ids, pact_activity, pact_messages, pact_rest, pacts, rest, server, social,
    social_rest, time,
};
use ts_rs::{Config, TS};

macro_rules! write_types {
    ($file:ident, $config:ident, $($kind:ty),* $(,)?) => {$(
        if let Some(docs) = <$kind>::docs() { $file.push_str(&docs); }
        $file.push_str("export ");
        $file.push_str(&<$kind>::decl($config));
        $file.push_str("\n\n");
    )*};
}

/// The messages about pacts, as types of their own.
const PACT_UNIONS: &str = "\
/**
 * What a client says about pacts.
 */
export type PactRequest = Extract<
  ClientMessage,
  { type: 'JOIN_PACT' | 'LEAVE_PACT' | 'LOG_CHECKIN' | 'SEND_CELEBRATION' | 'SEND_ENCOURAGEMENT' }
>;

/**
 * What the server says about pacts.
 */
export type PactMessage = Extract<
  ServerMessage,
  {
    type:
      | 'JOINED_PACT'
      | 'LEFT_PACT'
      | 'PARTNER_JOINED_PACT'
      | 'PARTNER_LEFT_PACT'
      | 'CHECKIN_LOGGED'
      | 'PARTNER_CHECKED_IN'
      | 'CELEBRATION_RECEIVED'
      | 'ENCOURAGEMENT_RECEIVED'
      | 'STREAK_MILESTONE'
      | 'PACT_ACTIVITY';
  }
>;

";

fn main() {
    let folder = std::env::args().nth(1).expect("usage: typescript FOLDER");
    let config = Config::new().with_large_int("number");
    let mut file = String::from(
        "// Generated from crates/protocol by `cargo xtask codegen`. Do not edit: the next run would undo it.\n",
    );
    live_types(&mut file, &config);
    file.push_str(PACT_UNIONS);
    pact_types(&mut file, &config);
    rest_types(&mut file, &config);
    std::fs::create_dir_all(&folder).expect("the folder can be made");
    std::fs::write(format!("{folder}/types.ts"), file.trim_end().to_owned() + "\n")
        .expect("the file can be written");
}

/// The messages, and what is in them.
fn live_types(file: &mut String, config: &Config) {
    write_types!(
        file,
        config,
        ids::UserId,
        ids::TeamId,
        ids::PostId,
        ids::ForumId,
        ids::MessageId,
        ids::NotificationId,
        ids::PactId,
        ids::HabitGoalId,
        ids::CheckinId,
        ids::ProofId,
        ids::ActivityId,
        time::Timestamp,
        error::ErrorCode,
        client::CheerIcon,
        client::Reference,
        social::PersonStatus,
        social::RequestStatus,
        social::NotificationKind,
        social::Notice,
        social::SessionData,
        social::SocketSession,
        social::ActivePerson,
        social::RoomMessage,
        social::DirectMessage,
        social::ListedRoom,
        social::ConnectedUser,
        social::UserConnection,
        social::NotificationParams,
        social::Notification,
        asks::SessionDetails,
        asks::SocketDetails,
        asks::EarlierSession,
        asks::RecordedReaction,
        asks::Addressee,
        asks::NotificationMark,
        asks::ConnectionAsk,
        asks::ConnectionAnswer,
    );
    live_pact_types(file, config);
    write_types!(
        file,
        config,
        client::ClientMessage,
        server::Role,
        server::Person,
        server::Presence,
        server::Ticker,
        server::ServerMessage,
    );
}

/// What is in the messages about pacts.
fn live_pact_types(file: &mut String, config: &Config) {
    write_types!(
        file,
        config,
        pacts::PactStatus,
        pacts::PactRole,
        pacts::MemberStatus,
        pacts::CheckinStatus,
        pacts::FrequencyType,
        pacts::ActivityType,
        pact_activity::ActivityData,
        pact_activity::PactActivity,
        pact_rest::StreakNow,
        pact_rest::Pact,
        pact_rest::PactMember,
        pact_rest::PactMemberProgress,
        pact_rest::Proof,
        pact_rest::Checkin,
        pact_rest::NewCheckin,
        pact_messages::PactPerson,
        pact_messages::PactPresence,
        pact_messages::StreakUpdate,
        pact_messages::Letter,
        pact_messages::JoinedPact,
        pact_messages::LeftPact,
        pact_messages::PartnerJoinedPact,
        pact_messages::PartnerLeftPact,
        pact_messages::OwnCheckin,
        pact_messages::PartnerCheckin,
        pact_messages::ReceivedCelebration,
        pact_messages::ReceivedEncouragement,
        pact_messages::ReachedMilestone,
        pact_messages::ToldActivity,
    );
}

/// The bodies of the REST calls.
fn rest_types(file: &mut String, config: &Config) {
    write_types!(
        file,
        config,
        rest::ErrorBody,
        rest::User,
        rest::Register,
        rest::ChangeMe,
        rest::Login,
        rest::SignedIn,
        rest::Me,
        rest::Team,
        rest::TeamMember,
        rest::TeamMembers,
        rest::NewTeam,
        rest::TeamBody,
        rest::Teams,
        rest::Invite,
        rest::Post,
        rest::NewPost,
        rest::PostBody,
        rest::Posts,
        rest::NewPosts,
        rest::Liked,
        rest::CounterDelta,
        rest::CounterTotal,
        rest::Thresholds,
        rest::Counter,
        rest::Counters,
        social_rest::NewForum,
        social_rest::NewForumMember,
        social_rest::Forum,
        social_rest::ForumBody,
        social_rest::ForumSummary,
        social_rest::Forums,
        social_rest::NewMessage,
        social_rest::ForumMessageBody,
        social_rest::ForumMessages,
        social_rest::DirectMessageBody,
        social_rest::DirectMessages,
        social_rest::ConversationKind,
        social_rest::LastLine,
        social_rest::Conversation,
        social_rest::Conversations,
        social_rest::NewReadMark,
        social_rest::ReadMark,
        social_rest::NewDirectReadMark,
        social_rest::NewConnection,
        social_rest::ConnectionChange,
        social_rest::ConnectionBody,
        social_rest::ListedConnection,
        social_rest::Connections,
        social_rest::Notifications,
        social_rest::ReadNotifications,
        social_rest::NotificationsRead,
        social_rest::NotificationBody,
        social_rest::Reaction,
        social_rest::Reactions,
    );
}

/// Habits, pacts, check-ins over REST.
fn pact_types(file: &mut String, config: &Config) {
    write_types!(
        file,
        config,
        pact_rest::HabitGoal,
        pact_rest::NewHabitGoal,
        pact_rest::HabitGoalBody,
        pact_rest::HabitGoals,
        pact_rest::HabitTemplate,
        pact_rest::HabitTemplates,
        pact_rest::NewPact,
        pact_rest::PactMade,
        pact_rest::NewPactInvite,
        pact_rest::PactBody,
        pact_rest::PactDetail,
        pact_rest::Pacts,
        pact_rest::HabitStreak,
        pact_rest::Streaks,
        pact_rest::CheckinLogged,
        pact_rest::Checkins,
        pact_rest::CheckinBody,
        pact_rest::ProofBody,
        pact_rest::NewCelebration,
        pact_rest::NewEncouragement,
        pact_activity::PactActivities,
        pact_activity::ActivityBody,
    );
}
