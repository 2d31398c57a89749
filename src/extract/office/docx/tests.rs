//! Word documents in pieces: the markup of each, and the lines it makes.

use crate::extract::archive::zip_of;
use crate::extract::extract;
use crate::report::Role;

const ROOT: &str = "xmlns:w='http://schemas.openxmlformats.org/wordprocessingml/2006/main' \
                    xmlns:mc='http://schemas.openxmlformats.org/markup-compatibility/2006' \
                    xmlns:m='http://schemas.openxmlformats.org/officeDocument/2006/math'";

const STYLES: &str = "<w:style w:styleId='H1'><w:name w:val='heading 1'/></w:style>
    <w:style w:styleId='Q1'><w:name w:val='Quote'/></w:style><w:style w:styleId='Q2'><w:basedOn w:val='Q1'/></w:style>
    <w:style w:styleId='N'><w:pPr><w:numPr><w:numId w:val='1'/></w:numPr></w:pPr></w:style>";

const NUMBERING: &str = "<w:abstractNum w:abstractNumId='0'>
    <w:lvl w:ilvl='0'><w:start w:val='13'/><w:numFmt w:val='decimal'/><w:lvlText w:val='%1.'/></w:lvl>
    <w:lvl w:ilvl='1'><w:numFmt w:val='lowerLetter'/><w:lvlText w:val='(%2)'/></w:lvl></w:abstractNum>
    <w:num w:numId='1'><w:abstractNumId w:val='0'/></w:num>";

/// A document with this body.
fn packed(body: &str) -> Vec<u8> {
    let document = format!("<w:document {ROOT}><w:body>{body}</w:body></w:document>");
    let note = |tag: &str| {
        format!(
            "<w:{tag}s {ROOT}><w:{tag} w:type='separator' w:id='0'><w:p><w:r><w:t>no</w:t></w:r></w:p></w:{tag}>\
        <w:{tag} w:id='2'><w:p><w:r><w:t>A {tag}.</w:t></w:r></w:p><w:p><w:r><w:t>More.</w:t></w:r></w:p></w:{tag}></w:{tag}s>"
        )
    };
    zip_of(&[
        ("[Content_Types].xml", b""),
        ("docProps/core.xml", b"<c><created>2001-02-03</created></c>"),
        ("word/document.xml", document.as_bytes()),
        ("word/header1.xml", b"<w:hdr><w:p><w:r><w:t>no</w:t></w:r></w:p></w:hdr>"),
        ("word/styles.xml", format!("<w:styles {ROOT}>{STYLES}</w:styles>").as_bytes()),
        ("word/numbering.xml", format!("<w:numbering {ROOT}>{NUMBERING}</w:numbering>").as_bytes()),
        ("word/footnotes.xml", note("footnote").as_bytes()),
        ("word/endnotes.xml", note("endnote").as_bytes()),
    ])
}

/// The lines of a document, each with a letter for its role.
fn shown(body: &str) -> String {
    let bytes = packed(body);
    let mut documents = extract("a.docx", &bytes).expect("it is a document");
    let document = documents.next().expect("there is one").expect("it can be read");
    assert!(document.given.is_empty(), "properties say nothing");
    let lines = document.pages.into_iter().flat_map(|page| page.lines);
    let role = |role: &Role| match role {
        Role::Text => "t".to_owned(),
        Role::Block(first) => if *first { "P" } else { "p" }.to_owned(),
        Role::Quote(first) => if *first { "Q" } else { "q" }.to_owned(),
        Role::Item(first) => if *first { "I" } else { "i" }.to_owned(),
        Role::Heading(level) => level.to_string(),
        Role::Row => "R".to_owned(),
        Role::Aside(first) => if *first { "A" } else { "a" }.to_owned(),
    };
    lines.map(|line| format!("{} {}\n", role(&line.role), line.text)).collect()
}

fn run(text: &str) -> String {
    format!("<w:r><w:t>{text}</w:t></w:r>")
}

fn styled(properties: &str, text: &str) -> String {
    format!("<w:p><w:pPr>{properties}</w:pPr>{}</w:p>", run(text))
}

#[test]
fn paragraphs_in_a_style_for_quotations_are_quotations() {
    let quoted = |style: &str, text: &str| styled(&format!("<w:pStyle w:val='{style}'/>"), text);
    let body =
        [plain(&run("They wrote:")), quoted("Q1", "One."), quoted("Q2", "Two."), plain(&run("So it was."))].concat();
    assert_eq!(shown(&body), "P They wrote:\nQ One.\nQ Two.\nP So it was.\n");
}

fn plain(inside: &str) -> String {
    format!("<w:p>{inside}</w:p>")
}

#[test]
fn a_paragraph_is_what_is_printed_of_it() {
    let field = |instruction: &str, result: &str| {
        format!(
            "<w:r><w:fldChar w:fldCharType='begin'/></w:r><w:r><w:instrText>{instruction}</w:instrText></w:r><w:r>\
             <w:fldChar w:fldCharType='separate'/></w:r>{}<w:r><w:fldChar w:fldCharType='end'/></w:r>",
            run(result)
        )
    };
    let boxed = format!("<w:txbxContent>{}</w:txbxContent>", plain(&run("Boxed.")));
    let cases = [
        (plain("<w:r><w:t>multi</w:t><w:noBreakHyphen/><w:t>agency so</w:t><w:softHyphen/><w:t>ft</w:t></w:r>"), "P multi-agency soft\n"),
        (plain("<w:r><w:t>a</w:t><w:tab/><w:t>b</w:t><w:br/><w:t>c</w:t></w:r>"), "P a b\np c\n"),
        (
            plain(&format!("<w:ins>{}</w:ins><w:del><w:r><w:delText>out</w:delText></w:r></w:del><w:moveFrom>{}</w:moveFrom>", run("in "), run("from"))),
            "P in\n",
        ),
        (styled("<w:rPr><w:del/></w:rPr>", "One half,") + &plain(&run(" and the other.")), "P One half, and the other.\n"),
        (plain(&format!("<w:r><w:rPr><w:vanish/></w:rPr><w:t>no</w:t></w:r>{}", run("shown"))), "P shown\n"),
        (
            plain(&format!("{}<w:r><w:rPr><w:vertAlign w:val='superscript'/></w:rPr><w:t>3</w:t></w:r>{}", run("care"), run(" on the 3rd"))),
            "P care³ on the 3rd\n",
        ),
        (plain(&format!("{}<w:r><w:rPr><w:vertAlign w:val='subscript'/></w:rPr><w:t>2</w:t></w:r>", run("CO"))), "P CO2\n"),
        (plain(&field("PAGEREF x", "12")), "P 12\n"),
        (plain(&field("TOC \\o", "Contents 1")) + &plain(&run("After.")), "P After.\n"),
        (
            plain(&format!("<w:r><w:fldChar w:fldCharType='begin'/></w:r><w:r><w:instrText>TOC \\o</w:instrText></w:r>{}", run("Never ends."))),
            "P Never ends.\n",
        ),
        (
            plain(&format!("{}<w:r><mc:AlternateContent><mc:Choice>{boxed}</mc:Choice><mc:Fallback>{boxed}</mc:Fallback></mc:AlternateContent></w:r>{}", run("Round "), run("the box."))),
            "P Round the box.\nP Boxed.\n",
        ),
        (plain("<w:r><w:ruby><w:rt><w:r><w:t>no</w:t></w:r></w:rt><w:rubyBase><w:r><w:t>base</w:t></w:r></w:rubyBase></w:ruby></w:r>"), "P base\n"),
        (plain("<m:oMath><m:r><m:t>x = 1</m:t></m:r></m:oMath>"), "P x = 1\n"),
        ("<w:sdt><w:sdtPr><w:docPartObj><w:docPartGallery w:val='Table of Contents'/></w:docPartObj></w:sdtPr><w:sdtContent><w:p><w:r><w:t>no</w:t></w:r></w:p></w:sdtContent></w:sdt>".to_owned() + &plain(&run("Yes")), "P Yes\n"),
    ];
    for (body, wanted) in cases {
        assert_eq!(shown(&body), wanted, "{body}");
    }
}

#[test]
fn headings_lists_tables_and_notes_are_known() {
    let item = |level: u8, text: &str| {
        styled(&format!("<w:numPr><w:ilvl w:val='{level}'/><w:numId w:val='1'/></w:numPr>"), text)
    };
    let cell =
        |text: &str| format!("<w:tc><w:tcPr><w:gridSpan w:val='2000000000'/></w:tcPr>{}</w:tc>", plain(&run(text)));
    let body = [
        styled("<w:pStyle w:val='H1'/>", "Findings"),
        styled("<w:pStyle w:val='H1'/><w:outlineLvl w:val='9'/>", "Not a heading"),
        item(0, "first"),
        item(1, "letter"),
        format!("<w:tbl><w:tr>{}{}</w:tr></w:tbl>", cell("Help"), cell("Good")),
        item(0, "second"),
        styled("<w:pStyle w:val='N'/>", "by style"),
        styled("<w:pStyle w:val='N'/><w:numPr><w:numId w:val='0'/></w:numPr>", "not numbered"),
        styled(
            "<w:pStyle w:val='N'/><w:pPrChange><w:pPr><w:numPr><w:numId w:val='0'/></w:numPr></w:pPr></w:pPrChange>",
            "changed",
        ),
        plain(
            "<w:r><w:t>Board</w:t><w:footnoteReference w:id='2'/><w:t> met</w:t><w:endnoteReference w:id='2'/><w:t>.</w:t></w:r>",
        ),
        plain("<w:r><w:rPr><w:b/></w:rPr><w:t>What went well</w:t></w:r>"),
    ];
    let wanted = "1 Findings\nP Not a heading\nI 13. first\nI (a) letter\nR Help\tGood\nI 14. second\nI 15. by style\n\
                  P not numbered\nI 16. changed\nP Board¹ met².\n2 What went well\nA 1 A footnote.\na More.\nA 2 A endnote.\na More.\n";
    assert_eq!(shown(&body.concat()), wanted);
}

#[test]
fn hostile_documents_end() {
    let deep =
        |open: &str, close: &str| format!("{}{}{}", open.repeat(100_000), plain(&run("zebra")), close.repeat(100_000));
    let tables = deep("<w:tbl><w:tr><w:tc>", "</w:tc></w:tr></w:tbl>");
    let boxes = deep("<w:p><w:txbxContent>", "</w:txbxContent></w:p>");
    let fields = plain(
        &"<w:r><w:fldChar w:fldCharType='begin'/><w:instrText>TOC </w:instrText><w:t>zebra</w:t></w:r>".repeat(50_000),
    );
    let marks = plain(&"<w:r><w:footnoteReference w:id='2'/></w:r>".repeat(50_000)) + &plain(&run("zebra"));
    let attributes: String = (0..100_000).map(|number| format!(" w:a{number}=''")).collect();
    let properties =
        plain(&format!("<w:r>{}{}<w:t>zebra</w:t></w:r>", "<w:rPr>".repeat(200_000), "</w:rPr>".repeat(200_000)));
    let deleted = styled("<w:rPr><w:del/></w:rPr>", "zebra").repeat(50_000);
    let own_marks = plain(&"<w:r><w:footnoteReference w:id='2' w:customMarkFollows='1'/></w:r>".repeat(100_000));
    for body in [
        tables,
        boxes,
        deep("<w:x>", "</w:x>"),
        fields,
        marks,
        format!("<w:p{attributes}>{}</w:p>", run("zebra")),
        properties,
        deleted,
        own_marks + &plain(&run("zebra")),
    ] {
        assert!(shown(&body).contains("zebra"), "{}", &body[..60]);
    }
    let entities = "<!DOCTYPE w [<!ENTITY a 'aaaa'><!ENTITY b '&a;&a;&a;&a;'>]>".to_owned();
    let zip = zip_of(&[
        ("[Content_Types].xml", b""),
        ("word/document.xml", (entities + "<w:document>&b;</w:document>").as_bytes()),
    ]);
    assert_eq!(extract("a.docx", &zip).unwrap().flatten().map(|document| document.pages.len()).sum::<usize>(), 0);
}
