//! The waist of Kith: what a room is told and what it asks for in return. The hub's driver is its only caller.

use crate::fact::{Fact, FeedEntry};
use crate::forum::Forum;
use crate::likes::{LikeAnswer, LikeBatch, LikeEntry};
use crate::pact_room::{PactRoom, PactView};
use crate::team::Team;
use alloc::boxed::Box;
use alloc::string::String;
use alloc::vec::Vec;
use kith_protocol::{
    CheerIcon, ForumId, PactId, PostId, Presence, Reference, Role, ServerMessage, TeamId, Ticker, Timestamp,
    UserId,
};

/// Names a room. A closed list of kinds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum RoomId {
    /// A team's room, `TEAM:id`.
    Team(TeamId),
    /// A forum's room, `FORUM:id`. A team's own forum has the team's id, a pact's the pact's.
    Forum(ForumId),
    /// A pact's room, `PACT:id`.
    Pact(PactId),
}

impl From<TeamId> for RoomId {
    fn from(team_id: TeamId) -> Self {
        Self::Team(team_id)
    }
}

impl From<ForumId> for RoomId {
    fn from(forum_id: ForumId) -> Self {
        Self::Forum(forum_id)
    }
}

impl From<PactId> for RoomId {
    fn from(pact_id: PactId) -> Self {
        Self::Pact(pact_id)
    }
}

impl core::fmt::Display for RoomId {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        match self {
            Self::Team(team_id) => write!(f, "TEAM:{team_id}"),
            Self::Forum(forum_id) => write!(f, "FORUM:{forum_id}"),
            Self::Pact(pact_id) => write!(f, "PACT:{pact_id}"),
        }
    }
}

/// One connection's stay in a room. Unique on a node for as long as it runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SessionId(pub u64);

/// Somebody outside the room who waits for an answer. Chosen by the host.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AnswerId(pub u64);

/// One of a room's batches. A room that begins anew does not use the numbers of the one before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct BatchId(pub u64);

/// Whether what was asked of the host is durable now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It is.
    Done,
    /// It may not be.
    Failed,
}

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
    /// The room's name, where the room is told by name.
    pub title: String,
    /// Names the feed's numbering.
    pub epoch: String,
    /// The feed's newest number.
    pub seq: u64,
    /// What came after the client's cursor, in order; `None` if that cannot be told.
    pub missed: Option<Vec<FeedEntry>>,
    /// The latest shared win.
    pub ticker: Option<Ticker>,
    /// How the pact stands, where the room is a pact's.
    pub pact: Option<Box<PactView>>,
}

/// What a member may say to the room itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Saying {
    /// A cheer for everybody.
    Cheer(CheerIcon),
    /// That this session leaves, by its own word. [`Input::Leave`] follows.
    Exit,
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
    /// A member says whether they like a post of this room; membership and post were checked.
    Like {
        /// The post.
        post: PostId,
        /// Who.
        user: UserId,
        /// Whether they like it.
        liked: bool,
        /// Who waits for the answer.
        answer: AnswerId,
    },
    /// Who likes a post, read from the store.
    Likers {
        /// The post.
        post: PostId,
        /// All who like it.
        likers: Vec<UserId>,
        /// The greatest stamp of anything said about the post: what is said from now on comes after it, also where
        /// the machine's clock was set back since.
        stamp: u64,
        /// A time before the reading began.
        read_at: Timestamp,
    },
    /// The oldest so many [`Effect::Journal`] that were not answered yet.
    Journalled(usize, Outcome),
    /// What became of a batch. The number is any; it spreads the next tries of many rooms.
    Flushed(BatchId, Outcome, u64),
    /// The host is stopping: flush what is pending now.
    Hurry,
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
    /// Every session of one person.
    User(UserId),
    /// Every session of everybody but one person: somebody's second device is no other.
    Others(UserId),
}

/// What a room asks of its host. To be carried out in order.
#[expect(clippy::large_enum_variant, reason = "nearly all effects are messages, and they live for one turn")]
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Effect {
    /// Say this to these.
    Send {
        /// Who is to hear it.
        to: Audience,
        /// What.
        message: ServerMessage,
    },
    /// Answer somebody outside the room.
    Answer {
        /// Who waits.
        to: AnswerId,
        /// What to tell them.
        answer: LikeAnswer,
    },
    /// Write this to the journal and say [`Input::Journalled`] when it is durable, in the order asked.
    Journal(LikeEntry),
    /// Write this to the store in one transaction and say [`Input::Flushed`]; then the journal may let go of it.
    Flush(LikeBatch),
}

/// What is left of a room that sleeps, besides its sessions: enough that nobody can tell that it slept.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Dormant {
    /// When presence was told last.
    pub presence_told_at: Option<Timestamp>,
    /// The last number of the feed that was told.
    pub feed_told: Option<u64>,
    /// The latest shared win that was told.
    pub ticker: Option<Ticker>,
}

/// What the operator sets for every room.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RoomSettings {
    /// Time between two presence messages when nothing changes, in milliseconds.
    pub presence_beat_ms: i64,
    /// The longest a journalled like waits for the store, in milliseconds.
    pub like_flush_ms: i64,
}

/// A live room.
#[expect(clippy::large_enum_variant, reason = "a room is one value in a task of its own")]
#[derive(Debug)]
pub enum Room {
    /// A team's.
    Team(Team),
    /// A forum's.
    Forum(Forum),
    /// A pact's.
    Pact(PactRoom),
}

impl Room {
    /// A room that nobody is in.
    #[must_use]
    pub fn new(id: RoomId, settings: RoomSettings, now: Timestamp) -> Self {
        Self::wake(id, settings, Dormant::default(), &[], now)
    }

    /// A room as it was when it fell asleep, with the sessions that stayed.
    #[must_use]
    pub fn wake(
        id: RoomId,
        settings: RoomSettings,
        dormant: Dormant,
        sessions: &[Session],
        now: Timestamp,
    ) -> Self {
        match id {
            RoomId::Team(team_id) => Self::Team(Team::wake(team_id, settings, dormant, sessions, now)),
            RoomId::Forum(forum_id) => Self::Forum(Forum::wake(forum_id, dormant, sessions)),
            RoomId::Pact(pact_id) => Self::Pact(PactRoom::wake(pact_id, dormant, sessions)),
        }
    }

    /// What is left of the room if it falls asleep now; `None` while it owes something. Between this and
    /// [`Room::wake`] nothing changes that a client could see.
    #[must_use]
    pub fn dormant(&self, now: Timestamp) -> Option<Dormant> {
        match self {
            Self::Team(team) => team.dormant(now),
            Self::Forum(forum) => forum.dormant(now),
            Self::Pact(pact) => pact.dormant(now),
        }
    }

    /// Takes one input at the time `now` and appends what follows from it to `out`.
    pub fn handle(&mut self, now: Timestamp, input: Input, out: &mut Vec<Effect>) {
        match self {
            Self::Team(team) => team.handle(now, input, out),
            Self::Forum(forum) => forum.handle(now, input, out),
            Self::Pact(pact) => pact.handle(now, input, out),
        }
    }

    /// When the room wants [`Input::Tick`], if nothing else comes before; `None` lets it sleep.
    #[must_use]
    pub fn deadline(&self) -> Option<Timestamp> {
        match self {
            Self::Team(team) => team.deadline(),
            Self::Forum(forum) => forum.deadline(),
            Self::Pact(pact) => pact.deadline(),
        }
    }

    /// Who is here.
    #[must_use]
    pub fn presence(&self) -> Presence {
        match self {
            Self::Team(team) => team.presence(),
            Self::Forum(forum) => forum.presence(),
            Self::Pact(pact) => pact.presence(),
        }
    }

    /// How a post stands for a person, where the room knows better than the store may.
    #[must_use]
    pub fn standing(&self, post: PostId, user: UserId) -> Option<(u64, bool)> {
        match self {
            Self::Team(team) => team.likes().standing(post, user),
            Self::Forum(_) | Self::Pact(_) => None,
        }
    }

    /// How many likes are not in the store yet.
    #[must_use]
    pub fn owed_likes(&self) -> usize {
        match self {
            Self::Team(team) => team.likes().owed(),
            Self::Forum(_) | Self::Pact(_) => 0,
        }
    }
}
