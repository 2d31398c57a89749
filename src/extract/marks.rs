//! Markdown's inline marks in files that are plain text otherwise.
//!
//! Converters leave `**bold**` and `[a link](https://…)` in text that has lost its blocks. In such a
//! file the marks are taken off line by line; a text that only has a footnote's `*` keeps it.

use std::borrow::Cow;

/// How far a link's text or address may go before the bracket is taken for a bracket.
const MAX_LINK_BYTES: usize = 2_000;

/// Whether there can be any mark in these bytes of a line, in whatever encoding: nearly all lines end here.
pub(super) fn may_have_marks(line: &[u8]) -> bool {
    // Without a branch the loop takes many bytes at once.
    line.iter()
        .fold(false, |found, byte| found | matches!(byte, b'#' | b'*' | b'_' | b'[' | b'`' | b'|' | b'\\' | b'<'))
}

/// How much one line speaks for its file carrying Markdown; two points are enough.
pub(super) fn evidence(line: &str) -> usize {
    let heading = match heading(line) {
        Some((1, _)) => 1,
        Some(_) => 2,
        None => 0,
    };
    let is_address = |target: &str| ["http", "mailto:", "www."].iter().any(|start| target.starts_with(start));
    let has_link = line.split("](").skip(1).any(is_address);
    heading + usize::from(has_link) + usize::from(matches!(without_bold(line), Cow::Owned(_)))
}

/// The level and the words of a line that is a heading in Markdown.
pub(super) fn heading(line: &str) -> Option<(u8, &str)> {
    let rest = line.trim_start_matches('#');
    let level = u8::try_from(line.len() - rest.len()).ok().filter(|level| (1..=6).contains(level))?;
    if !rest.starts_with([' ', '\t']) {
        return None;
    }
    let words = rest.trim();
    let open = words.trim_end_matches('#');
    let words = if open.ends_with([' ', '\t']) { open.trim_end() } else { words };
    (!words.is_empty()).then_some((level, words))
}

/// The cells of a line that is a table row in Markdown, joined by tabs; an empty text for the line of
/// dashes under the head.
pub(super) fn row(line: &str) -> Option<String> {
    let inner = line.trim().strip_prefix('|')?.strip_suffix('|')?;
    if inner.contains('-') && inner.bytes().all(|byte| matches!(byte, b'-' | b':' | b'|' | b' ')) {
        return Some(String::new());
    }
    let cells = inner.split('|').map(|cell| without_marks(cell.trim()).replace("<br>", " "));
    Some(cells.collect::<Vec<_>>().join("\t"))
}

/// The words after a bullet that is printed as a character of the text.
pub(super) fn bullet(line: &str) -> Option<&str> {
    let line = line.trim_start();
    let rest =
        line.strip_prefix(['•', '●', '○', '◦', '▪', '▫', '■', '□', '◼', '◾', '‣', '⁃', '\u{f0b7}', '\u{f0a7}'])?;
    let words = rest.trim_start();
    (rest.starts_with(char::is_whitespace) && !words.is_empty()).then_some(words)
}

/// The line without `**` and `__` around words. A pair of these on one line is never anything else.
pub(super) fn without_bold(line: &str) -> Cow<'_, str> {
    if !may_have_marks(line.as_bytes()) {
        return Cow::Borrowed(line);
    }
    ["***", "**", "__"].iter().fold(Cow::Borrowed(line), |text, mark| unpaired_or(text, mark))
}

/// The line without any inline mark: bold, emphasis, code, links, images and escapes.
pub(super) fn without_marks(line: &str) -> Cow<'_, str> {
    if !may_have_marks(line.as_bytes()) {
        return Cow::Borrowed(line);
    }
    let text = without_links(line);
    let text = ["***", "**", "__", "*", "_", "`"].iter().fold(Cow::Owned(text), |text, mark| unpaired_or(text, mark));
    Cow::Owned(without_escapes(&text))
}

fn unpaired_or<'a>(text: Cow<'a, str>, mark: &str) -> Cow<'a, str> {
    match unpaired(&text, mark) {
        Some(without) => Cow::Owned(without),
        None => text,
    }
}

/// The text without the mark where a pair of it holds words; `None` if no pair does.
fn unpaired(text: &str, mark: &str) -> Option<String> {
    let mut without = String::new();
    let mut kept = 0;
    let mut opener: Option<usize> = None;
    // A rule to sign on is no pair of marks around nothing.
    let is_word = |c: char| !c.is_whitespace() && !mark.contains(c);
    for (at, _) in text.match_indices(mark) {
        let (before, after) = (text[..at].chars().next_back(), text[at + mark.len()..].chars().next());
        let escaped = before == Some('\\');
        let closes = !escaped && before.is_some_and(is_word) && ends_a_run(mark, after);
        match opener {
            Some(open) if closes && at > open + mark.len() => {
                without.push_str(&text[kept..open]);
                without.push_str(&text[open + mark.len()..at]);
                (kept, opener) = (at + mark.len(), None);
            }
            _ => {
                let opens = !escaped && after.is_some_and(is_word) && starts_a_run(mark, before);
                opener = if opens { Some(at) } else { opener.filter(|_| mark.len() > 1) };
            }
        }
    }
    if kept == 0 {
        return None;
    }
    without.push_str(&text[kept..]);
    Some(without)
}

/// A single `*` or `_` is a mark only at the edge of a word; `**` may be within one.
fn starts_a_run(mark: &str, before: Option<char>) -> bool {
    mark.starts_with("**") || before.is_none_or(|c| !c.is_alphanumeric() && !mark.contains(c))
}

fn ends_a_run(mark: &str, after: Option<char>) -> bool {
    mark.starts_with("**") || after.is_none_or(|c| !c.is_alphanumeric() && !mark.contains(c))
}

/// Links and images become their text, and an address in angle brackets loses these.
fn without_links(line: &str) -> String {
    let mut text = String::with_capacity(line.len());
    let mut rest = line;
    let targets = Targets::new(line);
    while let Some(at) = rest.find(['[', '<', '\\']) {
        text.push_str(&rest[..at]);
        let found = &rest[at..];
        if let Some((words, length)) = targets.link(line, line.len() - found.len()) {
            if text.ends_with('!') {
                text.pop();
            }
            text.push_str(words);
            rest = &found[length..];
        } else if let Some((address, length)) = address(found) {
            text.push_str(address);
            rest = &found[length..];
        } else {
            // An escaped character is copied with its backslash, which goes at the end of it all.
            let length = found.chars().take(if found.starts_with('\\') { 2 } else { 1 }).map(char::len_utf8).sum();
            text.push_str(&found[..length]);
            rest = &found[length..];
        }
    }
    text.push_str(rest);
    text
}

/// The brackets after each `]`, and where they close if they do: possible addresses of links. One pass over the line
/// pairs them, since it may be nothing but beginnings of links.
struct Targets(Vec<(usize, Option<usize>)>);

impl Targets {
    fn new(line: &str) -> Targets {
        let mut targets = Vec::new();
        if !line.contains("](") {
            return Targets(targets);
        }
        let mut open: Vec<Option<usize>> = Vec::new();
        let mut before = 0;
        for (at, byte) in line.bytes().enumerate() {
            match byte {
                b'(' if before == b']' => {
                    open.push(Some(targets.len()));
                    targets.push((at, None));
                }
                b'(' => open.push(None),
                b')' => {
                    if let Some(target) = open.pop().flatten() {
                        targets[target].1 = Some(at);
                    }
                }
                _ => {}
            }
            before = byte;
        }
        Targets(targets)
    }

    /// `[words](address)` at a place of the line: the words, and the length of it all.
    fn link<'l>(&self, line: &'l str, at: usize) -> Option<(&'l str, usize)> {
        let inner = line[at..].strip_prefix('[')?;
        let words = &inner[..inner.bytes().take(MAX_LINK_BYTES).position(|byte| matches!(byte, b'[' | b']'))?];
        let opening = at + 1 + words.len() + 1;
        let target = self.0.binary_search_by_key(&opening, |target| target.0).ok()?;
        let closing = self.0[target].1.filter(|closing| closing - opening <= MAX_LINK_BYTES)?;
        let target = &line[opening + 1..closing];
        let is_address = !target.trim().contains(char::is_whitespace) || target.contains('"');
        is_address.then_some((words, closing + 1 - at))
    }
}

/// `<https://…>` or `<name@place>` at the start of the text: the address, and the length of it all.
fn address(text: &str) -> Option<(&str, usize)> {
    let inner = text.strip_prefix('<')?;
    let end = inner.bytes().take(MAX_LINK_BYTES).position(|byte| matches!(byte, b'>' | b'<' | b' '))?;
    let is_address = inner.as_bytes()[end] == b'>' && (inner[..end].contains("://") || inner[..end].contains('@'));
    is_address.then(|| (&inner[..end], end + 2))
}

fn without_escapes(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut characters = text.chars().peekable();
    while let Some(character) = characters.next() {
        if character != '\\' || !characters.peek().is_some_and(char::is_ascii_punctuation) {
            plain.push(character);
        } else if let Some(escaped) = characters.next() {
            plain.push(escaped);
        }
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_go_and_what_only_looks_like_them_stays() {
        let cases = [
            ("**Telephone** 0300 000 000", "Telephone 0300 000 000"),
            ("Ada Crane **Her Majesty’s Inspector**", "Ada Crane Her Majesty’s Inspector"),
            ("***both*** and __strong__ and *soft* and _soft_", "both and strong and soft and soft"),
            ("[office@example.org](mailto:office@example.org)", "office@example.org"),
            ("![the crest](img/crest.png) and <https://example.org>", "the crest and https://example.org"),
            ("see [annex (a)](a(b).html \"Annex\"), [1] and f(x)", "see annex (a), [1] and f(x)"),
            ("a note\\* and 1\\. and c:\\temp", "a note* and 1. and c:\\temp"),
            ("a note* and another*", "a note* and another*"),
            ("* not a mark * here", "* not a mark * here"),
            ("snake_case_name and 2 * 3 * 4", "snake_case_name and 2 * 3 * 4"),
            ("aged <5 and >3", "aged <5 and >3"),
            ("`code` in a ** line", "code in a ** line"),
            ("\\*\\*kept\\*\\*", "**kept**"),
        ];
        for (line, wanted) in cases {
            assert_eq!(without_marks(line), wanted, "{line}");
        }
    }

    #[test]
    fn only_bold_goes_from_any_text() {
        let cases = [
            ("**Her Inspector** [1](2) *x*", "Her Inspector [1](2) *x*"),
            ("__Name__ of **both** kinds", "Name of both kinds"),
            ("Signed: ________ dated ________", "Signed: ________ dated ________"),
            ("** see note **", "** see note **"),
            ("**** and **", "**** and **"),
            ("safe** and sound**", "safe** and sound**"),
        ];
        for (line, wanted) in cases {
            assert_eq!(without_bold(line), wanted, "{line}");
        }
    }

    #[test]
    fn headings_and_rows_are_known() {
        let cases = [
            ("# One", Some((1, "One"))),
            ("### **Two** ###", Some((3, "**Two**"))),
            ("## C#", Some((2, "C#"))),
            ("#hashtag", None),
            ("####### seven", None),
            (" # indented", None),
            ("#  ", None),
        ];
        for (line, wanted) in cases {
            assert_eq!(heading(line), wanted, "{line}");
        }
        assert_eq!(row("| Judgement | **Grade** |"), Some("Judgement\tGrade".to_owned()));
        assert_eq!(row("|:---|---|"), Some(String::new()));
        assert_eq!(row("a | b"), None);
    }

    #[test]
    fn long_lines_of_marks_take_no_time() {
        for part in ["**", "[", "[](", "<", "*a ", "_", "\\", "**a ", "`", "[a](("] {
            let line = part.repeat(1 << 18);
            let _ = (without_marks(&line), without_bold(&line), evidence(&line));
        }
    }
}
