//! A tool of the tests: a proof that postings, columns and lengths agree with the stored passages.
//!
//! It makes the documents again from what is stored, and compares a digest of all that they would put into a segment with
//! one of all that is in it. A digest is a sum of hashes of single facts, so the order does not matter and a fact too
//! many or too few changes it. No command needs it: it would find a bug of this program or of tantivy; checksums find
//! damage.

use std::path::Path;

use rayon::prelude::*;
use tantivy::postings::Postings;
use tantivy::schema::{Field, FieldType, IndexRecordOption, Schema, Value};
use tantivy::tokenizer::{TextAnalyzer, TokenStream};
use tantivy::{DocId, DocSet, Index, SegmentReader, TERMINATED, TantivyDocument};

use crate::report::ReadReport;

use super::backlog::Backlog;
use super::boilerplate::fingerprints;
use super::documents::DocumentBuilder;
use super::stored::ReportLocation;
use super::verify::{ListedReports, listed_reports};
use super::{IndexError, Reader, analyser};

/// tantivy leaves out longer terms.
const MAX_TERM_BYTES: usize = u16::MAX as usize - 5;

/// Where the postings, columns or lengths of the newest state differ from what it stores: a part of a field for each
/// segment, in words. No differences are a proof.
///
/// # Errors
/// Where the index cannot be read, or has a report that its manifest does not list.
pub fn prove_by_sums(folder: &Path) -> Result<Vec<String>, IndexError> {
    differences(folder, &|_| {})
}

/// The same after a change to what is stored, which must make a difference.
fn differences(folder: &Path, change: &(dyn Fn(&mut ReadReport) + Sync)) -> Result<Vec<String>, IndexError> {
    let reader = Reader::open(folder)?;
    let manifest = reader.manifest()?;
    let listed = listed_reports(&manifest);
    let (locations, errors) = reader.report_locations();
    if let Some(error) = errors.into_iter().next() {
        return Err(error);
    }
    let index = reader.searcher().index();
    analyser::register(index.tokenizers(), &Backlog::default());
    let mut differences = Vec::new();
    for (number, segment) in (0..).zip(reader.searcher().segment_readers()) {
        let own: Vec<ReportLocation> =
            locations.iter().filter(|location| location.segment == number).copied().collect();
        let parts = own.par_chunks(16).map(|locations| stored(&reader, &listed, locations, change));
        let stored = parts
            .collect::<Result<Vec<ContentDigest>, IndexError>>()?
            .iter()
            .fold(ContentDigest::new(&index.schema()), ContentDigest::and);
        let there = Digester::new(index, reader.fields().acronyms)?.of_segment(segment)?;
        let name = segment.segment_id().short_uuid_string();
        let of_segment = there.differences(&stored, &index.schema());
        differences.extend(of_segment.into_iter().map(|what| format!("segment {name}: {what}")));
    }
    Ok(differences)
}

/// The digest of what some stored reports would put into the index.
fn stored(
    reader: &Reader,
    listed: &ListedReports<'_>,
    locations: &[ReportLocation],
    change: &dyn Fn(&mut ReadReport),
) -> Result<ContentDigest, IndexError> {
    let mut digester = Digester::new(reader.searcher().index(), reader.fields().acronyms)?;
    for location in locations {
        let mut read = reader.stored(*location)?;
        let unlisted = || IndexError::damaged(reader.folder(), format!("{} is not in the manifest", read.report.id));
        let (root, path, _) = listed.get(read.report.id.as_str()).ok_or_else(unlisted)?;
        change(&mut read);
        let documents =
            DocumentBuilder { fields: *reader.fields() }.build(root, path, &read, &fingerprints(&read.passages));
        let documents = documents.map_err(|error| IndexError::damaged(reader.folder(), error))?;
        (location.start..).zip(&documents).for_each(|(doc, document)| digester.add(doc, document));
    }
    Ok(digester.finish())
}

/// The parts of a field.
#[derive(Clone, Copy)]
enum FieldPart {
    Postings,
    Column,
    Lengths,
}

/// The sums of a segment, or of some of its documents: by field, of postings, column and lengths.
#[derive(Debug)]
struct ContentDigest(Vec<[u64; 3]>);

impl ContentDigest {
    fn new(schema: &Schema) -> ContentDigest {
        ContentDigest(vec![[0; 3]; schema.num_fields()])
    }

    fn add(&mut self, part: FieldPart, field: Field, what: u64, doc: DocId, place: u64) {
        let sum = &mut self.0[field.field_id() as usize][part as usize];
        *sum = sum.wrapping_add(mixed(mixed(mixed(what) ^ u64::from(doc)) ^ place));
    }

    /// Both sums as one.
    fn and(mut self, other: &ContentDigest) -> ContentDigest {
        for (sums, others) in self.0.iter_mut().zip(&other.0) {
            sums.iter_mut().zip(others).for_each(|(sum, other)| *sum = sum.wrapping_add(*other));
        }
        self
    }

    /// In which parts of which fields another digest differs, in words.
    fn differences(&self, other: &ContentDigest, schema: &Schema) -> Vec<String> {
        let fields = schema.fields().zip(self.0.iter().zip(&other.0));
        let differing = fields.flat_map(|((_, entry), (sums, others))| {
            let parts = ["the postings", "the column", "the lengths"].into_iter().zip(sums.iter().zip(others));
            let differ = parts.filter(|(_, (sum, other))| sum != other);
            differ.map(|(part, _)| format!("{part} of {}", entry.name())).collect::<Vec<_>>()
        });
        differing.collect()
    }
}

/// A field as it is indexed.
struct IndexedField {
    analyser: TextAnalyzer,
    positions: bool,
    lengths: bool,
}

/// Makes the digest of what documents would put into a segment.
struct Digester {
    schema: Schema,
    indexed: Vec<Option<IndexedField>>,
    columns: Vec<bool>,
    digest: ContentDigest,
}

impl Digester {
    /// All fields but one whose values are not stored.
    fn new(index: &Index, but: Field) -> tantivy::Result<Digester> {
        let schema = index.schema();
        let mut indexed = Vec::new();
        for (field, entry) in schema.fields() {
            let options = match entry.field_type() {
                FieldType::Str(options) if field != but => options.get_indexing_options(),
                _ => None,
            };
            indexed.push(match options {
                None => None,
                Some(options) => Some(IndexedField {
                    analyser: index.tokenizer_for_field(field)?,
                    positions: options.index_option() == IndexRecordOption::WithFreqsAndPositions,
                    lengths: options.fieldnorms(),
                }),
            });
        }
        let columns = schema.fields().map(|(_, entry)| entry.is_fast()).collect();
        let digest = ContentDigest::new(&schema);
        Ok(Digester { schema, indexed, columns, digest })
    }

    /// Adds a document.
    fn add(&mut self, doc: DocId, document: &TantivyDocument) {
        let mut listed: Vec<(Field, u64)> = Vec::new();
        let mut lengths = vec![0_u32; self.indexed.len()];
        for (field, value) in document.field_values() {
            let at = field.field_id() as usize;
            if self.columns[at] {
                let what = value.as_u64().or_else(|| value.as_str().map(|text| hash(text.as_bytes())));
                self.digest.add(FieldPart::Column, field, what.unwrap_or_default(), doc, 0);
            }
            let (Some(indexed), Some(text)) = (&mut self.indexed[at], value.as_str()) else { continue };
            let mut tokens = indexed.analyser.token_stream(text);
            while tokens.advance() {
                let token = tokens.token();
                if token.text.len() > MAX_TERM_BYTES {
                    continue;
                }
                lengths[at] += 1;
                let term = hash(token.text.as_bytes());
                if indexed.positions {
                    self.digest.add(FieldPart::Postings, field, term, doc, token.position as u64);
                } else {
                    listed.push((field, term));
                }
            }
        }
        listed.sort_unstable();
        listed.dedup();
        for (field, term) in listed {
            self.digest.add(FieldPart::Postings, field, term, doc, 0);
        }
        for ((field, _), indexed) in self.schema.fields().zip(&self.indexed) {
            if indexed.as_ref().is_some_and(|indexed| indexed.lengths) {
                let length = tantivy::fieldnorm::FieldNormReader::fieldnorm_to_id(lengths[field.field_id() as usize]);
                self.digest.add(FieldPart::Lengths, field, u64::from(length), doc, 0);
            }
        }
    }

    /// The digest of the documents that were added.
    fn finish(self) -> ContentDigest {
        self.digest
    }

    /// The digest of the documents of a segment that are not deleted.
    fn of_segment(self, segment: &SegmentReader) -> tantivy::Result<ContentDigest> {
        let Digester { schema, indexed, columns, mut digest } = self;
        let alive = |doc: DocId| segment.alive_bitset().is_none_or(|alive| alive.is_alive(doc));
        for ((field, entry), indexed) in schema.fields().zip(indexed) {
            if columns[field.field_id() as usize] {
                let hashes = column(segment, entry.name())?;
                let facts = hashes.into_iter().filter(|(doc, _)| alive(*doc));
                facts.for_each(|(doc, what)| digest.add(FieldPart::Column, field, what, doc, 0));
            }
            let Some(indexed) = indexed else { continue };
            if indexed.lengths {
                let norms = segment.get_fieldnorms_reader(field)?;
                for doc in (0..segment.max_doc()).filter(|&doc| alive(doc)) {
                    digest.add(FieldPart::Lengths, field, u64::from(norms.fieldnorm_id(doc)), doc, 0);
                }
            }
            let record =
                if indexed.positions { IndexRecordOption::WithFreqsAndPositions } else { IndexRecordOption::Basic };
            postings(segment, field, record, &mut |term, doc, position| {
                if alive(doc) {
                    digest.add(FieldPart::Postings, field, term, doc, position);
                }
            })?;
        }
        Ok(digest)
    }
}

/// All that the postings of a field say: hash of the term, document, position.
fn postings(
    segment: &SegmentReader,
    field: Field,
    record: IndexRecordOption,
    each: &mut dyn FnMut(u64, DocId, u64),
) -> tantivy::Result<()> {
    let inverted = segment.inverted_index(field)?;
    let mut terms = inverted.terms().stream()?;
    let mut positions = Vec::new();
    while terms.advance() {
        let term = hash(terms.key());
        let mut list = inverted.read_postings_from_terminfo(terms.value(), record)?;
        while list.doc() != TERMINATED {
            if record.has_positions() {
                list.positions(&mut positions);
                positions.iter().for_each(|&position| each(term, list.doc(), u64::from(position)));
            } else {
                each(term, list.doc(), 0);
            }
            list.advance();
        }
    }
    Ok(())
}

/// The values of a column, of texts their hashes, each with its document.
fn column(segment: &SegmentReader, name: &str) -> tantivy::Result<Vec<(DocId, u64)>> {
    let columns = segment.fast_fields();
    let mut values = Vec::new();
    if let Some(texts) = columns.str(name)? {
        let mut hashes = Vec::new();
        let mut stream = texts.dictionary().stream()?;
        while stream.advance() {
            hashes.push(hash(stream.key()));
        }
        for doc in 0..segment.max_doc() {
            let known = texts.ords().values_for_doc(doc);
            values.extend(known.filter_map(|ord| Some((doc, *hashes.get(usize::try_from(ord).ok()?)?))));
        }
    } else if let Some(numbers) = columns.column_opt::<u64>(name)? {
        for doc in 0..segment.max_doc() {
            values.extend(numbers.values_for_doc(doc).map(|number| (doc, number)));
        }
    }
    Ok(values)
}

fn hash(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, |hash, &byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}

/// A number of which every bit depends on all bits of another.
fn mixed(number: u64) -> u64 {
    let number = (number ^ (number >> 31)).wrapping_mul(0x9e6c_63d0_876a_3f35).wrapping_add(0x2545_f491_4f6c_dd1d);
    let number = (number ^ (number >> 29)).wrapping_mul(0xc2b2_ae3d_27d4_eb4f);
    number ^ (number >> 32)
}

#[cfg(test)]
mod tests {
    use super::super::manifest::Manifest;
    use super::super::writer::{Writer, WriterOptions};
    use super::*;
    use crate::report::{FileRecord, Passage, Report};

    /// A report of two passages.
    fn read(id: &str) -> ReadReport {
        let passage = |ordinal, text: &str| Passage { ordinal, ..Passage::of_text(text) };
        let passages = vec![passage(1, "Children are safe."), passage(2, "Drift was seen by the team.")];
        let report = Report {
            id: id.to_owned(),
            path: id.to_owned(),
            meta: Default::default(),
            pages: None,
            printed_pages: Vec::new(),
            passages: 2,
            words: 9,
            length: 9,
            prose: Default::default(),
            content: String::new(),
        };
        ReadReport { report, passages, acronyms: Vec::new(), block_quotes: Vec::new(), likeness: None }
    }

    #[test]
    fn what_is_found_and_not_stored_is_seen() {
        let folder = tempfile::tempdir().expect("a folder can be made");
        let mut writer = Writer::open(folder.path(), WriterOptions::on(1, 64 << 20)).expect("it can be written");
        let mut files = Vec::new();
        for id in ["a.txt", "b.txt"] {
            let read = read(id);
            writer.add("root", id, &read).expect("it is taken");
            let (root, path) = ("root".to_owned(), id.to_owned());
            files.push(FileRecord { root, path, reports: vec![read.entry()], ..FileRecord::default() });
        }
        writer.commit(Manifest { files, ..Manifest::default() }).expect("it is committed");
        assert_eq!(prove_by_sums(folder.path()).expect("it is read"), Vec::<String>::new());

        type Change = fn(&mut ReadReport);
        let changes: [(Change, &str); 4] = [
            (|read| read.passages[1].text.push_str(" Again."), "the postings of words"),
            (|read| read.passages[1].text.push_str(" Again."), "the lengths of length"),
            (|read| read.passages[0].label = Some("1.1".to_owned()), "the postings of label"),
            (|read| read.report.length += 1, "the column of report_length"),
        ];
        for (change, seen) in changes {
            let differences = differences(folder.path(), &change).expect("it is read");
            assert!(differences.iter().any(|what| what.ends_with(seen)), "{seen}: {differences:?}");
        }
    }
}
