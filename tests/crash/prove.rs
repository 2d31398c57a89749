//! Proves by sums that indexes find what they store: `cargo bench --bench prove -- INDEX ...`. Without any it does nothing.

use std::io::{self, Write};
use std::path::Path;
use std::process::ExitCode;

use findings::inside::prove_by_sums;

fn main() -> io::Result<ExitCode> {
    let mut ended = ExitCode::SUCCESS;
    for index in std::env::args().skip(1).filter(|argument| !argument.starts_with("--")) {
        let differences = prove_by_sums(Path::new(&index)).unwrap_or_else(|error| vec![error.to_string()]);
        for what in differences {
            ended = ExitCode::FAILURE;
            writeln!(io::stdout(), "{index}: {what}")?;
        }
    }
    Ok(ended)
}
