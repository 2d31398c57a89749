//! What a query finds that it had not found when this program was last run.
//!
//! ```text
//! findings index corpus --index tour
//! cargo run --example news -- tour seen.json '"care leavers"'
//! ```

use std::env;
use std::error::Error;
use std::fs;
use std::io::{self, Write};

use findings::{Index, Request, Seen};

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = env::args().skip(1);
    let (Some(folder), Some(file), Some(text)) = (arguments.next(), arguments.next(), arguments.next()) else {
        return Err("name the folder of an index, a file for what was seen, and a query".into());
    };
    let seen = match fs::read_to_string(&file) {
        Ok(kept) => serde_json::from_str(&kept)?,
        Err(error) if error.kind() == io::ErrorKind::NotFound => Seen::default(),
        Err(error) => return Err(error.into()),
    };
    let index = Index::open(folder)?;
    let query = index.parse(&text).query;
    let (answer, news, seen) = index.news(&Request::new(&query).limit(None), &seen)?;

    let mut out = io::stdout().lock();
    for one in &news {
        writeln!(out, "{} {}: {}", one.novelty.as_str(), one.hit.report.id, one.hit.passage.text)?;
    }
    writeln!(out, "{} of {} passages are news", news.len(), answer.matched.passages)?;
    fs::write(file, serde_json::to_string(&seen)?)?;
    Ok(())
}
