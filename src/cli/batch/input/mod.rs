//! The file of queries, read as it comes: lines, JSON Lines or a table.

mod lines;
mod table;

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use super::ids::Ids;
use super::options::GivenOption;
use lines::Lines;
use table::Table;

/// The form of a file of queries.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::cli) enum Form {
    /// A query, `id<TAB>query` or a JSON object a line.
    Lines,
    /// Cells between such bytes, under a header.
    Table(u8),
}

/// A query as it was given.
#[derive(Debug)]
pub(super) struct Topic {
    /// Its id; where it has none, the number of its line.
    pub(super) id: String,
    /// What to look for; where that cannot be told, what stands there.
    pub(super) text: String,
    /// The options that it brings, or why it cannot be read.
    pub(super) options: Result<Vec<GivenOption>, String>,
    /// The number of its line, from 1.
    pub(super) line: u64,
    /// Whether another with its id came before it.
    pub(super) is_repeated: bool,
}

/// Some queries that follow each other.
#[derive(Debug)]
pub(super) struct Chunk {
    /// The queries; never none.
    pub(super) queries: Vec<Topic>,
    /// The hash of all queries up to the end of these.
    pub(super) mark: String,
    /// How many bytes of the file were read so far.
    pub(super) bytes: u64,
}

/// A file of queries that is being read.
pub(super) struct Input {
    source: Source,
    ids: Ids,
    hash: blake3::Hasher,
    file: Arc<Watched>,
    has_ended: bool,
}

enum Source {
    Lines(Lines),
    Table(Table),
}

/// What is told of a file while others read it.
#[derive(Default)]
struct Watched {
    bytes: AtomicU64,
    hash: std::sync::Mutex<blake3::Hasher>,
}

impl Input {
    /// Opens a file of queries, `-` being stdin. Its first line tells its form, unless one is given.
    pub(super) fn open(path: &Path, form: Option<Form>) -> io::Result<Input> {
        let file: Box<dyn Read + Send> =
            if path.as_os_str() == "-" { Box::new(io::stdin()) } else { Box::new(File::open(path)?) };
        Input::over(file, form)
    }

    fn over(file: Box<dyn Read + Send>, form: Option<Form>) -> io::Result<Input> {
        let watched = Arc::new(Watched::default());
        let mut lines = Lines::over(Box::new(Watching { file, watched: Arc::clone(&watched) }));
        let header = lines.first()?;
        let form = form.or_else(|| header.and_then(table::form_of)).unwrap_or(Form::Lines);
        let source = match form {
            Form::Lines => Source::Lines(lines),
            Form::Table(separator) => Source::Table(Table::from(lines, separator)?),
        };
        Ok(Input { source, ids: Ids::default(), hash: blake3::Hasher::new(), file: watched, has_ended: false })
    }

    /// The next queries: those that are at hand, so many at most, or one that is waited for. `None` at the end,
    /// and after an error.
    pub(super) fn next(&mut self, most: usize) -> io::Result<Option<Chunk>> {
        let mut queries = Vec::new();
        while !self.has_ended && queries.len() < most && (queries.is_empty() || self.is_at_hand()) {
            let next = match &mut self.source {
                Source::Lines(lines) => lines.next(),
                Source::Table(table) => table.next(),
            };
            self.has_ended = !matches!(next, Ok(Some(_)));
            if let Some(mut topic) = next? {
                self.note(&mut topic);
                queries.push(topic);
            }
        }
        let (mark, bytes) = (self.mark(), self.file.bytes.load(Ordering::Relaxed));
        Ok((!queries.is_empty()).then_some(Chunk { queries, mark, bytes }))
    }

    /// The hash of all queries so far.
    pub(super) fn mark(&self) -> String {
        self.hash.finalize().to_hex()[..32].to_owned()
    }

    /// The hash of the file's bytes, once all are read.
    pub(super) fn hash_of_file(&self) -> String {
        self.file.hash.lock().unwrap_or_else(std::sync::PoisonError::into_inner).finalize().to_hex().to_string()
    }

    fn is_at_hand(&self) -> bool {
        match &self.source {
            Source::Lines(lines) => lines.is_at_hand(),
            Source::Table(_) => true,
        }
    }

    /// Takes a query into the hash, and looks whether its id is new.
    fn note(&mut self, topic: &mut Topic) {
        topic.is_repeated = !self.ids.insert(&topic.id);
        // What cannot be read of a query counts too: it stands in the query's record.
        let options = match &topic.options {
            Ok(options) => options.iter().map(|option| format!("{option};")).collect(),
            Err(why) => format!("error {why}"),
        };
        for part in [&topic.id, &topic.text, &options] {
            self.hash.update(&(part.len() as u64).to_le_bytes()).update(part.as_bytes());
        }
    }
}

/// A reader that counts and hashes what it gives.
struct Watching {
    file: Box<dyn Read + Send>,
    watched: Arc<Watched>,
}

impl Read for Watching {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.file.read(buffer)?;
        self.watched.bytes.fetch_add(read as u64, Ordering::Relaxed);
        self.watched.hash.lock().unwrap_or_else(std::sync::PoisonError::into_inner).update(&buffer[..read]);
        Ok(read)
    }
}

impl Topic {
    /// A query that has no id gets the number of its line.
    fn new(id: Option<String>, text: String, options: Result<Vec<GivenOption>, String>, line: u64) -> Topic {
        let id = id.filter(|id| !id.is_empty()).unwrap_or_else(|| line.to_string());
        Topic { id, text, options, line, is_repeated: false }
    }
}
