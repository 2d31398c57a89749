//! The lines of a file behind a passage, as they are printed there.

use std::io::{self, Write};
use std::path::Path;
use std::sync::Arc;

use anyhow::{Context, bail};

use crate::corpus::{FoundFile, ReadingOptions, inspect_each, read_source};
use crate::engine::State;
use crate::extract::decode_range;
use crate::library::Index;
use crate::output::safe;
use crate::report::{Document, Line, Passage, Report, ReportEntry, SourceSpan};

/// The file of a report, read once for all of its passages that are shown.
pub(super) struct SourceLines<'r> {
    report: &'r Report,
    bytes: Arc<[u8]>,
    /// What the reader of its format makes of it, where passages are not parts of a text.
    document: Option<Document>,
}

impl<'r> SourceLines<'r> {
    /// Reads what is needed for some passages.
    ///
    /// # Errors
    /// Where the file cannot be read, or is not the one that was indexed.
    pub(super) fn open(index: &Index, report: &'r Report, passages: &[Passage]) -> anyhow::Result<SourceLines<'r>> {
        let bytes = read_source(Path::new(&report.path));
        let bytes: Arc<[u8]> = bytes.with_context(|| format!("{}: the source cannot be read", report.path))?.into();
        let state = index.state()?;
        if !is_as_indexed(&state, report, &bytes) {
            bail!(has_changed(report));
        }
        let is_text = passages.iter().flat_map(|passage| &passage.spans).all(|span| span.bytes.is_some());
        let document = if is_text { None } else { extracted(&state, report, &bytes)? };
        Ok(SourceLines { report, bytes, document })
    }

    /// Writes the lines behind a passage, each with its page and number.
    ///
    /// # Errors
    /// If `out` fails, or a line is not there.
    pub(super) fn write(&self, passage: &Passage, out: &mut dyn Write) -> anyhow::Result<()> {
        writeln!(out, "{}", safe(&self.report.path))?;
        for span in &passage.spans {
            let lines = match span.bytes {
                Some((start, end)) => {
                    let text = decode_range(&self.bytes, start..end).with_context(|| has_changed(self.report))?;
                    text.lines().map(str::to_owned).collect()
                }
                None => lines_of(self.document.as_ref(), span)
                    .unwrap_or_else(|| vec!["(this line cannot be shown: open the file)".to_owned()]),
            };
            for (number, line) in (span.line..).zip(lines) {
                writeln!(out, "{:>4}:{number:<4} {}", span.page, safe(line.trim_end()))?;
            }
        }
        Ok(())
    }
}

fn has_changed(report: &Report) -> String {
    format!("{} has changed since it was indexed; `findings index` reads it again", report.path)
}

/// Whether a file is the one that was read, whatever its size and time say.
fn is_as_indexed(state: &State, report: &Report, bytes: &[u8]) -> bool {
    let is_of = |entry: &ReportEntry| entry.id == report.id && entry.copy_of.is_none();
    let file = state.files.iter().find(|file| file.reports.iter().any(is_of));
    file.is_none_or(|file| file.hash.is_empty() || blake3::hash(bytes).to_hex().as_str() == file.hash)
}

/// What the reader of its format makes of the file of a report: the document that the report is of, which may be one of
/// several in the file. Pictures are not read again.
fn extracted(state: &State, report: &Report, bytes: &Arc<[u8]>) -> anyhow::Result<Option<Document>> {
    let options = super::verify::options(&state.arguments, &mut io::sink())?;
    let options = ReadingOptions { ocr: None, ..options };
    let name = Path::new(&report.path).file_name().unwrap_or_default().to_string_lossy();
    let file = FoundFile::given(&name, Arc::clone(bytes));
    let mut found = None;
    inspect_each(&file, &[], &options, &mut |read, document| {
        // The index may have folders before the name of the file.
        let is_it = report.id == read.report.id || report.id.ends_with(&format!("/{}", read.report.id));
        if is_it && found.is_none() {
            found = Some(document.clone());
        }
    })?;
    Ok(found)
}

/// The lines that a span is of; none where the document has no such lines.
fn lines_of(document: Option<&Document>, span: &SourceSpan) -> Option<Vec<String>> {
    let page = document?.pages.get(usize::try_from(span.page).ok()?.checked_sub(1)?)?;
    let first = usize::try_from(span.line).ok()?.checked_sub(1)?;
    let lines: &[Line] = page.lines.get(first..first.checked_add(usize::try_from(span.lines).ok()?)?)?;
    Some(lines.iter().map(|line| line.text.replace('\t', " | ")).collect())
}
