//! `path:line:column:text`, as editors read it.

use std::io::{self, Write};

use crate::engine::Hit;

use super::SearchOutput;
use super::safe::safe;

/// One hit at its first match. A format without lines has all on its first.
pub(super) fn hit(out: &mut dyn Write, found: &SearchOutput<'_>, hit: &Hit) -> io::Result<()> {
    let (line, column) = found.locate.and_then(|locate| locate(hit)).unwrap_or((1, 1));
    writeln!(out, "{}:{line}:{column}:{}", safe(&hit.report.path), safe(&hit.passage.text))
}
