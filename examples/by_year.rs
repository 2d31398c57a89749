//! In how many reports of each year something is said, out of how many: a table for a chart.
//!
//! ```text
//! findings index corpus --index tour
//! cargo run --example by_year -- tour '"early help" OR "early support"'
//! ```

use std::env;
use std::error::Error;
use std::io::{self, Write};

use findings::{Facet, Grouping, Index, Request};

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = env::args().skip(1);
    let (Some(folder), Some(text)) = (arguments.next(), arguments.next()) else {
        return Err("name the folder of an index and a query".into());
    };
    let index = Index::open_for_one(folder)?;
    let year = Grouping::named("year", index.extra_fields()).ok_or("no such grouping")?;
    let query = index.parse(&text).query;
    let answer = index.count_by(&Request::new(&query).facets(vec![Facet::by(year)]))?;

    let mut out = io::stdout().lock();
    writeln!(out, "year\treports\tof\tper 10,000 words")?;
    for group in answer.facets.iter().flat_map(|facet| &facet.groups) {
        let year = group.values[0].as_deref().unwrap_or("undated");
        let (with, of) = (group.found.counts.reports, group.of.counts.reports);
        writeln!(out, "{year}\t{with}\t{of}\t{:.1}", group.per_10_000_words().unwrap_or(0.0))?;
    }
    Ok(())
}
