//! The table of layers in ARCHITECTURE.md is true: what a module leans on stands there, and what
//! stands there of outside crates is leant on. So are the promises about what is not there.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use proc_macro2::{Delimiter, TokenStream, TokenTree};

/// A module of the table, as it should be.
struct Layer {
    level: u32,
    module: String,
    uses: BTreeSet<String>,
    crates: BTreeSet<String>,
}

/// A source file of the program.
struct Source {
    /// From the project's folder down, with `/` on every system.
    path: String,
    module: String,
    /// Its modules from the crate's root down to itself.
    depth: usize,
    code: Code,
    lines: usize,
}

/// The tokens of a file, without comments, what strings say, and what is compiled for tests only.
struct Code {
    tokens: Vec<String>,
    /// The modules that are for tests only, in the file or in files of their own.
    test_modules: Vec<String>,
}

impl Code {
    fn of(text: &str) -> Result<Code, proc_macro2::LexError> {
        let mut code = Code { tokens: Vec::new(), test_modules: Vec::new() };
        code.take(text.parse()?);
        Ok(code)
    }

    fn take(&mut self, stream: TokenStream) {
        let mut trees = stream.into_iter().peekable();
        while let Some(tree) = trees.next() {
            match tree {
                TokenTree::Punct(mark) if mark.as_char() == '#' && trees.peek().is_some_and(is_for_tests) => {
                    let mut before = String::new();
                    for tree in trees.by_ref() {
                        match &tree {
                            TokenTree::Ident(name) if before == "mod" => self.test_modules.push(name.to_string()),
                            TokenTree::Punct(mark) if mark.as_char() == ';' => break,
                            TokenTree::Group(group) if group.delimiter() == Delimiter::Brace => break,
                            _ => {}
                        }
                        before = tree.to_string();
                    }
                }
                TokenTree::Punct(mark) => match self.tokens.last_mut() {
                    Some(last) if last == ":" && mark.as_char() == ':' => last.push(':'),
                    _ => self.tokens.push(mark.as_char().to_string()),
                },
                TokenTree::Ident(name) => self.tokens.push(name.to_string()),
                TokenTree::Literal(_) => self.tokens.push("\"\"".to_owned()),
                TokenTree::Group(group) => {
                    let (open, close) = match group.delimiter() {
                        Delimiter::Parenthesis => ("(", ")"),
                        Delimiter::Brace => ("{", "}"),
                        Delimiter::Bracket => ("[", "]"),
                        Delimiter::None => ("", ""),
                    };
                    self.tokens.push(open.to_owned());
                    self.take(group.stream());
                    self.tokens.push(close.to_owned());
                }
            }
        }
    }

    /// How often tokens stand one after the other; they are given with a space between any two.
    fn count(&self, wanted: &str) -> usize {
        let wanted: Vec<&str> = wanted.split(' ').collect();
        self.tokens.windows(wanted.len()).filter(|window| window.iter().eq(&wanted)).count()
    }

    /// The types that the file declares; of aliases those outside of traits and implementations.
    fn types(&self) -> Vec<&str> {
        let mut types = Vec::new();
        let mut open = 0;
        for pair in self.tokens.windows(2) {
            match pair[0].as_str() {
                "struct" | "enum" | "trait" => types.push(pair[1].as_str()),
                "type" if open == 0 => types.push(pair[1].as_str()),
                "{" => open += 1,
                "}" => open -= 1,
                _ => {}
            }
        }
        types
    }

    /// The names that are imported from a crate, at any depth.
    fn imports(&self, crate_: &str) -> BTreeSet<&str> {
        let starts = self.tokens.windows(2).enumerate().filter(|(_, pair)| pair[0] == "use" && pair[1] == crate_);
        let names = starts.flat_map(|(at, _)| self.tokens[at + 2..].iter().take_while(|token| *token != ";"));
        names.map(String::as_str).filter(|name| name.starts_with(char::is_uppercase)).collect()
    }

    /// What is declared `pub`, and no less than that: each up to its body, its value or the next field. The fields of a
    /// struct that is not are left out.
    fn public_signatures(&self) -> Vec<&[String]> {
        let (mut signatures, mut in_public) = (Vec::new(), false);
        for (at, three) in self.tokens.windows(3).enumerate() {
            let ends: &[&str] = match (three[0].as_str(), three[1].as_str(), three[2].as_str()) {
                (before, "struct", _) => {
                    in_public = before == "pub";
                    &["{", ";"]
                }
                (_, _, ":") if in_public => &[",", "}"],
                (_, _, ":") => continue,
                _ => &["{", ";", "="],
            };
            if three[0] == "pub" && three[1] != "(" {
                let rest = &self.tokens[at + 1..];
                let end = rest.iter().position(|token| ends.contains(&token.as_str())).unwrap_or(rest.len());
                signatures.push(&rest[..end]);
            }
        }
        signatures
    }

    /// Whether a crate is named: at the root of a path, or as a whole in a `use`.
    fn leans_on(&self, name: &str) -> bool {
        let named = self.tokens.iter().enumerate().filter(|(_, token)| *token == name);
        named.into_iter().any(|(at, _)| {
            let before = |back: usize| at.checked_sub(back).map_or("", |at| self.tokens[at].as_str());
            let is_below = before(1) == "::" && before(2).ends_with(|c: char| c.is_alphanumeric() || "_>".contains(c));
            let is_path = self.tokens.get(at + 1).is_some_and(|after| after == "::");
            !is_below && (is_path || matches!(before(1), "use" | "crate"))
        })
    }

    /// What is named below the root of a crate.
    fn named_in(&self, crate_: &str) -> BTreeSet<String> {
        let paths = self.tokens.windows(2).enumerate().filter(|(_, pair)| pair[0] == crate_ && pair[1] == "::");
        paths.flat_map(|(at, _)| roots(&self.tokens[at + 2..])).collect()
    }

    /// The modules of this crate that are named, be it below `crate` or below `super` often enough.
    fn modules_used(&self, depth: usize) -> BTreeSet<String> {
        let mut used = self.named_in("crate");
        let mut ups = 0;
        for (at, pair) in self.tokens.windows(2).enumerate() {
            match (pair[0].as_str(), pair[1].as_str()) {
                ("super", "::") => ups += 1,
                ("::", "super") => {}
                ("::", _) if ups >= depth => used.extend(roots(&self.tokens[at + 1..])),
                _ => ups = 0,
            }
        }
        used
    }
}

/// The first names of what follows a `::`: one, or those of a list in braces.
fn roots(tokens: &[String]) -> Vec<String> {
    if tokens[0] != "{" {
        return vec![tokens[0].clone()];
    }
    let (mut roots, mut open) = (Vec::new(), 0);
    for pair in tokens.windows(2) {
        match pair[0].as_str() {
            "{" => open += 1,
            "}" => open -= 1,
            _ => {}
        }
        match (open, pair[0].as_str()) {
            (0, _) => break,
            (1, "{" | ",") if pair[1] != "}" => roots.push(pair[1].clone()),
            _ => {}
        }
    }
    roots
}

/// Whether an attribute, in its brackets, is a `cfg` that holds in tests only.
fn is_for_tests(attribute: &TokenTree) -> bool {
    let words: Vec<String> = attribute.to_string().split(|c: char| !c.is_alphanumeric()).map(str::to_owned).collect();
    let has = |name: &str| words.iter().any(|word| word == name);
    words.iter().find(|word| !word.is_empty()).is_some_and(|first| first == "cfg")
        && has("test")
        && !has("not")
        && !has("any")
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn read(path: impl AsRef<Path>) -> String {
    let at = root().join(path);
    fs::read_to_string(&at).unwrap_or_else(|error| panic!("{}: {error}", at.display()))
}

/// The rows of the table: level, module, what it does, may use, outside crates.
fn table() -> Vec<Layer> {
    let list = |cell: &str| -> BTreeSet<String> {
        let names = cell.split(',').map(|name| name.trim().trim_matches('`').to_owned());
        names.filter(|name| !matches!(name.as_str(), "" | "–")).collect()
    };
    let architecture = read("ARCHITECTURE.md");
    let rows = architecture.lines().filter_map(|line| {
        let cells: Vec<&str> = line.trim_matches('|').split('|').map(str::trim).collect();
        let [level, module, _, uses, crates] = cells[..] else { return None };
        Some(Layer {
            level: level.parse().ok()?,
            module: module.trim_matches('`').to_owned(),
            uses: list(uses),
            crates: list(crates),
        })
    });
    let rows: Vec<Layer> = rows.collect();
    assert!(rows.len() > 8, "the table of layers was found");
    rows
}

fn dependencies() -> BTreeSet<String> {
    let cargo: toml::Table = toml::from_str(&read("Cargo.toml")).expect("Cargo.toml is TOML");
    let everywhere = cargo["dependencies"].as_table().expect("there are dependencies");
    let some = cargo["target"].as_table().expect("there are dependencies of some systems").values();
    let some = some.flat_map(|target| target["dependencies"].as_table().expect("a table").keys());
    everywhere.keys().chain(some).cloned().collect()
}

static SOURCES: LazyLock<Vec<Source>> = LazyLock::new(|| {
    let files = walkdir::WalkDir::new(root().join("src")).sort_by_file_name().into_iter().flatten();
    let rust = files.map(walkdir::DirEntry::into_path).filter(|path| path.extension().is_some_and(|e| e == "rs"));
    rust.map(|file: PathBuf| {
        let text = fs::read_to_string(&file).expect("a source file can be read");
        let below = file.strip_prefix(root()).expect("it is in the project");
        let parts: Vec<String> = below.iter().map(|part| part.to_string_lossy().into_owned()).collect();
        let path = parts.join("/");
        let code = Code::of(&text).unwrap_or_else(|error| panic!("{path}: {error}"));
        let module = parts[1].trim_end_matches(".rs").to_owned();
        let depth = parts.len() - if path.ends_with("/mod.rs") { 2 } else { 1 };
        Source { path, module, depth, code, lines: text.lines().count() }
    })
    .collect()
});

/// Whether a file is compiled for tests only: it, or a folder that it is in, is declared so.
fn is_test_file(source: &Source) -> bool {
    SOURCES.iter().any(|other| {
        let folder = other.path.trim_end_matches(".rs").trim_end_matches("/mod").trim_end_matches("/lib");
        let mut own = other.code.test_modules.iter().map(|module| format!("{folder}/{module}"));
        own.any(|own| source.path == format!("{own}.rs") || source.path.starts_with(&format!("{own}/")))
    })
}

/// The files of the program, without those that are for tests only.
fn program() -> Vec<&'static Source> {
    SOURCES.iter().filter(|source| !is_test_file(source)).collect()
}

#[test]
fn code_is_read_as_a_compiler_reads_it() {
    let code = Code::of(
        "// use crate::comment::A;\n/* crate::comment */ use crate::{index::{Index, open}, report, text as words,};\n\
         use std::{fs, io::{self, Read}};\n#[unsafe(no_mangle)] fn f() { say!(\"crate::string unsafe\", crate::query::parse); }\n\
         use super::super::output::{json, safe}; use super::near; use serde_json; use crate::a::serde;\n\
         #[cfg(all(test, unix))] mod tests { use crate::lexicon; unsafe fn g() {} }\r\n#[cfg(test)]\r\npub(super) mod maker;\n\
         #[cfg(not(test))] use crate::search::run; struct A; enum B { C } impl D for A { type E = B; } type F = A;",
    )
    .expect("it is code");
    let sorted = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<BTreeSet<_>>();
    assert_eq!(code.modules_used(2), sorted(&["a", "index", "output", "query", "report", "search", "text"]));
    assert_eq!(code.modules_used(3), sorted(&["a", "index", "query", "report", "search", "text"]));
    assert_eq!(code.named_in("std"), sorted(&["fs", "io"]));
    assert_eq!(code.count("unsafe"), 1);
    assert!(code.leans_on("serde_json") && code.leans_on("std") && !code.leans_on("serde") && !code.leans_on("json"));
    assert_eq!(code.test_modules, ["tests", "maker"]);
    assert_eq!(code.types(), ["A", "B", "F"]);
    let code = Code::of(
        "use tantivy::{Index, schema::{self, Field}}; pub fn f(a: Index) -> u8 { 1 } pub(crate) fn g() {}\n\
         pub struct S { pub a: Field, b: u8 } struct P { pub a: Field } pub type T = u8; pub const C: u8 = 1; fn h() {}",
    )
    .expect("it is code");
    assert_eq!(code.imports("tantivy"), BTreeSet::from(["Field", "Index"]));
    let signatures: Vec<String> = code.public_signatures().iter().map(|signature| signature.join(" ")).collect();
    assert_eq!(signatures, ["fn f ( a : Index ) - > u8", "struct S", "a : Field", "type T", "const C : u8"]);
}

/// The modules that the library declares, each with whether it is public.
fn modules() -> BTreeMap<String, bool> {
    let library = SOURCES.iter().find(|source| source.path == "src/lib.rs").expect("there is a library");
    let mut modules = BTreeMap::new();
    for (at, pair) in library.code.tokens.windows(2).enumerate().filter(|(_, pair)| pair[0] == "mod") {
        let is_public = at.checked_sub(1).is_some_and(|before| library.code.tokens[before] == "pub");
        modules.insert(pair[1].clone(), is_public);
    }
    modules
}

#[test]
fn the_table_names_the_modules_of_the_library() {
    let layers = table();
    let declared: BTreeSet<String> = modules().into_keys().filter(|module| module != "inside").collect();
    assert_eq!(layers.iter().map(|layer| layer.module.clone()).collect::<BTreeSet<_>>(), declared);
    assert!(layers.is_sorted_by_key(|layer| layer.level), "the table goes from the lowest level up");
}

#[test]
fn what_is_behind_the_library_is_private() {
    let public: Vec<String> = modules().into_iter().filter(|(_, is_public)| *is_public).map(|(name, _)| name).collect();
    assert_eq!(public, ["extract", "inside", "layout", "metadata", "query", "report"]);
    assert!(read("src/lib.rs").contains("#[doc(hidden)]\npub mod inside {"), "it is not for other programs");
    // `pub` means that other programs can reach it: the lints `unreachable_pub` and `unnameable_types` see to that.
    let mut seen = 0;
    for source in program().iter().filter(|source| source.code.leans_on("tantivy")) {
        let foreign = source.code.imports("tantivy");
        for signature in source.code.public_signatures() {
            let named = signature.iter().find(|token| *token == "tantivy" || foreign.contains(token.as_str()));
            assert!(named.is_none(), "{}: {} shows tantivy", source.path, signature.join(" "));
            seen += 1;
        }
    }
    assert!(seen > 20, "{seen} signatures were read");
}

#[test]
fn a_module_leans_on_what_the_table_says_and_only_downwards() {
    let layers = table();
    let level: BTreeMap<&str, u32> = layers.iter().map(|layer| (layer.module.as_str(), layer.level)).collect();
    let sources = program();
    for layer in &layers {
        let own = || sources.iter().filter(|source| source.module == layer.module);
        for source in own() {
            for used in source.code.modules_used(source.depth).iter().filter(|used| **used != layer.module) {
                let Some(below) = level.get(used.as_str()) else { panic!("{}: crate::{used}", source.path) };
                assert!(*below < layer.level, "{} leans on {used}, which is not below it", source.path);
            }
        }
        let mut used: BTreeSet<String> = own().flat_map(|source| source.code.modules_used(source.depth)).collect();
        used.remove(&layer.module);
        if layer.uses.contains("all") {
            continue;
        }
        assert!(used.is_subset(&layer.uses), "`{}` uses {used:?}", layer.module);
    }
}

#[test]
fn outside_crates_appear_where_the_table_has_them() {
    let (layers, sources, dependencies) = (table(), program(), dependencies());
    for layer in &layers {
        let code = |name: &str| name.replace('-', "_");
        let own: Vec<_> = sources.iter().filter(|source| source.module == layer.module).collect();
        let used = dependencies.iter().filter(|name| own.iter().any(|source| source.code.leans_on(&code(name))));
        let used: BTreeSet<String> = used.map(|name| code(name)).collect();
        let listed: BTreeSet<String> = layer.crates.iter().map(|name| code(name)).collect();
        assert_eq!(used, listed, "`{}` uses these crates", layer.module);
    }
    for (name, modules) in [
        ("tantivy", vec!["index", "search"]),
        ("clap", vec!["asking", "cli", "serve"]),
        ("anyhow", vec!["cli"]),
        ("indicatif", vec!["cli"]),
    ] {
        let found: BTreeSet<&str> =
            sources.iter().filter(|source| source.code.leans_on(name)).map(|source| source.module.as_str()).collect();
        assert_eq!(found.into_iter().collect::<Vec<_>>(), modules, "{name}");
    }
}

#[test]
fn each_type_has_a_name_of_its_own() {
    // In builds without the crates that open containers these take the place of the types that do.
    let stand_ins = BTreeSet::from(["Compound", "Zipped"]);
    let mut declared: BTreeMap<&str, &str> = BTreeMap::new();
    for source in program() {
        for name in source.code.types() {
            match declared.insert(name, &source.path) {
                Some(other) if source.path != "src/extract/unopened.rs" && other != "src/extract/unopened.rs" => {
                    panic!("{name} is declared in {other} and in {}", source.path)
                }
                Some(_) => assert!(stand_ins.contains(name), "{name} stands in for nothing"),
                None => {}
            }
        }
    }
    assert!(declared.len() > 300, "types were found");
}

#[test]
fn every_dependency_is_used() {
    for name in dependencies() {
        let code = name.replace('-', "_");
        assert!(SOURCES.iter().any(|source| source.code.leans_on(&code)), "{name} stands in Cargo.toml for nothing");
    }
}

#[test]
fn nothing_prints_but_through_a_writer_and_little_is_unsafe() {
    let unsafe_ones = BTreeMap::from([
        ("src/cli/cut_off.rs", 2),
        ("src/index/directory/map.rs", 1),
        ("src/index/heap.rs", 1),
        ("src/sandbox/descriptors.rs", 1),
    ]);
    for source in program() {
        for forbidden in ["println !", "print !", "dbg !", "process :: exit", "# [ allow (", "# ! [ allow ("] {
            assert_eq!(source.code.count(forbidden), 0, "{}: {forbidden}", source.path);
        }
        let known = unsafe_ones.get(source.path.as_str()).copied().unwrap_or_default();
        assert_eq!(source.code.count("unsafe"), known, "{}: unsafe", source.path);
    }
    let there: Vec<&str> = SOURCES.iter().map(|source| source.path.as_str()).collect();
    assert!(unsafe_ones.keys().all(|path| there.contains(path)), "a file with unsafe code has gone");
}

#[test]
fn the_lower_levels_open_no_file_and_ask_no_clock() {
    let pure: Vec<String> = table().into_iter().filter(|layer| layer.level <= 2).map(|layer| layer.module).collect();
    for source in program().iter().filter(|source| pure.contains(&source.module)) {
        let named = source.code.named_in("std");
        for forbidden in ["fs", "env", "net", "process", "thread"] {
            assert!(!named.contains(forbidden), "{}: std::{forbidden}", source.path);
        }
        for forbidden in ["SystemTime", "Instant ::", "Zoned :: now", "Timestamp :: now", "File ::", "stdin ( )"] {
            assert_eq!(source.code.count(forbidden), 0, "{}: {forbidden}", source.path);
        }
    }
}

#[test]
fn a_file_is_one_idea() {
    for source in &*SOURCES {
        assert!(source.lines <= 400, "{} has {} lines", source.path, source.lines);
        let first = read(&source.path);
        assert!(first.starts_with("//! "), "{} says what it is for", source.path);
    }
}

/// The code map names every file, and every file that it names is there.
#[test]
fn the_code_map_is_complete() {
    let architecture = read("ARCHITECTURE.md");
    let named = |name: &str| architecture.contains(&format!("`{name}`"));
    for source in program().into_iter().filter(|source| source.path.matches('/').count() > 1) {
        let name = source.path.rsplit('/').next().expect("a path has a name");
        let folder = source.path.trim_end_matches(name).rsplit('/').nth(1).unwrap_or_default();
        let is_there = named(name) || name == "mod.rs" || named(&format!("{folder}/{name}")) || named(&source.path);
        assert!(is_there, "{} is not on the map", source.path);
    }
    let names: BTreeSet<String> =
        SOURCES.iter().filter_map(|source| source.path.rsplit('/').next().map(str::to_owned)).collect();
    let on_the_map = architecture.split('`').skip(1).step_by(2).filter(|name| name.ends_with(".rs"));
    for name in on_the_map.filter_map(|name| name.rsplit('/').next()) {
        let elsewhere = ["tests", "benches", "fuzz"].iter().any(|folder| {
            let files = walkdir::WalkDir::new(root().join(folder)).into_iter().flatten();
            files.into_iter().any(|file| file.file_name().to_string_lossy() == name)
        });
        assert!(names.contains(name) || elsewhere, "{name} is on the map and not in the project");
    }
}
