//! `findings profile`: what a profile would read from files, and the profiles that come with the program.

use std::collections::BTreeSet;
use std::io::Write;

use anyhow::bail;
use serde::Serialize;

use crate::corpus::{FoundFile, ReadingOptions, found_files, inspect_each};
use crate::fields::{self, gaps_of};
use crate::metadata::{MetadataOverride, Rules, built_in_profiles};
use crate::output::{Format, ReportWire, SCHEMA, safe, write_object};
use crate::report::{Document, ReadReport};

use super::args::{LimitArgs, ProfileArgs, ProfileCommand, RuleArgs};
use super::counted;
use super::exit::Exit;

pub(super) fn run(args: &ProfileArgs, out: &mut dyn Write, err: &mut dyn Write) -> anyhow::Result<Exit> {
    match &args.what {
        ProfileCommand::Show { name } => show(name.as_deref(), out),
        ProfileCommand::Check { file, paths, register, format } => {
            let rules = RuleArgs { profile: Some(file.clone()), register: register.clone(), kinds: None };
            let options = super::index::reading_options(&rules, LimitArgs::default(), false, err)?;
            let mut check = Check::new(&options.rules, *format == Format::Json);
            for path in paths {
                for (found, given) in found_files(path)? {
                    check.file(&found, &given, &options, out, err)?;
                }
            }
            check.finish(out, err)
        }
    }
}

/// Prints a profile that comes with the program, or their names.
fn show(name: Option<&str>, out: &mut dyn Write) -> anyhow::Result<Exit> {
    let Some(name) = name else {
        for (name, about, _) in built_in_profiles() {
            writeln!(out, "{name:<24}{about}")?;
        }
        return Ok(Exit::Done);
    };
    let Some((.., text)) = built_in_profiles().find(|(known, ..)| known == name) else {
        let names: Vec<String> = built_in_profiles().map(|(name, ..)| name).collect();
        bail!("no profile {name} comes with the program: there are {}", names.join(", "));
    };
    out.write_all(text.as_bytes())?;
    Ok(Exit::Done)
}

/// The phrases of the profile that is tried, and which of them were found.
struct Check {
    phrases: Vec<(String, String)>,
    matched: BTreeSet<usize>,
    files: u64,
    reports: u64,
    has_problem: bool,
    as_json: bool,
}

/// A phrase of the profile.
#[derive(Serialize)]
struct PhraseWire<'c> {
    list: &'c str,
    phrase: &'c str,
}

/// What would be read of one report.
#[derive(Serialize)]
struct CheckedWire<'c> {
    schema: u32,
    file: &'c str,
    report: ReportWire<'c>,
    unknown: Vec<&'static str>,
    matched: Vec<PhraseWire<'c>>,
}

/// What is said of all.
#[derive(Serialize)]
struct CheckWire<'c> {
    schema: u32,
    files: u64,
    reports: u64,
    phrases: usize,
    unmatched: Vec<PhraseWire<'c>>,
}

impl Check {
    fn new(rules: &Rules, as_json: bool) -> Check {
        let phrases = rules.own_phrases();
        Check { phrases, matched: BTreeSet::new(), files: 0, reports: 0, has_problem: false, as_json }
    }

    /// Reads a file, and writes what was read of each report in it.
    fn file(
        &mut self,
        found: &FoundFile,
        given: &[MetadataOverride],
        options: &ReadingOptions,
        out: &mut dyn Write,
        err: &mut dyn Write,
    ) -> anyhow::Result<()> {
        let mut written = Ok(());
        let read = inspect_each(found, given, options, &mut |read, document| {
            if written.is_ok() {
                written = self.report(&read, document, &options.rules, out);
            }
        });
        written?;
        self.files += 1;
        let problems = read.unwrap_or_else(|error| vec![error.to_string()]);
        for problem in problems {
            writeln!(err, "{}: {}", safe(&found.at.to_string_lossy()), safe(&problem))?;
            self.has_problem = true;
        }
        Ok(())
    }

    fn report(
        &mut self,
        read: &ReadReport,
        document: &Document,
        rules: &Rules,
        out: &mut dyn Write,
    ) -> anyhow::Result<()> {
        let matched = rules.own_phrases_in(document);
        let report = &read.report;
        let unknown = gaps_of(&report.meta);
        self.reports += 1;
        if self.as_json {
            let matched = self.named(matched.iter().copied());
            let wire = ReportWire::with_evidence(report, None);
            write_object(out, &CheckedWire { schema: SCHEMA, file: &report.path, report: wire, unknown, matched })?;
        } else {
            writeln!(out, "{}", safe(&report.id))?;
            for spec in fields::of_reports() {
                for value in spec.value(&report.meta).texts() {
                    writeln!(out, "  {:<16}{}", spec.name, safe(&value))?;
                }
            }
            if !unknown.is_empty() {
                writeln!(out, "  {:<16}{}", "unknown", unknown.join(", "))?;
            }
            for PhraseWire { list, phrase } in self.named(matched.iter().copied()) {
                writeln!(out, "  {:<16}{}", "matched", safe(&format!("{list}: {phrase}")))?;
            }
        }
        self.matched.extend(matched);
        Ok(())
    }

    fn named(&self, numbers: impl Iterator<Item = usize>) -> Vec<PhraseWire<'_>> {
        let named = numbers.filter_map(|number| self.phrases.get(number));
        named.map(|(list, phrase)| PhraseWire { list, phrase }).collect()
    }

    /// Writes which phrases stand in no report.
    fn finish(self, out: &mut dyn Write, err: &mut dyn Write) -> anyhow::Result<Exit> {
        let unmatched = self.named((0..self.phrases.len()).filter(|number| !self.matched.contains(number)));
        let (files, reports, phrases) = (self.files, self.reports, self.phrases.len());
        if self.as_json {
            write_object(out, &CheckWire { schema: SCHEMA, files, reports, phrases, unmatched })?;
        } else {
            for PhraseWire { list, phrase } in &unmatched {
                writeln!(out, "in no report    {}", safe(&format!("{list}: {phrase}")))?;
            }
            let (of_files, of_reports) = (counted(files, "file"), counted(reports, "report"));
            let found = self.matched.len();
            writeln!(err, "{of_reports} in {of_files}; {found} of {} found", counted(phrases as u64, "phrase"))?;
        }
        Ok(match (self.reports, self.has_problem) {
            (0, true) => Exit::Error,
            (0, false) => Exit::Nothing,
            (_, true) => Exit::Partial,
            (_, false) => Exit::Done,
        })
    }
}
