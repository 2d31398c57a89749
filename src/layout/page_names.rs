//! What pages are called: the numbers printed on them, where these are others than those that count the pages of a file.

use crate::report::Document;

use super::furniture;
use super::pages::raw_pages;

/// A longer name is none.
const MAX_NAME_CHARS: usize = 12;

/// The name of each page: the file's own, else the number printed on it, as far as that is known. None at all where every
/// page is called by its own number, counted from the first.
pub fn page_names(document: &Document) -> Vec<String> {
    let count = document.pages.len();
    let own = &document.page_names;
    let is_name = |name: &String| name.chars().count() <= MAX_NAME_CHARS && !name.contains(char::is_control);
    let names: Vec<String> = if own.len() == count && own.iter().all(is_name) && !are_counted(own) {
        own.iter().map(|name| name.trim().to_owned()).collect()
    } else {
        match furniture::printed_distance(&raw_pages(document)) {
            Some(distance) => (1..).take(count).map(|page: i64| printed(page + distance)).collect(),
            None => Vec::new(),
        }
    };
    if are_counted(&names) { Vec::new() } else { names }
}

fn printed(number: i64) -> String {
    if number > 0 { number.to_string() } else { String::new() }
}

/// Whether each page is called by its own number.
fn are_counted(names: &[String]) -> bool {
    (1..).zip(names).all(|(page, name): (u32, &String)| *name == page.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::{Line, Page, Role};

    fn document(pages: &[&str], names: &[&str]) -> Document {
        let line = |text: &str| Line { text: text.to_owned(), role: Role::Text, bytes: None };
        let page = |text: &&str| Page { lines: text.split('/').map(line).collect() };
        Document {
            pages: pages.iter().map(page).collect(),
            page_names: names.iter().map(|name| (*name).to_owned()).collect(),
            ..Document::default()
        }
    }

    #[test]
    fn pages_are_called_what_is_printed_on_them() {
        let covers = ["Cover", "Contents", "One./1", "Two./2", "Three./3", "Four./4"];
        for (pages, names, expected) in [
            (&covers[..], &[][..], " | |1|2|3|4"),
            // The same numbers as the pages' own are not said.
            (&["One./1", "Two./2", "Three./3"], &[], ""),
            // Too few to be sure.
            (&["One./3", "Two./4"], &[], ""),
            (&["One./3", "Two.", "Three.", "Four.", "Five./7", "Six.", "Seven.", "Eight./10"], &[], ""),
            // Numbers that do not count the pages.
            (&["One./7", "Two./2019", "Three./5", "Four./40"], &[], ""),
            (&covers, &["i", "ii", "1", "2", "3", "4"], "i|ii|1|2|3|4"),
            (&["One.", "Two."], &["1", "2"], ""),
            (&["One.", "Two."], &["1"], ""),
            (&["One.", "Two."], &["a very long name of a page", "2"], ""),
            (&[], &[], ""),
        ] {
            let names = page_names(&document(pages, names)).join("|");
            assert_eq!(names, expected.replace(' ', ""), "{pages:?}");
        }
    }
}
