//! Quotations: verbatim, altered or not found, one by one and in drafts of every format.

use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::corpus::{corpus, sample};
use crate::support::{Outcome, Place};

const FIRST: &str = "\
---
title: Inspection of Kent
authority: Kent
kind: inspection
date: 2018-05-03
---
# Inspection of Kent

There has been little progress in the quality of social work practice with children in need of help and protection.

Progress was made. In most homes children are safe, and they say so.

Managers read every plan, and drift is challenged early by those who know the child.
";

const SECOND: &str = "\
---
title: Focused visit to Essex
authority: Essex
kind: focused-visit
date: 2021-02-01
---
# Focused visit

Managers read every plan, and drift is challenged early by those who know the child.

The multiagency team meets each week to plan return interviews.
";

fn place() -> Place {
    Place::new().file("corpus/kent.md", FIRST).file("corpus/essex.md", SECOND).indexed()
}

/// Checks one quotation.
#[track_caller]
fn checked(place: &Place, quotation: &str) -> Value {
    let outcome = place.findings("quote --format json -q").arg(quotation).run();
    let answer = outcome.json();
    let is_right = answer["quotations"][0]["verdict"] == "verbatim";
    outcome.status(if is_right { 0 } else { 1 });
    answer["quotations"][0].clone()
}

#[test]
fn a_quotation_is_verbatim_altered_or_not_found() {
    let place = place();
    for (quotation, verdict, differing, marked) in [
        ("There has been little progress in the quality of social work practice", "verbatim", 0, None),
        ("THERE HAS BEEN “LITTLE” PROGRESS, in the quality", "verbatim", 0, None),
        ("children are safe", "verbatim", 0, None),
        ("drift", "verbatim", 0, None),
        ("The multi-agency team meets each week", "verbatim", 0, None),
        ("little progress … social work practice … help", "verbatim", 0, None),
        ("little progress... with children", "verbatim", 0, None),
        ("[The inspectors] read every plan, and drift [was] challenged early", "verbatim", 0, None),
        ("[M]anagers read every plan", "verbatim", 0, None),
        ("in need of help and protection. Progress was made. In most homes", "verbatim", 0, None),
        ("help and protection … children are safe … Managers read", "verbatim", 0, None),
        (
            "There has been no progress in the quality of social work practice",
            "altered",
            1,
            Some("There has been [-no-]{+little+} progress in the quality of social work practice"),
        ),
        ("has been progress in the quality", "altered", 1, Some("has been {+little+} progress in the quality")),
        (
            "has been very little progress in the quality",
            "altered",
            1,
            Some("has been [-very-] little progress in the quality"),
        ),
        (
            "There has been no progress … with [all] children in want of help",
            "altered",
            2,
            Some("There has been [-no-]{+little+} progress … with [all] children in [-want-]{+need+} of help"),
        ),
        (
            "need of help and defence. Progress was made. In most homes",
            "altered",
            1,
            Some("need of help and [-defence-]{+protection+} Progress was made. In most homes"),
        ),
        ("children were safe", "altered", 1, Some("children [-were-]{+are+} safe")),
        ("zebras and lions came to progress in the town", "not found", 0, None),
        ("zebras", "not found", 0, None),
    ] {
        let one = checked(&place, quotation);
        assert_eq!(one["verdict"], verdict, "{quotation}: {one}");
        assert_eq!(
            (one["differing"].as_u64(), one["marked"].as_str()),
            (Some(differing), marked),
            "{quotation}: {one}"
        );
        assert_eq!(one["found"].is_null(), verdict == "not found", "{one}");
    }
}

#[test]
fn the_sign_of_a_number_is_quoted_too() {
    let text = "---\ntitle: Letter\n---\n\nOver 50% of children wait. A grant of £1,200 is low, and 12 % had none.\n";
    let place = Place::new().file("corpus/kent.md", text).indexed();
    for (quotation, marked) in [
        ("Over 50% of children wait", None),
        ("Over 50 % of children wait", None),
        ("and 12% had none", None),
        ("Over 50 of children wait", Some("Over [-50-]{+50%+} of children wait")),
        ("Over £50 of children wait", Some("Over [-£50-]{+50%+} of children wait")),
        ("A grant of £1,200 is low", None),
        ("A grant of £ 1,200 is low", None),
        ("A grant of 1,200% is low", Some("A grant of [-1,200%-]{+£1,200+} is low")),
    ] {
        let one = checked(&place, quotation);
        assert_eq!(one["marked"].as_str(), marked, "{quotation}: {one}");
    }
}

#[test]
fn a_quotation_says_where_it_is_and_where_else() {
    let place = place();
    let one = checked(&place, "drift is challenged early by those who know the child");
    // The older report is first.
    assert_eq!(one["found"]["id"], "kent.md#4", "{one}");
    assert_eq!(one["elsewhere"]["total"], json!({"passages": 2, "reports": 2, "authorities": 2}));
    assert_eq!(one["elsewhere"]["places"][0]["id"], "essex.md#2");
    let over = checked(&place, "help and protection. Progress was made.");
    assert_eq!(over["found"]["passages"], json!([2, 3]), "{over}");
    let essex = place.findings("quote --authority Essex --format json").arg("drift is challenged early").run().json();
    assert_eq!(essex["quotations"][0]["found"]["id"], "essex.md#2");
    assert_eq!(essex["quotations"][0]["elsewhere"]["total"]["reports"], 1);
    let none = place.findings("quote --authority Essex").arg("There has been little progress in the quality").run();
    none.status(1).stdout("not found\n");
}

#[test]
fn the_screen_shows_the_place_and_the_difference() {
    let place = place();
    let quotation =
        "There has been no progress in the quality of social work practice … in need of help and protection";
    let outcome = place.findings("quote --long-ids").arg(quotation).run().status(1);
    outcome.stdout(
        "altered    Kent · inspection · 3 May 2018  kent.md#2  1 word of 18 differs\n           \
         There has been [-no-]{+little+} progress in the quality of social work practice … in need\n           \
         of help and protection\n",
    );
    let coloured = place.findings("quote --color always").arg(quotation).run();
    coloured.stdout_has("\u{1b}[31m[-no-]\u{1b}[0m\u{1b}[32m{+little+}\u{1b}[0m");
    let outcome = place.findings("quote --long-ids").arg("drift is challenged early").run().status(0);
    outcome.stdout(
        "verbatim   Kent · inspection · 3 May 2018  kent.md#4\n           \
         also in 1 other report, of 2 authorities\n             \
         Essex · focused visit · 1 February 2021  essex.md#2\n",
    );
    // Options and words of a shell.
    place.run("quote children are safe").status(0);
    for line in ["quote", "quote --file none.md", "quote drift --file none.md", "quote …", "quote drift --attribution"]
    {
        let outcome = place.run(line).status(2).stdout("");
        assert!(!outcome.err().is_empty(), "{line}");
    }
}

#[test]
fn boilerplate_is_said_to_be_that() {
    let mut place = Place::new();
    let same =
        "Her Majesty’s inspectors looked at the help that children and families receive when they first need it.";
    for number in 0..6 {
        let matter = format!("---\nauthority: Town {number}\ndate: 201{number}-01-01\n---\n# Letter\n\n");
        place = place.file(&format!("corpus/{number}.md"), format!("{matter}{same}\n\nOnly here: {number}.\n"));
    }
    let place = place.indexed();
    let one = checked(&place, same);
    assert_eq!((&one["found"]["id"], &one["elsewhere"]["boilerplate"]), (&json!("0.md#2"), &json!(true)), "{one}");
    place
        .findings("quote")
        .arg(same)
        .run()
        .status(0)
        .stdout_has("the oldest of 6 reports, of 6 authorities; boilerplate");
}

const DRAFT: &str = "\
# Briefing

On Kent, inspectors wrote in 2018 that “there has been little progress in the quality of social work practice”.

In Essex, they said, 'drift is challenged early by those who know the child', and so on. It's \"progress\".

Essex:

> The multi-agency team meets every week
> to plan return interviews.

Of Essex they wrote that \"in most homes children are safe\", and “no child waited”.
";

#[test]
fn every_quotation_of_a_draft_is_checked() {
    let place = place().file("draft.md", DRAFT);
    let outcome = place.run("quote --file draft.md --long-ids --color never").status(1);
    let lines: Vec<&str> = outcome.out().lines().collect();
    assert_eq!(lines.len(), 5, "{}", outcome.shown());
    for (line, (begins, has)) in lines.iter().zip([
        ("draft.md:3: verbatim  Kent · inspection · 3 May 2018  kent.md#2  ", "“there has been little progress"),
        ("draft.md:5: verbatim  Kent · inspection · 3 May 2018  kent.md#4  ", "“drift is challenged early"),
        (
            "draft.md:9: altered  Essex · focused visit",
            "1 word of 11 differs  The multiagency team meets [-every-]{+each+} week",
        ),
        ("draft.md:12: verbatim  Kent · ", "“in most homes children are safe”"),
        ("draft.md:12: not found  ", "“no child waited”"),
    ]) {
        assert!(line.starts_with(begins) && line.contains(has), "{line}\n{}", outcome.shown());
    }
    outcome
        .stderr_has("5 quotations: 3 verbatim, 1 altered, 1 not found\n")
        .stderr_has("1 quotation of fewer than 3 words not checked (--min-words)\n");
    place.run("quote --file draft.md --min-words 1").status(1).stderr_has("6 quotations: 4 verbatim");
}

#[test]
fn attribution_compares_the_report_that_is_named() {
    let place = place().file("draft.md", DRAFT);
    let answer = place.run("quote --file draft.md --attribution --format json").status(1).json();
    let said: Vec<(String, String, String)> = answer["quotations"]
        .as_array()
        .expect("there are quotations")
        .iter()
        .map(|one| {
            let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
            (text(&one["found"]["report"]), text(&one["attribution"]["verdict"]), text(&one["attribution"]["why"]))
        })
        .collect();
    let expected = [
        ("kent.md", "right", ""),
        // Of the two reports that have it, the one that is named.
        ("essex.md", "right", ""),
        ("essex.md", "right", ""),
        ("kent.md", "wrong", "the draft names Essex; the words are from Kent"),
        ("", "not named", ""),
    ];
    assert_eq!(said, expected.map(|(a, b, c)| (a.to_owned(), b.to_owned(), c.to_owned())));
    let wrong = "Kent’s report of 2021 says “children are safe, and they say so”.\n";
    let place = place.file("wrong.txt", wrong);
    place
        .run("quote --file wrong.txt --attribution")
        .status(1)
        .stdout_has("the draft names 2021; the report is of 2018")
        .stderr_has("1 quotation: 1 verbatim, 1 from another report than is named");
    place.run("quote --file wrong.txt").status(0);
}

/// A zip archive of stored files.
fn stored(files: &[(&str, &str)]) -> Vec<u8> {
    let (mut bytes, mut directory) = (Vec::new(), Vec::new());
    for (name, content) in files {
        let (offset, crc) = (bytes.len() as u32, crc32fast::hash(content.as_bytes()));
        let mut head = Vec::new();
        head.extend([20u16, 0, 0, 0, 0x21].iter().flat_map(|number| number.to_le_bytes()));
        head.extend([crc, content.len() as u32, content.len() as u32].iter().flat_map(|number| number.to_le_bytes()));
        head.extend([name.len() as u16, 0].iter().flat_map(|number| number.to_le_bytes()));
        bytes.extend(b"PK\x03\x04");
        bytes.extend(&head);
        bytes.extend(name.as_bytes());
        bytes.extend(content.as_bytes());
        directory.extend(b"PK\x01\x02\x14\x00");
        directory.extend(&head);
        directory.extend([0u8; 10]);
        directory.extend(offset.to_le_bytes());
        directory.extend(name.as_bytes());
    }
    let (at, number) = (bytes.len() as u32, files.len() as u16);
    bytes.extend(&directory);
    bytes.extend(b"PK\x05\x06\0\0\0\0");
    bytes.extend([number, number].iter().flat_map(|number| number.to_le_bytes()));
    bytes.extend([directory.len() as u32, at].iter().flat_map(|number| number.to_le_bytes()));
    bytes.extend([0u8; 2]);
    bytes
}

#[test]
fn drafts_of_every_format_are_read() {
    const WORD: &str = "xmlns:w='http://schemas.openxmlformats.org/wordprocessingml/2006/main'";
    const OFFICE: &str = "xmlns:office='urn:oasis:names:tc:opendocument:xmlns:office:1.0' \
        xmlns:text='urn:oasis:names:tc:opendocument:xmlns:text:1.0' \
        xmlns:style='urn:oasis:names:tc:opendocument:xmlns:style:1.0'";
    let (inline, block) = ("little progress in the quality", "The multiagency team meets each week");
    let before = "They wrote of “little progress in the quality” and more. Then:";
    let docx = stored(&[
        ("[Content_Types].xml", "<Types/>"),
        (
            "word/document.xml",
            &format!(
                "<w:document {WORD}><w:body><w:p><w:r><w:t>{before}</w:t></w:r></w:p>\
                 <w:p><w:pPr><w:pStyle w:val='Q'/></w:pPr><w:r><w:t>{block}</w:t></w:r></w:p></w:body></w:document>"
            ),
        ),
        (
            "word/styles.xml",
            &format!(
                "<w:styles {WORD}><w:style w:type='paragraph' w:styleId='Q'><w:name w:val='Intense Quote'/></w:style></w:styles>"
            ),
        ),
    ]);
    let odt = stored(&[
        ("mimetype", "application/vnd.oasis.opendocument.text"),
        (
            "content.xml",
            &format!(
                "<office:document-content {OFFICE}><office:automatic-styles><style:style style:name='P1' \
                 style:family='paragraph' style:parent-style-name='Quotations'/></office:automatic-styles><office:body>\
                 <office:text><text:p>{before}</text:p><text:p text:style-name='P1'>{block}</text:p></office:text>\
                 </office:body></office:document-content>"
            ),
        ),
    ]);
    let html = format!("<html><body><main><p>{before}</p><blockquote><p>{block}</p></blockquote></main></body></html>");
    let place = place()
        .file("draft.docx", docx)
        .file("draft.odt", odt)
        .file("draft.html", html)
        .file("draft.md", format!("{before}\n\n> {block}\n"))
        .file("draft.txt", format!("{before}\n\n“{block}”\n"));
    for name in ["draft.docx", "draft.odt", "draft.html", "draft.md", "draft.txt"] {
        let answer = place.run(&format!("quote --file {name} --format json")).status(0).json();
        let quotations = answer["quotations"].as_array().expect("there are some");
        let texts: Vec<&str> = quotations.iter().map(|one| one["text"].as_str().unwrap_or_default()).collect();
        assert_eq!(texts, [inline, block], "{name}");
        assert!(quotations.iter().all(|one| one["draft"]["file"] == name), "{answer}");
        let has_lines = name.ends_with("md") || name.ends_with("txt");
        assert_eq!(quotations[1]["draft"]["line"].as_u64(), has_lines.then_some(3), "{name}");
    }
    place.run("quote --file corpus/kent.md").status(1).stderr_has("0 quotations");
}

#[test]
fn every_format_has_the_same_quotations() {
    let place = place().file("draft.md", DRAFT);
    let line = "quote --file draft.md";
    let json = place.run(&format!("{line} --format json")).status(1).json();
    let all = json["quotations"].as_array().expect("there are quotations").clone();
    assert_eq!(place.run(&format!("{line} --format jsonl")).status(1).json_lines(), all);
    let rows = |outcome: &Outcome, separator: u8| -> Vec<String> {
        let mut reader = csv::ReaderBuilder::new().delimiter(separator).from_reader(outcome.out().as_bytes());
        let at = reader.headers().expect("a header").iter().position(|name| name == "verdict").expect("a column");
        reader.records().map(|row| row.expect("a row")[at].to_owned()).collect()
    };
    let verdicts: Vec<&str> = all.iter().filter_map(|one| one["verdict"].as_str()).collect();
    assert_eq!(rows(&place.run(&format!("{line} --format csv")), b','), verdicts);
    assert_eq!(rows(&place.run(&format!("{line} --format tsv")), b'\t'), verdicts);
    let markdown = place.run(&format!("{line} --format md"));
    assert_eq!(markdown.out().lines().count(), all.len() + 2);
    markdown.stdout_has("~~every~~ **each**");
    place.run(&format!("{line} --format trec")).status(2).stdout("");
}

/// Words in lower case, to compare both sides of a diff with.
fn plain(text: &str) -> Vec<String> {
    let text = text.to_lowercase().replace(['’', '‘'], "'");
    let words = text.split(|c: char| !c.is_alphanumeric() && c != '\'');
    words.map(|word| word.trim_matches('\'').to_owned()).filter(|word| !word.is_empty()).collect()
}

/// Numbers that look random and are the same each time.
struct Seeded(u64);

impl Seeded {
    fn below(&mut self, most: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 >> 11).expect("it fits") % most
    }
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Change {
    Word,
    LeftOut,
    Added,
    Order,
    Ellipsis,
    OverPage,
    TwoParagraphs,
    Footnote,
}

/// A quotation of a sort from the sample, and the words that it was made of.
fn made(change: Change, passages: &[Vec<findings::Passage>], seeded: &mut Seeded) -> Option<(String, String)> {
    use findings::report::PassageKind::{Footnote, Paragraph};
    let report = &passages[seeded.below(passages.len())];
    let at = seeded.below(report.len());
    let is_text = |at: usize, least: usize| {
        report.get(at).is_some_and(|one| {
            // That a sample is invented is said in each in slightly other words.
            let is_own = !one.text.contains("invented");
            let is_plain = one.text.chars().all(|c| c.is_alphanumeric() || " ,.;:’‘-–()%£".contains(c));
            is_own && is_plain && one.kind == Paragraph && one.text.split(' ').count() >= least
        })
    };
    let ends = |first: usize, second: usize| {
        let (a, b): (Vec<&str>, Vec<&str>) =
            (report[first].text.split(' ').collect(), report[second].text.split(' ').collect());
        [&a[a.len() - 9..], &b[..9]].concat().join(" ")
    };
    match change {
        Change::TwoParagraphs => {
            let text = (is_text(at, 9) && is_text(at + 1, 9)).then(|| ends(at, at + 1))?;
            Some((text.clone(), text))
        }
        Change::Footnote => {
            let is_one = report.get(at + 1).is_some_and(|one| one.kind == Footnote);
            let text = (is_one && is_text(at, 9) && is_text(at + 2, 9)).then(|| ends(at, at + 2))?;
            Some((text.clone(), text))
        }
        Change::OverPage => {
            let is_over = report[at].pages.is_some_and(|(first, last)| first < last);
            let text = is_over.then(|| report[at].text.clone())?;
            Some((text.clone(), text))
        }
        change => {
            let words: Vec<&str> = is_text(at, 24).then(|| report[at].text.split(' ').collect())?;
            let start = seeded.below(words.len() - 19);
            let source = &words[start..start + 18];
            let place = 4 + seeded.below(10);
            let mut words = source.to_vec();
            match change {
                Change::Word => words[place] = "turquoise",
                Change::LeftOut => drop(words.remove(place)),
                Change::Added => words.insert(place, "turquoise"),
                Change::Order => words.swap(place, place + 1),
                _ => drop(words.splice(place..place + 3, ["…"])),
            }
            Some((words.join(" "), source.join(" ")))
        }
    }
}

#[test]
fn forty_quotations_that_were_altered_are_each_said_right() {
    let sample = sample();
    let index = findings::Index::open(sample.path("index")).expect("the sample has an index");
    let passages =
        |report: &findings::Report| index.passages(&report.id, 1..=report.passages).expect("the index is whole");
    let passages: Vec<Vec<findings::Passage>> =
        index.reports().expect("the index is whole").iter().map(|report| passages(report)).collect();
    let mut seeded = Seeded(0x2545_f491_4f6c_dd1d);
    let everything = index.parse("*").query;
    for change in [
        Change::Word,
        Change::LeftOut,
        Change::Added,
        Change::Order,
        Change::Ellipsis,
        Change::OverPage,
        Change::TwoParagraphs,
        Change::Footnote,
    ] {
        for _ in 0..5 {
            let (quotation, source) = (0..100_000)
                .find_map(|_| made(change, &passages, &mut seeded))
                .expect("the sample has one of each sort");
            let parsed = findings::Quotation::parse(&quotation);
            let found = index.check_quotation(&parsed, &everything, None).expect("the index is whole");
            let is_altered = matches!(change, Change::Word | Change::LeftOut | Change::Added | Change::Order);
            let verdict = if is_altered { "altered" } else { "verbatim" };
            assert_eq!(found.verdict.as_str(), verdict, "{change:?}: {quotation}\n{found:#?}");
            let most = if change == Change::Order { 2 } else { usize::from(is_altered) };
            assert_eq!(found.differing, most, "{change:?}: {quotation}\n{:#?}", found.pieces);
            let (mut typed, mut own) = (Vec::new(), Vec::new());
            for piece in &found.pieces {
                match piece {
                    findings::DiffPiece::Same(text) => {
                        typed.extend(plain(text));
                        own.extend(plain(text));
                    }
                    findings::DiffPiece::Differs { typed: other, found } => {
                        typed.extend(plain(other));
                        own.extend(plain(found));
                    }
                    _ => {}
                }
            }
            if is_altered {
                assert_eq!((typed, own), (plain(&quotation), plain(&source)), "{change:?}");
            }
        }
    }
}

#[test]
fn a_press_release_is_checked_against_the_report_it_quotes() {
    let place = Place::new();
    place.findings("index -q").arg(corpus("wexcombe/inspection-2019.txt")).run().status(0);
    // The release repeats whole paragraphs without marks: each sentence is checked by itself.
    let release = std::fs::read_to_string(corpus("wexcombe/press-release.txt")).expect("it is there");
    let quoted: Vec<&str> = release
        .lines()
        .filter(|line| {
            line.starts_with("The exploitation team is small")
                || line.starts_with("Caseloads have come down")
                || line.starts_with("Leaders listen to children")
        })
        .collect();
    assert_eq!(quoted.len(), 3);
    let mut sentences = 0;
    for sentence in quoted.iter().flat_map(|paragraph| paragraph.split_inclusive(". ")) {
        place.findings("quote").arg(sentence).run().status(0).stdout_has("verbatim");
        sentences += 1;
    }
    assert!(sentences >= 12, "{sentences}");
    // What people say in it is not in the report.
    let outcome =
        place.findings("quote --format json --file").arg(corpus("wexcombe/press-release.txt")).run().status(1);
    let answer = outcome.json();
    let verdicts: Vec<&str> = answer["quotations"]
        .as_array()
        .expect("there are some")
        .iter()
        .filter_map(|one| one["verdict"].as_str())
        .collect();
    assert_eq!(verdicts, ["not found", "not found"], "{}", outcome.shown());
}

#[test]
fn what_is_hostile_is_bounded() {
    let sample = sample();
    let long = |unit: &str, times: usize| unit.repeat(times);
    let within = |since: Instant| assert!(since.elapsed() < Duration::from_secs(60), "{:?}", since.elapsed());
    // As long as may be, of words that all reports have.
    let since = Instant::now();
    sample.findings("quote -q").arg(long("the children of the council ", 390)).run().status(1);
    within(since);
    sample.findings("quote").arg(long("the children ", 2_000)).run().status(2).stderr_has("4000 words; at most 2000");
    let place = place();
    for (name, unit) in
        [("a.txt", "“the children "), ("b.txt", "'the children' "), ("c.txt", "\"“‘'"), ("d.md", "> the children\n\n")]
    {
        let place_of = place.path(name);
        std::fs::write(&place_of, long(unit, 1_000_000 / unit.len() / 10)).expect("a file can be written");
        let since = Instant::now();
        let outcome = place.run(&format!("quote --file {name} -q"));
        assert!(!outcome.shown().contains("panicked"), "{name}");
        within(since);
    }
    // One that is too long is said to be.
    let place = place.file("long.txt", format!("They said “{}”.\n", long("no child waited ", 700)));
    place.run("quote --file long.txt").status(1).stdout_has("too long");
    // Of three hundred words.
    let text = "Managers read every plan and drift is challenged early by those who know the child ".repeat(20);
    let place = Place::new().file("corpus/a.txt", format!("{text}\n\nNo more.\n")).indexed();
    assert_eq!(checked(&place, &text)["verdict"], "verbatim");
    let altered = text.replacen("drift is challenged early", "drift is seldom challenged", 1);
    let one = checked(&place, &altered);
    assert_eq!((one["verdict"].as_str(), one["differing"].as_u64()), (Some("altered"), Some(2)), "{}", one["marked"]);
}

#[test]
fn an_index_made_in_pieces_says_the_same() {
    let (at_once, in_pieces) = (Place::new(), Place::new());
    let names = ["inspection-2019.txt", "focused-visit-2020.txt", "monitoring-visit-2018.txt", "press-release.txt"];
    for name in names {
        let bytes = std::fs::read(corpus(&format!("wexcombe/{name}"))).expect("it is there");
        at_once.write(format!("corpus/{name}"), &bytes);
        in_pieces.write(format!("corpus/{name}"), &bytes);
        // Taken out again, so that deleted documents stay behind.
        in_pieces
            .write("corpus/passing.txt", "Leaders listen to children, and drift is challenged in the care plans.\n");
        in_pieces.run("index -q").status(0);
        in_pieces.remove("corpus/passing.txt");
    }
    in_pieces.run("index -q").status(0);
    at_once.run("index -q").status(0);
    for line in [
        "kwic children --all --format csv",
        "kwic children --sort authority -n 7 --format csv",
        "kwic 'care OR plans' --collocates --min 1 --all --format csv",
        "kwic children --dispersion --format csv",
        "quote --format json Leaders listen to children",
        "quote --format json Leaders never listen to the children of this town",
        "quote --format json Young people in care wrote the letter that is sent before the first visit",
    ] {
        let (one, other) = (at_once.run(line), in_pieces.run(line));
        assert!(!one.out().is_empty() && one.out() == other.out(), "{line}\n{}\n{}", one.shown(), other.shown());
    }
}
