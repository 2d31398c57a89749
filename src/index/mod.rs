//! The index on disk: reports and their passages in a tantivy index, and a manifest of what it was
//! made from.
//!
//! A report is one run of documents: first the report itself, then its passages in order. So a passage's ordinal is its
//! distance from its report, and its neighbours are beside it. Only the report's own document has its metadata. A state
//! of the index appears whole or not at all: the manifest is written first under a new name, and tantivy's commit, one
//! atomic rename, carries that name.
//!
//! Every byte is under a checksum: small files have it as their last line, files of segments have one for each block, and
//! a search checks what it reads.

mod acronyms;
mod analyser;
mod backlog;
mod boilerplate;
mod checksummed;
mod content_digest;
mod directory;
mod documents;
mod error;
mod first_error;
mod heap;
mod inventory;
mod lock;
mod manifest;
mod memory;
mod merging;
mod origin;
mod reader;
mod record;
mod schema;
mod short_ids;
mod state;
mod stored;
mod strays;
mod values;
mod verify;
mod whole;
mod writer;

pub(crate) use crate::engine::IndexError;
pub(crate) use analyser::{PositionTerms, TermReader, capitals, length_step};
pub(crate) use boilerplate::{BoilerplateCounter, BoilerplateSet, fingerprints};
#[doc(hidden)]
pub use content_digest::prove_by_sums;
pub(crate) use first_error::Watched;
pub(crate) use inventory::Inventory;
pub use manifest::{Manifest, Summary};
pub(crate) use memory::{Gaps, MemoryParts, MemoryReport};
pub(crate) use origin::{is_relative, made_elsewhere, made_in};
pub(crate) use reader::{PlacedReport, Reader};
pub(crate) use record::{PassageRecord, number_of, part_number, part_of, role_number, role_of};
pub(crate) use schema::{
    CAPITALS, EXTRA_COLUMN, Fields, HERE, LABEL_COLUMN, MISSING_DATE, MISSING_VALUE, PARTED, PRESENT, SECTION_COLUMN,
    SENTENCE, column_name,
};
pub(crate) use stored::ReportLocation;
pub(crate) use verify::check_agreement;
pub use verify::{Fault, FileCheck, check_files};
pub(crate) use whole::{TermList, VocabularyTerm, Whole};
pub use writer::{Writer, WriterOptions};

/// The version of the layout on disk; another one is refused.
pub const FORMAT: u32 = 12;

/// The version of segmenting, folding and stemming; an index made with another one is refused.
pub(crate) const ANALYSER: u32 = 5;
