//! Connections: accepted, limited in number and in time, and ended in order.

use std::time::Duration;
use std::{convert::Infallible, sync::Arc};

use axum::Router;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore, watch};
use tokio::task::JoinSet;
use tokio::time::{sleep, timeout};

use super::MAX_GOODBYE;
use super::patient::PatientStream;

/// At most this many connections at once; others wait to be accepted.
const MAX_CONNECTIONS: usize = 4_096;

/// The time for all headers of a request, and for the next request of a connection to begin.
const MAX_HEADER_TIME: Duration = Duration::from_secs(15);

/// The first line and the headers of a request take at most this many bytes.
const MAX_HEAD_BYTES: usize = 32 << 10;

/// The pause after the system could not accept a connection, as where too many files are open.
const PAUSE: Duration = Duration::from_millis(50);

/// Accepts connections until it is told to stop; then each ends with the answer that it is at.
pub(super) async fn accept(listener: TcpListener, router: Router, mut stop: watch::Receiver<bool>) {
    let places = Arc::new(Semaphore::new(MAX_CONNECTIONS));
    let mut connections = JoinSet::new();
    loop {
        let place = tokio::select! {
            place = Arc::clone(&places).acquire_owned() => place,
            _ = stop.changed() => break,
        };
        let accepted = tokio::select! {
            accepted = listener.accept() => accepted,
            _ = stop.changed() => break,
        };
        match (place, accepted) {
            (Ok(place), Ok((stream, _))) => {
                connections.spawn(connection(stream, router.clone(), stop.clone(), place));
            }
            _ => sleep(PAUSE).await,
        }
        while connections.try_join_next().is_some() {}
    }
    drop(listener);
    let all = async { while connections.join_next().await.is_some() {} };
    // What is not done by then is cut off.
    let _ = timeout(MAX_GOODBYE, all).await;
}

/// Serves one connection. Its errors are the client's affair.
async fn connection(
    stream: TcpStream,
    router: Router,
    mut stop: watch::Receiver<bool>,
    _place: OwnedSemaphorePermit,
) -> Result<(), Infallible> {
    let _ = stream.set_nodelay(true);
    let mut http = http1::Builder::new();
    http.timer(TokioTimer::new()).header_read_timeout(MAX_HEADER_TIME).max_buf_size(MAX_HEAD_BYTES);
    let served = http.serve_connection(TokioIo::new(PatientStream::new(stream)), TowerToHyperService::new(router));
    tokio::pin!(served);
    tokio::select! {
        _ = served.as_mut() => return Ok(()),
        _ = stop.changed() => served.as_mut().graceful_shutdown(),
    }
    let _ = served.await;
    Ok(())
}
