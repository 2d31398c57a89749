//! The one word segmenter, the one folding and the one stemmer, for index and query alike.
//!
//! A word is what [Unicode Annex 29](https://www.unicode.org/reports/tr29/) calls one, cut further
//! where text from PDFs runs sentences together ("visit.The"). Its *folded* form is what verbatim
//! matching compares; its *stem* is what inflected matching compares.

mod bounds;
mod capitals;
mod cell;
mod controls;
mod fold;
mod near;
mod raised;
mod segment;
mod shingles;
mod stem;
mod stop;
mod tidy;

pub(crate) use bounds::{elided, head, shortened, tail};
pub(crate) use capitals::{Short, short_form, short_of, singular_acronym};
pub(crate) use cell::cell;
pub use controls::is_unsafe;
pub(crate) use controls::{first_unsafe, write_escaped};
pub(crate) use fold::fold_into;
pub use fold::{base_of_possessive, fold, key};
pub(crate) use near::{are_opposites, max_letters_off, nearest_names};
#[cfg(any(feature = "html", feature = "office"))]
pub(crate) use raised::as_raised;
pub(crate) use raised::{is_raised, lowered_digits, raised_digits};
pub use segment::{Word, parts_words, starts_sentence, words};
pub(crate) use shingles::SHINGLE_WORDS;
pub use shingles::Shingles;
pub use stem::Stemmer;
pub(crate) use stem::as_in_stem;
pub(crate) use stop::is_stop_word;
pub(crate) use tidy::tidy;
