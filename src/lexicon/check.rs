//! Statements of a lexicon file that the reports, or other lines of the file, contradict.

use std::collections::BTreeMap;
use std::fmt;

use super::form::{Form, Key};
use super::given::UserLexicon;
use super::lookup::Lexicon;
use super::pairing::PairingStatus;
use crate::text::{Stemmer, fold};

/// Something about a lexicon file that a person should look at; it is in use all the same.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Finding {
    /// A form that no passage has.
    Nowhere {
        /// The line of its group.
        line: usize,
        /// The form.
        form: Form,
    },
    /// An acronym that reports define otherwise than the file.
    Contradiction {
        /// The line of its group.
        line: usize,
        /// The acronym.
        short: String,
        /// The long form that reports give.
        long: String,
        /// How many reports.
        reports: u64,
    },
    /// A form in more than one group: it finds the forms of all.
    Twice {
        /// The line of the first group.
        first: usize,
        /// The line of the other.
        line: usize,
        /// The form.
        form: Form,
    },
}

impl Finding {
    /// The line of the file that it is about.
    pub(crate) fn line(&self) -> usize {
        match self {
            Finding::Nowhere { line, .. } | Finding::Contradiction { line, .. } | Finding::Twice { line, .. } => *line,
        }
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Finding::Nowhere { line, form } => write!(f, "line {line}: {form} occurs in no passage"),
            Finding::Contradiction { line, short, long, reports } => {
                let define = if *reports == 1 { "report defines" } else { "reports define" };
                write!(f, "line {line}: {reports} {define} {short} as \"{long}\"; the file is followed")
            }
            Finding::Twice { first, line, form } => {
                write!(f, "line {line}: {form} is in the group on line {first} too, and finds the forms of both")
            }
        }
    }
}

/// Looks a lexicon file over, in the order of its lines. `occurrences` counts a form in the corpus.
pub(crate) fn check(given: &UserLexicon, lexicon: &Lexicon, occurrences: impl Fn(&Form) -> u64) -> Vec<Finding> {
    let mut stemmer = Stemmer::new();
    let mut first_lines: BTreeMap<Key, usize> = BTreeMap::new();
    let mut findings = Vec::new();
    for group in &given.groups {
        let line = group.line;
        let mut in_group: BTreeMap<Key, &Form> = BTreeMap::new();
        for form in group.find.iter().chain(&group.also) {
            in_group.entry(form.key(&mut stemmer)).or_insert(form);
        }
        for (key, form) in in_group {
            if occurrences(form) == 0 {
                findings.push(Finding::Nowhere { line, form: form.clone() });
            }
            if let Form::Acronym(short) = form {
                findings.extend(contradictions(line, short, lexicon));
            }
            let first = *first_lines.entry(key).or_insert(line);
            if first != line {
                findings.push(Finding::Twice { first, line, form: form.clone() });
            }
        }
    }
    findings.sort_by_key(Finding::line);
    findings
}

fn contradictions(line: usize, short: &str, lexicon: &Lexicon) -> Vec<Finding> {
    let folded = fold(short);
    let overruled = lexicon.pairings().iter().filter(|pairing| pairing.standing == PairingStatus::Overruled);
    overruled
        .filter(|pairing| fold(&pairing.short) == folded)
        .map(|pairing| Finding::Contradiction {
            line,
            short: short.to_owned(),
            long: pairing.long.clone(),
            reports: pairing.reports,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::Acronym;

    #[test]
    fn a_file_is_looked_over() {
        let text = r#"
[[variants]]
forms = ["RHI", "return home interview"]
[[variants]]
find = ["talks on return", "RHIs"]
also = ["return home interviews"]
[[variants]]
forms = ["CP", "care plan"]
"#;
        let given = UserLexicon::parse(text).expect("valid TOML");
        let defined = |short: &str, long: &str| Acronym { short: short.into(), long: long.into() };
        let harvested = [
            (defined("RHI", "return home interview"), 4),
            (defined("CP", "child protection"), 3),
            (defined("CP", "core panel"), 1),
        ];
        let lexicon = Lexicon::new(&harvested, &given, &[]);
        let occurrences = |form: &Form| u64::from(form.to_string() != "\"talks on return\"");
        let shown: Vec<String> = check(&given, &lexicon, occurrences).iter().map(Finding::to_string).collect();
        assert_eq!(
            shown,
            [
                "line 4: RHI is in the group on line 2 too, and finds the forms of both",
                "line 4: \"return home interviews\" is in the group on line 2 too, and finds the forms of both",
                "line 4: \"talks on return\" occurs in no passage",
                "line 7: 3 reports define CP as \"child protection\"; the file is followed",
                "line 7: 1 report defines CP as \"core panel\"; the file is followed",
            ]
        );
    }
}
