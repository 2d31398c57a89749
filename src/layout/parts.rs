//! The part of each block: heading, label, bullet, row, the frame of a letter, a footnote.

use crate::report::{PassageKind, Role};
use crate::text::is_raised;

use super::addresses::addresses;
use super::blocks::{Block, begins_heading};
use super::flow::{FlowLine, Gap};
use super::footnotes::Footnote;
use super::marks::Mark;
use super::sentence::{ends, ends_in_grade, is_grade, width};
use super::tables::BlockOrRow;

/// A passage before its words are healed.
pub(super) struct RawPassage<'a> {
    /// The part it plays.
    pub(super) kind: PassageKind,
    /// The level of a heading, if the format says it.
    pub(super) level: Option<u8>,
    /// The number printed before it.
    pub(super) label: Option<String>,
    /// The bullet's own character, which distinguishes levels of a list.
    pub(super) glyph: Option<char>,
    /// Cells of lines; everything but a row has one cell.
    pub(super) cells: Vec<Vec<&'a str>>,
    /// The lines it was made of.
    pub(super) lines: Vec<FlowLine<'a>>,
}

/// Gives each piece its part. Footnotes come after the part that ends on their page.
pub(super) fn parts<'a>(pieces: Vec<BlockOrRow<'a>>, footnotes: Vec<Footnote<'a>>) -> Vec<RawPassage<'a>> {
    let zones = Zones::new(&pieces);
    let mut parts: Vec<RawPassage<'a>> = Vec::new();
    let mut footnotes = footnotes.into_iter().peekable();
    let mut contents = false;
    for (at, piece) in pieces.into_iter().enumerate() {
        let page = first_line(&piece).page;
        while footnotes.peek().is_some_and(|note| note.page < page) {
            parts.extend(footnotes.next().map(note_part));
        }
        contents = contents && first_line(&piece).gap != Gap::Page && !is_marked_heading(&piece);
        let mut part = match zones.kind(at) {
            _ if matches!(first_line(&piece).role, Role::Aside(_)) => aside_part(piece),
            Some(kind) => framed(piece, kind),
            None if contents => framed(piece, PassageKind::Contents),
            None => part(piece),
        };
        if part.kind == PassageKind::Heading && is_role(&part) && parts.last().is_some_and(is_field_part) {
            part.kind = PassageKind::Paragraph;
        }
        contents = contents || part.kind == PassageKind::Heading && is_contents_heading(&part);
        match parts.last_mut() {
            Some(last) if belongs(last, &part) => last.absorb(part),
            _ => parts.push(part),
        }
    }
    parts.extend(footnotes.map(note_part));
    addresses(parts)
}

impl<'a> RawPassage<'a> {
    pub(super) fn absorb(&mut self, other: RawPassage<'a>) {
        if let Some(cell) = self.cells.last_mut() {
            cell.extend(other.cells.into_iter().flatten());
        }
        self.lines.extend(other.lines);
    }
}

/// Whether a part belongs to the one before: the lines of one address, the page number of a line of contents.
fn belongs(last: &RawPassage<'_>, part: &RawPassage<'_>) -> bool {
    let gap = part.lines[0].gap;
    match part.kind {
        PassageKind::Letterhead | PassageKind::Addressee | PassageKind::Signature => {
            last.kind == part.kind && gap == Gap::None
        }
        PassageKind::Contents => {
            let number = part.lines.len() == 1 && part.lines[0].text.bytes().all(|b| b.is_ascii_digit());
            let open = last.lines.last().is_some_and(|line| !line.text.ends_with(|c: char| c.is_ascii_digit()));
            last.kind == part.kind && number && open
        }
        _ => false,
    }
}

fn first_line<'p, 'a>(piece: &'p BlockOrRow<'a>) -> &'p FlowLine<'a> {
    match piece {
        BlockOrRow::Block(block) => block.first(),
        BlockOrRow::Row(cells) => cells[0].first(),
    }
}

/// Whether a line is the role of the person named in the line before it.
fn is_role(part: &RawPassage<'_>) -> bool {
    let text = part.lines[0].text;
    part.level.is_none() && part.lines[0].gap != Gap::Page && (text.contains("Inspector") || text.contains("HMI"))
}

/// Whether a part is a field of the title page, which the line after it may continue: the role of
/// the inspector named.
fn is_field_part(part: &RawPassage<'_>) -> bool {
    part.kind == PassageKind::Paragraph && part.lines.len() == 1 && is_field(part.lines[0].text)
}

fn is_contents_heading(part: &RawPassage<'_>) -> bool {
    let text = part.lines[0].text.to_lowercase();
    part.lines.len() == 1 && (text == "contents" || text == "table of contents")
}

/// Whether the format itself says that a piece is a heading: the next one after a list of contents ends it.
fn is_marked_heading(piece: &BlockOrRow<'_>) -> bool {
    matches!(first_line(piece).role, Role::Heading(_))
}

/// A footnote of a format that has them apart, known by its number, or the head of an e-mail.
fn aside_part(piece: BlockOrRow<'_>) -> RawPassage<'_> {
    let mut part = part(piece);
    let text = part.lines[0].text;
    let rest = text.trim_start_matches(|c: char| c.is_ascii_digit());
    let digits = &text[..text.len() - rest.len()];
    let note = rest.strip_prefix(' ').filter(|_| !digits.is_empty());
    part.kind = if note.is_some() { PassageKind::Footnote } else { PassageKind::Letterhead };
    if let Some(words) = note {
        part.label = Some(digits.to_owned());
        if let Some(first) = part.cells.first_mut().and_then(|cell| cell.first_mut()) {
            *first = words.trim_start();
        }
    }
    part
}

fn framed(piece: BlockOrRow<'_>, kind: PassageKind) -> RawPassage<'_> {
    let mut part = part(piece);
    if part.level.is_none() {
        part.kind = kind;
        part.label = None;
    }
    part
}

fn part(piece: BlockOrRow<'_>) -> RawPassage<'_> {
    match piece {
        BlockOrRow::Row(cells) => RawPassage {
            kind: PassageKind::TableRow,
            level: None,
            label: cells[0].label(),
            glyph: None,
            cells: cells.iter().map(|cell| cell.texts().collect()).collect(),
            lines: cells.into_iter().flat_map(|cell| cell.lines).collect(),
        },
        BlockOrRow::Block(block) => {
            let kind = kind_of(&block);
            let level = match block.first().role {
                Role::Heading(level) => Some(level),
                _ => None,
            };
            let glyph = matches!(block.mark, Mark::Bullet(_)).then(|| block.first().text.chars().next()).flatten();
            let cells = match block.first().role {
                Role::Row => block.first().text.split('\t').map(|cell| vec![cell]).collect(),
                _ => vec![block.texts().collect()],
            };
            RawPassage { kind, level, label: block.label(), glyph, cells, lines: block.lines }
        }
    }
}

impl Block<'_> {
    fn label(&self) -> Option<String> {
        match self.mark {
            Mark::Label(number, _) => Some(number.to_string()),
            Mark::Decimal(length, _) => Some(self.first().text[..length].to_owned()),
            _ => None,
        }
    }
}

fn kind_of(block: &Block<'_>) -> PassageKind {
    match (&block.first().role, &block.mark) {
        (Role::Heading(_), _) => PassageKind::Heading,
        (Role::Row, _) => PassageKind::TableRow,
        (_, Mark::Bullet(_)) => PassageKind::Bullet,
        (_, Mark::Label(..) | Mark::Decimal(..)) => PassageKind::Paragraph,
        (Role::Text, Mark::None) => {
            let text = block.plain();
            if is_grade(&text) || is_column_header(&text) {
                PassageKind::TableRow
            } else if is_heading(block, &text) {
                PassageKind::Heading
            } else {
                PassageKind::Paragraph
            }
        }
        _ => PassageKind::Paragraph,
    }
}

fn is_column_header(text: &str) -> bool {
    matches!(text.to_lowercase().as_str(), "judgement" | "judgment" | "grade" | "judgement grade" | "judgment grade")
}

/// Whether plain text is a heading: short, begins with a capital, has no stop at its end and is not
/// a field such as "Lead inspector: A. Name".
fn is_heading(block: &Block<'_>, text: &str) -> bool {
    let words = text.split_whitespace().count();
    if block.lines.len() > 3
        || words > 25
        || width(text) > 180
        || !begins_heading(text)
        || text.starts_with(|c: char| c.is_ascii_digit() && words < 2)
    {
        return false;
    }
    let question = text.ends_with('?');
    let asks = ["what", "how", "who", "why", "where"].iter().any(|w| text.to_lowercase().starts_with(w));
    let introduces = text.ends_with(':') && (words <= 3 || asks);
    let open = !ends(text) || question && asks || introduces || block.stands_alone && ends_in_grade(text);
    open && !is_field(text) && !text.ends_with([',', '-', '–']) && text.chars().any(char::is_alphabetic)
}

/// "Inspection dates: 4 March 2019", "Lead inspector: A. Name", an address on the web.
fn is_field(text: &str) -> bool {
    let value = |value: &str| value.trim_start().starts_with(|c: char| c.is_uppercase() || c.is_ascii_digit());
    text.split_once(": ").is_some_and(|(name, rest)| name.split_whitespace().count() <= 4 && value(rest))
        || text.contains('@')
        || text.contains("www.")
}

fn note_part(note: Footnote<'_>) -> RawPassage<'_> {
    let lines: Vec<FlowLine<'_>> = note
        .lines
        .iter()
        .map(|raw| FlowLine { text: raw.text, role: Role::Text, gap: Gap::None, page: note.page, span: raw.span })
        .collect();
    let mut texts: Vec<&str> = lines.iter().map(|line| line.text).collect();
    texts[0] = texts[0].trim_start_matches(|c: char| c.is_ascii_digit() || is_raised(c)).trim_start();
    RawPassage {
        kind: PassageKind::Footnote,
        level: None,
        label: Some(note.number.to_string()),
        glyph: None,
        cells: vec![texts],
        lines,
    }
}

/// The positions of a letter's frame among the pieces.
struct Zones {
    /// The piece with the salutation.
    salutation: Option<usize>,
    /// The piece after the one with the date.
    addressee: usize,
    /// The piece with the complimentary close, and the one after the signature.
    signature: Option<(usize, usize)>,
}

impl Zones {
    fn new(pieces: &[BlockOrRow<'_>]) -> Zones {
        let plain = |piece: &BlockOrRow<'_>| match piece {
            BlockOrRow::Block(block) => block.plain(),
            BlockOrRow::Row(_) => String::new(),
        };
        let texts: Vec<String> = pieces.iter().map(plain).collect();
        let salutation = texts.iter().take(60).position(|text| text.starts_with("Dear ") && width(text) < 160);
        let head = salutation.unwrap_or(0);
        let addressee = texts[..head].iter().position(|text| is_date(text)).map_or(0, |at| at + 1);
        let close = texts.iter().rposition(|text| {
            let lower = text.to_lowercase();
            lower.starts_with("yours sincerely")
                || lower.starts_with("yours faithfully")
                || lower.starts_with("kind regards")
        });
        let signature = close.filter(|_| salutation.is_some()).map(|from| {
            let more =
                texts[from..].iter().skip(1).take(12).take_while(|text| width(text) < 140 && !text.ends_with(". "));
            (from, from + 1 + more.take_while(|text| !ends(text) || text.contains('@')).count())
        });
        Zones { salutation, addressee, signature }
    }

    fn kind(&self, at: usize) -> Option<PassageKind> {
        if let Some(salutation) = self.salutation
            && at <= salutation
        {
            let sender = at < self.addressee;
            return Some(if sender { PassageKind::Letterhead } else { PassageKind::Addressee });
        }
        let (from, to) = self.signature?;
        (from..to).contains(&at).then_some(PassageKind::Signature)
    }
}

/// "20 November 2020", and nothing else.
fn is_date(text: &str) -> bool {
    let mut words = text.split_whitespace();
    let (day, month, year) = (words.next(), words.next(), words.next());
    let digits = |word: Option<&str>, limit: usize| {
        word.is_some_and(|w| {
            let number = w.trim_end_matches(|c: char| c.is_ascii_lowercase());
            !number.is_empty() && number.len() <= limit && number.bytes().all(|b| b.is_ascii_digit())
        })
    };
    digits(day, 2)
        && month.is_some_and(|m| m.chars().all(char::is_alphabetic))
        && digits(year, 4)
        && words.next().is_none()
}
