//! OpenDocument texts in pieces: the markup of each, and the lines it makes.

use crate::extract::archive::zip_of;
use crate::extract::extract;
use crate::report::Role;

const STYLES: &str = "<style:style style:name='B' style:family='text'><style:text-properties fo:font-weight='bold'/></style:style>
    <style:style style:name='V' style:family='text'><style:text-properties text:display='none'/></style:style>
    <style:style style:name='S' style:family='text'><style:text-properties style:text-position='super 58%'/></style:style>
    <style:style style:name='T' style:family='text'><style:text-properties style:text-position='-33% 58%'/></style:style>
    <style:style style:name='P1' style:family='paragraph' style:parent-style-name='Title'/>
    <style:style style:name='P2' style:family='paragraph' style:parent-style-name='Intense_20_Quote'/>
    <text:list-style style:name='L'><text:list-level-style-number text:level='1' style:num-format='1' style:num-suffix='.'
    text:start-value='13'/><text:list-level-style-number text:level='2' style:num-format='a' style:num-prefix='(' style:num-suffix=')'/>
    <text:list-level-style-number text:level='3' style:num-format='1' text:display-levels='3'/></text:list-style>
    <text:list-style style:name='U'><text:list-level-style-bullet text:level='1'/></text:list-style>";

fn packed(body: &str) -> Vec<u8> {
    let spaces: String = ["office", "text", "table", "style"]
        .iter()
        .map(|name| format!(" xmlns:{name}='urn:oasis:names:tc:opendocument:xmlns:{name}:1.0'"))
        .collect();
    let content = format!(
        "<office:document-content{spaces} xmlns:draw='urn:oasis:names:tc:opendocument:xmlns:drawing:1.0' xmlns:svg='x:svg'>\
         <office:automatic-styles>{STYLES}</office:automatic-styles><office:body><office:text>{body}</office:text></office:body>\
         </office:document-content>"
    );
    zip_of(&[("mimetype", b"application/vnd.oasis.opendocument.text"), ("content.xml", content.as_bytes())])
}

fn shown(body: &str) -> String {
    let bytes = packed(body);
    let document =
        extract("a.odt", &bytes).expect("it is a document").next().expect("there is one").expect("it is read");
    let role = |role: &Role| match role {
        Role::Block(first) => if *first { "P" } else { "p" }.to_owned(),
        Role::Quote(first) => if *first { "Q" } else { "q" }.to_owned(),
        Role::Item(first) => if *first { "I" } else { "i" }.to_owned(),
        Role::Heading(level) => level.to_string(),
        Role::Row => "R".to_owned(),
        Role::Aside(_) => "A".to_owned(),
        Role::Text => "t".to_owned(),
    };
    let lines = document.pages.into_iter().flat_map(|page| page.lines);
    lines.map(|line| format!("{} {}\n", role(&line.role), line.text)).collect()
}

#[test]
fn text_becomes_lines() {
    let item = |inside: &str| format!("<text:list-item>{inside}</text:list-item>");
    let p = |text: &str| format!("<text:p>{text}</text:p>");
    let list = |style: &str, items: &str| format!("<text:list text:style-name='{style}'>{items}</text:list>");
    let inner = format!(
        "<text:list>{}{}</text:list>",
        item(&p("a")),
        item(&format!("{}<text:list>{}</text:list>", p("b"), item(&p("deep"))))
    );
    let cases = [
        (
            "<text:tracked-changes><text:p>no</text:p></text:tracked-changes><text:p text:style-name='P1'>Title</text:p>\
             <text:h text:outline-level='2'>Head</text:h><text:p>one<text:s text:c='9'/>two\n three<text:line-break/>four</text:p>"
                .to_owned(),
            "1 Title\n2 Head\nP one two three\np four\n",
        ),
        (
            "<text:p>They wrote:</text:p><text:p text:style-name='P2'>One.</text:p><text:p text:style-name='Quotations'>Two.</text:p>"
                .to_owned(),
            "P They wrote:\nQ One.\nQ Two.\n",
        ),
        (p("care<text:span text:style-name='S'>3</text:span> CO<text:span text:style-name='T'>2</text:span>"), "P care³ CO2\n"),
        (p("see<office:annotation><text:p>no</text:p></office:annotation>n<text:span text:style-name='V'>no</text:span>"), "P seen\n"),
        (
            list("L", &[item(&(p("one") + &p("more"))), item(&(p("two") + &inner))].concat())
                + "<text:list text:style-name='L' text:continue-numbering='true'><text:list-item><text:p>three</text:p></text:list-item></text:list>"
                + &list("L", "<text:list-item text:start-value='4000000000'><text:p>far</text:p></text:list-item>")
                + &list("U", &item(&p("point"))),
            "I 13. one\nP more\nI 14. two\nI (a) a\nI (b) b\nP 14.b.1 deep\nI 15. three\nI 4000000000. far\nI point\n",
        ),
        (
            p("Board<text:note><text:note-citation>1</text:note-citation><text:note-body><text:p>A note.</text:p></text:note-body></text:note> met"),
            "P Board¹ met\nA 1 A note.\n",
        ),
        (
            p("Round <draw:frame><draw:text-box><text:p>Boxed.</text:p></draw:text-box><svg:title>no</svg:title></draw:frame>the box."),
            "P Round the box.\nP Boxed.\n",
        ),
        (
            "<table:table><table:table-row><table:table-cell table:number-columns-spanned='2000000000'><text:p>Help</text:p></table:table-cell>\
             <table:covered-table-cell><text:p>no</text:p></table:covered-table-cell><table:table-cell><text:p>Good</text:p></table:table-cell>\
             </table:table-row></table:table>"
                .to_owned(),
            "R Help\tGood\n",
        ),
        ("<text:p><text:span text:style-name='B'>What went well</text:span></text:p>".to_owned() + &p("Plain words, and more of them than are bold."),
            "2 What went well\nP Plain words, and more of them than are bold.\n"),
    ];
    for (body, wanted) in cases {
        assert_eq!(shown(&body), wanted, "{body}");
    }
}

#[test]
fn hostile_texts_end() {
    for (open, close) in [
        ("<text:section>", "</text:section>"),
        ("<text:list><text:list-item>", "</text:list-item></text:list>"),
        ("<text:p><draw:text-box>", "</draw:text-box></text:p>"),
        ("<text:p><text:span text:style-name='B'>", "</text:span></text:p>"),
        ("<table:table-row><table:table-cell>", "</table:table-cell></table:table-row>"),
    ] {
        let body = format!("{}<text:p>zebra</text:p>{}", open.repeat(50_000), close.repeat(50_000));
        assert!(shown(&body).contains("zebra"), "{open}");
    }
}

fn pages(body: &str, kind: &str) -> Vec<String> {
    let (open, close) = (format!("<office:{kind}>"), format!("</office:{kind}>"));
    let spaces: String = ["office", "text", "table", "style"]
        .iter()
        .map(|name| format!(" xmlns:{name}='urn:oasis:names:tc:opendocument:xmlns:{name}:1.0'"))
        .collect();
    let content = format!(
        "<office:document-content{spaces} xmlns:draw='urn:oasis:names:tc:opendocument:xmlns:drawing:1.0' \
         xmlns:p='urn:oasis:names:tc:opendocument:xmlns:presentation:1.0'><office:body>{open}{body}{close}</office:body>\
         </office:document-content>"
    );
    let mimetype = format!("application/vnd.oasis.opendocument.{kind}");
    let bytes = zip_of(&[("mimetype", mimetype.as_bytes()), ("content.xml", content.as_bytes())]);
    let document = extract("a.od", &bytes).expect("it is a document").next().expect("one").expect("it is read");
    let line = |line: crate::report::Line| match line.role {
        Role::Heading(level) => format!("{level} {}", line.text),
        Role::Row => format!("R {}", line.text),
        Role::Aside(_) => format!("A {}", line.text),
        _ => format!("P {}", line.text),
    };
    document.pages.into_iter().map(|page| page.lines.into_iter().map(line).collect::<Vec<_>>().join("|")).collect()
}

#[test]
fn slides_are_pages() {
    let frame = |class: &str, text: &str| {
        format!("<draw:frame{class}><draw:text-box><text:p>{text}</text:p></draw:text-box></draw:frame>")
    };
    let title = |text: &str| frame(" p:class='title'", text);
    let notes = format!("<p:notes>{}</p:notes>", frame(" p:class='notes'", "Slowly."));
    let body = format!(
        "<draw:page>{}{}</draw:page><draw:page>{}{}{notes}</draw:page><draw:page/>",
        title("Review"),
        frame("", "By the board"),
        title("Findings"),
        frame("", "Drift was seen."),
    );
    assert_eq!(pages(&body, "presentation"), ["1 Review|P By the board", "2 Findings|P Drift was seen.|A Slowly."]);
}

#[test]
fn rows_of_sheets_are_under_the_names_of_their_columns() {
    let cell = |text: &str| format!("<table:table-cell><text:p>{text}</text:p></table:table-cell>");
    let row = |cells: &[&str]| {
        format!("<table:table-row>{}</table:table-row>", cells.iter().map(|text| cell(text)).collect::<String>())
    };
    let gap = "<table:table-cell table:number-columns-repeated='2'/>";
    let rest = "<table:table-cell table:number-columns-repeated='16380'/>";
    let body = format!(
        "<table:table table:name='Visits'>{}{}<table:table-row>{}{gap}{}{rest}</table:table-row></table:table>\
         <table:table table:name='Rates'>{}{}</table:table><table:table table:name=''/>",
        row(&["Place", "Year", "Rate"]),
        row(&["Saltby", "2019", "25%"]),
        cell("Harrowick"),
        cell("4"),
        row(&["2018", "12"]),
        row(&["2019", "13"]),
    );
    let expected =
        ["1 Visits|2 Place | Year | Rate|R Saltby\t2019\t25%|R Harrowick\t\t\t4", "1 Rates|R 2018\t12|R 2019\t13"];
    assert_eq!(pages(&body, "spreadsheet"), expected);
}
