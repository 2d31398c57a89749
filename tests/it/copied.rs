//! `index --from`: an index made of another one, without its sources.

use std::fs;

use crate::damaged::{files, several_states};
use crate::support::Place;

const ASKED: [&str; 7] = [
    "search drift --format json --limit 50 --explain",
    "search 'plan OR neglect' --any --format csv",
    "count drift --by authority --format json",
    "reports --format json",
    "reports --duplicates",
    "lexicon list",
    "kwic drift --format csv",
];

/// An index of several states, by a name that nothing else has.
fn place() -> Place {
    let place = several_states();
    fs::rename(place.path("index"), place.path("idx-0")).expect("it is there");
    place
}

/// Two indexes answer alike, but for the time that it takes and their names.
#[track_caller]
fn same(place: &Place, one: &str, other: &str) {
    let said = |line: &str, index: &str| {
        let outcome = place.run(&format!("{line} --index {index}"));
        let text = format!("{}{}", outcome.out(), outcome.err()).replace(index, "INDEX");
        text.split(',').filter(|part| !part.contains("\"elapsed_ms\"")).collect::<Vec<_>>().join(",")
    };
    for line in ASKED {
        assert_eq!(said(line, one), said(line, other), "{line}");
    }
}

#[test]
fn a_copy_answers_as_the_first_does_and_knows_its_files() {
    let place = place();
    place.write("corpus/copy.txt", "A late letter on drift and neglect.\n");
    place.run("index --keep-duplicates --index idx-0").status(0);
    fs::rename(place.path("corpus"), place.path("away")).expect("it is there");
    place.run("index --from idx-0 --index deep/idx-1").status(0).stderr_has("copied from idx-0");
    same(&place, "idx-0", "deep/idx-1");
    place.run("index --from deep/idx-1 --index idx-2 --quiet").status(0).stderr("").stdout("");
    same(&place, "idx-0", "idx-2");
    fs::rename(place.path("away"), place.path("corpus")).expect("it is there");
    for index in ["deep/idx-1", "idx-2"] {
        place.run(&format!("verify --index {index}")).status(0).stdout_has("sound");
        place.run(&format!("index --index {index}")).status(0).stderr_has("nothing has changed");
    }
    place.write("corpus/new.txt", "A new letter, without it.\n");
    place.run("index --index idx-2").status(0).stderr_has("1 file read");
}

#[test]
fn an_index_is_replaced_only_if_that_is_said() {
    let place = place();
    place.run("index corpus/late.txt --index idx-1").status(0);
    let before = files(&place.path("idx-1"));
    place.run("index --from idx-0 --index idx-1").status(2).stderr_has("--rebuild replaces it");
    place.run("index --from idx-0 --index idx-0").status(2).stderr_has("there is an index at idx-0 already");
    place.run("index --from idx-0 --index idx-0 --rebuild").status(2).stderr_has("there is an index at idx-0 already");
    place.run("index --from nowhere --index idx-2").status(2).stderr_has("there is no index in");
    assert!(!place.path("idx-2").exists());
    assert_eq!(files(&place.path("idx-1")), before);
    place.run("index --from idx-0 --index idx-1 --rebuild").status(0);
    same(&place, "idx-0", "idx-1");
    place.run("index corpus --from idx-0 --index idx-2").status(2).stderr_has("cannot be used with");
}

#[test]
fn a_copy_of_a_damaged_index_is_none() {
    let place = place();
    place.run("index --from idx-0 --index idx-1").status(0);
    place.run("index --from idx-0 --index idx-2").status(0);
    for (path, mut bytes) in files(&place.path("idx-0")) {
        if path.extension().is_some_and(|ending| ending == "store") {
            let middle = bytes.len() / 2;
            bytes[middle] ^= 1;
            fs::write(path, bytes).expect("it can be written");
        }
    }
    place.run("index --from idx-0 --index idx-1 --rebuild").status(2).stderr_has("is damaged");
    same(&place, "idx-1", "idx-2");
}
