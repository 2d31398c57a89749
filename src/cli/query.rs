//! The query of a command: the words on the command line as one, and what is said of it.

use std::io::{self, Write};

use crate::asking::{FilterArgs, MatchArgs, Prepared, prepare, too_long};
use crate::library::Index;
use crate::output::{BatchRecord, Format, write_object};

use super::args::Common;

/// The words on the command line as one query.
///
/// # Errors
/// Where it is too long to parse.
pub(super) fn joined(words: &[String]) -> anyhow::Result<String> {
    let typed = words.join(" ");
    too_long(&typed).map_or(Ok(typed), |why| Err(anyhow::Error::msg(why)))
}

/// The index, and a query of a command that reads all that it finds; none where it cannot be run, which is said.
pub(super) fn asked(
    typed: &str,
    (options, filters): (&MatchArgs, &FilterArgs),
    format: Format,
    common: &Common,
    out: &mut dyn Write,
    err: &mut dyn Write,
) -> anyhow::Result<Option<(Index, Prepared)>> {
    let index = super::open(common, |folder| Index::open(folder), err)?;
    let prepared = prepare(typed, options, filters, &index);
    if !prepared.can_run(typed, options.strict, common.quiet, format, out, err)? {
        return Ok(None);
    }
    Ok(Some((index.with_lexicon(super::lexicon::lexicon_for(options, err)?), prepared)))
}

impl Prepared {
    /// Writes the remarks on a query of a command. Whether it can be run; in JSON, a record says why not.
    ///
    /// # Errors
    /// If `out` or `err` fails.
    pub(super) fn can_run(
        &self,
        typed: &str,
        strict: bool,
        quiet: bool,
        format: Format,
        out: &mut dyn Write,
        err: &mut dyn Write,
    ) -> io::Result<bool> {
        let refusal = self.refusal(strict);
        if !quiet || refusal.is_some() {
            self.write_diagnostics(typed, strict, err)?;
        }
        if let Some(refusal) = &refusal
            && format == Format::Json
        {
            write_object(out, &BatchRecord::failed(None, typed, &refusal.to_string(), &self.diagnostics))?;
        }
        Ok(refusal.is_none())
    }

    /// Writes the remarks for the user, and under `strict` that a slip ends the query.
    pub(super) fn write_diagnostics(&self, text: &str, strict: bool, err: &mut dyn Write) -> io::Result<()> {
        for diagnostic in &self.diagnostics {
            writeln!(err, "{}", diagnostic.render(text))?;
        }
        if self.refusal(strict).is_some() && self.refusal(false).is_none() {
            writeln!(err, "the query has a mistake, so it is not run (--strict)")?;
        }
        Ok(())
    }
}
