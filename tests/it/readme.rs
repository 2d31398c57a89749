//! What the documents tell people to type works as it stands.

use std::fs;
use std::path::Path;
use std::process::Command;

use findings::query::{ParseOptions, Severity, parse};
use findings::report::Date;

use crate::support::{COMMANDS, Place, TODAY};

/// A fenced block: its language, the line it begins on, its lines.
struct Block {
    language: String,
    at: usize,
    lines: Vec<String>,
}

fn document(path: &str) -> String {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(path)).expect("the document is there")
}

fn blocks(path: &str) -> Vec<Block> {
    let mut blocks: Vec<Block> = Vec::new();
    let mut open = false;
    for (at, line) in document(path).lines().enumerate() {
        match line.trim_start().strip_prefix("```") {
            Some(language) if !open => {
                let language = language.trim().to_owned();
                assert!(!language.is_empty(), "{path}:{}: a block says what it is", at + 1);
                blocks.push(Block { language, at: at + 1, lines: Vec::new() });
                open = true;
            }
            Some(_) => open = false,
            None if open => blocks.last_mut().expect("a block is open").lines.push(line.to_owned()),
            None => {}
        }
    }
    assert!(!open, "{path}: a block is not closed");
    blocks
}

/// A copy of what a reader has after cloning: the sample corpus and the documents.
fn clone() -> Place {
    let place = Place::new();
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    for file in walkdir::WalkDir::new(root.join("corpus")).into_iter().flatten().filter(|f| f.file_type().is_file()) {
        let path = file.path().strip_prefix(root).expect("it is in the project");
        place.write(path, fs::read(file.path()).expect("a file of the corpus can be read"));
    }
    place
}

/// The commands of a block: a line each, unless it ends in a backslash or a document follows.
fn commands(block: &Block) -> Vec<String> {
    let mut commands: Vec<String> = Vec::new();
    let mut end: Option<String> = None;
    for line in &block.lines {
        let goes_on = end.is_some() || commands.last().is_some_and(|command| command.ends_with('\\'));
        match commands.last_mut() {
            Some(command) if goes_on => {
                command.push('\n');
                command.push_str(line);
            }
            _ if line.trim().is_empty() || line.starts_with('#') => continue,
            _ => commands.push(line.clone()),
        }
        if end.as_deref() == Some(line.trim()) {
            end = None;
        } else if let Some((_, word)) = line.split_once("<<") {
            end = Some(word.trim().trim_matches(['\'', '"']).to_owned());
        }
    }
    commands
}

/// Whether every program that a command needs beside findings is on this machine.
fn can_run(command: &str) -> bool {
    ["jq", "python3", "sqlite3", "pdftotext", "curl"].iter().all(|name| {
        let needed = command.split(|c: char| !c.is_alphanumeric()).any(|word| word == *name);
        !needed
            || Command::new("sh").args(["-c", &format!("command -v {name}")]).output().is_ok_and(|o| o.status.success())
    })
}

/// Runs all commands of a document; what they leave behind is the place that is given.
fn run_commands(path: &str) -> Place {
    let place = clone();
    let program = Path::new(env!("CARGO_BIN_EXE_findings"));
    let folder = program.parent().expect("the program is in a folder").display();
    let search_path = format!("{folder}:{}", std::env::var("PATH").unwrap_or_default());
    let mut run = 0;
    for block in blocks(path).iter().filter(|block| matches!(block.language.as_str(), "sh" | "console")) {
        for command in commands(block) {
            let command = command.trim_start_matches("$ ").replace("cargo run --release -- ", "findings ");
            if command.starts_with("cargo ") || !can_run(&command) {
                continue;
            }
            let output = Command::new("sh")
                .args(["-e", "-c", &command])
                .current_dir(place.path("."))
                .env("PATH", &search_path)
                .env("FINDINGS_TODAY", TODAY)
                .env_remove("FINDINGS_INDEX")
                .output()
                .expect("there is a shell");
            let (out, err) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
            let shown = format!("{path}:{}: {command}\n{out}\n{err}", block.at);
            assert!(output.status.success(), "{shown}");
            assert!(!err.contains("error") && !err.contains("warning") && !err.contains("not found"), "{shown}");
            run += 1;
        }
    }
    assert!(run > 0, "{path} has commands");
    place
}

#[test]
fn the_commands_of_the_readme_work() {
    run_commands("README.md");
    let readme = document("README.md");
    for line in ["cargo run --release -- ", "cargo test\n", "cargo install --path ."] {
        assert!(readme.contains(line), "{line}");
    }
}

#[test]
fn the_commands_of_the_other_documents_work() {
    for file in fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("docs")).expect("there are documents").flatten()
    {
        let path = format!("docs/{}", file.file_name().to_string_lossy());
        let is_manual = path.ends_with(".md") && !path.ends_with("runs.md");
        if is_manual && document(&path).contains("```sh\n") {
            run_commands(&path);
        }
    }
}

/// What is shown as the output of a command is its output: blocks of text whose first line is `$ …`.
#[test]
fn the_output_shown_is_the_output() {
    let place = clone();
    for path in ["README.md", "docs/batch.md", "docs/quoting.md", "docs/reading.md", "docs/output.md"] {
        // The index that the commands before would have made.
        for block in blocks(path).iter().filter(|block| block.language == "sh") {
            for command in commands(block).iter().filter(|command| command.starts_with("findings index")) {
                place.run(command.trim_start_matches("findings ")).status(0);
            }
        }
        compare_output(path, &place);
    }
}

fn compare_output(path: &str, place: &Place) {
    for block in blocks(path).iter().filter(|block| block.language == "text") {
        let Some(command) = block.lines.first().and_then(|line| line.strip_prefix("$ findings ")) else { continue };
        let outcome = place.run(command);
        let shown = block.lines[1..].join("\n");
        let said = format!("{}{}", outcome.out(), outcome.err());
        for line in shown.lines().filter(|line| !line.contains('…') && !line.trim().is_empty()) {
            assert!(said.lines().any(|own| own == line), "{path}:{}: {line}\n{}", block.at, outcome.shown());
        }
    }
}

/// These commands lean on what the ones before them wrote.
#[test]
fn the_output_shown_of_runs_is_the_output() {
    let path = "docs/runs.md";
    compare_output(path, &run_commands(path));
}

#[test]
fn the_examples_of_queries_have_no_slip() {
    let today: Date = TODAY.parse().expect("it is a date");
    let mut seen = 0;
    for block in blocks("docs/query-syntax.md").iter().filter(|block| block.language == "query") {
        for query in block.lines.iter().filter(|line| !line.starts_with("= ") && !line.is_empty()) {
            let parsed = parse(query, &ParseOptions::on(today));
            let slips = parsed.diagnostics.iter().filter(|diagnostic| diagnostic.severity == Severity::Error);
            assert_eq!(slips.count(), 0, "{query}: {:?}", parsed.diagnostics);
            seen += 1;
        }
    }
    assert!(seen > 50, "{seen} examples were seen");
}

/// Every example can be typed on a command line, too.
#[test]
fn the_examples_of_queries_can_be_searched_for() {
    let place = clone();
    place.run("index -q").status(0);
    let queries: Vec<String> = blocks("docs/query-syntax.md")
        .into_iter()
        .filter(|block| block.language == "query")
        .flat_map(|block| block.lines)
        .filter(|line| !line.starts_with("= ") && !line.is_empty())
        .collect();
    for query in &queries {
        let outcome = place.findings("search -n 1").arg(query).run();
        assert!(!outcome.err().contains("error"), "{}", outcome.shown());
    }
    let batch = place.findings("batch -n 1").stdin(queries.join("\n")).run().status(0);
    assert_eq!(batch.json_lines().len(), queries.len());
}

/// The options that a document names are options of the program.
#[test]
fn the_options_named_are_options() {
    let place = Place::new();
    let mut helps = place.run("--help").out().to_owned();
    for command in COMMANDS.into_iter().chain(["saved run", "lexicon list", "profile check"]) {
        helps += place.run(&format!("{command} --help")).out();
    }
    for path in [
        "README.md",
        "docs/batch.md",
        "docs/counting.md",
        "docs/query-syntax.md",
        "docs/output.md",
        "docs/reading.md",
        "docs/bodies.md",
        "docs/runs.md",
        "docs/concordance.md",
        "docs/quoting.md",
        "docs/comparing.md",
        "docs/saved.md",
        "docs/serve.md",
    ] {
        let text = document(path);
        let is_part = |c: char| c.is_ascii_lowercase() || c == '-';
        for (at, _) in
            text.match_indices("--").filter(|(at, _)| !text[..*at].ends_with(|c: char| is_part(c) || c == '|'))
        {
            let option: String = text[at..].chars().take_while(|&c| is_part(c)).collect();
            let line = text[..at].rsplit('\n').next().unwrap_or_default();
            let others = ["cargo", "curl", "jq", "head", "<!", "sort", "uniq"].iter().any(|name| line.contains(name));
            let known = option.len() < 4 || others || helps.contains(option.trim_end_matches('-'));
            assert!(known, "{path}: {option} is no option: {line}");
        }
    }
}
