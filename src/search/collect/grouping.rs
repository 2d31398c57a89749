//! Where a segment has the values that passages are grouped by.

use std::ops::{Bound, RangeBounds};

use tantivy::DocId;
use tantivy::columnar::{Column, StrColumn};

use crate::engine::{DATE, DateOf, DatePart, Grouping, IndexError};
use crate::fields::{Field, Level};
use crate::index::{
    EXTRA_COLUMN, LABEL_COLUMN, MISSING_DATE, MISSING_VALUE, PRESENT, SECTION_COLUMN, column_name, part_number,
    part_of, role_number, role_of,
};
use crate::report::{Date, DateBasis};
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
    Days {
        first: Column<u64>,
        last: Column<u64>,
        of: fn(u64, u64) -> Option<u64>,
        text: fn(u64) -> String,
        /// What the date must mean.
        basis: Option<RequiredBasis>,
    },
    /// What the last day of a visit comes to, by the ordinal of the visit.
    Visits { column: StrColumn, numbers: Vec<Option<u64>>, text: fn(u64) -> String },
    /// What numbers of a column come to.
    Numbers { column: Column<u64>, of: fn(u64) -> u64, text: fn(u64) -> Option<String> },
}

/// What the date of a report may mean.
struct RequiredBasis {
    column: StrColumn,
    /// The ordinals of its names.
    ordinals: Vec<u64>,
}

/// Stands for no value.
pub(super) const NONE: u64 = u64::MAX;

impl Values {
    /// Those of a grouping in a segment.
    pub(super) fn of(grouping: &Grouping, segment: &Segment<'_>) -> Result<Values, IndexError> {
        match grouping {
            Grouping::Date(part, DateOf::Any) => Values::days(segment, part, None),
            Grouping::Field(Field::Date) => Values::days(segment, &DATE, None),
            Grouping::Date(part, DateOf::Published) => {
                Values::days(segment, part, Some(&[DateBasis::Published, DateBasis::Sidecar]))
            }
            Grouping::Date(part, DateOf::Visit) => Values::visits(segment, part),
            Grouping::Part => {
                Values::numbers(segment, "part", part_number, |part| Some(part_of(part)?.as_str().to_owned()))
            }
            Grouping::Field(Field::Role) => {
                Values::numbers(segment, "part", role_number, |part| Some(role_of(part)?.as_str().to_owned()))
            }
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

    /// Those of a part of the date that reports are shown with, where it means one of some things.
    fn days(segment: &Segment<'_>, part: &DatePart, bases: Option<&[DateBasis]>) -> Result<Values, IndexError> {
        let column = |name| segment.reader.fast_fields().u64(name);
        let basis = bases.map(|bases| RequiredBasis::of(segment, bases)).transpose()?;
        let (first, last) = (column("date_first")?, column("date_last")?);
        let source = ValueSource::Days { first, last, of: part.number, text: part.text, basis };
        Ok(Values { level: Level::Report, source })
    }

    /// Those of a part of the last day of the visit.
    fn visits(segment: &Segment<'_>, part: &DatePart) -> Result<Values, IndexError> {
        let folder = segment.scope.reader.folder();
        let name = column_name(&Field::Visit);
        let column = segment.reader.fast_fields().str(&name)?;
        let column = column.ok_or_else(|| IndexError::damaged(folder, format!("no column {name}")))?;
        let mut numbers = Vec::with_capacity(column.num_terms());
        let mut visits = column.dictionary().stream().map_err(IndexError::io(folder))?;
        while visits.advance() {
            let end = std::str::from_utf8(visits.key()).ok().and_then(|visit| visit.rsplit("..").next());
            let end = end.and_then(|end| end.parse::<Date>().ok());
            numbers.push(end.and_then(|end| (part.number)(end.first_day().into(), end.last_day().into())));
        }
        Ok(Values { level: Level::Report, source: ValueSource::Visits { column, numbers, text: part.text } })
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
            ValueSource::Days { first, last, of, basis, .. } => {
                let day = |column: &Column<u64>| column.first(doc).unwrap_or(MISSING_DATE);
                let (first, last) = (day(first), day(last));
                let is_known = first != MISSING_DATE && basis.as_ref().is_none_or(|basis| basis.is_of(doc));
                values.extend(if is_known { of(first, last) } else { None });
            }
            ValueSource::Visits { column, numbers, .. } => {
                values.extend(column.term_ords(doc).filter_map(|ordinal| *numbers.get(usize::try_from(ordinal).ok()?)?))
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
            ValueSource::Days { text, .. } | ValueSource::Visits { text, .. } => Some(text(value)),
            ValueSource::Numbers { text, .. } => text(value),
        })
    }
}

impl RequiredBasis {
    /// What a date must mean.
    fn of(segment: &Segment<'_>, bases: &[DateBasis]) -> Result<RequiredBasis, IndexError> {
        let folder = segment.scope.reader.folder();
        let name = column_name(&Field::DateBasis);
        let column = segment.reader.fast_fields().str(&name)?;
        let column = column.ok_or_else(|| IndexError::damaged(folder, format!("no column {name}")))?;
        let ordinal = |basis: &DateBasis| column.dictionary().term_ord(basis.as_str().as_bytes());
        let ordinals = bases.iter().filter_map(|basis| ordinal(basis).transpose()).collect::<Result<_, _>>();
        Ok(RequiredBasis { ordinals: ordinals.map_err(IndexError::io(folder))?, column })
    }

    /// Whether the date of a report means it.
    fn is_of(&self, report: DocId) -> bool {
        self.column.term_ords(report).any(|ordinal| self.ordinals.contains(&ordinal))
    }
}
