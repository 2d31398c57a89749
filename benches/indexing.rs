//! How fast reports that are read already become an index on disk: the reports of the sample corpus, and eight times as many
//! under other names. `cargo bench --bench indexing`

mod sample;

use std::path::Path;

use divan::Bencher;
use divan::counter::{BytesCount, ItemsCount};

use findings::inside::Writer;
use findings::inside::{found_file, inspect};
use findings::report::ReadReport;
use findings::{Index, ReadingOptions, WriterOptions};

fn main() {
    divan::main();
}

/// An index made, from nothing to its commit, by one thread and by two.
#[divan::bench(args = [(1, 1), (8, 1), (8, 2)])]
fn new_index(bencher: Bencher<'_, '_>, (times, threads): (usize, usize)) {
    let reports = reports(times);
    let passages: usize = reports.iter().map(|read| read.passages.len()).sum();
    let text: usize = reports.iter().flat_map(|read| &read.passages).map(|passage| passage.text.len()).sum();
    let options = WriterOptions { memory: 64 << 20, threads };
    bencher.counter(ItemsCount::new(passages)).counter(BytesCount::new(text)).bench(|| {
        let folder = tempfile::tempdir().expect("there is a place for such folders");
        write(folder.path(), &reports, options);
        let counts = Index::open_for_one(folder.path()).expect("it was committed").counts();
        assert_eq!((counts.passages as usize, counts.reports as usize), (passages, reports.len()));
        // The folder is taken away outside of the measured time.
        folder
    });
}

/// One report put into an index of eight times the sample, as after one file has changed.
#[divan::bench]
fn one_more_report(bencher: Bencher<'_, '_>) {
    let (many, more) = (reports(8), reports(1));
    let options = WriterOptions { memory: 64 << 20, threads: 1 };
    let made = || {
        let folder = tempfile::tempdir().expect("there is a place for such folders");
        write(folder.path(), &many, options);
        folder
    };
    bencher.with_inputs(made).bench_local_values(|folder| {
        write(folder.path(), &more[..1], options);
        folder
    });
}

fn write(folder: &Path, reports: &[ReadReport], options: WriterOptions) {
    let mut writer = Writer::open(folder, options).expect("the folder is ours");
    for read in reports {
        writer.add("corpus", &read.report.id, read).expect("it is on disk or in memory");
    }
    let manifest = writer.manifest().clone();
    writer.commit(manifest).expect("it is on disk");
}

/// The reports of the sample corpus, so many times, each time with other ids.
fn reports(times: usize) -> Vec<ReadReport> {
    let options = ReadingOptions::default();
    let read = sample::files().into_iter().flat_map(|path| {
        let (file, given) = found_file(&path.to_string_lossy());
        inspect(&file, &given, &options).map(|inspection| inspection.reports).unwrap_or_default()
    });
    let once: Vec<ReadReport> = read.collect();
    let again = (0..times).flat_map(|time| once.iter().map(move |read| (time, read.clone())));
    let numbered = again.map(|(time, mut read)| {
        read.report.id = format!("{time}/{}", read.report.id);
        read
    });
    numbered.collect()
}
