//! The long form of an acronym in one way of writing.

/// A long form as it is kept: straight apostrophes and plain hyphens, single spaces, in small letters
/// unless it may be a name, in the singular where the acronym was in the plural.
pub(super) fn normal(long: &str, plural: bool) -> String {
    let straight: String = long.chars().map(straightened).collect();
    let mut words: Vec<String> = straight.split_whitespace().map(str::to_owned).collect();
    if !may_be_name(&words) {
        for word in &mut words {
            if !has_two_capitals(word) {
                *word = word.to_lowercase();
            }
        }
    }
    if let Some(last) = words.last_mut() {
        let length = last.strip_suffix("'s").map_or(last.len(), str::len);
        last.truncate(length);
        if plural {
            *last = singular(last);
        }
    }
    words.join(" ")
}

fn straightened(c: char) -> char {
    match c {
        '‘' | '’' | '‛' | '`' => '\'',
        '‐' | '‑' | '–' => '-',
        c => c,
    }
}

/// A name has a capital in more than its first word: "Care Quality Commission", not "Personal adviser".
fn may_be_name(words: &[String]) -> bool {
    words.iter().skip(1).any(|word| word.starts_with(char::is_uppercase) && !has_two_capitals(word))
}

fn has_two_capitals(word: &str) -> bool {
    word.chars().filter(|c| c.is_uppercase()).nth(1).is_some()
}

/// The singular of a noun in a plain plural; any other word as it is.
pub(super) fn singular(word: &str) -> String {
    if word.eq_ignore_ascii_case("children") {
        return word[..5].to_owned();
    }
    let Some(stem) = word.strip_suffix('s').filter(|stem| stem.len() >= 3 && !stem.ends_with(['s', 'u', 'i', '\'']))
    else {
        return word.to_owned();
    };
    if let Some(base) = stem.strip_suffix("ie").filter(|base| base.len() >= 2) {
        return format!("{base}y");
    }
    let sibilant =
        stem.strip_suffix('e').filter(|base| ["ss", "sh", "ch", "x", "zz"].iter().any(|e| base.ends_with(e)));
    sibilant.unwrap_or(stem).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_forms_are_written_one_way() {
        for (long, plural, expected) in [
            ("Return home interviews", true, "return home interview"),
            ("return home\u{a0}interviews", false, "return home interviews"),
            ("Care Quality Commission", false, "Care Quality Commission"),
            ("Multi‑agency  safeguarding hubs", true, "multi-agency safeguarding hub"),
            ("prospective adopters’ reports", true, "prospective adopters' report"),
            ("local board’s", false, "local board"),
            ("NHS care plans", true, "NHS care plan"),
        ] {
            assert_eq!(normal(long, plural), expected);
        }
    }

    #[test]
    fn plain_plurals_have_a_singular() {
        for (plural, expected) in [
            ("interviews", "interview"),
            ("agencies", "agency"),
            ("services", "service"),
            ("processes", "process"),
            ("searches", "search"),
            ("children", "child"),
            ("Children", "Child"),
            ("status", "status"),
            ("analysis", "analysis"),
            ("gas", "gas"),
            ("needs", "need"),
            ("loss", "loss"),
        ] {
            assert_eq!(singular(plural), expected);
        }
    }
}
