//! Many queries in one request, a record each, sent as they are made.

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
use tokio::sync::mpsc::error::TrySendError;
use tokio::sync::{OwnedSemaphorePermit, mpsc};
use tokio::task::spawn_blocking;
use tokio::time::timeout;

use crate::asking::{FilterArgs, HitArgs, Input, Topic, request};
use crate::output::{BatchRecord, SearchOutput, write_object, write_record};
use crate::serve::asked::{AskedSearch, MAX_HITS, as_io, fetched};
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
            let mut response = Response::new(Body::new(StreamedBody { pieces, is_whole: false }));
            response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static(NDJSON));
            response
        }
        Err(problem) => problem.into_reply().into_response(),
    }
}

/// Starts a batch; its output comes piece by piece, and an empty piece at its end.
async fn begin(server: Arc<Server>, request: Request) -> Result<mpsc::Receiver<Bytes>, HttpProblem> {
    let (parts, sent) = request.into_parts();
    let params = RequestParams::parse(parts.uri.query().unwrap_or_default().as_bytes())?;
    let (hits, filters) = params.options(&[], false)?;
    let AskedSearch { hits, filters, .. } =
        AskedSearch { text: String::new(), hits, filters }.within_limits(MAX_HITS)?;
    let queries = body(sent).await?;
    let shared = Arc::clone(&server);
    let busy = |why| HttpProblem::not_done(&why);
    let leave = server.workers.batch().map_err(busy)?;
    let snapshot = server.workers.run(move || shared.snapshot()).await.map_err(busy)??;
    let place = server.workers.place().await.map_err(busy)?;
    let (sender, pieces) = mpsc::channel(PIECES);
    let until = Instant::now() + MAX_BATCH_TIME;
    let output = SentPieces { sender, handle: Handle::current(), server, place: Some(place), until, piece: Vec::new() };
    spawn_blocking(move || {
        let _leave = leave;
        // What ends it early is that the client is gone, or that the time is over, which it sees by the missing end.
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
        self.answer_all(queries)?;
        self.output.send()?;
        // What was found while a file was cut short may be wrong.
        self.snapshot.index.check().map_err(as_io)?;
        self.output.end()
    }

    fn answer_all(&mut self, queries: Bytes) -> io::Result<()> {
        let mut input = match Input::from_reader(Box::new(Cursor::new(queries)), None) {
            Ok(input) => input,
            Err(error) => return self.fail(None, "", &error.to_string()),
        };
        let mut answered = 0;
        loop {
            let chunk = match input.next(CHUNK) {
                Ok(Some(chunk)) => chunk,
                Ok(None) => return Ok(()),
                Err(error) => return self.fail(None, "", &error.to_string()),
            };
            for topic in &chunk.queries {
                answered += 1;
                if answered > MAX_QUERIES {
                    return self.fail(
                        Some(&topic.id),
                        &topic.text,
                        &format!("a batch has at most {MAX_QUERIES} queries"),
                    );
                }
                self.answer(topic)?;
            }
            self.output.send()?;
            self.output.queue()?;
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
        let left = self.output.left();
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

/// A writer whose output is sent piece by piece. It has a place for work, but not while it waits for its client.
struct SentPieces {
    sender: mpsc::Sender<Bytes>,
    handle: Handle,
    server: Arc<Server>,
    place: Option<OwnedSemaphorePermit>,
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
        match self.sender.try_send(piece) {
            Ok(()) => Ok(()),
            Err(TrySendError::Closed(_)) => Err(io::ErrorKind::BrokenPipe.into()),
            Err(TrySendError::Full(piece)) => {
                self.place = None;
                self.send_patiently(piece)?;
                self.queue()
            }
        }
    }

    /// Waits until the client has taken enough.
    fn send_patiently(&self, piece: Bytes) -> io::Result<()> {
        match self.handle.block_on(async { timeout(self.left(), self.sender.send(piece)).await }) {
            Ok(Ok(())) => Ok(()),
            Ok(Err(_)) => Err(io::ErrorKind::BrokenPipe.into()),
            Err(_) => Err(io::ErrorKind::TimedOut.into()),
        }
    }

    /// Says that this was all.
    fn end(&mut self) -> io::Result<()> {
        self.place = None;
        self.send_patiently(Bytes::new())
    }

    /// Lets others work who wait for a place.
    fn queue(&mut self) -> io::Result<()> {
        self.place = None;
        let place = self.handle.block_on(self.server.workers.place_within(self.left()));
        self.place = Some(place.map_err(|_| io::ErrorKind::TimedOut)?);
        Ok(())
    }

    fn left(&self) -> Duration {
        self.until.saturating_duration_since(Instant::now())
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

/// A body that comes in pieces. Without the empty one at its end it is cut short, and the client sees that.
struct StreamedBody {
    pieces: mpsc::Receiver<Bytes>,
    is_whole: bool,
}

impl hyper::body::Body for StreamedBody {
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<io::Result<Frame<Bytes>>>> {
        // What compresses a body asks again after its end.
        if self.is_whole {
            return Poll::Ready(None);
        }
        self.pieces.poll_recv(context).map(|piece| match piece {
            Some(bytes) if bytes.is_empty() => {
                self.is_whole = true;
                None
            }
            Some(bytes) => Some(Ok(Frame::data(bytes))),
            None => Some(Err(io::ErrorKind::UnexpectedEof.into())),
        })
    }
}

#[cfg(test)]
mod tests {
    use std::task::Waker;

    use hyper::body::Body as _;

    use super::*;

    #[test]
    fn a_batch_that_is_cut_short_does_not_look_whole() {
        for (sent, is_whole) in [(&["a", ""][..], true), (&["a"], false), (&[], false)] {
            let (sender, pieces) = mpsc::channel(PIECES);
            for piece in sent {
                sender.try_send(Bytes::from_static(piece.as_bytes())).expect("there is room");
            }
            drop(sender);
            let mut body = StreamedBody { pieces, is_whole: false };
            let mut next = || Pin::new(&mut body).poll_frame(&mut Context::from_waker(Waker::noop()));
            let last = (0..=sent.len()).map(|_| next()).find(|frame| !matches!(frame, Poll::Ready(Some(Ok(_)))));
            assert_eq!(matches!(last, Some(Poll::Ready(None))), is_whole, "{sent:?}");
            assert_eq!(matches!(next(), Poll::Ready(None)), is_whole, "{sent:?}, asked again");
        }
    }
}
