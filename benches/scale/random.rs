//! Numbers by chance that are the same on every machine and with every version of every crate.
//!
//! The generator is xoshiro256++ by David Blackman and Sebastiano Vigna ("Scrambled linear pseudorandom number
//! generators", 2021), its state filled by SplitMix64 as they advise (Steele, Lea and Flood, "Fast splittable
//! pseudorandom number generators", 2014). Both are written from the papers.

/// A stream of numbers.
pub(crate) struct Random {
    state: [u64; 4],
}

impl Random {
    /// The stream of a seed and of one thing among many, such as a report: streams of different things have nothing in
    /// common.
    pub(crate) fn new(seed: u64, thing: u64) -> Random {
        let mut counter = split_mix(&mut seed.wrapping_add(0x5851_f42d_4c95_7f2d)) ^ thing;
        Random { state: std::array::from_fn(|_| split_mix(&mut counter)) }
    }

    pub(crate) fn next(&mut self) -> u64 {
        let [a, b, c, d] = &mut self.state;
        let result = a.wrapping_add(*d).rotate_left(23).wrapping_add(*a);
        let shifted = *b << 17;
        *c ^= *a;
        *d ^= *b;
        *b ^= *c;
        *a ^= *d;
        *c ^= shifted;
        *d = d.rotate_left(45);
        result
    }

    /// A number below another, by the high half of a product; what this favours some numbers by is less than one in a
    /// thousand million.
    pub(crate) fn below(&mut self, end: usize) -> usize {
        ((u128::from(self.next()) * end as u128) >> 64) as usize
    }

    /// A number of a range with both of its ends.
    pub(crate) fn within(&mut self, first: usize, last: usize) -> usize {
        first + self.below(last - first + 1)
    }

    /// A number from 0 to 1, without the 1.
    pub(crate) fn unit(&mut self) -> f64 {
        (self.next() >> 11) as f64 / (1_u64 << 53) as f64
    }

    pub(crate) fn chance(&mut self, probability: f64) -> bool {
        self.unit() < probability
    }

    pub(crate) fn pick<'a, T>(&mut self, some: &'a [T]) -> &'a T {
        &some[self.below(some.len())]
    }
}

/// The next number of SplitMix64.
fn split_mix(counter: &mut u64) -> u64 {
    *counter = counter.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let mut mixed = *counter;
    mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    mixed ^ (mixed >> 31)
}
