//! A TOML document with the lines on which things stand.

use toml::de::{DeTable, DeValue};

use super::given::LexiconError;

/// Where the lines of a text begin.
pub(super) struct Lines(Vec<usize>);

impl Lines {
    pub(super) fn of(text: &str) -> Lines {
        Lines(std::iter::once(0).chain(text.match_indices('\n').map(|(at, _)| at + 1)).collect())
    }

    /// The number, from 1, of the line that a byte is on.
    pub(super) fn at(&self, byte: usize) -> usize {
        self.0.partition_point(|&start| start <= byte)
    }

    /// The keys and values of a table, in the order of the text.
    pub(super) fn entries<'a, 'i>(&'a self, table: &'a DeTable<'i>) -> Vec<Entry<'a, 'i>> {
        let mut entries: Vec<Entry<'a, 'i>> = table
            .iter()
            .map(|(key, value)| Entry {
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
pub(super) struct Entry<'a, 'i> {
    pub(super) key: &'a str,
    pub(super) line: usize,
    value: &'a DeValue<'i>,
    start: usize,
    lines: &'a Lines,
}

impl<'a, 'i> Entry<'a, 'i> {
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

/// A table of the document: what is in it, and the line on which it begins.
pub(super) struct Table<'a, 'i> {
    pub(super) entries: Vec<Entry<'a, 'i>>,
    pub(super) line: usize,
}

/// The tables under a key: `[[key]]` as often as it is written, or one `[key]`.
pub(super) fn tables<'a, 'i>(entry: &Entry<'a, 'i>) -> Result<Vec<Table<'a, 'i>>, LexiconError> {
    let of_item = |(value, line): (&'a DeValue<'i>, usize)| match value {
        DeValue::Table(table) => Ok(Table { entries: entry.lines.entries(table), line }),
        _ => Err(entry.wrong_kind("[[variants]] or [[never]] on a line of its own, and `forms = […]` below it")),
    };
    entry.items().into_iter().map(of_item).collect()
}
