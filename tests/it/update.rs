//! Indexing again: only what changed is read, a new state is whole, and an index that is not ours to
//! change is left alone.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::Read;
use std::path::Path;
use std::process::Child;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant, SystemTime};

use serde_json::Value;

use crate::reports::{LETTER, unread};
use crate::support::{LONGEST_RUN, Place, wait};

/// All files under a folder with their contents.
fn contents(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut files = BTreeMap::new();
    for entry in walkdir::WalkDir::new(folder).into_iter().flatten().filter(|entry| entry.file_type().is_file()) {
        files.insert(entry.path().display().to_string(), fs::read(entry.path()).unwrap_or_default());
    }
    files
}

/// Gives a file another time, as if it had been saved again.
fn touch(at: &Path) {
    let later = SystemTime::now() + Duration::from_secs(90);
    File::options().write(true).open(at).and_then(|file| file.set_modified(later)).expect("a time can be set");
}

fn authority_of(place: &Place, report: &str) -> Value {
    place.run(&format!("reports --format jsonl --report {report}")).status(0).json()["authority"].clone()
}

#[test]
fn nothing_is_read_when_nothing_has_changed() {
    let place = unread();
    place.run("index").status(0).stderr("4 reports of 2 authorities, 25 passages (4 files read, 0 unchanged)\n");
    let before = contents(&place.path("index"));
    for line in ["index", "index corpus", "index corpus/", "index -j 1"] {
        place.run(line).status(0).stdout("").stderr("nothing has changed: 4 reports in 4 files\n");
    }
    place.run("index -q").status(0).stderr("");
    let after = contents(&place.path("index"));
    let differ: Vec<&String> = before.keys().filter(|path| before.get(*path) != after.get(*path)).collect();
    assert!(differ.iter().all(|path| path.ends_with("/lock")), "{differ:?}");
    assert_eq!(before.len(), after.len());
}

#[test]
fn only_what_changed_is_read_again() {
    let place = unread().indexed();
    place.write("corpus/letter.txt", "The panel wrote a new letter.\n");
    place.run("index").status(0).stderr("4 reports of 2 authorities, 24 passages (1 file read, 3 unchanged)\n");
    place.run("search café").status(1);
    place.run("search panel --format trec").status(0).stdout_has(" letter.txt#1 ");

    place.write("corpus/brindle/second.txt", "A second letter on the panel.\n");
    place.run("index").status(0).stderr_has("(1 file read, 4 unchanged)\n");
    place.remove("corpus/brindle/inspection-2018.md");
    place.run("index").status(0).stderr("4 reports of 1 authority, 19 passages (0 files read, 4 unchanged, 1 gone)\n");
    place.run("search multiagency --report brindle").status(1);
    place.run("reports").status(0).stdout_lacks("inspection-2018.md");
    place.run("status").status(0).stdout_has("reports      4\npassages     19\n");

    // A file that was renamed is another report.
    fs::rename(place.path("corpus/letter.txt"), place.path("corpus/post.txt")).unwrap();
    place.run("index").status(0).stderr_has("(1 file read, 3 unchanged, 1 gone)\n");
    place.run("search 'new letter' --format trec").stdout_has(" post.txt#1 ");
}

#[test]
fn a_file_saved_without_a_change_is_not_read_into_the_index() {
    let place = unread().indexed();
    touch(&place.path("corpus/letter.txt"));
    place.run("status").status(3).stdout_has("out of date  1 file has changed");
    place.run("index").status(0).stderr_has("(0 files read, 4 unchanged)\n");
    place.run("status").status(0).stdout_has("up to date   no file has changed since indexing");
    place.run("index").status(0).stderr_has("nothing has changed");
}

#[test]
fn a_change_that_keeps_size_and_second_is_seen() {
    let place = unread().indexed();
    place.write(
        "corpus/letter.txt",
        LETTER.replace("café was visited", "cave was visited").replace("visited", "visitées"),
    );
    place.write("corpus/letter.txt", LETTER.replace("help", "hemp"));
    place.run("index").status(0).stderr_has("(1 file read, 3 unchanged)\n");
    place.run("search hemp").status(0);
}

#[test]
fn a_sidecar_changes_what_is_known_without_the_file() {
    let place = unread().indexed();
    assert!(authority_of(&place, "letter.txt").is_null());
    place.write("corpus/metadata.csv", "path,authority,date,mood\nletter.txt,Larkmoor,2020-05,kind\n");
    place.run("index").status(0).stderr_has("(1 file read, 3 unchanged)\n");
    assert_eq!(authority_of(&place, "letter.txt"), "Larkmoor");
    place.run("search mood:kind -q --format trec").status(0).stdout_has(" letter.txt#1 ");
    place.run("search café --date 2020-05-09 -q").status(0);
    place.run("index").status(0).stderr_has("nothing has changed");

    place
        .write("corpus/metadata.csv", "path,authority\nletter.txt,Larkmoor Vale\nbrindle/inspection-2018.md,Overton\n");
    place.run("index").status(0).stderr_has("(2 files read, 2 unchanged)\n");
    assert_eq!(authority_of(&place, "letter.txt"), "Larkmoor Vale");
    assert_eq!(authority_of(&place, "inspection-2018"), "Overton");

    // The word of the nearer folder counts.
    place.write("corpus/brindle/metadata.toml", "[\"inspection-2018.md\"]\nauthority = \"Nearby\"\n");
    place.run("index").status(0).stderr_has("(1 file read, 3 unchanged)\n");
    assert_eq!(authority_of(&place, "inspection-2018"), "Nearby");

    place.remove("corpus/metadata.csv");
    place.remove("corpus/brindle/metadata.toml");
    place.run("index").status(0).stderr_has("(2 files read, 2 unchanged)\n");
    assert!(authority_of(&place, "letter.txt").is_null());
    assert_eq!(authority_of(&place, "inspection-2018"), "Brindle");
}

#[test]
fn a_slip_in_a_sidecar_is_said_each_time() {
    for (name, content, said) in [
        ("metadata.csv", "file,date\nletter.txt,2019\n", "there is no column \"path\""),
        ("metadata.csv", "path,date\n,2019\n", "row 2 has no path"),
        ("metadata.csv", "path,authority\nletter.txt,Larkmoor, the city of\n", "row 2 has more cells"),
        ("metadata.toml", "[letter.txt\n", "line 1: "),
        ("metadata.toml", "date = 2019\n", "outside of a path's table"),
    ] {
        let place = unread().file(&format!("corpus/{name}"), content);
        place.run("index").status(3).stderr_has(&format!("corpus/{name}: ")).stderr_has(said);
        place.run("index").status(3).stderr_has("no new problem; 1 known since ");
        place.run("status").status(3).stdout_has(&format!("corpus/{name}: ")).stdout_has(said);
        place.run("search drift").status(0);
    }
}

#[test]
fn kinds_of_a_users_own_are_rules_that_can_change() {
    let place = unread().indexed();
    let kinds = "[[kind]]\nname = \"post\"\ntitle = [\"thank you for\"]\nbody = [\"thank you for\"]\n";
    place.write("kinds.toml", kinds);
    let outcome = place.run("index --kinds kinds.toml").status(0);
    assert!(outcome.err().contains("(4 files read, 0 unchanged)"), "{}", outcome.shown());
    place.run("index --kinds kinds.toml").status(0).stderr_has("nothing has changed");
    place.run("index --kinds absent.toml").status(2).stderr_has("absent.toml");
}

#[test]
fn rebuild_begins_anew() {
    let place = unread().file("other/note.txt", "A note on drift.\n").indexed();
    place
        .run("index other")
        .status(0)
        .stderr_has("5 reports of 2 authorities, 26 passages (1 file read, 4 unchanged)\n");
    place.run("index").status(0).stderr("nothing has changed: 5 reports in 5 files\n");
    place.run("status").status(0).stdout_has("sources      corpus, other\n");
    place.run("index --rebuild other").status(0).stderr_has("(1 file read, 0 unchanged)\n");
    place.run("status").status(0).stdout_has("sources      other\n");
    place.run("search café").status(1);
    let left = contents(&place.path("index"));
    let manifests = left.keys().filter(|path| path.contains("manifest-")).count();
    assert_eq!(manifests, 1, "{:?}", left.keys());
}

/// What the program advises where an index cannot be read must not lose what it was made from.
#[test]
fn rebuild_keeps_its_folders() {
    let place = Place::new().file("letters/a.txt", LETTER).file("notes/b.txt", "A note on drift.\n");
    place.run("index letters notes").status(0);
    place.run("index --rebuild").status(0).stderr_has("2 reports").stderr_has("(2 files read, 0 unchanged)");
    place.run("status").status(0).stdout_has("sources      letters, notes\n");
    let meta = place.path("index/segments/meta.json");
    let format = format!("\\\"format\\\":{},", findings::inside::FORMAT);
    let other = fs::read_to_string(&meta).unwrap().replacen(&format, "\\\"format\\\":99,", 1);
    fs::write(&meta, other.split_once("\nfindings crc32 ").expect("a last line has the checksum").0).unwrap();
    place.run("index --rebuild --index index").status(0).stderr_has("2 reports");
    place.run("search drift café --any").status(0).stderr_has("in 2 of 2 reports");
}

#[test]
fn a_rebuild_that_is_killed_leaves_the_last_state() {
    let place = Place::new();
    for file in 0..300 {
        place.write(format!("corpus/{file}.txt"), format!("Paragraph {file} on drift and plans.\n\n").repeat(100));
    }
    place.run("index").status(0);
    for milliseconds in [10, 40, 120] {
        let mut child = place.findings("index --rebuild -j 2").start();
        std::thread::sleep(Duration::from_millis(milliseconds));
        place.run("search drift -n 1").status(0).stderr_has("in 300 of 300 reports");
        child.kill().expect("a child can be killed");
        child.wait().expect("a child can be waited for");
        place.run("search drift -n 1").status(0).stderr_has("in 300 of 300 reports");
    }
}

#[test]
fn a_second_root_is_added_and_a_file_may_be_a_root() {
    let place = unread().file("more/b.md", "# Panel\n\nThe panel met twice.\n").file("single.txt", "One panel more.\n");
    place.run("index corpus").status(0);
    place.run("index more single.txt").status(0).stderr_has("(2 files read, 4 unchanged)\n");
    let outcome = place.run("search panel --unit report --format jsonl --sort report").status(0);
    assert_eq!(outcome.reports(), ["corpus/brindle/inspection-2018.md", "more/b.md", "single.txt"]);
    place.write("more/c.txt", "A third panel.\n");
    place.write("corpus/d.txt", "A fourth panel.\n");
    place.run("index more").status(0).stderr_has("(1 file read, 6 unchanged)\n");
    place.run("search fourth").status(1);
    place.run("index").status(0).stderr_has("(1 file read, 7 unchanged)\n");
    place.run("search fourth").status(0);
}

#[test]
fn a_root_that_is_away_leaves_the_index_as_it_is() {
    let place = unread().file("disk/far.txt", "A far panel.\n");
    place.run("index corpus disk").status(0);
    fs::rename(place.path("disk"), place.path("unmounted")).unwrap();
    let before = contents(&place.path("index/segments"));
    for line in ["index", "index disk", "index corpus disk", "index --rebuild", "index --rebuild disk"] {
        place.run(line).status(2).stderr_has("disk: no such file or directory");
    }
    assert_eq!(contents(&place.path("index/segments")), before);
    place.run("search 'far panel'").status(0);
    place.run("status").status(3).stdout_has("out of date  disk: no such file or directory");
    fs::rename(place.path("unmounted"), place.path("disk")).unwrap();
    place.run("index").status(0);
}

#[test]
fn an_emptied_root_takes_its_reports_out_when_it_is_meant() {
    let place = unread().file("disk/far.txt", "A far panel.\n");
    place.run("index corpus disk").status(0);
    place.remove("disk/far.txt");
    let before = contents(&place.path("index/segments"));
    place.run("index").status(2).stderr_has("disk: the folder is empty now, and the index has 1 file of it");
    assert_eq!(contents(&place.path("index/segments")), before);
    place
        .run("index --prune")
        .status(3)
        .stderr_has("disk: no file here")
        .stderr_has("(0 files read, 4 unchanged, 1 gone)\n");
    place.run("search 'far panel' --all-words").status(1);
}

#[test]
fn a_second_writer_is_told_and_readers_go_on() {
    let place = unread().indexed();
    place.write("corpus/new.txt", "A new panel.\n");
    let lock = File::options().write(true).open(place.path("index/lock")).expect("there is a lock");
    lock.lock().expect("it is free");
    for line in ["index", "index --rebuild", "index more"] {
        let place_more = place.path("more");
        fs::create_dir_all(place_more).unwrap();
        place
            .run(line)
            .status(2)
            .stderr_has("is being written by another findings")
            .stderr_has("wait until it has finished");
    }
    place.run("search drift").status(0);
    place.run("reports").status(0);
    drop(lock);
    place.run("index").status(0).stderr_has("5 reports");
}

/// Readers and a writer at once: a search counts the passages of one state, never of two.
#[test]
fn a_search_sees_one_state_while_others_are_written() {
    let place = unread().indexed();
    let done = AtomicBool::new(false);
    std::thread::scope(|scope| {
        scope.spawn(|| {
            for step in 0..25 {
                place.write("corpus/growing.txt", "One more paragraph on drift.\n\n".repeat(step + 1));
                place.write(format!("corpus/step{}.txt", step % 5), format!("Step {step} on drift.\n"));
                place.run("index -q").status(0);
            }
            done.store(true, Ordering::Relaxed);
        });
        while !done.load(Ordering::Relaxed) {
            let outcome = place.run("search '*' -n 0 --format json -q").status(0);
            assert_eq!(outcome.json()["total"], outcome.json()["of"], "{}", outcome.shown());
            let status = place.run("status --format json");
            assert!(status.err().is_empty(), "{}", status.shown());
        }
    });
}

#[test]
fn the_holder_of_the_lock_is_named() {
    let place = Place::new();
    for file in 0..300 {
        place.write(format!("corpus/{file}.txt"), format!("Paragraph {file} on drift and plans.\n\n").repeat(300));
    }
    let mut run = place.findings("index -j 1");
    let mut first: Child = run.start();
    let start = Instant::now();
    let lock = place.path("index/lock");
    while fs::read_to_string(&lock).unwrap_or_default().is_empty() && start.elapsed() < LONGEST_RUN {
        std::thread::sleep(Duration::from_millis(1));
    }
    let second = place.run("index --index index");
    let ended = first.try_wait().expect("a child can be waited for").is_some();
    if !ended {
        let said = format!("is being written by another findings (process {})", first.id());
        second.status(2).stderr_has(&said);
    }
    assert_eq!(wait(&mut first, LONGEST_RUN), Some(0));
    let mut said = String::new();
    first.stderr.take().expect("stderr is a pipe").read_to_string(&mut said).expect("stderr is text");
    assert!(said.contains("300 reports"), "{said}");
}

#[test]
fn a_writer_that_is_killed_leaves_the_last_state() {
    let place = unread().indexed();
    let expected = place.run("search '*' --all --sort report --format jsonl").out().to_owned();
    for file in 0..400 {
        place.write(format!("more/{file}.txt"), format!("Paragraph {file} on marrows and plans.\n\n").repeat(100));
    }
    for milliseconds in [5, 20, 60, 120, 200] {
        let mut child = place.findings("index more -j 2").start();
        std::thread::sleep(Duration::from_millis(milliseconds));
        let finished = child.try_wait().expect("a child can be waited for").is_some();
        child.kill().expect("a child can be killed");
        child.wait().expect("a child can be waited for");
        let found = place.run("search '*' --all --sort report --format jsonl -q").status(0);
        let whole = place.run("search marrows -n 0 --format json -q").json()["total"]["reports"] == 400;
        assert!(found.out() == expected || whole, "after {milliseconds} ms\n{}", found.shown());
        if finished || whole {
            break;
        }
    }
    place.run("index more").status(0);
    place.run("status").status(0).stdout_has("reports      404\n");
    place.run("search marrows").status(0).stderr_has("in 400 of 404 reports");
    place.prove();
}

#[test]
fn an_index_of_another_version_is_refused_with_what_to_do() {
    let place = unread().indexed();
    let meta = place.path("index/segments/meta.json");
    let text = fs::read_to_string(&meta).unwrap();
    let format = format!("\\\"format\\\":{},", findings::inside::FORMAT);
    let other = text.replacen(&format, "\\\"format\\\":99,", 1);
    assert_ne!(text, other, "the payload names the format");
    // Another version may have another mark of what is whole.
    let (other, _) = other.split_once("\nfindings crc32 ").expect("a last line has the checksum");
    fs::write(&meta, other).unwrap();
    let said = "the index at index was made by another version of findings (format 99, analyser ";
    let advice = "rebuild it with `findings index --rebuild --index index`";
    for line in ["search drift", "reports", "status", "show letter.txt", "index", "batch"] {
        place.run(line).status(2).stdout("").stderr_has(said).stderr_has(advice);
    }
    place.run("index --rebuild --index index").status(0).stderr_has("4 reports");
    place.run("search drift").status(0);
}

#[test]
fn a_damaged_index_is_said_and_can_be_rebuilt() {
    for (file, content) in [("segments/meta.json", "{\"broken"), ("segments/meta.json", ""), ("manifest", "[]")] {
        let place = unread().indexed();
        let index = place.path("index");
        let names = contents(&index).into_keys().find(|path| path.contains(file)).expect("the file is there");
        fs::write(names, content).unwrap();
        let outcome = place.run("status").status(2).stdout("");
        assert!(
            outcome.err().contains("damaged") && outcome.err().contains("--rebuild"),
            "{file}\n{}",
            outcome.shown()
        );
        place.run("index --rebuild corpus").status(0).stderr_has("4 reports");
        place.run("search drift").status(0);
    }
    // A segment that is gone, or cut short, is an error and not a silent gap.
    let place = unread().indexed();
    for path in contents(&place.path("index/segments")).into_keys().filter(|path| path.ends_with(".idx")) {
        fs::write(&path, b"").unwrap();
    }
    place.run("search drift").status(2).stdout("");
    place.run("index --rebuild corpus").status(0);
}

#[test]
fn a_folder_that_is_no_index_is_left_untouched() {
    let place = unread()
        .file("mine/thesis.txt", "Years of work.\n")
        .file("mine/sub/data.csv", "a,b\n")
        .file("mine/segments/picture.png", "A picture.\n")
        .file("mine/manifest-1.json", "{}\n")
        .file("locked/lock", "The key is under the mat.\n")
        .file("locked/house.txt", "A house.\n");
    for folder in ["mine", "locked"] {
        let before = contents(&place.path(folder));
        for options in ["", "--rebuild", "--rebuild corpus", "corpus"] {
            let said = format!("./{folder} holds other files and no index; choose another folder with --index");
            place.run(&format!("index {options} --index {folder}")).status(2).stderr_has(&said);
            assert_eq!(contents(&place.path(folder)), before, "{options}");
        }
        place
            .run(&format!("search drift --index {folder}"))
            .status(2)
            .stderr_has(&format!("{folder} holds other files and no index"));
    }
    place.run("index --index corpus/letter.txt").status(2).stderr_has("corpus/letter.txt");
}

#[test]
fn a_folder_that_is_empty_but_for_a_readme_can_be_the_index() {
    let place = unread().file("noted/README.md", "The index is made here.\n").file("noted/.gitignore", "*\n");
    fs::create_dir(place.path("empty")).unwrap();
    place.run("index --index empty").status(0);
    place.run("index --index noted").status(0);
    place.run("index --rebuild corpus --index noted").status(0);
    assert!(place.path("noted/README.md").exists() && place.path("noted/.gitignore").exists());
    place.run("index --index a/new/folder").status(0);
}

#[test]
fn the_same_reports_give_the_same_bytes_whatever_the_threads() {
    let place = unread();
    for file in 0..120 {
        let text = format!("1. Drift is seen in plan {}.\n\n2. Return home interviews, {file}.\n", file % 7);
        place.write(format!("corpus/more/{file}.txt"), text);
    }
    let queries = ["drift", "'return home' --sort date", "'*' --per-report 1", "drift plan --any --unit report"];
    let mut seen: Vec<String> = Vec::new();
    for (index, threads) in [("one", "-j 1"), ("two", "-j 2"), ("again", "-j 1"), ("all", "")] {
        place.run(&format!("index corpus --index {index} {threads}")).status(0);
        let found = |query: &str| {
            place.run(&format!("search {query} --all --format jsonl --index {index}")).status(0).out().to_owned()
        };
        seen.push(queries.map(found).concat());
    }
    place.run("index --rebuild corpus --index one -j 2").status(0);
    let found = |query: &str| place.run(&format!("search {query} --all --format jsonl --index one")).out().to_owned();
    seen.push(queries.map(found).concat());
    assert!(seen.iter().all(|other| *other == seen[0]));
}

/// An index that came to be in many steps answers as one that was made at once.
#[test]
fn the_way_to_a_state_does_not_show() {
    let place = unread();
    place.write("corpus/later.txt", "Not yet.\n");
    place.run("index --index steps").status(0);
    for step in 0..6 {
        place.write(format!("corpus/step{step}.txt"), format!("Step {step} on drift.\n"));
        place.write("corpus/later.txt", format!("Version {step} on drift and neglect.\n"));
        place.run("index --index steps").status(0);
    }
    place.remove("corpus/step3.txt");
    place.run("index --index steps").status(0);
    place.run("index corpus --index once").status(0);
    for query in ["drift", "neglect drift --any", "'*' --sort report", "'return home interview'"] {
        let found = |index: &str| {
            place.run(&format!("search {query} --all --format jsonl --index {index}")).status(0).out().to_owned()
        };
        assert_eq!(found("steps"), found("once"), "{query}");
    }
}

#[test]
fn a_run_that_stopped_short_of_its_commit_is_not_in_the_way_of_the_next() {
    let place = unread().indexed();
    let before = place.run("search panel --all").status(0).out().to_owned();
    // The list of segments cannot be put in place, so that all but the last step is done.
    let beside = place.path("index/segments/meta.json.new");
    fs::create_dir(&beside).expect("the folder is ours");
    place.write("corpus/letter.txt", "The panel wrote a new letter.\n");
    for _ in 0..2 {
        place.run("index").status(2).stderr_has("meta.json");
        assert_eq!(place.run("search panel --all -q").status(0).out(), before);
    }
    fs::remove_dir(&beside).expect("it is empty");
    place.run("index").status(0).stderr_has("(1 file read, 3 unchanged)\n");
    place.run("search panel --format trec").status(0).stdout_has(" letter.txt#1 ");
    place.run("verify").status(0);
    place.prove();
}
