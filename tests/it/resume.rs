//! A batch that writes to a file: killed and resumed, it writes what it would have written; and a manifest says
//! what it stood on.

use std::fs;
use std::thread;
use std::time::{Duration, Instant};

use crate::batch::queries;
use crate::reports::unread;
use crate::support::{LONGEST_RUN, Place};

fn place() -> Place {
    unread().file("queries.txt", queries(4_000)).indexed()
}

/// Starts a batch and kills it once it has written something; gives how much it wrote.
fn killed(place: &Place, line: &str, output: &str) -> u64 {
    let mut child = place.findings(line).start();
    let (path, begun) = (place.path(output), Instant::now());
    let length = || fs::metadata(&path).map_or(0, |file| file.len());
    let before = length();
    while length() <= before + 200_000 && begun.elapsed() < LONGEST_RUN {
        thread::sleep(Duration::from_micros(200));
    }
    child.kill().expect("it can be killed");
    child.wait().expect("it can be waited for");
    length()
}

#[test]
fn a_killed_batch_that_is_resumed_writes_what_it_would_have_written() {
    let place = place();
    for (format, options) in
        [("jsonl", ""), ("csv", "--all"), ("tsv", "-n 3"), ("trec", "-n 100 -j 1"), ("jsonl", "-j 3")]
    {
        let line = |output: &str| format!("batch queries.txt --format {format} {options} -o {output}");
        place.run(&line("whole")).status(2);
        let whole = fs::read(place.path("whole")).expect("it was written");
        assert!(!place.path("whole.resume").exists());
        let first = killed(&place, &line("part"), "part");
        assert!(first < whole.len() as u64, "{format}: it was over before it was killed");
        killed(&place, &format!("{} --resume", line("part")), "part");
        place.run(&format!("{} --resume", line("part"))).status(2).stdout("");
        assert!(fs::read(place.path("part")).expect("it was written") == whole, "{format} {options}");
        assert!(!place.path("part.resume").exists());
        place.remove("part");
    }
}

#[test]
fn records_do_not_vouch_for_themselves() {
    let place = place();
    place.write("some.txt", queries(60));
    place.run("batch some.txt -o whole").status(2);
    let whole = fs::read(place.path("whole")).expect("it was written");
    for part in [&whole[..], &whole[..whole.len() / 2], &whole[..1], b"no record\n"] {
        place.write("part", part);
        let refused = place.run("batch some.txt -o part --resume").status(2);
        refused.stderr_has("part: there is no part.resume to tell how far it came").stderr_has(ANEW);
        assert!(fs::read(place.path("part")).expect("it is there") == part);
    }
    // Where nothing was written yet, there is nothing to vouch for.
    place.write("part", "");
    for output in ["part", "new"] {
        place.run(&format!("batch some.txt -o {output} --resume")).status(2);
        assert!(fs::read(place.path(output)).expect("it was written") == whole);
    }
}

/// What a run that is resumed comes to after somebody changed what was there.
enum Then {
    /// The file of a run that was never ended.
    Whole,
    /// An error that names this file and says this.
    Refused(&'static str, &'static str),
}

/// What a killed run left, and what others left of the kind.
struct Left {
    /// The file, and a run's of other options.
    part: Vec<u8>,
    other: Vec<u8>,
    /// The journals of both.
    journal: Vec<u8>,
    others_journal: Vec<u8>,
    /// The file and the journal as they were some time before.
    earlier: (Vec<u8>, Vec<u8>),
}

impl Left {
    fn by(place: &Place) -> Left {
        let read = |name: &str| fs::read(place.path(name)).expect("the killed run left it");
        killed(place, "batch queries.txt -o part", "part");
        let earlier = (read("part"), read("part.resume"));
        killed(place, "batch queries.txt -o part --resume", "part");
        killed(place, "batch queries.txt -o other -n 3", "other");
        let (part, journal) = (read("part"), read("part.resume"));
        Left { part, journal, other: read("other"), others_journal: read("other.resume"), earlier }
    }

    /// The journal with other words in place of some that it has.
    fn saying(&self, before: &str, now: &str) -> Vec<u8> {
        let text = String::from_utf8(self.journal.clone()).expect("a journal is text");
        assert!(text.contains(before), "{before} in {text}");
        text.replacen(before, now, 1).into_bytes()
    }

    /// A value of the journal's state, with its name.
    fn state(&self, name: &str) -> (String, u64) {
        let text = String::from_utf8(self.journal.clone()).expect("a journal is text");
        let from = text.find(&format!("\"{name}\":")).expect("the state has it") + name.len() + 3;
        let number: String = text[from..].chars().take_while(char::is_ascii_digit).collect();
        (format!("\"{name}\":{number}"), number.parse().expect("it is a number"))
    }

    /// The journal with a number of its state changed.
    fn counting(&self, name: &str, change: impl Fn(u64) -> u64) -> Vec<u8> {
        let (before, number) = self.state(name);
        let now = format!("\"{name}\":{}", change(number));
        assert_ne!(before, now);
        self.saying(&before, &now)
    }
}

/// How every refusal ends.
const ANEW: &str = "; without --resume the run starts over";

/// Files changed between two runs: either the bytes of the end are those of a run that was never ended, or an error
/// names the file, and nothing was changed.
#[test]
fn what_was_tampered_with_is_refused_or_does_not_matter() {
    use Then::{Refused, Whole};
    let place = place();
    place.run("batch queries.txt -o whole").status(2);
    let whole = fs::read(place.path("whole")).expect("it was written");
    let left = Left::by(&place);
    let (part, journal) = (&left.part, &left.journal);
    let noted = usize::try_from(left.state("bytes").1).expect("it is the length of a file");
    assert!(0 < noted && noted <= part.len() && left.earlier.0.len() < noted, "{noted} of {}", part.len());
    let changed = |at: usize, by: u8| {
        let mut bytes = part.clone();
        bytes[at] ^= by;
        bytes
    };
    let swapped = || {
        let mut lines: Vec<&[u8]> = part.split_inclusive(|&byte| byte == b'\n').collect();
        lines.swap(2, 3);
        lines.concat()
    };
    let other = "it does not hold what the run wrote";
    let (short, not_so) = ("it is shorter than the run left it", "it is not as the run left it");
    type Content = Option<Vec<u8>>;
    let ways: Vec<(&str, Content, Content, Then)> = vec![
        ("nothing", Some(part.clone()), Some(journal.clone()), Whole),
        ("a digit of the first record", Some(changed(30, 1)), Some(journal.clone()), Refused("part", other)),
        ("a bit in the middle", Some(changed(noted / 2, 4)), Some(journal.clone()), Refused("part", other)),
        ("the last byte noted", Some(changed(noted - 1, 1)), Some(journal.clone()), Refused("part", other)),
        ("two records swapped", Some(swapped()), Some(journal.clone()), Refused("part", other)),
        ("the file cut", Some(part[..noted - 1].to_vec()), Some(journal.clone()), Refused("part", short)),
        ("the file emptied", Some(Vec::new()), Some(journal.clone()), Refused("part", short)),
        ("the file gone", None, Some(journal.clone()), Whole),
        ("cut to what is noted", Some(part[..noted].to_vec()), Some(journal.clone()), Whole),
        ("records added", Some([part, &whole[..500]].concat()), Some(journal.clone()), Whole),
        ("half a record added", Some([&part[..noted], b"{\"id\""].concat()), Some(journal.clone()), Whole),
        ("a byte put in", Some([b" ", &part[..]].concat()), Some(journal.clone()), Refused("part", other)),
        (
            "the file of another run",
            Some([&left.other[..], &whole].concat()),
            Some(journal.clone()),
            Refused("part", other),
        ),
        ("an earlier file", Some(left.earlier.0.clone()), Some(journal.clone()), Refused("part", short)),
        ("an earlier journal", Some(part.clone()), Some(left.earlier.1.clone()), Whole),
        (
            "fewer bytes noted",
            Some(part.clone()),
            Some(left.counting("bytes", |n| n - 7)),
            Refused("part.resume", not_so),
        ),
        ("no bytes noted", Some(part.clone()), Some(left.counting("bytes", |_| 0)), Refused("part.resume", not_so)),
        (
            "more bytes noted",
            Some(whole.clone()),
            Some(left.counting("bytes", |n| n + 9)),
            Refused("part.resume", not_so),
        ),
        ("more queries", Some(part.clone()), Some(left.counting("queries", |n| n + 1)), Refused("part.resume", not_so)),
        (
            "fewer queries",
            Some(part.clone()),
            Some(left.counting("queries", |n| n - 1)),
            Refused("part.resume", not_so),
        ),
        ("fewer failed", Some(part.clone()), Some(left.counting("failed", |_| 0)), Refused("part.resume", not_so)),
        ("other hits", Some(part.clone()), Some(left.counting("hits", |n| n * 2)), Refused("part.resume", not_so)),
        (
            "no mark",
            Some(part.clone()),
            Some(left.saying("\"mark\":\"", "\"mark\":null,\"m\":\"")),
            Refused("part.resume", not_so),
        ),
        (
            "another option noted",
            Some(part.clone()),
            Some(left.saying("\"limit\":10", "\"limit\":11")),
            Refused("part.resume", not_so),
        ),
        (
            "the journal cut",
            Some(part.clone()),
            Some(journal[..journal.len() / 2].to_vec()),
            Refused("part.resume", not_so),
        ),
        ("the journal emptied", Some(part.clone()), Some(Vec::new()), Refused("part.resume", not_so)),
        ("the journal gone", Some(part.clone()), None, Refused("part", "there is no part.resume")),
        (
            "words after the journal",
            Some(part.clone()),
            Some([journal, &b"{}"[..]].concat()),
            Refused("part.resume", not_so),
        ),
        ("a journal of zeros", Some(part.clone()), Some(vec![0; journal.len()]), Refused("part.resume", not_so)),
        (
            "the journal of another run",
            Some(part.clone()),
            Some(left.others_journal.clone()),
            Refused("part", "the run that is to be resumed had another options"),
        ),
        (
            "all of another run",
            Some(left.other.clone()),
            Some(left.others_journal.clone()),
            Refused("part", "the run that is to be resumed had another options"),
        ),
    ];
    for (way, file, journal, then) in ways {
        for (name, bytes) in [("part", &file), ("part.resume", &journal)] {
            let _ = fs::remove_file(place.path(name));
            bytes.iter().for_each(|bytes| place.write(name, bytes));
        }
        let resumed = place.run("batch queries.txt -o part --resume").status(2);
        let now = |name: &str| fs::read(place.path(name)).ok();
        match then {
            Whole => {
                assert!(now("part").as_ref() == Some(&whole), "{way}: another result\n{}", resumed.shown());
                assert!(now("part.resume").is_none(), "{way}");
            }
            Refused(name, why) => {
                resumed.stderr_has(&format!("{name}: ")).stderr_has(why).stderr_has(ANEW);
                assert!(now("part") == file && now("part.resume") == journal, "{way}: something was changed");
            }
        }
    }
}

#[test]
fn a_file_or_journal_that_is_none_is_refused() {
    let place = place();
    killed(&place, "batch queries.txt -o part", "part");
    let journal = fs::read(place.path("part.resume")).expect("the killed run left it");
    place.remove("part.resume");
    fs::create_dir(place.path("part.resume")).expect("a folder can be made");
    place.run("batch queries.txt -o part --resume").status(2).stderr_has("part.resume: it is not as the run left it");
    fs::remove_dir(place.path("part.resume")).expect("it is empty");
    place.write("part.resume", journal);
    place.remove("part");
    fs::create_dir(place.path("part")).expect("a folder can be made");
    for line in ["batch queries.txt -o part --resume", "batch queries.txt -o part"] {
        place.run(line).status(2).stderr_has("part: it is not a regular file");
    }
}

#[test]
fn only_the_same_run_is_resumed() {
    let place = place();
    killed(&place, "batch queries.txt -o part", "part");
    let before = fs::read(place.path("part")).expect("it was begun");
    let refused = |line: &str, why: &str| {
        place.run(line).status(2).stderr_has(why).stderr_has(ANEW);
        assert!(fs::read(place.path("part")).expect("it is there") == before, "{line}");
    };
    refused("batch queries.txt -o part --resume -n 3", "part: the run that is to be resumed had another options");
    refused("batch queries.txt -o part --resume --strict", "part: the run that is to be resumed had another options");
    let of_others = "the queries are not those of the run that is to be resumed";
    place.write("others.txt", format!("new\tquery\n{}", queries(4_000)));
    refused("batch others.txt -o part --resume", of_others);
    place.write("few.txt", "one\n");
    refused("batch few.txt -o part --resume", of_others);
    // What could not be read of a query stands in its record too.
    place.write("broken.txt", queries(4_000).replacen("{broken", "{\"query\": 3}", 1));
    refused("batch broken.txt -o part --resume", of_others);
    place.write("options.txt", queries(4_000).replacen("\"all\": true", "\"all\": false", 1));
    refused("batch options.txt -o part --resume", of_others);
    fs::rename(place.path("corpus"), place.path("reports")).expect("it is there");
    place.run("index --moved corpus reports").status(0);
    refused("batch queries.txt -o part --resume", "another folder");
    place.write("reports/new.txt", "A new letter on drift.\n");
    place.run("index").status(0);
    refused("batch queries.txt -o part --resume", "had another folder, index;");
    place.write("part.resume", "{}");
    refused("batch queries.txt -o part --resume", "part.resume: it is not as the run left it");
    place.run("batch few.txt -o part").status(1);
    assert_eq!(fs::read_to_string(place.path("part")).expect("it is there").lines().count(), 1);
}

#[test]
fn nothing_that_is_read_is_written_over() {
    let place = place();
    place.write("few.txt", "drift\n");
    for line in [
        "batch few.txt -o few.txt",
        "batch few.txt -o ./few.txt",
        "batch few.txt --manifest few.txt",
        "batch few.txt -o out --manifest out",
    ] {
        place.run(line).status(2).stderr_has("it is read or written already");
    }
    assert_eq!(fs::read_to_string(place.path("few.txt")).expect("it is there"), "drift\n");
    place.run("batch few.txt --resume").status(2).stderr_has("--output");
    place.run("batch few.txt -o nowhere/out").status(2).stderr_has("nowhere/out");
}

#[test]
fn a_manifest_says_what_a_run_stood_on() {
    let place = place();
    place.write("few.txt", "drift\n{\"query\": 3}\nunheard\n");
    place.run("batch few.txt -n 4 --manifest first.json").status(2);
    place.run("batch few.txt -n 4 --manifest second.json -j 1").status(2);
    let read = |name: &str| -> serde_json::Value {
        serde_json::from_slice(&fs::read(place.path(name)).expect("it was written")).expect("it is JSON")
    };
    let first = read("first.json");
    assert_eq!(first, read("second.json"));
    assert_eq!(
        (&first["schema"], &first["options"]["limit"], &first["queries"]["path"]),
        (&1.into(), &4.into(), &"few.txt".into())
    );
    assert_eq!(
        first["counts"],
        serde_json::json!({"queries": 3, "failed": 1, "with_hits": 1, "hits": 1, "repeated_ids": 0})
    );
    assert_eq!(
        first["queries"]["blake3"].as_str(),
        Some(blake3::hash(b"drift\n{\"query\": 3}\nunheard\n").to_hex().as_str())
    );

    // The same reports elsewhere give the same fingerprint, others another.
    let other = self::place();
    other.write("few.txt", "drift\n");
    other.run("batch few.txt --manifest first.json").status(0);
    let fingerprint = |place: &Place| {
        let text = fs::read(place.path("first.json")).expect("it was written");
        serde_json::from_slice::<serde_json::Value>(&text).expect("it is JSON")["index"]["fingerprint"].clone()
    };
    assert_eq!(fingerprint(&place), fingerprint(&other));
    other.write("corpus/new.txt", "A new letter on drift.\n");
    other.run("index").status(0);
    other.run("batch few.txt --manifest first.json").status(0);
    assert_ne!(fingerprint(&place), fingerprint(&other));
}
