//! E-mails with what is attached to them: whatever the bytes are, reading ends, and its lines can be laid out.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    if let Ok(documents) = findings::extract::extract("a.eml", bytes) {
        for document in documents.flatten() {
            let _ = findings::layout::layout(&document);
        }
    }
});
