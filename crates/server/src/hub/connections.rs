//! Everybody who is connected to this node, by person.

use super::attendance::{Attendance, LinkAttendance};
use super::{Outbox, Start};
use crate::clock::Clock;
use crate::frame::{Dialect, Frame};
use kith_domain::{RoomId, SessionId};
use kith_protocol::{CloseCode, ServerMessage, Timestamp, UserId};
use parking_lot::{Mutex, MutexGuard};
use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};

/// Names a token without being it, so that its connections can be found when it is revoked.
pub type TokenKey = Arc<str>;

/// How many rooms one connection may be in at once.
pub const ROOMS_PER_CONNECTION_MAX: usize = 64;

/// One authenticated connection, as rooms and doors see it.
#[derive(Debug)]
pub struct Link {
    /// This connection's stay in any room it joins.
    pub session: SessionId,
    /// Who it is, from the verified token.
    pub user_id: UserId,
    /// How its person counts as being here by it.
    pub attendance: LinkAttendance,
    pass: Mutex<Pass>,
    outbox: Outbox,
    rooms: Mutex<Stays>,
}

/// The rooms that a connection is in.
#[derive(Debug, Default)]
struct Stays {
    /// The last one joined is last.
    rooms: Vec<RoomId>,
    /// It has left them all for good.
    is_over: bool,
}

/// What lets a connection be open.
#[derive(Debug)]
struct Pass {
    token: TokenKey,
    expires_at: Timestamp,
}

impl Link {
    /// When the token that lets it be open ends; see [`Link::renew`].
    #[must_use]
    pub fn expires_at(&self) -> Timestamp {
        self.pass.lock().expires_at
    }

    /// From now on a newer token of the same person lets it be open (SPEC.md SE5). One that ends earlier changes
    /// nothing. Whether it was taken.
    pub fn renew(&self, expires_at: Timestamp, token: TokenKey) -> bool {
        let mut pass = self.pass.lock();
        let is_later = expires_at > pass.expires_at;
        if is_later {
            *pass = Pass { token, expires_at };
        }
        is_later
    }

    /// Queues a message for this connection.
    pub fn tell(&self, message: &ServerMessage) {
        self.outbox.push(Frame::new(message.clone()));
    }

    /// What waits to be written to it.
    #[must_use]
    pub fn outbox(&self) -> &Outbox {
        &self.outbox
    }

    /// Remembers a room as the last joined. `false`: it is in too many already, or has ended.
    pub fn enter(&self, room: RoomId) -> bool {
        let mut stays = self.rooms.lock();
        stays.rooms.retain(|known| *known != room);
        if stays.is_over || stays.rooms.len() >= ROOMS_PER_CONNECTION_MAX {
            return false;
        }
        stays.rooms.push(room);
        true
    }

    /// Forgets every room for good, because the connection ends: whoever is about to bring it into one finds it out
    /// of it. The rooms it was in.
    #[must_use]
    pub fn depart(&self) -> Vec<RoomId> {
        let mut stays = self.rooms.lock();
        stays.is_over = true;
        std::mem::take(&mut stays.rooms)
    }

    /// Forgets a room.
    pub fn exit(&self, room: RoomId) {
        self.rooms.lock().rooms.retain(|known| *known != room);
        self.outbox.exit(room);
    }

    /// Says to who keeps count where the hearing of a room begins.
    pub fn starts(&self, start: impl FnOnce() -> Start) {
        if self.outbox.keeps_count() {
            self.outbox.enter(start());
        }
    }

    /// Whether it joined a room.
    #[must_use]
    pub fn is_in(&self, room: RoomId) -> bool {
        self.rooms.lock().rooms.contains(&room)
    }

    /// The rooms it joined, the last one last.
    #[must_use]
    pub fn rooms(&self) -> Vec<RoomId> {
        self.rooms.lock().rooms.clone()
    }

    /// The team's room it joined last.
    #[must_use]
    pub fn last_team(&self) -> Option<RoomId> {
        self.rooms.lock().rooms.iter().rev().find(|room| matches!(room, RoomId::Team(_))).copied()
    }
}

type Links = BTreeMap<(UserId, SessionId), Arc<Link>>;

/// The connections of this node.
#[derive(Debug)]
pub struct Connections {
    links: Mutex<Links>,
    next_session: AtomicU64,
    /// Places of those who have not said yet who they are.
    seats: AtomicUsize,
    max: usize,
    clock: Clock,
    /// Who came and went, for their friends.
    pub attendance: Attendance,
}

impl Connections {
    /// Room for `max` connections.
    #[must_use]
    pub fn new(max: usize, clock: Clock) -> Self {
        let attendance = Attendance::default();
        let (next_session, seats) = (AtomicU64::new(1), AtomicUsize::new(0));
        Self { links: Mutex::default(), next_session, seats, max, clock, attendance }
    }

    /// Counts a connection in until the returned guard is dropped; `None` when there are too many.
    #[must_use]
    pub fn admit(
        self: &Arc<Self>,
        user_id: UserId,
        token: TokenKey,
        expires_at: Timestamp,
    ) -> Option<Tracked> {
        let links = self.links.lock();
        if links.len() + self.seats.load(Ordering::Relaxed) >= self.max {
            return None;
        }
        Some(self.seat(links, (user_id, token, expires_at), Dialect::Plain))
    }

    /// Keeps a place for somebody who will say later who they are; `None` when there are too many. They take half of
    /// all places at most, so that strangers never keep out whoever signs in at once.
    #[must_use]
    pub fn reserve(self: &Arc<Self>) -> Option<Seat> {
        let links = self.links.lock();
        let seats = self.seats.load(Ordering::Relaxed);
        if links.len() + seats >= self.max || seats >= self.max.div_ceil(2) {
            return None;
        }
        self.seats.fetch_add(1, Ordering::Relaxed);
        drop(links);
        Some(Seat { connections: self.clone() })
    }

    fn seat(
        self: &Arc<Self>,
        mut links: MutexGuard<'_, Links>,
        (user_id, token, expires_at): (UserId, TokenKey, Timestamp),
        dialect: Dialect,
    ) -> Tracked {
        let session = SessionId(self.next_session.fetch_add(1, Ordering::Relaxed));
        let (outbox, rooms) = (Outbox::new(dialect), Mutex::default());
        let (attendance, pass) =
            (LinkAttendance::new(self.clock.now()), Mutex::new(Pass { token, expires_at }));
        let link = Arc::new(Link { session, user_id, attendance, pass, outbox, rooms });
        let is_first = !of(&links, user_id).any(|link| link.attendance.counts());
        links.insert((user_id, session), link.clone());
        metrics::gauge!("kith_connections").set(count(links.len()));
        drop(links);
        if is_first {
            self.attendance.came(user_id);
        }
        Tracked { connections: self.clone(), link }
    }

    /// Whether nobody is connected.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.links.lock().is_empty()
    }

    /// Closes those that a token let in: it was revoked.
    pub fn close_token(&self, user_id: UserId, token: &str) {
        let links = self.links.lock();
        for link in of(&links, user_id) {
            if *link.pass.lock().token == *token {
                link.outbox().close(CloseCode::BadToken);
            }
        }
    }

    /// The connections of a person.
    #[must_use]
    pub fn of(&self, user: UserId) -> Vec<Arc<Link>> {
        of(&self.links.lock(), user).cloned().collect()
    }

    /// Everybody who has a connection, each once.
    #[must_use]
    pub fn people(&self) -> Vec<UserId> {
        let mut people: Vec<_> = self.links.lock().keys().map(|(user, _)| *user).collect();
        people.dedup();
        people
    }

    /// Tells every device of a person that is connected here but one.
    pub fn tell_other_devices(&self, user: UserId, but: Option<SessionId>, message: &ServerMessage) {
        let frame = Frame::to_person(message.clone());
        for link in self.of(user).into_iter().filter(|link| Some(link.session) != but) {
            link.outbox().push(frame.clone());
        }
    }

    /// Tells every device of a person that is connected here. Whether there was one.
    pub fn tell_user(&self, user: UserId, message: &ServerMessage) -> bool {
        let links = self.of(user);
        if !links.is_empty() {
            let frame = Frame::to_person(message.clone());
            for link in &links {
                link.outbox().push(frame.clone());
            }
        }
        !links.is_empty()
    }

    /// Closes all of them.
    pub fn close_all(&self, code: CloseCode) {
        for link in self.links.lock().values() {
            link.outbox().close(code);
        }
    }
}

/// A connection that counts for as long as this lives.
pub struct Tracked {
    connections: Arc<Connections>,
    /// The connection.
    pub link: Arc<Link>,
}

/// A place for a connection whose person is not known yet, for as long as this lives.
#[derive(Debug)]
pub struct Seat {
    connections: Arc<Connections>,
}

impl Seat {
    /// Counts a connection of Socket.IO in, as this person's, in this place.
    #[must_use]
    pub fn admit(self, user_id: UserId, token: TokenKey, expires_at: Timestamp) -> Tracked {
        let links = self.connections.links.lock();
        self.connections.seat(links, (user_id, token, expires_at), Dialect::Action)
    }
}

impl Drop for Seat {
    fn drop(&mut self) {
        self.connections.seats.fetch_sub(1, Ordering::Relaxed);
    }
}

impl Drop for Tracked {
    fn drop(&mut self) {
        let mut links = self.connections.links.lock();
        links.remove(&(self.link.user_id, self.link.session));
        metrics::gauge!("kith_connections").set(count(links.len()));
        let is_last = !of(&links, self.link.user_id).any(|link| link.attendance.counts());
        drop(links);
        if is_last && self.link.attendance.counts() {
            self.connections.attendance.went(self.link.user_id, self.connections.clock.now());
        }
    }
}

fn of(links: &BTreeMap<(UserId, SessionId), Arc<Link>>, user: UserId) -> impl Iterator<Item = &Arc<Link>> {
    links.range((user, SessionId(0))..=(user, SessionId(u64::MAX))).map(|(_, link)| link)
}

#[expect(clippy::cast_precision_loss, reason = "a gauge of far fewer than 2^52 connections")]
fn count(len: usize) -> f64 {
    len as f64
}
