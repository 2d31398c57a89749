//! News as an Atom feed (RFC 4287), which programs for reading news follow.

use std::fmt::Write;

use serde::{Deserialize, Serialize};

use crate::engine::Hit;
use crate::news::Novelty;

use super::cite::source_of;
use super::ids::encoded_url;
use super::xml::escaped;

/// A feed of news.
#[derive(Debug)]
pub(crate) struct Feed<'a> {
    /// What it is called.
    pub title: &'a str,
    /// The address of the web at which it is, if it is known.
    pub address: Option<&'a str>,
    /// Letters that tell it from all other feeds.
    pub key: &'a str,
    /// When it began, as RFC 3339 has it.
    pub begun: &'a str,
    /// Its entries, the newest first.
    pub entries: &'a [FeedEntry],
}

/// A hit that was news.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct FeedEntry {
    /// Letters that tell it from all others of the feed.
    key: String,
    /// When it was news, as RFC 3339 has it.
    at: String,
    /// The name of the query.
    query: String,
    novelty: String,
    /// Whose report it is in.
    name: String,
    text: String,
    /// Where it can be found.
    source: String,
    url: Option<String>,
}

impl FeedEntry {
    /// Letters that tell it from all others of the feed.
    pub(crate) fn key(&self) -> &str {
        &self.key
    }

    /// Of a hit of a query, which was news at this time.
    pub(crate) fn new(query: &str, at: &str, key: String, hit: &Hit, novelty: Novelty) -> FeedEntry {
        let (report, passage) = (&hit.report, &hit.passage);
        let (source, url) = source_of(report, passage, None);
        FeedEntry {
            key,
            at: at.to_owned(),
            query: query.to_owned(),
            novelty: novelty.as_str().to_owned(),
            name: report.meta.authority.clone().unwrap_or_else(|| report.id.clone()),
            text: passage.text.clone(),
            source,
            url: url.filter(|url| url.starts_with("http")).as_deref().map(encoded_url),
        }
    }

    /// The same with another address at which it can be read.
    #[must_use]
    pub(crate) fn at_address(self, address: &str) -> FeedEntry {
        FeedEntry { url: Some(encoded_url(address)), ..self }
    }
}

impl Feed<'_> {
    /// The feed as a file.
    pub(crate) fn to_xml(&self) -> String {
        let updated = self.entries.first().map_or(self.begun, |entry| &entry.at);
        let mut feed = format!(
            "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<feed xmlns=\"http://www.w3.org/2005/Atom\">\n\
             <id>{}</id>\n<title>{}</title>\n<updated>{}</updated>\n<author><name>findings</name></author>\n\
             <generator version=\"{}\">findings</generator>\n",
            escaped(&self.tag("")),
            escaped(self.title),
            escaped(updated),
            env!("CARGO_PKG_VERSION")
        );
        if let Some(address) = self.address {
            let _ = writeln!(feed, "<link rel=\"self\" href=\"{}\"/>", escaped(&encoded_url(address)));
        }
        for entry in self.entries {
            self.entry(&mut feed, entry);
        }
        feed + "</feed>\n"
    }

    fn entry(&self, feed: &mut String, entry: &FeedEntry) {
        let changed = if entry.novelty == "changed" { " (changed)" } else { "" };
        // Markup in an element of type html is escaped text, so what is text in it is escaped twice.
        let content = format!("<p>{}</p><p>{}</p>", escaped(&entry.text), escaped(&entry.source));
        let _ = write!(
            feed,
            "<entry>\n<id>{}</id>\n<title>{}</title>\n<updated>{}</updated>\n<category term=\"{}\"/>\n",
            escaped(&self.tag(&entry.key)),
            escaped(&format!("{}: {}{changed}", entry.query, entry.name)),
            escaped(&entry.at),
            escaped(&entry.query)
        );
        if let Some(url) = &entry.url {
            let _ = writeln!(feed, "<link rel=\"alternate\" href=\"{}\"/>", escaped(url));
        }
        let _ = write!(feed, "<content type=\"html\">{}</content>\n</entry>\n", escaped(&content));
    }

    /// A name for the feed or an entry of it that stays the same (RFC 4151). Without an address it is of a host that can
    /// be nobody's.
    fn tag(&self, entry: &str) -> String {
        let after_scheme = self.address.and_then(|address| address.split_once("://")).map(|(_, rest)| rest);
        let host = after_scheme.and_then(|rest| rest.split(['/', '?', '#', ':']).next()).unwrap_or("findings.invalid");
        let day = self.begun.split('T').next().unwrap_or_default();
        let entry = if entry.is_empty() { String::new() } else { format!("/{entry}") };
        format!("tag:{},{day}:{}{entry}", host.to_ascii_lowercase(), self.key)
    }
}
