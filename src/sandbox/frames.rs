//! The messages between the two processes: frames of a length and that many bytes.
//!
//! The file may have taken over the child that reads it, so nothing that the child sends is trusted: a frame has a
//! maximum length, decoding it takes a bounded amount of memory, and nesting in it is bounded.

use std::io::{self, Read, Write};

use postcard::de_flavors::{Flavor, Slice};
use serde::{Deserialize, Serialize};

use crate::extract::Unreadable;
use crate::report::Document;

use super::Confinement;

/// A message of the child.
#[derive(Debug, Serialize, Deserialize)]
pub(super) enum Reply {
    /// It is ready, and so confined.
    Ready(Confinement),
    /// The documents of a file.
    Read(Vec<Result<Document, FlatUnreadable>>),
    /// The file as a whole cannot be read.
    Unreadable(FlatUnreadable),
    /// More came out of the file than may be sent.
    TooMuchOutput,
    /// The reader failed, with its message.
    Failed(String),
}

/// Why a file, or a file inside of it, cannot be read. [`Unreadable`] holds itself, and so could be sent nested
/// a million times; this cannot.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct FlatUnreadable {
    member: Option<String>,
    why: Unreadable,
}

impl From<Unreadable> for FlatUnreadable {
    fn from(unreadable: Unreadable) -> FlatUnreadable {
        let mut refusal = FlatUnreadable { member: None, why: unreadable };
        while let Unreadable::Member { member, why } = refusal.why {
            let member = refusal.member.map_or(member.clone(), |outer| format!("{outer}/{member}"));
            refusal = FlatUnreadable { member: Some(member), why: *why };
        }
        refusal
    }
}

impl From<FlatUnreadable> for Unreadable {
    fn from(refusal: FlatUnreadable) -> Unreadable {
        let FlatUnreadable { member, why } = refusal;
        match member {
            Some(member) => Unreadable::Member { member, why: Box::new(why) },
            None => why,
        }
    }
}

/// Sends one frame.
pub(super) fn send(to: &mut dyn Write, bytes: &[u8]) -> io::Result<()> {
    to.write_all(&length(bytes))?;
    to.write_all(bytes)
}

/// The header of a frame.
pub(super) fn length(bytes: &[u8]) -> [u8; 8] {
    (bytes.len() as u64).to_le_bytes()
}

/// Receives one frame; none if the other side has ended. Memory grows with the received bytes, not with the stated
/// length.
pub(super) fn receive(from: &mut dyn Read, longest: u64) -> io::Result<Option<Vec<u8>>> {
    let mut length = [0; 8];
    match from.read_exact(&mut length) {
        Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => return Ok(None),
        received => received?,
    }
    let length = u64::from_le_bytes(length);
    if length > longest {
        let what = format!("it sent {length} bytes at once, and {longest} are the most that it may");
        return Err(io::Error::new(io::ErrorKind::InvalidData, what));
    }
    let mut bytes = Vec::new();
    from.take(length).read_to_end(&mut bytes)?;
    if (bytes.len() as u64) < length {
        return Ok(None);
    }
    Ok(Some(bytes))
}

/// The reply in a frame; [`io::ErrorKind::OutOfMemory`] if decoding it would take more than `memory`.
pub(super) fn decode(bytes: &[u8], memory: u64) -> io::Result<Reply> {
    let mut from = postcard::Deserializer::from_flavor(BoundedSlice { bytes: Slice::new(bytes), left: Some(memory) });
    match (Reply::deserialize(&mut from), from.finalize()) {
        (Ok(reply), Ok(([], Some(_)))) => Ok(reply),
        (_, Ok((_, None))) => Err(io::ErrorKind::OutOfMemory.into()),
        _ => Err(io::Error::new(io::ErrorKind::InvalidData, "it sent what is no reply")),
    }
}

/// Bytes to decode, with the memory left for the decoded values. An empty page takes one byte to send and 24 to hold:
/// so a frame of the maximum length could fill many times as much memory.
struct BoundedSlice<'de> {
    bytes: Slice<'de>,
    /// None once there was too little.
    left: Option<u64>,
}

impl BoundedSlice<'_> {
    /// No value that takes one byte to send takes more memory than this.
    const VALUE: u64 = size_of::<String>() as u64;

    fn take(&mut self, memory: u64) -> postcard::Result<()> {
        self.left = self.left.and_then(|left| left.checked_sub(memory));
        self.left.map(|_| ()).ok_or(postcard::Error::DeserializeUnexpectedEnd)
    }
}

impl<'de> Flavor<'de> for BoundedSlice<'de> {
    type Remainder = (&'de [u8], Option<u64>);
    type Source = &'de [u8];

    fn pop(&mut self) -> postcard::Result<u8> {
        let byte = self.bytes.pop()?;
        // A number continues until a byte without the highest bit.
        if byte & 0x80 == 0 {
            self.take(Self::VALUE)?;
        }
        Ok(byte)
    }

    fn size_hint(&self) -> Option<usize> {
        self.bytes.size_hint()
    }

    fn try_take_n(&mut self, count: usize) -> postcard::Result<&'de [u8]> {
        self.take(count as u64)?;
        self.bytes.try_take_n(count)
    }

    fn finalize(self) -> postcard::Result<Self::Remainder> {
        Ok((self.bytes.finalize()?, self.left))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::{Line, Page, Role};

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

    fn of_pages(pages: Vec<Page>) -> Reply {
        Reply::Read(vec![Ok(Document { pages, ..Document::default() })])
    }

    #[test]
    fn a_reply_that_would_fill_the_memory_is_refused_before_it_does() {
        let empty = postcard::to_allocvec(&of_pages(vec![Page::default(); 100_000])).expect("it can be written");
        assert!(empty.len() < 101_000);
        let error = decode(&empty, 1 << 20).expect_err("100,000 pages take more than two megabytes");
        assert_eq!(error.kind(), io::ErrorKind::OutOfMemory);
        assert!(decode(&empty, 4 << 20).is_ok());
        let line = Line { text: "é".repeat(600_000), role: Role::Text, bytes: None };
        let long = postcard::to_allocvec(&of_pages(vec![Page { lines: vec![line] }])).expect("it can be written");
        assert!(decode(&long, 1 << 20).is_err());
        assert!(decode(&long, 2 << 20).is_ok());
    }

    #[test]
    fn what_a_reader_makes_of_a_text_is_no_more_than_it_may_take_itself() {
        let line = |at: u64| Line { text: "a b".to_owned(), role: Role::Text, bytes: Some(at * 4..at * 4 + 3) };
        let reply = of_pages(vec![Page { lines: (0..100_000).map(line).collect() }]);
        let held = 100_000 * size_of::<Line>() as u64;
        let sent = postcard::to_allocvec(&reply).expect("it can be written");
        assert!(decode(&sent, 3 * held).is_ok(), "lines are counted at about what they take");
        assert!(decode(&sent, held).is_err());
    }

    #[test]
    fn anything_that_is_no_reply_is_refused() {
        let whole = postcard::to_allocvec(&Reply::Failed("why".to_owned())).expect("it can be written");
        assert!(decode(&whole, 1 << 20).is_ok());
        assert!(decode(&whole[..whole.len() - 1], 1 << 20).is_err());
        assert!(decode(&[whole.as_slice(), b"x"].concat(), 1 << 20).is_err());
        for byte in 0..=u8::MAX {
            assert!(decode(&[byte; 3000], 1 << 20).is_err(), "{byte}");
        }
    }

    #[test]
    fn a_refusal_comes_as_it_was_sent_and_cannot_be_nested() {
        let plain = [
            Unreadable::Empty,
            Unreadable::NoText { line: 3 },
            Unreadable::NotAnObject { line: 7, why: "x".to_owned() },
            Unreadable::TooLarge { limit: 9 },
        ];
        let member = plain.clone().map(|why| Unreadable::Member { member: "a/b.txt".to_owned(), why: Box::new(why) });
        for unreadable in plain.into_iter().chain(member) {
            let sent = postcard::to_allocvec(&Reply::Unreadable(unreadable.clone().into())).expect("it can be written");
            let Ok(Reply::Unreadable(refusal)) = decode(&sent, 1 << 20) else { panic!("{unreadable} is a reply") };
            assert_eq!(Unreadable::from(refusal), unreadable);
        }
        let mut nested = Unreadable::Empty;
        for _ in 0..3 {
            nested = Unreadable::Member { member: "a".to_owned(), why: Box::new(nested) };
        }
        let flat = Unreadable::Member { member: "a/a/a".to_owned(), why: Box::new(Unreadable::Empty) };
        assert_eq!(Unreadable::from(FlatUnreadable::from(nested.clone())), flat);
        assert!(postcard::to_allocvec(&nested).is_err(), "what holds itself is not sent");
    }
}
