//! What reports on each authority say of something through time, and what two of them have in common.
//!
//! ```text
//! findings index corpus --index tour
//! cargo run --example comparing -- tour '"care leavers"'
//! ```

use std::env;
use std::error::Error;
use std::io::{self, Write};

use findings::{Index, Request, SimilarRequest};

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = env::args().skip(1);
    let (Some(folder), Some(text)) = (arguments.next(), arguments.next()) else {
        return Err("name the folder of an index and a query".into());
    };
    let index = Index::open(folder)?;
    let query = index.parse(&text).query;
    let request = Request::new(&query);
    let mut out = io::stdout().lock();

    let (_, trails) = index.trails(&request, &query.filters())?;
    for trail in &trails {
        writeln!(out, "{}", trail.authority.as_deref().unwrap_or("authority unknown"))?;
        for entry in &trail.entries {
            writeln!(out, "  {}: {} passages, {} gone", entry.report.id, entry.mentions.len(), entry.gone.len())?;
        }
        if let [first, second, ..] = trail.entries.as_slice() {
            let comparison = index.compare(&first.report, &second.report)?;
            writeln!(out, "  {} changes from the first to the second", comparison.changes.len())?;
        }
    }

    let (_, last) = index.last_mentions(&request)?;
    for one in &last {
        let similar = index.similar(&SimilarRequest::new(&one.hit.passage.text))?;
        writeln!(out, "{}: {} nearly the same", one.hit.passage.text, similar.nearly_the_same.len())?;
    }
    Ok(())
}
