//! What the targets do, which a test of the project drives as well.

#[path = "../../tests/it/fuzz/targets.rs"]
mod targets;

pub use targets::{archive, email, office, pdf, query, text};
