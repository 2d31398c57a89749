//! How the program is linked on Linux, so that a search, which is over within milliseconds, starts fast.
//!
//! - To a fixed address, which spares every start the time to adjust half a megabyte of tables to a random one.
//! - With the functions that a search runs side by side. They are a tenth of the program, and the system brings it in by
//!   pieces of 64 KiB, as they are asked for. `functions.ld` names them; `benches/start/functions` writes it. Where a
//!   name no longer stands for any function, that function stands where the linker puts it.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs};

fn main() {
    println!("cargo::rerun-if-changed=build");
    if variable("CARGO_CFG_TARGET_OS") != "linux" || variable("CARGO_CFG_TARGET_ENV") != "gnu" {
        return;
    }
    println!("cargo::rustc-link-arg-bins=-no-pie");
    let script = Path::new(&variable("CARGO_MANIFEST_DIR")).join("build/functions.ld");
    let order = format!("-Wl,-T,{}", script.display());
    if variable("OPT_LEVEL") == "3" && links_with(&order) {
        println!("cargo::rustc-link-arg-bins={order}");
    }
}

fn variable(name: &str) -> String {
    env::var(name).unwrap_or_default()
}

/// Whether the linker takes an argument: not every linker takes a script.
fn links_with(argument: &str) -> bool {
    let folder = PathBuf::from(variable("OUT_DIR"));
    let (source, program) = (folder.join("probe.rs"), folder.join("probe"));
    if fs::write(&source, "fn main() {}\n").is_err() {
        return false;
    }
    let mut rustc = Command::new(variable("RUSTC"));
    rustc.args(variable("CARGO_ENCODED_RUSTFLAGS").split('\x1f').filter(|flag| !flag.is_empty()));
    if let Ok(linker) = env::var("RUSTC_LINKER") {
        rustc.args(["-C", &format!("linker={linker}")]);
    }
    rustc.args(["--target", &variable("TARGET"), "-C", "link-arg=-no-pie", "-C", &format!("link-arg={argument}"), "-o"]);
    rustc.args([&program, &source]);
    rustc.output().is_ok_and(|done| done.status.success())
}
