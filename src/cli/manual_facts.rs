//! What the manual page of each command says besides its options: files, environment and exit statuses.

use super::exit::Exit;

/// The name of the program, whose page has the facts of all commands.
const PROGRAM: &str = "findings";

/// Something that a page explains, and the commands on whose pages it is.
struct Fact {
    name: &'static str,
    text: &'static str,
    commands: &'static [&'static str],
}

const WITH_INDEX: &[&str] = &[
    "index",
    "search",
    "count",
    "kwic",
    "quote",
    "trail",
    "latest",
    "similar",
    "compare",
    "batch",
    "saved",
    "export",
    "show",
    "open",
    "reports",
    "lexicon",
    "status",
    "verify",
    "serve",
    "mcp",
    "completions",
];
/// Those that make the index of the sample corpus where there is none.
const WITH_CORPUS: &[&str] = &[
    "index", "search", "count", "kwic", "quote", "trail", "latest", "similar", "compare", "batch", "saved", "export",
    "reports", "lexicon", "serve",
];
const WITH_QUERIES: &[&str] =
    &["search", "count", "kwic", "quote", "trail", "latest", "batch", "saved", "export", "reports", "serve"];
const WITH_LEXICON: &[&str] =
    &["search", "count", "kwic", "trail", "latest", "batch", "saved", "export", "lexicon", "serve", "mcp"];
const TEXT: &[&str] = &[
    "search", "count", "kwic", "quote", "trail", "latest", "similar", "compare", "show", "reports", "inspect", "diff",
    "saved",
];
const TEXT_AND_HELP: &[&str] = &[
    "search", "count", "kwic", "quote", "trail", "latest", "similar", "compare", "show", "reports", "inspect", "diff",
    "saved", "help",
];
const WITH_PAGER: &[&str] =
    &["search", "count", "kwic", "quote", "trail", "latest", "similar", "compare", "show", "reports", "saved"];
const WITH_VIEWER: &[&str] = &["open", "search"];
const WITH_BROWSER: &[&str] = &["open", "search", "serve"];
const WITH_THREADS: &[&str] =
    &["index", "search", "count", "kwic", "quote", "trail", "latest", "similar", "batch", "saved", "export", "verify"];
const READING: &[&str] = &["index", "verify", "inspect"];

const FILES: [Fact; 8] = [
    Fact { name: "index", text: "The default folder of the index.", commands: WITH_INDEX },
    Fact { name: "corpus", text: "The default folder of reports.", commands: WITH_CORPUS },
    Fact {
        name: "metadata.csv, metadata.toml",
        text: "Metadata for the reports in the same folder and below.",
        commands: &["index", "verify", "inspect", "profile"],
    },
    Fact { name: "lexicon.toml", text: "The default lexicon, if it exists.", commands: WITH_LEXICON },
    Fact {
        name: "watch.toml, watch.seen",
        text: "The default file of saved queries, and what they found.",
        commands: &["saved"],
    },
    Fact {
        name: "~/.cache/findings",
        text: "What is known of the states of indexes in clusters, in $XDG_CACHE_HOME if that is set.",
        commands: WITH_INDEX,
    },
    Fact { name: "FILE.resume", text: "How far a run that writes FILE has come.", commands: &["batch"] },
    Fact {
        name: "~/.local/share/man/man1",
        text: "Where man looks for the manual pages of a user.",
        commands: &["man"],
    },
];

const ENVIRONMENT: [Fact; 21] = [
    Fact {
        name: "FINDINGS_INDEX",
        text: "Folder or address of the index, if --index is not given.",
        commands: WITH_INDEX,
    },
    Fact {
        name: "FINDINGS_OPENSEARCH_USER",
        text: "User of the cluster that has the index, where that asks for one.",
        commands: WITH_INDEX,
    },
    Fact { name: "FINDINGS_OPENSEARCH_PASSWORD", text: "The password of that user.", commands: WITH_INDEX },
    Fact {
        name: "FINDINGS_OPENSEARCH_PASSWORD_FILE",
        text: "The file that has it, if it is not given itself.",
        commands: WITH_INDEX,
    },
    Fact {
        name: "FINDINGS_OPENSEARCH_CA",
        text: "The file of certificates, in PEM, that those of the cluster are checked by.",
        commands: WITH_INDEX,
    },
    Fact {
        name: "FINDINGS_OPENSEARCH_CACHE",
        text: "The folder in which what is known of its state is kept; empty: nowhere.",
        commands: WITH_INDEX,
    },
    Fact {
        name: "FINDINGS_OPENSEARCH_FETCH",
        text: "The most passages that a search fetches [20000]; of more, the cluster counts and ranks what it can.",
        commands: WITH_INDEX,
    },
    Fact { name: "FINDINGS_LEXICON", text: "Lexicon file, if --lexicon is not given.", commands: WITH_LEXICON },
    Fact { name: "FINDINGS_COLORS", text: "Colours of text, such as match=1;31.", commands: TEXT },
    Fact { name: "FINDINGS_TODAY", text: "The date that counts as today, as YYYY-MM-DD.", commands: WITH_QUERIES },
    Fact { name: "FINDINGS_TODAY", text: "The date on which problems are found, as YYYY-MM-DD.", commands: &["index"] },
    Fact {
        name: "FINDINGS_OPEN",
        text: "The command that opens a file, with {path}, {page}, {line} and {words} in it.",
        commands: WITH_VIEWER,
    },
    Fact { name: "VISUAL, EDITOR", text: "The editor that opens text, the first that is set.", commands: WITH_VIEWER },
    Fact { name: "BROWSER", text: "The browser that opens web pages.", commands: WITH_BROWSER },
    Fact {
        name: "DISPLAY, WAYLAND_DISPLAY",
        text: "Where programs with windows show a file, if one of the two is set.",
        commands: WITH_VIEWER,
    },
    Fact { name: "NO_COLOR", text: "If set and not empty, text has no colour.", commands: TEXT_AND_HELP },
    Fact { name: "TERM", text: "If it is dumb, text has no colour and no pager.", commands: TEXT_AND_HELP },
    Fact { name: "PAGER, LESS", text: "The pager for more than a screen, and its options.", commands: WITH_PAGER },
    Fact { name: "TZ", text: "The time zone of --watch and --log-format.", commands: &["index"] },
    Fact { name: "RAYON_NUM_THREADS", text: "The number of threads.", commands: WITH_THREADS },
    Fact { name: "TESSDATA_PREFIX", text: "Where tesseract has its languages, for --ocr.", commands: READING },
];

/// The commands with their exit statuses; all others end with 0 or 2.
const STATUSES: [(&[&str], &[Exit]); 4] = [
    (
        &[
            "search", "count", "kwic", "quote", "trail", "latest", "similar", "batch", "saved", "export", "reports",
            "evaluate", "diff", "lexicon",
        ],
        &[Exit::Done, Exit::Nothing, Exit::Error],
    ),
    (&["index", "profile"], &[Exit::Done, Exit::Nothing, Exit::Error, Exit::Partial]),
    (&["status", "verify", "inspect"], &[Exit::Done, Exit::Error, Exit::Partial]),
    (&["compare", "show", "open", "serve", "mcp", "completions", "man", "help"], &[Exit::Done, Exit::Error]),
];

/// The files of a command; of all commands for the program itself.
pub(super) fn files(command: &str) -> Vec<(String, &'static str)> {
    of(&FILES, command, "This command has no files of its own.")
}

/// The variables that a command reads.
pub(super) fn environment(command: &str) -> Vec<(String, &'static str)> {
    of(&ENVIRONMENT, command, "This command reads no variable.")
}

/// The exit statuses of a command, each with its meaning.
pub(super) fn statuses(command: &str) -> Vec<(String, &'static str)> {
    let all: &[Exit] = &[Exit::Done, Exit::Nothing, Exit::Error, Exit::Partial];
    let own = STATUSES.iter().find(|(commands, _)| commands.contains(&command)).map_or(all, |(_, statuses)| statuses);
    own.iter().map(|&exit| (u8::from(exit).to_string(), exit.meaning())).collect()
}

/// The facts about a command, or that there are none.
fn of(facts: &[Fact], command: &str, none: &'static str) -> Vec<(String, &'static str)> {
    let is_told = |fact: &&Fact| command == PROGRAM || fact.commands.contains(&command);
    let mut told: Vec<(String, &'static str)> =
        facts.iter().filter(is_told).map(|fact| (fact.name.to_owned(), fact.text)).collect();
    told.dedup_by(|again, first| again.0 == first.0);
    if told.is_empty() { vec![("None".to_owned(), none)] } else { told }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn each_fact_is_of_commands_and_each_command_has_exit_statuses() {
        let program = crate::cli::command();
        let commands: BTreeSet<&str> = program.get_subcommands().map(clap::Command::get_name).collect();
        for command in FILES.iter().chain(&ENVIRONMENT).flat_map(|fact| fact.commands) {
            assert!(commands.contains(command), "{command}");
        }
        for command in &commands {
            assert_eq!(STATUSES.iter().filter(|(of, _)| of.contains(command)).count(), 1, "{command}");
        }
        assert_eq!(program.get_name(), PROGRAM);
    }

    #[test]
    fn where_there_is_nothing_to_say_that_is_said() {
        assert_eq!(files("evaluate"), [("None".to_owned(), "This command has no files of its own.")]);
        assert_eq!(environment("man"), [("None".to_owned(), "This command reads no variable.")]);
    }
}
