//! Whether quotations, a line each, are in the reports word for word.
//!
//! ```text
//! findings index corpus --index tour
//! echo 'Leaders listen to children' | cargo run --example quotations -- tour
//! ```

use std::env;
use std::error::Error;
use std::io::{self, BufRead, Write};
use std::time::Duration;

use findings::{DiffPiece, Index, Quotation};

fn main() -> Result<(), Box<dyn Error>> {
    let folder = env::args().nth(1).ok_or("name the folder of an index")?;
    let index = Index::open(folder)?;
    let everything = index.parse("*").query;
    let mut out = io::stdout().lock();
    for line in io::stdin().lock().lines() {
        let quotation = Quotation::parse(&line?);
        let checked = index.check_quotation(&quotation, &everything, Some(Duration::from_secs(10)))?;
        let id = checked.place.map(|place| format!("{}#{}", place.report.id, place.passages.0));
        writeln!(out, "{}\t{}", checked.verdict.as_str(), id.unwrap_or_default())?;
        for piece in checked.pieces {
            if let DiffPiece::Differs { typed, found } = piece {
                writeln!(out, "\t“{typed}” in the quotation, “{found}” in the report")?;
            }
        }
    }
    Ok(())
}
