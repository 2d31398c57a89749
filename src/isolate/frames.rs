//! What the two processes say to each other: frames of a length and so many bytes.

use std::io::{self, Read, Write};

use serde::{Deserialize, Serialize};

use crate::extract::Unreadable;
use crate::report::Document;

use super::Confinement;

/// What the child sends.
#[derive(Debug, Serialize, Deserialize)]
pub(super) enum Reply {
    /// It is ready, and so confined.
    Ready(Confinement),
    /// What was read from a file.
    Read(Vec<Result<Document, Unreadable>>),
    /// The file as a whole cannot be read.
    Unreadable(Unreadable),
    /// More came out of the file than may be sent.
    TooMuchOutput,
    /// The reader failed, with what it said of itself.
    Failed(String),
}

/// Sends one frame.
pub(super) fn send(to: &mut dyn Write, bytes: &[u8]) -> io::Result<()> {
    to.write_all(&(bytes.len() as u64).to_le_bytes())?;
    to.write_all(bytes)
}

/// Receives one frame; none where the other side has ended. Memory grows with what comes, not with what
/// the length says.
pub(super) fn receive(from: &mut dyn Read, longest: u64) -> io::Result<Option<Vec<u8>>> {
    let mut length = [0; 8];
    match from.read_exact(&mut length) {
        Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => return Ok(None),
        received => received?,
    }
    let length = u64::from_le_bytes(length);
    if length > longest {
        return Err(io::Error::new(io::ErrorKind::InvalidData, format!("a frame of {length} bytes")));
    }
    let mut bytes = Vec::new();
    from.take(length).read_to_end(&mut bytes)?;
    if (bytes.len() as u64) < length {
        return Ok(None);
    }
    Ok(Some(bytes))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_frame_comes_as_it_was_sent() {
        let mut sent = Vec::new();
        send(&mut sent, b"").expect("a vector takes it");
        send(&mut sent, b"report").expect("a vector takes it");
        let mut from = sent.as_slice();
        assert_eq!(receive(&mut from, 6).expect("a frame"), Some(Vec::new()));
        assert_eq!(receive(&mut from, 6).expect("a frame"), Some(b"report".to_vec()));
        assert_eq!(receive(&mut from, 6).expect("the end"), None);
    }

    #[test]
    fn a_frame_that_is_cut_or_lies_is_none() {
        let lies = u64::MAX.to_le_bytes();
        assert!(receive(&mut lies.as_slice(), 1 << 20).is_err());
        let cut = [9, 0, 0, 0, 0, 0, 0, 0, 1, 2];
        assert_eq!(receive(&mut cut.as_slice(), 1 << 20).expect("an end"), None);
        assert_eq!(receive(&mut &cut[..3], 1 << 20).expect("an end"), None);
    }
}
