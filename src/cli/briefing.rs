//! `--export` of a search: its hits in a file, as a table with numbered references.

use std::fs;
use std::io;
use std::path::Path;

use anyhow::{Context, ensure};

use crate::asking::today;
use crate::engine::Hit;
use crate::output::{Briefing, BriefingFormat, MAX_BRIEFING_ROWS, day};

/// A file to be written.
pub(super) struct BriefingFile<'a> {
    path: &'a Path,
    format: BriefingFormat,
    address: Option<&'a str>,
}

impl BriefingFile<'_> {
    /// The file of a name, whose ending says its format, and the address of reports that have none.
    pub(super) fn new<'a>(path: &'a Path, address: Option<&'a str>) -> anyhow::Result<BriefingFile<'a>> {
        let format = BriefingFormat::of_file(path).map_err(anyhow::Error::msg);
        Ok(BriefingFile { path, format: format.with_context(|| path.display().to_string())?, address })
    }

    /// Writes hits of a query, and how many there are of how many.
    pub(super) fn write(
        &self,
        query: &str,
        counts: &str,
        hits: impl ExactSizeIterator<Item = io::Result<Hit>>,
    ) -> anyhow::Result<()> {
        ensure!(
            hits.len() <= MAX_BRIEFING_ROWS,
            "{} hits are more than the {MAX_BRIEFING_ROWS} that a briefing has: limit them with -n, or use --format csv",
            hits.len()
        );
        let made = format!("findings {}, {}", env!("CARGO_PKG_VERSION"), day(today()));
        let mut briefing = Briefing::of_hits(query, vec![counts.to_owned(), made], self.address);
        for hit in hits {
            briefing.add(&hit?);
        }
        let bytes = briefing.to_bytes(self.format)?;
        fs::write(self.path, bytes).with_context(|| self.path.display().to_string())
    }
}
