//! Text that is longer than the screen goes through a pager, its summary first.

use std::env;
use std::io::{self, Write};
use std::process::{Child, ChildStdin, Command, Stdio};

use super::command_line;

/// The program that pages where `PAGER` names none.
const DEFAULT_PAGER: &str = "less";

/// The options of less where `LESS` has none: quit if all fits on a screen, pass colours on, leave the screen as it is.
const LESS: (&str, &str) = ("LESS", "FRX");

/// A screen, and the command that pages what is longer.
#[derive(Clone, Debug)]
pub(super) struct Screen {
    rows: usize,
    command: Vec<String>,
}

impl Screen {
    /// A screen of `rows` rows with the pager of `PAGER`, else less; none if there is to be no pager.
    ///
    /// # Errors
    /// Where `PAGER` is no command line.
    pub(super) fn new(rows: usize) -> Result<Option<Screen>, String> {
        let named = match env::var("PAGER") {
            Ok(named) => command_line::split(&named).map_err(|why| format!("PAGER: {why}"))?,
            Err(_) => vec![DEFAULT_PAGER.to_owned()],
        };
        Ok(match named.first().map(String::as_str) {
            None | Some("cat") => None,
            Some(_) => Some(Screen { rows, command: named }),
        })
    }
}

/// A writer that keeps what it is given until that is more than a screen.
pub(super) struct Paged<'w> {
    out: &'w mut dyn Write,
    state: PagerState,
    screen: Option<Screen>,
    /// What comes first in a pager.
    head: &'w dyn Fn() -> String,
}

enum PagerState {
    /// On its way to the terminal as it comes.
    Direct,
    /// Kept, with the number of its lines.
    Kept(Vec<u8>, usize),
    /// On its way through a pager.
    Paging(Child, ChildStdin),
}

impl<'w> Paged<'w> {
    /// Writes to `out`, or to a pager if it is more than a screen, and there after `head`.
    pub(super) fn new(out: &'w mut dyn Write, screen: Option<Screen>, head: &'w dyn Fn() -> String) -> Paged<'w> {
        let state = if screen.is_some() { PagerState::Kept(Vec::new(), 0) } else { PagerState::Direct };
        Paged { out, state, screen, head }
    }

    /// Writes what is left and waits for the pager; whether there was one.
    ///
    /// # Errors
    /// If the terminal or the pager cannot be written to.
    pub(super) fn finish(mut self) -> io::Result<bool> {
        self.flush()?;
        match std::mem::replace(&mut self.state, PagerState::Direct) {
            PagerState::Direct => Ok(false),
            PagerState::Kept(bytes, _) => {
                self.out.write_all(&bytes)?;
                self.out.flush()?;
                Ok(false)
            }
            PagerState::Paging(mut child, stdin) => {
                drop(stdin);
                child.wait()?;
                Ok(true)
            }
        }
    }

    /// Starts the pager with what was kept. Where it cannot be started, the text goes to the terminal.
    fn page(&mut self, kept: Vec<u8>) -> io::Result<()> {
        match self.screen.as_ref().and_then(|screen| start(&screen.command)) {
            Some((child, mut stdin)) => {
                let text = [(self.head)().into_bytes(), kept].concat();
                let written = stdin.write_all(&text);
                self.state = PagerState::Paging(child, stdin);
                written
            }
            None => {
                self.state = PagerState::Direct;
                self.out.write_all(&kept)
            }
        }
    }
}

/// A pager that reads from a pipe.
fn start(command: &[String]) -> Option<(Child, ChildStdin)> {
    let (program, arguments) = command.split_first()?;
    let mut pager = Command::new(program);
    pager.args(arguments).stdin(Stdio::piped());
    if env::var_os(LESS.0).is_none() {
        pager.env(LESS.0, LESS.1);
    }
    let mut child = pager.spawn().ok()?;
    let stdin = child.stdin.take()?;
    leave_interrupts_to_the_child();
    Some((child, stdin))
}

/// An interrupt from the keyboard is from now on for a program that has the terminal, such as a pager or an editor. It
/// would otherwise be left behind there, without its input or its parent.
pub(super) fn leave_interrupts_to_the_child() {
    #[cfg(unix)]
    let _ = signal_hook::flag::register(signal_hook::consts::SIGINT, std::sync::Arc::default());
}

impl Write for Paged<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let rows = self.screen.as_ref().map_or(0, |screen| screen.rows);
        match &mut self.state {
            PagerState::Direct => return self.out.write(bytes),
            PagerState::Paging(_, stdin) => return stdin.write(bytes),
            PagerState::Kept(kept, lines) => {
                kept.extend_from_slice(bytes);
                *lines += bytes.iter().filter(|&&byte| byte == b'\n').count();
                // The prompt and the last line of the summary take a row each.
                if *lines + 2 > rows {
                    let kept = std::mem::take(kept);
                    self.page(kept)?;
                }
            }
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        match &mut self.state {
            PagerState::Direct => self.out.flush(),
            PagerState::Paging(_, stdin) => stdin.flush(),
            PagerState::Kept(..) => Ok(()),
        }
    }
}

/// A pager that was left before its end is waited for too: until then it has the terminal.
impl Drop for Paged<'_> {
    fn drop(&mut self) {
        if let PagerState::Paging(mut child, stdin) = std::mem::replace(&mut self.state, PagerState::Direct) {
            drop(stdin);
            let _ = child.wait();
        }
    }
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    /// What a pager and the terminal get of a text.
    fn paged(text: &str, command: &[&str], file: &std::path::Path) -> (String, String, bool) {
        let mut terminal = Vec::new();
        let command = command.iter().map(|part| part.replace("FILE", &file.display().to_string())).collect();
        let head = || "the counts\n".to_owned();
        let mut paged = Paged::new(&mut terminal, Some(Screen { rows: 6, command }), &head);
        for line in text.split_inclusive('\n') {
            paged.write_all(line.as_bytes()).expect("it reads all");
        }
        let is_paged = paged.finish().expect("it ends");
        let in_pager = std::fs::read_to_string(file).unwrap_or_default();
        (String::from_utf8(terminal).expect("it is text"), in_pager, is_paged)
    }

    #[test]
    fn only_what_is_more_than_a_screen_is_paged_and_the_counts_come_first() {
        let folder = tempfile::tempdir().expect("a folder can be made");
        let file = folder.path().join("seen");
        let pager = ["sh", "-c", "cat > FILE"];
        let short = "1\n2\n3\n4\n";
        assert_eq!(paged(short, &pager, &file), (short.to_owned(), String::new(), false));
        let long: String = (0..2_000).map(|n| format!("{n}\n")).collect();
        assert_eq!(paged(&long, &pager, &file), (String::new(), format!("the counts\n{long}"), true));
    }

    #[test]
    fn without_its_pager_a_text_goes_to_the_terminal() {
        let folder = tempfile::tempdir().expect("a folder can be made");
        let long: String = (0..2_000).map(|n| format!("{n}\n")).collect();
        let file = folder.path().join("seen");
        assert_eq!(paged(&long, &["/no/such/pager"], &file), (long.clone(), String::new(), false));
    }

    #[test]
    fn a_pager_that_is_left_ends_the_output() {
        let mut terminal = Vec::new();
        let screen = Some(Screen { rows: 6, command: vec!["true".to_owned()] });
        let head = String::new;
        let mut paged = Paged::new(&mut terminal, screen, &head);
        let written = (0..1_000_000).try_for_each(|n| writeln!(paged, "{n}"));
        assert_eq!(written.expect_err("nobody reads").kind(), io::ErrorKind::BrokenPipe);
        drop(paged);
        assert!(terminal.is_empty());
    }
}
