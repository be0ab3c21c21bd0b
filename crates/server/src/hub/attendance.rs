//! Who is here, for their friends: what came of connections opening, speaking and ending, gathered for a moment and
//! told to those who have a complete connection and are here too. It knows no room and no door.

use super::{Connections, Hub, Link};
use crate::recent::Recent;
use kith_domain::SessionId;
use kith_protocol::social::{ActivePerson, ConnectedUser, PersonStatus};
use kith_protocol::{ServerMessage, Timestamp, UserId};
use kith_store::{COMPANY_BATCH_MAX, StoreError};
use parking_lot::Mutex;
use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::sync::atomic::{AtomicBool, AtomicI64, Ordering};
use std::time::Duration;
use tokio::sync::Notify;

/// How long somebody without a connection still counts, so that a reload is no coming and going (SPEC.md SE2).
pub const GRACE_MS: i64 = 5_000;
/// Silence after which somebody who is connected counts as away (SPEC.md SE1).
pub const AWAY_AFTER_MS: i64 = 30 * 60 * 1_000;
/// The shortest time between two tellings that one connection is still here.
const REFRESH_MS: i64 = 5_000;
/// How long news are gathered, so that many who come at once are asked about together.
const GATHER: Duration = Duration::from_millis(50);
/// How often it is looked who fell silent.
const SWEEP: Duration = Duration::from_secs(60);
/// Of how many who went it is remembered when; of the others the store knows it.
const SEEN_MAX: usize = 65_536;
/// How long to wait after the store could not be asked.
const OUTAGE_REST: Duration = Duration::from_secs(5);

/// What friends are told of somebody. A later one takes the place of an earlier one, but for a refresh.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Change {
    LoggedIn,
    Refreshed,
    LoggedOut,
    Disconnected,
}

/// Who came and went since friends were told last. As many entries as there are people at most.
#[derive(Debug)]
pub struct Attendance {
    news: Mutex<News>,
    seen: Mutex<Recent<UserId, Timestamp>>,
    bell: Notify,
}

impl Default for Attendance {
    fn default() -> Self {
        Self { news: Mutex::default(), seen: Mutex::new(Recent::new(SEEN_MAX)), bell: Notify::new() }
    }
}

#[derive(Debug, Default)]
struct News {
    changed: BTreeMap<UserId, Change>,
    /// Those without a connection, and when their grace ends.
    leaving: BTreeMap<UserId, Timestamp>,
    /// Those who were told to be away.
    away: HashSet<UserId>,
}

/// How a person is here by one connection.
#[derive(Debug)]
pub struct LinkAttendance {
    heard_at: AtomicI64,
    refreshed_at: AtomicI64,
    is_signed_out: AtomicBool,
    has_said_login: AtomicBool,
    previous: Mutex<Option<Box<str>>>,
}

impl LinkAttendance {
    /// A connection that opens now.
    #[must_use]
    pub const fn new(now: Timestamp) -> Self {
        Self {
            heard_at: AtomicI64::new(now.0),
            refreshed_at: AtomicI64::new(i64::MIN),
            is_signed_out: AtomicBool::new(false),
            has_said_login: AtomicBool::new(false),
            previous: Mutex::new(None),
        }
    }

    /// Whether its person is here by it: it is open and has not said `LOGOUT`.
    #[must_use]
    pub fn counts(&self) -> bool {
        !self.is_signed_out.load(Ordering::Acquire)
    }

    /// The client said something.
    pub fn heard(&self, now: Timestamp) {
        self.heard_at.store(now.0, Ordering::Release);
    }

    /// What the client remembers of the connection before; kept for itself alone.
    #[must_use]
    pub fn previous(&self) -> Option<String> {
        self.previous.lock().as_deref().map(str::to_owned)
    }

    /// Remembers what the client remembers.
    pub fn set_previous(&self, socket_id: &str) {
        *self.previous.lock() = Some(socket_id.into());
    }

    fn is_silent(&self, now: Timestamp) -> bool {
        now.ms_since(Timestamp(self.heard_at.load(Ordering::Acquire))) >= AWAY_AFTER_MS
    }
}

/// How somebody can be reached.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Here {
    /// In one word.
    pub status: PersonStatus,
    /// Their latest connection's public name.
    pub socket_id: Option<String>,
}

impl Here {
    /// Somebody as their friends are told of them.
    #[must_use]
    pub fn told(self, person: &ConnectedUser, last_seen: Option<Timestamp>) -> ActivePerson {
        ActivePerson {
            id: person.id,
            user_name: person.user_name.clone(),
            first_name: person.first_name.clone(),
            last_name: person.last_name.clone(),
            status: self.status,
            socket_id: self.socket_id,
            last_seen,
        }
    }
}

/// The public name of a connection. It opens nothing: whoever knows it can do nothing with it.
#[must_use]
pub fn socket_id(session: SessionId) -> String {
    format!("k{:x}", session.0)
}

impl Attendance {
    /// A person's first connection opened.
    pub fn came(&self, user: UserId) {
        let mut news = self.news.lock();
        if news.leaving.remove(&user).is_some() {
            // Back within the grace: nobody noticed.
            return;
        }
        news.changed.insert(user, Change::LoggedIn);
        drop(news);
        self.bell.notify_one();
    }

    /// A person's last connection ended.
    pub fn went(&self, user: UserId, now: Timestamp) {
        self.seen.lock().insert(user, now);
        self.news.lock().leaving.insert(user, now.plus_ms(GRACE_MS));
        self.bell.notify_one();
    }

    fn note(&self, user: UserId, change: Change) {
        let mut news = self.news.lock();
        if change == Change::Refreshed {
            news.changed.entry(user).or_insert(change);
        } else {
            news.leaving.remove(&user);
            news.changed.insert(user, change);
        }
        drop(news);
        self.bell.notify_one();
    }

    fn is_in_grace(&self, user: UserId) -> bool {
        self.news.lock().leaving.contains_key(&user)
    }

    fn next_grace_end(&self) -> Option<Timestamp> {
        self.news.lock().leaving.values().min().copied()
    }

    /// What is to be told now.
    fn take(&self, now: Timestamp) -> BTreeMap<UserId, Change> {
        let mut news = self.news.lock();
        let mut due = std::mem::take(&mut news.changed);
        let gone: BTreeSet<_> =
            news.leaving.iter().filter(|(_, ends)| **ends <= now).map(|(user, _)| *user).collect();
        for user in gone {
            news.leaving.remove(&user);
            news.away.remove(&user);
            due.insert(user, Change::Disconnected);
        }
        due
    }

    /// It could not be told: later, unless something newer is.
    fn put_back(&self, changes: impl IntoIterator<Item = (UserId, Change)>) {
        let mut news = self.news.lock();
        for (user, change) in changes {
            news.changed.entry(user).or_insert(change);
        }
    }
}

impl Connections {
    /// How somebody can be reached here. SPEC.md SE1.
    #[must_use]
    pub fn here(&self, user: UserId, now: Timestamp) -> Here {
        let links: Vec<_> = self.of(user).into_iter().filter(|link| link.attendance.counts()).collect();
        let socket_id = links.last().map(|link| socket_id(link.session));
        let is_active = links.iter().any(|link| !link.attendance.is_silent(now));
        let status = match (links.is_empty(), is_active) {
            (false, true) => PersonStatus::Active,
            (false, false) => PersonStatus::Away,
            (true, _) if self.attendance.is_in_grace(user) => PersonStatus::Active,
            (true, _) => PersonStatus::Offline,
        };
        Here { status, socket_id }
    }

    /// When somebody was last connected, as far as this process remembers: now, if they are.
    #[must_use]
    pub fn last_seen(&self, user: UserId, now: Timestamp) -> Option<Timestamp> {
        if self.of(user).iter().any(|link| link.attendance.counts()) {
            return Some(now);
        }
        self.attendance.seen.lock().get_mut(&user).copied()
    }

    /// A client says `LOGIN`: its person is here by this connection. The first time friends are told. SPEC.md SE4.
    pub fn sign_in(&self, link: &Link) {
        let was_out = link.attendance.is_signed_out.swap(false, Ordering::AcqRel);
        let is_first = !link.attendance.has_said_login.swap(true, Ordering::AcqRel);
        if was_out || is_first {
            self.attendance.note(link.user_id, Change::LoggedIn);
        }
    }

    /// A client says `LOGOUT`. Friends are told if the person is here by no other connection. SPEC.md SE2.
    pub fn sign_out(&self, link: &Link, now: Timestamp) {
        let was_in = !link.attendance.is_signed_out.swap(true, Ordering::AcqRel);
        if was_in && !self.of(link.user_id).iter().any(|link| link.attendance.counts()) {
            self.attendance.seen.lock().insert(link.user_id, now);
            self.attendance.note(link.user_id, Change::LoggedOut);
        }
    }

    /// A client says that it is still here. Friends are told, but not each time of many.
    pub fn refresh(&self, link: &Link, now: Timestamp) {
        let was_out = link.attendance.is_signed_out.swap(false, Ordering::AcqRel);
        let told_at = Timestamp(link.attendance.refreshed_at.load(Ordering::Acquire));
        if was_out || now.ms_since(told_at) >= REFRESH_MS {
            link.attendance.refreshed_at.store(now.0, Ordering::Release);
            self.attendance.note(link.user_id, Change::Refreshed);
        }
    }

    /// Notes who fell silent, and who spoke again.
    fn sweep(&self, now: Timestamp) {
        for user in self.people() {
            let is_away = self.here(user, now).status == PersonStatus::Away;
            let mut news = self.attendance.news.lock();
            let was_away = news.away.contains(&user);
            if is_away != was_away {
                if is_away {
                    news.away.insert(user);
                } else {
                    news.away.remove(&user);
                }
                news.changed.entry(user).or_insert(Change::Refreshed);
            }
        }
    }
}

impl Hub {
    /// Tells friends who came and went. Runs as long as the process.
    pub(super) async fn tell_friends(self) {
        let connections = self.connections();
        let mut swept_at = self.shared.clock.now();
        loop {
            let now = self.shared.clock.now();
            let grace_ends = connections.attendance.next_grace_end();
            let grace =
                grace_ends.map(|ends| Duration::from_millis(ends.ms_since(now).try_into().unwrap_or(0)));
            let rest = grace.unwrap_or(SWEEP).min(SWEEP);
            // A time-out is as good as news: a grace is over, or it is time to look who fell silent.
            let _ = tokio::time::timeout(rest, connections.attendance.bell.notified()).await;
            tokio::time::sleep(GATHER).await;
            let now = self.shared.clock.now();
            if now.ms_since(swept_at).unsigned_abs() >= u64::try_from(SWEEP.as_millis()).unwrap_or(0) {
                swept_at = now;
                connections.sweep(now);
            }
            let changes: Vec<_> = connections.attendance.take(now).into_iter().collect();
            for some in changes.chunks(COMPANY_BATCH_MAX) {
                if let Err(error) = self.tell_changes(some, now).await {
                    tracing::warn!(%error, "friends are told later who is here: the database cannot be asked");
                    connections.attendance.put_back(some.iter().copied());
                    tokio::time::sleep(OUTAGE_REST).await;
                }
            }
        }
    }

    async fn tell_changes(&self, changes: &[(UserId, Change)], now: Timestamp) -> Result<(), StoreError> {
        let gone = |change| matches!(change, Change::LoggedOut | Change::Disconnected);
        let kinds: BTreeMap<_, _> = changes.iter().copied().collect();
        let people = changes.iter().map(|(user, _)| *user).collect();
        let mut known = BTreeSet::new();
        for found in self.shared.store.friendships(people).await? {
            let Some(change) = kinds.get(&found.person.id) else { continue };
            known.insert(found.person.id);
            let last_seen = self.connections().last_seen(found.person.id, now);
            let person = self.connections().here(found.person.id, now).told(&found.person, last_seen);
            // Who came back meanwhile is not told to be gone.
            if gone(*change) && person.status != PersonStatus::Offline {
                continue;
            }
            let message = match change {
                Change::LoggedIn => ServerMessage::ActiveConnectionLoggedIn(person),
                Change::Refreshed => ServerMessage::ActiveConnectionRefreshed(person),
                Change::LoggedOut => ServerMessage::ActiveConnectionLoggedOut(person),
                Change::Disconnected => ServerMessage::ActiveConnectionDisconnected(person),
            };
            self.connections().tell_user(found.friend, &message);
        }
        let went: Vec<_> =
            changes.iter().filter(|(_, change)| gone(*change)).map(|(user, _)| *user).collect();
        known.extend(self.shared.store.with_pact(went.clone()).await?);
        let is_gone = |user: &UserId| self.connections().here(*user, now).status == PersonStatus::Offline;
        let seen = went.into_iter().filter(|user| known.contains(user) && is_gone(user));
        let seen: Vec<_> =
            seen.map(|user| (user, self.connections().last_seen(user, now).unwrap_or(now))).collect();
        // Of who has no friends and no pact nobody asks when they were here; and nobody waits for this to be written.
        if !seen.is_empty() {
            self.shared.store.remember_seen(seen).await?;
        }
        Ok(())
    }
}

#[cfg(test)]
#[path = "attendance_tests.rs"]
mod tests;
