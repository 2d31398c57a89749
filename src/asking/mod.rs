//! How things are asked for, by whatever face: the options of searches with their names, values and meaning, the query that
//! they narrow, and what an id names. The command line reads the options from arguments, the server from addresses.

mod choices;
mod filters;
mod given;
mod groupings;
mod habits;
mod hits;
mod ids;
mod input;
mod listed;
mod narrow;
mod query;
mod trail;

pub(crate) use choices::{
    CiteChoice, CountSortChoice, CountUnitChoice, DateOfChoice, LineOrderChoice, ReportSortChoice, UnitChoice, choices,
};
pub(crate) use filters::FilterArgs;
pub(crate) use given::GivenOption;
use given::{brief, is_slip, unknown};
pub(crate) use groupings::{grouping, groupings};
pub(crate) use hits::{HitArgs, MatchArgs, TIMEOUT, seconds, time_limit};
pub(crate) use ids::{IdError, ResolvedId, resolved_id};
pub(crate) use input::{Chunk, Input, InputForm, Topic};
pub(crate) use listed::listed;
pub(crate) use query::{Prepared, matching, prepare, request, today, too_long};
pub(crate) use trail::{CAUTION, RECOMMENDATIONS, group_of_last, groups_of_trail, short_ids};
