//! The file of saved queries: TOML with a table for each query, its name, its text and its options.

use std::collections::BTreeSet;
use std::path::Path;

use anyhow::{Context, bail, ensure};
use serde_json::Value;
use toml::{Table, Value as TomlValue};

use crate::asking::{FilterArgs, GivenOption, HitArgs, too_long};
use crate::corpus::read_text;

/// The maximum length of a name, in characters: it is a heading.
const MAX_NAME_CHARS: usize = 200;

/// A file of saved queries.
#[derive(Debug)]
pub(super) struct WatchFile {
    /// What the feed is called.
    pub(super) title: String,
    /// The address of the web at which the feed will be.
    pub(super) address: Option<String>,
    /// The queries, in the order of the file.
    pub(super) queries: Vec<SavedQuery>,
}

/// A query with a name.
#[derive(Debug)]
pub(super) struct SavedQuery {
    /// Its name, by which what it found is kept.
    pub(super) name: String,
    /// The query.
    pub(super) text: String,
    /// Its options, after those of all queries.
    options: Vec<GivenOption>,
}

impl WatchFile {
    /// Reads a file.
    ///
    /// # Errors
    /// What is wrong with it, and with which query.
    pub(super) fn read(path: &Path) -> anyhow::Result<WatchFile> {
        let text = read_text(path).with_context(|| path.display().to_string())?;
        WatchFile::parse(&text).with_context(|| path.display().to_string())
    }

    fn parse(text: &str) -> anyhow::Result<WatchFile> {
        let mut file: Table = text.parse().map_err(|error: toml::de::Error| anyhow::Error::msg(brief(&error, text)))?;
        let title = optional_text(&mut file, "title")?.unwrap_or_else(|| "Saved queries".to_owned());
        let address = optional_text(&mut file, "address")?;
        if let Some(address) = &address {
            ensure!(is_address(address), "the address \"{address}\" does not begin with https:// and a host");
        }
        let shared = match file.remove("options") {
            None => Vec::new(),
            Some(TomlValue::Table(options)) => given(options).context("[options]")?,
            Some(_) => bail!("\"options\" is no table: write [options], and an option on each line below it"),
        };
        let queries = match file.remove("query") {
            Some(TomlValue::Array(queries)) => queries,
            None => bail!("there is no query in it: write [[query]], and below it a name and a query"),
            Some(_) => bail!("\"query\" is no list: write [[query]] with two brackets before each query"),
        };
        if let Some(name) = file.keys().next() {
            bail!("there is no \"{name}\" in a file of saved queries: it has title, address, [options] and [[query]]");
        }
        let queries = (1..).zip(queries).map(|(number, query)| saved(query, number, &shared));
        let queries = queries.collect::<anyhow::Result<Vec<SavedQuery>>>()?;
        let mut names = BTreeSet::new();
        let twice = queries.iter().find(|query| !names.insert(query.name.as_str()));
        match twice {
            Some(query) => bail!("two queries are called \"{}\"; what each found is kept by its name", query.name),
            None => Ok(WatchFile { title, address, queries }),
        }
    }
}

impl SavedQuery {
    /// The options of its search: all hits, unless they say otherwise.
    ///
    /// # Errors
    /// The first option that does not have the form of its values.
    pub(super) fn options(&self) -> Result<(HitArgs, FilterArgs), String> {
        let (mut hits, mut filters) = (HitArgs { all: true, ..HitArgs::plain() }, FilterArgs::default());
        self.options.iter().try_for_each(|option| option.apply(&mut hits, &mut filters))?;
        hits.conflict().map_or(Ok(()), |why| Err(why.to_owned()))?;
        Ok((hits, filters))
    }

    /// What is asked, in a line that is another once the query or an option is.
    pub(super) fn asked(&self) -> String {
        let options: String = self.options.iter().map(|option| format!(" {option}")).collect();
        format!("{}{options}", self.text)
    }
}

fn saved(query: TomlValue, number: usize, shared: &[GivenOption]) -> anyhow::Result<SavedQuery> {
    let TomlValue::Table(mut query) = query else { bail!("query {number} is no table: write [[query]] before it") };
    let which = |name: &str| format!("query {number}, \"{name}\"");
    let name = optional_text(&mut query, "name").with_context(|| format!("query {number}"))?;
    let name = name.map(|name| name.trim().to_owned()).filter(|name| !name.is_empty());
    let name = name.with_context(|| format!("query {number} has no name"))?;
    let chars = name.chars().count();
    ensure!(chars <= MAX_NAME_CHARS, "the name of query {number} is longer than {MAX_NAME_CHARS} characters");
    ensure!(!name.contains(char::is_control), "{}: the name takes one line", which(&name));
    let text = optional_text(&mut query, "query").with_context(|| which(&name))?;
    let text = text.with_context(|| format!("{}: there is no \"query\" in it", which(&name)))?;
    too_long(&text).map_or(Ok(()), |why| Err(anyhow::Error::msg(why))).with_context(|| which(&name))?;
    let own = given(query).with_context(|| which(&name))?;
    let saved = SavedQuery { name, text, options: shared.iter().cloned().chain(own).collect() };
    saved.options().map_err(anyhow::Error::msg).with_context(|| which(&saved.name))?;
    Ok(saved)
}

fn given(options: Table) -> anyhow::Result<Vec<GivenOption>> {
    let options = options.into_iter().map(|(name, value)| GivenOption::from_json(&name, &as_json(value)));
    let options = options.filter_map(Result::transpose).collect::<Result<Vec<_>, _>>();
    options.map_err(anyhow::Error::msg)
}

/// A value as an object of a batch would have it; a date is the text of one.
fn as_json(value: TomlValue) -> Value {
    match value {
        TomlValue::String(text) => text.into(),
        TomlValue::Integer(number) => number.into(),
        TomlValue::Float(number) => number.into(),
        TomlValue::Boolean(truth) => truth.into(),
        TomlValue::Datetime(date) => date.to_string().into(),
        TomlValue::Array(values) => values.into_iter().map(as_json).collect(),
        TomlValue::Table(_) => Value::Object(serde_json::Map::new()),
    }
}

fn optional_text(table: &mut Table, name: &str) -> anyhow::Result<Option<String>> {
    match table.remove(name) {
        None => Ok(None),
        Some(TomlValue::String(text)) => Ok(Some(text)),
        Some(_) => bail!("\"{name}\" is no text: put it in quotation marks"),
    }
}

/// An error of TOML in a line, with the line that it is about.
fn brief(error: &toml::de::Error, text: &str) -> String {
    let line = error.span().map(|span| text.bytes().take(span.start).filter(|&byte| byte == b'\n').count() + 1);
    let what = error.message().lines().collect::<Vec<_>>().join(", ");
    line.map_or_else(|| what.clone(), |line| format!("line {line}: {what}"))
}

/// Whether a text is an address of the web with a host, in characters that addresses have.
fn is_address(text: &str) -> bool {
    let rest = ["https://", "http://"].iter().find_map(|scheme| text.strip_prefix(scheme));
    let host = rest.and_then(|rest| rest.split(['/', '?', '#', ':']).next()).unwrap_or_default();
    let is_host = |c: char| c.is_ascii_alphanumeric() || c == '.' || c == '-';
    !host.is_empty() && host.chars().all(is_host) && text.chars().all(|c| c.is_ascii_graphic())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn error(text: &str) -> String {
        let error = WatchFile::parse(text).expect_err("it is wrong");
        error.chain().map(ToString::to_string).collect::<Vec<_>>().join(": ")
    }

    #[test]
    fn a_file_says_what_is_asked() {
        let file = "address = \"https://example.org/n.atom\"\n[options]\nmatch = \"variants\"\nsince = 2019-03-01\n\
                    [[query]]\nname = \"a\"\nquery = 'x \"y\"'\nper_report = 2\n\
                    [[query]]\nname = \" b \"\nquery = \"z\"\nsince = 2020\nauthority = [\"P\", \"Q\"]\n";
        let file = WatchFile::parse(file).expect("it is right");
        let asked: Vec<String> =
            file.queries.iter().map(|query| format!("{}: {}", query.name, query.asked())).collect();
        assert_eq!(
            asked,
            [
                "a: x \"y\" match=[\"variants\"] since=[\"2019-03-01\"] per-report=[\"2\"]",
                "b: z match=[\"variants\"] since=[\"2019-03-01\"] authority=[\"P\", \"Q\"] since=[\"2020\"]",
            ]
        );
        let (hits, _) = file.queries[0].options().expect("they are right");
        assert_eq!((hits.all, hits.per_report), (true, Some(2)));
        assert_eq!(file.title, "Saved queries");
    }

    #[test]
    fn what_is_wrong_is_said_with_its_query() {
        for (text, expected) in [
            ("", "there is no query in it"),
            ("query = 3", "\"query\" is no list"),
            ("[query]\nname = \"a\"", "\"query\" is no list"),
            ("query = [1]", "query 1 is no table"),
            ("a = \n", "line 1: "),
            ("[[query]]\nquery = \"x\"", "query 1 has no name"),
            ("[[query]]\nname = \" \"\nquery = \"x\"", "query 1 has no name"),
            ("[[query]]\nname = 3\nquery = \"x\"", "query 1: \"name\" is no text"),
            ("[[query]]\nname = \"a\\nb\"\nquery = \"x\"", "the name takes one line"),
            ("[[query]]\nname = \"a\"", "query 1, \"a\": there is no \"query\" in it"),
            ("[[query]]\nname = \"a\"\nquery = \"x\"\nlimt = 3", "query 1, \"a\": there is no option \"limt\""),
            (
                "[[query]]\nname = \"a\"\nquery = \"x\"\nlimit = \"many\"",
                "query 1, \"a\": the option \"limit\" is \"many\"",
            ),
            (
                "[[query]]\nname = \"a\"\nquery = \"x\"\n[query.kind]\nx = 1",
                "query 1, \"a\": the option \"kind\" is neither",
            ),
            (
                "[[query]]\nname = \"a\"\nquery = \"x\"\n[[query]]\nname = \"a\"\nquery = \"y\"",
                "two queries are called \"a\"",
            ),
            ("queries = 1\n[[query]]\nname = \"a\"\nquery = \"x\"", "there is no \"queries\""),
            ("options = 1\n[[query]]\nname = \"a\"\nquery = \"x\"", "\"options\" is no table"),
            (
                "[options]\ncolour = 1\n[[query]]\nname = \"a\"\nquery = \"x\"",
                "[options]: there is no option \"colour\"",
            ),
            ("address = \"example.org\"\n[[query]]\nname = \"a\"\nquery = \"x\"", "the address \"example.org\""),
        ] {
            let error = error(text);
            assert!(error.contains(expected), "{text}\n{error}");
        }
    }

    #[test]
    fn an_address_has_a_host() {
        for (text, is_one) in [
            ("https://example.org/news.atom", true),
            ("http://localhost:8000", true),
            ("https://", false),
            ("https:///news", false),
            ("ftp://example.org", false),
            ("https://exa mple.org", false),
            ("https://a_b.org", false),
        ] {
            assert_eq!(is_address(text), is_one, "{text}");
        }
    }
}
