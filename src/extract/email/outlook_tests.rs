//! Messages as Outlook saves them, made here.

use std::io::{Cursor, Write};

use cfb::CompoundFile;

use super::tests::shown_of;
use crate::extract::archive::zip_of;
use crate::extract::extract;

/// 4 March 2019, 08:12, in tenths of a microsecond since 1601.
const SENT: u64 = (11_644_473_600 + 1_551_687_120) * 10_000_000;

struct Maker(CompoundFile<Cursor<Vec<u8>>>);

impl Maker {
    fn new() -> Maker {
        Maker(CompoundFile::create(Cursor::new(Vec::new())).expect("a file in memory"))
    }

    fn stream(&mut self, path: &str, bytes: &[u8]) -> &mut Maker {
        self.0.create_stream(path).and_then(|mut stream| stream.write_all(bytes)).expect("a stream in memory");
        self
    }

    fn text(&mut self, at: &str, property: &str, text: &str) -> &mut Maker {
        let bytes: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
        self.stream(&format!("{at}/__substg1.0_{property}001F"), &bytes)
    }

    fn storage(&mut self, path: &str) -> &mut Maker {
        self.0.create_storage(path).expect("a storage in memory");
        self
    }

    /// The properties without streams: a head, and each with its number and its value.
    fn fixed(&mut self, at: &str, head: usize, properties: &[(u16, u64)]) -> &mut Maker {
        let mut bytes = vec![0; head];
        for (property, value) in properties {
            bytes.extend([0x40, 0]);
            bytes.extend(property.to_le_bytes());
            bytes.extend([6, 0, 0, 0]);
            bytes.extend(value.to_le_bytes());
        }
        self.stream(&format!("{at}/__properties_version1.0"), &bytes)
    }

    fn bytes(self) -> Vec<u8> {
        self.0.into_inner().into_inner()
    }
}

#[test]
fn a_message_of_outlook_reads_as_any_other() {
    let mut made = Maker::new();
    made.fixed("", 32, &[(0x0039, SENT)])
        .text("", "0037", "The letter’s here")
        .text("", "0C1A", "Ann Reed")
        .text("", "0E04", "B; C Brook")
        .text("", "1000", "Drift was seen.\r\n");
    let expected = ": The letter’s here|From: Ann Reed · To: B, C Brook · Sent: 2019-03-04 08:12|Drift was seen.";
    assert_eq!(shown_of("a.msg", &made.bytes()), [expected]);
    let mut old = Maker::new();
    old.fixed("", 32, &[(0x3ffd, 1250)])
        .stream("/__substg1.0_0037001E", b"Zpr\xe1va")
        .stream("/__substg1.0_10130102", b"<p>Delay was seen.</p>");
    assert_eq!(shown_of("b.msg", &old.bytes()), [": Zpráva|Delay was seen."]);
}

#[test]
fn what_is_attached_is_read_and_so_are_messages_in_messages() {
    let letter = zip_of(&[("r.txt", b"Neglect was seen in two plans.")]);
    let (file, inner) = ("/__attach_version1.0_#00000000", "/__attach_version1.0_#00000001");
    let message = format!("{inner}/__substg1.0_3701000D");
    let deeper = format!("{message}/__attach_version1.0_#00000000");
    let mut made = Maker::new();
    made.fixed("", 32, &[]).text("", "0037", "Two things").text("", "1000", "See below.");
    made.storage(file).text(file, "3707", "../plans.zip").stream(&format!("{file}/__substg1.0_37010102"), &letter);
    made.storage(inner).storage(&message).fixed(&message, 24, &[]);
    made.text(&message, "0037", "Before").text(&message, "0C1A", "Dan Vale").text(
        &message,
        "1000",
        "Panels met – twice.",
    );
    made.storage(&deeper).text(&deeper, "3707", "note.txt");
    made.stream(&format!("{deeper}/__substg1.0_37010102"), b"A note on panels.");
    assert_eq!(
        shown_of("a.msg", &made.bytes()),
        [
            ": Two things|See below.",
            "plans.zip/r.txt: Neglect was seen in two plans.",
            "message-2.eml: Before|From: Dan Vale|Panels met – twice.",
            "note.txt: A note on panels.",
        ]
    );
}

#[test]
fn a_message_without_a_text_is_said() {
    let mut made = Maker::new();
    made.fixed("", 32, &[]).stream("/__substg1.0_10090102", b"LZFu");
    let Err(error) = extract("a.msg", &made.bytes()) else { panic!("it is read") };
    assert!(error.to_string().contains("compressed rich text"), "{error}");
}
