//! Reading what must be read: all cores read, and what they read is told in one order.

use std::collections::{HashMap, HashSet};
use std::path::Path;
use std::sync::mpsc::sync_channel;
use std::thread;

use rayon::prelude::*;

use crate::metadata::Given;
use crate::report::{CopyOf, FileRecord, ReadReport};

use super::copies::{Originals, Rank, Standing};
use super::update::{Update, options_hash};
use super::{FoundFile, Options, read};

/// So much is said of one file; a file made to harm could fill the disk with what is wrong with it.
const MOST_PROBLEMS: usize = 50;

/// What happens while files are read.
pub enum Event<'e> {
    /// A report was read.
    Report {
        /// The file that it was read from.
        file: &'e FoundFile,
        /// What was read.
        read: &'e ReadReport,
        /// What it is a copy of, if it is one.
        copy_of: Option<&'e CopyOf>,
    },
    /// A report that was there, by its id, is a copy of one just read.
    Demoted(&'e str),
    /// A file is done with.
    File(&'e FileRecord),
}

impl Update {
    /// Reads what must be read, on all cores, and tells of it in the order of rank. Ids that are taken
    /// already are made other. Gives all files, in order of root and path.
    pub fn read<E>(
        &self,
        options: &Options,
        each: &mut dyn FnMut(Event<'_>) -> Result<(), E>,
    ) -> Result<Vec<FileRecord>, E> {
        let mut reading = Reading::after(&self.kept, options);
        thread::scope(|scope| {
            // While what was read is told, the next is read.
            let (send, portions) = sync_channel(0);
            scope.spawn(move || {
                in_portions(&self.to_read).try_for_each(|some| send.send((some, read_portion(some, options))))
            });
            portions.into_iter().try_for_each(|(some, read)| reading.tell_portion(some, read, options, each))
        })?;
        Ok(reading.files())
    }
}

/// What was read of each file of a portion; nothing where one file is a portion, which is read while it is told of.
fn read_portion(some: &[(FoundFile, Vec<Given>)], options: &Options) -> Vec<(FileRecord, Vec<ReadReport>)> {
    if some.len() == 1 {
        return Vec::new();
    }
    some.par_iter().map(|(file, given)| read_whole(file, given, options)).collect()
}

/// What has been read so far.
struct Reading {
    ids: HashSet<String>,
    originals: Option<Originals>,
    /// Reports that were there and are copies now, with what they are copies of.
    demoted: HashMap<String, CopyOf>,
    files: Vec<FileRecord>,
}

impl Reading {
    fn after(kept: &[FileRecord], options: &Options) -> Reading {
        Reading {
            ids: kept.iter().flat_map(|file| &file.reports).map(|report| report.id.clone()).collect(),
            originals: (!options.keep_duplicates).then(|| Originals::of(kept)),
            demoted: HashMap::new(),
            files: kept.to_vec(),
        }
    }

    /// Tells of the files of a portion.
    fn tell_portion<E>(
        &mut self,
        some: &[(FoundFile, Vec<Given>)],
        read: Vec<(FileRecord, Vec<ReadReport>)>,
        options: &Options,
        each: &mut dyn FnMut(Event<'_>) -> Result<(), E>,
    ) -> Result<(), E> {
        if let [(file, given)] = some {
            let mut told = Ok(());
            let mut told_of = FileRecord::default();
            let record = read_file(file, given, options, &mut |report| {
                if told.is_ok() {
                    told = self.tell(file, report, &mut told_of, each);
                }
            });
            told?;
            told_of.problems.splice(0..0, record.problems);
            let FileRecord { reports, problems, .. } = told_of;
            return self.finish(FileRecord { reports, problems, ..record }, each);
        }
        for ((file, _), (mut record, reports)) in some.iter().zip(read) {
            for report in reports {
                self.tell(file, report, &mut record, each)?;
            }
            self.finish(record, each)?;
        }
        Ok(())
    }

    /// Takes one report: tells of it, unless it is a copy.
    fn tell<E>(
        &mut self,
        file: &FoundFile,
        mut read: ReadReport,
        record: &mut FileRecord,
        each: &mut dyn FnMut(Event<'_>) -> Result<(), E>,
    ) -> Result<(), E> {
        let id = own_id(&read.report.id, file, &self.ids);
        if id != read.report.id {
            record.problems.push(format!("the id {} is taken; this report is {id}", read.report.id));
            read.report.id = id.clone();
        }
        self.ids.insert(id.clone());
        let mut entry = read.entry();
        let rank = Rank::of(&file.root, &file.path, record.reports.len());
        let standing = self.originals.as_mut().map(|originals| originals.place(rank, &entry));
        match standing {
            None => {}
            Some(Standing::Copy(copy_of)) => entry.copy_of = Some(copy_of),
            Some(Standing::Original(copies)) => {
                for copy in copies {
                    each(Event::Demoted(&copy))?;
                    self.demoted.insert(copy, CopyOf { report: id.clone(), exact: false });
                }
            }
        }
        each(Event::Report { file, read: &read, copy_of: entry.copy_of.as_ref() })?;
        record.reports.push(entry);
        Ok(())
    }

    fn finish<E>(&mut self, record: FileRecord, each: &mut dyn FnMut(Event<'_>) -> Result<(), E>) -> Result<(), E> {
        each(Event::File(&record))?;
        self.files.push(record);
        Ok(())
    }

    /// All files, with what turned out to be a copy marked as one.
    fn files(mut self) -> Vec<FileRecord> {
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
        self.files.sort_by(|a, b| a.place().cmp(&b.place()));
        self.files
    }
}

/// The id of a report, or another where it is taken.
fn own_id(id: &str, file: &FoundFile, taken: &HashSet<String>) -> String {
    if !taken.contains(id) {
        return id.to_owned();
    }
    let folder = Path::new(&file.root).file_name().unwrap_or_default().to_string_lossy().into_owned();
    let mut names = std::iter::once(format!("{folder}/{}", file.path))
        .filter(|name| name != id)
        .chain((2..).map(|n| format!("{id}-{n}")));
    names.find(|name| !taken.contains(name)).unwrap_or_else(|| id.to_owned())
}

/// Files in portions that are read at once; a file that may hold many reports is one alone.
fn in_portions(files: &[(FoundFile, Vec<Given>)]) -> impl Iterator<Item = &[(FoundFile, Vec<Given>)]> {
    const MOST_FILES: usize = 32;
    const MOST_BYTES: u64 = 32 << 20;
    let mut rest = files;
    std::iter::from_fn(move || {
        let mut bytes = 0;
        let many = |file: &FoundFile| read::is_records(&file.path) || file.size > MOST_BYTES / 2;
        let fits = |(file, _): &&(FoundFile, Vec<Given>)| {
            bytes += file.size;
            bytes <= MOST_BYTES && !many(file)
        };
        let length = rest.iter().take(MOST_FILES).take_while(fits).count().clamp(1, rest.len().max(1));
        if rest.is_empty() {
            return None;
        }
        let (some, later) = rest.split_at(length);
        rest = later;
        Some(some)
    })
}

fn read_whole(file: &FoundFile, given: &[Given], options: &Options) -> (FileRecord, Vec<ReadReport>) {
    let mut reports = Vec::new();
    let record = read_file(file, given, options, &mut |report| reports.push(report));
    (record, reports)
}

fn read_file(file: &FoundFile, given: &[Given], options: &Options, each: &mut dyn FnMut(ReadReport)) -> FileRecord {
    let mut record = FileRecord {
        root: file.root.clone(),
        path: file.path.clone(),
        size: file.size,
        modified: file.modified,
        options: options_hash(given, options),
        limits: options.limits(),
        ..FileRecord::default()
    };
    let content = match &file.problem {
        Some(problem) => Err(problem.clone()),
        None => read::content(&file.at, file, options),
    };
    match content {
        Err(problem) => record.problems.push(problem),
        Ok(bytes) => {
            record.hash = blake3::hash(&bytes).to_hex().to_string();
            record.problems.extend(read::read(file, &bytes, given, options, each));
            if record.problems.len() > MOST_PROBLEMS {
                let more = record.problems.split_off(MOST_PROBLEMS).len();
                record.problems.push(format!("and {more} more"));
            }
        }
    }
    record
}
