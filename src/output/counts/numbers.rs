//! Numbers, shares and rates as text. What is not all is never "100%", and what is not nothing never "0%".

/// A number for people: "19,708".
pub(super) fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut grouped = String::with_capacity(digits.len() + digits.len() / 3);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped
}

/// A share in percent.
pub(in crate::output) fn percent(part: u64, of: u64) -> String {
    if of == 0 {
        return "–".to_owned();
    }
    let rounded = (part as f64 / of as f64 * 100.0).round();
    if rounded < 1.0 && part > 0 {
        "<1%".to_owned()
    } else if rounded > 99.0 && part < of {
        ">99%".to_owned()
    } else {
        format!("{rounded:.0}%")
    }
}

/// A rate, with a digit after the point where it is small.
pub(super) fn rate(rate: f64) -> String {
    if rate > 0.0 && rate < 0.05 {
        "<0.1".to_owned()
    } else if rate < 100.0 {
        format!("{rate:.1}")
    } else {
        grouped(rate.round() as u64)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thousands_are_apart() {
        for (number, expected) in
            [(0, "0"), (999, "999"), (1_000, "1,000"), (19_708, "19,708"), (1_234_567, "1,234,567")]
        {
            assert_eq!(grouped(number), expected);
        }
    }

    #[test]
    fn shares_do_not_claim_all_or_nothing() {
        for (part, of, expected) in
            [(0, 9, "0%"), (1, 400, "<1%"), (22, 24, "92%"), (399, 400, ">99%"), (9, 9, "100%"), (0, 0, "–")]
        {
            assert_eq!(percent(part, of), expected);
        }
        for (given, expected) in [(0.0, "0.0"), (0.04, "<0.1"), (2.06, "2.1"), (123.4, "123")] {
            assert_eq!(rate(given), expected);
        }
    }
}
