//! `findings saved`: named queries, run again and again, and what they find that is new.
//!
//! `watch_file` reads the queries with the options of a batch, `state` keeps what they found, `run` asks and compares,
//! `list` shows and checks them.

mod list;
mod run;
mod state;
mod watch_file;

use std::io::Write;

use crate::asking::MatchArgs;
use crate::library::Index;
use crate::query::MatchLevel;

use super::args::{Common, SavedArgs, SavedCommand};
use super::exit::Exit;
use super::terminal::Terminal;
use watch_file::WatchFile;

pub(super) fn run(
    args: &SavedArgs,
    common: &Common,
    terminal: &Terminal,
    out: &mut dyn Write,
    err: &mut dyn Write,
) -> anyhow::Result<Exit> {
    match &args.what {
        SavedCommand::Run(args) => run::run(args, common, terminal, out, err),
        SavedCommand::List { files, format } => list::list(files, *format, out),
        SavedCommand::Check { files } => list::check(files, common, out, err),
    }
}

/// The index for saved queries, with the lexicon if one of them looks for variants.
fn opened(watch: &WatchFile, common: &Common, err: &mut dyn Write) -> anyhow::Result<Index> {
    let index = super::open(common, |folder| Index::open(folder), err)?;
    let mut all = watch.queries.iter().filter_map(|query| query.options().ok()).map(|(hits, _)| hits.matching);
    let of_variants = all.find(|matching| MatchLevel::from(matching.level) == MatchLevel::Variants);
    let matching = of_variants.unwrap_or_else(MatchArgs::plain);
    let index = index.with_lexicon(super::lexicon::lexicon_for(&matching, err)?);
    index.expect_many()?;
    Ok(index)
}
