//! Reports and passages as the index stores them. A passage's text is a field of its own, and so is a
//! report's evidence, which few commands ask for.

use serde::{Deserialize, Serialize};

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
        }
    }

    pub(super) fn with_text(self, text: String) -> Passage {
        let PassageRecord { ordinal, kind, section, label, pages, context, spans } = self;
        Passage { ordinal, kind, section, label, pages, text, context, spans }
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

/// A passage's number in its report and the part it plays, as one number; 0 is a report itself.
pub(super) fn place_of(passage: &Passage) -> u64 {
    let part = PARTS.iter().position(|kind| *kind == passage.kind).unwrap_or(0);
    (u64::from(passage.ordinal) << 4) | part as u64
}

/// The passage's number in its report, from its place; 0 for the report itself.
pub fn ordinal_of(place: u64) -> u32 {
    u32::try_from(place >> 4).unwrap_or(u32::MAX)
}

/// The part that a passage plays, from its place.
pub fn part_of(place: u64) -> Option<PassageKind> {
    PARTS.get(usize::try_from(place & 15).unwrap_or(usize::MAX)).copied()
}
