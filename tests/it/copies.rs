//! One report in several files is one report, whatever the order in which the files come and go.

use std::fmt::Write as _;
use std::fs;
use std::io::{BufRead, BufReader};
use std::process::Child;
use std::sync::mpsc::{Receiver, channel};
use std::thread;

use crate::support::{LONGEST_RUN, Place};

/// A letter of some length about one authority; every word of it is invented.
fn letter(authority: &str, date: &str) -> Vec<String> {
    let mut paragraphs = vec![format!("{authority} children’s services: monitoring visit"), date.to_owned()];
    for at in 1..=40 {
        let mut text = format!("{at}. Drift of the kind {} was seen in team {}.", at * 7 % 31, at * 11 % 17);
        let _ = write!(text, " Managers of ward {} read {} plans about the quay.", at * 5 % 23, at * 3 % 13);
        paragraphs.push(text);
    }
    paragraphs
}

fn as_text(paragraphs: &[String]) -> String {
    paragraphs.join("\n\n") + "\n"
}

fn as_page(paragraphs: &[String]) -> String {
    let body: String = paragraphs.iter().map(|paragraph| format!("<p>{}</p>\n", paragraph.replace('’', "'"))).collect();
    format!("<!doctype html><title>A letter</title><body><nav>Home</nav><main>{body}</main></body>")
}

/// Three files of one letter, one of them with a word more, and one of another authority.
fn place() -> Place {
    let own = letter("Eastmere", "12 March 2019");
    let mut longer = own.clone();
    longer[7].push_str(" Nobody objected.");
    Place::new()
        .file("corpus/a/letter.html", as_page(&longer))
        .file("corpus/b/letter.txt", as_text(&own))
        .file("corpus/c/again.txt", as_text(&own).replace("\n\n", "\n\n\n"))
        .file("corpus/d/other.txt", as_text(&letter("Saltby", "12 March 2019")))
}

#[track_caller]
fn copies(place: &Place) -> Vec<(String, String, bool)> {
    let listed = place.run("reports --duplicates --format json -q").json();
    let text = |value: &serde_json::Value| value.as_str().expect("a text").to_owned();
    let rows = listed["copies"].as_array().expect("a list").iter();
    rows.map(|row| (text(&row["report"]), text(&row["copy"]), row["exact"] == true)).collect()
}

fn copy(report: &str, copy: &str, exact: bool) -> (String, String, bool) {
    (report.to_owned(), copy.to_owned(), exact)
}

#[test]
fn a_report_in_three_files_is_one_report() {
    let place = place();
    place
        .run("index")
        .status(0)
        .stderr("2 reports of 2 authorities, 84 passages (4 files read, 0 unchanged, 2 copies left out)\n");
    let found = place.run("search 'plans about the quay' --unit report --format jsonl --sort report").status(0);
    assert_eq!(found.reports(), ["a/letter.html", "d/other.txt"]);
    let listed = [copy("a/letter.html", "b/letter.txt", false), copy("a/letter.html", "c/again.txt", false)];
    assert_eq!(copies(&place), listed);
    place.run("reports --duplicates").status(0).stdout(
        "corpus/a/letter.html\n    corpus/b/letter.txt (nearly the same words, in another format)\n    \
         corpus/c/again.txt (nearly the same words, in another format)\n",
    );
    place.run("reports --duplicates --format csv").stdout_has("report,path,copy,copy_path,exact\n");
    place
        .run("show b/letter.txt#3")
        .status(2)
        .stderr_has("b/letter.txt is a copy of a/letter.html: `findings show a/letter.html`");
    place.run("status").status(0).stdout_has("copies       2 (`findings reports --duplicates` lists them)\n");
    place.run("index").status(0).stderr("nothing has changed: 2 reports in 4 files\n");

    place.run("index --keep-duplicates").status(0).stderr_has("4 reports of 2 authorities");
    assert_eq!(copies(&place), []);
    place.run("index").status(0).stderr("nothing has changed: 4 reports in 4 files\n");
    place.run("index --rebuild corpus").status(0).stderr_has("2 copies left out");
}

#[test]
fn whatever_comes_and_goes_the_index_is_as_if_made_anew() {
    let place = place();
    place.run("index").status(0);
    let own = as_text(&letter("Eastmere", "12 March 2019"));
    let steps: [(&str, Option<&str>); 7] = [
        ("a/letter.html", None),
        ("a/first.txt", Some(&own)),
        ("c/again.txt", None),
        ("b/letter.txt", Some("A new text about the quay, and not a long one.\n")),
        ("a/first.txt", None),
        ("z/last.txt", Some(&own)),
        ("b/letter.txt", Some(&own)),
    ];
    for (at, (path, content)) in steps.into_iter().enumerate() {
        match content {
            Some(content) => place.write(format!("corpus/{path}"), content),
            None => place.remove(&format!("corpus/{path}")),
        }
        place.run("index").status(0);
        place.run("index corpus --index anew --rebuild").status(0);
        let of = |index: &str| {
            let reports = place.run(&format!("reports --format jsonl --index {index}")).out().to_owned();
            let hits = place.run(&format!("search quay --all --format jsonl --index {index}")).out().to_owned();
            let copies = place.run(&format!("reports --duplicates --format jsonl --index {index}")).out().to_owned();
            [reports, hits, copies]
        };
        assert_eq!(of("index"), of("anew"), "after step {at}: {path}");
    }
}

#[test]
fn a_version_and_a_report_of_another_are_no_copies() {
    let own = letter("Eastmere", "12 March 2019");
    let mut version = own.clone();
    version[9].push_str(" This was corrected.");
    let place = Place::new()
        .file("corpus/draft.txt", as_text(&own))
        .file("corpus/final.txt", as_text(&version))
        .file("corpus/given.html", as_page(&own))
        .file("corpus/metadata.csv", "path,authority\ngiven.html,Saltby\n")
        .file("corpus/records.jsonl", "{\"id\":\"r1\",\"text\":\"Drift.\"}\n{\"id\":\"r2\",\"text\":\"Drift.\"}\n");
    place.run("index").status(0).stderr_has("5 reports of 2 authorities");
    assert_eq!(copies(&place), []);
}

#[test]
fn a_dry_run_tells_and_does_nothing() {
    let place = place();
    place
        .run("index --dry-run corpus")
        .status(0)
        .stdout_has("new    corpus/a/letter.html\n")
        .stderr_has("would read 4 files");
    assert!(!place.path("index/segments").exists(), "nothing was made");
    place.run("index").status(0);
    place.write("corpus/d/other.txt", "Another quay.\n");
    place.remove("corpus/b/letter.txt");
    let told = place.run("index --dry-run").status(0);
    told.stdout("gone   corpus/b/letter.txt\nagain  corpus/d/other.txt\n");
    place
        .run("search 'another quay' --all-words")
        .status(1)
        .stderr_has("files have changed since indexing: 1 file has changed, 1 file has gone");
    place.run("index").status(0);
    place.run("search 'another quay' --all-words").status(0);
}

#[test]
fn prune_takes_out_what_is_gone_or_not_named() {
    let place = place().file("other/note.txt", "A note on the quay.\n");
    place.run("index corpus other").status(0);
    fs::rename(place.path("other"), place.path("away")).expect("it can be moved");
    place.run("index").status(2).stderr_has("`findings index --prune` removes what is gone for good");
    place.run("search note").status(0);
    place.run("index --prune").status(0).stderr_has("1 gone");
    place.run("search note").status(1);
    place.run("index").status(0).stderr_has("nothing has changed");
    place.run("index away --prune").status(0).stderr_has("1 report of 0 authorities");
    place.run("status").status(0).stdout_has("sources      away\n");
}

/// A process that is ended when the test is done, and the lines that it prints.
struct Watching {
    process: Child,
    lines: Receiver<String>,
}

impl Watching {
    fn begin(place: &Place) -> Watching {
        let mut process = place.findings("index corpus --watch").start();
        let (tell, lines) = channel();
        let errors = process.stderr.take().expect("a pipe");
        let told = tell.clone();
        thread::spawn(move || {
            BufReader::new(errors).lines().map_while(Result::ok).try_for_each(|line| told.send(line))
        });
        let out = process.stdout.take().expect("a pipe");
        thread::spawn(move || BufReader::new(out).lines().map_while(Result::ok).try_for_each(|line| tell.send(line)));
        Watching { process, lines }
    }

    #[track_caller]
    fn until(&self, wanted: &str) -> String {
        let mut seen = Vec::new();
        while let Ok(line) = self.lines.recv_timeout(LONGEST_RUN) {
            if line.contains(wanted) {
                return line;
            }
            seen.push(line);
        }
        panic!("no line has {wanted:?}: {seen:?}");
    }
}

impl Drop for Watching {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

#[test]
fn a_watched_folder_is_kept_up_with() {
    let place = place();
    let watching = Watching::begin(&place);
    watching.until("watching corpus");
    place.write("corpus/new/note.txt", "A lantern on the quay.\n");
    let line = watching.until("new    corpus/new/note.txt");
    let (time, _) = line.split_once("  ").expect("a time comes first");
    assert!(time.len() == 25 && time.as_bytes()[10] == b'T' && time.as_bytes()[19..].contains(&b':'), "{line}");
    place.run("search lantern").status(0);
    // As editors do: another file takes the place of the old one.
    place.write("corpus/new/.note.txt.part", "A beacon on the quay.\n");
    fs::rename(place.path("corpus/new/.note.txt.part"), place.path("corpus/new/note.txt")).expect("it can be moved");
    watching.until("again  corpus/new/note.txt");
    place.run("search beacon").status(0);
    place.remove("corpus/new/note.txt");
    watching.until("gone   corpus/new/note.txt");
    place.run("search beacon").status(1);
    // A disk that goes away and comes back.
    fs::rename(place.path("corpus"), place.path("away")).expect("it can be moved");
    watching.until("corpus: no such file or directory");
    place.run("search 'plans about the quay'").status(0);
    place.write("away/back.txt", "A buoy.\n");
    fs::rename(place.path("away"), place.path("corpus")).expect("it can be moved");
    watching.until("new    corpus/back.txt");
    place.run("search buoy").status(0);
}
