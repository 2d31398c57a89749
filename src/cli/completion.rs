//! `findings completions`: a script for a shell, and the values that the scripts ask for.

use std::collections::BTreeSet;
use std::io::Write;

use anyhow::{Context, bail};
use clap::{Arg, Command, CommandFactory};
use clap_complete::Shell;

use crate::engine::{Facet, Grouping, Request};
use crate::library::Index;
use crate::output::safe;

use super::args::{Args, Common, CompletionsArgs};
use super::exit::Exit;

/// The fields whose values are completed, by the option or argument that takes them and the name that scripts ask by.
const VALUES: [(&str, &str); 10] = [
    ("authority", "authority"),
    ("region", "region"),
    ("kind", "kind"),
    ("grade", "grade"),
    ("inspector", "inspector"),
    ("report", "id"),
    ("id", "id"),
    ("ids", "id"),
    ("earlier", "id"),
    ("later", "id"),
];

pub(super) fn run(args: &CompletionsArgs, common: &Common, out: &mut dyn Write) -> anyhow::Result<Exit> {
    match (&args.values, args.shell) {
        (Some(field), _) => values(field, common, out),
        (None, Some(shell)) => {
            out.write_all(script(shell, &mut Args::command()).as_bytes())?;
            Ok(Exit::Done)
        }
        (None, None) => bail!("name a shell, such as bash"),
    }
}

/// Writes the values that the index has of a field, a line each; a short id has the id of its report after a tab.
fn values(field: &str, common: &Common, out: &mut dyn Write) -> anyhow::Result<Exit> {
    /// To list the reports of a larger index would take longer than anyone waits for a key.
    const MAX_REPORTS: u64 = 20_000;
    let index = Index::open_for_one(super::index_folder(common))?;
    let mut values = BTreeSet::new();
    match VALUES.iter().find(|(_, name)| *name == field).map(|(_, name)| *name) {
        None => {
            let names: BTreeSet<&str> = VALUES.iter().map(|(_, name)| *name).collect();
            bail!("no values of {field}: there are those of {}", names.into_iter().collect::<Vec<_>>().join(", "))
        }
        Some("id") if index.counts().reports > MAX_REPORTS => {}
        Some("id") => {
            for report in index.reports()? {
                values.extend(index.short_id(&report)?.map(|short| format!("{short}\t{}", safe(&report.id))));
                values.insert(safe(&report.id).into_owned());
            }
        }
        Some(field) => {
            let by = Grouping::named(field, &[]).with_context(|| format!("no values of {field}"))?;
            let all = index.parse("*").query;
            let facets = index.count_by(&Request::new(&all).facets(vec![Facet::by(by)]))?.facets;
            let groups = facets.into_iter().flat_map(|facet| facet.groups);
            values.extend(groups.filter_map(|group| Some(safe(group.values.first()?.as_ref()?).into_owned())));
        }
    }
    values.iter().try_for_each(|value| writeln!(out, "{value}"))?;
    Ok(Exit::Done)
}

/// The script that clap makes for a shell, with the values of the index where an option or argument takes them.
fn script(shell: Shell, command: &mut Command) -> String {
    let mut script = Vec::new();
    clap_complete::generate(shell, command, "findings", &mut script);
    let script = String::from_utf8_lossy(&script).into_owned();
    let taking = Taking::of(command);
    match shell {
        Shell::Bash => taking.bash(&script),
        Shell::Zsh => taking.zsh(&script),
        Shell::Fish => taking.fish(&script),
        _ => script,
    }
}

/// What takes values of the index.
struct Taking {
    /// Options of commands: command, option, field.
    options: BTreeSet<(String, String, &'static str)>,
    /// Arguments of commands: command, argument, field.
    arguments: BTreeSet<(String, String, &'static str)>,
}

impl Taking {
    fn of(command: &Command) -> Taking {
        let mut taking = Taking { options: BTreeSet::new(), arguments: BTreeSet::new() };
        let field_of = |arg: &Arg| VALUES.iter().find(|(id, _)| arg.get_id() == *id).map(|(_, field)| *field);
        for below in command.get_subcommands() {
            for (arg, field) in below.get_arguments().filter_map(|arg| Some((arg, field_of(arg)?))) {
                let name = below.get_name().to_owned();
                match arg.get_long_and_visible_aliases() {
                    Some(longs) => {
                        taking.options.extend(longs.into_iter().map(|long| (name.clone(), long.to_owned(), field)));
                    }
                    None => {
                        taking.arguments.insert((name, arg.get_id().to_string(), field));
                    }
                }
            }
        }
        taking
    }

    /// A function before that of the script, for words after the options and commands that take values.
    fn bash(&self, script: &str) -> String {
        let options: BTreeSet<_> = self.options.iter().map(|(_, long, field)| (long, field)).collect();
        let options = options.iter().map(|(long, field)| format!("        --{long}) field={field} ;;\n"));
        let commands =
            self.arguments.iter().map(|(command, _, field)| format!("                {command}) field={field} ;;\n"));
        script.to_owned()
            + &BASH
                .replace("OPTIONS\n", &options.collect::<String>())
                .replace("COMMANDS\n", &commands.collect::<String>())
    }

    /// Its own function where the script has the default one.
    fn zsh(&self, script: &str) -> String {
        let with_values = |line: &str| {
            // After an argument of `*::`, zsh would know no more options; after one of `*:` it does.
            let line = &match line.strip_prefix("'*::") {
                Some(rest) if rest.contains(" -- ") => format!("'*:{rest}"),
                _ => line.to_owned(),
            };
            let Some(start) = line.strip_suffix(":_default' \\") else { return line.clone() };
            let option = start.trim_start_matches(['\'', '*']);
            let by_option = self.options.iter().find(|(_, long, _)| option.starts_with(&format!("--{long}=[")));
            let by_argument = self.arguments.iter().find(|(_, id, _)| start.contains(&format!(":{id} -- ")));
            match by_option.or(by_argument) {
                Some((.., field)) => format!("{start}: _findings_values {field}' \\"),
                None => line.clone(),
            }
        };
        let lines: Vec<String> = script.lines().map(with_values).collect();
        // The last lines of the script run it, so what they need comes before them.
        match lines.iter().rposition(|line| line.starts_with("if [ \"$funcstack[1]\"")) {
            Some(at) => format!("{}\n{ZSH}\n{}\n", lines[..at].join("\n"), lines[at..].join("\n")),
            None => script.to_owned(),
        }
    }

    /// More lines: fish puts together all that it is given of an option.
    fn fish(&self, script: &str) -> String {
        let of = |command: &str| format!("complete -c findings -n \"__fish_findings_using_subcommand {command}\"");
        let options = self
            .options
            .iter()
            .map(|(command, long, field)| format!("{} -l {long} -x -a \"(__findings_values {field})\"\n", of(command)));
        let arguments = self
            .arguments
            .iter()
            .map(|(command, _, field)| format!("{} -f -a \"(__findings_values {field})\"\n", of(command)));
        format!("{script}\n{FISH}{}{}", options.collect::<String>(), arguments.collect::<String>())
    }
}

const BASH: &str = r#"
# Values that the index has, where an option or a command takes them.
_findings_values() {
    local word="${COMP_WORDS[COMP_CWORD]}" before="${COMP_WORDS[COMP_CWORD-1]}" field="" quote="" value i
    local -a index=()
    if [[ "$word" == "=" ]]; then
        word=""
    elif [[ "$before" == "=" ]]; then
        before="${COMP_WORDS[COMP_CWORD-2]}"
    fi
    for ((i = 1; i < COMP_CWORD; i++)); do
        if [[ "${COMP_WORDS[i]}" == --index ]]; then
            value="${COMP_WORDS[i+1]}"
            [[ "$value" == "=" ]] && value="${COMP_WORDS[i+2]}"
            index=(--index "${value/#\~/$HOME}")
        fi
    done
    case "$before" in
OPTIONS
        --*) ;;
        *)
            for ((i = 1; i < COMP_CWORD; i++)); do
                [[ "$word" == -* ]] && break
                case "${COMP_WORDS[i]}" in
COMMANDS
                esac
            done
            ;;
    esac
    if [[ -z "$field" ]]; then
        _findings "$@"
        return
    fi
    [[ "$word" == [\"\']* ]] && quote="${word:0:1}" && word="${word:1}"
    word="${word//\\/}"
    local restore
    restore="$(shopt -p nocasematch)"
    shopt -s nocasematch
    COMPREPLY=()
    while IFS=$'\t' read -r value _; do
        if [[ "$value" == "$word"* ]]; then
            [[ -z "$quote" ]] && printf -v value '%q' "$value"
            COMPREPLY+=("$value")
        fi
    done < <("$1" completions --values "$field" "${index[@]}" 2>/dev/null)
    eval "$restore"
}
complete -F _findings_values -o bashdefault -o default findings
"#;

const ZSH: &str = r#"
# Values that the index has.
_findings_values() {
    # The words of the whole line: those that completion has are of one command, without its options.
    local -a values index line=(${(z)BUFFER})
    local at=${line[(I)--index]}
    (( at )) && index=(--index ${(Q)line[at+1]/#\~/$HOME})
    values=(${(f)"$(findings completions --values $1 $index 2>/dev/null)"})
    values=(${values%%$'\t'*})
    compadd -M 'm:{a-zA-Z}={A-Za-z}' -a values
}
"#;

const FISH: &str = r#"
# Values that the index has.
function __findings_values
    set -l words (commandline -opc)
    set -l index
    if set -l at (contains -i -- --index $words)
        set index --index (string replace -r '^~' $HOME -- $words[(math $at + 1)])
    end
    findings completions --values $argv[1] $index 2>/dev/null
end
"#;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_script_asks_for_the_values_of_the_options_that_take_them() {
        let script = |shell| script(shell, &mut Args::command());
        let bash = script(Shell::Bash);
        for line in
            ["--authority) field=authority ;;", "--report) field=id ;;", "show) field=id ;;", "open) field=id ;;"]
        {
            assert!(bash.contains(line), "{line}");
        }
        assert!(
            !bash.contains("--per-authority) field") && !bash.contains("OPTIONS\n") && !bash.contains("COMMANDS\n")
        );
        let zsh = script(Shell::Zsh);
        let asked = |field: &str| zsh.matches(&format!(": _findings_values {field}' \\")).count();
        assert!(asked("region") >= 3 && asked("authority") >= 3, "{}", asked("region"));
        // Besides --report: the arguments of show, open and similar, and the two of compare.
        assert_eq!(asked("id"), asked("region") + 5);
        assert!(zsh.contains("'*:ids -- ") && !zsh.contains("'*::query"));
        assert!(zsh.contains("--per-authority=[Print at most N hits of each authority]:N:_default'"));
        let fish = script(Shell::Fish);
        assert!(fish.contains("_subcommand search\" -l grade -x -a \"(__findings_values grade)\"\n"));
        assert!(fish.contains("_subcommand open\" -f -a \"(__findings_values id)\"\n"));
    }
}
