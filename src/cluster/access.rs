//! How a cluster lets findings in: user, password and the certificate that its hosts are checked by.

use std::env;
use std::fs;
use std::io::Read;

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use ureq::tls::{Certificate, PemItem, RootCerts, parse_pem};

/// No password or certificate is longer, in bytes.
const MAX_FILE: u64 = 1 << 20;

/// Where more passages than this can meet a search, the cluster counts and ranks them, unless the environment says another
/// number.
const MOST_FETCHED: u64 = 20_000;

/// What the environment says of access.
pub(super) struct Access {
    /// The value of the header that says who asks.
    pub(super) authorization: Option<String>,
    /// Who signs the certificates of the hosts, if not those that browsers trust.
    pub(super) authorities: Option<RootCerts>,
    /// The most passages that are fetched for a search.
    pub(super) most_fetched: u64,
}

impl Access {
    /// Reads the environment; says what is wrong with it, without a word of what is secret.
    pub(super) fn from_environment() -> Result<Access, String> {
        let user = set("FINDINGS_OPENSEARCH_USER");
        let password = match (set("FINDINGS_OPENSEARCH_PASSWORD"), set("FINDINGS_OPENSEARCH_PASSWORD_FILE")) {
            (Some(password), _) => Some(password),
            (None, Some(path)) => {
                let text = String::from_utf8(read("FINDINGS_OPENSEARCH_PASSWORD_FILE", &path)?);
                let text = text.map_err(|_| format!("{path}: the password is not text"))?;
                Some(text.trim_end_matches(['\n', '\r']).to_owned())
            }
            (None, None) => None,
        };
        let authorization = match (user, password) {
            (Some(user), Some(password)) => {
                Some(format!("Basic {}", BASE64_STANDARD.encode(format!("{user}:{password}"))))
            }
            (None, None) => None,
            (Some(_), None) => return Err("FINDINGS_OPENSEARCH_USER is set, but no password is".to_owned()),
            (None, Some(_)) => return Err("a password is set, but FINDINGS_OPENSEARCH_USER is not".to_owned()),
        };
        let authorities = set("FINDINGS_OPENSEARCH_CA").map(|path| certificates(&path)).transpose()?;
        let most_fetched = set("FINDINGS_OPENSEARCH_FETCH").map_or(Ok(MOST_FETCHED), |number| {
            number
                .parse()
                .map_err(|_| format!("FINDINGS_OPENSEARCH_FETCH is {number:?}, which is no number of passages"))
        })?;
        Ok(Access { authorization, authorities, most_fetched })
    }
}

fn certificates(path: &str) -> Result<RootCerts, String> {
    let pem = read("FINDINGS_OPENSEARCH_CA", path)?;
    let mut found: Vec<Certificate<'static>> = Vec::new();
    for item in parse_pem(&pem) {
        match item {
            Ok(PemItem::Certificate(certificate)) => found.push(certificate),
            Ok(_) => {}
            Err(error) => return Err(format!("{path}: {error}")),
        }
    }
    if found.is_empty() {
        return Err(format!("{path}: there is no certificate in it"));
    }
    Ok(RootCerts::new_with_certs(&found))
}

fn read(name: &str, path: &str) -> Result<Vec<u8>, String> {
    let mut bytes = Vec::new();
    let file = fs::File::open(path).and_then(|file| file.take(MAX_FILE + 1).read_to_end(&mut bytes));
    file.map_err(|error| format!("{name} names {path}: {error}"))?;
    if bytes.len() as u64 > MAX_FILE {
        return Err(format!("{name} names {path}, which is too large"));
    }
    Ok(bytes)
}

fn set(name: &str) -> Option<String> {
    env::var(name).ok().filter(|value| !value.is_empty())
}
