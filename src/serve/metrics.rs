//! Counters of what the server does, as Prometheus reads them.

use std::fmt::Write;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use super::server::IndexSnapshot;

/// The ends of the ranges of times, in milliseconds.
const ENDS: [u64; 10] = [1, 2, 5, 10, 25, 50, 100, 250, 1_000, 10_000];

/// What is counted.
#[derive(Debug, Default)]
pub(super) struct Metrics {
    /// Answers by the first digit of their status.
    answers: [AtomicU64; 6],
    /// Answers by the time that they took; the last took longer than all.
    times: [AtomicU64; ENDS.len() + 1],
    microseconds: AtomicU64,
    in_work: AtomicU64,
    wrong_tokens: AtomicU64,
    dropped_lines: AtomicU64,
}

impl Metrics {
    pub(super) fn began(&self) {
        self.in_work.fetch_add(1, Ordering::Relaxed);
    }

    pub(super) fn ended(&self, status: u16, took: Duration) {
        self.in_work.fetch_sub(1, Ordering::Relaxed);
        let class = usize::from(status / 100).min(self.answers.len() - 1);
        self.answers[class].fetch_add(1, Ordering::Relaxed);
        let micros = u64::try_from(took.as_micros()).unwrap_or(u64::MAX);
        let range = ENDS.iter().position(|end| micros <= end * 1_000).unwrap_or(ENDS.len());
        self.times[range].fetch_add(1, Ordering::Relaxed);
        self.microseconds.fetch_add(micros, Ordering::Relaxed);
    }

    pub(super) fn wrong_token(&self) {
        self.wrong_tokens.fetch_add(1, Ordering::Relaxed);
    }

    pub(super) fn dropped_line(&self) {
        self.dropped_lines.fetch_add(1, Ordering::Relaxed);
    }

    /// All of them, and what the index holds.
    pub(super) fn text(&self, snapshot: Option<&IndexSnapshot>) -> String {
        let mut text = String::new();
        let read = |counter: &AtomicU64| counter.load(Ordering::Relaxed);
        head(&mut text, "findings_http_requests_total", "counter", "Requests answered, by the class of their status.");
        for (class, counter) in self.answers.iter().enumerate().skip(1) {
            let _ = writeln!(text, "findings_http_requests_total{{status=\"{class}xx\"}} {}", read(counter));
        }
        self.histogram(&mut text);
        for (name, kind, help, value) in [
            ("findings_http_requests_in_progress", "gauge", "Requests that are being answered.", read(&self.in_work)),
            ("findings_wrong_tokens_total", "counter", "Requests with a wrong token.", read(&self.wrong_tokens)),
            (
                "findings_log_lines_dropped_total",
                "counter",
                "Lines of the access log not written.",
                read(&self.dropped_lines),
            ),
        ] {
            head(&mut text, name, kind, help);
            let _ = writeln!(text, "{name} {value}");
        }
        head(&mut text, "findings_index_up", "gauge", "Whether the index can be read.");
        let _ = writeln!(text, "findings_index_up {}", u8::from(snapshot.is_some()));
        if let Some(counts) = snapshot.map(|snapshot| snapshot.index.counts()) {
            for (name, value) in
                [("reports", counts.reports), ("passages", counts.passages), ("authorities", counts.authorities)]
            {
                head(&mut text, &format!("findings_index_{name}"), "gauge", &format!("The {name} of the index."));
                let _ = writeln!(text, "findings_index_{name} {value}");
            }
        }
        text
    }

    fn histogram(&self, text: &mut String) {
        const NAME: &str = "findings_http_request_duration_seconds";
        head(text, NAME, "histogram", "The time until an answer could be sent.");
        let mut total = 0;
        for (end, counter) in ENDS.iter().zip(&self.times) {
            total += counter.load(Ordering::Relaxed);
            let _ = writeln!(text, "{NAME}_bucket{{le=\"{}\"}} {total}", *end as f64 / 1_000.0);
        }
        total += self.times[ENDS.len()].load(Ordering::Relaxed);
        let _ = writeln!(text, "{NAME}_bucket{{le=\"+Inf\"}} {total}");
        let _ = writeln!(text, "{NAME}_sum {}", self.microseconds.load(Ordering::Relaxed) as f64 / 1e6);
        let _ = writeln!(text, "{NAME}_count {total}");
    }
}

fn head(text: &mut String, name: &str, kind: &str, help: &str) {
    let _ = writeln!(text, "# HELP {name} {help}\n# TYPE {name} {kind}");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_counted_up_to_each_end() {
        let metrics = Metrics::default();
        for (status, micros) in [(200, 500), (200, 1_000), (404, 30_000), (500, 20_000_000)] {
            metrics.began();
            metrics.ended(status, Duration::from_micros(micros));
        }
        let text = metrics.text(None);
        for line in [
            "findings_http_requests_total{status=\"2xx\"} 2",
            "findings_http_requests_total{status=\"4xx\"} 1",
            "findings_http_request_duration_seconds_bucket{le=\"0.001\"} 2",
            "findings_http_request_duration_seconds_bucket{le=\"0.05\"} 3",
            "findings_http_request_duration_seconds_bucket{le=\"+Inf\"} 4",
            "findings_http_requests_in_progress 0",
            "findings_index_up 0",
        ] {
            assert!(text.lines().any(|own| own == line), "{line}\n{text}");
        }
    }
}
