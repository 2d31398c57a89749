//! Ids of what reports say: letters of a hash of their words, of which a few tell a report from all others.

/// The letters that ids of content are made of. There are no vowels, so they spell no word, and no digits, so that no
/// program takes one for a number.
const LETTERS: &[u8; 20] = b"bcdfghjkmnpqrstvwxyz";

/// A short id has at least this many letters.
pub const MIN_SHORT_ID: usize = 4;

/// The number of letters of an id in full: more than enough for reports by the billion.
pub const CONTENT_ID: usize = 16;

/// The letters of a hash.
pub fn content_id(hash: &[u8; 32]) -> String {
    let mut rest = hash[..16].iter().fold(0u128, |number, byte| number << 8 | u128::from(*byte));
    let letters = (0..CONTENT_ID).map(|_| {
        let letter = LETTERS[usize::try_from(rest % LETTERS.len() as u128).unwrap_or_default()];
        rest /= LETTERS.len() as u128;
        char::from(letter)
    });
    letters.collect()
}

/// The typed beginning of an id of content, in small letters, if it can be one.
pub fn as_short_id(typed: &str) -> Option<String> {
    let typed = typed.trim().to_ascii_lowercase();
    let is_one = (MIN_SHORT_ID..=CONTENT_ID).contains(&typed.len()) && typed.bytes().all(|c| LETTERS.contains(&c));
    is_one.then_some(typed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_have_their_letters_only() {
        for byte in [0, 1, 77, 255] {
            let id = content_id(&[byte; 32]);
            assert_eq!(as_short_id(&id), Some(id.clone()), "{id}");
            assert_eq!(as_short_id(&id[..4].to_uppercase()), Some(id[..4].to_owned()));
        }
        for typed in ["bcd", "bcda", "2017", "bcd1", "", "bcdfghjkmnpqrstvw"] {
            assert_eq!(as_short_id(typed), None, "{typed}");
        }
    }
}
