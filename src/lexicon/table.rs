//! A TOML document with the line of each entry.

use toml::de::{DeTable, DeValue};

use super::given::LexiconError;

/// Where the lines of a text begin.
pub(super) struct LineIndex(Vec<usize>);

impl LineIndex {
    pub(super) fn new(text: &str) -> LineIndex {
        LineIndex(std::iter::once(0).chain(text.match_indices('\n').map(|(at, _)| at + 1)).collect())
    }

    /// The number, from 1, of the line that a byte is on.
    pub(super) fn at(&self, byte: usize) -> usize {
        self.0.partition_point(|&start| start <= byte)
    }

    /// The keys and values of a table, in the order of the text.
    pub(super) fn entries<'a, 'i>(&'a self, table: &'a DeTable<'i>) -> Vec<TableEntry<'a, 'i>> {
        let mut entries: Vec<TableEntry<'a, 'i>> = table
            .iter()
            .map(|(key, value)| TableEntry {
                key: key.get_ref(),
                value: value.get_ref(),
                line: self.at(key.span().start),
                start: value.span().start,
                lines: self,
            })
            .collect();
        entries.sort_by_key(|entry| entry.start);
        entries
    }
}

/// A key, its value, and the line of the key.
pub(super) struct TableEntry<'a, 'i> {
    pub(super) key: &'a str,
    pub(super) line: usize,
    value: &'a DeValue<'i>,
    start: usize,
    lines: &'a LineIndex,
}

impl<'a, 'i> TableEntry<'a, 'i> {
    /// The values of a list with their lines; any other value as a list of one.
    pub(super) fn items(&self) -> Vec<(&'a DeValue<'i>, usize)> {
        match self.value {
            DeValue::Array(items) => {
                items.iter().map(|item| (item.get_ref(), self.lines.at(item.span().start))).collect()
            }
            value => vec![(value, self.line)],
        }
    }

    pub(super) fn wrong_kind(&self, expected: &'static str) -> LexiconError {
        LexiconError::Kind { line: self.line, key: self.key.to_owned(), expected }
    }
}

/// A table of the document: its entries, and its first line.
pub(super) struct TomlTable<'a, 'i> {
    pub(super) entries: Vec<TableEntry<'a, 'i>>,
    pub(super) line: usize,
}

/// The tables under a key: `[[key]]` as often as it is written, or one `[key]`.
pub(super) fn tables<'a, 'i>(entry: &TableEntry<'a, 'i>) -> Result<Vec<TomlTable<'a, 'i>>, LexiconError> {
    let of_item = |(value, line): (&'a DeValue<'i>, usize)| match value {
        DeValue::Table(table) => Ok(TomlTable { entries: entry.lines.entries(table), line }),
        _ => Err(entry.wrong_kind("[[variants]] or [[never]] on a line of its own, and `forms = […]` below it")),
    };
    entry.items().into_iter().map(of_item).collect()
}
