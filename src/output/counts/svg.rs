//! Elements of a picture as SVG. Colours are classes, so that one picture is for light and dark, and text stays text.

use std::fmt::Write;

use crate::output::xml::escaped;

/// The blue of Okabe and Ito, which the colour-blind can tell from what is around it, and their sky blue on dark.
const STYLE: &str = "\
svg{--ink:#222;--faint:#5f6368;--line:#dadce0;--paper:#fff;--fill:#0072b2;--half:#222}
@media (prefers-color-scheme:dark){svg{--ink:#e8eaed;--faint:#a8adb3;--line:#3c4043;--paper:#1b1c1e;--fill:#56b4e9;--half:#1b1c1e}}
.paper{fill:var(--paper)}.fill{fill:var(--fill)}.line{stroke:var(--line)}
text{font-family:system-ui,-apple-system,'Segoe UI','Liberation Sans',Arial,sans-serif;font-size:13px;fill:var(--ink)}
.title{font-size:17px;font-weight:600}.faint{fill:var(--faint);font-size:12px}.on{fill:var(--paper)}
.end{text-anchor:end}.mid{text-anchor:middle}.half{fill:var(--half)}";

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
             role=\"img\" style=\"max-width:100%;height:auto\">\n<title>{}</title>\n<style>{STYLE}</style>\n\
             <rect width=\"100%\" height=\"100%\" class=\"paper\"/>\n{body}</svg>\n",
            escaped(about)
        )
    }
}
