//! Reading: one state of the index, as it was when it was opened.

use std::ops::RangeInclusive;
use std::path::{Path, PathBuf};

use serde::de::DeserializeOwned;
use tantivy::schema::Value;
use tantivy::{DocAddress, Index, ReloadPolicy, Searcher, TantivyDocument, Term};

use crate::report::{Passage, Report};

use super::manifest::{Manifest, Summary};
use super::schema::Fields;
use super::writer::SEGMENTS;
use super::{IndexError, analyser};

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
    searcher: Searcher,
}

impl Reader {
    /// Opens the index in `folder`.
    pub fn open(folder: &Path) -> Result<Reader, IndexError> {
        let segments = folder.join(SEGMENTS);
        if !segments.join("meta.json").exists() {
            return Err(IndexError::Missing(folder.to_owned()));
        }
        let index = Index::open_in_dir(&segments).map_err(|e| IndexError::damaged(folder, e))?;
        let payload = index.load_metas().map_err(|e| IndexError::damaged(folder, e))?.payload;
        let summary = Summary::parse(folder, payload.as_deref())?;
        let (schema, fields) = Fields::schema();
        if index.schema() != schema {
            return Err(IndexError::damaged(folder, "its fields are not those of this version"));
        }
        analyser::register(index.tokenizers());
        let reader =
            index.reader_builder().reload_policy(ReloadPolicy::Manual).doc_store_cache_num_blocks(64).try_into();
        let reader: tantivy::IndexReader = reader.map_err(|e| IndexError::damaged(folder, e))?;
        Ok(Reader { folder: folder.to_owned(), summary, fields, searcher: reader.searcher() })
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
        self.stored(address)
    }

    /// The report at the address of its own document.
    pub fn report(&self, address: DocAddress) -> Result<Report, IndexError> {
        self.stored(address)
    }

    /// The address of a report's own document, by its id.
    pub fn find_report(&self, id: &str) -> Result<Option<DocAddress>, IndexError> {
        let term = Term::from_field_text(self.fields.report, id);
        for (segment, reader) in (0..).zip(self.searcher.segment_readers()) {
            let inverted = reader.inverted_index(self.fields.report)?;
            let postings = inverted.read_postings(&term, tantivy::schema::IndexRecordOption::Basic);
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

    /// A report by its id, with its place in the index.
    pub fn report_by_id(&self, id: &str) -> Result<Option<PlacedReport>, IndexError> {
        let Some(address) = self.find_report(id)? else { return Ok(None) };
        Ok(Some(PlacedReport { report: self.report(address)?, address }))
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

    /// All reports, in the order of their ids.
    pub fn reports(&self) -> Result<Vec<Report>, IndexError> {
        let mut reports = Vec::new();
        for (number, segment) in (0..).zip(self.searcher.segment_readers()) {
            let ordinals = segment.fast_fields().u64("ordinal")?;
            for doc in segment.doc_ids_alive().filter(|&doc| ordinals.first(doc) == Some(0)) {
                reports.push(self.report(DocAddress::new(number, doc))?);
            }
        }
        reports.sort_by(|a, b| a.id.cmp(&b.id));
        Ok(reports)
    }

    fn stored<T: DeserializeOwned>(&self, address: DocAddress) -> Result<T, IndexError> {
        let document: TantivyDocument = self.searcher.doc(address).map_err(|e| IndexError::damaged(&self.folder, e))?;
        let bytes = document.get_first(self.fields.stored).and_then(|value| value.as_bytes().map(<[u8]>::to_vec));
        let bytes = bytes.ok_or_else(|| IndexError::damaged(&self.folder, "a document has no content"))?;
        postcard::from_bytes(&bytes).map_err(|e| IndexError::damaged(&self.folder, e))
    }
}
