//! A briefing in Markdown.

use crate::output::markdown::escaped;

use super::{Briefing, COLUMNS};

pub(super) fn page(briefing: &Briefing) -> String {
    let mut page = format!("# {}\n\n", escaped(&briefing.query));
    for line in &briefing.about {
        page.push_str(&format!("{}\n\n", escaped(line)));
    }
    page.push_str(&format!("| {} |\n|{}\n", COLUMNS.join(" | "), "---|".repeat(COLUMNS.len())));
    for row in &briefing.rows {
        let bold = |(piece, is_match): &(&str, bool)| {
            if *is_match { format!("**{}**", escaped(piece)) } else { escaped(piece) }
        };
        let text: String = row.pieces().iter().map(bold).collect();
        let cells = row.cells.iter().map(|cell| escaped(cell)).collect::<Vec<_>>().join(" | ");
        page.push_str(&format!("| {cells} | {} | \\[{}\\] |\n", text.trim_end(), row.reference));
    }
    page.push_str("\n## References\n\n");
    for (number, reference) in (1..).zip(&briefing.references) {
        let url = reference.url.as_ref().map(|url| format!(", <{url}>")).unwrap_or_default();
        page.push_str(&format!("{number}. {}{url}\n", escaped(&reference.text)));
    }
    page
}
