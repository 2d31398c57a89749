//! The number of threads, within sensible limits.

use std::io::{self, Write};

use crate::indexer::cores;

/// More threads than this would only compete for the cores.
fn max_threads() -> usize {
    (4 * cores()).max(64)
}

/// The number of threads asked for, or the maximum with a remark.
pub(super) fn clamped(asked: usize, quiet: bool, err: &mut dyn Write) -> io::Result<usize> {
    let max = max_threads();
    if asked > max && !quiet {
        writeln!(err, "{asked} threads are more than {} cores can use: {max} are started", cores())?;
    }
    Ok(asked.clamp(1, max))
}

/// Creates the pool that reads files.
pub(super) fn make_pool(threads: usize) {
    // A second pool is impossible and unnecessary: the first is as large as allowed.
    let _ = rayon::ThreadPoolBuilder::new().num_threads(threads).build_global();
}

/// Creates that pool if the environment would make it too large. Otherwise it is created on first use.
pub(super) fn cap_pool() {
    let asked = |name: &str| std::env::var(name).ok()?.parse::<usize>().ok();
    // The names that the pool's makers gave them, the second one long ago.
    if ["RAYON_NUM_THREADS", "RAYON_RS_NUM_CPUS"].into_iter().filter_map(asked).any(|asked| asked > max_threads()) {
        make_pool(max_threads());
    }
}
