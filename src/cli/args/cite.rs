//! The options on references.

use anyhow::bail;
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
    #[arg(long, value_name = "URL")]
    cite_url: Option<String>,
}

impl CiteArgs {
    /// The address for reports that have none.
    ///
    /// # Errors
    /// If there is one, and no references to have it in.
    pub(in crate::cli) fn address(&self, is_used: bool) -> anyhow::Result<Option<&str>> {
        match &self.cite_url {
            Some(_) if self.cite.is_none() && !is_used => bail!("--cite-url is for references: add --cite STYLE"),
            address => Ok(address.as_deref()),
        }
    }

    /// The writer of references, if they are asked for.
    pub(in crate::cli) fn writer(&self) -> Option<CitationWriter> {
        self.cite.map(|style| CitationWriter::new(style.into(), self.cite_url.clone()))
    }
}
