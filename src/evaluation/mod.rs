//! How good rankings are by the judgements of people: measures as `trec_eval` defines them, and what the difference
//! between two runs is worth. Judgements and rankings in, numbers out; nothing here knows where they were written.

mod judgements;
mod measure;
mod paired;
mod ranked;
mod scores;

pub use judgements::{Judged, Judgements};
pub use measure::{Measure, UnknownMeasure};
pub use paired::{Paired, Randomisation, TTest};
pub use ranked::Ranked;
pub use scores::Scores;
