//! Small numbers as the ids of the protocol, and the names of the things of a world.

use kith_domain::{Session, SessionId};
use kith_protocol::{PostId, Role, TeamId, UserId};
use uuid::Uuid;

/// From this number on, people are a crowd that likes and never connects.
pub const CROWD: usize = 1_000;

/// One run of a node: a node that starts again is another process.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Process {
    /// Which node.
    pub node: usize,
    /// Which run of it.
    pub run: u32,
}

/// A room of a process.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// Where it runs.
    pub process: Process,
    /// Which team's.
    pub team: usize,
}

/// A connection of a process.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Door {
    /// Where it leads.
    pub process: Process,
    /// Its stay in any room.
    pub session: SessionId,
}

/// What a like is about: one person's word on one post.
pub type Key = (PostId, UserId);

/// The person of a number.
#[must_use]
pub const fn user(number: usize) -> UserId {
    UserId(Uuid::from_u128(0x0198_c0de_0000_7000_8000_0000_0000_0000 + number as u128))
}

/// The post of a number.
#[must_use]
pub const fn post(number: usize) -> PostId {
    PostId(Uuid::from_u128(0x0198_c0de_0000_7000_9000_0000_0000_0000 + number as u128))
}

/// The team of a number.
#[must_use]
pub const fn team(number: usize) -> TeamId {
    TeamId(Uuid::from_u128(0x0198_c0de_0000_7000_a000_0000_0000_0000 + number as u128))
}

/// The number in an id.
#[must_use]
pub const fn number(id: Uuid) -> usize {
    (id.as_u128() & 0xffff_ffff) as usize
}

/// A person's stay. The first person leads.
#[must_use]
pub fn seat(session: SessionId, person: usize) -> Session {
    let role = if person == 0 { Role::Coach } else { Role::Member };
    Session { id: session, user_id: user(person), user_name: format!("person {person}"), role }
}

impl std::fmt::Display for Process {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "node {}.{}", self.node, self.run)
    }
}

impl std::fmt::Display for Place {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} team {}", self.process, self.team)
    }
}

impl std::fmt::Display for Door {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} session {}", self.process, self.session.0)
    }
}
