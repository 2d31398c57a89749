//! Reading takes time in proportion to the text, whatever the text is: of files of one repeated unit, one that is eight
//! times as long takes about eight times as long. What takes time by the square of it takes sixty-four times as long.
//!
//! Only what this program does itself is looked at; the crates that parse have a process and a limit of their own.
//! `tests/hostile/run` does the same with files of megabytes, and with those crates.

use std::hint::black_box;
use std::time::{Duration, Instant};

use findings::extract::extract;
use findings::inside::acronyms;
use findings::layout::layout;
use findings::metadata::{self, Rules};

/// The shorter text; the longer one is so many times as long, and may take so many times as much time.
const BYTES: usize = 4 << 10;
const LONGER: usize = 8;
const MOST: u32 = 24;
/// Times below this are mostly noise.
const FASTEST: Duration = Duration::from_micros(500);
/// Other programs only ever make a run slower, so the fastest of several counts.
const TRIES: usize = 5;

/// The time that it takes to read a file and to make of it what the index takes.
fn time(name: &str, text: &str, rules: &Rules) -> Duration {
    let begun = Instant::now();
    // What is refused is soon done with.
    for document in extract(name, text.as_bytes()).into_iter().flatten().flatten() {
        let passages = layout(&document);
        black_box(metadata::read(&document, &passages, &[], rules));
        for passage in &passages {
            black_box(acronyms(&passage.text));
        }
    }
    begun.elapsed()
}

fn repeated(unit: &str, bytes: usize) -> String {
    unit.repeat(bytes / unit.len() + 1)
}

/// The units of `tests/hostile/units.txt`, a JSON string a line.
fn units() -> Vec<String> {
    let lines = include_str!("../hostile/units.txt").lines();
    lines.map(|line| serde_json::from_str(line).expect("a JSON string")).collect()
}

#[test]
fn time_grows_with_the_length_of_a_text() {
    let rules = Rules::built_in();
    let mut steep = Vec::new();
    for unit in units() {
        let texts = [BYTES, BYTES * LONGER].map(|bytes| repeated(&unit, bytes));
        let mut fastest = [Duration::MAX; 2];
        for _ in 0..TRIES {
            for (fastest, text) in fastest.iter_mut().zip(&texts) {
                *fastest = time("a.txt", text, &rules).min(*fastest);
            }
            if fastest[1] <= fastest[0].max(FASTEST) * MOST {
                break;
            }
        }
        if fastest[1] > fastest[0].max(FASTEST) * MOST {
            steep.push(format!("{unit:?}: {:?} and {:?}", fastest[0], fastest[1]));
        }
    }
    assert!(steep.is_empty(), "texts {LONGER} times as long take far longer than that:\n{}", steep.join("\n"));
}
