//! A calendar date that may be known only to the month or the year.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A date as precisely as it is known: a day, a month or a year.
///
/// Dates order by their earliest day; of two with the same, the vaguer comes first. Their text form is ISO 8601 cut to
/// the known part: `2019-03-15`, `2019-03`, `2019`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Date {
    year: i16,
    month: Option<i8>,
    day: Option<i8>,
}

impl Date {
    /// A day of the calendar, or `None` where there is no such day.
    pub fn day(year: i16, month: i8, day: i8) -> Option<Date> {
        let known = jiff::civil::Date::new(year, month, day).is_ok() && year > 0;
        known.then_some(Date { year, month: Some(month), day: Some(day) })
    }

    /// The day `days` days after 1 January 1970.
    pub fn from_days(days: i64) -> Option<Date> {
        let day = jiff::civil::Date::new(1970, 1, 1).ok()?.checked_add(jiff::Span::new().try_days(days).ok()?).ok()?;
        Date::day(day.year(), day.month(), day.day())
    }

    /// A month of a year, or `None` where there is no such month.
    pub fn month(year: i16, month: i8) -> Option<Date> {
        let known = (1..=12).contains(&month) && (1..=9999).contains(&year);
        known.then_some(Date { year, month: Some(month), day: None })
    }

    /// A year from 1 to 9999.
    pub fn year(year: i16) -> Option<Date> {
        (1..=9999).contains(&year).then_some(Date { year, month: None, day: None })
    }

    /// The first day that the date can mean, as the number `yyyymmdd`.
    pub fn first_day(self) -> u32 {
        number(self.year, self.month.unwrap_or(1), self.day.unwrap_or(1))
    }

    /// The last day that the date can mean, as the number `yyyymmdd`.
    pub fn last_day(self) -> u32 {
        let month = self.month.unwrap_or(12);
        let day = self.day.unwrap_or_else(|| {
            jiff::civil::Date::new(self.year, month, 1).map_or(31, jiff::civil::Date::days_in_month)
        });
        number(self.year, month, day)
    }

    /// Year, month (1 to 12) and day (1 to 31), the latter two if known.
    pub fn parts(self) -> (i16, Option<i8>, Option<i8>) {
        (self.year, self.month, self.day)
    }

    /// The same date without its day.
    pub fn to_month(self) -> Date {
        Date { day: None, ..self }
    }
}

fn number(year: i16, month: i8, day: i8) -> u32 {
    let part = |n: i16| u32::try_from(n).unwrap_or(0);
    part(year) * 10_000 + part(month.into()) * 100 + part(day.into())
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}", self.year)?;
        if let Some(month) = self.month {
            write!(f, "-{month:02}")?;
        }
        if let Some(day) = self.day {
            write!(f, "-{day:02}")?;
        }
        Ok(())
    }
}

/// Why a text is not a date.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a date: expected 2019, 2019-03 or 2019-03-15")]
pub struct NotADate;

impl FromStr for Date {
    type Err = NotADate;

    /// Reads `2019`, `2019-03` or `2019-03-15`, and nothing else.
    fn from_str(text: &str) -> Result<Date, NotADate> {
        let mut parts = text.split('-');
        let mut next = |digits: usize| match parts.next() {
            None => Ok(None),
            Some(part) if part.len() == digits && part.bytes().all(|b| b.is_ascii_digit()) => {
                part.parse::<i16>().map(Some).map_err(|_| NotADate)
            }
            Some(_) => Err(NotADate),
        };
        let year = next(4)?.ok_or(NotADate)?;
        let month = next(2)?;
        let day = next(2)?;
        if parts.next().is_some() {
            return Err(NotADate);
        }
        let small = |n: i16| i8::try_from(n).map_err(|_| NotADate);
        match (month, day) {
            (Some(month), Some(day)) => Date::day(year, small(month)?, small(day)?),
            (Some(month), None) => Date::month(year, small(month)?),
            _ => Date::year(year),
        }
        .ok_or(NotADate)
    }
}

impl Serialize for Date {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Date {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Date, D::Error> {
        let text = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_and_prints_what_is_known() {
        for text in ["2019-03-15", "2019-03", "2019", "2024-02-29"] {
            assert_eq!(text.parse::<Date>().map(|d| d.to_string()), Ok(text.to_owned()));
        }
        for text in ["", "19", "2019-13", "2019-02-30", "2023-02-29", "2019-3-1", "2019-03-15-01", "0000"] {
            assert_eq!(text.parse::<Date>(), Err(NotADate), "{text}");
        }
    }

    #[test]
    fn a_vague_date_covers_its_days() {
        let bounds = |text: &str| text.parse::<Date>().map(|d| (d.first_day(), d.last_day()));
        assert_eq!(bounds("2024-02"), Ok((20_240_201, 20_240_229)));
        assert_eq!(bounds("2019"), Ok((20_190_101, 20_191_231)));
        assert_eq!(bounds("2019-03-15"), Ok((20_190_315, 20_190_315)));
    }
}
