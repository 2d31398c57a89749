//! `findings mcp`: assistants, answered over standard input and output.

use std::io::{self, IsTerminal, Write};
use std::sync::Arc;
use std::time::Duration;

use crate::library::LiveIndex;
use crate::mcp::{McpHandler, serve_stdio};

use super::args::{Common, McpArgs};
use super::exit::Exit;
use super::lexicon::lexicon_for_any;

pub(super) fn run(args: &McpArgs, common: &Common, err: &mut dyn Write) -> anyhow::Result<Exit> {
    let given = lexicon_for_any(args.lexicon.as_deref(), err)?;
    if !common.quiet && io::stdin().is_terminal() {
        writeln!(err, "waiting for an assistant on standard input; `findings help agents` says how to configure one")?;
    }
    let live = Arc::new(LiveIndex::new(super::index_folder(common), given));
    serve_stdio(McpHandler::new(live, Duration::from_secs_f64(args.timeout)))?;
    Ok(Exit::Done)
}
