//! Pages that are pictures of text, read by programs that a person has installed: `pdftoppm` makes a picture
//! of a page and `tesseract` reads it. Both run with limits on time and memory, and without a network or the
//! right to write.

use std::io::{Read, Write};
use std::path::PathBuf;
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::mpsc::channel;
use std::thread;
use std::time::Duration;

use rayon::prelude::*;

use crate::isolate::Isolation;
use crate::report::{Document, Line, Page, Role};

use super::Options;

/// A page is drawn with so many dots an inch, which is what readers of pictures are made for.
const DOTS: &str = "300";
/// The largest picture of a page and the largest text of one, in bytes.
const LARGEST: u64 = 256 << 20;

/// The programs that read pictures.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ocr {
    draw: PathBuf,
    read: PathBuf,
}

impl Ocr {
    /// Looks for the programs in the folders of PATH.
    ///
    /// # Errors
    /// When one of them is not installed, in words for a person.
    pub fn installed() -> Result<Ocr, String> {
        let folders: Vec<PathBuf> = std::env::var_os("PATH").iter().flat_map(std::env::split_paths).collect();
        let find = |name: &str| {
            let found = folders.iter().map(|folder| folder.join(name)).find(|path| path.is_file());
            found
                .ok_or_else(|| format!("--ocr needs {name}, which is not installed: get tesseract and poppler's tools"))
        };
        Ok(Ocr { draw: find("pdftoppm")?, read: find("tesseract")? })
    }

    /// Reads the pages of a PDF that are pictures, and says what went wrong.
    pub(super) fn read(&self, bytes: &[u8], document: &mut Document, options: &Options) -> Vec<String> {
        let pages = std::mem::take(&mut document.scanned);
        let read: Vec<(u32, Result<Vec<Line>, String>)> =
            pages.into_par_iter().map(|page| (page, self.page(bytes, page, options))).collect();
        let mut problems = Vec::new();
        for (number, lines) in read {
            match lines {
                Ok(lines) if lines.iter().all(|line| line.text.trim().is_empty()) => document.scanned.push(number),
                Ok(lines) => {
                    let at = number.saturating_sub(1) as usize;
                    if document.pages.len() <= at {
                        document.pages.resize(at + 1, Page::default());
                    }
                    document.pages[at].lines = lines;
                    document.recognised.push(number);
                }
                Err(why) => {
                    document.scanned.push(number);
                    problems.push(format!("page {number}: {why}"));
                }
            }
        }
        problems
    }

    fn page(&self, bytes: &[u8], number: u32, options: &Options) -> Result<Vec<Line>, String> {
        let number = number.to_string();
        let mut draw = limited(&self.draw, options);
        draw.args(["-r", DOTS, "-gray", "-f", &number, "-l", &number, "-"]);
        let picture = output(draw, bytes, options.readers.limits().time)?;
        let mut read = limited(&self.read, options);
        read.args(["stdin", "stdout", "--dpi", DOTS]);
        let text = output(read, &picture, options.readers.limits().time)?;
        let text = String::from_utf8_lossy(&text);
        let line = |text: &str| Line { text: text.to_owned(), role: Role::Text, bytes: None };
        Ok(text.trim_end_matches('\u{c}').lines().map(line).collect())
    }
}

/// A command for a program, by way of this program where it can limit itself first.
fn limited(program: &PathBuf, options: &Options) -> Command {
    let mut command = match options.readers.isolation() {
        Isolation::None => Command::new(program),
        Isolation::Process { program: own, .. } => {
            let mut command = Command::new(own);
            command.arg("limited").arg((options.readers.limits().memory >> 20).to_string()).arg(program);
            command
        }
    };
    command.env_clear().env("OMP_THREAD_LIMIT", "1");
    for name in ["PATH", "TESSDATA_PREFIX"] {
        command.envs(std::env::var_os(name).map(|value| (name, value)));
    }
    command
}

/// What a program writes when it is given something to read.
fn output(mut command: Command, input: &[u8], time: Duration) -> Result<Vec<u8>, String> {
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
    let mut child = Running(command.spawn().map_err(|error| error.to_string())?);
    let (Some(to), Some(from)) = (child.0.stdin.take(), child.0.stdout.take()) else {
        return Err("its pipes are missing".to_owned());
    };
    let (tell, told) = channel();
    thread::scope(|scope| {
        scope.spawn(move || feed(to, input));
        scope.spawn(move || {
            let mut bytes = Vec::new();
            let read = from.take(LARGEST).read_to_end(&mut bytes);
            let _ = tell.send(read.map(|_| bytes));
        });
        let bytes = match told.recv_timeout(time) {
            Ok(bytes) => bytes.map_err(|error| error.to_string()),
            Err(_) => Err(format!("OCR took more than {} seconds: raise --max-file-time", time.as_secs())),
        };
        if bytes.is_err() {
            let _ = child.0.kill();
        }
        let status = child.0.wait().map_err(|error| error.to_string())?;
        let bytes = bytes?;
        if status.success() { Ok(bytes) } else { Err(format!("OCR failed: {status}")) }
    })
}

fn feed(mut to: ChildStdin, input: &[u8]) {
    // A program that has enough closes its end.
    let _ = to.write_all(input);
}

/// A process that does not outlive its use.
struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}
