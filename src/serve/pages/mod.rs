//! Pages for people. They are whole without the script, and have no style or script of their own: a page is headings,
//! text, links and forms.

mod citations;
mod concordance;
mod counts;
mod facets;
mod forms;
mod guide;
mod hit;
mod marked;
mod passage;
mod quote;
mod remarks;
mod report;
mod reports;
mod search;
mod shell;
mod status;
mod trail;

pub(super) use concordance::{collocates, dispersion, kwic};
pub(super) use counts::count;
pub(super) use guide::{api, help, login, problem};
pub(super) use passage::passage;
pub(super) use quote::quote;
pub(super) use report::report;
pub(super) use reports::reports;
pub(super) use search::search;
pub(super) use status::status;
pub(super) use trail::trail;
