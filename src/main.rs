//! The program: a command line in, an exit status out.

use std::process::ExitCode;

fn main() -> ExitCode {
    findings::inside::main().into()
}
