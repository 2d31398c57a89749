//! What an index holds, as far as it can still be read: a repair must lose none of it.

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::path::Path;

use tantivy::{DocAddress, DocId, Term};

use crate::report::{Evidence, FileRecord, PlaceRecord, Problem, ReadReport};

use super::manifest::{Manifest, Summary};
use super::schema::PRESENT;
use super::state::IndexState;
use super::{IndexError, Reader};

/// What an index holds, and what it was made from.
#[derive(Debug, Default)]
pub(crate) struct Inventory {
    /// The folders and files that were asked for.
    pub roots: Vec<String>,
    /// The options that it was made with; none where they are not known.
    pub arguments: Option<Vec<String>>,
    /// The files with their reports. Those known from stored reports alone have neither hash nor options.
    pub files: Vec<FileRecord>,
    /// The folders and sidecars that were found, where they are known.
    pub places: Vec<PlaceRecord>,
    /// What gave values for a report, such as a sidecar: root and path of the report's file, and its name; only
    /// where the files are known from stored reports.
    pub given: BTreeSet<(String, String, String)>,
    /// The problems with files, where they are known.
    pub known_problems: Vec<Problem>,
    /// Whether this is everything that the index holds.
    pub is_whole: bool,
}

impl Inventory {
    /// From the manifest of the newest state; else from the stored reports; else, where the newest state is
    /// unknown, from all manifests.
    pub(crate) fn read(folder: &Path) -> Inventory {
        let summary = IndexState::newest(folder).ok().flatten().and_then(|state| state.summary);
        let Some(summary) = summary else { return Inventory::by_manifests(Manifest::all_in(folder)) };
        match Manifest::read(folder, &summary.manifest) {
            Ok(manifest) => Inventory::of_manifest(manifest),
            Err(_) => {
                let stored = Reader::open_lenient(folder).map(|reader| stored(&reader)).unwrap_or_default();
                Inventory::of_reports(summary, stored)
            }
        }
    }

    /// From the manifest of a state.
    pub(crate) fn of_manifest(manifest: Manifest) -> Inventory {
        Inventory::by_manifests(vec![manifest])
    }

    /// From manifests, the newest first: the index may hold what any of them names.
    fn by_manifests(manifests: Vec<Manifest>) -> Inventory {
        let mut held = Inventory { is_whole: !manifests.is_empty(), ..Inventory::default() };
        let mut files: BTreeMap<(String, String), FileRecord> = BTreeMap::new();
        for manifest in manifests {
            held.arguments.get_or_insert(manifest.arguments);
            held.roots.extend(manifest.roots);
            held.known_problems.extend(manifest.known_problems);
            let known: BTreeSet<String> = held.places.iter().map(|place| place.path.clone()).collect();
            held.places.extend(manifest.places.into_iter().filter(|place| !known.contains(&place.path)));
            for file in manifest.files {
                match files.entry((file.root.clone(), file.path.clone())) {
                    Entry::Vacant(entry) => drop(entry.insert(file)),
                    Entry::Occupied(mut entry) => {
                        let known: BTreeSet<String> =
                            entry.get().reports.iter().map(|report| report.id.clone()).collect();
                        let others = file.reports.into_iter().filter(|report| !known.contains(&report.id));
                        entry.get_mut().reports.extend(others);
                    }
                }
            }
        }
        held.roots.sort_unstable();
        held.roots.dedup();
        held.files = files.into_values().collect();
        held
    }

    /// From the stored reports, each with the root and the path of its file.
    pub(crate) fn of_reports(summary: Summary, stored: Vec<(String, String, ReadReport)>) -> Inventory {
        let mut held = Inventory { roots: summary.roots, arguments: summary.arguments, ..Inventory::default() };
        let mut files: BTreeMap<(String, String), FileRecord> = BTreeMap::new();
        held.is_whole = stored.len() as u64 == summary.reports;
        for (root, path, read) in stored {
            let from_beside = |evidence: &&Evidence| evidence.page.is_none() && evidence.line.is_none();
            let given = read.report.meta.evidence.iter().filter(from_beside);
            held.given.extend(given.map(|evidence| (root.clone(), path.clone(), evidence.words.clone())));
            let file = files.entry((root.clone(), path.clone()));
            let file = file.or_insert_with(|| FileRecord { root, path, ..FileRecord::default() });
            file.reports.push(read.entry());
        }
        held.files = files.into_values().collect();
        held
    }
}

/// The reports that can be read, without their passages, each with the root and the path of its file; the others are left
/// out.
fn stored(reader: &Reader) -> Vec<(String, String, ReadReport)> {
    let (places, _) = reader.report_locations();
    let files: Vec<Option<HashMap<DocId, (String, String)>>> =
        (0..reader.searcher().segment_readers().len()).map(|segment| files_of(reader, segment).ok()).collect();
    let one = |place: &super::ReportLocation| {
        let (root, path) = files.get(place.segment as usize)?.as_ref()?.get(&place.start)?.clone();
        let report = reader.report_at(DocAddress::new(place.segment, place.start)).ok()?.report;
        let (passages, acronyms, block_quotes) = (Vec::new(), Vec::new(), Vec::new());
        Some((root, path, ReadReport { report, passages, acronyms, block_quotes, likeness: None }))
    };
    places.iter().filter_map(one).collect()
}

/// Root and path of the file of each report of a segment, by the report's document.
fn files_of(reader: &Reader, segment: usize) -> Result<HashMap<DocId, (String, String)>, IndexError> {
    let segment = reader.searcher().segment_reader(u32::try_from(segment).unwrap_or(u32::MAX));
    let starts: BTreeSet<DocId> = reader.starts(segment)?.into_iter().collect();
    let inverted = segment.inverted_index(reader.fields().file)?;
    let mut stream = inverted.terms().stream().map_err(IndexError::io(reader.folder()))?;
    let mut files = HashMap::new();
    while stream.advance() {
        let term = String::from_utf8_lossy(stream.key()).into_owned();
        let Some((root, path)) = term.split_once(PRESENT).filter(|(root, _)| !root.is_empty()) else { continue };
        let documents = reader.documents_with(segment, &Term::from_field_text(reader.fields().file, &term))?;
        let own = documents.into_iter().filter(|document| starts.contains(document));
        files.extend(own.map(|document| (document, (root.to_owned(), path.to_owned()))));
    }
    Ok(files)
}
