//! Messages as Outlook saves them: a compound file with a stream for each property (MS-OXMSG, MS-OXPROPS). The text is
//! read in plain or as a web page, one of which Outlook always writes beside its own form.

use std::io::{Cursor, Read};
use std::path::{Path, PathBuf};

use cfb::CompoundFile;
use encoding_rs::{Encoding, WINDOWS_1252};

use super::letter::{Letter, LetterPart};
use super::{MAX_ATTACHMENTS, MAX_PEOPLE};
use crate::extract::Unreadable;
use crate::extract::format::File;
use crate::extract::inside::{NestedDocuments, unique};
use crate::report::Date;

/// Messages attached to each other beyond this depth are left out.
const MAX_DEPTH: usize = 20;

/// Properties, by their numbers.
const SUBJECT: u16 = 0x0037;
const SENT: u16 = 0x0039;
const SENDER_NAME: u16 = 0x0c1a;
const SENDER_ADDRESS: u16 = 0x0c1f;
const RECIPIENTS: u16 = 0x0e04;
const ARRIVED: u16 = 0x0e06;
const TEXT: u16 = 0x1000;
const RICH_TEXT: u16 = 0x1009;
const WEB_PAGE: u16 = 0x1013;
const CONTENT: u16 = 0x3701;
const SHORT_NAME: u16 = 0x3704;
const NAME: u16 = 0x3707;
const KIND: u16 = 0x370e;
const CODE_PAGE: u16 = 0x3ffd;

/// The types of properties: text, text in the code page of the message, bytes.
const UNICODE: u16 = 0x001f;
const STRING: u16 = 0x001e;
const BINARY: u16 = 0x0102;

/// The bytes before the list of the properties that have no stream: of a message, and of one in another.
const HEAD_OF_MESSAGE: usize = 32;
const HEAD_OF_INNER: usize = 24;

/// Reads a message, then its attachments, each a document of its own.
pub(super) fn read(file: &File<'_>) -> Result<NestedDocuments<'static>, Unreadable> {
    let budget = file.budget.nested(file.what)?;
    let compound = CompoundFile::open(Cursor::new(&*file.bytes)).map_err(|error| file.damaged(error.to_string()))?;
    let mut outlook = OutlookFile { compound, most: file.bytes.len() as u64, attached: Vec::new() };
    let mut document = outlook.letter(Path::new("/"), HEAD_OF_MESSAGE).document();
    let top = Path::new("/");
    if document.pages.is_empty() && outlook.bytes(top, RICH_TEXT, BINARY).is_some() {
        return Err(file.damaged("its text is there as compressed rich text alone: save it as .eml or .txt"));
    }
    outlook.attachments(top, 0);
    if outlook.attached.len() > MAX_ATTACHMENTS {
        outlook.attached.truncate(MAX_ATTACHMENTS);
        document.warnings.push(format!("more than {MAX_ATTACHMENTS} files are attached: the others are left out"));
    }
    let (names, files): (Vec<String>, Vec<Vec<u8>>) = outlook.attached.into_iter().unzip();
    let parts: Vec<(String, Vec<u8>)> = unique(names).into_iter().zip(files).collect();
    Ok(NestedDocuments::new(Some(document), parts.into_iter(), budget))
}

struct OutlookFile<'f> {
    compound: CompoundFile<Cursor<&'f [u8]>>,
    /// A stream has at most as many bytes as the file.
    most: u64,
    attached: Vec<(String, Vec<u8>)>,
}

impl OutlookFile<'_> {
    /// The message in a storage.
    fn letter(&mut self, at: &Path, head: usize) -> Letter<'static> {
        let encoding = self.encoding(at, head);
        let sent = self.fixed(at, head, SENT).or_else(|| self.fixed(at, head, ARRIVED)).and_then(shown_time);
        let plain = self.text_bytes(at, TEXT).into_iter().map(|bytes| LetterPart::Plain(bytes.into()));
        let plain = plain.collect();
        let web = self.bytes(at, WEB_PAGE, BINARY).or_else(|| self.text_bytes(at, WEB_PAGE));
        let people = self.text(at, RECIPIENTS, encoding).map(|people| {
            let named: Vec<&str> = people.split(';').map(str::trim).filter(|name| !name.is_empty()).collect();
            named[..named.len().min(MAX_PEOPLE)].join(", ")
        });
        let sender = self.text(at, SENDER_NAME, encoding);
        Letter {
            subject: self.text(at, SUBJECT, encoding),
            from: sender.or_else(|| self.text(at, SENDER_ADDRESS, encoding)),
            to: people,
            sent,
            plain,
            web: web.into_iter().map(|bytes| LetterPart::Web(bytes.into())).collect(),
        }
    }

    /// Takes what is attached to the message in a storage; a message attached to it comes with what is attached to that.
    fn attachments(&mut self, at: &Path, depth: usize) {
        let Ok(entries) = self.compound.read_storage(at) else { return };
        let storages: Vec<PathBuf> = entries
            .filter(|entry| entry.is_storage() && entry.name().starts_with("__attach_version1.0_"))
            .map(|entry| entry.path().to_owned())
            .take(MAX_ATTACHMENTS + 1)
            .collect();
        let encoding = self.encoding(at, if depth == 0 { HEAD_OF_MESSAGE } else { HEAD_OF_INNER });
        for storage in storages {
            if self.attached.len() > MAX_ATTACHMENTS {
                return;
            }
            let name = self.text(&storage, NAME, encoding).or_else(|| self.text(&storage, SHORT_NAME, encoding));
            let name =
                name.map(|name| name.rsplit(['/', '\\']).next().unwrap_or_default().replace(char::is_control, ""));
            let number = self.attached.len() + 1;
            let inner = storage.join(format!("__substg1.0_{CONTENT:04X}000D"));
            if depth < MAX_DEPTH && self.compound.is_storage(&inner) {
                let letter = self.letter(&inner, HEAD_OF_INNER);
                self.attached.push((format!("message-{number}.eml"), as_mail(&letter)));
                self.attachments(&inner, depth + 1);
                continue;
            }
            let kind = self.text(&storage, KIND, encoding).unwrap_or_default();
            let Some(bytes) = self.bytes(&storage, CONTENT, BINARY) else { continue };
            let name = name.filter(|name| !name.trim().is_empty()).unwrap_or_else(|| format!("attachment-{number}"));
            if super::is_wanted(kind.split('/').next().unwrap_or_default(), &name, &bytes) {
                self.attached.push((name, bytes));
            }
        }
    }

    /// The bytes of a property that has a stream.
    fn bytes(&mut self, at: &Path, property: u16, kind: u16) -> Option<Vec<u8>> {
        let path = at.join(format!("__substg1.0_{property:04X}{kind:04X}"));
        let stream = self.compound.open_stream(path).ok()?;
        let mut bytes = Vec::new();
        stream.take(self.most).read_to_end(&mut bytes).ok()?;
        (!bytes.is_empty()).then_some(bytes)
    }

    /// A text, in UTF-8 or in the encoding that it has.
    fn text_bytes(&mut self, at: &Path, property: u16) -> Option<Vec<u8>> {
        self.unicode(at, property).map(String::into_bytes).or_else(|| self.bytes(at, property, STRING))
    }

    fn text(&mut self, at: &Path, property: u16, encoding: &'static Encoding) -> Option<String> {
        let text = self.unicode(at, property);
        text.or_else(|| Some(encoding.decode(&self.bytes(at, property, STRING)?).0.into_owned()))
    }

    fn unicode(&mut self, at: &Path, property: u16) -> Option<String> {
        let bytes = self.bytes(at, property, UNICODE)?;
        let units: Vec<u16> = bytes.chunks_exact(2).map(|pair| u16::from_le_bytes([pair[0], pair[1]])).collect();
        Some(String::from_utf16_lossy(&units).trim_end_matches('\0').to_owned())
    }

    /// The value of a property that has no stream: eight bytes in a list.
    fn fixed(&mut self, at: &Path, head: usize, property: u16) -> Option<u64> {
        let mut bytes = Vec::new();
        let stream = self.compound.open_stream(at.join("__properties_version1.0")).ok()?;
        stream.take(self.most).read_to_end(&mut bytes).ok()?;
        let entry = bytes.get(head..)?.chunks_exact(16).find(|entry| entry[2..4] == property.to_le_bytes())?;
        Some(u64::from_le_bytes(entry[8..16].try_into().ok()?))
    }

    /// The encoding of texts that are not in Unicode.
    fn encoding(&mut self, at: &Path, head: usize) -> &'static Encoding {
        let page = self.fixed(at, head, CODE_PAGE).unwrap_or_default() & 0xffff_ffff;
        let named = match page {
            65_001 => "utf-8".to_owned(),
            932 => "shift_jis".to_owned(),
            936 => "gbk".to_owned(),
            949 => "euc-kr".to_owned(),
            950 => "big5".to_owned(),
            page => format!("windows-{page}"),
        };
        Encoding::for_label(named.as_bytes()).unwrap_or(WINDOWS_1252)
    }
}

/// A time as Windows counts it, in tenths of a microsecond since 1601.
fn shown_time(time: u64) -> Option<String> {
    const SECONDS_TO_1970: i64 = 11_644_473_600;
    let seconds = i64::try_from(time / 10_000_000).ok()? - SECONDS_TO_1970;
    let (year, month, day) = Date::from_days(seconds.div_euclid(86_400))?.parts();
    let minutes = seconds.rem_euclid(86_400) / 60;
    Some(format!("{year:04}-{:02}-{:02} {:02}:{:02}", month?, day?, minutes / 60, minutes % 60))
}

/// A message that is attached, as other programs would attach it.
fn as_mail(letter: &Letter<'_>) -> Vec<u8> {
    let (parts, kind) = if letter.plain.is_empty() { (&letter.web, "html") } else { (&letter.plain, "plain") };
    let bytes = |part: &LetterPart<'_>| match part {
        LetterPart::Plain(bytes) | LetterPart::Web(bytes) => bytes.to_vec(),
    };
    let body: Vec<u8> = parts.iter().flat_map(bytes).collect();
    let charset = if std::str::from_utf8(&body).is_ok() { "utf-8" } else { "windows-1252" };
    let mut mail = Vec::new();
    let fields = [("Subject", &letter.subject), ("From", &letter.from), ("To", &letter.to)];
    for (name, value) in fields {
        let value = value.as_deref().map(super::letter::one_line).unwrap_or_default();
        mail.extend(format!("{name}: {value}\r\n").bytes());
    }
    mail.extend(format!("Content-Type: text/{kind}; charset={charset}\r\n\r\n").bytes());
    mail.extend(body);
    mail
}
