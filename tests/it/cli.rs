//! The command line as a whole: how it ends, where the index is, what goes to which stream.

use std::io::{BufRead, BufReader, Read, Write};
use std::thread;

use crate::reports::{library, unread};
use crate::support::{COMMANDS, LONGEST_RUN, Place, wait};

#[test]
fn the_exit_status_tells_found_from_nothing_from_trouble() {
    let library = library();
    for (line, status) in [
        ("search return home", 0),
        ("search unheard-of", 1),
        ("search drift --authority Ashcombe", 1),
        ("search", 2),
        ("search drift --limit many", 2),
        ("search drift --format xml", 2),
        ("search drift --nonsense", 2),
        ("search drift --all --limit 3", 2),
        ("search drift --index nowhere", 2),
        ("search drift --date soon", 2),
        ("nonsense", 2),
        ("", 2),
        ("reports", 0),
        ("reports --missing date", 0),
        ("reports --missing date --authority Brindle", 1),
        ("reports --missing colour", 2),
        ("reports --authority Kent", 1),
        ("show letter.txt", 0),
        ("show letter.txt#3", 2),
        ("status", 0),
        ("inspect corpus/letter.txt", 0),
        ("inspect corpus/none.txt", 2),
        ("completions bash", 0),
        ("completions basic", 2),
        ("man", 0),
        ("--help", 0),
        ("search --help", 0),
        ("--version", 0),
    ] {
        let outcome = library.run(line).status(status);
        assert!(status < 2 || !outcome.err().is_empty(), "{line}: an error is said");
    }
}

#[test]
fn help_and_version_are_data() {
    let place = Place::new();
    let version = format!("findings {}\n", env!("CARGO_PKG_VERSION"));
    place.run("--version").status(0).stdout(&version).stderr("");
    place.run("-V").status(0).stdout(&version).stderr("");
    place.run("help").status(0).stdout_has("Usage: findings").stderr("");
    for command in COMMANDS {
        place.run("--help").status(0).stdout_has(&format!("\n  {command} "));
        place.run(&format!("{command} --help")).status(0).stdout_has(&format!("Usage: findings {command}")).stderr("");
        place.run(&format!("help {command}")).status(0).stdout_has(&format!("Usage: findings {command}")).stderr("");
    }
}

/// The words of a command line, of which some are between single quotation marks.
fn words(line: &str) -> Vec<String> {
    let pieces = line.split('\'').enumerate();
    let words = pieces.flat_map(|(at, piece)| match at % 2 {
        0 => piece.split_whitespace().collect(),
        _ => vec![piece],
    });
    words.map(str::to_owned).collect()
}

#[test]
fn each_command_has_examples_that_the_command_line_accepts() {
    let mut command = findings::inside::command();
    command.build();
    let is_shown = |below: &&clap::Command| !below.is_hide_set() && below.get_name() != "help";
    let shown: Vec<&clap::Command> = command.get_subcommands().filter(is_shown).collect();
    assert!(shown.len() > 10);
    for below in shown {
        let about = below.get_about().expect("a command says what it does").to_string();
        assert!(about.contains(' ') && !about.contains("Arguments"), "{}: {about}", below.get_name());
        let help = below.get_after_help().expect("a command has examples").to_string();
        let examples: Vec<&str> = help.lines().filter_map(|line| line.strip_prefix("  findings ")).collect();
        assert!((2..=4).contains(&examples.len()), "{}: {help}", below.get_name());
        for example in examples {
            assert!(example.starts_with(below.get_name()), "{example}");
            let line = example.split(['>', '|']).next().expect("there is a first part");
            let parsed = findings::inside::command().try_get_matches_from(words(&format!("findings {line}")));
            assert!(parsed.is_ok(), "{example}: {parsed:?}");
        }
    }
}

#[test]
fn completions_and_manual_are_made() {
    let place = Place::new();
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        place.run(&format!("completions {shell}")).status(0).stdout_has("per-report").stderr("");
    }
    place.run("man search").status(0).stdout_has(".TH findings").stdout_has("per\\-report").stderr("");
}

#[test]
fn the_first_search_builds_the_index_of_the_corpus_here() {
    let place = unread();
    place
        .run("search drift --format jsonl")
        .status(0)
        .stderr_has("there is no index in ./index yet: building it from corpus\n")
        .stderr_has("4 reports of 2 authorities, 25 passages");
    assert!(place.path("index/segments/meta.json").exists());
    place.run("search drift --format jsonl").status(0).stderr("1 passage in 1 of 4 reports, 1 of 2 authorities\n");

    let quiet = unread();
    quiet.run("search drift -q --format jsonl").status(0).stderr("");

    for line in ["reports", "batch", "search drift"] {
        unread().run(line).stderr_has("building it from corpus");
    }
}

#[test]
fn without_an_index_or_a_corpus_the_next_step_is_said() {
    let place = Place::new().file("reports/a.txt", "Drift is not challenged.");
    let advice = "findings: there is no index in ./index; make one: `findings index FOLDER`\n";
    place.run("search drift").status(2).stdout("").stderr(advice);
    place.run("status").status(2).stdout("").stderr(advice);
    place.run("show a.txt").status(2).stdout("").stderr(advice);
    place.run("index").status(2).stderr_has("corpus: no such file or directory");
    // An index that was asked for by name is not made from a corpus that was not.
    unread()
        .run("search drift --index other")
        .status(2)
        .stderr_has("there is no index in ./other")
        .stderr_lacks("building");
}

#[test]
fn the_index_is_where_the_option_or_else_the_environment_says() {
    let place = unread();
    place.run("index corpus --index one -q").status(0).stderr("");
    place.findings("index corpus/brindle -q").env("FINDINGS_INDEX", "two").run().status(0);
    assert!(!place.path("index").exists());
    let found = |line: &str| place.findings(line).env("FINDINGS_INDEX", "two").run();
    found("search * -q --format trec --report inspection-2018").status(0).stdout_has("inspection-2018.md#1 1 ");
    found("status").status(0).stdout_has("reports      1\n");
    found("status --index one").status(0).stdout_has("reports      4\n");
    place.findings("status --index one").env("FINDINGS_INDEX", "").run().status(0);
    place.findings("status").env("FINDINGS_INDEX", "").run().status(2).stderr_has("there is no index in ./index");
    place.run("--index one status").status(0).stdout_has("reports      4\n");
}

#[test]
fn the_word_search_is_a_command_only_where_one_stands() {
    let place = unread().file("search/a.txt", "Drift and search alike.\n").file("q.txt", "q1\tdrift\n");
    let index = |line: &str| place.run(line).status(0).stderr_lacks("unexpected");
    index("--index search-ix index search -j 2").stderr_has("1 report of");
    index("index --index search/ix -j 2 corpus").stderr_has("4 reports of");
    for line in [
        "batch --index search/ix -j 2 q.txt --format trec",
        "--index search/ix batch q.txt -j 2 --format trec",
        "--index=search-ix search search -n 5 --format trec",
        "--index search-ix search -n 5 search -adult --format trec",
        "search --index search-ix --report search -adult drift --report a.txt --format trec",
    ] {
        place.run(line).status(0).stdout_has(" Q0 ");
    }
    let named = Place::new().file("corpus/a.txt", "Drift and search alike.\n").file("q.txt", "q1\tdrift\n");
    named.run("--index search index corpus -j 2").status(0);
    named.run("batch --index search -j 2 q.txt --format trec").status(0).stdout_has("q1 Q0 a.txt#1 1");
    named.run("search --index search drift -adult --format trec").status(0).stdout_has("1 Q0 a.txt#1 1");
    let by_name = |line: &str| named.findings(line).env("FINDINGS_INDEX", "search").run();
    by_name("search search -adult --format trec").status(0).stdout_has("1 Q0 a.txt#1 1");
    by_name("batch q.txt -j 2 --format trec").status(0).stdout_has("q1 Q0 a.txt#1 1");
}

#[test]
fn a_query_may_begin_with_a_dash_and_is_read_as_typed() {
    let library = library();
    for (line, typed) in [
        ("search -adult missing", "-adult missing"),
        ("search missing -adult -n 5", "missing -adult"),
        ("search -n 5 missing -adult", "missing -adult"),
        ("search -n5 -q missing -adult", "missing -adult"),
        ("search missing -neglect OR drift -adult", "missing -neglect OR drift -adult"),
        ("search --sort -date missing", "missing"),
        ("search --sort -date missing -adult", "missing -adult"),
        ("search missing -q --sort=-date -adult", "missing -adult"),
        ("search missing -date", "missing -date"),
        ("search missing -- -adult -n", "missing -adult -n"),
        ("search -adult -- missing", "-adult missing"),
    ] {
        let line = line.replacen("search", "search --format json", 1);
        let found = library.run(&line).json();
        assert_eq!(found["query"]["text"], typed, "{line}");
    }
    library.run("search -n").status(2);
    library.run("search -n five drift").status(2);
    library.run("batch -adult").status(2);
}

#[test]
fn a_reader_that_leaves_early_is_a_quiet_end() {
    let long: String = (0..3_000).map(|n| format!("Paragraph {n} is about drift, and drift again.\n\n")).collect();
    let place = Place::new().file("corpus/long.txt", long).indexed();
    for line in
        ["text", "jsonl", "json", "csv", "md", "trec"].map(|format| format!("search drift --all --format {format}"))
    {
        let mut run = place.findings(&line);
        let mut child = run.start();
        let mut first = vec![0; 16];
        child.stdout.take().expect("stdout is a pipe").read_exact(&mut first).expect("something is printed");
        assert_eq!(wait(&mut child, LONGEST_RUN), Some(0), "{line}");
        let mut said = String::new();
        child.stderr.take().expect("stderr is a pipe").read_to_string(&mut said).expect("stderr is text");
        assert!(!said.contains("pipe") && !said.contains("panic"), "{line}: {said}");
    }
    let mut batch = place.findings("batch").start();
    let mut input = batch.stdin.take().expect("stdin is a pipe");
    thread::spawn(move || while input.write_all(b"drift\n").is_ok() {});
    let mut lines = BufReader::new(batch.stdout.take().expect("stdout is a pipe"));
    lines.read_line(&mut String::new()).expect("a record is printed while queries still come");
    drop(lines);
    assert_eq!(wait(&mut batch, LONGEST_RUN), Some(0));
}

#[test]
fn an_error_is_said_once() {
    let place = unread();
    for line in ["index --index corpus/letter.txt", "index --kinds absent.toml", "batch absent.txt --index none"] {
        let outcome = place.run(line).status(2);
        let said = outcome.err().trim_end();
        let times = |part: &str| said.matches(part).count();
        assert!(said.lines().count() == 1 && times("os error") <= 1, "{}", outcome.shown());
        assert!(said.rsplit(": ").next().is_some_and(|last| times(last) == 1), "{}", outcome.shown());
    }
}

#[test]
fn quiet_says_nothing_but_errors() {
    let library = library();
    library.run("search drift -q --format trec").status(0).stderr("");
    library.run("search unheard-of -q").status(1).stdout("").stderr("");
    library.run("search '(drift' -q --format trec").status(0).stderr("");
    library.run("search drift --quiet --format trec").status(0).stderr("");
    library.run("reports -q").status(0).stderr("");
    library.run("search drift -q --index nowhere").status(2).stderr_has("there is no index in ./nowhere");
    library.run("search drift -q --strict 'drift OR'").status(2).stderr_has("(--strict)");
}

#[test]
fn colour_is_for_terminals_or_on_demand() {
    const ESCAPE: &str = "\u{1b}";
    let library = library();
    let with = |line: &str, name: &str, value: &str| library.findings(line).env(name, value).run().status(0);
    for line in ["search drift", "reports", "show letter.txt", "show letter.txt#1", "inspect corpus/letter.txt"] {
        library.run(line).status(0).stdout_lacks(ESCAPE).stderr_lacks(ESCAPE);
        library.run(&format!("{line} --color never")).status(0).stdout_lacks(ESCAPE);
        library.run(&format!("{line} --color auto")).status(0).stdout_lacks(ESCAPE);
        library.run(&format!("{line} --color always")).status(0).stdout_has(ESCAPE);
        with(&format!("{line} --color always"), "NO_COLOR", "1").stdout_has(ESCAPE);
        with(line, "NO_COLOR", "1").stdout_lacks(ESCAPE);
        with(line, "CLICOLOR_FORCE", "").stdout_lacks(ESCAPE);
    }
    for format in ["json", "jsonl", "csv", "tsv", "md", "trec"] {
        library.run(&format!("search drift --color always --format {format}")).status(0).stdout_lacks(ESCAPE);
    }
    library.run("--help").stdout_lacks(ESCAPE);
    library.run("--nonsense").status(2).stderr_lacks(ESCAPE);
}
