//! The kind of output: a terminal with a width and colours, or a pipe with neither.

use std::env;
use std::io::{self, IsTerminal};

use crate::output::TextStyle;

use super::args::Common;
use super::choices::ColourChoice;

/// Where data is written.
#[derive(Clone, Copy, Debug)]
pub(super) struct Terminal {
    /// The style of text there.
    pub(super) style: TextStyle,
}

impl Terminal {
    /// Inspects stdout and the environment.
    pub(super) fn new(common: &Common) -> Terminal {
        let is_terminal = io::stdout().is_terminal();
        let set = |name: &str| env::var_os(name).is_some_and(|value| !value.is_empty());
        let dumb = env::var_os("TERM").is_some_and(|term| term == "dumb");
        let colour = match common.color {
            ColourChoice::Always => true,
            ColourChoice::Never => false,
            ColourChoice::Auto => is_terminal && !set("NO_COLOR") && !dumb,
        };
        let width = terminal_size::terminal_size().map(|(width, _)| usize::from(width.0)).filter(|_| is_terminal);
        let width = width.map_or(TextStyle::PLAIN.width, |width| width.clamp(40, 120));
        Terminal { style: TextStyle { colour, links: is_terminal && colour, width, whole: false } }
    }
}
