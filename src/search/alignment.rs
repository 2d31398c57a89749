//! A quotation laid beside a text, word by word: where in the text it fits best, and which words differ there.

use std::ops::Range;

use crate::text::{fold, words};

/// More words of a quotation are not compared, nor more of a text: the work grows with both.
const MAX_QUOTED: usize = 200;
const MAX_WORDS: usize = 2_000;

/// A word of a quotation, folded.
pub(super) struct QuotedWord {
    pub(super) text: String,
    /// Whether other words may come after it: there is an ellipsis.
    pub(super) is_open: bool,
}

/// How a quotation fits into a text.
pub(super) struct Alignment {
    /// How many words would have to be changed, added or left out.
    pub(super) differing: usize,
    /// The bytes of the text from the first of its words to the last.
    pub(super) place: Range<usize>,
    /// The words of the quotation that differ, by their numbers, and the bytes of the text that has others there; either
    /// may be empty.
    pub(super) differences: Vec<(Range<usize>, Range<usize>)>,
}

/// Where a quotation fits best into a text, if both have words.
pub(super) fn align(quoted: &[QuotedWord], text: &str) -> Option<Alignment> {
    let quoted = &quoted[..quoted.len().min(MAX_QUOTED)];
    let places: Vec<Range<usize>> = words(text).take(MAX_WORDS).map(|word| word.start..word.end()).collect();
    let folded: Vec<String> = places.iter().map(|place| fold(&text[place.clone()])).collect();
    if quoted.is_empty() || folded.is_empty() {
        return None;
    }
    let costs = Costs::new(quoted, &folded);
    let end = costs.best_end();
    let (start, steps) = costs.steps_to(end, quoted, &folded);
    let mut differences: Vec<(Range<usize>, Range<usize>)> = Vec::new();
    for step in steps.into_iter().filter(|step| step.differs) {
        match differences.last_mut() {
            Some((typed, found)) if typed.end == step.quoted.start && found.end == step.words.start => {
                (typed.end, found.end) = (step.quoted.end, step.words.end);
            }
            _ => differences.push((step.quoted, step.words)),
        }
    }
    let bytes = |words: Range<usize>| match places.get(words.clone()) {
        Some([first, .., last]) => first.start..last.end,
        Some([one]) => one.clone(),
        // Between two words, after the one before.
        _ => words.start.checked_sub(1).map_or(places[0].start..places[0].start, |at| places[at].end..places[at].end),
    };
    let differences = differences.into_iter().map(|(typed, found)| (typed, bytes(found))).collect();
    let place = bytes(start..end.max(start + 1).min(places.len()));
    Some(Alignment { differing: costs.at(quoted.len(), end), place, differences })
}

/// One word of either side, or one of both.
struct Step {
    quoted: Range<usize>,
    words: Range<usize>,
    differs: bool,
}

/// The fewest changes that make the first words of a quotation of words of a text that end before one.
struct Costs {
    columns: usize,
    costs: Vec<u16>,
}

impl Costs {
    fn new(quoted: &[QuotedWord], folded: &[String]) -> Costs {
        let columns = folded.len() + 1;
        let mut costs = Costs { columns, costs: vec![0; columns * (quoted.len() + 1)] };
        for (row, word) in (1..).zip(quoted) {
            costs.set(row, 0, costs.at(row - 1, 0) + 1);
            for column in 1..columns {
                let both = costs.at(row - 1, column - 1) + usize::from(word.text != folded[column - 1]);
                let typed_only = costs.at(row - 1, column) + 1;
                let found_only = costs.at(row, column - 1) + usize::from(!word.is_open);
                costs.set(row, column, both.min(typed_only).min(found_only));
            }
        }
        costs
    }

    fn at(&self, row: usize, column: usize) -> usize {
        self.costs[row * self.columns + column].into()
    }

    fn set(&mut self, row: usize, column: usize, cost: usize) {
        self.costs[row * self.columns + column] = u16::try_from(cost).unwrap_or(u16::MAX);
    }

    /// Where the whole quotation ends best, the first of equals.
    fn best_end(&self) -> usize {
        let last = self.costs.len() / self.columns - 1;
        (0..self.columns).min_by_key(|&column| self.at(last, column)).unwrap_or(0)
    }

    /// The word of the text at which the quotation begins if it ends before one, and the steps from there.
    fn steps_to(&self, end: usize, quoted: &[QuotedWord], folded: &[String]) -> (usize, Vec<Step>) {
        let (mut row, mut column) = (quoted.len(), end);
        let mut steps = Vec::new();
        while row > 0 {
            let (cost, word) = (self.at(row, column), &quoted[row - 1]);
            let differs = column == 0 || word.text != folded[column - 1];
            let (row_before, column_before, differs) =
                if column > 0 && cost == self.at(row - 1, column - 1) + usize::from(differs) {
                    (row - 1, column - 1, differs)
                } else if column > 0 && cost == self.at(row, column - 1) + usize::from(!word.is_open) {
                    (row, column - 1, !word.is_open)
                } else {
                    (row - 1, column, true)
                };
            steps.push(Step { quoted: row_before..row, words: column_before..column, differs });
            (row, column) = (row_before, column_before);
        }
        steps.reverse();
        (column, steps)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "In March, there has been little progress in the quality of practice. More is to come.";

    /// The text around the place, with what differs marked.
    fn marked(quotation: &str, text: &str) -> (usize, String) {
        let quoted: Vec<QuotedWord> = quotation
            .split(' ')
            .filter(|word| *word != "…")
            .map(|word| QuotedWord { text: word.to_owned(), is_open: quotation.contains(&format!("{word} …")) })
            .collect();
        let Alignment { differing, place, differences } = align(&quoted, text).expect("both have words");
        let mut marked = String::new();
        let mut at = place.start;
        for (typed, found) in differences {
            let typed: Vec<&str> = quoted[typed].iter().map(|word| word.text.as_str()).collect();
            marked += &format!("{}[{}|{}]", &text[at..found.start], typed.join(" "), &text[found.clone()]);
            at = found.end;
        }
        (differing, marked + &text[at..place.end])
    }

    #[test]
    fn words_that_differ_are_found() {
        for (quotation, differing, expected) in [
            ("there has been little progress", 0, "there has been little progress"),
            ("there has been no progress", 1, "there has been [no|little] progress"),
            ("there has been progress in", 1, "there has been [|little] progress in"),
            ("there has been very little progress", 1, "there has been[very|] little progress"),
            ("has been no real progress in the quality", 2, "has been [no real|little] progress in the quality"),
            ("there … progress … practice", 0, "there has been little progress in the quality of practice"),
            ("there … progress … work", 1, "there has been little progress[work|]"),
            ("more is to come soon", 1, "More is to come[soon|]"),
        ] {
            let (found, text) = marked(quotation, TEXT);
            assert_eq!(found, differing, "{quotation}: {text}");
            assert_eq!(text, expected, "{quotation}");
        }
        assert_eq!(marked("other words", "One.").0, 2);
    }
}
