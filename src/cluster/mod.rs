//! An index in an OpenSearch cluster: its documents and states, and the requests by which they are written and read.
//!
//! A report is a document, and so is each of its passages. Every document has the number of the generation that wrote it;
//! an alias shows those of one state and hides all others, and one request moves it. So a state appears whole or not at
//! all, and who reads stands on one state, whatever is written meanwhile. No answer is taken that is not of all shards.

mod access;
mod address;
mod all;
mod bulks;
mod client;
mod documents;
mod known;
mod lock;
mod mapping;
mod point;
mod process;
mod query;
mod ranked;
mod requests;
mod served;
mod snapshot;
mod state;
mod vocabulary;
mod writer;

pub(crate) use address::Address;
pub(crate) use all::UnreadReport;
pub(crate) use point::is_replaced;
pub(crate) use query::{ListedTerms, PassageQuery};
pub(crate) use ranked::{PassageRanking, RankedQuery, RankedSpan, RankedSpans};
pub(crate) use requests::GroupCount;
pub(crate) use served::{CountingQuery, PassagesByReport, ServedAnswer};
pub(crate) use snapshot::{CataloguedReport, Snapshot};
pub(crate) use writer::ClusterWriter;
