//! The fields that say which report one is, and which of them are unknown.

use super::{FIELDS, FieldSpec};
use crate::report::{Kind, ReportMeta};

/// The fields that say which report one is: whose, what sort, of when, on what, by whom.
const TELLING: [&str; 5] = ["authority", "kind", "date", "title", "publisher"];

/// Those of the fields that say which report one is which are unknown of a report. The kind of reports that no rule
/// knows is none.
pub(crate) fn gaps_of(meta: &ReportMeta) -> Vec<&'static str> {
    let is_unknown = |spec: &&FieldSpec| match spec.name {
        "kind" => meta.kind.as_ref().is_none_or(|kind| kind.0 == Kind::OTHER),
        _ => spec.value(meta).is_none(),
    };
    FIELDS.iter().filter(|spec| TELLING.contains(&spec.name)).filter(is_unknown).map(|spec| spec.name).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_unknown_is_named() {
        let mut meta = ReportMeta::default();
        assert_eq!(gaps_of(&meta), ["authority", "kind", "date", "title", "publisher"]);
        meta.title = Some("Short breaks".to_owned());
        meta.date = "2031".parse().ok();
        meta.kind = Some(Kind(Kind::OTHER.to_owned()));
        assert_eq!(gaps_of(&meta), ["authority", "kind", "publisher"]);
    }
}
