//! Files made into pages of lines: one reader per format, and nothing else.
//!
//! Whatever the bytes are, reading ends with a value: a [`Document`] with its warnings, or an
//! [`Unreadable`] that says what the file is instead. Nothing is healed here: a line is as the file has
//! it, with the bytes it came from if the format is text. An archive or an e-mail gives the documents
//! inside it, each with its path in there.

#[cfg(feature = "archive")]
mod archive;
mod blocks;
#[cfg(feature = "email")]
mod email;
mod encoding;
mod format;
mod front_matter;
#[cfg(feature = "html")]
mod html;
#[cfg_attr(
    not(any(feature = "archive", feature = "email")),
    expect(dead_code, reason = "no file of this build has others inside of it")
)]
mod inside;
mod jsonl;
mod lines;
mod markdown;
mod marks;
#[cfg(any(feature = "legacy-office", feature = "office", feature = "pdf"))]
mod numerals;
#[cfg(any(feature = "legacy-office", feature = "office"))]
mod office;
#[cfg(feature = "pdf")]
mod pdf;
mod sight;
mod table;
mod text;
#[cfg(not(all(any(feature = "email", feature = "legacy-office"), any(feature = "archive", feature = "office"))))]
mod unopened;
mod unreadable;
mod yaml;
#[cfg(any(feature = "archive", feature = "office"))]
mod zipped;

pub use encoding::{Encoding, decode_range};
pub use format::{is_read_apart, is_report_name, is_streamed, is_streamed_name, report_endings};
pub use unreadable::Unreadable;

use std::borrow::Cow;

use crate::report::Document;
use format::FileFormat;
use inside::{NestedDocuments, UnpackBudget};
use jsonl::Records;

/// Reads a file: one document, or one for each record of a JSON Lines file and each file of an archive.
///
/// Only the extension of the name is used, and only if the content does not decide.
///
/// # Errors
/// When the file as a whole is not something that findings reads. A bad record in a JSON Lines file, or
/// a bad file in an archive, is an `Err` item of the iterator instead, and those after it follow.
pub fn extract<'a>(name: &str, bytes: &'a [u8]) -> Result<Documents<'a>, Unreadable> {
    read(name, Cow::Borrowed(bytes), UnpackBudget::default())
}

/// Reads a file, perhaps nested in another, within a budget for unpacking.
fn read<'a>(name: &str, bytes: Cow<'a, [u8]>, budget: UnpackBudget) -> Result<Documents<'a>, Unreadable> {
    FileFormat::detect(name, &bytes)?.read(bytes, budget)
}

/// The documents of one file, read on demand.
#[derive(Debug)]
pub struct Documents<'a>(DocumentSource<'a>);

#[derive(Debug)]
enum DocumentSource<'a> {
    One(Option<Box<Document>>),
    Records(Records<'a>),
    Nested(Box<NestedDocuments<'a>>),
}

impl<'a> Documents<'a> {
    /// The files that the documents come from, where they are in an archive or an e-mail.
    fn inside(&self) -> Option<&NestedDocuments<'a>> {
        match &self.0 {
            DocumentSource::Nested(inside) => Some(inside),
            DocumentSource::One(_) | DocumentSource::Records(_) => None,
        }
    }
}

impl From<Document> for Documents<'_> {
    fn from(document: Document) -> Self {
        Self(DocumentSource::One(Some(Box::new(document))))
    }
}

impl<'a> From<Records<'a>> for Documents<'a> {
    fn from(records: Records<'a>) -> Self {
        Self(DocumentSource::Records(records))
    }
}

impl<'a> From<NestedDocuments<'a>> for Documents<'a> {
    fn from(inside: NestedDocuments<'a>) -> Self {
        Self(DocumentSource::Nested(Box::new(inside)))
    }
}

impl Iterator for Documents<'_> {
    type Item = Result<Document, Unreadable>;

    fn next(&mut self) -> Option<Self::Item> {
        match &mut self.0 {
            DocumentSource::One(document) => document.take().map(|document| Ok(*document)),
            DocumentSource::Records(records) => records.next(),
            DocumentSource::Nested(inside) => inside.next(),
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const NAMES: [&str; 5] = ["a.txt", "a.md", "a.html", "a.jsonl", "a"];

    /// Files of the sample corpus, to be damaged.
    const SAMPLES: [(&str, &[u8]); 5] = [
        ("a.docx", include_bytes!("../../corpus/eastmere/focused-visit-2023.docx")),
        ("a.odt", include_bytes!("../../corpus/harrowick/monitoring-visit-2024.odt")),
        ("a.rtf", include_bytes!("../../corpus/port-callow/focused-visit-2020.rtf")),
        ("a.eml", include_bytes!("../../corpus/north-wexcombe/covering-mail-2023.eml")),
        ("a.zip", include_bytes!("../../corpus/saltby-and-thorne/autumn-2019.zip")),
    ];

    /// Markup of Word and OpenDocument, in any order.
    const MARKUP: [&str; 42] = [
        "<w:p>",
        "</w:p>",
        "<w:r>",
        "</w:r>",
        "<w:t>",
        "</w:t>",
        "words",
        "<w:tab/>",
        "<w:pPr>",
        "</w:pPr>",
        "<w:del/>",
        "<w:numPr>",
        "<w:numId w:val='1'/>",
        "<w:ilvl w:val='-9'/>",
        "<w:pStyle w:val='a'/>",
        "<w:style w:styleId='a'>",
        "<w:basedOn w:val='a'/>",
        "<w:tbl>",
        "<w:tr>",
        "<w:tc>",
        "</w:tc>",
        "</w:tr>",
        "<w:txbxContent>",
        "</w:txbxContent>",
        "<w:abstractNum w:abstractNumId='1'>",
        "<w:lvl w:ilvl='99999999999'>",
        "<w:lvlText w:val='%1.%9%%0'/>",
        "<w:num w:numId='1'><w:abstractNumId w:val='1'/>",
        "<w:start w:val='18446744073709551615'/>",
        "<w:footnote w:id='1'>",
        "<w:footnoteReference w:id='1'/>",
        "&x;",
        "<text:p>",
        "</text:p>",
        "<text:list>",
        "<text:list-item text:start-value='18446744073709551615'>",
        "</text:list>",
        "<text:note><text:note-body>",
        "<text:span text:style-name='x'>",
        "</text:span>",
        "<table:table-row>",
        "<table:table-cell>",
    ];

    /// Words of RTF, in any order.
    const RICH: [&str; 18] = [
        "{",
        "}",
        "\\par ",
        "words ",
        "\\b ",
        "\\'",
        "\\u99999 ",
        "\\bin999999999 ",
        "\\pard ",
        "\\trowd ",
        "\\cell ",
        "\\row ",
        "\\ls1 ",
        "\\ilvl-3 ",
        "{\\*\\listtable",
        "{\\footnote ",
        "\\itap99999 ",
        "\\cellx-1 ",
    ];

    /// Pieces of every format, which together break as much as they can.
    fn piece() -> impl Strategy<Value = &'static str> {
        prop::sample::select(vec![
            "<div>",
            "</div>",
            "<p>",
            "</p>",
            "<table>",
            "<tr>",
            "<td>",
            "</table>",
            "<ul>",
            "<li>",
            "<ol start=9>",
            "</ol>",
            "<h1>",
            "</h2>",
            "<b>",
            "<br>",
            "<pre>",
            "</pre>",
            "<main>",
            "<nav>",
            "<a href='#x'>",
            "</a>",
            "<!--",
            "-->",
            "<script>",
            "</script>",
            "<svg>",
            "<title>",
            "<select>",
            "&amp;",
            "&#0;",
            "<",
            ">",
            "\0",
            "# ",
            "- ",
            "1. ",
            "> ",
            "```\n",
            "    ",
            "| a | b |\n",
            "|---|---|\n",
            "**",
            "_",
            "[",
            "](",
            ")",
            "![",
            "[^1]",
            ": ",
            "---\n",
            "===\n",
            "\n",
            "\r\n",
            "\r",
            "\u{c}",
            "\u{2028}",
            "\t",
            " ",
            "{\"text\":\"",
            "\"}",
            "\\",
            "`",
            "~~",
            "•",
            "’",
            "\u{feff}",
            "word",
            "Children’s",
            "13",
            "é",
        ])
    }

    /// Words that are found again, between pieces that may do anything to them but take them away.
    fn woven(pieces: &[&str]) -> (String, Vec<String>) {
        let words: Vec<String> = (0..=pieces.len()).map(|index| format!("w{index}x")).collect();
        let mut text = String::new();
        for (index, word) in words.iter().enumerate() {
            text.push_str(&format!(" {word} {}", pieces.get(index).copied().unwrap_or_default()));
        }
        (text, words)
    }

    fn words_of(name: &str, text: &str) -> Vec<String> {
        let documents = extract(name, text.as_bytes()).expect("it is text");
        let lines = documents.flatten().flat_map(|document| document.pages).flat_map(|page| page.lines);
        let text = lines.map(|line| line.text + "\n").collect::<String>();
        let mut words: Vec<String> = text
            .split(|c: char| !c.is_ascii_alphanumeric())
            .filter(|word| word.starts_with('w') && word.ends_with('x'))
            .map(str::to_owned)
            .collect();
        words.sort_by_key(|word| (word.len(), word.clone()));
        words
    }

    proptest! {
        #[test]
        fn no_bytes_stop_any_reader(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
            for read in [text::read, markdown::read, html::read] {
                let _ = read(&bytes);
            }
            for name in NAMES {
                let _ = extract(name, &bytes).map(Iterator::count);
            }
            let _ = Records::new(&bytes).count();
        }

        #[test]
        fn no_damage_stops_any_reader(
            sample in prop::sample::select(SAMPLES.to_vec()),
            changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..12),
            kept in any::<prop::sample::Index>(),
            is_cut in any::<bool>(),
        ) {
            let mut bytes = sample.1.to_vec();
            for (at, byte) in changes {
                let at = at.index(bytes.len());
                bytes[at] = byte;
            }
            if is_cut {
                bytes.truncate(kept.index(bytes.len()));
            }
            let _ = extract(sample.0, &bytes).map(Iterator::count);
        }

        #[test]
        fn no_bytes_in_a_document_stop_its_reader(
            pieces in prop::collection::vec(prop::sample::select(MARKUP.to_vec()), 0..80),
            rich in prop::collection::vec(prop::sample::select(RICH.to_vec()), 0..80),
        ) {
            let word = "xmlns:w='http://schemas.openxmlformats.org/wordprocessingml/2006/main'";
            let spaces = ["text", "table", "office", "style"].map(|name| format!("xmlns:{name}='urn:x:xmlns:{name}:1.0'"));
            let docx = format!("<w:document {word}>{}", pieces.concat());
            let odt = format!("<office:document {}>{}", spaces.join(" "), pieces.concat());
            let kind = b"application/vnd.oasis.opendocument.text".as_slice();
            let zips = [
                archive::zip_of(&[("[Content_Types].xml", b""), ("word/document.xml", docx.as_bytes()), ("word/numbering.xml", docx.as_bytes()),
                    ("word/styles.xml", docx.as_bytes()), ("word/footnotes.xml", docx.as_bytes())]),
                archive::zip_of(&[("mimetype", kind), ("content.xml", odt.as_bytes()), ("styles.xml", odt.as_bytes())]),
                format!("{{\\rtf1 {}", rich.concat()).into_bytes(),
            ];
            for bytes in zips {
                let _ = extract("a", &bytes).map(Iterator::count);
            }
        }

        #[test]
        fn no_pieces_stop_any_reader(pieces in prop::collection::vec(piece(), 0..60)) {
            let text = pieces.concat();
            let utf16: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
            for bytes in [text.as_bytes(), &utf16] {
                for read in [text::read, markdown::read, html::read] {
                    let document = read(bytes);
                    for line in document.pages.into_iter().flat_map(|page| page.lines) {
                        prop_assert!(line.bytes.is_none_or(|range| decode_range(bytes, range).is_some()));
                    }
                }
                let _ = Records::new(bytes).count();
            }
        }

        #[test]
        fn every_word_of_a_web_page_comes_out_once(pieces in prop::collection::vec(prop::sample::select(vec![
            "<div>", "</div>", "<p>", "</p>", "<table>", "<tr>", "<td>", "</td>", "</table>", "<ul>", "</ul>", "<li>",
            "<ol>", "</ol>", "<h2>", "</h2>", "<b>", "</b>", "<br>", "<pre>", "</pre>", "<span>", "</span>", "<dl>",
            "<dd>", "</dl>", "<blockquote>", "</blockquote>", "<section>", "</section>", "<sup>", "</sup>", "\n", "• ",
        ]), 0..40)) {
            let (text, words) = woven(&pieces);
            prop_assert_eq!(words_of("a.html", &format!("<!doctype html><body>{text}")), words);
        }

        #[test]
        fn every_word_of_markdown_comes_out(pieces in prop::collection::vec(prop::sample::select(vec![
            "\n# ", "\n- ", "\n  - ", "\n12. ", "\n> ", "\n\n", "\n", "\n    ", "\n\n    ", "**", "*", "_", "`", "[", "]",
            "\n| a | ", " |", "\n|---|---|\n", "\n---\n", "\n===\n", "\n```\n", "<b>", "<br>", "\n<div>\n", "\u{c}", "\\", "~~",
        ]), 0..40)) {
            let (text, words) = woven(&pieces);
            let mut found = words_of("a.md", &text);
            found.dedup();
            // A second word after three backticks names a program language, and is no word of the text.
            let lost: Vec<_> = words.iter().filter(|word| !found.contains(word)).collect();
            prop_assert!(lost.is_empty() || text.contains("```"), "{:?} of {:?}", lost, text);
        }
    }
}
