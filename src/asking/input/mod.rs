//! The file of queries, read as it comes: lines, JSON Lines or a table.

mod lines;
mod seen_ids;
mod table;

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use super::{FilterArgs, GivenOption, HitArgs};

use lines::QueryLines;
use seen_ids::SeenIds;
use table::QueryTable;

/// The form of a file of queries.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum InputForm {
    /// A query, `id<TAB>query` or a JSON object a line.
    Lines,
    /// A table with this separator, under a header.
    Table(u8),
}

/// A query as it was given.
#[derive(Debug)]
pub(crate) struct Topic {
    /// Its id; where it has none, the number of its line.
    pub(crate) id: String,
    /// The query; if it cannot be read, the text in its place.
    pub(crate) text: String,
    /// Its own options, or why it cannot be read.
    pub(crate) options: Result<Vec<GivenOption>, String>,
    /// The number of its line, from 1.
    pub(crate) line: u64,
    /// Whether an earlier query has the same id.
    pub(crate) is_repeated: bool,
}

/// Consecutive queries.
#[derive(Debug)]
pub(crate) struct Chunk {
    /// The queries; at least one.
    pub(crate) queries: Vec<Topic>,
    /// The hash of all queries up to the last of these.
    pub(crate) mark: String,
    /// The number of bytes of the file read so far.
    pub(crate) bytes: u64,
}

/// A reader of a file of queries.
pub(crate) struct Input {
    source: InputSource,
    ids: SeenIds,
    hash: blake3::Hasher,
    file: Arc<FileProgress>,
    has_ended: bool,
}

enum InputSource {
    Lines(QueryLines),
    Table(QueryTable),
}

/// The bytes of a file read so far: their number and hash.
#[derive(Default)]
struct FileProgress {
    bytes: AtomicU64,
    hash: std::sync::Mutex<blake3::Hasher>,
}

impl Input {
    /// Opens a file of queries, `-` being stdin. Its first line decides its form, unless one is given.
    pub(crate) fn open(path: &Path, form: Option<InputForm>) -> io::Result<Input> {
        let file: Box<dyn Read + Send> =
            if path.as_os_str() == "-" { Box::new(io::stdin()) } else { Box::new(File::open(path)?) };
        Input::from_reader(file, form)
    }

    /// From the bytes of such a file.
    ///
    /// # Errors
    /// Where they cannot be read.
    pub(crate) fn from_reader(file: Box<dyn Read + Send>, form: Option<InputForm>) -> io::Result<Input> {
        let progress = Arc::new(FileProgress::default());
        let mut lines = QueryLines::from_reader(Box::new(TrackingReader { file, progress: Arc::clone(&progress) }));
        let header = lines.peek()?;
        let form = form.or_else(|| header.and_then(table::form_of)).unwrap_or(InputForm::Lines);
        let source = match form {
            InputForm::Lines => InputSource::Lines(lines),
            InputForm::Table(separator) => InputSource::Table(QueryTable::from_lines(lines, separator)?),
        };
        Ok(Input { source, ids: SeenIds::default(), hash: blake3::Hasher::new(), file: progress, has_ended: false })
    }

    /// The next queries: at most `max` of those at hand, or one after waiting for it. `None` at the end and after an
    /// error.
    pub(crate) fn next(&mut self, max: usize) -> io::Result<Option<Chunk>> {
        let mut queries = Vec::new();
        while !self.has_ended && queries.len() < max && (queries.is_empty() || self.is_at_hand()) {
            let next = match &mut self.source {
                InputSource::Lines(lines) => lines.next(),
                InputSource::Table(table) => table.next(),
            };
            self.has_ended = !matches!(next, Ok(Some(_)));
            if let Some(mut topic) = next? {
                self.register(&mut topic);
                queries.push(topic);
            }
        }
        let (mark, bytes) = (self.mark(), self.file.bytes.load(Ordering::Relaxed));
        Ok((!queries.is_empty()).then_some(Chunk { queries, mark, bytes }))
    }

    /// The hash of all queries so far.
    pub(crate) fn mark(&self) -> String {
        self.hash.finalize().to_hex()[..32].to_owned()
    }

    /// The hash of the file's bytes, once all are read.
    pub(crate) fn hash_of_file(&self) -> String {
        self.file.hash.lock().unwrap_or_else(std::sync::PoisonError::into_inner).finalize().to_hex().to_string()
    }

    fn is_at_hand(&self) -> bool {
        match &self.source {
            InputSource::Lines(lines) => lines.is_at_hand(),
            InputSource::Table(_) => true,
        }
    }

    /// Adds a query to the hash, and checks whether its id is new.
    fn register(&mut self, topic: &mut Topic) {
        topic.is_repeated = !self.ids.insert(&topic.id);
        // An error in reading a query counts too: it is in the query's record.
        let options = match &topic.options {
            Ok(options) => options.iter().map(|option| format!("{option};")).collect(),
            Err(why) => format!("error {why}"),
        };
        for part in [&topic.id, &topic.text, &options] {
            self.hash.update(&(part.len() as u64).to_le_bytes()).update(part.as_bytes());
        }
    }
}

/// A reader that counts and hashes what it returns.
struct TrackingReader {
    file: Box<dyn Read + Send>,
    progress: Arc<FileProgress>,
}

impl Read for TrackingReader {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.file.read(buffer)?;
        self.progress.bytes.fetch_add(read as u64, Ordering::Relaxed);
        self.progress.hash.lock().unwrap_or_else(std::sync::PoisonError::into_inner).update(&buffer[..read]);
        Ok(read)
    }
}

impl Topic {
    /// A query that has no id gets the number of its line.
    fn new(id: Option<String>, text: String, options: Result<Vec<GivenOption>, String>, line: u64) -> Topic {
        let id = id.filter(|id| !id.is_empty()).unwrap_or_else(|| line.to_string());
        Topic { id, text, options, line, is_repeated: false }
    }

    /// Puts its own options in place of those of the command line; or why it cannot be read.
    pub(crate) fn apply(&self, hits: &mut HitArgs, filters: &mut FilterArgs) -> Result<(), String> {
        let options = self.options.as_ref().map_err(Clone::clone)?;
        options.iter().try_for_each(|option| option.apply(hits, filters))
    }
}
