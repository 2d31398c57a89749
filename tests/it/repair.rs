//! `verify --repair` where sources are gone or say less: nothing is lost of which nobody said that it may be.

use std::collections::BTreeMap;
use std::fs;
use std::io::{Cursor, Write};
use std::path::{Path, PathBuf};

use findings::inside::{Manifest, Writer};
use findings::{Index, WriterOptions};

use crate::damaged::files;
use crate::support::Place;

const KINDS: &str = "[[kind]]\nname = \"circular\"\ntitle = [\"circular\"]\n";

/// A letter long enough to have words of its own.
fn letter(about: &str) -> String {
    format!("Circular on {about}\n\nThe {about} were seen in every garden.\n\nNothing was said of {about} before.\n")
}

/// Three records, of which so many are there.
fn records(count: usize) -> String {
    let record = |id: &str| format!("{{\"id\": \"{id}\", \"text\": \"A record on drift, {id}.\"}}\n");
    ["case-1", "case-2", "plum"].into_iter().take(count).map(record).collect()
}

fn zip(members: &[&str]) -> Vec<u8> {
    let mut archive = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for name in members {
        archive.start_file(*name, zip::write::SimpleFileOptions::default()).expect("a member can be begun");
        archive.write_all(letter(name).as_bytes()).expect("a member can be written");
    }
    archive.finish().expect("an archive can be ended").into_inner()
}

fn sample(path: &str) -> Vec<u8> {
    fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus").join(path)).expect("the sample is there")
}

/// Files of every sort, in two folders and one by itself.
fn place() -> Place {
    let place = Place::new()
        .file("corpus/plums.txt", letter("plums"))
        .file("corpus/copy.txt", letter("pears"))
        .file("corpus/pears.txt", letter("pears"))
        .file("corpus/deep/inside/figs.txt", letter("figs"))
        .file("corpus/records.jsonl", records(3))
        .file("corpus/bundle.zip", zip(&["one.txt", "two.txt"]))
        .file("corpus/visit.pdf", sample("wexcombe/inspection-2023.pdf"))
        .file("corpus/given/said.txt", "Nothing in here says whose it is.\n")
        .file("corpus/given/metadata.csv", "path,authority,date,theme\nsaid.txt,Ashcombe,2019-03-01,front door\n")
        .file("more/far.txt", letter("marrows"))
        .file("alone.txt", letter("leeks"))
        .file("kinds.toml", KINDS);
    place.run("index corpus more alone.txt --kinds kinds.toml").status(0);
    place
}

/// A way in which an index is to be mended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Wrong {
    /// A file of a segment is damaged.
    Segment,
    /// What it was made from is not known but from what is stored.
    Manifest,
    /// Which state it is in is not known but from the manifest.
    Meta,
    /// What is stored of a file is not what the file says.
    Stored,
}

impl Wrong {
    const ALL: [Wrong; 4] = [Wrong::Segment, Wrong::Manifest, Wrong::Meta, Wrong::Stored];

    fn make(self, place: &Place) {
        let found = |part: &str| -> PathBuf {
            let files = files(&place.path("index"));
            files.into_keys().find(|path| path.to_string_lossy().contains(part)).expect("the index has it")
        };
        match self {
            Wrong::Manifest => fs::remove_file(found("manifest-")).expect("it is there"),
            Wrong::Stored => differ(place),
            Wrong::Segment | Wrong::Meta => {
                let path = found(if self == Wrong::Meta { "meta.json" } else { ".pos" });
                let mut bytes = fs::read(&path).expect("it is there");
                bytes[10] ^= 1;
                fs::write(path, bytes).expect("it can be written");
            }
        }
    }
}

/// Changes a file and lets the index take it for the one it has read.
fn differ(place: &Place) {
    let path = place.path("alone.txt");
    fs::write(&path, letter("onions")).expect("it can be written");
    let mut writer = Writer::open(&place.path("index"), WriterOptions::on(1, 64 << 20)).expect("it is an index");
    let mut manifest: Manifest = writer.take_manifest();
    let file = manifest.files.iter_mut().find(|file| file.root == "alone.txt").expect("it was read");
    let there = fs::metadata(&path).expect("it is there");
    let modified = there.modified().expect("it has a time").duration_since(std::time::UNIX_EPOCH).expect("after 1970");
    (file.size, file.modified) = (there.len(), i64::try_from(modified.as_nanos()).expect("before 2262"));
    file.hash = blake3::hash(letter("onions").as_bytes()).to_hex().to_string();
    writer.commit(manifest).expect("it can be committed");
}

/// A way in which a source is gone or says less: what is done, and lines that must be said of it.
struct Way {
    name: &'static str,
    change: fn(&Place),
    said: &'static [&'static str],
    /// The reports that go with `--drop`.
    dropped: &'static [&'static str],
}

fn remove(place: &Place, path: &str) {
    let at = place.path(path);
    if at.is_dir() { fs::remove_dir_all(at) } else { fs::remove_file(at) }.expect("it is there");
}

fn fifo(place: &Place, path: &str) {
    remove(place, path);
    let made = std::process::Command::new("mkfifo").arg(place.path(path)).status();
    assert!(made.is_ok_and(|status| status.success()), "a FIFO can be made");
}

/// The ways of which a file that was read is there, and cannot be opened.
const CANNOT_BE_OPENED: [&str; 2] = ["a FIFO", "a link that leads nowhere"];

const WAYS: &[Way] = &[
    Way {
        name: "gone",
        change: |place| remove(place, "corpus/plums.txt"),
        said: &["corpus/plums.txt: the file is gone; corpus/plums.txt would be lost"],
        dropped: &["corpus/plums.txt"],
    },
    Way {
        name: "a folder",
        change: |place| {
            remove(place, "corpus/plums.txt");
            place.write("corpus/plums.txt/other.txt", letter("others"));
        },
        said: &["corpus/plums.txt: a folder stands in its place; corpus/plums.txt would be lost"],
        dropped: &["corpus/plums.txt"],
    },
    Way {
        name: "emptied",
        change: |place| place.write("corpus/plums.txt", ""),
        said: &["corpus/plums.txt: the file is empty; corpus/plums.txt would be lost"],
        dropped: &["corpus/plums.txt"],
    },
    #[cfg(unix)]
    Way {
        name: "a FIFO",
        change: |place| fifo(place, "corpus/plums.txt"),
        said: &["corpus/plums.txt: not a regular file", "; corpus/plums.txt would be lost"],
        dropped: &["corpus/plums.txt"],
    },
    #[cfg(unix)]
    Way {
        name: "a link that leads nowhere",
        change: |place| {
            remove(place, "corpus/plums.txt");
            std::os::unix::fs::symlink("away.txt", place.path("corpus/plums.txt")).expect("a link can be made");
        },
        said: &["corpus/plums.txt: ", "; corpus/plums.txt would be lost"],
        dropped: &["corpus/plums.txt"],
    },
    Way {
        name: "records cut",
        change: |place| place.write("corpus/records.jsonl", records(1)),
        said: &[
            "corpus/records.jsonl: the file does not have it any more; corpus/case-2 would be lost",
            "corpus/records.jsonl: the file does not have it any more; corpus/plum would be lost",
        ],
        dropped: &["corpus/case-2", "corpus/plum"],
    },
    Way {
        name: "a record in place of another",
        change: |place| place.write("corpus/records.jsonl", records(3).replace("plum", "case-7")),
        said: &["corpus/records.jsonl: the file does not have it any more; corpus/plum would be lost"],
        dropped: &["corpus/plum"],
    },
    Way {
        name: "a record broken",
        change: |place| place.write("corpus/records.jsonl", records(3).replace("{\"id\": \"plum\"", "{\"id\": plum")),
        said: &["corpus/records.jsonl: ", "; corpus/plum would be lost"],
        dropped: &["corpus/plum"],
    },
    Way {
        name: "a member of an archive gone",
        change: |place| place.write("corpus/bundle.zip", zip(&["two.txt"])),
        said: &["corpus/bundle.zip: ", "corpus/bundle.zip/one.txt would be lost"],
        dropped: &["corpus/bundle.zip/one.txt"],
    },
    Way {
        name: "a damaged archive",
        change: |place| {
            let bytes = zip(&["one.txt", "two.txt"]);
            place.write("corpus/bundle.zip", &bytes[..bytes.len() / 2]);
        },
        said: &["corpus/bundle.zip/one.txt would be lost", "corpus/bundle.zip/two.txt would be lost"],
        dropped: &["corpus/bundle.zip/one.txt", "corpus/bundle.zip/two.txt"],
    },
    Way {
        name: "a damaged PDF",
        change: |place| place.write("corpus/visit.pdf", &sample("wexcombe/inspection-2023.pdf")[..2_000]),
        said: &["corpus/visit.pdf: ", "; corpus/visit.pdf would be lost"],
        dropped: &["corpus/visit.pdf"],
    },
    Way {
        name: "a folder gone",
        change: |place| remove(place, "corpus/deep"),
        said: &["corpus/deep/inside/figs.txt: the file is gone; corpus/deep/inside/figs.txt would be lost"],
        dropped: &["corpus/deep/inside/figs.txt"],
    },
    Way {
        name: "a root gone",
        change: |place| remove(place, "more"),
        said: &["more/far.txt: the file is gone; more/far.txt would be lost"],
        dropped: &["more/far.txt"],
    },
    Way {
        name: "a root emptied",
        change: |place| remove(place, "more/far.txt"),
        said: &["more/far.txt: the file is gone; more/far.txt would be lost"],
        dropped: &["more/far.txt"],
    },
    Way {
        name: "a root that is a file now",
        change: |place| {
            remove(place, "more");
            place.write("more", letter("others"));
        },
        said: &["more/far.txt: the file is gone; more/far.txt would be lost"],
        dropped: &["more/far.txt"],
    },
    Way {
        name: "the rules for kinds gone",
        change: |place| remove(place, "kinds.toml"),
        said: &["kinds.toml: the rules for kinds that the index was made with are gone and would be lost"],
        dropped: &[],
    },
    Way {
        name: "a sidecar gone",
        change: |place| remove(place, "corpus/given/metadata.csv"),
        said: &["corpus/given/metadata.csv: the file is gone; what it says of the files beside it would be lost"],
        dropped: &[],
    },
    Way {
        name: "a sidecar emptied",
        change: |place| place.write("corpus/given/metadata.csv", ""),
        said: &["corpus/given/metadata.csv: the file is empty; what it says of the files beside it would be lost"],
        dropped: &[],
    },
    Way {
        name: "a sidecar without its rows",
        change: |place| place.write("corpus/given/metadata.csv", "path,authority\n"),
        said: &[
            "corpus/given/said.txt: nothing says it any more; authority, date, theme of corpus/given/said.txt would be lost",
        ],
        dropped: &[],
    },
    Way {
        name: "several at once",
        change: |place| {
            remove(place, "corpus/plums.txt");
            place.write("corpus/records.jsonl", records(2));
            place.write("corpus/deep/inside/figs.txt", letter("dates"));
        },
        said: &["; corpus/plums.txt would be lost", "; corpus/plum would be lost"],
        dropped: &["corpus/plums.txt", "corpus/plum"],
    },
];

/// The files of an index but for its lock; the list of files that tantivy keeps is in no order.
fn content(place: &Place) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut files = files(&place.path("index"));
    files.retain(|path, _| !path.ends_with("lock") && !path.ends_with(".managed.json"));
    files
}

/// The answers that an index gives, or what it says is wrong with it.
fn answers(place: &Place) -> Vec<String> {
    let lines = ["search 'garden OR drift OR here' --all --format jsonl -q", "reports --format jsonl -q"];
    lines.iter().map(|line| place.run(line)).map(|outcome| format!("{}{}", outcome.out(), outcome.err())).collect()
}

fn ids(place: &Place) -> Vec<String> {
    place.run("reports --format jsonl -q").ids()
}

#[test]
fn what_cannot_be_read_again_is_named_and_stays() {
    for way in WAYS {
        for wrong in Wrong::ALL {
            let place = place();
            let all = ids(&place);
            wrong.make(&place);
            (way.change)(&place);
            if wrong == Wrong::Stored && way.name == "the rules for kinds gone" {
                // Without its rules nothing is what was indexed, and nothing is said to be mended.
                place.run("verify --repair").status(3).stdout_lacks("sound   ");
                continue;
            }
            if wrong == Wrong::Stored && CANNOT_BE_OPENED.contains(&way.name) {
                // What is read again is another file, and of this one the index keeps what it has.
                let mended = place.run("verify --repair").status(3).stdout_lacks("sound   ");
                mended.stdout_has("out of date   corpus/plums.txt: ");
                assert_eq!(ids(&place), all, "{}", way.name);
                continue;
            }
            let (content_before, answers_before) = (content(&place), answers(&place));
            let refused = place.run("verify --repair").status(2).stdout_lacks("sound   ");
            let what = format!("{} with {wrong:?}\n{}", way.name, refused.shown());
            for said in way.said {
                assert!(refused.err().contains(said), "{said:?} is not said: {what}");
            }
            assert!(refused.err().contains("findings verify --repair --drop --index index"), "{what}");
            assert!(content(&place) == content_before, "the index was changed: {what}");
            assert!(answers(&place) == answers_before, "other answers: {what}");

            let dropped = place.run("verify --repair --drop");
            let what = format!("{} with {wrong:?}\n{}", way.name, dropped.shown());
            assert!(dropped.out().contains("sound   "), "{what}");
            place.prove();
            for said in way.dropped {
                assert!(dropped.err().contains(&format!("; dropped {said}\n")), "{said}: {what}");
            }
            let left = ids(&place);
            let gone: Vec<&String> = all.iter().filter(|id| !left.contains(id)).collect();
            let expected: Vec<&&str> = way.dropped.iter().collect();
            assert!(
                gone.len() == expected.len() && gone.iter().all(|id| way.dropped.contains(&id.as_str())),
                "{gone:?} are gone: {what}"
            );
        }
    }
}

/// What is read again under another name, or was changed on purpose, is not lost.
#[test]
fn what_can_be_read_again_is_mended() {
    type Change = fn(&Place);
    let ways: &[(&str, Change)] = &[
        ("nothing", |_| {}),
        ("a copy that takes the place of a report", |place| remove(place, "corpus/copy.txt")),
        ("a copy that goes", |place| remove(place, "corpus/pears.txt")),
        ("another text", |place| place.write("corpus/plums.txt", letter("damsons"))),
        ("more records", |place| {
            place.write("corpus/records.jsonl", records(3) + "{\"id\": \"new\", \"text\": \"New.\"}\n")
        }),
        ("other words in a sidecar", |place| {
            place.write(
                "corpus/given/metadata.csv",
                "path,authority,date,theme\nsaid.txt,Brindle,2020-01-01,back door\n",
            );
        }),
        ("a new file", |place| place.write("corpus/apples.txt", letter("apples"))),
        ("a sidecar that says nothing of what is here", |place| {
            place.write("more/metadata.csv", "path,authority\nnearer.txt,Brindle\n");
        }),
    ];
    for (name, change) in ways {
        for wrong in Wrong::ALL {
            let place = place();
            wrong.make(&place);
            change(&place);
            let mended = place.run("verify --repair");
            // With what is stored alone, nobody knows of the words that a copy has in common with a report.
            if wrong == Wrong::Manifest && name.starts_with("a copy that takes") {
                mended.status(2).stderr_has("corpus/copy.txt: the file is gone; corpus/copy.txt would be lost");
                continue;
            }
            assert!(mended.out().contains("sound   "), "{name} with {wrong:?}\n{}", mended.shown());
            assert_eq!(ids(&place).iter().filter(|id| id.as_str() == "corpus/plums.txt").count(), 1);
        }
    }
}

/// Ids that were given out in another order are no loss.
#[test]
fn reports_whose_ids_change_are_no_loss() {
    for wrong in [Wrong::Segment, Wrong::Manifest, Wrong::Meta] {
        let place = Place::new().file("b/note.txt", letter("plums")).file("b/cases.jsonl", records(3));
        place.run("index b").status(0);
        place.write("a/note.txt", letter("pears"));
        place.write("a/cases.jsonl", records(2));
        place.run("index a").status(0).stderr_has("(case-1 is now b/case-1)");
        let before = ids(&place);
        assert!(before.contains(&"a/note.txt".to_owned()), "{before:?}");
        wrong.make(&place);
        let mended = place.run("verify --repair").stdout_has("sound   ");
        let after = ids(&place);
        assert!(after.contains(&"b/note.txt".to_owned()), "{after:?}\n{}", mended.shown());
        assert_eq!(before.len(), after.len());
    }
}

#[test]
fn where_nobody_knows_what_it_held_that_is_said() {
    let place = place();
    Wrong::Manifest.make(&place);
    Wrong::Meta.make(&place);
    place.run("verify --repair").status(2).stderr_has("the sources of the index are no longer known");

    // A report that is stored and cannot be read.
    let place = self::place();
    Wrong::Manifest.make(&place);
    let stores = files(&place.path("index")).into_keys().filter(|path| path.to_string_lossy().ends_with(".store"));
    for path in stores {
        let mut bytes = fs::read(&path).expect("it is there");
        bytes[10] ^= 1;
        fs::write(path, bytes).expect("it can be written");
    }
    let before = content(&place);
    place.run("verify --repair").status(2).stderr_has("index: it is too damaged to list all that it holds");
    assert!(content(&place) == before);
    place.run("verify --repair --drop").stdout_has("sound   ");
    assert_eq!(ids(&place).len(), ids(&self::place()).len());
}

#[test]
fn where_nothing_is_left_nothing_is_dropped() {
    let place = Place::new().file("corpus/plums.txt", letter("plums")).indexed();
    Wrong::Segment.make(&place);
    let before = content(&place);
    fs::rename(place.path("corpus"), place.path("away")).expect("it can be moved");
    place.run("verify --repair").status(2).stderr_has("plums.txt would be lost");
    place.run("verify --repair --drop").status(2).stderr_has("corpus: no such file or directory");
    assert!(content(&place) == before);
    place.run("verify --drop").status(2).stderr_has("--repair");
    fs::rename(place.path("away"), place.path("corpus")).expect("it can be moved");
    place.run("verify --repair").status(0).stdout_has("sound   ");
    let proof = place.run("verify --format json").status(0).json();
    assert_eq!(proof["leftovers"].as_array().map(Vec::len), Some(0), "{proof}");
}

/// The options that it was made with are kept also where the manifest is gone.
#[test]
fn an_index_without_its_manifest_is_made_with_its_options() {
    let place = place();
    let before = place.run("reports --format jsonl -q").out().to_owned();
    Wrong::Manifest.make(&place);
    place.run("verify --repair").status(0).stdout_has("sound   ");
    assert_eq!(place.run("reports --format jsonl -q").out(), before);
    assert!(before.contains("circular"), "{before}");
    let state = Index::open(place.path("index")).and_then(|index| index.state()).expect("it was written");
    assert_eq!(state.arguments, ["--kinds=kinds.toml"]);
}
