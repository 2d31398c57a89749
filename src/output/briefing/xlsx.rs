//! A briefing as a workbook of Excel: the passages with their references on one sheet, the query on another. All cells
//! are text, so that nothing is run as a formula or taken for a date.

use std::io;

use crate::output::xml::escaped;

use super::ooxml::{RELATIONS, XML, content_types, packed, relations};
use super::{Briefing, BriefingRow};

/// The longest text of a cell.
const MAX_CELL_CHARS: usize = 32_767;

/// The widths of the columns in characters.
const WIDTHS: [u32; 7] = [24, 18, 20, 20, 80, 60, 40];

const MAIN: &str = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";

/// The numbers of the styles of cells below.
const PLAIN: usize = 0;
const HEADER: usize = 1;

const STYLES: &str = "<fonts count=\"2\"><font><sz val=\"11\"/><name val=\"Calibri\"/></font>\
<font><b/><sz val=\"11\"/><name val=\"Calibri\"/></font></fonts>\
<fills count=\"2\"><fill><patternFill patternType=\"none\"/></fill><fill><patternFill patternType=\"gray125\"/></fill></fills>\
<borders count=\"1\"><border><left/><right/><top/><bottom/><diagonal/></border></borders>\
<cellStyleXfs count=\"1\"><xf numFmtId=\"0\" fontId=\"0\" fillId=\"0\" borderId=\"0\"/></cellStyleXfs>\
<cellXfs count=\"2\"><xf numFmtId=\"49\" fontId=\"0\" fillId=\"0\" borderId=\"0\" xfId=\"0\" applyNumberFormat=\"1\" applyAlignment=\"1\">\
<alignment vertical=\"top\" wrapText=\"1\"/></xf>\
<xf numFmtId=\"49\" fontId=\"1\" fillId=\"0\" borderId=\"0\" xfId=\"0\" applyNumberFormat=\"1\" applyFont=\"1\"/></cellXfs>\
<cellStyles count=\"1\"><cellStyle name=\"Normal\" xfId=\"0\" builtinId=\"0\"/></cellStyles>";

pub(super) fn bytes(briefing: &Briefing) -> io::Result<Vec<u8>> {
    let workbook = format!(
        "{XML}<workbook xmlns=\"{MAIN}\" xmlns:r=\"{RELATIONS}\"><sheets>\
         <sheet name=\"Passages\" sheetId=\"1\" r:id=\"rId1\"/><sheet name=\"Query\" sheetId=\"2\" r:id=\"rId2\"/></sheets></workbook>"
    );
    let sheet = "spreadsheetml.worksheet";
    packed(&[
        (
            "[Content_Types].xml",
            content_types(&[
                ("xl/workbook.xml", "spreadsheetml.sheet.main"),
                ("xl/styles.xml", "spreadsheetml.styles"),
                ("xl/worksheets/sheet1.xml", sheet),
                ("xl/worksheets/sheet2.xml", sheet),
            ]),
        ),
        ("_rels/.rels", relations([("officeDocument", "xl/workbook.xml", false)])),
        ("xl/workbook.xml", workbook),
        (
            "xl/_rels/workbook.xml.rels",
            relations([
                ("worksheet", "worksheets/sheet1.xml", false),
                ("worksheet", "worksheets/sheet2.xml", false),
                ("styles", "styles.xml", false),
            ]),
        ),
        ("xl/styles.xml", format!("{XML}<styleSheet xmlns=\"{MAIN}\">{STYLES}</styleSheet>")),
        ("xl/worksheets/sheet1.xml", passages(briefing)),
        ("xl/worksheets/sheet2.xml", query(briefing)),
    ])
}

fn passages(briefing: &Briefing) -> String {
    let header = briefing.columns.iter().chain(&["Address"]).map(|name| plain(name));
    let mut rows = row(1, HEADER, header);
    for (number, one) in (2..).zip(briefing.rows()) {
        let reference = one.reference.and_then(|number| briefing.references.get(number - 1));
        let source = reference.map(|reference| reference.text.as_str()).unwrap_or_default();
        let url = reference.and_then(|reference| reference.url.as_deref()).unwrap_or_default();
        let cells = one.cells.iter().map(|cell| plain(cell)).chain([rich(one), plain(source), plain(url)]);
        rows.push_str(&row(number, PLAIN, cells));
    }
    let widths: String = (1..)
        .zip(WIDTHS)
        .map(|(number, width)| format!("<col min=\"{number}\" max=\"{number}\" width=\"{width}\" customWidth=\"1\"/>"))
        .collect();
    let last = briefing.rows().count() + 1;
    format!(
        "{XML}<worksheet xmlns=\"{MAIN}\"><sheetViews><sheetView workbookViewId=\"0\">\
         <pane ySplit=\"1\" topLeftCell=\"A2\" activePane=\"bottomLeft\" state=\"frozen\"/></sheetView></sheetViews>\
         <cols>{widths}</cols><sheetData>{rows}</sheetData><autoFilter ref=\"A1:G{last}\"/></worksheet>"
    )
}

fn query(briefing: &Briefing) -> String {
    let lines = std::iter::once(&briefing.title).chain(&briefing.about);
    let rows: String = (1..).zip(lines).map(|(number, line)| row(number, PLAIN, [plain(line)].into_iter())).collect();
    format!(
        "{XML}<worksheet xmlns=\"{MAIN}\"><cols><col min=\"1\" max=\"1\" width=\"100\" customWidth=\"1\"/></cols>\
         <sheetData>{rows}</sheetData></worksheet>"
    )
}

/// A row of cells, each with its content.
fn row(number: usize, style: usize, cells: impl Iterator<Item = String>) -> String {
    let cells: String = ('A'..='Z')
        .zip(cells)
        .map(|(column, text)| format!("<c r=\"{column}{number}\" s=\"{style}\" t=\"inlineStr\"><is>{text}</is></c>"))
        .collect();
    format!("<row r=\"{number}\">{cells}</row>")
}

fn plain(text: &str) -> String {
    let end = text.char_indices().nth(MAX_CELL_CHARS).map_or(text.len(), |(end, _)| end);
    format!("<t xml:space=\"preserve\">{}</t>", in_cell(&text[..end]))
}

/// The text of a passage with its matches in bold.
fn rich(row: &BriefingRow) -> String {
    let mut left = MAX_CELL_CHARS;
    let mut runs = String::new();
    for (piece, is_match) in row.pieces() {
        let end = piece.char_indices().nth(left).map_or(piece.len(), |(end, _)| end);
        left -= piece[..end].chars().count();
        if end > 0 {
            let bold = if is_match { "<rPr><b/></rPr>" } else { "" };
            runs.push_str(&format!("<r>{bold}<t xml:space=\"preserve\">{}</t></r>", in_cell(&piece[..end])));
        }
    }
    if runs.is_empty() { plain("") } else { runs }
}

/// Text in which nothing looks like `_x000D_`, with which a workbook writes what XML cannot.
fn in_cell(text: &str) -> String {
    let mut written = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find("_x") {
        let is_code = rest
            .as_bytes()
            .get(at + 2..at + 7)
            .is_some_and(|code| code[4] == b'_' && code[..4].iter().all(u8::is_ascii_hexdigit));
        written.push_str(&rest[..at]);
        written.push_str(if is_code { "_x005F_x" } else { "_x" });
        rest = &rest[at + 2..];
    }
    written.push_str(rest);
    escaped(&written)
}
