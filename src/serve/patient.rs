//! A connection whose client may take its time, but not for ever.

use std::future::Future;
use std::io;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;
use tokio::time::{Sleep, sleep};

/// A client takes at least [`MIN_BYTES`] of an answer in this time.
const MAX_STALL: Duration = Duration::from_secs(20);
const MIN_BYTES: usize = 32 << 10;

/// A stream that fails where its client reads too slowly.
pub(super) struct PatientStream {
    stream: TcpStream,
    /// Set while the client keeps an answer waiting.
    waiting: Option<Pin<Box<Sleep>>>,
    /// What it took since then.
    taken: usize,
}

impl PatientStream {
    pub(super) fn new(stream: TcpStream) -> PatientStream {
        PatientStream { stream, waiting: None, taken: 0 }
    }

    /// The result of a write, or that the client is too slow.
    fn watched(&mut self, context: &mut Context<'_>, wrote: Poll<io::Result<usize>>) -> Poll<io::Result<usize>> {
        if let Poll::Ready(result) = wrote {
            self.taken += result.as_ref().map_or(0, |bytes| *bytes);
            if self.taken >= MIN_BYTES {
                self.rest();
            }
            return Poll::Ready(result);
        }
        let waiting = self.waiting.get_or_insert_with(|| Box::pin(sleep(MAX_STALL)));
        waiting.as_mut().poll(context).map(|()| Err(io::ErrorKind::TimedOut.into()))
    }

    fn rest(&mut self) {
        (self.waiting, self.taken) = (None, 0);
    }
}

impl AsyncRead for PatientStream {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_read(context, buffer)
    }
}

impl AsyncWrite for PatientStream {
    fn poll_write(mut self: Pin<&mut Self>, context: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        let wrote = Pin::new(&mut self.stream).poll_write(context, bytes);
        self.watched(context, wrote)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        pieces: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let wrote = Pin::new(&mut self.stream).poll_write_vectored(context, pieces);
        self.watched(context, wrote)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        // Nothing of an answer is left to be written.
        self.rest();
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }
}
