//! A run in CSV or TSV: a header, then a hit a row. Columns are known by their names, so that their order and others
//! beside them make no difference.

use std::io::Read;

use csv::StringRecord;

use super::lines::Metered;
use super::reader::RunRow;
use super::records::ONLY_QUERY;
use super::trec::score_of;
use super::{HitPlace, RunError, RunHit, RunText};

/// A table of hits.
pub(super) struct Rows<'a> {
    name: String,
    table: csv::Reader<Metered<Box<dyn Read + 'a>>>,
    columns: Columns,
    row: StringRecord,
    /// How many lines are before the header.
    before: u64,
}

/// The position of each column, if there is one.
struct Columns {
    query_id: Option<usize>,
    query: Option<usize>,
    error: Option<usize>,
    id: usize,
    rank: Option<usize>,
    score: Option<usize>,
    authority: Option<usize>,
    date: Option<usize>,
    section: Option<usize>,
    label: Option<usize>,
    page_first: Option<usize>,
    page_last: Option<usize>,
    text: Option<usize>,
}

/// The separator of the columns, if a line is the header of such a table.
pub(super) fn separator(line: &str) -> Option<u8> {
    [b',', b'\t'].into_iter().find(|separator| {
        let names: Vec<&str> = line.split(char::from(*separator)).map(|name| name.trim().trim_matches('"')).collect();
        names.contains(&"id") && names.contains(&"score")
    })
}

impl<'a> Rows<'a> {
    pub(super) fn new(name: &str, separator: u8, before: u64, input: Box<dyn Read + 'a>) -> Result<Rows<'a>, RunError> {
        let mut table = csv::ReaderBuilder::new().delimiter(separator).flexible(true).from_reader(Metered::new(input));
        let header = table.headers().map_err(|error| wrong(name, before + 1, &error.to_string()))?;
        let place = |column: &str| header.iter().position(|name| name.trim() == column);
        let columns = Columns {
            query_id: place("qid"),
            query: place("query"),
            error: place("error"),
            id: place("id").ok_or_else(|| wrong(name, before + 1, "the table has no column id"))?,
            rank: place("rank"),
            score: place("score"),
            authority: place("authority"),
            date: place("date"),
            section: place("section"),
            label: place("label"),
            page_first: place("page_first"),
            page_last: place("page_last"),
            text: place("text"),
        };
        Ok(Rows { name: name.to_owned(), table, columns, row: StringRecord::new(), before })
    }

    /// The next row; keeps `text_chars` characters of its text, or none.
    pub(super) fn next(&mut self, text_chars: Option<usize>) -> Result<Option<RunRow>, RunError> {
        self.table.get_mut().refill();
        let line = self.before + self.table.position().line();
        match self.table.read_record(&mut self.row) {
            Ok(false) => return Ok(None),
            Ok(true) => {}
            Err(error) => return Err(wrong(&self.name, line, &error.to_string())),
        }
        let cell = |place: Option<usize>| place.and_then(|at| self.row.get(at)).filter(|text| !text.is_empty());
        let text = |place| cell(place).map(|text| plain(text).to_owned());
        let query_id = text(self.columns.query_id).unwrap_or_else(|| ONLY_QUERY.to_owned());
        let hit = match text(Some(self.columns.id)) {
            None => None,
            Some(id) => {
                let score = cell(self.columns.score).ok_or_else(|| wrong(&self.name, line, "the hit has no score"))?;
                let score = score_of(score).map_err(|what| wrong(&self.name, line, &what))?;
                let page = |place| cell(place).and_then(|page| page.parse().ok());
                let section = cell(self.columns.section).map(plain);
                let body = |limit| cell(self.columns.text).map(|text| Box::new(RunText::new(plain(text), limit)));
                let place = HitPlace {
                    report: None,
                    authority: text(self.columns.authority),
                    date: text(self.columns.date),
                    section: section.map(|path| path.split(" > ").map(str::to_owned).collect()).unwrap_or_default(),
                    label: text(self.columns.label),
                    pages: page(self.columns.page_first).zip(page(self.columns.page_last)),
                };
                Some(RunHit {
                    id,
                    line,
                    score,
                    rank: cell(self.columns.rank).and_then(|rank| rank.parse().ok()).unwrap_or(0),
                    text: text_chars.and_then(body),
                    place: Some(Box::new(place)),
                })
            }
        };
        Ok(Some(RunRow { line, query_id, query: text(self.columns.query), error: text(self.columns.error), hit }))
    }
}

fn wrong(name: &str, line: u64, what: &str) -> RunError {
    RunError::Line { name: name.to_owned(), line, what: what.to_owned() }
}

/// A cell without the apostrophe that keeps a spreadsheet from taking it for a formula.
fn plain(cell: &str) -> &str {
    cell.strip_prefix('\'').filter(|rest| rest.starts_with(['=', '+', '-', '@'])).unwrap_or(cell)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_header_is_known_by_its_names() {
        for (line, expected) in [
            ("qid,query,rank,score,match,id,text", Some(b',')),
            ("\"id\"\t\"score\"", Some(b'\t')),
            ("q1 Q0 id 1 2.5 score", None),
            ("q1\tQ0\ta,id,score\t1\t2\tx", None),
        ] {
            assert_eq!(separator(line), expected, "{line}");
        }
    }

    #[test]
    fn formulas_are_as_they_were() {
        for (cell, text) in [("'=1+1", "=1+1"), ("'tis", "'tis"), ("'-x", "-x"), ("-5", "-5"), ("'", "'"), ("", "")] {
            assert_eq!(plain(cell), text);
        }
    }
}
