//! What a client may say.

use crate::ids::{PostId, TeamId};
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
