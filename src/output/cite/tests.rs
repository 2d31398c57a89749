//! Hostile reports in each style, read back by the rules of that style.

use super::*;
use crate::report::{DateBasis, Prose, Visit};

/// Titles that would end a field, a record or a line if they were written as they are.
const HOSTILE: [&str; 12] = [
    "A {title} of {braces",
    "Ends } early}",
    "back\\slash \\end{document}",
    "50% of #1 & $2_a^b ~c",
    "Two\nlines\r\nER  - \nTY  - BOOK",
    "“Quoted” \"twice\" 'thrice'",
    "line\u{2028}paragraph\u{2029}next\u{85}form\u{c}feed\u{1e}record",
    "turned \u{202e}round\u{9b}31m \u{1b}[2J",
    "@techreport{x, title = {y}}",
    "Ærøskøbing 児童相談所 e\u{301}",
    "*[x](http://a) <b> `c` | # d",
    "1. Not a list > - + _",
];

fn report(title: &str) -> Report {
    let date = |text: &str| text.parse().ok();
    let meta = ReportMeta {
        title: Some(title.to_owned()),
        authority: Some("North Wexcombe".to_owned()),
        publisher: Some("Office for Children’s Standards".to_owned()),
        kind: Some(Kind("focused-visit".to_owned())),
        date: date("2019-03-15"),
        date_basis: Some(DateBasis::Visit),
        visit: date("2019-03-04").zip(date("2019-03-15")).map(|(start, end)| Visit { start, end }),
        ..ReportMeta::default()
    };
    Report {
        id: "wexcombe/a b#1.pdf".to_owned(),
        path: "corpus/wexcombe/a b#1.pdf".to_owned(),
        meta,
        pages: Some(20),
        printed_pages: Vec::new(),
        passages: 40,
        words: 900,
        length: 0,
        prose: Prose::default(),
        content: String::new(),
    }
}

fn passage(text: &str) -> Passage {
    Passage { ordinal: 16, label: Some("13".to_owned()), pages: Some((15, 16)), ..Passage::of_text(text) }
}

/// References to a passage and to its report.
fn both(style: CiteStyle, report: &Report, passage: &Passage) -> String {
    let mut writer = CitationWriter::new(style, Some("https://x.example/{report}?p={page}".to_owned()));
    let mut out = Vec::new();
    writer.write(&mut out, report, Some("rtkw"), Some(passage)).expect("a vector takes all");
    writer.write(&mut out, report, None, None).expect("a vector takes all");
    writer.finish(&mut out).expect("a vector takes all");
    String::from_utf8(out).expect("it is text")
}

#[test]
fn each_style_is_as_its_readers_want_it() {
    let (report, passage) = (report("Focused visit to North Wexcombe"), passage("Help comes late."));
    let url = "https://x.example/wexcombe/a%20b%231.pdf?p=15";
    let whole = "https://x.example/wexcombe/a%20b%231.pdf?p=1";
    let source = "Office for Children’s Standards, Focused visit to North Wexcombe, visit 4–15 March 2019";
    for (style, expected) in [
        (
            CiteStyle::Plain,
            format!("‘Help comes late.’ ({source}, para 13, pp. 15–16 of the PDF, <{url}>)\n\n{source}, <{whole}>\n"),
        ),
        (
            CiteStyle::Markdown,
            format!(
                "> Help comes late.\n>\n> — {source}, para 13, pp. 15–16 of the PDF, <{url}>\n\n- {source}, <{whole}>\n"
            ),
        ),
        (
            CiteStyle::Bibtex,
            format!(
                "@techreport{{north-wexcombe-2019-rtkw-16,
  author = {{{{Office for Children’s Standards}}}},
  title = {{{{Focused visit to North Wexcombe}}}},
  institution = {{Office for Children’s Standards}},
  type = {{Focused visit}},
  year = {{2019}},
  month = mar,
  day = {{15}},
  pages = {{15--16}},
  note = {{para 13, pp. 15–16 of the PDF; dated by the visit, 4–15 March 2019}},
  url = {{{url}}},
  abstract = {{Help comes late.}},
}}

@techreport{{north-wexcombe-2019-wexcombe-a-b-1-pdf,
  author = {{{{Office for Children’s Standards}}}},
  title = {{{{Focused visit to North Wexcombe}}}},
  institution = {{Office for Children’s Standards}},
  type = {{Focused visit}},
  year = {{2019}},
  month = mar,
  day = {{15}},
  note = {{dated by the visit, 4–15 March 2019}},
  url = {{{whole}}},
}}
"
            ),
        ),
        (
            CiteStyle::Ris,
            format!(
                "TY  - RPRT
ID  - north-wexcombe-2019-rtkw-16
AU  - Office for Children’s Standards
TI  - Focused visit to North Wexcombe
PB  - Office for Children’s Standards
M3  - Focused visit
PY  - 2019
DA  - 2019/03/15/
SE  - 13
SP  - 15
EP  - 16
N1  - para 13, pp. 15–16 of the PDF; dated by the visit, 4–15 March 2019
UR  - {url}
AB  - Help comes late.
ER  - 

TY  - RPRT
ID  - north-wexcombe-2019-wexcombe-a-b-1-pdf
AU  - Office for Children’s Standards
TI  - Focused visit to North Wexcombe
PB  - Office for Children’s Standards
M3  - Focused visit
PY  - 2019
DA  - 2019/03/15/
N1  - dated by the visit, 4–15 March 2019
UR  - {whole}
ER  - \n"
            ),
        ),
    ] {
        assert_eq!(both(style, &report, &passage), expected, "{style:?}");
    }
}

#[test]
fn items_of_csl_have_what_the_schema_has_and_no_null() {
    let (report, passage) = (report("Focused visit to North Wexcombe"), passage("Help comes late."));
    let items: serde_json::Value =
        serde_json::from_str(&both(CiteStyle::CslJson, &report, &passage)).expect("it is an array");
    let expected = serde_json::json!([
        {
            "id": "wexcombe/a b#1.pdf#16", "type": "report",
            "title": "Focused visit to North Wexcombe", "genre": "Focused visit",
            "author": [{ "literal": "Office for Children’s Standards" }],
            "publisher": "Office for Children’s Standards", "issued": { "date-parts": [[2019, 3, 15]] },
            "section": "13", "page": "15-16",
            "note": "pp. 15–16 of the PDF; dated by the visit, 4–15 March 2019",
            "URL": "https://x.example/wexcombe/a%20b%231.pdf?p=15", "abstract": "Help comes late.",
        },
        {
            "id": "wexcombe/a b#1.pdf", "type": "report",
            "title": "Focused visit to North Wexcombe", "genre": "Focused visit",
            "author": [{ "literal": "Office for Children’s Standards" }],
            "publisher": "Office for Children’s Standards", "issued": { "date-parts": [[2019, 3, 15]] },
            "note": "dated by the visit, 4–15 March 2019", "URL": "https://x.example/wexcombe/a%20b%231.pdf?p=1",
        },
    ]);
    assert_eq!(items, expected);
    let none = CitationWriter::new(CiteStyle::CslJson, None);
    let mut out = Vec::new();
    none.finish(&mut out).expect("a vector takes all");
    assert_eq!(out, b"[]\n");
}

/// The fields of a BibTeX file, by a reader that knows only how BibTeX counts braces.
fn bibtex_fields(text: &str) -> Vec<(String, String)> {
    let mut fields = Vec::new();
    let mut rest = text;
    while let Some(at) = rest.find('@') {
        let open = at + rest[at..].find('{').expect("an entry has braces");
        let end = matching(rest, open);
        let (key, mut body) = rest[open + 1..end].split_once(',').expect("an entry has a key");
        assert!(key.chars().all(|c| c.is_ascii_alphanumeric() || c == '-'), "{key}");
        fields.push(("@".to_owned(), rest[at..open].to_owned()));
        while let Some((name, value)) = body.split_once('=') {
            let value = value.trim_start();
            let end = if value.starts_with('{') { matching(value, 0) + 1 } else { value.find(',').expect("a comma") };
            fields.push((name.trim().trim_start_matches(',').trim().to_owned(), value[..end].to_owned()));
            body = &value[end..];
        }
        rest = &rest[end + 1..];
    }
    fields
}

/// The brace that closes the one at a place; a backslash before a brace means nothing to BibTeX.
fn matching(text: &str, open: usize) -> usize {
    let mut depth = 0;
    for (at, c) in text.char_indices().skip_while(|(at, _)| *at < open) {
        depth += i32::from(c == '{') - i32::from(c == '}');
        if depth == 0 {
            return at;
        }
    }
    panic!("no brace closes in {text}")
}

/// What TeX would print of a field, braces around the whole left out.
fn printed(value: &str) -> String {
    let mut text = value.trim_start_matches('{').trim_end_matches('}').to_owned();
    if value.ends_with("}}}") || value.starts_with("{{{") {
        // A named character at an end lost a brace of its own.
        text = value[2..value.len() - 2].to_owned();
    }
    for (name, c) in [("braceleft", "{"), ("braceright", "}"), ("asciicircum", "^"), ("asciitilde", "~")] {
        text = text.replace(&format!("{{\\text{name}}}"), &format!("\u{1}{c}"));
    }
    let text = text.replace("{\\textbackslash}", "\u{2}");
    for c in ["$", "&", "%", "#", "_"] {
        assert_eq!(text.matches(c).count(), text.matches(&format!("\\{c}")).count(), "{c} is not escaped: {text}");
    }
    text.replace(['\\', '\u{1}'], "").replace('\u{2}', "\\")
}

#[test]
fn a_hostile_title_stays_in_its_field() {
    for hostile in HOSTILE {
        let (report, passage) = (report(hostile), passage(hostile));
        let expected = one_line(&format!("North Wexcombe: {hostile}"));
        let bibtex = both(CiteStyle::Bibtex, &report, &passage);
        let fields = bibtex_fields(&bibtex);
        assert_eq!(fields.iter().filter(|(name, _)| name == "@").count(), 2, "{bibtex}");
        let titles: Vec<String> =
            fields.iter().filter(|(name, _)| name == "title").map(|(_, value)| printed(value)).collect();
        assert_eq!(titles, [expected.clone(), expected.clone()], "{bibtex}");

        let ris = both(CiteStyle::Ris, &report, &passage);
        let lines: Vec<&str> = ris.split('\n').filter(|line| !line.is_empty()).collect();
        assert!(lines.iter().all(|line| line.get(2..6) == Some("  - ")), "{ris}");
        assert!(!ris.contains(|c: char| is_unsafe(c) && c != '\n'), "{ris}");
        assert_eq!(lines.iter().filter(|line| line.starts_with("TY")).count(), 2, "{ris}");
        assert_eq!(lines.iter().filter(|line| **line == format!("TI  - {expected}")).count(), 2, "{ris}");

        let csl = both(CiteStyle::CslJson, &report, &passage);
        let items: serde_json::Value = serde_json::from_str(&csl).expect("it is JSON");
        assert_eq!(
            (&items[0]["abstract"], &items[1]["title"]),
            (&hostile.into(), &format!("North Wexcombe: {hostile}").into())
        );

        for style in [CiteStyle::Plain, CiteStyle::Markdown] {
            let text = both(style, &report, &passage);
            assert!(!text.contains(|c: char| is_unsafe(c) && c != '\n'), "{text}");
            let lines = if style == CiteStyle::Plain { 3 } else { 5 };
            assert_eq!(text.lines().count(), lines, "{text}");
        }
    }
}

#[test]
fn markdown_shows_the_words_as_they_are() {
    use pulldown_cmark::{Event, Parser};
    for hostile in HOSTILE {
        let text = both(CiteStyle::Markdown, &report(hostile), &passage(hostile));
        let shown: String = Parser::new(&text)
            .filter_map(|event| match event {
                Event::Text(text) => Some(text.into_string()),
                _ => None,
            })
            .collect();
        let title = crate::output::safe(hostile).into_owned();
        let title = title.trim_end();
        assert_eq!(shown.matches(title).count(), 3, "{text}\n{shown}");
    }
}

#[test]
fn without_a_publisher_or_a_date_there_is_less_and_nothing_empty() {
    let mut report = report("x");
    report.meta = ReportMeta::default();
    report.id = "letter.txt".to_owned();
    report.path = "corpus/letter.txt".to_owned();
    let passage = Passage { label: None, pages: None, ..passage("Help came.") };
    let url = "https://x.example/letter.txt?p=1";
    assert_eq!(
        both(CiteStyle::Plain, &report, &passage),
        format!("‘Help came.’ (letter.txt, <{url}>)\n\nletter.txt, <{url}>\n")
    );
    let bibtex = both(CiteStyle::Bibtex, &report, &passage);
    assert!(bibtex.starts_with("@misc{rtkw-16,\n  title = {{letter.txt}},\n  url ="), "{bibtex}");
    let ris = both(CiteStyle::Ris, &report, &passage);
    assert!(ris.starts_with("TY  - RPRT\nID  - rtkw-16\nTI  - letter.txt\nUR  - "), "{ris}");
}

#[test]
fn what_is_printed_on_a_page_comes_first_where_it_is_another_number() {
    let printed: Vec<String> =
        (0..20).map(|page| if page < 2 { String::new() } else { (page - 1).to_string() }).collect();
    let report = Report { printed_pages: printed, ..report("Visit") };
    let text = |style, report: &Report, pages| {
        let passage = Passage { pages: Some(pages), ..passage("Help.") };
        both(style, report, &passage).lines().next().map(str::to_owned).unwrap_or_default()
    };
    let (plain, of_text) = (CiteStyle::Plain, Report { id: "a.txt".into(), path: "a.txt".into(), ..report.clone() });
    assert!(text(plain, &report, (15, 15)).contains("para 13, p. 13 (p. 15 of the PDF), "));
    assert!(text(plain, &report, (15, 16)).contains("para 13, pp. 13–14 (pp. 15–16 of the PDF), "));
    assert!(text(plain, &of_text, (15, 15)).contains("para 13, p. 13 (p. 15 of the file), "));
    // Without a number on one of the pages.
    assert!(text(plain, &report, (2, 3)).contains("para 13, pp. 2–3 of the PDF, "));
    let passage = passage("Help.");
    let csl = both(CiteStyle::CslJson, &report, &passage);
    assert!(csl.contains("\"page\":\"13-14\",\"note\":\"pp. 15–16 of the PDF; dated by"), "{csl}");
    assert!(
        both(CiteStyle::Bibtex, &report, &passage)
            .contains("pages = {13--14},\n  note = {para 13, pp. 15–16 of the PDF; dated by")
    );
    assert!(
        both(CiteStyle::Ris, &report, &passage).contains("SP  - 13\nEP  - 14\nN1  - para 13, pp. 15–16 of the PDF")
    );
}
