//! Which runs of three bytes a text has: most phrases of rules that it does not have need not be looked for.

/// Bits for five bits of each byte, by which letters of one case differ.
const BITS: usize = 1 << 15;

/// The runs of three bytes of a text in lower case, the ends of its lines as spaces.
#[derive(Debug, Default)]
pub(super) struct Trigrams(Vec<u64>);

impl Trigrams {
    pub(super) fn of(lower: &str) -> Trigrams {
        let mut bits = vec![0; BITS / 64];
        for_each(lower, |at| {
            bits[at / 64] |= 1 << (at % 64);
            true
        });
        Trigrams(bits)
    }

    /// Whether the text may have a phrase: if not, it surely has not.
    pub(super) fn may_have(&self, phrase: &str) -> bool {
        let mut may = true;
        for_each(phrase, |at| {
            may = self.0.get(at / 64).is_none_or(|bits| bits >> (at % 64) & 1 == 1);
            may
        });
        may
    }
}

/// Calls for the number of each run of three bytes, for as long as `each` says so.
fn for_each(text: &str, mut each: impl FnMut(usize) -> bool) {
    let byte = |byte: u8| usize::from(if byte == b'\n' { b' ' } else { byte }) & 31;
    for run in text.as_bytes().windows(3) {
        if !each(byte(run[0]) | byte(run[1]) << 5 | byte(run[2]) << 10) {
            return;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_text_has_it_may_have() {
        let text = "published by the\nharbour board – © 2031";
        let trigrams = Trigrams::of(text);
        for phrase in ["published by", "the harbour", "board – ©", "by", "", "2031"] {
            assert!(trigrams.may_have(phrase), "{phrase}");
        }
        for phrase in ["press release", "notes to editors", "dear "] {
            assert!(!trigrams.may_have(phrase), "{phrase}");
        }
    }
}
