//! How the program starts on Linux: a search, which is over within milliseconds, does not wait for what it does not need.
//!
//! - Without what Rust prepares before `main`: it reads the map of the process's memory, to tell a stack that overflows
//!   from other faults. What else it does and is needed, is done here.
//! - Without the library of mathematics, which would be searched for, mapped and bound: the few functions of it that are
//!   asked for stand below. So a score is the same wherever it is worked out.

#![expect(unsafe_code, reason = "these names mean something to the linker, and the system has no other way in")]

use std::ffi::{c_char, c_int};
use std::fs::File;
use std::io::{self, Write};
use std::os::fd::AsRawFd;
use std::{mem, panic};

/// The status after a panic.
const PANICKED: c_int = 101;

#[unsafe(no_mangle)]
extern "C" fn main(_count: c_int, _arguments: *const *const c_char) -> c_int {
    open_standard_streams();
    // Who writes to a closed pipe is told so instead.
    // SAFETY: no other thread runs yet, and the signal gets no handler.
    unsafe { libc::signal(libc::SIGPIPE, libc::SIG_IGN) };
    let status = panic::catch_unwind(findings::cli::main).map_or(PANICKED, c_int::from);
    // What cannot be written now, at the very end, has nowhere else to go.
    let _ = io::stdout().flush();
    status
}

/// Where the program was started without input, output or errors, no file that it opens shall be taken for them.
fn open_standard_streams() {
    while let Ok(file) = File::options().read(true).write(true).open("/dev/null") {
        if file.as_raw_fd() > libc::STDERR_FILENO {
            break;
        }
        mem::forget(file);
    }
}

macro_rules! mathematics {
    ($($name:ident($($x:ident),*) of $number:ty;)*) => {
        $(#[unsafe(no_mangle)]
        extern "C" fn $name($($x: $number),*) -> $number {
            libm::$name($($x),*)
        })*
    };
}

mathematics! {
    exp(x) of f64;
    log(x) of f64;
    log2(x) of f64;
    pow(x, y) of f64;
    sin(x) of f64;
    atan2f(y, x) of f32;
    hypotf(x, y) of f32;
    log2f(x) of f32;
    logf(x) of f32;
}

#[unsafe(no_mangle)]
extern "C" fn sincosf(x: f32, sine: &mut f32, cosine: &mut f32) {
    (*sine, *cosine) = libm::sincosf(x);
}
