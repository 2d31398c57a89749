//! The arguments of `mcp`.

use std::path::PathBuf;

use clap::Args as ClapArgs;

use crate::asking::seconds;

/// The default limit of a search, in seconds: an assistant waits less than a person.
const TIMEOUT: f64 = 20.0;

/// Answer assistants by the Model Context Protocol, over standard input and output
///
/// An assistant starts this by itself, from its configuration. It can search, read, count, follow a matter through time,
/// check quotations and cite; it changes nothing. Each request is answered from the newest state of the index.
#[derive(Debug, ClapArgs)]
#[command(after_help = "\
Examples:
  findings mcp --index /home/me/reports/index
  findings mcp --index /home/me/reports/index --lexicon /home/me/lexicon.toml

`findings help agents` has the configuration of the usual assistants.")]
pub(in crate::cli) struct McpArgs {
    /// Lexicon of acronyms and variants [default: $FINDINGS_LEXICON, else ./lexicon.toml if it exists]
    #[arg(long, value_name = "FILE")]
    pub(in crate::cli) lexicon: Option<PathBuf>,
    /// Stop a search after this time
    #[arg(long, value_name = "SECONDS", default_value_t = TIMEOUT, value_parser = limit)]
    pub(in crate::cli) timeout: f64,
}

/// A time that has an end: an assistant may not be there to end a search.
fn limit(text: &str) -> Result<f64, String> {
    const MAX_SECONDS: f64 = 3_600.0;
    let seconds = seconds(text)?;
    if seconds > 0.0 && seconds <= MAX_SECONDS { Ok(seconds) } else { Err("not a time up to an hour".to_owned()) }
}
