//! Likes, written behind: a set of (post, person), never a counter. A like counts when it is journalled, not before,
//! and goes to the store in batches; the journal lets go of it only after the commit.

use crate::room::{AnswerId, BatchId, Effect};
use alloc::collections::{BTreeMap, BTreeSet, VecDeque};
use alloc::vec::Vec;
use kith_protocol::{ErrorCode, PostId, Refusal, Timestamp, UserId};

/// When this many words of a room are in the journal alone, they are flushed without waiting for the interval. No batch
/// has more entries.
pub const FLUSH_AT_ENTRIES: usize = 10_000;
/// A batch is about at most this many posts: each of them is counted anew, and nobody else writes meanwhile.
pub const FLUSH_MAX_POSTS: usize = 256;
/// A batch that the store does not take is tried again with half as many entries, down to this many: it may be the
/// size that the store cannot take.
pub const FLUSH_MIN_ENTRIES: usize = 100;
/// A room keeps at most this many words in the journal that are not in the store yet, or on their way there. Beyond,
/// new ones are refused for the time being (SPEC.md LK9). Every word counts, also one that takes another back: the
/// journal is everybody's.
pub const OWED_MAX_ENTRIES: usize = 100_000;
/// A room remembers at most this many posts and people who like them; beyond, the post not used for longest is
/// forgotten and read again when it is needed.
pub const KNOWN_MAX_ENTRIES: usize = 200_000;
/// How long a room remembers of each forgotten post when that was, in milliseconds. Longer than a reading takes.
pub const FORGOTTEN_KEPT_MS: i64 = 60_000;
/// The first wait after a failed flush; doubled each time.
pub const BACKOFF_MIN_MS: i64 = 1_000;
/// The longest wait after a failed flush.
pub const BACKOFF_MAX_MS: i64 = 60_000;

/// That a person likes a post, or does not any more.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LikeEntry {
    /// The post.
    pub post: PostId,
    /// Who.
    pub user: UserId,
    /// Whether they like it.
    pub liked: bool,
    /// Orders what one person says about one post, across restarts and nodes: the latest counts. Milliseconds since
    /// 1970, times 2^20, or one more than the last.
    pub stamp: u64,
}

/// Likes on their way to the store, at most one for each post and person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LikeBatch {
    /// Names it among this room's batches.
    pub id: BatchId,
    /// What is to be written. Written twice is the same as written once.
    pub entries: Vec<LikeEntry>,
    /// Nothing else of the room is in the journal alone: once this is in the store, the journal may let go of all that
    /// was journalled before (SPEC.md JO5).
    pub is_all: bool,
}

/// What became of a like.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LikeAnswer {
    /// It is durable.
    Counted {
        /// How many like the post now.
        like_count: u64,
        /// Whether this person does.
        liked: bool,
    },
    /// The room does not know who likes this post: tell it with `Input::Likers` and say it again.
    UnknownPost,
    /// It was not accepted.
    Refused(Refusal),
}

/// The likes of a room.
#[derive(Debug)]
pub struct LikeBuffer {
    flush_interval_ms: i64,
    known: BTreeMap<PostId, Known>,
    /// Known posts, and those who like them.
    known_entries: usize,
    /// A reading of the store from before this moment may lack what was flushed before the room woke, or of a post that
    /// was forgotten long ago. Of a post that is known nothing is read, and one that is not owes nothing.
    readings_from: Timestamp,
    /// The same for posts that were forgotten lately, each for itself.
    forgotten: BTreeMap<PostId, Timestamp>,
    stamp: u64,
    /// Said, and not yet in the journal; in order.
    unjournalled: VecDeque<Waiting>,
    /// In the journal, and not yet on the way to the store.
    pending: BTreeMap<(PostId, UserId), LikeEntry>,
    flushing: Option<LikeBatch>,
    /// Words that the journal may not let go of yet.
    journal_words: usize,
    /// How many of them it may let go of when the batch under way is in the store.
    flushing_words: usize,
    batch_max_entries: usize,
    flush_at: Option<Timestamp>,
    next_batch: u64,
    failures: u32,
    changed: BTreeSet<PostId>,
}

#[derive(Debug)]
struct Known {
    likers: BTreeSet<UserId>,
    used: Timestamp,
}

#[derive(Debug)]
struct Waiting {
    entry: LikeEntry,
    answer: AnswerId,
}

impl LikeBuffer {
    /// Nothing known, nothing pending.
    #[must_use]
    pub fn new(flush_interval_ms: i64, now: Timestamp) -> Self {
        Self {
            flush_interval_ms,
            known: BTreeMap::new(),
            known_entries: 0,
            readings_from: now,
            forgotten: BTreeMap::new(),
            stamp: 0,
            unjournalled: VecDeque::new(),
            pending: BTreeMap::new(),
            flushing: None,
            journal_words: 0,
            flushing_words: 0,
            batch_max_entries: FLUSH_AT_ENTRIES,
            flush_at: None,
            // A room that begins anew may still be told what became of a batch of the one before it.
            next_batch: first_stamp_of(now),
            failures: 0,
            changed: BTreeSet::new(),
        }
    }

    /// Somebody says whether they like a post.
    pub fn say(
        &mut self,
        post: PostId,
        user: UserId,
        liked: bool,
        answer: AnswerId,
        now: Timestamp,
        out: &mut Vec<Effect>,
    ) {
        let Some(known) = self.known.get_mut(&post) else {
            out.push(Effect::Answer { to: answer, answer: LikeAnswer::UnknownPost });
            return;
        };
        known.used = now;
        // Also what seems to change nothing is journalled: what the room knows may be old, for another node or a write
        // that was refused and yet survived may have changed it since; the latest stamp must be this word's.
        if self.unjournalled.len() + self.journal_words >= OWED_MAX_ENTRIES {
            out.push(Effect::Answer { to: answer, answer: LikeAnswer::Refused(behind()) });
            return;
        }
        self.stamp = (self.stamp + 1).max(first_stamp_of(now));
        let entry = LikeEntry { post, user, liked, stamp: self.stamp };
        self.unjournalled.push_back(Waiting { entry, answer });
        out.push(Effect::Journal(entry));
    }

    /// The store says who likes a post, and the greatest stamp it has of it. `read_at` is from before the reading began.
    pub fn learn(
        &mut self,
        post: PostId,
        likers: Vec<UserId>,
        stamp: u64,
        read_at: Timestamp,
        now: Timestamp,
    ) {
        let readings_from =
            self.forgotten.get(&post).map_or(self.readings_from, |at| self.readings_from.max(*at));
        if read_at < readings_from || self.known.contains_key(&post) {
            return;
        }
        self.stamp = self.stamp.max(stamp);
        let likers: BTreeSet<_> = likers.into_iter().collect();
        self.known_entries += 1 + likers.len();
        self.known.insert(post, Known { likers, used: now });
        self.forget_the_unused(post, now);
    }

    /// The oldest `count` likes that were said are durable: they count from now on.
    pub fn journalled(&mut self, count: usize, now: Timestamp, out: &mut Vec<Effect>) {
        for _ in 0..count {
            let Some(Waiting { entry, answer }) = self.unjournalled.pop_front() else { return };
            let Some(known) = self.known.get_mut(&entry.post) else { continue };
            let before = known.likers.len();
            let changes =
                if entry.liked { known.likers.insert(entry.user) } else { known.likers.remove(&entry.user) };
            let like_count = known.likers.len();
            self.known_entries = self.known_entries + like_count - before;
            if changes {
                self.changed.insert(entry.post);
            }
            self.pending.insert((entry.post, entry.user), entry);
            self.journal_words += 1;
            self.flush_at.get_or_insert(now.plus_ms(self.flush_interval_ms));
            let answer_now = LikeAnswer::Counted { like_count: like_count as u64, liked: entry.liked };
            out.push(Effect::Answer { to: answer, answer: answer_now });
        }
    }

    /// The oldest `count` likes that were said could not be journalled.
    pub fn not_journalled(&mut self, count: usize, out: &mut Vec<Effect>) {
        for _ in 0..count {
            let Some(Waiting { answer, .. }) = self.unjournalled.pop_front() else { return };
            out.push(Effect::Answer { to: answer, answer: LikeAnswer::Refused(not_stored()) });
        }
    }

    /// A batch is in the store.
    pub fn flushed(&mut self, id: BatchId) {
        if self.flushing.take_if(|batch| batch.id == id).is_some() {
            self.failures = 0;
            self.batch_max_entries = FLUSH_AT_ENTRIES;
            self.journal_words -= core::mem::take(&mut self.flushing_words);
        }
    }

    /// A batch may not be in the store: it is kept and tried again, with what was said since winning over it.
    /// `jitter` is any number; it spreads the tries of many rooms.
    pub fn not_flushed(&mut self, id: BatchId, jitter: u64, now: Timestamp) {
        let Some(batch) = self.flushing.take_if(|batch| batch.id == id) else { return };
        self.flushing_words = 0;
        self.batch_max_entries = (batch.entries.len() / 2).max(FLUSH_MIN_ENTRIES);
        for entry in batch.entries {
            self.pending.entry((entry.post, entry.user)).or_insert(entry);
        }
        let wait_ms = BACKOFF_MIN_MS.saturating_mul(1 << self.failures.min(16)).min(BACKOFF_MAX_MS);
        self.failures = self.failures.saturating_add(1);
        let spread_ms = i64::try_from(jitter % (wait_ms.unsigned_abs() / 4 + 1)).unwrap_or(0);
        self.flush_at = Some(now.plus_ms(wait_ms + spread_ms));
    }

    /// Flushes now whatever can be flushed: the room is to be closed.
    pub fn hurry(&mut self, now: Timestamp) {
        if !self.pending.is_empty() {
            self.flush_at = Some(now);
        }
    }

    /// Sends a batch on its way, if it is time.
    pub fn flush_if_due(&mut self, now: Timestamp, out: &mut Vec<Effect>) {
        if self.flushing.is_some() || self.pending.is_empty() {
            return;
        }
        // A store that fails gets its rest also when many likes wait.
        let full = self.journal_words >= FLUSH_AT_ENTRIES && self.failures == 0;
        if !full && self.flush_at.is_none_or(|due| due > now) {
            return;
        }
        let entries = self.next_entries();
        self.flush_at = (!self.pending.is_empty()).then_some(now);
        let is_all = self.pending.is_empty();
        self.flushing_words = if is_all { self.journal_words } else { 0 };
        let batch = LikeBatch { id: BatchId(self.next_batch), entries, is_all };
        self.next_batch += 1;
        self.flushing = Some(batch.clone());
        out.push(Effect::Flush(batch));
    }

    fn next_entries(&mut self) -> Vec<LikeEntry> {
        let mut entries: Vec<LikeEntry> = Vec::with_capacity(self.pending.len().min(self.batch_max_entries));
        let mut posts = 0;
        while entries.len() < self.batch_max_entries
            && let Some(next) = self.pending.first_entry()
        {
            if entries.last().is_none_or(|last| last.post != next.key().0) {
                posts += 1;
                if posts > FLUSH_MAX_POSTS {
                    break;
                }
            }
            entries.push(next.remove());
        }
        entries
    }

    /// When a batch is due.
    #[must_use]
    pub fn due(&self) -> Option<Timestamp> {
        if self.flushing.is_some() || self.pending.is_empty() { None } else { self.flush_at }
    }

    /// The posts whose count changed since the last call, with their counts.
    pub fn take_changed(&mut self) -> BTreeMap<PostId, u64> {
        let counts =
            self.changed.iter().filter_map(|post| Some((*post, self.known.get(post)?.likers.len() as u64)));
        let counts = counts.collect();
        self.changed.clear();
        counts
    }

    /// How a post stands for a person, where the room knows better than the store may.
    #[must_use]
    pub fn standing(&self, post: PostId, user: UserId) -> Option<(u64, bool)> {
        let known = self.known.get(&post)?;
        Some((known.likers.len() as u64, known.likers.contains(&user)))
    }

    /// How many likes are not in the store.
    #[must_use]
    pub fn owed(&self) -> usize {
        self.unjournalled.len() + self.unflushed()
    }

    /// How many likes the journal alone has: those under way to the store, and those behind them.
    #[must_use]
    pub fn unflushed(&self) -> usize {
        self.pending.len() + self.flushing.as_ref().map_or(0, |batch| batch.entries.len())
    }

    /// Everything that is journalled and not in the store.
    pub fn pending(&self) -> impl Iterator<Item = &LikeEntry> {
        self.pending.values().chain(self.flushing.iter().flat_map(|batch| &batch.entries))
    }

    /// Makes room for a post where too many are known: a quarter at once, so that it is not done for each.
    fn forget_the_unused(&mut self, keep: PostId, now: Timestamp) {
        if self.known_entries <= KNOWN_MAX_ENTRIES {
            return;
        }
        let busy: BTreeSet<_> = self
            .pending()
            .map(|entry| entry.post)
            .chain(self.unjournalled.iter().map(|waiting| waiting.entry.post))
            .chain([keep])
            .collect();
        let unused = self.known.iter().filter(|(post, _)| !busy.contains(post));
        let mut unused: Vec<_> = unused.map(|(post, known)| (known.used, *post)).collect();
        unused.sort_unstable();
        for (_, post) in unused {
            if self.known_entries <= KNOWN_MAX_ENTRIES / 4 * 3 {
                break;
            }
            if let Some(known) = self.known.remove(&post) {
                self.known_entries -= 1 + known.likers.len();
                // What was flushed of it is in every reading that begins from the next millisecond on.
                self.forgotten.insert(post, now.plus_ms(1));
            }
        }
        self.forget_what_was_forgotten_long_ago(now);
    }

    fn forget_what_was_forgotten_long_ago(&mut self, now: Timestamp) {
        let until = now.plus_ms(-FORGOTTEN_KEPT_MS);
        let readings_from = &mut self.readings_from;
        self.forgotten.retain(|_, at| {
            let stays = *at > until;
            if !stays {
                *readings_from = (*readings_from).max(*at);
            }
            stays
        });
    }
}

/// The first [`LikeEntry::stamp`] of a millisecond. From the year 2109 on it grows no more, so that a clock that is far
/// wrong leaves stamps for what is said after it.
#[must_use]
pub fn first_stamp_of(moment: Timestamp) -> u64 {
    const LAST_MS: u64 = (1 << 42) - 1;
    u64::try_from(moment.0).unwrap_or(0).min(LAST_MS) << 20
}

fn behind() -> Refusal {
    let message =
        "Kith cannot reach its database and holds as many likes as it can. Try again in a few minutes.";
    Refusal { retry_after_s: Some(60), ..Refusal::new(ErrorCode::Unavailable, message) }
}

fn not_stored() -> Refusal {
    let message = "Your like could not be stored safely just now. Try again in a moment.";
    Refusal { retry_after_s: Some(5), ..Refusal::new(ErrorCode::Unavailable, message) }
}
