//! The quality of rankings by people's judgements: measures as `trec_eval` defines them, and the significance of the
//! difference between two runs. Judgements and rankings in, numbers out; nothing here knows where they were written.

mod judgements;
mod measure;
mod paired;
mod ranked;
mod scores;

pub use judgements::{Judged, Judgements};
pub use measure::{Measure, UnknownMeasure};
pub use paired::{Paired, Randomisation, TTest};
pub use ranked::GradedRanking;
pub use scores::Scores;
