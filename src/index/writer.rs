//! Writing: reports in, one new state out.

use std::fs;
use std::path::{Path, PathBuf};

use tantivy::indexer::{NoMergePolicy, UserOperation};
use tantivy::schema::Schema;
use tantivy::{Index, IndexWriter, TantivyDocument, Term};

use crate::report::{Acronym, FileRecord, Passage, ReadReport, Report, ReportMeta};
use crate::text::key;

use super::lock::Lock;
use super::manifest::{Manifest, Summary, is_of_a_state, recurring_file};
use super::record::{PassageRecord, number_of};
use super::recurring::{Census, Recurring, fingerprint};
use super::schema::{Fields, MISSING_DATE, PRESENT};
use super::{IndexError, analyser};

/// How the writer uses the machine.
#[derive(Clone, Copy, Debug)]
pub struct WriterOptions {
    /// Memory for postings before they go to disk, in bytes, over all threads.
    pub memory: usize,
    /// Threads that index.
    pub threads: usize,
}

/// The one writer of an index. Nothing is seen by searches before [`Writer::commit`].
pub struct Writer {
    folder: PathBuf,
    fields: Fields,
    engine: IndexWriter,
    before: Manifest,
    /// Whether nothing of the state before stays.
    anew: bool,
    /// What is taken out of the state before: files and reports.
    removed: Vec<Term>,
    census: Census,
    _lock: Lock,
}

/// The folder inside the index where tantivy keeps its segments.
pub(super) const SEGMENTS: &str = "segments";

impl Writer {
    /// Opens the index in `folder` for writing, making it where there is none.
    pub fn open(folder: &Path, options: WriterOptions) -> Result<Writer, IndexError> {
        let segments = folder.join(SEGMENTS);
        fs::create_dir_all(folder).map_err(IndexError::io(folder))?;
        if !segments.join("meta.json").exists() {
            refuse_foreign(folder)?;
        }
        let lock = Lock::take(folder)?;
        let (schema, fields) = Fields::schema();
        let (index, before) = if segments.join("meta.json").exists() {
            let index = Index::open_in_dir(&segments).map_err(|e| IndexError::damaged(folder, e))?;
            let before = known_state(folder, &index, &schema)?;
            (index, before)
        } else {
            fs::create_dir_all(&segments).map_err(IndexError::io(&segments))?;
            // Hits stand far apart, so a block is read for the sake of one or two passages: small ones serve.
            let settings = tantivy::IndexSettings { docstore_blocksize: 8 << 10, ..Default::default() };
            let directory = tantivy::directory::MmapDirectory::open(&segments).map_err(tantivy::TantivyError::from)?;
            (Index::create(directory, schema, settings)?, Manifest::default())
        };
        analyser::register(index.tokenizers());
        let engine =
            index.writer_with_num_threads(options.threads, options.memory.max(options.threads * 16_000_000))?;
        engine.set_merge_policy(Box::new(NoMergePolicy));
        let (anew, removed, census) = (false, Vec::new(), Census::default());
        Ok(Writer { folder: folder.to_owned(), fields, engine, before, anew, removed, census, _lock: lock })
    }

    /// Opens the index in `folder` to make it anew. The state there stays searchable until the new one
    /// is committed, unless it is one that this version cannot read at all.
    pub fn open_anew(folder: &Path, options: WriterOptions) -> Result<Writer, IndexError> {
        let mut writer = match Writer::open(folder, options) {
            Err(IndexError::Damaged { .. } | IndexError::Version { .. }) => {
                let _lock = Lock::take(folder)?;
                let segments = folder.join(SEGMENTS);
                fs::remove_dir_all(&segments).map_err(IndexError::io(&segments))?;
                drop(_lock);
                Writer::open(folder, options)?
            }
            opened => opened?,
        };
        writer.engine.delete_all_documents()?;
        writer.before.files.clear();
        writer.anew = true;
        Ok(writer)
    }

    /// What the index was made from, as of its last state.
    pub fn manifest(&self) -> &Manifest {
        &self.before
    }

    /// Whether an update before was interrupted between its new state and the tidying up after it, so that
    /// statistics still count what was taken out. The next commit tidies up.
    pub fn has_leftovers(&self) -> Result<bool, IndexError> {
        Ok(self.engine.index().searchable_segment_metas()?.iter().any(tantivy::SegmentMeta::has_deletes))
    }

    /// Takes out all reports of a file.
    pub fn remove_file(&mut self, file: &FileRecord) {
        let file = Term::from_field_text(self.fields.file, &file_key(&file.root, &file.path));
        self.engine.delete_term(file.clone());
        self.removed.push(file);
    }

    /// Puts in a report that was read from a file.
    pub fn add(&mut self, root: &str, path: &str, read: &ReadReport) -> Result<(), IndexError> {
        let file = file_key(root, path);
        let shared = Shared::of(&read.report, &file);
        let mut documents = vec![self.report_document(read, &shared)?];
        let (mut section_run, mut fingerprints) = (0, Vec::new());
        for (at, passage) in read.passages.iter().enumerate() {
            section_run += u64::from(at > 0 && read.passages[at - 1].section != passage.section);
            let mut document = self.passage_document(&read.report, &shared, passage, section_run)?;
            if let Some(fingerprint) = fingerprint(passage) {
                document.add_u64(self.fields.fingerprint, u64::from(fingerprint));
                fingerprints.push(fingerprint);
            }
            documents.push(document);
        }
        self.census.add(read.report.meta.authority.as_deref().unwrap_or_default(), fingerprints);
        let operations: Vec<UserOperation> = documents.into_iter().map(UserOperation::Add).collect();
        self.engine.run(operations)?;
        Ok(())
    }

    /// Takes out a report by its id.
    pub fn remove_report(&mut self, id: &str) {
        let report = Term::from_field_text(self.fields.report, id);
        self.engine.delete_term(report.clone());
        self.removed.push(report);
    }

    /// Makes all of it the new state, whole, and tidies up. The manifest tells what the index now holds;
    /// which program wrote it and what generation it is are filled in.
    pub fn commit(mut self, manifest: Manifest) -> Result<Summary, IndexError> {
        let generation = self.before.generation + 1;
        let manifest = Manifest { program: env!("CARGO_PKG_VERSION").to_owned(), generation, ..manifest };
        manifest.write(&self.folder)?;
        let recurring = self.recurring()?;
        if !recurring.is_empty() {
            recurring.write(&self.folder.join(recurring_file(&manifest.file_name())))?;
        }
        let summary = manifest.summary(recurring.len());
        let payload = serde_json::to_string(&summary).map_err(|e| IndexError::damaged(&self.folder, e))?;
        let mut commit = self.engine.prepare_commit()?;
        commit.set_payload(&payload);
        commit.commit()?;
        self.merge()?;
        manifest.remove_others(&self.folder);
        self.engine.wait_merging_threads()?;
        Ok(summary)
    }

    /// The texts that recur in the state that is about to be.
    fn recurring(&mut self) -> Result<Recurring, IndexError> {
        let mut census = std::mem::take(&mut self.census);
        if !self.anew {
            census.add_state(self.engine.index(), &self.fields, &self.folder, &self.removed)?;
        }
        Ok(census.recurring())
    }

    /// Merges away deleted documents and too many segments.
    fn merge(&mut self) -> Result<(), IndexError> {
        const MOST_SEGMENTS: usize = 4;
        let mut segments = self.engine.index().searchable_segment_metas()?;
        segments.sort_by_key(|segment| std::cmp::Reverse(segment.num_docs()));
        let (mut small, large): (Vec<_>, Vec<_>) =
            segments.into_iter().enumerate().partition(|(at, _)| *at + 1 >= MOST_SEGMENTS);
        small.extend(large.into_iter().filter(|(_, segment)| segment.has_deletes()));
        let lone = small.len() == 1 && !small[0].1.has_deletes();
        let ids: Vec<_> = small.iter().map(|(_, segment)| segment.id()).collect();
        // As long as somebody holds what describes a segment, its files are not taken away.
        drop(small);
        if !ids.is_empty() && !lone {
            self.engine.merge(&ids).wait()?;
        }
        self.engine.garbage_collect_files().wait()?;
        Ok(())
    }

    fn report_document(&self, read: &ReadReport, shared: &Shared) -> Result<TantivyDocument, IndexError> {
        let report = &read.report;
        let mut document = TantivyDocument::default();
        let evidence = self.stored(&report.meta.evidence)?;
        let meta = ReportMeta { evidence: Vec::new(), ..report.meta.clone() };
        self.add_columns(&mut document, report, shared);
        document.add_text(self.fields.file, PRESENT);
        for Acronym { short, long } in &read.acronyms {
            document.add_text(self.fields.acronyms, format!("{short}{PRESENT}{long}"));
        }
        document.add_u64(self.fields.part, 0);
        document.add_u64(self.fields.section_run, 0);
        document.add_u64(self.fields.page_first, 0);
        document.add_u64(self.fields.page_last, 0);
        document.add_bytes(self.fields.stored, &self.stored(&Report { meta, ..report.clone() })?);
        document.add_bytes(self.fields.evidence, &evidence);
        Ok(document)
    }

    fn passage_document(
        &self,
        report: &Report,
        shared: &Shared,
        passage: &Passage,
        section_run: u64,
    ) -> Result<TantivyDocument, IndexError> {
        let fields = &self.fields;
        let mut document = TantivyDocument::default();
        document.add_text(fields.stems, &passage.text);
        document.add_text(fields.words, &passage.text);
        if passage.kind.is_prose() {
            document.add_text(fields.length, &passage.text);
        }
        for heading in &passage.section {
            document.add_text(fields.section, heading);
        }
        if !passage.section.is_empty() {
            document.add_text(fields.extra, format!("section{PRESENT}{PRESENT}"));
        }
        for (field, keys) in shared.keys(fields) {
            for key in keys {
                document.add_text(field, key);
            }
        }
        if let Some(label) = &passage.label {
            document.add_text(fields.label, label);
            document.add_text(fields.label, PRESENT);
        }
        self.add_columns(&mut document, report, shared);
        document.add_u64(fields.part, number_of(passage.kind));
        document.add_u64(fields.section_run, section_run);
        let (first, last) = passage.pages.unwrap_or((0, 0));
        document.add_u64(fields.page_first, u64::from(first));
        document.add_u64(fields.page_last, u64::from(last));
        document.add_text(fields.text, &passage.text);
        document.add_bytes(fields.stored, &self.stored(&PassageRecord::of(passage))?);
        Ok(document)
    }

    /// What a report and its passages have in common.
    fn add_columns(&self, document: &mut TantivyDocument, report: &Report, shared: &Shared) {
        let fields = &self.fields;
        let date = report.meta.date;
        document.add_text(fields.file, &shared.file);
        document.add_text(fields.report, &report.id);
        document.add_text(fields.authority_name, report.meta.authority.as_deref().unwrap_or_default());
        document.add_u64(fields.date_first, date.map_or(MISSING_DATE, |date| u64::from(date.first_day())));
        document.add_u64(fields.date_last, date.map_or(MISSING_DATE, |date| u64::from(date.last_day())));
        document.add_u64(fields.report_words, report.words);
    }

    fn stored<T: serde::Serialize>(&self, value: &T) -> Result<Vec<u8>, IndexError> {
        postcard::to_allocvec(value).map_err(|e| IndexError::damaged(&self.folder, e))
    }
}

/// The keys that all passages of a report share.
struct Shared {
    file: String,
    authority: Vec<String>,
    region: Vec<String>,
    kind: Vec<String>,
    grade: Vec<String>,
    inspector: Vec<String>,
    title: Vec<String>,
    extra: Vec<String>,
}

impl Shared {
    fn of(report: &Report, file: &str) -> Shared {
        let meta = &report.meta;
        let one = |value: Option<&str>| value.map(|value| vec![key(value), PRESENT.to_owned()]).unwrap_or_default();
        let mut grade: Vec<String> = meta.grades.iter().map(|(_, grade)| key(grade.as_str())).collect();
        grade.extend(meta.overall_grade.map(|grade| key(grade.as_str())));
        grade.extend(meta.overall_grade.map(|grade| format!("overall {}", key(grade.as_str()))));
        grade.sort_unstable();
        grade.dedup();
        let mut inspector: Vec<String> =
            meta.inspectors.iter().chain(&meta.lead_inspector).map(|name| key(name)).collect();
        inspector.sort_unstable();
        inspector.dedup();
        for keys in [&mut grade, &mut inspector] {
            if !keys.is_empty() {
                keys.push(PRESENT.to_owned());
            }
        }
        let extra = meta
            .extra
            .iter()
            .flat_map(|(name, value)| [format!("{name}{PRESENT}{}", key(value)), format!("{name}{PRESENT}{PRESENT}")]);
        Shared {
            file: file.to_owned(),
            authority: one(meta.authority.as_deref()),
            region: one(meta.region.as_deref()),
            kind: one(meta.kind.as_ref().map(|kind| kind.0.as_str())),
            grade,
            inspector,
            title: one(meta.title.as_deref()),
            extra: extra.collect(),
        }
    }

    fn keys<'a>(&'a self, fields: &Fields) -> [(tantivy::schema::Field, &'a Vec<String>); 7] {
        [
            (fields.authority, &self.authority),
            (fields.region, &self.region),
            (fields.kind, &self.kind),
            (fields.grade, &self.grade),
            (fields.inspector, &self.inspector),
            (fields.title, &self.title),
            (fields.extra, &self.extra),
        ]
    }
}

fn file_key(root: &str, path: &str) -> String {
    format!("{root}{PRESENT}{path}")
}

/// The manifest of the state that an index is in.
fn known_state(folder: &Path, index: &Index, schema: &Schema) -> Result<Manifest, IndexError> {
    let payload = index.load_metas()?.payload;
    if payload.is_none() && index.schema() == *schema {
        return Ok(Manifest::default());
    }
    let summary = Summary::parse(folder, payload.as_deref())?;
    if index.schema() != *schema {
        return Err(IndexError::damaged(folder, "its fields are not those of this version"));
    }
    Manifest::read(folder, &summary.manifest)
}

/// A folder that holds other things is left alone.
fn refuse_foreign(folder: &Path) -> Result<(), IndexError> {
    const OWN: [&str; 4] = ["lock", SEGMENTS, "README.md", ".gitignore"];
    let foreign = fs::read_dir(folder).map_err(IndexError::io(folder))?.flatten().any(|entry| {
        let name = entry.file_name();
        let name = name.to_string_lossy();
        !OWN.contains(&name.as_ref()) && !is_of_a_state(&name)
    });
    if foreign { Err(IndexError::Foreign(folder.to_owned())) } else { Ok(()) }
}
