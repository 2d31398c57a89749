//! What the system denies: writing to the folder of the index, reading a file of it, more open files. None of
//! that is damage, and a search needs no right to write.

use std::fs;
use std::io::Write;
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::{Command, Output};

use crate::damaged::several_states;
use crate::support::Place;

/// Who owns nothing.
const NOBODY: u32 = 65_534;

/// The program run by somebody without rights of its own; none where that cannot be had. Root may do
/// anything, so for root it is nobody, and for others the one who runs the test.
fn run_without_rights(place: &Place, line: &str) -> Option<Output> {
    let program = place.path("findings");
    if !program.exists() {
        fs::copy(env!("CARGO_BIN_EXE_findings"), &program).expect("the program can be copied");
    }
    let is_root = fs::metadata(&program).expect("it is there").uid() == 0;
    let mut command = Command::new(&program);
    command.args(line.split(' ')).current_dir(place.path("")).env("FINDINGS_TODAY", crate::support::TODAY);
    if is_root {
        command.uid(NOBODY).gid(NOBODY);
    }
    let output = command.output();
    if output.is_err() {
        let _ = writeln!(std::io::stderr(), "skipped: the program cannot be run as another user");
    }
    output.ok()
}

/// Whether the tests are run by root.
fn is_root() -> bool {
    fs::metadata("/proc/self").is_ok_and(|process| process.uid() == 0)
}

fn set_mode(path: &Path, mode: u32) {
    fs::set_permissions(path, fs::Permissions::from_mode(mode)).expect("it is ours");
}

/// Gives all files and folders of the index their rights.
fn set_modes(place: &Place, folders: u32, files: u32) {
    for entry in walkdir::WalkDir::new(place.path("index")).contents_first(true).into_iter().flatten() {
        set_mode(entry.path(), if entry.file_type().is_dir() { folders } else { files });
    }
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

#[test]
fn an_index_that_may_not_be_written_is_searched() {
    let place = several_states();
    let lines =
        ["search drift --all --format jsonl -q", "reports --format jsonl", "show letter.txt", "status", "verify"];
    let before = lines.map(|line| place.run(line).status(0).out().to_owned());
    set_mode(&place.path(""), 0o755);
    for with_lock in [true, false] {
        if !with_lock {
            fs::remove_file(place.path("index/segments/.tantivy-meta.lock")).expect("tantivy left its lock");
        }
        set_modes(&place, 0o555, 0o444);
        for (line, before) in lines.iter().zip(&before) {
            let Some(output) = run_without_rights(&place, line) else { return };
            assert!(output.status.code() == Some(0) && output.stdout == before.as_bytes(), "{line}: {}", said(&output));
        }
        let refused = run_without_rights(&place, "index --rebuild").expect("it could be run before");
        assert_eq!(refused.status.code(), Some(2));
        assert!(said(&refused).contains("ermission denied"), "{}", said(&refused));
        let advice = if is_root() {
            "the index belongs to root; you may search it, but not update it"
        } else {
            "is yours: give yourself the right to read and write it"
        };
        assert!(said(&refused).contains(advice), "{}", said(&refused));
        set_modes(&place, 0o755, 0o644);
    }
}

#[test]
fn a_file_that_may_not_be_read_is_named_and_not_called_damaged() {
    let place = several_states();
    set_mode(&place.path(""), 0o755);
    let files = crate::damaged::files(&place.path("index"));
    let needed = files.keys().filter(|path| !path.ends_with(".managed.json") && !path.ends_with("lock"));
    for path in needed {
        set_mode(path, 0o000);
        let Some(output) = run_without_rights(&place, "search drift --all --context 1") else { return };
        let name = path.strip_prefix(place.path("")).expect("it is there").display().to_string();
        let said = said(&output);
        assert_eq!(output.status.code(), Some(2), "{name}: {said}");
        assert!(
            said.contains(&name) && said.contains("ermission denied") && !said.contains("damaged"),
            "{name}: {said}"
        );
        set_mode(path, 0o644);
    }
}

#[test]
fn too_few_open_files_are_said() {
    let place = several_states();
    let expected = place.run("search drift --all -q").status(0).out().to_owned();
    let (mut refused, mut answered) = (0, 0);
    for limit in (5..48).step_by(2) {
        for (line, expected) in [("search drift --all -q", Some(&expected)), ("index corpus --index other", None)] {
            let script = format!("ulimit -n {limit}; exec \"$0\" {line}");
            let mut command = Command::new("sh");
            command.args(["-c", &script, env!("CARGO_BIN_EXE_findings")]).current_dir(place.path(""));
            let output = command.env("FINDINGS_TODAY", crate::support::TODAY).output().expect("there is a shell");
            let said = said(&output);
            assert!(!said.contains("panicked") && !said.contains("damaged"), "{limit} {line}: {said}");
            if output.status.code() == Some(0) {
                answered += 1;
                assert!(expected.is_none_or(|expected| output.stdout == expected.as_bytes()), "{limit} {line}");
            } else {
                refused += 1;
                assert!(matches!(output.status.code(), Some(2 | 3)), "{limit} {line}: {said}");
                assert!(said.to_lowercase().contains("too many open files"), "{limit} {line}: {said}");
            }
        }
        let _ = fs::remove_dir_all(place.path("other"));
    }
    assert!(refused > 3 && answered > 3, "{refused} refused, {answered} answered");
}

/// A folder that may not be looked into is not an empty one.
#[test]
fn a_folder_that_may_not_be_read_empties_nothing() {
    for closed in ["corpus", "corpus/inner"] {
        let place = Place::new().file("corpus/inner/letter.txt", "Drift in the plan.\n");
        set_mode(&place.path(""), 0o777);
        let Some(made) = run_without_rights(&place, "index") else { return };
        assert_eq!(made.status.code(), Some(0), "{}", said(&made));
        set_mode(&place.path(closed), 0o000);
        let again = run_without_rights(&place, "index").expect("it could be run before");
        set_mode(&place.path(closed), 0o755);
        assert_eq!(again.status.code(), Some(3), "{closed}: {}", said(&again));
        assert!(said(&again).contains("ermission denied"), "{closed}: {}", said(&again));
        place.run("search drift -q").status(0);
        place.run("index").status(0);
        place.run("search drift -q").status(0).stderr("");
    }
}
