//! Numbers in Roman numerals and in letters, as lists and pages are numbered.

/// A number from 1 to 3999 in small Roman numerals.
pub(super) fn roman(number: u64) -> Option<String> {
    const SIGNS: [(u64, &str); 13] = [
        (1000, "m"),
        (900, "cm"),
        (500, "d"),
        (400, "cd"),
        (100, "c"),
        (90, "xc"),
        (50, "l"),
        (40, "xl"),
        (10, "x"),
        (9, "ix"),
        (5, "v"),
        (4, "iv"),
        (1, "i"),
    ];
    if !(1..4000).contains(&number) {
        return None;
    }
    let (mut rest, mut text) = (number, String::new());
    for (value, sign) in SIGNS {
        while rest >= value {
            text.push_str(sign);
            rest -= value;
        }
    }
    Some(text)
}

/// A number from 1 in small letters: `a` to `z`, then `aa`, `bb` and so on, a letter more for each 26.
pub(super) fn letters(number: u64) -> Option<String> {
    let index = number.checked_sub(1)?;
    let letter = char::from(b'a' + u8::try_from(index % 26).ok()?);
    Some(letter.to_string().repeat(usize::try_from(index / 26 + 1).ok()?))
}
