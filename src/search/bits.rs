//! Small numbers, such as those of the documents of a segment, a bit for each.

/// Some numbers. They take room by the greatest of them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Bits(Vec<u64>);

impl Bits {
    #[inline]
    pub(super) fn insert(&mut self, number: u64) {
        let (word, bit) = ((number / 64) as usize, number % 64);
        if word >= self.0.len() {
            self.0.resize(word + 1, 0);
        }
        self.0[word] |= 1 << bit;
    }

    #[inline]
    pub(super) fn has(&self, number: u64) -> bool {
        self.0.get((number / 64) as usize).is_some_and(|word| word >> (number % 64) & 1 == 1)
    }

    /// The numbers, ascending.
    pub(super) fn numbers(&self) -> impl Iterator<Item = u64> {
        (0..).step_by(64).zip(&self.0).flat_map(|(first, &word)| {
            let mut rest = word;
            std::iter::from_fn(move || {
                let bit = (rest != 0).then(|| u64::from(rest.trailing_zeros()))?;
                rest &= rest - 1;
                Some(first + bit)
            })
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_those_that_were_put_in() {
        let numbers = [0, 3, 63, 64, 65, 127, 128, 1_000];
        let mut bits = Bits::default();
        numbers.iter().rev().chain(&numbers).for_each(|&number| bits.insert(number));
        assert_eq!(bits.numbers().collect::<Vec<_>>(), numbers);
        for number in 0..1_100 {
            assert_eq!(bits.has(number), numbers.contains(&number), "{number}");
        }
        assert_eq!(Bits::default().numbers().next(), None);
    }
}
