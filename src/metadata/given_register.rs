//! A register of bodies that a person gives, as CSV: a row for each body.
//!
//! It is strict, as a slip in it would make reports be read wrongly: a column or a row that cannot be used is an error.

use std::collections::HashMap;

use super::register::{Authority, key};
use super::rule_file::RuleFileError;
use crate::report::Date;

/// The largest register, in bytes, in rows, and in names of one body.
const MAX_BYTES: usize = 1 << 20;
const MAX_BODIES: usize = 10_000;
const MAX_NAMES: usize = 50;
const MAX_NAME_BYTES: usize = 200;

/// The columns. All but the first may be left out or empty.
const COLUMNS: [&str; 7] = ["name", "aliases", "code", "region", "type", "from", "to"];

/// The bodies of a register, in its order.
pub(super) fn parse(text: &str) -> Result<Vec<Authority>, RuleFileError> {
    RuleFileError::unless_shorter(text, MAX_BYTES)?;
    let text = text.trim_start_matches('\u{feff}');
    let mut reader = csv::ReaderBuilder::new().flexible(true).trim(csv::Trim::All).from_reader(text.as_bytes());
    let headers = reader.headers().map_err(|error| RuleFileError::at(1, format!("it is no CSV: {error}")))?;
    let columns: Vec<String> = headers.iter().map(str::to_lowercase).collect();
    check_columns(&columns)?;
    let mut bodies: Vec<Authority> = Vec::new();
    let mut lines_of_names: HashMap<String, u64> = HashMap::new();
    for record in reader.records() {
        let record = record.map_err(|error| {
            let line = error.position().map_or(1, csv::Position::line);
            RuleFileError::at(line, format!("the row cannot be read: {error}"))
        })?;
        let line = record.position().map_or(1, csv::Position::line);
        let fault = |what: String| RuleFileError::at(line, what);
        if bodies.len() == MAX_BODIES {
            return Err(fault(format!("there are more than {MAX_BODIES} bodies: leave some out")));
        }
        let body = body(&columns, &record).map_err(fault)?;
        for name in body.spellings() {
            if let Some(other) = lines_of_names.insert(key(name), line).filter(|other| *other != line) {
                return Err(fault(format!(
                    "\"{name}\" is a name of the body in line {other} too: leave it out of one of them"
                )));
            }
        }
        bodies.push(body);
    }
    if bodies.is_empty() {
        return Err(RuleFileError::at(2, "there is no body in it: add a row for each"));
    }
    Ok(bodies)
}

fn check_columns(columns: &[String]) -> Result<(), RuleFileError> {
    let names = COLUMNS.join(", ");
    if let Some(unknown) = columns.iter().find(|column| !COLUMNS.contains(&column.as_str())) {
        let what = format!("no column is called \"{unknown}\": leave it out, or call it one of {names}");
        return Err(RuleFileError::at(1, what));
    }
    if let Some(twice) = (1..columns.len()).find(|&at| columns[..at].contains(&columns[at])) {
        return Err(RuleFileError::at(1, format!("there are two columns \"{}\": leave one out", columns[twice])));
    }
    if !columns.iter().any(|column| column == "name") {
        let what = format!("there is no column \"name\": the first line names the columns, which are {names}");
        return Err(RuleFileError::at(1, what));
    }
    Ok(())
}

fn body(columns: &[String], record: &csv::StringRecord) -> Result<Authority, String> {
    if record.len() > columns.len() {
        return Err("it has more cells than there are columns: put cells with commas in quotes".to_owned());
    }
    let cell = |name: &str| {
        let at = columns.iter().position(|column| column == name)?;
        record.get(at).filter(|value| !value.is_empty()).map(str::to_owned)
    };
    let name = cell("name").ok_or("it has no name: give the body one, or leave the row out")?;
    let aliases: Vec<String> = cell("aliases")
        .iter()
        .flat_map(|cell| cell.split('|'))
        .map(str::trim)
        .filter(|alias| !alias.is_empty())
        .map(str::to_owned)
        .collect();
    if aliases.len() >= MAX_NAMES {
        return Err(format!("it has more than {MAX_NAMES} names: leave some out"));
    }
    if let Some(bad) = [&name].into_iter().chain(&aliases).find(|name| !is_name(name)) {
        let shown: String = bad.chars().take(40).collect();
        return Err(format!(
            "\"{shown}\" cannot be looked for: a name begins with a capital and has letters, at most {MAX_NAME_BYTES} bytes"
        ));
    }
    let day = |column: &str| {
        let date = |value: String| {
            let date = value.parse::<Date>().map_err(|_| {
                format!("{column} is \"{value}\", which is no date: write it as 2019-04-01, 2019-04 or 2019")
            });
            date.map(Some)
        };
        cell(column).map_or(Ok(None), date)
    };
    let (since, until) = (day("from")?, day("to")?);
    if since.zip(until).is_some_and(|(since, until)| until.last_day() < since.first_day()) {
        return Err("it ends before it begins: exchange from and to".to_owned());
    }
    Ok(Authority::given(name, aliases, cell("code"), cell("region"), cell("type"), (since, until)))
}

/// Whether a name can be found in a text: its first word is written with a capital.
fn is_name(name: &str) -> bool {
    let letters = name.chars().filter(|c| c.is_alphabetic()).count();
    name.len() <= MAX_NAME_BYTES
        && letters > 1
        && name.starts_with(char::is_uppercase)
        && !name.chars().any(char::is_control)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_bodies() {
        let text = "\u{feff}Name,aliases,region,type,from,to\n\
                    Quayside Hospitals NHS Trust,QHT | Quayside Hospitals,Southmere,NHS trust,2011-04-01,\n\
                    \"Lantern, Vale and Moor Police\",,,police force,,2016\n";
        let bodies = parse(text).unwrap();
        let shown: Vec<String> = bodies
            .iter()
            .map(|body| format!("{} {:?} {:?} {:?}", body.name, body.aliases, body.region, body.body_type))
            .collect();
        assert_eq!(
            shown,
            [
                "Quayside Hospitals NHS Trust [\"QHT\", \"Quayside Hospitals\"] Some(\"Southmere\") Some(\"NHS trust\")",
                "Lantern, Vale and Moor Police [] None Some(\"police force\")",
            ]
        );
    }

    #[test]
    fn the_register_of_the_docs_can_be_used() {
        let forces = parse(include_str!("../../docs/registers/police-forces.csv")).unwrap();
        assert_eq!((forces.len(), forces[8].name.as_str()), (43, "Devon and Cornwall Police"));
    }

    #[test]
    fn what_is_wrong_is_named_with_its_line() {
        let many = format!("name,aliases\nQuay,{}", "A b|".repeat(60));
        let long = format!("name\nQ{}", "u".repeat(300));
        let cases = [
            ("", "line 1: there is no column \"name\""),
            ("name\n", "line 2: there is no body"),
            ("body\nQuay Trust\n", "line 1: no column is called \"body\""),
            ("name,name\nQuay Trust,x\n", "line 1: there are two columns"),
            ("name,region\nQuay Trust,\n,Southmere\n", "line 3: it has no name"),
            ("name\nQuay Trust,x\n", "line 2: it has more cells"),
            ("name,from\nQuay Trust,soon\n", "line 2: from is \"soon\", which is no date"),
            ("name,from,to\nQuay Trust,2019,2018\n", "line 2: it ends before it begins"),
            ("name,aliases\nQuay Trust,QT\nLantern Trust,qt.\n", "line 3: \"qt.\" cannot be looked for"),
            ("name,aliases\nQuay Trust,QT\nLantern Trust,QT\n", "line 3: \"QT\" is a name of the body in line 2 too"),
            ("name\nquay\n", "line 2: \"quay\" cannot be looked for"),
            (&many, "line 2: it has more than 50 names"),
            (&long, "line 2: \"Quu"),
        ];
        for (text, expected) in cases {
            let error = parse(text).unwrap_err().to_string();
            assert!(error.starts_with(expected), "{error}, not {expected}");
        }
        let large = format!("name\n{}", "Quay Trust\n".repeat(200_000));
        assert!(parse(&large).unwrap_err().to_string().contains("larger than 1024 KiB"));
    }
}
