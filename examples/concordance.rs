//! What is around a phrase: a line for each place, the words that go with it, and how evenly it is spread.
//!
//! ```text
//! findings index corpus --index tour
//! cargo run --example concordance -- tour '"care leavers"'
//! ```

use std::env;
use std::error::Error;
use std::io::{self, Write};

use findings::{Index, LineOrder, NthWord, Request};

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = env::args().skip(1);
    let (Some(folder), Some(text)) = (arguments.next(), arguments.next()) else {
        return Err("name the folder of an index and a query".into());
    };
    let index = Index::open(folder)?;
    let query = index.parse(&text).query;
    let request = Request::new(&query).limit(10);
    let mut out = io::stdout().lock();

    let (_, lines) = index.concordance(&request, LineOrder::Word(NthWord::Right(1)), 30)?;
    for line in lines {
        let line = line?;
        writeln!(out, "{:>30}{}{}", line.left, line.matched, line.right)?;
    }

    let (_, found) = index.collocates(&request, 5, 3)?;
    for one in found.collocates.iter().take(10) {
        writeln!(out, "{}\t{} of {}\t{:.1}", one.word, one.together, one.total, one.log_likelihood)?;
    }

    let (_, divisions) = index.dispersion(&request)?;
    for division in divisions {
        let dispersion = division.dispersion;
        writeln!(out, "by {}: in {} of {} parts", division.by, dispersion.range(), dispersion.parts.len())?;
    }
    Ok(())
}
