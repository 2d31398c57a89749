//! Words that the sample corpus does not have, as many as a corpus of any size needs.
//!
//! In 576 real reports (3.1 million words) the number of different words grows as the number of words to the power of
//! 0.34, from 9,800 in a million words to 13,900 in three million. So one word in [`SHARE`] is invented here, its rank
//! drawn from a power law: the rank is above r with the probability `(OFFSET / (OFFSET + r)) ^ TAIL`. Where ranks fall
//! so, the vocabulary grows as the number of words to the power of `1 / (1 + TAIL)`, which is 0.4 here: a little
//! faster than measured, as names, slips and foreign words of many makers come together in a large corpus. Together
//! with the words of the sample corpus, three million words have 13,200 different ones.

use crate::random::Random;

/// One word of so many is invented.
pub(crate) const SHARE: usize = 25;
const OFFSET: f64 = 3000.0;
const TAIL: f64 = 1.5;
/// No rank is higher, so that a word stays within four syllables.
const MOST: f64 = 1.0e7;

/// No syllable has a q, an x or a z: these are the letters of the planted words.
const SYLLABLES: [&str; 64] = [
    "bal", "ber", "bram", "col", "cre", "dan", "del", "dor", "dun", "el", "fal", "fen", "fir", "gar", "gil", "gor",
    "hal", "hem", "hol", "ir", "jas", "ken", "kir", "lan", "lem", "lin", "lor", "mab", "mer", "mil", "mon", "nar",
    "nel", "nor", "ol", "pad", "pen", "pol", "ram", "rel", "rin", "rod", "sal", "sem", "sil", "sor", "tam", "tel",
    "tir", "tol", "tul", "ul", "van", "ver", "vil", "vor", "wal", "wen", "wil", "wyn", "yar", "yel", "yor", "dra",
];

/// A word by chance; one in three is a name.
pub(crate) fn write_word(random: &mut Random, word: &mut String) {
    word.clear();
    let rank = (OFFSET * (random.unit().max(1.0e-12).powf(-1.0 / TAIL) - 1.0)).min(MOST) as usize;
    write_rank(rank, word);
}

/// The word of a rank. Ranks have different words, since a rank is a number in bijective base 64.
fn write_rank(rank: usize, word: &mut String) {
    // Three syllables at least; an odd factor scatters neighbours over the alphabet.
    let (mut left, mut syllables) = (rank, 3);
    let mut of_this_length = 64_usize.pow(3);
    while left >= of_this_length {
        left -= of_this_length;
        of_this_length *= 64;
        syllables += 1;
    }
    let mut digits = left.wrapping_mul(0x9e37_79b1) % of_this_length;
    for _ in 0..syllables {
        word.push_str(SYLLABLES[digits % 64]);
        digits /= 64;
    }
    if rank.is_multiple_of(3) {
        word[..1].make_ascii_uppercase();
    }
}
