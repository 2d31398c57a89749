//! An index that is kept in memory: the same documents, and nothing on disk.

use std::path::Path;
use std::sync::{Arc, Mutex};

use tantivy::directory::RamDirectory;
use tantivy::indexer::{NoMergePolicy, UserOperation};
use tantivy::{Index, IndexSettings, IndexWriter, ReloadPolicy, Searcher};

use crate::report::ReadReport;

use super::backlog::Backlog;
use super::boilerplate::{BoilerplateCounter, fingerprints};
use super::directory::MappedFiles;
use super::documents::DocumentBuilder;
use super::first_error::{FirstError, Watched};
use super::manifest::{Manifest, ManifestFile};
use super::schema::Fields;
use super::{IndexError, Reader, analyser};

/// The name of the folder in messages.
const PLACE: &str = "(in memory)";

/// The writer's memory budget in bytes; beyond it, a new segment begins.
const BUDGET: usize = 64 << 20;

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
        let place = Path::new(PLACE);
        let (schema, fields) = Fields::schema();
        let index = Index::create(RamDirectory::create(), schema, IndexSettings::default())?;
        let backlog = Backlog::default();
        analyser::register(index.tokenizers(), &backlog);
        let mut writer: IndexWriter = index.writer_with_num_threads(1, BUDGET)?;
        writer.set_merge_policy(Box::new(NoMergePolicy));
        let mut counter = BoilerplateCounter::default();
        for (root, path, read) in reports {
            let fingerprints = fingerprints(&read);
            let documents = DocumentBuilder { fields }.build(&root, &path, &read, &fingerprints);
            let documents = documents.map_err(|error| IndexError::damaged(place, error))?;
            // A report is a run of documents, so they go into one segment together.
            writer.run(documents.into_iter().map(UserOperation::Add))?;
            backlog.add(read.passages.len() as u64);
            let authority = read.report.meta.authority.as_deref().unwrap_or_default();
            counter.add(authority, fingerprints.into_iter().flatten().collect());
        }
        writer.commit()?;
        writer.wait_merging_threads()?;
        let boilerplate = counter.finish();
        let manifest = Manifest { program: env!("CARGO_PKG_VERSION").to_owned(), ..manifest };
        Ok(Reader {
            folder: place.to_owned(),
            summary: manifest.summary(boilerplate.len()),
            fields,
            boilerplate: Arc::new(boilerplate),
            manifest_file: ManifestFile::in_memory(manifest),
            mapped: MappedFiles::default(),
            searcher: Watched::new(searcher(&index)?, FirstError::default()),
            reports: Mutex::default(),
            short_ids: Mutex::default(),
            state: None,
        })
    }
}

fn searcher(index: &Index) -> tantivy::Result<Searcher> {
    let reader: tantivy::IndexReader = index.reader_builder().reload_policy(ReloadPolicy::Manual).try_into()?;
    Ok(reader.searcher())
}
