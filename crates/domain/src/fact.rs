//! What has happened for good: committed by the store first, told to the room after. A fact cannot be refused.

use alloc::boxed::Box;
use alloc::string::{String, ToString};
use kith_protocol::pacts::PactActivity;
use kith_protocol::social::RoomMessage;
use kith_protocol::{MessageId, PostId, Ticker, Timestamp, UserId};

/// A committed event, told to a room in the past tense.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fact {
    /// Something was added to the room's numbered feed.
    Fed(FeedEntry),
    /// A team, not always this one, reached a goal.
    GoalReached(Ticker),
    /// A post of this team is pinned no more.
    Unpinned(PostId),
    /// Somebody is called by another name.
    Renamed {
        /// Who.
        user_id: UserId,
        /// The name to show from now on.
        user_name: String,
    },
}

/// An entry of a room's feed. Entries of a room are numbered 1, 2, 3 … without a hole.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FeedEntry {
    /// Its number in the room.
    pub seq: u64,
    /// What it is.
    pub kind: FeedKind,
}

impl From<PactActivity> for FeedEntry {
    fn from(activity: PactActivity) -> Self {
        Self { seq: activity.seq, kind: FeedKind::Activity(Box::new(activity)) }
    }
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
    /// Something was said in a forum.
    Message(Message),
    /// Something happened in a pact.
    Activity(Box<PactActivity>),
}

/// What somebody said in a forum.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Message {
    /// Its id.
    pub id: MessageId,
    /// Who said it.
    pub author_id: UserId,
    /// Their name.
    pub author_name: String,
    /// What.
    pub text: String,
    /// When.
    pub at: Timestamp,
}

impl Message {
    /// As it is told: to its author from `you`.
    #[must_use]
    pub fn told(&self, seq: u64, is_mine: bool) -> RoomMessage {
        let id = self.id.to_string();
        RoomMessage {
            key: id.clone(),
            id,
            seq: Some(seq),
            from_user_id: self.author_id,
            from_user_name: if is_mine { "you".to_string() } else { self.author_name.clone() },
            from_user_img_src: String::new(),
            time: self.at.shown(),
            created_at: self.at,
            text: self.text.clone(),
            is_announcement: false,
        }
    }
}
