//! What is wrong with a register or a profile that a person gives.

/// Where such a file is wrong, and what to do about it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("line {line}: {what}")]
pub struct RuleFileError {
    /// The line, from 1.
    pub line: u64,
    /// What is wrong, and the next step.
    pub what: String,
}

impl RuleFileError {
    pub(super) fn at(line: u64, what: impl Into<String>) -> RuleFileError {
        RuleFileError { line, what: what.into() }
    }

    /// An error of TOML, at the line of its place in a text.
    pub(super) fn of_toml(text: &str, error: &toml::de::Error) -> RuleFileError {
        let before = error.span().map_or("", |at| text.get(..at.start).unwrap_or(text));
        RuleFileError::at(before.matches('\n').count() as u64 + 1, error.message())
    }

    /// An error where a text is longer than the bytes that are read of it.
    pub(super) fn unless_shorter(text: &str, limit: usize) -> Result<(), RuleFileError> {
        if text.len() <= limit {
            return Ok(());
        }
        let mut end = limit;
        while !text.is_char_boundary(end) {
            end -= 1;
        }
        let line = text[..end].matches('\n').count() as u64 + 1;
        Err(RuleFileError::at(line, format!("the file is larger than {} KiB: shorten it", limit >> 10)))
    }
}
