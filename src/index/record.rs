//! Reports and passages as the index stores them. A passage's text is a field of its own, and so is a
//! report's evidence, which few commands ask for.

use serde::{Deserialize, Serialize};
use tantivy::schema::Field;
use tantivy::schema::document::{
    DeserializeError, DocumentDeserialize, DocumentDeserializer, ValueDeserialize, ValueDeserializer, ValueVisitor,
};

use crate::report::{Passage, PassageKind, SourceSpan};

/// A passage without its text.
#[derive(Serialize, Deserialize)]
pub(super) struct PassageRecord {
    ordinal: u32,
    kind: PassageKind,
    section: Vec<String>,
    label: Option<String>,
    pages: Option<(u32, u32)>,
    context: Option<String>,
    spans: Vec<SourceSpan>,
    ocr: bool,
}

impl PassageRecord {
    pub(super) fn of(passage: &Passage) -> PassageRecord {
        PassageRecord {
            ordinal: passage.ordinal,
            kind: passage.kind,
            section: passage.section.clone(),
            label: passage.label.clone(),
            pages: passage.pages,
            context: passage.context.clone(),
            spans: passage.spans.clone(),
            ocr: passage.ocr,
        }
    }

    pub(super) fn with_text(self, text: String) -> Passage {
        let PassageRecord { ordinal, kind, section, label, pages, context, spans, ocr } = self;
        Passage { ordinal, kind, section, label, pages, text, context, spans, ocr }
    }
}

/// The parts a passage can play, by the number that stands for them in the index.
const PARTS: [PassageKind; 9] = [
    PassageKind::Paragraph,
    PassageKind::Bullet,
    PassageKind::TableRow,
    PassageKind::Heading,
    PassageKind::Footnote,
    PassageKind::Contents,
    PassageKind::Letterhead,
    PassageKind::Addressee,
    PassageKind::Signature,
];

/// The number that stands for the part a passage plays; 0 stands for a report itself.
pub(super) fn number_of(part: PassageKind) -> u64 {
    PARTS.iter().position(|kind| *kind == part).map_or(0, |at| at as u64 + 1)
}

/// The part that a number stands for; none for a report itself.
pub fn part_of(number: u64) -> Option<PassageKind> {
    PARTS.get(usize::try_from(number).ok()?.checked_sub(1)?).copied()
}

/// What is stored of a document: a text at most, and bytes by field. Taken from the store as it is,
/// without the copies that a document of any shape would need.
pub(super) struct StoredDocument(Vec<(Field, StoredValue)>);

enum StoredValue {
    Text(String),
    Bytes(Vec<u8>),
}

impl StoredDocument {
    pub(super) fn bytes(&self, field: Field) -> Option<&[u8]> {
        self.0.iter().find_map(|(of, value)| match value {
            StoredValue::Bytes(bytes) if *of == field => Some(bytes.as_slice()),
            _ => None,
        })
    }

    pub(super) fn take_text(&mut self, field: Field) -> Option<String> {
        self.0.iter_mut().find_map(|(of, value)| match value {
            StoredValue::Text(text) if *of == field => Some(std::mem::take(text)),
            _ => None,
        })
    }
}

impl StoredDocument {
    /// Reads the values up to the one that is the last.
    fn read<'de, D: DocumentDeserializer<'de>>(
        mut deserializer: D,
        is_last: fn(&StoredValue) -> bool,
    ) -> Result<StoredDocument, DeserializeError> {
        let mut values = Vec::with_capacity(deserializer.size_hint());
        while let Some((field, value)) = deserializer.next_field()? {
            let ends = is_last(&value);
            values.push((field, value));
            if ends {
                break;
            }
        }
        Ok(StoredDocument(values))
    }
}

impl DocumentDeserialize for StoredDocument {
    fn deserialize<'de, D: DocumentDeserializer<'de>>(deserializer: D) -> Result<StoredDocument, DeserializeError> {
        StoredDocument::read(deserializer, |_| false)
    }
}

/// The same up to the first bytes: without the evidence of a report, which stands behind them, and which the store would
/// give out byte by byte.
pub(super) struct StoredStart(pub(super) StoredDocument);

impl DocumentDeserialize for StoredStart {
    fn deserialize<'de, D: DocumentDeserializer<'de>>(deserializer: D) -> Result<StoredStart, DeserializeError> {
        StoredDocument::read(deserializer, |value| matches!(value, StoredValue::Bytes(_))).map(StoredStart)
    }
}

impl ValueDeserialize for StoredValue {
    fn deserialize<'de, D: ValueDeserializer<'de>>(deserializer: D) -> Result<StoredValue, DeserializeError> {
        struct Visitor;
        impl ValueVisitor for Visitor {
            type Value = StoredValue;

            fn visit_string(&self, text: String) -> Result<StoredValue, DeserializeError> {
                Ok(StoredValue::Text(text))
            }

            fn visit_bytes(&self, bytes: Vec<u8>) -> Result<StoredValue, DeserializeError> {
                Ok(StoredValue::Bytes(bytes))
            }
        }
        deserializer.deserialize_any(Visitor)
    }
}
