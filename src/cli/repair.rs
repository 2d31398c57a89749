//! Mending an index: what is damaged is made anew from its sources, what only differs is read again.

use std::collections::BTreeSet;
use std::io::Write;
use std::path::Path;

use anyhow::bail;

use crate::corpus::Update;
use crate::index::{MadeWith, Manifest, Reader, Writer, WriterOptions};
use crate::output::safe;

use super::args::{Common, IndexArgs, LARGEST_FILE};
use super::index::{build, read_all, shown};
use super::verify::{Proof, options};

/// Mends what a proof found.
pub(super) fn repair(proof: &Proof, folder: &Path, common: &Common, err: &mut dyn Write) -> anyhow::Result<()> {
    if proof.is_broken() { make_anew(folder, common, err) } else { read_again(proof, folder, common, err) }
}

/// What an index was made from, as far as it can still be told.
#[derive(Default)]
struct Sources {
    roots: Vec<String>,
    made_with: MadeWith,
    /// Files with the reports that were read from them.
    files: Vec<(String, Vec<String>)>,
}

impl Sources {
    fn of(folder: &Path) -> Sources {
        let roots = Manifest::roots_in(folder);
        if let Some(Manifest { files, made_with, .. }) = Manifest::newest(folder) {
            let ids = |file: &crate::report::FileRecord| file.reports.iter().map(|report| report.id.clone()).collect();
            return Sources { roots, made_with, files: files.iter().map(|file| (shown(file), ids(file))).collect() };
        }
        let reader = Reader::open_lenient(folder).ok();
        let places = reader.iter().flat_map(|reader| reader.places().0.into_iter().map(move |place| (reader, place)));
        let stored = places.filter_map(|(reader, place)| reader.stored(place).ok());
        let files = stored.map(|read| (read.report.path, vec![read.report.id])).collect();
        Sources { roots, made_with: MadeWith::default(), files }
    }
}

/// Makes the index anew with the options it was made with; not where a report would be lost by it.
fn make_anew(folder: &Path, common: &Common, err: &mut dyn Write) -> anyhow::Result<()> {
    let Sources { roots, made_with, files } = Sources::of(folder);
    let index = folder.display();
    if roots.is_empty() {
        bail!(
            "what the index was made from cannot be read any more; name it: `findings index --rebuild FOLDER --index {index}`"
        );
    }
    let gone: BTreeSet<&str> =
        files.iter().map(|(file, _)| file.as_str()).filter(|file| !Path::new(file).exists()).collect();
    let kinds = made_with.kinds.filter(|kinds| !kinds.is_empty());
    let roots_gone = roots.iter().filter(|root| !Path::new(root.as_str()).exists()).count();
    if !gone.is_empty() || roots_gone > 0 || kinds.as_ref().is_some_and(|kinds| !Path::new(kinds).exists()) {
        for (file, reports) in files.iter().filter(|(file, _)| gone.contains(file.as_str())) {
            for report in reports {
                writeln!(err, "{}: the file is gone; {} would be lost", safe(file), safe(report))?;
            }
        }
        let here: Vec<&str> = roots.iter().map(String::as_str).filter(|root| Path::new(root).exists()).collect();
        let kinds = kinds.as_ref().filter(|kinds| Path::new(kinds.as_str()).exists());
        let kinds = kinds.map(|kinds| format!(" --kinds {kinds}")).unwrap_or_default();
        bail!(
            "not everything that the index was made from is there: bring it back, or make the index of what is there: `findings index --rebuild {}{kinds} --index {index}`",
            safe(&here.join(" "))
        );
    }
    let args = IndexArgs {
        paths: roots,
        rebuild: true,
        kinds: kinds.map(Into::into),
        max_file_size: made_with.max_file_size.unwrap_or(LARGEST_FILE),
        memory: 256,
        threads: None,
    };
    build(&args, folder, common.quiet, err)?;
    Ok(())
}

/// Reads the files again whose reports are not what is stored of them, and what has changed since.
fn read_again(proof: &Proof, folder: &Path, common: &Common, err: &mut dyn Write) -> anyhow::Result<()> {
    let threads = std::thread::available_parallelism().map_or(1, |n| n.get()).clamp(1, 8);
    let mut writer = Writer::open(folder, WriterOptions { memory: 256 << 20, threads })?;
    let Manifest { roots, made_with, files, .. } = writer.manifest().clone();
    let options = options(&made_with, err)?;
    let kept: Vec<_> = files.into_iter().filter(|file| !proof.to_read.contains(file)).collect();
    let update = Update::of(&roots, &kept, &options);
    for file in proof.to_read.iter().chain(&update.gone) {
        writer.remove_file(file);
    }
    let files = read_all(&update, &mut writer, &options, common.quiet, err)?;
    writer.commit(roots, files)?;
    if !common.quiet {
        writeln!(err, "{} files were read again", update.work().0)?;
    }
    Ok(())
}
