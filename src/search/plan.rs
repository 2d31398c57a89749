//! A query made ready for one index: every word looked up, every filter turned into terms.
//!
//! A plan is the same for all segments, and it can be asked of a passage's text as well as of the
//! index, so that what is marked in a text is what was found.

use tantivy::schema::Field;

use crate::index::Fields;

/// What a passage must meet.
#[derive(Clone, Debug)]
pub(super) enum Plan {
    /// No passage.
    Nothing,
    /// Every passage.
    All,
    /// Passages with an occurrence of something.
    Occurs(Occurrence, Weight),
    /// Passages that meet all.
    And(Vec<Plan>),
    /// Passages that meet any.
    Or(Vec<Plan>),
    /// Passages that do not meet it.
    Not(Box<Plan>),
    /// Passages in a list: any of these terms.
    Listed(Vec<Listed>),
    /// Passages with a column in a range.
    Column(Column),
    /// Passages of a section in which some passage on that side of them meets the plan.
    SectionHas(Box<Plan>, Side),
}

/// Where in its section another passage stands, seen from one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Side {
    /// Anywhere; it may be the same.
    Anywhere,
    /// Before it.
    Before,
    /// After it.
    After,
}

/// A term of a filter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Listed {
    pub(super) field: Field,
    pub(super) term: String,
}

/// A range over one or two columns: `least` of the second and `most` of the first, both included.
#[derive(Clone, Debug)]
pub(super) struct Column {
    /// The column that must not exceed `most`.
    pub(super) first: &'static str,
    /// The column that must reach `least`.
    pub(super) last: &'static str,
    pub(super) least: u64,
    pub(super) most: u64,
}

/// Something that stands at positions of a text.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Occurrence {
    /// Any of these terms, one word long.
    Word(Word),
    /// Each in turn, with up to `slop` other words between them in all.
    Sequence { parts: Vec<Occurrence>, slop: u32 },
    /// Any of these.
    Any(Vec<Occurrence>),
    /// All of these, wherever they stand; only as what something is not near.
    Every(Vec<Occurrence>),
    /// Two near each other.
    Near(Box<Occurrence>, Box<Occurrence>, Nearness),
}

/// Words of the index that are looked for as one.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Word {
    /// Whether the terms are stems rather than folded words.
    pub(super) stems: bool,
    /// The terms, sorted; none where the index has no such word.
    pub(super) terms: Vec<String>,
    /// Any one word at all, as `*` in a phrase.
    pub(super) any: bool,
}

/// How two occurrences must stand to each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Nearness {
    /// The most words from one to the other, neighbours being 1 apart; `u32::MAX` for any.
    pub(super) distance: u32,
    /// Within one sentence.
    pub(super) in_sentence: bool,
    /// The left one first.
    pub(super) ordered: bool,
    /// An occurrence of the left with no right near it.
    pub(super) negated: bool,
}

/// What an occurrence is worth in the score: its inverse document frequency times its boost.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Weight(pub(super) f32);

impl Plan {
    /// The occurrences that a hit shows, in the order of the query: all that are not denied.
    pub(super) fn shown(&self) -> Vec<(&Occurrence, Weight)> {
        let mut shown = Vec::new();
        self.visit(&mut |occurrence, weight| shown.push((occurrence, weight)));
        shown
    }

    /// The weights of all occurrences, in the order in which they are opened.
    pub(super) fn weights(&self) -> Vec<Weight> {
        match self {
            Plan::Occurs(_, weight) => vec![*weight],
            Plan::And(plans) | Plan::Or(plans) => plans.iter().flat_map(Plan::weights).collect(),
            Plan::Not(plan) | Plan::SectionHas(plan, _) => plan.weights(),
            Plan::Nothing | Plan::All | Plan::Listed(_) | Plan::Column(_) => Vec::new(),
        }
    }

    /// Whether it is found by positions, which takes longer to look at than lists of documents.
    pub(super) fn is_dear(&self) -> bool {
        matches!(self, Plan::Occurs(occurrence, _) if !matches!(occurrence, Occurrence::Word(_)))
    }

    /// Whether a query has fewer hits the stricter its words are taken: nothing is denied in it.
    pub(super) fn denies_nothing(&self) -> bool {
        match self {
            Plan::Not(_) => false,
            Plan::Occurs(occurrence, _) => occurrence.denies_nothing(),
            Plan::And(plans) | Plan::Or(plans) => plans.iter().all(Plan::denies_nothing),
            Plan::SectionHas(plan, _) => plan.denies_nothing(),
            Plan::Nothing | Plan::All | Plan::Listed(_) | Plan::Column(_) => true,
        }
    }

    /// Whether it asks for words, rather than only for what is known of a passage.
    pub(super) fn has_words(&self) -> bool {
        match self {
            Plan::Occurs(..) => true,
            Plan::And(plans) | Plan::Or(plans) => plans.iter().any(Plan::has_words),
            Plan::Not(plan) | Plan::SectionHas(plan, _) => plan.has_words(),
            Plan::Nothing | Plan::All | Plan::Listed(_) | Plan::Column(_) => false,
        }
    }

    fn visit<'a>(&'a self, seen: &mut dyn FnMut(&'a Occurrence, Weight)) {
        match self {
            Plan::Occurs(occurrence, weight) => seen(occurrence, *weight),
            Plan::And(plans) | Plan::Or(plans) => plans.iter().for_each(|plan| plan.visit(seen)),
            Plan::Nothing | Plan::All | Plan::Not(_) | Plan::Listed(_) | Plan::Column(_) | Plan::SectionHas(..) => {}
        }
    }
}

impl Word {
    /// The field in which its terms stand.
    pub(super) fn field(&self, fields: &Fields) -> Field {
        if self.stems { fields.stems } else { fields.words }
    }
}

impl Occurrence {
    fn denies_nothing(&self) -> bool {
        match self {
            Occurrence::Word(_) => true,
            Occurrence::Sequence { parts: all, .. } | Occurrence::Any(all) | Occurrence::Every(all) => {
                all.iter().all(Self::denies_nothing)
            }
            Occurrence::Near(left, right, nearness) => {
                !nearness.negated && left.denies_nothing() && right.denies_nothing()
            }
        }
    }
}
