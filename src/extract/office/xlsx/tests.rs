//! Workbooks made here, and what is read of them.

use crate::extract::archive::zip_of;
use crate::extract::extract;
use crate::report::{Line, Role};

const RELATIONS: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";

fn relations(rows: &[(&str, &str, &str)]) -> Vec<u8> {
    let row = |(id, kind, target): &(&str, &str, &str)| {
        format!("<Relationship Id='{id}' Type='{RELATIONS}/{kind}' Target='{target}'/>")
    };
    format!("<Relationships>{}</Relationships>", rows.iter().map(row).collect::<String>()).into_bytes()
}

/// A workbook of sheets, each with its state and its rows, and more parts.
fn workbook(sheets: &[(&str, &str, &str)], more: &[(&str, &[u8])]) -> Vec<u8> {
    let listed = |(at, (name, state, _)): (usize, &(&str, &str, &str))| {
        format!("<sheet name='{name}' sheetId='{at}' state='{state}' r:id='s{at}'/>")
    };
    let list: String = sheets.iter().enumerate().map(listed).collect();
    let main = format!("<workbook xmlns:r='y'><workbookPr/><sheets>{list}</sheets></workbook>");
    let named: Vec<[String; 2]> =
        (0..sheets.len()).map(|at| [format!("s{at}"), format!("worksheets/sheet{at}.xml")]).collect();
    let mut rows = vec![("t", "sharedStrings", "sharedStrings.xml"), ("f", "styles", "styles.xml")];
    rows.extend(named.iter().map(|[id, target]| (id.as_str(), "worksheet", target.as_str())));
    let part = |rows: &str| format!("<worksheet><sheetData>{rows}</sheetData></worksheet>").into_bytes();
    let parts: Vec<(String, Vec<u8>)> =
        named.iter().zip(sheets).map(|([_, target], (.., rows))| (format!("xl/{target}"), part(rows))).collect();
    let (top, related) = (relations(&[("r", "officeDocument", "xl/workbook.xml")]), relations(&rows));
    let mut members: Vec<(&str, &[u8])> = vec![
        ("[Content_Types].xml", b""),
        ("_rels/.rels", &top),
        ("xl/workbook.xml", main.as_bytes()),
        ("xl/_rels/workbook.xml.rels", &related),
    ];
    members.extend(parts.iter().map(|(path, part)| (path.as_str(), part.as_slice())));
    members.extend(more);
    zip_of(&members)
}

/// The lines of each sheet, and the warnings.
fn read(bytes: &[u8]) -> (Vec<String>, Vec<String>) {
    let document = extract("rates.xlsx", bytes).expect("it is read").next().expect("one").expect("it is whole");
    let role = |role: &Role| match role {
        Role::Heading(level) => level.to_string(),
        Role::Row => "R".to_owned(),
        Role::Aside(_) => "A".to_owned(),
        _ => "P".to_owned(),
    };
    let line = |line: &Line| format!("{} {}", role(&line.role), line.text);
    let page = |lines: &[Line]| lines.iter().map(line).collect::<Vec<_>>().join("|");
    (document.pages.iter().map(|read| page(&read.lines)).collect(), document.warnings)
}

#[test]
fn cells_say_what_they_show() {
    let rows = "<row r='1'><c r='A1' t='s'><v>0</v></c><c r='B1' t='s'><v>1</v></c><c r='C1' t='inlineStr'><is><r><t>Seen </t></r>\
         <r><t>on</t></r></is></c><c r='D1' t='str'><f>A1&amp;B1</f><v>Checked</v></c></row>\
         <row r='2'><c r='A2' t='s'><v>2</v></c><c r='B2' s='1'><v>0.254</v></c><c r='C2' s='2'><v>43529</v></c><c r='D2' t='b'><v>1</v></c></row>\
         <row r='4'><c r='A4'><v>12</v></c><c r='D4' t='e'><f>1/0</f><v>#DIV/0!</v></c></row>\
         <row r='5'><c r='A5' t='s'><v>99</v></c><c r='B5'/></row>";
    let strings: &[u8] = b"<sst><si><t>Place</t></si><si><t>Rate</t></si>\
         <si><r><rPr/><t>Salt</t></r><r><t>by</t></r><rPh><t>sound</t></rPh></si></sst>";
    let styles: &[u8] = b"<styleSheet><numFmts><numFmt numFmtId='164' formatCode='d mmmm yyyy'/></numFmts>\
         <cellStyleXfs><xf numFmtId='1'/></cellStyleXfs><cellXfs><xf numFmtId='0'/><xf numFmtId='9'/><xf numFmtId='164'/></cellXfs></styleSheet>";
    let book =
        workbook(&[("Visits", "visible", rows)], &[("xl/sharedStrings.xml", strings), ("xl/styles.xml", styles)]);
    let expected = "1 Visits|2 Place | Rate | Seen on | Checked|R Saltby\t25%\t5 March 2019\tTRUE|R 12\t\t\t#DIV/0!";
    assert_eq!(read(&book), (vec![expected.to_owned()], Vec::new()));
}

#[test]
fn sheets_are_pages_and_hidden_ones_are_left_out_and_said() {
    let row = |text: &str| format!("<row><c t='inlineStr'><is><t>{text}</t></is></c></row>");
    let (first, second, third) = (row("Drift was seen."), row("List of grades"), row("Delay was seen."));
    let note: &[u8] =
        b"<comments><commentList><comment ref='A1'><text><t>Asked twice.</t></text></comment></commentList></comments>";
    let shapes: &[u8] = b"<d:wsDr xmlns:d='x' xmlns:a='y'><d:sp><d:txBody><a:p><a:r><a:t>As of May</a:t></a:r></a:p></d:txBody></d:sp></d:wsDr>";
    let beside = relations(&[("c", "comments", "../comments1.xml"), ("d", "drawing", "../drawings/d.xml")]);
    let book = workbook(
        &[("North", "visible", &first), ("Lists", "veryHidden", &second), ("South", "visible", &third)],
        &[("xl/worksheets/_rels/sheet0.xml.rels", &beside), ("xl/comments1.xml", note), ("xl/drawings/d.xml", shapes)],
    );
    let (pages, warnings) = read(&book);
    assert_eq!(pages, ["1 North|P Drift was seen.|A Asked twice.|P As of May", "1 South|P Delay was seen."]);
    assert_eq!(warnings, ["the sheet Lists is hidden, and left out"]);
}

#[test]
fn a_workbook_that_repeats_a_string_is_bounded() {
    let cells = "<c t='s'><v>0</v></c>".repeat(2_000);
    let strings = format!("<sst><si><t>{}</t></si></sst>", "far ".repeat(20_000));
    let book = workbook(
        &[("Flood", "visible", &format!("<row>{cells}</row>"))],
        &[("xl/sharedStrings.xml", strings.as_bytes())],
    );
    let (pages, warnings) = read(&book);
    assert!(pages[0].len() < 80 << 20, "{}", pages[0].len());
    assert_eq!(warnings, ["the sheets have more text than is read of one file"]);
    let gap = "<row><c r='XFD1'><v>1</v></c><c r='A1'><v>2</v></c></row>".repeat(1_000);
    let (pages, _) = read(&workbook(&[("Gaps", "visible", &gap)], &[]));
    assert!(pages[0].len() < 100_000, "{}", pages[0].len());
}
