//! Amounts in words: numbers of things, numbers of bytes.

/// A number of things: "1 file", "2 authorities".
pub(crate) fn counted(number: u64, thing: &str) -> String {
    match (number, thing.strip_suffix('y')) {
        (1, _) => format!("1 {thing}"),
        (_, Some(stem)) => format!("{number} {stem}ies"),
        (_, None) => format!("{number} {thing}s"),
    }
}

/// A number of bytes for a reader.
pub(crate) fn size(bytes: u64) -> String {
    const MB: u64 = 1_000_000;
    if bytes < MB { format!("{} kB", bytes.div_ceil(1_000)) } else { format!("{:.1} MB", bytes as f64 / MB as f64) }
}
