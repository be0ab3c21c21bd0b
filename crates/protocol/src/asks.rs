//! What is inside the messages of clients that know more than they need to say. They send whole records of theirs:
//! what is not named here is not read, and nothing that is read says who the sender is.

use crate::ids::{ForumId, NotificationId, UserId};
use crate::social::RequestStatus;
use serde::{Deserialize, Deserializer, Serialize};

macro_rules! asks {
    ($($(#[$doc:meta])* pub struct $name:ident { $($body:tt)* })*) => {$(
        $(#[$doc])*
        #[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
        #[cfg_attr(feature = "ts", derive(ts_rs::TS))]
        #[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
        #[serde(rename_all = "camelCase")]
        pub struct $name { $($body)* }
    )*};
}

asks! {
    /// What a client knows of the person who is signed in.
    pub struct SessionDetails {
        /// A newer token of the same person: it prolongs the connection.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "ts", ts(optional))]
        pub id_token: Option<String>,
    }

    /// What a client remembers of its connection before.
    pub struct SocketDetails {
        /// The session that it was told then.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "ts", ts(optional))]
        pub session: Option<EarlierSession>,
    }

    /// A connection before this one.
    pub struct EarlierSession {
        /// Its `socketId`, as the client remembers it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "ts", ts(optional))]
        pub id: Option<String>,
    }

    /// A reaction as clients of other feeds record it.
    pub struct RecordedReaction {
        /// What it is about.
        #[serde(rename = "momentId", alias = "spaceId", alias = "thoughtId", default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "ts", ts(optional))]
        pub about: Option<String>,
        /// `false` takes the reaction back.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "ts", ts(optional))]
        pub user_has_liked: Option<bool>,
    }
}

macro_rules! named {
    ($($(#[$doc:meta])* pub struct $name:ident { $($body:tt)* })*) => {$(
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
        #[cfg_attr(feature = "ts", derive(ts_rs::TS))]
        #[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
        #[serde(rename_all = "camelCase")]
        pub struct $name { $($body)* }
    )*};
}

named! {
    /// Who is to get a direct message. A socket's id beside it is a hint that nobody needs.
    pub struct Addressee {
        /// Who.
        pub id: UserId,
    }

    /// Which notification, and how it is to be.
    pub struct NotificationMark {
        /// Which.
        pub id: NotificationId,
        /// Whether it is unread; read when nothing is said.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "ts", ts(optional))]
        pub is_unread: Option<bool>,
    }

    /// Whom to connect with.
    pub struct ConnectionAsk {
        /// Who.
        pub accepting_user_id: UserId,
    }

    /// How a connection is to be.
    pub struct ConnectionAnswer {
        /// With whom.
        pub other_user_id: UserId,
        /// What it becomes; nothing changes when nothing is said.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "ts", ts(optional))]
        pub request_status: Option<RequestStatus>,
        /// `true` ends it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "ts", ts(optional))]
        pub is_connection_broken: Option<bool>,
    }
}

/// A forum by its id, or by the name of its room, `FORUM:id`.
pub(crate) fn forum_by_id_or_room<'de, D: Deserializer<'de>>(deserializer: D) -> Result<ForumId, D::Error> {
    let text = std::borrow::Cow::<'_, str>::deserialize(deserializer)?;
    let id = text.strip_prefix("FORUM:").unwrap_or(&text);
    id.parse()
        .map_err(|error| serde::de::Error::custom(format_args!("\"roomId\" is the id of a forum: {error}")))
}
