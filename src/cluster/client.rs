//! Asking the hosts of a cluster, over HTTP: one host after the other, again where that may help, and never for long.

use std::io;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use ureq::http::{Method, Request, StatusCode};
use ureq::tls::TlsConfig;
use ureq::{Agent, Error};

use crate::engine::IndexError;

use super::access::Access;
use super::address::Address;

/// A host that does not even take the call in this time is passed over.
const CONNECT: Duration = Duration::from_secs(5);
/// A host has this long to answer one request.
const ANSWER: Duration = Duration::from_secs(120);
/// What fails for now is tried again for this long; where no host takes a call at all, only for a moment.
const PATIENCE: Duration = Duration::from_secs(45);
const PATIENCE_WITHOUT_HOSTS: Duration = Duration::from_secs(2);
/// The first pause before trying again; each is twice as long, up to `MAX_PAUSE`.
const MIN_PAUSE: Duration = Duration::from_millis(200);
const MAX_PAUSE: Duration = Duration::from_secs(4);
/// No answer is longer, in bytes.
const MAX_ANSWER: u64 = 256 << 20;
/// What is said of a host that answers with more.
const TOO_LONG: &str = "answers with more than";
/// What a host says of an error is repeated up to this many letters.
const MAX_SAID: usize = 300;

/// Asks a cluster.
pub(super) struct Client {
    agent: Agent,
    pub(super) address: Address,
    authorization: Option<String>,
    /// The most passages that are fetched for a search.
    pub(super) most_fetched: u64,
    /// The host that answered last.
    host: AtomicUsize,
}

/// What a host answered.
pub(super) struct Response {
    pub(super) status: u16,
    body: Vec<u8>,
}

/// Why one host gave no answer.
pub(super) enum Failure {
    /// It takes no calls; another host may.
    Away(String),
    /// Another host or another time may help.
    ForNow(String),
    /// Nothing will.
    ForGood(String),
}

impl Client {
    /// For the cluster at an address, with what the environment says of access to it.
    ///
    /// # Errors
    /// Where the environment contradicts itself, or names files that cannot be read.
    pub(super) fn new(address: Address) -> Result<Client, IndexError> {
        let wrong = |what| IndexError::Cluster { place: address.to_string(), what };
        let Access { authorization, authorities, most_fetched } = Access::from_environment().map_err(wrong)?;
        let mut tls = TlsConfig::builder();
        if let Some(authorities) = authorities {
            tls = tls.root_certs(authorities);
        }
        let config = Agent::config_builder()
            .tls_config(tls.build())
            .http_status_as_error(false)
            .max_redirects(0)
            .max_redirects_will_error(false)
            .proxy(None)
            .user_agent(concat!("findings/", env!("CARGO_PKG_VERSION")))
            .timeout_connect(Some(CONNECT))
            .timeout_global(Some(ANSWER));
        Ok(Client { agent: config.build().into(), address, authorization, most_fetched, host: AtomicUsize::new(0) })
    }

    /// An error of this cluster.
    pub(super) fn error(&self, what: impl Into<String>) -> IndexError {
        IndexError::Cluster { place: self.address.to_string(), what: what.into() }
    }

    /// Asks with a value as the body, and reads what is answered. An error of the cluster is an error here.
    pub(super) fn ask<T: DeserializeOwned>(&self, method: &Method, path: &str, body: &Value) -> Result<T, IndexError> {
        let body = if body.is_null() { String::new() } else { body.to_string() };
        let answer = self.send(method, path, body.as_bytes())?;
        self.read(&answer)
    }

    /// Reads an answer that must be one.
    pub(super) fn read<T: DeserializeOwned>(&self, answer: &Response) -> Result<T, IndexError> {
        answer.value().map_err(|what| self.error(what))
    }

    /// Sends some lines of JSON, or one value, and gives the answer, whatever its status. Every request that is sent may
    /// arrive twice.
    pub(super) fn send(&self, method: &Method, path: &str, body: &[u8]) -> Result<Response, IndexError> {
        self.send_and_take(method, path, body, &Ok)
    }

    /// The same, and gives what is taken of the answer, in which something may have failed too.
    pub(super) fn send_and_take<T>(
        &self,
        method: &Method,
        path: &str,
        body: &[u8],
        take: &dyn Fn(Response) -> Result<T, Failure>,
    ) -> Result<T, IndexError> {
        let (begun, mut pause) = (Instant::now(), MIN_PAUSE);
        loop {
            let (mut last, mut patience) = (String::new(), PATIENCE_WITHOUT_HOSTS);
            let first = self.host.load(Ordering::Relaxed);
            for number in first..first + self.address.hosts.len() {
                let host = number % self.address.hosts.len();
                match self.send_to(&self.address.hosts[host], method, path, body).and_then(take) {
                    Ok(answer) => {
                        self.host.store(host, Ordering::Relaxed);
                        return Ok(answer);
                    }
                    Err(Failure::ForGood(what)) => return Err(self.error(what)),
                    Err(Failure::Away(what)) => last = what,
                    Err(Failure::ForNow(what)) => (last, patience) = (what, PATIENCE),
                }
            }
            if begun.elapsed() + pause > patience {
                return Err(self.error(last));
            }
            thread::sleep(pause);
            pause = (pause * 2).min(MAX_PAUSE);
        }
    }

    fn send_to(&self, host: &str, method: &Method, path: &str, body: &[u8]) -> Result<Response, Failure> {
        let mut request = Request::builder().method(method.clone()).uri(format!("{host}{path}"));
        if let Some(authorization) = &self.authorization {
            request = request.header("Authorization", authorization);
        }
        let has_lines = path.contains("/_bulk") || path.contains("/_msearch");
        let kind = if has_lines { "application/x-ndjson" } else { "application/json" };
        let answered = if body.is_empty() {
            let request = request.body(()).map_err(|error| Failure::ForGood(error.to_string()))?;
            self.agent.run(request)
        } else {
            let request = request.header("Content-Type", kind).body(body);
            let request = request.map_err(|error| Failure::ForGood(error.to_string()))?;
            self.agent.run(request)
        };
        let mut answered = answered.map_err(|error| failure(host, &error))?;
        let status = answered.status();
        let body = answered.body_mut().with_config().limit(MAX_ANSWER).read_to_vec();
        let body = body.map_err(|error| failure(host, &error))?;
        Response { status: status.as_u16(), body }.judged()
    }
}

impl Response {
    /// What one part of an answer says of an error.
    pub(super) fn of_part(status: u16, error: Value) -> Response {
        Response { status, body: json!({"error": error}).to_string().into_bytes() }
    }

    /// Whether it is an answer, whatever it says, or a failure.
    pub(super) fn judged(self) -> Result<Response, Failure> {
        match StatusCode::from_u16(self.status).unwrap_or_default() {
            StatusCode::TOO_MANY_REQUESTS
            | StatusCode::BAD_GATEWAY
            | StatusCode::SERVICE_UNAVAILABLE
            | StatusCode::GATEWAY_TIMEOUT => Err(Failure::ForNow(self.said())),
            StatusCode::UNAUTHORIZED => Err(Failure::ForGood(
                "it does not know this user and password, which FINDINGS_OPENSEARCH_USER and \
                 FINDINGS_OPENSEARCH_PASSWORD give"
                    .to_owned(),
            )),
            StatusCode::FORBIDDEN if !self.is_read_only() => {
                Err(Failure::ForGood(format!("this user may not do that there: {}", self.said())))
            }
            // A node that was lost in the middle of a request.
            StatusCode::INTERNAL_SERVER_ERROR if self.is_of_lost_node() => Err(Failure::ForNow(self.said())),
            _ => Ok(self),
        }
    }

    /// What it says, read as a value.
    pub(super) fn value<T: DeserializeOwned>(&self) -> Result<T, String> {
        if !(200..300).contains(&self.status) {
            return Err(self.said());
        }
        serde_json::from_slice(&self.body)
            .map_err(|error| format!("what it answered is none of OpenSearch's answers: {error}"))
    }

    /// What it says of an error, in a line.
    pub(super) fn said(&self) -> String {
        let said = serde_json::from_slice::<Value>(&self.body).ok();
        let error = said.as_ref().and_then(|said| said.get("error"));
        let text = |value: Option<&Value>| value.and_then(Value::as_str).map(str::to_owned);
        let cause = error.and_then(|error| error.get("root_cause")).and_then(|causes| causes.get(0)).or(error);
        let kind = text(cause.and_then(|cause| cause.get("type")));
        let reason = text(cause.and_then(|cause| cause.get("reason"))).or_else(|| text(error));
        let what = match (kind, reason) {
            (Some(kind), Some(reason)) => format!("{kind}: {reason}"),
            (kind, reason) => kind.or(reason).unwrap_or_else(|| "it gives no reason".to_owned()),
        };
        let what: String = what.chars().take(MAX_SAID).collect();
        let advice = match () {
            () if what.contains("flood") || what.contains("read-only-allow-delete") => {
                "; its disks are nearly full: make room there, then run this again"
            }
            () if self.status == 429 => "; it has too much to do: try again later",
            () if what.contains("cluster_manager_not_discovered") => "; too few of its nodes are up",
            () => "",
        };
        format!("it answers {} ({what}){advice}", self.status)
    }

    /// Whether it refuses to write because its disks are full or someone has set it to be read only.
    fn is_read_only(&self) -> bool {
        self.said().contains("cluster_block_exception")
    }

    fn is_of_lost_node(&self) -> bool {
        let said = self.said();
        ["node_not_connected", "node_disconnected", "search_phase_execution_exception", "no_shard_available"]
            .iter()
            .any(|kind| said.contains(kind))
    }
}

/// Whether an error is that of an answer that is too long to be read.
pub(super) fn is_too_long(error: &IndexError) -> bool {
    matches!(error, IndexError::Cluster { what, .. } if what.contains(TOO_LONG))
}

fn failure(host: &str, error: &Error) -> Failure {
    match error {
        Error::BodyExceedsLimit(_) => Failure::ForGood(format!("{host} {TOO_LONG} {} MB", MAX_ANSWER >> 20)),
        Error::Tls(_) | Error::Rustls(_) | Error::Pem(_) => Failure::ForGood(format!("{host}: {error}")),
        Error::Io(error) if error.kind() == io::ErrorKind::InvalidData => Failure::ForGood(format!("{host}: {error}")),
        Error::BadUri(_) | Error::Http(_) => Failure::ForGood(format!("{host}: {error}")),
        Error::Timeout(_) => Failure::ForNow(format!("{host} does not answer in time")),
        Error::HostNotFound => Failure::Away(format!("{host}: there is no such host")),
        Error::ConnectionFailed => Failure::Away(format!("{host} takes no calls")),
        Error::Io(error) if error.kind() == io::ErrorKind::ConnectionRefused => {
            Failure::Away(format!("{host} takes no calls"))
        }
        error => Failure::ForNow(format!("{host}: {error}")),
    }
}
