//! Lists of addresses: whom a council has asked, flat by flat, is no heading.

use crate::support::{Place, pdf_of};

/// A PDF of one page, with pieces of text by their size and place.
fn pdf(pieces: &[(u32, u32, u32, String)]) -> Vec<u8> {
    let shown = pieces
        .iter()
        .map(|(size, left, base, text)| format!("BT /F1 {size} Tf 1 0 0 1 {left} {base} Tm ({text}) Tj ET\n"));
    let content: String = shown.collect();
    let objects = [
        "<< /Type /Catalog /Pages 2 0 R >>".to_owned(),
        "<< /Type /Pages /Kids [4 0 R] /Count 1 >>".to_owned(),
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>".to_owned(),
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 5 0 R /Resources << /Font << /F1 3 0 R >> >> >>"
            .to_owned(),
        format!("<< /Length {} >>\nstream\n{content}\nendstream", content.len()),
    ];
    pdf_of(&objects)
}

/// The passages of a file, as the part and the text of each.
fn passages(place: &Place, file: &str) -> Vec<(String, String)> {
    let read = place.run(&format!("inspect {file} --format json")).status(0).json();
    let passages = read["passages"].as_array().expect("it has passages").clone();
    let text = |passage: &serde_json::Value, member: &str| passage[member].as_str().unwrap_or_default().to_owned();
    passages.iter().map(|passage| (text(passage, "part"), text(passage, "text"))).collect()
}

#[test]
fn a_page_of_addresses_is_a_list() {
    let intro = "These neighbours were told of the plan for the old boathouse by a letter on the day:";
    let mut pieces = vec![(16, 72, 760, "Neighbours".to_owned()), (10, 72, 740, intro.to_owned())];
    let mut expected = Vec::new();
    for (left, street) in [(72, "Cottage {n} 7 Tern Lane QM2 4PX"), (320, "Berth {n} Lantern Boatyard QM2 9LB")] {
        for number in 1..=21 {
            let text = street.replace("{n}", &number.to_string());
            pieces.push((10, left, 734 - 14 * number, text.clone()));
            expected.push(("bullet".to_owned(), text));
        }
    }
    let place = Place::new().file("plan.pdf", pdf(&pieces));
    let read = passages(&place, "plan.pdf");
    assert_eq!(read[1], ("paragraph".to_owned(), intro.to_owned()));
    assert_eq!(read[2..], expected);
}

#[test]
fn addresses_of_several_lines_are_an_item_each() {
    let one = |number: u32| {
        format!("Cottage {number}\n7 Tern Lane\nQuillmouth QM2 4P{}\n", ['A', 'B', 'C', 'D', 'E'][number as usize])
    };
    let list: String = (0..5).map(one).collect();
    let place =
        Place::new().file("plan.txt", format!("People who were told of it.\n\nNeighbours\n{list}\nNobody answered.\n"));
    let read = passages(&place, "plan.txt");
    let bullets: Vec<&str> = read.iter().filter(|(kind, _)| kind == "bullet").map(|(_, text)| text.as_str()).collect();
    assert_eq!(bullets.len(), 5, "{read:?}");
    assert_eq!(bullets[0], "Cottage 0 7 Tern Lane Quillmouth QM2 4PA");
    // One address, as a letterhead has it, is none.
    let place = Place::new()
        .file("letter.txt", "Harbour House\n7 Tern Lane\nQuillmouth\nQM2 4PA\n\nWe wrote to all who live there.\n");
    assert_eq!(passages(&place, "letter.txt")[0].0, "letterhead");
}
