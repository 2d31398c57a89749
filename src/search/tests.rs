//! Tests of searching that choose how segments are walked.

use std::error::Error;
use std::fs;
use std::sync::Arc;
use std::time::Duration;

use super::{Parallelism, Request, SearchError, Searcher, Unit};
use crate::index::Reader;
use crate::indexer::Indexer;
use crate::lexicon::UserLexicon;
use crate::query::{ParseOptions, parse};

#[test]
fn segments_at_once_find_what_they_find_one_after_another() -> Result<(), Box<dyn Error>> {
    let place = tempfile::tempdir()?;
    let (corpus, folder) = (place.path().join("corpus"), place.path().join("index"));
    fs::create_dir(&corpus)?;
    let indexer = Indexer::new(&folder).path(corpus.display().to_string());
    let words = ["marrows", "plans", "leeks", "plot", "school"];
    for file in 0..12 {
        let sentence =
            |at: usize| format!("The {} of {} and {}.", words[at % 5], words[at * 3 % 5], words[(at + file) % 5]);
        let paragraphs: Vec<String> =
            (0..40).map(|at| (at..at + 1 + at % 4).map(sentence).collect::<String>()).collect();
        fs::write(corpus.join(format!("{file}.txt")), paragraphs.join("\n\n"))?;
        indexer.run()?;
    }
    let reader = Arc::new(Reader::open_for_many(&folder)?);
    assert!(reader.searcher().segment_readers().len() > 1, "there are several segments");
    let searcher = |parallelism| Searcher::open(&reader, UserLexicon::default(), parallelism).expect("it is whole");
    let (one, all) = (searcher(Parallelism::Never), searcher(Parallelism::Always));
    let options = ParseOptions::on("2026-01-01".parse()?);
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
    Ok(())
}
