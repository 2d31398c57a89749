//! Counts beside the hits of a search: a line a facet.

use crate::engine::{Answer, Grouped, Grouping};
use crate::output::safe::safe;

use super::{CountUnit, percent, sparkline, value_text};

/// The maximum number of groups of a facet that are named.
const MAX_NAMED: usize = 10;

/// A line for each facet: its groups with the greatest number of reports, or all of a timeline.
pub(crate) fn facet_lines(answer: &Answer<()>) -> Vec<String> {
    let facets = answer.facets.iter().filter_map(|facet| Some((facet.facet.groupings().first()?, &facet.groups)));
    facets.map(|(by, groups)| safe(&line(by, groups)).into_owned()).collect()
}

fn line(by: &Grouping, groups: &[Grouped]) -> String {
    let mut named: Vec<&Grouped> = groups.iter().filter(|group| group.found.counts.passages > 0).collect();
    let all = named.len();
    let mut line = format!("{}:", by.name());
    if by.is_of_time() {
        let known = || groups.iter().filter(|group| group.values.iter().all(Option::is_some));
        let ends = known().next().zip(known().next_back()).map(|(first, last)| [first, last].map(|end| &end.values[0]));
        if let Some([Some(first), Some(last)]) = ends {
            let spark = sparkline(known().map(|group| CountUnit::Report.rate(group)), 100.0);
            line += &format!(" {first} {spark} {last} ·");
        }
    } else {
        named.sort_by_key(|group| std::cmp::Reverse((group.found.counts.reports, group.found.counts.passages)));
    }
    let limit = if by.is_of_time() { all } else { MAX_NAMED };
    let name = |group: &&Grouped| {
        let (part, of) = (group.found.counts.reports, group.of.counts.reports);
        format!("{} {part} of {of} ({})", value_text(by, group.values[0].as_deref()), percent(part, of))
    };
    let names: Vec<String> = named.iter().take(limit).map(name).collect();
    let more = if all > limit { format!(" · {} more", all - limit) } else { String::new() };
    let names = if names.is_empty() { "nothing".to_owned() } else { names.join(" · ") };
    format!("{line} {names}{more}")
}
