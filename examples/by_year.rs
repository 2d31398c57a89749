//! In how many reports of each year something is said, out of how many: a table for a chart.
//!
//! ```text
//! findings index corpus --index tour
//! cargo run --example by_year -- tour '"early help" OR "early support"'
//! ```

use std::collections::BTreeMap;
use std::env;
use std::error::Error;
use std::io::{self, Write};

use findings::{Index, Report, Request, Unit};

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = env::args().skip(1);
    let (Some(folder), Some(text)) = (arguments.next(), arguments.next()) else {
        return Err("name the folder of an index and a query".into());
    };
    let index = Index::open(folder)?;
    let year = |report: &Report| {
        report.meta.date.map_or_else(|| "undated".to_owned(), |date| date.to_string()[..4].to_owned())
    };

    let mut years: BTreeMap<String, (u64, u64)> = BTreeMap::new();
    for report in index.reports()? {
        years.entry(year(&report)).or_default().1 += 1;
    }
    let query = index.parse(&text).query;
    let answer = index.results(&Request::new(&query).unit(Unit::Report).limit(None))?;
    for hit in answer.hits {
        years.entry(year(&hit?.report)).or_default().0 += 1;
    }

    let mut out = io::stdout().lock();
    writeln!(out, "year\treports\tof")?;
    for (year, (with, of)) in years {
        writeln!(out, "{year}\t{with}\t{of}")?;
    }
    Ok(())
}
