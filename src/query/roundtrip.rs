//! For any text and any query, the printed query parses to the same query.

use proptest::prelude::*;

use super::tests::parse_plainly;
use super::*;

/// Texts of the pieces that mean something, so that most of them are nearly queries.
fn nearly_a_query() -> impl Strategy<Value = String> {
    let pieces = prop::sample::select(vec![
        "a",
        "Word",
        "multi-agency",
        "s.47",
        "children’s",
        "⑴",
        "½",
        "ﬁ",
        "漢字",
        "é",
        "*",
        "?",
        "x*",
        "w?d",
        "~",
        "~2",
        "^",
        "^2",
        "^0.5",
        "\"",
        "“",
        "”",
        "=",
        "+",
        "-",
        " ",
        " ",
        " ",
        "(",
        ")",
        "AND",
        "OR",
        "NOT",
        "NEAR",
        "NEAR/5",
        "PRE/s",
        "NOT NEAR/3",
        "|",
        "authority:",
        "Kent",
        "Kent,Essex",
        "date:",
        "2019",
        "..",
        ">=",
        "<",
        "March",
        "to",
        "grade:",
        "requires",
        "improvement",
        "good",
        "page:",
        "3",
        "ward:",
        "label:",
        ",",
        ".",
        "/",
        "'",
        "last 3 years",
        "\u{a0}",
        "\n",
        "\u{ad}",
        "ß",
        "İ",
        "_",
        ":",
        "–",
        "…",
        "ẞ",
        "\u{301}",
    ]);
    prop::collection::vec(pieces, 0..16).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_000))]

    #[test]
    fn any_text_reads_back_from_its_printed_form(text in prop_oneof![nearly_a_query(), "\\PC{0,40}", ".{0,40}"]) {
        let parsed = parse_plainly(&text);
        let printed = parsed.query.to_string();
        prop_assert_eq!(&parse_plainly(&printed).query, &parsed.query, "printed: {}", printed);
        for diagnostic in &parsed.diagnostics {
            prop_assert!(text.get(diagnostic.span.clone()).is_some(), "{:?}", diagnostic);
            diagnostic.render(&text);
        }
    }

    #[test]
    fn loosened_texts_read_back_too(text in nearly_a_query(), any: bool, phrase: bool) {
        let today = Date::day(2025, 5, 4).expect("a day of the calendar");
        let extra_fields = ["Ward".to_owned()];
        let query = parse(&text, &ParseOptions { extra_fields: &extra_fields, today, any, phrase }).query;
        prop_assert_eq!(parse_plainly(&query.to_string()).query, query);
    }

    #[test]
    fn any_query_reads_back_from_its_printed_form(root in node()) {
        let query = Query { root };
        let printed = query.to_string();
        prop_assert_eq!(parse_plainly(&printed).query, query, "printed: {}", printed);
    }

    #[test]
    fn simplifying_twice_is_simplifying_once(root in node()) {
        let once = Query { root }.simplified();
        prop_assert_eq!(once.clone().simplified(), once);
    }
}

/// Trees such as the parser makes.
fn node() -> impl Strategy<Value = Node> {
    let leaf = prop_oneof![
        3 => positional(),
        1 => under_heading(),
        2 => filter().prop_map(Node::Filter),
        1 => Just(Node::All),
    ];
    leaf.prop_recursive(5, 40, 4, |inner| {
        let several = prop::collection::vec(inner.clone(), 2..4);
        let not = inner.clone().prop_filter("double", |node| !matches!(node, Node::Not(_)));
        prop_oneof![
            several.clone().prop_map(Node::And),
            several.prop_map(Node::Or),
            not.prop_map(|node| Node::Not(Box::new(node))),
            (inner, boost()).prop_map(|(node, boost)| Node::Boost(Box::new(node), boost)),
        ]
    })
}

/// Things under one heading.
fn under_heading() -> impl Strategy<Value = Node> {
    let near = |left: Node, right, ordered, negated| {
        let (left, right) = (Box::new(left), Box::new(right));
        Node::Near(Near { left, right, within: Proximity::Section, ordered, negated })
    };
    (positional(), prop::collection::vec((positional(), any::<bool>()), 0..2), positional(), any::<bool>()).prop_map(
        move |(first, more, last, negated)| {
            let ordered = negated && more.is_empty();
            let left = more.into_iter().fold(first, |left, (right, negated)| near(left, right, false, negated));
            near(left, last, ordered, negated)
        },
    )
}

/// Trees that may be beside `NEAR`.
fn positional() -> impl Strategy<Value = Node> {
    let leaf = prop_oneof![word().prop_map(Node::Word), phrase().prop_map(Node::Phrase)];
    leaf.prop_recursive(3, 12, 3, |inner| {
        let several = prop::collection::vec(inner.clone(), 2..4);
        prop_oneof![
            several.clone().prop_map(Node::And),
            several.prop_map(Node::Or),
            (inner.clone(), boost()).prop_map(|(node, boost)| Node::Boost(Box::new(node), boost)),
            (inner.clone(), inner, within(), any::<bool>(), any::<bool>()).prop_map(
                |(left, right, within, ordered, negated)| {
                    Node::Near(Near { left: Box::new(left), right: Box::new(right), within, ordered, negated })
                }
            ),
        ]
    })
}

fn boost() -> impl Strategy<Value = f32> {
    prop::sample::select(vec![0.0, 0.1, 0.5, 1.0, 2.0, 1_000.0])
}

fn within() -> impl Strategy<Value = Proximity> {
    prop_oneof![(1..u32::MAX).prop_map(Proximity::Words), Just(Proximity::Sentence), Just(Proximity::Passage)]
}

fn level() -> impl Strategy<Value = Option<MatchLevel>> {
    prop::sample::select(vec![None, Some(MatchLevel::Verbatim)])
}

fn term(text: impl Strategy<Value = String>, form: TermForm) -> impl Strategy<Value = Term> {
    text.prop_map(move |text| Term { text, form, acronym: None, capital: false, level: None, span: 0..0 })
}

fn plain_term() -> impl Strategy<Value = Term> {
    prop_oneof![
        term("[a-z0-9]{1,6}|or|not|near|date|team's|3\\.5", TermForm::Word),
        ("[bcf-m][b-df-z]{1,6}", prop::sample::select(vec!["", "s", "'s"])).prop_map(|(acronym, ending)| {
            let text = format!("{acronym}{ending}");
            Term { text, form: TermForm::Word, acronym: Some(acronym), capital: false, level: None, span: 0..0 }
        }),
        term("[a-z]{1,4}", TermForm::Prefix),
        term("[a-z]\\?[a-z]|\\*[a-z]{1,3}|[a-z]\\*\\?[a-z]\\*", TermForm::Wildcard),
    ]
}

fn word() -> impl Strategy<Value = Term> {
    let fuzzy = (1_u8..3).prop_flat_map(|letters| term("[a-z]{1,8}", TermForm::Fuzzy(letters)));
    (prop_oneof![plain_term(), fuzzy], level()).prop_map(|(term, level)| Term { level, ..term })
}

fn phrase() -> impl Strategy<Value = Phrase> {
    let row = || {
        let middle = prop_oneof![plain_term(), term(Just("*".to_owned()), TermForm::AnyWord)];
        (plain_term(), prop::collection::vec(middle, 0..3), plain_term()).prop_map(|(first, middle, last)| {
            std::iter::once(first).chain(middle).chain(std::iter::once(last)).collect::<Vec<_>>()
        })
    };
    let ellipsis = term(Just("…".to_owned()), TermForm::AnyWords);
    let parted = (row(), ellipsis, row()).prop_map(|(before, ellipsis, after)| {
        before.into_iter().chain(std::iter::once(ellipsis)).chain(after).collect::<Vec<_>>()
    });
    let terms = prop_oneof![4 => row(), 1 => parted];
    let slop = prop_oneof![3 => Just(0), 1 => any::<u32>()];
    (terms, slop, any::<bool>(), level()).prop_map(|(terms, slop, compound, level)| Phrase {
        compound: compound && slop == 0 && terms.iter().all(|term| term.form != TermForm::AnyWords),
        terms,
        slop,
        level,
        span: 0..0,
    })
}

fn filter() -> impl Strategy<Value = Filter> {
    use FilterValue::{Any, Dates, Numbers, Pattern, Text};
    let text = "[A-Z][a-z]{1,5}( [A-Z][a-z]{1,5})?|OR|x,y|a\\(b\\)|[a-z]/[a-z]\\.txt#[0-9]".prop_map(Text);
    let pattern = "[a-z]{0,3}\\*( [a-z]{0,3})?[a-z]".prop_map(Pattern);
    let date =
        || prop::sample::select(vec!["2018", "2018-04", "2018-04-30"]).prop_map(|date| date.parse::<Date>().ok());
    let dates = prop_oneof![
        date().prop_map(|date| DateRange { from: date, to: date }),
        date().prop_map(|from| DateRange { from, to: None }),
        date().prop_map(|to| DateRange { from: None, to }),
    ];
    let numbers = (1_u32..9, 0_u32..9).prop_map(|(from, more)| NumberRange { from: Some(from), to: Some(from + more) });
    let ward = || Field::Extra("Ward".to_owned());
    prop_oneof![
        (prop::sample::select(vec![Field::Authority, Field::Section, Field::Report, ward()]), text),
        (prop::sample::select(vec![Field::Title, Field::Region, Field::Kind, Field::Inspector]), pattern),
        (prop::sample::select(vec![Field::Page, Field::Label, ward()]), numbers.prop_map(Numbers)),
        (Just(Field::Date), dates.prop_map(Dates)),
        (
            Just(Field::Grade),
            prop::sample::select(vec!["good", "requires improvement", "overall good"])
                .prop_map(|grade| Text(grade.to_owned()))
        ),
        (prop::sample::select(vec![Field::Grade, Field::Date, Field::Page, ward()]), Just(Any)),
    ]
    .prop_map(|(field, value)| Filter { field, value, span: 0..0 })
}
