//! Several roots in one index: the names that ids begin with, roots that were moved, and roots without reports.

use std::fs;

use crate::support::{ALL_UNKNOWN, Place};

/// Two folders that hold files of the same names.
fn two() -> Place {
    Place::new()
        .file("a/north/r.txt", "Drift was seen in two of the northern plans.\n")
        .file("a/north/sub/s.txt", "The panel of the north met twice.\n")
        .file("b/south/r.txt", "Drift was seen in none of the southern plans.\n")
}

fn ids(place: &Place, index: &str) -> Vec<String> {
    let mut ids = place.run(&format!("reports --format jsonl -q --index {index}")).status(0).ids();
    ids.sort();
    ids
}

#[test]
fn files_of_one_name_in_two_roots_are_no_problem() {
    let place = two();
    place
        .run("index a/north b/south")
        .status(0)
        .stderr(&format!("3 reports of 0 authorities, 3 passages (3 files read, 0 unchanged)\n{ALL_UNKNOWN}"));
    assert_eq!(ids(&place, "index"), ["north/r.txt", "north/sub/s.txt", "south/r.txt"]);
    place.run("index").status(0).stderr_has("nothing has changed");
    place.run("index b/south a/north --index other").status(0);
    assert_eq!(ids(&place, "other"), ids(&place, "index"), "whatever the order");
    place.run("show south/r.txt#1").status(0).stdout_has("southern plans");
    place.run("search drift").status(0).stderr_lacks("problems");
    place.run("verify").status(0);
}

#[test]
fn roots_of_one_name_are_told_apart_by_the_folders_over_them() {
    let place = Place::new()
        .file("2019/reports/r.txt", "Drift was seen.\n")
        .file("2020/reports/r.txt", "Delay was seen.\n")
        .file("more/r.txt", "Neglect was seen.\n")
        .file("x/letter.txt", "A letter on plans.\n")
        .file("y/letter.txt", "Another letter on panels.\n");
    let expected = ["2019/reports/r.txt", "2020/reports/r.txt", "more/r.txt", "x/letter.txt", "y/letter.txt"];
    place.run("index more 2020/reports y/letter.txt 2019/reports x/letter.txt").status(0);
    assert_eq!(ids(&place, "index"), expected);
    place.run("index x/letter.txt y/letter.txt 2019/reports more 2020/reports --index other").status(0);
    assert_eq!(ids(&place, "other"), expected);
}

#[test]
fn one_root_has_no_name_and_a_second_gives_it_one_without_reading_again() {
    let place = two().file("a/north/more.jsonl", "{\"id\": \"one\", \"text\": \"A record on neglect.\"}\n");
    place.run("index a/north").status(0);
    assert_eq!(ids(&place, "index"), ["one", "r.txt", "sub/s.txt"]);
    let said =
        "ids have changed: an index of several folders begins each with its folder's name (one is now north/one)";
    place.run("index b/south").status(0).stderr_has("(1 file read, 3 unchanged)").stderr_has(said);
    let expected = ["north/one", "north/r.txt", "north/sub/s.txt", "south/r.txt"];
    assert_eq!(ids(&place, "index"), expected);
    place.run("index a/north b/south --index once").status(0);
    assert_eq!(ids(&place, "once"), expected);
    for query in ["drift", "neglect", "'*' --sort report"] {
        let found = |index: &str| {
            place.run(&format!("search {query} --all --format jsonl --index {index}")).status(0).out().to_owned()
        };
        assert_eq!(found("index"), found("once"), "{query}");
    }
    place.run("verify").status(0);
    place.prove();
    place.run("index").status(0).stderr_has("nothing has changed");
    // Back to one.
    place.run("index a/north --prune").status(0).stderr_has("ids have changed");
    assert_eq!(ids(&place, "index"), ["one", "r.txt", "sub/s.txt"]);
    place.run("verify").status(0);
    place.prove();
}

#[test]
fn copies_follow_when_ids_change() {
    let text = "The panel met twice and heard of drift in nine of the plans that it saw. ".repeat(12);
    let place = Place::new()
        .file("a/one.txt", &text)
        .file("a/two.txt", &text)
        .file("b/other.txt", "Another matter altogether.\n");
    place.run("index a").status(0);
    place.run("reports --duplicates").status(0).stdout_has("two.txt");
    place.run("index b").status(0);
    place.run("reports --duplicates").status(0).stdout_has("a/one.txt");
    place.run("verify").status(0);
    place.remove("a/one.txt");
    place.run("index").status(0);
    assert_eq!(ids(&place, "index"), ["a/two.txt", "b/other.txt"], "its copy takes its place");
    place.prove();
}

#[test]
fn a_moved_folder_is_followed_without_reading_it_again() {
    let place = two();
    place.run("index a/north b/south").status(0);
    fs::rename(place.path("a"), place.path("c")).unwrap();
    place.write("c/north/new.txt", "A new report on neglect.\n");
    place.run("index --moved a/north c/north").status(0).stderr_has("(1 file read, 3 unchanged)");
    assert_eq!(ids(&place, "index"), ["north/new.txt", "north/r.txt", "north/sub/s.txt", "south/r.txt"]);
    place.run("show north/r.txt#1 --source").status(0).stdout_has("c/north/r.txt");
    place.run("status").status(0).stdout_has("b/south, c/north");
    place.run("verify").status(0);
    place.prove();
    place.run("index").status(0).stderr_has("nothing has changed");
    // The folder's own name may change too.
    fs::rename(place.path("c/north"), place.path("far")).unwrap();
    let said = "(north/new.txt is now far/new.txt)";
    place.run("index --moved c/north far").status(0).stderr_has(said).stderr_has("(0 files read, 4 unchanged)");
    assert_eq!(ids(&place, "index")[0], "far/new.txt");
    place.run("search northern").status(0);
    place.prove();
}

#[test]
fn what_was_not_moved_is_an_error_that_changes_nothing() {
    let place = two().file("none/x.txt", "Nothing of the north.\n");
    place.run("index a/north b/south").status(0);
    let before = ids(&place, "index");
    for (moved, said) in [
        ("elsewhere none", "elsewhere is not a folder of the index: these are a/north, b/south"),
        ("a/north b/south", "b/south is already a folder of the index"),
        ("a/north nowhere", "nowhere: no such file or directory"),
        ("a/north none", "none holds none of the 2 files of a/north"),
    ] {
        place.run(&format!("index --moved {moved}")).status(2).stderr_has(said);
        assert_eq!(ids(&place, "index"), before);
    }
}

#[test]
fn a_root_that_seems_to_have_moved_is_said_before_anything_is_done() {
    let place = two();
    place.run("index a/north").status(0);
    fs::rename(place.path("a/north"), place.path("a/arctic")).unwrap();
    let said = "a/north is gone, and a/arctic has 2 of its 2 files: it seems to have moved; `findings index --moved a/north a/arctic` follows it";
    place.run("index a/arctic").status(2).stderr_has(said);
    assert_eq!(ids(&place, "index"), ["r.txt", "sub/s.txt"]);
    place.run("index").status(2).stderr_has("`findings index --moved a/north NEW`");
    place.run("index --moved a/north a/arctic").status(0).stderr_has("(0 files read, 2 unchanged)");
    place.run("index").status(0);
    // Other files of the same names are another folder.
    let place = two();
    place.run("index a/north").status(0);
    fs::remove_dir_all(place.path("a")).unwrap();
    place.run("index b/south").status(0);
}

#[test]
fn a_folder_without_reports_is_said_and_is_not_a_success() {
    let place = two().file("wrong/table.xlsx.bak", "1\n");
    fs::create_dir(place.path("empty")).unwrap();
    for (folder, status) in [("empty", 1), ("wrong", 3)] {
        let said = format!("{folder}: no file here has an ending that is read (.pdf, .docx, ");
        place
            .run(&format!("index {folder} --index {folder}-index"))
            .status(status)
            .stderr_has(&said)
            .stderr_has(".txt");
    }
    place.run("index a/north empty").status(3).stderr_has("empty: no file here has an ending that is read");
}

#[test]
fn a_folder_may_move_to_where_another_was() {
    let place = two();
    place.run("index a/north b/south").status(0);
    fs::rename(place.path("a/north"), place.path("b/new")).unwrap();
    fs::rename(place.path("b/south"), place.path("a/north")).unwrap();
    place
        .run("index --moved a/north b/new --moved b/south a/north")
        .status(0)
        .stderr_has("(0 files read, 3 unchanged)");
    assert_eq!(ids(&place, "index"), ["new/r.txt", "new/sub/s.txt", "north/r.txt"]);
    place.run("show north/r.txt#1").status(0).stdout_has("southern plans");
    place.run("show new/r.txt#1").status(0).stdout_has("northern plans");
    place.run("verify").status(0);
    place.prove();
    place.run("index").status(0).stderr_has("nothing has changed");
}

#[test]
fn roots_may_be_given_twice_and_in_any_order() {
    let place = two();
    place.run("index --prune a/north a/north").status(0);
    assert_eq!(ids(&place, "index"), ["r.txt", "sub/s.txt"], "one folder, whose name ids do not need");
    place.run("index --prune a/north a/north/").status(0).stderr_has("nothing has changed");
    place.run("index --prune b/south a/north").status(0);
    let expected = ["north/r.txt", "north/sub/s.txt", "south/r.txt"];
    assert_eq!(ids(&place, "index"), expected);
    for roots in ["a/north b/south", "b/south a/north", "b/south a/north b/south"] {
        place.run(&format!("index --prune {roots}")).status(0).stderr_has("nothing has changed");
        assert_eq!(ids(&place, "index"), expected, "{roots}");
    }
}

#[test]
fn a_root_counts_once_however_its_path_is_spelt() {
    let place = two();
    let whole = place.path("a/north").display().to_string();
    place
        .run(&format!("index a/north ./a/north a/../a/north {whole}"))
        .status(0)
        .stderr_has("(2 files read, 0 unchanged)");
    assert_eq!(ids(&place, "index"), ["r.txt", "sub/s.txt"]);
    place.run("index ./a/north").status(0).stderr_has("nothing has changed");
    place.run(&format!("index --prune {whole}")).status(0).stderr_has("nothing has changed");
}

/// Two folders, each with a folder `src` of its own, and an index of that of the first.
fn made_in_one() -> Place {
    let place = Place::new()
        .file("one/src/r.txt", "Drift was seen in one plan.\n")
        .file("two/src/r.txt", "Delay was seen in two plans.\n");
    place.findings("index src --index ../index").within(place.path("one")).run().status(0);
    place
}

#[test]
fn relative_folders_are_found_from_elsewhere() {
    let place = made_in_one();
    let there = place.path("one/src/r.txt").canonicalize().unwrap().display().to_string();
    for folder in ["two", "."] {
        let run = |line: &str| {
            place
                .findings(&format!("{line} --index {}", place.path("index").display()))
                .within(place.path(folder))
                .run()
        };
        run("search drift").status(0).stderr_lacks("changed").stderr_lacks("gone");
        run("show r.txt#1 --source").status(0).stdout_has("seen in one plan").stdout_has(&there);
        run("search drift --files-with-matches").status(0).stdout(&format!("{there}\n"));
        run("status").status(0).stdout_lacks("gone");
    }
    place.write("one/src/r.txt", "Drift was seen in one plan, and then in another.\n");
    let run = place.findings("search drift --index ../index").within(place.path("two")).run();
    run.status(0).stderr_has("1 file has changed");
}

#[test]
fn folders_of_the_same_name_elsewhere_are_not_read_in_their_place() {
    let place = made_in_one();
    let one = place.path("one").canonicalize().unwrap().display().to_string();
    let run = |line: &str| place.findings(line).within(place.path("two")).run();
    for line in ["index", "index src", "index --prune", "index --rebuild"] {
        run(&format!("{line} --index ../index")).status(2).stderr_has(&format!("the index was made in {one}"));
    }
    run("verify --index ../index").status(3).stdout_has(&one);
    run("search drift --index ../index").status(0);
    run("search delay --index ../index").status(1);
    place
        .findings("index --index ../index")
        .within(place.path("one"))
        .run()
        .status(0)
        .stderr_has("nothing has changed");
    run("index src --rebuild --index ../index").status(0);
    run("search delay --index ../index").status(0);
    let stored = fs::read_dir(place.path("index/segments")).unwrap().flatten().map(|file| file.path());
    let stored = stored.filter(|path| path.extension().is_some_and(|ending| ending == "store"));
    stored.for_each(|path| fs::write(path, "damaged").unwrap());
    let two = place.path("two").canonicalize().unwrap().display().to_string();
    let repair = place.findings("verify --repair --index ../index").within(place.path("one")).run();
    repair.status(2).stderr_has(&format!("the index was made in {two}"));
    run("verify --repair --index ../index").status(0);
}

#[test]
fn an_index_inside_of_the_folder_it_was_made_in_moves_with_it() {
    let place = two();
    place.run("index a --index a/index").status(0);
    let place = place.file("c/placeholder.txt", "nothing\n");
    fs::create_dir(place.path("d")).unwrap();
    for name in ["a", "b", "c"] {
        fs::rename(place.path(name), place.path("d").join(name)).unwrap();
    }
    let run = |line: &str| place.findings(line).within(place.path("d")).run();
    run("search drift --index a/index").status(0).stderr_lacks("gone");
    run("index --index a/index").status(0).stderr_has("(0 files read, 2 unchanged)");
    place.run("search drift --index d/a/index").status(0).stderr_lacks("gone");
}
