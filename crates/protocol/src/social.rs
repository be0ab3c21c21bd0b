//! What the server tells about people and their talk: sessions, messages, connections, notifications. Shapes that
//! shipping clients know, with an id, a number and a sender's id of ours; no token is ever in one.

pub use crate::notification::{Notification, NotificationKind, NotificationParams};

use crate::ids::{ForumId, MessageId, UserId};
use crate::time::Timestamp;
use serde::{Deserialize, Serialize};

/// Whether somebody can be reached now. SPEC.md SE1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum PersonStatus {
    /// Connected, and said something within the last half hour.
    Active,
    /// Connected and silent for longer.
    Away,
    /// Not connected.
    Offline,
}

/// How two people are connected, as one of them sees it. SPEC.md UC1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum RequestStatus {
    /// One has asked the other.
    Pending,
    /// Both want it.
    Complete,
    /// One has said no, or ended it.
    Denied,
    /// The viewer wants to hear nothing of the other.
    Blocked,
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
    /// A line for the person themselves.
    pub struct Notice {
        /// Its own.
        pub key: String,
        /// When, for people.
        pub time: String,
        /// The line.
        pub text: String,
    }

    /// One connection of a person, as that connection is told it.
    pub struct SessionData {
        /// Who.
        pub id: UserId,
        /// Names this connection; it opens nothing.
        pub socket_id: String,
        /// What the client remembers of the connection before.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "ts", ts(optional))]
        pub previous_socket_id: Option<String>,
        /// Their name.
        pub user_name: String,
        /// Given name.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "ts", ts(optional))]
        pub first_name: Option<String>,
        /// Family name.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "ts", ts(optional))]
        pub last_name: Option<String>,
        /// How they can be reached.
        pub status: PersonStatus,
    }

    /// A session, told to its own connection.
    pub struct SocketSession {
        /// Which service this is.
        pub app: String,
        /// Names this connection.
        pub socket_id: String,
        /// Not told: it is nobody's business, and always empty.
        pub ip: String,
        /// Seconds of silence after which the person counts as away.
        #[cfg_attr(feature = "ts", ts(type = "number"))]
        pub ttl: u32,
        /// How they can be reached.
        pub status: PersonStatus,
        /// The person.
        pub data: SessionData,
    }

    /// Somebody one is connected with, as friends are told it.
    pub struct ActivePerson {
        /// Who.
        pub id: UserId,
        /// Their name.
        pub user_name: String,
        /// Given name.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "ts", ts(optional))]
        pub first_name: Option<String>,
        /// Family name.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "ts", ts(optional))]
        pub last_name: Option<String>,
        /// How they can be reached.
        pub status: PersonStatus,
        /// Names their latest connection; it opens nothing.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "ts", ts(optional))]
        pub socket_id: Option<String>,
        /// When they were last connected, by the server's clock.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "ts", ts(optional))]
        pub last_seen: Option<Timestamp>,
    }

    /// What is said in a forum, or that somebody comes or goes.
    pub struct RoomMessage {
        /// Its id; an announcement has one that only tells it from others.
        pub id: String,
        /// The same, for clients that look here.
        pub key: String,
        /// Its place in the forum; announcements have none.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "ts", ts(optional, type = "number"))]
        pub seq: Option<u64>,
        /// Who said it.
        pub from_user_id: UserId,
        /// Their name; `you` where it is told to themselves.
        pub from_user_name: String,
        /// Their picture; there are none yet.
        pub from_user_img_src: String,
        /// When, for people.
        pub time: String,
        /// When.
        pub created_at: Timestamp,
        /// What.
        pub text: String,
        /// Nobody said it: somebody came or went.
        pub is_announcement: bool,
    }

    /// What one person says to another.
    pub struct DirectMessage {
        /// Its id.
        pub id: MessageId,
        /// The same, for clients that look here.
        pub key: MessageId,
        /// Its place in the inbox of whom it is told.
        #[cfg_attr(feature = "ts", ts(type = "number"))]
        pub seq: u64,
        /// Who said it.
        pub from_user_id: UserId,
        /// Their name; `you` where it is told to themselves.
        pub from_user_name: String,
        /// Their picture; there are none yet.
        pub from_user_img_src: String,
        /// To whom.
        pub to_user_id: UserId,
        /// When, for people.
        pub time: String,
        /// When.
        pub created_at: Timestamp,
        /// What.
        pub text: String,
        /// Whether the receiver has not read it.
        pub is_unread: bool,
    }

    /// One of the caller's forums.
    pub struct ListedRoom {
        /// Which.
        pub room_id: ForumId,
        /// The same, for clients that look here.
        pub room_key: ForumId,
        /// Its name.
        pub name: String,
        /// How many people are in it now.
        #[cfg_attr(feature = "ts", ts(type = "number"))]
        pub length: u32,
        /// Never told: which connection is whose is nobody's business.
        pub sockets: Vec<String>,
    }

    /// Somebody in a connection.
    pub struct ConnectedUser {
        /// Who.
        pub id: UserId,
        /// Their name.
        pub user_name: String,
        /// Given name.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "ts", ts(optional))]
        pub first_name: Option<String>,
        /// Family name.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "ts", ts(optional))]
        pub last_name: Option<String>,
    }

    /// How two people are connected, as one of them is told it.
    pub struct UserConnection {
        /// Who asked first.
        pub requesting_user_id: UserId,
        /// Whom.
        pub accepting_user_id: UserId,
        /// How it stands.
        pub request_status: RequestStatus,
        /// It was complete and is no more.
        pub is_connection_broken: bool,
        /// Both of them.
        pub users: Vec<ConnectedUser>,
        /// When it was asked for first.
        pub created_at: Timestamp,
        /// When it changed last.
        pub updated_at: Timestamp,
    }
}
