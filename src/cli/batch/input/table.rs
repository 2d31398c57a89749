//! A query a row, under a header that names the columns.

use std::io::{self, Cursor, Read};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use csv::{ByteRecord, ReaderBuilder};

use super::super::options::{GivenOption, is_slip, unknown};
use super::lines::{LONGEST, Lines};
use super::{Form, Topic};

/// Names of columns that say something of a query and are none of its options.
const REMARKS: [&str; 4] = ["comment", "description", "narrative", "metadata"];

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Column {
    Id,
    Query,
    Comment,
    Option(&'static str),
}

/// The form of a file that begins with a line, if that is the header of a table: a column has the queries, and all
/// columns have names that are known, or one of them has ids.
pub(super) fn form_of(header: &str) -> Option<Form> {
    [b',', b'\t'].into_iter().map(|separator| (separator, cells(header, separator))).find_map(|(separator, cells)| {
        let columns: Vec<_> = cells.iter().map(|name| column(name)).collect();
        let has = |wanted| columns.contains(&Some(wanted));
        let is_table = columns.len() > 1 && has(Column::Query) && (has(Column::Id) || !columns.contains(&None));
        is_table.then_some(Form::Table(separator))
    })
}

/// The rows of a table.
pub(super) struct Table {
    rows: csv::Reader<Box<dyn Read + Send>>,
    columns: Vec<Column>,
    /// How many lines stand above the rows.
    above: u64,
    /// How many bytes were read for a row.
    for_row: Arc<AtomicU64>,
}

impl Table {
    /// From lines of which the first is the header.
    pub(super) fn from(mut lines: Lines, separator: u8) -> io::Result<Table> {
        let header = lines.take_first().unwrap_or_default();
        let read = |name: &String| match column(name) {
            None if is_slip(name) => Err(unknown(name)),
            column => Ok(column.unwrap_or(Column::Comment)),
        };
        let columns: Result<Vec<Column>, String> = cells(&header, separator).iter().map(read).collect();
        let refused = |why| io::Error::new(io::ErrorKind::InvalidData, format!("the header of the table: {why}"));
        let columns = columns.map_err(refused)?;
        if !columns.contains(&Column::Query) {
            return Err(refused("no column is called \"query\" or \"text\"".to_owned()));
        }
        let (rest, above) = lines.rest();
        let for_row = Arc::new(AtomicU64::new(0));
        let bounded: Box<dyn Read + Send> = Box::new(Bounded { rest: Box::new(rest), for_row: Arc::clone(&for_row) });
        let mut builder = ReaderBuilder::new();
        let rows = builder.delimiter(separator).has_headers(false).flexible(true).comment(Some(b'#'));
        Ok(Table { rows: rows.from_reader(bounded), columns, above, for_row })
    }

    /// The query of the next row that has anything in it.
    pub(super) fn next(&mut self) -> io::Result<Option<Topic>> {
        let mut row = ByteRecord::new();
        loop {
            self.for_row.store(0, Ordering::Relaxed);
            if !self.rows.read_byte_record(&mut row).map_err(io::Error::from)? {
                return Ok(None);
            }
            let number = self.above + row.position().map_or(0, csv::Position::line);
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
                Column::Id => id = Some(cell.trim().to_owned()),
                Column::Query => text = cell.clone().into_owned(),
                Column::Option(name) => options.extend(GivenOption::of_cell(name, cell)),
                Column::Comment => {}
            }
        }
        if text.trim().is_empty() {
            return Topic::new(id, String::new(), Err("the row has no query".to_owned()), number);
        }
        Topic::new(id, text, Ok(options), number)
    }
}

/// A reader that gives no more for one row than a row may have.
struct Bounded {
    rest: Box<dyn Read + Send>,
    for_row: Arc<AtomicU64>,
}

impl Read for Bounded {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.rest.read(buffer)?;
        if self.for_row.fetch_add(read as u64, Ordering::Relaxed) > 2 * LONGEST {
            let why = format!("a row of the table is longer than {LONGEST} bytes: is there a quote too many?");
            return Err(io::Error::new(io::ErrorKind::InvalidData, why));
        }
        Ok(read)
    }
}

fn column(name: &str) -> Option<Column> {
    match name.trim().to_lowercase().as_str() {
        "id" | "qid" | "_id" => Some(Column::Id),
        "query" | "text" => Some(Column::Query),
        name if REMARKS.contains(&name) => Some(Column::Comment),
        name => GivenOption::named(name).map(Column::Option),
    }
}

/// The cells of one line.
fn cells(line: &str, separator: u8) -> Vec<String> {
    let mut rows = ReaderBuilder::new().delimiter(separator).has_headers(false).from_reader(Cursor::new(line));
    let row = rows.records().next().and_then(Result::ok);
    row.map(|row| row.iter().map(str::to_owned).collect()).unwrap_or_default()
}
