//! Names in filters, read as the names that reports have: a plural, an abbreviation or another usual name as what it
//! means, a beginning as the only name that begins so. A name that no report has is known otherwise, or an error.

use std::sync::Arc;

use crate::engine::Engine;
use crate::fields::{Field, Matching, bare_place};
use crate::metadata::{Register, Rules};
use crate::query::{Filter, FilterValue, Node, Parsed, Query, Remarks};
use crate::text::{elided, key, max_letters_off, nearest_names};

/// At most this many names are suggested.
const MAX_SUGGESTED: usize = 3;

/// So many names are listed where all that there are may help.
const MAX_LISTED: usize = 12;

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
    let mut remarks = Remarks::from(diagnostics);
    let root = query.root.map(&mut |node| match node {
        Node::Filter(filter) if is_of_names(&filter) => Node::Filter(read(filter, engine, &mut remarks)),
        node => node,
    });
    Parsed { query: Query { root }, diagnostics: remarks.into_diagnostics() }
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

fn read(filter: Filter, engine: &dyn Engine, remarks: &mut Remarks) -> Filter {
    let Filter { field, value, span } = filter;
    let FilterValue::Text(typed) = &value else { return Filter { field, value, span } };
    // An index that cannot be read says so when it is searched.
    let Ok(names) = engine.values(&field) else { return Filter { field, value, span } };
    let shown = elided(typed, MAX_TYPED_CHARS);
    let name = match (FieldNames { field: &field, names }).reading(typed, &shown) {
        NameReading::Name { name, said } => {
            if let Some(said) = said {
                remarks.hint(span.clone(), said, "");
            }
            name
        }
        NameReading::Absent { name, said } => {
            remarks.hint(span.clone(), said, "");
            name
        }
        NameReading::None { why, hint } => {
            remarks.error(span.clone(), why, &hint);
            typed.clone()
        }
    };
    Filter { field, value: FilterValue::Text(name), span }
}

/// The names that reports have in a field, in the order of their keys.
struct FieldNames<'f> {
    field: &'f Field,
    names: Arc<[String]>,
}

impl FieldNames<'_> {
    fn reading(&self, typed: &str, shown: &str) -> NameReading {
        let wanted = key(typed);
        let meant: Vec<String> = meant_by(self.field, typed, &wanted).iter().map(|meant| key(meant)).collect();
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
        let known = known(self.field);
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
fn meant_by(field: &Field, typed: &str, wanted: &str) -> Vec<String> {
    let mut meant = Vec::new();
    if *field == Field::Authority {
        meant.extend(Register::built_in().lookup(typed).map(|authority| authority.name.clone()));
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
fn known(field: &Field) -> Vec<String> {
    let all = |names: &mut dyn Iterator<Item = &str>| names.map(str::to_owned).collect();
    match field {
        Field::Authority => all(&mut Register::built_in().names()),
        Field::Region => all(&mut Register::built_in().regions().into_iter()),
        Field::Kind => all(&mut Rules::built_in().kinds().into_iter()),
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
