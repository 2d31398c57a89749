//! Numbers and dates as the code of a format shows them (ECMA-376, part 1, 18.8.31). What a code says of colours and of
//! conditions is passed over; a code that asks for more than digits, signs and dates shows a number as it is.

use crate::report::{Date, month_name};

/// The most decimals and the largest number that are shown by a format; others are shown as they are.
const MAX_DECIMALS: usize = 30;
const MAX_NUMBER: f64 = 1e15;

const WEEKDAYS: [&str; 7] = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"];

/// A format: its sections for numbers above, below and at zero.
#[derive(Clone, Debug)]
pub(super) struct NumberFormat(Vec<FormatSection>);

#[derive(Clone, Debug)]
enum FormatSection {
    /// Digits between what is printed before and after them.
    Number(DigitPattern),
    /// A day or a time.
    Moment { tokens: Vec<CodePiece>, is_12_hours: bool },
}

#[derive(Clone, Debug, Default)]
struct DigitPattern {
    before: String,
    after: String,
    /// The least number of digits before the point, and the least and most after it.
    whole: usize,
    decimals: (usize, usize),
    has_thousands: bool,
    /// The power of ten that a number is multiplied with: 2 for each `%`, -3 for each comma at the end.
    scale: i32,
    /// Whether there is a place for digits at all.
    has_place: bool,
}

/// A piece of the code of a format.
#[derive(Clone, Debug, PartialEq, Eq)]
enum CodePiece {
    /// What is printed as it is.
    Literal(String),
    /// A letter for a part of a moment, and how often it is repeated.
    Part(char, usize),
    /// Hours, minutes or seconds in all, beyond a day.
    Elapsed(char),
    /// `AM/PM`.
    HalfOfDay,
    /// `;`, after which other numbers are shown.
    SectionEnd,
    /// A sign of a number: `0`, `#`, `?`, `.`, `,`, `%`.
    Sign(char),
}

impl NumberFormat {
    /// The format of a code; none for one that leaves numbers as they are.
    pub(super) fn of(code: &str) -> Option<NumberFormat> {
        let mut sections = vec![Vec::new()];
        let mut rest = code;
        while !rest.is_empty() {
            let (token, after) = next_token(rest)?;
            rest = after;
            match token {
                CodePiece::SectionEnd => sections.push(Vec::new()),
                token => sections.last_mut()?.push(token),
            }
        }
        let sections: Vec<FormatSection> =
            sections.into_iter().take(3).map(FormatSection::of).collect::<Option<_>>()?;
        Some(NumberFormat(sections))
    }

    /// What it shows for a number; none if that is the number as it is.
    pub(super) fn shown(&self, number: f64, is_1904: bool) -> Option<String> {
        let section = match self.0.as_slice() {
            [_, below, ..] if number < 0.0 => (below, number.abs()),
            [_, _, zero] if number == 0.0 => (zero, number),
            [first, ..] => (first, number),
            [] => return None,
        };
        match section {
            (FormatSection::Number(digits), number) => digits.shown(number),
            (FormatSection::Moment { tokens, is_12_hours }, _) => moment(tokens, *is_12_hours, number, is_1904),
        }
    }
}

/// The next piece of a code that has one, and what comes after it; none for what is not known: `General`, exponents,
/// fractions, the calendars of other places.
fn next_token(code: &str) -> Option<(CodePiece, &str)> {
    let first = code.chars().next()?;
    let rest = &code[first.len_utf8()..];
    Some(match first {
        ';' => (CodePiece::SectionEnd, rest),
        '"' => {
            let (text, after) = rest.split_once('"').unwrap_or((rest, ""));
            (CodePiece::Literal(text.to_owned()), after)
        }
        // What is as wide as the next character, or fills a cell with it.
        '\\' | '_' | '*' => {
            let next = rest.chars().next();
            let shown = next.filter(|_| first == '\\').map(String::from).unwrap_or_default();
            (CodePiece::Literal(shown), &rest[next.map_or(0, char::len_utf8)..])
        }
        '[' => {
            let (inside, after) = rest.split_once(']')?;
            (bracketed(inside)?, after)
        }
        'A' | 'a' => {
            let starts = |mark: &&str| code.get(..mark.len()).is_some_and(|start| start.eq_ignore_ascii_case(mark));
            let mark = ["am/pm", "a/p"].into_iter().find(starts)?;
            (CodePiece::HalfOfDay, &code[mark.len()..])
        }
        '0' | '#' | '?' | '.' | ',' | '%' => (CodePiece::Sign(first), rest),
        'd' | 'm' | 'y' | 'h' | 's' | 'D' | 'M' | 'Y' | 'H' | 'S' => {
            let length = code.chars().take_while(|c| c.eq_ignore_ascii_case(&first)).count();
            (CodePiece::Part(first.to_ascii_lowercase(), length), &code[length..])
        }
        'G' | 'g' | 'E' | 'e' | 'B' | 'b' | 'R' | 'r' | '@' => return None,
        other => (CodePiece::Literal(other.to_string()), rest),
    })
}

/// What is in brackets: a currency, hours in all, a colour, a condition.
fn bracketed(inside: &str) -> Option<CodePiece> {
    let letter = inside.chars().next()?.to_ascii_lowercase();
    if "hms".contains(letter) && inside.chars().all(|c| c.eq_ignore_ascii_case(&letter)) {
        return Some(CodePiece::Elapsed(letter));
    }
    let currency = inside.strip_prefix('$').and_then(|currency| currency.split('-').next());
    Some(CodePiece::Literal(currency.unwrap_or_default().to_owned()))
}

impl FormatSection {
    fn of(tokens: Vec<CodePiece>) -> Option<FormatSection> {
        let is_part = |token: &CodePiece| matches!(token, CodePiece::Part(..) | CodePiece::Elapsed(_));
        if tokens.iter().any(is_part) {
            let is_12_hours = tokens.contains(&CodePiece::HalfOfDay);
            return Some(FormatSection::Moment { tokens, is_12_hours });
        }
        DigitPattern::of(&tokens).map(FormatSection::Number)
    }
}

impl DigitPattern {
    fn of(tokens: &[CodePiece]) -> Option<DigitPattern> {
        let is_place = |token: &CodePiece| matches!(token, CodePiece::Sign('0' | '#' | '?'));
        let last = tokens.iter().rposition(is_place);
        let mut digits = DigitPattern { has_place: last.is_some(), ..DigitPattern::default() };
        let (mut is_after_point, mut has_begun) = (false, false);
        for (at, token) in tokens.iter().enumerate() {
            let is_over = last.is_none_or(|last| at > last);
            match token {
                CodePiece::Literal(text) if has_begun && !is_over && !text.is_empty() => return None,
                CodePiece::Literal(text) if has_begun => digits.after.push_str(text),
                CodePiece::Literal(text) => digits.before.push_str(text),
                CodePiece::Sign('%') => {
                    digits.scale += 2;
                    if has_begun { &mut digits.after } else { &mut digits.before }.push('%');
                }
                CodePiece::Sign('.') => is_after_point = true,
                CodePiece::Sign(',') if is_over => digits.scale -= 3,
                CodePiece::Sign(',') => digits.has_thousands = true,
                CodePiece::Sign(place) => {
                    has_begun = true;
                    match (is_after_point, place) {
                        (false, '0') => digits.whole += 1,
                        (false, _) => {}
                        (true, '0') => digits.decimals = (digits.decimals.1 + 1, digits.decimals.1 + 1),
                        (true, _) => digits.decimals.1 += 1,
                    }
                }
                CodePiece::Part(..) | CodePiece::Elapsed(_) | CodePiece::HalfOfDay | CodePiece::SectionEnd => {
                    return None;
                }
            }
        }
        (digits.decimals.1 <= MAX_DECIMALS).then_some(digits)
    }

    fn shown(&self, number: f64) -> Option<String> {
        if !self.has_place {
            return Some(format!("{}{}", self.before, self.after));
        }
        let number = number * 10_f64.powi(self.scale);
        if number.abs() >= MAX_NUMBER {
            return None;
        }
        let (least, most) = self.decimals;
        let text = rounded(number.abs(), most);
        let (whole, decimals) = text.split_once('.').unwrap_or((&text, ""));
        let mut decimals = decimals;
        while decimals.len() > least && decimals.ends_with('0') {
            decimals = &decimals[..decimals.len() - 1];
        }
        let whole = format!("{:0>1$}", whole.trim_start_matches('0'), self.whole);
        let whole = if self.has_thousands { with_commas(&whole) } else { whole };
        let is_negative = number < 0.0 && text.contains(|c: char| ('1'..='9').contains(&c));
        let (sign, point) = (if is_negative { "-" } else { "" }, if decimals.is_empty() { "" } else { "." });
        Some(format!("{sign}{}{whole}{point}{decimals}{}", self.before, self.after))
    }
}

/// A number with this many decimals, halves rounded up as people round what they read.
fn rounded(number: f64, decimals: usize) -> String {
    let exact = format!("{number}");
    let is_half = exact.split_once('.').is_some_and(|(_, after)| after.len() == decimals + 1 && after.ends_with('5'));
    let up = if is_half { 10_f64.powi(-i32::try_from(decimals).unwrap_or(i32::MAX) - 2) } else { 0.0 };
    format!("{:.decimals$}", number + up)
}

fn with_commas(whole: &str) -> String {
    let mut text = String::with_capacity(whole.len() * 4 / 3 + 1);
    for (at, digit) in whole.chars().enumerate() {
        if at > 0 && (whole.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// A number without a format: the digits of the file, or as many of them as a cell shows.
pub(super) fn general(number: f64, value: &str) -> String {
    const SHOWN_DIGITS: usize = 10;
    let digits = value.bytes().filter(u8::is_ascii_digit).count();
    let is_plain = value.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b'.' | b'-'));
    if is_plain && digits <= SHOWN_DIGITS + 1 || number.abs() >= MAX_NUMBER {
        return value.to_owned();
    }
    let whole = if number.abs() < 1.0 { 1 } else { number.abs().log10() as usize + 1 };
    let text = format!("{number:.*}", SHOWN_DIGITS.saturating_sub(whole));
    if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.').to_owned() } else { text }
}

/// A day or a time; none for a number that is none.
fn moment(tokens: &[CodePiece], is_12_hours: bool, number: f64, is_1904: bool) -> Option<String> {
    // The first day of 1900 is number 1; a 29 February that this year did not have is number 60.
    const DAYS_TO_1970: [i64; 2] = [25_569, 24_107];
    const LAST: f64 = 2_958_466.0;
    if !(0.0..LAST).contains(&number) {
        return None;
    }
    let seconds = (number * 86_400.0).round() as i64;
    let (serial, second) = (seconds / 86_400, seconds % 86_400);
    let days = serial - DAYS_TO_1970[usize::from(is_1904)] + i64::from(!is_1904 && serial < 60);
    let (year, month, day) = match Date::from_days(days)?.parts() {
        (year, Some(month), Some(day)) => (year, month, day),
        _ => return None,
    };
    let weekday = WEEKDAYS[usize::try_from((days + 4).rem_euclid(7)).ok()?];
    let named = month_name(month)?;
    let hour = second / 3600;
    let shown_hour = if is_12_hours { (hour + 11) % 12 + 1 } else { hour };
    let minute = second / 60 % 60;
    let padded = |number: i64, length: usize| format!("{number:0length$}");
    let mut text = String::new();
    for (at, token) in tokens.iter().enumerate() {
        let piece = match token {
            CodePiece::Literal(literal) => literal.clone(),
            CodePiece::SectionEnd => String::new(),
            CodePiece::HalfOfDay => if hour < 12 { "AM" } else { "PM" }.to_owned(),
            CodePiece::Elapsed('h') => (seconds / 3600).to_string(),
            CodePiece::Elapsed('m') => (seconds / 60).to_string(),
            CodePiece::Elapsed(_) => seconds.to_string(),
            CodePiece::Part('m', length) if is_of_minutes(tokens, at) => padded(minute, (*length).min(2)),
            CodePiece::Part('y', 1 | 2) => padded(i64::from(year) % 100, 2),
            CodePiece::Part('y', _) => year.to_string(),
            CodePiece::Part('m', length @ (1 | 2)) => padded(i64::from(month), *length),
            CodePiece::Part('m', 3) => named[..3].to_owned(),
            CodePiece::Part('m', 5) => named[..1].to_owned(),
            CodePiece::Part('m', _) => named.to_owned(),
            CodePiece::Part('d', length @ (1 | 2)) => padded(i64::from(day), *length),
            CodePiece::Part('d', 3) => weekday[..3].to_owned(),
            CodePiece::Part('d', _) => weekday.to_owned(),
            CodePiece::Part('h', length) => padded(shown_hour, (*length).min(2)),
            CodePiece::Part(_, length) => padded(second % 60, (*length).min(2)),
            // The decimals of a second.
            CodePiece::Sign('0' | '#' | '?' | '%') => String::new(),
            CodePiece::Sign(sign) if matches!(tokens.get(at + 1), Some(CodePiece::Sign(_))) && *sign == '.' => {
                String::new()
            }
            CodePiece::Sign(sign) => sign.to_string(),
        };
        text.push_str(&piece);
    }
    Some(text)
}

/// Whether an `m` stands for minutes: beside hours before it or seconds after it.
fn is_of_minutes(tokens: &[CodePiece], at: usize) -> bool {
    let is_named = |token: &&CodePiece| matches!(token, CodePiece::Part(..) | CodePiece::Elapsed(_));
    let before = tokens[..at].iter().rev().find(is_named);
    let after = tokens[at + 1..].iter().find(is_named);
    matches!(before, Some(CodePiece::Part('h', _) | CodePiece::Elapsed('h')))
        || matches!(after, Some(CodePiece::Part('s', _) | CodePiece::Elapsed('s')))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(code: &str, number: f64) -> String {
        let format = NumberFormat::of(code);
        format.and_then(|format| format.shown(number, false)).unwrap_or_else(|| general(number, &number.to_string()))
    }

    #[test]
    fn numbers_are_shown_by_their_codes() {
        for (code, number, expected) in [
            ("0", 12.5, "13"),
            ("0.00", 1.005, "1.01"),
            ("0.0%", 0.256, "25.6%"),
            ("0%", 1.0, "100%"),
            ("#,##0", 1_234_567.0, "1,234,567"),
            ("#,##0", 999.0, "999"),
            ("\"£\"#,##0.00", 1234.5, "£1,234.50"),
            ("[$£-809]#,##0;[Red]-[$£-809]#,##0", -1500.0, "-£1,500"),
            ("#,##0;(#,##0);\"-\"", -7.0, "(7)"),
            ("#,##0;(#,##0);\"-\"", 0.0, "-"),
            ("0000", 42.0, "0042"),
            ("0.0##", 2.5, "2.5"),
            ("0.0,,\"m\"", 2_500_000.0, "2.5m"),
            ("0", -0.2, "0"),
            ("0 \"children\"", 3.0, "3 children"),
            ("00000 000000", 2_079_460_000.0, "2079460000"),
            ("General", 0.1 + 0.2, "0.3"),
            ("0.00E+00", 12_345.0, "12345"),
            ("# ?/?", 0.5, "0.5"),
            ("0.00", 1e15, "1000000000000000"),
        ] {
            assert_eq!(shown(code, number), expected, "{code}");
        }
    }

    #[test]
    fn days_and_times_are_shown_by_their_codes() {
        // 5 March 2019 is a Tuesday, and day 43,529.
        for (code, number, expected) in [
            ("dd/mm/yyyy", 43_529.0, "05/03/2019"),
            ("d mmmm yyyy", 43_529.0, "5 March 2019"),
            ("[$-F800]dddd, mmmm dd, yyyy", 43_529.0, "Tuesday, March 05, 2019"),
            ("ddd d-mmm-yy", 43_529.0, "Tue 5-Mar-19"),
            ("yyyy-mm-dd h:mm", 43_529.75, "2019-03-05 18:00"),
            ("h:mm AM/PM", 0.75, "6:00 PM"),
            ("h:mm AM/PM", 0.0, "12:00 AM"),
            ("[h]:mm:ss", 1.5, "36:00:00"),
            ("mm:ss.0", 0.000_694_5, "01:00"),
            ("dd/mm/yyyy", 1.0, "01/01/1900"),
            ("dd/mm/yyyy", 61.0, "01/03/1900"),
            ("dd/mm/yyyy", -1.0, "-1"),
        ] {
            assert_eq!(shown(code, number), expected, "{code}");
        }
        let format = NumberFormat::of("dd/mm/yyyy").expect("a format");
        assert_eq!(format.shown(42_067.0, true).as_deref(), Some("05/03/2019"), "days from 1904");
    }

    #[test]
    fn codes_that_are_not_known_are_none() {
        for code in ["General", "@", "[", "0.00E+00", "b2yyyy"] {
            assert!(NumberFormat::of(code).is_none(), "{code}");
        }
    }
}
