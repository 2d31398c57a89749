//! Progress bars on a terminal.

use std::io::{self, IsTerminal};
use std::time::Duration;

use indicatif::{ProgressBar, ProgressState, ProgressStyle};

use crate::indexer::Progress;

/// The time in which the speed is not known well enough to say how long the rest takes.
const UNCERTAIN: Duration = Duration::from_secs(3);

/// A narrower terminal has room for the bar alone.
const MIN_COLUMNS: u16 = 80;

/// A bar on stderr; hidden where that is no terminal, or is not wanted.
pub(super) fn bar(quiet: bool, template: &str, narrow: &str) -> ProgressBar {
    if quiet || !io::stderr().is_terminal() {
        return ProgressBar::hidden();
    }
    let is_narrow = terminal_size::terminal_size_of(io::stderr()).is_some_and(|(width, _)| width.0 < MIN_COLUMNS);
    let bar = ProgressBar::new(0);
    let left = |state: &ProgressState, text: &mut dyn std::fmt::Write| {
        // A sink of text does not fail.
        let _ = text.write_str(&left(state.elapsed(), state.pos(), state.len()));
    };
    if let Ok(style) = ProgressStyle::with_template(if is_narrow { narrow } else { template }) {
        bar.set_style(style.with_key("left", left));
    }
    bar.enable_steady_tick(Duration::from_millis(100));
    bar
}

/// How long the rest takes at the mean speed so far, in words; nothing while that is uncertain.
fn left(elapsed: Duration, done: u64, all: Option<u64>) -> String {
    match all {
        Some(all) if elapsed >= UNCERTAIN && done > 0 && all > done => {
            let seconds = (elapsed.as_secs_f64() * (all - done) as f64 / done as f64).ceil();
            match seconds as u64 {
                seconds @ 0..=99 => format!("{seconds} s left"),
                seconds @ 100..=5_999 => format!("{} min left", seconds.div_ceil(60)),
                seconds => format!("{} h left", seconds.div_ceil(3_600)),
            }
        }
        _ => String::new(),
    }
}

/// A bar with files, passages and speed.
pub(super) struct IndexingBar {
    bar: ProgressBar,
    quiet: bool,
    passages: usize,
}

impl IndexingBar {
    pub(super) fn new(quiet: bool) -> IndexingBar {
        IndexingBar { bar: ProgressBar::hidden(), quiet, passages: 0 }
    }

    pub(super) fn show(&mut self, progress: Progress) {
        match progress {
            Progress::Started { files, bytes } if files > 0 => {
                let template = "{prefix}  {bar:24}  {percent:>3}%  {msg}  {left}";
                self.bar = bar(self.quiet, template, "{wide_bar}  {percent:>3}%  {left}");
                self.bar.set_length(bytes);
                self.bar.set_prefix(super::counted(files as u64, "file"));
            }
            Progress::Started { .. } => {}
            Progress::Passages(passages) => {
                self.passages += passages;
                if !self.bar.is_hidden() {
                    self.bar.set_message(super::counted(self.passages as u64, "passage"));
                }
            }
            Progress::File(bytes) => self.bar.inc(bytes),
        }
    }
}

impl Drop for IndexingBar {
    fn drop(&mut self) {
        self.bar.finish_and_clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_rest_is_estimated_once_the_speed_is_known() {
        for (elapsed, done, all, expected) in [
            (2, 50, Some(100), ""),
            (3, 0, Some(100), ""),
            (3, 50, None, ""),
            (3, 50, Some(100), "3 s left"),
            (10, 1, Some(100), "17 min left"),
            (60, 1, Some(1_000), "17 h left"),
            (60, 100, Some(100), ""),
        ] {
            assert_eq!(left(Duration::from_secs(elapsed), done, all), expected, "{elapsed} {done}");
        }
    }
}
