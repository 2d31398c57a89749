//! The vocabulary of the program: reports, their metadata and their passages.
//!
//! Nothing here reads, writes or decides; every other module uses these types. Positions in a text are byte offsets of
//! its UTF-8 form unless a name says otherwise.

mod content_id;
mod date;
mod difference;
mod meta;
mod month;
mod passage;
mod read;
mod source;
mod stamps;

pub use content_id::{CONTENT_ID, MIN_SHORT_ID, as_short_id, content_id};
pub use date::{Date, NotADate};
pub(crate) use difference::OF_THE_KERNEL;
pub use difference::{CorpusDifference, RootError};
pub use meta::{Confidence, DateBasis, Evidence, Grade, Kind, NotAGrade, ReportMeta, Visit};
pub use month::{month_name, month_named};
pub use passage::{Passage, PassageKind, PassageRole, SourceSpan};
pub use read::{Acronym, CopyOf, FileRecord, Likeness, PlaceRecord, Problem, Prose, ReadReport, Report, ReportEntry};
pub use source::{Document, Line, Page, Role};
pub use stamps::{Stamp, stamps, stamps_in};
