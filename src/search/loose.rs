//! A search that nothing meets, loosened: the passages with most of what is wanted.

use std::collections::HashSet;

use crate::engine::{Guess as Guessed, Loosen, Loosened};
use crate::fields::Field;
use crate::index::IndexError;
use crate::lexicon::Lexicon;
use crate::query::{MatchLevel, Node, Query};

use super::bounded::bounded;
use super::budget::{Budget, Notes};
use super::compile::Compiler;
use super::known_names::SearchNames;
use super::loosened::root;
use super::plan::{Enough, Plan, SpanQuery};
use super::question::{FilterGuess, Guessable, LooseReading, least_certain, read};
use super::ranking::Collected;
use super::respelled::respell;
use super::results::Fetch;
use super::searcher::Searcher;
use super::variants::Alternative;
use super::{Answer, Request};

/// A passage has enough of what is wanted if it has this share of what all of it is worth: with less, it is about
/// something else.
const MIN_SHARE_OF_WORTH: f32 = 1.0 / 3.0;

/// Something that is wanted.
#[derive(Clone, Debug)]
pub(super) struct Wanted {
    /// As a query has it.
    pub(super) typed: String,
    /// What speaks for it.
    pub(super) plan: Plan,
    /// What has all of it.
    pub(super) whole: Plan,
}

/// A reading that a search is of.
#[derive(Clone, Copy)]
pub(super) struct Loose<'r> {
    pub(super) reading: &'r LooseReading,
    /// What variants are looked up in.
    pub(super) lexicon: Option<&'r Lexicon>,
    /// Whether enough of what is wanted must be there, or any of it will do.
    pub(super) enough: bool,
    /// What was guessed before, and nothing was found by.
    pub(super) dropped: &'r [FilterGuess],
    /// Words that nothing has, each with the nearest that is looked for instead.
    pub(super) respelled: &'r [(String, String)],
}

impl Searcher {
    /// The answer to a request read loosely, if it may be, and there is one.
    pub(super) fn loosened_answer(
        &self,
        request: &Request<'_>,
        budget: &Budget,
    ) -> Result<Option<Answer<Fetch>>, IndexError> {
        self.loosely(request, budget, |request, loose| {
            let answer = self.answer(request, Some(loose), budget)?;
            Ok(Some(answer).filter(|answer| answer.matched.passages > 0))
        })
    }

    /// The same for the order of the hits alone.
    pub(super) fn loosened_ranking(
        &self,
        request: &Request<'_>,
        budget: &Budget,
    ) -> Result<Option<Collected>, IndexError> {
        self.loosely(request, budget, |request, loose| {
            let mut compiler = self.compiler(request.level, loose.lexicon, budget).for_request(request);
            let root = root(request, &mut compiler.notes);
            let (_, _, collected) = self.ranked(request, &root, Some(loose), &mut compiler)?;
            Ok(Some(collected).filter(|collected| collected.counts.passages > 0))
        })
    }

    /// Asks for the passages with enough of what is wanted, then for those with any of it; and where there are none, for the
    /// same without the least certain guess, whose words are then wanted again.
    fn loosely<T>(
        &self,
        request: &Request<'_>,
        budget: &Budget,
        ask: impl Fn(&Request<'_>, Loose<'_>) -> Result<Option<T>, IndexError>,
    ) -> Result<Option<T>, IndexError> {
        if request.loosen == Loosen::Never || request.any {
            return Ok(None);
        }
        let mut query = Query { root: bounded(&request.query.root, &mut Notes::default()) };
        if contradicts_itself(&query.root) {
            return Ok(None);
        }
        let level = loose_level(request.level);
        let names = SearchNames::new(self, budget);
        let mut guessable = request.guess.then(|| Guessable::new(&names));
        let mut lexicon = self.lexicon_for(level, &query.root)?;
        let mut next = read(&query, request.loosen, lexicon.as_deref(), guessable);
        let mut respelled = Vec::new();
        if let Some(reading) = next.as_ref().filter(|_| level != MatchLevel::Verbatim) {
            let compiler = self.compiler(level, lexicon.as_deref(), budget);
            respelled = self.respelled(&reading.wanted, lexicon.as_deref(), &compiler)?;
        }
        if !respelled.is_empty() {
            query.root = query.root.map(&mut |node| respell(node, &respelled));
            lexicon = self.lexicon_for(level, &query.root)?;
            next = read(&query, request.loosen, lexicon.as_deref(), guessable);
        }
        let lexicon = lexicon.as_deref();
        let mut dropped = Vec::new();
        while !budget.clock.is_over()
            && let Some(reading) = next
        {
            names.check()?;
            let root = Query { root: reading.root() };
            let request = Request { query: &root, any: true, level, ..request.clone() };
            for enough in [true, false] {
                let found = ask(
                    &request,
                    Loose { reading: &reading, lexicon, enough, dropped: &dropped, respelled: &respelled },
                )?;
                if found.is_some() {
                    return Ok(found);
                }
            }
            let Some(least_certain) = least_certain(&reading.guesses) else { break };
            guessable = guessable.map(|names| names.without(&least_certain));
            dropped.extend(reading.guesses.into_iter().filter(|guess| *guess.field() == least_certain));
            next = read(&query, request.loosen, lexicon, guessable);
        }
        Ok(None)
    }
}

/// Whether a query rules out what it asks for.
fn contradicts_itself(root: &Node) -> bool {
    let conditions = root.conditions();
    let printed = |node: &Node| Query { root: node.clone() }.to_string();
    let denied =
        conditions.iter().filter_map(|node| if let Node::Not(node) = node { Some(printed(node)) } else { None });
    let denied: HashSet<String> = denied.collect();
    !denied.is_empty() && conditions.iter().any(|node| denied.contains(&printed(node)))
}

/// The level at which what was asked at one is looked for loosely: lay words are found by variants.
pub(super) fn loose_level(level: MatchLevel) -> MatchLevel {
    if level == MatchLevel::Verbatim { level } else { MatchLevel::Variants }
}

impl LooseReading {
    /// What is looked for, as one node.
    pub(super) fn root(&self) -> Node {
        let guesses = self.guessed();
        let wanted = Some(Node::Or(self.wanted.concat())).filter(|_| !self.wanted.is_empty());
        let root = Node::And(self.required.iter().cloned().chain(guesses).chain(wanted).collect());
        Query { root }.simplified().root
    }

    /// The same, where all that is wanted must be there.
    pub(super) fn all(&self) -> Node {
        let guesses = self.guessed();
        let wanted = self.wanted.iter().flatten().cloned();
        let root = Node::And(self.required.iter().cloned().chain(wanted).chain(guesses).collect());
        Query { root }.simplified().root
    }

    /// What is guessed, as conditions: any of the values of a field will do.
    pub(super) fn guessed(&self) -> Vec<Node> {
        let mut fields: Vec<(&Field, Vec<Node>)> = Vec::new();
        for guess in &self.guesses {
            let filters = guess.filters.iter().cloned().map(Node::Filter);
            match fields.iter_mut().find(|(field, _)| *field == guess.field()) {
                Some((_, nodes)) => nodes.extend(filters),
                None => fields.push((guess.field(), filters.collect())),
            }
        }
        let any = |mut nodes: Vec<Node>| if nodes.len() == 1 { nodes.remove(0) } else { Node::Or(nodes) };
        fields.into_iter().map(|(_, nodes)| any(nodes)).collect()
    }

    /// What is said of it.
    pub(super) fn said(&self, wanted: &[Wanted]) -> Loosened {
        let guess = |guess: &FilterGuess| Guessed {
            typed: guess.typed.clone(),
            filter: Query { root: guess.node() }.to_string(),
        };
        Loosened {
            query: Query { root: self.root() }.to_string(),
            whole: 0,
            wanted: wanted.iter().map(|wanted| wanted.typed.clone()).collect(),
            left_out: self.left_out.clone(),
            guesses: self.guesses.iter().map(guess).collect(),
        }
    }
}

impl Compiler<'_> {
    /// The plan of a reading, and what is wanted.
    pub(super) fn loose_plan(&mut self, loose: Loose<'_>) -> Result<(Plan, Vec<Wanted>), IndexError> {
        let Loose { reading, enough, .. } = loose;
        let guesses = reading.guessed();
        let mut plans = Vec::new();
        for node in reading.required.iter().chain(&guesses) {
            plans.push(self.plan(node)?);
        }
        let mut wanted = Vec::new();
        for row in &reading.wanted {
            wanted.extend(self.wanted(row)?);
        }
        let any: Vec<Plan> = wanted.iter().map(|wanted| wanted.plan.clone()).collect();
        if any.len() > 1 && enough {
            let mut worths = Vec::with_capacity(any.len());
            for plan in &any {
                worths.push(self.worth(plan)?);
            }
            let least = MIN_SHARE_OF_WORTH * worths.iter().sum::<f32>();
            plans.push(Plan::Most(any, Enough { worths, least }));
        } else if !any.is_empty() {
            plans.push(Plan::Or(any));
        }
        Ok((if plans.len() == 1 { plans.remove(0) } else { Plan::And(plans) }, wanted))
    }

    fn wanted(&mut self, nodes: &[Node]) -> Result<Vec<Wanted>, IndexError> {
        let typed = |nodes: &[Node]| {
            let words: Vec<String> = nodes.iter().map(|node| Query { root: node.clone() }.to_string()).collect();
            words.join(" ")
        };
        let alternatives = self.alternatives(nodes, true)?.into_iter();
        let wanted = |one: Alternative| Wanted { typed: typed(&nodes[one.nodes]), plan: one.plan, whole: one.whole };
        Ok(alternatives.map(wanted).collect())
    }

    /// What a plan is worth; nothing where it is a word that the index does not have.
    fn worth(&self, plan: &Plan) -> Result<f32, IndexError> {
        if let Plan::Spans(SpanQuery::Word(word), _) = plan
            && self.dictionary.frequency(word)? == 0
        {
            return Ok(0.0);
        }
        Ok(plan.worth())
    }
}
