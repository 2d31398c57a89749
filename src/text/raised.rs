//! Raised digits: marks of footnotes and exponents, which are no part of the word before them.

const RAISED: [char; 10] = ['⁰', '¹', '²', '³', '⁴', '⁵', '⁶', '⁷', '⁸', '⁹'];

/// A longer raised number is neither a mark nor an exponent.
#[cfg(any(feature = "html", feature = "office"))]
const MAX_DIGITS: usize = 3;

/// Whether a character is a raised digit.
pub(crate) fn is_raised(c: char) -> bool {
    matches!(c, '¹' | '²' | '³' | '⁰' | '⁴'..='⁹')
}

/// A number as raised digits; none if there is anything but ASCII digits, or nothing.
pub(crate) fn raised_digits(number: &str) -> Option<String> {
    let raised = |c: char| c.to_digit(10).and_then(|digit| RAISED.get(usize::try_from(digit).ok()?));
    (!number.is_empty()).then(|| number.chars().map(raised).collect()).flatten()
}

/// What is printed raised as it is kept: a mark or an exponent as raised digits, all else as it is.
#[cfg(any(feature = "html", feature = "office"))]
pub(crate) fn as_raised(text: &str) -> std::borrow::Cow<'_, str> {
    let number = text.trim();
    match raised_digits(number).filter(|_| number.len() <= MAX_DIGITS) {
        Some(digits) => text.replace(number, &digits).into(),
        None => text.into(),
    }
}

/// Raised digits as a number; none if there is anything else, or nothing.
pub(crate) fn lowered_digits(raised: &str) -> Option<String> {
    let lowered = |c: char| char::from_digit(u32::try_from(RAISED.iter().position(|&one| one == c)?).ok()?, 10);
    (!raised.is_empty()).then(|| raised.chars().map(lowered).collect()).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_are_raised_and_lowered() {
        assert_eq!(raised_digits("1204567893").as_deref(), Some("¹²⁰⁴⁵⁶⁷⁸⁹³"));
        assert_eq!(lowered_digits("¹²⁰⁴⁵⁶⁷⁸⁹³").as_deref(), Some("1204567893"));
        for text in ["", "a", "1a", "1 2", "²"] {
            assert_eq!(raised_digits(text), None, "{text}");
        }
        assert_eq!(lowered_digits("2"), None);
        assert!(is_raised('⁷') && !is_raised('7'));
    }

    #[cfg(any(feature = "html", feature = "office"))]
    #[test]
    fn only_short_numbers_become_raised_digits() {
        for (text, expected) in [("3", "³"), (" 12 ", " ¹² "), ("rd", "rd"), ("2019", "2019"), ("1,2", "1,2"), ("", "")]
        {
            assert_eq!(as_raised(text), expected);
        }
    }
}
