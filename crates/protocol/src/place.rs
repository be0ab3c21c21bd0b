//! Where a message stands in its room's numbered feed, for whoever keeps count of what a client has been told.

use crate::server::ServerMessage;

/// What a message means for a client's place in a room's feed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// It is not part of the feed.
    Beside,
    /// It is a part of the feed's entry with this number, and more of it follows: the client has not heard it yet.
    Part(u64),
    /// It is the feed's entry with this number, or the last part of it.
    Entry(u64),
    /// It says that the client has come in.
    Joined {
        /// Not all that was missed follows: the client fetches the feed again.
        resync: bool,
    },
}

impl ServerMessage {
    /// What this message means for the receiver's place in the feed of the room that says it.
    #[must_use]
    pub const fn place(&self) -> Place {
        match self {
            Self::NewPost { seq, .. } | Self::LiveNotification { seq, .. } => Place::Entry(*seq),
            Self::SendMessage { message, .. } => match message.seq {
                Some(seq) => Place::Entry(seq),
                None => Place::Beside,
            },
            Self::SendDirectMessage { message, .. } => Place::Entry(message.seq),
            Self::NotificationCreated(notification) => Place::Entry(notification.seq),
            Self::PartnerCheckedIn(told) => Place::Part(told.seq),
            Self::CelebrationReceived(told) => Place::Part(told.celebration.seq),
            Self::EncouragementReceived(told) => Place::Part(told.encouragement.seq),
            Self::StreakMilestone(told) => Place::Part(told.seq),
            Self::PactActivity(told) => Place::Entry(told.seq),
            Self::JoinedTeam { resync, .. } | Self::JoinedRoom { resync, .. } => {
                Place::Joined { resync: *resync }
            }
            Self::JoinedPact(joined) => Place::Joined { resync: joined.resync },
            Self::PresenceUpdate { .. }
            | Self::LiveCheer { .. }
            | Self::PostUnpinned { .. }
            | Self::LikeUpdate { .. }
            | Self::Ticker { .. }
            | Self::UserLoginSuccess { .. }
            | Self::UserLogoutSuccess { .. }
            | Self::SessionCreated(_)
            | Self::SessionUpdated(_)
            | Self::SessionClosed {}
            | Self::OtherJoinedRoom { .. }
            | Self::LeftRoom { .. }
            | Self::SendRoomsList { .. }
            | Self::NotificationUpdated(_)
            | Self::ActiveConnectionsLoaded { .. }
            | Self::ActiveConnectionsAdded(_)
            | Self::ActiveConnectionLoggedIn(_)
            | Self::ActiveConnectionLoggedOut(_)
            | Self::ActiveConnectionDisconnected(_)
            | Self::ActiveConnectionRefreshed(_)
            | Self::UserConnectionCreated(_)
            | Self::UserConnectionUpdated(_)
            | Self::LeftPact(_)
            | Self::PartnerJoinedPact(_)
            | Self::PartnerLeftPact(_)
            | Self::CheckinLogged(_)
            | Self::Ack { .. }
            | Self::Error { .. } => Place::Beside,
        }
    }
}
