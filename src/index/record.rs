//! Reports and passages as the index stores them. A passage's text is a field of its own, and so is a
//! report's evidence, which few commands ask for.

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use tantivy::schema::Field;
use tantivy::schema::document::{
    DeserializeError, DocumentDeserialize, DocumentDeserializer, ValueDeserialize, ValueDeserializer, ValueVisitor,
};

use crate::report::{Passage, PassageKind, PassageRole, SourceSpan};

/// A passage without its text.
#[derive(Serialize, Deserialize)]
pub(crate) struct PassageRecord {
    ordinal: u32,
    kind: PassageKind,
    role: Option<PassageRole>,
    section: Vec<String>,
    label: Option<String>,
    pages: Option<(u32, u32)>,
    context: Option<String>,
    spans: Vec<SourceSpan>,
    ocr: bool,
}

impl PassageRecord {
    pub(super) fn new(passage: &Passage) -> PassageRecord {
        PassageRecord {
            ordinal: passage.ordinal,
            kind: passage.kind,
            role: passage.role,
            section: passage.section.clone(),
            label: passage.label.clone(),
            pages: passage.pages,
            context: passage.context.clone(),
            spans: passage.spans.clone(),
            ocr: passage.ocr,
        }
    }

    /// The bytes of a passage without its text.
    pub(crate) fn bytes_of(passage: &Passage) -> postcard::Result<Vec<u8>> {
        postcard::to_allocvec(&PassageRecord::new(passage))
    }

    /// The passage of such bytes and its text.
    pub(crate) fn passage(bytes: &[u8], text: String) -> postcard::Result<Passage> {
        Ok(postcard::from_bytes::<PassageRecord>(bytes)?.with_text(text))
    }

    pub(super) fn with_text(self, text: String) -> Passage {
        let PassageRecord { ordinal, kind, role, section, label, pages, context, spans, ocr } = self;
        Passage { ordinal, kind, role, section, label, pages, text, context, spans, ocr }
    }
}

/// The parts a passage can play, by their number in the index.
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

/// Numbers from here on are of passages with a role, so that one column has both.
const WITH_ROLE: u64 = 16;

/// The number of a part and a role in the index; 0 means a report itself.
pub(crate) fn number_of(part: PassageKind, role: Option<PassageRole>) -> u64 {
    let part = PARTS.iter().position(|kind| *kind == part).map_or(0, |at| at as u64 + 1);
    let role = role.and_then(|role| PassageRole::ALL.iter().position(|known| *known == role));
    part + role.map_or(0, |at| (at as u64 + 1) * WITH_ROLE)
}

/// The part with this number; none for a report itself.
pub(crate) fn part_of(number: u64) -> Option<PassageKind> {
    PARTS.get(usize::try_from(part_number(number)).ok()?.checked_sub(1)?).copied()
}

/// The part of a number alone: the same for all passages of a part.
pub(crate) fn part_number(number: u64) -> u64 {
    number % WITH_ROLE
}

/// The role of a number alone: the same for all passages with a role, and 0 for those without.
pub(crate) fn role_number(number: u64) -> u64 {
    number - part_number(number)
}

/// The role with this number, if any.
pub(crate) fn role_of(number: u64) -> Option<PassageRole> {
    PassageRole::ALL.get(usize::try_from(number / WITH_ROLE).ok()?.checked_sub(1)?).copied()
}

/// A stored document: texts and bytes by field, without the copies that a document of any shape would need.
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

impl DocumentDeserialize for StoredDocument {
    fn deserialize<'de, D: DocumentDeserializer<'de>>(mut deserializer: D) -> Result<StoredDocument, DeserializeError> {
        let mut values = Vec::with_capacity(deserializer.size_hint());
        while let Some((field, value)) = deserializer.next_field()? {
            values.push((field, value));
        }
        Ok(StoredDocument(values))
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

/// A value that is mostly words, as stored text: one character for each byte. The store returns texts at once, but bytes
/// one by one.
pub(super) fn packed(value: &impl Serialize) -> postcard::Result<String> {
    Ok(postcard::to_allocvec(value)?.into_iter().map(char::from).collect())
}

/// The value of a packed text.
pub(super) fn unpacked<T: DeserializeOwned>(text: &str) -> postcard::Result<T> {
    if text.is_ascii() {
        return postcard::from_bytes(text.as_bytes());
    }
    let bytes = text.chars().map(|c| u8::try_from(c).map_err(|_| postcard::Error::DeserializeBadEncoding));
    postcard::from_bytes(&bytes.collect::<postcard::Result<Vec<u8>>>()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_comes_back_as_it_was_packed() {
        for value in [vec![], (0..=300).collect::<Vec<u32>>(), vec![u32::MAX; 3]] {
            let text = packed(&(&value, "Children’s é")).expect("it can be packed");
            let back: (Vec<u32>, String) = unpacked(&text).expect("it can be unpacked");
            assert_eq!(back, (value, "Children’s é".to_owned()));
        }
        assert!(unpacked::<Vec<u8>>("\u{100}").is_err());
    }
}
