//! The arguments of `quote`.

use std::path::PathBuf;

use clap::Args as ClapArgs;

use crate::asking::{FilterArgs, TIMEOUT, seconds};
use crate::cli::choices::formats_of;
use crate::output::{Content, Format};

use super::LimitArgs;

/// Check whether quotations are in the reports word for word
///
/// Letter case, accents and kinds of quotation mark do not matter. An ellipsis (… or ...) may leave words out, and words
/// in [square brackets] may stand in place of others.
#[derive(Debug, ClapArgs)]
#[command(after_help = "\
Examples:
  findings quote 'There has been little progress … in need of help'
  findings quote --file briefing.docx
  findings quote --file briefing.md --attribution --format csv

Exit status: 0 all are verbatim, 1 one is altered or not found, 2 an error.")]
pub(in crate::cli) struct QuoteArgs {
    /// The quotation
    #[arg(required_unless_present = "file", conflicts_with = "file", value_name = "QUOTATION")]
    pub(in crate::cli) quotation: Vec<String>,
    /// Check every quotation in a draft: text, Markdown, HTML, Word, OpenDocument or any other file that can be indexed
    #[arg(long, value_name = "DRAFT")]
    pub(in crate::cli) file: Option<PathBuf>,
    /// Check too that a quotation is from the report that the draft names beside it
    #[arg(long, requires = "file", help_heading = "Drafts")]
    pub(in crate::cli) attribution: bool,
    /// Pass over quotations in a draft of fewer than N words
    #[arg(long, value_name = "N", default_value_t = 3, requires = "file", help_heading = "Drafts")]
    pub(in crate::cli) min_words: usize,
    /// Format of the output; --json is --format json
    #[arg(long, value_parser = formats_of(Content::Quotations), default_value_t = Format::Text)]
    pub(in crate::cli) format: Format,
    /// Stop a quotation after this time; 0 for no limit
    #[arg(long, value_name = "SECONDS", default_value_t = TIMEOUT, value_parser = seconds)]
    pub(in crate::cli) timeout: f64,
    #[command(flatten)]
    pub(in crate::cli) limits: LimitArgs,
    #[command(flatten)]
    pub(in crate::cli) filters: FilterArgs,
}
