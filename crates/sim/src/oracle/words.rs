//! What people said about posts, when, and what they were told: from it follows which word may stand in the end. It
//! looks at no stamp, for stamps are among what is judged.

use crate::names::{Key, Process};
use std::collections::BTreeMap;

/// A point in a world's history.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Moment {
    /// Its place among all moments.
    pub order: u64,
    /// The right time.
    pub at_ms: i64,
    /// Where it happened.
    pub process: Process,
}

#[derive(Debug)]
struct Word {
    key: Key,
    liked: bool,
    said: Moment,
    /// From here on it cannot get a later stamp: it was answered, or the node is dead.
    ended: Option<Moment>,
    is_acked: bool,
}

/// All that was said.
#[derive(Debug, Default)]
pub struct Words {
    all: Vec<Word>,
    of: BTreeMap<Key, Vec<usize>>,
    /// How far the clocks of two nodes may be from each other, in milliseconds.
    pub clocks_differ_ms: i64,
}

impl Words {
    /// A node hears a word. Answers with its number.
    pub fn say(&mut self, key: Key, liked: bool, said: Moment) -> usize {
        self.all.push(Word { key, liked, said, ended: None, is_acked: false });
        self.of.entry(key).or_default().push(self.all.len() - 1);
        self.all.len() - 1
    }

    /// A word is over: answered with yes, or not.
    pub fn end(&mut self, number: usize, ended: Moment, is_acked: bool) {
        let word = &mut self.all[number];
        word.is_acked |= is_acked;
        word.ended.get_or_insert(ended);
    }

    /// A process is gone: nothing that was said to it gets a later stamp.
    pub fn died(&mut self, process: Process, ended: Moment) {
        for word in self.all.iter_mut().filter(|word| word.said.process == process) {
            word.ended.get_or_insert(ended);
        }
    }

    /// Whose word on what.
    #[must_use]
    pub fn key(&self, number: usize) -> Key {
        self.all[number].key
    }

    /// Everything that somebody said a word about.
    pub fn keys(&self) -> impl Iterator<Item = Key> {
        self.of.keys().copied()
    }

    /// Whether it may be found that this person likes this post, or does not: somebody said so, and no word that was
    /// acknowledged was said after that.
    #[must_use]
    pub fn may_stand(&self, key: Key, liked: bool) -> bool {
        let words = || self.of.get(&key).into_iter().flatten().map(|number| &self.all[*number]);
        let is_last = |word: &Word| {
            let Some(ended) = word.ended else { return true };
            !words().any(|later| later.is_acked && self.is_after(later.said, ended))
        };
        let nothing_was_said = || !liked && words().all(|word| !word.is_acked);
        nothing_was_said() || words().any(|word| word.liked == liked && is_last(word))
    }

    /// Whether a word said at `later` must win over one that was over at `earlier`. Two nodes go by two clocks, which
    /// tell whole milliseconds; one node knows its own words also when its clock was set back.
    fn is_after(&self, later: Moment, earlier: Moment) -> bool {
        let by_clock = later.at_ms > earlier.at_ms + self.clocks_differ_ms;
        later.order > earlier.order && (later.process.node == earlier.process.node || by_clock)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::names::{post, user};

    const KEY: Key = (post(1), user(1));

    fn moment(order: u64) -> Moment {
        Moment { order, at_ms: order as i64, process: Process { node: 0, run: 0 } }
    }

    #[test]
    fn the_last_acknowledged_word_stands_and_a_doubtful_one_may() {
        let mut words = Words::default();
        assert!(words.may_stand(KEY, false) && !words.may_stand(KEY, true));
        let first = words.say(KEY, true, moment(1));
        assert!(words.may_stand(KEY, true) && words.may_stand(KEY, false));
        words.end(first, moment(2), true);
        assert!(words.may_stand(KEY, true) && !words.may_stand(KEY, false));
        let second = words.say(KEY, false, moment(3));
        words.end(second, moment(4), false);
        assert!(words.may_stand(KEY, true) && words.may_stand(KEY, false), "nobody knows what became of it");
        let third = words.say(KEY, true, moment(5));
        words.end(third, moment(6), true);
        assert!(words.may_stand(KEY, true) && !words.may_stand(KEY, false));
    }

    #[test]
    fn words_said_at_once_may_stand_in_either_order() {
        let mut words = Words::default();
        let first = words.say(KEY, true, moment(1));
        let second = words.say(KEY, false, moment(2));
        words.end(first, moment(3), true);
        words.end(second, moment(4), true);
        assert!(words.may_stand(KEY, true) && words.may_stand(KEY, false));
    }
}
