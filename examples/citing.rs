//! References to the passages that a query finds, in BibTeX, for a reference manager.
//!
//! ```text
//! findings index corpus --index tour
//! cargo run --example citing -- tour '"care leavers"' > leavers.bib
//! ```

use std::env;
use std::error::Error;
use std::io;

use findings::{CitationWriter, CiteStyle, Index, Request};

fn main() -> Result<(), Box<dyn Error>> {
    let folder = env::args().nth(1).ok_or("name the folder of an index")?;
    let query = env::args().nth(2).ok_or("and a query")?;
    let index = Index::open(folder)?;
    let parsed = index.parse(&query);
    let answer = index.results(&Request::new(&parsed.query).limit(5))?;
    let mut out = io::stdout().lock();
    // Reports that have no address of their own get this one.
    let address = "https://reports.example.org/{report}#page={page}".to_owned();
    let mut citations = CitationWriter::new(CiteStyle::Bibtex, Some(address));
    for hit in answer.hits {
        let hit = hit?;
        let short_id = index.short_id(&hit.report)?;
        citations.write(&mut out, &hit.report, short_id.as_deref(), Some(&hit.passage))?;
    }
    Ok(citations.finish(&mut out)?)
}
