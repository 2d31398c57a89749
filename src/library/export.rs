//! What a query finds, with its reports, in files for other programs.

use std::path::PathBuf;
use std::sync::Arc;

use crate::engine::{Answer, Request, Sort, Unit};
use crate::export::{
    ExportError, ExportFacts, ExportFormat, ExportPlace, RowSink, TableLayout, write_facts, write_passage, write_report,
};
use crate::query::Node;
use crate::report::{Date, Report};

use super::concordance::all;
use super::{Index, today};

/// Writes the passages that a query finds, with their reports, to files that other programs open.
///
/// A database and a folder have all tables: reports, their grades, other fields and evidence; passages, the lines that they
/// were made of and where they match. A single file of another format has the passages, each with what is known of its
/// report. A file appears under its name only when it is whole, and memory does not grow with the size of the export.
///
/// ```no_run
/// use findings::{Exporter, Index, Request};
///
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let index = Index::open("index")?;
/// let everything = index.parse("*").query;
/// let exported = Exporter::to_file("reports.db")?.run(&index, &Request::new(&everything))?;
/// println!("{} passages", exported.answer.matched.passages);
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug)]
#[must_use]
pub struct Exporter {
    place: ExportPlace,
    day: Date,
}

/// What was exported.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Exported {
    /// The answer to the query: how much was found, out of how much.
    pub answer: Answer<()>,
    /// The number of reports, also those without passages.
    pub reports: u64,
    /// The files that were written.
    pub files: Vec<PathBuf>,
    /// Their size.
    pub bytes: u64,
}

impl Exporter {
    /// To one file, in the format that the ending of its name says.
    ///
    /// # Errors
    /// If it says none, or one that this build cannot write.
    pub fn to_file(path: impl Into<PathBuf>) -> Result<Exporter, ExportError> {
        let path = path.into();
        match ExportFormat::of_file(&path) {
            Some(format) => Exporter::new(path, format, false),
            None => Err(ExportError::Ending(path)),
        }
    }

    /// To a folder, with a file for each table. It is made if it is not there.
    ///
    /// # Errors
    /// For SQLite, which has all tables in one file, and for a format that this build cannot write.
    pub fn to_folder(path: impl Into<PathBuf>, format: ExportFormat) -> Result<Exporter, ExportError> {
        let path = path.into();
        if format == ExportFormat::Sqlite { Err(ExportError::OneFile(path)) } else { Exporter::new(path, format, true) }
    }

    fn new(path: PathBuf, format: ExportFormat, is_folder: bool) -> Result<Exporter, ExportError> {
        if !format.is_built() {
            return Err(ExportError::NotBuilt(format));
        }
        Ok(Exporter { place: ExportPlace { path, format, is_folder, replace: false }, day: today() })
    }

    /// Replaces files that are there already; without this they are an error.
    pub fn replace(mut self, replace: bool) -> Exporter {
        self.place.replace = replace;
        self
    }

    /// The day that the export says it was made on, in place of today.
    pub fn day(self, day: Date) -> Exporter {
        Exporter { day, ..self }
    }

    /// Writes all that a request finds, report by report: of the request, the limit, the unit and the order do not matter.
    /// A query without conditions has all reports, also those without a passage. One that finds nothing writes nothing.
    ///
    /// # Errors
    /// If the index is damaged or cannot be read, the time of the request is over before the first passage, a file is
    /// there that is not to be replaced, or a file cannot be written. Then nothing has changed.
    pub fn run(&self, index: &Index, request: &Request<'_>) -> Result<Exported, ExportError> {
        self.run_with_progress(index, request, &mut |_, _| {})
    }

    /// The same, and after each passage `progress` gets how many are written of how many.
    ///
    /// # Errors
    /// As for [`Exporter::run`].
    pub fn run_with_progress(
        &self,
        index: &Index,
        request: &Request<'_>,
        progress: &mut dyn FnMut(u64, u64),
    ) -> Result<Exported, ExportError> {
        let (answer, hits) = index.results(&all(request).sort(Sort::Report))?.split();
        let reports = found_reports(index, request)?;
        if reports.is_empty() {
            return Ok(Exported { answer, reports: 0, files: Vec::new(), bytes: 0 });
        }
        let (query, fingerprint) = (request.query.to_string(), index.state()?.fingerprint());
        let facts = ExportFacts {
            query: &query,
            level: request.level,
            day: self.day,
            fingerprint: &fingerprint,
            answer: &answer,
            reports: reports.len() as u64,
        };
        let layout = self.place.layout();
        let all = hits.len() as u64;
        let mut hits = (1..).zip(hits);
        let files = self.place.write(&mut |sink: &mut dyn RowSink| {
            write_facts(&facts, sink)?;
            for report in reports.iter().filter(|_| layout == TableLayout::Tables) {
                let with_evidence = index.report(&report.id)?;
                let short_id = index.short_id(report)?;
                write_report(with_evidence.as_ref().unwrap_or(report), short_id.as_deref(), sink)?;
            }
            for (done, hit) in &mut hits {
                write_passage(&hit?, layout, sink)?;
                progress(done, all);
            }
            Ok(index.check()?)
        })?;
        Ok(Exported { reports: facts.reports, files: files.paths, bytes: files.bytes, answer })
    }
}

/// The reports with a passage that a request finds, in the order of their ids; all of them if it has no conditions.
fn found_reports(index: &Index, request: &Request<'_>) -> Result<Vec<Arc<Report>>, ExportError> {
    if request.query.root == Node::All {
        return Ok(index.reports()?);
    }
    let wanted = all(request).unit(Unit::Report).sort(Sort::Report);
    Ok(index.ranking(&wanted)?.hits.into_iter().map(|hit| hit.report).collect())
}
