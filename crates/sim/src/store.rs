//! The store as crates/store promises it: likes by the latest stamp with derived counts, a feed with numbers that have
//! no hole. It is durable; whether it can be reached is not decided here.

use crate::names::{Key, team};
use kith_domain::{Entry, FeedEntry, FeedKind, LikeEntry};
use kith_protocol::{PostId, UserId};
use std::collections::{BTreeMap, BTreeSet};

/// Everything that was committed.
#[derive(Debug, Default)]
pub struct Store {
    /// Who likes what, since when by the stamp.
    likes: BTreeMap<Key, (bool, u64)>,
    counts: BTreeMap<PostId, u64>,
    feeds: BTreeMap<usize, Vec<FeedEntry>>,
    /// How a careless store would do it; see [`crate::plant::Plant`].
    plants: Careless,
}

/// What the tests plant into the store.
#[derive(Clone, Copy, Debug, Default)]
pub struct Careless {
    /// The last to come wins, not the latest stamp.
    pub ignores_stamps: bool,
    /// The count is kept by adding.
    pub counts_by_adding: bool,
    /// Several words about one thing go into one statement, which PostgreSQL refuses.
    pub refuses_twice: bool,
}

impl Store {
    /// An empty one.
    #[must_use]
    pub fn new(plants: Careless) -> Self {
        Self { plants, ..Self::default() }
    }

    /// Writes likes, all or none. Answers whether it did.
    pub fn flush(&mut self, entries: &[LikeEntry]) -> bool {
        let mut keys = BTreeSet::new();
        let is_new = |entry: &LikeEntry| keys.insert((entry.post, entry.user));
        if self.plants.refuses_twice && !entries.iter().all(is_new) {
            return false;
        }
        for entry in entries {
            let row = self.likes.entry((entry.post, entry.user)).or_insert((false, 0));
            if entry.stamp > row.1 || self.plants.ignores_stamps {
                *row = (entry.liked, entry.stamp);
            }
            if self.plants.counts_by_adding && entry.liked {
                *self.counts.entry(entry.post).or_default() += 1;
            }
        }
        if !self.plants.counts_by_adding {
            for post in entries.iter().map(|entry| entry.post).collect::<BTreeSet<_>>() {
                let count = self.likers(post).len() as u64;
                self.counts.insert(post, count);
            }
        }
        true
    }

    /// Everybody who likes a post.
    #[must_use]
    pub fn likers(&self, post: PostId) -> Vec<UserId> {
        let of_post = (post, crate::names::user(0))..=(post, crate::names::user(0xffff_ffff));
        self.likes.range(of_post).filter(|(_, (liked, _))| *liked).map(|((_, user), _)| *user).collect()
    }

    /// The greatest stamp of anything said about a post.
    #[must_use]
    pub fn latest_stamp(&self, post: PostId) -> u64 {
        let of_post = (post, crate::names::user(0))..=(post, crate::names::user(0xffff_ffff));
        self.likes.range(of_post).map(|(_, (_, stamp))| *stamp).max().unwrap_or(0)
    }

    /// What one person said last about one post, and its stamp.
    #[must_use]
    pub fn word(&self, key: Key) -> Option<(bool, u64)> {
        self.likes.get(&key).copied()
    }

    /// How many like a post, as it is kept beside the post.
    #[must_use]
    pub fn count(&self, post: PostId) -> u64 {
        self.counts.get(&post).copied().unwrap_or(0)
    }

    /// Adds to a team's feed.
    pub fn publish(&mut self, team: usize, kind: FeedKind) -> FeedEntry {
        let feed = self.feeds.entry(team).or_default();
        let entry = FeedEntry { seq: feed.len() as u64 + 1, kind };
        feed.push(entry.clone());
        entry
    }

    /// A team's feed.
    #[must_use]
    pub fn feed(&self, team: usize) -> &[FeedEntry] {
        self.feeds.get(&team).map_or(&[], Vec::as_slice)
    }

    /// Where a team's room stands, for who enters it with this cursor.
    #[must_use]
    pub fn entry(&self, number: usize, since: Option<u64>, replay_max: usize) -> Entry {
        let feed = self.feed(number);
        let seq = feed.len() as u64;
        let missed = match since {
            None => Some(Vec::new()),
            Some(since) => {
                feed.get(since as usize..).filter(|missed| missed.len() <= replay_max).map(<[_]>::to_vec)
            }
        };
        Entry { title: String::new(), epoch: team(number).to_string(), seq, missed, ticker: None, pact: None }
    }
}
