//! The order of a room's feed. Facts may reach the room in another order than their numbers; members hear them in
//! order, once, and a session that joined between two of them misses none.

use crate::fact::FeedEntry;
use alloc::collections::{BTreeMap, VecDeque};
use alloc::vec::Vec;
use kith_protocol::Timestamp;

/// How long an entry waits for the one before it. A fact is told right after its commit, so longer means that the
/// hint was lost; the feed itself has it.
pub const GAP_WAIT_MS: i64 = 1_000;
/// How many entries are kept for those who join while facts are on their way.
pub const RECENT_MAX: usize = 64;
/// How long they are kept: longer than any newcomer's reading of the store is on its way.
pub const RECENT_MS: i64 = 10_000;
/// How many entries may wait; beyond, waiting ends.
pub const HELD_MAX: usize = 256;

/// What a newcomer has to be told besides what their snapshot holds.
#[derive(Debug, PartialEq, Eq)]
pub enum CatchUp {
    /// These, in order.
    Entries(Vec<FeedEntry>),
    /// More than is remembered: fetch the feed again.
    Resync,
}

/// Puts a room's feed entries in order.
#[derive(Debug, Default)]
pub struct FeedOrder {
    /// The last number told to the room; `None` until somebody joined or something was told.
    told: Option<u64>,
    /// What came before its time, and when it came.
    held: BTreeMap<u64, (Timestamp, FeedEntry)>,
    recent: VecDeque<(Timestamp, FeedEntry)>,
}

impl FeedOrder {
    /// Goes on after `told`, the last number told to the room, if anything was.
    #[must_use]
    pub fn after(told: Option<u64>) -> Self {
        Self { told, ..Self::default() }
    }

    /// The last number told, if nothing else of the past matters any more; `None` while something is owed.
    #[must_use]
    pub fn settled(&self, now: Timestamp) -> Option<Option<u64>> {
        let forgotten = self.recent.back().is_none_or(|(at, _)| now.ms_since(*at) >= RECENT_MS);
        (self.held.is_empty() && forgotten).then_some(self.told)
    }

    /// A committed entry arrives; what is to be told now goes to `tell`, in order.
    pub fn arrived(&mut self, entry: FeedEntry, now: Timestamp, tell: &mut Vec<FeedEntry>) {
        let told = *self.told.get_or_insert(entry.seq.saturating_sub(1));
        if entry.seq <= told {
            return;
        }
        self.held.entry(entry.seq).or_insert((now, entry));
        self.tell_next_in_line(now, tell);
        if self.held.len() > HELD_MAX {
            self.tell_held(u64::MAX, now, tell);
        }
    }

    /// When waiting for a missing entry ends.
    #[must_use]
    pub fn due(&self) -> Option<Timestamp> {
        self.held.values().map(|(came, _)| came.plus_ms(GAP_WAIT_MS)).min()
    }

    /// Tells what waited long enough, and what it waited in front of. What came later goes on waiting for what is
    /// missing before it.
    pub fn give_up_waiting(&mut self, now: Timestamp, tell: &mut Vec<FeedEntry>) {
        let waited = |came: Timestamp| now.ms_since(came) >= GAP_WAIT_MS;
        let last = self.held.iter().rev().find(|(_, (came, _))| waited(*came));
        if let Some(last) = last.map(|(seq, _)| *seq) {
            self.tell_held(last, now, tell);
            self.tell_next_in_line(now, tell);
        }
    }

    /// A session joins whose snapshot of the feed ends with `snapshot_seq`.
    pub fn joined(&mut self, snapshot_seq: u64, now: Timestamp) -> CatchUp {
        let told = *self.told.get_or_insert(snapshot_seq);
        if snapshot_seq >= told {
            return CatchUp::Entries(Vec::new());
        }
        while self.recent.front().is_some_and(|(at, _)| now.ms_since(*at) >= RECENT_MS) {
            self.recent.pop_front();
        }
        let missed = self.recent.iter().map(|(_, entry)| entry).filter(|entry| entry.seq > snapshot_seq);
        let missed: Vec<_> = missed.cloned().collect();
        // Not by counting: an entry whose hint was lost is a hole that only the feed can fill.
        let complete = missed.iter().map(|entry| entry.seq).eq(snapshot_seq + 1..=told);
        if complete { CatchUp::Entries(missed) } else { CatchUp::Resync }
    }

    fn tell_next_in_line(&mut self, now: Timestamp, tell: &mut Vec<FeedEntry>) {
        while let Some(told) = self.told
            && let Some((_, entry)) = self.held.remove(&(told + 1))
        {
            self.tell(entry, now, tell);
        }
    }

    fn tell_held(&mut self, upto: u64, now: Timestamp, tell: &mut Vec<FeedEntry>) {
        while let Some(first) = self.held.first_entry()
            && *first.key() <= upto
        {
            let (_, entry) = first.remove();
            self.tell(entry, now, tell);
        }
    }

    fn tell(&mut self, entry: FeedEntry, now: Timestamp, tell: &mut Vec<FeedEntry>) {
        self.told = Some(entry.seq);
        if self.recent.len() == RECENT_MAX {
            self.recent.pop_front();
        }
        self.recent.push_back((now, entry.clone()));
        tell.push(entry);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fact::FeedKind;
    use alloc::vec;
    use kith_protocol::{PostId, UserId};

    fn entry(seq: u64) -> FeedEntry {
        let post_id: PostId = "0198c0de-0000-7000-8000-000000000001".parse().unwrap();
        let author_id: UserId = "0198c0de-0000-7000-8000-000000000002".parse().unwrap();
        FeedEntry { seq, kind: FeedKind::Post { post_id, author_id } }
    }

    fn arrive(order: &mut FeedOrder, seq: u64, now: i64) -> Vec<u64> {
        let mut tell = Vec::new();
        order.arrived(entry(seq), Timestamp(now), &mut tell);
        tell.iter().map(|entry| entry.seq).collect()
    }

    #[test]
    fn an_early_entry_waits_for_the_one_before_it() {
        let mut order = FeedOrder::default();
        order.joined(10, Timestamp(0));
        assert!(arrive(&mut order, 12, 0).is_empty());
        assert_eq!(order.due(), Some(Timestamp(GAP_WAIT_MS)));
        assert_eq!(arrive(&mut order, 11, 1), vec![11, 12]);
        assert_eq!(order.due(), None);
        assert!(arrive(&mut order, 12, 2).is_empty(), "twice is once");
    }

    #[test]
    fn a_lost_hint_holds_the_others_up_only_for_a_moment() {
        let mut order = FeedOrder::default();
        order.joined(10, Timestamp(0));
        arrive(&mut order, 12, 0);
        let mut tell = Vec::new();
        order.give_up_waiting(Timestamp(GAP_WAIT_MS - 1), &mut tell);
        assert_eq!(tell, vec![]);
        order.give_up_waiting(Timestamp(GAP_WAIT_MS), &mut tell);
        assert_eq!(tell, vec![entry(12)]);
        assert_eq!(order.joined(10, Timestamp(0)), CatchUp::Resync, "11 is in the feed, but not here");
    }

    #[test]
    fn who_joins_between_commit_and_telling_misses_nothing() {
        let mut order = FeedOrder::default();
        order.joined(10, Timestamp(0));
        arrive(&mut order, 11, 0);
        arrive(&mut order, 12, 0);
        assert_eq!(order.joined(10, Timestamp(0)), CatchUp::Entries(vec![entry(11), entry(12)]));
        assert_eq!(order.joined(12, Timestamp(0)), CatchUp::Entries(vec![]));
        assert_eq!(
            order.joined(13, Timestamp(0)),
            CatchUp::Entries(vec![]),
            "13 is committed and on its way"
        );
    }

    #[test]
    fn more_than_is_remembered_is_said_openly() {
        let mut order = FeedOrder::default();
        order.joined(0, Timestamp(0));
        for seq in 1..=RECENT_MAX as u64 + 1 {
            arrive(&mut order, seq, 0);
        }
        assert_eq!(order.joined(0, Timestamp(0)), CatchUp::Resync);
    }
}
