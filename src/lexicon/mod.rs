//! Acronyms and variants: which words may stand for which.
//!
//! Reports define an acronym where they first use it, "return home interview (RHI)", and other reports use it without a
//! definition. [`acronyms`] reads these definitions from a passage; [`Lexicon::new`] decides over all reports what each
//! acronym stands for, and adds a person's lexicon file ([`UserLexicon`]) and the [lay words](lay_words) that ship with
//! findings; [`Lexicon::longest`] gives a search the forms to look for besides the words that were typed. A wrong pairing
//! is worse than a missing one, and every rule here leans that way.

mod about;
mod acronym;
mod align;
mod check;
mod form;
mod given;
mod lay;
mod long;
mod lookup;
mod pairing;
mod suggest;
mod table;

#[cfg(test)]
mod tests;

pub(crate) use about::About;
pub use acronym::acronyms;
pub(crate) use check::check;
pub(crate) use form::Form;
pub(crate) use given::Group;
pub use given::{LexiconError, LexiconRemark, UserLexicon};
pub(crate) use lay::{lay_words, lay_words_about};
pub(crate) use lookup::{Entry, Lexicon, MAX_ROW, Source};
pub(crate) use suggest::suggest;
