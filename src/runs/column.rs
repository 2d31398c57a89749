//! Ids as columns of a TREC run have them: without white space.

use std::borrow::Cow;
use std::fmt::Write;

use crate::text::is_unsafe;

/// White space, control characters and marks of direction written as `%20` and the like; they would break the columns
/// or disguise them.
pub(crate) fn column(text: &str) -> Cow<'_, str> {
    let breaks = |c: char| c.is_whitespace() || is_unsafe(c);
    if !text.contains(breaks) {
        return Cow::Borrowed(text);
    }
    let mut column = String::with_capacity(text.len() + 8);
    for c in text.chars() {
        if breaks(c) {
            let mut bytes = [0; 4];
            for byte in c.encode_utf8(&mut bytes).bytes() {
                write!(column, "%{byte:02X}").expect("a string takes all that is written");
            }
        } else {
            column.push(c);
        }
    }
    Cow::Owned(column)
}

#[cfg(test)]
mod tests {
    use super::column;

    #[test]
    fn what_would_break_a_column_is_written_in_bytes() {
        for (text, written) in
            [("a.txt#5", "a.txt#5"), ("a b.txt", "a%20b.txt"), ("x\u{202e}\ty", "x%E2%80%AE%09y"), ("é%20", "é%20")]
        {
            assert_eq!(column(text), written);
        }
    }
}
