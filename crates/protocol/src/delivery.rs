//! How each message of the server is queued, shed and replayed: one exhaustive match decides.

use crate::ids::{PactId, PostId, TeamId, UserId};
use crate::server::ServerMessage;

/// How a message is queued, shed and replayed. One enum decides for every message (ARCHITECTURE.md).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Delivery {
    /// Weather: a slow reader loses the oldest first.
    Ephemeral,
    /// Only the latest value of its key matters.
    State(StateKey),
    /// Numbered in the room's feed: never dropped; a reader too slow for it is closed and resumes.
    Feed,
    /// The answer to one command: never dropped.
    Reply,
}

/// What a [`Delivery::State`] message is the latest value of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum StateKey {
    /// Who is in a team's room.
    Presence(TeamId),
    /// How many like a post.
    Likes(PostId),
    /// The shared wins.
    Ticker,
    /// Whether a friend is here.
    Friend(UserId),
    /// Whether a partner is in a pact's room.
    Partner(PactId, UserId),
}

impl ServerMessage {
    /// How this message is delivered.
    #[must_use]
    pub const fn delivery(&self) -> Delivery {
        match self {
            Self::PresenceUpdate { team_id, .. } => Delivery::State(StateKey::Presence(*team_id)),
            Self::LikeUpdate { post_id, .. } => Delivery::State(StateKey::Likes(*post_id)),
            Self::Ticker { .. } => Delivery::State(StateKey::Ticker),
            Self::ActiveConnectionLoggedIn(friend)
            | Self::ActiveConnectionLoggedOut(friend)
            | Self::ActiveConnectionDisconnected(friend)
            | Self::ActiveConnectionRefreshed(friend) => Delivery::State(StateKey::Friend(friend.id)),
            Self::PartnerJoinedPact(partner) => {
                Delivery::State(StateKey::Partner(partner.pact_id, partner.user_id))
            }
            Self::PartnerLeftPact(partner) => {
                Delivery::State(StateKey::Partner(partner.pact_id, partner.user_id))
            }
            Self::LiveCheer { .. } | Self::OtherJoinedRoom { .. } | Self::LeftRoom { .. } => {
                Delivery::Ephemeral
            }
            Self::NewPost { .. }
            | Self::LiveNotification { .. }
            | Self::PostUnpinned { .. }
            | Self::SendMessage { .. }
            | Self::SendDirectMessage { .. }
            | Self::NotificationCreated(_)
            | Self::NotificationUpdated(_)
            | Self::UserConnectionCreated(_)
            | Self::UserConnectionUpdated(_)
            | Self::ActiveConnectionsAdded(_)
            | Self::CheckinLogged(_)
            | Self::PartnerCheckedIn(_)
            | Self::CelebrationReceived(_)
            | Self::EncouragementReceived(_)
            | Self::StreakMilestone(_)
            | Self::PactActivity(_) => Delivery::Feed,
            Self::JoinedTeam { .. }
            | Self::JoinedRoom { .. }
            | Self::JoinedPact(_)
            | Self::LeftPact(_)
            | Self::UserLoginSuccess { .. }
            | Self::UserLogoutSuccess { .. }
            | Self::SessionCreated(_)
            | Self::SessionUpdated(_)
            | Self::SessionClosed {}
            | Self::SendRoomsList { .. }
            | Self::ActiveConnectionsLoaded { .. }
            | Self::Ack { .. }
            | Self::Error { .. } => Delivery::Reply,
        }
    }
}
