//! A TREC run: `topic Q0 docno rank score tag`.

use std::io::{self, Write};

use crate::search::{Hit, Unit};

use super::hit_id;
use super::safe::is_unsafe;

/// A hit a line. White space and control characters in an id, which would break the columns, are written
/// as `%20` and the like.
pub(super) fn hits(out: &mut dyn Write, topic: &str, unit: Unit, hits: &[Hit]) -> io::Result<()> {
    for hit in hits {
        writeln!(out, "{} Q0 {} {} {:.6} findings", column(topic), column(&hit_id(hit, unit)), hit.rank, hit.score)?;
    }
    Ok(())
}

fn column(text: &str) -> String {
    let mut column = String::with_capacity(text.len());
    for c in text.chars() {
        if c.is_whitespace() || is_unsafe(c) {
            let mut bytes = [0; 4];
            c.encode_utf8(&mut bytes).bytes().for_each(|byte| column.push_str(&format!("%{byte:02X}")));
        } else {
            column.push(c);
        }
    }
    column
}
