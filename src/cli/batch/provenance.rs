//! What a run depends on: the program, the index, the options, the queries. Two runs of the same provenance are the
//! same.

use std::path::Path;

use anyhow::Context;
use serde_json::{Value, json};

use crate::cli::args::BatchArgs;
use crate::corpus::open;
use crate::engine::State;
use crate::library::Index;
use crate::output::SCHEMA;

use super::totals::BatchTotals;

/// The member that depends on where the files are.
const FOLDER: &str = "folder";

/// The provenance that is known before the first query: program, index and options.
pub(super) fn collect(args: &BatchArgs, index: &Index, today: &str) -> anyhow::Result<Value> {
    let mut options = json!(args.hits);
    let filters = json!(args.filters);
    if let (Some(options), Some(filters)) = (options.as_object_mut(), filters.as_object()) {
        options.extend(filters.iter().map(|(name, value)| (name.clone(), value.clone())));
        options.insert("format".to_owned(), json!(args.format));
        options.insert("input".to_owned(), json!(args.input));
        options.insert("time".to_owned(), json!(args.time));
    }
    let (state, counts) = (index.state()?, index.counts());
    Ok(json!({
        "schema": SCHEMA,
        "program": concat!("findings ", env!("CARGO_PKG_VERSION")),
        "index": {
            "fingerprint": state.fingerprint(),
            "format": state.format,
            "analyser": state.analyser,
            "reports": counts.reports,
            "passages": counts.passages,
            "authorities": counts.authorities,
        },
        "options": options,
        "lexicon": crate::cli::lexicon::lexicon_path(&args.hits.matching).map(|path| hash_of(&path)).transpose()?,
        "today": today,
        FOLDER: folder(&state),
    }))
}

/// Writes the manifest of a finished run.
pub(super) fn write_manifest(
    path: &Path,
    provenance: Value,
    args: &BatchArgs,
    hash: &str,
    totals: &BatchTotals,
) -> anyhow::Result<()> {
    let mut manifest = provenance;
    manifest.as_object_mut().map(|members| members.remove(FOLDER));
    let output = args.output.as_deref().map(|path| anyhow::Ok(json!({"path": path, "blake3": hash_of(path)?})));
    manifest["queries"] = json!({"path": args.file, "blake3": hash});
    manifest["output"] = output.transpose()?.unwrap_or_default();
    manifest["counts"] = json!(totals);
    let text = format!("{manifest:#}\n");
    std::fs::write(path, text).with_context(|| path.display().to_string())
}

/// A hash of the paths of the files, which records have too.
fn folder(state: &State) -> String {
    let mut hash = blake3::Hasher::new();
    for part in state.files.iter().flat_map(|file| [&file.root, &file.path]) {
        hash.update(&(part.len() as u64).to_le_bytes()).update(part.as_bytes());
    }
    hash.finalize().to_hex().to_string()
}

fn hash_of(path: &Path) -> anyhow::Result<String> {
    let mut hash = blake3::Hasher::new();
    let (file, _) = open(path).with_context(|| path.display().to_string())?;
    hash.update_reader(file).with_context(|| path.display().to_string())?;
    Ok(hash.finalize().to_hex().to_string())
}
