//! An index served over HTTP: pages for people, an API for programs, from one process.
//!
//! `listener` accepts connections and puts limits on each, `access` decides who may ask, `router` says what is where.
//! A handler of `pages` or `api` is a function of one [`Asked`](asked::Asked): what was asked, and the one state of the
//! index that answers it. It runs on a thread of `workers`, never on those that serve connections.

mod access;
mod access_log;
mod api;
mod asked;
mod assets;
mod files;
mod listener;
mod metrics;
mod pages;
mod params;
mod patient;
mod reply;
mod router;
mod server;
mod settings;
mod token;
mod workers;

use std::io::{self, Write};
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use tokio::net::TcpListener;
use tokio::runtime::{Builder, Runtime};
use tokio::sync::{mpsc, watch};

use crate::engine::IndexError;

use server::Server;
pub(crate) use settings::ServeSettings;
pub(crate) use token::AccessToken;

/// Threads that serve connections. What takes time is done elsewhere.
const SERVING_THREADS: usize = 2;

/// The time that answers in work have to end when the server ends.
const MAX_GOODBYE: Duration = Duration::from_secs(5);

/// Lines of the access log that wait to be written; more are dropped.
const MAX_LOG_LINES: usize = 10_000;

/// Why a server ends.
#[derive(Debug, thiserror::Error)]
pub(crate) enum ServeError {
    /// The index cannot be used.
    #[error(transparent)]
    Index(#[from] IndexError),
    /// The address cannot be listened at.
    #[error("{address}: {error}")]
    Listen {
        /// The address.
        address: SocketAddr,
        /// The error of the system.
        error: io::Error,
    },
    /// The system failed otherwise.
    #[error(transparent)]
    Io(#[from] io::Error),
}

/// Serves an index until a signal ends it. `ready` is told the address once connections are accepted; the access log goes
/// to `log`.
///
/// # Errors
/// Where the index cannot be opened or the address cannot be listened at.
pub(crate) fn run(
    settings: ServeSettings,
    log: &mut dyn Write,
    ready: &mut dyn FnMut(SocketAddr) -> io::Result<()>,
) -> Result<(), ServeError> {
    let address = settings.listen;
    let (lines, written) = mpsc::channel(MAX_LOG_LINES);
    let server = Server::new(settings, lines);
    server.snapshot()?;
    let runtime = runtime()?;
    let ended = runtime.block_on(serve(Arc::new(server), address, written, log, ready));
    runtime.shutdown_timeout(MAX_GOODBYE);
    ended
}

fn runtime() -> io::Result<Runtime> {
    Builder::new_multi_thread()
        .worker_threads(SERVING_THREADS)
        .max_blocking_threads(workers::MAX_THREADS + workers::MAX_BATCHES)
        .enable_all()
        .build()
}

async fn serve(
    server: Arc<Server>,
    address: SocketAddr,
    mut written: mpsc::Receiver<String>,
    log: &mut dyn Write,
    ready: &mut dyn FnMut(SocketAddr) -> io::Result<()>,
) -> Result<(), ServeError> {
    let listener = TcpListener::bind(address).await.map_err(|error| ServeError::Listen { address, error })?;
    let (stop, stopped) = watch::channel(false);
    let mut ending = std::pin::pin!(end_signal()?);
    ready(listener.local_addr()?)?;
    let mut serving = tokio::spawn(listener::accept(listener, router::router(server), stopped));
    loop {
        tokio::select! {
            () = &mut ending, if !*stop.borrow() => { let _ = stop.send(true); }
            Some(line) = written.recv() => writeln!(log, "{line}")?,
            done = &mut serving => {
                done.map_err(io::Error::other)?;
                return Ok(());
            }
        }
    }
}

/// Ends when the process is asked to end.
#[cfg(unix)]
fn end_signal() -> io::Result<impl Future<Output = ()>> {
    use tokio::signal::unix::{SignalKind, signal};
    let (mut interrupted, mut terminated) = (signal(SignalKind::interrupt())?, signal(SignalKind::terminate())?);
    Ok(async move {
        tokio::select! {
            _ = interrupted.recv() => {}
            _ = terminated.recv() => {}
        }
    })
}

/// Ends when the process is asked to end.
#[cfg(not(unix))]
fn end_signal() -> io::Result<impl Future<Output = ()>> {
    Ok(async {
        // Where the signal cannot be waited for, the system ends the process.
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    })
}
