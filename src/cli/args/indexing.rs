//! The arguments of making an index, and of reading files.

use std::ffi::OsString;
use std::path::PathBuf;

use clap::{Args as ClapArgs, Parser};

use crate::corpus::Options;
use crate::isolate::Limits;

use super::{Args, Command};

/// Arguments of `index`.
#[derive(Clone, Debug, Default, ClapArgs)]
pub(in crate::cli) struct IndexArgs {
    /// Folders and files to index [default: those of the index, else corpus]
    pub(in crate::cli) paths: Vec<String>,
    /// Begin anew, with these folders and files only
    #[arg(long)]
    pub(in crate::cli) rebuild: bool,
    /// Hold these folders and files only, or without any those that are still there; take out the others
    #[arg(long)]
    pub(in crate::cli) prune: bool,
    /// Say what would be read and taken out, and do nothing
    #[arg(long)]
    pub(in crate::cli) dry_run: bool,
    /// Go on after that: read what changes in the folders as soon as it does, a line for each change
    #[arg(long, conflicts_with = "dry_run")]
    pub(in crate::cli) watch: bool,
    /// Hold a report that stands in several files once for each
    #[arg(long)]
    pub(in crate::cli) keep_duplicates: bool,
    /// Read pages that are pictures of text, with tesseract and pdftoppm
    #[arg(long)]
    pub(in crate::cli) ocr: bool,
    /// More rules for kinds of report, as a TOML file
    #[arg(long, value_name = "FILE")]
    pub(in crate::cli) kinds: Option<PathBuf>,
    #[command(flatten)]
    pub(in crate::cli) limits: LimitArgs,
    /// Memory for indexing, in MiB
    #[arg(long, value_name = "MIB", default_value_t = 256)]
    pub(in crate::cli) memory: usize,
    /// Threads [default: one a core]
    #[arg(short = 'j', long, value_name = "N")]
    pub(in crate::cli) threads: Option<usize>,
}

/// Arguments of `reader`, which no person gives.
#[derive(Debug, ClapArgs)]
pub(in crate::cli) struct ReaderArgs {
    /// Seconds for a file
    pub(in crate::cli) seconds: u64,
    /// Memory for a file, in MiB
    pub(in crate::cli) memory: u64,
}

/// Arguments of `limited`, which no person gives.
#[derive(Debug, ClapArgs)]
pub(in crate::cli) struct LimitedArgs {
    /// Memory, in MiB
    pub(in crate::cli) memory: u64,
    /// The program
    pub(in crate::cli) program: OsString,
    /// Its arguments
    #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
    pub(in crate::cli) arguments: Vec<OsString>,
}

/// What reading one file may take.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ClapArgs)]
#[command(next_help_heading = "Limits")]
pub(in crate::cli) struct LimitArgs {
    /// Do not read files larger than this, in MiB
    #[arg(long, value_name = "MIB", default_value_t = Options::LARGEST >> 20)]
    pub(in crate::cli) max_file_size: u64,
    /// Give up on a file after so many seconds
    #[arg(long, value_name = "SECONDS", default_value_t = Limits::default().time.as_secs(), value_parser = clap::value_parser!(u64).range(1..=86_400))]
    pub(in crate::cli) max_file_time: u64,
    /// Give up on a file that takes more memory than this, in MiB
    #[arg(long, value_name = "MIB", default_value_t = Limits::default().memory >> 20, value_parser = clap::value_parser!(u64).range(128..=1 << 20))]
    pub(in crate::cli) max_file_memory: u64,
}

impl Default for LimitArgs {
    fn default() -> LimitArgs {
        let Limits { time, memory } = Limits::default();
        LimitArgs {
            max_file_size: Options::LARGEST >> 20,
            max_file_time: time.as_secs(),
            max_file_memory: memory >> 20,
        }
    }
}

impl IndexArgs {
    /// The options on which it depends what is read, as they would be typed.
    pub(in crate::cli) fn lasting(&self) -> Vec<String> {
        let (limits, usual) = (self.limits, LimitArgs::default());
        let numbers = [
            ("max-file-size", limits.max_file_size, usual.max_file_size),
            ("max-file-time", limits.max_file_time, usual.max_file_time),
            ("max-file-memory", limits.max_file_memory, usual.max_file_memory),
        ];
        let numbers = numbers.into_iter().filter(|(_, value, usual)| value != usual);
        let mut arguments: Vec<String> = numbers.map(|(name, value, _)| format!("--{name}={value}")).collect();
        arguments.extend(self.keep_duplicates.then(|| "--keep-duplicates".to_owned()));
        arguments.extend(self.ocr.then(|| "--ocr".to_owned()));
        arguments.extend(self.kinds.as_ref().map(|kinds| format!("--kinds={}", kinds.display())));
        arguments
    }

    /// Takes over options that were typed before, where they are not typed now.
    pub(in crate::cli) fn take_over(&mut self, typed_before: &[String]) {
        let line = ["findings", "index"].into_iter().chain(typed_before.iter().map(String::as_str));
        let Ok(Args { command: Command::Index(before), .. }) = Args::try_parse_from(line) else { return };
        self.keep_duplicates |= before.keep_duplicates;
        self.ocr |= before.ocr;
        self.kinds = self.kinds.take().or(before.kinds);
        if self.limits == LimitArgs::default() {
            self.limits = before.limits;
        }
    }
}
