//! Names in filters, read as the names that reports have: a plural, an abbreviation or another usual name as what it
//! means, a beginning as the only name that begins so. A name that no report has is known otherwise, or an error.

use std::collections::HashMap;
use std::sync::Arc;

use crate::engine::Engine;
use crate::fields::{Field, Matching, bare_place};
use crate::metadata::Rules;
use crate::query::{Filter, FilterValue, Node, Parsed, Query, Remarks};
use crate::text::{elided, key, max_letters_off, nearest_names};

/// At most this many names are suggested.
const MAX_SUGGESTED: usize = 3;

/// At most this many names are listed where all that there are may help.
const MAX_LISTED: usize = 12;

/// Once this many names of a query cannot be read, the others are left as they were typed.
const MAX_UNREAD: usize = 20;

/// A message shows at most this many characters of a name that was typed.
const MAX_TYPED_CHARS: usize = 80;

/// A query with the names in its filters read as those that reports have, and remarks where that is not obvious or
/// cannot be done. A name that cannot be read stays as it was typed, and an error says so.
pub(super) fn with_known_values(parsed: Parsed, engine: &dyn Engine) -> Parsed {
    let mut has_names = false;
    parsed.query.root.visit(&mut |node| {
        has_names |= matches!(node, Node::Filter(filter) if is_of_names(filter));
        !has_names
    });
    if !has_names {
        return parsed;
    }
    let Parsed { query, diagnostics } = parsed;
    let mut reader = NameReader { engine, remarks: Remarks::from(diagnostics), read: HashMap::new(), unread: 0 };
    let root = query.root.map(&mut |node| match node {
        Node::Filter(filter) if is_of_names(&filter) => Node::Filter(reader.read(filter)),
        node => node,
    });
    Parsed { query: Query { root }, diagnostics: reader.remarks.into_diagnostics() }
}

fn is_of_names(filter: &Filter) -> bool {
    matches!(filter.value, FilterValue::Text(_)) && filter.field.matching().is_some_and(Matching::is_of_names)
}

/// How a name was read.
enum NameReading {
    /// As this one, which some report has; `said` where the reading is not obvious.
    Name { name: String, said: Option<String> },
    /// As one that is known but that no report has, which `said` says.
    Absent { name: String, said: String },
    /// As none: why, and what to type instead.
    None { why: String, hint: String },
}

/// Reads the names in the filters of one query.
struct NameReader<'e> {
    engine: &'e dyn Engine,
    remarks: Remarks,
    /// How names were read, by field and name: a query may have thousands, mostly the same.
    read: HashMap<String, NameReading>,
    /// How many could not be read.
    unread: usize,
}

impl NameReader<'_> {
    fn read(&mut self, filter: Filter) -> Filter {
        let Filter { field, value, span } = filter;
        let FilterValue::Text(typed) = &value else { return Filter { field, value, span } };
        // One name that cannot be read fails the query, and a few say what is wrong with it.
        if self.unread >= MAX_UNREAD {
            return Filter { field, value, span };
        }
        // An index that cannot be read says so when it is searched.
        let Ok(names) = self.engine.values(&field) else { return Filter { field, value, span } };
        let engine = self.engine;
        let reading = || FieldNames { field: &field, names, engine }.reading(typed, &elided(typed, MAX_TYPED_CHARS));
        let name = match self.read.entry(format!("{}:{typed}", field.name())).or_insert_with(reading) {
            NameReading::Name { name, said: None } => name.clone(),
            NameReading::Name { name, said: Some(said) } | NameReading::Absent { name, said } => {
                self.remarks.hint(span.clone(), said.clone(), "");
                name.clone()
            }
            NameReading::None { why, hint } => {
                self.remarks.error(span.clone(), why.clone(), hint);
                self.unread += 1;
                typed.clone()
            }
        };
        Filter { field, value: FilterValue::Text(name), span }
    }
}

/// The names that reports have in a field, in the order of their keys.
struct FieldNames<'f> {
    field: &'f Field,
    names: Arc<[String]>,
    /// Its register is asked for where names of bodies are read only, as it takes time to be read.
    engine: &'f dyn Engine,
}

impl FieldNames<'_> {
    fn reading(&self, typed: &str, shown: &str) -> NameReading {
        let wanted = key(typed);
        let meant: Vec<String> =
            meant_by(self.field, typed, &wanted, self.engine).iter().map(|meant| key(meant)).collect();
        if let Some(name) = meant.iter().find_map(|meant| self.named(meant)) {
            let (name, is_typed) = if key(name) == wanted { (typed, true) } else { (name, false) };
            let is_obvious = is_typed || *self.field == Field::Authority && !self.is_abbreviated(&wanted);
            let said = !is_obvious && !is_begun(&key(name), singular(&wanted).unwrap_or(&wanted));
            return NameReading::Name {
                name: name.to_owned(),
                said: said.then(|| format!("{shown} is read as {name}")),
            };
        }
        let begun: Vec<&String> = self.names.iter().filter(|name| is_begun(&key(name), &wanted)).collect();
        match begun[..] {
            [] => {}
            [name] => {
                let said = format!("{shown} is read as {name}, the only {} whose name begins so", self.field.name());
                return NameReading::Name { name: name.clone(), said: Some(said) };
            }
            [..] => {
                let why = format!("several {} begin with {shown}", plural(self.field));
                let name = self.field.name();
                let hint = format!("{}; {name}:\"{shown}*\" finds all of them", listed(&begun));
                return NameReading::None { why, hint };
            }
        }
        let known = known(self.field, self.engine);
        if let Some(name) = meant.iter().find_map(|meant| known.iter().find(|known| key(known) == *meant)) {
            return NameReading::Absent { name: name.clone(), said: absent(self.field, name) };
        }
        if known.iter().any(|name| is_begun(&key(name), &wanted)) {
            let said = format!("no {} that a report here has begins with {shown}", self.field.name());
            return NameReading::Absent { name: typed.to_owned(), said };
        }
        let all = self.names.iter().chain(&known).map(String::as_str);
        let near = nearest_names(&wanted, all, key, max_letters_off(&wanted), MAX_SUGGESTED);
        let hint = match near[..] {
            [] if self.names.len() <= MAX_LISTED => format!("there are {}", listed(&self.names)),
            [] => String::new(),
            _ => format!("did you mean {}?", near.join(", or ")),
        };
        NameReading::None { why: format!("no {} is called {shown}", self.field.name()), hint }
    }

    /// The name with a key.
    fn named(&self, wanted: &str) -> Option<&str> {
        let at = self.names.binary_search_by(|name| key(name).as_str().cmp(wanted)).ok()?;
        Some(&self.names[at])
    }

    fn is_abbreviated(&self, wanted: &str) -> bool {
        self.field.usual(wanted).is_some()
    }
}

/// The names that one may mean, the likeliest first: the one that the register has for it, itself, a usual name, and all of
/// these of its singular.
fn meant_by(field: &Field, typed: &str, wanted: &str, engine: &dyn Engine) -> Vec<String> {
    let mut meant = Vec::new();
    if *field == Field::Authority {
        meant.extend(engine.register().lookup(typed).map(|authority| authority.name.clone()));
        meant.extend([wanted.to_owned(), bare_place(wanted).to_owned()]);
    }
    for name in [Some(wanted), wanted.strip_prefix("the "), singular(wanted)].into_iter().flatten() {
        meant.push(name.to_owned());
        meant.extend(field.usual(name).map(str::to_owned));
    }
    meant
}

/// The name of one, where the name of several was typed.
fn singular(name: &str) -> Option<&str> {
    name.strip_suffix('s').filter(|one| one.len() > 2)
}

/// Whether a name begins with whole words.
fn is_begun(name: &str, words: &str) -> bool {
    name.strip_prefix(words).is_some_and(|rest| rest.is_empty() || rest.starts_with(' '))
}

/// The names that are known without any report.
fn known(field: &Field, engine: &dyn Engine) -> Vec<String> {
    let all = |names: &mut dyn Iterator<Item = &str>| names.map(str::to_owned).collect();
    match field {
        Field::Authority => all(&mut engine.register().names()),
        Field::Region => all(&mut engine.register().regions().into_iter()),
        Field::Kind => {
            let own = engine.own_kinds().iter().map(String::as_str);
            all(&mut Rules::built_in().kinds().into_iter().chain(own))
        }
        _ => Vec::new(),
    }
}

fn absent(field: &Field, name: &str) -> String {
    match field {
        Field::Authority => format!("{name} is an authority, but no report here is about it"),
        Field::Region => format!("no report here is from the region {name}"),
        Field::Kind => format!("no report here is of the kind {name}"),
        field => format!("no report here has the {} {name}", field.name()),
    }
}

fn plural(field: &Field) -> String {
    let name = field.name();
    name.strip_suffix('y').map_or_else(|| format!("{name}s"), |stem| format!("{stem}ies"))
}

/// The first of some names, one after the other.
fn listed(names: &[impl AsRef<str>]) -> String {
    let first: Vec<&str> = names.iter().take(MAX_LISTED).map(AsRef::as_ref).collect();
    let more = if names.len() > MAX_LISTED { " …" } else { "" };
    format!("{}{more}", first.join(", "))
}
