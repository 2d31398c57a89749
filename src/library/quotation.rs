//! Quotations checked against an index.

use std::time::Duration;

use crate::engine::SearchError;
use crate::query::Query;
use crate::quotation::{Quotation, QuotationCheck, check};

use super::Index;

impl Index {
    /// Whether a quotation is in the reports that meet a query of filters, word for word or nearly.
    ///
    /// ```no_run
    /// use findings::Index;
    /// use findings::{Quotation, Verdict};
    ///
    /// # fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let index = Index::open("index")?;
    /// let quotation = Quotation::parse("There has been little progress … in need of help");
    /// let checked = index.check_quotation(&quotation, &index.parse("*").query, None)?;
    /// assert_eq!(checked.verdict, Verdict::Verbatim);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// Where the index is damaged or cannot be read, or it takes longer than `timeout`.
    pub fn check_quotation(
        &self,
        quotation: &Quotation,
        among: &Query,
        timeout: Option<Duration>,
    ) -> Result<QuotationCheck, SearchError> {
        check(&*self.engine, quotation, among, timeout)
    }
}
