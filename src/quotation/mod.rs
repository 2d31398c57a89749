//! Quotations: read as their writers mean them, laid beside the reports, found in drafts.
//!
//! `quoted` reads a quotation with its ellipses and insertions, and `alignment` lays it beside a text. `check` asks an
//! engine where it may be from, looks there in a `window` of passages, and says what differs, numbers with their `signs`.
//! `draft` finds the quotations of a text, and `attribution` the report that the text names beside one.

mod alignment;
mod attribution;
mod changed;
mod check;
mod draft;
mod quoted;
mod signs;
mod window;

pub(crate) use alignment::{AlignedText, Alignment, StepKind, align};
pub(crate) use attribution::{Attribution, KnownAuthorities};
pub(crate) use changed::changed_words;
pub(crate) use check::is_near;
pub use check::{DiffPiece, Elsewhere, QuotationCheck, QuotedPlace, Verdict};
pub(crate) use check::{MAX_QUOTED_WORDS, check};
pub(crate) use draft::{DraftQuotation, quotations_in};
pub use quoted::{Quotation, QuotedGap, QuotedWord};
