//! How fast reports are read: lines, words, layout and metadata of the sample corpus, each step on its own
//! and all of them in a row. `cargo bench --bench reading`

mod sample;

use std::fs;
use std::path::PathBuf;

use divan::Bencher;
use divan::counter::{BytesCount, ItemsCount};

use findings::ReadingOptions;
use findings::extract::extract;
use findings::inside::{Stemmer, fold, words};
use findings::inside::{found_file, inspect};
use findings::layout::layout;
use findings::metadata::{self, Rules};
use findings::report::Document;

fn main() {
    divan::main();
}

/// Bytes to pages of lines, by the reader of each format.
#[divan::bench]
fn lines_of_all_files(bencher: Bencher<'_, '_>) {
    let files: Vec<(String, Vec<u8>)> = sample::files()
        .iter()
        .map(|path| (path.to_string_lossy().into_owned(), fs::read(path).expect("the sample corpus can be read")))
        .collect();
    let lines = || -> usize {
        let documents = files.iter().flat_map(|(name, bytes)| extract(name, bytes).into_iter().flatten());
        documents.flatten().flat_map(|document| document.pages).map(|page| page.lines.len()).sum()
    };
    let expected = lines();
    assert!(expected > 1000);
    let bytes: usize = files.iter().map(|(_, bytes)| bytes.len()).sum();
    bencher.counter(BytesCount::new(bytes)).bench(|| assert_eq!(lines(), expected));
}

/// Words cut by Unicode's rules, and no more.
#[divan::bench]
fn words_of_all_passages(bencher: Bencher<'_, '_>) {
    let texts = texts();
    let cut = || -> usize { texts.iter().map(|text| words(text).count()).sum() };
    let expected = cut();
    assert!(expected > 10_000);
    bencher.counter(bytes(&texts)).bench(|| assert_eq!(cut(), expected));
}

/// Words cut and folded.
#[divan::bench]
fn folded_words_of_all_passages(bencher: Bencher<'_, '_>) {
    let texts = texts();
    let folded = || -> usize { texts.iter().flat_map(|text| words(text)).map(|word| fold(word.text).len()).sum() };
    let expected = folded();
    assert!(expected > 10_000);
    bencher.counter(bytes(&texts)).bench(|| assert_eq!(folded(), expected));
}

/// Words cut, folded and stemmed.
#[divan::bench]
fn stems_of_all_passages(bencher: Bencher<'_, '_>) {
    let texts = texts();
    let expected: usize = texts.iter().map(|text| words(text).count()).sum();
    bencher.counter(bytes(&texts)).bench(|| {
        let mut stemmer = Stemmer::new();
        let all = texts.iter().flat_map(|text| words(text));
        let found = all.filter(|word| !stemmer.stem(&fold(word.text)).is_empty()).count();
        assert_eq!(found, expected);
    });
}

/// Lines of pages to passages.
#[divan::bench]
fn passages_of_all_reports(bencher: Bencher<'_, '_>) {
    let documents = documents();
    let expected: usize = documents.iter().map(|document| layout(document).len()).sum();
    assert!(expected > documents.len());
    bencher.counter(ItemsCount::new(expected)).bench(|| {
        let found: usize = documents.iter().map(|document| layout(document).len()).sum();
        assert_eq!(found, expected);
    });
}

/// Authority, date, kind and the rest, from passages that are there already.
#[divan::bench]
fn metadata_of_all_reports(bencher: Bencher<'_, '_>) {
    let rules = Rules::built_in();
    let read: Vec<_> = documents().into_iter().map(|document| (layout(&document), document)).collect();
    let dated = || {
        let dates = read.iter().map(|(passages, document)| metadata::read(document, passages, &[], &rules).date);
        dates.flatten().count()
    };
    let expected = dated();
    assert!(expected > 0);
    bencher.counter(ItemsCount::new(read.len())).bench(|| assert_eq!(dated(), expected));
}

/// From files to reports, as `findings inspect` does it.
#[divan::bench]
fn whole_reports(bencher: Bencher<'_, '_>) {
    let options = ReadingOptions::default();
    let files: Vec<_> = sample::files().iter().map(|path| found_file(&path.to_string_lossy())).collect();
    let read = || {
        let reports = files
            .iter()
            .map(|(file, given)| inspect(file, given, &options).map_or(0, |inspection| inspection.reports.len()));
        reports.sum::<usize>()
    };
    let expected = read();
    assert!(expected >= files.len());
    bencher.counter(ItemsCount::new(expected)).bench(|| assert_eq!(read(), expected));
}

fn documents() -> Vec<Document> {
    let read = |path: &PathBuf| {
        let content = fs::read(path).expect("the sample corpus can be read");
        let documents: Vec<Document> = extract(&path.to_string_lossy(), &content)
            .expect("the sample corpus has only reports that can be read")
            .filter_map(Result::ok)
            .collect();
        documents
    };
    sample::files().iter().flat_map(read).collect()
}

/// The texts of all passages.
fn texts() -> Vec<String> {
    documents().iter().flat_map(layout).map(|passage| passage.text).collect()
}

fn bytes(texts: &[String]) -> BytesCount {
    BytesCount::new(texts.iter().map(String::len).sum::<usize>())
}
