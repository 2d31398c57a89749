//! From a query to a plan: each word looked up in the index's own dictionary.

use std::collections::HashMap;
use std::mem;
use std::rc::Rc;
use std::sync::Arc;

use tantivy::schema::Field;

use crate::index::{IndexError, Reader};
use crate::lexicon::Lexicon;
use crate::query::{MatchLevel, Near, Node, Proximity, Term, TermForm};
use crate::text::Stemmer;

use super::budget::{Budget, MAX_EXPANSIONS, MAX_EXPANSIONS_IN_ALL, MAX_LETTERS, Notes, is_longer, named};
use super::combine::{all_of, any_of, denied};
use super::dictionary::Dictionary;
use super::filters;
use super::index_view::IndexView;
use super::plan::{Joint, Plan, Side, SpanQuery, TermGroup, Weight};
use super::{Request, Unit};

/// Compiles queries for one state of the index.
pub(super) struct Compiler<'r> {
    pub(super) dictionary: Dictionary<'r>,
    pub(super) stemmer: Stemmer,
    pub(super) level: MatchLevel,
    /// What variants are looked up in, where the search goes down to them.
    pub(super) lexicon: Option<&'r Lexicon>,
    /// Whether function words are left aside, where other words are beside them.
    pub(super) any: bool,
    /// The variants that are looked for.
    pub(super) expansions: Vec<super::Expansion>,
    /// What hits are, by which words are rare or not.
    unit: Unit,
    /// Whether a word over a passage counts as one of it, as where any of the words will do.
    pub(super) also_over: bool,
    /// What to tell the user about the reading.
    pub(super) notes: Notes,
    pub(super) budget: Budget,
    /// The values of fields that filters ask about, looked up once.
    values: HashMap<Field, Rc<Vec<String>>>,
}

impl<'r> Compiler<'r> {
    /// A compiler at a match level, which holds for words of a query that give none.
    pub(super) fn new(reader: &'r Reader, view: &'r IndexView, level: MatchLevel, budget: &Budget) -> Compiler<'r> {
        Compiler {
            dictionary: Dictionary::new(reader, view, &budget.clock),
            stemmer: Stemmer::new(),
            level,
            lexicon: None,
            any: false,
            expansions: Vec::new(),
            unit: Unit::Passage,
            also_over: false,
            notes: Notes::default(),
            budget: budget.clone(),
            values: HashMap::new(),
        }
    }

    /// The values of a filter's field, in order.
    pub(super) fn values(&mut self, field: Field) -> Result<Rc<Vec<String>>, IndexError> {
        if let Some(known) = self.values.get(&field) {
            return Ok(Rc::clone(known));
        }
        let values = Rc::new(self.dictionary.values(field)?);
        self.values.insert(field, Rc::clone(&values));
        Ok(values)
    }

    /// The same with a lexicon for the level `Variants`.
    pub(super) fn with_lexicon(self, lexicon: Option<&'r Lexicon>) -> Compiler<'r> {
        Compiler { lexicon, ..self }
    }

    /// The same for what a request asks for: its unit, and whether any of the words will do.
    pub(super) fn for_request(self, request: &Request<'_>) -> Compiler<'r> {
        Compiler { unit: request.unit, also_over: request.any && request.unit == Unit::Passage, ..self }
    }

    /// What hits are.
    pub(super) fn unit(&self) -> Unit {
        self.unit
    }

    /// Compiles with only the words of a passage itself.
    fn unplaced<T>(&mut self, compile: impl FnOnce(&mut Self) -> T) -> T {
        let also_over = mem::take(&mut self.also_over);
        let compiled = compile(self);
        self.also_over = also_over;
        compiled
    }

    /// The plan of a node.
    pub(super) fn plan(&mut self, node: &Node) -> Result<Plan, IndexError> {
        if self.budget.clock.is_over() {
            return Ok(Plan::Nothing);
        }
        Ok(match node {
            Node::Empty => Plan::Nothing,
            Node::All => Plan::All,
            Node::Word(_) | Node::Phrase(_) => self.spans(node)?,
            Node::Near(near) if near.within == Proximity::Section => {
                self.unplaced(|compiler| compiler.in_section(near))?
            }
            Node::Near(near) => self.near(near)?,
            Node::And(nodes) => all_of(self.all_or_variants(nodes)?),
            Node::Or(nodes) => any_of(self.any_or_variants(nodes)?),
            Node::Not(node) => denied(self.unplaced(|compiler| compiler.plan(node))?),
            Node::Filter(filter) => filters::plan(filter, self)?,
            Node::Boost(node, factor) => self.plan(node)?.boosted(*factor),
        })
    }

    fn spans(&mut self, node: &Node) -> Result<Plan, IndexError> {
        let mut span_query = self.span_query(node, None)?;
        if let SpanQuery::Word(word) = &mut span_query {
            word.also_over = self.also_over && word.stems;
        }
        self.weighed(span_query)
    }

    /// The plan of a span query, with its weight.
    pub(super) fn weighed(&self, span_query: SpanQuery) -> Result<Plan, IndexError> {
        let weight = Weight(self.idf(&span_query)?);
        Ok(Plan::Spans(span_query, weight))
    }

    /// The span query of a word or phrase.
    pub(super) fn span_query(&mut self, node: &Node, level: Option<MatchLevel>) -> Result<SpanQuery, IndexError> {
        Ok(match node {
            Node::Word(term) => self.word(term, level)?,
            Node::Phrase(phrase) => self.phrase(phrase, level)?,
            // The parser puts nothing else beside NEAR but groups of such.
            Node::Empty
            | Node::All
            | Node::Near(_)
            | Node::And(_)
            | Node::Or(_)
            | Node::Not(_)
            | Node::Filter(_)
            | Node::Boost(..) => SpanQuery::Any(Vec::new()),
        })
    }

    /// A word in its open form too, where the index knows it with a hyphen.
    pub(super) fn word(&mut self, term: &Term, level: Option<MatchLevel>) -> Result<SpanQuery, IndexError> {
        let level = term.level.or(level).unwrap_or(self.level);
        if self.budget.clock.is_over() {
            return Ok(SpanQuery::Any(Vec::new()));
        }
        let alone = SpanQuery::Word(self.terms_of(term, level)?);
        if term.form != TermForm::Word || term.text.contains('\'') {
            return Ok(alone);
        }
        let written = match self.dictionary.halves_of(&term.text)? {
            None => alone,
            Some((head, tail)) => {
                let parts = vec![self.simple(&head, MatchLevel::Verbatim), self.simple(&tail, level)];
                let joint = Joint::of_word([head.as_str(), tail.as_str()].into_iter());
                SpanQuery::Any(vec![alone, SpanQuery::Sequence { parts, slop: 0, joint }])
            }
        };
        self.or_variants(term, written, level)
    }

    fn simple(&mut self, text: &str, level: MatchLevel) -> SpanQuery {
        SpanQuery::Word(self.simple_word(text, level))
    }

    /// A word; where it is the plural of an acronym, any form of the acronym is an inflection.
    fn simple_word_or_acronym(&mut self, term: &Term, level: MatchLevel) -> TermGroup {
        let mut word = self.simple_word(&term.text, level);
        if let Some(acronym) = term.acronym.as_ref().filter(|acronym| word.stems && **acronym != term.text) {
            let terms = Arc::make_mut(&mut word.terms);
            terms.push(self.stemmer.stem(acronym).to_owned());
            terms.sort_unstable();
            terms.dedup();
        }
        word
    }

    /// The words that a word with wildcards, or with letters off, stands for.
    fn expanded(&mut self, term: &Term) -> Result<Arc<Vec<String>>, IndexError> {
        let (pattern, letters) = match term.form {
            TermForm::Prefix => (format!("{}*", term.text), None),
            TermForm::Fuzzy(letters) => (format!("{}~{letters}", term.text), Some(letters)),
            _ => (term.text.clone(), None),
        };
        if is_longer(&term.text, MAX_LETTERS) {
            self.notes.add(format!("{} has more than {MAX_LETTERS} letters, which no word has", named(&pattern)));
            return Ok(Arc::default());
        }
        let (dictionary, budget) = (&self.dictionary, &self.budget);
        let terms = budget.expansion(pattern.clone(), |limit| match letters {
            Some(letters) => dictionary.similar(&term.text, letters.into(), limit),
            None => dictionary.matching(&pattern, limit),
        })?;
        if terms.len() >= MAX_EXPANSIONS {
            let note = format!(
                "{} stands for more than {MAX_EXPANSIONS} words; only the first of them were searched",
                named(&term.text)
            );
            self.notes.add(note);
        } else if self.budget.is_expanded() {
            let note = format!(
                "the words with wildcards stand for more than {MAX_EXPANSIONS_IN_ALL} words; only the first of them were searched"
            );
            self.notes.add(note);
        }
        Ok(terms)
    }

    pub(super) fn simple_word(&mut self, text: &str, level: MatchLevel) -> TermGroup {
        if is_longer(text, MAX_LETTERS) {
            self.notes.add(format!("{} has more than {MAX_LETTERS} letters, which no word has", named(text)));
            return TermGroup::new(false, Vec::new());
        }
        match level {
            MatchLevel::Verbatim => TermGroup::new(false, vec![text.to_owned()]),
            MatchLevel::Inflected | MatchLevel::Variants => {
                TermGroup::new(true, vec![self.stemmer.stem(text).to_owned()])
            }
        }
    }

    fn terms_of(&mut self, term: &Term, level: MatchLevel) -> Result<TermGroup, IndexError> {
        Ok(match term.form {
            TermForm::Word => self.simple_word_or_acronym(term, level),
            TermForm::AnyWord | TermForm::AnyWords => TermGroup { any: true, ..TermGroup::new(false, Vec::new()) },
            TermForm::Prefix | TermForm::Wildcard | TermForm::Fuzzy(_) => TermGroup::new(false, self.expanded(term)?),
        })
    }

    /// The inverse document frequency of a span query, worked out from its words.
    pub(super) fn idf(&self, span_query: &SpanQuery) -> Result<f32, IndexError> {
        Ok(match span_query {
            SpanQuery::Word(word) if word.any => 0.0,
            SpanQuery::Word(word) => self.dictionary.idf(word, self.unit)?,
            SpanQuery::Sequence { parts, .. } | SpanQuery::Every(parts) | SpanQuery::InOrder(parts) => {
                parts.iter().map(|part| self.idf(part)).sum::<Result<f32, _>>()?
            }
            SpanQuery::Any(any) => any
                .iter()
                .map(|one| self.idf(one))
                .try_fold(f32::INFINITY, |least, idf| idf.map(|idf| least.min(idf)))?,
            SpanQuery::Near(left, _, nearness) if nearness.negated => self.idf(left)?,
            SpanQuery::Near(left, right, _) => self.idf(left)? + self.idf(right)?,
        })
    }

    /// `a NEAR/section b`: each in a passage under a heading under which the other is too.
    fn in_section(&mut self, near: &Near) -> Result<Plan, IndexError> {
        let (left, right) = (self.plan(&near.left)?, self.plan(&near.right)?);
        let has = |plan: &Plan, side| Plan::SectionHas(Box::new(plan.clone().boosted(0.0)), side);
        let side = if near.ordered { Side::After } else { Side::Anywhere };
        let same_passage = Node::Near(Near { within: Proximity::Passage, ..near.clone() });
        if near.negated {
            let here = if near.ordered { self.plan(&same_passage)? } else { left };
            return Ok(Plan::And(vec![here, denied(has(&right, side))]));
        }
        let here = Plan::Or(vec![left.clone(), right.clone()]);
        if !near.ordered {
            return Ok(Plan::And(vec![here, has(&left, side), has(&right, side)]));
        }
        let left_first = Plan::And(vec![left.clone(), has(&right, Side::After)]);
        let right_last = Plan::And(vec![right, has(&left, Side::Before)]);
        let in_order = Plan::Or(vec![self.plan(&same_passage)?, left_first, right_last]);
        // Denied twice, it asks for the order without counting or marking the words once more.
        Ok(Plan::And(vec![here, denied(denied(in_order))]))
    }
}
