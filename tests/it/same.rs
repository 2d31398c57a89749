//! The same file gives the same bytes in every process. What a hash map decides differs from process to process, as
//! each has other hashes, so one process would not show it.

use std::thread;

use crate::support::Place;

/// Files in which two things have an equal claim.
const TIES: [(&str, &str); 7] = [
    // The number that a page has is one more than the page's own on one page, and one less on the other.
    ("numbers.txt", "Drift is challenged by managers.\n2\n\u{c}Plans are read by all.\n1\n"),
    ("far.txt", "Drift is rare.\n9\n\u{c}Plans are read.\n7\n\u{c}Visits are made.\n5\n\u{c}Children are seen.\n8\n"),
    // Two lines recur at an edge, and one of them with the number of its page.
    ("edges.txt", "Head 1\nSide\nOne is seen.\n\u{c}Head 2\nSide\nTwo is seen.\n\u{c}Side\nHead 3\nThree is seen.\n"),
    // One acronym for two things, in two writings each.
    (
        "acronyms.txt",
        "A care plan (CP) is read. Child protection (CP) is good. Care plans (CPs) are. Child Protection (CP) is.\n",
    ),
    // A broken word that is written closed as often as with a hyphen.
    (
        "hyphens.txt",
        "Their well-\nbeing is good, and wellbeing is well-being. The multi-\nagency hub is a multiagency hub.\n",
    ),
    // Two authorities named as often, two dates, two kinds.
    (
        "names.txt",
        "Kent and Devon\nDevon and Kent\n\n4 March 2019\n5 March 2019\n\nDear Ms Vane and Mr Reed\n\nFocused visit, monitoring \
         visit\n\nThe inspectors were Ada Crane and Jo Reed, and Jo Reed and Ada Crane.\n",
    ),
    (
        "fields.md",
        "---\ntitle: One\nTitle: Two\nauthority: Kent\ncouncil: Devon\nx: 1\nX: 2\n---\n# Three\n\nFour is seen.\n",
    ),
];

/// Files of the sample corpus: one of each format.
const SAMPLES: [&str; 9] = [
    "eastmere/joint-inspection-2022.txt",
    "eastmere/focused-visit-2023.docx",
    "harrowick/monitoring-visit-2024.odt",
    "marrowdale/inspection-2023.html",
    "north-wexcombe/covering-mail-2023.eml",
    "north-wexcombe/focused-visit-2021.md",
    "port-callow/focused-visit-2020.rtf",
    "saltby-and-thorne/autumn-2019.zip",
    "wexcombe/inspection-2023.pdf",
];

fn place_of_ties() -> Place {
    TIES.iter().fold(Place::new(), |place, (name, text)| place.file(&format!("corpus/{name}"), text))
}

#[test]
fn a_file_is_read_alike_in_every_process() {
    let place = place_of_ties();
    let ties = TIES.map(|(name, _)| format!("corpus/{name}"));
    let samples = SAMPLES.map(|name| format!("'{}/corpus/{name}'", env!("CARGO_MANIFEST_DIR")));
    let line = format!("inspect --format json {} {}", ties.join(" "), samples.join(" "));
    let read = |_: usize| place.run(&line).status(0).out().to_owned();
    let first = read(0);
    thread::scope(|scope| {
        let lanes: Vec<_> = (0..2).map(|_| scope.spawn(|| (0..10).map(read).collect::<Vec<String>>())).collect();
        for other in lanes.into_iter().flat_map(|lane| lane.join().expect("no run failed")) {
            let differ = first.lines().zip(other.lines()).find(|(one, other)| one != other);
            assert!(first == other, "two processes read other things: {differ:?}");
        }
    });
}

#[test]
fn an_index_made_anew_answers_alike() {
    let commands = [
        "search '*' --all --format jsonl",
        "reports --format jsonl",
        "lexicon --format json",
        "search care~ --format json",
    ];
    let answers = || {
        let place = place_of_ties();
        // The ids and paths of two places are the same but for the folder that they are in.
        let folder = place.path("").to_string_lossy().into_owned();
        place.run("index").status(0);
        commands.map(|line| place.run(line).out().replace(&folder, ""))
    };
    let first = answers();
    for _ in 0..5 {
        for ((line, one), other) in commands.iter().zip(&first).zip(answers()) {
            assert_eq!(*one, other, "{line}");
        }
    }
}
