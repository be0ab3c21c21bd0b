//! One node as it is in memory and on its disk. It knows what there is; what happens with it is told by the world.

use crate::disk::{Disk, Journal};
use crate::event::Words;
use kith_domain::{AnswerId, BatchId, Dormant, Entry, Input, LikeEntry, Outcome, Room, Session, SessionId};
use kith_protocol::{PostId, Reference, ServerMessage, Timestamp, UserId};
use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::rc::Rc;

/// A node.
#[derive(Debug, Default)]
pub struct Node {
    /// Which run of it this is.
    pub run: u32,
    /// What it is doing.
    pub state: State,
    /// How far this run's clock is from the right time, in milliseconds.
    pub skew_ms: i64,
    /// Rooms that somebody is in or that owe something, by team.
    pub seats: BTreeMap<usize, Seat>,
    /// Who is connected.
    pub conns: BTreeMap<SessionId, Conn>,
    /// Sessions of this run so far.
    pub sessions: u64,
    /// What outlives the run.
    pub disk: Disk,
    /// This run's part of the journal.
    pub journal: Journal,
    /// When a stopping node gives up, in milliseconds of the right time.
    pub stops_at_ms: i64,
    /// The store failed while the node was stopping.
    pub stop_failed: bool,
}

/// What a node is doing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum State {
    /// It does not run.
    #[default]
    Down,
    /// It brings its journal's likes into the store and serves nobody yet.
    Starting,
    /// It serves.
    Up,
    /// It was told to stop.
    Stopping,
}

/// A room's place on a node.
#[derive(Debug)]
pub struct Seat {
    /// Who is in it.
    pub listeners: BTreeMap<SessionId, Session>,
    /// Whether it is in memory.
    pub state: Life,
}

/// Whether a room is in memory.
#[derive(Debug)]
pub enum Life {
    /// It is.
    Awake(Box<Awake>),
    /// It is not.
    Asleep {
        /// What is left of it.
        dormant: Dormant,
        /// When it wants to be woken.
        wake_at: Option<Timestamp>,
    },
}

/// A room in memory, and its task.
#[derive(Debug)]
pub struct Awake {
    /// The room.
    pub room: Room,
    /// Names this life of it among all of the world.
    pub life: u64,
    /// What it is still to be told.
    pub mailbox: VecDeque<Command>,
    /// It will look into its mailbox.
    pub is_called: bool,
    /// When it may sleep if nothing comes.
    pub sleep_at: Timestamp,
    /// Who waits for which answer.
    pub asks: BTreeMap<AnswerId, Ask>,
    /// Answers asked for so far.
    pub answers: u64,
    /// Likes that were not handed to the journal yet.
    pub to_journal: Vec<LikeEntry>,
    /// Writes of the journal asked for so far.
    pub sent: u64,
    /// Those that the room was told of.
    pub taken: u64,
    /// What the journal said, by the place of the write among those asked for.
    pub landed: BTreeMap<u64, Landing>,
    /// Up to where this room's likes are in the journal.
    pub journalled: Option<u64>,
    /// How late its timer is this time, in milliseconds.
    pub slack_ms: i64,
    /// How many are just coming in: it stays in memory for them.
    pub holds: u32,
    /// It fell, and its likes are being brought into the store.
    pub is_homeless: bool,
    /// The next thing it is told it falls over.
    pub is_doomed: bool,
    /// When its timer rang last, and how often within that millisecond.
    pub rang: (i64, u32),
}

/// What the journal said about likes of a room.
#[derive(Clone, Copy, Debug)]
pub struct Landing {
    /// How many.
    pub count: usize,
    /// Whether they are durable.
    pub outcome: Outcome,
    /// The position of the last.
    pub position: Option<u64>,
    /// Of which life of the room.
    pub life: u64,
}

/// What a room's task can be asked.
#[derive(Clone, Debug)]
pub enum Command {
    /// Bring a session in.
    Join(Session, Entry, Option<Reference>),
    /// Somebody says whether they like a post.
    Like(Ask),
    /// What became of a batch of this life.
    Flushed(BatchId, Outcome, u64),
    /// Hand this to the room.
    Input(Input),
}

/// A like on its way to its answer.
#[derive(Clone, Debug)]
pub struct Ask {
    /// Who waits.
    pub origin: Origin,
    /// The word's number.
    pub word: usize,
    /// The post.
    pub post: PostId,
    /// Who says it.
    pub user: UserId,
    /// What they say.
    pub liked: bool,
    /// How often the room was told who likes the post.
    pub tries: u32,
}

/// Who waits for the answer to a like.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Origin {
    /// A connection.
    Socket {
        /// Its session.
        session: SessionId,
        /// The client's mark.
        mark: i64,
    },
    /// A request that nobody repeats.
    Request,
}

/// A connection.
#[derive(Debug)]
pub struct Conn {
    /// Whose.
    pub device: usize,
    /// The rooms it joined.
    pub teams: BTreeSet<usize>,
    /// What the client said and was not carried out yet.
    pub inbox: VecDeque<Words>,
    /// A message is being carried out.
    pub is_busy: bool,
    /// What is on its way to the client, and when it arrives.
    pub outbox: VecDeque<(i64, Rc<ServerMessage>)>,
    /// When the client's last words arrive.
    pub last_in_ms: i64,
}

impl Awake {
    /// A room with nothing to do.
    #[must_use]
    pub const fn new(room: Room, life: u64, sleep_at: Timestamp) -> Self {
        Self {
            room,
            life,
            mailbox: VecDeque::new(),
            is_called: false,
            sleep_at,
            asks: BTreeMap::new(),
            answers: 0,
            to_journal: Vec::new(),
            sent: 0,
            taken: 0,
            landed: BTreeMap::new(),
            journalled: None,
            slack_ms: 0,
            holds: 0,
            is_homeless: false,
            is_doomed: false,
            rang: (0, 0),
        }
    }
}

impl Awake {
    /// What the journal said about the oldest write that the room was not told of, if it did.
    pub fn next_landing(&mut self, in_any_order: bool) -> Option<Landing> {
        let next = if in_any_order { *self.landed.first_key_value()?.0 } else { self.taken };
        let landing = self.landed.remove(&next)?;
        self.taken += 1;
        Some(landing)
    }

    /// Whether news of the journal can be taken.
    #[must_use]
    pub fn has_news(&self) -> bool {
        self.landed.contains_key(&self.taken)
    }
}

impl Node {
    /// A team's room, if it is in memory.
    #[must_use]
    pub fn awake(&self, team: usize) -> Option<&Awake> {
        match &self.seats.get(&team)?.state {
            Life::Awake(awake) => Some(awake),
            Life::Asleep { .. } => None,
        }
    }

    /// A team's room, if it is in memory.
    pub fn awake_mut(&mut self, team: usize) -> Option<&mut Awake> {
        match &mut self.seats.get_mut(&team)?.state {
            Life::Awake(awake) => Some(awake),
            Life::Asleep { .. } => None,
        }
    }

    /// When the first of its rooms is due, and which, in milliseconds of the right time.
    #[must_use]
    pub fn next_timer(&self) -> Option<(i64, usize)> {
        let due = |(team, seat): (&usize, &Seat)| {
            let (due, slack_ms) = match &seat.state {
                Life::Awake(awake) if awake.is_homeless => return None,
                Life::Awake(awake) => {
                    let deadline = awake.room.deadline();
                    (deadline.map_or(awake.sleep_at, |deadline| deadline.min(awake.sleep_at)), awake.slack_ms)
                }
                Life::Asleep { wake_at, .. } => ((*wake_at)?, 0),
            };
            Some((due.0.saturating_sub(self.skew_ms) + slack_ms, *team))
        };
        self.seats.iter().filter_map(due).min()
    }
}
