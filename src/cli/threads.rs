//! How many threads work at once: as many as were asked for, as far as that makes sense.

use std::io::{self, Write};

use crate::indexer::cores;

/// More than this many would only take each other's place on the cores.
fn most() -> usize {
    (4 * cores()).max(64)
}

/// As many threads as were asked for, or the most that are started, which is said.
pub(super) fn bounded(asked: usize, quiet: bool, err: &mut dyn Write) -> io::Result<usize> {
    let most = most();
    if asked > most && !quiet {
        writeln!(err, "{asked} threads are more than {} cores can use: {most} are started", cores())?;
    }
    Ok(asked.clamp(1, most))
}

/// Makes the pool that reads files.
pub(super) fn make_pool(threads: usize) {
    // A second pool cannot be made, and need not be: the first is as large as it may be.
    let _ = rayon::ThreadPoolBuilder::new().num_threads(threads).build_global();
}

/// Makes that pool where the environment would have it too large. Otherwise it is made when it is needed.
pub(super) fn bound_pool() {
    let asked = |name: &str| std::env::var(name).ok()?.parse::<usize>().ok();
    // The names that the pool's makers gave them, the second one long ago.
    if ["RAYON_NUM_THREADS", "RAYON_RS_NUM_CPUS"].into_iter().filter_map(asked).any(|asked| asked > most()) {
        make_pool(most());
    }
}
