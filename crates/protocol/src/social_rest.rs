//! The bodies of the REST calls about forums, direct messages, connections between people, and notifications.

use crate::client::CheerIcon;
use crate::ids::{ForumId, MessageId, NotificationId, UserId};
use crate::social::{
    ConnectedUser, DirectMessage, Notification, PersonStatus, RequestStatus, RoomMessage, UserConnection,
};
use crate::time::Timestamp;
use serde::{Deserialize, Serialize};

/// What a conversation is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum ConversationKind {
    /// A forum of its own.
    Forum,
    /// A pact's own forum.
    Pact,
    /// Direct messages with somebody.
    Person,
    /// A team's own forum.
    Team,
}

impl ConversationKind {
    /// Every one of them, by name.
    pub const ALL: [Self; 4] = [Self::Forum, Self::Pact, Self::Person, Self::Team];

    /// As it is written on the wire.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Forum => "forum",
            Self::Pact => "pact",
            Self::Person => "person",
            Self::Team => "team",
        }
    }
}

macro_rules! bodies {
    ($($(#[$doc:meta])* pub struct $name:ident { $($body:tt)* })*) => {$(
        #[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
        #[cfg_attr(feature = "ts", derive(ts_rs::TS))]
        #[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
        #[serde(rename_all = "camelCase")]
        $(#[$doc])*
        pub struct $name { $($body)* }
    )*};
}

bodies! {
    /// Makes a forum.
    pub struct NewForum {
        /// Its name, 1 to 80 characters.
        pub name: String,
        /// Who is in it besides the caller, at most 100.
        #[serde(default)]
        #[cfg_attr(feature = "ts", ts(as = "Option<Vec<UserId>>", optional))]
        pub member_ids: Vec<UserId>,
    }

    /// Brings somebody into a forum.
    pub struct NewForumMember {
        /// Who.
        pub user_id: UserId,
    }

    /// A forum, as told to a member.
    pub struct Forum {
        /// Which; a team's own forum has the team's id.
        pub id: ForumId,
        /// Its name.
        pub name: String,
        /// Who is in it, by name; at most 500.
        pub members: Vec<ConnectedUser>,
    }

    /// One forum.
    pub struct ForumBody {
        /// The forum.
        pub forum: Forum,
    }

    /// One of the caller's forums, without its members.
    pub struct ForumSummary {
        /// Which.
        pub id: ForumId,
        /// Its name.
        pub name: String,
    }

    /// The caller's forums.
    pub struct Forums {
        /// By name.
        pub forums: Vec<ForumSummary>,
    }

    /// Says something in a forum, or to a person.
    pub struct NewMessage {
        /// 1 to 2,000 characters.
        pub message: String,
        /// The client's own id for it, at most 64 bytes: the same again is the same message.
        #[serde(default)]
        #[cfg_attr(feature = "ts", ts(optional))]
        pub client_id: Option<String>,
    }

    /// One message of a forum.
    pub struct ForumMessageBody {
        /// The message.
        pub message: RoomMessage,
    }

    /// A page of a forum's messages.
    pub struct ForumMessages {
        /// Newest first.
        pub messages: Vec<RoomMessage>,
        /// What to send as `before` for the next page; `null` at the end.
        pub next: Option<String>,
    }

    /// One direct message.
    pub struct DirectMessageBody {
        /// The message.
        pub message: DirectMessage,
    }

    /// A page of what two people said to each other.
    pub struct DirectMessages {
        /// Newest first.
        pub messages: Vec<DirectMessage>,
        /// What to send as `before` for the next page; `null` at the end.
        pub next: Option<String>,
    }

    /// The last line of a conversation.
    pub struct LastLine {
        /// Its id.
        pub id: MessageId,
        /// Its place: in the forum, or in the caller's own inbox.
        #[cfg_attr(feature = "ts", ts(type = "number"))]
        pub seq: u64,
        /// Who said it.
        pub author_id: UserId,
        /// Their name, also where it is the caller's own.
        pub author_name: String,
        /// What, cut after 280 characters.
        pub text: String,
        /// When.
        pub at: Timestamp,
    }

    /// A conversation of the caller's, as a list shows it.
    pub struct Conversation {
        /// What it is.
        pub kind: ConversationKind,
        /// The forum's, which is the team's or pact's where it is theirs; or the other person's.
        pub id: String,
        /// What it is called, or who it is with.
        pub name: String,
        /// What was said last; `null` where nothing was.
        pub last: Option<LastLine>,
        /// How many of its newest 100 lines are of others and not read by the caller on any device.
        #[cfg_attr(feature = "ts", ts(type = "number"))]
        pub unread: u32,
    }

    /// A page of the caller's conversations.
    pub struct Conversations {
        /// Newest first.
        pub conversations: Vec<Conversation>,
        /// What to send as `before` for the next page; `null` at the end.
        pub next: Option<String>,
    }

    /// Says how far the caller has read a forum.
    pub struct NewReadMark {
        /// The `seq` of the newest line that was seen.
        #[cfg_attr(feature = "ts", ts(type = "number"))]
        pub seq: u64,
    }

    /// How far the caller has read a forum.
    pub struct ReadMark {
        /// The `seq` of the newest line that was seen, on any device.
        #[cfg_attr(feature = "ts", ts(type = "number"))]
        pub seq: u64,
    }

    /// Says how far the caller has read what somebody wrote to them.
    #[derive(Default)]
    pub struct NewDirectReadMark {
        /// The `seq` of the newest line that was seen; without it all are.
        #[serde(default)]
        #[cfg_attr(feature = "ts", ts(optional, type = "number"))]
        pub seq: Option<u64>,
    }

    /// Asks somebody to connect.
    pub struct NewConnection {
        /// Whom.
        pub user_id: UserId,
    }

    /// Changes a connection.
    pub struct ConnectionChange {
        /// `complete` accepts, `denied` says no or ends it, `blocked` blocks.
        pub request_status: RequestStatus,
    }

    /// One connection.
    pub struct ConnectionBody {
        /// The connection, as the caller sees it.
        pub connection: UserConnection,
    }

    /// A connection, and whether the other one is here.
    pub struct ListedConnection {
        /// The connection, as the caller sees it.
        #[serde(flatten)]
        pub connection: UserConnection,
        /// Whether the other one can be reached; told of friends alone.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "ts", ts(optional))]
        pub status: Option<PersonStatus>,
        /// When they were last connected; told of friends alone.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "ts", ts(optional))]
        pub last_seen: Option<Timestamp>,
    }

    /// The caller's connections.
    pub struct Connections {
        /// Last changed first; at most 1,000.
        pub connections: Vec<ListedConnection>,
    }

    /// What the caller was told.
    pub struct Notifications {
        /// Newest first; at most 100.
        pub notifications: Vec<Notification>,
        /// Whether there are older ones after `since` that are not in the list.
        pub more: bool,
        /// How many are unread of all there are, in the list or not.
        #[cfg_attr(feature = "ts", ts(type = "number"))]
        pub unread: u64,
        /// The number of the newest entry of the inbox, messages counted too; 0 when it is empty.
        #[cfg_attr(feature = "ts", ts(type = "number"))]
        pub seq: u64,
    }

    /// Marks notifications as read.
    #[derive(Default)]
    // All are marked where nothing is said: a slip in the one field must not pass for that.
    #[serde(deny_unknown_fields)]
    pub struct ReadNotifications {
        /// This one and all older ones; without it all are.
        #[serde(default)]
        #[cfg_attr(feature = "ts", ts(optional))]
        pub up_to: Option<NotificationId>,
    }

    /// What became of it.
    pub struct NotificationsRead {
        /// How many were unread and are read now.
        #[cfg_attr(feature = "ts", ts(type = "number"))]
        pub marked: u64,
        /// How many are unread still.
        #[cfg_attr(feature = "ts", ts(type = "number"))]
        pub unread: u64,
    }

    /// One notification.
    pub struct NotificationBody {
        /// The notification.
        pub notification: Notification,
    }

    /// Somebody's reaction.
    pub struct Reaction {
        /// Whose.
        pub user_id: UserId,
        /// Their name.
        pub user_name: String,
        /// How.
        pub reaction: CheerIcon,
    }

    /// The reactions to a post or a message.
    pub struct Reactions {
        /// Oldest first; at most 500.
        pub reactions: Vec<Reaction>,
    }
}
