//! Definitions in sentences, lookups and lexicon files as tables; arbitrary text never stops any of them.

use proptest::prelude::*;

use super::*;
use crate::report::Acronym;
use crate::text::{Stemmer, fold, words};

#[test]
fn definitions_are_read_from_sentences() {
    for (text, expected) in [
        ("Timely return home interviews (RHIs) help.", "RHI=return home interview"),
        ("The Return Home Interview [RHI] helps.", "RHI=Return Home Interview"),
        ("The multi-agency safeguarding hub (‘MASH’) is busy.", "MASH=multi-agency safeguarding hub"),
        ("A multi-agency safeguarding hub (known as the MASH) is busy.", "MASH=multi-agency safeguarding hub"),
        ("A multi-agency safeguarding hub (MASH, since May) is busy.", "MASH=multi-agency safeguarding hub"),
        ("A “team around the school” (TAS) meets.", "TAS=team around the school"),
        ("RHIs (return home interviews) help.", "RHI=return home interview"),
        ("The TAS (‘the team around the school’) meets.", "TAS=team around the school"),
        ("Child protection plans (CP plans) drift.", "CP=child protection"),
        ("Acute mental health services (AMHs) wait.", "AMHS=acute mental health services"),
        ("Children in need (CiN) wait.", "CiN=children in need"),
        (
            "Health & wellbeing board (HWB) and care quality panel (CQP).",
            "HWB=health & wellbeing board; CQP=care quality panel",
        ),
        ("Home visits (HV), then home visits (HV) again.", "HV=home visits"),
        ("Return. Home interviews (RHI) help.", ""),
        ("They return – home interviews (RHI) help.", ""),
        ("They return (at home) interviews (RHI) help.", ""),
        ("Interviews on the return home (RHI) help.", ""),
        ("The inspector was Rosa Hill (HMI).", ""),
        ("Return home interviews (see page 4) help.", ""),
        ("Return home interviews (RHI help.", ""),
        ("The panel met twice (PM) and so on (AO).", ""),
        ("Section 47 (S4) of it.", ""),
        ("(RHI)", ""),
        ("RHI ()", ""),
    ] {
        let found: Vec<String> = acronyms(text).into_iter().map(|a| format!("{}={}", a.short, a.long)).collect();
        assert_eq!(found.join("; "), expected, "{text}");
    }
}

fn lexicon(file: &str) -> Lexicon {
    let harvested: Vec<(Acronym, u64)> = [
        ("RHI", "return home interview", 14),
        ("RHI", "return home interviews", 3),
        ("MASH", "multi-agency safeguarding hub", 20),
        ("SEND", "special educational needs and/or disabilities", 5),
        ("CP", "child protection", 3),
        ("CP", "care plan", 2),
        ("IT", "information technology", 2),
        ("CHC", "care home", 1),
    ]
    .into_iter()
    .map(|(short, long, reports)| (Acronym { short: short.into(), long: long.into() }, reports))
    .collect();
    Lexicon::new(&harvested, &UserLexicon::parse(file).expect("valid TOML"), &[])
}

fn looked_up(lexicon: &Lexicon, typed: &str) -> String {
    let folded: Vec<String> = words(typed).map(|word| fold(word.text)).collect();
    let row: Vec<&str> = folded.iter().map(String::as_str).collect();
    match lexicon.longest(&row, &mut Stemmer::new()) {
        Some((taken, forms)) => {
            format!("{taken}: {}", forms.iter().map(Form::to_string).collect::<Vec<_>>().join(", "))
        }
        None => String::new(),
    }
}

#[test]
fn forms_are_looked_up() {
    let file = r#"
[[variants]]
forms = ["RHI", "return home interview", "independent return interview"]
[[variants]]
find = ["looked-after child"]
also = ["child in care"]
"#;
    let lexicon = lexicon(file);
    for (typed, expected) in [
        ("rhi", "1: \"independent return interview\", \"return home interview\""),
        ("RHIs offered", "1: \"independent return interview\", \"return home interview\""),
        ("RHI's", "1: \"independent return interview\", \"return home interview\""),
        ("Return home interviews were", "3: RHI, \"independent return interview\""),
        ("return home", ""),
        ("multiagency safeguarding hubs", "3: MASH"),
        ("special educational needs and disabilities", "5: SEND, \"special educational needs and or disabilities\""),
        ("special educational needs or", ""),
        ("send", "1: \"special educational needs and or disabilities\""),
        ("looked after child's", "3: \"child in care\""),
        ("return to their home interviews", ""),
        ("Return of the home", ""),
        ("return their home interviews", "4: RHI, \"independent return interview\", \"return home interview\""),
        ("child in care", ""),
        ("cp", ""),
        ("care plan", ""),
        ("it", ""),
        ("its", ""),
        ("information technology", "2: IT"),
        ("", ""),
    ] {
        assert_eq!(looked_up(&lexicon, typed), expected, "{typed}");
    }
}

#[test]
fn an_acronym_that_is_a_word_is_meant_in_capitals() {
    let mut lexicon = lexicon("");
    lexicon.set_ordinary(|word| word == "send");
    let forms = |typed: &[&str]| lexicon.longest(typed, &mut Stemmer::new()).map(|(taken, _)| taken);
    for (typed, expected) in [("send", None), ("sends", None), ("SEND", Some(1)), ("rhi", Some(1)), ("RHIs", Some(1))] {
        assert_eq!(forms(&[typed]), expected, "{typed}");
    }
}

#[test]
fn a_file_goes_before_the_reports() {
    for (file, typed, expected) in [
        ("", "cp", ""),
        ("[[never]]\nforms = ['CP', 'care plans']", "cp", "1: \"child protection\""),
        ("[[never]]\nforms = ['RHI']", "rhi", ""),
        ("[[never]]\nforms = ['RHI', 'care plan']", "rhi", "1: \"return home interview\""),
        ("[[variants]]\nforms = ['CP', 'care plan']", "cp", "1: \"care plan\""),
        ("[[variants]]\nforms = ['RHI', 'rare humid ice']", "return home interview", ""),
    ] {
        assert_eq!(looked_up(&lexicon(file), typed), expected, "{file} / {typed}");
    }
}

#[test]
fn a_file_is_read_with_remarks() {
    let file = r#"
kind = "lexicon"
[[variants]]
forms = ["child in care", "Children in care", "child in care", "…", "the"]
note = "two"
[[variants]]
forms = ["foster carer",
         "carer who fosters"]
find = ["FC"]
[[never]]
"#;
    let given = UserLexicon::parse(file).expect("valid TOML");
    let remarks: Vec<String> = given.remarks.iter().map(LexiconRemark::to_string).collect();
    assert_eq!(
        remarks,
        [
            "line 2: `kind` is not known here and is left out; known are [[variants]] and [[never]]",
            "line 4: \"child in care\" is here already, perhaps in another inflection",
            "line 4: a form without a word in it is left out",
            "line 4: the is too common a word to have variants, and is left out",
            "line 5: `note` is not known here and is left out; known are forms, find and also",
            "line 6: `find` beside `forms` is read as more `forms`",
            "line 10: [[never]] without `forms` forbids nothing",
        ]
    );
    assert_eq!(given.groups.iter().map(|group| (group.line, group.find.len())).collect::<Vec<_>>(), [(3, 2), (6, 3)]);
}

#[test]
fn a_file_that_cannot_be_read_says_why() {
    for (file, expected) in [
        ("[[variants]]\nforms = [RHI]", "line 2 is not TOML"),
        ("[[variants]]\nforms = 4", "line 2: `forms` has a value of the wrong kind"),
        ("variants = 'x'", "line 1: `variants` has a value of the wrong kind"),
    ] {
        let error = UserLexicon::parse(file).expect_err("wrong on purpose").to_string();
        assert!(error.starts_with(expected), "{error}");
    }
}

#[test]
fn hostile_text_takes_time_in_proportion() {
    for text in [
        "(".repeat(300_000),
        "A A (AA) ".repeat(30_000),
        "AA (".repeat(80_000),
        "é".repeat(200_000) + " (AB)",
        "(a)".repeat(100_000),
        "A()".repeat(100_000),
    ] {
        assert!(acronyms(&text).len() <= 1);
    }
}

proptest! {
    #[test]
    fn nothing_stops_on_arbitrary_text(
        texts in prop::collection::vec("([A-Z]{1,4}s?|[a-zA-Zé’'&-]{0,9}|[()\\[\\]{},.;“”‘’ ]|\\PC){0,30}", 1..6),
        file in "(\\[\\[(variants|never)\\]\\]|forms|=|\\[|\"|[A-Za-z ]{1,5}|,|\\]|\n|\\PC){0,20}",
    ) {
        let harvested: Vec<(Acronym, u64)> = texts.iter().flat_map(|text| acronyms(text)).map(|a| (a, u64::MAX / 64)).collect();
        let given = UserLexicon::parse(&file).unwrap_or_default();
        let lexicon = Lexicon::new(&harvested, &given, &[]);
        let _ = check(&given, &lexicon, |_| 0);
        let suggestion = suggest(&[(texts[0].clone(), 1)], lexicon.pairings());
        prop_assert_eq!(UserLexicon::parse(&suggestion), Ok(UserLexicon::default()));
        texts.iter().for_each(|text| drop(looked_up(&lexicon, text)));
    }

    #[test]
    fn every_definition_finds_its_other_side(words in prop::collection::vec("[a-z]{3,9}", 2..7)) {
        let short: String = words.iter().map(|word| word[..1].to_ascii_uppercase()).collect();
        for text in [format!("Some {} ({short}) here", words.join(" ")), format!("Some {short} ({}) here", words.join(" "))] {
            prop_assert_eq!(acronyms(&text).len(), usize::from(!["and", "the", "for"].contains(&words[0].as_str())));
        }
    }
}
