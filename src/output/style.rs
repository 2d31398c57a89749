//! How text is set: its colours, its width, its links.

use anstyle::{Ansi256Color, AnsiColor, Color, Effects, RgbColor, Style};

/// How text is set.
#[derive(Clone, Copy, Debug)]
pub struct TextStyle {
    /// Whether there are colours, bold and the like, and which.
    pub colours: Option<Colours>,
    /// Links on ids, as OSC 8 has them.
    pub links: bool,
    /// The widest line, in columns.
    pub width: usize,
    /// How much of a hit is shown.
    pub amount: Amount,
    /// Ids in full, which name the file, rather than short ones.
    pub long_ids: bool,
}

/// How much of a hit is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Amount {
    /// The lines around its matches.
    Around,
    /// Its whole passage.
    Whole,
    /// What fits on one line with its place.
    Line,
}

impl TextStyle {
    /// For a pipe.
    pub const PLAIN: TextStyle =
        TextStyle { colours: None, links: false, width: 100, amount: Amount::Around, long_ids: false };

    pub(super) fn paint(&self, role: TextRole, text: &str) -> String {
        let mut painted = String::with_capacity(text.len());
        self.paint_onto(&mut painted, role, text);
        painted
    }

    pub(super) fn paint_onto(&self, painted: &mut String, role: TextRole, text: &str) {
        match self.colours.map(|colours| colours.of(role)) {
            Some(style) if !style.is_plain() => painted.push_str(&format!("{style}{text}{style:#}")),
            _ => painted.push_str(text),
        }
    }
}

/// What a piece of text is, as far as its colour depends on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum TextRole {
    /// Anything else.
    Plain,
    /// The words that match.
    Match,
    /// The name that a hit begins with.
    Name,
    /// What is around a hit: headings, neighbours, ids.
    Faint,
    /// A hit that only the newer run has.
    Gained,
    /// A hit that only the older run has.
    Lost,
    /// A query that differs otherwise.
    Changed,
}

/// The roles that have a name in a list of colours.
const NAMED: [(&str, TextRole); 6] = [
    ("match", TextRole::Match),
    ("name", TextRole::Name),
    ("faint", TextRole::Faint),
    ("gained", TextRole::Gained),
    ("lost", TextRole::Lost),
    ("changed", TextRole::Changed),
];

/// The colour of each role. By default, they can be read on a light and on a dark background: what matters is bold or
/// underlined in the terminal's own colour.
#[derive(Clone, Copy, Debug)]
pub struct Colours([Style; NAMED.len()]);

impl Default for Colours {
    fn default() -> Colours {
        Colours([
            Style::new().bold().underline(),
            Style::new().bold(),
            Style::new().dimmed(),
            AnsiColor::Green.on_default(),
            AnsiColor::Red.on_default(),
            AnsiColor::Magenta.on_default(),
        ])
    }
}

impl Colours {
    /// The default with changes in the manner of `GREP_COLORS`: `match=1;31:faint=2`.
    ///
    /// # Errors
    /// The first item that is not a role with the numbers of a colour.
    pub fn from_list(list: &str) -> Result<Colours, String> {
        let mut colours = Colours::default();
        for item in list.split(':').filter(|item| !item.is_empty()) {
            let (name, numbers) = item.split_once('=').ok_or_else(|| format!("“{item}” is not ROLE=NUMBERS"))?;
            let at = NAMED.iter().position(|(known, _)| *known == name).ok_or_else(|| {
                format!("there is no role “{name}”; roles are {}", NAMED.map(|(name, _)| name).join(", "))
            })?;
            colours.0[at] = style_of(numbers)
                .ok_or_else(|| format!("“{numbers}” are not the numbers of a colour, such as 1;31"))?;
        }
        Ok(colours)
    }

    fn of(&self, role: TextRole) -> Style {
        NAMED.iter().position(|(_, named)| *named == role).map_or(Style::new(), |at| self.0[at])
    }
}

/// The style of numbers as terminals know them (SGR); none if they are anything else.
fn style_of(numbers: &str) -> Option<Style> {
    let numbers: Vec<u8> = match numbers {
        "" => Vec::new(),
        numbers => numbers.split(';').map(|number| number.parse::<u8>().ok()).collect::<Option<_>>()?,
    };
    let mut style = Style::new();
    let mut rest = numbers.as_slice();
    while let [number, after @ ..] = rest {
        rest = after;
        style = match number {
            0 => Style::new(),
            1 => style.bold(),
            2 => style.dimmed(),
            3 => style.italic(),
            4 => style.underline(),
            5 => style.blink(),
            7 => style.invert(),
            9 => style.effects(style.get_effects() | Effects::STRIKETHROUGH),
            30..=37 | 90..=97 => style.fg_color(Some(basic(*number)?)),
            40..=47 | 100..=107 => style.bg_color(Some(basic(*number - 10)?)),
            38 | 48 => {
                let (colour, after) = extended(rest)?;
                rest = after;
                if *number == 38 { style.fg_color(Some(colour)) } else { style.bg_color(Some(colour)) }
            }
            _ => return None,
        };
    }
    Some(style)
}

/// One of the sixteen colours that every terminal has, by the number of the foreground.
fn basic(number: u8) -> Option<Color> {
    let bright = number >= 90;
    let colour = match number % 10 {
        0 => AnsiColor::Black,
        1 => AnsiColor::Red,
        2 => AnsiColor::Green,
        3 => AnsiColor::Yellow,
        4 => AnsiColor::Blue,
        5 => AnsiColor::Magenta,
        6 => AnsiColor::Cyan,
        7 => AnsiColor::White,
        _ => return None,
    };
    Some(Color::Ansi(colour.bright(bright)))
}

/// The colour after 38 or 48, and the numbers after it.
fn extended(numbers: &[u8]) -> Option<(Color, &[u8])> {
    match numbers {
        [5, number, rest @ ..] => Some((Color::Ansi256(Ansi256Color(*number)), rest)),
        [2, red, green, blue, rest @ ..] => Some((Color::Rgb(RgbColor(*red, *green, *blue)), rest)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_of_colours_changes_what_it_names() {
        let style = |list: &str| TextStyle { colours: Some(Colours::from_list(list).expect(list)), ..TextStyle::PLAIN };
        assert_eq!(style("").paint(TextRole::Match, "x"), "\u{1b}[1m\u{1b}[4mx\u{1b}[0m");
        assert_eq!(style("match=1;31:faint=").paint(TextRole::Match, "x"), "\u{1b}[1m\u{1b}[31mx\u{1b}[0m");
        assert_eq!(style("match=1;31:faint=").paint(TextRole::Faint, "x"), "x");
        assert_eq!(style("name=97;44").paint(TextRole::Name, "x"), "\u{1b}[97m\u{1b}[44mx\u{1b}[0m");
        assert_eq!(style("lost=38;5;208").paint(TextRole::Lost, "x"), "\u{1b}[38;5;208mx\u{1b}[0m");
        assert_eq!(style("lost=48;2;1;2;3").paint(TextRole::Lost, "x"), "\u{1b}[48;2;1;2;3mx\u{1b}[0m");
        assert_eq!(TextStyle::PLAIN.paint(TextRole::Match, "x"), "x");
    }

    #[test]
    fn what_is_no_colour_is_refused() {
        for list in [
            "match",
            "match=red",
            "match=1;\u{1b}[2J",
            "match=999",
            "match=38;5",
            "match=38",
            "mt=1",
            "match=1;;2",
            "=1",
        ] {
            assert!(Colours::from_list(list).is_err(), "{list}");
        }
    }
}
