//! `findings help`: the help of a command, or a page of the manual.

use std::io::Write;

use anyhow::bail;
use clap::CommandFactory;

use super::args::Args;
use super::exit::Exit;
use super::markdown;
use super::terminal::Terminal;

/// A page of the manual: its name, its text, and the headings of the sections that it has, if not all.
struct HelpPage {
    name: &'static str,
    about: &'static str,
    text: &'static str,
    sections: &'static [&'static str],
}

const QUERY: &str = include_str!("../../docs/query-syntax.md");

const PAGES: [HelpPage; 11] = [
    HelpPage { name: "query", about: "How to write a query", text: QUERY, sections: &[] },
    HelpPage { name: "dates", about: "Dates in queries and options", text: QUERY, sections: &["Dates"] },
    HelpPage {
        name: "output",
        about: "Formats of the output",
        text: include_str!("../../docs/output.md"),
        sections: &[],
    },
    HelpPage {
        name: "counting",
        about: "What is counted, out of what",
        text: include_str!("../../docs/counting.md"),
        sections: &[],
    },
    HelpPage {
        name: "tables",
        about: "What an export has, table by table",
        text: include_str!("../../docs/export.md"),
        sections: &[],
    },
    HelpPage {
        name: "metadata",
        about: "What is known of a report, and how to give it",
        text: include_str!("../../docs/reading.md"),
        sections: &["Metadata", "Metadata from you"],
    },
    HelpPage {
        name: "bodies",
        about: "Registers of bodies, and profiles of reports",
        text: include_str!("../../docs/bodies.md"),
        sections: &[],
    },
    HelpPage {
        name: "ranking",
        about: "What comes first, and why",
        text: include_str!("../../docs/ranking.md"),
        sections: &[],
    },
    HelpPage {
        name: "runs",
        about: "Measuring runs, and comparing them",
        text: include_str!("../../docs/runs.md"),
        sections: &[],
    },
    HelpPage {
        name: "serving",
        about: "Pages and an API, for yourself and for others",
        text: include_str!("../../docs/serve.md"),
        sections: &[],
    },
    HelpPage {
        name: "agents",
        about: "Assistants that ask the reports, and how to configure them",
        text: include_str!("../../docs/agents.md"),
        sections: &[],
    },
];

/// The names of the pages: "query, dates, …".
pub(super) fn page_names() -> String {
    PAGES.map(|page| page.name).join(", ")
}

/// The pages, a line each.
pub(super) fn page_list() -> String {
    PAGES.iter().map(|page| format!("  {:<9} {}\n", page.name, page.about)).collect()
}

pub(super) fn run(topic: &[String], terminal: &Terminal, out: &mut dyn Write) -> anyhow::Result<Exit> {
    let mut command = Args::command();
    command.build();
    let found = topic.iter().try_fold(&command, |command, name| command.find_subcommand(name));
    if let Some(found) = found {
        let help = found.clone().render_long_help();
        if terminal.style.colours.is_some() {
            write!(out, "{}", help.ansi())?
        } else {
            write!(out, "{help}")?
        }
        return Ok(Exit::Done);
    }
    let [name] = topic else { bail!("there is no command {}: `findings help` lists them", topic.join(" ")) };
    let Some(page) = PAGES.iter().find(|page| page.name == name) else {
        bail!("there is no command or page {name}: the pages are {}; `findings help` lists the commands", page_names());
    };
    out.write_all(markdown::as_text(&page.markdown(), terminal.style.width.min(MAX_WIDTH)).as_bytes())?;
    Ok(Exit::Done)
}

/// Longer lines are hard to read.
const MAX_WIDTH: usize = 80;

impl HelpPage {
    /// Its sections in Markdown.
    fn markdown(&self) -> String {
        if self.sections.is_empty() {
            return self.text.to_owned();
        }
        let parts = format!("\n{}", self.text);
        let parts = parts.split("\n## ").skip(1);
        let is_in = |part: &&str| self.sections.iter().any(|name| part.lines().next() == Some(name));
        parts.filter(is_in).map(|part| format!("# {part}\n")).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_page_has_its_sections() {
        for page in &PAGES {
            let headings = page.markdown().lines().filter(|line| line.starts_with("# ")).count();
            assert_eq!(headings, page.sections.len().max(1), "{}", page.name);
        }
    }
}
