//! Reading on all cores, reported in one order.

use std::collections::HashMap;
use std::mem::take;
use std::sync::mpsc::sync_channel;
use std::thread;

use rayon::prelude::*;

use crate::metadata::MetadataOverride;
use crate::report::{CopyOf, FileRecord, ReadReport};

use super::copies::{CopyStatus, EntryIndex, Originals};
use super::ids::ReportIds;
use super::update::{ToRead, Update, options_hash};
use super::{FoundFile, ReadingOptions, read};

/// What happens while files are read.
pub(crate) enum Event<'e> {
    /// A report was read.
    Report {
        /// The file that it was read from.
        file: &'e FoundFile,
        /// What was read.
        read: &'e ReadReport,
        /// What it is a copy of, if it is one.
        copy_of: Option<&'e CopyOf>,
    },
    /// An earlier report, by its id, is a copy of one just read.
    Demoted(&'e str),
    /// A file is finished.
    File(&'e FileRecord),
}

impl Update {
    /// Reads what must be read, on all cores, and reports it in the order of rank. ReportIds that are taken are
    /// replaced. Returns all files, in order of root and path, with the kept ones.
    ///
    /// # Errors
    /// The first error that `each` returns.
    pub(crate) fn read<E>(
        &mut self,
        options: &ReadingOptions,
        each: &mut dyn FnMut(Event<'_>) -> Result<(), E>,
    ) -> Result<Vec<FileRecord>, E> {
        let mut reading = Reading::new(self.take_kept(), options);
        let to_read = take(&mut self.to_read);
        thread::scope(|scope| {
            // The next portion is read while this one is reported.
            let (send, portions) = sync_channel(0);
            scope.spawn(move || {
                in_portions(to_read).try_for_each(|some| {
                    let read = read_portion(&some, options);
                    send.send((some, read))
                })
            });
            portions.into_iter().try_for_each(|(some, read)| {
                reading.emit_portion(&some, read, options, each)?;
                self.was_read.extend(some.into_iter().map(|(file, _)| file.at));
                Ok(())
            })
        })?;
        Ok(reading.files())
    }
}

/// What was read of each file of a portion; nothing for a portion of one file, which is read while it is reported.
fn read_portion(some: &[ToRead], options: &ReadingOptions) -> Vec<(FileRecord, Vec<ReadReport>)> {
    if some.len() == 1 {
        return Vec::new();
    }
    let whole = |(file, given): &ToRead| {
        let mut reports = Vec::new();
        let mut record = new_record(file, given, options);
        read_file(file, given, options, &mut |report| reports.push(report)).complete(&mut record);
        (record, reports)
    };
    some.par_iter().map(whole).collect()
}

/// What has been read so far.
struct Reading {
    ids: ReportIds,
    originals: Option<Originals>,
    /// Earlier reports that are copies now, with what they are copies of.
    demoted: HashMap<String, CopyOf>,
    /// Finished files; the last may be in progress.
    files: Vec<FileRecord>,
}

impl Reading {
    fn new(kept: Vec<FileRecord>, options: &ReadingOptions) -> Reading {
        Reading {
            ids: ReportIds::from_kept(&kept),
            originals: (!options.keep_duplicates).then(|| Originals::from_kept(&kept)),
            demoted: HashMap::new(),
            files: kept,
        }
    }

    /// Reports the files of a portion.
    fn emit_portion<E>(
        &mut self,
        some: &[ToRead],
        read: Vec<(FileRecord, Vec<ReadReport>)>,
        options: &ReadingOptions,
        each: &mut dyn FnMut(Event<'_>) -> Result<(), E>,
    ) -> Result<(), E> {
        if let [(file, given)] = some {
            self.files.push(new_record(file, given, options));
            let mut emitted = Ok(());
            let end = read_file(file, given, options, &mut |report| {
                if emitted.is_ok() {
                    emitted = self.emit(file, report, each);
                }
            });
            emitted?;
            end.complete(self.current());
            return each(Event::File(self.finish_current()));
        }
        for ((file, _), (record, reports)) in some.iter().zip(read) {
            self.files.push(record);
            reports.into_iter().try_for_each(|report| self.emit(file, report, each))?;
            each(Event::File(self.finish_current()))?;
        }
        Ok(())
    }

    /// The file in progress.
    fn current(&mut self) -> &mut FileRecord {
        self.files.last_mut().expect("a file is reported once it is among the files")
    }

    /// The same file once all of its reports were reported, with the problems of their ids.
    fn finish_current(&mut self) -> &FileRecord {
        let remarks = self.ids.take_remarks();
        let record = self.current();
        record.problems.extend(remarks);
        record
    }

    /// Adds one report of the file in progress, and reports it.
    fn emit<E>(
        &mut self,
        file: &FoundFile,
        mut read: ReadReport,
        each: &mut dyn FnMut(Event<'_>) -> Result<(), E>,
    ) -> Result<(), E> {
        let id = self.ids.give(&read.report.id, file);
        read.report.id.clone_from(&id);
        let reports = &mut self.current().reports;
        // Nearly all files hold one report, and there may be very many files.
        reports.reserve_exact(usize::from(reports.is_empty()));
        reports.push(read.entry());
        let at = EntryIndex { file: self.files.len() - 1, number: self.current().reports.len() - 1 };
        let status = self.originals.as_mut().map(|originals| originals.classify(at, &self.files));
        let entry = &mut self.files[at.file].reports[at.number];
        match status {
            None => {}
            Some(CopyStatus::Copy(copy_of)) => entry.copy_of = Some(copy_of),
            Some(CopyStatus::Original(copies)) => {
                for copy in copies {
                    each(Event::Demoted(&copy))?;
                    self.demoted.insert(copy, CopyOf { report: id.clone(), exact: false });
                }
            }
        }
        each(Event::Report { file, read: &read, copy_of: entry.copy_of.as_ref() })
    }

    /// All files, with the reports that turned out to be copies marked.
    fn files(mut self) -> Vec<FileRecord> {
        if !self.demoted.is_empty() {
            self.mark_demoted();
        }
        self.files.sort_by(|a, b| a.place().cmp(&b.place()));
        self.files
    }

    fn mark_demoted(&mut self) {
        let texts: HashMap<String, String> = self
            .files
            .iter()
            .flat_map(|file| &file.reports)
            .filter_map(|entry| Some((entry.id.clone(), entry.likeness.as_ref()?.text.clone())))
            .collect();
        for entry in self.files.iter_mut().flat_map(|file| &mut file.reports) {
            let of = |id: &str| self.demoted.get(id);
            let new = of(&entry.id).or_else(|| of(&entry.copy_of.as_ref()?.report));
            if let Some(copy_of) = new {
                let exact = texts.get(&entry.id) == texts.get(&copy_of.report);
                entry.copy_of = Some(CopyOf { exact, ..copy_of.clone() });
            }
        }
    }
}

/// Files in portions that are read together; a large file, which may hold many reports, is a portion alone.
fn in_portions(files: Vec<ToRead>) -> impl Iterator<Item = Vec<ToRead>> {
    const FILES_A_THREAD: usize = 8;
    const MAX_PORTION_BYTES: u64 = 32 << 20;
    let limit = FILES_A_THREAD * rayon::current_num_threads();
    let large = |file: &FoundFile| file.size > MAX_PORTION_BYTES / 2;
    let mut rest = files.into_iter().peekable();
    std::iter::from_fn(move || {
        let first = rest.next()?;
        let (mut bytes, alone) = (first.0.size, large(&first.0));
        let mut some = vec![first];
        while some.len() < limit
            && let Some(next) =
                rest.next_if(|(file, _)| !alone && !large(file) && bytes + file.size <= MAX_PORTION_BYTES)
        {
            bytes += next.0.size;
            some.push(next);
        }
        Some(some)
    })
}

/// The record of a file before it is read.
fn new_record(file: &FoundFile, given: &[MetadataOverride], options: &ReadingOptions) -> FileRecord {
    FileRecord {
        root: file.root.clone(),
        path: file.path.clone(),
        root_name: file.root_name.clone(),
        size: file.size,
        modified: file.modified,
        options: options_hash(given, options),
        limits: options.limits(),
        ..FileRecord::default()
    }
}

/// What reading a file gives besides its reports.
struct ReadOutcome {
    hash: String,
    problems: Vec<String>,
}

impl ReadOutcome {
    /// Puts the file's own problems before those of its reports.
    fn complete(self, record: &mut FileRecord) {
        record.hash = self.hash;
        record.problems.splice(0..0, self.problems);
    }
}

fn read_file(
    file: &FoundFile,
    given: &[MetadataOverride],
    options: &ReadingOptions,
    each: &mut dyn FnMut(ReadReport),
) -> ReadOutcome {
    let content = match &file.problem {
        Some(problem) => Err(problem.clone()),
        None => read::content(&file.at, file, options),
    };
    let bytes = match content {
        Err(problem) => return ReadOutcome { hash: String::new(), problems: vec![problem] },
        Ok(bytes) => bytes,
    };
    let hash = blake3::hash(&bytes).to_hex().to_string();
    ReadOutcome { hash, problems: read::read(file, &bytes, given, options, &mut |report, _| each(report)) }
}
