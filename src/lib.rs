//! Full-text search over inspection reports: passages that can be found, quoted and traced.
pub mod cli;
pub mod corpus;
pub mod evaluation;
pub mod extract;
pub mod index;
pub mod isolate;
pub mod layout;
pub mod lexicon;
pub mod metadata;
pub mod output;
pub mod query;
pub mod report;
pub mod runs;
pub mod search;
pub mod text;
