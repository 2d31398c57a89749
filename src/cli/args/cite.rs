//! The options on references.

use clap::Args as ClapArgs;

use crate::asking::CiteChoice;
use crate::output::CitationWriter;

/// What references are printed, if any.
#[derive(Clone, Debug, ClapArgs)]
pub(in crate::cli) struct CiteArgs {
    /// Print references, for a text or a reference manager
    #[arg(long, value_enum, value_name = "STYLE")]
    pub(in crate::cli) cite: Option<CiteChoice>,
    /// Address in references to reports that have none, with {report} and {page} in it
    #[arg(long, value_name = "URL", requires = "cite")]
    cite_url: Option<String>,
}

impl CiteArgs {
    /// The writer of references, if they are asked for.
    pub(in crate::cli) fn writer(&self) -> Option<CitationWriter> {
        self.cite.map(|style| CitationWriter::new(style.into(), self.cite_url.clone()))
    }
}
