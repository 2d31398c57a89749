//! References to a passage in each style, to be copied.

use maud::{Markup, html};

use crate::output::{CitationWriter, CiteStyle, safe_lines};
use crate::report::{Passage, Report};

const STYLES: [(CiteStyle, &str); 5] = [
    (CiteStyle::Plain, "Plain"),
    (CiteStyle::Markdown, "Markdown"),
    (CiteStyle::Bibtex, "BibTeX"),
    (CiteStyle::CslJson, "CSL-JSON"),
    (CiteStyle::Ris, "RIS"),
];

/// A passage quoted with its source, in each style.
pub(super) fn citations(report: &Report, short_id: Option<&str>, passage: &Passage) -> Markup {
    html! {
        section.cite aria-labelledby="cite" {
            h2 #cite { "Cite" }
            @for (at, (style, name)) in STYLES.iter().enumerate() {
                @if let Some(text) = cited(*style, report, short_id, passage) {
                    details open[at == 0] {
                        summary { (name) }
                        pre data-copy="" tabindex="0" aria-label=(format!("Reference, {name}")) { (safe_lines(&text)) }
                    }
                }
            }
        }
    }
}

fn cited(style: CiteStyle, report: &Report, short_id: Option<&str>, passage: &Passage) -> Option<String> {
    let (mut text, mut writer) = (Vec::new(), CitationWriter::new(style, None));
    writer.write(&mut text, report, short_id, Some(passage)).ok()?;
    writer.finish(&mut text).ok()?;
    String::from_utf8(text).ok()
}
