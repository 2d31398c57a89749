//! What is counted by, by its names.

use crate::engine::{DateOf, Facet, Grouping};
use crate::fields::of_reports;
use crate::library::Index;

/// What is counted by, of a list of names with commas between.
///
/// # Errors
/// Which names there are, if one is unknown; and for more than can be counted by at once.
pub(crate) fn groupings(list: &str, date_of: DateOf, index: &Index) -> Result<Vec<Grouping>, String> {
    let names = list.split(',').map(str::trim).filter(|name| !name.is_empty());
    let by = names.map(|name| grouping(name, index)).collect::<Result<Vec<Grouping>, String>>()?;
    if by.len() > Facet::MAX_GROUPINGS {
        return Err("--by takes two fields at most".to_owned());
    }
    if by.len() == 2 && by[0] == by[1] {
        return Err(format!("--by names {} twice", by[0].name()));
    }
    Ok(by.into_iter().map(|by| by.date_of(date_of)).collect())
}

/// What a person calls so, or which names there are.
///
/// # Errors
/// Which names there are, if it is none of them.
pub(crate) fn grouping(name: &str, index: &Index) -> Result<Grouping, String> {
    let extra = index.extra_fields();
    Grouping::named(name, extra).ok_or_else(|| {
        let fields = of_reports().map(|spec| spec.name);
        let others = ["year", "month", "part", "section", "label", "role", "page", "report"];
        let names: Vec<&str> = others.into_iter().chain(fields).chain(extra.iter().map(String::as_str)).collect();
        format!("nothing is counted by {name}: there are {}", names.join(", "))
    })
}
