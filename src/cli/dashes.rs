//! Queries with words that begin with a dash, as options do: `search -adult missing`.

use std::collections::HashSet;
use std::ffi::OsString;

use clap::{Args as ClapArgs, Command};

use super::args::{Common, CountArgs, ExportArgs, KwicArgs, LatestArgs, SearchArgs, TrailArgs};

/// The options of a command added to those that it has already.
type Options = fn(Command) -> Command;

/// The commands that take queries as their arguments, by all of their names.
const COMMANDS: [(&str, Options); 8] = [
    ("search", SearchArgs::augment_args),
    ("find", SearchArgs::augment_args),
    ("count", CountArgs::augment_args),
    ("kwic", KwicArgs::augment_args),
    ("concordance", KwicArgs::augment_args),
    ("trail", TrailArgs::augment_args),
    ("latest", LatestArgs::augment_args),
    ("export", ExportArgs::augment_args),
];

/// Moves the words of a query behind `--`, in their order, if the command takes one and a word begins with a dash. Returns
/// any other command line unchanged.
pub(super) fn escape_leading_dash_query(args: Vec<OsString>) -> Vec<OsString> {
    match query_words(&args) {
        Some(words) => escaped(args, &words),
        None => args,
    }
}

/// The positions of the words of a query, if one of them looks like an option.
fn query_words(args: &[OsString]) -> Option<HashSet<usize>> {
    // Most command lines need no closer look.
    let is_plain = |arg: &OsString| !begins_with_one_dash(&arg.to_string_lossy());
    if args.iter().all(is_plain) || !args.iter().any(|arg| COMMANDS.iter().any(|(name, _)| arg == name)) {
        return None;
    }
    let (mut known, mut takes_query) = (KnownOptions::new(Common::augment_args(Command::new(""))), false);
    let (mut words, mut has_dash) = (HashSet::new(), false);
    let mut rest = args.iter().enumerate().skip(1);
    while let Some((at, arg)) = rest.next() {
        let arg = arg.to_string_lossy();
        if arg == "--" {
            // All that follows are words.
            words.extend(rest.map(|(at, _)| at));
            break;
        }
        match known.kind(&arg) {
            ArgKind::Option { takes_next: true } => drop(rest.next()),
            ArgKind::Option { takes_next: false } => {}
            ArgKind::Word if takes_query => {
                has_dash |= begins_with_one_dash(&arg);
                words.insert(at);
            }
            ArgKind::Word => {
                let (_, options) = COMMANDS.iter().find(|(name, _)| arg == *name)?;
                takes_query = true;
                known = KnownOptions::new(options(Common::augment_args(Command::new(""))));
            }
        }
    }
    (takes_query && has_dash).then_some(words)
}

/// Writes `--json`, which other programs have, as `--format json`. What follows `--` are words.
pub(super) fn expand_json(args: Vec<OsString>) -> Vec<OsString> {
    let options = args.iter().position(|arg| arg == "--").unwrap_or(args.len());
    let expanded = |(at, arg): (usize, OsString)| {
        if at < options && arg == "--json" { "--format=json".into() } else { arg }
    };
    args.into_iter().enumerate().map(expanded).collect()
}

/// The other arguments, then `--` and the words.
fn escaped(args: Vec<OsString>, words: &HashSet<usize>) -> Vec<OsString> {
    let (mut others, mut query) = (Vec::with_capacity(args.len() + 1), Vec::new());
    for (at, arg) in args.into_iter().enumerate() {
        if words.contains(&at) {
            query.push(arg);
        } else if arg != "--" {
            others.push(arg);
        }
    }
    others.push("--".into());
    others.append(&mut query);
    others
}

fn begins_with_one_dash(arg: &str) -> bool {
    arg.strip_prefix('-').is_some_and(|rest| !rest.is_empty() && !rest.starts_with('-'))
}

/// What an argument is.
enum ArgKind {
    Option {
        /// Whether the next argument is its value.
        takes_next: bool,
    },
    Word,
}

/// The options of a command, each with whether it takes a value.
struct KnownOptions {
    long: Vec<(String, bool)>,
    short: Vec<(char, bool)>,
}

impl KnownOptions {
    fn new(command: Command) -> KnownOptions {
        let options = || command.get_arguments().map(|option| (option, option.get_action().takes_values()));
        let long = options().filter_map(|(option, takes)| Some((option.get_long()?.to_owned(), takes))).collect();
        let short = options().filter_map(|(option, takes)| Some((option.get_short()?, takes)));
        KnownOptions { long, short: short.chain([('h', false), ('V', false)]).collect() }
    }

    fn kind(&self, arg: &str) -> ArgKind {
        if let Some(name) = arg.strip_prefix("--") {
            let takes_next = self.long.iter().any(|(long, takes)| long == name && *takes);
            return ArgKind::Option { takes_next };
        }
        let mut letters = arg.strip_prefix('-').unwrap_or_default().chars();
        let letter = letters.next();
        let rest = letters.as_str();
        match self.short.iter().find(|(short, _)| Some(*short) == letter) {
            Some((_, takes)) if rest.is_empty() => ArgKind::Option { takes_next: *takes },
            // In the same word, only a number or a path is a value: `-n5`, `-oout.csv`, but `-neglect` is a query.
            Some((_, true)) if is_number(rest) => ArgKind::Option { takes_next: false },
            Some(('o', true)) => ArgKind::Option { takes_next: false },
            _ => ArgKind::Word,
        }
    }
}

fn is_number(value: &str) -> bool {
    value.trim_start_matches('=').bytes().all(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_words_of_a_query_are_told_from_options() {
        for (typed, expected) in [
            ("search missing", None),
            ("search -adult missing", Some("search -- -adult missing")),
            ("search missing -adult -n 5", Some("search -n 5 -- missing -adult")),
            ("search -n 5 -adult", Some("search -n 5 -- -adult")),
            ("search -n5 -q -adult", Some("search -n5 -q -- -adult")),
            ("search -n=5 -neglect", Some("search -n=5 -- -neglect")),
            ("search a -b OR c -d", Some("search -- a -b OR c -d")),
            ("search a -\"b c\"", Some("search -- a -\"b c\"")),
            ("search --sort -date x", None),
            ("search --sort -date x -y", Some("search --sort -date -- x -y")),
            ("search --sort=-date -y", Some("search --sort=-date -- -y")),
            ("search --authority search -y", Some("search --authority search -- -y")),
            ("search -y --index search", Some("search --index search -- -y")),
            ("search -y -h", Some("search -h -- -y")),
            ("search search -x", Some("search -- search -x")),
            ("search - -x", Some("search -- - -x")),
            ("search -x -- --all", Some("search -- -x --all")),
            ("search x -- -n", None),
            ("search -- -n -x", None),
            ("search -qx", Some("search -- -qx")),
            ("--index search search -x", Some("--index search search -- -x")),
            ("--index=search search -x", Some("--index=search search -- -x")),
            ("-q --color never search -x", Some("-q --color never search -- -x")),
            ("count missing -adult --by year", Some("count --by year -- missing -adult")),
            ("kwic -missing --width 80", Some("kwic --width 80 -- -missing")),
            ("concordance -missing", Some("concordance -- -missing")),
            ("latest neglect -adult", Some("latest -- neglect -adult")),
            ("trail neglect -adult -o out", Some("trail -o out -- neglect -adult")),
            ("export neglect -adult -oout.csv", Some("export -oout.csv -- neglect -adult")),
            ("export -adult neglect", Some("export -- -adult neglect")),
            // Another command has no queries, whatever its arguments are called.
            ("batch --index search -j 2 q.txt", None),
            ("--index search batch q.txt -j 2", None),
            ("--index search index corpus -j 2", None),
            ("index search -j 2", None),
            ("batch search -j 2", None),
            ("--index=search diff -n 3 search other", None),
            ("help search -x", None),
            ("--index search", None),
            ("-x search", None),
            ("", None),
        ] {
            let args = |line: &str| -> Vec<OsString> {
                ["findings"].into_iter().chain(line.split(' ').filter(|arg| !arg.is_empty())).map(Into::into).collect()
            };
            assert_eq!(escape_leading_dash_query(args(typed)), args(expected.unwrap_or(typed)), "{typed}");
        }
    }
}
