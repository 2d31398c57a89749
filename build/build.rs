//! How the program is linked on Linux, so that a search, which is over within milliseconds, starts fast.
//!
//! - To a fixed address, which spares every start the time to adjust half a megabyte of tables to a random one.
//! - With what unwinds the stack after a panic, instead of libgcc's shared library, which has to be found and mapped and
//!   asks the processor for its features. GCC's licence excepts its runtime, of which every program has a part.
//! - With the functions that a search runs side by side. They are a tenth of the program, and the system brings it in by
//!   pieces of 64 KiB, as they are asked for. `functions.ld` names them; `benches/start/functions` writes it. Where a
//!   name no longer stands for any function, that function stands where the linker puts it. The names are of the newer
//!   kind (v0), for which `.cargo/config.toml` asks: those of the older kind say what a function is made for by a hash
//!   only, and many a function has the same name then.

use std::path::PathBuf;
use std::process::Command;
use std::{env, fs};

fn main() {
    println!("cargo::rerun-if-changed=build");
    if variable("CARGO_CFG_TARGET_OS") != "linux" || variable("CARGO_CFG_TARGET_ENV") != "gnu" {
        return;
    }
    println!("cargo::rustc-link-arg-bins=-no-pie");
    if variable("OPT_LEVEL") == "3" {
        // What the linker is given lies with what is built: Cargo keeps these arguments when the sources have moved.
        let order = out().join("functions.ld");
        if fs::copy("build/functions.ld", &order).is_ok() {
            link_if_possible(&format!("-Wl,-T,{}", order.display()));
        }
        let folder = out().join("libraries");
        // In place of the shared library; a linker takes such a file as one.
        let unwinding =
            fs::create_dir_all(&folder).and_then(|()| fs::write(folder.join("libgcc_s.so"), "INPUT(-lgcc_eh -lgcc)\n"));
        if unwinding.is_ok() {
            link_if_possible(&format!("-L{}", folder.display()));
        }
    }
}

fn variable(name: &str) -> String {
    env::var(name).unwrap_or_default()
}

fn out() -> PathBuf {
    PathBuf::from(variable("OUT_DIR"))
}

/// Gives the linker an argument, if a program of nothing can be linked with it: not every linker takes a script.
fn link_if_possible(argument: &str) {
    let (source, program) = (out().join("probe.rs"), out().join("probe"));
    let mut rustc = Command::new(variable("RUSTC"));
    rustc.args(variable("CARGO_ENCODED_RUSTFLAGS").split('\x1f').filter(|flag| !flag.is_empty()));
    if let Ok(linker) = env::var("RUSTC_LINKER") {
        rustc.arg(format!("-Clinker={linker}"));
    }
    rustc.args(["-Clink-arg=-no-pie", &format!("-Clink-arg={argument}"), "--target", &variable("TARGET"), "-o"]);
    rustc.args([&program, &source]);
    if fs::write(&source, "fn main() {}\n").is_ok() && rustc.output().is_ok_and(|done| done.status.success()) {
        println!("cargo::rustc-link-arg-bins={argument}");
    }
}
