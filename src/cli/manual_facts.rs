//! What the manual page of each command says besides its options: files, environment and exit statuses.

use super::exit::Exit;

/// Something that a page explains, and the commands on whose pages it is.
struct Fact {
    name: &'static str,
    text: &'static str,
    commands: &'static [&'static str],
}

const WITH_INDEX: &[&str] = &["index", "search", "batch", "show", "open", "reports", "lexicon", "status", "verify"];
const SEARCHES: &[&str] = &["search", "batch", "reports"];
const TEXT: &[&str] = &["search", "show", "reports", "inspect", "diff"];
const LEXICON: &[&str] = &["search", "batch", "lexicon"];
const OTHERS: &[&str] = &["evaluate", "diff", "inspect", "completions", "man", "help"];

const FILES: [Fact; 7] = [
    Fact { name: "index", text: "The default folder of the index.", commands: WITH_INDEX },
    Fact { name: "corpus", text: "The default folder of reports.", commands: &["index", "search"] },
    Fact {
        name: "metadata.csv, metadata.toml",
        text: "Metadata for the reports in the same folder and below.",
        commands: &["index", "inspect"],
    },
    Fact { name: "lexicon.toml", text: "The default lexicon, if it exists.", commands: LEXICON },
    Fact { name: "FILE.resume", text: "How far a run that writes FILE has come.", commands: &["batch"] },
    Fact {
        name: "~/.local/share/man/man1",
        text: "Where man looks for the manual pages of a user.",
        commands: &["man"],
    },
    Fact {
        name: "None",
        text: "This command has no files of its own.",
        commands: &["evaluate", "diff", "completions", "help"],
    },
];

const ENVIRONMENT: [Fact; 10] = [
    Fact { name: "FINDINGS_INDEX", text: "Folder of the index, if --index is not given.", commands: WITH_INDEX },
    Fact { name: "FINDINGS_LEXICON", text: "Lexicon file, if --lexicon is not given.", commands: LEXICON },
    Fact { name: "FINDINGS_COLORS", text: "Colours of text, such as match=1;31.", commands: TEXT },
    Fact { name: "FINDINGS_TODAY", text: "The date that counts as today, as YYYY-MM-DD.", commands: SEARCHES },
    Fact { name: "FINDINGS_TODAY", text: "The date on which problems are found, as YYYY-MM-DD.", commands: &["index"] },
    Fact {
        name: "FINDINGS_OPEN",
        text: "The command that opens a file, with {path}, {page}, {line} and {words} in it.",
        commands: &["open", "search"],
    },
    Fact { name: "NO_COLOR", text: "If set and not empty, text has no colour.", commands: TEXT },
    Fact {
        name: "PAGER, LESS",
        text: "The pager for more than a screen, and its options.",
        commands: &["search", "show", "reports"],
    },
    Fact { name: "TZ", text: "The time zone of --watch and --log-format.", commands: &["index"] },
    Fact {
        name: "None",
        text: "This command reads no variable.",
        commands: &["evaluate", "completions", "man", "help"],
    },
];

/// The commands with their exit statuses; all others end with 0 or 2.
const STATUSES: [(&[&str], &[Exit]); 4] = [
    (&["search", "batch", "reports", "evaluate", "diff", "lexicon"], &[Exit::Done, Exit::Nothing, Exit::Error]),
    (&["index"], &[Exit::Done, Exit::Nothing, Exit::Error, Exit::Partial]),
    (&["status", "verify", "inspect"], &[Exit::Done, Exit::Error, Exit::Partial]),
    (&["show", "open", "completions", "man", "help"], &[Exit::Done, Exit::Error]),
];

/// The files of a command; of all commands for the program itself.
pub(super) fn files(command: &str) -> Vec<(String, &'static str)> {
    of(&FILES, command)
}

/// The variables that a command reads.
pub(super) fn environment(command: &str) -> Vec<(String, &'static str)> {
    of(&ENVIRONMENT, command)
}

/// The exit statuses of a command, each with its meaning.
pub(super) fn statuses(command: &str) -> Vec<(String, &'static str)> {
    let all: &[Exit] = &[Exit::Done, Exit::Nothing, Exit::Error, Exit::Partial];
    let own = STATUSES.iter().find(|(commands, _)| commands.contains(&command)).map_or(all, |(_, statuses)| statuses);
    own.iter().map(|&exit| (u8::from(exit).to_string(), exit.meaning())).collect()
}

fn of(facts: &[Fact], command: &str) -> Vec<(String, &'static str)> {
    let is_program = !WITH_INDEX.contains(&command) && !OTHERS.contains(&command);
    let is_told = |fact: &&Fact| fact.commands.contains(&command) || is_program && fact.name != "None";
    let mut told: Vec<(String, &'static str)> =
        facts.iter().filter(is_told).map(|fact| (fact.name.to_owned(), fact.text)).collect();
    told.dedup_by(|again, first| again.0 == first.0);
    told
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_command_has_its_own_facts() {
        for command in crate::cli::command().get_subcommands().map(clap::Command::get_name) {
            assert!(WITH_INDEX.contains(&command) || OTHERS.contains(&command), "{command}");
            assert!(STATUSES.iter().any(|(commands, _)| commands.contains(&command)), "{command} has exit statuses");
            assert!(!files(command).is_empty() && !environment(command).is_empty(), "{command}");
        }
    }
}
