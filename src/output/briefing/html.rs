//! A briefing as a web page of its own.

use crate::output::xml::escaped;

use super::{Briefing, BriefingRow};

/// The page is read on screens and printed, in light and in dark.
const STYLE: &str = ":root{color-scheme:light dark}body{font:1rem/1.5 system-ui,sans-serif;margin:2rem auto;max-width:75rem;padding:0 1rem}\
table{border-collapse:collapse;width:100%}th,td{border:1px solid #888;padding:.4rem .6rem;text-align:left;vertical-align:top}\
thead{display:table-header-group}tr{break-inside:avoid}";

pub(super) fn page(briefing: &Briefing) -> String {
    let title = escaped(&briefing.title);
    // The number of the column of dates, which are not cut.
    let date = briefing.columns.iter().position(|name| *name == "Date").map_or(0, |at| at + 1);
    let mut page = format!(
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width\">\n<title>{title}</title>\n\
         <style>{STYLE}td:nth-child({date}){{white-space:nowrap}}</style>\n</head>\n\
         <body>\n<h1>{title}</h1>\n"
    );
    for line in &briefing.about {
        page.push_str(&format!("<p>{}</p>\n", escaped(line)));
    }
    let header: String = briefing.columns.iter().map(|name| format!("<th scope=\"col\">{name}</th>")).collect();
    for section in &briefing.sections {
        let title = section.title.as_ref().map(|title| format!("<h2>{}</h2>\n", escaped(title)));
        page.push_str(&title.unwrap_or_default());
        page.push_str(&format!("<table>\n<thead><tr>{header}</tr></thead>\n<tbody>\n"));
        section.rows.iter().for_each(|one| page.push_str(&row(one)));
        page.push_str("</tbody>\n</table>\n");
    }
    page.push_str("<h2>References</h2>\n<ol>\n");
    for (number, reference) in (1..).zip(&briefing.references) {
        let link = |url: &String| format!(", <a href=\"{0}\">{0}</a>", escaped(url));
        let url = reference.url.as_ref().map(link).unwrap_or_default();
        page.push_str(&format!("<li id=\"ref{number}\">{}{url}</li>\n", escaped(&reference.text)));
    }
    page + "</ol>\n</body>\n</html>\n"
}

fn row(row: &BriefingRow) -> String {
    let cells: String = row.cells.iter().map(|cell| format!("<td>{}</td>", escaped(cell))).collect();
    let marked = |(piece, is_match): &(&str, bool)| {
        if *is_match { format!("<mark>{}</mark>", escaped(piece)) } else { escaped(piece) }
    };
    let text: String = row.pieces().iter().map(marked).collect();
    let reference = row.reference.map(|number| format!("<a href=\"#ref{number}\">[{number}]</a>")).unwrap_or_default();
    format!("<tr>{cells}<td>{text}</td><td>{reference}</td></tr>\n")
}
