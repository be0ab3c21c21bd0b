//! Who is in a room, counted again from who came and went, and what they were told of it.

use super::verdict::{Checked, ensure};
use kith_domain::presence::{BUSY_INTERVAL_MS, CALM_INTERVAL_MS};
use kith_domain::roster::LEAVE_GRACE_MS;
use kith_domain::{Input, SessionId};
use kith_protocol::{Person, Presence, Timestamp, UserId};
use std::collections::{BTreeMap, BTreeSet};

/// The people of one room.
#[derive(Debug, Default)]
pub struct PresenceWatch {
    sessions: BTreeMap<SessionId, Listener>,
    /// Who has no session left, and when their grace ends.
    leaving: BTreeMap<UserId, Timestamp>,
    told_at: Option<Timestamp>,
    changed_at: Timestamp,
}

#[derive(Debug)]
struct Listener {
    user: UserId,
    told: BTreeSet<UserId>,
}

impl PresenceWatch {
    /// The room is told something. Those whose grace is over are still counted until [`PresenceWatch::expire`].
    pub fn hears(&mut self, now: Timestamp, input: &Input) {
        match input {
            Input::Join { session, .. } => {
                let is_new = !self.people().contains(&session.user_id);
                let listener = Listener { user: session.user_id, told: BTreeSet::new() };
                self.sessions.entry(session.id).or_insert(listener);
                self.leaving.remove(&session.user_id);
                if is_new {
                    self.changed_at = now;
                }
            }
            Input::Leave(session) => {
                let Some(listener) = self.sessions.remove(session) else { return };
                if self.sessions.values().all(|other| other.user != listener.user) {
                    self.leaving.insert(listener.user, now.plus_ms(LEAVE_GRACE_MS));
                }
                if self.sessions.is_empty() {
                    self.told_at = None;
                }
            }
            Input::Say { .. }
            | Input::Fact(_)
            | Input::Like { .. }
            | Input::Likers { .. }
            | Input::Journalled(..)
            | Input::Flushed(..)
            | Input::Hurry
            | Input::Tick => {}
        }
    }

    /// Lets those go whose grace is over.
    pub fn expire(&mut self, now: Timestamp) {
        let before = self.leaving.len();
        self.leaving.retain(|_, ends| *ends > now);
        if self.leaving.len() < before {
            self.changed_at = now;
        }
    }

    /// Who counts.
    #[must_use]
    pub fn people(&self) -> BTreeSet<UserId> {
        self.sessions.values().map(|listener| listener.user).chain(self.leaving.keys().copied()).collect()
    }

    /// Those who are here to be told something.
    pub fn sessions(&self) -> impl Iterator<Item = SessionId> {
        self.sessions.keys().copied()
    }

    /// Whether this session is in the room.
    #[must_use]
    pub fn has(&self, session: SessionId) -> bool {
        self.sessions.contains_key(&session)
    }

    /// Who came in is told who is here.
    pub fn told_one(&mut self, session: SessionId, here: &[Person]) -> Checked {
        let told: BTreeSet<_> = here.iter().map(|person| person.user_id).collect();
        let people = self.people();
        ensure(told == people, "JN1, PR1: who comes in is told who is here", || {
            format!("session {} was told {told:?}; here are {people:?}", session.0)
        })?;
        if let Some(listener) = self.sessions.get_mut(&session) {
            listener.told = told;
        }
        Ok(())
    }

    /// Everybody is told who is here.
    pub fn told_all(&mut self, now: Timestamp, here: &[Person], latest: i64) -> Checked {
        if let Some(told_at) = self.told_at {
            let gone_ms = now.ms_since(told_at);
            ensure(gone_ms >= CALM_INTERVAL_MS, "PR2: presence is told at most each 250 ms", || {
                format!("told again after {gone_ms} ms")
            })?;
            ensure(gone_ms <= latest, "PR3: presence is told once each beat", || {
                format!("told after {gone_ms} ms, not within {latest} ms")
            })?;
        }
        self.told_at = (!self.sessions.is_empty()).then_some(now);
        let told: BTreeSet<_> = here.iter().map(|person| person.user_id).collect();
        for listener in self.sessions.values_mut() {
            listener.told.clone_from(&told);
        }
        Ok(())
    }

    /// The room counts as we do, and whoever listens knows it soon enough. `late_ms`: how late timers may be.
    pub fn agrees(&self, now: Timestamp, presence: &Presence, beat_ms: i64, late_ms: i64) -> Checked {
        let people = self.people();
        let here: BTreeSet<_> = presence.here.iter().map(|person| person.user_id).collect();
        let same = presence.count as usize == people.len() && here == people;
        ensure(same, "PR1: presence counts people with a session or within their grace", || {
            format!("the room says {} {here:?}; here are {people:?}", presence.count)
        })?;
        let leads = people.contains(&crate::names::user(0));
        let coaches = presence.active_coaches.len();
        ensure(coaches == usize::from(leads), "PR1: coaches are those among who is here", || {
            format!("{coaches} coaches are named")
        })?;
        if now.ms_since(self.changed_at) > BUSY_INTERVAL_MS + late_ms {
            self.knows(&people)?;
        }
        let rested_ms = self.told_at.map_or(0, |told_at| now.ms_since(told_at));
        ensure(rested_ms <= beat_ms + late_ms, "PR3: presence is told once each beat", || {
            format!("nothing was told for {rested_ms} ms")
        })
    }

    /// Everybody was told who is here.
    pub fn is_known(&self) -> Checked {
        self.knows(&self.people())
    }

    fn knows(&self, people: &BTreeSet<UserId>) -> Checked {
        let misled = self.sessions.iter().find(|(_, listener)| listener.told != *people);
        ensure(misled.is_none(), "PR2: the last presence told is right", || {
            format!("here are {people:?}; {misled:?}")
        })
    }

    /// Whether somebody counts only for their grace.
    #[must_use]
    pub fn is_leaving(&self) -> bool {
        !self.leaving.is_empty()
    }
}
