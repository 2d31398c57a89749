//! A line for each request, where that is wanted. What was searched for is nobody's business, so the line has the path
//! alone.

use std::sync::Arc;
use std::time::Instant;

use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::Response;
use jiff::Timestamp;
use serde::Serialize;

use super::server::Server;

/// The longest path of a line.
const MAX_PATH_CHARS: usize = 500;

#[derive(Serialize)]
struct AccessRecord<'a> {
    time: String,
    event: &'static str,
    method: &'a str,
    path: String,
    status: u16,
    milliseconds: f64,
}

/// Counts a request and logs it once it has an answer.
pub(super) async fn watch(State(server): State<Arc<Server>>, request: Request, next: Next) -> Response {
    let since = Instant::now();
    let is_logged = server.settings.log;
    let (method, path) = (request.method().clone(), is_logged.then(|| request.uri().path().to_owned()));
    server.metrics.began();
    let response = next.run(request).await;
    let (status, took) = (response.status().as_u16(), since.elapsed());
    server.metrics.ended(status, took);
    if let Some(path) = path {
        let record = AccessRecord {
            time: Timestamp::now().strftime("%Y-%m-%dT%H:%M:%S%.3fZ").to_string(),
            event: "request",
            method: method.as_str(),
            path: path.chars().take(MAX_PATH_CHARS).collect(),
            status,
            milliseconds: (took.as_secs_f64() * 1e6).round() / 1e3,
        };
        let line = serde_json::to_string(&record).unwrap_or_default();
        if server.log.try_send(line).is_err() {
            server.metrics.dropped_line();
        }
    }
    response
}
