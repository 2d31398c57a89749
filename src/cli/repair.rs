//! Mending an index: what is damaged is made anew from its sources, what only differs is read again.

use std::collections::BTreeSet;
use std::io::Write;
use std::path::Path;

use anyhow::bail;

use crate::index::{Manifest, Reader};
use crate::output::safe;

use super::args::{Common, IndexArgs};
use super::index::{Indexing, shown};
use super::verify::Proof;

/// Mends what a proof found.
pub(super) fn repair(proof: &Proof, folder: &Path, common: &Common, err: &mut dyn Write) -> anyhow::Result<()> {
    if proof.is_broken() { make_anew(folder, common, err) } else { read_again(proof, folder, common, err) }
}

/// What an index was made from, as far as it can still be told.
#[derive(Default)]
struct Sources {
    roots: Vec<String>,
    arguments: Vec<String>,
    /// Files with the reports that were read from them.
    files: Vec<(String, Vec<String>)>,
}

impl Sources {
    fn of(folder: &Path) -> Sources {
        let roots = Manifest::roots_in(folder);
        if let Some(Manifest { files, arguments, .. }) = Manifest::newest(folder) {
            let ids = |file: &crate::report::FileRecord| file.reports.iter().map(|report| report.id.clone()).collect();
            return Sources { roots, arguments, files: files.iter().map(|file| (shown(file), ids(file))).collect() };
        }
        let reader = Reader::open_lenient(folder).ok();
        let places = reader.iter().flat_map(|reader| reader.places().0.into_iter().map(move |place| (reader, place)));
        let stored = places.filter_map(|(reader, place)| reader.stored(place).ok());
        let files = stored.map(|read| (read.report.path, vec![read.report.id])).collect();
        Sources { roots, arguments: Vec::new(), files }
    }
}

/// Makes the index anew with the options it was made with; not where a report would be lost by it.
fn make_anew(folder: &Path, common: &Common, err: &mut dyn Write) -> anyhow::Result<()> {
    let Sources { roots, arguments, files } = Sources::of(folder);
    let mut args = IndexArgs { rebuild: true, memory: 256, ..IndexArgs::default() };
    args.take_over(&arguments);
    let index = folder.display();
    if roots.is_empty() {
        bail!(
            "what the index was made from cannot be read any more; name it: `findings index --rebuild FOLDER --index {index}`"
        );
    }
    let gone: BTreeSet<&str> =
        files.iter().map(|(file, _)| file.as_str()).filter(|file| !Path::new(file).exists()).collect();
    let roots_gone = roots.iter().filter(|root| !Path::new(root.as_str()).exists()).count();
    if !gone.is_empty() || roots_gone > 0 || args.kinds.as_ref().is_some_and(|kinds| !kinds.exists()) {
        for (file, reports) in files.iter().filter(|(file, _)| gone.contains(file.as_str())) {
            for report in reports {
                writeln!(err, "{}: the file is gone; {} would be lost", safe(file), safe(report))?;
            }
        }
        let here: Vec<&str> = roots.iter().map(String::as_str).filter(|root| Path::new(root).exists()).collect();
        args.kinds.take_if(|kinds| !kinds.exists());
        let options: String = args.lasting().iter().map(|option| format!(" {option}")).collect();
        bail!(
            "not everything that the index was made from is there: bring it back, or make the index of what is there: `findings index --rebuild {}{options} --index {index}`",
            safe(&here.join(" "))
        );
    }
    args.paths = roots;
    Indexing::of(&args, folder, common.quiet, err)?.run(err)?;
    Ok(())
}

/// Reads the files again whose reports are not what is stored of them, and what has changed since.
fn read_again(proof: &Proof, folder: &Path, common: &Common, err: &mut dyn Write) -> anyhow::Result<()> {
    let mut args = IndexArgs { memory: 256, ..IndexArgs::default() };
    args.take_over(&Manifest::arguments_in(folder));
    let read = Indexing::of(&args, folder, common.quiet, err)?.read_again(&proof.to_read)?;
    if !common.quiet {
        writeln!(err, "{read} files were read again")?;
    }
    Ok(())
}
