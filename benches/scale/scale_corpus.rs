//! A corpus of any size, to see how findings grows with it: text reports that are invented, and of which it is known
//! what some queries must find.
//!
//! ```text
//! cargo bench --bench scale_corpus -- FOLDER --mb 500 --seed 1
//! ```
//!
//! writes so many million bytes of reports to FOLDER, which must be new or empty, and `facts.json` beside them (in
//! FOLDER, where it is not read as a report); it prints the facts too. The same seed and size give the same bytes.
//! Words follow each other as in the sample corpus, with invented ones between them (invented.rs); layouts are those
//! of the sample corpus; authorities are those of the register. `benches/scale/run` measures over such corpora.

mod invented;
mod kinds;
mod planted;
mod random;
mod report;
mod sample;
mod sheet;

use std::collections::BTreeMap;
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use anyhow::{Context, bail, ensure};
use rayon::prelude::*;
use serde::Serialize;

use planted::{Among, Plant, checks};
use random::Random;
use report::Written;
use sample::Sample;

/// Reports in one folder.
const TOGETHER: usize = 1000;
const USAGE: &str = "scale_corpus FOLDER [--mb N] [--seed N]";

fn main() -> anyhow::Result<()> {
    let Some(Arguments { folder, megabytes, seed }) = arguments()? else { return Ok(()) };
    fs::create_dir_all(&folder).with_context(|| folder.display().to_string())?;
    ensure!(fs::read_dir(&folder)?.next().is_none(), "{}: the folder is not empty", folder.display());
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let sample = Sample::of(&root.join("corpus"))?;
    let authorities = authorities(&root.join("src/metadata/authorities.csv"))?;
    let sizes = sizes(megabytes * 1_000_000, seed);
    for number in 0..sizes.len().div_ceil(TOGETHER) {
        fs::create_dir(folder.join(format!("{number:03}")))?;
    }
    let reports: Vec<Told> = sizes
        .par_iter()
        .enumerate()
        .map(|(number, size)| {
            let written = report::write(&sample, &authorities, seed, number as u64, *size);
            let name = format!("{:03}/{number:06}.txt", number / TOGETHER);
            fs::write(folder.join(&name), &written.text).context(name)?;
            Ok(Told::of(written))
        })
        .collect::<anyhow::Result<_>>()?;
    let facts = serde_json::to_string_pretty(&facts(seed, &authorities, &reports))? + "\n";
    fs::write(folder.join("facts.json"), &facts)?;
    io::stdout().write_all(facts.as_bytes())?;
    Ok(())
}

struct Arguments {
    folder: PathBuf,
    megabytes: usize,
    seed: u64,
}

/// Nothing where no folder is named: so `cargo bench` and `cargo test --benches` go on to the next.
fn arguments() -> anyhow::Result<Option<Arguments>> {
    let (mut folder, mut megabytes, mut seed) = (None, 10, 1);
    let mut given = std::env::args().skip(1);
    while let Some(argument) = given.next() {
        match argument.as_str() {
            // What cargo adds.
            "--bench" | "--test" => {}
            "--mb" => megabytes = given.next().context(USAGE)?.parse().context("--mb needs a number")?,
            "--seed" => seed = given.next().context(USAGE)?.parse().context("--seed needs a number")?,
            _ if argument.starts_with('-') => bail!("{argument}: {USAGE}"),
            _ => folder = Some(PathBuf::from(argument)),
        }
    }
    Ok(folder.map(|folder| Arguments { folder, megabytes, seed }))
}

/// The sizes of as many reports as make up the whole.
fn sizes(bytes: usize, seed: u64) -> Vec<usize> {
    let mut random = Random::new(seed, u64::MAX);
    let (mut sizes, mut left) = (Vec::new(), bytes);
    while left > 0 {
        let size = report::size(&mut random).min(left);
        left -= size;
        sizes.push(size);
    }
    sizes
}

/// Name and official name of every authority that still is one. Names turned around ("Somewhere, City of") are left
/// out, as nobody would print them so.
fn authorities(register: &Path) -> anyhow::Result<Vec<(String, String)>> {
    let mut rows = csv::Reader::from_path(register).with_context(|| register.display().to_string())?;
    let rows = rows.records().collect::<Result<Vec<_>, _>>()?;
    let present = rows.iter().filter(|row| row[7].is_empty() && !row[2].contains(','));
    Ok(present.map(|row| (row[2].to_owned(), row[3].to_owned())).collect())
}

/// What is kept of a report for the facts.
struct Told {
    bytes: usize,
    paragraphs: usize,
    words: usize,
    authority: String,
    kind: &'static str,
    year: usize,
    plants: Vec<Plant>,
}

impl Told {
    fn of(Written { text, made, plants, paragraphs, words }: Written) -> Told {
        Told {
            bytes: text.len(),
            paragraphs,
            words,
            kind: made.kind.name(),
            year: made.year,
            authority: made.authority,
            plants,
        }
    }

    fn is_among(&self, among: &Among) -> bool {
        match among {
            Among::All => true,
            Among::Authority(name) => *name == self.authority,
            Among::Kind(name) => *name == self.kind,
            Among::Since(year) => self.year >= *year,
        }
    }
}

#[derive(Serialize)]
struct Facts {
    seed: u64,
    bytes: usize,
    reports: usize,
    /// Paragraphs of running text; headings and the like are not counted.
    paragraphs: usize,
    /// Words of running text.
    words: usize,
    /// Reports of each kind, and of each year.
    kinds: BTreeMap<&'static str, usize>,
    years: BTreeMap<usize, usize>,
    queries: Vec<Fact>,
}

/// How many passages a query finds, and in how many reports.
#[derive(Serialize)]
struct Fact {
    name: &'static str,
    query: String,
    passages: usize,
    reports: usize,
}

fn facts(seed: u64, authorities: &[(String, String)], reports: &[Told]) -> Facts {
    let sum = |of: fn(&Told) -> usize| reports.iter().map(of).sum();
    let some = [&authorities[authorities.len() / 3].0, &authorities[authorities.len() / 2].0].map(String::as_str);
    let queries = checks(some).into_iter().map(|check| {
        let found = reports.iter().filter(|report| report.is_among(&check.among));
        let found = found.map(|report| report.plants.iter().filter(|plant| check.plants.contains(plant)).count());
        let found: Vec<usize> = found.filter(|passages| *passages > 0).collect();
        Fact { name: check.name, query: check.query, passages: found.iter().sum(), reports: found.len() }
    });
    Facts {
        seed,
        bytes: sum(|report| report.bytes),
        reports: reports.len(),
        paragraphs: sum(|report| report.paragraphs),
        words: sum(|report| report.words),
        kinds: counts(reports.iter().map(|report| report.kind)),
        years: counts(reports.iter().map(|report| report.year)),
        queries: queries.collect(),
    }
}

fn counts<T: Ord>(things: impl Iterator<Item = T>) -> BTreeMap<T, usize> {
    things.fold(BTreeMap::new(), |mut counts, thing| {
        *counts.entry(thing).or_default() += 1;
        counts
    })
}
