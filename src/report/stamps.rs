//! The sizes and times of all that a corpus was read from, in a few bytes that every search can go through.

use super::{FileRecord, PlaceRecord};

/// The state of one folder, sidecar or file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stamp<'b> {
    /// Its path, or that of its root where the root is the file.
    pub path: &'b str,
    /// The path of its root.
    pub root: &'b str,
    /// Its size in bytes; none for a folder or a sidecar, which count by their time only.
    pub size: Option<u64>,
    /// When it was last modified, in nanoseconds since 1970.
    pub modified: i64,
}

/// Two lengths, a size and a time.
const HEAD: usize = 4 + 4 + 8 + 8;

/// The stamps of places, then those of files.
pub fn stamps(places: &[PlaceRecord], files: &[FileRecord]) -> Vec<u8> {
    let mut bytes = Vec::new();
    for place in places {
        put(&mut bytes, &place.path, "", u64::MAX, place.modified);
    }
    for file in files.iter().filter(|file| !file.is_given()) {
        put(&mut bytes, &file.root, &file.path, file.size, file.modified);
    }
    bytes
}

fn put(bytes: &mut Vec<u8>, root: &str, path: &str, size: u64, modified: i64) {
    let whole = if path.is_empty() { root.to_owned() } else { format!("{}/{path}", root.trim_end_matches('/')) };
    let length = |text: &str| u32::try_from(text.len()).unwrap_or(0).to_le_bytes();
    bytes.extend_from_slice(&length(&whole));
    bytes.extend_from_slice(&length(root));
    bytes.extend_from_slice(&size.to_le_bytes());
    bytes.extend_from_slice(&modified.to_le_bytes());
    bytes.extend_from_slice(whole.as_bytes());
    bytes.extend_from_slice(root.as_bytes());
}

/// The stamps in some bytes; they end where the bytes make no sense.
pub fn stamps_in(mut bytes: &[u8]) -> impl Iterator<Item = Stamp<'_>> {
    std::iter::from_fn(move || {
        let (head, rest) = bytes.split_at_checked(HEAD)?;
        let number = |at: usize| Some(u64::from_le_bytes(head.get(at..at + 8)?.try_into().ok()?));
        let lengths = number(0)?;
        let (path, rest) = rest.split_at_checked((lengths & 0xffff_ffff) as usize)?;
        let (root, rest) = rest.split_at_checked((lengths >> 32) as usize)?;
        bytes = rest;
        Some(Stamp {
            path: std::str::from_utf8(path).ok()?,
            root: std::str::from_utf8(root).ok()?,
            size: number(8).filter(|&size| size != u64::MAX),
            modified: i64::from_le_bytes(head.get(16..24)?.try_into().ok()?),
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stamps_come_as_they_were_put() {
        let places = [PlaceRecord { path: "corpus".to_owned(), modified: 7 }];
        let file = |root: &str, path: &str| FileRecord {
            root: root.to_owned(),
            path: path.to_owned(),
            size: 12,
            modified: -3,
            ..FileRecord::default()
        };
        let bytes = stamps(&places, &[file("corpus", "a/é.txt"), file("/", "b.txt")]);
        let read: Vec<(&str, &str, Option<u64>, i64)> =
            stamps_in(&bytes).map(|stamp| (stamp.path, stamp.root, stamp.size, stamp.modified)).collect();
        let expected =
            [("corpus", "corpus", None, 7), ("corpus/a/é.txt", "corpus", Some(12), -3), ("/b.txt", "/", Some(12), -3)];
        assert_eq!(read, expected);
        assert_eq!(stamps_in(&bytes[..bytes.len() - 1]).count(), 2);
    }
}
