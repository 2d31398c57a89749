//! E-mails: the message, and the files attached to it.
//!
//! The message is a report of its own, with its subject as the heading. Sender, recipients and date are lines above it,
//! aside from the text: the day of an e-mail is not that of the report it brings, and its sender is not the body
//! inspected.

mod letter;
mod outlook;

use std::borrow::Cow;

use mail_parser::{Address, Message, MessageParser, MessagePart, MimeHeaders, PartType};

use super::Unreadable;
use super::format::{File, FileFormat, extension_of, is_report_name};
use super::inside::{NestedDocuments, unique};
use letter::{Letter, LetterPart, one_line};

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
    let document = letter(&message).document();
    let (names, files): (Vec<String>, Vec<Vec<u8>>) = attached(&message).unzip();
    let parts: Vec<(String, Vec<u8>)> = unique(names).into_iter().zip(files).collect();
    take_apart(message);
    Ok(NestedDocuments::new(Some(document), parts.into_iter(), budget))
}

/// Reads a message that Outlook saved, likewise.
pub(super) fn read_outlook(file: &File<'_>) -> Result<NestedDocuments<'static>, Unreadable> {
    outlook::read(file)
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

/// What a message says.
fn letter<'m>(message: &'m Message<'m>) -> Letter<'m> {
    let people = |address: Option<&Address<'_>>| {
        let people = address.into_iter().flat_map(|address| address.iter()).take(MAX_PEOPLE);
        let named = people.filter_map(|person| person.name().or(person.address()).map(one_line));
        let named: Vec<String> = named.filter(|name| !name.is_empty()).collect();
        (!named.is_empty()).then(|| named.join(", "))
    };
    let part = |id: &u32| message.parts.get(usize::try_from(*id).ok()?);
    let web = message.html_body.iter().filter_map(part).filter(|part| matches!(part.body, PartType::Html(_)));
    Letter {
        subject: message.subject().map(str::to_owned),
        from: people(message.from()),
        to: people(message.to()),
        sent: message.date().map(|date| {
            format!("{:04}-{:02}-{:02} {:02}:{:02}", date.year, date.month, date.day, date.hour, date.minute)
        }),
        plain: message.text_body.iter().filter_map(part).filter_map(letter_part).collect(),
        web: web.filter_map(letter_part).collect(),
    }
}

fn letter_part<'m>(part: &'m MessagePart<'m>) -> Option<LetterPart<'m>> {
    match &part.body {
        PartType::Text(body) => Some(LetterPart::Plain(body.as_bytes().into())),
        PartType::Html(body) => Some(LetterPart::Web(body.as_bytes().into())),
        _ => None,
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
        let kind = part.content_type().map(|kind| kind.ctype()).unwrap_or_default();
        is_wanted(kind, &name, &bytes).then(|| (name, bytes.into_owned()))
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

/// Whether something attached may be a report, by what sort of thing it says it is, its name and its content.
fn is_wanted(kind: &str, name: &str, bytes: &[u8]) -> bool {
    let is_picture = matches!(kind, "image" | "audio" | "video");
    let is_unknown_text = !is_report_name(name)
        && extension_of(name).is_some()
        && FileFormat::detect(name, bytes).is_ok_and(FileFormat::is_plain_text);
    let is_seal =
        ["p7s", "p7m", "asc"].iter().any(|end| extension_of(name).is_some_and(|own| own.eq_ignore_ascii_case(end)));
    !is_picture && !is_unknown_text && !is_seal && !bytes.trim_ascii().is_empty()
}

#[cfg(test)]
mod outlook_tests;
#[cfg(test)]
mod tests;
