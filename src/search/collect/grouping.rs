//! Where a segment has the values that passages are grouped by.

use std::ops::{Bound, RangeBounds};

use tantivy::DocId;
use tantivy::columnar::{Column, StrColumn};

use crate::engine::{Grouping, IndexError};
use crate::fields::{Field, Level};
use crate::index::{
    EXTRA_COLUMN, LABEL_COLUMN, MISSING_DATE, MISSING_VALUE, PRESENT, SECTION_COLUMN, column_name, part_number,
    part_of, role_number, role_of,
};
use crate::search::index_view::SegmentColumns;

use super::Segment;

/// The values of a grouping in one segment, as numbers.
pub(super) struct Values {
    level: Level,
    source: ValueSource,
}

enum ValueSource {
    /// No passage has any.
    Nothing,
    /// Values of a column of texts, those in a range of ordinals, which begin with a prefix that is not part of them.
    Texts {
        column: StrColumn,
        ordinals: (Bound<u64>, Bound<u64>),
        /// Its length in bytes.
        prefix: usize,
        /// The ordinal of what stands for no value.
        missing: Option<u64>,
    },
    /// What the first and last day that a date can mean come to.
    Days { first: Column<u64>, last: Column<u64>, of: fn(u64, u64) -> Option<u64>, text: fn(u64) -> String },
    /// What numbers of a column come to.
    Numbers { column: Column<u64>, of: fn(u64) -> u64, text: fn(u64) -> Option<String> },
}

/// Stands for no value.
pub(super) const NONE: u64 = u64::MAX;

impl Values {
    /// Those of a grouping in a segment.
    pub(super) fn of(grouping: &Grouping, segment: &Segment<'_>) -> Result<Values, IndexError> {
        match grouping {
            Grouping::Date(part) => Values::days(segment, part.number, part.text),
            Grouping::Part => {
                Values::numbers(segment, "part", part_number, |part| Some(part_of(part)?.as_str().to_owned()))
            }
            Grouping::Field(Field::Role) => {
                Values::numbers(segment, "part", role_number, |part| Some(role_of(part)?.as_str().to_owned()))
            }
            Grouping::Field(Field::Date) => Values::days(segment, date_number, date),
            Grouping::Field(Field::Page) => {
                Values::numbers(segment, "page_first", |page| page, |page| (page > 0).then(|| page.to_string()))
            }
            Grouping::Field(Field::Section) => Values::texts(segment, Level::Passage, SECTION_COLUMN, ""),
            Grouping::Field(Field::Label) => Values::texts(segment, Level::Passage, LABEL_COLUMN, ""),
            Grouping::Field(Field::Report) => Values::texts(segment, Level::Report, "report_id", ""),
            Grouping::Field(Field::Extra(name)) => {
                Values::texts(segment, Level::Report, EXTRA_COLUMN, &format!("{name}{PRESENT}"))
            }
            Grouping::Field(field) => Values::texts(segment, Level::Report, &column_name(field), ""),
        }
    }

    /// Those of a column that begin with a prefix, without it.
    fn texts(segment: &Segment<'_>, level: Level, name: &str, prefix: &str) -> Result<Values, IndexError> {
        let folder = segment.scope.reader.folder();
        let Some(column) = segment.reader.fast_fields().str(name)? else {
            // Each report has a value in each column but that of fields that sidecars gave.
            let is_missing = level == Level::Report && name != EXTRA_COLUMN;
            let damaged = IndexError::damaged(folder, format!("no column {name}"));
            return if is_missing { Err(damaged) } else { Ok(Values { level, source: ValueSource::Nothing }) };
        };
        let after = format!("{prefix}{}", char::MAX);
        let bounds = (Bound::Included(prefix), Bound::Excluded(after.as_str()));
        let ordinals = column.dictionary().term_bounds_to_ord(bounds.0, bounds.1).map_err(IndexError::io(folder))?;
        let mut first = String::from("-");
        let has_missing = prefix.is_empty() && column.ord_to_str(0, &mut first).map_err(IndexError::io(folder))?;
        let missing = (has_missing && first == MISSING_VALUE).then_some(0);
        Ok(Values { level, source: ValueSource::Texts { column, ordinals, prefix: prefix.len(), missing } })
    }

    fn days(
        segment: &Segment<'_>,
        of: fn(u64, u64) -> Option<u64>,
        text: fn(u64) -> String,
    ) -> Result<Values, IndexError> {
        let column = |name| segment.reader.fast_fields().u64(name);
        let source = ValueSource::Days { first: column("date_first")?, last: column("date_last")?, of, text };
        Ok(Values { level: Level::Report, source })
    }

    fn numbers(
        segment: &Segment<'_>,
        name: &str,
        of: fn(u64) -> u64,
        text: fn(u64) -> Option<String>,
    ) -> Result<Values, IndexError> {
        let column = segment.reader.fast_fields().u64(name)?;
        Ok(Values { level: Level::Passage, source: ValueSource::Numbers { column, of, text } })
    }

    /// Whether all passages of a report have the same.
    pub(super) fn is_of_reports(&self) -> bool {
        self.level == Level::Report
    }

    /// The values of a passage, each once; [`NONE`] where it has none.
    pub(super) fn at(&self, columns: &SegmentColumns, report: usize, passage: DocId, values: &mut Vec<u64>) {
        values.clear();
        let doc = if self.is_of_reports() { columns.documents_of(report).0 } else { passage };
        match &self.source {
            ValueSource::Nothing => {}
            ValueSource::Texts { column, ordinals, missing, .. } => values.extend(
                column.term_ords(doc).filter(|ordinal| ordinals.contains(ordinal) && Some(*ordinal) != *missing),
            ),
            ValueSource::Days { first, last, of, .. } => {
                let day = |column: &Column<u64>| column.first(doc).unwrap_or(MISSING_DATE);
                let (first, last) = (day(first), day(last));
                values.extend(if first == MISSING_DATE { None } else { of(first, last) });
            }
            ValueSource::Numbers { column, of, .. } => values.extend(column.first(doc).map(of)),
        }
        if values.is_empty() {
            values.push(NONE);
        }
    }

    /// A value as it is shown.
    pub(super) fn text(&self, value: u64) -> std::io::Result<Option<String>> {
        if value == NONE {
            return Ok(None);
        }
        Ok(match &self.source {
            ValueSource::Nothing => None,
            ValueSource::Texts { column, prefix, .. } => {
                let mut text = String::new();
                column.ord_to_str(value, &mut text)?;
                text.get(*prefix..).map(str::to_owned)
            }
            ValueSource::Days { text, .. } => Some(text(value)),
            ValueSource::Numbers { text, .. } => text(value),
        })
    }
}

/// A date as one number: its year, month and day, those that are not known 0.
fn date_number(first: u64, last: u64) -> Option<u64> {
    Some(match (first / 100 == last / 100, first == last) {
        (_, true) => first,
        (true, false) => first / 100 * 100,
        (false, false) => first / 10_000 * 10_000,
    })
}

fn date(number: u64) -> String {
    let (year, month, day) = (number / 10_000, number / 100 % 100, number % 100);
    match (month, day) {
        (0, _) => format!("{year:04}"),
        (_, 0) => format!("{year:04}-{month:02}"),
        _ => format!("{year:04}-{month:02}-{day:02}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_read_back_as_the_date_that_they_were() {
        for text in ["2019", "2019-03", "2019-03-05", "2020-02", "2019-12-31"] {
            let day: crate::report::Date = text.parse().expect("it is a date");
            let (first, last) = (u64::from(day.first_day()), u64::from(day.last_day()));
            assert_eq!(date_number(first, last).map(date).as_deref(), Some(text));
        }
    }
}
