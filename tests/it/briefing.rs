//! `search --export`: a table for a briefing in each format, and what is in it read back.

use std::fs;
use std::io::Read;

use quick_xml::Reader;
use quick_xml::events::Event;

use crate::reports::unread;
use crate::support::Place;

/// The text of each element of a name in a part of a zip archive, which must be well-formed.
fn texts(bytes: &[u8], part: &str, name: &str) -> Vec<String> {
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(bytes)).expect("it is an archive");
    let mut xml = String::new();
    archive.by_name(part).expect("the part is there").read_to_string(&mut xml).expect("it is text");
    let mut reader = Reader::from_str(&xml);
    reader.config_mut().check_end_names = true;
    let (mut texts, mut depth) = (Vec::new(), 0);
    loop {
        match reader.read_event().expect("it is well-formed") {
            Event::Start(tag) if tag.name().as_ref() == name.as_bytes() => {
                depth += 1;
                texts.push(String::new());
            }
            Event::End(tag) if tag.name().as_ref() == name.as_bytes() => depth -= 1,
            Event::Text(text) if depth > 0 => {
                texts.last_mut().expect("one is open").push_str(&text.decode().expect("it is UTF-8"));
            }
            Event::GeneralRef(entity) if depth > 0 => {
                let c = match entity.decode().expect("it is UTF-8").as_ref() {
                    "amp" => '&',
                    "lt" => '<',
                    "gt" => '>',
                    "quot" => '"',
                    other => panic!("an entity {other}"),
                };
                texts.last_mut().expect("one is open").push(c);
            }
            Event::Eof => return texts,
            _ => {}
        }
    }
}

#[test]
fn each_format_has_the_hits_and_their_references() {
    let place = unread().indexed();
    for name in ["a.docx", "a.html", "a.md", "a.xlsx"] {
        let outcome = place.run(&format!("search interview --export {name}")).status(0).stdout("");
        outcome.stderr_has("passages in ");
        let bytes = fs::read(place.path(name)).expect("it was written");
        let again = place.run(&format!("search interview --export b.{name}")).status(0);
        again.stdout("");
        assert_eq!(bytes, fs::read(place.path(format!("b.{name}"))).expect("it was written"), "{name}");
        let text = match name {
            "a.docx" => texts(&bytes, "word/document.xml", "w:p").join("\n"),
            "a.xlsx" => texts(&bytes, "xl/worksheets/sheet1.xml", "c").join("\n"),
            _ => String::from_utf8(bytes).expect("it is text"),
        };
        let plain = text.replace("**", "").replace("<mark>", "").replace("</mark>", "");
        for part in [
            "Managers read every return home interview. What is learnt is shared at a multi-agency meeting",
            "No return home interview was offered to a third of the children who had been missing.",
            "Inspection of children’s social care services, visit 4–15 March 2019, para 2, p. 1",
            "requires improvement",
        ] {
            assert!(plain.contains(part), "{name} has no {part}\n{plain}");
        }
    }
    // The reader of documents finds the same in them.
    for (name, row) in [("a.docx", "Brindle"), ("a.html", "Brindle")] {
        place
            .run(&format!("inspect {name}"))
            .status(0)
            .stdout_has(row)
            .stdout_has("No return home interview was offered");
    }
}

#[test]
fn nothing_in_a_report_breaks_a_file() {
    const HOSTILE: &str = "=1+1 <b> & \"x\" ]]> _x0041_ \u{1b}[2J \u{202e}\u{fffe} drift | ** [1](javascript:x)";
    let shown = HOSTILE.replace(['\u{1b}', '\u{202e}', '\u{fffe}'], "\u{fffd}");
    let record = serde_json::json!({ "id": "r", "title": HOSTILE, "authority": HOSTILE, "text": HOSTILE });
    let place = Place::new().file("corpus/a.jsonl", format!("{record}\n")).indexed();
    for name in ["a.docx", "a.xlsx", "a.html", "a.md"] {
        place.run(&format!("search drift --export {name}")).status(0);
        let bytes = fs::read(place.path(name)).expect("it was written");
        match name {
            "a.docx" => {
                let paragraphs = texts(&bytes, "word/document.xml", "w:p");
                assert!(paragraphs.iter().filter(|text| text.contains(shown.trim())).count() >= 2, "{paragraphs:?}");
            }
            "a.xlsx" => {
                let cells = texts(&bytes, "xl/worksheets/sheet1.xml", "c");
                let written = shown.replace("_x0041_", "_x005F_x0041_");
                assert!(cells.iter().filter(|text| text.contains(written.trim())).count() >= 2, "{cells:?}");
                assert_eq!(texts(&bytes, "xl/worksheets/sheet1.xml", "f").len(), 0);
            }
            _ => {
                let text = String::from_utf8(bytes).expect("it is text");
                assert!(!text.contains(['\u{1b}', '\u{202e}', '\u{fffe}']) || name == "a.md", "{text}");
                assert!(!text.contains("<b>") && (name == "a.html" || !text.contains("| ** [")), "{text}");
            }
        }
    }
}

#[test]
fn reports_without_an_address_have_the_one_that_is_given() {
    let place = unread().indexed();
    let url = "--cite-url 'https://x.example/{report}#page={page}'";
    for name in ["a.docx", "a.html", "a.md", "a.xlsx"] {
        place.run(&format!("search interview --export {name} {url}")).status(0);
        let bytes = fs::read(place.path(name)).expect("it was written");
        let text = match name {
            "a.docx" => texts(&bytes, "word/document.xml", "w:p").join("\n"),
            "a.xlsx" => texts(&bytes, "xl/worksheets/sheet1.xml", "c").join("\n"),
            _ => String::from_utf8(bytes).expect("it is text"),
        };
        assert!(text.contains("https://x.example/brindle/inspection-2018.md#page=1"), "{name}\n{text}");
    }
    place.run(&format!("search interview {url}")).status(2).stderr_has("add --cite STYLE");
}

#[test]
fn what_cannot_be_written_is_an_error() {
    let place = unread().indexed();
    place.run("search drift --export a.pdf").status(2).stderr_has("a.pdf: the name ends with none of .docx, .xlsx");
    place.run("search drift --export a").status(2).stderr_has("none of .docx");
    place.run("search drift --export nowhere/a.docx").status(2).stderr_has("nowhere/a.docx");
    place.run("search zebra --export a.docx").status(1).stdout("");
    place.run("search 'scarce neglect monthly' --export a.docx").status(1);
    assert!(!place.path("a.docx").exists());
    for options in ["--cite ris", "--format csv", "--count", "--oneline", "--open 1"] {
        place.run(&format!("search drift --export a.docx {options}")).status(2);
    }
}
