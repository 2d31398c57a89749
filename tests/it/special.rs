//! Links by which there are many ways to a folder, things that are no regular files wherever a file is expected, ids
//! that many records share, and more threads than anybody has cores: all of it ends, and what is passed over is said.

use std::fs;
use std::io::Write;
use std::os::unix::fs::symlink;
use std::os::unix::net::UnixListener;
use std::process::Command;
use std::thread;

use crate::support::{ALL_UNKNOWN, Outcome, Place};

/// A pipe that nobody writes to.
fn pipe(place: &Place, path: &str) {
    let made = Command::new("mkfifo").arg(place.path(path)).status().expect("mkfifo is part of every system");
    assert!(made.success(), "{path}");
}

fn link(place: &Place, target: &str, path: &str) {
    symlink(target, place.path(path)).expect("a link can be made");
}

/// The reports of an index, in order.
fn reports(place: &Place) -> Vec<String> {
    place.run("reports --format jsonl").status(0).ids()
}

/// Fourteen folders, in each a report and two links to the next folder: 16,384 ways to the last of them.
fn many_ways(place: &Place, folder: &str) {
    for number in 0..14 {
        let report =
            format!("Drift is seen in plan number {number}, and nobody said so in {}.\n", "ab".repeat(number + 1));
        place.write(format!("{folder}/f{number:02}/report.txt"), report);
        for name in ["a", "b"] {
            link(place, &format!("../f{:02}", (number + 1) % 14), &format!("{folder}/f{number:02}/{name}"));
        }
    }
}

#[test]
fn a_folder_that_many_links_lead_to_is_entered_once() {
    // Where the folders stand in the corpus themselves, each has its own path.
    let place = Place::new();
    many_ways(&place, "corpus");
    let said = format!("14 reports of 0 authorities, 14 passages (14 files read, 0 unchanged)\n{ALL_UNKNOWN}");
    place.run("index").status(0).stderr(&said);
    let own: Vec<String> = (0..14).map(|number| format!("f{number:02}/report.txt")).collect();
    assert_eq!(reports(&place), own);
    place.run("status").status(0).stdout_has("up to date ");

    // Where only links lead there, the way is by the first ones; the last leads back to where it began.
    let place = Place::new();
    many_ways(&place, "elsewhere");
    fs::create_dir(place.path("corpus")).unwrap();
    link(&place, "../elsewhere/f00", "corpus/start");
    let last = format!("corpus/start{}", "/a".repeat(13));
    let back = |name: &str| format!("{last}/{name}: the folder leads back to corpus/start: not followed\n");
    let said = said.replace("14 files read", "14 files read, 2 failed");
    place.run("index").status(3).stderr(&format!("{}{}{said}", back("a"), back("b")));
    let by_links: Vec<String> = (0..14).map(|number| format!("start{}/report.txt", "/a".repeat(number))).collect();
    let mut found = reports(&place);
    found.sort_by_key(String::len);
    assert_eq!(found, by_links);
}

#[test]
fn which_way_to_a_folder_counts_does_not_depend_on_the_order_of_entries() {
    for names in [["a-link", "z-link", "m-own"], ["m-own", "z-link", "a-link"], ["z-link", "a-link", "m-own"]] {
        let place = Place::new().file("elsewhere/deep/two.txt", "Drift elsewhere, in the second plan.\n");
        fs::create_dir(place.path("corpus")).unwrap();
        for name in names {
            match name {
                "m-own" => place.write("corpus/m-own/one.txt", "Drift in a folder of its own.\n"),
                "a-link" => link(&place, "m-own", "corpus/a-link"),
                other => link(&place, "../elsewhere", &format!("corpus/{other}")),
            }
        }
        link(&place, "../../elsewhere/deep", "corpus/m-own/link");
        link(&place, "../elsewhere", "corpus/zz-link");
        place.run("index").status(0);
        assert_eq!(reports(&place), ["m-own/link/two.txt", "m-own/one.txt"], "{names:?}");
        place.run("status").status(0).stdout_has("up to date ");
        place.run("verify").status(0);
    }
}

#[test]
fn a_link_to_a_file_is_a_copy_of_it() {
    let place = Place::new().file("corpus/own.txt", "Drift in a file of its own.\n");
    link(&place, "own.txt", "corpus/latest.txt");
    place.run("index").status(0).stderr_has("1 copy left out");
    assert_eq!(reports(&place), ["latest.txt"]);
    place.run("reports --duplicates").status(0).stdout_has("own.txt");
}

#[test]
fn a_sidecar_that_is_no_regular_file_is_said_and_passed_over() {
    let place = Place::new();
    for folder in ["pipe", "socket", "device", "folder", "good"] {
        place.write(format!("corpus/{folder}/letter.txt"), format!("Drift in the plan of the {folder}.\n"));
    }
    place.write("corpus/good/metadata.csv", "path,authority\nletter.txt,Wexcombe\nnone.txt,Wexcombe\n");
    pipe(&place, "corpus/pipe/metadata.csv");
    let _socket = UnixListener::bind(place.path("corpus/socket/metadata.toml")).expect("a socket can be made");
    link(&place, "/dev/zero", "corpus/device/metadata.csv");
    fs::create_dir(place.path("corpus/folder/metadata.csv")).unwrap();
    let expected = [
        ("corpus/device/metadata.csv", "not a regular file: not read"),
        ("corpus/folder/metadata.csv", "a folder"),
        ("corpus/good/metadata.csv", "there is no file none.txt"),
        ("corpus/pipe/metadata.csv", "not a regular file: not read"),
        ("corpus/socket/metadata.toml", "not a regular file: not read"),
    ];
    for line in ["index", "index", "index --rebuild"] {
        let outcome = place.run(line).status(3);
        let is_known = outcome.err().contains("no new problem; 5 known since ");
        let lines = if is_known { 2 } else { expected.len() + 1 };
        let said = outcome.err().lines().filter(|line| !line.starts_with("no report has a known "));
        assert_eq!(said.count(), lines, "{}", outcome.shown());
        for (path, what) in expected.into_iter().filter(|_| !is_known) {
            assert!(outcome.err().contains(&format!("{path}: {what}")), "{path}\n{}", outcome.shown());
        }
    }
    let status = place.run("status --format json").status(3).json();
    let mut listed: Vec<&str> =
        status["problems"].as_array().unwrap().iter().map(|p| p["file"].as_str().unwrap()).collect();
    listed.sort_unstable();
    assert_eq!(listed, expected.map(|(path, _)| path));
    assert_eq!(reports(&place).len(), 5);
    place.run("search authority:Wexcombe --format trec -q").status(0).stdout_has("good/letter.txt#1");
    place.run("inspect corpus/pipe/letter.txt").status(0);
    place.run("search drift -q").status(0);
    place.run("verify").status(0);
}

#[test]
fn nothing_waits_for_a_pipe_that_is_named() {
    let place = Place::new().file("corpus/letter.txt", "Drift in the plan.\n").indexed();
    pipe(&place, "pipe.txt");
    let refused = "pipe.txt: not a regular file: not read";
    place.run("index pipe.txt --index other").status(3).stderr_has(refused);
    for line in ["inspect pipe.txt", "index corpus --kinds pipe.txt --index other"] {
        place.run(line).status(2).stderr_has(refused);
    }
    for line in ["search drift --match variants --lexicon pipe.txt", "lexicon check pipe.txt"] {
        place.run(line).status(2).stderr_has(refused);
    }
    let batch = "batch --match variants --lexicon pipe.txt --output out.jsonl";
    place.findings(batch).stdin("drift\n").run().status(2).stderr_has(refused);
    // Only the default place of a lexicon is looked at without being asked for.
    pipe(&place, "lexicon.toml");
    place.run("search drift --match variants -q").status(0);

    // What could be read once is kept, and its source is not waited for.
    place.remove("corpus/letter.txt");
    pipe(&place, "corpus/letter.txt");
    place.run("show letter.txt#1 --source").status(2).stderr_has("corpus/letter.txt: the source cannot be read");
    place.run("status").status(3).stdout_has("1 file has changed");
    place.run("index").status(3).stderr_has("corpus/letter.txt: it cannot be read now");
    place.run("search drift -q").status(0);
}

#[test]
fn queries_and_runs_may_come_from_a_pipe() {
    let place = Place::new().file("corpus/letter.txt", "Drift in the plan.\n").indexed();
    let through = |name: &str, text: &str, line: &str| -> Outcome {
        pipe(&place, name);
        let (at, text) = (place.path(name), text.to_owned());
        // It is not waited for: where nobody reads, it has no end.
        thread::spawn(move || {
            let mut pipe = fs::OpenOptions::new().write(true).open(at).expect("somebody reads");
            let _ = pipe.write_all(text.as_bytes());
        });
        place.run(line)
    };
    let found = through("queries", "drift\nplan\n", "batch queries -q").status(0);
    assert_eq!(found.json_lines().len(), 2);
    place.write("qrels", "1 0 letter.txt#1 1\n2 0 letter.txt#1 1\n");
    through("run", "1 Q0 letter.txt#1 1 2.5 x\n2 Q0 letter.txt#1 1 2.5 x\n", "evaluate --qrels qrels run").status(0);
    // Where the lines of a query are scattered a run is read twice, which a pipe cannot be.
    let scattered = "1 Q0 letter.txt#1 1 2.5 x\n2 Q0 letter.txt#1 1 2.5 x\n1 Q0 letter.txt#2 2 1.5 x\n";
    place.write("scattered", scattered);
    place.run("evaluate --qrels qrels scattered").status(0);
    through("scattered-pipe", scattered, "evaluate --qrels qrels scattered-pipe")
        .status(2)
        .stderr_has("query 1 was above already");
}

#[cfg(target_os = "linux")]
#[test]
fn file_systems_of_the_kernel_are_not_entered() {
    let place = Place::new().file("corpus/letter.txt", "Drift in the plan.\n");
    for root in ["/proc", "/sys", "/proc/self/task", "/proc/version"] {
        let outcome = place.run(&format!("index {root} --index other")).status(2);
        assert!(
            outcome.err().starts_with(&format!("findings: {root}: of a file system of the kernel's")),
            "{}",
            outcome.shown()
        );
        assert_eq!(outcome.err().lines().count(), 1);
    }
    link(&place, "/proc", "corpus/processes");
    link(&place, "/proc/self/maps", "corpus/maps.txt");
    link(&place, "/proc/kmsg", "corpus/metadata.csv");
    let outcome = place.run("index").status(3);
    for path in ["corpus/processes", "corpus/maps.txt", "corpus/metadata.csv"] {
        assert!(outcome.err().contains(&format!("{path}: ")), "{path}\n{}", outcome.shown());
    }
    assert_eq!(outcome.err().lines().count(), 4, "{}", outcome.shown());
    assert_eq!(reports(&place), ["letter.txt"]);
    let again = place.run("index").status(3);
    assert_eq!(again.err().lines().count(), 2, "{}", again.shown());
    place.run("inspect /proc/version").status(2).stderr_has("/proc/version: of a file system of the kernel's");
}

#[test]
fn records_that_share_an_id_are_said_once() {
    const MANY: usize = 20_000;
    let record = |id: &str| format!("{{\"id\":\"{id}\",\"text\":\"Drift.\"}}\n");
    let place = Place::new()
        .file("corpus/one.jsonl", record("same").repeat(MANY))
        .file("corpus/pairs.jsonl", (0..400).map(|number| record(&format!("p{}", number % 200))).collect::<String>())
        .file("corpus/two.jsonl", record("same").repeat(3));
    let outcome = place.run("index").status(3);
    let said: Vec<&str> = outcome.err().lines().filter(|line| !ALL_UNKNOWN.starts_with(line)).collect();
    let one = format!(
        "corpus/one.jsonl: the id same is in use already; {} reports get the ids corpus/one.jsonl, same-2 … same-{}",
        MANY - 1,
        MANY - 1
    );
    let two = format!(
        "corpus/two.jsonl: the id same is in use already; 3 reports get the ids corpus/two.jsonl, same-{MANY} and same-{}",
        MANY + 1
    );
    assert_eq!((said.len(), said[0], said[said.len() - 2]), (54, one.as_str(), two.as_str()), "{}", outcome.shown());
    assert_eq!(said[1], "corpus/pairs.jsonl: the id p0 is in use already; this report gets the id corpus/pairs.jsonl");
    assert_eq!(said[2], "corpus/pairs.jsonl: the id p1 is in use already; this report gets the id p1-2");
    assert_eq!(said[51], "corpus/pairs.jsonl: the ids of 150 more reports are in use already");
    place.run(&format!("show same-{}#1", MANY + 1)).status(0);
    // A file more that is read later goes on where those before it ended.
    place.write("corpus/zzz.jsonl", record("same").repeat(2));
    place.run("index").status(3).stderr_has(&format!("2 reports get the ids corpus/zzz.jsonl and same-{}\n", MANY + 2));
}

#[test]
fn what_is_said_of_bad_records_and_rows_has_an_end() {
    let rows =
        (0..5_000).fold("path,date\n".to_owned(), |rows, number| rows + &format!("none{number}.txt,2019\n,2020\n"));
    let place = Place::new().file("corpus/bad.jsonl", "{\n".repeat(5_000)).file("corpus/metadata.csv", rows);
    let outcome = place.run("index").status(3);
    let of = |start: &str| outcome.err().lines().filter(|line| line.starts_with(start)).collect::<Vec<_>>();
    for (file, parts) in [("corpus/bad.jsonl: ", 1), ("corpus/metadata.csv: ", 2)] {
        let said = of(file);
        assert_eq!(said.len(), parts * 51, "{}", outcome.shown());
        assert!(said[50].ends_with("and 4950 more"), "{}", said[50]);
    }
}

#[test]
fn what_is_said_of_very_many_files_has_an_end_and_status_lists_them_all() {
    let place = Place::new();
    for number in 0..1_203 {
        place.write(format!("corpus/{number:04}.txt"), "");
    }
    let outcome = place.run("index").status(3);
    let said: Vec<&str> = outcome.err().lines().collect();
    assert_eq!((said.len(), said[1_000]), (1_002, "and 203 more: `findings status` lists all"), "{}", outcome.shown());
    let status = place.run("status --format json").status(3).json();
    assert_eq!(status["problems"].as_array().map(Vec::len), Some(1_203));
}

#[test]
fn there_are_no_more_threads_than_the_cores_can_use() {
    let place = Place::new().file("corpus/letter.txt", "Drift in the plan.\n").file("queries", "drift\nplan\n");
    for line in ["index", "verify", "inspect corpus/letter.txt", "search drift", "batch queries"] {
        place.findings(line).env("RAYON_NUM_THREADS", "100000").run().status(0);
        place.findings(line).env("RAYON_RS_NUM_CPUS", "100000").run().status(0);
    }
    place.run("index --rebuild -j 100000").status(0).stderr_has("100000 threads are more than ");
    place.run("index --rebuild -j 100000 -q").status(0).stderr("");
    place.run("index --rebuild -j 3").status(0).stderr_lacks("threads");
    let many = std::thread::available_parallelism().is_ok_and(|cores| cores.get() >= 128);
    let outcome = place.run("batch queries -j 512").status(0);
    assert!(many || outcome.err().contains("512 threads are more than "), "{}", outcome.shown());
    assert_eq!(outcome.json_lines().len(), 2);
}
