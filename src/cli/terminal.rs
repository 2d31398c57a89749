//! The kind of output: a terminal with a width and colours, or a pipe with neither.

use std::env;
use std::io::{self, IsTerminal};

use crate::output::{Colours, Format, TextStyle};

use super::args::Common;
use super::choices::ColourChoice;
use super::pager::Screen;

/// Where data is written.
#[derive(Clone, Debug)]
pub(super) struct Terminal {
    /// The style of text there.
    pub(super) style: TextStyle,
    /// The screen, if text that is longer goes through a pager.
    screen: Option<Screen>,
    /// What is wrong with the environment, and ignored.
    pub(super) ignored: Vec<String>,
}

impl Terminal {
    /// Inspects stdout and the environment.
    pub(super) fn new(common: &Common) -> Terminal {
        let mut ignored = Vec::new();
        let is_terminal = io::stdout().is_terminal();
        let set = |name: &str| env::var_os(name).is_some_and(|value| !value.is_empty());
        let dumb = env::var_os("TERM").is_some_and(|term| term == "dumb");
        let colour = match common.color {
            ColourChoice::Always => true,
            ColourChoice::Never => false,
            ColourChoice::Auto => is_terminal && !set("NO_COLOR") && !dumb,
        };
        let list = env::var("FINDINGS_COLORS").unwrap_or_default();
        let colours = colour.then(|| {
            Colours::from_list(&list).unwrap_or_else(|why| {
                ignored.push(format!("FINDINGS_COLORS is ignored: {why}"));
                Colours::default()
            })
        });
        let size = terminal_size::terminal_size().filter(|_| is_terminal);
        let width = size.map_or(TextStyle::PLAIN.width, |(width, _)| usize::from(width.0).clamp(40, 120));
        let pages = is_terminal && !dumb && !common.no_pager;
        let screen = size.filter(|_| pages).map(|(_, height)| Screen::new(usize::from(height.0)));
        let screen = screen.unwrap_or(Ok(None)).unwrap_or_else(|why| {
            ignored.push(why);
            None
        });
        let links = is_terminal && colour;
        let style = TextStyle { colours, links, width, long_ids: common.long_ids, ..TextStyle::PLAIN };
        Terminal { style, screen, ignored }
    }

    /// The screen, for a format that people read there.
    pub(super) fn screen_for(&self, format: Format) -> Option<Screen> {
        self.screen.clone().filter(|_| format == Format::Text)
    }
}
