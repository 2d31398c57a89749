//! A briefing in Markdown.

use crate::output::markdown::escaped;

use super::{Briefing, BriefingRow};

pub(super) fn page(briefing: &Briefing) -> String {
    let mut page = format!("# {}\n\n", escaped(&briefing.title));
    for line in &briefing.about {
        page.push_str(&format!("{}\n\n", escaped(line)));
    }
    for section in &briefing.sections {
        let title = section.title.as_ref().map(|title| format!("## {}\n\n", escaped(title)));
        page.push_str(&title.unwrap_or_default());
        page.push_str(&format!("| {} |\n|{}\n", briefing.columns.join(" | "), "---|".repeat(briefing.columns.len())));
        section.rows.iter().for_each(|one| page.push_str(&row(one)));
        page.push('\n');
    }
    page.push_str("## References\n\n");
    for (number, reference) in (1..).zip(&briefing.references) {
        let url = reference.url.as_ref().map(|url| format!(", <{url}>")).unwrap_or_default();
        page.push_str(&format!("{number}. {}{url}\n", escaped(&reference.text)));
    }
    page
}

fn row(row: &BriefingRow) -> String {
    let bold = |(piece, is_match): &(&str, bool)| {
        if *is_match { format!("**{}**", escaped(piece)) } else { escaped(piece) }
    };
    let text: String = row.pieces().iter().map(bold).collect();
    let cells = row.cells.iter().map(|cell| escaped(cell)).collect::<Vec<_>>().join(" | ");
    let reference = row.reference.map(|number| format!("\\[{number}\\]")).unwrap_or_default();
    format!("| {cells} | {} | {reference} |\n", text.trim_end())
}
