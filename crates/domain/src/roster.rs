//! Who is in a room: people, each with the sessions (tabs, devices) they are here with.

use crate::room::{Session, SessionId};
use alloc::collections::{BTreeMap, BTreeSet};
use alloc::string::String;
use alloc::vec::Vec;
use kith_protocol::{Person, Presence, Role, Timestamp, UserId};

/// How long somebody without a session still counts, so that a page reload is no coming and going (SPEC.md PR5).
pub const LEAVE_GRACE_MS: i64 = 5_000;

/// Up to this many people presence names everybody; beyond, it counts and names the coaches (SPEC.md PR6).
pub const NAMED_MAX_PEOPLE: usize = 24;

/// What a session's coming changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Entered {
    /// The person was not here: presence changed.
    Person,
    /// The person counted already: another tab, or back within the grace.
    Session,
}

/// The people of a room.
#[derive(Debug, Default)]
pub struct Roster {
    people: BTreeMap<UserId, Here>,
    sessions: BTreeMap<SessionId, UserId>,
    /// Those without a session, by when their grace ends.
    leaving: BTreeSet<(Timestamp, UserId)>,
}

#[derive(Debug)]
struct Here {
    user_name: String,
    role: Role,
    sessions: u32,
    grace_ends: Option<Timestamp>,
}

impl Roster {
    /// A session comes in. The same session twice is the same as once, but for the person's name.
    pub fn enter(&mut self, session: &Session) -> Entered {
        if self.sessions.insert(session.id, session.user_id).is_some() {
            self.rename(session.user_id, &session.user_name);
            return Entered::Session;
        }
        let Some(here) = self.people.get_mut(&session.user_id) else {
            let here = Here {
                user_name: session.user_name.clone(),
                role: session.role,
                sessions: 1,
                grace_ends: None,
            };
            self.people.insert(session.user_id, here);
            return Entered::Person;
        };
        here.sessions += 1;
        here.user_name.clone_from(&session.user_name);
        here.role = session.role;
        if let Some(ends) = here.grace_ends.take() {
            self.leaving.remove(&(ends, session.user_id));
        }
        Entered::Session
    }

    /// Somebody is called by another name. Whether they are here and were called otherwise. SPEC.md PR7.
    pub fn rename(&mut self, user_id: UserId, user_name: &str) -> bool {
        let Some(here) = self.people.get_mut(&user_id).filter(|here| here.user_name != user_name) else {
            return false;
        };
        here.user_name = user_name.into();
        true
    }

    /// A session goes. With the last one of a person their grace begins; an unknown session changes nothing.
    pub fn leave(&mut self, session: SessionId, now: Timestamp) {
        let Some(user_id) = self.sessions.remove(&session) else { return };
        let Some(here) = self.people.get_mut(&user_id) else { return };
        here.sessions -= 1;
        if here.sessions == 0 {
            let ends = now.plus_ms(LEAVE_GRACE_MS);
            here.grace_ends = Some(ends);
            self.leaving.insert((ends, user_id));
        }
    }

    /// A session goes by its own word: no grace. Whether that was the person's last one.
    pub fn exit(&mut self, session: SessionId) -> bool {
        let Some(user_id) = self.sessions.remove(&session) else { return false };
        let Some(here) = self.people.get_mut(&user_id) else { return false };
        here.sessions -= 1;
        let is_last = here.sessions == 0;
        if is_last {
            self.people.remove(&user_id);
        }
        is_last
    }

    /// How many people are here.
    #[must_use]
    pub fn count(&self) -> usize {
        self.people.len()
    }

    /// Drops those whose grace is over.
    pub fn expire(&mut self, now: Timestamp, mut gone: impl FnMut(UserId)) {
        self.expire_with_names(now, |user_id, _, _| gone(user_id));
    }

    /// The same, and says what they were called and when their last session went.
    pub fn expire_with_names(&mut self, now: Timestamp, mut gone: impl FnMut(UserId, String, Timestamp)) {
        while let Some(&(ends, user_id)) = self.leaving.first()
            && ends <= now
        {
            self.leaving.pop_first();
            if let Some(person) = self.people.remove(&user_id) {
                gone(user_id, person.user_name, ends.plus_ms(-LEAVE_GRACE_MS));
            }
        }
    }

    /// When the next grace ends.
    #[must_use]
    pub fn next_expiry(&self) -> Option<Timestamp> {
        self.leaving.first().map(|(ends, _)| *ends)
    }

    /// Who a session belongs to, with their name.
    #[must_use]
    pub fn person(&self, session: SessionId) -> Option<(UserId, &str)> {
        let user_id = *self.sessions.get(&session)?;
        Some((user_id, &self.people.get(&user_id)?.user_name))
    }

    /// Whether somebody counts only for their grace.
    #[must_use]
    pub fn is_leaving(&self) -> bool {
        !self.leaving.is_empty()
    }

    /// Whether any session is here to be told something.
    #[must_use]
    pub fn has_sessions(&self) -> bool {
        !self.sessions.is_empty()
    }

    /// Who is here, as clients are told it: coaches first, then by name.
    #[must_use]
    pub fn presence(&self) -> Presence {
        let mut here = Vec::new();
        let mut active_coaches = Vec::new();
        for (user_id, person) in &self.people {
            if person.role == Role::Coach {
                active_coaches.push(person.user_name.clone());
            }
            if self.people.len() <= NAMED_MAX_PEOPLE {
                let user_name = person.user_name.clone();
                here.push(Person { user_id: *user_id, user_name, role: person.role });
            }
        }
        active_coaches.sort();
        here.sort_by(|a, b| {
            let rank =
                |person: &Person| (person.role != Role::Coach, person.user_name.clone(), person.user_id);
            rank(a).cmp(&rank(b))
        });
        let count = u32::try_from(self.people.len()).unwrap_or(u32::MAX);
        Presence { count, active_coaches, here }
    }
}
