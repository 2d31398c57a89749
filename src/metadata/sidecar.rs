//! Sidecar files: metadata that a person keeps beside the reports.
//!
//! `metadata.csv` has a column `path` and one for each field. `metadata.toml` has a table for each path:
//! `["reports/wexcombe.txt"]`, and under it `field = value`. A path may be a pattern, which the caller matches. Reading
//! never fails: an entry that cannot be used is a warning.

use super::given::field_name;

/// For each path pattern, in the order of the file, its fields and values.
pub type Entries = Vec<(String, Vec<(String, String)>)>;

/// Reads `metadata.csv`.
pub fn parse_csv(text: &str) -> (Entries, Vec<String>) {
    let mut reader = csv::ReaderBuilder::new().flexible(true).trim(csv::Trim::All).from_reader(text.as_bytes());
    let mut warnings = Vec::new();
    let columns: Vec<String> = match reader.headers() {
        Ok(headers) => headers.iter().map(|name| field_name(name.trim_start_matches('\u{feff}'))).collect(),
        Err(error) => return (Vec::new(), vec![format!("the columns cannot be read: {error}")]),
    };
    let Some(path_column) = columns.iter().position(|name| name == "path") else {
        return (Vec::new(), vec!["there is no column \"path\": add one with the path of each report".to_owned()]);
    };
    let mut entries = Vec::new();
    for (number, record) in reader.records().enumerate() {
        let line = number + 2;
        let record = match record {
            Ok(record) => record,
            Err(error) => {
                warnings.push(format!("row {line} cannot be read: {error}"));
                continue;
            }
        };
        let path = record.get(path_column).unwrap_or("");
        if path.is_empty() {
            warnings.push(format!("row {line} has no path"));
            continue;
        }
        if record.len() > columns.len() {
            warnings.push(format!("row {line} has more cells than there are columns: put cells with commas in quotes"));
        }
        let filled = columns.iter().zip(&record).filter(|(name, value)| *name != "path" && !value.is_empty());
        let fields = filled.filter(|(name, _)| !name.is_empty()).map(|(name, value)| (name.clone(), value.to_owned()));
        entries.push((path.to_owned(), fields.collect()));
    }
    (entries, warnings)
}

/// Reads `metadata.toml`.
pub fn parse_toml(text: &str) -> (Entries, Vec<String>) {
    let paths: toml::Table = match toml::from_str(text.trim_start_matches('\u{feff}')) {
        Ok(paths) => paths,
        Err(error) => {
            let line = error.span().map_or(0, |at| text.get(..at.start).unwrap_or(text).matches('\n').count() + 1);
            return (Vec::new(), vec![format!("line {line}: {}", error.message())]);
        }
    };
    let (mut entries, mut warnings) = (Vec::new(), Vec::new());
    for (path, value) in paths {
        let toml::Value::Table(fields) = value else {
            warnings.push(format!("\"{path}\" stands outside of a path's table: put it under [\"path of a report\"]"));
            continue;
        };
        let mut pairs = Vec::new();
        for (field, value) in fields {
            match plain(&value) {
                Some(value) => pairs.push((field_name(&field), value)),
                None => {
                    warnings.push(format!("\"{path}\": the value of \"{field}\" is neither a text nor a list of texts"))
                }
            }
        }
        entries.push((path, pairs));
    }
    (entries, warnings)
}

/// A value as text: a list's items are separated by semicolons.
fn plain(value: &toml::Value) -> Option<String> {
    match value {
        toml::Value::String(text) => Some(text.clone()),
        toml::Value::Array(items) => {
            let texts: Option<Vec<&str>> = items.iter().map(toml::Value::as_str).collect();
            texts.map(|texts| texts.join("; "))
        }
        toml::Value::Table(_) => None,
        other => Some(other.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entries(entries: &Entries) -> String {
        let fields = |fields: &[(String, String)]| {
            fields.iter().map(|(field, value)| format!("{field}={value}")).collect::<Vec<_>>().join(",")
        };
        entries.iter().map(|(path, pairs)| format!("{path}[{}]", fields(pairs))).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn csv_files() {
        let cases = [
            ("path,Authority,date\na.txt,Wexcombe,2019\nb.txt,,\n", "a.txt[authority=Wexcombe,date=2019] b.txt[]", 0),
            ("\u{feff}Path,lead inspector\na.txt,\"Orme, Ben\"\n", "a.txt[lead_inspector=Orme, Ben]", 0),
            ("file,date\na.txt,2019\n", "", 1),
            ("path,date\n,2019\nb.txt,2020,x\n", "b.txt[date=2020]", 2),
            ("", "", 1),
        ];
        for (text, expected, warned) in cases {
            let (found, warnings) = parse_csv(text);
            assert_eq!((entries(&found).as_str(), warnings.len()), (expected, warned), "{text}");
        }
    }

    #[test]
    fn toml_files() {
        let cases = [
            (
                "[\"a.txt\"]\ndate = 2019-03-04\ninspectors = [\"A B\", \"C D\"]",
                "a.txt[date=2019-03-04,inspectors=A B; C D]",
                0,
            ),
            ("date = 2019\n[\"a/*\"]\nkind = \"other\"\nx = { y = 1 }", "a/*[kind=other]", 2),
            ("[", "", 1),
        ];
        for (text, expected, warned) in cases {
            let (found, warnings) = parse_toml(text);
            assert_eq!((entries(&found).as_str(), warnings.len()), (expected, warned), "{text}");
        }
    }
}
