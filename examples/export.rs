//! What a query finds, in a database of SQLite and as files of Parquet.
//!
//! ```text
//! findings index corpus --index tour
//! cargo run --example export -- tour '"care leavers"' leavers
//! ```

use std::env;
use std::error::Error;
use std::io::{self, Write};

use findings::{ExportFormat, Exporter, Index, Request};

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = env::args().skip(1);
    let (Some(folder), Some(text), Some(name)) = (arguments.next(), arguments.next(), arguments.next()) else {
        return Err("name the folder of an index, a query, and what to call the export".into());
    };
    let index = Index::open(folder)?;
    let query = index.parse(&text).query;
    let request = Request::new(&query);
    let mut out = io::stdout().lock();

    let to_database = Exporter::to_file(format!("{name}.db"))?;
    let to_folder = Exporter::to_folder(&name, ExportFormat::Parquet)?;
    for exporter in [to_database, to_folder] {
        let exported = exporter.replace(true).run(&index, &request)?;
        let found = exported.answer.matched;
        writeln!(out, "{} passages of {} reports, {} bytes:", found.passages, exported.reports, exported.bytes)?;
        for file in exported.files {
            writeln!(out, "  {}", file.display())?;
        }
    }
    Ok(())
}
