//! A guard in front of the HTML parser, which compares every attribute of an element with all the
//! others of it: a page made to exploit that loses its attributes first.

/// No real element has this many attributes.
pub(super) const MAX_ATTRIBUTES: usize = 1_000;

/// The page without any attributes, if an element of it has far too many.
pub(super) fn without_floods(html: &str) -> Option<String> {
    let bytes = html.as_bytes();
    // Tags may seem to start inside others, so all of them together may be longer than the page.
    let mut left_to_scan = bytes.len() * 8 + (1 << 16);
    let is_flooded = tag_starts(bytes).any(|at| {
        let tag = StartTag::scan(&bytes[at..], left_to_scan.min(bytes.len()));
        left_to_scan = left_to_scan.saturating_sub(tag.length);
        tag.attributes > MAX_ATTRIBUTES || left_to_scan == 0
    });
    is_flooded.then(|| bare(html))
}

/// Where a tag may start: any `<` before a letter, also one inside another tag or a script.
fn tag_starts(bytes: &[u8]) -> impl Iterator<Item = usize> {
    bytes.windows(2).enumerate().filter(|(_, pair)| pair[0] == b'<' && pair[1].is_ascii_alphabetic()).map(|(at, _)| at)
}

fn bare(html: &str) -> String {
    let mut bare = String::with_capacity(html.len() / 2);
    let mut rest = html;
    while let Some(at) = tag_starts(rest.as_bytes()).next() {
        let tag = StartTag::scan(&rest.as_bytes()[at..], usize::MAX);
        bare.push_str(&rest[..at + tag.name_length]);
        bare.push('>');
        rest = &rest[at + tag.length..];
    }
    bare.push_str(rest);
    bare
}

/// A start tag as HTML cuts it.
struct StartTag {
    /// Its length with both angle brackets, and that of `<` and the name.
    length: usize,
    name_length: usize,
    attributes: usize,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum ScanState {
    BeforeName,
    Name,
    AfterName,
    BeforeValue,
    Unquoted,
    Quoted(u8),
}

impl StartTag {
    /// Scans the tag that the bytes start with, up to its end or the limit.
    fn scan(bytes: &[u8], limit: usize) -> Self {
        let is_space = |byte: u8| matches!(byte, b' ' | b'\t' | b'\n' | b'\r' | 0x0c);
        let ends_name = |byte: u8| is_space(byte) || byte == b'/' || byte == b'>';
        let name_length = bytes.iter().position(|&byte| ends_name(byte)).unwrap_or(bytes.len());
        let mut tag = Self { length: bytes.len(), name_length, attributes: 0 };
        let mut state = ScanState::BeforeName;
        for (at, &byte) in bytes.iter().enumerate().skip(name_length) {
            let is_inside_quotes = matches!(state, ScanState::Quoted(_));
            if at >= limit
                || tag.attributes > MAX_ATTRIBUTES && limit != usize::MAX
                || (byte == b'>' && !is_inside_quotes)
            {
                tag.length = at + 1;
                break;
            }
            state = match (state, byte) {
                (ScanState::Quoted(quote), byte) if byte != quote => state,
                (ScanState::Quoted(_), _) => ScanState::BeforeName,
                (ScanState::BeforeValue, b'"' | b'\'') => ScanState::Quoted(byte),
                (ScanState::BeforeValue, byte) if is_space(byte) => state,
                (ScanState::BeforeValue, _) => ScanState::Unquoted,
                (ScanState::Unquoted, byte) if !is_space(byte) => state,
                (ScanState::Unquoted, _) => ScanState::BeforeName,
                (_, b'/') => ScanState::BeforeName,
                (ScanState::Name | ScanState::AfterName, b'=') => ScanState::BeforeValue,
                (ScanState::Name, byte) if is_space(byte) => ScanState::AfterName,
                (ScanState::Name, _) => ScanState::Name,
                (ScanState::BeforeName | ScanState::AfterName, byte) if is_space(byte) => state,
                (ScanState::BeforeName | ScanState::AfterName, _) => {
                    tag.attributes += 1;
                    ScanState::Name
                }
            };
        }
        tag
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_are_cut_as_html_cuts_them() {
        let cases = [
            ("<p>x", 3, 2, 0),
            ("<a href=x title='a>b' hidden>x", 29, 2, 3),
            ("<a =\"><b>", 6, 2, 1),
            ("<a b= \"c>d\"e=f/g>x", 17, 2, 2),
            ("<a/b/c>", 7, 2, 2),
            ("<a b", 4, 2, 1),
        ];
        for (html, length, name_length, attributes) in cases {
            let tag = StartTag::scan(html.as_bytes(), html.len());
            assert_eq!((tag.length, tag.name_length, tag.attributes), (length, name_length, attributes), "{html}");
        }
    }

    #[test]
    fn only_a_flood_costs_the_attributes() {
        assert_eq!(without_floods("<p class=a><a href=b>x</a>"), None);
        let flood = format!("<p class=a>one</p><div {}>two", "a=\"'>\" ".repeat(5_000));
        assert_eq!(without_floods(&flood).as_deref(), Some("<p>one</p><div>two"));
        assert!(without_floods(&"<a".repeat(100_000)).is_some());
    }
}
