//! Options that other search programs have and that people type here out of habit: what they mean here.

use crate::query::{Diagnostic, Severity, is_usual_option};

/// The remarks on a query, those on letters after a dash with what the letters ask for elsewhere.
pub(crate) fn with_usual_options(query: &str, mut diagnostics: Vec<Diagnostic>) -> Vec<Diagnostic> {
    for diagnostic in diagnostics.iter_mut().filter(|diagnostic| diagnostic.severity == Severity::Error) {
        let typed = query.get(diagnostic.span.clone()).unwrap_or_default();
        let Some(letters) = typed.strip_prefix('-').filter(|letters| is_usual_option(letters)) else { continue };
        let mut meant: Vec<&str> = letters.bytes().filter_map(meant_by).collect();
        meant.dedup();
        if !meant.is_empty() {
            let to_rule_out =
                if letters.len() == 1 { "a word, type -word" } else { &format!("the word, type -{letters:?}") };
            diagnostic.hint = Some(format!("{}; to rule out {to_rule_out}", meant.join("; ")));
        }
    }
    diagnostics
}

/// What an option of grep and its like comes to here.
fn meant_by(letter: u8) -> Option<&'static str> {
    Some(match letter {
        b'c' => "--count prints the number of passages",
        b'i' | b'y' => "upper and lower case are the same here",
        b'l' => "--files-with-matches lists the files, --unit report each report once",
        b'w' => "words match as whole words here; word* matches its beginning",
        b'x' => "\"…\" finds a phrase, =word the very word",
        b'e' => "type the words themselves; OR joins alternatives",
        b'v' => "NOT, or a dash before the word, rules it out",
        b'F' => "--phrase takes the whole query as one phrase",
        b'E' | b'G' | b'P' => "there are no regular expressions; * and ? are wildcards",
        b'A' | b'B' | b'C' => "--context N shows N passages before and after each hit",
        b'm' => "-n N gives at most N hits",
        b'r' | b'R' => "all reports of the index are searched",
        b'o' => "hits are whole passages; --format json has where in them the words are",
        b'f' => "findings batch FILE runs the queries of a file",
        b's' => "-q leaves out all but hits and errors",
        b'H' | b'N' | b'n' => "every hit has its report, page and paragraph",
        _ => return None,
    })
}
