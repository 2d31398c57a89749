//! What a person may mean who has begun to type an argument of a prompt.

use crate::fields::Field;
use crate::library::Index;
use crate::text::key;

use super::failure::ToolFailure;

/// At most this many names are offered, as the protocol has it.
const MAX_NAMES: usize = 100;

/// The names that an argument may have, of those that have a word that begins as it does.
///
/// # Errors
/// Where the index is damaged or cannot be read.
pub(super) fn of(index: &Index, argument: &str, typed: &str) -> Result<Vec<String>, ToolFailure> {
    let field = match argument {
        "authority" => Field::Authority,
        "kind" => Field::Kind,
        "region" => Field::Region,
        _ => return Ok(Vec::new()),
    };
    let begun = format!(" {}", key(typed));
    let values = index.values(&field)?;
    let has = |name: &&String| typed.trim().is_empty() || format!(" {}", key(name)).contains(&begun);
    Ok(values.iter().filter(has).take(MAX_NAMES).cloned().collect())
}
