//! Pages that are pictures: said to be a scan, read with `--ocr` by programs that are installed, and marked wherever
//! what was read is shown. The programs here are stand-ins.

use std::fs;
use std::os::unix::fs::PermissionsExt;

use crate::support::{Place, Run, pdf_of};

/// A PDF whose pages are pictures, but for those that have a line of text.
fn pdf(pages: &[Option<&str>]) -> Vec<u8> {
    let kids: String = (0..pages.len()).map(|at| format!("{} 0 R ", 5 + 2 * at)).collect();
    let mut objects = vec![
        "<< /Type /Catalog /Pages 2 0 R >>".to_owned(),
        format!("<< /Type /Pages /Kids [{kids}] /Count {} >>", pages.len()),
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>".to_owned(),
        "<< /Type /XObject /Subtype /Image /Width 8 /Height 8 /ColorSpace /DeviceGray /BitsPerComponent 8 /Length 64 >>\n\
         stream\n################################################################\nendstream"
            .to_owned(),
    ];
    for (at, page) in pages.iter().enumerate() {
        let content = match page {
            Some(text) => format!("BT /F1 11 Tf 72 700 Td ({text}) Tj ET"),
            None => "q 500 0 0 700 40 40 cm /I1 Do Q".to_owned(),
        };
        objects.push(format!(
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents {} 0 R \
             /Resources << /Font << /F1 3 0 R >> /XObject << /I1 4 0 R >> >> >>",
            6 + 2 * at
        ));
        objects.push(format!("<< /Length {} >>\nstream\n{content}\nendstream", content.len()));
    }
    pdf_of(&objects)
}

/// A place with one scan, one report that is a scan in part, and stand-ins for the programs.
fn place() -> Place {
    let text = Some("The lighthouse keeper was visited in March by two inspectors.");
    let place = Place::new()
        .file("corpus/scan.pdf", pdf(&[None, None]))
        .file("corpus/half.pdf", pdf(&[text, None]))
        .file("corpus/note.txt", "A note on lanterns.\n");
    // The page's number is the picture, and the text is what the picture is of.
    program(
        &place,
        "pdftoppm",
        "while [ $# -gt 0 ]; do [ \"$1\" = -f ] && page=$2; shift; done; cat >/dev/null; echo \"$page\"",
    );
    program(
        &place,
        "tesseract",
        "read page; case $page in 1) echo 'A beacon was lit, and the keeper wrote of its lamps.';; \
         *) echo 'Nobody mended the other beacon until the spring.';; esac",
    );
    place
}

fn program(place: &Place, name: &str, commands: &str) {
    place.write(format!("bin/{name}"), format!("#!/bin/sh\n{commands}\n"));
    fs::set_permissions(place.path(format!("bin/{name}")), fs::Permissions::from_mode(0o755))
        .expect("a mode can be set");
}

fn with_programs(place: &Place, line: &str) -> Run {
    place.findings(line).env("PATH", format!("{}:/usr/bin:/bin", place.path("bin").display()))
}

#[test]
fn a_scan_is_said_and_never_silently_empty() {
    let place = place();
    let outcome = place.run("index").status(3);
    for said in [
        "corpus/scan.pdf: a scan: its 2 pages are pictures without text; `findings index --ocr` reads them\n",
        "corpus/half.pdf: of its 2 pages 1 are pictures without text (2); `findings index --ocr` reads them\n",
    ] {
        assert!(outcome.err().contains(said), "{}", outcome.shown());
    }
    place.run("status").status(3).stdout_has("problem      corpus/scan.pdf: a scan: ");
    let missing = place.run("reports --missing text --format jsonl").status(0);
    assert_eq!(missing.json_lines().iter().map(|report| report["id"].clone()).collect::<Vec<_>>(), ["scan.pdf"]);
    place.run("search lighthouse").status(0).stdout_lacks("OCR");
    place.run("search beacon").status(1);
    // Nothing is read again for being a scan.
    place.run("index").status(3).stderr_has("nothing has changed");
}

#[test]
fn pictures_are_read_when_asked_and_every_passage_says_so() {
    let place = place();
    place.run("index").status(3);
    with_programs(&place, "index --ocr").run().status(0).stderr_has("(2 files read, 1 unchanged)");
    let found = place.run("search beacon --all --sort report --format json").status(0).json();
    let hits: Vec<(String, bool, u64)> = found["hits"]
        .as_array()
        .expect("a list")
        .iter()
        .map(|hit| {
            let page = hit["page"]["first"].as_u64().expect("a page");
            (hit["report"].as_str().expect("a text").to_owned(), hit["ocr"] == true, page)
        })
        .collect();
    let of = |report: &str, page| (report.to_owned(), true, page);
    assert_eq!(hits, [of("half.pdf", 2), of("scan.pdf", 1), of("scan.pdf", 2)]);
    assert_eq!(place.run("search lighthouse --format json").json()["hits"][0]["ocr"], false);
    place.run("search beacon").status(0).stdout_has("read by OCR");
    place.run("search beacon --format md").status(0).stdout_has("read by OCR");
    place.run("search beacon --format csv").status(0).stdout_has(",false,true,");
    assert_eq!(place.run("show scan.pdf#1 --format json").json()["ocr"], true);
    // The option holds from now on.
    with_programs(&place, "index").run().status(0).stderr_has("nothing has changed");
    with_programs(&place, "verify").run().status(0);
}

#[test]
fn programs_that_are_missing_fail_or_hang_are_said() {
    let place = place();
    place
        .findings("index --ocr")
        .env("PATH", place.path("nowhere"))
        .run()
        .status(2)
        .stderr_has("--ocr needs pdftoppm, which is not installed");
    program(&place, "tesseract", "exit 3");
    with_programs(&place, "index --ocr")
        .run()
        .status(3)
        .stderr_has("corpus/scan.pdf: page 1: OCR failed: exit status: 3");
    program(&place, "tesseract", "sleep 30");
    with_programs(&place, "index --ocr --max-file-time 1")
        .run()
        .status(3)
        .stderr_has("page 1: OCR took more than 1 seconds");
    // What stands elsewhere is there.
    place.run("search lighthouse").status(0);
    with_programs(&place, "inspect --ocr corpus/note.txt").run().status(0);
}
