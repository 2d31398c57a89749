//! `findings man`, generated from the arguments.

use std::fs;
use std::io::{self, Write};
use std::path::Path;

use anyhow::{Context, bail};
use clap::{Command, CommandFactory};
use clap_mangen::Man;

use super::args::Args;
use super::exit::Exit;
use super::help::page_names;
use super::manual_facts::{environment, files, statuses};

/// Prints the manual page of a command or of the program, or writes all pages to a folder.
pub(super) fn man(name: Option<&str>, folder: Option<&Path>, out: &mut dyn Write) -> anyhow::Result<Exit> {
    let mut program = Args::command();
    program.build();
    if let Some(folder) = folder {
        fs::create_dir_all(folder).with_context(|| folder.display().to_string())?;
        for command in program.get_subcommands().chain([&program]) {
            let path = folder.join(format!("{}.1", title(command)));
            let mut page = Vec::new();
            write_page(command, &mut page)?;
            fs::write(&path, page).with_context(|| path.display().to_string())?;
        }
        return Ok(Exit::Done);
    }
    match name {
        None => write_page(&program, out)?,
        Some(name) => match program.find_subcommand(name) {
            Some(command) => write_page(command, out)?,
            None => bail!("there is no command {name}: `findings help` lists them"),
        },
    }
    Ok(Exit::Done)
}

/// The name of a command's page.
fn title(command: &Command) -> String {
    command.get_display_name().unwrap_or(command.get_name()).to_owned()
}

fn write_page(command: &Command, out: &mut dyn Write) -> io::Result<()> {
    let title = title(command);
    let page = Man::new(command.clone().after_help(""))
        .title(title.clone())
        .manual("User Commands".to_owned())
        .source(concat!("findings ", env!("CARGO_PKG_VERSION")).to_owned());
    page.render_title(out)?;
    page.render_name_section(out)?;
    let usage = command.clone().render_usage().to_string();
    writeln!(out, ".SH SYNOPSIS\n{}", escaped(usage.trim_start_matches("Usage: ").trim()))?;
    page.render_description_section(out)?;
    page.render_options_section(out)?;
    if command.get_subcommands().next().is_some() {
        let below = command.get_subcommands().map(|one| {
            let about = one.get_about().map(ToString::to_string).unwrap_or_default();
            (if title == "findings" { format!("{}(1)", self::title(one)) } else { one.get_name().to_owned() }, about)
        });
        write_list("COMMANDS", below.collect(), out)?;
    }
    let help = command.get_after_help().map(ToString::to_string).unwrap_or_default();
    write_examples(&help, out)?;
    let name = command.get_name();
    for (heading, list) in [("FILES", files(name)), ("ENVIRONMENT", environment(name)), ("EXIT STATUS", statuses(name))]
    {
        write_list(heading, list.into_iter().map(|(term, text)| (term, text.to_owned())).collect(), out)?;
    }
    let others = if title == "findings" { "man(1), less(1)" } else { "findings(1)" };
    writeln!(out, ".SH \"SEE ALSO\"\n{others}\n.PP\nfindings help {}", page_names())
}

/// Terms, each with a text.
fn write_list(heading: &str, list: Vec<(String, String)>, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, ".SH \"{heading}\"")?;
    list.iter().try_for_each(|(term, text)| writeln!(out, ".TP\n\\fB{}\\fR\n{}", escaped(term), escaped(text)))
}

/// The examples in the help of a command.
fn write_examples(help: &str, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, ".SH EXAMPLES")?;
    for example in help.lines().map(str::trim).filter(|line| line.starts_with("findings ")) {
        writeln!(out, ".PP\n.nf\n.RS\n{}\n.RE\n.fi", escaped(example))?;
    }
    Ok(())
}

/// Text that the formatter of manual pages takes as it is.
fn escaped(text: &str) -> String {
    let text = text.replace('\\', "\\e").replace('-', "\\-").replace('\'', "\\(aq");
    if text.starts_with('.') { format!("\\&{text}") } else { text }
}
