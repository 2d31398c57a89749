//! The protocol over HTTP, a message in each request, as a service for a router.

use std::sync::Arc;

use rmcp::transport::streamable_http_server::session::never::NeverSessionManager;
use rmcp::transport::streamable_http_server::{StreamableHttpServerConfig, StreamableHttpService};

use super::McpHandler;

/// A service that answers each request by itself, so no client holds a session. Whoever mounts it checks the host, origin
/// and token of each request, and limits its body, as for all other paths.
pub(crate) fn http_service(handler: McpHandler) -> StreamableHttpService<McpHandler, NeverSessionManager> {
    let config = StreamableHttpServerConfig::default()
        .with_legacy_session_mode(false)
        .with_json_response(true)
        .disable_allowed_hosts()
        .disable_allowed_origins();
    StreamableHttpService::new(move || Ok(handler.clone()), Arc::new(NeverSessionManager::default()), config)
}
