//! What is on its way in a world: events in the order of their times, and of their making where the times are equal.

use crate::names::{Door, Place, Process};
use kith_domain::FeedEntry;
use kith_protocol::{CheerIcon, PostId};
use std::collections::BTreeMap;

/// Something that happens to a world.
#[derive(Clone, Debug)]
pub enum Event {
    /// Fate acts.
    Act,
    /// A client's words reach the server.
    Said(Door, Words),
    /// What was sent to a client reaches it.
    Hears(Door),
    /// The server learns that a connection is gone.
    Ends(Door),
    /// A room's task looks into its mailbox.
    Drives(Place),
    /// The journal's write is over.
    Synced(Process),
    /// The store carries something out.
    Applies(u64),
    /// The store's answer arrives.
    Answers(u64),
    /// A hint reaches a node.
    Hint {
        /// Which node.
        node: usize,
        /// Whose feed.
        team: usize,
        /// What was committed.
        entry: FeedEntry,
    },
    /// A node starts again.
    Starts(usize),
    /// A stopping node looks whether all likes are in the store.
    Looks(Process),
    /// A fallen room tries to bring its likes home.
    GoesHome(Place),
    /// A node tries to bring its journal's likes into the store.
    Recovers(Process),
    /// A device tries to connect.
    Connects(usize),
    /// A device fetches a team's feed.
    Fetches(usize, usize),
}

/// What a client says.
#[derive(Clone, Debug)]
pub enum Words {
    /// `JOIN_TEAM`.
    Join {
        /// Which team.
        team: usize,
        /// The client's cursor.
        since: Option<u64>,
        /// Whether the cursor is of this numbering.
        same_epoch: bool,
        /// The client's mark.
        mark: i64,
    },
    /// `LEAVE_TEAM`.
    Leave {
        /// Which team.
        team: usize,
        /// The client's mark.
        mark: i64,
    },
    /// `SEND_CHEER`.
    Cheer {
        /// Which team.
        team: usize,
        /// How.
        icon: CheerIcon,
        /// The client's mark.
        mark: i64,
    },
    /// `POST_LIKE` and `POST_UNLIKE`.
    Like {
        /// Which post.
        post: PostId,
        /// Which of the two.
        liked: bool,
        /// The client's mark.
        mark: i64,
    },
}

/// What is still to happen.
#[derive(Debug, Default)]
pub struct Queue {
    events: BTreeMap<(i64, u64), Event>,
    made: u64,
}

impl Queue {
    /// Something happens at this time.
    pub fn add(&mut self, at_ms: i64, event: Event) {
        self.made += 1;
        self.events.insert((at_ms, self.made), event);
    }

    /// When the next event happens.
    #[must_use]
    pub fn next_at(&self) -> Option<i64> {
        self.events.first_key_value().map(|((at, _), _)| *at)
    }

    /// The next event.
    pub fn take(&mut self) -> Option<(i64, Event)> {
        self.events.pop_first().map(|((at, _), event)| (at, event))
    }
}
