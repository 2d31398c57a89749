//! Searching one state of an index: a request becomes a plan, the plan finds, the found becomes hits.

use std::borrow::Cow;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, OnceLock};

use tantivy::DocAddress;

use crate::engine::Loosen;
use crate::index::{CAPITALS, IndexError, Reader, Watched};
use crate::lexicon::{About, Form, Group, Lexicon, UserLexicon, lay_words, lay_words_about};
use crate::query::{MatchLevel, Node, Query};
use crate::report::Acronym;
use crate::text::is_stop_word;

use super::bounded::bounded;
use super::budget::{Budget, Clock, Notes};
use super::collect::{Count, Facets, Parallelism, Scope};
use super::compile::Compiler;
use super::dictionary::Dictionary;
use super::hits::Presenter;
use super::index_view::{IndexView, SegmentColumns};
use super::known_names::ListedNames;
use super::loose::{Loose, Wanted};
use super::loosened;
use super::order::ScoredPassage;
use super::plan::{Plan, Weight};
use super::question::is_question;
use super::ranking::{Collected, ranked};
use super::results::{Fetch, MAX_FETCHED_AT_ONCE};
use super::within::within;
use super::zero;
use super::{Answer, Counts, Hits, Ranked, Ranking, Request, SearchError, Unit};

/// Searches one state of an index.
///
/// It owns what it needs, and can be kept and shared between threads. It is [watched](Watched): what it says is taken back
/// where a file of the index turns out to be damaged, so its own parts need not look.
pub(crate) struct Searcher {
    pub(super) reader: Arc<Reader>,
    pub(super) view: Arc<IndexView>,
    pub(super) given: UserLexicon,
    pub(super) lexicon: OnceLock<Lexicon>,
    /// For how many queries a part of it was made.
    pub(super) parts_of_lexicon: AtomicUsize,
    /// What a question may name.
    pub(super) names: ListedNames,
    pub(super) parallelism: Parallelism,
}

/// After this many queries, what others ask of the lexicon is looked up in all of it.
const MAX_PARTS_OF_LEXICON: usize = 16;

impl Searcher {
    /// Over an open index, with what a person's lexicon file says beside what the reports themselves say of acronyms. One
    /// searcher serves any number of searches and threads, and each search may take all cores as `parallelism` has it.
    ///
    /// # Errors
    /// Where the index is damaged or cannot be read.
    pub(crate) fn open(
        reader: &Arc<Reader>,
        given: UserLexicon,
        parallelism: Parallelism,
    ) -> Result<Watched<Searcher>, IndexError> {
        let view = reader.watch(reader).read(|reader| IndexView::open(reader))?;
        let (reader, view) = (Arc::clone(reader), Arc::new(view));
        let (lexicon, parts_of_lexicon, names) = (OnceLock::new(), AtomicUsize::default(), ListedNames::default());
        let watch = Arc::clone(&reader);
        Ok(watch.watch(Searcher { reader, view, given, lexicon, parts_of_lexicon, names, parallelism }))
    }

    /// Makes many searches faster at the cost of a look at every report. Each of them then runs on the thread that asks,
    /// unless [all are to take all cores](Parallelism::Always).
    ///
    /// # Errors
    /// Where the index is damaged or cannot be read.
    pub(crate) fn expect_many(&self) -> Result<(), IndexError> {
        self.view.segments.iter().for_each(SegmentColumns::load);
        if self.view.segments.len() > 1 {
            self.view.reports.all(&self.reader, &self.view.segments)?;
        }
        Ok(())
    }

    /// The acronyms and variants that a search at the level `Variants` looks for. Worked out when first
    /// asked for.
    ///
    /// # Errors
    /// Where the index is damaged or cannot be read.
    pub(crate) fn lexicon(&self) -> Result<&Lexicon, IndexError> {
        if let Some(lexicon) = self.lexicon.get() {
            return Ok(lexicon);
        }
        let lexicon = self.lexicon_of(&self.reader.acronyms()?, lay_words());
        Ok(self.lexicon.get_or_init(|| lexicon))
    }

    /// What of the lexicon matters to a query; all of it once many have asked, since to make all takes as long as some
    /// tens of parts. None unless the query goes down to variants.
    pub(super) fn lexicon_for(&self, level: MatchLevel, root: &Node) -> Result<Option<Cow<'_, Lexicon>>, IndexError> {
        if level != MatchLevel::Variants {
            return Ok(None);
        }
        let is_whole = self.lexicon.get().is_some();
        if is_whole || self.parts_of_lexicon.fetch_add(1, Ordering::Relaxed) >= MAX_PARTS_OF_LEXICON {
            return Ok(Some(Cow::Borrowed(self.lexicon()?)));
        }
        let mut about = About::new(root.terms().into_iter().map(|term| term.text.as_str()));
        let lay = lay_words_about(&mut about);
        let definitions = self.reader.acronyms_made_of(about.initials(), about.letters())?;
        Ok(Some(Cow::Owned(self.lexicon_of(&about.of(definitions), &lay))))
    }

    fn lexicon_of(&self, definitions: &[(Acronym, u64)], lay: &[Group]) -> Lexicon {
        let mut lexicon = Lexicon::new(definitions, &self.given, lay);
        let dictionary = self.dictionary(&Clock::start(None));
        let words = self.reader.fields().words;
        let documents = |term: &str| dictionary.documents(words, term).unwrap_or(0);
        lexicon.set_ordinary(|word| documents(word) > 2 * documents(&format!("{CAPITALS}{word}")));
        lexicon
    }

    /// Runs a search. Its hits are fetched one by one, so that there may be any number of them.
    ///
    /// # Errors
    /// Where the index is damaged or cannot be read, or the time of the request is over.
    pub(crate) fn results(&self, request: &Request<'_>) -> Result<Answer<Hits>, SearchError> {
        let clock = Clock::start(request.timeout);
        let answer = self.answer(request, None, &Budget::new(&clock))?;
        clock.check()?;
        let (answer, hits) = answer.split();
        Ok(answer.with_hits(Hits::new(request.offset.saturating_add(1), hits)))
    }

    /// The answer to a request; once the time is over it is anything, as soon as can be.
    pub(super) fn answer(
        &self,
        request: &Request<'_>,
        loose: Option<Loose<'_>>,
        budget: &Budget,
    ) -> Result<Answer<Fetch>, IndexError> {
        let lexicon = if loose.is_none() { self.lexicon_for(request.level, &request.query.root)? } else { None };
        let lexicon = loose.map_or(lexicon.as_deref(), |loose| loose.lexicon);
        let mut compiler = self.compiler(request.level, lexicon, budget).for_request(request);
        let root = loosened::root(request, &mut compiler.notes);
        let (plan, wanted, collected) = self.ranked(request, &root, loose, &mut compiler)?;
        let Collected { counts: found, found: ranked, met, documents, facets, folds, collapsed } = collected;
        if loose.is_none()
            && wants_nearest(request, found)
            && let Some(mut answer) = self.loosened_answer(request, budget)?
        {
            answer.loosened.iter_mut().for_each(|loosened| loosened.whole = found.passages);
            return Ok(answer);
        }
        let stricter = self.stricter_levels(request.level, &root, budget)?;
        let within = within(self, &root, found, &mut compiler)?;
        let levels_of_facets: Vec<MatchLevel> = match loose {
            None => stricter.iter().map(|(level, _)| *level).chain([request.level]).collect(),
            Some(_) => vec![request.level],
        };
        let facets = self.groups_of(&request.facets, facets, &levels_of_facets, &root, &mut compiler)?;
        let mut presenter = Presenter::new(&self.reader, &self.view, plan, request.level, stricter, &budget.clock);
        let whole = |wanted: &Wanted| (wanted.typed.clone(), wanted.whole.clone());
        presenter.folds = folds.into();
        presenter.wanted = loose.map(|_| wanted.iter().map(whole).collect());
        let first: Vec<DocAddress> = ranked.iter().take(MAX_FETCHED_AT_ONCE).map(|found| found.address).collect();
        let hits = Fetch::new(presenter, ranked, request)?;
        let all_are_here = request.unit == Unit::Passage && hits.ready().len() as u64 == found.passages;
        let presenter = hits.presenter();
        let levels = presenter.stricter.iter().filter(|_| loose.is_none()).map(|stricter| {
            let counts = if all_are_here {
                let matched = hits.ready().iter().zip(&first).filter(|(hit, _)| hit.level <= stricter.level);
                self.count_of(matched.map(|(_, address)| *address), &budget.clock)?
            } else {
                self.count_at(&stricter.plan, &presenter.plan, found, met.as_deref(), &budget.clock)?
            };
            Ok((stricter.level, counts))
        });
        let levels = levels.chain([Ok((request.level, found))]).collect::<Result<_, IndexError>>()?;
        let looser = match loose {
            None => self.looser(request, &root, &presenter.plan, found, documents.as_deref(), budget)?,
            Some(_) => None,
        };
        let nothing = match found.passages {
            0 if !budget.clock.is_over() && loose.is_none() => Some(zero::nothing(self, &mut compiler, request)?),
            _ => None,
        };
        let remarks = match loose {
            None => self.remarks_on_names(request, &root, budget)?,
            Some(loose) => self.remarks_on_reading(loose, &compiler)?,
        };
        remarks.into_iter().for_each(|remark| compiler.notes.add(remark));
        let Compiler { expansions, notes, .. } = compiler;
        Ok(Answer {
            matched: found,
            total: self.reader.summary().totals(),
            within,
            hits,
            levels,
            looser,
            expansions,
            notes: notes.into_vec(),
            nothing,
            loosened: loose.map(|loose| loose.reading.said(&wanted)),
            has_few: loose.is_none() && has_few(request, found),
            collapsed,
            facets,
        })
    }

    /// Runs a search for the order of its hits alone: nothing of their text is read.
    ///
    /// # Errors
    /// Where the index is damaged or cannot be read, or the time of the request is over.
    pub(crate) fn ranking(&self, request: &Request<'_>) -> Result<Ranking, SearchError> {
        let clock = Clock::start(request.timeout);
        let budget = Budget::new(&clock);
        let lexicon = self.lexicon_for(request.level, &request.query.root)?;
        let mut compiler = self.compiler(request.level, lexicon.as_deref(), &budget).for_request(request);
        let root = loosened::root(request, &mut compiler.notes);
        let (_, _, mut collected) = self.ranked(request, &root, None, &mut compiler)?;
        if wants_nearest(request, collected.counts) {
            collected = self.loosened_ranking(request, &budget)?.unwrap_or(collected);
        }
        let Collected { counts: found, found: ranked, .. } = collected;
        clock.check()?;
        let hit = |found: &ScoredPassage| {
            Ok(Ranked {
                score: found.score,
                report: self.reader.report_of(found.address, found.ordinal)?,
                passage: found.ordinal,
            })
        };
        let hits = ranked.iter().map(hit).collect::<Result<_, IndexError>>()?;
        Ok(Ranking { matched: found, hits })
    }

    /// How much of something there is.
    ///
    /// # Errors
    /// Where the index is damaged or cannot be read.
    pub(crate) fn count(&self, query: &Query, level: MatchLevel) -> Result<Counts, IndexError> {
        self.count_within(query, level, &Budget::new(&Clock::start(None)))
    }

    /// Likewise, within what is left of a budget.
    pub(super) fn count_within(&self, query: &Query, level: MatchLevel, budget: &Budget) -> Result<Counts, IndexError> {
        let root = bounded(&query.root, &mut Notes::default());
        let lexicon = self.lexicon_for(level, &root)?;
        let plan = self.compiler(level, lexicon.as_deref(), budget).plan(&root)?;
        self.scope(&budget.clock).collect(&plan, &Count)
    }

    /// How much there is of a form of the lexicon.
    ///
    /// # Errors
    /// Where the index is damaged or cannot be read.
    pub(crate) fn count_form(&self, form: &Form) -> Result<Counts, IndexError> {
        let clock = Clock::start(None);
        let span_query = self.compiler(MatchLevel::Inflected, None, &Budget::new(&clock)).variant(form)?;
        let plan = Plan::Spans(span_query, Weight(0.0));
        self.scope(&clock).collect(&plan, &Count)
    }

    /// The words that some report writes in capitals as acronyms are, in order.
    ///
    /// # Errors
    /// Where the index is damaged or cannot be read.
    pub(crate) fn acronyms(&self) -> Result<Vec<String>, IndexError> {
        let dictionary = self.dictionary(&Clock::start(None));
        Ok(dictionary.in_capitals()?.into_iter().map(|word| word.to_uppercase()).collect())
    }

    /// What is collected of, by a clock.
    pub(super) fn scope<'s>(&'s self, clock: &'s Arc<Clock>) -> Scope<'s> {
        Scope { reader: &self.reader, view: &self.view, clock, parallelism: self.parallelism }
    }

    /// A compiler at a match level, with the lexicon for it.
    pub(super) fn compiler<'s>(
        &'s self,
        level: MatchLevel,
        lexicon: Option<&'s Lexicon>,
        budget: &Budget,
    ) -> Compiler<'s> {
        Compiler::new(&self.reader, &self.view, level, budget).with_lexicon(lexicon)
    }

    pub(super) fn dictionary(&self, clock: &Arc<Clock>) -> Dictionary<'_> {
        Dictionary::new(&self.reader, &self.view, clock)
    }

    /// The plan of a search, what it found and the hits asked for.
    pub(super) fn ranked(
        &self,
        request: &Request<'_>,
        root: &Node,
        loose: Option<Loose<'_>>,
        compiler: &mut Compiler<'_>,
    ) -> Result<(Plan, Vec<Wanted>, Collected), IndexError> {
        let (plan, wanted) = match loose {
            Some(loose) => compiler.loose_plan(loose)?,
            None => (compiler.plan(root)?, Vec::new()),
        };
        // What is said to be found too is what counts, not what is looked at for the order.
        let said = compiler.expansions.len();
        let signals = self.signals(request, root, loose.is_some(), &plan, compiler)?;
        compiler.expansions.truncate(said);
        let stricter = match loose {
            None if !request.facets.is_empty() => self.levels_to_count(request.level, root, &plan, &compiler.budget)?,
            _ => Vec::new(),
        };
        let facets = Facets { facets: &request.facets, stricter: &stricter, marked: &plan };
        let collected = ranked(self.scope(&compiler.budget.clock), &plan, &signals, facets, request)?;
        Ok((plan, wanted, collected))
    }

    /// How much some passages are.
    fn count_of(&self, passages: impl Iterator<Item = DocAddress>, clock: &Arc<Clock>) -> Result<Counts, IndexError> {
        let mut by_segment = vec![Vec::new(); self.view.segments.len()];
        passages.for_each(|DocAddress { segment_ord, doc_id }| by_segment[segment_ord as usize].push(doc_id));
        by_segment.iter_mut().for_each(|passages| passages.sort_unstable());
        self.scope(clock).collect_of(&by_segment, &Count)
    }
}

/// Whether the passages with most of the words are looked for: where none has all of them, on request, and where few have all
/// the words of a question, as they have them by chance.
fn wants_nearest(request: &Request<'_>, found: Counts) -> bool {
    found.passages == 0 || request.nearest || has_few(request, found) && is_question(request.query)
}

/// Whether fewer passages than a page of hits have all of several words that may be loosened: others may say it otherwise.
fn has_few(request: &Request<'_>, found: Counts) -> bool {
    const FEW: u64 = 10;
    const SEVERAL: usize = 3;
    let is_word = |node: &&Node| matches!(node, Node::Word(term) if !is_stop_word(&term.text));
    let may_be_loosened = request.loosen != Loosen::Never && !request.any && request.unit == Unit::Passage;
    may_be_loosened
        && (1..FEW).contains(&found.passages)
        && request.query.root.conditions().iter().filter(|node| is_word(node)).count() >= SEVERAL
}
