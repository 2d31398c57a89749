//! The query language as a whole: every reading in one table.

use super::*;

pub(super) fn parse_plainly(text: &str) -> Parsed {
    let today = Date::day(2025, 5, 4).expect("a day of the calendar");
    parse(text, &ParseOptions { extra_fields: &["Ward".to_owned()], ..ParseOptions::on(today) })
}

/// The reading in its printed form, then `!` and `?` for each warning or error and each hint.
fn reading(parsed: &Parsed) -> String {
    let mark = |diagnostic: &Diagnostic| match diagnostic.severity {
        Severity::Hint => '?',
        Severity::Warning => '!',
        Severity::Error => '‼',
    };
    let marks: String = parsed.diagnostics.iter().map(mark).collect();
    format!("{} {marks}", parsed.query).trim().to_owned()
}

#[test]
fn a_word_that_is_nearly_an_operator_reads_back() {
    let today = Date::day(2026, 3, 2).expect("it is a day");
    for text in ["ANd", "Or", "NOt", "NEAr", "PRe"] {
        let query = parse(text, &ParseOptions::on(today)).query;
        assert_eq!(parse(&query.to_string(), &ParseOptions::on(today)).query, query, "{text}");
    }
}

#[test]
fn whatever_is_typed_has_a_reading() {
    for (typed, expected) in [
        // Words as they are typed
        ("children's services", "children's services"),
        ("well-being", "well-being"),
        ("0-25", "0-25"),
        ("s.47", "s-47"),
        ("2018/19", "2018-19"),
        ("Ofsted?", "ofsted"),
        ("what needs to improve?", "what needs to improve"),
        ("'looked after' children", "looked after children"),
        ("child(ren) in need", "child-ren in need"),
        ("3.5% of 1,732", "3.5 of 1,732 ?"),
        ("+help -protection", "help -protection"),
        ("help - protection", "help protection"),
        ("help – protection", "help protection"),
        ("help -", "help"),
        ("--help", "‼"),
        ("Note: this", "note this"),
        ("improve:good", "improve-good ?"),
        ("http://x.org", "http-x-org"),
        ("and or not near", "and or not near ??"),
        ("R&D & care", "r-d care ?"),
        // What other programs have for NEAR/5
        ("sent w/5 team", "sent w-5 team ?"),
        ("sent NEAR5 team", "sent NEAR5 team ?"),
        ("sent NEAR:5 team", "sent near-5 team ?"),
        ("sent WITHIN 5 team", "sent WITHIN 5 team ?"),
        ("\"sent out\" ~5 team", "\"sent out\" 5 team ?"),
        ("within 5 days", "within 5 days"),
        ("NEAR5", "NEAR5"),
        // And for dates
        ("help since:2018", "help since-2018 !"),
        ("help since:then", "help since-then ?"),
        // Quotation marks
        ("„return home“", "\"return home\""),
        ("«return home»", "\"return home\""),
        ("\"multi-agency\"", "multi-agency"),
        ("\"multi-agency work\"", "\"multi agency work\""),
        ("\"return home inter*\"", "\"return home inter*\""),
        ("\"missing * home\"", "\"missing * home\""),
        ("\"missing home *\"", "\"missing home\" ?"),
        ("\"", "!"),
        ("\"return home", "return home !"),
        ("return home\"", "return home !"),
        ("12\" pipe", "12 pipe !"),
        ("\"\"", "?"),
        ("\"AND\"", "and"),
        ("say\"return home\"now", "say \"return home\" now"),
        // Wildcards, slips of spelling, boosts
        ("wo?d word*", "wo?d word*"),
        ("*", "*"),
        ("multi-agency~", "multi-agency~1"),
        ("wor*~1", "wor* ?"),
        ("m^2/day", "m-2-day"),
        ("\"a b\"~99999999999", "\"a b\"~4294967295"),
        // Operators
        ("a OR", "a !"),
        ("AND a", "a !"),
        ("a AND AND b", "a b !"),
        ("a AND OR b", "a b !"),
        ("a NOT NOT b", "a b ?"),
        ("OR", "or ?"),
        ("NEAR/5", "near ?"),
        ("CHILDREN AND FAMILIES OR CARERS", "(CHILDREN FAMILIES) OR CARERS ??"),
        ("a near/5 b", "a near-5 b ?"),
        ("a NEAR/5 -bb", "a -bb !"),
        ("a NEAR/5 authority:Kent", "a authority:Kent !"),
        ("a NEAR/section b NEAR/5 c", "a NEAR/section b c !"),
        ("a NEAR/5 (b OR c NEAR/section d)", "a (b OR c NEAR/section d) !"),
        ("a NEAR/section b PRE/section c", "a NEAR/section b c !"),
        ("a NEAR/5 b NEAR/section c NEAR/section d", "a NEAR/5 b NEAR/section c NEAR/section d"),
        ("a NOT NEAR/5 \"b c\"", "a NOT NEAR/5 \"b c\""),
        ("NOT(a b)", "-(a b)"),
        ("a||b", "a OR b ?"),
        ("a || b", "a OR b ?"),
        // Brackets
        ("(foo", "foo ?"),
        ("foo)", "foo ?"),
        ("()", "?"),
        ("a () b", "a b ?"),
        ("a (b OR c", "a (b OR c) ?"),
        ("(a b)~3", "a b ?"),
        // Options of other programs
        ("neglect -c", "neglect ‼"),
        ("-i neglect -w", "neglect ‼‼"),
        ("neglect (-v a)", "neglect a ‼"),
        ("neglect -\"c\" -é", "neglect NOT c NOT e"),
        ("neglect -c* -50s -cc", "neglect -c* -50s -cc"),
        ("neglect -in -C2 -5", "neglect ‼‼‼"),
        ("neglect --since 2019", "neglect 2019 ‼"),
        ("a|b&&c !dd", "a OR (b c -dd) ???"),
        ("date>2019 b", "date-2019 b !"),
        ("in:Kent b", "in-kent b !"),
        // Filters
        ("authority:Kent", "authority:Kent"),
        ("AUTHORITY:Kent?", "authority:Kent"),
        ("authority: Kent", "authority:Kent ?"),
        ("-authority: Kent grade: good", "-authority:Kent grade:good ??"),
        ("missing from authority: Kent", "missing from authority kent ?"),
        ("authority:", "authority ‼"),
        ("a date:..", "a date ‼"),
        ("date:(>=2019 AND <2020)", "date:(2019.. OR ..2019) ‼"),
        ("section:(care -leavers)", "section:\"care -leavers\" ‼"),
        ("kind:focused visit", "kind:focused visit ?"),
        ("a date:2018, 2019", "a date:2018 2019 ?"),
        ("=(a OR b) = c ==dd", "(a OR b) c dd !!!"),
        ("drift –delay −“a b” -*", "drift -delay -\"a b\" NOT * ??"),
        ("½ and ¼", "1⁄2 and 1⁄4"),
        ("1⁄2 and 1⁄4", "1⁄2 and 1⁄4"),
        ("authority:South Xshire", "authority:South xshire ?"),
        ("autority:Kent", "autority-kent !"),
        ("authority:(Kent OR Essex)", "authority:(Kent OR Essex)"),
        ("authority:(Kent", "authority:Kent ?"),
        ("authority:Ken*", "authority:Ken*"),
        ("ward:East", "Ward:East"),
        ("ward:3..5", "Ward:3..5"),
        ("-grade:*", "-grade:*"),
        ("grade:good^2", "grade:good^2"),
        ("grade:requires improvement", "grade:\"requires improvement\""),
        ("grade:superb", "‼"),
        ("grade:overall good", "grade:\"overall good\""),
        ("overall:good", "grade:\"overall good\""),
        ("overall_grade:requires improvement", "grade:\"overall requires improvement\""),
        ("Overall:(RI, inadequate)", "grade:(\"overall requires improvement\" OR \"overall inadequate\")"),
        ("overall:superb", "‼"),
        ("overall:*", "grade:\"overall *\""),
        ("date:March 2019 help", "date:2019-03 help"),
        ("date:2019 to 2020", "date:2019 to 2020 ?"),
        ("date:last 3 years", "date:2022-05-04..2025-05-04"),
        ("date:>= 2019", "date:2019.."),
        ("date:soon help", "help ‼"),
        ("date: soon", "date soon"),
        ("NOT date:soon", "‼"),
        ("page:3-5", "page:3..5"),
        ("page:x", "‼"),
        ("label:13", "label:13"),
        ("report:a/b.txt#57", "report:a/b.txt#57"),
        ("http://x", "http-x"),
        // Nothing to look for
        ("", "!"),
        ("?!", "!"),
    ] {
        assert_eq!(reading(&parse_plainly(typed)), expected, "{typed}");
    }
}

#[test]
fn the_examples_of_the_manual_are_without_a_slip() {
    let manual = include_str!("../../docs/query-syntax.md");
    let blocks = manual.split("```query\n").skip(1).map(|block| block.split("```").next().unwrap_or_default());
    let examples: Vec<&str> = blocks.flat_map(str::lines).filter(|line| !line.starts_with("= ")).collect();
    assert!(examples.len() > 50);
    for example in examples {
        let parsed = parse_plainly(example);
        let slips: Vec<_> = parsed.diagnostics.iter().filter(|d| d.severity > Severity::Hint).collect();
        assert!(slips.is_empty(), "{example}: {slips:?}");
        assert_eq!(parse_plainly(&parsed.query.to_string()).query, parsed.query, "{example}");
    }
}

#[test]
fn any_loosens_words_but_not_filters() {
    let any = |text: &str| {
        let today = Date::day(2025, 5, 4).expect("a day of the calendar");
        parse(text, &ParseOptions { any: true, ..ParseOptions::on(today) }).query.to_string()
    };
    for (typed, expected) in [
        ("a b", "a OR b"),
        ("a b authority:Kent -cc", "(a OR b) authority:Kent -cc"),
        ("a b AND c", "a OR (b c)"),
        ("authority:Kent", "authority:Kent"),
        ("* a", "a *"),
    ] {
        assert_eq!(any(typed), expected, "{typed}");
    }
}

#[test]
fn a_phrase_is_nothing_but_words() {
    let today = Date::day(2025, 5, 4).expect("a day of the calendar");
    let phrase = |text: &str| parse(text, &ParseOptions { phrase: true, ..ParseOptions::on(today) }).query.to_string();
    for (typed, expected) in
        [("return (home\" OR", "\"return home or\""), ("multi-agency", "multi-agency"), ("…", ""), ("a", "a")]
    {
        assert_eq!(phrase(typed), expected, "{typed}");
    }
}

#[test]
fn depth_has_an_end() {
    let deep = format!("{}a{}", "(".repeat(10_000), ")".repeat(10_000));
    let parsed = parse_plainly(&deep);
    assert_eq!(reading(&parsed), "a !");
    for text in [
        "(a OR (b ".repeat(5_000),
        "a NEAR/5 ".repeat(5_000),
        "(a b) NEAR/5 ".repeat(5_000),
        "a NEAR/section ".repeat(5_000),
        "NOT ".repeat(10_001) + "a",
        "(-aa b OR ".repeat(MAX_DEPTH) + "c",
        "(".repeat(100_000),
        ")".repeat(100_000),
        "((a)^2)".repeat(3_000),
    ] {
        let query = parse_plainly(&text).query;
        assert!(parse_plainly(&query.to_string()).query == query, "{}", &text[..20]);
        assert!(query.clone().simplified() == query.clone().simplified().simplified());
    }
}

#[test]
fn signs_beside_words_are_said() {
    for (typed, expected) in [
        ("£250", "£250 is read as 250"),
        ("=25%", "25% is read as 25"),
        ("training C++", "C++ is read as C"),
        ("\"under §47 duties\"", "§47 is read as 47"),
        ("title:note £5 25%", "£5 is read as 5"),
    ] {
        let diagnostics = parse_plainly(typed).diagnostics;
        let [said] = diagnostics.as_slice() else { panic!("{typed}: {diagnostics:?}") };
        assert_eq!(
            (said.severity, said.message.as_str()),
            (Severity::Hint, &*format!("signs are not looked for: {expected}"))
        );
    }
    for typed in ["250", "care-leavers", "s.47", "what?", "+", "£"] {
        let diagnostics = parse_plainly(typed).diagnostics;
        assert!(diagnostics.iter().all(|said| !said.message.contains("signs")), "{typed}: {diagnostics:?}");
    }
}
