//! What each fuzz target does with the bytes it is given. The targets in `fuzz/` and the test that drives them for a
//! moment share it.

use findings::extract::{self, Encoding};
use findings::layout::layout;
use findings::query::{ParseOptions, parse};
use findings::report::Date;

/// Zip archives and the files in them: whatever the bytes are, reading ends, and its lines can be laid out.
pub fn archive(bytes: &[u8]) {
    read("a.zip", bytes);
}

/// E-mails with what is attached to them: whatever the bytes are, reading ends, and its lines can be laid out.
pub fn email(bytes: &[u8]) {
    read("a.eml", bytes);
}

/// Documents of office programs, which the bytes tell apart: whatever they are, reading ends, and its lines can be
/// laid out.
pub fn office(bytes: &[u8]) {
    for name in ["a.docx", "a.odt", "a.rtf", "a.doc"] {
        read(name, bytes);
    }
}

/// PDF files: whatever the bytes are, reading ends, and its lines can be laid out.
pub fn pdf(bytes: &[u8]) {
    read("a.pdf", bytes);
}

/// Text, Markdown, web pages and JSON Lines: whatever the bytes are, reading ends, and every line that has bytes has
/// bytes of the file, which can be decoded again.
pub fn text(bytes: &[u8]) {
    // Found once: to look through the whole file again for each of its lines takes the square of its length.
    let encoding = Encoding::of(bytes);
    for name in ["a.txt", "a.md", "a.html", "a.jsonl"] {
        let Ok(documents) = extract::extract(name, bytes) else { continue };
        for document in documents.flatten() {
            for range in document.pages.iter().flat_map(|page| &page.lines).filter_map(|line| line.bytes.clone()) {
                let own = usize::try_from(range.start).and_then(|start| Ok(start..usize::try_from(range.end)?));
                let own = bytes.get(own.expect("a place in memory")).expect("the file has these bytes");
                let _ = encoding.decode(own);
            }
            let _ = layout(&document);
        }
    }
}

/// Queries: whatever is typed means something, and what it means reads back as the same.
pub fn query(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let options = ParseOptions::on(Date::day(2026, 3, 2).expect("it is a day"));
    let query = parse(&text, &options).query;
    let printed = query.to_string();
    let again = parse(&printed, &options).query;
    assert_eq!(again, query, "{text:?} is printed as {printed:?}");
}

fn read(name: &str, bytes: &[u8]) {
    if let Ok(documents) = extract::extract(name, bytes) {
        for document in documents.flatten() {
            let _ = layout(&document);
        }
    }
}
