//! What `index` says of what it has done.

use std::collections::HashSet;
use std::path::Path;

use crate::corpus::{PassedOver, report_endings};
use crate::index::Summary;
use crate::indexer::{Indexed, Problems};
use crate::output::day;
use crate::report::{FileRecord, Problem};

use super::counted;
use super::gaps::how_to_give;
use super::log::LogEvent;

/// The maximum number of problems printed; `findings status` lists all.
const MAX_SHOWN_PROBLEMS: usize = 1_000;

/// The problems that are new, and folders in which there is nothing to read.
pub(super) fn problems(indexed: &Indexed) -> Vec<LogEvent> {
    let Indexed { problems, update, .. } = indexed;
    let mut events: Vec<LogEvent> = Vec::new();
    for Problem { file, what, .. } in problems.new.iter().take(MAX_SHOWN_PROBLEMS) {
        let data = [("file", file.as_str().into()), ("what", what.as_str().into())];
        events.push(LogEvent::new("problem", format!("{file}: {what}"), data));
    }
    if let Some(more @ 1..) = problems.new.len().checked_sub(MAX_SHOWN_PROBLEMS) {
        events.push(LogEvent::new("more", format!("and {more} more: `findings status` lists all"), []));
    }
    for root in &update.without_files {
        let endings: Vec<String> = report_endings().map(|ending| format!(".{ending}")).collect();
        let text = format!("{root}: no file here has an ending that is read ({})", endings.join(", "));
        events.push(LogEvent::new("empty", text, [("root", root.as_str().into())]));
    }
    events
}

/// What was done, and what to know of the index now.
pub(super) fn summary(indexed: &Indexed) -> Vec<LogEvent> {
    let mut events: Vec<LogEvent> = renamed(indexed).into_iter().collect();
    events.extend(passed_over(&indexed.update.passed_over));
    events.push(counts(indexed));
    events.extend(unknown(&indexed.unknown));
    events.extend(known(&indexed.problems));
    events
}

/// How much was read, and how much the index holds now.
fn counts(indexed: &Indexed) -> LogEvent {
    let Indexed { update, summary, files, .. } = indexed;
    let all = || files.iter().flat_map(|file| &file.reports);
    let copies = all().filter(|report| report.copy_of.is_some()).count() as u64;
    let Some(summary) = summary else {
        let (reports, files) = (all().count() as u64 - copies, files.len() as u64);
        let text = format!("nothing has changed: {} in {}", counted(reports, "report"), counted(files, "file"));
        return LogEvent::new("unchanged", text, [("reports", reports.into()), ("files", files.into())]);
    };
    let is_failed = |file: &&FileRecord| file.reports.is_empty() && !file.problems.is_empty();
    let failed = update.read_files(files).filter(is_failed).count() as u64;
    let read = update.work().0 as u64 - failed;
    let here: HashSet<(&str, &str)> = files.iter().map(FileRecord::place).collect();
    let gone = update.gone.iter().filter(|file| !here.contains(&file.place())).count() as u64;
    let some = |count: u64, text: String| if count > 0 { format!(", {text}") } else { String::new() };
    let text = format!(
        "{} of {}, {} ({} read{}, {} unchanged{}{})",
        counted(summary.reports, "report"),
        counted(summary.authorities, "authority"),
        counted(summary.passages, "passage"),
        counted(read, "file"),
        some(failed, format!("{failed} failed")),
        update.unchanged,
        some(gone, format!("{gone} gone")),
        some(copies, format!("{} left out", counted(copies, "copy"))),
    );
    let numbers = [
        ("reports", summary.reports),
        ("authorities", summary.authorities),
        ("passages", summary.passages),
        ("read", read),
        ("failed", failed),
        ("unchanged", update.unchanged as u64),
        ("gone", gone),
        ("copies", copies),
    ];
    LogEvent::new("indexed", text, numbers.map(|(name, number)| (name, number.into())))
}

/// How much was copied from another index.
pub(super) fn copied(summary: &Summary, from: &Path) -> LogEvent {
    let numbers = [("reports", summary.reports), ("authorities", summary.authorities), ("passages", summary.passages)];
    let text = format!(
        "{} of {}, {}, copied from {}",
        counted(summary.reports, "report"),
        counted(summary.authorities, "authority"),
        counted(summary.passages, "passage"),
        from.display(),
    );
    LogEvent::new("copied", text, numbers.map(|(name, number)| (name, number.into())))
}

/// What no report has, and how to give it.
fn unknown(fields: &[&str]) -> Option<LogEvent> {
    let (last, others) = fields.split_last()?;
    let names = if others.is_empty() { (*last).to_owned() } else { format!("{} or {last}", others.join(", ")) };
    let text = format!("no report has a known {names}; {}", how_to_give(fields));
    Some(LogEvent::new("unknown", text, [("fields", fields.to_vec().into())]))
}

/// That there are files whose names have no ending that is read, with an example.
fn passed_over(passed_over: &PassedOver) -> Option<LogEvent> {
    let PassedOver { files, example } = passed_over;
    let have = if *files == 1 { "has" } else { "have" };
    let files_of = counted(*files as u64, "file");
    let text = format!("{files_of} {have} no ending that is read, and {have} been left out, such as {example}");
    let data = [("files", (*files).into()), ("example", example.as_str().into())];
    (*files > 0).then(|| LogEvent::new("passed over", text, data))
}

/// How many problems are new, and since when others are known; nothing if there are no others.
fn known(problems: &Problems) -> Option<LogEvent> {
    let (new, known) = (problems.new.len() as u64, problems.known.len());
    let since = problems.known.iter().map(|problem| problem.since).min_by_key(|since| since.first_day())?;
    let listed = format!("`findings status` lists {}", if problems.len() == 1 { "it" } else { "them" });
    let new_ones = if new == 0 { "no new problem".to_owned() } else { counted(new, "new problem") };
    let text = format!("{new_ones}; {known} known since {}: {listed}", day(since));
    Some(LogEvent::new("problems", text, [("new", new.into()), ("known", known.into())]))
}

/// That ids have changed, with an example.
fn renamed(indexed: &Indexed) -> Option<LogEvent> {
    let renamed = || indexed.update.renamed.iter().flat_map(|file| &file.reports).filter(|(before, now)| before != now);
    let (before, now) = renamed().next()?;
    let text = format!(
        "ids have changed: an index of several folders begins each with its folder's name ({before} is now {now})"
    );
    Some(LogEvent::new("renamed", text, [("reports", renamed().count().into())]))
}
