//! The query as a tree: what the parser makes, the printer prints and the search compiles.

use std::ops::Range;

use serde::Serialize;

use crate::fields::Field;
use crate::report::Date;

/// A query that was understood: its `Display` form reads back as the same tree.
#[derive(Clone, Debug, PartialEq)]
pub struct Query {
    /// The whole of it.
    pub root: Node,
}

/// A condition on a passage. Each node stands for a set of passages, whatever stands around it.
#[derive(Clone, Debug, PartialEq)]
pub enum Node {
    /// Nothing was asked, so nothing is found. Only ever the root.
    Empty,
    /// Every passage.
    All,
    /// Passages with a word.
    Word(Term),
    /// Passages with words in a row.
    Phrase(Phrase),
    /// Passages with two things near each other, or one of them away from the other.
    Near(Near),
    /// Passages that meet all conditions; two or more of them.
    And(Vec<Node>),
    /// Passages that meet any of the conditions; two or more of them.
    Or(Vec<Node>),
    /// Every passage but these; on its own it is all passages minus these.
    Not(Box<Node>),
    /// Passages of some reports or places in them.
    Filter(Filter),
    /// The same passages, their share of the score multiplied.
    Boost(Box<Node>, f32),
}

/// Bytes of the query text.
pub type Span = Range<usize>;

/// One word to look for. Equality leaves the span out.
#[derive(Clone, Debug)]
pub struct Term {
    /// The word, folded. Wildcards stand in it only under [`Form::Wildcard`]; it is `*` under
    /// [`Form::AnyWord`], and the letters before the asterisk under [`Form::Prefix`].
    pub text: String,
    /// How `text` is to be read.
    pub form: Form,
    /// Where it was typed in capitals as acronyms are, the acronym folded: "rhi" of `RHI` and of `RHIs`.
    /// `SEND` may be an acronym, `send` is a word.
    pub acronym: Option<String>,
    /// How far down the match ladder this word may go; none is the default of the search.
    pub rung: Option<Rung>,
    /// Where it was typed.
    pub span: Span,
}

/// How the text of a term is to be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Form {
    /// As a word: `interview`.
    Word,
    /// As the beginning of words: `inter*`.
    Prefix,
    /// With `*` for any letters, or none, and `?` for one letter: `organi?e*`, `*ship`.
    Wildcard,
    /// As a word of which up to so many letters (1 or 2) are wrong, missing or too many.
    Fuzzy(u8),
    /// Any one word, inside a phrase only and never at its ends: `"missing * home"`.
    AnyWord,
}

/// Words in a row. Equality leaves the span out.
#[derive(Clone, Debug)]
pub struct Phrase {
    /// The words in order, two or more.
    pub terms: Vec<Term>,
    /// How many other words may stand between the first and the last, in all.
    pub slop: u32,
    /// Typed as one word: `multi-agency`, `0-25`, `s.47`, `2018/19`. Its open and closed forms count as it.
    pub compound: bool,
    /// How far down the match ladder the phrase may go; none is the default of the search.
    pub rung: Option<Rung>,
    /// Where it was typed, quotation marks included.
    pub span: Span,
}

/// Two things near each other: words, phrases, or `And`, `Or`, `Near` and `Boost` of such.
#[derive(Clone, Debug, PartialEq)]
pub struct Near {
    /// What stands first where the order counts.
    pub left: Box<Node>,
    /// The other.
    pub right: Box<Node>,
    /// How near.
    pub within: Within,
    /// The left must come before the right (`PRE`).
    pub ordered: bool,
    /// An occurrence of the left counts where no right is near it (`NOT NEAR`).
    pub negated: bool,
}

/// How near two things must be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Within {
    /// With at most so many words from one to the other: neighbours are 1 apart.
    Words(u32),
    /// In one sentence.
    Sentence,
    /// In one passage.
    Passage,
    /// Under one heading.
    Section,
}

/// Passages by what is known of them. Equality leaves the span out.
#[derive(Clone, Debug)]
pub struct Filter {
    /// What is asked about.
    pub field: Field,
    /// What it must be.
    pub value: FilterValue,
    /// Where it was typed.
    pub span: Span,
}

/// What a field must be.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum FilterValue {
    /// Anything, so long as it is known.
    Any,
    /// These words, as typed; the search folds them.
    Text(String),
    /// These words, with `*` for any letters and `?` for one.
    Pattern(String),
    /// A number in this range.
    Numbers(NumberRange),
    /// A date in this range.
    Dates(DateRange),
}

/// Numbers from one to another, both included; at least one end is given.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct NumberRange {
    /// The least.
    pub from: Option<u32>,
    /// The greatest.
    pub to: Option<u32>,
}

/// Days from the first of `from` to the last of `to`; at least one end is given.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct DateRange {
    /// The earliest.
    pub from: Option<Date>,
    /// The latest.
    pub to: Option<Date>,
}

/// The match ladder: how far from the words as typed a match may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Rung {
    /// The very words, folded.
    Verbatim,
    /// Any inflection of them.
    Inflected,
    /// What the lexicon knows to mean the same.
    Variants,
}

impl Rung {
    /// The name in output and options.
    pub fn as_str(self) -> &'static str {
        match self {
            Rung::Verbatim => "verbatim",
            Rung::Inflected => "inflected",
            Rung::Variants => "variants",
        }
    }
}

impl PartialEq for Term {
    fn eq(&self, other: &Term) -> bool {
        let shape = |term: &Term| (term.form, term.rung);
        self.text == other.text && self.acronym == other.acronym && shape(self) == shape(other)
    }
}

impl PartialEq for Phrase {
    fn eq(&self, other: &Phrase) -> bool {
        let shape = |phrase: &Phrase| (phrase.slop, phrase.compound, phrase.rung);
        self.terms == other.terms && shape(self) == shape(other)
    }
}

impl PartialEq for Filter {
    fn eq(&self, other: &Filter) -> bool {
        self.field == other.field && self.value == other.value
    }
}
