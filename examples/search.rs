//! Indexes a folder of reports and prints the best passages for a query, with their authority and date.
//!
//! ```text
//! cargo run --example search -- corpus '"return home interviews" date:>=2019'
//! ```

use std::env;
use std::error::Error;
use std::io::{self, Write};

use findings::{Index, Indexer, Request};

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = env::args().skip(1);
    let (Some(reports), Some(text)) = (arguments.next(), arguments.next()) else {
        return Err("name a folder of reports and a query".into());
    };
    let folder = env::temp_dir().join(format!("findings-example-{}", std::process::id()));
    Indexer::new(&folder).path(&reports).run()?;

    let index = Index::open(&folder)?;
    let parsed = index.parse(&text);
    let mut out = io::stdout().lock();
    for remark in &parsed.diagnostics {
        writeln!(out, "{}", remark.render(&text))?;
    }
    let answer = index.results(&Request::new(&parsed.query).limit(5))?;
    writeln!(out, "{} of {} passages", answer.matched.passages, answer.total.passages)?;
    for hit in answer.hits {
        let hit = hit?;
        let authority = hit.report.meta.authority.as_deref().unwrap_or("unknown authority");
        let date = hit.report.meta.date.map_or_else(|| "undated".to_owned(), |date| date.to_string());
        writeln!(out, "\n{} · {authority} · {date} · {}#{}", hit.rank, hit.report.id, hit.passage.ordinal)?;
        writeln!(out, "{}", hit.passage.text)?;
    }
    std::fs::remove_dir_all(&folder)?;
    Ok(())
}
