//! A TREC run: `topic Q0 docno rank score tag`.

use std::io::{self, Write};

use crate::engine::{Hit, Ranking, Unit};
use crate::runs::column;

use super::hit_id;

/// A hit, which is a line.
pub(super) fn hit(out: &mut dyn Write, topic: &str, unit: Unit, hit: &Hit) -> io::Result<()> {
    line(out, topic, &hit_id(&hit.report, hit.passage.ordinal, unit), hit.rank, hit.score)
}

/// A ranking, a hit a line, from the rank after `offset` on.
///
/// # Errors
/// If `out` fails.
pub(crate) fn write_run(
    out: &mut dyn Write,
    topic: &str,
    unit: Unit,
    offset: usize,
    ranking: &Ranking,
) -> io::Result<()> {
    let mut ranks = offset.saturating_add(1)..;
    ranking.hits.iter().try_for_each(|hit| {
        let rank = ranks.next().unwrap_or(usize::MAX);
        line(out, topic, &hit_id(&hit.report, hit.passage, unit), rank, hit.score)
    })
}

/// White space and control characters in an id, which would break the columns, are written as `%20` and the
/// like.
fn line(out: &mut dyn Write, topic: &str, id: &str, rank: usize, score: f32) -> io::Result<()> {
    writeln!(out, "{} Q0 {} {rank} {score:.6} findings", column(topic), column(id))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::is_unsafe;

    #[test]
    fn nothing_in_a_column_is_obeyed_by_a_terminal() {
        for c in (0..=0x3000).filter_map(char::from_u32).filter(|c| is_unsafe(*c)) {
            assert!(!column(&c.to_string()).contains(is_unsafe), "{c:?}");
        }
    }
}
