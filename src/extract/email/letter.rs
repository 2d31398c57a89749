//! A message as a report, whichever program kept it: its subject as the heading, who wrote to whom and when aside from
//! the text, and the text.

use std::borrow::Cow;

use crate::extract::{html, text};
use crate::report::{Document, Line, Page, Role};

/// What a message says.
pub(super) struct Letter<'m> {
    pub(super) subject: Option<String>,
    pub(super) from: Option<String>,
    pub(super) to: Option<String>,
    pub(super) sent: Option<String>,
    /// The parts of its text in plain, and those that are web pages.
    pub(super) plain: Vec<LetterPart<'m>>,
    pub(super) web: Vec<LetterPart<'m>>,
}

/// A part of the text of a message.
pub(super) enum LetterPart<'m> {
    Plain(Cow<'m, [u8]>),
    Web(Cow<'m, [u8]>),
}

impl Letter<'_> {
    /// The message as a document.
    pub(super) fn document(&self) -> Document {
        let (body, warnings) = self.body();
        let subject = self.subject.as_deref().map(one_line).filter(|subject| !subject.is_empty());
        let made = |text: String, role: Role| Line { text, role, bytes: None };
        let mut lines: Vec<Line> = subject.map(|subject| made(subject, Role::Heading(1))).into_iter().collect();
        let head = self.head();
        if !head.is_empty() {
            lines.push(made(head, Role::Aside(true)));
        }
        lines.extend(body);
        let pages = if lines.is_empty() { Vec::new() } else { vec![Page { lines }] };
        Document { pages, warnings, ..Document::default() }
    }

    /// Sender, recipients and date, in one line.
    fn head(&self) -> String {
        let fields = [("From", &self.from), ("To", &self.to), ("Sent", &self.sent)];
        let given = fields.into_iter().filter_map(|(name, value)| Some((name, one_line(value.as_deref()?))));
        let shown = given.filter(|(_, value)| !value.is_empty()).map(|(name, value)| format!("{name}: {value}"));
        shown.collect::<Vec<_>>().join(" · ")
    }

    /// The lines of the text, plain where it is there in plain, and what could not be read as it should.
    fn body(&self) -> (Vec<Line>, Vec<String>) {
        let plain = read_parts(&self.plain);
        // A message whose plain part only says that there is another is read from the other.
        const MIN_TEXT_RATIO: usize = 5;
        let words = |lines: &[Line]| lines.iter().map(|line| line.text.split_whitespace().count()).sum::<usize>();
        let web = if words(&plain.0) < 100 { read_parts(&self.web) } else { Default::default() };
        if words(&plain.0) * MIN_TEXT_RATIO < words(&web.0) { web } else { plain }
    }
}

/// A text without line ends and doubled spaces.
pub(super) fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn read_parts(parts: &[LetterPart<'_>]) -> (Vec<Line>, Vec<String>) {
    let (mut lines, mut warnings) = (Vec::new(), Vec::new());
    for part in parts {
        let document = match part {
            LetterPart::Plain(bytes) => text::read(bytes),
            LetterPart::Web(bytes) => html::read(bytes),
        };
        let own = document.pages.into_iter().flat_map(|page| page.lines);
        lines.extend(own.map(|line| Line { bytes: None, ..line }));
        warnings.extend(document.warnings);
    }
    set_quoted_heads_aside(&mut lines);
    (lines, warnings)
}

/// The heads of messages that were answered or passed on say as little of a report as the message's own.
fn set_quoted_heads_aside(lines: &mut [Line]) {
    const FIELDS: [&str; 7] = ["from:", "sent:", "to:", "cc:", "subject:", "date:", "attachments:"];
    let is_field = |line: &Line| {
        let text = line.text.trim_start_matches(['>', ' ', '*']).to_lowercase();
        FIELDS.iter().any(|field| text.starts_with(field))
    };
    let mut at = 0;
    while at < lines.len() {
        let run = lines[at..].iter().take_while(|line| is_field(line)).count();
        if run >= 3 {
            lines[at..at + run].iter_mut().for_each(|line| line.role = Role::Aside(true));
        }
        at += run.max(1);
    }
}
