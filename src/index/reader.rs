//! Reading: one state of the index, as it was when it was opened.

use std::collections::HashMap;
use std::ops::RangeInclusive;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use serde::de::DeserializeOwned;
use tantivy::schema::document::DocumentDeserialize;
use tantivy::schema::{Field, IndexRecordOption, Schema};
use tantivy::{DocAddress, DocId, Index, IndexSettings, ReloadPolicy, Searcher, SegmentReader, Term};

use crate::report::{Passage, Report};

use super::backlog::Backlog;
use super::boilerplate::BoilerplateSet;
use super::directory::{CheckedDirectory, MappedFiles};
use super::first_error::Watched;
use super::manifest::{Manifest, ManifestFile, Summary, boilerplate_file};
use super::origin::elsewhere;
use super::record::{PassageRecord, StoredDocument, unpacked};
use super::schema::{Fields, PRESENT};
use super::state::IndexState;
use super::stored::are_starts;
use super::whole::Whole;
use super::writer::{SEGMENTS, missing};
use super::{IndexError, analyser};

/// The number of unpacked blocks of stored text, of 10 KiB, that are cached of each segment for one query, whose
/// neighbouring passages are next to each other.
const CACHED_BLOCKS_FOR_ONE: usize = 1;

/// The same for many queries, which ask for the same passages: 16 MB.
const CACHED_BLOCKS_FOR_MANY: usize = 1600;

/// A report and its address in the index.
pub(crate) struct PlacedReport {
    /// The report.
    pub report: Report,
    address: DocAddress,
}

/// A state of the index, open for searching. It stays as it is while a writer makes the next.
pub(crate) struct Reader {
    pub(super) folder: PathBuf,
    /// The folder that relative paths of reports begin in, if it is not the current one.
    pub(super) base: Option<PathBuf>,
    pub(super) summary: Summary,
    pub(super) fields: Fields,
    pub(super) boilerplate: Arc<BoilerplateSet>,
    pub(super) manifest_file: ManifestFile,
    pub(super) mapped: MappedFiles,
    pub(super) searcher: Watched<Searcher>,
    pub(super) reports: Mutex<HashMap<DocAddress, Arc<Report>>>,
    /// Short ids by the ids of contents.
    pub(super) short_ids: Mutex<HashMap<String, Option<Arc<str>>>>,
    /// Which state of its folder it is; none of an index that is kept in memory.
    pub(super) state: Option<IndexState>,
    /// The whole, where only some of its passages are here.
    pub(super) whole: Option<Arc<Whole>>,
}

impl Reader {
    /// Opens the index in `folder`, as of its newest state, for a query or to be read in order.
    ///
    /// # Errors
    /// Where there is no index, it has another version, it is damaged or it cannot be read.
    pub(crate) fn open(folder: &Path) -> Result<Reader, IndexError> {
        Reader::newest(folder, true)
    }

    /// The same for many queries.
    ///
    /// # Errors
    /// As for [`Reader::open`].
    pub(crate) fn open_for_many(folder: &Path) -> Result<Reader, IndexError> {
        Reader::newest(folder, false)
    }

    fn newest(folder: &Path, for_one: bool) -> Result<Reader, IndexError> {
        let opened = IndexState::newest_as(folder, |state| Reader::open_state(folder, state, for_one, false))?;
        opened.ok_or_else(|| missing(folder))
    }

    /// Opens the newest state even where the files beside its segments cannot be read.
    pub(super) fn open_segments(folder: &Path) -> Result<Reader, IndexError> {
        let opened = IndexState::newest_as(folder, |state| Reader::open_state(folder, state, true, true))?;
        opened.ok_or_else(|| missing(folder))
    }

    /// Opens one state.
    fn open_state(folder: &Path, state: &IndexState, for_one: bool, lenient: bool) -> Result<Reader, IndexError> {
        let summary = state.summary.clone().ok_or_else(|| missing(folder))?;
        let manifest_file = if lenient {
            ManifestFile::open_if_present(folder, &summary.manifest)
        } else {
            ManifestFile::open(folder, &summary.manifest)?
        };
        let boilerplate = match summary.recurring {
            0 => BoilerplateSet::default(),
            texts => match BoilerplateSet::read(folder, &boilerplate_file(&summary.manifest), texts) {
                Err(_) if lenient => BoilerplateSet::default(),
                boilerplate => boilerplate?,
            },
        };
        let directory = CheckedDirectory::for_reading(folder, Arc::clone(&state.meta))?;
        let (first_error, mapped) = (directory.first_error().clone(), directory.mapped().clone());
        let (schema, fields) = Fields::schema();
        let blocks_kept = if for_one { CACHED_BLOCKS_FOR_ONE } else { CACHED_BLOCKS_FOR_MANY };
        let searcher = searcher(directory, schema, blocks_kept);
        let searcher = searcher.map_err(|error| first_error.get().unwrap_or_else(|| error.into()))?;
        let searcher = Watched::new(searcher, first_error);
        let searcher = if lenient { searcher.lenient() } else { searcher };
        let (folder, boilerplate) = (folder.to_owned(), Arc::new(boilerplate));
        let (reports, short_ids, state) = (Mutex::default(), Mutex::default(), Some(state.clone()));
        let whole = None;
        let base = elsewhere(&folder, summary.made_in.as_deref());
        Ok(Reader {
            folder,
            base,
            summary,
            fields,
            boilerplate,
            manifest_file,
            mapped,
            searcher,
            reports,
            short_ids,
            state,
            whole,
        })
    }

    /// The same reader, with errors reported one by one.
    pub(super) fn lenient(self) -> Reader {
        Reader { searcher: self.searcher.lenient(), ..self }
    }

    /// Watches for errors of the index's files while something reads through this reader.
    pub(crate) fn watch<T>(&self, reads: T) -> Watched<T> {
        self.searcher.beside(reads)
    }

    /// Checks that the files of the index are as long as they were when they were mapped. Results found while they were
    /// not may be wrong: check before relying on them.
    ///
    /// # Errors
    /// Where one of them was cut short.
    pub(crate) fn check_lengths(&self) -> Result<(), IndexError> {
        self.mapped.check(&self.folder, self.searcher.first_error()).map_err(IndexError::io(&self.folder))
    }

    /// Whether no newer state has been committed to the folder.
    ///
    /// # Errors
    /// Where the folder has no index any more, or one of another version, or its state cannot be read.
    pub(crate) fn is_newest(&self) -> Result<bool, IndexError> {
        let Some(state) = &self.state else { return Ok(true) };
        let newest = IndexState::newest(&self.folder)?.ok_or_else(|| missing(&self.folder))?;
        Ok(newest == *state)
    }

    /// The folder of the index.
    pub(crate) fn folder(&self) -> &Path {
        &self.folder
    }

    /// The counts of this state.
    pub(crate) fn summary(&self) -> &Summary {
        &self.summary
    }

    /// The fields of its documents.
    pub(crate) fn fields(&self) -> &Fields {
        &self.fields
    }

    /// The texts that recur in many of its reports.
    pub(crate) fn boilerplate(&self) -> &Arc<BoilerplateSet> {
        &self.boilerplate
    }

    /// tantivy's searcher over this state, for what is [watched](Reader::watch) itself.
    pub(crate) fn searcher(&self) -> &Searcher {
        self.searcher.parts()
    }

    /// The size of the index's files, in bytes.
    pub(crate) fn bytes_on_disk(&self) -> u64 {
        let folders = [self.folder.clone(), self.folder.join(SEGMENTS)];
        let files = folders.iter().filter_map(|folder| std::fs::read_dir(folder).ok()).flatten().flatten();
        files.filter_map(|file| file.metadata().ok()).filter(std::fs::Metadata::is_file).map(|file| file.len()).sum()
    }

    /// The open file of its manifest.
    pub(crate) fn manifest_file(&self) -> &ManifestFile {
        &self.manifest_file
    }

    /// The manifest of this state.
    ///
    /// # Errors
    /// Where the manifest is missing, damaged or cannot be read.
    pub(crate) fn manifest(&self) -> Result<Manifest, IndexError> {
        self.manifest_file.manifest()
    }

    /// The passage at an address.
    ///
    /// # Errors
    /// Where the index is damaged or cannot be read.
    pub(crate) fn passage(&self, address: DocAddress) -> Result<Passage, IndexError> {
        let mut document: StoredDocument = self.document(address)?;
        let record = document.bytes(self.fields.stored).ok_or_else(|| self.without_content())?;
        let record: PassageRecord = postcard::from_bytes(record).map_err(|e| IndexError::damaged(&self.folder, e))?;
        let text = document.take_text(self.fields.text);
        Ok(record.with_text(text.ok_or_else(|| IndexError::damaged(&self.folder, "a passage has no text"))?))
    }

    /// The report of a passage, by the passage's address and ordinal, without its evidence.
    ///
    /// # Errors
    /// Where the index is damaged or cannot be read.
    pub(crate) fn report_of(&self, passage: DocAddress, ordinal: u32) -> Result<Arc<Report>, IndexError> {
        self.report(self.address_of_report(passage, ordinal)?)
    }

    /// The report at the address of its own document, without its evidence. Recent ones are cached.
    ///
    /// # Errors
    /// Where the index is damaged or cannot be read.
    pub(crate) fn report(&self, address: DocAddress) -> Result<Arc<Report>, IndexError> {
        const MAX_CACHED_REPORTS: usize = 2_000;
        let remembered = || self.reports.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(report) = remembered().get(&address) {
            return Ok(Arc::clone(report));
        }
        let mut report: Report = self.unpacked(&mut self.document(address)?, self.fields.about)?;
        self.set_in_place(&mut report);
        let report = Arc::new(report);
        let mut reports = remembered();
        if reports.len() >= MAX_CACHED_REPORTS {
            reports.clear();
        }
        reports.insert(address, Arc::clone(&report));
        Ok(report)
    }

    /// The address of a report's own document, by its id.
    ///
    /// # Errors
    /// Where the index is damaged or cannot be read.
    pub(crate) fn find_report(&self, id: &str) -> Result<Option<DocAddress>, IndexError> {
        Ok(self.alive_with(&Term::from_field_text(self.fields.report, id))?.first().copied())
    }

    /// The documents with a term, without those that were taken out.
    pub(super) fn alive_with(&self, term: &Term) -> Result<Vec<DocAddress>, IndexError> {
        let mut found = Vec::new();
        for (number, segment) in (0..).zip(self.searcher().segment_readers()) {
            found.extend(self.alive_in(segment, term)?.into_iter().map(|doc| DocAddress::new(number, doc)));
        }
        Ok(found)
    }

    /// The same of one segment.
    pub(super) fn alive_in(&self, segment: &SegmentReader, term: &Term) -> Result<Vec<DocId>, IndexError> {
        let mut documents = self.documents_with(segment, term)?;
        documents.retain(|doc| segment.alive_bitset().is_none_or(|alive| alive.is_alive(*doc)));
        Ok(documents)
    }

    /// A report by its id, with its evidence and its place in the index.
    ///
    /// # Errors
    /// Where the index is damaged or cannot be read.
    pub(crate) fn report_by_id(&self, id: &str) -> Result<Option<PlacedReport>, IndexError> {
        self.find_report(id)?.map(|address| self.report_at(address)).transpose()
    }

    /// The report at an address, with its evidence.
    pub(super) fn report_at(&self, address: DocAddress) -> Result<PlacedReport, IndexError> {
        let mut document: StoredDocument = self.document(address)?;
        let mut report: Report = self.unpacked(&mut document, self.fields.about)?;
        report.meta.evidence = self.unpacked(&mut document, self.fields.evidence)?;
        Ok(PlacedReport { report, address })
    }

    /// Passages of a report by their ordinals.
    ///
    /// # Errors
    /// Where the index is damaged or cannot be read.
    pub(crate) fn passages_of(
        &self,
        report: &PlacedReport,
        ordinals: RangeInclusive<u32>,
    ) -> Result<Vec<Passage>, IndexError> {
        ordinals.map(|ordinal| self.passage(self.address_of(report.address, ordinal)?)).collect()
    }

    /// The address of a passage, by its ordinal and that of its report.
    ///
    /// # Errors
    /// Where the ordinal is out of range.
    pub(crate) fn address_of(&self, report: DocAddress, ordinal: u32) -> Result<DocAddress, IndexError> {
        let doc = report.doc_id.checked_add(ordinal).ok_or_else(|| self.misnumbered())?;
        Ok(DocAddress::new(report.segment_ord, doc))
    }

    /// The address of a report, by that of one of its passages and its ordinal.
    ///
    /// # Errors
    /// Where the ordinal is out of range.
    pub(crate) fn address_of_report(&self, passage: DocAddress, ordinal: u32) -> Result<DocAddress, IndexError> {
        let doc = passage.doc_id.checked_sub(ordinal).ok_or_else(|| self.misnumbered())?;
        Ok(DocAddress::new(passage.segment_ord, doc))
    }

    fn misnumbered(&self) -> IndexError {
        IndexError::damaged(&self.folder, "the number of a passage is not its place in its report")
    }

    /// The documents of a segment that are reports themselves, each followed by its passages, in order. The first is the
    /// first of the segment, and all are documents of it, so callers need not check.
    ///
    /// # Errors
    /// Where the index is damaged or cannot be read.
    pub(crate) fn starts(&self, segment: &SegmentReader) -> Result<Vec<DocId>, IndexError> {
        let starts = self.documents_with(segment, &Term::from_field_text(self.fields.file, PRESENT))?;
        if !are_starts(&starts, segment.max_doc()) {
            return Err(IndexError::damaged(&self.folder, "the list of reports is not that of a segment"));
        }
        Ok(starts)
    }

    /// The documents of a segment that have a term, deleted ones too, in order.
    ///
    /// # Errors
    /// Where the index is damaged or cannot be read.
    pub(crate) fn documents_with(&self, segment: &SegmentReader, term: &Term) -> Result<Vec<DocId>, IndexError> {
        self.searcher.read(|_| documents_with(segment, term, &self.folder))
    }

    /// All reports, in the order of their ids, without their evidence.
    ///
    /// # Errors
    /// Where the index is damaged or cannot be read.
    pub(crate) fn reports(&self) -> Result<Vec<Arc<Report>>, IndexError> {
        let mut reports = Vec::new();
        for (number, segment) in (0..).zip(self.searcher().segment_readers()) {
            let alive = segment.alive_bitset();
            for doc in self.starts(segment)?.into_iter().filter(|&doc| alive.is_none_or(|alive| alive.is_alive(doc))) {
                reports.push(self.report(DocAddress::new(number, doc))?);
            }
        }
        reports.sort_by(|a, b| a.id.cmp(&b.id));
        Ok(reports)
    }

    fn document<D: DocumentDeserialize>(&self, address: DocAddress) -> Result<D, IndexError> {
        self.searcher.read(|searcher| {
            searcher.doc(address).map_err(|error| match IndexError::from(error) {
                IndexError::Engine(error) => IndexError::damaged(&self.folder, error),
                error => error,
            })
        })
    }

    fn unpacked<T: DeserializeOwned>(&self, document: &mut StoredDocument, field: Field) -> Result<T, IndexError> {
        let text = document.take_text(field).ok_or_else(|| self.without_content())?;
        unpacked(&text).map_err(|e| IndexError::damaged(&self.folder, e))
    }

    fn without_content(&self) -> IndexError {
        IndexError::damaged(&self.folder, "a document has no content")
    }
}

fn searcher(directory: CheckedDirectory, schema: Schema, blocks_kept: usize) -> tantivy::Result<Searcher> {
    // The index is created from these fields rather than opened: the directory has the segments already, and ignores
    // writes.
    let index = Index::create(directory, schema, IndexSettings::default())?;
    analyser::register(index.tokenizers(), &Backlog::default());
    let builder = index.reader_builder().reload_policy(ReloadPolicy::Manual).doc_store_cache_num_blocks(blocks_kept);
    let reader: tantivy::IndexReader = builder.try_into()?;
    Ok(reader.searcher())
}

/// The documents of a segment that have a term, deleted ones too, in order.
pub(super) fn documents_with(segment: &SegmentReader, term: &Term, folder: &Path) -> Result<Vec<DocId>, IndexError> {
    let mut documents = Vec::new();
    let postings = segment.inverted_index(term.field())?.read_block_postings(term, IndexRecordOption::Basic);
    if let Some(mut postings) = postings.map_err(IndexError::io(folder))? {
        while !postings.docs().is_empty() {
            documents.extend_from_slice(postings.docs());
            postings.advance();
        }
    }
    Ok(documents)
}
