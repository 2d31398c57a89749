//! Pages that are pictures of text, read by programs that a person has installed: `pdftoppm` makes a picture
//! of a page and `tesseract` reads it. Both run with limits on time and memory, and without a network or the
//! right to write.

use std::path::PathBuf;

use rayon::prelude::*;

use crate::report::{Document, Line, Page, Role};
use crate::sandbox::run_limited;

use super::ReadingOptions;

/// The resolution of a drawn page in dots per inch, which suits OCR best.
const DOTS: &str = "300";

/// The OCR programs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Ocr {
    draw: PathBuf,
    read: PathBuf,
}

/// An OCR program is not installed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{program} is not installed")]
#[non_exhaustive]
pub(crate) struct OcrMissing {
    /// The name of the program.
    pub program: &'static str,
}

impl Ocr {
    /// Looks for the programs in the folders of PATH.
    ///
    /// # Errors
    /// Where one of them is not installed.
    pub(crate) fn installed() -> Result<Ocr, OcrMissing> {
        let folders: Vec<PathBuf> = std::env::var_os("PATH").iter().flat_map(std::env::split_paths).collect();
        let find = |program| {
            let found = folders.iter().map(|folder| folder.join(program)).find(|path| path.is_file());
            found.ok_or(OcrMissing { program })
        };
        Ok(Ocr { draw: find("pdftoppm")?, read: find("tesseract")? })
    }

    /// Reads the scanned pages of a PDF, and returns the problems.
    pub(super) fn read(&self, bytes: &[u8], document: &mut Document, options: &ReadingOptions) -> Vec<String> {
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

    fn page(&self, bytes: &[u8], number: u32, options: &ReadingOptions) -> Result<Vec<Line>, String> {
        let (draw, read) = (self.draw.as_os_str(), self.read.as_os_str());
        let number = number.to_string();
        let run = |program, arguments: &[&str], input| {
            let environment = ["PATH", "TESSDATA_PREFIX"].map(|name| (name, std::env::var_os(name)));
            let environment = [&environment[..], &[("OMP_THREAD_LIMIT", Some("1".into()))]].concat();
            let readers = &options.readers;
            run_limited(readers.isolation(), readers.limits(), program, arguments, &environment, input)
                .map_err(|why| format!("OCR {why}"))
        };
        let picture = run(draw, &["-r", DOTS, "-gray", "-f", &number, "-l", &number, "-"], bytes.to_vec())?;
        let text = run(read, &["stdin", "stdout", "--dpi", DOTS], picture)?;
        let text = String::from_utf8_lossy(&text);
        let line = |text: &str| Line { text: text.to_owned(), role: Role::Text, bytes: None };
        Ok(text.trim_end_matches('\u{c}').lines().map(line).collect())
    }
}
