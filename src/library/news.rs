//! What a query finds that it has not found before.

use crate::engine::{Answer, Request, SearchError};
use crate::news::{Comparing, News, Seen};

use super::Index;

impl Index {
    /// What a request finds that was not seen before, in the order of the hits, and what is seen from now on: keep it for the
    /// next time. Only the hits that the request asks for are looked at, so ask for all of them.
    ///
    /// ```no_run
    /// use findings::{Index, Request, Seen};
    ///
    /// # fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # let last_time = Seen::default();
    /// let index = Index::open("index")?;
    /// let query = index.parse("\"private fostering\"").query;
    /// let (_, news, seen) = index.news(&Request::new(&query).limit(None), &last_time)?;
    /// for one in &news {
    ///     println!("{}: {}", one.hit.report.id, one.hit.passage.text);
    /// }
    /// # let _ = seen;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// Where the index is damaged or cannot be read, or the time of the request is over.
    pub fn news(&self, request: &Request<'_>, seen: &Seen) -> Result<(Answer<()>, Vec<News>, Seen), SearchError> {
        let (answer, hits) = self.results(request)?.split();
        let mut comparing = Comparing::new(seen, request.unit);
        for hit in hits {
            comparing.add(hit?);
        }
        let (news, seen) = comparing.finish();
        Ok((answer, news, seen))
    }
}
