//! The live rooms of this node and the connections in them. It knows no door and no HTTP; whoever calls it has
//! checked who they are.

mod connections;
mod driver;
mod outbox;

pub use connections::{Connections, Link, Tracked};
pub use outbox::Outbox;

use crate::clock::Clock;
use driver::{Command, Driver, Letter};
use kith_domain::{Entry, Fact, Input, Room, RoomId, RoomSettings, Saying, Session, SessionId};
use kith_protocol::{Presence, Reference, TeamId};
use parking_lot::Mutex;
use std::collections::HashMap;
use std::sync::Arc;
use tokio::sync::{mpsc, oneshot};

/// How many inputs may wait for a room; beyond, whoever speaks to it waits.
const MAILBOX_MAX: usize = 1_024;

/// This node's live rooms. Cheap to clone.
#[derive(Clone)]
pub struct Hub {
    shared: Arc<Shared>,
}

struct Shared {
    rooms: Mutex<HashMap<RoomId, mpsc::Sender<Letter>>>,
    connections: Arc<Connections>,
    settings: RoomSettings,
    clock: Clock,
}

/// A room that stays open for as long as this lives and hears what it is told, although nobody may be in it yet.
pub struct Held {
    _mailbox: mpsc::Sender<Letter>,
}

impl Hub {
    /// No rooms yet. At most `max_connections` connections at once.
    #[must_use]
    pub fn new(settings: RoomSettings, clock: Clock, max_connections: usize) -> Self {
        let connections = Arc::new(Connections::new(max_connections));
        Self { shared: Arc::new(Shared { rooms: Mutex::default(), connections, settings, clock }) }
    }

    /// Everybody who is connected.
    #[must_use]
    pub fn connections(&self) -> &Arc<Connections> {
        &self.shared.connections
    }

    /// Keeps a room open, if it is.
    #[must_use]
    pub fn hold_if_open(&self, room: RoomId) -> Option<Held> {
        self.shared.rooms.lock().get(&room).cloned().map(|mailbox| Held { _mailbox: mailbox })
    }

    /// Opens a room, if it is not, and keeps it open.
    #[must_use]
    pub fn hold(&self, room: RoomId) -> Held {
        Held { _mailbox: self.open(room) }
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
        self.send_if_open(room, Command::Input(Input::Leave(session))).await;
    }

    /// A session says something to its room. `false`: the room is not open, so the session is not in it.
    pub async fn say(
        &self,
        room: RoomId,
        session: SessionId,
        saying: Saying,
        reference: Option<Reference>,
    ) -> bool {
        self.send_if_open(room, Command::Input(Input::Say { session, saying, reference })).await
    }

    /// Tells a team what has happened for good. Where nobody is, nobody hears it: the store has it.
    pub async fn tell(&self, team: TeamId, fact: Fact) {
        self.send_if_open(RoomId::Team(team), Command::Input(Input::Fact(fact))).await;
    }

    /// Tells every open room what has happened for good.
    pub async fn tell_everywhere(&self, fact: Fact) {
        let rooms: Vec<_> = self.shared.rooms.lock().keys().copied().collect();
        for room in rooms {
            self.send_if_open(room, Command::Input(Input::Fact(fact.clone()))).await;
        }
    }

    /// Who is in a team's room now.
    pub async fn presence(&self, team: TeamId) -> Presence {
        let (answer, presence) = oneshot::channel();
        if self.send_if_open(RoomId::Team(team), Command::Presence(answer)).await {
            // The room may fall to a bug before it answers; then nobody is in it.
            return presence.await.unwrap_or_default();
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

    async fn send(&self, room: RoomId, command: Command) {
        let mut letter = Box::new(command);
        loop {
            let mailbox = self.open(room);
            // A room that fell to a bug between the two lines gives the letter back; the next round opens it anew.
            match mailbox.send(letter).await {
                Ok(()) => return,
                Err(mpsc::error::SendError(returned)) => letter = returned,
            }
            self.forget_closed(room);
        }
    }

    async fn send_if_open(&self, room: RoomId, command: Command) -> bool {
        let Some(mailbox) = self.shared.rooms.lock().get(&room).cloned() else { return false };
        mailbox.send(Box::new(command)).await.is_ok()
    }

    fn open(&self, id: RoomId) -> mpsc::Sender<Letter> {
        let mut rooms = self.shared.rooms.lock();
        if let Some(mailbox) = rooms.get(&id) {
            return mailbox.clone();
        }
        let (mailbox, commands) = mpsc::channel(MAILBOX_MAX);
        let room = Room::new(id, self.shared.settings, self.shared.clock.now());
        let driver = Driver::new(id, room, commands, self.shared.clock);
        rooms.insert(id, mailbox.clone());
        drop(rooms);
        metrics::gauge!("kith_rooms_open").increment(1);
        let hub = self.clone();
        tokio::spawn(async move {
            driver.run(&hub).await;
            metrics::gauge!("kith_rooms_open").decrement(1);
        });
        mailbox
    }

    /// Takes an idle room off the list, unless somebody is about to speak to it. Every sender clones its mailbox
    /// under this lock, so a count of one and an empty queue mean that nobody is.
    fn retire(&self, room: RoomId, commands: &mpsc::Receiver<Letter>) -> bool {
        let mut rooms = self.shared.rooms.lock();
        let unused = rooms.get(&room).is_some_and(|mailbox| mailbox.strong_count() == 1);
        if unused && commands.is_empty() {
            rooms.remove(&room);
            return true;
        }
        false
    }

    fn forget_closed(&self, room: RoomId) {
        let mut rooms = self.shared.rooms.lock();
        if rooms.get(&room).is_some_and(mpsc::Sender::is_closed) {
            rooms.remove(&room);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use kith_domain::{FeedEntry, FeedKind};
    use kith_protocol::{CloseCode, PostId, Role, Timestamp, UserId};
    use std::collections::VecDeque;
    use std::time::Duration;
    use tokio::time::{sleep, timeout};
    use uuid::Uuid;

    const ANN: UserId = UserId(Uuid::from_u128(1));

    /// Joins a team's room, whose feed ends with `seq`.
    async fn join(hub: &Hub, team: TeamId, seq: u64) -> Tracked {
        let user_id = ANN;
        let tracked = hub.connections().admit(user_id, "token".into(), Timestamp(i64::MAX)).unwrap();
        let link = tracked.link.clone();
        let session = Session { id: link.session, user_id, user_name: "ann".to_owned(), role: Role::Member };
        let entry = Entry { epoch: "e1".to_owned(), seq, missed: Some(vec![]), ticker: None };
        hub.join(RoomId::Team(team), session, entry, None, link).await;
        tracked
    }

    fn told(tracked: &Tracked) -> usize {
        let mut frames = VecDeque::new();
        tracked.link.outbox().take(&mut frames);
        frames.len()
    }

    #[tokio::test]
    async fn er5_a_bug_in_one_room_closes_its_sessions_and_leaves_every_other_room_alone() {
        let hub = Hub::new(RoomSettings { presence_beat_ms: 30_000 }, Clock::start(), 8);
        let (broken, sound) = (TeamId(Uuid::from_u128(2)), TeamId(Uuid::from_u128(3)));
        let here = join(&hub, broken, u64::MAX - 1).await;
        let other = join(&hub, sound, 0).await;
        assert_eq!((hub.presence(broken).await.count, told(&here)), (1, 2));
        // The bug at hand: there is no number after the last one.
        let kind = FeedKind::Post { post_id: PostId(Uuid::from_u128(4)), author_id: ANN };
        hub.tell(broken, Fact::Fed(FeedEntry { seq: u64::MAX, kind })).await;
        let coming = join(&hub, broken, u64::MAX).await;

        let closed = async {
            while here.link.outbox().closing().is_none() || coming.link.outbox().closing().is_none() {
                sleep(Duration::from_millis(1)).await;
            }
        };
        timeout(Duration::from_secs(10), closed)
            .await
            .expect("the room falls, for who was about to come in too");
        for tracked in [&here, &coming] {
            assert_eq!(tracked.link.outbox().closing(), Some(CloseCode::Resync));
        }
        assert_eq!(other.link.outbox().closing(), None);
        assert_eq!(hub.presence(sound).await.count, 1);
        assert_eq!(hub.presence(broken).await.count, 0);
        let back = join(&hub, broken, 1).await;
        assert_eq!((hub.presence(broken).await.count, told(&back)), (1, 2), "it starts anew");
        assert_eq!(back.link.outbox().closing(), None);
    }
}

#[cfg(test)]
mod fault_tests;
