//! Queries made by chance, most of them about a passage that there is, so that most find something.

use findings::query::{MatchLevel, Near, Node, Phrase, Proximity, Term, TermForm};

use super::chance::Chance;
use super::library::{Library, Passage};
use super::values;

/// Makes queries about a library.
pub(super) struct Queries<'l> {
    pub(super) library: &'l Library,
    pub(super) chance: Chance,
}

/// The words that no passage may have.
const STRANGE: &[&str] = &["zebra", "plann", "multi", "agency", "teamwork", "interviewer", "not", "childs", "mailing"];

impl Queries<'_> {
    /// A query of a few conditions.
    pub(super) fn next(&mut self) -> Node {
        let about = self.passage();
        self.node(about, 3)
    }

    fn passage(&mut self) -> usize {
        self.chance.below(self.library.passages.len())
    }

    /// The passage asked about, in most cases.
    fn mostly(&mut self, about: usize) -> &Passage {
        let at = if self.chance.percent(85) { about } else { self.passage() };
        &self.library.passages[at]
    }

    fn node(&mut self, about: usize, depth: usize) -> Node {
        let inner = if depth > 0 { [14, 9, 7, 5] } else { [0; 4] };
        match self.chance.weighted(&[20, 16, 16, 16, 1, inner[0], inner[1], inner[2], inner[3]]) {
            0 => Node::Word(self.word(about)),
            1 => self.phrase(about),
            2 => self.near(about, 2),
            3 => self.filter(about),
            4 => Node::All,
            5 => Node::And(self.several(about, depth)),
            6 => Node::Or(self.several(about, depth)),
            7 => {
                let other = self.passage();
                match self.node(other, depth - 1) {
                    Node::Not(node) => *node,
                    node => Node::Not(Box::new(node)),
                }
            }
            _ => self.boosted(about, depth),
        }
    }

    fn several(&mut self, about: usize, depth: usize) -> Vec<Node> {
        let open_compound = self.chance.percent(12);
        if open_compound {
            let (head, tail) = self.compound();
            return vec![Node::Word(head), Node::Word(tail)];
        }
        (0..self.chance.between(2, 3)).map(|_| self.node(about, depth - 1)).collect()
    }

    fn boosted(&mut self, about: usize, depth: usize) -> Node {
        let boost = *self.chance.one(&[0.0, 0.5, 2.0]);
        Node::Boost(Box::new(self.node(about, depth - 1)), boost)
    }

    fn filter(&mut self, about: usize) -> Node {
        let library = self.library;
        let passage = &library.passages[about];
        let filter = values::filter(passage, library, &mut self.chance);
        let denied = self.chance.percent(15);
        if denied { Node::Not(Box::new(Node::Filter(filter))) } else { Node::Filter(filter) }
    }

    /// Two things near each other; `depth` is how many more such may stand in it.
    fn near(&mut self, about: usize, depth: usize) -> Node {
        let within = match self.chance.below(10) {
            0..6 => Proximity::Words(u32::try_from(self.chance.between(1, 9)).unwrap_or(1)),
            6..8 => Proximity::Sentence,
            8 => Proximity::Passage,
            _ => Proximity::Section,
        };
        let (ordered, negated) = (self.chance.percent(30), self.chance.percent(15));
        let left = self.side(about, depth);
        let right = self.side(about, if within == Proximity::Section { depth } else { depth / 2 });
        Node::Near(Near { left: Box::new(left), right: Box::new(right), within, ordered, negated })
    }

    /// What stands beside `NEAR`, itself words near each other in some cases.
    fn side(&mut self, about: usize, depth: usize) -> Node {
        let inner = if depth > 0 { 15 } else { 0 };
        match self.chance.weighted(&[60, 20, 10, 10, 4, 3, inner]) {
            0 => Node::Word(self.word(about)),
            1 => self.phrase(about),
            2 => Node::Or(vec![Node::Word(self.word(about)), self.phrase(about)]),
            3 => Node::And(self.words(about)),
            4 => Node::Or(vec![Node::Word(self.word(about)), Node::And(self.words(about))]),
            5 => Node::Boost(Box::new(Node::Word(self.word(about))), 2.0),
            _ => self.chain(about, depth - 1),
        }
    }

    /// Two or three words.
    fn words(&mut self, about: usize) -> Vec<Node> {
        if self.chance.percent(20) {
            let (head, tail) = self.compound();
            return vec![Node::Word(head), Node::Word(tail)];
        }
        (0..self.chance.between(2, 3)).map(|_| Node::Word(self.word(about))).collect()
    }

    /// What stands before or after a further `NEAR`: things near each other, not under headings.
    fn chain(&mut self, about: usize, depth: usize) -> Node {
        let within = match self.chance.below(10) {
            0..8 => Proximity::Words(u32::try_from(self.chance.between(1, 6)).unwrap_or(1)),
            8 => Proximity::Sentence,
            _ => Proximity::Passage,
        };
        let (left, right) = (self.side(about, depth), self.side(about, depth / 2));
        let (ordered, negated) = (self.chance.percent(30), self.chance.percent(15));
        Node::Near(Near { left: Box::new(left), right: Box::new(right), within, ordered, negated })
    }

    /// A word of the passage, or one like it.
    fn word(&mut self, about: usize) -> Term {
        let text = self.typed(about);
        let form = match self.chance.below(20) {
            0..3 => TermForm::Prefix,
            3..5 => TermForm::Wildcard,
            5..7 => TermForm::Fuzzy(if self.chance.percent(60) { 1 } else { 2 }),
            _ => TermForm::Word,
        };
        let level = self.level();
        Term { level, ..self.loosened(text, form) }
    }

    fn level(&mut self) -> Option<MatchLevel> {
        self.chance.percent(20).then_some(MatchLevel::Verbatim)
    }

    fn typed(&mut self, about: usize) -> String {
        if self.chance.percent(6) {
            return (*self.chance.one(STRANGE)).to_owned();
        }
        if self.chance.percent(8) {
            let (head, tail) = self.compound();
            return head.text + &tail.text;
        }
        let words = self.mostly(about).words.iter().map(|word| word.folded.clone()).collect::<Vec<_>>();
        if words.is_empty() { "risk".to_owned() } else { self.chance.one(&words).clone() }
    }

    /// A term of a form, where the text has letters enough for it.
    fn loosened(&mut self, text: String, form: TermForm) -> Term {
        let letters: Vec<char> = text.chars().collect();
        let is_long = letters.len() > 3 && letters.iter().all(|c| c.is_alphabetic());
        let at = if is_long { self.chance.between(1, letters.len() - 2) } else { 0 };
        let (head, tail): (String, String) = (letters[..at].iter().collect(), letters[at..].iter().skip(1).collect());
        let text = match form {
            TermForm::Prefix if is_long => letters[..=at].iter().collect(),
            TermForm::Wildcard if is_long => match self.chance.below(3) {
                0 => format!("*{tail}"),
                1 => format!("{head}*{tail}"),
                _ => format!("{head}?{tail}"),
            },
            TermForm::Fuzzy(_) if is_long => match self.chance.below(4) {
                0 => format!("{head}{tail}"),
                1 => format!("{head}x{tail}"),
                2 => {
                    format!("{head}{}{}{}", letters[at + 1], letters[at], letters[at + 2..].iter().collect::<String>())
                }
                _ => text,
            },
            _ => text,
        };
        Term {
            text,
            form: if is_long { form } else { TermForm::Word },
            acronym: None,
            capital: false,
            level: None,
            span: 0..0,
        }
    }

    /// The halves of a compound, apart.
    fn compound(&mut self) -> (Term, Term) {
        const COMPOUNDS: &[(&str, &str)] =
            &[("multi", "agency"), ("well", "being"), ("e", "mail"), ("multi", "agencies"), ("0", "25"), ("s", "47")];
        let (head, tail) = *self.chance.one(COMPOUNDS);
        (plain(head), plain(tail))
    }

    /// Words that follow each other in the passage, some changed, some left out.
    fn phrase(&mut self, about: usize) -> Node {
        if self.chance.percent(15) {
            let (head, tail) = self.compound();
            return Node::Phrase(self.typed_as_one(vec![head, tail]));
        }
        let folded: Vec<String> = self.mostly(about).words.iter().map(|word| word.folded.clone()).collect();
        let length = self.chance.weighted(&[0, 0, 10, 6, 2]);
        if folded.len() <= length {
            return Node::Word(self.word(about));
        }
        let start = self.chance.below(folded.len() - length);
        let mut terms: Vec<Term> = Vec::new();
        for text in &folded[start..start + length] {
            let term = match self.chance.below(12) {
                0 => self.loosened(text.clone(), TermForm::Prefix),
                1 => self.loosened(text.clone(), TermForm::Wildcard),
                2 if self.chance.percent(50) => plain(&self.typed(about)),
                _ => plain(text),
            };
            terms.push(term);
        }
        let (slop, middle) = (self.chance.percent(30), self.chance.between(1, length - 1));
        if length > 2 && middle + 1 < length {
            match self.chance.below(4) {
                0 => terms[middle] = Term { form: TermForm::AnyWord, ..plain("*") },
                1 if slop => drop(terms.remove(middle)),
                _ => {}
            }
        }
        if self.chance.percent(25) {
            terms = self.with_ellipsis(about, terms);
        }
        let slop = if slop { u32::try_from(self.chance.between(1, 4)).unwrap_or(1) } else { 0 };
        let has_ellipsis = terms.iter().any(|term| term.form == TermForm::AnyWords);
        if slop == 0 && !has_ellipsis && self.chance.percent(8) {
            return Node::Phrase(self.typed_as_one(terms));
        }
        Node::Phrase(Phrase { terms, slop, compound: false, level: self.level(), span: 0..0 })
    }

    /// With an ellipsis after them, and some words of the passage after that.
    fn with_ellipsis(&mut self, about: usize, mut terms: Vec<Term>) -> Vec<Term> {
        if terms.last().is_some_and(|term| term.form == TermForm::AnyWord) {
            terms.pop();
        }
        terms.push(Term { form: TermForm::AnyWords, ..plain("…") });
        for _ in 0..self.chance.between(1, 2) {
            terms.push(plain(&self.typed(about)));
        }
        terms
    }

    /// Words joined by hyphens; all of them may be misspelt.
    fn typed_as_one(&mut self, mut terms: Vec<Term>) -> Phrase {
        let compound = self.chance.percent(70);
        if compound && terms.iter().all(|term| term.form == TermForm::Word) && self.chance.percent(10) {
            terms.iter_mut().for_each(|term| term.form = TermForm::Fuzzy(1));
        }
        Phrase { terms, slop: 0, compound, level: self.level(), span: 0..0 }
    }
}

fn plain(text: &str) -> Term {
    Term { text: text.to_owned(), form: TermForm::Word, acronym: None, capital: false, level: None, span: 0..0 }
}
