//! Counting what a query finds, all of it and by facets, without ranking it.

use crate::engine::{Facet, Groups};
use crate::index::IndexError;
use crate::query::{MatchLevel, Node};

use super::budget::{Budget, Clock};
use super::collect::{Count, Facets, GroupTotals, groups};
use super::compile::Compiler;
use super::loosened;
use super::plan::Plan;
use super::ranking::documents_met;
use super::searcher::Searcher;
use super::within::{filters_of, within};
use super::zero;
use super::{Answer, Request, SearchError};

impl Searcher {
    /// Answers a request by its counts and facets alone.
    ///
    /// # Errors
    /// Where the index is damaged or cannot be read, or the time of the request is over.
    pub(crate) fn count_by(&self, request: &Request<'_>) -> Result<Answer<()>, SearchError> {
        let clock = Clock::start(request.timeout);
        let answer = self.counted(request, &Budget::new(&clock))?;
        clock.check()?;
        Ok(answer)
    }

    fn counted(&self, request: &Request<'_>, budget: &Budget) -> Result<Answer<()>, IndexError> {
        let lexicon = self.lexicon_for(request.level, &request.query.root)?;
        let mut compiler = self.compiler(request.level, lexicon.as_deref(), budget).for_request(request);
        let root = loosened::root(request, &mut compiler.notes);
        let plan = compiler.plan(&root)?;
        let stricter = self.levels_to_count(request.level, &root, &plan, budget)?;
        // The totals are a facet too: they have the counts of all levels.
        let all: Vec<Facet> = request.facets.iter().cloned().chain([Facet::default()]).collect();
        let collector = Facets { facets: &all, stricter: &stricter, marked: &plan };
        let scope = self.scope(&budget.clock);
        let ((found, counted), documents) =
            scope.collect(&plan, &((Count, collector), documents_met(scope, request)))?;
        let levels: Vec<MatchLevel> = stricter.iter().map(|(level, _)| *level).chain([request.level]).collect();
        let mut facets = self.groups_of(&all, counted, &levels, &root, &mut compiler)?;
        let totals = facets.pop();
        let within = within(self, &root, found, &mut compiler)?;
        let nothing = match found.passages {
            0 if !budget.clock.is_over() => Some(zero::nothing(self, &mut compiler, request)?),
            _ => None,
        };
        let looser = self.looser(request, &root, &plan, found, documents.as_deref(), budget)?;
        let remarks = self.remarks_on_names(request, &root, budget)?;
        remarks.into_iter().for_each(|remark| compiler.notes.add(remark));
        let Compiler { expansions, notes, .. } = compiler;
        Ok(Answer {
            matched: found,
            total: self.reader.summary().totals(),
            within,
            hits: (),
            levels: totals.map(|totals| totals.all.levels).unwrap_or_default(),
            looser,
            expansions,
            notes: notes.into_vec(),
            nothing,
            loosened: None,
            has_few: false,
            collapsed: None,
            facets,
        })
    }

    /// The groups of facets, of which so much was found, each out of what meets the filters of a query.
    pub(super) fn groups_of(
        &self,
        facets: &[Facet],
        found: Vec<GroupTotals>,
        levels: &[MatchLevel],
        root: &Node,
        compiler: &mut Compiler<'_>,
    ) -> Result<Vec<Groups>, IndexError> {
        if facets.is_empty() {
            return Ok(Vec::new());
        }
        let filters = filters_of(root).map_or(Ok(Plan::All), |filters| compiler.plan(&filters))?;
        let extents = self.scope(&compiler.budget.clock).extents(facets, &filters)?;
        let each = facets.iter().zip(found).zip(&extents);
        Ok(each.map(|((facet, found), extent)| groups(facet, found, extent, levels)).collect())
    }
}
