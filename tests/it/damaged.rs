//! An index with a byte changed, a file cut short or a file gone: each is found, and a search answers as before
//! or says that the index is damaged. Most of it goes through the library, for speed.

use std::collections::BTreeMap;
use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};

use findings::Index;
use findings::inside::check_files;
use findings::query::{MatchLevel, ParseOptions, parse};
use findings::report::Date;
use findings::{IndexError, Request, SearchError, Sort, Unit};

use crate::reports::unread;
use crate::support::Place;

/// A small index of several commits, with texts that recur and documents that were taken out.
pub(crate) fn several_states() -> Place {
    let place = unread();
    let common = "The letter of the council is sent to every family in the spring of each year.";
    for file in 0..40 {
        let council = ["Ashcombe", "Brindle", "Larkmoor"][file % 3];
        place.write(
            format!("corpus/more/{file}.md"),
            format!("---\nauthority: {council}\n---\n# Visit {file}\n\n1. Drift is seen in plan {file}.\n\n{common}\n"),
        );
    }
    place.run("index").status(0);
    place.write("corpus/more/3.md", "# Visit 3\n\nLeeks and marrows grow in every garden here.\n");
    place.remove("corpus/more/7.md");
    place.run("index").status(0);
    place.write("corpus/late.txt", "A late letter on drift and neglect.\n");
    place.run("index").status(0);
    place
}

/// All files of an index that hold something, by path.
pub(crate) fn files(index: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let entries = walkdir::WalkDir::new(index).into_iter().flatten().filter(|entry| entry.file_type().is_file());
    let files = entries.map(|entry| (entry.path().to_owned(), fs::read(entry.path()).expect("it can be read")));
    files.filter(|(_, bytes)| !bytes.is_empty()).collect()
}

/// Numbers that look random and are the same each time.
struct Chance(u64);

impl Chance {
    fn below(&mut self, bound: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % bound.max(1) as u64) as usize
    }
}

const QUERIES: [&str; 10] = [
    "drift",
    "\"return home interview\"",
    "neg* OR marr?ws",
    "drift authority:ashcombe date:2019..2021",
    "visited NEAR/5 family",
    "letter OR council OR plans",
    "section:visit drift",
    "kind:focused-visit",
    "multiagency~1 OR leek",
    "zebra AND drift",
];

/// What is found by all queries, in words; or why not.
fn answers(index: &Path) -> Result<Vec<String>, SearchError> {
    let index = Index::open_for_one(index)?;
    let mut answers = vec![format!("{:?}", index.counts())];
    let options = ParseOptions {
        extra_fields: index.extra_fields(),
        today: Date::year(2026).expect("it is a year"),
        any: false,
        phrase: false,
    };
    for (at, text) in QUERIES.iter().enumerate() {
        let query = parse(text, &options).query;
        let unit = if at % 4 == 3 { Unit::Report } else { Unit::Passage };
        let sort = if at % 3 == 2 { Sort::Report } else { Sort::Relevance };
        let (any, limit) = (at % 5 == 4, if at % 2 == 0 { None } else { Some(3) });
        let level = if at % 2 == 0 { MatchLevel::Variants } else { MatchLevel::Inflected };
        let request =
            Request::new(&query).unit(unit).sort(sort).any(any).limit(limit).match_level(level).context(at as u32 % 2);
        answers.push(format!("{text}: {:?}", index.search(&request)?));
    }
    for listed in index.reports()? {
        let report = index.report(&listed.id)?.expect("it is listed");
        let passages = index.passages(&listed.id, 1..=listed.passages)?;
        answers.push(format!("{report:?} {passages:?}"));
    }
    let mut state = index.state()?;
    // Files that no search needs count here too.
    state.bytes = 0;
    answers.push(format!("{state:?}"));
    Ok(answers)
}

/// What came of asking an index with one file changed.
#[track_caller]
fn asked(index: &Path, before: &[String], change: &str) -> bool {
    let answered = catch_unwind(AssertUnwindSafe(|| answers(index))).unwrap_or_else(|_| panic!("{change}: a panic"));
    match answered {
        Ok(after) => {
            assert!(after == before, "{change}: other answers");
            false
        }
        Err(SearchError::Index(IndexError::Damaged { path, what })) => {
            assert_eq!(path, index, "{change}");
            assert!(!what.is_empty() && !what.contains("Error"), "{change}: {what}");
            true
        }
        Err(error) => panic!("{change}: {error}"),
    }
}

#[test]
fn a_changed_byte_is_never_a_silent_difference() {
    let place = several_states();
    let index = place.path("index");
    let before = answers(&index).expect("it is sound");
    let files = files(&index);
    assert!(files.len() > 15, "{:?}", files.keys());
    let (mut chance, mut changes, mut said) = (Chance(0x9e37_79b9_7f4a_7c15), 0, 0);
    for (path, bytes) in &files {
        for turn in 0..30 {
            let at = match turn {
                0 => 0,
                1 => bytes.len() - 1,
                _ => chance.below(bytes.len()),
            };
            let mut changed = bytes.clone();
            changed[at] ^= 1 << chance.below(8);
            fs::write(path, &changed).unwrap();
            let change = format!("{} byte {at} of {}", path.display(), bytes.len());
            said += usize::from(asked(&index, &before, &change));
            assert_eq!(faults(&index), [path.strip_prefix(&index).unwrap().display().to_string()], "{change}");
            changes += 1;
        }
        fs::write(path, bytes).unwrap();
    }
    assert!(changes >= 500, "{changes}");
    assert!(said * 2 > changes, "only {said} of {changes} were met by a search for everything");
    assert!(!asked(&index, &before, "none"));
    assert!(faults(&index).is_empty());
}

/// The files that are found to be damaged, each once.
fn faults(index: &Path) -> Vec<String> {
    let check = check_files(index, &|_| {}).expect("damage is no error to who looks for it");
    let mut files: Vec<String> = check.faults.into_iter().map(|fault| fault.with).collect();
    files.dedup();
    files
}

#[test]
fn a_file_that_is_cut_or_gone_is_said() {
    let place = several_states();
    let index = place.path("index");
    let before = answers(&index).expect("it is sound");
    for (path, bytes) in &files(&index) {
        let needed = !path.ends_with(".managed.json");
        for length in [0, 1, bytes.len() / 2, bytes.len() - 1] {
            fs::write(path, &bytes[..length]).unwrap();
            let said = asked(&index, &before, &format!("{} cut at {length}", path.display()));
            assert!(said || !needed, "{} cut at {length} is not noticed", path.display());
            assert_eq!(faults(&index).len(), 1, "{} cut at {length}", path.display());
        }
        fs::write(path, [&bytes[..], b"\n"].concat()).unwrap();
        asked(&index, &before, &format!("{} made longer", path.display()));
        fs::remove_file(path).unwrap();
        let said = asked(&index, &before, &format!("{} gone", path.display()));
        assert!(said || !needed, "{} gone is not noticed", path.display());
        assert_eq!(faults(&index).len(), 1, "{} gone", path.display());
        fs::write(path, bytes).unwrap();
    }
}

/// The program says the same, with what to do and without a backtrace.
#[test]
fn every_command_says_that_the_index_is_damaged() {
    let place = several_states();
    let files = files(&place.path("index"));
    let mut chance = Chance(0x1234_5678_9abc_def1);
    let commands = ["search 'drift OR letter' --all", "batch --all", "show letter.txt", "reports", "status"];
    let run = |line: &str| place.findings(line).stdin("drift\nletter\n\"return home\"\n").run();
    let before: Vec<String> = commands.iter().map(|line| run(line).out().to_owned()).collect();
    for (path, bytes) in &files {
        let at = chance.below(bytes.len());
        let mut changed = bytes.clone();
        changed[at] ^= 0x10;
        fs::write(path, &changed).unwrap();
        for (line, before) in commands.iter().zip(&before) {
            let outcome = run(line);
            let damaged = outcome.err().contains("the index at index is damaged (")
                && outcome.err().contains("`findings verify --index index` says what")
                && outcome.err().contains("`findings index --rebuild --index index`");
            // Each query of a batch has a record of its own.
            let told = damaged || outcome.out().contains("the index at index is damaged (");
            if told || outcome.out() != before {
                assert!(told, "{} byte {at}: other answers\n{}", path.display(), outcome.shown());
                outcome.status(2);
            } else {
                outcome.status(0);
            }
        }
        let file = path.strip_prefix(place.path("index")).unwrap().display().to_string();
        let verified = place.run("verify").status(2).stdout_has(&format!("damaged       {file}: "));
        verified.stdout_has("repair it: findings verify --repair --index index");
        fs::write(path, bytes).unwrap();
    }
    place.run("verify").status(0);
}
