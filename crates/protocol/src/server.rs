//! What the server says.
// Size: one closed enum is the point; its payloads are in `social` and `pact_messages`.

use crate::client::{CheerIcon, Reference};
use crate::error::ErrorCode;
use crate::ids::{ForumId, PostId, TeamId, UserId};
use crate::pact_messages::{
    JoinedPact, LeftPact, OwnCheckin, PartnerCheckin, PartnerJoinedPact, PartnerLeftPact, ReachedMilestone,
    ReceivedCelebration, ReceivedEncouragement, ToldActivity,
};
use crate::social::{
    ActivePerson, DirectMessage, ListedRoom, Notice, Notification, RoomMessage, SocketSession, UserConnection,
};
use crate::time::Timestamp;
use serde::{Deserialize, Serialize};

/// A person's standing in a team.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Leads the team: pins, invites, sets thresholds.
    Coach,
    /// Takes part.
    Member,
}

/// Somebody who is here.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct Person {
    /// Who.
    pub user_id: UserId,
    /// The name to show.
    pub user_name: String,
    /// Coach or member.
    pub role: Role,
}

/// Who is in a team's room now. SPEC.md PR1-PR3.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct Presence {
    /// People, not tabs.
    #[cfg_attr(feature = "ts", ts(type = "number"))]
    pub count: u32,
    /// The names of the coaches among them.
    pub active_coaches: Vec<String>,
    /// Everybody, coaches first, while the room is small; left out of a large one (PR6).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(feature = "ts", ts(as = "Option<Vec<Person>>", optional))]
    pub here: Vec<Person>,
}

/// A shared win, told to every team. SPEC.md TK1.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct Ticker {
    /// A short heading.
    pub title: String,
    /// The win in one sentence.
    pub body: String,
    /// When it happened.
    pub at: Timestamp,
}

/// Everything the server says in a room or to a connection, whatever the dialect.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(tag = "type", rename_all = "SCREAMING_SNAKE_CASE", rename_all_fields = "camelCase")]
pub enum ServerMessage {
    /// The answer to `JOIN_TEAM`: where the room stands. What `since` missed follows it, in order.
    JoinedTeam {
        /// The client's mark.
        #[serde(rename = "ref", default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "ts", ts(optional))]
        reference: Option<Reference>,
        /// The team.
        team_id: TeamId,
        /// Names this numbering of the feed; another one means that numbers seen before are void.
        epoch: String,
        /// The number of the feed's newest entry; 0 when it is empty.
        #[cfg_attr(feature = "ts", ts(type = "number"))]
        seq: u64,
        /// What the caller is here.
        role: Role,
        /// Who is here, the caller included.
        presence: Presence,
        /// The latest shared win, if there was one.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "ts", ts(optional))]
        ticker: Option<Ticker>,
        /// The server cannot tell all that `since` missed: fetch the feed again (RC2).
        resync: bool,
    },
    /// Who is here now; the latest one counts.
    PresenceUpdate {
        /// The team.
        team_id: TeamId,
        /// People, not tabs.
        #[cfg_attr(feature = "ts", ts(type = "number"))]
        count: u32,
        /// The names of the coaches among them.
        active_coaches: Vec<String>,
        /// Everybody, while the room is small (PR6).
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        #[cfg_attr(feature = "ts", ts(as = "Option<Vec<Person>>", optional))]
        here: Vec<Person>,
    },
    /// Somebody cheers.
    LiveCheer {
        /// The team.
        team_id: TeamId,
        /// Who.
        user_id: UserId,
        /// Their name.
        user_name: String,
        /// How.
        icon: CheerIcon,
        /// How many more cheers of this icon this message stands for, when many came at once (CH4).
        #[serde(default, skip_serializing_if = "is_zero")]
        #[cfg_attr(feature = "ts", ts(as = "Option<u32>", optional))]
        others: u32,
    },
    /// A coach pinned a post.
    LiveNotification {
        /// A short heading.
        title: String,
        /// One sentence.
        body: String,
        /// The path of the page to open.
        link: String,
        /// The team.
        team_id: TeamId,
        /// The pinned post.
        post_id: PostId,
        /// Its place in the team's feed.
        #[cfg_attr(feature = "ts", ts(type = "number"))]
        seq: u64,
    },
    /// A coach took a pin away. It is not part of the feed: who missed it fetches the pins again.
    PostUnpinned {
        /// The team.
        team_id: TeamId,
        /// The post, which is pinned no more.
        post_id: PostId,
    },
    /// A post was added to the team's feed.
    NewPost {
        /// The team.
        team_id: TeamId,
        /// The post.
        post_id: PostId,
        /// Its place in the team's feed.
        #[cfg_attr(feature = "ts", ts(type = "number"))]
        seq: u64,
        /// Who wrote it.
        author_id: UserId,
    },
    /// How many like a post now; the latest one counts.
    LikeUpdate {
        /// The post.
        post_id: PostId,
        /// People who like it.
        #[cfg_attr(feature = "ts", ts(type = "number"))]
        like_count: u64,
    },
    /// A shared win, told to every team.
    Ticker {
        /// A short heading.
        title: String,
        /// The win in one sentence.
        body: String,
        /// When it happened.
        at: Timestamp,
    },
    /// One is signed in here; told to this connection.
    UserLoginSuccess {
        /// The line to show.
        message: Notice,
        /// Who, by the token.
        user_name: String,
    },
    /// One is signed out here; told to this connection, which stays open.
    UserLogoutSuccess {
        /// The line to show.
        message: Notice,
        /// Who, by the token.
        user_name: String,
    },
    /// This connection counts as being here; told to it alone.
    SessionCreated(SocketSession),
    /// The same again; told to this connection alone.
    SessionUpdated(SocketSession),
    /// This connection does not count any more; told to it alone.
    SessionClosed {},
    /// The answer to `JOIN_ROOM`. What `since` missed follows it, in order.
    JoinedRoom {
        /// The client's mark.
        #[serde(rename = "ref", default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "ts", ts(optional))]
        reference: Option<Reference>,
        /// The forum.
        room_id: ForumId,
        /// The line to show.
        message: RoomMessage,
        /// Who, by the token.
        user_name: String,
        /// Names this numbering of the forum's messages.
        epoch: String,
        /// The number of the newest message; 0 when there is none.
        #[cfg_attr(feature = "ts", ts(type = "number"))]
        seq: u64,
        /// The server cannot tell all that `since` missed: fetch the messages again.
        resync: bool,
    },
    /// Somebody else came into a forum's room.
    OtherJoinedRoom {
        /// The forum.
        room_id: ForumId,
        /// The line to show.
        message: RoomMessage,
    },
    /// Somebody left a forum's room; told to the others, and to who left by their own word.
    LeftRoom {
        /// The forum.
        room_id: ForumId,
        /// The line to show.
        message: RoomMessage,
    },
    /// Something was said in a forum; its sender hears it too, from `you`.
    SendMessage {
        /// The forum.
        room_id: ForumId,
        /// What.
        message: RoomMessage,
    },
    /// One person said something to another; told to every device of both.
    SendDirectMessage {
        /// The other of the two, as seen by whom this is told.
        context_user_id: UserId,
        /// What.
        message: DirectMessage,
    },
    /// The caller's forums.
    SendRoomsList {
        /// By name. In the `action` envelope this list is the `data` itself.
        rooms: Vec<ListedRoom>,
    },
    /// Something for one's inbox.
    NotificationCreated(Notification),
    /// A notification was marked; told to every device of its person.
    NotificationUpdated(Notification),
    /// Which friends are here.
    ActiveConnectionsLoaded {
        /// By name.
        active_users: Vec<ActivePerson>,
    },
    /// A new friend who is here.
    ActiveConnectionsAdded(ActivePerson),
    /// A friend is here now.
    ActiveConnectionLoggedIn(ActivePerson),
    /// A friend is not here any more, by their own word, or no friend any more.
    ActiveConnectionLoggedOut(ActivePerson),
    /// A friend's last connection was lost.
    ActiveConnectionDisconnected(ActivePerson),
    /// A friend is still here, or their status changed.
    ActiveConnectionRefreshed(ActivePerson),
    /// Somebody asked to connect; told to both.
    UserConnectionCreated(UserConnection),
    /// A connection changed; told to both, each as they see it.
    UserConnectionUpdated(UserConnection),
    /// The answer to `JOIN_PACT`, also unasked on connecting. What `since` missed follows it, in order.
    JoinedPact(Box<JoinedPact>),
    /// The answer to `LEAVE_PACT`, also unasked when one is in the pact no more.
    LeftPact(LeftPact),
    /// Somebody else's first device came into a pact's room.
    PartnerJoinedPact(PartnerJoinedPact),
    /// Somebody else's last device left a pact's room.
    PartnerLeftPact(PartnerLeftPact),
    /// One's own check-in; told to all devices of one's own.
    CheckinLogged(OwnCheckin),
    /// Another one's check-in.
    PartnerCheckedIn(PartnerCheckin),
    /// One's own check-in was celebrated.
    CelebrationReceived(ReceivedCelebration),
    /// One was encouraged.
    EncouragementReceived(ReceivedEncouragement),
    /// A run reached a milestone, for the first time.
    StreakMilestone(ReachedMilestone),
    /// An entry of a pact's feed.
    PactActivity(ToldActivity),
    /// A command was carried out.
    Ack {
        /// The client's mark.
        #[serde(rename = "ref", default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "ts", ts(optional))]
        reference: Option<Reference>,
        /// The post that was liked or unliked.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "ts", ts(optional))]
        post_id: Option<PostId>,
        /// How many like it now.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "ts", ts(optional, type = "number"))]
        like_count: Option<u64>,
        /// Whether the caller does.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "ts", ts(optional))]
        liked_by_me: Option<bool>,
        /// What the command made, or what it made when it was said before.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "ts", ts(optional))]
        id: Option<String>,
        /// The place of that in its forum or inbox.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "ts", ts(optional, type = "number"))]
        seq: Option<u64>,
    },
    /// A command was refused.
    Error {
        /// For programs.
        code: ErrorCode,
        /// For people.
        message: String,
        /// The client's mark, where it could be read.
        #[serde(rename = "ref", default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "ts", ts(optional))]
        reference: Option<Reference>,
        /// Whether the same may succeed later without a change.
        temporary: bool,
    },
}

impl ServerMessage {
    /// A bare acknowledgement.
    #[must_use]
    pub const fn ack(reference: Option<Reference>) -> Self {
        Self::Ack { reference, post_id: None, like_count: None, liked_by_me: None, id: None, seq: None }
    }

    /// An acknowledgement that names what was made, and its place where it has one.
    #[must_use]
    pub const fn made(reference: Option<Reference>, id: String, seq: Option<u64>) -> Self {
        Self::Ack { reference, post_id: None, like_count: None, liked_by_me: None, id: Some(id), seq }
    }

    /// A refusal as a message.
    #[must_use]
    pub fn refused(refusal: crate::Refusal, reference: Option<Reference>) -> Self {
        let temporary = refusal.code.temporary();
        Self::Error { code: refusal.code, message: refusal.message, reference, temporary }
    }
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde wants a reference")]
const fn is_zero(count: &u32) -> bool {
    *count == 0
}
