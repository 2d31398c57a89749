//! Reading: one state of the index, as it was when it was opened.

use std::collections::{BTreeMap, HashMap};
use std::ops::RangeInclusive;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use serde::de::DeserializeOwned;
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{DocAddress, DocId, Index, ReloadPolicy, Searcher, SegmentReader, Term};

use crate::report::{Acronym, Passage, Report};

use super::manifest::{Manifest, Summary, recurring_file};
use super::record::{PassageRecord, StoredDocument};
use super::recurring::Recurring;
use super::schema::{Fields, PRESENT};
use super::writer::SEGMENTS;
use super::{IndexError, analyser};

/// So many blocks of stored text, of 8 KiB, are kept unpacked of each segment: many queries ask for the
/// same passages.
const BLOCKS_KEPT: usize = 2048;

/// What a commit carries, of all that tantivy writes beside its segments.
#[derive(serde::Deserialize)]
struct Carried {
    payload: Option<String>,
}

/// A report and where it is in the index.
pub struct PlacedReport {
    /// The report.
    pub report: Report,
    address: DocAddress,
}

/// A state of the index, open for searching. It stays as it is while a writer makes the next.
pub struct Reader {
    folder: PathBuf,
    summary: Summary,
    fields: Fields,
    recurring: Arc<Recurring>,
    searcher: Searcher,
    reports: Mutex<HashMap<DocAddress, Arc<Report>>>,
}

impl Reader {
    /// Opens the index in `folder`, as of its newest state.
    pub fn open(folder: &Path) -> Result<Reader, IndexError> {
        let segments = folder.join(SEGMENTS);
        if !segments.join("meta.json").exists() {
            return Err(IndexError::Missing(folder.to_owned()));
        }
        let index = Index::open_in_dir(&segments).map_err(|e| IndexError::damaged(folder, e))?;
        analyser::register(index.tokenizers());
        let (schema, fields) = Fields::schema();
        let state = || std::fs::read(segments.join("meta.json")).map_err(IndexError::io(folder));
        let mut before = state()?;
        loop {
            let carried: Carried = serde_json::from_slice(&before).map_err(|e| IndexError::damaged(folder, e))?;
            let summary = Summary::parse(folder, carried.payload.as_deref())?;
            if index.schema() != schema {
                return Err(IndexError::damaged(folder, "its fields are not those of this version"));
            }
            let builder =
                index.reader_builder().reload_policy(ReloadPolicy::Manual).doc_store_cache_num_blocks(BLOCKS_KEPT);
            let reader: tantivy::IndexReader = builder.try_into().map_err(|e| IndexError::damaged(folder, e))?;
            let searcher = reader.searcher();
            let recurring = match summary.recurring {
                0 => Ok(Recurring::default()),
                texts => Recurring::read(&folder.join(recurring_file(&summary.manifest)), texts)
                    .map_err(|error| IndexError::damaged(folder, error)),
            };
            // A new state may have come between reading the counts and opening the segments.
            let after = state()?;
            if after == before {
                let (folder, recurring, reports) = (folder.to_owned(), Arc::new(recurring?), Mutex::default());
                return Ok(Reader { folder, summary, fields, recurring, searcher, reports });
            }
            before = after;
        }
    }

    /// The folder of the index.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// The counts of this state.
    pub fn summary(&self) -> &Summary {
        &self.summary
    }

    /// The fields of its documents.
    pub fn fields(&self) -> &Fields {
        &self.fields
    }

    /// The texts that stand in many of its reports.
    pub fn recurring(&self) -> &Arc<Recurring> {
        &self.recurring
    }

    /// tantivy's searcher over this state.
    pub fn searcher(&self) -> &Searcher {
        &self.searcher
    }

    /// The size of the index's files, in bytes.
    pub fn bytes_on_disk(&self) -> u64 {
        let folders = [self.folder.clone(), self.folder.join(SEGMENTS)];
        let files = folders.iter().filter_map(|folder| std::fs::read_dir(folder).ok()).flatten().flatten();
        files.filter_map(|file| file.metadata().ok()).filter(std::fs::Metadata::is_file).map(|file| file.len()).sum()
    }

    /// What it was made from.
    pub fn manifest(&self) -> Result<Manifest, IndexError> {
        Manifest::read(&self.folder, &self.summary.manifest)
    }

    /// The passage at an address.
    pub fn passage(&self, address: DocAddress) -> Result<Passage, IndexError> {
        let mut document = self.document(address)?;
        let record: PassageRecord = self.decoded(&document, self.fields.stored)?;
        let text = document.take_text(self.fields.text);
        Ok(record.with_text(text.ok_or_else(|| IndexError::damaged(&self.folder, "a passage has no text"))?))
    }

    /// The report at the address of its own document, without its evidence. The latest are remembered.
    pub fn report(&self, address: DocAddress) -> Result<Arc<Report>, IndexError> {
        const MOST_REMEMBERED: usize = 2_000;
        let remembered = || self.reports.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(report) = remembered().get(&address) {
            return Ok(Arc::clone(report));
        }
        let report: Arc<Report> = Arc::new(self.decoded(&self.document(address)?, self.fields.stored)?);
        let mut reports = remembered();
        if reports.len() >= MOST_REMEMBERED {
            reports.clear();
        }
        reports.insert(address, Arc::clone(&report));
        Ok(report)
    }

    /// The address of a report's own document, by its id.
    pub fn find_report(&self, id: &str) -> Result<Option<DocAddress>, IndexError> {
        let term = Term::from_field_text(self.fields.report, id);
        for (segment, reader) in (0..).zip(self.searcher.segment_readers()) {
            let inverted = reader.inverted_index(self.fields.report)?;
            let postings = inverted.read_postings(&term, IndexRecordOption::Basic);
            let Some(mut postings) = postings.map_err(IndexError::io(&self.folder))? else { continue };
            use tantivy::DocSet;
            while postings.doc() != tantivy::TERMINATED {
                if reader.alive_bitset().is_none_or(|alive| alive.is_alive(postings.doc())) {
                    return Ok(Some(DocAddress::new(segment, postings.doc())));
                }
                postings.advance();
            }
        }
        Ok(None)
    }

    /// A report by its id, with its evidence and its place in the index.
    pub fn report_by_id(&self, id: &str) -> Result<Option<PlacedReport>, IndexError> {
        let Some(address) = self.find_report(id)? else { return Ok(None) };
        let document = self.document(address)?;
        let mut report: Report = self.decoded(&document, self.fields.stored)?;
        report.meta.evidence = self.decoded(&document, self.fields.evidence)?;
        Ok(Some(PlacedReport { report, address }))
    }

    /// Passages of a report by their ordinals.
    pub fn passages_of(
        &self,
        report: &PlacedReport,
        ordinals: RangeInclusive<u32>,
    ) -> Result<Vec<Passage>, IndexError> {
        let DocAddress { segment_ord, doc_id } = report.address;
        ordinals.map(|ordinal| self.passage(DocAddress::new(segment_ord, doc_id + ordinal))).collect()
    }

    /// The documents of a segment that are reports themselves, each followed by its passages, in order.
    pub fn starts(&self, segment: &SegmentReader) -> Result<Vec<DocId>, IndexError> {
        documents_with(segment, &Term::from_field_text(self.fields.file, PRESENT), &self.folder)
    }

    /// What reports say of acronyms, in order, each with the number of reports that say it.
    pub fn acronyms(&self) -> Result<Vec<(Acronym, u64)>, IndexError> {
        let mut acronyms: BTreeMap<Acronym, u64> = BTreeMap::new();
        for segment in self.searcher.segment_readers() {
            let inverted = segment.inverted_index(self.fields.acronyms)?;
            let mut stream = inverted.terms().stream().map_err(IndexError::io(&self.folder))?;
            while stream.advance() {
                let term = String::from_utf8_lossy(stream.key());
                let Some((short, long)) = term.split_once(PRESENT) else { continue };
                let acronym = Acronym { short: short.to_owned(), long: long.to_owned() };
                *acronyms.entry(acronym).or_default() += u64::from(stream.value().doc_freq);
            }
        }
        Ok(acronyms.into_iter().collect())
    }

    /// All reports, in the order of their ids, without their evidence.
    pub fn reports(&self) -> Result<Vec<Arc<Report>>, IndexError> {
        let mut reports = Vec::new();
        for (number, segment) in (0..).zip(self.searcher.segment_readers()) {
            let alive = segment.alive_bitset();
            for doc in self.starts(segment)?.into_iter().filter(|&doc| alive.is_none_or(|alive| alive.is_alive(doc))) {
                reports.push(self.report(DocAddress::new(number, doc))?);
            }
        }
        reports.sort_by(|a, b| a.id.cmp(&b.id));
        Ok(reports)
    }

    fn document(&self, address: DocAddress) -> Result<StoredDocument, IndexError> {
        self.searcher.doc(address).map_err(|e| IndexError::damaged(&self.folder, e))
    }

    fn decoded<T: DeserializeOwned>(&self, document: &StoredDocument, field: Field) -> Result<T, IndexError> {
        let bytes = document.bytes(field);
        let bytes = bytes.ok_or_else(|| IndexError::damaged(&self.folder, "a document has no content"))?;
        postcard::from_bytes(bytes).map_err(|e| IndexError::damaged(&self.folder, e))
    }
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
