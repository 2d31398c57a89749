//! Where an index in a cluster is: the hosts that answer for it, and its name there.

use std::fmt;
use std::path::Path;

use crate::engine::IndexError;

/// How addresses begin, each with what the hosts speak.
const SCHEMES: [(&str, &str); 2] = [("opensearch+http://", "http"), ("opensearch+https://", "https")];

/// The longest name of an index: the names of the indexes behind it are a little longer, and OpenSearch allows 255 bytes.
const MAX_NAME: usize = 200;

/// The address of an index in a cluster: `opensearch+http://host:9200,other:9200/name`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Address {
    /// As it was typed.
    typed: String,
    /// Where each host answers, such as `http://host:9200`, with the path before the name if there is one.
    pub(super) hosts: Vec<String>,
    /// The name of the index.
    pub(super) name: String,
}

impl Address {
    /// Reads an address.
    ///
    /// # Errors
    /// Where it is not one that can be asked.
    pub(crate) fn parse(place: &Path) -> Result<Address, IndexError> {
        let typed = place.to_str().unwrap_or_default();
        let shown = without_user(typed);
        let wrong = |what: &str| IndexError::Cluster { place: shown.clone(), what: what.to_owned() };
        let of_scheme = |(start, spoken): &(&str, &'static str)| Some((typed.strip_prefix(*start)?, *spoken));
        let Some((rest, spoken)) = SCHEMES.iter().find_map(of_scheme) else {
            return Err(wrong("an address begins with opensearch+http:// or opensearch+https://"));
        };
        if rest.contains('@') {
            return Err(wrong(
                "user and password do not belong in the address: give them in FINDINGS_OPENSEARCH_USER and \
                 FINDINGS_OPENSEARCH_PASSWORD or FINDINGS_OPENSEARCH_PASSWORD_FILE",
            ));
        }
        let (hosts, path) = rest.split_once('/').unwrap_or((rest, ""));
        let (prefix, name) = path.trim_end_matches('/').rsplit_once('/').unwrap_or(("", path.trim_end_matches('/')));
        if !is_name(name) {
            return Err(wrong(
                "after the hosts comes the name of the index, of small letters, digits, - and _, such as \
                 opensearch+http://host:9200/findings",
            ));
        }
        let is_plain = |c: char| c.is_ascii_alphanumeric() || "-._~:[]/".contains(c);
        if !prefix.chars().all(is_plain) || !hosts.split(',').all(|host| !host.is_empty() && host.chars().all(is_plain))
        {
            return Err(wrong("a host is a name or a number, with a port if it is not the usual one"));
        }
        let prefix = if prefix.is_empty() { String::new() } else { format!("/{prefix}") };
        let hosts = hosts.split(',').map(|host| format!("{spoken}://{host}{prefix}")).collect();
        Ok(Address { typed: typed.to_owned(), hosts, name: name.to_owned() })
    }
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.typed)
    }
}

/// An address as a message may have it: what is before an `@` may be a password.
fn without_user(typed: &str) -> String {
    match (typed.split_once("://"), typed.rsplit_once('@')) {
        (Some((scheme, _)), Some((_, host))) => format!("{scheme}://…@{host}"),
        _ => typed.to_owned(),
    }
}

fn is_name(name: &str) -> bool {
    let is_inner = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-' || c == '_';
    name.len() <= MAX_NAME
        && name.starts_with(|c: char| c.is_ascii_lowercase() || c.is_ascii_digit())
        && name.chars().all(is_inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_names_hosts_and_an_index() {
        let address = |typed: &str| Address::parse(Path::new(typed)).map(|address| (address.hosts, address.name));
        for (typed, hosts, name) in [
            ("opensearch+http://localhost:9200/reports", &["http://localhost:9200"][..], "reports"),
            ("opensearch+https://a,b:9201/reports_2/", &["https://a", "https://b:9201"], "reports_2"),
            ("opensearch+https://a/behind/a/proxy/x", &["https://a/behind/a/proxy"], "x"),
            ("opensearch+http://[::1]:9200/x-1", &["http://[::1]:9200"], "x-1"),
        ] {
            let (found, named) = address(typed).expect(typed);
            assert_eq!(
                (found, named.as_str()),
                (hosts.iter().map(|host| (*host).to_owned()).collect(), name),
                "{typed}"
            );
        }
        for wrong in [
            "opensearch+ftp://localhost/x",
            "opensearch+http://localhost:9200",
            "opensearch+http://localhost:9200/",
            "opensearch+http:///x",
            "opensearch+http://a,,b/x",
            "opensearch+http://a/X",
            "opensearch+http://a/_x",
            "opensearch+http://a/x*",
            "opensearch+http://a b/x",
            "opensearch+http://a/../x?y/z",
        ] {
            assert!(address(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_password_in_an_address_is_refused_and_not_repeated() {
        let error = Address::parse(Path::new("opensearch+http://me:secret@host/x")).expect_err("it is refused");
        let said = error.to_string();
        assert!(!said.contains("secret") && said.contains("FINDINGS_OPENSEARCH_USER"), "{said}");
    }
}
