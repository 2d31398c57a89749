//! The protocol over standard input and output, a message a line, until the input ends.

use std::io;

use rmcp::service::{RunningService, ServerInitializeError, serve_server};
use rmcp::transport::async_rw::AsyncRwTransport;
use rmcp::transport::stdio_pipes;
use tokio::runtime;

use super::McpHandler;

/// A longer message is dropped, so that no client fills the memory. The longest argument is far below it.
const MAX_MESSAGE_BYTES: usize = 1 << 20;

/// Serves one client, which is whoever has the other ends of the pipes.
///
/// # Errors
/// If there can be no runtime, or the client does not speak the protocol.
pub(crate) fn serve_stdio(handler: McpHandler) -> io::Result<()> {
    let runtime = runtime::Builder::new_current_thread().enable_all().build()?;
    let served = runtime.block_on(async {
        let (input, output) = stdio_pipes();
        let transport = AsyncRwTransport::new_server(input, output).with_max_line_length(MAX_MESSAGE_BYTES);
        match serve_server(handler, transport).await {
            Ok(service) => RunningService::waiting(service).await.map(|_| ()).map_err(io::Error::other),
            // A client that leaves without a word has not asked for anything.
            Err(ServerInitializeError::ConnectionClosed(_)) => Ok(()),
            Err(error) => Err(io::Error::other(error)),
        }
    });
    // Work that nobody waits for any more ends with the program.
    runtime.shutdown_background();
    served
}
