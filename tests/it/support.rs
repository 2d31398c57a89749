//! A folder of its own for a test, the program run in it, and what came of it.

use std::ffi::{OsStr, OsString};
use std::fmt::Write as _;
use std::fs;
use std::io::{Read, Write as _};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex, Weak};
use std::thread;
use std::time::{Duration, Instant};

use serde_json::Value;
use tempfile::TempDir;

/// No run of the program takes as long, on the slowest and busiest machine: one that does hangs. It is ended, and its
/// test fails.
pub(crate) const LONGEST_RUN: Duration = Duration::from_secs(300);

/// The day that is today for every run.
pub(crate) const TODAY: &str = "2026-03-02";

/// What `index` says where nothing tells which report is which.
pub(crate) const ALL_UNKNOWN: &str = "no report has a known authority, date, kind, publisher or title; to give them, put a file \
     metadata.csv beside the reports, with the columns path,authority,date,kind,publisher,title (`findings help metadata`)\n";

/// The commands that take options.
pub(crate) const COMMANDS: [&str; 26] = [
    "index",
    "search",
    "count",
    "kwic",
    "quote",
    "trail",
    "latest",
    "similar",
    "compare",
    "batch",
    "saved",
    "evaluate",
    "diff",
    "show",
    "open",
    "export",
    "reports",
    "inspect",
    "profile",
    "lexicon",
    "status",
    "verify",
    "serve",
    "mcp",
    "completions",
    "man",
];

/// A folder in which the program is run.
pub(crate) struct Place {
    folder: TempDir,
}

impl Place {
    pub(crate) fn new() -> Place {
        Place { folder: TempDir::with_prefix("findings-").expect("a temporary folder can be made") }
    }

    /// With a file more; the folders over it are made.
    pub(crate) fn file(self, path: &str, content: impl AsRef<[u8]>) -> Place {
        self.write(path, content);
        self
    }

    /// With the index of its `corpus` made.
    #[track_caller]
    pub(crate) fn indexed(self) -> Place {
        self.run("index").status(0);
        self
    }

    /// Proves that the index finds what it stores.
    #[track_caller]
    pub(crate) fn prove(&self) {
        let differences = findings::inside::prove_by_sums(&self.path("index")).expect("the index can be read");
        assert!(differences.is_empty(), "{differences:#?}");
    }

    /// The number of segments on disk.
    pub(crate) fn segments(&self) -> usize {
        let files = fs::read_dir(self.path("index/segments")).expect("there is an index").flatten();
        files.filter(|file| file.path().extension().is_some_and(|ending| ending == "store")).count()
    }

    pub(crate) fn write(&self, path: impl AsRef<Path>, content: impl AsRef<[u8]>) {
        let at = self.path(path);
        fs::create_dir_all(at.parent().expect("a file stands in a folder")).expect("a folder can be made");
        fs::write(at, content).expect("a file can be written");
    }

    pub(crate) fn remove(&self, path: &str) {
        fs::remove_file(self.path(path)).expect("the file is there");
    }

    pub(crate) fn path(&self, path: impl AsRef<Path>) -> PathBuf {
        self.folder.path().join(path)
    }

    /// Runs `findings` with a line of arguments, quoted as in a shell.
    #[track_caller]
    pub(crate) fn run(&self, line: &str) -> Outcome {
        self.findings(line).run()
    }

    /// `findings` with a line of arguments, yet to be run.
    pub(crate) fn findings(&self, line: &str) -> Run {
        let mut command = Command::new(env!("CARGO_BIN_EXE_findings"));
        command.current_dir(self.folder.path()).args(split(line));
        for name in ["FINDINGS_INDEX", "NO_COLOR", "CLICOLOR", "CLICOLOR_FORCE", "COLUMNS", "RUST_BACKTRACE"] {
            command.env_remove(name);
        }
        command.env("FINDINGS_TODAY", TODAY);
        Run { command, stdin: Vec::new(), line: format!("findings {line}") }
    }
}

/// A place that tests share because none of them changes it. It is made for the first that asks and
/// goes with the last that is done.
pub(crate) struct Shared(Mutex<Weak<Place>>);

impl Shared {
    pub(crate) const fn new() -> Shared {
        Shared(Mutex::new(Weak::new()))
    }

    pub(crate) fn get(&self, make: impl FnOnce() -> Place) -> Arc<Place> {
        let mut shared = self.0.lock().expect("no test failed while it made the place");
        shared.upgrade().unwrap_or_else(|| {
            let made = Arc::new(make());
            *shared = Arc::downgrade(&made);
            made
        })
    }
}

/// A run that has not begun.
pub(crate) struct Run {
    command: Command,
    stdin: Vec<u8>,
    line: String,
}

impl Run {
    pub(crate) fn env(mut self, name: &str, value: impl AsRef<OsStr>) -> Run {
        self.command.env(name, value);
        self
    }

    pub(crate) fn arg(mut self, argument: impl AsRef<OsStr>) -> Run {
        self.command.arg(argument);
        self
    }

    /// In another folder of its place.
    pub(crate) fn within(mut self, folder: PathBuf) -> Run {
        self.command.current_dir(folder);
        self
    }

    /// In a process group of its own, so that what is sent to the group reaches the program and what it starts.
    pub(crate) fn in_a_group(mut self) -> Run {
        self.command.process_group(0);
        self
    }

    pub(crate) fn stdin(mut self, text: impl AsRef<[u8]>) -> Run {
        self.stdin = text.as_ref().to_owned();
        self
    }

    /// Starts it with all three streams in pipes.
    pub(crate) fn start(&mut self) -> Child {
        self.command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        self.command.spawn().expect("the program can be started")
    }

    #[track_caller]
    pub(crate) fn run(mut self) -> Outcome {
        let mut child = self.start();
        let mut stdin = child.stdin.take().expect("stdin is a pipe");
        let input = std::mem::take(&mut self.stdin);
        // A program that does not read all of its input closes the pipe, which is its right.
        let writing = thread::spawn(move || drop(stdin.write_all(&input)));
        let stdout = read_apart(child.stdout.take().expect("stdout is a pipe"));
        let stderr = read_apart(child.stderr.take().expect("stderr is a pipe"));
        let Some(status) = wait(&mut child, LONGEST_RUN) else { panic!("{}: no end after {LONGEST_RUN:?}", self.line) };
        writing.join().expect("the writer does not panic");
        Outcome {
            line: self.line,
            status,
            stdout: stdout.join().expect("the reader does not panic"),
            stderr: stderr.join().expect("the reader does not panic"),
        }
    }
}

/// The exit status of a child, or none where it had to be killed; 128 and more where a signal ended it.
pub(crate) fn wait(child: &mut Child, longest: Duration) -> Option<i32> {
    let start = Instant::now();
    loop {
        if let Some(status) = child.try_wait().expect("a child can be waited for") {
            return Some(status.code().unwrap_or(128));
        }
        if start.elapsed() > longest {
            child.kill().expect("a child can be killed");
            child.wait().expect("a child can be waited for");
            return None;
        }
        thread::sleep(Duration::from_millis(1));
    }
}

fn read_apart(mut from: impl Read + Send + 'static) -> thread::JoinHandle<Vec<u8>> {
    thread::spawn(move || {
        let mut bytes = Vec::new();
        from.read_to_end(&mut bytes).expect("a pipe can be read");
        bytes
    })
}

/// What came of a run. What it asserts is shown with the whole of what the program printed.
pub(crate) struct Outcome {
    line: String,
    status: i32,
    stdout: Vec<u8>,
    stderr: Vec<u8>,
}

impl Outcome {
    #[track_caller]
    pub(crate) fn status(self, expected: i32) -> Outcome {
        assert!(self.status == expected, "exit status {}, not {expected}\n{}", self.status, self.shown());
        assert!(!self.err().contains("panicked at"), "a panic\n{}", self.shown());
        self
    }

    #[track_caller]
    pub(crate) fn stdout(self, expected: &str) -> Outcome {
        assert!(self.out() == expected, "stdout is not\n{expected}\n{}", self.shown());
        self
    }

    #[track_caller]
    pub(crate) fn stderr(self, expected: &str) -> Outcome {
        assert!(self.err() == expected, "stderr is not\n{expected}\n{}", self.shown());
        self
    }

    #[track_caller]
    pub(crate) fn stdout_has(self, part: &str) -> Outcome {
        assert!(self.out().contains(part), "stdout has no {part:?}\n{}", self.shown());
        self
    }

    #[track_caller]
    pub(crate) fn stderr_has(self, part: &str) -> Outcome {
        assert!(self.err().contains(part), "stderr has no {part:?}\n{}", self.shown());
        self
    }

    #[track_caller]
    pub(crate) fn stdout_lacks(self, part: &str) -> Outcome {
        assert!(!self.out().contains(part), "stdout has {part:?}\n{}", self.shown());
        self
    }

    #[track_caller]
    pub(crate) fn stderr_lacks(self, part: &str) -> Outcome {
        assert!(!self.err().contains(part), "stderr has {part:?}\n{}", self.shown());
        self
    }

    /// Stdout as it is, where it is no text.
    pub(crate) fn bytes(&self) -> &[u8] {
        &self.stdout
    }

    /// The command line that was run.
    pub(crate) fn line(&self) -> &str {
        &self.line
    }

    #[track_caller]
    pub(crate) fn out(&self) -> &str {
        std::str::from_utf8(&self.stdout).expect("stdout is UTF-8")
    }

    #[track_caller]
    pub(crate) fn err(&self) -> &str {
        std::str::from_utf8(&self.stderr).expect("stderr is UTF-8")
    }

    /// All of stdout as one JSON value.
    #[track_caller]
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(self.out()).unwrap_or_else(|error| panic!("not JSON: {error}\n{}", self.shown()))
    }

    /// Stdout as a JSON value a line.
    #[track_caller]
    pub(crate) fn json_lines(&self) -> Vec<Value> {
        let value = |line| serde_json::from_str(line);
        self.out()
            .lines()
            .map(|line| value(line).unwrap_or_else(|error| panic!("not JSON: {error}\n{}", self.shown())))
            .collect()
    }

    /// The ids of the hits or reports on stdout, in JSON or JSON Lines.
    #[track_caller]
    pub(crate) fn ids(&self) -> Vec<String> {
        let id = |value: &Value| value["id"].as_str().expect("an id is a text").to_owned();
        self.json_lines()
            .iter()
            .flat_map(|value| match (value["hits"].as_array(), value["reports"].as_array()) {
                (Some(hits), _) => hits.iter().map(id).collect(),
                (None, Some(reports)) => reports.iter().map(id).collect(),
                (None, None) => vec![id(value)],
            })
            .collect()
    }

    /// The ids of the reports that hits stand in, in JSON Lines.
    #[track_caller]
    pub(crate) fn reports(&self) -> Vec<String> {
        self.json_lines().iter().map(|hit| hit["report"].as_str().expect("a report has an id").to_owned()).collect()
    }

    /// Everything, for the message of a test that fails.
    pub(crate) fn shown(&self) -> String {
        let mut shown = String::new();
        for (name, bytes) in [("stdout", &self.stdout), ("stderr", &self.stderr)] {
            let text: String = String::from_utf8_lossy(bytes).chars().take(4_000).collect();
            let _ = writeln!(shown, "--- {name} of `{}` (status {})\n{text}", self.line, self.status);
        }
        shown
    }
}

/// A line cut into arguments: single quotes keep everything, double quotes all but `\"`.
fn split(line: &str) -> Vec<OsString> {
    let mut arguments: Vec<OsString> = Vec::new();
    let mut argument: Option<String> = None;
    let mut quote = None;
    let mut chars = line.chars().peekable();
    while let Some(c) = chars.next() {
        match (quote, c) {
            (Some('"'), '\\') if chars.peek() == Some(&'"') => argument.get_or_insert_default().extend(chars.next()),
            (Some(open), c) if open == c => quote = None,
            (None, '\'' | '"') => {
                quote = Some(c);
                argument.get_or_insert_default();
            }
            (None, ' ') => arguments.extend(argument.take().map(OsString::from)),
            (_, c) => argument.get_or_insert_default().push(c),
        }
    }
    assert!(quote.is_none(), "a quotation mark is missing in {line}");
    arguments.extend(argument.map(OsString::from));
    arguments
}

#[test]
fn lines_are_split_as_by_a_shell() {
    for (line, expected) in [
        ("search return home", vec!["search", "return", "home"]),
        ("search '\"return home\" -adult'  -n 3", vec!["search", "\"return home\" -adult", "-n", "3"]),
        ("search \"it's \\\"here\\\"\" ''", vec!["search", "it's \"here\"", ""]),
    ] {
        assert_eq!(split(line), expected, "{line}");
    }
}

/// A PDF of objects, the first of which is its catalogue.
pub(crate) fn pdf_of(objects: &[String]) -> Vec<u8> {
    let (mut out, mut places) = ("%PDF-1.7\n".to_owned(), String::new());
    for (number, object) in (1..).zip(objects) {
        places.push_str(&format!("{:010} 00000 n \n", out.len()));
        out.push_str(&format!("{number} 0 obj\n{object}\nendobj\n"));
    }
    let (start, size) = (out.len(), objects.len() + 1);
    out.push_str(&format!("xref\n0 {size}\n0000000000 65535 f \n{places}trailer\n<< /Size {size} /Root 1 0 R >>\n"));
    out.push_str(&format!("startxref\n{start}\n%%EOF\n"));
    out.into_bytes()
}
