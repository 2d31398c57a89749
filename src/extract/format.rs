//! Which format a file is in: by its content where that decides, by the name's extension otherwise.
//!
//! All that is known of a format is in its row of the [table](super::table); this file looks rows up.

use std::borrow::Cow;

use super::encoding::Encoding;
use super::inside::UnpackBudget;
use super::sight::{Beginning, Container, HEAD, Package, Streams, head};
use super::table::FORMATS;
use super::{Documents, Unreadable};

/// A file format: how it is recognised, what it is called, where it is read and by what.
pub(super) struct FileFormat {
    /// Its name with the article, as messages have it.
    pub(super) what: &'static str,
    /// Its name in the list of formats that are read. Formats of the same name are listed once, those without one not
    /// at all.
    pub(super) listed: &'static str,
    /// The extensions of its files in lower case, the usual one first.
    pub(super) extensions: &'static [&'static str],
    /// How its content is recognised.
    pub(super) sniff: Sniff,
    /// Which process reads it.
    pub(super) read_in: ReadIn,
    /// What reads it.
    pub(super) reader: FormatReader,
}

/// What reads a format.
pub(super) enum FormatReader {
    /// A reader of this build.
    Included(ReadFn),
    /// A reader that this build was made without.
    #[cfg_attr(
        all(
            feature = "archive",
            feature = "email",
            feature = "html",
            feature = "legacy-office",
            feature = "office",
            feature = "pdf"
        ),
        expect(dead_code, reason = "this build has all readers")
    )]
    LeftOut,
    /// Nothing: findings only recognises the format.
    None,
}

/// How the content of a format is recognised.
pub(super) enum Sniff {
    /// By the first bytes of the file.
    Head(fn(&[u8]) -> bool),
    /// By the members of a zip file.
    Package(fn(&Package<'_>) -> bool),
    /// By the streams in a container of Microsoft's old programs.
    Streams(fn(&Streams<'_>) -> bool),
    /// By how the text begins, and by whether the file's extension is one of the format's.
    Text(fn(&Beginning<'_>, bool) -> Fit),
}

/// How well a text fits a format.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Fit {
    /// It is not in this format.
    No,
    /// It may be in this format if it is in no other.
    Possible,
    /// It looks like this format.
    Likely,
    /// It is named so, and nothing speaks against it.
    Named,
    /// It is in this format, whatever its name says.
    Certain,
}

/// Which process reads a format.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ReadIn {
    /// The sandbox, with limits on time and memory.
    Sandbox,
    /// The program itself up to a size in bytes, and the sandbox beyond.
    Process {
        /// The size.
        up_to: usize,
    },
    /// The program itself, whatever the size: a record at a time, each of them bounded.
    Stream,
}

/// Reads a file.
pub(super) type ReadFn = for<'a> fn(File<'a>) -> Result<Documents<'a>, Unreadable>;

/// A file as its reader gets it.
pub(super) struct File<'a> {
    /// Its content.
    pub(super) bytes: Cow<'a, [u8]>,
    /// What its format is called, with the article.
    pub(super) what: &'static str,
    /// The budget for unpacking it.
    #[cfg_attr(
        not(any(feature = "archive", feature = "email")),
        expect(dead_code, reason = "no file of this build has others inside of it")
    )]
    pub(super) budget: UnpackBudget,
}

/// A file as far as it was looked at to recognise its format.
enum Sight<'a> {
    Head(&'a [u8]),
    Package(Package<'a>),
    Streams(Streams<'a>),
    Text(Beginning<'a>),
}

impl FileFormat {
    /// The format of a file with this name and content.
    ///
    /// # Errors
    /// When the content is nothing, or nothing that is read.
    pub(super) fn detect(name: &str, bytes: &[u8]) -> Result<&'static Self, Unreadable> {
        let named = Self::named(name);
        let found = match Container::from_magic(bytes) {
            Some(Container::Zip) => best(&Sight::Package(Package::open(bytes)), named),
            Some(Container::Compound) => best(&Sight::Streams(Streams::open(bytes)), named),
            None => best(&Sight::Head(head(bytes)), named),
        };
        let found = found.map_or_else(|| Self::of_text(bytes, named), Ok)?;
        match named {
            _ if !found.is_read() => Err(found.not_read()),
            Some(named) if found.is_text() && !named.is_text() => Err(found.not_as_named(named)),
            _ => Ok(found),
        }
    }

    fn of_text(bytes: &[u8], named: Option<&'static Self>) -> Result<&'static Self, Unreadable> {
        let encoding = Encoding::of_head(bytes);
        // A file that is streamed may be far larger than what is wanted of it at once.
        let is_streamed = named.is_some_and(|named| named.read_in == ReadIn::Stream);
        let searched = if is_streamed { &bytes[..bytes.len().min(1 << 16)] } else { bytes };
        if encoding.is_junk_in(searched) {
            return Err(Unreadable::Binary);
        }
        if encoding.is_blank_in(bytes) {
            return Err(Unreadable::Empty);
        }
        let head = encoding.decode(&bytes[encoding.bom_length()..bytes.len().min(HEAD)]);
        best(&Sight::Text(Beginning::new(&head)), named).ok_or(Unreadable::Binary)
    }

    /// The format that a file's extension names.
    fn named(name: &str) -> Option<&'static Self> {
        let extension = extension_of(name)?;
        FORMATS.iter().find(|format| format.extensions.iter().any(|known| known.eq_ignore_ascii_case(extension)))
    }

    /// Reads a file of this format.
    pub(super) fn read<'a>(&self, bytes: Cow<'a, [u8]>, budget: UnpackBudget) -> Result<Documents<'a>, Unreadable> {
        match self.reader {
            FormatReader::Included(read) => read(File { bytes, what: self.what, budget }),
            FormatReader::LeftOut | FormatReader::None => Err(self.not_read()),
        }
    }

    fn fit(&self, sight: &Sight<'_>, is_named: bool) -> Fit {
        let is = match (&self.sniff, sight) {
            (Sniff::Text(fit), Sight::Text(text)) => return fit(text, is_named),
            (Sniff::Head(is), Sight::Head(head)) => is(head),
            (Sniff::Package(is), Sight::Package(package)) => is(package),
            (Sniff::Streams(is), Sight::Streams(streams)) => is(streams),
            _ => false,
        };
        if is { Fit::Certain } else { Fit::No }
    }

    /// Whether a person can read it as it is.
    fn is_text(&self) -> bool {
        matches!(self.sniff, Sniff::Text(_))
    }

    /// Whether it is text of no other format.
    #[cfg(feature = "email")]
    pub(super) fn is_plain_text(&self) -> bool {
        self.extensions.contains(&"txt")
    }

    fn is_read_apart(&self, size: usize) -> bool {
        match self.read_in {
            ReadIn::Sandbox => true,
            ReadIn::Process { up_to } => size > up_to,
            ReadIn::Stream => false,
        }
    }

    fn is_read(&self) -> bool {
        matches!(self.reader, FormatReader::Included(_))
    }

    fn not_read(&self) -> Unreadable {
        let what = self.what.to_owned();
        match self.reader {
            FormatReader::LeftOut => Unreadable::LeftOut { what },
            FormatReader::Included(_) | FormatReader::None => Unreadable::NotReadYet { what },
        }
    }

    /// What goes by the name of another format is most often an error page in place of the file.
    fn not_as_named(&self, named: &Self) -> Unreadable {
        let ending = self.extensions.first().map(|extension| format!(".{extension}")).unwrap_or_default();
        Unreadable::NotAsNamed { what: self.what.to_owned(), named: named.what.to_owned(), ending }
    }
}

impl<'a> File<'a> {
    /// The error if it is damaged.
    #[cfg(any(feature = "email", feature = "legacy-office", feature = "office", feature = "pdf"))]
    pub(super) fn damaged(&self, why: impl Into<String>) -> Unreadable {
        Unreadable::Damaged { what: self.what.to_owned(), why: why.into() }
    }
}

/// The first of the formats that a file fits best.
fn best(sight: &Sight<'_>, named: Option<&'static FileFormat>) -> Option<&'static FileFormat> {
    let is_named = |format: &FileFormat| named.is_some_and(|named| std::ptr::eq(named, format));
    let fits = FORMATS.iter().map(|format| (format, format.fit(sight, is_named(format))));
    // Of equals the last is the greatest.
    let best = fits.rev().max_by_key(|(_, fit)| *fit)?;
    (best.1 > Fit::No).then_some(best.0)
}

/// Whether a file should be read apart from all else, with limits on time and memory: whatever is read by the work of
/// others, and large texts. No more is done with it here than to look at its bytes.
pub fn is_read_apart(name: &str, bytes: &[u8]) -> bool {
    match Container::from_magic(bytes) {
        // What is in it is found out where it is read.
        Some(_) => true,
        None => FileFormat::detect(name, bytes).is_ok_and(|format| format.is_read_apart(bytes.len())),
    }
}

/// Whether a file of this name that begins so holds many reports, which are read one at a time: then the file may be
/// far larger than a report.
pub fn is_streamed(name: &str, head: &[u8]) -> bool {
    Container::from_magic(head).is_none()
        && FileFormat::detect(name, head).is_ok_and(|format| format.read_in == ReadIn::Stream)
}

/// Whether a file of this name, of which no more is known, holds many reports.
pub fn is_streamed_name(name: &str) -> bool {
    FileFormat::named(name).is_some_and(|format| format.read_in == ReadIn::Stream)
}

/// What follows the last full stop of a name.
pub(super) fn extension_of(name: &str) -> Option<&str> {
    name.rsplit_once('.').map(|(_, extension)| extension)
}

/// The extensions of the formats that are read, without the full stop.
pub fn report_endings() -> impl Iterator<Item = &'static str> {
    FORMATS.iter().filter(|row| row.is_read()).flat_map(|row| row.extensions.iter().copied())
}

/// Whether a file of this name is taken for a report when a folder is walked.
pub fn is_report_name(name: &str) -> bool {
    FileFormat::named(name).is_some()
}

/// The formats that are read, in words.
pub(super) fn formats_read() -> String {
    let mut names: Vec<&str> = FORMATS.iter().filter(|row| row.is_read()).map(|row| row.listed).collect();
    names.retain(|name| !name.is_empty());
    names.dedup();
    match &names[..] {
        [names @ .., last] if !names.is_empty() => format!("{} and {last}", names.join(", ")),
        names => names.concat(),
    }
}
