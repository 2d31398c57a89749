//! `findings export`: passages and reports in files for other programs.

use std::io::Write;

use anyhow::bail;

use crate::asking::{matching, today};
use crate::export::{ExportError, ExportFormat};
use crate::library::{Exported, Exporter};
use crate::output::{Format, safe};

use super::args::{Common, ExportArgs};
use super::exit::Exit;
use super::freshness::warnings;
use super::kept::KeptIndex;
use super::progress::bar;
use super::query::{asked, joined};
use super::search::summary;
use super::{counted, size};

/// The query of one who gives none.
const EVERYTHING: &str = "*";

pub(super) fn run(
    args: &ExportArgs,
    common: &Common,
    out: &mut dyn Write,
    err: &mut dyn Write,
) -> anyhow::Result<Exit> {
    let exporter = exporter(args)?;
    let typed = if args.query.is_empty() { EVERYTHING.to_owned() } else { joined(&args.query)? };
    let Some((index, prepared)) = asked(&typed, (&args.matching, &args.filters), Format::Text, common, out, err)?
    else {
        return Ok(Exit::Error);
    };
    let index = KeptIndex::new(index);
    let request = matching(&prepared.query, &args.matching);
    let bar = bar(common.quiet, "{bar:24}  {percent:>3}%  {msg}  {left}", "{wide_bar}  {percent:>3}%  {left}");
    let exported = exporter.run_with_progress(&index, &request, &mut |done, all| {
        bar.set_length(all);
        bar.set_position(done);
        if done == all {
            bar.set_message("finishing");
        }
    });
    bar.finish_and_clear();
    let exported = exported?;
    if !common.quiet {
        let answer = prepared.without_repeats(&typed, exported.answer.clone());
        err.write_all(summary(&answer, &warnings(&index), Some(&written(args, &exported))).as_bytes())?;
    }
    Ok(if exported.reports == 0 { Exit::Nothing } else { Exit::Done })
}

/// To the file or the folder that is named.
fn exporter(args: &ExportArgs) -> anyhow::Result<Exporter> {
    let format = args.format.map(ExportFormat::from);
    let exporter = match (ExportFormat::of_file(&args.output), format) {
        (Some(named), Some(format)) if named != format && !args.output.is_dir() => {
            bail!(
                "{}: the name is that of a file of {}; --as is for folders",
                safe(&args.output.to_string_lossy()),
                named.name()
            )
        }
        (_, Some(format)) => Exporter::to_folder(&args.output, format),
        (Some(_), None) => Exporter::to_file(&args.output),
        (None, None) => Err(ExportError::Ending(args.output.clone())),
    };
    Ok(exporter?.replace(args.force).day(today()))
}

/// What was written, and where.
fn written(args: &ExportArgs, exported: &Exported) -> String {
    let files = match exported.files.len() {
        0 => return "nothing was found, so nothing was written".to_owned(),
        1 => String::new(),
        files => format!("{files} files in "),
    };
    format!(
        "{} of {} in {files}{} ({})",
        counted(exported.answer.matched.passages, "passage"),
        counted(exported.reports, "report"),
        safe(&args.output.to_string_lossy()),
        size(exported.bytes)
    )
}
