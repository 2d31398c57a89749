//! The arguments for making an index and for reading files.

use std::ffi::OsString;
use std::path::PathBuf;

use clap::{Args as ClapArgs, Parser};

use crate::cli::choices::{KnownProblems, LogChoice};
use crate::corpus::ReadingOptions;
use crate::sandbox::Limits;

use super::{Args, Command};

/// The headings of the help under which the less common options are.
pub(super) const READING: &str = "Reading";
pub(super) const LIMITS: &str = "Limits";

/// Make an index of folders and files, or update it
#[derive(Clone, Debug, Default, ClapArgs)]
#[command(after_help = "\
Examples:
  findings index reports
  findings index reports/2023 reports/2024.zip --index my-index --ocr
  findings index decisions --register trusts.csv --profile decisions.toml
  findings index --from index --index opensearch+http://search:9200/findings")]
pub(in crate::cli) struct IndexArgs {
    /// Folders and files to index [default: those of the index, else ./corpus]
    pub(in crate::cli) paths: Vec<String>,
    /// Rebuild from scratch, from these folders and files only
    #[arg(long)]
    pub(in crate::cli) rebuild: bool,
    /// Keep only these folders and files (with none given, those that still exist) and remove the rest
    #[arg(long)]
    pub(in crate::cli) prune: bool,
    /// Follow a folder of the index that was moved, without reading it again
    #[arg(long, num_args = 2, value_names = ["OLD", "NEW"], action = clap::ArgAction::Append, conflicts_with = "rebuild")]
    pub(in crate::cli) moved: Vec<String>,
    /// Copy another index, from a folder or a cluster, without reading its sources
    #[arg(long, value_name = "INDEX", conflicts_with_all = ["paths", "prune", "moved", "dry_run", "keep_duplicates", "ocr", "kinds"])]
    pub(in crate::cli) from: Option<PathBuf>,
    /// Print what would be read and removed, and do nothing
    #[arg(long)]
    pub(in crate::cli) dry_run: bool,
    #[cfg(feature = "watch")]
    /// Keep running: read changes in the folders as they happen, and print a line for each
    #[arg(long, conflicts_with_all = ["dry_run", "from"])]
    pub(in crate::cli) watch: bool,
    /// Exit status for problems that an earlier run has reported
    #[arg(long, value_enum, value_name = "AS", default_value_t = KnownProblems::Report)]
    pub(in crate::cli) known_problems: KnownProblems,
    /// Format of the lines on stderr
    #[arg(long, value_enum, value_name = "FORM", default_value_t = LogChoice::Plain)]
    pub(in crate::cli) log_format: LogChoice,
    /// Keep duplicate files as separate reports
    #[arg(long, help_heading = READING)]
    pub(in crate::cli) keep_duplicates: bool,
    /// Read scanned pages, with tesseract and pdftoppm
    #[arg(long, help_heading = READING)]
    pub(in crate::cli) ocr: bool,
    #[command(flatten)]
    pub(in crate::cli) rules: RuleArgs,
    #[command(flatten)]
    pub(in crate::cli) limits: LimitArgs,
    /// Memory for indexing, in MiB
    #[arg(long, value_name = "MIB", default_value_t = 256, help_heading = LIMITS)]
    pub(in crate::cli) memory: usize,
    /// Number of threads [default: one for each core]
    #[arg(short = 'j', long, value_name = "N", help_heading = LIMITS)]
    pub(in crate::cli) threads: Option<usize>,
}

/// Commands that only this program runs, for itself: no help, completion or suggestion names them.
#[derive(Debug, Parser)]
#[command(name = "findings", disable_help_subcommand = true)]
pub(in crate::cli) enum Internal {
    /// Read files that come on stdin, for another process of this program
    #[command(name = "internal-reader")]
    Reader(ReaderArgs),
    /// Become another program, with limited memory and no right to write
    #[command(name = "internal-limited")]
    Limited(LimitedArgs),
}

/// Arguments of the process that reads files.
#[derive(Debug, ClapArgs)]
pub(in crate::cli) struct ReaderArgs {
    /// Seconds for a file
    pub(in crate::cli) seconds: u64,
    /// Memory for a file, in MiB
    pub(in crate::cli) memory: u64,
}

/// Arguments of the process that becomes another program.
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

/// Files of rules by which reports are read, before those that come with the program.
#[derive(Clone, Debug, Default, PartialEq, Eq, ClapArgs)]
pub(in crate::cli) struct RuleArgs {
    /// CSV file of bodies that reports are about, beside the built-in register
    #[arg(long, value_name = "FILE", help_heading = READING)]
    pub(in crate::cli) register: Option<PathBuf>,
    /// TOML file on a family of reports: its kinds, labels, people and grades
    #[arg(long, value_name = "FILE", help_heading = READING)]
    pub(in crate::cli) profile: Option<PathBuf>,
    /// TOML file with more rules for kinds of report
    #[arg(long, value_name = "FILE", help_heading = READING)]
    pub(in crate::cli) kinds: Option<PathBuf>,
}

impl RuleArgs {
    /// The files that are given, each with its option and with what it has.
    fn files_mut(&mut self) -> [(&'static str, &'static str, &mut Option<PathBuf>); 3] {
        let RuleArgs { register, profile, kinds } = self;
        [
            ("register", "the bodies of the register", register),
            ("profile", "the rules of the profile", profile),
            ("kinds", "the rules for kinds", kinds),
        ]
    }

    /// Takes out the files that are gone; what each had, and its path.
    pub(in crate::cli) fn take_gone(&mut self) -> Vec<(&'static str, PathBuf)> {
        let gone = |(_, what, file): (&str, &'static str, &mut Option<PathBuf>)| {
            Some((what, file.take_if(|path| !path.is_file())?))
        };
        self.files_mut().into_iter().filter_map(gone).collect()
    }

    /// The options as they would be typed.
    fn typed(&self) -> Vec<String> {
        let mut all = self.clone();
        let typed = |(name, _, file): (&str, &str, &mut Option<PathBuf>)| {
            file.as_ref().map(|path| format!("--{name}={}", path.display()))
        };
        all.files_mut().into_iter().filter_map(typed).collect()
    }

    /// Takes over those that are not given now.
    fn take_over(&mut self, mut before: RuleArgs) {
        for ((.., file), (.., earlier)) in self.files_mut().into_iter().zip(before.files_mut()) {
            *file = file.take().or(earlier.take());
        }
    }
}

/// Limits on reading one file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ClapArgs)]
#[command(next_help_heading = LIMITS)]
pub(in crate::cli) struct LimitArgs {
    /// Skip files larger than this, in MiB
    #[arg(long, value_name = "MIB", default_value_t = ReadingOptions::MAX_FILE_BYTES >> 20)]
    pub(in crate::cli) max_file_size: u64,
    /// Give up on a file after this time
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
            max_file_size: ReadingOptions::MAX_FILE_BYTES >> 20,
            max_file_time: time.as_secs(),
            max_file_memory: memory >> 20,
        }
    }
}

impl IndexArgs {
    /// The options that decide what is read, as they would be typed.
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
        arguments.extend(self.rules.typed());
        arguments
    }

    /// Takes over earlier options that are not given now.
    pub(in crate::cli) fn take_over(&mut self, typed_before: &[String]) {
        let line = ["findings", "index"].into_iter().chain(typed_before.iter().map(String::as_str));
        let Ok(Args { command: Command::Index(before), .. }) = Args::try_parse_from(line) else { return };
        self.keep_duplicates |= before.keep_duplicates;
        self.ocr |= before.ocr;
        self.rules.take_over(before.rules);
        if self.limits == LimitArgs::default() {
            self.limits = before.limits;
        }
    }
}
