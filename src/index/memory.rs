//! An index that is kept in memory: the same documents, and nothing on disk.

use std::path::PathBuf;
use std::sync::{Arc, Mutex};

use tantivy::directory::RamDirectory;
use tantivy::indexer::{NoMergePolicy, UserOperation};
use tantivy::{Index, IndexSettings, IndexWriter, ReloadPolicy, Searcher};

use crate::report::ReadReport;

use super::backlog::Backlog;
use super::boilerplate::{BoilerplateCounter, BoilerplateSet, fingerprints};
use super::directory::MappedFiles;
use super::documents::DocumentBuilder;
use super::first_error::{FirstError, Watched};
use super::manifest::{Manifest, ManifestFile, Summary};
use super::schema::Fields;
use super::whole::{VocabularyTerm, Whole};
use super::{IndexError, Reader, analyser};

/// The name of the folder in messages.
const PLACE: &str = "(in memory)";

/// The writer's memory budget in bytes; beyond it, a new segment begins.
const BUDGET: usize = 64 << 20;

/// What an index in memory is made of.
pub(crate) struct MemoryParts {
    /// Where the index is, in messages.
    pub(crate) place: PathBuf,
    /// The counts of the whole.
    pub(crate) summary: Summary,
    /// What it was made from.
    pub(crate) manifest: Manifest,
    /// The texts that recur in many of its reports.
    pub(crate) boilerplate: Arc<BoilerplateSet>,
    /// Its reports.
    pub(crate) reports: Vec<MemoryReport>,
    /// The whole, where this is a part of it.
    pub(crate) whole: Option<Arc<Whole>>,
}

/// A report of an index in memory.
#[derive(Clone)]
pub(crate) struct MemoryReport {
    /// The folder or file that it was read from, and its path there.
    pub(crate) root: String,
    pub(crate) path: String,
    /// The report, with those of its passages that are here, in order.
    pub(crate) read: ReadReport,
    /// What is known of passages that are not.
    pub(crate) gaps: Gaps,
}

/// What stands in an index for passages that it does not have.
#[derive(Clone)]
pub(crate) enum Gaps {
    /// It has all.
    None,
    /// One passage stands for all of them.
    AsOne,
    /// Each has its place; of those that are the first under other headings than the one before, the ordinals.
    Each(Vec<u32>),
}

impl Reader {
    /// Opens an index in memory of reports, each with the root and the path of its file. The manifest lists the
    /// files.
    ///
    /// # Errors
    /// Where tantivy fails.
    pub(crate) fn in_memory(
        manifest: Manifest,
        reports: Vec<(String, String, ReadReport)>,
    ) -> Result<Reader, IndexError> {
        let mut counter = BoilerplateCounter::default();
        for (_, _, read) in &reports {
            let authority = read.report.meta.authority.as_deref().unwrap_or_default();
            counter.add(authority, fingerprints(&read.passages).into_iter().flatten().collect());
        }
        let boilerplate = Arc::new(counter.finish());
        let manifest = Manifest { program: env!("CARGO_PKG_VERSION").to_owned(), ..manifest };
        let summary = manifest.summary(boilerplate.len());
        let report = |(root, path, read)| MemoryReport { root, path, read, gaps: Gaps::None };
        let reports = reports.into_iter().map(report).collect();
        Reader::of_parts(MemoryParts {
            place: PathBuf::from(PLACE),
            summary,
            manifest,
            boilerplate,
            reports,
            whole: None,
        })
    }

    /// Opens an index in memory whose counts are known already.
    ///
    /// # Errors
    /// Where tantivy fails.
    pub(crate) fn of_parts(parts: MemoryParts) -> Result<Reader, IndexError> {
        Reader::of_parts_with(parts, &[])
    }

    /// The same with words that occur in none of its passages.
    ///
    /// # Errors
    /// Where tantivy fails.
    pub(super) fn of_parts_with(parts: MemoryParts, vocabulary: &[VocabularyTerm]) -> Result<Reader, IndexError> {
        let MemoryParts { place, summary, manifest, boilerplate, reports, whole } = parts;
        let (schema, fields) = Fields::schema();
        let index = Index::create(RamDirectory::create(), schema, IndexSettings::default())?;
        let backlog = Backlog::default();
        analyser::register(index.tokenizers(), &backlog);
        let mut writer: IndexWriter = index.writer_with_num_threads(1, BUDGET)?;
        writer.set_merge_policy(Box::new(NoMergePolicy));
        let builder = DocumentBuilder { fields };
        let mut vocabulary = Some(vocabulary).filter(|terms| !terms.is_empty());
        for MemoryReport { root, path, read, gaps } in reports {
            let fingerprints = fingerprints(&read.passages);
            let documents = match &gaps {
                Gaps::None => builder.build(&root, &path, &read, &fingerprints),
                Gaps::AsOne => builder.build_alone(&root, &path, &read),
                Gaps::Each(runs) => builder.build_with_gaps(&root, &path, &read, &fingerprints, runs),
            };
            let mut documents = documents.map_err(|error| IndexError::damaged(&place, error))?;
            if let Some(document) = documents.last_mut().filter(|_| vocabulary.is_some()) {
                builder.add_vocabulary(document, vocabulary.take().unwrap_or_default());
            }
            // A report is a run of documents, so they go into one segment together.
            writer.run(documents.into_iter().map(UserOperation::Add))?;
            backlog.add(read.passages.len() as u64);
        }
        writer.commit()?;
        writer.wait_merging_threads()?;
        Ok(Reader {
            folder: place,
            base: None,
            summary,
            fields,
            boilerplate,
            manifest_file: ManifestFile::in_memory(manifest),
            mapped: MappedFiles::default(),
            searcher: Watched::new(searcher(&index)?, FirstError::default()),
            reports: Mutex::default(),
            short_ids: Mutex::default(),
            state: None,
            whole,
        })
    }
}

fn searcher(index: &Index) -> tantivy::Result<Searcher> {
    let reader: tantivy::IndexReader = index.reader_builder().reload_policy(ReloadPolicy::Manual).try_into()?;
    Ok(reader.searcher())
}
