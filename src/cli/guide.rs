//! What to type instead of a command line without a command.

use std::ffi::OsString;

use clap::CommandFactory;
use clap::error::{ContextKind, ContextValue, ErrorKind};

use super::args::Args;
use super::shell::shell_word;

/// What to do first.
const FIRST_STEPS: &str = "\
findings searches a folder of inspection reports. To begin:
  findings index FOLDER                  make the index of the folder
  findings search 'private fostering'    find passages, best first
  findings show ID --source              print the lines that a hit comes from
  findings help                          list all commands
  findings help query                    read how to write a query
";

/// The names of commands that differ in at most this many letters are taken for slips.
const MAX_SLIPS: usize = 2;

/// What to say instead of an error of the command line; nothing where that says it all.
pub(super) fn instead_of(error: &clap::Error, typed: &[OsString]) -> Option<String> {
    if typed.len() < 2 && error.kind() == ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand {
        return Some(FIRST_STEPS.to_owned());
    }
    let Some(ContextValue::String(word)) = error.get(ContextKind::InvalidSubcommand) else { return None };
    let typed: Vec<String> = typed.iter().skip(1).map(|arg| arg.to_string_lossy().into_owned()).collect();
    let at = typed.iter().position(|arg| arg == word)?;
    let commands = commands();
    // Another command may have commands of its own.
    if typed[..at].iter().any(|arg| commands.contains(arg)) {
        return None;
    }
    let line = |words: &[&str]| {
        let line = typed[..at].iter().map(String::as_str).chain(words.iter().copied());
        let line = line.chain(typed[at + 1..].iter().map(String::as_str)).map(shell_word);
        line.fold("findings".to_owned(), |line, word| line + " " + &word)
    };
    Some(match nearest(word, &commands) {
        Some(command) => format!("findings: there is no command {word}; did you mean:\n  {}\n", line(&[command])),
        None => format!(
            "findings: there is no command {word}; to search for these words:\n  {}\n`findings help` lists the commands\n",
            line(&["search", word])
        ),
    })
}

/// The names of all commands, also their other ones.
fn commands() -> Vec<String> {
    let command = Args::command();
    let names =
        command.get_subcommands().flat_map(|one| std::iter::once(one.get_name()).chain(one.get_visible_aliases()));
    names.map(str::to_owned).collect()
}

/// The command that a word is a slip of.
fn nearest<'n>(word: &str, commands: &'n [String]) -> Option<&'n str> {
    let slips = |name: &&str| strsim::damerau_levenshtein(name, word);
    let near = |name: &&str| slips(name) <= MAX_SLIPS && slips(name) * 3 <= name.chars().count();
    commands.iter().map(String::as_str).filter(near).min_by_key(slips)
}
