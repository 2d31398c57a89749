//! Text, Markdown, web pages and JSON Lines: whatever the bytes are, reading ends, and every line that has bytes is
//! what these bytes say.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    for name in ["a.txt", "a.md", "a.html", "a.jsonl"] {
        let Ok(documents) = findings::extract::extract(name, bytes) else { continue };
        for document in documents.flatten() {
            for line in document.pages.iter().flat_map(|page| &page.lines) {
                assert!(line.bytes.clone().is_none_or(|range| findings::extract::decode_range(bytes, range).is_some()));
            }
            let _ = findings::layout::layout(&document);
        }
    }
});
