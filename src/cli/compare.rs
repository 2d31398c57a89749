//! `findings compare`: what two reports say, passage beside passage.

use std::io::Write;

use anyhow::bail;

use crate::asking::ResolvedId;
use crate::comparison::PassageChange;
use crate::library::{Comparison, Index};
use crate::output::{PassageOf, Statement, StatementGroup, StatementStyle, Statements, date_line, write_statements};
use crate::report::{Passage, Report};

use super::args::{Common, CompareArgs};
use super::choices::ChangeChoice;
use super::exit::Exit;
use super::ids::resolved;
use super::pager::Paged;
use super::terminal::Terminal;

/// What words alone cannot show.
const CAUTION: &str = "Passages are compared by their words: what is gone may have been said in other words, and what is \
    new need not be new in fact.";

pub(super) fn run(
    args: &CompareArgs,
    common: &Common,
    terminal: &Terminal,
    out: &mut dyn Write,
    err: &mut dyn Write,
) -> anyhow::Result<Exit> {
    let index = super::open(common, |folder| Index::open_for_one(folder), err)?;
    let (earlier, later) = (report(&index, &args.earlier)?, report(&index, &args.later)?);
    let (first, second) = (index.short_id(&earlier)?, index.short_id(&later)?);
    let comparison = index.compare(&earlier, &later)?;
    let sides =
        Sides { earlier: (&earlier, first.as_deref()), later: (&later, second.as_deref()), comparison: &comparison };
    let mut groups = sides.changes(&args.only);
    if args.only.is_empty() {
        groups.extend(sides.recommendations());
    }
    let about = sides.about();
    let no_head = String::new;
    let mut paged = Paged::new(out, terminal.screen_for(args.format), &no_head);
    let statements =
        Statements { about, caution: CAUTION, groups, shown: StatementStyle::Lines, ..Statements::default() };
    write_statements(&mut paged, args.format, &terminal.style, &statements)?;
    paged.finish()?;
    if !common.quiet && earlier.meta.date > later.meta.date && later.meta.date.is_some() {
        writeln!(err, "the first report is newer than the second: what is called new here is what the older one says")?;
    }
    Ok(Exit::Done)
}

fn report(index: &Index, id: &str) -> anyhow::Result<Report> {
    let ResolvedId { report, ordinal } = resolved(index, id)?;
    if ordinal.is_some() {
        bail!("{id} is a passage: name a report; `findings similar` finds passages like one");
    }
    Ok(report)
}

/// Two reports with their short ids, and what became of their passages.
struct Sides<'a> {
    earlier: (&'a Report, Option<&'a str>),
    later: (&'a Report, Option<&'a str>),
    comparison: &'a Comparison,
}

impl<'a> Sides<'a> {
    /// "Wexcombe, 4 March 2016 to 15 March 2019: 12 said again, 8 changed, 40 gone, 56 new".
    fn about(&self) -> String {
        let name = |report: &Report| {
            let name = report.meta.authority.clone().unwrap_or_else(|| report.id.clone());
            format!("{name}, {}", date_line(&report.meta).unwrap_or_else(|| "undated".to_owned()))
        };
        let (mut again, mut changed, mut gone, mut new) = (0, 0, 0, 0);
        for change in &self.comparison.changes {
            match change {
                PassageChange::SaidAgain(_) => again += 1,
                PassageChange::Changed(_) => changed += 1,
                PassageChange::Gone(_) => gone += 1,
                PassageChange::New(_) => new += 1,
            }
        }
        let (earlier, later) = (name(self.earlier.0), name(self.later.0));
        format!("From {earlier} to {later}: {again} said again, {changed} changed, {gone} gone, {new} new")
    }

    fn earlier(&self, at: usize) -> PassageOf<'a> {
        let (report, short) = self.earlier;
        PassageOf { report, short, passage: &self.comparison.earlier[at] }
    }

    fn later(&self, at: usize) -> PassageOf<'a> {
        let (report, short) = self.later;
        PassageOf { report, short, passage: &self.comparison.later[at] }
    }

    /// The changes that are asked for, by section.
    fn changes(&self, only: &[ChangeChoice]) -> Vec<StatementGroup<'a>> {
        let mut groups: Vec<StatementGroup<'a>> = Vec::new();
        for change in &self.comparison.changes {
            let (choice, statement) = match *change {
                PassageChange::SaidAgain(pair) => (
                    ChangeChoice::Again,
                    statement(
                        "said again",
                        self.later(pair.later),
                        Some((self.earlier(pair.earlier), pair.resemblance)),
                    ),
                ),
                PassageChange::Changed(pair) => (
                    ChangeChoice::Changed,
                    Statement {
                        changes: self.comparison.words(&pair).unwrap_or_default(),
                        ..statement(
                            "changed",
                            self.later(pair.later),
                            Some((self.earlier(pair.earlier), pair.resemblance)),
                        )
                    },
                ),
                PassageChange::Gone(at) => (ChangeChoice::Gone, statement("gone", self.earlier(at), None)),
                PassageChange::New(at) => (ChangeChoice::New, statement("new", self.later(at), None)),
            };
            if !only.is_empty() && !only.contains(&choice) {
                continue;
            }
            let name = section(statement.passage.passage);
            match groups.last_mut().filter(|group| group.name == name) {
                Some(group) => group.statements.push(statement),
                None => {
                    groups.push(StatementGroup { name, report: None, said: String::new(), statements: vec![statement] })
                }
            }
        }
        groups
    }

    /// The recommendations of the earlier report, each with what the later one says on the same matter.
    fn recommendations(&self) -> Option<StatementGroup<'a>> {
        let beside = self.comparison.recommendations.iter().map(|(asked, matter)| {
            let said = matter.map(|matter| (self.later(matter.at), matter.cosine));
            statement(if said.is_some() { "asked" } else { "asked only" }, self.earlier(*asked), said)
        });
        let statements: Vec<Statement<'a>> = beside.collect();
        let name = "Recommendations of the first report beside what the second says on the same matter".to_owned();
        (!statements.is_empty()).then_some(StatementGroup { name, report: None, said: String::new(), statements })
    }
}

fn statement<'a>(status: &'a str, passage: PassageOf<'a>, beside: Option<(PassageOf<'a>, f64)>) -> Statement<'a> {
    let resemblance = beside.as_ref().map(|(_, share)| *share);
    Statement {
        status,
        resemblance,
        passage,
        highlights: &[],
        beside: beside.map(|(beside, _)| beside),
        changes: Vec::new(),
    }
}

/// The headings over a passage, in a line.
fn section(passage: &Passage) -> String {
    if passage.section.is_empty() { "(no heading)".to_owned() } else { passage.section.join(" › ") }
}
