//! A lexicon file to start from: the acronyms that the reports leave open, for a person to complete or to choose.

use std::fmt::Write;

use super::pairing::{Pairing, PairingStatus};

/// The text of a lexicon file in which every line is a comment, so that it changes nothing until someone uncomments
/// one: acronyms with several meanings, then acronyms that no report explains, with the number of reports that have
/// them. Both are in the given order. Acronyms with a digit are left out: most are postcodes.
pub(crate) fn suggest(unexplained: &[(String, u64)], pairings: &[Pairing]) -> String {
    let mut text = String::new();
    let ambiguous: Vec<&Pairing> = pairings.iter().filter(|p| p.standing == PairingStatus::Ambiguous).collect();
    for meanings in ambiguous.chunk_by(|one, other| one.short == other.short) {
        push(&mut text, &several(meanings));
    }
    let has_digit = |short: &str| short.contains(|c: char| c.is_ascii_digit());
    for (short, reports) in unexplained.iter().filter(|(short, _)| !has_digit(short)) {
        let have = if *reports == 1 { "report has" } else { "reports have" };
        let comment = format!("{reports} {have} {}; none says what it stands for.", one_line(short));
        push(&mut text, &(comment + "\n" + &group(short, "…")));
    }
    text
}

fn several(meanings: &[&Pairing]) -> String {
    let short = meanings.first().map_or("", |pairing| &pairing.short);
    let mut block =
        format!("{} has several meanings; take the marks off the usual one, if there is one.", one_line(short));
    for pairing in meanings {
        let reports = if pairing.reports == 1 { "report" } else { "reports" };
        // Writing to a String cannot fail.
        let _ = write!(block, "\nIn {} {reports}:\n{}", pairing.reports, group(short, &pairing.long));
    }
    block
}

fn group(short: &str, long: &str) -> String {
    format!("[[variants]]\nforms = [{}, {}]", quoted(short), quoted(long))
}

/// A text as TOML has it.
fn quoted(text: &str) -> String {
    toml::Value::String(one_line(text)).to_string()
}

fn one_line(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect()
}

fn push(text: &mut String, block: &str) {
    if !text.is_empty() {
        text.push('\n');
    }
    for line in block.lines() {
        text.push_str("# ");
        text.push_str(line);
        text.push('\n');
    }
}

#[cfg(test)]
mod tests {
    use super::super::given::UserLexicon;
    use super::super::pairing::pairings;
    use super::*;
    use crate::report::Acronym;

    fn suggested() -> String {
        let defined = |short: &str, long: &str| Acronym { short: short.into(), long: long.into() };
        let harvested = [
            (defined("CP", "child protection"), 3),
            (defined("CP", "care \"plan\""), 1),
            (defined("RHI", "return home interview"), 9),
        ];
        suggest(&[("QRST".to_owned(), 12), ("QR9".to_owned(), 3)], &pairings(&harvested))
    }

    #[test]
    fn what_is_open_is_offered_as_comments() {
        let expected = r#"# CP has several meanings; take the marks off the usual one, if there is one.
# In 3 reports:
# [[variants]]
# forms = ["CP", "child protection"]
# In 1 report:
# [[variants]]
# forms = ["CP", 'care "plan"']

# 12 reports have QRST; none says what it stands for.
# [[variants]]
# forms = ["QRST", "…"]
"#;
        assert_eq!(suggested(), expected);
    }

    #[test]
    fn the_suggestion_is_a_lexicon_file() {
        assert_eq!(UserLexicon::parse(&suggested()), Ok(UserLexicon::default()));
        let is_code = |line: &&str| line.starts_with('[') || line.starts_with("forms");
        let bared = suggested()
            .lines()
            .filter_map(|line| line.strip_prefix("# "))
            .filter(is_code)
            .collect::<Vec<_>>()
            .join("\n");
        assert_eq!(UserLexicon::parse(&bared).expect("valid TOML").groups.len(), 2);
    }
}
