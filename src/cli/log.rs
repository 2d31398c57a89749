//! What `index` says on stderr while it works: plain lines for a person at a terminal, or lines with their time for a log.

use std::fs;
use std::io::{self, Write};
use std::sync::OnceLock;

use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde::Serialize;
use serde_json::{Map, Value};

use crate::output::{safe, write_object};

use super::choices::LogChoice;

/// Where events are written, and how.
pub(super) struct Log<'w> {
    err: &'w mut dyn Write,
    format: LogChoice,
}

/// Something that happened.
pub(super) struct LogEvent {
    /// A word for its sort.
    pub(super) name: &'static str,
    /// A line about it.
    pub(super) text: String,
    /// The same as data.
    pub(super) data: Map<String, Value>,
}

impl LogEvent {
    pub(super) fn new<const N: usize>(name: &'static str, text: String, data: [(&str, Value); N]) -> LogEvent {
        LogEvent { name, text, data: data.into_iter().map(|(key, value)| (key.to_owned(), value)).collect() }
    }
}

impl<'w> Log<'w> {
    pub(super) fn new(err: &'w mut dyn Write, format: LogChoice) -> Log<'w> {
        Log { err, format }
    }

    /// Whether each line has its time.
    pub(super) fn is_timed(&self) -> bool {
        self.format != LogChoice::Plain
    }

    /// Writes an event on a line of its own.
    ///
    /// # Errors
    /// Where it cannot be written.
    pub(super) fn write(&mut self, event: LogEvent) -> io::Result<()> {
        let LogEvent { name, text, mut data } = event;
        match self.format {
            LogChoice::Plain => writeln!(self.err, "{}", safe(&text)),
            LogChoice::Text => writeln!(self.err, "{}  {}", now(), safe(&text)),
            LogChoice::Json => {
                if data.is_empty() {
                    data.insert("text".to_owned(), text.into());
                }
                write_object(self.err, &LogRecord { time: now(), event: name, data })
            }
        }
    }

    /// The stream itself, for warnings that have no event of their own.
    pub(super) fn stream(&mut self) -> &mut dyn Write {
        self.err
    }
}

/// An event as a line of JSON.
#[derive(Serialize)]
struct LogRecord {
    time: String,
    event: &'static str,
    #[serde(flatten)]
    data: Map<String, Value>,
}

/// The local time, as in RFC 3339.
pub(super) fn now() -> String {
    // The zone is read from a file.
    static ZONE: OnceLock<TimeZone> = OnceLock::new();
    let zone = ZONE.get_or_init(time_zone).clone();
    Timestamp::now().to_zoned(zone).strftime("%Y-%m-%dT%H:%M:%S%:z").to_string()
}

/// The time zone of this machine, or of `TZ`: UTC where it is not known.
fn time_zone() -> TimeZone {
    let named = std::env::var("TZ").unwrap_or_default();
    let file = match named.trim_start_matches(':') {
        "" => "/etc/localtime".to_owned(),
        path if path.starts_with('/') => path.to_owned(),
        name => format!("/usr/share/zoneinfo/{name}"),
    };
    let zone = fs::read(file).ok().and_then(|bytes| TimeZone::tzif("local", &bytes).ok());
    zone.or_else(|| TimeZone::posix(&named).ok()).unwrap_or(TimeZone::UTC)
}
