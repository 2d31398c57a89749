//! `verify`: what it proves, what it says of what it cannot prove, and how that is mended.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};

use crate::damaged::{files, several_states};
use crate::reports::unread;
use crate::support::Place;

/// The file of an index with such an ending; of several, the first.
fn file_with(place: &Place, ending: &str) -> PathBuf {
    let files = files(&place.path("index"));
    files.into_keys().find(|path| path.to_string_lossy().ends_with(ending)).expect("there is such a file")
}

fn flip(path: &Path, at: usize) {
    let mut bytes = fs::read(path).expect("it is there");
    bytes[at] ^= 1;
    fs::write(path, bytes).expect("it can be written");
}

#[test]
fn a_sound_index_is_proven_whole() {
    let place = several_states();
    let outcome = place.run("verify").status(0).stderr("");
    place.prove();
    assert!(outcome.out().contains("sound         every file of the index"), "{}", outcome.shown());
    let proof = place.run("verify --format json").status(0).json();
    assert_eq!(proof["sound"], true);
    assert_eq!(proof["passages"], proof["passages_proven"]);
    assert_eq!(proof["files"], proof["files_proven"]);
    assert_eq!(proof["leftovers"].as_array().map(Vec::len), Some(0), "{proof}");
    assert!(proof["passages"].as_u64() > Some(100) && proof["index_files"].as_u64() > Some(15), "{proof}");
}

#[test]
fn no_index_and_other_versions_are_said_as_everywhere() {
    let place = unread();
    place.run("verify").status(2).stdout("").stderr_has("there is no index in ./index");
    fs::create_dir_all(place.path("index")).unwrap();
    place.run("verify").status(2).stdout("").stderr_has("there is no index in ./index");
}

/// A file that is not what was indexed is no damage.
#[test]
fn what_has_changed_since_is_said_as_such() {
    let place = several_states();
    place.write("corpus/letter.txt", "Another letter.\n");
    place.write("corpus/new.txt", "A new letter.\n");
    place.write("corpus/more/metadata.csv", "path,title\n9.md,Another title\n");
    place.remove("corpus/more/5.md");
    let outcome = place.run("verify").status(3);
    for line in [
        "out of date   corpus/letter.txt: it has changed since it was indexed; bring it up to date: findings index --index index\n",
        "out of date   corpus/new.txt: it is new since the index was made; ",
        "out of date   corpus/more/9.md: what is said of it beside the file has changed since it was indexed; ",
        "out of date   corpus/more/5.md: it is gone since it was indexed; ",
    ] {
        assert!(outcome.out().contains(line), "{line}\n{}", outcome.shown());
    }
    outcome.stdout_lacks("damaged").stdout_lacks("different").stdout_lacks("sound ");
    place.run("verify --repair").status(3);
    place.run("index").status(0);
    place.run("verify").status(0);
    fs::rename(place.path("corpus"), place.path("away")).unwrap();
    place.run("verify").status(3).stdout_has("out of date   corpus: no such file or directory");
}

#[test]
fn damage_does_not_keep_it_from_listing_the_rest() {
    let place = unread();
    for file in 0..40_u64 {
        let words =
            |seed: u64| (0..60).map(|n| format!("w{:x} ", (seed + n).wrapping_mul(0x9e37_79b9) % 4099)).collect();
        let paragraphs: Vec<String> = (0..8).map(|n| words(file * 1000 + n * 100)).collect();
        place.write(format!("corpus/more/{file}.txt"), paragraphs.join("\n\n"));
    }
    place.run("index -j 1").status(0);
    flip(&file_with(&place, ".store"), 100);
    flip(&file_with(&place, ".managed.json"), 100);
    place.write("corpus/letter.txt", "Another letter.\n");
    let proof = place.run("verify --format json").status(2).json();
    let damaged = proof["damaged"].as_array().unwrap();
    for ending in [".store", ".managed.json"] {
        let ends = |file: &&serde_json::Value| file["file"].as_str().is_some_and(|file| file.ends_with(ending));
        assert_eq!(damaged.iter().filter(ends).count(), 1, "{ending} {proof}");
    }
    assert_eq!(damaged.len(), 2, "{proof}");
    assert!(proof["stale"].to_string().contains("corpus/letter.txt"), "{proof}");
    assert!(proof["different"].to_string().contains("it cannot be compared (segments/"), "{proof}");
    let (proven, passages) = (proof["passages_proven"].as_u64().unwrap(), proof["passages"].as_u64().unwrap());
    assert!(0 < proven && proven < passages, "{proof}");

    // Where the index cannot be opened at all, its files are told from what was indexed all the same.
    flip(&file_with(&place, "meta.json"), 100);
    let proof = place.run("verify --format json").status(2).json();
    assert_eq!(proof["damaged"].as_array().map(Vec::len), Some(3), "{proof}");
    assert_eq!(proof["stale"].as_array().map(Vec::len), Some(1), "{proof}");
    assert_eq!(proof["passages_proven"], 0);
}

#[test]
fn what_a_killed_writer_left_is_named() {
    let place = several_states();
    place.write("index/segments/0123456789abcdef0123456789abcdef.store", "Half a file.");
    place.write("index/manifest-99.bin", "Half a manifest.");
    let said = place.run("verify").status(0).stdout_has("left over     manifest-99.bin: ");
    said.stdout_has("left over     segments/0123456789abcdef0123456789abcdef.store: ");
}

#[test]
fn a_damaged_index_is_made_anew() {
    for ending in [".store", ".idx", "meta.json", ".managed.json", "manifest-", "recurring-"] {
        let place = several_states();
        let before = place.run("search 'drift OR letter' --all --format jsonl").status(0).out().to_owned();
        let files = files(&place.path("index"));
        let path = files.into_keys().find(|path| path.to_string_lossy().contains(ending));
        flip(&path.unwrap_or_else(|| panic!("no {ending}")), 10);
        let outcome = place.run("verify --repair").status(0).stdout_has("damaged       ").stdout_has("sound   ");
        let after = place.run("search 'drift OR letter' --all --format jsonl").status(0);
        assert!(after.out() == before, "{ending}: other answers\n{}", outcome.shown());
    }
}

#[test]
fn it_is_made_with_the_options_it_was_made_with() {
    let place = unread()
        .file("kinds.toml", "[[kind]]\nname = \"post\"\ntitle = [\"thank you for\"]\nbody = [\"thank you for\"]\n");
    place.write("corpus/large.txt", "Large words. ".repeat(170_000));
    place.run("index --kinds kinds.toml --max-file-size 1").status(3);
    let before = place.run("reports --format jsonl").status(0).out().to_owned();
    flip(&file_with(&place, ".store"), 10);
    place.run("verify --repair").status(0).stderr_has("no new problem; 1 known since ");
    assert!(place.run("reports --format jsonl").out() == before);
}

#[test]
fn no_report_is_lost_unasked() {
    let place = unread().file("more/far.txt", "A far letter.\n");
    place.run("index corpus more").status(0);
    place.remove("more/far.txt");
    flip(&file_with(&place, ".store"), 10);
    let before = files(&place.path("index"));
    let refused =
        place.run("verify --repair").status(2).stderr_has("more/far.txt: the file is gone; more/far.txt would be lost");
    refused.stderr_has("`findings verify --repair --drop --index index`");
    assert!(files(&place.path("index")).iter().filter(|(path, _)| !path.ends_with("lock")).eq(before.iter()));
    place.run("index --rebuild corpus more --index index").status(3).stderr_has("more: no file here");
    place.run("verify").status(0);
}

/// One process updates again and again, others search: each answer is that of a state, whole.
#[test]
fn readers_never_fail_while_states_are_replaced() {
    const STEPS: usize = 20;
    let place = unread();
    let write = |step: usize| {
        place.write("corpus/growing.txt", "One more paragraph on marrows.\n\n".repeat(step + 1));
        place.write("corpus/twin.txt", "One twin paragraph on marrows.\n\n".repeat(step + 1));
    };
    write(0);
    place.run("index").status(0);
    let done = AtomicBool::new(false);
    std::thread::scope(|scope| {
        scope.spawn(|| {
            for step in 1..STEPS {
                write(step);
                place.run("index -q").status(0);
            }
            done.store(true, Ordering::Relaxed);
        });
        for _ in 0..3 {
            scope.spawn(|| {
                let (mut last, mut searches) = (0, 0);
                while !done.load(Ordering::Relaxed) || searches == 0 {
                    let found = place.run("search marrows --all --sort report --format jsonl -q").status(0).ids();
                    let half = found.len() / 2;
                    let expected =
                        ["growing.txt", "twin.txt"].map(|name| (1..=half).map(move |n| format!("{name}#{n}")));
                    assert!(found.iter().eq(expected.into_iter().flatten().collect::<Vec<_>>().iter()), "{found:?}");
                    assert!((last..=STEPS).contains(&half), "{half} after {last}");
                    last = half;
                    let status = place.run("status --format json");
                    assert!(status.err().is_empty(), "{}", status.shown());
                    assert_eq!(status.json()["reports"], 6);
                    searches += 1;
                }
            });
        }
        scope.spawn(|| {
            while !done.load(Ordering::Relaxed) {
                // Sources change under it, which it says; but never that the index is damaged.
                place.run("verify").stdout_lacks("damaged").stdout_lacks("inconsistent").stderr_lacks("damaged");
            }
        });
    });
    place.run("verify").status(0);
    place.prove();
}

#[test]
fn a_command_to_paste_has_the_path_in_quotation_marks() {
    let place = unread();
    place.run("index corpus --index 'my index'").status(0);
    for file in fs::read_dir(place.path("my index/segments")).expect("it was made").flatten() {
        if file.path().extension().is_some_and(|extension| extension == "store") {
            fs::write(file.path(), "x").expect("it can be written");
        }
    }
    place.run("verify --index 'my index'").stdout_has("repair it: findings verify --repair --index 'my index'\n");
}
