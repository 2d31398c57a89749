//! The library with whatever features it was built with; without any it is a small one, which reads text, Markdown
//! and JSON Lines, and searches them.

use std::error::Error;
use std::fs;

use findings::{Index, Indexer, Request};

#[test]
fn text_markdown_and_records_are_indexed_and_searched() -> Result<(), Box<dyn Error>> {
    let place = tempfile::tempdir()?;
    let (reports, folder) = (place.path().join("reports"), place.path().join("index"));
    fs::create_dir(&reports)?;
    fs::write(reports.join("a.txt"), "Drift was seen in two of the plans.\n")?;
    fs::write(reports.join("b.md"), "# Findings\n\nThere was no drift.\n\n<p>Nor was there any <b>delay</b>.</p>\n")?;
    fs::write(reports.join("c.jsonl"), "{\"id\": \"one\", \"text\": \"Plans drift.\"}\n")?;
    Indexer::new(&folder).path(reports.display().to_string()).run()?;

    let index = Index::open(&folder)?;
    let drift = index.search(&Request::new(&index.parse("drift").query))?;
    let mut found: Vec<(&str, &str)> = drift.hits.iter().map(|hit| (hit.report.id.as_str(), marked(hit))).collect();
    found.sort_unstable();
    assert_eq!(found, [("a.txt", "Drift"), ("b.md", "drift"), ("one", "drift")]);
    let delay = index.search(&Request::new(&index.parse("delay").query))?;
    let tags = delay.hits.iter().any(|hit| hit.passage.text.contains("<b>"));
    assert_eq!((delay.matched.passages, tags), (1, !cfg!(feature = "html")), "HTML in Markdown");
    Ok(())
}

fn marked(hit: &findings::Hit) -> &str {
    &hit.passage.text[hit.highlights[0].clone()]
}

#[test]
fn a_format_that_the_build_does_not_read_is_named() -> Result<(), Box<dyn Error>> {
    let place = tempfile::tempdir()?;
    let (reports, folder) = (place.path().join("reports"), place.path().join("index"));
    fs::create_dir(&reports)?;
    let old: Vec<u8> = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".iter().copied().chain(utf16("WordDocument")).collect();
    let zip = |member: &str| [b"PK\x03\x04", member.as_bytes()].concat();
    let files: [(&str, Vec<u8>, &str, bool); 8] = [
        ("a.pdf", b"%PDF-1.7\n".to_vec(), "a PDF", cfg!(feature = "pdf")),
        ("b.docx", zip("word/document.xml"), "a Word document", cfg!(feature = "office")),
        ("c.doc", old, "a Word document of the old kind", cfg!(feature = "legacy-office")),
        (
            "d.odt",
            zip("mimetypeapplication/vnd.oasis.opendocument.text"),
            "an OpenDocument text",
            cfg!(feature = "office"),
        ),
        ("e.rtf", b"{\\rtf1 Drift.}".to_vec(), "a rich text (RTF) document", cfg!(feature = "legacy-office")),
        ("f.html", b"<html><body><p>Drift.</p></body></html>".to_vec(), "a web page", cfg!(feature = "html")),
        ("g.eml", b"From: A\nMessage-ID: <1>\nSubject: B\n\nDrift.\n".to_vec(), "an e-mail", cfg!(feature = "email")),
        ("h.zip", zip("a.txt"), "a zip archive", cfg!(feature = "archive")),
    ];
    for (name, bytes, ..) in &files {
        fs::write(reports.join(name), bytes)?;
    }
    let indexed = Indexer::new(&folder).path(reports.display().to_string()).run()?;
    assert_eq!(indexed.files.len(), files.len());
    for (file, (name, _, what, is_read)) in indexed.files.iter().zip(&files) {
        assert_eq!(file.path, *name);
        let left_out = format!("{what} is not read by this build of findings");
        let is_left_out = file.problems.iter().any(|problem| problem.starts_with(&left_out));
        assert_eq!(is_left_out, !is_read, "{name}: {:?}", file.problems);
    }
    Ok(())
}

fn utf16(text: &str) -> impl Iterator<Item = u8> {
    text.encode_utf16().flat_map(u16::to_le_bytes)
}
