//! Several roots in one index: the names that ids begin with, roots that were moved, and roots without reports.

use std::fs;

use crate::support::Place;

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
        .stderr("3 reports of 0 authorities, 3 passages (3 files read, 0 unchanged)\n");
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
    for folder in ["empty", "wrong"] {
        let said = format!("{folder}: no file here has an ending that is read (.pdf, .docx, ");
        place.run(&format!("index {folder} --index {folder}-index")).status(1).stderr_has(&said).stderr_has(".txt");
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
