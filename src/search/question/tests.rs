//! Questions and what they are read as.

use std::sync::LazyLock;

use super::*;
use crate::fields::Field;
use crate::lexicon::UserLexicon;
use crate::query::{ParseOptions, parse};
use crate::report::Date;

fn lexicon() -> Lexicon {
    let file = "[[variants]]\nfind = ['no job', 'kids in care']\nalso = ['out of employment']";
    Lexicon::new(&[], &UserLexicon::parse(file).expect("valid TOML"), &[])
}

/// Names that are listed once.
struct TestNames {
    authorities: Vec<String>,
    regions: Vec<String>,
    kinds: Vec<String>,
    grades: Vec<String>,
    absent: Vec<(String, String)>,
}

impl KnownNames for TestNames {
    fn values(&self, field: &Field) -> &[String] {
        match field {
            Field::Authority => &self.authorities,
            Field::Region => &self.regions,
            Field::Kind => &self.kinds,
            Field::Grade => &self.grades,
            _ => &[],
        }
    }

    fn is_of_authority(&self, word: &str) -> bool {
        self.authorities.iter().any(|name| name.split(' ').any(|part| part == word))
    }

    fn is_ordinary(&self, name: &str) -> bool {
        ["bath", "reading"].contains(&name)
    }

    fn absent(&self, words: &str) -> Option<&str> {
        self.absent.iter().find(|(key, _)| key == words).map(|(_, name)| name.as_str())
    }

    fn begins_or_ends_absent(&self, words: &str) -> bool {
        self.absent.iter().any(|(key, _)| is_part(key, words))
    }
}

fn names() -> Guessable<'static> {
    static NAMES: LazyLock<TestNames> = LazyLock::new(|| {
        let list = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect();
        TestNames {
            authorities: list(&[
                "bath and north east somerset",
                "city of london",
                "isle of wight",
                "kent",
                "kingston upon hull city of",
                "manchester",
                "newcastle upon tyne",
                "north lincolnshire",
                "north somerset",
                "reading",
                "somerset",
                "stockton on tees",
                "surrey",
                "west northamptonshire",
            ]),
            regions: list(&["london", "north east", "west midlands"]),
            kinds: list(&["focused visit", "inspection", "send inspection", "send joint inspection"]),
            grades: list(&["good", "inadequate", "outstanding", "overall good", "requires improvement"]),
            absent: [
                ("lincolnshire", "Lincolnshire"),
                ("west sussex", "West Sussex"),
                ("essex", "Essex"),
                ("bath", "Bath"),
            ]
            .map(|(key, name)| (key.to_owned(), name.to_owned()))
            .into(),
        }
    });
    Guessable::new(&*NAMES)
}

/// What is required, wanted and guessed.
fn read_as(typed: &str, loosen: Loosen) -> Option<String> {
    let options = ParseOptions::on(Date::year(2026).expect("a year"));
    let reading = read(&parse(typed, &options).query, loosen, Some(&lexicon()), Some(names()))?;
    let shown = |nodes: &[Node]| {
        nodes.iter().map(|node| Query { root: node.clone() }.to_string()).collect::<Vec<_>>().join(" ")
    };
    let guesses = reading.guessed();
    let parts = [shown(&reading.required), shown(&reading.wanted.concat()), shown(&guesses)];
    Some(parts.join(" | ").trim_matches([' ', '|']).to_owned())
}

#[test]
fn function_words_and_words_of_asking_are_not_wanted() {
    for (typed, expected) in [
        ("Which councils say that return home interviews are poor?", "return home interviews poor"),
        ("how many children have no social worker", "children no social worker"),
        ("is it true that kids in care wait?", "kids in care wait"),
        ("Do care leavers with no job get help?", "care leavers no job help"),
        ("Does anybody know about lone children?", "lone children"),
        ("What did inspectors say about neglect?", "neglect"),
        ("councils neglect", "councils neglect"),
        ("council tax for care leavers", "council tax care leavers"),
        ("who is it", "who is it"),
        ("Which areas have multi-agency hubs?", "multi-agency hubs"),
        ("are plans made without parents?", "plans without parents"),
        ("do carers get enough help from nobody but one another?", "carers help"),
        ("which councils had services taken off them", "services"),
        ("enough is enough", "enough enough"),
    ] {
        assert_eq!(read_as(typed, Loosen::Words).as_deref(), Some(expected), "{typed}");
    }
}

#[test]
fn what_is_typed_with_an_operator_or_in_quotation_marks_is_required() {
    for (typed, words, conditions) in [
        ("which councils \"say that\" drift", "\"say that\" | drift", "\"say that\" drift"),
        (
            "drift delay -court kind:inspection",
            "-court kind:inspection | drift delay",
            "-court kind:inspection | drift delay",
        ),
        ("plan* =drift delay", "plan* =drift | delay", "plan* =drift delay"),
        ("(drift OR delay) care", "drift OR delay | care", "drift OR delay care"),
    ] {
        assert_eq!(read_as(typed, Loosen::Words).as_deref(), Some(words), "{typed}");
        assert_eq!(read_as(typed, Loosen::Conditions).as_deref(), Some(conditions), "{typed}");
    }
    for typed in ["\"drift and delay\"", "drift OR delay", "kind:inspection", "drift NEAR/5 delay", "-drift"] {
        assert_eq!(read_as(typed, Loosen::Words), None, "{typed}");
    }
}

#[test]
fn names_are_read_as_filters_where_they_are_meant() {
    for (typed, expected) in [
        ("Is the voice of the child heard in Kent?", "voice child heard |  | authority:kent"),
        ("kent caseloads", "caseloads | authority:kent"),
        ("Kent's caseloads", "caseloads | authority:kent"),
        ("How did Kent County Council do?", "| authority:kent"),
        // Ordinary words are names with a capital or in the place of one.
        ("is reading hard", "reading hard"),
        ("Reading is hard", "reading hard"),
        ("is Reading overloaded", "overloaded | authority:reading"),
        ("caseloads in reading", "caseloads | authority:reading"),
        // A part of a name is one if no other name has it.
        ("is Hull better", "better | authority:\"kingston upon hull city of\""),
        ("caseloads in hull", "caseloads hull"),
        ("what of Somerset drift", "drift | authority:somerset"),
        ("drift in North Somerset", "drift | authority:\"north somerset\""),
        ("drift in Newcastle", "drift | authority:\"newcastle upon tyne\""),
        // Kinds by two of their words; a single word is a word.
        ("what do focused visits say about drift", "drift | kind:\"focused visit\""),
        (
            "what did the SEND inspection say about drift",
            "drift | kind:(\"send inspection\" OR \"send joint inspection\")",
        ),
        ("was an inspection late", "late"),
        // Grades beside who has them; they are words as well.
        ("councils that were inadequate in 2018", "inadequate | grade:inadequate date:2018"),
        ("what are outstanding councils still bad at", "bad | grade:outstanding"),
        ("which councils are rated good", "good | grade:\"overall good\""),
        ("which councils are rated good for leadership", "leadership | grade:good"),
        ("which councils are good at drift", "good drift"),
        ("inadequate plans", "inadequate plans"),
        // What was asked for.
        ("recommendations about drift", "drift | role:recommendation"),
        ("what recommendations were made on drift in Kent", "recommendations drift | authority:kent"),
        ("were recommendations met", "recommendations met"),
        // Years.
        ("drift in 2019", "drift | date:2019"),
        ("drift since 2019", "drift | date:2019.."),
        ("drift before 2019", "drift | date:..2018"),
        ("drift between 2016 and 2018", "drift | date:2016..2018"),
        ("drift in May 2014", "drift | date:2014-05"),
        ("drift since autumn 2022", "drift | date:2022-09.."),
        ("drift in 2018-19", "drift | date:2018..2019"),
        ("drift since 2018-19", "drift | date:2018.."),
        ("drift before 2018-19", "drift | date:..2017"),
        ("drift on 15 March 2019", "drift | date:2019-03-15"),
        ("drift before May 2014", "drift | date:..2014-04"),
        ("drift between March 2018 and May 2019", "drift march 2018 2019"),
        ("drift in spring and summer 2019", "drift spring summer 2019"),
        ("drift in pre-2019 cases", "drift pre-2019 cases"),
        ("section 1989 act 20 miles", "section 1989 act 20 miles"),
        ("drift under the 2014 Act", "drift 2014 act"),
        ("drift and the Care Act 2014", "drift care act 2014"),
        // A name is the longest that there is, whether a report is about it or not.
        ("carers in West Sussex", "carers west sussex"),
        ("runaways in Lincolnshire", "runaways lincolnshire"),
        ("runaways in North Lincolnshire", "runaways | authority:\"north lincolnshire\""),
        ("drift on the Isle of Man", "drift isle man"),
        ("drift in the Tees Valley", "drift tees valley"),
        ("Greater Manchester police", "greater manchester police"),
        ("drift in Newcastle-under-Lyme", "drift newcastle-under-lyme"),
        ("the Kent judgment on drift", "kent judgment drift"),
        ("the Kent County Council judgment on drift", "kent county council judgment drift"),
        ("workers in Kent act late", "workers act late | authority:kent"),
        ("gangs in London", "gangs | region:london"),
        ("police in the West Midlands", "police | region:\"west midlands\""),
        // Of several any will do.
        ("drift in Kent and Surrey", "drift | authority:(kent OR surrey)"),
        // At the beginning a capital says little.
        ("Hull staff turnover", "staff turnover | authority:\"kingston upon hull city of\""),
        ("Bath staff turnover", "bath staff turnover"),
        ("drift in 3019", "drift 3019"),
    ] {
        let read = read_as(typed, Loosen::Words).unwrap_or_default();
        let tidy = |text: &str| text.replace("|  |", "|");
        assert_eq!(tidy(&read).trim_matches([' ', '|']), tidy(expected).trim_matches([' ', '|']), "{typed}");
    }
}

#[test]
fn without_a_guess_its_words_are_wanted() {
    let options = ParseOptions::on(Date::year(2026).expect("a year"));
    let query = parse("drift in Kent in 2018", &options).query;
    let wanted = |names: Option<Guessable<'_>>| {
        let reading = read(&query, Loosen::Words, None, names).expect("it has words");
        (reading.wanted.concat().len(), reading.guesses.len())
    };
    assert_eq!(wanted(Some(names())), (1, 2));
    assert_eq!(wanted(Some(names().without(&Field::Date))), (2, 1));
    assert_eq!(wanted(None), (3, 0));
}

#[test]
fn a_word_typed_again_and_again_is_wanted_some_times() {
    let query = parse(&"plums pears ".repeat(4_000), &ParseOptions::on(Date::year(2025).expect("a year"))).query;
    let reading = read(&query, Loosen::Words, Some(&lexicon()), None).expect("it has words");
    assert_eq!(reading.wanted.concat().len(), 2 * MAX_TIMES);
}

#[test]
fn an_authority_that_no_report_is_about_is_said() {
    for (typed, expected) in [
        ("carers in West Sussex", vec!["West Sussex"]),
        ("Essex carers", vec!["Essex"]),
        ("compare Kent and Essex", vec!["Essex"]),
        ("carers in North Lincolnshire", Vec::new()),
        ("support for bath", Vec::new()),
        ("Greater Essex police", Vec::new()),
    ] {
        let query = parse(typed, &ParseOptions::on(Date::year(2026).expect("a year"))).query;
        let reading = read(&query, Loosen::Words, None, Some(names())).expect("it has words");
        assert_eq!(reading.absent, expected, "{typed}");
    }
}
