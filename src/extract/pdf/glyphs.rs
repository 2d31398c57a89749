//! Characters that stand for others: letters of symbol fonts that are bullets, places of the private
//! use area.

/// The text with the bullets of symbol fonts as bullets.
pub(super) fn mended(text: &str, font: &str) -> String {
    let font = font.to_ascii_lowercase();
    let symbols = ["wingding", "webding", "symbol", "dingbat"].iter().any(|name| font.contains(name));
    let mut mended = String::with_capacity(text.len());
    let mut rest = text.chars();
    // The bullet and the words behind it may come as one piece in the bullet's font.
    let alone = text.trim().chars().count() == 1;
    let leads = text.trim_start().chars().nth(1).is_some_and(char::is_whitespace);
    if symbols && (alone || leads) {
        for c in rest.by_ref() {
            mended.push(if c.is_whitespace() { c } else { bullet_of(c).unwrap_or('•') });
            if !c.is_whitespace() {
                break;
            }
        }
    } else if font.contains("courier") && (alone || leads) && text.trim_start().starts_with('o') {
        return text.replacen('o', "○", 1);
    }
    mended.extend(rest.map(|c| if is_private(c) { bullet_of(c).unwrap_or(c) } else { c }));
    mended
}

fn is_private(c: char) -> bool {
    ('\u{f020}'..='\u{f0ff}').contains(&c)
}

/// The bullet that a letter of a symbol font shows.
fn bullet_of(c: char) -> Option<char> {
    let code = if is_private(c) { u32::from(c) - 0xf000 } else { u32::from(c) };
    Some(match code {
        0x6e | 0x25a0 => '■',
        0xa7 | 0x25aa => '▪',
        0x6c | 0x25cf => '●',
        0xb7 | 0x9f | 0x178 | 0x2022 => '•',
        0x6f | 0x71 | 0x72 | 0xa8 => '□',
        0x76 => '❖',
        0xd8 => '➢',
        0xfc => '✓',
        0x2d => '-',
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bullets_of_symbol_fonts_are_bullets() {
        for (text, font, expected) in [
            ("n", "BCDEEE+Wingdings-Regular", "■"),
            ("n The plan", "Wingdings", "■ The plan"),
            ("\u{f0b7} The plan", "SymbolMT", "• The plan"),
            ("\u{f0b7}", "Tahoma", "•"),
            ("§", "Wingdings", "▪"),
            ("o", "CourierNewPSMT", "○"),
            ("o The plan", "CourierNew", "○ The plan"),
            ("not a bullet", "Wingdings", "not a bullet"),
            ("n", "Tahoma", "n"),
        ] {
            assert_eq!(mended(text, font), expected, "{text} in {font}");
        }
    }
}
