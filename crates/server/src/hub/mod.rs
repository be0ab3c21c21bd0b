//! The live rooms of this node and the connections in them. It knows no door and no HTTP; whoever calls it has
//! checked who they are.

mod alarms;
mod attendance;
mod connections;
mod driver;
mod happened;
mod inboxes;
mod likes;
mod notices;
mod outbox;
mod pacts;
mod recovery;
mod rooms;

pub use attendance::{AWAY_AFTER_MS, socket_id};
pub use connections::{Connections, Link, ROOMS_PER_CONNECTION_MAX, Seat, Tracked};
pub use outbox::{Item, Outbox, Ready, Start};
pub use recovery::recover;

use crate::clock::Clock;
use driver::{Command, Letter};
use inboxes::Inboxes;
use kith_domain::{Entry, Fact, Input, LikeAnswer, RoomId, RoomSettings, Saying, Session, SessionId};
use kith_journal::Journal;
use kith_protocol::{ErrorCode, PostId, Presence, Reference, Refusal, TeamId, Timestamp, UserId};
use kith_store::{Likers, Store};
use notices::Notices;
use rooms::Rooms;
use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::{Notify, mpsc, oneshot};

/// How often the stopping hub looks whether all likes are in the store.
const DRAIN_LOOK: Duration = Duration::from_millis(20);
/// How long a room may take to say how it stands: one that fell to a bug answers nothing until the store is back.
const ASK_MAX: Duration = Duration::from_secs(2);

/// What the operator sets for the rooms of a node.
#[derive(Clone, Copy, Debug)]
pub struct HubSettings {
    /// For every room.
    pub room: RoomSettings,
    /// How long a room may hear nothing before it sleeps, in milliseconds.
    pub room_idle_ms: i64,
    /// How many connections at once.
    pub max_connections: usize,
}

/// This node's live rooms. Cheap to clone.
#[derive(Clone)]
pub struct Hub {
    shared: Arc<Shared>,
}

struct Shared {
    rooms: Rooms,
    connections: Arc<Connections>,
    settings: HubSettings,
    clock: Clock,
    store: Store,
    journal: Journal,
    /// An alarm was set.
    alarm_set: Notify,
    /// The order of what comes into inboxes.
    inboxes: Inboxes,
    /// Whose inboxes are behind.
    notices: Notices,
}

/// A room that stays awake for as long as this lives and hears what it is told, although nobody may be in it yet.
pub struct Held {
    _mailbox: mpsc::Sender<Letter>,
}

impl Hub {
    /// No rooms yet. Starts the tasks that wake sleeping rooms, ring alarms, and tell friends and inboxes.
    #[must_use]
    pub fn new(settings: HubSettings, clock: Clock, store: Store, journal: Journal) -> Self {
        let connections = Arc::new(Connections::new(settings.max_connections, clock));
        let rooms = Rooms::default();
        let hub = Self {
            shared: Arc::new(Shared {
                rooms,
                connections,
                settings,
                clock,
                store,
                journal,
                alarm_set: Notify::new(),
                inboxes: Inboxes::default(),
                notices: Notices::default(),
            }),
        };
        tokio::spawn(hub.clone().wake_sleepers());
        tokio::spawn(hub.clone().ring_alarms());
        tokio::spawn(hub.clone().tell_friends());
        tokio::spawn(hub.clone().tell_notices());
        hub
    }

    /// Everybody who is connected.
    #[must_use]
    pub fn connections(&self) -> &Arc<Connections> {
        &self.shared.connections
    }

    /// The turns of inboxes.
    #[must_use]
    pub fn inboxes(&self) -> &Inboxes {
        &self.shared.inboxes
    }

    /// Wakes a room and keeps it awake, if it is open.
    #[must_use]
    pub fn hold_if_open(&self, room: RoomId) -> Option<Held> {
        self.wake_if_open(room).map(|mailbox| Held { _mailbox: mailbox })
    }

    /// Opens or wakes a room and keeps it awake.
    #[must_use]
    pub fn hold(&self, room: RoomId) -> Held {
        Held { _mailbox: self.wake(room) }
    }

    /// Brings a session into a room, waking the room if need be. Its answer goes to the link.
    pub async fn join(
        &self,
        room: RoomId,
        session: Session,
        entry: Entry,
        reference: Option<Reference>,
        link: Arc<Link>,
    ) {
        self.send(room, Command::Join { session, entry, reference, link }).await;
    }

    /// Takes a session out of a room; nothing happens where it is not.
    pub async fn leave(&self, room: RoomId, session: SessionId) {
        self.send_if_anybody(room, Command::Input(Input::Leave(session))).await;
    }

    /// A session says something to its room. `false`: nobody is in the room, so the session is not either.
    pub async fn say(
        &self,
        room: RoomId,
        session: SessionId,
        saying: Saying,
        reference: Option<Reference>,
    ) -> bool {
        self.send_if_anybody(room, Command::Input(Input::Say { session, saying, reference })).await
    }

    /// Tells a room what has happened for good. Where nobody is, nobody hears it: the store has it.
    pub async fn tell(&self, room: impl Into<RoomId>, fact: Fact) {
        self.send_if_anybody(room.into(), Command::Input(Input::Fact(fact))).await;
    }

    /// Takes every device of a person out of a room: they may not be in it any more.
    pub async fn evict(&self, room: RoomId, user: UserId) {
        for link in self.shared.connections.of(user) {
            if link.is_in(room) {
                self.say(room, link.session, Saying::Exit, None).await;
                self.leave(room, link.session).await;
                link.exit(room);
            }
        }
    }

    /// Tells every room that a person is in by which name they go now. SPEC.md PR7.
    pub async fn renamed(&self, user_id: UserId, user_name: &str) {
        let links = self.shared.connections.of(user_id);
        let rooms: BTreeSet<_> = links.iter().flat_map(|link| link.rooms()).collect();
        for room in rooms {
            let fact = Fact::Renamed { user_id, user_name: user_name.to_owned() };
            self.tell(room, fact).await;
        }
    }

    /// Tells every team's room that somebody is in what has happened for good.
    pub async fn tell_everywhere(&self, fact: Fact) {
        let is_teams = |room: &RoomId| matches!(room, RoomId::Team(_));
        for room in self.shared.rooms.all().into_iter().filter(is_teams) {
            self.send_if_anybody(room, Command::Input(Input::Fact(fact.clone()))).await;
        }
    }

    /// Says whether a member likes a post, and waits until that is durable.
    ///
    /// # Errors
    /// [`ErrorCode::Unavailable`] if the room fell to a bug before it could answer.
    pub async fn like(
        &self,
        team: TeamId,
        post: PostId,
        user: UserId,
        liked: bool,
    ) -> Result<LikeAnswer, Refusal> {
        let (answer, outcome) = oneshot::channel();
        self.send(RoomId::Team(team), Command::Like { post, user, liked, answer }).await;
        outcome.await.map_err(|_| {
            Refusal::new(
                ErrorCode::Unavailable,
                "Your like got lost in a fault of Kith. Try again in a moment.",
            )
        })
    }

    /// Tells a team's room who likes a post; `read_at` is from before the reading of the store began.
    pub async fn learn_likers(&self, team: TeamId, post: PostId, found: Likers, read_at: Timestamp) {
        self.send(
            RoomId::Team(team),
            Command::Input(Input::Likers { post, likers: found.people, stamp: found.stamp, read_at }),
        )
        .await;
    }

    /// How posts stand for a person, for those where the room knows better than the store may.
    pub async fn standings(
        &self,
        team: TeamId,
        posts: Vec<PostId>,
        user: UserId,
    ) -> Vec<(PostId, u64, bool)> {
        let (answer, standings) = oneshot::channel();
        if self.send_if_awake(RoomId::Team(team), Command::Standings { posts, user, answer }).await {
            return answer_within(ASK_MAX, standings).await;
        }
        Vec::new()
    }

    /// Who is in a room now.
    pub async fn presence(&self, room: impl Into<RoomId>) -> Presence {
        let (answer, presence) = oneshot::channel();
        if self.send_if_anybody(room.into(), Command::Presence(answer)).await {
            return answer_within(ASK_MAX, presence).await;
        }
        Presence::default()
    }

    /// Runs `work` to its end although the caller may go away: what was committed must also be told.
    ///
    /// # Panics
    /// If `work` panics.
    pub async fn carry_through<T: Send + 'static>(
        &self,
        work: impl Future<Output = T> + Send + 'static,
    ) -> T {
        match tokio::spawn(work).await {
            Ok(outcome) => outcome,
            Err(error) => std::panic::resume_unwind(error.into_panic()),
        }
    }

    /// An alarm was set or moved earlier, and that is committed.
    pub fn notice_alarm(&self) {
        self.shared.alarm_set.notify_one();
    }

    /// Flushes every pending like; `true` when all are in the store within `limit`. The journal keeps the others.
    pub async fn flush_all(&self, limit: Duration) -> bool {
        let all_flushed = async {
            loop {
                let owing = self.shared.rooms.owing();
                if owing.is_empty() {
                    return;
                }
                for room in owing {
                    self.send_if_awake(room, Command::Input(Input::Hurry)).await;
                }
                tokio::time::sleep(DRAIN_LOOK).await;
            }
        };
        tokio::time::timeout(limit, all_flushed).await.is_ok()
    }
}

async fn answer_within<T: Default>(limit: Duration, answer: oneshot::Receiver<T>) -> T {
    tokio::time::timeout(limit, answer).await.ok().and_then(Result::ok).unwrap_or_default()
}

#[cfg(test)]
mod fault_tests;
