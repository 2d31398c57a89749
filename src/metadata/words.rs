//! The words of a text as names need them: runs of letters or digits, and the ampersand.
//!
//! The segmenter of `crate::text` serves searching and keeps apostrophes inside words; here a possessive
//! must not hide a name, nor may a footnote mark glued to it: `Durham1`, `Reading's`.

/// One word and its range of bytes.
#[derive(Clone, Copy, Debug)]
pub(super) struct TextWord<'t> {
    /// In lower case.
    pub(super) lower: &'t str,
    /// Whether it is written with a capital.
    pub(super) starts_upper: bool,
    /// Its first byte.
    pub(super) start: usize,
    /// The byte after its last.
    pub(super) end: usize,
}

/// The words of `text`; `lower` is its lower-case form with the same byte offsets.
pub(super) fn words<'t>(text: &'t str, lower: &'t str) -> impl Iterator<Item = TextWord<'t>> {
    let mut chars = text.char_indices().peekable();
    std::iter::from_fn(move || {
        let (start, first) = chars.by_ref().find(|&(_, c)| c.is_alphanumeric() || c == '&')?;
        let mut end = start + first.len_utf8();
        if first != '&' {
            let letters = first.is_alphabetic();
            let fits = |c: char| c.is_alphanumeric() && (!letters || !c.is_ascii_digit());
            while let Some((at, c)) = chars.next_if(|&(_, c)| fits(c)) {
                end = at + c.len_utf8();
            }
        }
        Some(TextWord { lower: lower.get(start..end).unwrap_or(""), starts_upper: first.is_uppercase(), start, end })
    })
}

/// Whether a word of a name and a word of a text are the same.
pub(super) fn same_word(name: &str, text: &str) -> bool {
    name == text || (name == "and" && text == "&")
}
