//! The parameters of a request, by name: those of its address, or of a form that was sent. Pages make links of them, to
//! the same with something changed.

use crate::asking::{FilterArgs, GivenOption, HitArgs};

use super::reply::HttpProblem;

/// Names and values in the order in which they came. Empty values, as forms send them, are left out.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct RequestParams {
    pairs: Vec<(String, String)>,
}

/// The name of the query itself.
pub(super) const QUERY: &str = "q";

/// More parameters than a person or a form would give.
const MAX_PAIRS: usize = 200;

impl RequestParams {
    /// From the part of an address after its question mark, or the body of a form.
    ///
    /// # Errors
    /// Where there are too many.
    pub(super) fn parse(encoded: &[u8]) -> Result<RequestParams, HttpProblem> {
        let pairs = form_urlencoded::parse(encoded).filter(|(_, value)| !value.trim().is_empty());
        let pairs: Vec<(String, String)> =
            pairs.take(MAX_PAIRS + 1).map(|(n, v)| (n.into_owned(), v.into_owned())).collect();
        if pairs.len() > MAX_PAIRS {
            return Err(HttpProblem::bad_request(format!("more than {MAX_PAIRS} parameters")));
        }
        Ok(RequestParams { pairs })
    }

    /// The first value of a name.
    pub(super) fn get(&self, name: &str) -> Option<&str> {
        self.pairs.iter().find(|(own, _)| own == name).map(|(_, value)| value.as_str())
    }

    /// All values of a name.
    pub(super) fn all<'p>(&'p self, name: &'p str) -> impl Iterator<Item = &'p str> {
        self.pairs.iter().filter(move |(own, _)| own == name).map(|(_, value)| value.as_str())
    }

    /// Whether there is such a value.
    pub(super) fn has(&self, name: &str, value: &str) -> bool {
        self.all(name).any(|own| own == value)
    }

    /// The query; nothing where there is none.
    pub(super) fn query(&self) -> &str {
        self.get(QUERY).unwrap_or_default()
    }

    /// The number that a name has.
    ///
    /// # Errors
    /// Where its value is no number.
    pub(super) fn number(&self, name: &str) -> Result<Option<usize>, HttpProblem> {
        let number = |value: &str| {
            value
                .trim()
                .parse()
                .map_err(|_| HttpProblem::bad_request(format!("the parameter \"{name}\" is not a number")))
        };
        self.get(name).map(number).transpose()
    }

    /// Whether a switch is on: `true`, `1` or `on`, as boxes of forms say.
    ///
    /// # Errors
    /// Where its value is neither that nor its opposite.
    pub(super) fn switch(&self, name: &str) -> Result<bool, HttpProblem> {
        match self.get(name) {
            Some("true" | "1" | "on") => Ok(true),
            None | Some("false" | "0" | "off") => Ok(false),
            Some(_) => Err(HttpProblem::bad_request(format!("the parameter \"{name}\" is neither true nor false"))),
        }
    }

    /// The options of a search, by the names that they have on the command line and in a batch. Those in `others` are the
    /// caller's own.
    ///
    /// # Errors
    /// Where a value cannot be read, and where a name is unknown unless `lenient`.
    pub(super) fn options(&self, others: &[&str], lenient: bool) -> Result<(HitArgs, FilterArgs), HttpProblem> {
        let (mut hits, mut filters) = (HitArgs::plain(), FilterArgs::default());
        for (at, (name, _)) in self.pairs.iter().enumerate() {
            let is_first = self.pairs[..at].iter().all(|(before, _)| before != name);
            if !is_first || name == QUERY || others.contains(&name.as_str()) {
                continue;
            }
            let values = self.all(name).map(str::to_owned).collect();
            match GivenOption::from_texts(name, values) {
                Ok(option) => option.apply(&mut hits, &mut filters).map_err(HttpProblem::bad_request)?,
                Err(_) if lenient => {}
                Err(why) => return Err(HttpProblem::bad_request(why)),
            }
        }
        Ok((hits, filters))
    }

    /// The same with one value of a name in place of all others; none removes it.
    #[must_use]
    pub(super) fn with(&self, name: &str, value: impl Into<Option<String>>) -> RequestParams {
        let mut pairs: Vec<_> = self.pairs.iter().filter(|(own, _)| own != name).cloned().collect();
        pairs.extend(value.into().map(|value| (name.to_owned(), value)));
        RequestParams { pairs }
    }

    /// The same with another value of a name beside those that it has.
    #[must_use]
    pub(super) fn and(&self, name: &str, value: &str) -> RequestParams {
        let mut pairs = self.pairs.clone();
        if !self.has(name, value) {
            pairs.push((name.to_owned(), value.to_owned()));
        }
        RequestParams { pairs }
    }

    /// The same without a value of a name.
    #[must_use]
    pub(super) fn without(&self, name: &str, value: &str) -> RequestParams {
        let pairs = self.pairs.iter().filter(|(own, other)| own != name || other != value).cloned().collect();
        RequestParams { pairs }
    }

    /// The same without some names.
    #[must_use]
    pub(super) fn without_all(&self, names: &[&str]) -> RequestParams {
        let pairs = self.pairs.iter().filter(|(own, _)| !names.contains(&own.as_str())).cloned().collect();
        RequestParams { pairs }
    }

    /// The pairs, in order.
    pub(super) fn pairs(&self) -> impl Iterator<Item = (&str, &str)> {
        self.pairs.iter().map(|(name, value)| (name.as_str(), value.as_str()))
    }

    /// The address of a path with these parameters.
    pub(super) fn at(&self, path: &str) -> String {
        if self.pairs.is_empty() {
            return path.to_owned();
        }
        let encoded = form_urlencoded::Serializer::new(String::new()).extend_pairs(self.pairs()).finish();
        format!("{path}?{encoded}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn params(text: &str) -> RequestParams {
        RequestParams::parse(text.as_bytes()).unwrap_or_default()
    }

    #[test]
    fn a_link_has_what_was_asked_with_one_thing_changed() {
        let asked = params("q=return+home&kind=&authority=Ash%20combe&authority=Brindle&page=3");
        assert_eq!(asked.query(), "return home");
        assert_eq!(asked.all("authority").collect::<Vec<_>>(), ["Ash combe", "Brindle"]);
        assert_eq!(asked.get("kind"), None);
        for (made, expected) in [
            (asked.with("page", None), "/?q=return+home&authority=Ash+combe&authority=Brindle"),
            (
                asked.without("authority", "Brindle").with("page", "4".to_owned()),
                "/?q=return+home&authority=Ash+combe&page=4",
            ),
            (asked.and("kind", "a&b=c").without_all(&["authority", "page"]), "/?q=return+home&kind=a%26b%3Dc"),
            (asked.without_all(&["q", "authority", "page"]), "/"),
        ] {
            assert_eq!(made.at("/"), expected);
        }
    }

    #[test]
    fn options_have_the_names_and_values_of_the_command_line() {
        let (hits, filters) = params("q=x&limit=3&per-report=2&authority=A&authority=B&format=csv")
            .options(&["format"], false)
            .expect("they can be read");
        assert_eq!((hits.limit, hits.per_report), (3, Some(2)));
        let conditions: Vec<_> = filters.conditions().collect();
        assert_eq!(conditions[0].1, ["A", "B"]);
        for wrong in ["limit=many", "limit=1&limit=2", "sort=best", "=null", "authorty=A", "since=1&since=2"] {
            assert!(params(wrong).options(&[], false).is_err(), "{wrong}");
        }
        assert!(params("utm_source=elsewhere").options(&[], true).is_ok());
        for (value, expected) in [("true", Some(true)), ("on", Some(true)), ("0", Some(false)), ("null", None)] {
            assert_eq!(params(&format!("zeros={value}")).switch("zeros").ok(), expected, "{value}");
        }
    }

    #[test]
    fn no_number_of_parameters_is_too_great_to_refuse() {
        assert!(RequestParams::parse("a=1&".repeat(100_000).as_bytes()).is_err());
    }
}
