//! What a client may say.

use crate::asks::{
    Addressee, ConnectionAnswer, ConnectionAsk, NotificationMark, RecordedReaction, SessionDetails,
    SocketDetails, forum_by_id_or_room,
};
use crate::ids::{CheckinId, ForumId, MessageId, PactId, PostId, TeamId, UserId};
use crate::pact_rest::NewCheckin;
use serde::{Deserialize, Serialize};

/// The closed list of cheers (SPEC.md CH2).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum CheerIcon {
    /// A heart.
    Heart,
    /// Clapping hands.
    Clap,
    /// A flame.
    Fire,
    /// A star.
    Star,
    /// A high five.
    HighFive,
    /// A thumb up.
    ThumbsUp,
}

/// A client's own mark on a message, handed back with the answer. Text of at most 64 bytes, or a whole number.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(untagged)]
pub enum Reference {
    /// A whole number.
    Number(#[cfg_attr(feature = "ts", ts(type = "number"))] i64),
    /// Any text.
    Text(String),
}

/// The longest [`Reference::Text`], in bytes.
pub const REFERENCE_MAX_BYTES: usize = 64;

/// Everything a client may say, whatever the dialect. No field names the sender: that is the connection's.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(tag = "type", rename_all = "SCREAMING_SNAKE_CASE", rename_all_fields = "camelCase")]
pub enum ClientMessage {
    /// Enter a team's room; answered with `JOINED_TEAM`. SPEC.md JN1.
    JoinTeam {
        /// The team to enter; the caller must be its member.
        team_id: TeamId,
        /// The last `seq` the client has seen; what came after it is told again (RC1).
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "ts", ts(optional, type = "number"))]
        since: Option<u64>,
        /// The `epoch` that `since` belongs to; another one means a resync (RC2).
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "ts", ts(optional))]
        epoch: Option<String>,
    },
    /// Leave a team's room; answered with `ACK`. Twice is the same as once.
    LeaveTeam {
        /// The team to leave.
        team_id: TeamId,
    },
    /// Cheer everybody in a team's room, oneself too. SPEC.md CH1.
    SendCheer {
        /// One of the closed list.
        icon: CheerIcon,
        /// The team; without it, the one this connection joined last.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "ts", ts(optional))]
        team_id: Option<TeamId>,
    },
    /// Like a post; answered with `ACK` when it is durable. Twice is the same as once. SPEC.md LK1.
    PostLike {
        /// The post, of one of the caller's teams.
        post_id: PostId,
    },
    /// Take a like back; answered with `ACK` when it is durable.
    PostUnlike {
        /// The post, of one of the caller's teams.
        post_id: PostId,
    },
    /// Say that one is here, with whatever record of oneself; who it is, the token says. SPEC.md SE4.
    Login,
    /// Say that this device is not here any more, although it is still connected.
    Logout,
    /// Say that one is still here; a newer token prolongs the connection. SPEC.md SE5.
    UpdateSession {
        /// What the client knows of the person.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "ts", ts(optional))]
        details: Option<SessionDetails>,
        /// What it remembers of its connection before.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "ts", ts(optional))]
        socket_details: Option<SocketDetails>,
    },
    /// Ask for one's forums; answered with `SEND_ROOMS_LIST`.
    RequestRoomsList,
    /// Enter a forum; answered with `JOINED_ROOM`. SPEC.md FO1.
    JoinRoom {
        /// The forum, by its id or as `FORUM:id`; the caller must be its member.
        #[serde(deserialize_with = "forum_by_id_or_room")]
        room_id: ForumId,
        /// The last `seq` the client has seen; what came after it is told again.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "ts", ts(optional, type = "number"))]
        since: Option<u64>,
        /// The `epoch` that `since` belongs to; another one means a resync.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "ts", ts(optional))]
        epoch: Option<String>,
    },
    /// Leave a forum's room; answered with `LEFT_ROOM`. Twice is the same as once.
    ExitRoom {
        /// The forum.
        #[serde(deserialize_with = "forum_by_id_or_room")]
        room_id: ForumId,
    },
    /// Say something in a forum. SPEC.md FO2.
    SendMessage {
        /// The forum; the caller must be its member.
        #[serde(deserialize_with = "forum_by_id_or_room")]
        room_id: ForumId,
        /// 1 to 2,000 characters.
        message: String,
        /// The client's own id for it, at most 64 bytes: the same again is the same message.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "ts", ts(optional))]
        client_id: Option<String>,
    },
    /// Say something to one person. SPEC.md DM1.
    SendDirectMessage {
        /// Who is to get it.
        to: Addressee,
        /// 1 to 2,000 characters.
        message: String,
        /// The client's own id for it, at most 64 bytes: the same again is the same message.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "ts", ts(optional))]
        client_id: Option<String>,
    },
    /// Mark a notification of one's own as read or unread; answered with `NOTIFICATION_UPDATED`.
    UpdateNotification {
        /// Which, and how.
        notification: NotificationMark,
    },
    /// Ask which friends are here; answered with `ACTIVE_CONNECTIONS_LOADED`. A list sent along is not read.
    LoadActiveConnections,
    /// Ask somebody to connect. SPEC.md UC1.
    CreateUserConnection {
        /// Whom.
        connection: ConnectionAsk,
    },
    /// Accept, deny, end or block. SPEC.md UC1.
    UpdateUserConnection {
        /// With whom, and what it becomes.
        connection: ConnectionAnswer,
    },
    /// React to a post or a message, once each; another reaction takes the place of the one before. SPEC.md RE1.
    CreateOrUpdateReaction {
        /// The post of one of the caller's teams.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "ts", ts(optional))]
        post_id: Option<PostId>,
        /// The message of one of the caller's forums.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "ts", ts(optional))]
        message_id: Option<MessageId>,
        /// How; a heart when nothing is said.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "ts", ts(optional))]
        reaction: Option<CheerIcon>,
        /// Whether the reaction is taken back instead.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "ts", ts(optional))]
        taken_back: Option<bool>,
        /// The same by a client of another feed.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "ts", ts(optional))]
        moment_reaction: Option<RecordedReaction>,
        /// The same by a client of another feed.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "ts", ts(optional))]
        space_reaction: Option<RecordedReaction>,
        /// The same by a client of another feed.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "ts", ts(optional))]
        thought_reaction: Option<RecordedReaction>,
    },
    /// Come into a pact's room; answered with `JOINED_PACT`. SPEC.md LP1.
    JoinPact {
        /// The pact; the caller must be in it.
        pact_id: PactId,
        /// The last `seq` the client has heard; what came after it is told again.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "ts", ts(optional, type = "number"))]
        since: Option<u64>,
        /// The `epoch` that `since` belongs to; another one means a resync.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "ts", ts(optional))]
        epoch: Option<String>,
    },
    /// Leave a pact's room on this device; answered with `LEFT_PACT`. One stays in the pact. Twice is the same as once.
    LeavePact {
        /// The pact; the caller must be in it.
        pact_id: PactId,
    },
    /// Log a check-in; answered with `CHECKIN_LOGGED`. The same `clientId` again changes nothing. SPEC.md CK2.
    LogCheckin(NewCheckin),
    /// Celebrate another one's check-in. Twice is the same as once. SPEC.md CE1.
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
    /// Encourage somebody. SPEC.md CE2.
    SendEncouragement {
        /// The pact that both are in.
        pact_id: PactId,
        /// Whom.
        target_user_id: UserId,
        /// With what, 1 to 500 characters.
        message: String,
    },
}

/// A decoded message with the client's mark on it.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Incoming {
    /// The client's mark, if it set one.
    #[serde(rename = "ref", default)]
    pub reference: Option<Reference>,
    /// What it says.
    #[serde(flatten)]
    pub message: ClientMessage,
}
