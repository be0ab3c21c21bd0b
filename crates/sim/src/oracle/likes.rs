//! The likes of one room, counted again from what the room asked of its host and what the host told it.

use super::verdict::{Checked, ensure};
use crate::names::Key;
use kith_domain::like_counts::TELL_INTERVAL_MS;
use kith_domain::likes::{BACKOFF_MAX_MS, BACKOFF_MIN_MS, FLUSH_AT_ENTRIES};
use kith_domain::{Effect, Input, LikeAnswer, LikeBatch, LikeEntry, Outcome, Room};
use kith_protocol::{PostId, ServerMessage, Timestamp, UserId};
use std::collections::{BTreeMap, BTreeSet, VecDeque};

/// Who likes what.
pub type Likers = BTreeMap<PostId, BTreeSet<UserId>>;

/// What one room owes and knows.
#[derive(Debug, Default)]
pub struct LikesWatch {
    unjournalled: VecDeque<LikeEntry>,
    pending: BTreeMap<Key, LikeEntry>,
    flushing: Option<BTreeMap<Key, LikeEntry>>,
    /// When what is pending may be flushed at the earliest, and must be at the latest.
    flush: Option<(Timestamp, Timestamp)>,
    views: Likers,
    /// Posts whose count changed and was not told since.
    untold: BTreeMap<PostId, Timestamp>,
    told_at: Option<Timestamp>,
}

impl LikesWatch {
    /// The room is told something, and asks for what follows from it. `truth`: who likes what, where that can be known.
    pub fn judge(
        &mut self,
        (now, flush_ms): (Timestamp, i64),
        input: &Input,
        effects: &[Effect],
        room: &Room,
        mut truth: Option<&mut Likers>,
    ) -> Checked {
        let mut answers = VecDeque::new();
        match input {
            Input::Journalled(count, outcome) => {
                for _ in 0..*count {
                    let Some(entry) = self.unjournalled.pop_front() else { break };
                    if *outcome == Outcome::Done {
                        answers.push_back(self.counts(entry, now, flush_ms, truth.as_deref_mut())?);
                    }
                }
            }
            Input::Flushed(_, outcome, _) => self.flushed(*outcome, now),
            Input::Hurry => self.flush = self.flush.map(|_| (now, now)),
            Input::Likers { post, likers, .. } => self.learns(*post, likers, room, truth.as_deref())?,
            Input::Like { post, liked, .. } => {
                answers.extend(self.views.get(post).map(|likers| (likers.len() as u64, *liked)));
            }
            Input::Join { .. } | Input::Leave(_) | Input::Say { .. } | Input::Fact(_) | Input::Tick => {}
        }
        for effect in effects {
            match effect {
                Effect::Answer { answer: LikeAnswer::Counted { like_count, liked }, .. } => {
                    let right = answers.pop_front();
                    ensure(right == Some((*like_count, *liked)), "LK5: the count answered is right", || {
                        format!("{like_count} {liked}, where {right:?} is right")
                    })?;
                }
                Effect::Journal(entry) => self.unjournalled.push_back(*entry),
                Effect::Flush(batch) => self.flushes(batch, now)?,
                Effect::Send { message: ServerMessage::LikeUpdate { post_id, like_count }, .. } => {
                    self.tells(*post_id, *like_count, now)?;
                }
                Effect::Send { .. } | Effect::Answer { .. } => {}
            }
        }
        Ok(())
    }

    /// A journalled like counts. Answers with the count, and whether it is a like.
    fn counts(
        &mut self,
        entry: LikeEntry,
        now: Timestamp,
        flush_ms: i64,
        truth: Option<&mut Likers>,
    ) -> Result<(u64, bool), super::verdict::Broken> {
        self.pending.insert((entry.post, entry.user), entry);
        let due = now.plus_ms(flush_ms);
        self.flush.get_or_insert((due, due));
        let view = self.views.entry(entry.post).or_default();
        if apply(view, entry) {
            self.untold.insert(entry.post, now);
        }
        let count = view.len();
        if let Some(truth) = truth {
            let truth = truth.entry(entry.post).or_default();
            apply(truth, entry);
            ensure(truth.len() == count, "LK5: the room counts what is durable, once", || {
                format!("{count} for {:?}, where {} like it", entry.post, truth.len())
            })?;
        }
        Ok((count as u64, entry.liked))
    }

    fn learns(&mut self, post: PostId, likers: &[UserId], room: &Room, truth: Option<&Likers>) -> Checked {
        if self.views.contains_key(&post) || room.standing(post, crate::names::user(0)).is_none() {
            return Ok(());
        }
        let view: BTreeSet<_> = likers.iter().copied().collect();
        if let Some(truth) = truth {
            let none = BTreeSet::new();
            let truth = truth.get(&post).unwrap_or(&none);
            ensure(view == *truth, "LK8: a reading of the store that is believed lacks nothing", || {
                let odd: Vec<_> = view.symmetric_difference(truth).take(3).collect();
                format!("{post:?}: {} read, {} like it; for instance {odd:?}", view.len(), truth.len())
            })?;
        }
        self.views.insert(post, view);
        Ok(())
    }

    fn flushed(&mut self, outcome: Outcome, now: Timestamp) {
        let Some(batch) = self.flushing.take() else { return };
        if outcome == Outcome::Failed {
            for (key, entry) in batch {
                self.pending.entry(key).or_insert(entry);
            }
            self.flush = Some((now.plus_ms(BACKOFF_MIN_MS), now.plus_ms(BACKOFF_MAX_MS / 4 * 5)));
        }
    }

    fn flushes(&mut self, batch: &LikeBatch, now: Timestamp) -> Checked {
        ensure(self.flushing.is_none(), "a room has one batch under way", || format!("{:?}", batch.id))?;
        let is_due = self.flush.is_some_and(|(earliest, _)| now >= earliest);
        ensure(is_due || self.pending.len() >= FLUSH_AT_ENTRIES, "LK6: one batch each interval", || {
            format!("{} pending, to be flushed from {:?} on", self.pending.len(), self.flush)
        })?;
        let mut flushing = BTreeMap::new();
        for entry in &batch.entries {
            let key = (entry.post, entry.user);
            let pending = self.pending.remove(&key);
            ensure(pending == Some(*entry), "LK1: only what is durable is flushed, once", || {
                format!("{entry:?}, where {pending:?} is pending")
            })?;
            flushing.insert(key, *entry);
        }
        self.flush = (!self.pending.is_empty()).then_some((now, now));
        self.flushing = Some(flushing);
        Ok(())
    }

    fn tells(&mut self, post: PostId, like_count: u64, now: Timestamp) -> Checked {
        let waited_ms = self.told_at.map_or(i64::MAX, |told_at| now.ms_since(told_at));
        ensure(
            waited_ms == 0 || waited_ms >= TELL_INTERVAL_MS,
            "LK5: counts are told at most four times a second",
            || format!("told again after {waited_ms} ms"),
        )?;
        self.told_at = Some(now);
        self.untold.remove(&post);
        let count = self.views.get(&post).map_or(0, BTreeSet::len) as u64;
        ensure(count == like_count, "LK5: the last count told is right", || {
            format!("{like_count}, not {count}")
        })
    }

    /// The room owes what we think it owes, and will see to it in time.
    pub fn agrees(&self, now: Timestamp, room: &Room, late_ms: i64) -> Checked {
        let flushing = self.flushing.as_ref().map_or(0, BTreeMap::len);
        let owed = self.unjournalled.len() + self.pending.len() + flushing;
        ensure(room.owed_likes() == owed, "LK7: nothing is forgotten before it is in the store", || {
            format!("the room owes {}; said and not in the store are {owed}", room.owed_likes())
        })?;
        if let (Some((_, latest)), None, false) = (self.flush, &self.flushing, self.pending.is_empty()) {
            let due = room.deadline();
            ensure(due.is_some_and(|due| due <= latest), "LK6: what is pending has its alarm", || {
                format!("due {due:?}, where {latest:?} is the latest")
            })?;
        }
        let late = self.untold.iter().find(|(_, at)| now.ms_since(**at) > TELL_INTERVAL_MS + late_ms);
        ensure(late.is_none(), "LK5: a count that changed is told soon", || format!("{late:?}"))
    }

    /// Nothing is owed, to the store or to anybody.
    #[must_use]
    pub fn is_settled(&self) -> bool {
        self.unjournalled.is_empty()
            && self.pending.is_empty()
            && self.flushing.is_none()
            && self.untold.is_empty()
    }

    /// The room sleeps: it forgets who likes what.
    pub fn slept(&mut self) {
        self.views.clear();
    }
}

/// Whether it changed anything.
fn apply(likers: &mut BTreeSet<UserId>, entry: LikeEntry) -> bool {
    if entry.liked { likers.insert(entry.user) } else { likers.remove(&entry.user) }
}
