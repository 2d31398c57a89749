//! One file, read: extract, layout, metadata.

use std::path::Path;

use rayon::prelude::*;

use crate::extract::{Unreadable, extract, is_read_apart, is_streamed};
use crate::layout::{layout, page_names};
use crate::lexicon;
use crate::metadata::{self, MetadataOverride, Rules};
use crate::report::{self, Acronym, Document, Line, Passage, Prose, ReadReport, Report, Role};
use crate::text::words;

use super::likeness::likeness;
use super::open::{OpenError, read_whole};
use super::problems::FileProblems;
use super::{FoundFile, ReadingOptions};

/// Reads a file, passes each report to `each` with what was extracted, in order, and returns the problems. The reports of a JSON Lines file are
/// made some hundreds at a time on all cores, fewer if they are large, which bounds memory.
pub(super) fn read(
    file: &FoundFile,
    bytes: &[u8],
    given: &[MetadataOverride],
    options: &ReadingOptions,
    each: &mut dyn FnMut(ReadReport, &Document),
) -> Vec<String> {
    const AT_A_TIME: usize = 512;
    const MAX_AT_A_TIME: usize = 64 << 20;
    let mut problems = FileProblems::default();
    let mut documents = match documents(file, bytes, options) {
        Ok(documents) => documents.peekable(),
        Err(error) => return vec![error.to_string()],
    };
    while documents.peek().is_some() {
        let (mut some, mut memory) = (Vec::new(), 0);
        while some.len() < AT_A_TIME && memory < MAX_AT_A_TIME {
            match documents.next() {
                Some(Ok(document)) => {
                    memory += memory_of(&document);
                    some.push(document);
                }
                Some(Err(error)) => problems.push(error.to_string()),
                None => break,
            }
        }
        if let Some(ocr) = &options.ocr {
            // The bytes of a nested file are not here.
            for document in some.iter_mut().filter(|document| !document.scanned.is_empty() && document.member.is_none())
            {
                problems.extend(ocr.read(bytes, document, options));
            }
        }
        problems.extend(some.iter().flat_map(problems_of));
        let one = |document: &Document| report(file, document, given, &options.rules);
        let reports: Vec<ReadReport> =
            if some.len() > 1 { some.par_iter().map(one).collect() } else { some.iter().map(one).collect() };
        for (read, document) in reports.into_iter().zip(&some) {
            if read.passages.is_empty() && problems.is_empty() && document.id.is_none() {
                problems.push(format!("{}: there is no text in it but what recurs on its pages", read.report.id));
            }
            each(read, document);
        }
    }
    problems.into_lines()
}

type Extracted = Result<Document, Unreadable>;

/// About how much memory a document takes, in bytes.
fn memory_of(document: &Document) -> usize {
    let lines = document.pages.iter().flat_map(|page| &page.lines);
    lines.map(|line| size_of::<Line>() + line.text.len()).sum()
}

/// The documents of a file. Small texts and records are read here, and all else apart.
fn documents<'a>(
    file: &FoundFile,
    bytes: &'a [u8],
    options: &ReadingOptions,
) -> Result<Box<dyn Iterator<Item = Extracted> + 'a>, Unreadable> {
    if is_read_apart(&file.path, bytes) {
        return Ok(Box::new(options.readers.read(&file.path, bytes)?.into_iter()));
    }
    Ok(Box::new(extract(&file.path, bytes)?))
}

/// What a person should know of how a document was read.
fn problems_of(document: &Document) -> Vec<String> {
    let within = |what: String| match &document.member {
        Some(member) => format!("{member}: {what}"),
        None => what,
    };
    let mut problems: Vec<String> = document.warnings.iter().cloned().map(within).collect();
    let pages = document.pages.len().max(document.scanned.len());
    let has_text = document.pages.iter().flat_map(|page| &page.lines).any(|line| !line.text.trim().is_empty());
    match (&document.scanned[..], has_text) {
        ([], true) => {}
        // A record may be empty on purpose; a file that holds nothing is a mistake.
        ([], false) if document.id.is_some() => {}
        ([], false) => problems.push(within("there is no text in it".to_owned())),
        (_, false) => problems.push(within(format!(
            "a scan: its {pages} pages are pictures without text; `findings index --ocr` reads them"
        ))),
        (scanned, true) => problems.push(within(format!(
            "of its {pages} pages {} are pictures without text ({}); `findings index --ocr` reads them",
            scanned.len(),
            numbers(scanned)
        ))),
    }
    problems
}

/// Page numbers as a person would list them: `3–5, 9`.
fn numbers(pages: &[u32]) -> String {
    let runs = pages.chunk_by(|a, b| a + 1 == *b).map(|run| match run {
        [first, .., last] => format!("{first}–{last}"),
        [one] => one.to_string(),
        [] => String::new(),
    });
    runs.collect::<Vec<_>>().join(", ")
}

/// What a file holds.
#[derive(Debug)]
pub struct Inspection {
    /// Its reports, none where nothing is wrong and nothing in it.
    pub reports: Vec<ReadReport>,
    /// What of it could not be read, and why.
    pub problems: Vec<String>,
}

/// Why nothing of a file could be read, in words for its reader.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct InspectError(String);

/// Reads a file without an index.
///
/// # Errors
/// Where nothing of the file can be read.
pub fn inspect(
    file: &FoundFile,
    given: &[MetadataOverride],
    options: &ReadingOptions,
) -> Result<Inspection, InspectError> {
    let mut reports = Vec::new();
    let problems = inspect_each(file, given, options, &mut |report, _| reports.push(report))?;
    if reports.is_empty() && !problems.is_empty() {
        return Err(InspectError(problems.join("; ")));
    }
    Ok(Inspection { reports, problems })
}

/// Reads a file without an index, passes each report to `each` with what was extracted, and returns the problems.
///
/// # Errors
/// Where the file cannot be opened.
pub(crate) fn inspect_each(
    file: &FoundFile,
    given: &[MetadataOverride],
    options: &ReadingOptions,
    each: &mut dyn FnMut(ReadReport, &Document),
) -> Result<Vec<String>, InspectError> {
    if let Some(problem) = &file.problem {
        return Err(InspectError(problem.clone()));
    }
    let bytes = content(&file.at, file, options).map_err(InspectError)?;
    Ok(read(file, &bytes, given, options, each))
}

/// The bytes of a file, up to its size limit, whatever size it had when it was found.
pub(super) fn content(at: &Path, file: &FoundFile, options: &ReadingOptions) -> Result<Vec<u8>, String> {
    let largest = |head: &[u8]| match is_streamed(&file.path, head) {
        true => options.max_file_bytes.saturating_mul(ReadingOptions::RECORDS_FACTOR),
        false => options.max_file_bytes,
    };
    let bytes = match &file.content {
        None => read_whole(at, largest),
        Some(given) if given.len() as u64 > largest(given) => Err(OpenError::TooLarge(largest(given))),
        Some(given) => Ok(given.to_vec()),
    };
    bytes.map_err(|why| match why {
        OpenError::TooLarge(largest) => {
            let size = if file.size > largest { &*format!("{} MiB", file.size >> 20) } else { "what it gives" };
            format!("{size} is more than the {} MiB that are read: split it, or raise --max-file-size", largest >> 20)
        }
        why => why.to_string(),
    })
}

fn report(file: &FoundFile, document: &Document, given: &[MetadataOverride], rules: &Rules) -> ReadReport {
    let mut passages = layout(document);
    for passage in &mut passages {
        passage.ocr = passage.spans.iter().any(|span| document.recognised.binary_search(&span.page).is_ok());
    }
    let meta = metadata::read(document, &passages, &all_given(document, given), rules);
    let pages = passages.iter().filter_map(|passage| passage.pages).map(|(_, last)| last).max();
    let (mut count, mut prose) = (0, Prose::default());
    for passage in &passages {
        let words = words(&passage.text).count() as u64;
        count += words;
        if passage.kind.is_prose() {
            prose = prose.and(Prose { passages: 1, words });
        }
    }
    let title = meta.title.as_deref().map_or(0, |title| words(title).count() as u64);
    let report = Report {
        id: match &document.id {
            Some(own) => file.id_of(own),
            None => file.report_id(document.member.as_deref()),
        },
        path: file.at.to_string_lossy().into_owned(),
        meta,
        pages: pages.map(|last| last.max(u32::try_from(document.pages.len()).unwrap_or(u32::MAX))),
        printed_pages: page_names(document),
        passages: u32::try_from(passages.len()).unwrap_or(u32::MAX),
        words: count,
        length: count + title,
        prose,
        content: content_id(&passages),
    };
    let likeness = if document.id.is_none() { likeness(&passages) } else { None };
    let block_quotes =
        passages.iter().filter(|passage| is_block_quote(document, passage)).map(|passage| passage.ordinal);
    let block_quotes = block_quotes.collect();
    ReadReport { report, acronyms: acronyms(&passages), passages, block_quotes, likeness }
}

/// Whether a passage begins with a line that the format marks as one of a block quotation.
fn is_block_quote(document: &Document, passage: &Passage) -> bool {
    let line = passage.spans.first().and_then(|span| {
        let at = |number: u32| usize::try_from(number.checked_sub(1)?).ok();
        document.pages.get(at(span.page)?)?.lines.get(at(span.line)?)
    });
    line.is_some_and(|line| matches!(line.role, Role::Quote(_)))
}

/// The definitions of acronyms in some passages, each once, in order.
pub(crate) fn acronyms(passages: &[Passage]) -> Vec<Acronym> {
    let mut acronyms: Vec<Acronym> = passages.iter().flat_map(|passage| lexicon::acronyms(&passage.text)).collect();
    acronyms.sort_unstable();
    acronyms.dedup();
    acronyms
}

/// The id of the words of passages in their order.
fn content_id(passages: &[Passage]) -> String {
    let mut hash = blake3::Hasher::new();
    for passage in passages {
        hash.update(&(passage.text.len() as u64).to_le_bytes()).update(passage.text.as_bytes());
    }
    report::content_id(hash.finalize().as_bytes())
}

/// The values from the file itself, then those from a sidecar, which take precedence. What the head of a web
/// page says is left to its text, except its own address.
fn all_given(document: &Document, sidecar: &[MetadataOverride]) -> Vec<MetadataOverride> {
    let own = document.given.iter().filter_map(|(field, value)| {
        let (field, source) = match field.as_str() {
            "html:url" if value.starts_with("http") => ("url", "the page's canonical link"),
            of_html if of_html.starts_with("html:") => return None,
            field if document.id.is_some() => (field, "the record"),
            field => (field, "front matter"),
        };
        Some(MetadataOverride { field: field.to_owned(), value: value.clone(), source: source.to_owned() })
    });
    own.chain(sidecar.iter().cloned()).collect()
}
