//! `findings similar`: passages that are nearly the same as one, and passages on the same matter.

use std::io::Write;
use std::sync::Arc;

use anyhow::{Context, bail};

use crate::asking::ResolvedId;
use crate::engine::{IndexError, Similar, SimilarRequest};
use crate::library::Index;
use crate::output::{PassageOf, Statement, StatementGroup, StatementStyle, Statements, write_statements};
use crate::report::Report;

use super::args::{Common, SimilarArgs};
use super::counted;
use super::exit::Exit;
use super::ids::resolved;
use super::pager::Paged;
use super::terminal::Terminal;

pub(super) fn run(
    args: &SimilarArgs,
    common: &Common,
    terminal: &Terminal,
    out: &mut dyn Write,
    err: &mut dyn Write,
) -> anyhow::Result<Exit> {
    let index = super::open(common, |folder| Index::open(folder), err)?;
    let ResolvedId { report, ordinal } = resolved(&index, &args.id)?;
    let Some(ordinal) = ordinal else {
        bail!("{0} is a report: name a passage, such as {0}#1; `findings compare` compares reports", args.id)
    };
    let passage = index.passages(&report.id, ordinal..=ordinal)?.pop().context("the passage cannot be read")?;
    let mut request = SimilarRequest::new(&passage.text);
    (request.least, request.on_matter) = (args.least, usize::from(args.limit));
    let mut found = index.similar(&request)?;
    let is_itself = |one: &Similar| one.report.id == report.id && one.passage.ordinal == ordinal;
    found.nearly_the_same.retain(|one| !is_itself(one));
    found.on_matter.retain(|one| !is_itself(one));
    let (same, matter) = (with_ids(&index, found.nearly_the_same)?, with_ids(&index, found.on_matter)?);
    let short = index.short_id(&report)?;
    let itself = PassageOf { report: &report, short: short.as_deref(), passage: &passage };
    let mut statements = Statements {
        groups: vec![
            group("The passage", String::new(), vec![statement("", itself, None)]),
            group("Nearly the same", said(&same), same.iter().map(|one| of("", one)).collect()),
            group(
                "On the same matter",
                String::new(),
                matter.iter().map(|one| Statement { resemblance: None, ..of("", one) }).collect(),
            ),
        ],
        shown: StatementStyle::Named,
        ..Statements::default()
    };
    statements.groups.retain(|group| !group.statements.is_empty() || !group.said.is_empty());
    let no_head = String::new;
    let mut paged = Paged::new(out, terminal.screen_for(args.format), &no_head);
    write_statements(&mut paged, args.format, &terminal.style, &statements)?;
    paged.finish()?;
    index.check()?;
    Ok(if same.is_empty() && matter.is_empty() { Exit::Nothing } else { Exit::Done })
}

/// A passage with the short id of its report.
type SimilarWithId = (Similar, Option<Arc<str>>);

/// Passages with the short ids of their reports.
fn with_ids(index: &Index, found: Vec<Similar>) -> Result<Vec<SimilarWithId>, IndexError> {
    found.into_iter().map(|one| index.short_id(&one.report).map(|short| (one, short))).collect()
}

fn group<'a>(name: &str, said: String, statements: Vec<Statement<'a>>) -> StatementGroup<'a> {
    StatementGroup { name: name.to_owned(), report: None, said, statements }
}

fn statement<'a>(status: &'a str, passage: PassageOf<'a>, resemblance: Option<f64>) -> Statement<'a> {
    Statement { status, resemblance, passage, highlights: &[], beside: None, changes: Vec::new() }
}

fn of<'a>(status: &'a str, (one, short): &'a SimilarWithId) -> Statement<'a> {
    let passage = PassageOf { report: &one.report, short: short.as_deref(), passage: &one.passage };
    statement(status, passage, Some(one.resemblance))
}

/// "3 passages in 2 reports of 2 authorities".
fn said(found: &[SimilarWithId]) -> String {
    fn distinct<'a>(values: impl Iterator<Item = &'a str>) -> u64 {
        values.collect::<std::collections::BTreeSet<_>>().len() as u64
    }
    let reports = found.iter().map(|(one, _)| &*one.report);
    let authorities = distinct(reports.clone().filter_map(|report: &Report| report.meta.authority.as_deref()));
    let reports = distinct(reports.map(|report| report.id.as_str()));
    match found.len() {
        0 => "no other passage".to_owned(),
        passages => format!(
            "{} in {} of {}",
            counted(passages as u64, "passage"),
            counted(reports, "report"),
            counted(authorities, "authority")
        ),
    }
}
