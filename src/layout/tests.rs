//! Small reports of every shape, and the passages that people would read from them.
use super::*;
use crate::report::{Line, Page, Role};

fn document(text: &str) -> Document {
    let line = |text: &str| Line { text: text.to_owned(), role: Role::Text, bytes: None };
    let page = |text: &str| Page { lines: text.split('\n').map(line).collect() };
    Document { pages: text.split('\u{c}').map(page).collect(), ..Document::default() }
}

/// Each passage as `part label pages: text`.
fn read(text: &str) -> Vec<String> {
    let told = |passage: Passage| {
        let label = passage.label.map(|label| format!(" {label}")).unwrap_or_default();
        let pages = passage.pages.map(|(first, last)| format!(" p{first}-{last}")).unwrap_or_default();
        format!("{}{label}{pages}: {}", passage.kind.as_str(), passage.text)
    };
    layout(&document(text)).into_iter().map(told).collect()
}

#[track_caller]
fn assert_reads(text: &str, expected: &[&str]) {
    assert_eq!(read(text), expected, "{text}");
}

/// Lines of a plain invented report, wrapped as a printed page wraps them.
const PROSE: &str = "\
Managers in the service know the families well and they visit them often enough\n\
to see when something has begun to go wrong for a child. Most visits are made in\n\
the home and are written up on the same day by the worker who has made the visit.\n\
Plans are short.\n";

#[test]
fn empty_documents_have_no_passages() {
    assert_eq!(layout(&Document::default()), vec![]);
    assert_eq!(layout(&document("\n\n\u{c}\n")), vec![]);
}

#[test]
fn wrapped_lines_become_paragraphs_without_blank_lines() {
    let text = format!(
        "{PROSE}Reviews are held on time and they are chaired by people who have met the child and\nwho remember it.\n"
    );
    let passages = read(&text);
    assert_eq!(passages.len(), 2, "{passages:?}");
    assert!(passages[0].ends_with("Plans are short."));
    assert!(passages[1].starts_with("paragraph: Reviews are held"));
}

#[test]
fn a_sentence_goes_on_over_a_page_break_with_its_furniture() {
    let page = |number: u32, body: &str| format!("{body}\n\nVisit to Wexcombe, spring term\n\n{number}\n");
    let text = [
        page(1, &format!("{PROSE}The team that works with older children has grown and now holds fewer cases, and so")),
        page(2, &format!("its visits are longer than they were.\n{PROSE}")),
        page(3, PROSE),
        page(4, PROSE),
    ]
    .join("\u{c}");
    let passages = read(&text);
    assert!(
        passages.iter().any(|p| p.starts_with("paragraph p1-2: The team that works")
            && p.ends_with("cases, and so its visits are longer than they were.")),
        "{passages:#?}"
    );
    assert!(!passages.iter().any(|p| p.contains("spring term")), "{passages:#?}");
}

#[test]
fn numbers_find_their_paragraphs_wherever_they_stand() {
    for text in [
        "1.\n\nEarly help is quick.\n\n2.\n\nPlans are clear.\n\n3.\n\nReviews are held.\n",
        "1. Early help is quick.\n2. Plans are clear.\n3. Reviews are held.\n",
        " 1. Early help is quick.\n\n 2. Plans are clear.\n \n 3.  Reviews are held.\n",
    ] {
        assert_reads(
            text,
            &["paragraph 1: Early help is quick.", "paragraph 2: Plans are clear.", "paragraph 3: Reviews are held."],
        );
    }
}

#[test]
fn a_number_that_does_not_count_is_no_label() {
    let passages =
        read("Young people leave care at the age of\n16. The council helps them.\nIn all 12 of them stayed.\n");
    assert!(passages.iter().all(|p| !p.starts_with("paragraph 1")), "{passages:?}");
}

#[test]
fn decimal_numbers_and_numbers_from_anywhere_are_labels() {
    let words =
        ["The scheme had no applicants.", "Managers had not looked for any.", "Letters show that families waited."];
    for numbers in [
        ["4.130.", "4.131.", "4.132."],
        ["4.130", "4.131", "4.132"],
        ["1.13.4.2", "1.13.4.3", "1.13.4.4"],
        ["30.", "31.", "32."],
    ] {
        let text: Vec<String> = numbers.iter().zip(words).map(|(number, words)| format!("{number} {words}")).collect();
        let expected: Vec<String> = numbers
            .iter()
            .zip(words)
            .map(|(number, words)| format!("paragraph {}: {words}", number.trim_end_matches('.')))
            .collect();
        assert_eq!(read(&text.join("\n\n")), expected);
    }
}

#[test]
fn a_decimal_number_of_a_heading_or_a_quantity_is_no_label() {
    let passages = read(
        "4.1 The schemes\n\nAll that the council did for families under the schemes cost\n2.5 million in a year.\n\n4.2 The letters\n\nThey were late.\n",
    );
    assert!(passages.contains(&"heading: 4.1 The schemes".to_owned()), "{passages:?}");
    assert!(passages.iter().all(|passage| !passage.starts_with("paragraph 2.5")), "{passages:?}");
}

#[test]
fn a_soft_hyphen_at_a_line_end_joins_its_word() {
    assert_reads(
        "its accom\u{ad}\nmodation for those who had to leave their own homes.\n",
        &["paragraph: its accommodation for those who had to leave their own homes."],
    );
}

#[test]
fn a_range_that_a_line_cuts_is_one() {
    assert_reads(
        "The kitchens with the least light are found on floors 8 -\n10 of block A, where a tenth of them gets none.\n",
        &[
            "paragraph: The kitchens with the least light are found on floors 8 - 10 of block A, where a tenth of them gets none.",
        ],
    );
}

#[test]
fn bullets_of_every_shape_are_bullets() {
    for mark in ["◼", "•", "-", "–", "\u{f0b7}", "*", "▪ "] {
        let text = format!("What needs to improve\n{mark} The plans.\n{mark} The visits.\n");
        assert_reads(&text, &["heading: What needs to improve", "bullet: The plans.", "bullet: The visits."]);
    }
}

#[test]
fn a_bullet_that_lost_its_mark_at_a_page_break_is_still_one() {
    let text = "Inspectors looked at:\n- the work of the front door\n- the plans for children\u{c}the visits made to them.\n\nAll went well.\n";
    let passages = read(text);
    assert!(passages.contains(&"bullet p2-2: the visits made to them.".to_owned()), "{passages:?}");
}

#[test]
fn a_list_keeps_the_sentence_that_introduces_it() {
    let passages =
        layout(&document("Inspectors looked at two things:\n• the plans\n• the visits\n\nThey met staff.\n"));
    let contexts: Vec<_> = passages.iter().map(|passage| passage.context.as_deref()).collect();
    let introduction = Some("Inspectors looked at two things:");
    assert_eq!(contexts, [None, introduction, introduction, None]);
}

#[test]
fn cells_of_judgements_become_rows() {
    assert_reads(
        "Judgement\n\nGrade\n\nThe impact of leaders on practice with children\nand families\n\nRequires improvement\nto be good\n\nOverall effectiveness\n\nGood\n",
        &[
            "table-row: Judgement",
            "table-row: Grade",
            "table-row: The impact of leaders on practice with children and families | Requires improvement to be good",
            "table-row: Overall effectiveness | Good",
        ],
    );
}

#[test]
fn footnotes_stand_apart_and_their_marks_are_raised() {
    let text = format!(
        "{PROSE}The Board1 meets often and its members go to see the teams at work whenever they can\n\n1 It replaced the committee.\n\u{c}and they say what they saw.\n{PROSE}"
    );
    let passages = read(&text);
    assert!(passages.iter().any(|p| p == "footnote 1 p1-1: It replaced the committee."), "{passages:#?}");
    assert!(
        passages.iter().any(|p| p.contains("The Board¹ meets") && p.ends_with("and they say what they saw.")),
        "{passages:#?}"
    );
}

#[test]
fn a_letter_has_a_frame() {
    let text = "Office for Standards\n1 Invented Row\n\n4 May 2021\n\nMs Ada Quill\nDirector\nWexcombe Council\n\nDear Ms Quill\n\nFocused visit to Wexcombe\n\nThis letter says what was found on the visit.\n\nYours sincerely\n\nOsric Penhale\nHer Majesty’s Inspector\n";
    assert_reads(
        text,
        &[
            "letterhead: Office for Standards 1 Invented Row",
            "letterhead: 4 May 2021",
            "addressee: Ms Ada Quill Director Wexcombe Council",
            "addressee: Dear Ms Quill",
            "heading: Focused visit to Wexcombe",
            "paragraph: This letter says what was found on the visit.",
            "signature: Yours sincerely",
            "signature: Osric Penhale Her Majesty’s Inspector",
        ],
    );
}

#[test]
fn headings_are_the_sections_of_what_follows() {
    let text = format!("A visit to Wexcombe\n\n{PROSE}\nMain findings\n\n{PROSE}");
    let sections: Vec<_> = layout(&document(&text)).into_iter().map(|passage| passage.section).collect();
    let none: Vec<String> = Vec::new();
    assert_eq!(sections, [none.clone(), none.clone(), none, vec!["Main findings".to_owned()]]);
}

#[test]
fn every_word_of_the_body_is_in_one_passage() {
    let text = format!("Title of it\n\n{PROSE}◼ one thing\n◼ another\n\n1.\n\nNumbered.\n\n2. Too.\n\nGood\n");
    let letters = |text: &str| -> Vec<String> {
        let mut words: Vec<String> = crate::text::words(text)
            .map(|word| word.text.to_owned())
            .filter(|word| word.parse::<u32>().is_err())
            .collect();
        words.sort();
        words
    };
    let whole: Vec<String> = layout(&document(&text)).into_iter().map(|passage| passage.text).collect();
    assert_eq!(letters(&whole.join(" ")), letters(&text));
}

#[test]
fn a_heading_of_any_length_is_whole_and_short_beside_what_is_under_it() {
    let line = |text: &str, role| Line { text: text.to_owned(), role, bytes: None };
    let heading = format!("All {}", "words of it ".repeat(1_000)).trim().to_owned();
    let mut lines = vec![line("Title", Role::Heading(1)), line("Visits are made on time.", Role::Block(true))];
    lines.push(line(&heading, Role::Heading(2)));
    lines.extend((0..3).map(|_| line("Plans are short.", Role::Item(true))));
    let passages = layout(&Document { pages: vec![Page { lines }], ..Document::default() });
    assert_eq!(passages[2].text, heading);
    for passage in &passages[3..] {
        let (section, context) = (&passage.section[0], passage.context.as_ref().expect("a heading introduces it"));
        assert!(section.len() < 500 && section.starts_with("All words of it") && section.ends_with(" …"), "{section}");
        assert_eq!(section, context);
    }
}

#[test]
fn a_page_may_have_any_number_of_footnote_marks() {
    let page = |name: &str| format!("{}\n1 A note of {name}.\n", format!("{name} plan1 of it\n").repeat(2_000));
    let passages = read(&format!("{}\u{c}{}", page("a"), page("b")));
    assert!(passages.iter().any(|passage| passage.contains("plan¹")), "{:?}", &passages[..2]);
    assert_eq!(passages.iter().filter(|passage| passage.starts_with("footnote 1")).count(), 2);
}

/// Four pages with their numbers, text before that of the first and more than furniture on each of the others.
fn numbered(first: &str, second: &str) -> String {
    let prose = |name: &str| {
        let line = |at: usize| {
            format!(
                "{name} {at} was seen by those who know the families, and {name} {at} is visited as often as\nit takes to see what has begun to go wrong for a child of the {name} {at}.\n"
            )
        };
        (1..16).map(line).collect::<String>()
    };
    let [before, after, third, last] = ["Oak", "Elm", "Ash", "Fir"].map(prose);
    [format!("{before}{first}"), format!("{second}\n{after}"), third, last].join("\u{c}")
}

/// The same with a number at the foot of each page.
fn with_page_numbers(text: &str) -> String {
    let pages = (1..).zip(text.split('\u{c}')).map(|(number, text)| format!("{text}\n\n{number}\n"));
    pages.collect::<Vec<_>>().join("\u{c}")
}

#[track_caller]
fn assert_has(text: &str, expected: &[&str]) {
    let passages = read(text);
    for passage in expected {
        assert!(passages.iter().any(|read| read == passage), "{passage}\n{passages:#?}");
    }
}

const OPEN: &str = "The team that works with older children has grown and has fewer cases, so";

#[test]
fn a_note_above_its_number_parts_no_sentence() {
    let note = "These words say in a smaller type what the sentence on this page leaves for its readers to find out.";
    for (above, number) in [("\n\n", "1"), ("\n", "3")] {
        let first = format!("{OPEN}{above}{note}\n{number}");
        assert_has(
            &with_page_numbers(&numbered(&first, "its visits are longer than they were.")),
            &[
                "paragraph p1-2: The team that works with older children has grown and has fewer cases, so its visits are longer than they were.",
                &format!("footnote {number} p1-1: {note}"),
            ],
        );
    }
}

#[test]
fn the_number_of_a_note_is_no_page_number() {
    let first = format!("{OPEN}\n\n1\n\nThe visit was made under an act.");
    let plain = numbered(&first, "its visits are longer than they were.");
    // The first page has no other number, as letters have.
    let with_others = with_page_numbers(&plain).replacen("\n\n1\n\u{c}", "\n\u{c}", 1);
    for text in [&plain, &with_others] {
        assert_has(
            text,
            &[
                "paragraph p1-2: The team that works with older children has grown and has fewer cases, so its visits are longer than they were.",
                "footnote 1 p1-1: The visit was made under an act.",
            ],
        );
    }
}

#[test]
fn a_sentence_that_cannot_end_goes_on_with_a_name_over_a_page_break() {
    let text =
        numbered("Families are known. Workers have the help of the", "Wexcombe Trust, which knows the families well.");
    assert_has(
        &with_page_numbers(&text),
        &[
            "paragraph p1-2: Families are known. Workers have the help of the Wexcombe Trust, which knows the families well.",
        ],
    );
}

#[test]
fn a_sentence_that_gives_a_grade_is_over_what_it_is_about() {
    let text = format!(
        "Main findings\n\n1. {PROSE}\nThe graded judgement about the progress of\ncare leavers is that it is outstanding.\n2.\n\n{PROSE}"
    );
    let passages = layout(&document(&text));
    let last = passages.last().expect("there is text");
    assert_eq!(last.section, ["The graded judgement about the progress of care leavers is that it is outstanding."]);
}

#[test]
fn what_begins_a_page_after_the_last_number_is_another_text() {
    let full = "1. The visits are kept and what is seen on them is written up on the same day by the worker for";
    let full =
        format!("{full}\nthe child who was visited, so that those who come after know what there was to be seen.");
    let text = numbered(&full, "Wexcombe Visitors is a body of its own that looks at what is done.");
    assert_has(&text, &["paragraph p2-2: Wexcombe Visitors is a body of its own that looks at what is done."]);
}

#[test]
fn a_page_number_between_the_number_of_a_paragraph_and_its_text_is_neither() {
    let lines = "Workers see the families of the town on the day on which they are asked to.\n".repeat(8);
    let text = with_page_numbers(&numbered(&format!("1.\n\n1\n\n{lines}"), "2. Plans are made."));
    let text = text.replacen("\n\n1\n\u{c}", "\n\u{c}", 1);
    let passages = read(&text);
    assert!(passages.iter().any(|passage| passage.starts_with("paragraph 1 p1-1: Workers see")), "{passages:#?}");
}
