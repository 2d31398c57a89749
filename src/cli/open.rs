//! `findings open`, and `--open` of a search: a file shown at the place of a passage.

use std::io::Write;
use std::ops::Range;
use std::path;
use std::process::{Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, bail};

use crate::asking::ResolvedId;
use crate::engine::Hit;
use crate::library::Index;
use crate::output::safe;
use crate::report::{Passage, Report};

use super::args::{Common, OpenArgs};
use super::exit::Exit;
use super::ids::resolved;
use super::pager::leave_interrupts_to_the_child;
use super::source::SourceFiles;
use super::viewers::{Environment, Spot};

/// This many words of a passage are looked for in a viewer: more would run over the end of a line there.
const MAX_WORDS: usize = 4;

/// A viewer that fails does so within this time.
const START: Duration = Duration::from_millis(500);

pub(super) fn run(args: &OpenArgs, common: &Common, err: &mut dyn Write) -> anyhow::Result<Exit> {
    let index = Index::open_for_one(super::index_folder(common))?;
    let ResolvedId { report, ordinal } = resolved(&index, &args.id)?;
    let passage = match ordinal {
        Some(ordinal) => index.passages(&report.id, ordinal..=ordinal)?.pop(),
        None => None,
    };
    show(&report, passage.as_ref(), None, common.quiet, err)
}

/// Shows a hit at its first match.
pub(super) fn hit(hit: &Hit, quiet: bool, err: &mut dyn Write) -> anyhow::Result<Exit> {
    show(&hit.report, Some(&hit.passage), hit.highlights.first(), quiet, err)
}

/// Shows a report at a passage, or at a part of the passage's text.
fn show(
    report: &Report,
    passage: Option<&Passage>,
    part: Option<&Range<usize>>,
    quiet: bool,
    err: &mut dyn Write,
) -> anyhow::Result<Exit> {
    let path = path::absolute(&report.path).with_context(|| report.path.clone())?;
    if !path.exists() {
        bail!("{}: the file is not there any more; `findings index` brings the index up to date", report.path);
    }
    let line = passage.and_then(|passage| SourceFiles::default().place(report, passage, part)).map(|(line, _)| line);
    let page = passage.and_then(|passage| passage.pages).map(|(first, _)| first);
    let text = passage.map_or("", |passage| passage.text.as_str());
    let words = part.map_or(text, |part| &text[part.clone()]);
    let spot = Spot { path, page, line, words: searchable(words) };
    let viewer = Environment::of_process().viewer(&spot).map_err(anyhow::Error::msg)?;
    if !quiet {
        let at = match (page, line) {
            (_, Some(line)) => format!(" at line {line}"),
            (Some(page), None) => format!(" at page {page}"),
            (None, None) => String::new(),
        };
        writeln!(err, "opening {}{at} with {}", safe(&report.path), safe(&viewer.program))?;
    }
    let mut command = Command::new(&viewer.program);
    command.args(&viewer.arguments);
    if viewer.has_window {
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    } else {
        leave_interrupts_to_the_child();
    }
    let mut child = command.spawn().with_context(|| format!("{} cannot be started", viewer.program))?;
    let since = Instant::now();
    let status = loop {
        match child.try_wait()? {
            Some(status) => break status,
            None if viewer.has_window && since.elapsed() > START => return Ok(Exit::Done),
            None if viewer.has_window => thread::sleep(Duration::from_millis(10)),
            None => break child.wait()?,
        }
    };
    if !status.success() {
        bail!("{} failed ({status})", viewer.program);
    }
    Ok(Exit::Done)
}

/// The first words of a text as a viewer may look for them. They begin with a letter or a digit, so that no program
/// takes them for an option.
fn searchable(text: &str) -> String {
    let text = text.trim_start_matches(|c: char| !c.is_alphanumeric());
    let words = text.split_whitespace().take(MAX_WORDS).collect::<Vec<_>>().join(" ");
    words.chars().filter(|c| !c.is_control()).collect()
}
