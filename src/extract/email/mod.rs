//! E-mails: the message, and the files attached to it.
//!
//! The message is a report of its own, with its subject as the heading. Sender, recipients and date are lines above it,
//! aside from the text: the day of an e-mail is not that of the report it brings, and its sender is not the body
//! inspected.

use std::borrow::Cow;

use mail_parser::{Address, Message, MessageParser, MessagePart, MimeHeaders, PartType};

use super::format::{File, FileFormat, extension_of, is_report_name};
use super::inside::{NestedDocuments, unique};
use super::{Unreadable, html, text};
use crate::report::{Document, Line, Page, Role};

/// At most this many recipients of an e-mail are named.
const MAX_PEOPLE: usize = 20;

/// Messages inside of a message take a kilobyte each, however short they are.
const MAX_MESSAGES: usize = 2_000;

/// Files attached beyond this many are none that a person attached.
const MAX_ATTACHMENTS: usize = 1_000;

/// Reads a message, then its attachments, each a document of its own.
pub(super) fn read(file: &File<'_>) -> Result<NestedDocuments<'static>, Unreadable> {
    let (bytes, budget) = (&*file.bytes, file.budget.nested(file.what)?);
    let inner = bytes.windows(6).filter(|window| window.eq_ignore_ascii_case(b"rfc822")).count();
    if inner > MAX_MESSAGES {
        return Err(file.damaged("there are thousands of messages in it"));
    }
    let message = MessageParser::default()
        .parse(bytes)
        .filter(|message| !message.parts.is_empty())
        .ok_or_else(|| file.damaged("it has no header"))?;
    let document = document(&message);
    let (names, files): (Vec<String>, Vec<Vec<u8>>) = attached(&message).unzip();
    let parts: Vec<(String, Vec<u8>)> = unique(names).into_iter().zip(files).collect();
    take_apart(message);
    Ok(NestedDocuments::new(Some(document), parts.into_iter(), budget))
}

/// Messages inside of messages, dropped one by one: ten thousand in each other would overflow the
/// stack if each dropped the next.
fn take_apart(message: Message<'_>) {
    let mut rest = vec![message];
    while let Some(mut message) = rest.pop() {
        for part in message.parts.drain(..) {
            if let PartType::Message(inner) = part.body {
                rest.push(inner);
            }
        }
    }
}

fn document(message: &Message<'_>) -> Document {
    let (body, warnings) = body(message);
    let subject = message.subject().map(one_line).filter(|subject| !subject.is_empty());
    let made = |text: String, role: Role| Line { text, role, bytes: None };
    let mut lines: Vec<Line> = subject.map(|subject| made(subject, Role::Heading(1))).into_iter().collect();
    let head = head(message);
    if !head.is_empty() {
        lines.push(made(head, Role::Aside(true)));
    }
    lines.extend(body);
    let pages = if lines.is_empty() { Vec::new() } else { vec![Page { lines }] };
    Document { pages, warnings, ..Document::default() }
}

/// Sender, recipients and date, in one line.
fn head(message: &Message<'_>) -> String {
    let people = |address: Option<&Address<'_>>| {
        let mut named: Vec<String> = Vec::new();
        for person in address.into_iter().flat_map(|address| address.iter()).take(MAX_PEOPLE) {
            let name = person.name().or(person.address()).map(one_line);
            named.extend(name.filter(|name| !name.is_empty()));
        }
        (!named.is_empty()).then(|| named.join(", "))
    };
    let date = message
        .date()
        .map(|date| format!("{:04}-{:02}-{:02} {:02}:{:02}", date.year, date.month, date.day, date.hour, date.minute));
    let fields = [("From", people(message.from())), ("To", people(message.to())), ("Sent", date)];
    let given = fields.into_iter().filter_map(|(name, value)| Some(format!("{name}: {}", value?)));
    given.collect::<Vec<_>>().join(" · ")
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The lines of the text, plain where it is there in plain, and what could not be read as it should.
fn body(message: &Message<'_>) -> (Vec<Line>, Vec<String>) {
    let part = |id: &u32| message.parts.get(usize::try_from(*id).ok()?);
    let plain = read_bodies(message.text_body.iter().filter_map(part));
    let web = message.html_body.iter().filter_map(part).filter(|part| matches!(part.body, PartType::Html(_)));
    // A message whose plain part only says that there is another is read from the other.
    const MIN_TEXT_RATIO: usize = 5;
    let words = |lines: &[Line]| lines.iter().map(|line| line.text.split_whitespace().count()).sum::<usize>();
    let web = if words(&plain.0) < 100 { read_bodies(web) } else { Default::default() };
    if words(&plain.0) * MIN_TEXT_RATIO < words(&web.0) { web } else { plain }
}

fn read_bodies<'m>(parts: impl Iterator<Item = &'m MessagePart<'m>>) -> (Vec<Line>, Vec<String>) {
    let (mut lines, mut warnings) = (Vec::new(), Vec::new());
    for part in parts {
        let document = match &part.body {
            PartType::Text(body) => text::read(body.as_bytes()),
            PartType::Html(body) => html::read(body.as_bytes()),
            _ => continue,
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

/// The names and bytes of the files that are attached. Pictures in the text, signatures and the like
/// are none.
fn attached<'m>(message: &'m Message<'_>) -> impl Iterator<Item = (String, Vec<u8>)> + 'm {
    let parts = message.attachments.iter().filter_map(|id| message.parts.get(usize::try_from(*id).ok()?));
    let files = parts.enumerate().filter_map(|(index, part)| {
        let bytes: Cow<'_, [u8]> = match &part.body {
            PartType::Text(text) | PartType::Html(text) => Cow::Borrowed(text.as_bytes()),
            PartType::Binary(bytes) | PartType::InlineBinary(bytes) => Cow::Borrowed(bytes),
            PartType::Message(inner) if !inner.parts.is_empty() => Cow::Borrowed(inner.raw_message()),
            PartType::Message(_) | PartType::Multipart(_) => return None,
        };
        let name = name(part, index + 1);
        is_wanted(part, &name, &bytes).then(|| (name, bytes.into_owned()))
    });
    files.take(MAX_ATTACHMENTS)
}

/// The name of an attached file, without the folders that it may have been in.
fn name(part: &MessagePart<'_>, number: usize) -> String {
    let given = part.attachment_name().unwrap_or_default();
    let given = given.rsplit(['/', '\\']).next().unwrap_or_default().replace(char::is_control, "");
    match (&part.body, given.trim()) {
        (PartType::Message(_), "") => format!("message-{number}.eml"),
        (PartType::Html(_), "") => format!("attachment-{number}.html"),
        (_, "") => format!("attachment-{number}"),
        (_, given) => given.to_owned(),
    }
}

fn is_wanted(part: &MessagePart<'_>, name: &str, bytes: &[u8]) -> bool {
    let is_picture = part.content_type().is_some_and(|kind| matches!(kind.ctype(), "image" | "audio" | "video"));
    let is_unknown_text = !is_report_name(name)
        && extension_of(name).is_some()
        && FileFormat::detect(name, bytes).is_ok_and(FileFormat::is_plain_text);
    let is_seal =
        ["p7s", "p7m", "asc"].iter().any(|end| extension_of(name).is_some_and(|own| own.eq_ignore_ascii_case(end)));
    !is_picture && !is_unknown_text && !is_seal && !bytes.trim_ascii().is_empty()
}

#[cfg(test)]
mod tests;
