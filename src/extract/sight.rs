//! What a file looks like: its first bytes, the content of its container, the beginning of its text.

use super::format::Fit;
#[cfg(not(any(feature = "email", feature = "legacy-office")))]
use super::unopened::Compound;
#[cfg(not(any(feature = "archive", feature = "office")))]
use super::unopened::Zipped;
#[cfg(any(feature = "archive", feature = "office"))]
use super::zipped::Zipped;

#[cfg(any(feature = "email", feature = "legacy-office"))]
type Compound<'a> = cfb::CompoundFile<std::io::Cursor<&'a [u8]>>;

/// How many bytes at the start of a file are used to recognise it.
pub(super) const HEAD: usize = 4096;

/// The first bytes of the container that Microsoft's programs used before they used zip files.
pub(super) const OLE: &[u8] = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1";

/// The first bytes of a file.
pub(super) fn head(bytes: &[u8]) -> &[u8] {
    &bytes[..bytes.len().min(HEAD)]
}

/// Whether some bytes occur among others.
pub(super) fn holds(head: &[u8], what: &[u8]) -> bool {
    head.windows(what.len()).any(|window| window == what)
}

/// Whether the head of a file is that of a PDF, which other bytes may precede.
pub(super) fn is_pdf(head: &[u8]) -> bool {
    head.starts_with(b"%PDF-") || (holds(&head[..head.len().min(1024)], b"%PDF-") && holds(head, b" obj"))
}

/// A container of many formats: only its content shows which one it is.
pub(super) enum Container {
    /// A zip file.
    Zip,
    /// A container of Microsoft's old programs.
    Compound,
}

impl Container {
    /// The container with these first bytes, found without opening it.
    pub(super) fn from_magic(bytes: &[u8]) -> Option<Self> {
        match bytes {
            [b'P', b'K', 3, 4, ..] | [b'P', b'K', 5, 6, ..] => Some(Self::Zip),
            _ if bytes.starts_with(OLE) => Some(Self::Compound),
            _ => None,
        }
    }
}

/// A zip file by its members. If the list of them is damaged, the first bytes of the file decide, so that a reader can
/// report the damage.
pub(super) struct Package<'a> {
    head: &'a [u8],
    zip: Option<Zipped<'a>>,
    /// The type that it states, as OpenDocument and EPUB files do.
    stated: Option<String>,
}

impl<'a> Package<'a> {
    pub(super) fn open(bytes: &'a [u8]) -> Self {
        const MAX_TYPE_BYTES: u64 = 200;
        let mut zip = Zipped::open(bytes.into()).ok();
        let stated = zip.as_mut().and_then(|zip| zip.member_named("mimetype", MAX_TYPE_BYTES, "").ok());
        let stated = stated.map(|bytes| String::from_utf8_lossy(&bytes).into_owned());
        Self { head: head(bytes), zip, stated }
    }

    /// Whether it states such a type.
    pub(super) fn states(&self, what: &str) -> bool {
        match (&self.zip, &self.stated) {
            (None, _) => holds(self.head, what.as_bytes()),
            (Some(_), stated) => stated.as_ref().is_some_and(|stated| stated.contains(what)),
        }
    }

    /// Whether it is a document of Microsoft's programs with a part in such a folder.
    pub(super) fn has_part_in(&self, folder: &str) -> bool {
        const CONTENTS: &str = "[Content_Types].xml";
        match &self.zip {
            None => {
                // In a build that opens no zip files, this does not mean damage.
                let is_opened = cfg!(any(feature = "archive", feature = "office"));
                holds(self.head, folder.as_bytes()) || is_opened && holds(self.head, CONTENTS.as_bytes())
            }
            Some(zip) => self.stated.is_none() && zip.holds(CONTENTS) && zip.holds_under(folder),
        }
    }
}

/// A container of Microsoft's old programs, by the names of its streams.
pub(super) struct Streams<'a>(Option<Compound<'a>>);

impl<'a> Streams<'a> {
    pub(super) fn open(bytes: &'a [u8]) -> Self {
        Self(Compound::open(std::io::Cursor::new(bytes)).ok())
    }

    /// Whether its streams cannot be listed.
    pub(super) fn is_damaged(&self) -> bool {
        self.0.is_none()
    }

    /// Whether it has a stream of this name.
    pub(super) fn has(&self, name: &str) -> bool {
        self.0.as_ref().is_some_and(|file| file.exists(name))
    }
}

/// The beginning of a text.
pub(super) struct Beginning<'a> {
    head: &'a str,
    /// The text after the white space and comments that may precede a document type.
    start: &'a str,
    lower: String,
}

impl<'a> Beginning<'a> {
    pub(super) fn new(head: &'a str) -> Self {
        let mut start = head.trim_start();
        while let Some(comment) = start.strip_prefix("<!--") {
            let Some(end) = comment.find("-->") else { break };
            start = comment[end + 3..].trim_start();
        }
        Self { head, start, lower: start.to_ascii_lowercase() }
    }

    fn starts_with(&self, tags: &[&str]) -> bool {
        tags.iter().any(|tag| self.lower.starts_with(tag))
    }

    /// Whether it begins as XML and some web pages do.
    fn is_declared(&self) -> bool {
        self.starts_with(&["<?xml", "<!doctype"])
    }
}

/// Whether a text is a web page.
pub(super) fn html(text: &Beginning<'_>, is_named: bool) -> Fit {
    const PAGE: [&str; 4] = ["<!doctype html", "<html", "<head", "<body"];
    const FRAGMENT: [&str; 9] = ["<title", "<meta", "<main", "<article", "<div", "<h1", "<p>", "<p ", "<table"];
    let has_tags = || text.start.starts_with('<') || text.head.contains("</") || text.head.contains("/>");
    match () {
        () if text.starts_with(&PAGE) || (text.is_declared() && text.lower.contains("<html")) => Fit::Certain,
        () if is_named && has_tags() => Fit::Named,
        () if text.starts_with(&FRAGMENT) && text.lower.contains("</") => Fit::Likely,
        () => Fit::No,
    }
}

/// Whether a text is XML of another kind than a web page.
pub(super) fn xml(text: &Beginning<'_>, _: bool) -> Fit {
    if text.is_declared() && html(text, false) != Fit::Certain { Fit::Certain } else { Fit::No }
}

/// Whether the first line begins a JSON object with the fields of a report. The line may be longer
/// than the head.
pub(super) fn records(text: &Beginning<'_>, is_named: bool) -> Fit {
    let line = text.start.lines().next().unwrap_or_default();
    let has_field = || ["\"text\"", "\"title\"", "\"id\""].iter().any(|field| line.contains(field));
    match line.trim_start().strip_prefix('{') {
        _ if is_named => Fit::Named,
        Some(rest) if rest.trim_start().starts_with('"') && has_field() => Fit::Likely,
        _ => Fit::No,
    }
}

/// Whether a text begins with the header of an e-mail. A memo has `To:` and `From:` too, so there must be one field that no
/// person writes, unless the extension is that of an e-mail.
pub(super) fn email(text: &Beginning<'_>, is_named: bool) -> Fit {
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
    for line in text.head.lines().take_while(|line| !line.trim_end().is_empty()) {
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
    match (written + made, made) {
        (1.., _) if is_named => Fit::Named,
        (3.., 1..) => Fit::Likely,
        _ => Fit::No,
    }
}
