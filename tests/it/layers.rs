//! The table of layers in ARCHITECTURE.md is true: what a module leans on stands there, and what
//! stands there of outside crates is leant on. So are the promises about what is not there.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// A module of the table, as it should be.
struct Layer {
    level: u32,
    module: String,
    uses: BTreeSet<String>,
    crates: BTreeSet<String>,
}

/// A source file of the program, without comments and without its tests.
struct Source {
    path: String,
    module: String,
    code: String,
    lines: usize,
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

fn sources() -> Vec<Source> {
    let files = walkdir::WalkDir::new(root().join("src")).sort_by_file_name().into_iter().flatten();
    let rust = files.map(walkdir::DirEntry::into_path).filter(|path| path.extension().is_some_and(|e| e == "rs"));
    rust.map(|path: PathBuf| {
        let text = fs::read_to_string(&path).expect("a source file can be read");
        let path = path.strip_prefix(root()).expect("it is in the project").to_string_lossy().into_owned();
        let module = path.split('/').nth(1).expect("it is in src").trim_end_matches(".rs").to_owned();
        Source { module, code: code_of(&text), lines: text.lines().count(), path }
    })
    .collect()
}

/// The code without comments, and without the tests at its end.
fn code_of(text: &str) -> String {
    let before_tests = text.split("#[cfg(test)]\nmod tests {").next().unwrap_or(text);
    before_tests.lines().filter(|line| !line.trim_start().starts_with("//")).collect::<Vec<_>>().join("\n")
}

/// Files that are compiled for tests only.
fn is_test_file(source: &Source, all: &[Source]) -> bool {
    let name = Path::new(&source.path).file_stem().unwrap_or_default().to_string_lossy();
    let declared = format!("#[cfg(test)]\nmod {name};");
    all.iter().any(|other| other.module == source.module && other.code.contains(&declared))
}

fn program() -> Vec<Source> {
    let all = sources();
    let test_only: Vec<bool> = all.iter().map(|source| is_test_file(source, &all)).collect();
    all.into_iter().zip(test_only).filter(|(_, test_only)| !test_only).map(|(source, _)| source).collect()
}

/// Whether the code has a path that begins with a name, such as `serde::`.
fn leans_on(code: &str, name: &str) -> bool {
    let start = format!("{name}::");
    code.match_indices(&start).any(|(at, _)| !code[..at].ends_with(|c: char| c.is_alphanumeric() || "_:".contains(c)))
}

/// The names that follow `crate::` in the code.
fn modules_used(code: &str) -> BTreeSet<String> {
    let name = |rest: &str| rest.split(|c: char| !(c.is_alphanumeric() || c == '_')).next().map(str::to_owned);
    code.split("crate::").skip(1).filter_map(name).filter(|name| !name.is_empty()).collect()
}

#[test]
fn the_table_names_the_modules_of_the_library() {
    let library = read("src/lib.rs");
    let modules: BTreeSet<&str> =
        library.lines().filter_map(|line| line.strip_prefix("pub mod ")?.strip_suffix(';')).collect();
    let layers = table();
    assert_eq!(layers.iter().map(|layer| layer.module.as_str()).collect::<BTreeSet<_>>(), modules);
    assert!(layers.is_sorted_by_key(|layer| layer.level), "the table goes from the lowest level up");
}

#[test]
fn a_module_leans_on_what_the_table_says_and_only_downwards() {
    let layers = table();
    let level: BTreeMap<&str, u32> = layers.iter().map(|layer| (layer.module.as_str(), layer.level)).collect();
    let sources = program();
    for layer in &layers {
        let own = || sources.iter().filter(|source| source.module == layer.module);
        for source in own() {
            assert!(!source.code.contains("crate::{"), "{}: one module a line", source.path);
            for used in modules_used(&source.code).iter().filter(|used| **used != layer.module) {
                let Some(below) = level.get(used.as_str()) else { panic!("{}: crate::{used}", source.path) };
                assert!(*below < layer.level, "{} leans on {used}, which is not below it", source.path);
            }
        }
        let mut used: BTreeSet<String> = own().flat_map(|source| modules_used(&source.code)).collect();
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
        let own: Vec<&Source> = sources.iter().filter(|source| source.module == layer.module).collect();
        let used = dependencies.iter().filter(|name| own.iter().any(|source| leans_on(&source.code, &code(name))));
        let used: BTreeSet<String> = used.map(|name| code(name)).collect();
        let listed: BTreeSet<String> = layer.crates.iter().map(|name| code(name)).collect();
        assert_eq!(used, listed, "`{}` uses these crates", layer.module);
    }
    for (name, modules) in [
        ("tantivy", vec!["index", "search"]),
        ("clap", vec!["cli"]),
        ("anyhow", vec!["cli"]),
        ("indicatif", vec!["cli"]),
    ] {
        let found: BTreeSet<&str> =
            sources.iter().filter(|source| leans_on(&source.code, name)).map(|source| source.module.as_str()).collect();
        assert_eq!(found.into_iter().collect::<Vec<_>>(), modules, "{name}");
    }
}

#[test]
fn every_dependency_is_used() {
    let sources = sources();
    for name in dependencies() {
        let code = name.replace('-', "_");
        assert!(sources.iter().any(|source| leans_on(&source.code, &code)), "{name} stands in Cargo.toml for nothing");
    }
}

#[test]
fn nothing_prints_but_through_a_writer_and_three_calls_are_unsafe() {
    for source in program() {
        for forbidden in ["println!", "print!(", "dbg!(", "process::exit", "#[allow("] {
            assert!(!source.code.contains(forbidden), "{}: {forbidden}", source.path);
        }
        let unsafe_ones = ["src/index/heap.rs", "src/index/directory/map.rs", "src/cli/cut_off.rs"];
        let calls = usize::from(unsafe_ones.iter().any(|own| source.path.ends_with(own)));
        assert_eq!(source.code.matches("unsafe ").count(), calls, "{}: unsafe", source.path);
    }
}

#[test]
fn the_lower_levels_open_no_file_and_ask_no_clock() {
    let pure: Vec<String> = table().into_iter().filter(|layer| layer.level <= 2).map(|layer| layer.module).collect();
    for source in program().iter().filter(|source| pure.contains(&source.module)) {
        for forbidden in ["fs", "env", "net", "process", "thread"] {
            let path = format!("std::{forbidden}");
            assert!(!source.code.contains(&path), "{}: {path}", source.path);
        }
        for forbidden in ["SystemTime", "Instant::", "Zoned::now", "Timestamp::now", "File::", "stdin()"] {
            assert!(!source.code.contains(forbidden), "{}: {forbidden}", source.path);
        }
    }
}

#[test]
fn a_file_is_one_idea() {
    for source in sources() {
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
    for source in program().iter().filter(|source| source.path.matches('/').count() > 1) {
        let name = source.path.rsplit('/').next().expect("a path has a name");
        let folder = source.path.trim_end_matches(name).rsplit('/').nth(1).unwrap_or_default();
        let is_there = named(name) || name == "mod.rs" || named(&format!("{folder}/{name}")) || named(&source.path);
        assert!(is_there, "{} is not on the map", source.path);
    }
    let names: BTreeSet<String> =
        sources().iter().filter_map(|source| source.path.rsplit('/').next().map(str::to_owned)).collect();
    let on_the_map = architecture.split('`').skip(1).step_by(2).filter(|name| name.ends_with(".rs"));
    for name in on_the_map.filter_map(|name| name.rsplit('/').next()) {
        let elsewhere = ["tests", "benches", "fuzz"].iter().any(|folder| {
            let files = walkdir::WalkDir::new(root().join(folder)).into_iter().flatten();
            files.into_iter().any(|file| file.file_name().to_string_lossy() == name)
        });
        assert!(names.contains(name) || elsewhere, "{name} is on the map and not in the project");
    }
}
