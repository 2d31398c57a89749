//! The names of the months.

const NAMES: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// The month of that name, from 1: whole, its first three letters, or "sept", in any case.
pub fn month_named(name: &str) -> Option<i8> {
    let is_short = name.len() == 3 || name.eq_ignore_ascii_case("sept");
    let is_named = |month: &str| {
        let start = if is_short { month.get(..name.len()) } else { Some(month) };
        start.is_some_and(|start| start.eq_ignore_ascii_case(name))
    };
    NAMES.iter().position(|month| is_named(month)).and_then(|at| i8::try_from(at + 1).ok())
}

/// The name of a month, from 1.
pub fn month_name(month: i8) -> Option<&'static str> {
    NAMES.get(usize::try_from(month).ok()?.checked_sub(1)?).copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn months_are_read_and_written() {
        for (text, month) in [
            ("january", Some(1)),
            ("May", Some(5)),
            ("SEP", Some(9)),
            ("sept", Some(9)),
            ("Septe", None),
            ("ma", None),
            ("", None),
            ("décembre", None),
        ] {
            assert_eq!(month_named(text), month, "{text}");
        }
        assert_eq!((month_name(12), month_name(13), month_name(0)), (Some("December"), None, None));
    }
}
