//! Small reports of every shape, and the passages that people would read from them.
use super::*;
use crate::report::{Line, Page, Role};

fn document(text: &str) -> Document {
    let line = |text: &str| Line { text: text.to_owned(), role: Role::Text, bytes: None };
    let page = |text: &str| Page { lines: text.split('\n').map(line).collect() };
    Document { pages: text.split('\u{c}').map(page).collect(), ..Document::default() }
}

#[test]
fn empty_documents_have_no_passages() {
    assert_eq!(layout(&Document::default()), vec![]);
    assert_eq!(layout(&document("\n\n\u{c}\n")), vec![]);
}
