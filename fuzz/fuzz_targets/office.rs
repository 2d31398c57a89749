//! Documents of office programs, which the bytes tell apart: whatever they are, reading ends, and its lines can be
//! laid out.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    for name in ["a.docx", "a.odt", "a.rtf", "a.doc"] {
        if let Ok(documents) = findings::extract::extract(name, bytes) {
            for document in documents.flatten() {
                let _ = findings::layout::layout(&document);
            }
        }
    }
});
