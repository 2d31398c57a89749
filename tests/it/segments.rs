//! The index's folder holds what its newest state needs, and no more.

use std::fs;
use std::sync::Arc;
use std::time::Duration;

use findings::index::{Reader, WriterOptions};
use findings::lexicon::UserLexicon;
use findings::query::{ParseOptions, parse};
use findings::search::{Parallelism, Searcher};
use findings::{Indexer, Request, SearchError, Unit};
use serde_json::Value;

use crate::support::Place;

#[test]
fn nothing_is_left_of_segments_that_were_merged() {
    let place = Place::new();
    for file in 0..9 {
        place.write(format!("corpus/{file}.txt"), format!("Paragraph {file} on marrows and plans.\n"));
        place.run("index").status(0);
    }
    place.write("corpus/3.txt", "Another paragraph on leeks.\n");
    place.remove("corpus/5.txt");
    place.run("index").status(0);
    let meta = fs::read_to_string(place.path("index/segments/meta.json")).unwrap();
    let (meta, _) = meta.split_once("\nfindings crc32 ").expect("a last line has the checksum");
    let meta: Value = serde_json::from_str(meta).unwrap();
    let segments = meta["segments"].as_array().unwrap().len();
    let files = fs::read_dir(place.path("index/segments")).unwrap().flatten();
    let stores = files.filter(|file| file.path().extension().is_some_and(|ending| ending == "store")).count();
    assert!((1..=4).contains(&segments), "{segments} segments");
    assert_eq!(stores, segments, "files of segments that are no more");
    place.run("search marrows").status(0).stderr_has("7 passages in 7 of 8 reports");
}

#[test]
fn an_index_is_made_with_no_thread_and_no_memory_to_spare() {
    let place = Place::new().file("corpus/letter.txt", "A paragraph on marrows and plans.\n");
    let none = WriterOptions { memory: 0, threads: 0 };
    let corpus = place.path("corpus").display().to_string();
    let made = Indexer::new(place.path("index")).path(corpus).writing(none).run().expect("it is made");
    assert_eq!(made.summary.map(|summary| summary.passages), Some(1));
    place.run("search marrows").status(0).stderr_has("1 passage in 1 of 1 report");
}

#[test]
fn segments_at_once_find_what_they_find_one_after_another() {
    let place = Place::new();
    let words = ["marrows", "plans", "leeks", "plot", "school"];
    for file in 0..12 {
        let sentence =
            |at: usize| format!("The {} of {} and {}.", words[at % 5], words[at * 3 % 5], words[(at + file) % 5]);
        let paragraphs: Vec<String> =
            (0..40).map(|at| (at..at + 1 + at % 4).map(sentence).collect::<String>()).collect();
        place.write(format!("corpus/{file}.txt"), paragraphs.join("\n\n"));
        place.run("index").status(0);
    }
    let reader = Arc::new(Reader::open_for_many(&place.path("index")).expect("there is an index"));
    let searcher = |parallelism| Searcher::open(&reader, UserLexicon::default(), parallelism).expect("it is whole");
    let (one, all) = (searcher(Parallelism::Never), searcher(Parallelism::Always));
    let options = ParseOptions::on("2026-01-01".parse().expect("a day"));
    for typed in
        ["plans", "plans school -leeks", "marrows OR plot OR school", "\"plans of\"", "plot NEAR/4 leeks", "*", "pl*"]
    {
        let query = parse(typed, &options).query;
        for (unit, any) in [(Unit::Passage, false), (Unit::Passage, true), (Unit::Report, false)] {
            let request = Request::new(&query).unit(unit).any(any).limit(Some(40));
            let answers = [&one, &all].map(|searcher| {
                format!(
                    "{:?}",
                    searcher
                        .read(|searcher| searcher.results(&request))
                        .expect("it is found")
                        .fetched()
                        .expect("it is read")
                )
            });
            assert!(answers[0] == answers[1], "{typed}\n{}\n{}", answers[0], answers[1]);
            assert!(answers[0].contains("score"), "{typed} is found");
        }
        let request = Request::new(&query).timeout(Duration::ZERO);
        assert!(
            matches!(all.read(|searcher| searcher.results(&request)), Err(SearchError::TimedOut { .. })),
            "{typed}"
        );
    }
}
