//! One query per row, under a header that names the columns.

use std::io::{self, Cursor, Read};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use csv::{ByteRecord, ReaderBuilder};

use super::lines::{MAX_LINE_BYTES, QueryLines};
use super::{InputForm, Topic};
use crate::asking::{GivenOption, is_slip, unknown};

/// Names of columns with remarks on a query, which are not options.
const REMARKS: [&str; 4] = ["comment", "description", "narrative", "metadata"];

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum QueryColumn {
    Id,
    Query,
    Comment,
    Option(&'static str),
}

/// The form of a file with this first line, if it is the header of a table: one column has the queries, and another the
/// ids, or all names are known.
pub(super) fn form_of(header: &str) -> Option<InputForm> {
    [b',', b'\t'].into_iter().map(|separator| (separator, cells(header, separator))).find_map(|(separator, cells)| {
        let columns: Vec<_> = cells.iter().map(|name| column(name)).collect();
        let has = |wanted| columns.contains(&Some(wanted));
        let is_table =
            columns.len() > 1 && has(QueryColumn::Query) && (has(QueryColumn::Id) || !columns.contains(&None));
        is_table.then_some(InputForm::Table(separator))
    })
}

/// The rows of a table.
pub(super) struct QueryTable {
    rows: csv::Reader<Box<dyn Read + Send>>,
    columns: Vec<QueryColumn>,
    /// The number of lines above the rows.
    lines_above: u64,
    /// The number of bytes read for a row.
    for_row: Arc<AtomicU64>,
}

impl QueryTable {
    /// Reads the header from the first line.
    pub(super) fn from_lines(mut lines: QueryLines, separator: u8) -> io::Result<QueryTable> {
        let header = lines.take_peeked().unwrap_or_default();
        let read = |name: &String| match column(name) {
            None if is_slip(name) => Err(unknown(name)),
            column => Ok(column.unwrap_or(QueryColumn::Comment)),
        };
        let columns: Result<Vec<QueryColumn>, String> = cells(&header, separator).iter().map(read).collect();
        let refused = |why| io::Error::new(io::ErrorKind::InvalidData, format!("the header of the table: {why}"));
        let columns = columns.map_err(refused)?;
        if !columns.contains(&QueryColumn::Query) {
            return Err(refused("no column is called \"query\" or \"text\"".to_owned()));
        }
        let (rest, lines_above) = lines.rest();
        let for_row = Arc::new(AtomicU64::new(0));
        let bounded: Box<dyn Read + Send> =
            Box::new(BoundedRows { rest: Box::new(rest), for_row: Arc::clone(&for_row) });
        let mut builder = ReaderBuilder::new();
        let rows = builder.delimiter(separator).has_headers(false).flexible(true).comment(Some(b'#'));
        Ok(QueryTable { rows: rows.from_reader(bounded), columns, lines_above, for_row })
    }

    /// The query of the next row that is not empty.
    pub(super) fn next(&mut self) -> io::Result<Option<Topic>> {
        let mut row = ByteRecord::new();
        loop {
            self.for_row.store(0, Ordering::Relaxed);
            if !self.rows.read_byte_record(&mut row).map_err(io::Error::from)? {
                return Ok(None);
            }
            let number = self.lines_above + row.position().map_or(0, csv::Position::line);
            if row.iter().any(|cell| !cell.trim_ascii().is_empty()) {
                return Ok(Some(self.topic(&row, number)));
            }
        }
    }

    fn topic(&self, row: &ByteRecord, number: u64) -> Topic {
        let cells: Vec<_> = row.iter().map(String::from_utf8_lossy).collect();
        let unreadable = |why: String| Topic::new(None, cells.join(", "), Err(why), number);
        if row.iter().any(|cell| std::str::from_utf8(cell).is_err()) {
            return unreadable("the row is not UTF-8".to_owned());
        }
        if row.len() != self.columns.len() {
            return unreadable(format!("the row has {} cells, the header {}", row.len(), self.columns.len()));
        }
        let (mut id, mut text, mut options) = (None, String::new(), Vec::new());
        for (column, cell) in self.columns.iter().zip(&cells) {
            match column {
                QueryColumn::Id => id = Some(cell.trim().to_owned()),
                QueryColumn::Query => text = cell.clone().into_owned(),
                QueryColumn::Option(name) => options.extend(GivenOption::from_cell(name, cell)),
                QueryColumn::Comment => {}
            }
        }
        if text.trim().is_empty() {
            return Topic::new(id, String::new(), Err("the row has no query".to_owned()), number);
        }
        Topic::new(id, text, Ok(options), number)
    }
}

/// A reader that limits the length of a row.
struct BoundedRows {
    rest: Box<dyn Read + Send>,
    for_row: Arc<AtomicU64>,
}

impl Read for BoundedRows {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.rest.read(buffer)?;
        if self.for_row.fetch_add(read as u64, Ordering::Relaxed) > 2 * MAX_LINE_BYTES {
            let why = format!("a row of the table is longer than {MAX_LINE_BYTES} bytes: is there a quote too many?");
            return Err(io::Error::new(io::ErrorKind::InvalidData, why));
        }
        Ok(read)
    }
}

fn column(name: &str) -> Option<QueryColumn> {
    match name.trim().to_lowercase().as_str() {
        "id" | "qid" | "_id" => Some(QueryColumn::Id),
        "query" | "text" => Some(QueryColumn::Query),
        name if REMARKS.contains(&name) => Some(QueryColumn::Comment),
        name => GivenOption::named(name).map(QueryColumn::Option),
    }
}

/// The cells of one line.
fn cells(line: &str, separator: u8) -> Vec<String> {
    let mut rows = ReaderBuilder::new().delimiter(separator).has_headers(false).from_reader(Cursor::new(line));
    let row = rows.records().next().and_then(Result::ok);
    row.map(|row| row.iter().map(str::to_owned).collect()).unwrap_or_default()
}
