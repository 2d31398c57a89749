//! The fields of the index.

use tantivy::schema::{FAST, Field, IndexRecordOption, NumericOptions, STORED, Schema, TextFieldIndexing, TextOptions};

use super::analyser::{LENGTH, STEMS, VERBATIM};
use crate::fields::{self, FIELDS, FieldSpec, Level, Slot};

/// The value of the date columns where a report has no date.
pub(crate) const MISSING_DATE: u64 = 0;

/// The value of a text column where a report has none.
pub(crate) const MISSING_VALUE: &str = "";

/// The term that means "the report has some value here". It is a control character, which no
/// folded value has.
pub(crate) const PRESENT: &str = "\u{1}";

/// The term, among the roles, of a passage of an index that does not have all of its passages.
pub(crate) const HERE: &str = "\u{4}";

/// The term, among the folded words, that marks the beginning of a sentence.
pub(crate) const SENTENCE: &str = "\u{2}";

/// The term, among the folded words, of a word that is no part of one with the word before it: a comma, a bracket or the like
/// stands between.
pub(crate) const PARTED: &str = "\u{5}";

/// The prefix, among the folded words, of a word that is written in capitals as acronyms are.
pub(crate) const CAPITALS: &str = "\u{3}";

/// The fields of a document.
///
/// The document of the report alone has what all its passages have in common; [`Fields::level`] has the level of each
/// list of terms. The columns `part`, `section_run`, `section_value`, `label_value`, `fingerprint` and the pages belong to
/// passages. Every document has the lists `file` and `report`: reports are deleted by these terms.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Fields {
    /// Stems of the passage's words, with positions.
    pub stems: Field,
    /// Folded words of the passage, with positions.
    pub words: Field,
    /// Only the number of words, where it is running text: the length that scores depend on.
    pub length: Field,
    /// Stems of the headings over it.
    pub section: Field,
    /// Stems of all that is over it: the headings, and the sentence that introduces its list.
    pub over: Field,
    /// Stems of the report's title, of the report's document.
    pub title: Field,
    /// What the passage is for, and [`PRESENT`].
    pub role: Field,
    /// The headings over it as a column of texts; none where there are none.
    pub section_value: Field,
    /// [`PRESENT`], where there is a heading over the passage.
    pub headed: Field,
    /// The number printed before the paragraph.
    pub label: Field,
    /// The same as a column.
    pub label_value: Field,
    /// Keys of sidecar fields that findings does not know: name, [`PRESENT`], key of the value.
    pub extra: Field,
    /// The same as a column: name, [`PRESENT`], value.
    pub extra_value: Field,
    /// What a report says of acronyms: acronym, [`PRESENT`], words.
    pub acronyms: Field,
    /// The report's id; of every document.
    pub report: Field,
    /// The same as a column, of the report's document.
    pub report_id: Field,
    /// The id of the report's content.
    pub content: Field,
    /// How long the report is as a hit, in words.
    pub report_length: Field,
    /// The file that the report was read from, of every document; that of a report itself has [`PRESENT`] too.
    pub file: Field,
    /// The part that the passage plays and its role, as a number; 0 for the report itself.
    pub part: Field,
    /// The number of the run of passages under the same headings, counted through the report.
    pub section_run: Field,
    /// The first and last day that the report's date can mean, `yyyymmdd`.
    pub date_first: Field,
    /// See `date_first`.
    pub date_last: Field,
    /// The number of words: those of a passage, and of a report those of all its passages.
    pub word_count: Field,
    /// The fingerprint of a passage's words, where it may be boilerplate.
    pub fingerprint: Field,
    /// First page, 0 where unknown.
    pub page_first: Field,
    /// Last page, 0 where unknown.
    pub page_last: Field,
    /// The text of a passage.
    pub text: Field,
    /// Everything else of a passage.
    pub stored: Field,
    /// Keys of the values that reports are filtered by, a list for each such field; see [`Fields::keys`].
    keys: [Option<Field>; FIELDS.len()],
    /// The values of reports as columns; see [`Fields::columns`].
    columns: [Option<Field>; FIELDS.len()],
    /// A report without its evidence.
    pub about: Field,
    /// The evidence of a report's metadata.
    pub evidence: Field,
}

impl Fields {
    /// The keys of the values of a field: its list of terms, a term for each value and [`PRESENT`] where there is one.
    /// None for fields whose values are elsewhere.
    pub(crate) fn keys(&self, field: &fields::Field) -> Option<Field> {
        self.keys[FIELDS.iter().position(|spec| spec.field == *field)?]
    }

    /// The fields of reports that have keys, each with its list of terms.
    pub(super) fn keyed(&self) -> impl Iterator<Item = (&'static FieldSpec, Field)> + '_ {
        FIELDS.iter().zip(self.keys).filter_map(|(spec, keys)| Some((spec, keys?)))
    }

    /// The fields of reports that have a column of texts. In each, a report has all its values, or [`MISSING_VALUE`].
    pub(super) fn columns(&self) -> impl Iterator<Item = (&'static FieldSpec, Field)> + '_ {
        FIELDS.iter().zip(self.columns).filter_map(|(spec, column)| Some((spec, column?)))
    }

    /// Which documents have the terms of a list: those of reports, or those of passages.
    pub(crate) fn level(&self, terms: Field) -> Level {
        let of_text = [self.stems, self.words, self.length];
        let of_place = [self.section, self.over, self.headed, self.label, self.role];
        if of_text.contains(&terms) || of_place.contains(&terms) { Level::Passage } else { Level::Report }
    }

    pub(super) fn schema() -> (Schema, Fields) {
        let mut schema = Schema::builder();
        let text = |tokenizer: &str, record, norms| {
            let indexing =
                TextFieldIndexing::default().set_tokenizer(tokenizer).set_index_option(record).set_fieldnorms(norms);
            TextOptions::default().set_indexing_options(indexing)
        };
        let keys = || text("raw", IndexRecordOption::Basic, false);
        let texts = || TextOptions::default() | FAST;
        let column = || NumericOptions::default().set_fast();
        let fields = Fields {
            stems: schema.add_text_field("stems", text(STEMS, IndexRecordOption::WithFreqsAndPositions, false)),
            words: schema.add_text_field("words", text(VERBATIM, IndexRecordOption::WithFreqsAndPositions, false)),
            length: schema.add_text_field("length", text(LENGTH, IndexRecordOption::Basic, true)),
            section: schema.add_text_field("section", text(STEMS, IndexRecordOption::Basic, false)),
            over: schema.add_text_field("over", text(STEMS, IndexRecordOption::Basic, false)),
            title: schema.add_text_field("title_words", text(STEMS, IndexRecordOption::Basic, false)),
            role: schema.add_text_field("role", keys()),
            section_value: schema.add_text_field(SECTION_COLUMN, texts()),
            headed: schema.add_text_field("headed", keys()),
            label: schema.add_text_field("label", keys()),
            label_value: schema.add_text_field(LABEL_COLUMN, texts()),
            extra: schema.add_text_field("extra", keys()),
            extra_value: schema.add_text_field(EXTRA_COLUMN, texts()),
            acronyms: schema.add_text_field("acronyms", keys()),
            report: schema.add_text_field("report", keys()),
            report_id: schema.add_text_field("report_id", texts()),
            content: schema.add_text_field("content", keys()),
            report_length: schema.add_u64_field("report_length", column()),
            file: schema.add_text_field("file", keys()),
            part: schema.add_u64_field("part", column()),
            section_run: schema.add_u64_field("section_run", column()),
            date_first: schema.add_u64_field("date_first", column()),
            date_last: schema.add_u64_field("date_last", column()),
            word_count: schema.add_u64_field("word_count", column()),
            fingerprint: schema.add_u64_field("fingerprint", column()),
            page_first: schema.add_u64_field("page_first", column()),
            page_last: schema.add_u64_field("page_last", column()),
            text: schema.add_text_field("text", TextOptions::default() | STORED),
            stored: schema.add_bytes_field("stored", STORED),
            keys: FIELDS.each_ref().map(|spec| {
                let filter = spec.filter.as_ref().filter(|filter| filter.matching.is_keyed())?;
                Some(schema.add_text_field(filter.names[0], keys()))
            }),
            columns: FIELDS.each_ref().map(|spec| {
                let of_texts = spec.is_of_report() && !matches!(spec.slot, Slot::Date);
                of_texts.then(|| schema.add_text_field(&column_name(&spec.field), texts()))
            }),
            about: schema.add_text_field("about", TextOptions::default() | STORED),
            evidence: schema.add_text_field("evidence", TextOptions::default() | STORED),
        };
        (schema.build(), fields)
    }
}

/// The column of the headings over passages.
pub(crate) const SECTION_COLUMN: &str = "section_value";

/// The column of the numbers printed before paragraphs.
pub(crate) const LABEL_COLUMN: &str = "label_value";

/// The column of sidecar fields that findings does not know.
pub(crate) const EXTRA_COLUMN: &str = "extra_value";

/// The name of the column that has the values of a field of reports as texts.
pub(crate) fn column_name(field: &fields::Field) -> String {
    format!("{}_value", field.spec().map_or(field.name(), |spec| spec.name))
}
