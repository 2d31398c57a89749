//! The quality of rankings by people's judgements: measures as `trec_eval` defines them, and the significance of the
//! difference between two runs. Judgements and rankings in, numbers out; nothing here knows where they were written.

mod judgements;
mod measure;
mod paired;
mod ranked;
mod scores;

pub(crate) use judgements::{Judged, Judgements};
pub(crate) use measure::Measure;
pub(crate) use paired::Paired;
pub(crate) use ranked::GradedRanking;
pub(crate) use scores::Scores;
