//! Very many lists of numbers, most of them short.

use std::collections::HashMap;
use std::hash::Hash;

/// A list of numbers for each key, in one vector for all: each number links to the one before it.
pub(super) struct LinkedLists<K> {
    /// For each key the index of its last number, and how many it has.
    last: HashMap<K, (u32, u32)>,
    /// A number, and the index of the one before it.
    links: Vec<(u32, u32)>,
}

/// The link of the first number of a list.
const NONE: u32 = u32::MAX;

impl<K> Default for LinkedLists<K> {
    fn default() -> LinkedLists<K> {
        LinkedLists { last: HashMap::new(), links: Vec::new() }
    }
}

impl<K: Hash + Eq> LinkedLists<K> {
    /// Adds a number to the list of a key. Beyond four thousand million, numbers are ignored.
    pub(super) fn push(&mut self, key: K, number: usize) {
        let (Ok(number), Ok(place)) = (u32::try_from(number), u32::try_from(self.links.len())) else { return };
        let (last, count) = self.last.entry(key).or_insert((NONE, 0));
        self.links.push((number, *last));
        (*last, *count) = (place, *count + 1);
    }

    /// How many numbers a key has.
    pub(super) fn count(&self, key: &K) -> u32 {
        self.last.get(key).map_or(0, |(_, count)| *count)
    }

    /// The numbers of a key, the last first.
    pub(super) fn get(&self, key: &K) -> impl Iterator<Item = usize> {
        let mut place = self.last.get(key).map_or(NONE, |(last, _)| *last);
        std::iter::from_fn(move || {
            let (number, before) = *self.links.get(place as usize)?;
            place = before;
            Some(number as usize)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_key_has_its_numbers() {
        let mut lists = LinkedLists::default();
        for (key, number) in [("a", 7), ("b", 8), ("a", 9), ("a", 7)] {
            lists.push(key, number);
        }
        let of = |key| (lists.count(&key), lists.get(&key).collect::<Vec<_>>());
        assert_eq!([of("a"), of("b"), of("c")], [(3, vec![7, 9, 7]), (1, vec![8]), (0, vec![])]);
    }
}
