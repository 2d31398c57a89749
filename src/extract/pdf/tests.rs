//! What is read from small files that were written for it.

use super::maker::{Maker, SampleText, piece, scan};
use crate::extract::format::File;
use crate::extract::inside::UnpackBudget;
use crate::extract::{Unreadable, pdf};
use crate::report::{Document, Role};

fn read(bytes: &[u8]) -> Result<Document, Unreadable> {
    pdf::read(&File { bytes: bytes.into(), what: "a PDF", budget: UnpackBudget::default() })
}

fn document(maker: &Maker<'_>) -> Document {
    read(&maker.file()).expect("it is a PDF")
}

/// The lines of all pages, gaps left out, with their roles.
fn lines(maker: &Maker<'_>) -> Vec<(String, Role)> {
    let pages = document(maker).pages.into_iter();
    let lines = pages.flat_map(|page| page.lines).filter(|line| !line.text.is_empty());
    lines.map(|line| (line.text, line.role)).collect()
}

fn of<'a>(element: usize, text: &'a str, left: f32, base: f32) -> SampleText<'a> {
    SampleText { element: Some(element), ..piece(text, left, base) }
}

fn wanted(lines: &[(&str, Role)]) -> Vec<(String, Role)> {
    lines.iter().map(|(text, role)| ((*text).to_owned(), role.clone())).collect()
}

#[test]
fn tags_say_what_belongs_together() {
    let bold = |piece: SampleText<'static>| SampleText { bold: true, size: 14.0, ..piece };
    let maker = Maker {
        pages: vec![
            vec![
                piece("Harbour Council 1", 70.0, 800.0),
                of(0, "Visitors saw forty children in the town of Quillmouth, and spoke with all.", 70.0, 760.0),
                bold(of(1, "What works well", 70.0, 720.0)),
                of(5, "Help for families", 70.0, 660.0),
                of(6, "Good", 400.0, 660.0),
                of(5, "in need", 70.0, 646.0),
                of(2, "1.", 70.0, 600.0),
                of(2, "Leaders know the children well and act as soon", 90.0, 600.0),
            ],
            vec![of(2, "as they are told of a risk.", 90.0, 760.0), piece("Harbour Council 2", 70.0, 800.0)],
        ],
        elements: vec![
            ("P", None),
            ("H2", None),
            ("P", None),
            ("Table", None),
            ("TR", Some(3)),
            ("TD", Some(4)),
            ("TD", Some(4)),
        ],
        ..Maker::default()
    };
    let expected = wanted(&[
        ("Visitors saw forty children in the town of Quillmouth, and spoke with all.", Role::Block(true)),
        ("What works well", Role::Heading(1)),
        ("Help for families in need\tGood", Role::Row),
        ("1. Leaders know the children well and act as soon", Role::Block(true)),
        ("as they are told of a risk.", Role::Block(false)),
    ]);
    assert_eq!(lines(&maker), expected);
}

#[test]
fn notes_come_last_and_their_marks_stand_raised() {
    let small = |element, text, left, base| SampleText { size: 7.0, ..of(element, text, left, base) };
    let maker = Maker {
        pages: vec![vec![
            of(0, "The board", 70.0, 700.0),
            small(0, "2", 130.0, 705.0),
            small(1, "2", 70.0, 104.0),
            of(1, "It met twice.", 80.0, 100.0),
            of(0, "meets in the old mill.", 70.0, 686.0),
        ]],
        elements: vec![("P", None), ("Note", Some(0))],
        ..Maker::default()
    };
    let expected = wanted(&[
        ("The board²", Role::Block(true)),
        ("meets in the old mill.", Role::Block(false)),
        ("2 It met twice.", Role::Text),
    ]);
    assert_eq!(lines(&maker), expected);
}

#[test]
fn columns_are_read_one_after_the_other() {
    let texts: Vec<String> = (0..16).map(|n| format!("line {n} of a column with some words")).collect();
    let rows = texts.chunks(2).enumerate();
    let pieces = rows.flat_map(|(row, pair)| {
        let base = 700.0 - 14.0 * row as f32;
        [piece(&pair[0], 50.0, base), piece(&pair[1], 320.0, base - 1.0)]
    });
    let maker = Maker { pages: vec![pieces.collect()], ..Maker::default() };
    let found: Vec<String> = lines(&maker).into_iter().map(|(text, _)| text).collect();
    let order = (0..16).step_by(2).chain((1..16).step_by(2));
    assert_eq!(found, order.map(|n| texts[n].clone()).collect::<Vec<_>>());
}

#[test]
fn cells_that_stand_side_by_side_are_rows() {
    let maker = Maker {
        pages: vec![vec![
            piece("Judgement", 70.0, 700.0),
            piece("Grade", 350.0, 700.0),
            piece("Help and protection of", 70.0, 680.0),
            piece("Requires improvement", 350.0, 680.0),
            piece("children", 70.0, 666.0),
            piece("Leadership", 70.0, 646.0),
            piece("Good", 350.0, 646.0),
            piece("The visitors spoke with many people who live in the houses by the harbour.", 70.0, 600.0),
        ]],
        ..Maker::default()
    };
    let expected = wanted(&[
        ("Judgement\tGrade", Role::Row),
        ("Help and protection of children\tRequires improvement", Role::Row),
        ("Leadership\tGood", Role::Row),
        ("The visitors spoke with many people who live in the houses by the harbour.", Role::Text),
    ]);
    assert_eq!(lines(&maker), expected);
}

#[test]
fn fonts_of_the_group_of_pages_are_found() {
    let pages = vec![vec![piece("The coun", 70.0, 700.0), piece("cil met.", 70.0 + 8.0 * 6.7 - 3.3, 700.0)]];
    let maker = Maker { pages, fonts_in_group: true, ..Maker::default() };
    assert_eq!(lines(&maker), wanted(&[("The council met.", Role::Text)]));
}

#[test]
fn the_invisible_text_over_a_picture_of_the_page_is_read() {
    let lines = ["REPORT ON THE QUAY", "The bath water was too hot, and the", "landlord had fitted no thermostat."];
    let (whole, logo) = ((595, 842), (100, 100));
    for (mode, size, in_form, is_read, is_scan) in [
        (3, whole, false, true, false),
        (3, whole, true, true, false),
        // Visible text is no layer, and hidden text without a picture of the page is nobody's.
        (0, whole, false, true, false),
        (3, logo, false, false, true),
    ] {
        let read = read(&scan(&lines, mode, size, in_form)).expect("it is a PDF");
        let text: Vec<&str> =
            read.pages[0].lines.iter().map(|line| line.text.as_str()).filter(|text| !text.is_empty()).collect();
        let expected: &[&str] = if is_read { &lines } else { &[] };
        assert_eq!(text, expected, "{mode} {size:?} {in_form}");
        let recognised: &[u32] = if is_read && mode == 3 { &[1] } else { &[] };
        assert_eq!(
            (read.recognised.as_slice(), read.scanned.len()),
            (recognised, usize::from(is_scan)),
            "{mode} {size:?} {in_form}"
        );
    }
}

#[test]
fn an_empty_page_is_a_page() {
    let maker = Maker { pages: vec![vec![], vec![piece("Words.", 70.0, 700.0)]], ..Maker::default() };
    let document = document(&maker);
    assert_eq!((document.pages.len(), document.scanned), (2, vec![]));
}

#[test]
fn what_is_damaged_or_locked_says_so() {
    let damaged = |bytes: &[u8]| matches!(read(bytes), Err(Unreadable::Damaged { .. }));
    assert!(damaged(b"%PDF-1.7\nnothing of a file"));
    let file = Maker { pages: vec![vec![piece("Words.", 70.0, 700.0)]], ..Maker::default() }.file();
    assert!(read(&file[..40]).is_err());
    let mut document = lopdf::Document::load_mem(&file).expect("it is a PDF");
    document.trailer.set("ID", vec![lopdf::Object::string_literal("a"), lopdf::Object::string_literal("a")]);
    let lock = lopdf::EncryptionVersion::V2 {
        document: &document,
        owner_password: "owner",
        user_password: "user",
        key_length: 128,
        permissions: lopdf::Permissions::all(),
    };
    let lock = lopdf::EncryptionState::try_from(lock).expect("it can be locked");
    document.encrypt(&lock).expect("it can be locked");
    let mut bytes = Vec::new();
    document.save_to(&mut bytes).expect("a vector takes all");
    assert_eq!(read(&bytes), Err(Unreadable::Encrypted { what: "a PDF".to_owned() }));
}

#[test]
fn no_cut_and_no_flipped_byte_stops_the_reader() {
    let maker = Maker {
        pages: vec![vec![of(0, "Some words.", 70.0, 700.0), of(1, "More words.", 70.0, 680.0)]; 2],
        elements: vec![("P", None), ("LI", None)],
        ..Maker::default()
    };
    let file = maker.file();
    for at in (0..file.len()).step_by(23) {
        let _ = read(&file[..at]);
        let mut flipped = file.clone();
        flipped[at] = flipped[at].wrapping_add(13);
        let _ = read(&flipped);
    }
}

#[test]
fn a_file_says_what_its_pages_are_called() {
    let page = |text| vec![piece(text, 72.0, 700.0)];
    let pages = vec![page("Cover"), page("Contents"), page("One."), page("Two.")];
    for (labels, expected) in [
        ("", ""),
        ("/PageLabels << /Nums [0 << /S /r >> 2 << /S /D >>] >>", "i ii 1 2"),
        ("/PageLabels << /Nums [0 << /S /D /St 7 /P (A-) >>] >>", "A-7 A-8 A-9 A-10"),
        ("/PageLabels << /Kids [<< /Nums [0 << /S /D >>] >> << /Nums [3 << /S /A >>] >>] >>", "1 2 3 A"),
        // Not from the first page on, no number that can be written, and no tree.
        ("/PageLabels << /Nums [2 << /S /D >>] >>", ""),
        ("/PageLabels << /Nums [0 << /S /r /St 4000 >>] >>", ""),
        ("/PageLabels << /Nums [0] >>", ""),
        ("/PageLabels 2 0 R", ""),
        ("/PageLabels << /Kids [99 0 R] /Nums 3 >>", ""),
    ] {
        let maker = Maker { pages: pages.clone(), page_labels: labels, ..Maker::default() };
        assert_eq!(document(&maker).page_names.join(" "), expected, "{labels}");
    }
}

#[test]
fn lines_that_are_each_a_paragraph_by_their_tags_are_one_text() {
    let texts = [
        "5.  On 2 May the council and the Harbour Trust wrote to all who live near",
        "the old mill and asked what they would like to see there after the fair,",
        "and of the many who answered most said a garden. The Trust has put the",
        "garden into its plan for the coming year, and the board has agreed to it",
        "at its last meeting.",
    ];
    let maker = |texts: &[&'static str]| Maker {
        pages: vec![texts.iter().enumerate().map(|(at, text)| of(at, text, 70.0, 700.0 - 14.0 * at as f32)).collect()],
        elements: vec![("P", None); texts.len()],
        ..Maker::default()
    };
    let starts = |texts: &[&'static str]| {
        let read = lines(&maker(texts));
        read.iter().filter(|(_, role)| *role == Role::Block(true)).count()
    };
    assert_eq!(starts(&texts), 0, "{:?}", lines(&maker(&texts)));
    // Sentences of a line each, and lines that do not fill the column, are paragraphs.
    assert_eq!(
        starts(&[
            "The board met in the old mill.",
            "Nobody else came to the mill.",
            "The board met again in May.",
            "All of it was agreed then."
        ]),
        4
    );
    assert_eq!(starts(&["Unit 1", "The Old Mill near the harbour", "Quillmouth", "QM1 1AA"]), 4);
}
