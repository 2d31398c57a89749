//! Which format a file is in: by its content where that decides, by the name's extension otherwise.

use std::io::Cursor;

use cfb::CompoundFile as Compound;

use super::encoding::Encoding;
use super::sight::{Sight, by_sight, holds};
use super::{Unreadable, archive, office};

/// How many bytes at the start of a file are looked at to recognise it.
pub(super) const HEAD: usize = 4096;

/// The formats that are read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// Plain text, in pages where form feeds end them.
    Text,
    /// Markdown.
    Markdown,
    /// A web page.
    Html,
    /// One JSON object a line, each of them a report.
    JsonLines,
    /// A PDF.
    Pdf,
    /// A text document of an office program: Word, OpenDocument or RTF.
    Office(Office),
    /// An e-mail with what is attached to it.
    Email,
    /// A zip archive of files.
    Archive,
}

/// The formats of office programs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Office {
    /// Word since 2007.
    Docx,
    /// Word before.
    Doc,
    /// OpenDocument text.
    Odt,
    /// Rich text.
    Rtf,
}

impl Format {
    /// The format of a file with this name and content.
    ///
    /// # Errors
    /// When the content is nothing, or nothing that is read.
    pub fn of(name: &str, bytes: &[u8]) -> Result<Self, Unreadable> {
        match by_sight(bytes) {
            Some(Sight::Known(format)) => return Ok(format),
            Some(Sight::Zip) => return zipped(bytes),
            Some(Sight::Compound) => return compound(bytes),
            Some(Sight::NotRead(what)) => return Err(Unreadable::NotReadYet { what: what.to_owned() }),
            None => {}
        }
        let encoding = Encoding::of_head(bytes);
        let named = Self::named(name);
        // A JSON Lines file may be far larger than what is wanted of it at once.
        let searched = if named == Some(Self::JsonLines) { &bytes[..bytes.len().min(1 << 16)] } else { bytes };
        if encoding.is_junk_in(searched) {
            return Err(Unreadable::Binary);
        }
        if encoding.is_blank_in(bytes) {
            return Err(Unreadable::Empty);
        }
        let head = encoding.decode(&bytes[encoding.bom_length()..bytes.len().min(HEAD)]);
        let found = Self::by_content(&head, named)?;
        match named {
            Some(named) if found.is_text() && !named.is_text() => Err(found.not_as_named(named)),
            _ => Ok(found),
        }
    }

    /// Whether a person can read it as it is.
    fn is_text(self) -> bool {
        matches!(self, Self::Text | Self::Markdown | Self::Html | Self::JsonLines | Self::Email)
    }

    /// The format with its article, and the extension of its files.
    fn described(self) -> (&'static str, &'static str) {
        match self {
            Self::Text => ("plain text", ".txt"),
            Self::Markdown => ("Markdown", ".md"),
            Self::Html => ("a web page", ".html"),
            Self::JsonLines => ("JSON Lines", ".jsonl"),
            Self::Email => ("an e-mail", ".eml"),
            Self::Pdf => ("a PDF", ".pdf"),
            Self::Archive => ("a zip archive", ".zip"),
            Self::Office(format) => (office::name(format), ".docx"),
        }
    }

    /// What goes by the name of another format is most often an error page in place of the file.
    fn not_as_named(self, named: Self) -> Unreadable {
        let (what, ending) = self.described();
        let named = named.described().0.to_owned();
        Unreadable::NotAsNamed { what: what.to_owned(), named, ending: ending.to_owned() }
    }

    fn by_content(head: &str, named: Option<Self>) -> Result<Self, Unreadable> {
        let start = after_comments(head);
        let lower = start.to_ascii_lowercase();
        if ["<!doctype html", "<html", "<head", "<body"].iter().any(|tag| lower.starts_with(tag)) {
            return Ok(Self::Html);
        }
        if lower.starts_with("<?xml") || lower.starts_with("<!doctype") {
            return if lower.contains("<html") {
                Ok(Self::Html)
            } else {
                Err(Unreadable::NotReadYet { what: "XML".to_owned() })
            };
        }
        let fragment = ["<title", "<meta", "<main", "<article", "<div", "<h1", "<p>", "<p ", "<table"];
        match named {
            Some(Self::Html) if !head.contains("</") && !head.contains("/>") && !start.starts_with('<') => {
                Ok(Self::Text)
            }
            Some(Self::Email) if begins_as_mail(head, 1) => Ok(Self::Email),
            Some(format @ (Self::Markdown | Self::Html | Self::JsonLines)) => Ok(format),
            _ if begins_as_mail(head, 3) => Ok(Self::Email),
            _ if looks_like_records(start) => Ok(Self::JsonLines),
            _ if fragment.iter().any(|tag| lower.starts_with(tag)) && lower.contains("</") => Ok(Self::Html),
            _ => Ok(Self::Text),
        }
    }

    fn named(name: &str) -> Option<Self> {
        let extension = extension_of(name)?;
        EXTENSIONS.iter().find(|(known, _)| known.eq_ignore_ascii_case(extension)).map(|&(_, format)| format)
    }
}

const EXTENSIONS: [(&str, Format); 16] = [
    ("txt", Format::Text),
    ("text", Format::Text),
    ("md", Format::Markdown),
    ("markdown", Format::Markdown),
    ("html", Format::Html),
    ("htm", Format::Html),
    ("xhtml", Format::Html),
    ("jsonl", Format::JsonLines),
    ("ndjson", Format::JsonLines),
    ("pdf", Format::Pdf),
    ("docx", Format::Office(Office::Docx)),
    ("doc", Format::Office(Office::Doc)),
    ("odt", Format::Office(Office::Odt)),
    ("rtf", Format::Office(Office::Rtf)),
    ("eml", Format::Email),
    ("zip", Format::Archive),
];

/// Text up to this many bytes is read where it is found: its reader looks at each byte a few times at most, which
/// takes milliseconds and some megabytes.
const MAX_READ_HERE: usize = 1 << 20;

/// Whether a file should be read apart from all else, with limits on time and memory: whatever is read by the work of
/// others, and large texts. No more is done with it here than to look at its bytes.
///
/// JSON Lines are read here: such a file is streamed, however large, and each of its records is bounded.
pub fn is_read_apart(name: &str, bytes: &[u8]) -> bool {
    match by_sight(bytes) {
        Some(Sight::NotRead(_)) => false,
        Some(Sight::Known(_) | Sight::Zip | Sight::Compound) => true,
        None => match Format::of(name, bytes) {
            Ok(Format::Text) => bytes.len() > MAX_READ_HERE,
            Ok(Format::JsonLines) | Err(_) => false,
            Ok(_) => true,
        },
    }
}

/// What stands after the last full stop of a name.
pub(super) fn extension_of(name: &str) -> Option<&str> {
    name.rsplit_once('.').map(|(_, extension)| extension)
}

/// Whether a file of this name is taken for a report when a folder is walked.
pub fn is_report_name(name: &str) -> bool {
    Format::named(name).is_some()
}

/// What a zip file is. Where its list of members is damaged, its beginning must do, so that its reader
/// can say what is damaged.
fn zipped(bytes: &[u8]) -> Result<Format, Unreadable> {
    let head = &bytes[..bytes.len().min(HEAD)];
    match archive::kind(bytes) {
        Some(archive::Kind::Office(format)) => Ok(Format::Office(format)),
        Some(archive::Kind::Other(what)) => Err(Unreadable::NotReadYet { what: what.to_owned() }),
        Some(archive::Kind::Archive) => Ok(Format::Archive),
        None if holds(head, b"opendocument.text") => Ok(Format::Office(Office::Odt)),
        None if holds(head, b"word/") || holds(head, b"[Content_Types].xml") => Ok(Format::Office(Office::Docx)),
        None => Ok(Format::Archive),
    }
}

/// What such a container holds: the streams in it have names that their programs give them.
fn compound(bytes: &[u8]) -> Result<Format, Unreadable> {
    let not_read = |what: &str| Err(Unreadable::NotReadYet { what: what.to_owned() });
    let Ok(file) = Compound::open(Cursor::new(bytes)) else { return Ok(Format::Office(Office::Doc)) };
    match () {
        () if file.exists("/WordDocument") => Ok(Format::Office(Office::Doc)),
        () if file.exists("/EncryptedPackage") => Err(Unreadable::Encrypted { what: "an Office document".to_owned() }),
        () if file.exists("/Workbook") || file.exists("/Book") => not_read("an Excel workbook"),
        () if file.exists("/PowerPoint Document") => not_read("a PowerPoint presentation"),
        () if file.exists("/__properties_version1.0") => not_read("an Outlook message (.msg)"),
        () => not_read("a file of an old Office program"),
    }
}

/// The text after the white space and comments that may stand before a document type.
fn after_comments(head: &str) -> &str {
    let mut rest = head.trim_start();
    while let Some(comment) = rest.strip_prefix("<!--") {
        let Some(end) = comment.find("-->") else { return rest };
        rest = comment[end + 3..].trim_start();
    }
    rest
}

/// Whether the first line is the start of a JSON object with the fields of a report. The line may go
/// on beyond what is seen of it.
fn looks_like_records(head: &str) -> bool {
    let line = head.lines().next().unwrap_or_default();
    let Some(rest) = line.trim_start().strip_prefix('{') else { return false };
    rest.trim_start().starts_with('"') && ["\"text\"", "\"title\"", "\"id\""].iter().any(|field| line.contains(field))
}

/// Whether a text begins with the head of an e-mail of so many known fields. A memo has `To:` and `From:`
/// too, so one field must be there that no person writes, unless the name says that it is an e-mail.
fn begins_as_mail(head: &str, least: usize) -> bool {
    const WRITTEN: [&str; 6] = ["from", "to", "cc", "subject", "date", "reply-to"];
    const MADE: [&str; 8] = [
        "mime-version",
        "message-id",
        "received",
        "return-path",
        "delivered-to",
        "content-type",
        "content-transfer-encoding",
        "dkim-signature",
    ];
    let (mut written, mut made) = (0, 0);
    for line in head.lines().take_while(|line| !line.trim_end().is_empty()) {
        if line.starts_with([' ', '\t']) && written + made > 0 {
            continue;
        }
        let Some((name, _)) = line.split_once(':') else { break };
        if name.is_empty() || !name.bytes().all(|byte| byte.is_ascii_graphic()) {
            break;
        }
        let name = name.to_ascii_lowercase();
        written += usize::from(WRITTEN.contains(&name.as_str()));
        made += usize::from(MADE.contains(&name.as_str()));
    }
    written + made >= least && (made > 0 || least == 1)
}

#[cfg(test)]
mod tests {
    use super::super::sight::OLE;
    use super::*;

    #[test]
    fn the_content_decides_and_then_the_name() {
        let page = b"\n<!-- saved --> <!DOCTYPE html><html><body><p>Children are safe.</p></body></html>".as_slice();
        let not_as_named = |what: &str, named: &str, ending: &str| {
            let own = str::to_owned;
            Err(Unreadable::NotAsNamed { what: own(what), named: own(named), ending: own(ending) })
        };
        let mail = b"Received: by x\r\n\tfor y\r\nFrom: A\r\nSubject: B\r\n\r\nText".as_slice();
        let memo = b"To: All\nFrom: Ms Vane\nDate: 4 March 2019\nSubject: Visit\n\nText".as_slice();
        let rich = Ok(Format::Office(Office::Rtf));
        let cases: [(&str, &[u8], Result<Format, Unreadable>); 33] = [
            ("a.txt", b"Children are safe.", Ok(Format::Text)),
            ("README", b"Children are safe.", Ok(Format::Text)),
            ("a.md", b"# Findings", Ok(Format::Markdown)),
            ("A.MARKDOWN", b"<div>\n\n# Findings", Ok(Format::Markdown)),
            ("a.txt", page, Ok(Format::Html)),
            ("a.pdf", page, not_as_named("a web page", "a PDF", ".html")),
            ("a.docx", page, not_as_named("a web page", "a Word document", ".html")),
            ("a.pdf", b"Children are safe.", not_as_named("plain text", "a PDF", ".txt")),
            ("a.zip", b"Children are safe.", not_as_named("plain text", "a zip archive", ".txt")),
            ("a.eml", mail, Ok(Format::Email)),
            ("a.txt", mail, Ok(Format::Email)),
            ("a.eml", memo, Ok(Format::Email)),
            ("a.txt", memo, Ok(Format::Text)),
            ("a.eml", b"Children are safe.", Ok(Format::Text)),
            ("a.eml", page, Ok(Format::Html)),
            ("a.doc", b"{\\rtf1 Children}", rich),
            ("a.md", page, Ok(Format::Html)),
            ("a.txt", b"\xff\xfe<\0h\0t\0m\0l\0>\0a\0", Ok(Format::Html)),
            ("a.txt", b"<div><p>Children are safe.</p></div>", Ok(Format::Html)),
            ("a.txt", b"<p>5 visits were made", Ok(Format::Text)),
            ("a.htm", b"Children are safe.", Ok(Format::Text)),
            ("a.htm", b"Children <b>are</b> safe.", Ok(Format::Html)),
            ("a.jsonl", b"not an object", Ok(Format::JsonLines)),
            ("a.txt", br#"{"id": 1, "text": "Children"}"#, Ok(Format::JsonLines)),
            ("a.txt", b"{see annex}", Ok(Format::Text)),
            ("a.txt", b"%PDF-1.7\n%\xe2\xe3\xcf\xd3", Ok(Format::Pdf)),
            ("a.txt", b"PK\x03\x04\x14\0\x06\0word/document.xml", Ok(Format::Office(Office::Docx))),
            ("a.txt", b"PK\x05\x06", Ok(Format::Archive)),
            ("a.txt", b"<?xml version='1.0'?><report/>", Err(Unreadable::NotReadYet { what: "XML".to_owned() })),
            ("a.txt", b"Children\0\0\0 are safe", Err(Unreadable::Binary)),
            ("a.txt", b"Children \x0bare\x07 safe", Ok(Format::Text)),
            ("a.txt", b"", Err(Unreadable::Empty)),
            ("a.html", b"\xef\xbb\xbf \r\n\x0c", Err(Unreadable::Empty)),
        ];
        for (name, bytes, wanted) in cases {
            assert_eq!(Format::of(name, bytes), wanted, "{name} {:?}", String::from_utf8_lossy(bytes));
        }
    }

    #[test]
    fn what_others_read_and_what_is_large_is_read_apart() {
        let large = b"Children are safe.\n".repeat(60_000);
        let records = br#"{"id": 1, "text": "Children"}"#.repeat(40_000);
        let cases: [(&str, &[u8], bool); 15] = [
            ("a.txt", b"Children are safe.", false),
            ("a.txt", &large, true),
            ("a.txt", &large[..1 << 20], false),
            ("a.md", b"# Findings", true),
            ("a.html", b"<p>Children <b>are</b> safe.", true),
            ("a.txt", b"<!doctype html>Children are safe.", true),
            ("a.jsonl", &records, false),
            ("a.txt", &records, false),
            ("a.txt", b"%PDF-1.7\n%\xe2\xe3\xcf\xd3", true),
            ("a.txt", b"PK\x03\x04\x14\0\x06\0word/document.xml", true),
            ("a.doc", OLE, true),
            ("a.rtf", b"{\\rtf1 Children}", true),
            ("a.eml", b"From: A\n\nText", true),
            ("a.png", b"\x89PNG\r\n", false),
            ("a.txt", b"", false),
        ];
        for (name, bytes, apart) in cases {
            assert_eq!(is_read_apart(name, bytes), apart, "{name} {:?}", bytes.get(..20));
        }
    }

    #[test]
    fn a_report_is_known_by_its_extension() {
        for name in [
            "a.txt",
            "b/c.TEXT",
            "a.md",
            "a.markdown",
            "a.html",
            "a.htm",
            "a.xhtml",
            "a.jsonl",
            "a.ndjson",
            "a.PDF",
            "a.docx",
        ] {
            assert!(is_report_name(name), "{name}");
        }
        for name in ["a.xlsx", "a", ".txt~", "txt", "a.json", "metadata.csv"] {
            assert!(!is_report_name(name), "{name}");
        }
    }
}
