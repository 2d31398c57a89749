//! Messages for people on stderr: a line at a time, and no wider than the terminal.

use std::io::{self, IsTerminal, Write};

use crate::output::wrapped_line;

/// What a line that continues another begins with, besides what that begins with.
const CONTINUED: &str = "  ";

/// Stderr by lines.
pub(super) struct Messages {
    /// The columns of the terminal, if it is one.
    width: Option<usize>,
    /// The beginning of a line.
    line: Vec<u8>,
}

impl Messages {
    pub(super) fn to_stderr() -> Messages {
        let stderr = io::stderr();
        let width = if stderr.is_terminal() { terminal_size::terminal_size_of(&stderr) } else { None };
        Messages { width: width.map(|(width, _)| usize::from(width.0).max(20)), line: Vec::new() }
    }
}

impl Write for Messages {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.line.extend_from_slice(bytes);
        if let Some(end) = self.line.iter().rposition(|&byte| byte == b'\n') {
            let lines: Vec<u8> = self.line.drain(..=end).collect();
            let mut stderr = io::stderr();
            match (self.width, std::str::from_utf8(&lines)) {
                (Some(width), Ok(text)) => stderr.write_all(wrapped(text, width).as_bytes())?,
                _ => stderr.write_all(&lines)?,
            }
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        let mut stderr = io::stderr();
        stderr.write_all(&std::mem::take(&mut self.line))?;
        stderr.flush()
    }
}

impl Drop for Messages {
    fn drop(&mut self) {
        let _ = self.flush();
    }
}

/// Lines that are no wider than a terminal; those that continue one are indented.
pub(super) fn wrapped(text: &str, width: usize) -> String {
    let wrap = |line: &str| {
        let lead = line.len() - line.trim_start_matches(' ').len();
        let lead = if lead * 2 > width { 0 } else { lead };
        wrapped_line(line, width, &format!("{}{CONTINUED}", " ".repeat(lead)))
    };
    text.lines().map(|line| wrap(line) + "\n").collect()
}

#[cfg(test)]
mod tests {
    use super::wrapped;

    #[test]
    fn long_lines_are_wrapped_and_short_ones_left_alone() {
        assert_eq!(wrapped("ab cd\n  efgh ij kl\n", 80), "ab cd\n  efgh ij kl\n");
        assert_eq!(wrapped("  efgh ij kl mn\n", 9), "  efgh ij\n    kl mn\n");
        assert_eq!(wrapped("nowhereto break\n", 5), "nowhereto\n  break\n");
    }
}
