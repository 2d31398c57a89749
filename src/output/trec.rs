//! A TREC run: `topic Q0 docno rank score tag`.

use std::io::{self, Write};

use crate::search::{Hit, Unit};

use super::hit_id;

/// A hit a line. White space in an id, which would break the columns, is written as `%20`.
pub(super) fn hits(out: &mut dyn Write, topic: &str, unit: Unit, hits: &[Hit]) -> io::Result<()> {
    let column = |text: &str| text.split(char::is_whitespace).collect::<Vec<_>>().join("%20");
    for hit in hits {
        writeln!(out, "{} Q0 {} {} {:.6} findings", column(topic), column(&hit_id(hit, unit)), hit.rank, hit.score)?;
    }
    Ok(())
}
