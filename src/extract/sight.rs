//! What the first bytes of a file say of its format, before anything takes the file apart.

use super::format::{Format, HEAD, Office};

/// What the first bytes of a file say.
pub(super) enum Sight {
    /// The format itself.
    Known(Format),
    /// A zip file, of which its members say more.
    Zip,
    /// A container of Microsoft's old programs, of which its streams say more.
    Compound,
    /// A format that people may have reports in, and that this program has no reader for.
    NotRead(&'static str),
}

/// What the first bytes of a file say, where they say anything.
pub(super) fn by_sight(bytes: &[u8]) -> Option<Sight> {
    let head = &bytes[..bytes.len().min(HEAD)];
    let starts = |what: &[u8]| head.starts_with(what);
    if starts(b"%PDF-") || (holds(&head[..head.len().min(1024)], b"%PDF-") && holds(head, b" obj")) {
        return Some(Sight::Known(Format::Pdf));
    }
    if starts(b"PK\x03\x04") || starts(b"PK\x05\x06") {
        return Some(Sight::Zip);
    }
    if starts(OLE) {
        return Some(Sight::Compound);
    }
    if starts(b"{\\rtf") {
        return Some(Sight::Known(Format::Office(Office::Rtf)));
    }
    let magic: [(&[u8], &str); 4] = [
        (b"\x89PNG\r\n", "an image"),
        (b"\xff\xd8\xff", "an image"),
        (b"\x1f\x8b\x08", "a compressed (gzip) file"),
        (b"7z\xbc\xaf\x27\x1c", "a 7z archive"),
    ];
    magic.iter().find(|(bytes, _)| starts(bytes)).map(|&(_, what)| Sight::NotRead(what))
}

/// Whether some bytes stand among others.
pub(super) fn holds(head: &[u8], what: &[u8]) -> bool {
    head.windows(what.len()).any(|window| window == what)
}

/// The first bytes of the container that Microsoft's programs used before they used zip files.
pub(super) const OLE: &[u8] = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1";
