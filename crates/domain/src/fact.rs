//! What has happened for good: committed by the store first, told to the room after. A fact cannot be refused.

use alloc::string::String;
use kith_protocol::{PostId, Ticker, UserId};

/// A committed event, told to a room in the past tense.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fact {
    /// Something was added to the room's numbered feed.
    Fed(FeedEntry),
    /// A team, not always this one, reached a goal.
    GoalReached(Ticker),
}

/// An entry of a room's feed. Entries of a room are numbered 1, 2, 3 … without a hole.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FeedEntry {
    /// Its number in the room.
    pub seq: u64,
    /// What it is.
    pub kind: FeedKind,
}

/// What a feed entry is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FeedKind {
    /// A post was written.
    Post {
        /// The post.
        post_id: PostId,
        /// Who wrote it.
        author_id: UserId,
    },
    /// A coach pinned a post.
    Pin {
        /// The post.
        post_id: PostId,
        /// The coach's name.
        coach_name: String,
    },
}
