//! Counts for many queries, read from stdin a line each and answered on all cores by one index.
//!
//! ```text
//! findings index corpus --index tour
//! printf 'neglect\nearly help\n' | cargo run --example many_queries -- tour
//! ```

use std::env;
use std::error::Error;
use std::io::{self, BufRead, Write};

use findings::{Counts, Index, MatchLevel, SearchError};
use rayon::prelude::*;

fn main() -> Result<(), Box<dyn Error>> {
    let folder = env::args().nth(1).ok_or("name the folder of an index")?;
    let index = Index::open(folder)?;
    let queries: Vec<String> = io::stdin().lock().lines().collect::<Result<_, _>>()?;
    let counts: Vec<Counts> = queries
        .par_iter()
        .map(|text| index.count(&index.parse(text).query, MatchLevel::Inflected))
        .collect::<Result<_, SearchError>>()?;

    let mut out = io::stdout().lock();
    for (text, counts) in queries.iter().zip(counts) {
        writeln!(
            out,
            "{text}: {} passages in {} reports of {} authorities",
            counts.passages, counts.reports, counts.authorities
        )?;
    }
    Ok(())
}
