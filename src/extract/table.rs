//! The table of file formats: a row for each, which is all that the program knows of it.
//!
//! If several rows fit a file equally well, the first wins. Messages list the formats in this order too.

#[cfg(feature = "archive")]
use super::archive;
#[cfg(feature = "email")]
use super::email;
use super::format::ReadIn::{Process, Sandbox, Stream};
use super::format::{FileFormat, Fit, FormatReader, Sniff};
#[cfg(feature = "html")]
use super::html;
use super::jsonl::Records;
#[cfg(any(feature = "legacy-office", feature = "office"))]
use super::office;
#[cfg(feature = "pdf")]
use super::pdf;
use super::{Unreadable, markdown, sight, text};

/// The reader of a format that is a feature of its own, if this build has it.
macro_rules! reader {
    ($feature:literal, $read:expr) => {{
        #[cfg(feature = $feature)]
        const READER: FormatReader = FormatReader::Included($read);
        #[cfg(not(feature = $feature))]
        const READER: FormatReader = FormatReader::LeftOut;
        READER
    }};
}

pub(super) static FORMATS: &[FileFormat] = &[
    FileFormat {
        what: "a PDF",
        listed: "PDF",
        extensions: &["pdf"],
        sniff: Sniff::Head(sight::is_pdf),
        read_in: Sandbox,
        reader: reader!("pdf", |file| Ok(pdf::read(&file)?.into())),
    },
    FileFormat {
        what: "a Word document",
        listed: "Word",
        extensions: &["docx"],
        sniff: Sniff::Package(|package| package.has_part_in("word/")),
        read_in: Sandbox,
        reader: reader!("office", |file| Ok(office::read_docx(&file)?.into())),
    },
    FileFormat {
        what: "a Word document of the old kind",
        listed: "Word",
        extensions: &["doc"],
        sniff: Sniff::Streams(|streams| streams.is_damaged() || streams.has("/WordDocument")),
        read_in: Sandbox,
        reader: reader!("legacy-office", |file| Ok(office::read_doc(&file)?.into())),
    },
    FileFormat {
        what: "an OpenDocument text",
        listed: "OpenDocument",
        extensions: &["odt"],
        sniff: Sniff::Package(|package| package.states("opendocument.text")),
        read_in: Sandbox,
        reader: reader!("office", |file| Ok(office::read_open_document(&file)?.into())),
    },
    FileFormat {
        what: "an OpenDocument presentation",
        listed: "OpenDocument",
        extensions: &["odp"],
        sniff: Sniff::Package(|package| package.states("opendocument.presentation")),
        read_in: Sandbox,
        reader: reader!("office", |file| Ok(office::read_open_document(&file)?.into())),
    },
    FileFormat {
        what: "an OpenDocument spreadsheet",
        listed: "OpenDocument",
        extensions: &["ods"],
        sniff: Sniff::Package(|package| package.states("opendocument.spreadsheet")),
        read_in: Sandbox,
        reader: reader!("office", |file| Ok(office::read_open_document(&file)?.into())),
    },
    FileFormat {
        what: "a PowerPoint presentation",
        listed: "PowerPoint",
        extensions: &["pptx"],
        sniff: Sniff::Package(|package| package.has_part_in("ppt/")),
        read_in: Sandbox,
        reader: reader!("office", |file| Ok(office::read_pptx(&file)?.into())),
    },
    FileFormat {
        what: "an Excel workbook",
        listed: "Excel",
        extensions: &["xlsx", "xlsm"],
        sniff: Sniff::Package(|package| package.has_part_in("xl/")),
        read_in: Sandbox,
        reader: reader!("office", |file| Ok(office::read_xlsx(&file)?.into())),
    },
    FileFormat {
        what: "an EPUB book",
        listed: "EPUB",
        extensions: &["epub"],
        sniff: Sniff::Package(|package| package.states("application/epub+zip")),
        read_in: Sandbox,
        reader: reader!("office", |file| Ok(office::read_epub(&file)?.into())),
    },
    FileFormat {
        what: "a rich text (RTF) document",
        listed: "RTF",
        extensions: &["rtf"],
        sniff: Sniff::Head(|head| head.starts_with(b"{\\rtf")),
        read_in: Sandbox,
        reader: reader!("legacy-office", |file| Ok(office::read_rtf(&file)?.into())),
    },
    FileFormat {
        what: "a web page",
        listed: "HTML",
        extensions: &["html", "htm", "xhtml"],
        sniff: Sniff::Text(sight::html),
        read_in: Sandbox,
        reader: reader!("html", |file| Ok(html::read(&file.bytes).into())),
    },
    FileFormat {
        what: "Markdown",
        listed: "Markdown",
        extensions: &["md", "markdown"],
        sniff: Sniff::Text(|_, is_named| if is_named { Fit::Named } else { Fit::No }),
        read_in: Sandbox,
        reader: FormatReader::Included(|file| Ok(markdown::read(&file.bytes).into())),
    },
    FileFormat {
        what: "plain text",
        listed: "text",
        extensions: &["txt", "text"],
        sniff: Sniff::Text(|_, _| Fit::Possible),
        // Its reader visits each byte at most a few times, which takes milliseconds and some megabytes.
        read_in: Process { up_to: 1 << 20 },
        reader: FormatReader::Included(|file| Ok(text::read(&file.bytes).into())),
    },
    FileFormat {
        what: "an e-mail",
        listed: "e-mail",
        extensions: &["eml"],
        sniff: Sniff::Text(sight::email),
        read_in: Sandbox,
        reader: reader!("email", |file| Ok(email::read(&file)?.into())),
    },
    FileFormat {
        what: "an Outlook message",
        listed: "Outlook",
        extensions: &["msg"],
        sniff: Sniff::Streams(|streams| streams.has("/__properties_version1.0")),
        read_in: Sandbox,
        reader: reader!("email", |file| Ok(email::read_outlook(&file)?.into())),
    },
    FileFormat {
        what: "JSON Lines",
        listed: "JSON Lines",
        extensions: &["jsonl", "ndjson"],
        sniff: Sniff::Text(sight::records),
        read_in: Stream,
        reader: FormatReader::Included(|file| Ok(Records::new(file.bytes).into())),
    },
    FileFormat {
        what: "an Office document",
        listed: "",
        extensions: &[],
        sniff: Sniff::Streams(|streams| streams.has("/EncryptedPackage")),
        read_in: Sandbox,
        reader: FormatReader::Included(|file| Err(Unreadable::Encrypted { what: file.what.to_owned() })),
    },
    known("XML", Sniff::Text(sight::xml)),
    known("an image", Sniff::Head(|head| head.starts_with(b"\x89PNG\r\n") || head.starts_with(b"\xff\xd8\xff"))),
    known("a compressed (gzip) file", Sniff::Head(|head| head.starts_with(b"\x1f\x8b\x08"))),
    known("a 7z archive", Sniff::Head(|head| head.starts_with(b"7z\xbc\xaf\x27\x1c"))),
    known("an OpenDocument file that holds no text", Sniff::Package(|package| package.states("opendocument"))),
    known("an Excel workbook", Sniff::Streams(|streams| streams.has("/Workbook") || streams.has("/Book"))),
    known("a PowerPoint presentation", Sniff::Streams(|streams| streams.has("/PowerPoint Document"))),
    known("a Visio drawing", Sniff::Package(|package| package.has_part_in("visio/"))),
    // The last of these containers: what is in one and is none of the above.
    known("a file of an old Office program", Sniff::Streams(|_| true)),
    FileFormat {
        what: "a zip archive",
        listed: "zip",
        extensions: &["zip"],
        sniff: Sniff::Package(|_| true),
        read_in: Sandbox,
        reader: reader!("archive", |file| Ok(archive::read(file)?.into())),
    },
];

/// A format that people may have reports in, recognised but without a reader.
const fn known(what: &'static str, sniff: Sniff) -> FileFormat {
    FileFormat { what, listed: "", extensions: &[], sniff, read_in: Sandbox, reader: FormatReader::None }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::extract::archive::zip_of;
    use crate::extract::format::{formats_read, is_read_apart, is_report_name, is_streamed};
    use crate::extract::sight::OLE;

    /// What a file is called, or why it is not read.
    fn found(name: &str, bytes: &[u8]) -> Result<&'static str, Unreadable> {
        FileFormat::detect(name, bytes).map(|format| format.what)
    }

    #[test]
    fn the_content_decides_and_then_the_name() {
        let page = b"\n<!-- saved --> <!DOCTYPE html><html><body><p>Children are safe.</p></body></html>".as_slice();
        let not_as_named = |what: &str, named: &str, ending: &str| {
            let own = str::to_owned;
            Err(Unreadable::NotAsNamed { what: own(what), named: own(named), ending: own(ending) })
        };
        let mail = b"Received: by x\r\n\tfor y\r\nFrom: A\r\nSubject: B\r\n\r\nText".as_slice();
        let memo = b"To: All\nFrom: Ms Vane\nDate: 4 March 2019\nSubject: Visit\n\nText".as_slice();
        let rich = Ok("a rich text (RTF) document");
        let cases: [(&str, &[u8], Result<&str, Unreadable>); 36] = [
            ("a.txt", b"Children are safe.", Ok("plain text")),
            ("README", b"Children are safe.", Ok("plain text")),
            ("a.md", b"# Findings", Ok("Markdown")),
            ("A.MARKDOWN", b"<div>\n\n# Findings", Ok("Markdown")),
            ("a.txt", page, Ok("a web page")),
            ("a.pdf", page, not_as_named("a web page", "a PDF", ".html")),
            ("a.docx", page, not_as_named("a web page", "a Word document", ".html")),
            ("a.pdf", b"Children are safe.", not_as_named("plain text", "a PDF", ".txt")),
            ("a.zip", b"Children are safe.", not_as_named("plain text", "a zip archive", ".txt")),
            ("a.eml", mail, Ok("an e-mail")),
            ("a.txt", mail, Ok("an e-mail")),
            ("a.eml", memo, Ok("an e-mail")),
            ("a.txt", memo, Ok("plain text")),
            ("a.eml", b"Children are safe.", Ok("plain text")),
            ("a.eml", page, Ok("a web page")),
            ("a.doc", b"{\\rtf1 Children}", rich),
            ("a.md", page, Ok("a web page")),
            ("a.txt", b"\xff\xfe<\0h\0t\0m\0l\0>\0a\0", Ok("a web page")),
            ("a.txt", b"<div><p>Children are safe.</p></div>", Ok("a web page")),
            ("a.txt", b"<p>5 visits were made", Ok("plain text")),
            ("a.htm", b"Children are safe.", Ok("plain text")),
            ("a.htm", b"Children <b>are</b> safe.", Ok("a web page")),
            ("a.htm", mail, Ok("an e-mail")),
            ("a.bin", b"\x89PNG\r\n", Err(Unreadable::NotReadYet { what: "an image".to_owned() })),
            ("a.pdf", b"PK\x03\x04\0\0a.pdf%PDF-1.7 1 0 obj", Ok("a zip archive")),
            ("a.jsonl", b"not an object", Ok("JSON Lines")),
            ("a.txt", br#"{"id": 1, "text": "Children"}"#, Ok("JSON Lines")),
            ("a.txt", b"{see annex}", Ok("plain text")),
            ("a.txt", b"%PDF-1.7\n%\xe2\xe3\xcf\xd3", Ok("a PDF")),
            ("a.txt", b"PK\x03\x04\x14\0\x06\0word/document.xml", Ok("a Word document")),
            ("a.txt", b"PK\x05\x06", Ok("a zip archive")),
            ("a.txt", b"<?xml version='1.0'?><report/>", Err(Unreadable::NotReadYet { what: "XML".to_owned() })),
            ("a.txt", b"Children\0\0\0 are safe", Err(Unreadable::Binary)),
            ("a.txt", b"Children \x0bare\x07 safe", Ok("plain text")),
            ("a.txt", b"", Err(Unreadable::Empty)),
            ("a.html", b"\xef\xbb\xbf \r\n\x0c", Err(Unreadable::Empty)),
        ];
        for (name, bytes, wanted) in cases {
            assert_eq!(found(name, bytes), wanted, "{name} {:?}", String::from_utf8_lossy(bytes));
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
        for name in ["a.xls", "a", ".txt~", "txt", "a.json", "metadata.csv"] {
            assert!(!is_report_name(name), "{name}");
        }
    }

    #[test]
    fn a_zip_file_is_known_by_its_members() {
        type Members<'a> = &'a [(&'a str, &'a [u8])];
        let cases: [(Members<'_>, Result<&str, Unreadable>); 9] = [
            (&[("[Content_Types].xml", b""), ("word/document.xml", b"")], Ok("a Word document")),
            (&[("word/document.xml", b"")], Ok("a zip archive")),
            (&[("[Content_Types].xml", b""), ("xl/workbook.xml", b"")], Ok("an Excel workbook")),
            (&[("[Content_Types].xml", b""), ("ppt/presentation.xml", b"")], Ok("a PowerPoint presentation")),
            (&[("mimetype", b"application/vnd.oasis.opendocument.text")], Ok("an OpenDocument text")),
            (&[("mimetype", b"application/epub+zip\n")], Ok("an EPUB book")),
            (&[("mimetype", b"application/vnd.oasis.opendocument.spreadsheet")], Ok("an OpenDocument spreadsheet")),
            (&[("a.txt", b"opendocument.text word/document.xml")], Ok("a zip archive")),
            (&[], Ok("a zip archive")),
        ];
        for (members, wanted) in cases {
            assert_eq!(found("a", &zip_of(members)), wanted, "{:?}", members.first());
        }
        assert_eq!(found("a", b"PK\x03\x04 and nothing else"), Ok("a zip archive"));
    }

    #[test]
    fn only_records_are_streamed() {
        let zip = zip_of(&[("a.jsonl", br#"{"text": "Children"}"#)]);
        let cases: [(&str, &[u8], bool); 6] = [
            ("a.jsonl", b"not an object", true),
            ("a.txt", br#"{"id": 1, "text": "Chil"#, true),
            ("a.txt", b"Children are safe.", false),
            ("a.jsonl", b"%PDF-1.7\n%", false),
            ("a.jsonl", &zip, false),
            ("a.jsonl", b"", false),
        ];
        for (name, head, streamed) in cases {
            assert_eq!(is_streamed(name, head), streamed, "{name} {:?}", String::from_utf8_lossy(head));
        }
    }

    #[test]
    fn what_is_read_is_listed_once() {
        let listed = "PDF, Word, OpenDocument, PowerPoint, Excel, EPUB, RTF, HTML, Markdown, text, e-mail, Outlook, JSON Lines and zip";
        assert_eq!(formats_read(), listed);
    }

    #[test]
    fn an_extension_names_one_format() {
        let mut all: Vec<&str> = FORMATS.iter().flat_map(|format| format.extensions).copied().collect();
        assert!(all.iter().all(|extension| *extension == extension.to_lowercase()), "{all:?}");
        all.sort_unstable();
        let count = all.len();
        all.dedup();
        assert_eq!(all.len(), count);
    }
}
