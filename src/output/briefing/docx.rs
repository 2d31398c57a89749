//! A briefing as a Word document: a table on landscape pages, and references that its last column leads to.

use std::io;

use crate::output::xml::escaped;

use super::ooxml::{RELATIONS, XML, content_types, packed, relations};
use super::{Briefing, BriefingSection};

/// The widths of the columns in twentieths of a point, which fill a landscape page of A4.
const WIDTHS: [u32; 6] = [2_000, 1_500, 1_700, 1_500, 6_200, 1_100];

const STYLES: &str = "<w:docDefaults><w:rPrDefault><w:rPr><w:rFonts w:ascii=\"Calibri\" w:hAnsi=\"Calibri\" w:cs=\"Calibri\"/>\
<w:sz w:val=\"20\"/></w:rPr></w:rPrDefault></w:docDefaults>\
<w:style w:type=\"paragraph\" w:default=\"1\" w:styleId=\"Normal\"><w:name w:val=\"Normal\"/></w:style>\
<w:style w:type=\"paragraph\" w:styleId=\"Heading1\"><w:name w:val=\"heading 1\"/><w:basedOn w:val=\"Normal\"/><w:next w:val=\"Normal\"/>\
<w:pPr><w:keepNext/><w:spacing w:before=\"240\" w:after=\"120\"/><w:outlineLvl w:val=\"0\"/></w:pPr><w:rPr><w:b/><w:sz w:val=\"32\"/></w:rPr></w:style>\
<w:style w:type=\"paragraph\" w:styleId=\"Heading2\"><w:name w:val=\"heading 2\"/><w:basedOn w:val=\"Normal\"/><w:next w:val=\"Normal\"/>\
<w:pPr><w:keepNext/><w:spacing w:before=\"240\" w:after=\"120\"/><w:outlineLvl w:val=\"1\"/></w:pPr><w:rPr><w:b/><w:sz w:val=\"26\"/></w:rPr></w:style>";

pub(super) fn bytes(briefing: &Briefing) -> io::Result<Vec<u8>> {
    let urls = || briefing.references.iter().filter_map(|reference| reference.url.as_deref());
    let of_document = [("styles", "styles.xml", false)].into_iter().chain(urls().map(|url| ("hyperlink", url, true)));
    packed(&[
        (
            "[Content_Types].xml",
            content_types(&[
                ("word/document.xml", "wordprocessingml.document.main"),
                ("word/styles.xml", "wordprocessingml.styles"),
            ]),
        ),
        ("_rels/.rels", relations([("officeDocument", "word/document.xml", false)])),
        ("word/_rels/document.xml.rels", relations(of_document)),
        ("word/styles.xml", format!("{XML}<w:styles {}>{STYLES}</w:styles>", namespaces())),
        ("word/document.xml", document(briefing)),
    ])
}

fn namespaces() -> String {
    format!("xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\" xmlns:r=\"{RELATIONS}\"")
}

fn document(briefing: &Briefing) -> String {
    let mut body = paragraph("<w:pStyle w:val=\"Heading1\"/>", &run(&briefing.title, ""));
    body.extend(briefing.about.iter().map(|line| paragraph("", &run(line, ""))));
    for section in &briefing.sections {
        let title = section.title.as_ref().map(|title| paragraph("<w:pStyle w:val=\"Heading2\"/>", &run(title, "")));
        body.push_str(&title.unwrap_or_default());
        body.push_str(&table(briefing, section));
    }
    body.push_str(&paragraph("<w:pStyle w:val=\"Heading2\"/>", &run("References", "")));
    // The first relation is to the styles.
    let mut relation = 1;
    for (number, reference) in (1..).zip(&briefing.references) {
        let link = reference.url.as_ref().map(|url| {
            relation += 1;
            format!(
                "{}<w:hyperlink r:id=\"rId{relation}\">{}</w:hyperlink>",
                run(", ", ""),
                run(url, "<w:u w:val=\"single\"/>")
            )
        });
        let text = run(&format!("{number}. {}", reference.text), "");
        let bookmark = format!(
            "<w:bookmarkStart w:id=\"{number}\" w:name=\"ref{number}\"/>{text}<w:bookmarkEnd w:id=\"{number}\"/>"
        );
        body.push_str(&paragraph("<w:spacing w:after=\"80\"/>", &(bookmark + &link.unwrap_or_default())));
    }
    format!(
        "{XML}<w:document {}><w:body>{body}<w:sectPr><w:pgSz w:w=\"16838\" w:h=\"11906\" w:orient=\"landscape\"/>\
         <w:pgMar w:top=\"1134\" w:right=\"1134\" w:bottom=\"1134\" w:left=\"1134\" w:header=\"709\" w:footer=\"709\" w:gutter=\"0\"/>\
         </w:sectPr></w:body></w:document>",
        namespaces()
    )
}

fn table(briefing: &Briefing, section: &BriefingSection) -> String {
    let borders: String = ["top", "left", "bottom", "right", "insideH", "insideV"]
        .iter()
        .map(|side| format!("<w:{side} w:val=\"single\" w:sz=\"4\" w:space=\"0\" w:color=\"808080\"/>"))
        .collect();
    let grid: String = WIDTHS.iter().map(|width| format!("<w:gridCol w:w=\"{width}\"/>")).collect();
    let mut table = format!(
        "<w:tbl><w:tblPr><w:tblW w:w=\"{}\" w:type=\"dxa\"/><w:tblBorders>{borders}</w:tblBorders><w:tblLayout w:type=\"fixed\"/></w:tblPr>\
         <w:tblGrid>{grid}</w:tblGrid>",
        WIDTHS.iter().sum::<u32>()
    );
    table.push_str(&row("<w:cantSplit/><w:tblHeader/>", briefing.columns.map(|name| run(name, "<w:b/>"))));
    for one in &section.rows {
        let [first, second, third, fourth] = one.cells.each_ref().map(|cell| run(cell, ""));
        let text =
            one.pieces().iter().map(|(piece, is_match)| run(piece, if *is_match { "<w:b/>" } else { "" })).collect();
        let link = |number: usize| {
            format!("<w:hyperlink w:anchor=\"ref{number}\">{}</w:hyperlink>", run(&format!("[{number}]"), ""))
        };
        let reference = one.reference.map(link).unwrap_or_default();
        table.push_str(&row("<w:cantSplit/>", [first, second, third, fourth, text, reference]));
    }
    // A paragraph stands between a table and what follows it.
    table + "</w:tbl>"
}

fn row(properties: &str, cells: [String; 6]) -> String {
    let cells: String = WIDTHS
        .iter()
        .zip(cells)
        .map(|(width, runs)| {
            format!("<w:tc><w:tcPr><w:tcW w:w=\"{width}\" w:type=\"dxa\"/></w:tcPr>{}</w:tc>", paragraph("", &runs))
        })
        .collect();
    format!("<w:tr><w:trPr>{properties}</w:trPr>{cells}</w:tr>")
}

fn paragraph(properties: &str, runs: &str) -> String {
    let properties = if properties.is_empty() { String::new() } else { format!("<w:pPr>{properties}</w:pPr>") };
    format!("<w:p>{properties}{runs}</w:p>")
}

fn run(text: &str, properties: &str) -> String {
    let properties = if properties.is_empty() { String::new() } else { format!("<w:rPr>{properties}</w:rPr>") };
    format!("<w:r>{properties}<w:t xml:space=\"preserve\">{}</w:t></w:r>", escaped(text))
}
