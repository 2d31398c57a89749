//! A moment of each fuzz target, on any toolchain: samples are damaged by chance, the same ones each time, and the
//! target must come to an end with each. `FINDINGS_FUZZ_RUNS` says how many of them. What finds more, since it sees
//! which way the program took, is cargo-fuzz; `fuzz/README.md` says how to run it.

use std::collections::BTreeSet;
use std::fs;
use std::io::{Cursor, Read, Write};
use std::path::Path;
use std::sync::Arc;
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::thread;
use std::time::Duration;

use zip::write::SimpleFileOptions;
use zip::{ZipArchive, ZipWriter};

#[expect(unreachable_pub, reason = "the crate of the fuzz targets has them as its own")]
mod targets;

type Target = fn(&[u8]);

/// Each target, the samples that it begins with, and how many runs it has here.
const TARGETS: [(&str, Target, &[&str], u64); 6] = [
    ("archive", targets::archive, &["zip", "docx", "odt"], 2000),
    ("email", targets::email, &["eml"], 2000),
    ("office", targets::office, &["docx", "odt", "rtf"], 1000),
    ("pdf", targets::pdf, &["pdf"], 1000),
    ("query", targets::query, &["query"], 20_000),
    ("text", targets::text, &["txt", "md", "html", "jsonl"], 1000),
];

/// One run takes milliseconds; one that takes this long does not end.
const LONGEST_RUN: Duration = Duration::from_secs(180);

/// Queries of every sort.
const QUERIES: &str = "children's services -\"return home\"~3 (care OR =leavers)\nauthority:\"Port Callow\" date:2018..2020 plan*\n\
    (a b) NEAR/5 c NOT NEAR/s \"d e*\"\nsection:(help AND protection) PRE/3 wom?n~ AND NOT kind:inspection\n\
    0-25 s.47 2018/19 Ofsted? ((foo \" grade:good page:>=3";

/// As many numbers as are asked for, the same for the same seed (xorshift64*).
struct Chance(u64);

impl Chance {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        self.0.wrapping_mul(0x2545_f491_4f6c_dd1d)
    }

    /// A number below a limit that is not 0.
    fn below(&mut self, limit: usize) -> usize {
        let limit = u64::try_from(limit).expect("a length is one");
        usize::try_from((self.next() >> 11) % limit).expect("it is below a length")
    }
}

/// The samples of some formats, in the order of their names.
fn samples(formats: &[&str]) -> Vec<Vec<u8>> {
    if formats == ["query"] {
        return QUERIES.lines().map(|line| line.as_bytes().to_vec()).collect();
    }
    let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus");
    let files = walkdir::WalkDir::new(corpus).sort_by_file_name().into_iter().flatten();
    let files = files.filter(|file| {
        file.path().extension().and_then(|name| name.to_str()).is_some_and(|name| formats.contains(&name))
    });
    files.map(|file| fs::read(file.path()).expect("a sample can be read")).collect()
}

/// A sample with a few places damaged.
fn damaged(samples: &[Vec<u8>], chance: &mut Chance) -> Vec<u8> {
    let mut bytes = samples[chance.below(samples.len())].clone();
    // A part of a long text is as good as all of it, and takes less time.
    if bytes.len() > 8192 && std::str::from_utf8(&bytes).is_ok() {
        let start = chance.below(bytes.len() - 4096);
        bytes = bytes[start..start + 4096].to_vec();
    }
    // In a compressed file, most of what is changed from outside is refused before anything is read.
    if bytes.starts_with(b"PK\x03\x04") && chance.below(4) > 0 {
        return damaged_inside(&bytes, chance).unwrap_or(bytes);
    }
    for _ in 0..=chance.below(6) {
        damage(&mut bytes, samples, chance);
    }
    bytes
}

/// A zip archive with one of its files damaged, and sound otherwise.
fn damaged_inside(bytes: &[u8], chance: &mut Chance) -> zip::result::ZipResult<Vec<u8>> {
    let mut archive = ZipArchive::new(Cursor::new(bytes))?;
    let hurt = chance.below(archive.len());
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for number in 0..archive.len() {
        let mut member = archive.by_index(number)?;
        let (name, mut content) = (member.name().to_owned(), Vec::new());
        member.read_to_end(&mut content)?;
        if number == hurt {
            let whole = [content.clone()];
            (0..=chance.below(6)).for_each(|_| damage(&mut content, &whole, chance));
        }
        writer.start_file(name, SimpleFileOptions::default())?;
        writer.write_all(&content)?;
    }
    Ok(writer.finish()?.into_inner())
}

/// One place changed, taken out, doubled, moved, or filled with something of another sample.
fn damage(bytes: &mut Vec<u8>, samples: &[Vec<u8>], chance: &mut Chance) {
    const SIZES: [usize; 6] = [1, 1, 2, 9, 80, 900];
    if bytes.is_empty() {
        bytes.push(b'x');
    }
    let start = chance.below(bytes.len());
    let end = (start + SIZES[chance.below(SIZES.len())]).min(bytes.len());
    match chance.below(7) {
        0 => bytes[start] ^= 1 << chance.below(8),
        1 => bytes[start] = u8::try_from(chance.below(256)).expect("it is below 256"),
        2 => drop(bytes.drain(start..end)),
        3 => {
            let times = 1 + chance.below(20);
            let doubled = bytes[start..end].repeat(times);
            bytes.splice(start..start, doubled);
        }
        4 => {
            let moved: Vec<u8> = bytes.drain(start..end).collect();
            let to = chance.below(bytes.len() + 1);
            bytes.splice(to..to, moved);
        }
        5 => {
            let other = &samples[chance.below(samples.len())];
            let from = chance.below(other.len());
            let piece = other[from..].iter().take(end - start).copied();
            bytes.splice(start..start, piece);
        }
        _ => {
            let number = [&b"0"[..], b"-1", b"65536", b"4294967295", b"18446744073709551616"][chance.below(5)];
            let digits = bytes.iter().skip(start).position(u8::is_ascii_digit).map_or(start, |at| start + at);
            let after = bytes.iter().skip(digits).take_while(|byte| byte.is_ascii_digit()).count();
            bytes.splice(digits..digits + after, number.iter().copied());
        }
    }
}

/// Runs a target on damaged samples; keeps what a run did not come to its end with.
fn drive(name: &str) {
    let (_, target, formats, runs) = TARGETS.into_iter().find(|target| target.0 == name).expect("the table has it");
    let runs = std::env::var("FINDINGS_FUZZ_RUNS").map_or(runs, |runs| runs.parse().expect("it is a number"));
    let samples = Arc::new(samples(formats));
    assert!(!samples.is_empty(), "{name} has samples");
    let input =
        |samples: &[Vec<u8>], run: u64| damaged(samples, &mut Chance((run + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15)));
    let (done, ended) = channel();
    let theirs = Arc::clone(&samples);
    let worker = thread::Builder::new().name(name.to_owned()).stack_size(8 << 20).spawn(move || {
        for run in 0..runs {
            target(&input(&theirs, run));
            done.send(()).expect("somebody waits for it");
        }
    });
    worker.expect("a thread can be started");
    for run in 0..runs {
        let Err(error) = ended.recv_timeout(LONGEST_RUN) else { continue };
        let kept = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("fuzz-{name}-{run}"));
        fs::write(&kept, input(&samples, run)).expect("a file can be kept");
        let what = if error == RecvTimeoutError::Timeout { "does not end" } else { "panics" };
        panic!("{name} {what} with {}", kept.display());
    }
}

#[test]
fn archives() {
    drive("archive");
}

#[test]
fn emails() {
    drive("email");
}

#[test]
fn office_documents() {
    drive("office");
}

#[test]
fn pdf_files() {
    drive("pdf");
}

#[test]
fn queries() {
    drive("query");
}

#[test]
fn texts() {
    drive("text");
}

/// The targets are not in the package, only in the repository.
#[test]
fn every_target_is_driven() {
    let Ok(files) = fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/fuzz_targets")) else { return };
    let names = files.flatten().map(|file| file.file_name().to_string_lossy().replace(".rs", ""));
    assert_eq!(names.collect::<BTreeSet<_>>(), TARGETS.map(|target| target.0.to_owned()).into());
}
