//! Lay words: what people call things that reports call otherwise. They ship with findings, as data.

use std::sync::OnceLock;

use super::about::About;
use super::form::{Form, Key};
use super::given::{Group, UserLexicon};
use super::pairing::{Pairing, PairingStatus};
use crate::text::{Stemmer, fold};

/// Lay words, and then inflections and spellings that no stem joins.
const LAY_WORDS: &str = concat!(include_str!("lay.toml"), include_str!("irregular.toml"));

/// The groups of lay words. Read when first asked for.
pub(crate) fn lay_words() -> &'static [Group] {
    static GROUPS: OnceLock<Vec<Group>> = OnceLock::new();
    // A test reads the file, so it can be read.
    GROUPS.get_or_init(|| UserLexicon::parse(LAY_WORDS).unwrap_or_default().groups)
}

/// Those that may be about some words, without reading all of the file.
pub(crate) fn lay_words_about(about: &mut About) -> Vec<Group> {
    let mut matters = String::new();
    for group in LAY_WORDS.split_inclusive("[[variants]]\n").skip(1) {
        // What finds something is before what it finds.
        let found_by = group.split("\nalso").next().unwrap_or_default();
        if found_by.split('"').skip(1).step_by(2).any(|form| about.matters(form, form)) {
            let group = group.trim_end_matches("[[variants]]\n");
            matters.extend(["[[variants]]\n", group, "\n"]);
        }
    }
    UserLexicon::parse(&matters).unwrap_or_default().groups
}

/// Lay words as they hold beside a person's file and what the reports say of acronyms, which are right.
///
/// A form for which the file has a group of its own finds the forms of that group instead. A pairing that the file
/// forbids does not hold. An acronym that the reports or the file define as something else is left out.
pub(super) fn adapted(lay: &[Group], given: &UserLexicon, pairings: &[Pairing], stemmer: &mut Stemmer) -> Vec<Group> {
    let own: Vec<Key> = given.groups.iter().flat_map(|group| &group.find).map(|form| form.key(stemmer)).collect();
    let never: Vec<Vec<Key>> =
        given.never.iter().map(|never| never.forms.iter().map(|form| form.key(stemmer)).collect()).collect();
    let mut adapted = Vec::with_capacity(lay.len());
    for group in lay {
        let keys: Vec<Key> = group.find.iter().chain(&group.also).map(|form| form.key(stemmer)).collect();
        let (of_find, of_also) = keys.split_at(group.find.len());
        let mut is_meant = |form: &Form| {
            let Form::Acronym(short) = form else { return true };
            let folded = fold(short);
            let mut others = pairings.iter().filter(|pairing| fold(&pairing.short) == folded).peekable();
            others.peek().is_none()
                || others.any(|pairing| {
                    pairing.standing == PairingStatus::Accepted
                        && pairing.rows.iter().any(|row| keys.contains(&row.key(stemmer)))
                })
        };
        let is_forbidden = |key: &Key| never.iter().any(|forms| matches!(forms.as_slice(), [one] if one == key));
        let find: Vec<(&Form, &Key)> = (group.find.iter().zip(of_find))
            .filter(|(form, key)| !own.contains(key) && !is_forbidden(key) && is_meant(form))
            .collect();
        let also: Vec<(&Form, &Key)> =
            group.also.iter().zip(of_also).filter(|(form, key)| !is_forbidden(key) && is_meant(form)).collect();
        let forms = |those: &[(&Form, &Key)]| those.iter().map(|(form, _)| (*form).clone()).collect::<Vec<Form>>();
        // The forms that find all of the others, and those that may not find some.
        let beside = |key: &Key| never.iter().filter(|forms| forms.contains(key)).flatten().collect::<Vec<_>>();
        let (free, bound): (Vec<_>, Vec<_>) =
            find.into_iter().partition(|(_, key)| !also.iter().any(|(_, other)| beside(key).contains(other)));
        let mut push = |find: Vec<Form>, also: Vec<Form>| {
            if !find.is_empty() && !also.is_empty() {
                adapted.push(Group { find, also, line: group.line });
            }
        };
        push(forms(&free), forms(&also));
        for (form, key) in bound {
            let left: Vec<_> = also.iter().filter(|(_, other)| !beside(key).contains(other)).copied().collect();
            push(vec![form.clone()], forms(&left));
        }
    }
    adapted
}

#[cfg(test)]
mod tests {
    use super::super::lookup::Lexicon;
    use super::*;
    use crate::report::Acronym;

    #[test]
    fn the_file_that_ships_is_read_without_a_remark() {
        let given = UserLexicon::parse(LAY_WORDS).expect("valid TOML");
        assert_eq!(given.remarks, []);
        assert!(given.never.is_empty());
        assert_eq!(given.groups, lay_words());
        assert!(lay_words().len() >= 150, "{}", lay_words().len());
    }

    #[test]
    fn what_may_be_about_some_words_gives_the_same_answers() {
        let mut stemmer = Stemmer::new();
        for typed in [
            "kids in care",
            "foster parents",
            "no job",
            "RHIs",
            "looked-after children",
            "xyzzy",
            "bedsit",
            "s 47",
            "Yob's multiagency team",
        ] {
            let words: Vec<String> = crate::text::words(typed).map(|word| fold(word.text)).collect();
            let row: Vec<&str> = words.iter().map(String::as_str).collect();
            let some = lay_words_about(&mut About::new(row.iter().copied()));
            assert!(some.len() < lay_words().len() / 10, "{typed}: {}", some.len());
            let mut longest =
                |lay: &[Group]| Lexicon::new(&[], &UserLexicon::default(), lay).longest(&row, &mut stemmer);
            assert_eq!(longest(&some), longest(lay_words()), "{typed}");
        }
    }

    /// What a word finds, with one group of lay words, a file and what reports say.
    fn found(lay: &str, file: &str, harvested: &[(&str, &str)], typed: &str) -> String {
        let parse = |text: &str| UserLexicon::parse(text).expect("valid TOML");
        let harvested: Vec<(Acronym, u64)> = (harvested.iter())
            .map(|(short, long)| (Acronym { short: (*short).to_owned(), long: (*long).to_owned() }, 3))
            .collect();
        let lexicon = Lexicon::new(&harvested, &parse(file), &parse(lay).groups);
        let typed: Vec<&str> = typed.split(' ').collect();
        let forms = lexicon.longest(&typed, &mut Stemmer::new()).map(|(_, forms)| forms).unwrap_or_default();
        forms.iter().map(Form::to_string).collect::<Vec<_>>().join(", ")
    }

    #[test]
    fn a_file_and_the_reports_go_before_lay_words() {
        let lay = "[[variants]]\nfind = ['kid', 'tot']\nalso = ['child', 'pupil', 'CYP']";
        let cyp = [("CYP", "civic youth panel")];
        for (file, harvested, typed, expected) in [
            ("", &[][..], "kids", "CYP, child, pupil"),
            ("", &cyp, "kids", "child, pupil"),
            ("", &[("CYP", "child")], "kids", "CYP, child, pupil"),
            ("[[variants]]\nfind = ['kid']\nalso = ['goat']", &[], "kids", "goat"),
            ("[[variants]]\nfind = ['kid']\nalso = ['goat']", &[], "tots", "CYP, child, pupil"),
            ("[[variants]]\nfind = ['lad']\nalso = ['boy']", &[], "lads", "boy"),
            ("[[never]]\nforms = ['kid']", &[], "kids", ""),
            ("[[never]]\nforms = ['kid', 'pupil']", &[], "kids", "CYP, child"),
            ("[[never]]\nforms = ['kid', 'pupil']", &[], "tots", "CYP, child, pupil"),
            ("[[never]]\nforms = ['pupil']", &[], "tots", "CYP, child"),
        ] {
            assert_eq!(found(lay, file, harvested, typed), expected, "{file} / {harvested:?} / {typed}");
        }
    }
}
