//! The waist of Kith: what a room is told and what it asks for in return. The hub's driver is its only caller.

use crate::fact::{Fact, FeedEntry};
use crate::team::Team;
use alloc::string::String;
use alloc::vec::Vec;
use kith_protocol::{CheerIcon, Presence, Reference, Role, ServerMessage, TeamId, Ticker, Timestamp, UserId};

/// Names a room. A closed list of kinds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum RoomId {
    /// A team's room, `TEAM:id`.
    Team(TeamId),
}

impl core::fmt::Display for RoomId {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        match self {
            Self::Team(team_id) => write!(f, "TEAM:{team_id}"),
        }
    }
}

/// One connection's stay in a room. Unique on a node for as long as it runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SessionId(pub u64);

/// Who came in, as the store knows them; nothing of it is said by the client.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Session {
    /// This stay.
    pub id: SessionId,
    /// Who.
    pub user_id: UserId,
    /// The name to show.
    pub user_name: String,
    /// What they are in this room.
    pub role: Role,
}

/// Where the room's feed stood when the session's membership was checked, in one read of the store.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Names the feed's numbering.
    pub epoch: String,
    /// The feed's newest number.
    pub seq: u64,
    /// What came after the client's cursor, in order; `None` if that cannot be told.
    pub missed: Option<Vec<FeedEntry>>,
    /// The latest shared win.
    pub ticker: Option<Ticker>,
}

/// What a member may say to the room itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Saying {
    /// A cheer for everybody.
    Cheer(CheerIcon),
}

/// Everything a room can be told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Input {
    /// A session comes in; its membership was checked.
    Join {
        /// Who.
        session: Session,
        /// Where the feed stood.
        entry: Entry,
        /// The client's mark.
        reference: Option<Reference>,
    },
    /// A session goes, by its own word or because its connection ended.
    Leave(SessionId),
    /// A session says something.
    Say {
        /// Which.
        session: SessionId,
        /// What.
        saying: Saying,
        /// The client's mark.
        reference: Option<Reference>,
    },
    /// Something has happened for good.
    Fact(Fact),
    /// The time of [`Room::deadline`] has come.
    Tick,
}

/// Who is to hear a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Audience {
    /// One session.
    One(SessionId),
    /// Every session in the room.
    All,
}

/// What a room asks of its host. To be carried out in order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Effect {
    /// Say this to these.
    Send {
        /// Who is to hear it.
        to: Audience,
        /// What.
        message: ServerMessage,
    },
}

/// What the operator sets for every room.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RoomSettings {
    /// Time between two presence messages when nothing changes, in milliseconds.
    pub presence_beat_ms: i64,
}

/// A live room.
#[derive(Debug)]
pub enum Room {
    /// A team's.
    Team(Team),
}

impl Room {
    /// An empty room.
    #[must_use]
    pub fn new(id: RoomId, settings: RoomSettings, now: Timestamp) -> Self {
        match id {
            RoomId::Team(team_id) => Self::Team(Team::new(team_id, settings, now)),
        }
    }

    /// Takes one input at the time `now` and appends what follows from it to `out`.
    pub fn handle(&mut self, now: Timestamp, input: Input, out: &mut Vec<Effect>) {
        match self {
            Self::Team(team) => team.handle(now, input, out),
        }
    }

    /// When the room wants [`Input::Tick`], if nothing else comes before; `None` lets it sleep.
    #[must_use]
    pub fn deadline(&self) -> Option<Timestamp> {
        match self {
            Self::Team(team) => team.deadline(),
        }
    }

    /// Who is here.
    #[must_use]
    pub fn presence(&self) -> Presence {
        match self {
            Self::Team(team) => team.presence(),
        }
    }

    /// Whether nobody is here and nothing is owed: the room can be dropped.
    #[must_use]
    pub fn is_idle(&self) -> bool {
        match self {
            Self::Team(team) => team.is_idle(),
        }
    }
}
