//! `findings open`, `search --open` and the format of editors: the file at the place of a passage.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::process::Command;
use std::thread;
use std::time::{Duration, Instant};

use crate::reports::unread;
use crate::support::{LONGEST_RUN, Place, Run, wait};

/// A place with programs that write down what they were given, an argument a line.
fn place(programs: &[&str]) -> Place {
    let place =
        unread().file("corpus/visit.docx.txt", "A first line.\n\nDrift \u{2014} and “neglect” `x` $(touch gone).\n");
    for program in programs {
        let script = "#!/bin/sh\nfor argument; do printf '%s\\n' \"$argument\"; done > seen.new && mv seen.new seen\n";
        place.write(format!("bin/{program}"), script);
        let executable = fs::Permissions::from_mode(0o755);
        fs::set_permissions(place.path(format!("bin/{program}")), executable).expect("it was just written");
    }
    place.indexed()
}

/// A run that knows no programs but those of the place.
fn run(place: &Place, line: &str) -> Run {
    let path = format!("{}:/usr/bin:/bin", place.path("bin").display());
    let mut run = place.findings(line).env("PATH", path).env("DISPLAY", ":9");
    for name in ["EDITOR", "VISUAL", "BROWSER", "FINDINGS_OPEN"] {
        run = run.env(name, "");
    }
    run
}

#[track_caller]
fn seen(place: &Place) -> Vec<String> {
    let seen = fs::read_to_string(place.path("seen")).expect("a viewer was started");
    fs::remove_file(place.path("seen")).expect("it is there");
    let here = fs::canonicalize(place.path(".")).expect("it is there");
    seen.lines()
        .map(|line| line.replace(&*here.to_string_lossy(), "HERE").replace(&*place.path("").to_string_lossy(), "HERE/"))
        .collect()
}

#[test]
fn a_text_opens_in_the_editor_at_the_line_of_the_passage() {
    let place = place(&["myvi"]);
    let at = "HERE/corpus/ashcombe/inspection-2019.txt";
    let opened = run(&place, "open ashcombe/inspection-2019.txt#10").env("EDITOR", "myvi -R").run().status(0);
    opened.stdout("").stderr_has("opening corpus/ashcombe/inspection-2019.txt at line 24 with myvi");
    assert_eq!(seen(&place), ["-R", "+24", at]);
    // The second line of its passage has the word.
    run(&place, "search nearly --open 1 -q").env("VISUAL", "myvi").run().status(0).stderr("");
    assert_eq!(seen(&place), ["+22", at]);
    run(&place, "search drift --sort report --open 2").env("EDITOR", "myvi").run().status(0);
    assert_eq!(seen(&place), ["+3", "HERE/corpus/visit.docx.txt"]);
    let short = place.run("show letter.txt --format json").json_lines()[0]["short_id"].as_str().unwrap().to_owned();
    run(&place, &format!("open {short}#2")).env("EDITOR", "myvi").run().status(0);
    assert_eq!(seen(&place), ["+3", "HERE/corpus/letter.txt"]);
}

#[test]
fn a_command_of_ones_own_gets_the_place_in_arguments_and_no_shell() {
    let place = place(&["viewer"]);
    let own = "viewer --at={page}:{line} '{words}' x{words} {path} ; $(touch gone)";
    run(&place, "search neglect visit --report visit.docx.txt --any --open 1")
        .env("FINDINGS_OPEN", own)
        .run()
        .status(0);
    let arguments = seen(&place);
    assert_eq!(arguments[0], "--at=1:3");
    assert_eq!(arguments[1..3], ["neglect", "xneglect"]);
    assert_eq!(arguments[3..], ["HERE/corpus/visit.docx.txt", ";", "$(touch", "gone)"]);
    run(&place, "open visit.docx.txt#2").env("FINDINGS_OPEN", "viewer {words}").run().status(0);
    assert_eq!(seen(&place), ["Drift — and “neglect”", "HERE/corpus/visit.docx.txt"]);
    assert!(!place.path("gone").exists());
}

#[test]
fn of_a_loosened_search_the_hit_that_is_shown_is_opened() {
    let place = place(&["myvi"]);
    let query = "'scarce neglect monthly'";
    place.run(&format!("search {query} --all-words")).status(1);
    let hits = place.run(&format!("search {query} --format json")).status(0).json()["hits"].as_array().unwrap().clone();
    assert!(hits.len() > 1, "{hits:?}");
    for (at, hit) in hits.iter().enumerate() {
        let line = format!("search {query} --open {}", at + 1);
        let opened = run(&place, &line).env("EDITOR", "myvi").run().status(0);
        opened.stderr_has("no passage has all of the words as typed; the nearest have most of").stderr_has("opening ");
        let path = format!("HERE/{}", hit["path"].as_str().unwrap());
        assert_eq!(seen(&place).last(), Some(&path), "{hit}");
    }
    let all_words = format!("search {query} --all-words --open 1");
    run(&place, &all_words).env("EDITOR", "myvi").run().status(2).stderr_has("there is no hit 1");
}

#[test]
fn an_interrupt_is_for_the_viewer_in_the_terminal() {
    let place = place(&["viewer"]);
    place.write(
        "bin/viewer",
        "#!/bin/sh\ntrap 'sleep 0.2; echo closed > closed; exit 0' INT\necho > open\nwhile :; do sleep 0.05; done\n",
    );
    let mut opening = run(&place, "open letter.txt#1").env("FINDINGS_OPEN", "viewer").in_a_group();
    let mut child = opening.start();
    let since = Instant::now();
    while !place.path("open").exists() {
        assert!(since.elapsed() < LONGEST_RUN, "the viewer was not started");
        thread::sleep(Duration::from_millis(5));
    }
    let interrupt = Command::new("sh").arg("-c").arg(format!("kill -s INT -- -{}", child.id())).status();
    assert!(interrupt.is_ok_and(|status| status.success()));
    assert_eq!(wait(&mut child, LONGEST_RUN), Some(0));
    assert!(place.path("closed").exists(), "the viewer was left behind");
}

#[test]
fn what_cannot_be_opened_is_an_error() {
    let place = place(&["failing"]);
    place.write("bin/failing", "#!/bin/sh\nexit 3\n");
    run(&place, "open nothing.txt").run().status(2).stderr_has("no report nothing.txt");
    run(&place, "open letter.txt#9").run().status(2).stderr_has("letter.txt has passages 1 to 2");
    run(&place, "search drift --open 99").run().status(2).stderr_has("there is no hit 99");
    run(&place, "search drift --open 0").run().status(2);
    run(&place, "open letter.txt#1").env("FINDINGS_OPEN", "/no/viewer").run().status(2).stderr_has("cannot be started");
    run(&place, "open letter.txt#1").env("EDITOR", "failing").run().status(2).stderr_has("failing failed");
    run(&place, "open letter.txt#1").env("FINDINGS_OPEN", "x 'y").run().status(2).stderr_has("is not closed");
    place.remove("corpus/letter.txt");
    run(&place, "open letter.txt#1").env("EDITOR", "failing").run().status(2).stderr_has("not there any more");
}

#[test]
fn an_editor_finds_every_hit_at_its_line_and_column() {
    let place = place(&[]);
    place.write(
        "corpus/deep.txt",
        "Title of it\r\n\r\nOne thing is here and goes on\r\nwith a zebra and a zebra crossing.\r\n",
    );
    place.run("index").status(0);
    let out = place.run("search zebra --format vimgrep").status(0);
    out.stdout("corpus/deep.txt:4:8:One thing is here and goes on with a zebra and a zebra crossing.\n");
    let out = place.run("search '\"zebra crossing\"' --format vimgrep").status(0);
    out.stdout_has("corpus/deep.txt:4:20:");
    for line in place.run("search '*' --all --format vimgrep").out().lines() {
        let [path, line, column, text] = line.splitn(4, ':').collect::<Vec<_>>()[..] else { panic!("{line}") };
        let file = fs::read_to_string(place.path(path)).expect("it is a file here");
        let (line, column): (usize, usize) = (line.parse().unwrap(), column.parse().unwrap());
        let there = file.lines().nth(line - 1).expect("there is such a line").get(column - 1..).unwrap_or_default();
        let word = text.split(' ').next().unwrap_or_default();
        assert!(there.contains(word), "{path}:{line}:{column}: {there:?} has no {word:?}");
    }
}
