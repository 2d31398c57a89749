//! Whole first pages and what is read off them, a row each; all reports and people are invented.

use proptest::prelude::*;

use super::*;
use crate::report::{Date, Line, Page, Role};

fn document(text: &str) -> Document {
    let line = |text: &str| Line { text: text.to_owned(), role: Role::Text, bytes: None };
    let pages = text.split('\u{c}').map(|page| Page { lines: page.split('\n').map(line).collect() }).collect();
    Document { pages, ..Document::default() }
}

/// The fields that were read, in one line each.
fn summary(meta: &ReportMeta) -> String {
    let text = |value: Option<&String>| value.cloned().unwrap_or_default();
    let visit = meta.visit.map(|v| format!("{}..{}", v.start, v.end)).unwrap_or_default();
    let date = meta.date.map(|date| date.to_string()).unwrap_or_default();
    let rows = [
        text(meta.authority.as_ref()),
        meta.kind.as_ref().map(ToString::to_string).unwrap_or_default(),
        format!("{date} {}", meta.date_basis.map(DateBasis::as_str).unwrap_or_default()),
        visit,
        meta.inspectors.join(", "),
        text(meta.lead_inspector.as_ref()),
        text(meta.addressee.as_ref()),
        meta.overall_grade.map(|grade| grade.to_string()).unwrap_or_default(),
    ];
    rows.join(" | ")
}

#[test]
fn whole_first_pages() {
    let cases = [
        (
            "Ofsted\nPiccadilly Gate\nManchester M1 2WD\nT 0300 000 0000\n\n3 July 2024\nMs Ada Quill\nDirector of Children’s Services\n\
             Kent County Council\nMaidstone\n\nDear Ms Quill\nFocused visit to Kent children’s services\nThis letter says what was found on \
             a focused visit on 28\nand 29 May 2024. The inspectors were Ben Orme HMI and Cai Lyle HMI.\nThe last visit was on 3 March 2020.",
            "Kent | focused-visit | 2024-07-03 published | 2024-05-28..2024-05-29 | Ben Orme, Cai Lyle |  | Ms Ada Quill | ",
        ),
        (
            "Inspection of North Wexcombe local\nauthority children’s services\nInspection dates: 13 to 24 May 2024\nLead inspector: Ben Orme, His \
             Majesty’s Inspector\nJudgement\n\nGrade\n\nThe impact of leaders on social work\npractice\n\nGood\n\nOverall effectiveness\n\n\
             Requires improvement to be good\n\nMuch has changed in Kent.",
            "North Wexcombe | inspection | 2024-05-24 visit | 2024-05-13..2024-05-24 | Ben Orme | Ben Orme |  | requires improvement",
        ),
        (
            "London Borough of Harrowick\nInspection of services for children in need of help and\nprotection\nInspection date: 22 May 2015 – 18 \
             June 2015\nReport published: 3 August 2015\nChildren’s services in Harrowick are good\n1. Children who need help and protection\n\n\
             Good\n\u{c}The inspection team\nLead inspector: Ben Orme\nDeputy lead inspector: Cai Lyle\nTeam inspectors: Dee Marsh,\nEli Nye\n\
             Senior data analyst: Fay Oak",
            "Harrowick | inspection | 2015-08-03 published | 2015-05-22..2015-06-18 | Ben Orme, Cai Lyle, Dee Marsh, Eli Nye | Ben Orme |  | good",
        ),
        (
            "2 May 2023\nAda Quill, Director of Children’s Services, Eastmere\nOlive Dane, Chief Constable of Kent Police\nDear Eastmere Local \
             Safeguarding Partnership\nJoint targeted area inspection of Eastmere\nThis inspection took place from 6 to 10 March 2023. It was \
             carried out by\ninspectors from Ofsted and the Care Quality Commission (CQC).",
            "Eastmere | joint-inspection | 2023-05-02 published | 2023-03-06..2023-03-10 |  |  | Ada Quill | ",
        ),
        (
            "Local area partnership report\nArea SEND inspection of Marrowdale Local\nArea Partnership\nInspection dates: 10 to 14 June 2024\n\
             Dates of previous inspection: 6 to 10 February 2017\n\u{c}Inspection team\nBen Orme, Ofsted HMI Lead inspector\nCai Lyle, CQC Lead inspector",
            "Marrowdale | send-inspection | 2024-06-14 visit | 2024-06-10..2024-06-14 | Ben Orme, Cai Lyle | Ben Orme |  | ",
        ),
        (
            "Saltby praised by inspectors\n\nSaltby Council has been told that its services are good, two years after the report of 4 May 2022.\n\n\
             Councillor Ada Quill said: “I am delighted.”\n\nNotes to editors\nThe report is online.",
            "Saltby | press-release |   |  |  |  |  | ",
        ),
        ("A note on trains in Kent\n\nThey are late.", " | other |   |  |  |  |  | "),
        ("", " | other |   |  |  |  |  | "),
    ];
    let rules = Rules::built_in();
    for (text, expected) in cases {
        assert_eq!(summary(&read(&document(text), &[], &[], &rules)), expected, "{text}");
    }
}

#[test]
fn every_value_says_where_it_was_read() {
    let meta = read(&document("\nFocused visit to Kent\n\nBody."), &[], &[], &Rules::built_in());
    let shown: Vec<String> = meta
        .evidence
        .iter()
        .map(|e| format!("{} {} {:?}:{:?} {}", e.field, e.value, e.page, e.line, e.words))
        .collect();
    assert_eq!(
        shown,
        [
            "authority Kent Some(1):Some(2) Kent",
            "authority_code E10000016 Some(1):Some(2) Kent",
            "region South East Some(1):Some(2) Kent",
            "kind focused-visit Some(1):Some(2) Focused visit",
            "title Focused visit to Kent Some(1):Some(2) Focused visit to Kent",
        ]
    );
}

#[test]
fn given_values_override() {
    let given = |pairs: &[(&str, &str)]| -> Vec<MetadataOverride> {
        let given = |&(field, value): &(&str, &str)| MetadataOverride {
            field: field.into(),
            value: value.into(),
            source: "metadata.csv".into(),
        };
        pairs.iter().map(given).collect()
    };
    let rules = Rules::built_in();
    let report = document("Focused visit to Kent\nInspection dates: 4 to 5 June 2019");
    let meta =
        read(&report, &[], &given(&[("Authority", "city of bristol"), ("date", "July 2019"), ("Ward", "3")]), &rules);
    assert_eq!(
        (meta.authority.as_deref(), meta.authority_code.as_deref()),
        (Some("Bristol, City of"), Some("E06000023"))
    );
    assert_eq!(
        (meta.date.map(|d| d.to_string()).as_deref(), meta.date_basis),
        (Some("2019-07"), Some(DateBasis::Sidecar))
    );
    assert_eq!(meta.extra.get("ward").map(String::as_str), Some("3"));
    let later = given(&[
        ("visit_end", "2019-06-07"),
        ("overall-grade", "Good"),
        ("inspectors", "A B; C D"),
        ("inspectors", "E F"),
    ]);
    let meta = read(&report, &[], &later, &rules);
    assert_eq!(summary(&meta), "Kent | focused-visit | 2019-06-07 visit | 2019-06-04..2019-06-07 | E F |  |  | good");
    let meta = read(&report, &[], &given(&[("date", "soon"), ("overall_grade", "fine")]), &rules);
    assert_eq!((meta.extra.len(), meta.overall_grade, meta.date_basis), (2, None, Some(DateBasis::Visit)));
}

#[test]
fn kinds_of_the_users_own_go_first() {
    let (rules, warnings) = Rules::with_user_kinds("[[kind]]\nname = \"audit\"\ntitle = [\"audit of\"]");
    let kind = |text: &str| read(&document(text), &[], &[], &rules).kind.map(|kind| kind.0);
    assert_eq!(warnings, [""; 0]);
    assert_eq!(kind("Audit of the inspection of Kent\n\nBody"), Some("audit".to_owned()));
    assert_eq!(kind("Inspection of Kent\n\nBody"), Some("inspection".to_owned()));
}

#[test]
fn titles_tell_the_kind() {
    let cases = [
        ("Joint local area SEND inspection in Kent", "send-inspection"),
        ("Joint area special educational needs and disabilities inspection in Kent", "send-inspection"),
        ("Joint targeted area inspection of the response to neglect in Kent", "joint-inspection"),
        ("Monitoring visit to Kent County Council children's services", "monitoring-visit"),
        ("Focussed visit to Kent", "focused-visit"),
        ("Re-inspection of services for children in Kent", "inspection"),
    ];
    for (title, expected) in cases {
        let meta = read(
            &document(&format!("Dear Ms Quill\n\n{title}\n\nThis letter is short.")),
            &[],
            &[],
            &Rules::built_in(),
        );
        assert_eq!(meta.kind.map(|kind| kind.0).as_deref(), Some(expected), "{title}");
        assert_eq!(meta.authority.as_deref(), Some("Kent"), "{title}");
    }
}

proptest! {
    #[test]
    fn reading_never_fails(text in "(\\PC|Dear |Lead inspector: |Inspection dates: |12 May |2019|–|’|Judgement|Good|published: |Yours |[\n\u{c}.,:|]){0,120}") {
        read(&document(&text), &[], &[], &Rules::built_in());
    }
}

#[test]
fn a_day_in_a_table_of_data_is_not_that_of_the_report() {
    for (row, expected) in [("Saltby\t5 March 2019\tDrift", None), ("Saltby\t5 March 2019", Date::day(2019, 3, 5))] {
        let mut report = document(&format!("Visits\n{row}"));
        report.pages[0].lines[1].role = Role::Row;
        assert_eq!(read(&report, &[], &[], &Rules::built_in()).date, expected, "{row}");
    }
}
