//! Elements of a picture as SVG. Colours are classes, so that one picture is for light and dark, and text stays text.

use std::fmt::Write;

use crate::output::xml::escaped;

/// The colours of a scheme, as CSS has them.
struct Scheme {
    ink: &'static str,
    faint: &'static str,
    line: &'static str,
    paper: &'static str,
    fill: &'static str,
    /// Letters on shades that are half filled, mostly filled and full.
    on: [&'static str; 3],
}

/// The blue of Okabe and Ito, which the colour-blind can tell from what is around it.
const LIGHT: Scheme = Scheme {
    ink: "#222222",
    faint: "#5f6368",
    line: "#dadce0",
    paper: "#ffffff",
    fill: "#0072b2",
    on: ["#000000", "#000000", "#ffffff"],
};

/// Their sky blue.
const DARK: Scheme = Scheme {
    ink: "#e8eaed",
    faint: "#a8adb3",
    line: "#3c4043",
    paper: "#1b1c1e",
    fill: "#56b4e9",
    on: ["#ffffff", "#000000", "#000000"],
};

/// The classes of letters on shades, and the densest shade that each is for: those in which letters have a contrast of at
/// least 4.5 in both schemes, as WCAG 2 asks for.
const ON_SHADES: [(&str, f64); 4] = [("", 0.45), ("half", 0.63), ("most", 0.92), ("full", 1.0)];

/// The class of letters on a shade of some density.
pub(super) fn ink_on(density: f64) -> &'static str {
    ON_SHADES.iter().find(|(_, densest)| density <= *densest).map_or("full", |(class, _)| class)
}

const STYLE: &str = "\
.paper{fill:var(--paper)}.fill{fill:var(--fill)}.line{stroke:var(--line)}
text{font-family:system-ui,-apple-system,'Segoe UI','Liberation Sans',Arial,sans-serif;font-size:13px;fill:var(--ink)}
.title{font-size:17px;font-weight:600}.faint{fill:var(--faint);font-size:12px}
.end{text-anchor:end}.mid{text-anchor:middle}.half{fill:var(--half)}.most{fill:var(--most)}.full{fill:var(--full)}";

impl Scheme {
    /// Its colours as variables.
    fn variables(&self) -> String {
        let Scheme { ink, faint, line, paper, fill, on: [half, most, full] } = self;
        format!(
            "svg{{--ink:{ink};--faint:{faint};--line:{line};--paper:{paper};--fill:{fill};--half:{half};--most:{most};--full:{full}}}"
        )
    }
}

/// About how wide a letter is in the size of most text.
const LETTER: f64 = 7.3;

/// A picture while it is drawn.
pub(super) struct Picture {
    pub(super) width: f64,
    body: String,
}

impl Picture {
    /// An empty one of a width.
    pub(super) fn new(width: f64) -> Picture {
        Picture { width, body: String::new() }
    }

    /// About how much room a text takes.
    pub(super) fn room(text: &str) -> f64 {
        text.chars().count() as f64 * LETTER
    }

    /// A text, its foot at `y`.
    pub(super) fn text(&mut self, (x, y): (f64, f64), class: &str, text: &str) {
        let _ = writeln!(self.body, "<text x=\"{x:.0}\" y=\"{y:.0}\" class=\"{class}\">{}</text>", escaped(text));
    }

    /// A text that rises from its left end.
    pub(super) fn rising_text(&mut self, (x, y): (f64, f64), class: &str, text: &str) {
        let _ = writeln!(
            self.body,
            "<text transform=\"translate({x:.0},{y:.0}) rotate(-45)\" class=\"{class}\">{}</text>",
            escaped(text)
        );
    }

    /// A filled rectangle, as dense as `share` says, that tells its numbers to those who point at it.
    pub(super) fn area(&mut self, (x, y): (f64, f64), (width, height): (f64, f64), share: f64, told: &str) {
        let _ = writeln!(
            self.body,
            "<rect x=\"{x:.1}\" y=\"{y:.1}\" width=\"{width:.1}\" height=\"{height:.1}\" class=\"fill\" fill-opacity=\"{share:.2}\"><title>{}</title></rect>",
            escaped(told)
        );
    }

    /// A thin line.
    pub(super) fn line(&mut self, (x1, y1): (f64, f64), (x2, y2): (f64, f64)) {
        let _ =
            writeln!(self.body, "<line x1=\"{x1:.1}\" y1=\"{y1:.1}\" x2=\"{x2:.1}\" y2=\"{y2:.1}\" class=\"line\"/>");
    }

    /// The whole picture, as high as it has become.
    pub(super) fn finish(self, height: f64, about: &str) -> String {
        let Picture { width, body } = self;
        format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width:.0} {height:.0}\" width=\"{width:.0}\" \
             role=\"img\" style=\"max-width:100%;height:auto\">\n<title>{}</title>\n<style>{}\n@media (prefers-color-scheme:dark){{{}}}\n{STYLE}</style>\n\
             <rect width=\"100%\" height=\"100%\" class=\"paper\"/>\n{body}</svg>\n",
            escaped(about),
            LIGHT.variables(),
            DARK.variables()
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Red, green and blue, from 0 to 1.
    fn colour(hex: &str) -> [f64; 3] {
        [1, 3, 5].map(|at| f64::from(u8::from_str_radix(&hex[at..at + 2], 16).expect("it is a colour")) / 255.0)
    }

    /// The relative luminance of WCAG 2.
    fn luminance(colour: [f64; 3]) -> f64 {
        let linear = colour.map(|c| if c <= 0.03928 { c / 12.92 } else { libm::pow((c + 0.055) / 1.055, 2.4) });
        0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
    }

    #[test]
    fn figures_can_be_read_on_every_shade() {
        for scheme in [LIGHT, DARK] {
            for percent in 0..=100 {
                let density = f64::from(percent) / 100.0;
                let letters = match ink_on(density) {
                    "" => scheme.ink,
                    class => {
                        scheme.on[["half", "most", "full"].iter().position(|known| *known == class).expect("known")]
                    }
                };
                let (fill, paper) = (colour(scheme.fill), colour(scheme.paper));
                let shade = [0, 1, 2].map(|at| fill[at] * density + paper[at] * (1.0 - density));
                let (one, other) = (luminance(shade), luminance(colour(letters)));
                let contrast = (one.max(other) + 0.05) / (one.min(other) + 0.05);
                assert!(contrast >= 4.5, "{letters} at {percent}% of {}: {contrast:.2}", scheme.fill);
            }
        }
    }
}
