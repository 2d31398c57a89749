//! The documents of a report: first the report itself, then its passages in order.

use std::collections::BTreeSet;

use tantivy::TantivyDocument;
use tantivy::tokenizer::{PreTokenizedString, Token};

use crate::report::{Acronym, Passage, ReadReport, Report, ReportMeta};
use crate::text::{key, words};

use super::record::{PassageRecord, number_of, packed};
use super::schema::{Fields, HERE, MISSING_DATE, MISSING_VALUE, PRESENT};
use super::whole::{TermList, VocabularyTerm};

/// Builds the documents of reports.
#[derive(Clone, Copy)]
pub(super) struct DocumentBuilder {
    pub(super) fields: Fields,
}

impl DocumentBuilder {
    /// All documents of a report that was read from a file, with the fingerprints of its passages.
    pub(super) fn build(
        &self,
        root: &str,
        path: &str,
        read: &ReadReport,
        fingerprints: &[Option<u32>],
    ) -> postcard::Result<Vec<TantivyDocument>> {
        let file = file_key(root, path);
        let mut documents = vec![self.report_document(read, &file)?];
        let mut section_run = 0;
        for (at, (passage, fingerprint)) in read.passages.iter().zip(fingerprints).enumerate() {
            section_run += u64::from(at > 0 && read.passages[at - 1].section != passage.section);
            let mut document = self.passage_document(&read.report, &file, passage, section_run)?;
            if let Some(fingerprint) = fingerprint {
                document.add_u64(self.fields.fingerprint, u64::from(*fingerprint));
            }
            documents.push(document);
        }
        Ok(documents)
    }

    /// The documents of a report of which not all passages are here: those that are not keep their places, and are found by
    /// nothing. `runs` has the ordinals at which other headings begin.
    pub(super) fn build_with_gaps(
        &self,
        root: &str,
        path: &str,
        read: &ReadReport,
        fingerprints: &[Option<u32>],
        runs: &[u32],
    ) -> postcard::Result<Vec<TantivyDocument>> {
        let file = file_key(root, path);
        let mut documents = vec![self.report_document(read, &file)?];
        let mut here = read.passages.iter().zip(fingerprints).peekable();
        for ordinal in 1..=read.report.passages {
            let section_run = runs.partition_point(|&run| run <= ordinal) as u64;
            let Some((passage, fingerprint)) = here.next_if(|(passage, _)| passage.ordinal == ordinal) else {
                documents.push(self.gap(&read.report, &file, section_run));
                continue;
            };
            let mut document = self.passage_document(&read.report, &file, passage, section_run)?;
            if let Some(fingerprint) = fingerprint {
                document.add_u64(self.fields.fingerprint, u64::from(*fingerprint));
            }
            document.add_text(self.fields.role, HERE);
            documents.push(document);
        }
        Ok(documents)
    }

    /// The documents of a report without its passages, for all of which one stands.
    pub(super) fn build_alone(
        &self,
        root: &str,
        path: &str,
        read: &ReadReport,
    ) -> postcard::Result<Vec<TantivyDocument>> {
        let file = file_key(root, path);
        Ok(vec![self.report_document(read, &file)?, self.gap(&read.report, &file, 0)])
    }

    /// What stands for a passage that is not here.
    fn gap(&self, report: &Report, file: &str, section_run: u64) -> TantivyDocument {
        let fields = &self.fields;
        let mut document = TantivyDocument::default();
        self.add_keys(&mut document, report, file);
        for column in [fields.part, fields.word_count, fields.page_first, fields.page_last] {
            document.add_u64(column, 0);
        }
        document.add_u64(fields.section_run, section_run);
        document
    }

    /// Adds terms to a document, at no position that means anything.
    pub(super) fn add_vocabulary(&self, document: &mut TantivyDocument, terms: &[VocabularyTerm]) {
        let mut tokens: [(TermList, Vec<Token>); 2] = [(TermList::Words, Vec::new()), (TermList::Stems, Vec::new())];
        for VocabularyTerm { list, term, .. } in terms {
            match tokens.iter_mut().find(|(of, _)| of == list) {
                Some((_, tokens)) => tokens.push(Token { text: term.clone(), position: 0, ..Token::default() }),
                None => document.add_text(list.field(&self.fields), term),
            }
        }
        for (list, tokens) in tokens {
            let tokens = PreTokenizedString { text: String::new(), tokens };
            document.add_pre_tokenized_text(list.field(&self.fields), tokens);
        }
    }

    fn report_document(&self, read: &ReadReport, file: &str) -> postcard::Result<TantivyDocument> {
        let report = &read.report;
        let mut document = TantivyDocument::default();
        let evidence = packed(&report.meta.evidence)?;
        let meta = ReportMeta { evidence: Vec::new(), ..report.meta.clone() };
        self.add_keys(&mut document, report, file);
        self.add_values(&mut document, report);
        document.add_text(self.fields.file, PRESENT);
        document.add_text(self.fields.report_id, &report.id);
        document.add_text(self.fields.content, &report.content);
        document.add_u64(self.fields.report_length, report.length);
        for Acronym { short, long } in &read.acronyms {
            document.add_text(self.fields.acronyms, format!("{short}{PRESENT}{long}"));
        }
        if let Some(title) = &report.meta.title {
            document.add_text(self.fields.title, title);
        }
        document.add_u64(self.fields.part, 0);
        document.add_u64(self.fields.section_run, 0);
        document.add_u64(self.fields.word_count, report.words);
        document.add_u64(self.fields.page_first, 0);
        document.add_u64(self.fields.page_last, 0);
        document.add_text(self.fields.about, packed(&Report { meta, ..report.clone() })?);
        document.add_text(self.fields.evidence, evidence);
        Ok(document)
    }

    fn passage_document(
        &self,
        report: &Report,
        file: &str,
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
            document.add_text(fields.over, heading);
        }
        if let Some(introduction) = passage.context.as_ref().filter(|context| !passage.section.contains(context)) {
            document.add_text(fields.over, introduction);
        }
        if let Some(role) = passage.role {
            document.add_text(fields.role, role.as_str());
            document.add_text(fields.role, PRESENT);
        }
        for heading in passage.section.iter().collect::<BTreeSet<_>>() {
            document.add_text(fields.section_value, heading);
        }
        if !passage.section.is_empty() {
            document.add_text(fields.headed, PRESENT);
        }
        if let Some(label) = &passage.label {
            document.add_text(fields.label, label);
            document.add_text(fields.label, PRESENT);
            document.add_text(fields.label_value, label);
        }
        self.add_keys(&mut document, report, file);
        document.add_u64(fields.part, number_of(passage.kind, passage.role));
        document.add_u64(fields.section_run, section_run);
        document.add_u64(fields.word_count, words(&passage.text).count() as u64);
        let (first, last) = passage.pages.unwrap_or((0, 0));
        document.add_u64(fields.page_first, u64::from(first));
        document.add_u64(fields.page_last, u64::from(last));
        document.add_text(fields.text, &passage.text);
        document.add_bytes(fields.stored, &postcard::to_allocvec(&PassageRecord::new(passage))?);
        Ok(document)
    }

    /// The terms that a report and its passages are deleted by.
    fn add_keys(&self, document: &mut TantivyDocument, report: &Report, file: &str) {
        document.add_text(self.fields.file, file);
        document.add_text(self.fields.report, &report.id);
    }

    /// The values that a report is filtered and counted by.
    fn add_values(&self, document: &mut TantivyDocument, report: &Report) {
        let (fields, meta) = (&self.fields, &report.meta);
        for (spec, field) in fields.keyed() {
            let keys: BTreeSet<String> = spec.filter_values(meta).iter().map(|value| key(value)).collect();
            let present = (!keys.is_empty()).then(|| PRESENT.to_owned());
            keys.into_iter().chain(present).for_each(|key| document.add_text(field, key));
        }
        for (name, value) in &meta.extra {
            document.add_text(fields.extra, format!("{name}{PRESENT}{}", key(value)));
            document.add_text(fields.extra, format!("{name}{PRESENT}{PRESENT}"));
            document.add_text(fields.extra_value, format!("{name}{PRESENT}{value}"));
        }
        for (spec, column) in fields.columns() {
            let values: BTreeSet<String> = spec.counted_values(meta).into_iter().collect();
            if values.is_empty() {
                document.add_text(column, MISSING_VALUE);
            }
            values.into_iter().for_each(|value| document.add_text(column, value));
        }
        let days = meta.date.map(|date| (u64::from(date.first_day()), u64::from(date.last_day())));
        let (first, last) = days.unwrap_or((MISSING_DATE, MISSING_DATE));
        document.add_u64(fields.date_first, first);
        document.add_u64(fields.date_last, last);
    }
}

/// The term of a file.
pub(super) fn file_key(root: &str, path: &str) -> String {
    format!("{root}{PRESENT}{path}")
}
