//! A map that never grows beyond its capacity: what was used lately stays. It knows nothing of what it holds.

use std::borrow::Borrow;
use std::collections::HashMap;
use std::hash::Hash;

/// A bounded map. It keeps at least the last half of `capacity` keys that were used; when it is full, the keys that
/// nobody has used since it was half full are forgotten all at once, so that no single step takes long.
#[derive(Debug)]
pub struct Recent<K, V> {
    young: HashMap<K, V>,
    old: HashMap<K, V>,
    half_capacity: usize,
}

impl<K: Hash + Eq, V> Recent<K, V> {
    /// An empty map for at most `capacity` keys (at least 2).
    #[must_use]
    pub fn new(capacity: usize) -> Self {
        Self { young: HashMap::new(), old: HashMap::new(), half_capacity: (capacity / 2).max(1) }
    }

    /// The value of a key, which counts as a use.
    pub fn get_mut<Q>(&mut self, key: &Q) -> Option<&mut V>
    where
        K: Borrow<Q>,
        Q: Hash + Eq + ?Sized,
    {
        if let Some((key, value)) = self.old.remove_entry(key) {
            self.insert(key, value);
        }
        self.young.get_mut(key)
    }

    /// Sets the value of a key.
    pub fn insert(&mut self, key: K, value: V) {
        self.old.remove(&key);
        if self.young.len() >= self.half_capacity && !self.young.contains_key(&key) {
            self.old = std::mem::take(&mut self.young);
        }
        self.young.insert(key, value);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_keeps_what_is_used_and_forgets_the_rest() {
        let mut map = Recent::new(8);
        map.insert(0, "kept");
        for key in 1..1_000 {
            map.insert(key, "flood");
            assert_eq!(map.get_mut(&0).copied(), Some("kept"), "after {key}");
            assert!(map.young.len() + map.old.len() <= 8);
        }
        assert!(map.get_mut(&1).is_none());
        assert!(map.get_mut(&999).is_some());
    }

    #[test]
    fn a_key_has_one_value() {
        let mut map = Recent::new(4);
        for round in 0..10 {
            for key in 0..3 {
                map.insert(key, round);
                assert_eq!(map.get_mut(&key).copied(), Some(round));
            }
        }
    }
}
