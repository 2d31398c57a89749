//! A query made ready for one index: every word looked up, every filter turned into terms.
//!
//! A plan is the same for all segments, and it can be asked of a passage's text as well as of the
//! index, so that what is marked in a text is what was found.

use tantivy::schema::Field;

use crate::index::{CAPITALS, Fields};

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
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct Listed {
    pub(super) field: Field,
    pub(super) term: String,
}

/// Ranges over one or two columns: `least` of the second and `most` of the first, both included.
#[derive(Clone, Debug)]
pub(super) struct Column {
    /// The column that must not exceed `most`.
    pub(super) first: &'static str,
    /// The column that must reach `least`.
    pub(super) last: &'static str,
    /// `least` and `most` of each range, in order, none of which touch; any of them will do.
    pub(super) ranges: Vec<(u64, u64)>,
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
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct Word {
    /// Whether the terms are stems rather than folded words.
    pub(super) stems: bool,
    /// The terms, sorted; none where the index has no such word.
    pub(super) terms: Vec<String>,
    /// Any one word at all, as `*` in a phrase.
    pub(super) any: bool,
    /// Its number in the matcher that looks for it; 0 elsewhere.
    pub(super) number: usize,
}

impl Word {
    /// Any of some terms.
    pub(super) fn of(stems: bool, terms: Vec<String>) -> Word {
        Word { stems, terms, any: false, number: 0 }
    }
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

impl Column {
    /// Those of the same columns as one, any of whose ranges will do.
    pub(super) fn merged(columns: Vec<Column>) -> Vec<Column> {
        let mut merged: Vec<Column> = Vec::new();
        for mut column in columns {
            match merged.iter_mut().find(|known| known.first == column.first) {
                Some(known) => known.ranges.append(&mut column.ranges),
                None => merged.push(column),
            }
        }
        for column in &mut merged {
            column.ranges.sort_unstable();
            column.ranges.dedup_by(|next, range| {
                let touches = next.0 <= range.1.saturating_add(1);
                range.1 = if touches { range.1.max(next.1) } else { range.1 };
                touches
            });
        }
        merged
    }

    /// Takes in what another of the same columns asks for too, where each has one range.
    pub(super) fn narrow(&mut self, other: &Column) -> bool {
        match (self.ranges.as_mut_slice(), other.ranges.as_slice()) {
            ([(least, most)], &[(other_least, other_most)]) if self.first == other.first => {
                // A report that is known to the month may lie in two ranges that have no day in common.
                (*least, *most) = ((*least).max(other_least), (*most).min(other_most));
                true
            }
            _ => false,
        }
    }
}

impl Plan {
    /// The occurrences that a hit shows, in the order of the query: all that are not denied.
    pub(super) fn shown(&self) -> Vec<(&Occurrence, Weight)> {
        let mut shown = Vec::new();
        self.visit(&mut |occurrence, weight| shown.push((occurrence, weight)));
        shown
    }

    /// What a text is asked for that meets it: with very many alternatives as few.
    pub(super) fn for_text(&self) -> Plan {
        /// Fewer alternatives are not worth it.
        const MANY: usize = 16;
        let each = |plans: &[Plan]| plans.iter().map(Plan::for_text).collect::<Vec<_>>();
        match self {
            Plan::And(plans) => Plan::And(each(plans)),
            Plan::Or(plans) if plans.len() < MANY => Plan::Or(each(plans)),
            Plan::Or(plans) => {
                let occurrence =
                    |plan: &'_ Plan| if let Plan::Occurs(one, _) = plan { Some(one.clone()) } else { None };
                let any: Vec<Occurrence> = plans.iter().filter_map(occurrence).collect();
                let rest = plans.iter().filter(|plan| !matches!(plan, Plan::Occurs(..))).map(Plan::for_text);
                let any = (!any.is_empty()).then(|| Plan::Occurs(Occurrence::any_merged(any.iter()), Weight(0.0)));
                Plan::Or(any.into_iter().chain(rest).collect())
            }
            plan => plan.clone(),
        }
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
    /// Whether it is one only where it is written in capitals.
    fn is_acronym(&self) -> bool {
        self.terms.iter().any(|term| term.starts_with(CAPITALS))
    }

    /// The field in which its terms stand.
    pub(super) fn field(&self, fields: &Fields) -> Field {
        if self.stems { fields.stems } else { fields.words }
    }
}

impl Occurrence {
    /// How many lists of postings it takes.
    pub(super) fn words(&self) -> usize {
        match self {
            Occurrence::Word(word) => word.terms.len().max(1),
            Occurrence::Sequence { parts: all, .. } | Occurrence::Any(all) | Occurrence::Every(all) => {
                all.iter().map(Self::words).sum()
            }
            Occurrence::Near(left, right, _) => left.words() + right.words(),
        }
    }

    /// The same with words any of which will do as one word: it stands at the same places, which are looked for at
    /// once.
    pub(super) fn merged(&self) -> Occurrence {
        let each = |all: &[Occurrence]| all.iter().map(Occurrence::merged).collect::<Vec<_>>();
        match self {
            Occurrence::Word(word) => Occurrence::Word(word.clone()),
            Occurrence::Sequence { parts, slop } => Occurrence::Sequence { parts: each(parts), slop: *slop },
            Occurrence::Every(all) => Occurrence::Every(each(all)),
            Occurrence::Near(left, right, nearness) => {
                Occurrence::Near(Box::new(left.merged()), Box::new(right.merged()), *nearness)
            }
            Occurrence::Any(any) => Occurrence::any_merged(any.iter()),
        }
    }

    /// Any of several, with their words as one.
    pub(super) fn any_merged<'o>(any: impl Iterator<Item = &'o Occurrence>) -> Occurrence {
        let mut merged = [Word::of(false, Vec::new()), Word::of(true, Vec::new())];
        let mut others = Vec::new();
        for one in any {
            match one {
                Occurrence::Word(word) if !word.any && !word.is_acronym() => {
                    merged[usize::from(word.stems)].terms.extend_from_slice(&word.terms);
                }
                other => others.push(other.merged()),
            }
        }
        for mut word in merged.into_iter().filter(|word| !word.terms.is_empty()) {
            word.terms.sort_unstable();
            word.terms.dedup();
            others.push(Occurrence::Word(word));
        }
        if others.len() == 1 { others.remove(0) } else { Occurrence::Any(others) }
    }

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

#[cfg(test)]
mod tests {
    use super::*;

    fn column(least: u64, most: u64) -> Column {
        Column { first: "first", last: "last", ranges: vec![(least, most)] }
    }

    #[test]
    fn ranges_that_touch_are_one() {
        let ranges = |typed: &[(u64, u64)]| {
            let columns = typed.iter().map(|&(least, most)| column(least, most)).collect();
            Column::merged(columns).into_iter().flat_map(|column| column.ranges).collect::<Vec<_>>()
        };
        for (typed, expected) in [
            (&[(1, 5), (6, 9)][..], &[(1, 9)][..]),
            (&[(7, 9), (1, 5)], &[(1, 5), (7, 9)]),
            (&[(1, 9), (2, 3), (4, u64::MAX)], &[(1, u64::MAX)]),
            (&[(5, 5), (5, 5), (5, 5)], &[(5, 5)]),
        ] {
            assert_eq!(ranges(typed), expected, "{typed:?}");
        }
    }

    #[test]
    fn words_any_of_which_will_do_are_one() {
        let word = |stems, term: &str| Occurrence::Word(Word::of(stems, vec![term.to_owned()]));
        let any = Occurrence::Any(vec![word(true, "b"), word(true, "a"), word(true, "b"), word(false, "c")]);
        let both = Word::of(true, vec!["a".to_owned(), "b".to_owned()]);
        assert_eq!(any.merged(), Occurrence::Any(vec![word(false, "c"), Occurrence::Word(both)]));
    }
}
