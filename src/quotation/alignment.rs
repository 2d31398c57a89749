//! A quotation laid beside a text, word by word: where in the text it fits best, and which words differ there.

use std::collections::HashMap;
use std::ops::Range;

use super::quoted::QuotedWord;

/// A text that a quotation is laid beside.
#[derive(Debug, Default)]
pub(crate) struct AlignedText {
    /// Its words as they are compared.
    pub(crate) words: Vec<String>,
    /// Runs of words that a quotation may pass over: footnotes, headings. In order, none empty.
    pub(crate) asides: Vec<Range<usize>>,
}

/// How a quotation fits into a text.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Alignment {
    /// How many words would have to be changed, added or left out.
    pub(crate) differing: usize,
    /// The words of the text from the first that was quoted to the last.
    pub(crate) place: Range<usize>,
    /// Which words of the quotation are beside which of the text, in order.
    pub(crate) steps: Vec<AlignmentStep>,
}

/// Words of a quotation beside words of a text; either may be none.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct AlignmentStep {
    pub(crate) quoted: Range<usize>,
    pub(crate) words: Range<usize>,
    pub(crate) kind: StepKind,
}

/// What words beside each other are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum StepKind {
    /// The same.
    Same,
    /// Others, or words of one side only.
    Differs,
    /// Words of the text where the quotation has a gap.
    Gap,
    /// Words of the text that a quotation may pass over.
    Aside,
}

/// Where a quotation fits best into a text, if both have words. Time and memory grow with the product of
/// their lengths.
pub(crate) fn align(quoted: &[QuotedWord], text: &AlignedText) -> Option<Alignment> {
    if quoted.is_empty() || text.words.is_empty() {
        return None;
    }
    let table = AlignmentTable::new(quoted, text);
    let end = table.best_end();
    let (start, steps) = table.steps_to(end);
    Some(Alignment { differing: table.at(quoted.len(), end), place: start..end, steps })
}

/// The fewest changes that make the first words of a quotation of words of a text that end before one.
struct AlignmentTable<'a> {
    quoted: &'a [QuotedWord],
    words: &'a [String],
    /// Equal words of both sides have one number; a word that the quotation does not have is 0.
    quoted_numbers: Vec<u32>,
    numbers: Vec<u32>,
    columns: usize,
    costs: Vec<u16>,
    /// The beginning of the aside that ends before a word, if one does.
    over: Vec<Option<usize>>,
}

/// A move from one cell to another.
struct AlignmentMove {
    rows: usize,
    columns: usize,
    cost: usize,
    kind: StepKind,
}

impl<'a> AlignmentTable<'a> {
    fn new(quoted: &'a [QuotedWord], text: &'a AlignedText) -> AlignmentTable<'a> {
        let columns = text.words.len() + 1;
        let mut over = vec![None; columns];
        text.asides.iter().for_each(|aside| over[aside.end] = Some(aside.start));
        let mut known: HashMap<&str, u32> = HashMap::new();
        let mut quoted_numbers = Vec::with_capacity(quoted.len());
        for word in quoted {
            let next = u32::try_from(known.len() + 1).unwrap_or(u32::MAX);
            quoted_numbers.push(*known.entry(&word.compared).or_insert(next));
        }
        let numbers = text.words.iter().map(|word| known.get(word.as_str()).copied().unwrap_or(0)).collect();
        let costs = vec![0; columns * (quoted.len() + 1)];
        let words = text.words.as_slice();
        let mut table = AlignmentTable { quoted, words, quoted_numbers, numbers, columns, costs, over };
        for row in 1..=quoted.len() {
            for column in 0..columns {
                let mut least = usize::MAX;
                table.moves(row, column, |to| {
                    least = least.min(table.at(row - to.rows, column - to.columns) + to.cost);
                    false
                });
                table.costs[row * columns + column] = u16::try_from(least).unwrap_or(u16::MAX);
            }
        }
        table
    }

    fn at(&self, row: usize, column: usize) -> usize {
        self.costs[row * self.columns + column].into()
    }

    /// Calls for each move that leads to a cell, those that are preferred first, until one is taken.
    #[inline]
    fn moves(&self, row: usize, column: usize, mut take: impl FnMut(AlignmentMove) -> bool) {
        let mut take = |rows, columns, cost, kind| take(AlignmentMove { rows, columns, cost, kind });
        let Some(before) = column.checked_sub(1) else {
            take(1, 0, 1, StepKind::Differs);
            return;
        };
        let is_same = self.quoted_numbers[row - 1] == self.numbers[before];
        let over = self.over[column].map(|start| column - start);
        // Before what is the same, words are only the quotation's rather than in place of any that happen to be there.
        let _is_taken = is_same && take(1, 1, 0, StepKind::Same)
            || !is_same && self.is_joined(row, column) && take(2, 1, 0, StepKind::Same)
            || !is_same && self.is_parted(row, column) && take(1, 2, 0, StepKind::Same)
            || over.is_some_and(|columns| take(0, columns, 0, StepKind::Aside))
            || self.quoted[row - 1].gap.is_some() && take(0, 1, 0, StepKind::Gap)
            || take(1, 0, 1, StepKind::Differs)
            || !is_same && take(1, 1, 1, StepKind::Differs)
            || take(0, 1, 1, StepKind::Differs);
    }

    /// Whether two words of the quotation are one of the text, as those of a hyphen that the text has lost.
    fn is_joined(&self, row: usize, column: usize) -> bool {
        row > 1
            && self.quoted[row - 2].gap.is_none()
            && is_both(&self.words[column - 1], &self.quoted[row - 2].compared, &self.quoted[row - 1].compared)
    }

    /// Whether a word of the quotation is two of the text.
    fn is_parted(&self, row: usize, column: usize) -> bool {
        column > 1 && is_both(&self.quoted[row - 1].compared, &self.words[column - 2], &self.words[column - 1])
    }

    /// Where the whole quotation ends best, the first of equals.
    fn best_end(&self) -> usize {
        (0..self.columns).min_by_key(|&column| self.at(self.quoted.len(), column)).unwrap_or(0)
    }

    /// The word of the text at which the quotation begins if it ends before one, and the steps from there, those of one
    /// kind that follow each other made one.
    fn steps_to(&self, end: usize) -> (usize, Vec<AlignmentStep>) {
        let (mut row, mut column) = (self.quoted.len(), end);
        let mut steps: Vec<AlignmentStep> = Vec::new();
        while row > 0 {
            let cost = self.at(row, column);
            let mut taken = AlignmentMove { rows: 1, columns: 0, cost: 1, kind: StepKind::Differs };
            self.moves(row, column, |to| {
                let is_it = self.at(row - to.rows, column - to.columns) + to.cost == cost;
                if is_it {
                    taken = to;
                }
                is_it
            });
            let (quoted, words) = (row - taken.rows..row, column - taken.columns..column);
            (row, column) = (quoted.start, words.start);
            // A step ends where the quotation has a gap.
            let ends = !quoted.is_empty() && self.quoted[quoted.end - 1].gap.is_some();
            match steps.last_mut() {
                Some(last) if last.kind == taken.kind && !ends => {
                    (last.quoted.start, last.words.start) = (quoted.start, words.start);
                }
                _ => steps.push(AlignmentStep { quoted, words, kind: taken.kind }),
            }
        }
        steps.reverse();
        (column, steps)
    }
}

/// Whether a word is two others without anything between.
fn is_both(word: &str, first: &str, second: &str) -> bool {
    word.len() == first.len() + second.len() && word.starts_with(first) && word.ends_with(second)
}

#[cfg(test)]
mod tests {
    use proptest::collection::vec;
    use proptest::prelude::*;

    use super::*;
    use crate::quotation::quoted::Quotation;
    use crate::text::{fold, words};

    const TEXT: &str =
        "In March, there has been little progress in the quality of multiagency practice. More is to come.";

    /// The text around the place, with what differs marked.
    fn marked(quotation: &str, text: &str) -> (usize, String) {
        let quoted = Quotation::parse(quotation).words;
        let words: Vec<&str> = words(text).map(|word| word.text).collect();
        // What is between slashes is an aside.
        let is_aside = |word: &&str| word.starts_with('x');
        let asides = words.iter().position(is_aside).map(|start| {
            let length = words[start..].iter().take_while(|word| is_aside(word)).count();
            start..start + length
        });
        let text =
            AlignedText { words: words.iter().map(|word| fold(word)).collect(), asides: asides.into_iter().collect() };
        let Alignment { differing, steps, .. } = align(&quoted, &text).expect("both have words");
        let pieces = steps.into_iter().map(|step| {
            let typed: Vec<&str> = quoted[step.quoted].iter().map(|word| word.text.as_str()).collect();
            let found = words[step.words].join(" ");
            match step.kind {
                StepKind::Same => found,
                StepKind::Differs => format!("[{}|{found}]", typed.join(" ")),
                StepKind::Gap => "…".to_owned(),
                StepKind::Aside => "/".to_owned(),
            }
        });
        (differing, pieces.collect::<Vec<_>>().join(" "))
    }

    #[test]
    fn words_that_differ_are_found() {
        for (quotation, differing, expected) in [
            ("there has been little progress", 0, "there has been little progress"),
            ("there has been no progress", 1, "there has been [no|little] progress"),
            ("there has been progress in", 1, "there has been [|little] progress in"),
            ("there has been very little progress", 1, "there has been [very|] little progress"),
            ("has been no real progress in the quality", 2, "has been [no real|little] progress in the quality"),
            ("there … progress … practice", 0, "there … progress … practice"),
            ("there … progress … work", 1, "there … progress [work|]"),
            ("more is to come soon", 1, "More is to come [soon|]"),
            ("there has [now] been little progress", 0, "there has been little progress"),
            ("there [were signs of] progress", 0, "there … progress"),
            ("quality of multi-agency practice", 0, "quality of multiagency practice"),
            ("in March there has been", 0, "In March there has been"),
            ("little progress has been there", 3, "[|has been] little progress [has been there|]"),
        ] {
            let (found, text) = marked(quotation, TEXT);
            assert!(found == differing, "{quotation}: {found} {text}");
            if differing < 3 {
                assert_eq!(text, expected, "{quotation}");
            }
        }
        assert_eq!(marked("other words", "One.").0, 2);
        assert_eq!(marked("the multiagency plan", "the multi-agency plan").0, 0);
    }

    #[test]
    fn asides_are_passed_over_and_may_be_quoted() {
        let text = "They knew the child xone xtwo well enough to help.";
        assert_eq!(marked("knew the child well enough", text), (0, "knew the child / well enough".to_owned()));
        assert_eq!(marked("the child xone xtwo well", text), (0, "the child xone xtwo well".to_owned()));
        assert_eq!(marked("the child xone well", text).0, 1);
        assert_eq!(marked("xone xtwo", text), (0, "xone xtwo".to_owned()));
    }

    /// The fewest changes that make one list of words the other, as the definition has it.
    fn distance(a: &[String], b: &[String]) -> usize {
        match (a, b) {
            ([], rest) | (rest, []) => rest.len(),
            ([a, a_rest @ ..], [b, b_rest @ ..]) if a == b => distance(a_rest, b_rest),
            ([_, a_rest @ ..], [_, b_rest @ ..]) => {
                1 + distance(a_rest, b_rest).min(distance(a_rest, b)).min(distance(a, b_rest))
            }
        }
    }

    proptest! {
        #[test]
        fn no_place_of_the_text_fits_better(quoted in vec("[xyz]", 1..5), words in vec("[xyz]", 1..7)) {
            let quotation = Quotation::parse(&quoted.join(" ")).words;
            let text = AlignedText { words: words.clone(), asides: Vec::new() };
            let Alignment { differing, place, steps } = align(&quotation, &text).expect("both have words");
            let places = (0..=words.len()).flat_map(|start| (start..=words.len()).map(move |end| start..end));
            let least = places.map(|place| distance(&quoted, &words[place])).min();
            prop_assert_eq!(Some(differing), least);
            // The steps lead through both sides without a hole.
            let (mut row, mut column) = (0, place.start);
            for step in steps {
                prop_assert_eq!((step.quoted.start, step.words.start), (row, column));
                (row, column) = (step.quoted.end, step.words.end);
            }
            prop_assert_eq!((row, column), (quoted.len(), place.end));
        }
    }
}
