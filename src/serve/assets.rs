//! The style and the script of pages, which are part of the program.

use std::sync::OnceLock;

use axum::extract::Path;
use axum::http::header;
use axum::response::Response;

use super::reply::{HttpProblem, HttpReply};
use super::router::ASSETS;

struct Asset {
    name: &'static str,
    content_type: &'static str,
    body: &'static str,
}

const ALL: [Asset; 3] = [
    Asset { name: "style.css", content_type: "text/css; charset=utf-8", body: include_str!("assets/style.css") },
    Asset { name: "script.js", content_type: "text/javascript; charset=utf-8", body: include_str!("assets/script.js") },
    Asset { name: "icon.svg", content_type: "image/svg+xml", body: include_str!("assets/icon.svg") },
];

/// The address of an asset, which changes with its content, so that browsers may keep it for ever.
pub(super) fn address(name: &str) -> String {
    static VERSION: OnceLock<String> = OnceLock::new();
    let version = VERSION.get_or_init(|| {
        let mut hash = blake3::Hasher::new();
        for asset in &ALL {
            hash.update(asset.body.as_bytes());
        }
        hash.finalize().to_hex()[..12].to_owned()
    });
    format!("{ASSETS}{name}?v={version}")
}

/// Sends an asset.
pub(super) async fn asset(Path(name): Path<String>) -> Response {
    match ALL.iter().find(|asset| asset.name == name) {
        Some(asset) => HttpReply::new(asset.content_type, asset.body)
            .header(header::CACHE_CONTROL, "public, max-age=31536000, immutable")
            .into_response(),
        None => HttpProblem::not_found("there is no such asset").into_reply().into_response(),
    }
}
