//! What a handler replies: a body of some type, or a problem.

use std::error::Error;

use axum::body::Body;
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::response::Response;
use serde::Serialize;
use serde_json::Value;

use crate::asking::IdError;
use crate::engine::{IndexError, SearchError};
use crate::query::Diagnostic;

use super::workers::NotDone;

/// The types of bodies.
pub(super) const HTML: &str = "text/html; charset=utf-8";
pub(super) const JSON: &str = "application/json";
pub(super) const NDJSON: &str = "application/x-ndjson";
pub(super) const ATOM: &str = "application/atom+xml; charset=utf-8";
pub(super) const TEXT: &str = "text/plain; charset=utf-8";
const PROBLEM: &str = "application/problem+json";

/// A reply that is whole before it is sent.
#[derive(Debug)]
pub(super) struct HttpReply {
    pub(super) status: StatusCode,
    content_type: &'static str,
    body: Vec<u8>,
    headers: Vec<(HeaderName, HeaderValue)>,
}

impl HttpReply {
    pub(super) fn new(content_type: &'static str, body: impl Into<Vec<u8>>) -> HttpReply {
        HttpReply { status: StatusCode::OK, content_type, body: body.into(), headers: Vec::new() }
    }

    #[must_use]
    pub(super) fn status(self, status: StatusCode) -> HttpReply {
        HttpReply { status, ..self }
    }

    /// With a header more, unless its value cannot be sent.
    #[must_use]
    pub(super) fn header(mut self, name: HeaderName, value: &str) -> HttpReply {
        self.headers.extend(HeaderValue::from_str(value).ok().map(|value| (name, value)));
        self
    }

    /// Sends the client elsewhere on this server, to be asked for by GET.
    pub(super) fn see_other(path: &str) -> HttpReply {
        HttpReply::new(TEXT, Vec::new()).status(StatusCode::SEE_OTHER).header(header::LOCATION, path)
    }

    pub(super) fn into_response(self) -> Response {
        let mut response = Response::new(Body::from(self.body));
        *response.status_mut() = self.status;
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(self.content_type));
        for (name, value) in self.headers {
            headers.insert(name, value);
        }
        response
    }
}

/// Why a request has no other answer, as RFC 9457 has it.
#[derive(Debug, Serialize)]
pub(super) struct HttpProblem {
    #[serde(serialize_with = "as_number")]
    pub(super) status: StatusCode,
    pub(super) title: &'static str,
    pub(super) detail: String,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) diagnostics: Vec<Diagnostic>,
    #[serde(skip)]
    retry_after: Option<&'static str>,
}

fn as_number<S: serde::Serializer>(status: &StatusCode, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_u16(status.as_u16())
}

impl HttpProblem {
    pub(super) fn new(status: StatusCode, detail: impl Into<String>) -> HttpProblem {
        let title = status.canonical_reason().unwrap_or("Problem");
        HttpProblem { status, title, detail: detail.into(), diagnostics: Vec::new(), retry_after: None }
    }

    pub(super) fn bad_request(detail: impl Into<String>) -> HttpProblem {
        HttpProblem::new(StatusCode::BAD_REQUEST, detail)
    }

    pub(super) fn not_found(detail: impl Into<String>) -> HttpProblem {
        HttpProblem::new(StatusCode::NOT_FOUND, detail)
    }

    /// With the remarks on a query that is not run.
    #[must_use]
    pub(super) fn with_diagnostics(self, diagnostics: Vec<Diagnostic>) -> HttpProblem {
        HttpProblem { diagnostics, ..self }
    }

    pub(super) fn not_done(why: &NotDone) -> HttpProblem {
        match why {
            NotDone::Busy => HttpProblem {
                retry_after: Some("1"),
                ..HttpProblem::new(StatusCode::TOO_MANY_REQUESTS, "too much is asked at once; try again in a second")
            },
            NotDone::Failed => {
                HttpProblem::new(StatusCode::INTERNAL_SERVER_ERROR, "the request failed by a fault of the program")
            }
        }
    }

    /// What an error says of itself.
    fn of_error(status: StatusCode, error: &(dyn Error + 'static)) -> HttpProblem {
        HttpProblem::new(status, error.to_string())
    }

    /// As an answer of the API.
    pub(super) fn into_reply(self) -> HttpReply {
        let mut object = serde_json::to_value(&self).unwrap_or_default();
        if let Value::Object(members) = &mut object {
            members.insert("type".to_owned(), "about:blank".into());
        }
        let reply = HttpReply::new(PROBLEM, object.to_string() + "\n").status(self.status);
        self.dress(reply)
    }

    /// With the headers that it has.
    pub(super) fn dress(&self, reply: HttpReply) -> HttpReply {
        match (self.retry_after, self.status) {
            (Some(seconds), _) => reply.header(header::RETRY_AFTER, seconds),
            (None, StatusCode::UNAUTHORIZED) => reply.header(header::WWW_AUTHENTICATE, "Bearer"),
            (None, _) => reply,
        }
    }
}

impl From<IndexError> for HttpProblem {
    fn from(error: IndexError) -> HttpProblem {
        HttpProblem::of_error(StatusCode::SERVICE_UNAVAILABLE, &error)
    }
}

impl From<SearchError> for HttpProblem {
    fn from(error: SearchError) -> HttpProblem {
        match error {
            SearchError::Index(error) => error.into(),
            SearchError::TimedOut { .. } => {
                let detail = format!("{error}; ask for fewer or rarer words");
                HttpProblem::new(StatusCode::GATEWAY_TIMEOUT, detail)
            }
        }
    }
}

impl From<IdError> for HttpProblem {
    fn from(error: IdError) -> HttpProblem {
        match error {
            IdError::Index(error) => error.into(),
            error => HttpProblem::not_found(error.to_string()),
        }
    }
}

/// Writing to memory fails only where what is written cannot be fetched.
impl From<std::io::Error> for HttpProblem {
    fn from(error: std::io::Error) -> HttpProblem {
        HttpProblem::of_error(StatusCode::SERVICE_UNAVAILABLE, &error)
    }
}
