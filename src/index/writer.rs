//! Writing: reports in, one new state out.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use tantivy::indexer::{IndexWriterOptions, NoMergePolicy, UserOperation};
use tantivy::{Index, IndexWriter, Term};

use crate::report::ReadReport;

use super::backlog::Backlog;
use super::boilerplate::{BoilerplateCounter, BoilerplateSet, fingerprints};
use super::directory::{CheckedDirectory, META};
use super::documents::{DocumentBuilder, file_key};
use super::first_error::FirstError;
use super::heap;
use super::lock::{LOCK, Lock};
use super::manifest::{Manifest, Summary, boilerplate_file, is_of_a_state};
use super::merging;
use super::schema::Fields;
use super::state::IndexState;
use super::strays;
use super::{IndexError, analyser};

/// Each indexing thread makes its own segments, so their number is limited.
const MAX_THREADS: usize = 8;

/// How the writer uses the machine.
#[derive(Clone, Copy, Debug)]
pub struct WriterOptions {
    /// The memory budget for indexing, in bytes, over all threads.
    pub memory: usize,
    /// The number of indexing threads, from one to eight; other numbers count as the nearest of these.
    pub threads: usize,
}

impl WriterOptions {
    /// For a machine with this many cores and this much memory to spare, in bytes.
    pub fn on(cores: usize, memory: usize) -> WriterOptions {
        WriterOptions { memory, threads: cores.clamp(1, MAX_THREADS) }
    }
}

/// The one writer of an index. Searches see nothing of it before [`Writer::commit`].
pub struct Writer {
    folder: PathBuf,
    fields: Fields,
    engine: IndexWriter,
    backlog: Backlog,
    first_error: FirstError,
    before: Manifest,
    /// Whether nothing of an earlier state stays.
    is_new: bool,
    /// The folder as tantivy sees it.
    directory: CheckedDirectory,
    /// The files of segments that existed when it began.
    there: BTreeSet<PathBuf>,
    /// The terms of the files and reports that are removed from the earlier state.
    removed: Vec<Term>,
    counter: BoilerplateCounter,
    _lock: Lock,
}

/// The folder inside the index where tantivy keeps its segments.
pub(super) const SEGMENTS: &str = "segments";

impl Writer {
    /// Opens the index in `folder` for writing, and makes it if there is none.
    ///
    /// # Errors
    /// Where the index is locked, damaged or of another version, or its folder holds other files.
    pub fn open(folder: &Path, options: WriterOptions) -> Result<Writer, IndexError> {
        let lock = enter(folder)?;
        let from = IndexState::newest(folder)?.map_or(Start::Nothing, |state| Start::State(Box::new(state)));
        let writer = Writer::over(folder, from, options, lock)?;
        strays::remove_strays(folder);
        Ok(writer)
    }

    /// Opens the index in `folder` to build it from scratch, whatever is wrong with it. The existing state stays until
    /// the new one is committed.
    ///
    /// # Errors
    /// Where the index is locked, or its folder holds other files or cannot be written.
    pub fn open_for_rebuild(folder: &Path, options: WriterOptions) -> Result<Writer, IndexError> {
        let lock = enter(folder)?;
        let from = match IndexState::newest(folder) {
            Ok(None) => Start::Nothing,
            Ok(Some(state)) => Start::Rebuild(state.summary.map(|summary| summary.manifest)),
            Err(IndexError::Damaged { .. } | IndexError::Version { .. }) => Start::Rebuild(None),
            Err(error) => return Err(error),
        };
        Writer::over(folder, from, options, lock)
    }

    fn over(folder: &Path, from: Start, options: WriterOptions, lock: Lock) -> Result<Writer, IndexError> {
        let (schema, fields) = Fields::schema();
        let (is_new, is_rebuild) = (!matches!(from, Start::State(_)), matches!(from, Start::Rebuild(_)));
        let before = from.before(folder)?;
        if is_new {
            let segments = folder.join(SEGMENTS);
            fs::create_dir_all(&segments).map_err(IndexError::io(&segments))?;
        }
        let there = strays::segment_files(folder);
        let directory =
            if is_rebuild { CheckedDirectory::for_rebuild(folder)? } else { CheckedDirectory::for_writing(folder)? };
        let first_error = directory.first_error().clone();
        let backlog = Backlog::default();
        let engine = || -> tantivy::Result<IndexWriter> {
            let index = if is_new {
                // Hits are far apart, so a block is read for one or two passages: small blocks are best, but pack less well.
                let settings = tantivy::IndexSettings { docstore_blocksize: 10 << 10, ..Default::default() };
                Index::create(directory.clone(), schema.clone(), settings)?
            } else {
                Index::open(directory.clone())?
            };
            analyser::register(index.tokenizers(), &backlog);
            // A quarter is for postings: more would not be faster. Writing them to disk, reading and the records of
            // files take the rest.
            let threads = options.threads.clamp(1, MAX_THREADS);
            let memory = (options.memory / 4).max(threads * 16_000_000);
            // Merge all sets at once, so that no core is idle.
            let writing = IndexWriterOptions::builder()
                .num_worker_threads(threads)
                .memory_budget_per_thread(memory / threads)
                .num_merge_threads(if threads == 1 { 1 } else { merging::MAX_SEGMENTS });
            let engine = index.writer_with_options(writing.build())?;
            engine.set_merge_policy(Box::new(NoMergePolicy));
            // Files of a run that was killed could have the names of new ones.
            engine.garbage_collect_files().wait()?;
            Ok(engine)
        };
        let engine = engine().map_err(|error| first_error.get().unwrap_or_else(|| error.into()))?;
        if engine.index().schema() != schema {
            return Err(IndexError::damaged(folder, "its fields are not those of this version"));
        }
        Ok(Writer {
            folder: folder.to_owned(),
            fields,
            engine,
            backlog,
            first_error,
            before,
            is_new,
            directory,
            there,
            removed: Vec::new(),
            counter: BoilerplateCounter::default(),
            _lock: lock,
        })
    }

    /// The manifest of the last state.
    pub fn manifest(&self) -> &Manifest {
        &self.before
    }

    /// The same, moved out.
    pub fn take_manifest(&mut self) -> Manifest {
        let generation = self.before.generation;
        std::mem::replace(&mut self.before, Manifest { generation, ..Manifest::default() })
    }

    /// Whether an earlier update was interrupted after its commit and before its cleanup, so that statistics
    /// still count removed documents. The next commit cleans up.
    ///
    /// # Errors
    /// Where the index is damaged or cannot be read.
    pub fn has_leftovers(&self) -> Result<bool, IndexError> {
        Ok(self.engine.index().searchable_segment_metas()?.iter().any(tantivy::SegmentMeta::has_deletes))
    }

    /// Removes all reports of a file, by its root and its path there.
    pub fn remove_file(&mut self, root: &str, path: &str) {
        let file = Term::from_field_text(self.fields.file, &file_key(root, path));
        self.engine.delete_term(file.clone());
        self.removed.push(file);
    }

    /// Adds a report that was read from a file.
    ///
    /// # Errors
    /// Where the index cannot be written.
    pub fn add(&mut self, root: &str, path: &str, read: &ReadReport) -> Result<(), IndexError> {
        let fingerprints = fingerprints(&read.passages);
        let documents = DocumentBuilder { fields: self.fields }.build(root, path, read, &fingerprints);
        let documents = documents.map_err(|e| IndexError::damaged(&self.folder, e))?;
        let authority = read.report.meta.authority.as_deref().unwrap_or_default();
        self.counter.add(authority, fingerprints.into_iter().flatten().collect());
        let operations: Vec<UserOperation> = documents.into_iter().map(UserOperation::Add).collect();
        self.engine.run(operations).map_err(|error| self.first_error.get().unwrap_or_else(|| error.into()))?;
        self.backlog.add(read.passages.len() as u64);
        Ok(())
    }

    /// Removes a report by its id.
    pub fn remove_report(&mut self, id: &str) {
        let report = Term::from_field_text(self.fields.report, id);
        self.engine.delete_term(report.clone());
        self.removed.push(report);
    }

    /// Leaves the index as it was, and removes the files made since it was opened.
    ///
    /// # Errors
    /// Where the index cannot be written.
    pub fn abandon(mut self) -> Result<(), IndexError> {
        if !self.is_new {
            self.engine.rollback()?;
            self.engine.garbage_collect_files().wait()?;
        }
        // Its threads write until it is dropped.
        drop(self.engine);
        strays::remove(&self.folder, strays::segment_files(&self.folder).difference(&self.there));
        Ok(())
    }

    /// Commits everything as the new state and cleans up. The manifest lists what the index now holds;
    /// this fills in its program and generation, and returns it.
    ///
    /// # Errors
    /// Where the index cannot be written.
    pub fn commit(self, manifest: Manifest) -> Result<(Summary, Manifest), IndexError> {
        let (first_error, generation) = (self.first_error.clone(), self.before.generation + 1);
        let manifest = Manifest { program: env!("CARGO_PKG_VERSION").to_owned(), generation, ..manifest };
        let summary = self.commit_as(&manifest).map_err(|error| first_error.get().unwrap_or(error))?;
        Ok((summary, manifest))
    }

    fn commit_as(mut self, manifest: &Manifest) -> Result<Summary, IndexError> {
        manifest.write(&self.folder)?;
        let boilerplate = self.boilerplate()?;
        if !boilerplate.is_empty() {
            boilerplate.write(&self.folder.join(boilerplate_file(&manifest.file_name())))?;
        }
        let summary = manifest.summary(boilerplate.len());
        let payload = serde_json::to_string(&summary).map_err(|e| IndexError::damaged(&self.folder, e))?;
        let mut commit = self.engine.prepare_commit()?;
        commit.set_payload(&payload);
        self.directory.allow_commit();
        commit.commit()?;
        self.merge()?;
        manifest.remove_others(&self.folder);
        self.engine.wait_merging_threads()?;
        strays::remove_strays(&self.folder);
        Ok(summary)
    }

    /// The texts that recur in the new state.
    fn boilerplate(&mut self) -> Result<BoilerplateSet, IndexError> {
        let mut counter = std::mem::take(&mut self.counter);
        if !self.is_new {
            counter.add_state(self.engine.index(), &self.fields, &self.folder, &self.removed)?;
        }
        Ok(counter.finish())
    }

    /// Merges away deleted documents and too many segments.
    fn merge(&mut self) -> Result<(), IndexError> {
        // Keep only ids: while the metadata of a segment is held, its files are not removed.
        let sets = merging::sets(&self.engine.index().searchable_segment_metas()?, self.is_new);
        if !sets.is_empty() {
            heap::give_back();
        }
        let merges: Vec<_> = sets.iter().map(|set| self.engine.merge(set)).collect();
        for merge in merges {
            merge.wait()?;
        }
        self.engine.garbage_collect_files().wait()?;
        Ok(())
    }
}

/// Makes the folder of the index if there is none, and takes its lock.
fn enter(folder: &Path) -> Result<Lock, IndexError> {
    fs::create_dir_all(folder).map_err(IndexError::io(folder))?;
    if !folder.join(SEGMENTS).join(META).exists() && Manifest::newest(folder).is_none() {
        refuse_foreign(folder)?;
    }
    Lock::take(folder)
}

/// What a writer starts from.
enum Start {
    /// There was never a state.
    Nothing,
    /// A state.
    State(Box<IndexState>),
    /// Nothing, although there is a state; the name of its manifest, if known.
    Rebuild(Option<String>),
}

impl Start {
    /// The manifest of the earlier state.
    fn before(&self, folder: &Path) -> Result<Manifest, IndexError> {
        let generation = match self {
            Start::State(state) => match &state.summary {
                Some(summary) => return Manifest::read(folder, &summary.manifest),
                None => 0,
            },
            Start::Nothing => Manifest::last_generation(folder, None),
            // Files of the existing state must not be overwritten, whatever is wrong with them.
            Start::Rebuild(manifest) => Manifest::last_generation(folder, manifest.as_deref()),
        };
        Ok(Manifest { generation, ..Manifest::default() })
    }
}

/// The error where a folder has no index: what can be done depends on whether one may be made there.
pub(super) fn missing(folder: &Path) -> IndexError {
    match refuse_foreign(folder) {
        Err(error @ IndexError::Foreign(_)) => error,
        _ => IndexError::Missing(folder.to_owned()),
    }
}

/// Refuses a folder that holds other files.
fn refuse_foreign(folder: &Path) -> Result<(), IndexError> {
    const OWN: [&str; 4] = [LOCK, SEGMENTS, "README.md", ".gitignore"];
    let foreign = fs::read_dir(folder).map_err(IndexError::io(folder))?.flatten().any(|entry| {
        let name = entry.file_name();
        let name = name.to_string_lossy();
        !OWN.contains(&name.as_ref()) && !is_of_a_state(&name)
    });
    if foreign { Err(IndexError::Foreign(folder.to_owned())) } else { Ok(()) }
}
