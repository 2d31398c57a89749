//! Words and paths as they are typed in a shell.

use std::path::Path;

/// A word, in quotation marks if a shell would read it otherwise.
pub(super) fn shell_word(word: &str) -> String {
    let is_plain = |c: char| c.is_alphanumeric() || "-_./:@%+,#".contains(c);
    if !word.is_empty() && word.chars().all(is_plain) && !word.starts_with('#') {
        return word.to_owned();
    }
    format!("'{}'", word.replace('\'', "'\\''"))
}

/// A path likewise.
pub(super) fn shell_path(path: &Path) -> String {
    shell_word(&path.to_string_lossy())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_is_quoted_where_a_shell_needs_it() {
        for (word, expected) in [
            ("fostering", "fostering"),
            ("care#5", "care#5"),
            ("#5", "'#5'"),
            ("private fostering", "'private fostering'"),
            ("plan*", "'plan*'"),
            ("children's", "'children'\\''s'"),
            ("\"a b\"", "'\"a b\"'"),
            ("Größe", "Größe"),
            ("", "''"),
        ] {
            assert_eq!(shell_word(word), expected);
        }
    }
}
