//! The documents of a report: first the report itself, then its passages in order.

use tantivy::TantivyDocument;
use tantivy::schema::Field;

use crate::fields::FieldSpec;
use crate::report::{Acronym, Passage, ReadReport, Report, ReportMeta};
use crate::text::key;

use super::record::{PassageRecord, number_of, packed};
use super::schema::{Fields, MISSING_DATE, PRESENT};

/// Makes documents.
#[derive(Clone, Copy)]
pub(super) struct Documents {
    pub(super) fields: Fields,
}

impl Documents {
    /// All documents of a report that was read from a file, with the fingerprints of its passages.
    pub(super) fn of(
        &self,
        root: &str,
        path: &str,
        read: &ReadReport,
        fingerprints: &[Option<u32>],
    ) -> postcard::Result<Vec<TantivyDocument>> {
        let shared = Shared::of(&self.fields, &read.report, &file_key(root, path));
        let mut documents = vec![self.report_document(read, &shared)?];
        let mut section_run = 0;
        for (at, (passage, fingerprint)) in read.passages.iter().zip(fingerprints).enumerate() {
            section_run += u64::from(at > 0 && read.passages[at - 1].section != passage.section);
            let mut document = self.passage_document(&read.report, &shared, passage, section_run)?;
            if let Some(fingerprint) = fingerprint {
                document.add_u64(self.fields.fingerprint, u64::from(*fingerprint));
            }
            documents.push(document);
        }
        Ok(documents)
    }

    fn report_document(&self, read: &ReadReport, shared: &Shared) -> postcard::Result<TantivyDocument> {
        let report = &read.report;
        let mut document = TantivyDocument::default();
        let evidence = packed(&report.meta.evidence)?;
        let meta = ReportMeta { evidence: Vec::new(), ..report.meta.clone() };
        self.add_columns(&mut document, report, shared);
        document.add_text(self.fields.file, PRESENT);
        document.add_text(self.fields.report_id, &report.id);
        document.add_text(self.fields.authority_name, report.meta.authority.as_deref().unwrap_or_default());
        document.add_u64(self.fields.report_date, first_day(report));
        document.add_u64(self.fields.report_words, report.words);
        for Acronym { short, long } in &read.acronyms {
            document.add_text(self.fields.acronyms, format!("{short}{PRESENT}{long}"));
        }
        document.add_u64(self.fields.part, 0);
        document.add_u64(self.fields.section_run, 0);
        document.add_u64(self.fields.page_first, 0);
        document.add_u64(self.fields.page_last, 0);
        document.add_text(self.fields.about, packed(&Report { meta, ..report.clone() })?);
        document.add_text(self.fields.evidence, evidence);
        Ok(document)
    }

    fn passage_document(
        &self,
        report: &Report,
        shared: &Shared,
        passage: &Passage,
        section_run: u64,
    ) -> postcard::Result<TantivyDocument> {
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
        for (field, keys) in &shared.keys {
            for key in keys {
                document.add_text(*field, key);
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
        document.add_bytes(fields.stored, &postcard::to_allocvec(&PassageRecord::of(passage))?);
        Ok(document)
    }

    /// What a report and its passages have in common.
    fn add_columns(&self, document: &mut TantivyDocument, report: &Report, shared: &Shared) {
        let fields = &self.fields;
        let last_day = report.meta.date.map_or(MISSING_DATE, |date| u64::from(date.last_day()));
        document.add_text(fields.file, &shared.file);
        document.add_text(fields.report, &report.id);
        document.add_u64(fields.date_first, first_day(report));
        document.add_u64(fields.date_last, last_day);
    }
}

fn first_day(report: &Report) -> u64 {
    report.meta.date.map_or(MISSING_DATE, |date| u64::from(date.first_day()))
}

/// The keys that all passages of a report share.
struct Shared {
    file: String,
    keys: Vec<(Field, Vec<String>)>,
}

impl Shared {
    fn of(fields: &Fields, report: &Report, file: &str) -> Shared {
        let meta = &report.meta;
        let of_field = |(spec, field): (&FieldSpec, Field)| {
            let mut keys: Vec<String> = spec.filter_values(meta).iter().map(|value| key(value)).collect();
            keys.sort_unstable();
            keys.dedup();
            if !keys.is_empty() {
                keys.push(PRESENT.to_owned());
            }
            (field, keys)
        };
        let mut keys: Vec<(Field, Vec<String>)> = fields.keyed().map(of_field).collect();
        let extra = meta
            .extra
            .iter()
            .flat_map(|(name, value)| [format!("{name}{PRESENT}{}", key(value)), format!("{name}{PRESENT}{PRESENT}")]);
        keys.push((fields.extra, extra.collect()));
        Shared { file: file.to_owned(), keys }
    }
}

/// The term of a file.
pub(super) fn file_key(root: &str, path: &str) -> String {
    format!("{root}{PRESENT}{path}")
}
