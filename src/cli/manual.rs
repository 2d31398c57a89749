//! `findings completions` and `findings man`, generated from the arguments.

use std::io::Write;

use super::exit::Exit;

pub(super) fn completions(
    shell: clap_complete::Shell,
    command: &mut clap::Command,
    out: &mut dyn Write,
) -> anyhow::Result<Exit> {
    let mut script = Vec::new();
    clap_complete::generate(shell, command, "findings", &mut script);
    out.write_all(&script)?;
    Ok(Exit::Done)
}

/// The manual page of the program, then those of its commands.
pub(super) fn man(command: clap::Command, out: &mut dyn Write) -> anyhow::Result<Exit> {
    let mut command = command;
    command.build();
    clap_mangen::Man::new(command.clone()).render(out)?;
    for subcommand in command.get_subcommands().filter(|command| command.get_name() != "help") {
        clap_mangen::Man::new(subcommand.clone()).render(out)?;
    }
    Ok(Exit::Done)
}
