//! The fields of `findings` with tantivy's own words in them.

use anyhow::Context;
use serde::{Deserialize, Serialize};
use tantivy::schema::{FAST, Field, IndexRecordOption, NumericOptions, STORED, Schema, TextFieldIndexing, TextOptions};
use tantivy::tokenizer::{LowerCaser, SimpleTokenizer, TextAnalyzer, Token, TokenFilter, TokenStream, Tokenizer};
use tantivy::{Index, TantivyDocument};

/// A passage ready-cut, a line of the file of passages.
#[derive(Deserialize)]
pub(crate) struct Passage {
    id: String,
    report: String,
    file: String,
    text: String,
    section: Vec<String>,
    authority: Option<String>,
    region: Option<String>,
    kind: Option<String>,
    title: Option<String>,
    label: Option<String>,
    #[serde(default)]
    grades: Vec<String>,
    #[serde(default)]
    inspectors: Vec<String>,
    ordinal: u64,
    part: u64,
    section_run: u64,
    date: [u64; 2],
    pages: [u64; 2],
}

/// What is kept of a passage, to show it.
#[derive(Deserialize, Serialize)]
pub(crate) struct Stored<'a> {
    pub(crate) id: &'a str,
    pub(crate) text: &'a str,
    #[serde(borrow)]
    pub(crate) section: Vec<&'a str>,
    label: Option<&'a str>,
    pages: [u64; 2],
}

impl<'a> Stored<'a> {
    pub(crate) fn of(bytes: &'a [u8]) -> anyhow::Result<Stored<'a>> {
        postcard::from_bytes(bytes).context("a stored passage")
    }
}

/// The columns of numbers, in the order in which [`Fields::document`] fills them.
const NUMBERS: [&str; 7] = ["part", "section_run", "date_first", "date_last", "page_first", "page_last", "ordinal"];
/// The fields of single terms, likewise.
const KEYS: [&str; 7] = ["authority", "region", "kind", "grade", "label", "inspector", "title"];
/// The term for "there is some value".
const PRESENT: &str = "\u{1}";

pub(crate) struct Fields {
    pub(crate) stems: Field,
    pub(crate) stored: Field,
    words: Field,
    section: Field,
    keys: [Field; 7],
    extra: Field,
    report: Field,
    authority_name: Field,
    file: Field,
    numbers: [Field; 7],
}

impl Fields {
    pub(crate) fn schema() -> (Schema, Fields) {
        let mut schema = Schema::builder();
        let text = |tokenizer: &str, record, norms| {
            let indexing =
                TextFieldIndexing::default().set_tokenizer(tokenizer).set_index_option(record).set_fieldnorms(norms);
            TextOptions::default().set_indexing_options(indexing)
        };
        let keys = || text("raw", IndexRecordOption::Basic, false);
        let column = || NumericOptions::default().set_fast();
        let fields = Fields {
            stems: schema.add_text_field("stems", text("stems", IndexRecordOption::WithFreqsAndPositions, true)),
            words: schema.add_text_field("words", text("words", IndexRecordOption::WithFreqsAndPositions, false)),
            section: schema.add_text_field("section", text("stems", IndexRecordOption::Basic, false)),
            keys: KEYS.map(|name| schema.add_text_field(name, keys())),
            extra: schema.add_text_field("extra", keys()),
            report: schema.add_text_field("report", keys() | FAST),
            authority_name: schema.add_text_field("authority_name", TextOptions::default() | FAST),
            file: schema.add_text_field("file", keys()),
            numbers: NUMBERS.map(|name| schema.add_u64_field(name, column())),
            stored: schema.add_bytes_field("stored", STORED),
        };
        (schema.build(), fields)
    }

    pub(crate) fn document(&self, passage: &Passage) -> anyhow::Result<TantivyDocument> {
        let mut document = TantivyDocument::default();
        document.add_text(self.stems, &passage.text);
        document.add_text(self.words, &passage.text);
        passage.section.iter().for_each(|heading| document.add_text(self.section, heading));
        let some = |value: &Option<String>| value.iter().map(|value| value.to_lowercase()).collect();
        let keys: [Vec<String>; 7] = [
            some(&passage.authority),
            some(&passage.region),
            some(&passage.kind),
            passage.grades.clone(),
            some(&passage.label),
            passage.inspectors.clone(),
            some(&passage.title),
        ];
        for (field, keys) in self.keys.iter().zip(&keys).filter(|(_, keys)| !keys.is_empty()) {
            keys.iter().for_each(|key| document.add_text(*field, key));
            document.add_text(*field, PRESENT);
        }
        if !passage.section.is_empty() {
            document.add_text(self.extra, format!("section{PRESENT}{PRESENT}"));
        }
        document.add_text(self.report, &passage.report);
        document.add_text(self.authority_name, passage.authority.as_deref().unwrap_or_default());
        document.add_text(self.file, &passage.file);
        let Passage { part, section_run, date, pages, ordinal, .. } = passage;
        let numbers = [part, section_run, &date[0], &date[1], &pages[0], &pages[1], ordinal];
        self.numbers.iter().zip(numbers).for_each(|(field, number)| document.add_u64(*field, *number));
        let stored = Stored {
            id: &passage.id,
            text: &passage.text,
            section: passage.section.iter().map(String::as_str).collect(),
            label: passage.label.as_deref(),
            pages: passage.pages,
        };
        document.add_bytes(self.stored, &postcard::to_allocvec(&stored)?);
        Ok(document)
    }
}

/// tantivy's simple words in lower case; their stems too where asked for.
pub(crate) fn analyser(stems: bool) -> TextAnalyzer {
    let words = TextAnalyzer::builder(SimpleTokenizer::default()).filter(LowerCaser);
    if stems { words.filter(Stems).build() } else { words.build() }
}

pub(crate) fn register(index: &Index) {
    index.tokenizers().register("stems", analyser(true));
    index.tokenizers().register("words", analyser(false));
}

/// The filter of tantivy's feature `stemmer`, over the stemmer of `findings`.
#[derive(Clone)]
struct Stems;

impl TokenFilter for Stems {
    type Tokenizer<T: Tokenizer> = Stemming<T>;

    fn transform<T: Tokenizer>(self, words: T) -> Stemming<T> {
        Stemming { words }
    }
}

#[derive(Clone)]
struct Stemming<T> {
    words: T,
}

impl<T: Tokenizer> Tokenizer for Stemming<T> {
    type TokenStream<'a> = StemStream<T::TokenStream<'a>>;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> Self::TokenStream<'a> {
        let stemmer = frostem::Stemmer::new(frostem::Algorithm::English);
        StemStream { words: self.words.token_stream(text), stemmer }
    }
}

struct StemStream<S> {
    words: S,
    stemmer: frostem::Stemmer,
}

impl<S: TokenStream> TokenStream for StemStream<S> {
    fn advance(&mut self) -> bool {
        if !self.words.advance() {
            return false;
        }
        let token = self.words.token_mut();
        if let std::borrow::Cow::Owned(stem) = self.stemmer.stem(&token.text) {
            token.text = stem;
        }
        true
    }

    fn token(&self) -> &Token {
        self.words.token()
    }

    fn token_mut(&mut self) -> &mut Token {
        self.words.token_mut()
    }
}
