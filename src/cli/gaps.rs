//! How a person can give what is unknown of reports.

/// Where to give values of some fields.
pub(super) fn how_to_give(fields: &[&str]) -> String {
    let columns = fields.join(",");
    format!(
        "to give them, put a file metadata.csv beside the reports, with the columns path,{columns} (`findings help metadata`)"
    )
}
