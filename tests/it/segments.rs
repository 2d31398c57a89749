//! The index's folder holds what its newest state needs, and no more.

use std::fs;

use findings::{Indexer, WriterOptions};
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
    assert!((1..=4).contains(&segments), "{segments} segments");
    assert_eq!(place.segments(), segments, "files of segments that are no more");
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
