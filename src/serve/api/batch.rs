//! Many queries in one request, a record each, sent as they are made.

use std::convert::Infallible;
use std::io::{self, Cursor};
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::{Duration, Instant};

use axum::body::{Body, Bytes};
use axum::extract::{Request, State};
use axum::http::{HeaderValue, header};
use axum::response::Response;
use hyper::body::Frame;
use tokio::runtime::Handle;
use tokio::sync::mpsc;
use tokio::task::spawn_blocking;
use tokio::time::timeout;

use crate::asking::{FilterArgs, HitArgs, Input, Topic, request};
use crate::output::{BatchRecord, SearchOutput, write_object, write_record};
use crate::serve::asked::{AskedSearch, MAX_HITS, fetched};
use crate::serve::params::RequestParams;
use crate::serve::reply::{HttpProblem, NDJSON};
use crate::serve::router::body;
use crate::serve::server::{IndexSnapshot, Server};

/// The most queries of a batch, and the time for all of them and for sending what they find.
const MAX_QUERIES: usize = 10_000;
const MAX_BATCH_TIME: Duration = Duration::from_secs(60);

/// Queries that are read at once.
const CHUNK: usize = 32;

/// Records wait until they are so long together, or the queries that are read are answered.
const PIECE_BYTES: usize = 32 << 10;

/// Pieces that wait to be sent; a client that does not take them stops the batch.
const PIECES: usize = 4;

/// Answers the queries of a body: lines, JSON Lines or a table, as `findings batch` reads them.
pub(in crate::serve) async fn batch(State(server): State<Arc<Server>>, request: Request) -> Response {
    let begun = begin(server, request).await;
    match begun {
        Ok(pieces) => {
            let mut response = Response::new(Body::new(StreamedBody { pieces }));
            response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static(NDJSON));
            response
        }
        Err(problem) => problem.into_reply().into_response(),
    }
}

/// Starts a batch; its output comes piece by piece.
async fn begin(server: Arc<Server>, request: Request) -> Result<mpsc::Receiver<Bytes>, HttpProblem> {
    let (parts, sent) = request.into_parts();
    let params = RequestParams::parse(parts.uri.query().unwrap_or_default().as_bytes())?;
    let (hits, filters) = params.options(&[], false)?;
    let queries = body(sent).await?;
    let shared = Arc::clone(&server);
    let busy = |why| HttpProblem::not_done(&why);
    let snapshot = server.workers.run(move || shared.snapshot()).await.map_err(busy)??;
    let place = server.workers.place().await.map_err(busy)?;
    let (sender, pieces) = mpsc::channel(PIECES);
    let output =
        SentPieces { sender, handle: Handle::current(), until: Instant::now() + MAX_BATCH_TIME, piece: Vec::new() };
    spawn_blocking(move || {
        let _place = place;
        // What ends it is that the client is gone or the time is over; there is nobody to tell.
        let _ = RunningBatch { snapshot, hits, filters, output }.run(queries);
    });
    Ok(pieces)
}

/// A batch at work.
struct RunningBatch {
    snapshot: Arc<IndexSnapshot>,
    hits: HitArgs,
    filters: FilterArgs,
    output: SentPieces,
}

impl RunningBatch {
    fn run(mut self, queries: Bytes) -> io::Result<()> {
        let mut input = match Input::from_reader(Box::new(Cursor::new(queries)), None) {
            Ok(input) => input,
            Err(error) => return self.fail(None, "", &error.to_string()),
        };
        let mut answered = 0;
        loop {
            let chunk = match input.next(CHUNK) {
                Ok(Some(chunk)) => chunk,
                Ok(None) => return self.output.send(),
                Err(error) => {
                    self.fail(None, "", &error.to_string())?;
                    return self.output.send();
                }
            };
            for topic in &chunk.queries {
                answered += 1;
                if answered > MAX_QUERIES {
                    self.fail(Some(&topic.id), &topic.text, &format!("a batch has at most {MAX_QUERIES} queries"))?;
                    return self.output.send();
                }
                self.answer(topic)?;
            }
            self.output.send()?;
        }
    }

    fn answer(&mut self, topic: &Topic) -> io::Result<()> {
        let index = &self.snapshot.index;
        let (mut hits, mut filters) = (self.hits.clone(), self.filters.clone());
        if let Err(why) = topic.apply(&mut hits, &mut filters) {
            return self.fail(Some(&topic.id), &topic.text, &why);
        }
        let search = AskedSearch { text: topic.text.clone(), hits, filters }.within_limits(MAX_HITS);
        let prepared = match search.and_then(|search| Ok((search.runnable(index)?, search))) {
            Ok(prepared) => prepared,
            Err(problem) => {
                let record = BatchRecord::failed(Some(&topic.id), &topic.text, &problem.detail, &problem.diagnostics);
                return write_object(&mut self.output, &record);
            }
        };
        let (prepared, search) = prepared;
        let left = self.output.until.saturating_duration_since(Instant::now());
        let time = search.hits.matching.time_limit().map_or(left, |time| time.min(left));
        let answer = match index.results(&request(&prepared.query, &search.hits).timeout(time)) {
            Ok(answer) => answer,
            Err(error) => return self.fail(Some(&topic.id), &topic.text, &error.to_string()),
        };
        let (answer, hits) = prepared.without_repeats(&topic.text, answer).split();
        let found = prepared.output(&topic.text, &search.hits, &answer, hits.ranks());
        let found = SearchOutput { topic: &topic.id, ..found };
        write_record(&mut self.output, Some(&topic.id), &found, fetched(hits), None)
    }

    fn fail(&mut self, id: Option<&str>, text: &str, why: &str) -> io::Result<()> {
        write_object(&mut self.output, &BatchRecord::failed(id, text, why, &[]))
    }
}

/// A writer whose output is sent piece by piece.
struct SentPieces {
    sender: mpsc::Sender<Bytes>,
    handle: Handle,
    /// The end of its time.
    until: Instant,
    piece: Vec<u8>,
}

impl SentPieces {
    /// Sends what was written. An error is that nobody takes it any more, or that the time is over.
    fn send(&mut self) -> io::Result<()> {
        if self.piece.is_empty() {
            return Ok(());
        }
        let piece = Bytes::from(std::mem::take(&mut self.piece));
        let left = self.until.saturating_duration_since(Instant::now());
        let sender = &self.sender;
        match self.handle.block_on(async { timeout(left, sender.send(piece)).await }) {
            Ok(Ok(())) => Ok(()),
            Ok(Err(_)) => Err(io::ErrorKind::BrokenPipe.into()),
            Err(_) => Err(io::ErrorKind::TimedOut.into()),
        }
    }
}

impl io::Write for SentPieces {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.piece.extend_from_slice(bytes);
        if self.piece.len() >= PIECE_BYTES {
            self.send()?;
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// A body that comes in pieces.
struct StreamedBody {
    pieces: mpsc::Receiver<Bytes>,
}

impl hyper::body::Body for StreamedBody {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        self.pieces.poll_recv(context).map(|piece| piece.map(|bytes| Ok(Frame::data(bytes))))
    }
}
