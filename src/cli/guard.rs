//! The last net under a command's work on the index. Checksums find what is damaged before it is made sense of;
//! should tantivy still break off over what it reads, that is said like any other damage.

use std::panic::{self, AssertUnwindSafe, PanicHookInfo};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use crate::index::IndexError;

use super::exit::Exit;

/// What reads the index beneath our own code, as the paths of its source name it.
const READERS: [&str; 4] = ["tantivy", "ownedbytes", "bitpacking", "lz4_flex"];

/// Runs a command; where tantivy panics, the index at `folder` is damaged. Any other panic goes its way.
pub(super) fn guarded(folder: &Path, command: impl FnOnce() -> anyhow::Result<Exit>) -> anyhow::Result<Exit> {
    let (by_default, by_a_reader) = (panic::take_hook(), Arc::new(AtomicBool::new(false)));
    let noted = Arc::clone(&by_a_reader);
    panic::set_hook(Box::new(move |panic| {
        if is_of_a_reader(panic) {
            noted.store(true, Ordering::SeqCst);
        } else {
            by_default(panic);
        }
    }));
    panic::catch_unwind(AssertUnwindSafe(command)).unwrap_or_else(|panic| {
        if !by_a_reader.load(Ordering::SeqCst) {
            panic::resume_unwind(panic);
        }
        let said = panic.downcast_ref::<String>().map(String::as_str).or(panic.downcast_ref::<&str>().copied());
        let what = format!("reading it broke off: {}", said.unwrap_or("without a reason"));
        Err(IndexError::Damaged { path: folder.to_owned(), what }.into())
    })
}

fn is_of_a_reader(panic: &PanicHookInfo<'_>) -> bool {
    let file = panic.location().map_or("", |location| location.file());
    READERS.iter().any(|reader| file.contains(reader))
}
