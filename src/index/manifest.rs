//! What an index was made from, and the few lines of it that every search needs.

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io::{self, Read, Seek, Write};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use postcard::ser_flavors::Flavor;
use serde::{Deserialize, Serialize};

use crate::engine::Counts;
use crate::report::{FileRecord, PlaceRecord, Problem, Prose, ReportEntry, stamps};

use super::checksummed::{ChecksummedFile, verified};
use super::state::IndexState;
use super::{ANALYSER, FORMAT, IndexError};

/// The part of the manifest that tantivy's own metadata carries, so that a search reads one file less.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Summary {
    /// The version of the layout on disk.
    pub format: u32,
    /// The version of the analyser.
    pub analyser: u32,
    /// The name of the manifest's file.
    pub manifest: String,
    /// How many reports there are.
    pub reports: u64,
    /// How many passages there are.
    pub passages: u64,
    /// How long the reports are as hits, in words.
    pub length: u64,
    /// What of it is running text.
    pub prose: Prose,
    /// How many authorities there are.
    pub authorities: u64,
    /// How many files were skipped or read with problems.
    pub problems: u64,
    /// How many texts are boilerplate. Where there are any, a file beside the manifest has them.
    pub recurring: usize,
    /// The names of sidecar fields that findings does not know.
    pub extra_fields: Vec<String>,
    /// The folders and files that were asked for, in case the manifest cannot be read.
    pub roots: Vec<String>,
    /// The options that it was made with, for the same reason; none where an older version wrote it.
    #[serde(default)]
    pub arguments: Option<Vec<String>>,
    /// The folder that relative roots begin in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub made_in: Option<String>,
    /// The user's own register of bodies, which gives names in queries their meaning; empty where there is none.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub register: String,
    /// The kinds of the user's own profile and rules, which a query may name before a report has one; none where there are
    /// none.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub kinds: Vec<String>,
}

impl Summary {
    /// That of the newest state in a folder; none where there is no state that this version can read.
    pub(super) fn newest_in(folder: &Path) -> Option<Summary> {
        IndexState::newest(folder).ok()??.summary
    }

    /// How much there is in the index.
    pub fn totals(&self) -> Counts {
        Counts { passages: self.passages, reports: self.reports, authorities: self.authorities }
    }
}

/// What an index was made from.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    /// The version of the program that wrote it.
    pub program: String,
    /// Counts up with each state of the index.
    pub generation: u64,
    /// The folders and files that were asked for, as they were given.
    pub roots: Vec<String>,
    /// The options of the command line that what was read depends on, such as `--keep-duplicates`.
    pub arguments: Vec<String>,
    /// The folders and sidecars that were found.
    pub places: Vec<PlaceRecord>,
    /// Every file found, in order of root and path.
    pub files: Vec<FileRecord>,
    /// All problems with files and sidecars, and since when each is known.
    pub known_problems: Vec<Problem>,
    /// The folder that relative roots begin in; written to the summary alone.
    #[serde(skip)]
    pub made_in: Option<String>,
    /// The user's own register of bodies, on its way to the summary, which is where it is kept.
    #[serde(skip)]
    pub register: String,
    /// The kinds of the user's own, on their way there too.
    #[serde(skip)]
    pub kinds: Vec<String>,
}

impl Manifest {
    /// The reports that the index holds, which are those that are no copies.
    pub fn reports(&self) -> impl Iterator<Item = &ReportEntry> {
        self.files.iter().flat_map(|file| &file.reports).filter(|report| report.copy_of.is_none())
    }

    pub(super) fn file_name(&self) -> String {
        format!("manifest-{}.bin", self.generation)
    }

    /// The counts of the state that it describes, with its number of boilerplate texts.
    pub(crate) fn summary(&self, recurring: usize) -> Summary {
        let reports = || self.reports();
        let authorities: BTreeSet<&String> = reports().filter_map(|report| report.authority.as_ref()).collect();
        let extra_fields: BTreeSet<&String> = reports().flat_map(|report| &report.extra).collect();
        Summary {
            format: FORMAT,
            analyser: ANALYSER,
            manifest: self.file_name(),
            reports: reports().count() as u64,
            passages: reports().map(|report| u64::from(report.passages)).sum(),
            length: reports().map(|report| report.length).sum(),
            prose: reports().map(|report| report.prose).fold(Prose::default(), Prose::and),
            authorities: authorities.len() as u64,
            recurring,
            problems: self.files.iter().filter(|file| !file.problems.is_empty()).count() as u64,
            extra_fields: extra_fields.into_iter().cloned().collect(),
            roots: self.roots.clone(),
            arguments: Some(self.arguments.clone()),
            made_in: self.made_in.clone(),
            register: self.register.clone(),
            kinds: self.kinds.clone(),
        }
    }

    /// Writes the manifest under its own name and waits until the disk has it.
    pub(super) fn write(&self, folder: &Path) -> Result<(), IndexError> {
        let path = folder.join(self.file_name());
        let stamps = stamps(&self.places, &self.files);
        let head = [stamps.len() as u64, u64::from(crc32fast::hash(&stamps))];
        let write = || -> io::Result<()> {
            let mut file = ChecksummedFile::create(&path)?;
            head.iter().try_for_each(|number| file.write_all(&number.to_le_bytes()))?;
            file.write_all(&stamps)?;
            let mut body = ManifestBody { file, error: None };
            // The manifest of a large corpus is large: stream it.
            let written = postcard::serialize_with_flavor(self, &mut body).map_err(io::Error::other);
            body.error.map_or(written, Err)?;
            body.file.finish()
        };
        write().map_err(IndexError::io(&path))
    }

    pub(super) fn read(folder: &Path, name: &str) -> Result<Manifest, IndexError> {
        ManifestFile::open(folder, name)?.manifest()
    }

    /// The newest manifest in a folder that can be read.
    pub(crate) fn newest(folder: &Path) -> Option<Manifest> {
        Manifest::readable_in(folder).max_by_key(|manifest| manifest.generation)
    }

    /// All manifests in a folder that can be read, the newest first.
    pub(super) fn all_in(folder: &Path) -> Vec<Manifest> {
        let mut all: Vec<Manifest> = Manifest::readable_in(folder).collect();
        all.sort_by_key(|manifest| std::cmp::Reverse(manifest.generation));
        all
    }

    fn readable_in(folder: &Path) -> impl Iterator<Item = Manifest> {
        manifests(folder).filter_map(|(_, bytes)| postcard::from_bytes(body(verified(&bytes).ok()?)?).ok())
    }

    /// The highest generation of the state files in a folder, readable or not, and of this name.
    pub(super) fn last_generation(folder: &Path, named: Option<&str>) -> u64 {
        let entries = fs::read_dir(folder).into_iter().flatten().flatten();
        let names = entries.map(|entry| entry.file_name().to_string_lossy().into_owned());
        let of_states = names.chain(named.map(str::to_owned)).filter(|name| is_of_a_state(name));
        let number = |name: String| name.split_once('-')?.1.split_once('.')?.0.parse().ok();
        of_states.filter_map(number).max().unwrap_or(0)
    }

    /// The folders and files of the newest state in a folder, whatever version wrote it. Only where the summary of the
    /// state does not say are manifests read, which are large.
    pub(crate) fn roots_in(folder: &Path) -> Vec<String> {
        if let Some(summary) = Summary::newest_in(folder) {
            return summary.roots;
        }
        let read = manifests(folder).filter_map(|(name, bytes)| {
            if name.ends_with(".json") {
                serde_json::from_slice::<ManifestHead>(&bytes).ok()
            } else {
                postcard::take_from_bytes::<ManifestHead>(body(verified(&bytes).ok()?)?).ok().map(|(head, _)| head)
            }
        });
        read.max_by_key(|head| head.generation).map(|head| head.roots).unwrap_or_default()
    }

    /// The manifest of the newest state in a folder; an empty one where there is no index.
    ///
    /// # Errors
    /// Where the index is damaged or cannot be read.
    pub(crate) fn newest_in(folder: &Path) -> Result<Manifest, IndexError> {
        let manifest = |state: &IndexState| {
            state
                .summary
                .as_ref()
                .map_or_else(|| Ok(Manifest::default()), |summary| Manifest::read(folder, &summary.manifest))
        };
        Ok(IndexState::newest_as(folder, manifest)?.unwrap_or_default())
    }

    /// The options that the newest state in a folder was made with; none where they are not known.
    pub(crate) fn arguments_in(folder: &Path) -> Vec<String> {
        let of_manifest = || Manifest::newest_in(folder).map(|manifest| manifest.arguments).unwrap_or_default();
        Summary::newest_in(folder).and_then(|summary| summary.arguments).unwrap_or_else(of_manifest)
    }

    /// Removes what belongs to other states.
    pub(super) fn remove_others(&self, folder: &Path) {
        let own = self.file_name();
        let own = [boilerplate_file(&own), own];
        for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
            let name = entry.file_name();
            let name = name.to_string_lossy();
            if is_of_a_state(&name) && !own.contains(&name.as_ref().to_owned()) {
                // A file that stays only wastes a few bytes.
                let _ = fs::remove_file(entry.path());
            }
        }
    }
}

/// The sink of the serialiser, whose errors are only its own kind: this keeps the I/O error.
struct ManifestBody {
    file: ChecksummedFile,
    error: Option<io::Error>,
}

impl Flavor for &mut ManifestBody {
    type Output = ();

    fn try_push(&mut self, byte: u8) -> postcard::Result<()> {
        self.try_extend(&[byte])
    }

    fn try_extend(&mut self, bytes: &[u8]) -> postcard::Result<()> {
        let full = |error| {
            self.error = Some(error);
            postcard::Error::SerializeBufferFull
        };
        self.file.write_all(bytes).map_err(full)
    }

    fn finalize(self) -> postcard::Result<()> {
        Ok(())
    }
}

/// How each manifest begins, whatever the version; in JSON up to format 3.
#[derive(Deserialize)]
struct ManifestHead {
    #[serde(rename = "program")]
    _program: String,
    generation: u64,
    roots: Vec<String>,
}

/// The open manifest of a state. It can be read even after a newer state has removed its name.
#[derive(Debug)]
pub(crate) struct ManifestFile {
    folder: PathBuf,
    name: String,
    /// None where it is missing, or cannot be opened.
    file: Option<Mutex<File>>,
    /// The manifest itself, where it is in no file.
    kept: Option<Box<Manifest>>,
}

impl ManifestFile {
    pub(super) fn open(folder: &Path, name: &str) -> Result<ManifestFile, IndexError> {
        let path = folder.join(name);
        let file = File::open(&path).map_err(|error| match error.kind() {
            std::io::ErrorKind::NotFound => IndexError::damaged(folder, format!("{name}: the file is missing")),
            _ => IndexError::Io { path, error },
        })?;
        Ok(ManifestFile { folder: folder.to_owned(), name: name.to_owned(), file: Some(Mutex::new(file)), kept: None })
    }

    /// The same, also where the file is missing.
    pub(super) fn open_if_present(folder: &Path, name: &str) -> ManifestFile {
        let absent = || ManifestFile { folder: folder.to_owned(), name: name.to_owned(), file: None, kept: None };
        ManifestFile::open(folder, name).unwrap_or_else(|_| absent())
    }

    /// That of an index in memory.
    pub(super) fn in_memory(manifest: Manifest) -> ManifestFile {
        ManifestFile { folder: PathBuf::new(), name: String::new(), file: None, kept: Some(Box::new(manifest)) }
    }

    /// The whole manifest.
    ///
    /// # Errors
    /// Where the manifest is missing, damaged or cannot be read.
    pub(crate) fn manifest(&self) -> Result<Manifest, IndexError> {
        if let Some(kept) = &self.kept {
            return Ok((**kept).clone());
        }
        let damaged = |what: &str| IndexError::damaged(&self.folder, format!("{}: {what}", self.name));
        let file = self.file.as_ref().ok_or_else(|| damaged("the file is missing"))?;
        let mut bytes = Vec::new();
        let mut file = file.lock().unwrap_or_else(PoisonError::into_inner);
        let read = file.rewind().and_then(|()| file.read_to_end(&mut bytes));
        read.map_err(IndexError::io(&self.folder.join(&self.name)))?;
        let content = body(verified(&bytes).map_err(damaged)?);
        content.and_then(|content| postcard::from_bytes(content).ok()).ok_or_else(|| damaged("it cannot be read"))
    }

    /// The sizes and times of the places and files, for [`crate::report::stamps_in`]; none where they cannot be read.
    pub(crate) fn stamps(&self) -> Option<Vec<u8>> {
        if let Some(Manifest { places, files, .. }) = self.kept.as_deref() {
            return Some(stamps(places, files));
        }
        let mut file = self.file.as_ref()?.lock().unwrap_or_else(PoisonError::into_inner);
        file.rewind().ok()?;
        let mut head = [0; STAMPS];
        file.read_exact(&mut head).ok()?;
        let (length, sum) = head.split_at(8);
        let length = u64::from_le_bytes(length.try_into().ok()?).min(file.metadata().ok()?.len());
        let mut stamps = vec![0; usize::try_from(length).ok()?];
        file.read_exact(&mut stamps).ok()?;
        (u64::from(crc32fast::hash(&stamps)).to_le_bytes() == sum).then_some(stamps)
    }
}

/// The file begins with the length and checksum of the stamps; the stamps and then the manifest follow.
const STAMPS: usize = 16;

/// What follows the stamps.
fn body(content: &[u8]) -> Option<&[u8]> {
    let length = u64::from_le_bytes(content.get(..8)?.try_into().ok()?);
    content.get(STAMPS.checked_add(usize::try_from(length).ok()?)?..)
}

/// The manifests of a folder: their names and bytes.
fn manifests(folder: &Path) -> impl Iterator<Item = (String, Vec<u8>)> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    entries.filter_map(|entry| {
        let name = entry.file_name().to_string_lossy().into_owned();
        let is_one = name.starts_with("manifest-") && is_of_a_state(&name);
        is_one.then(|| fs::read(entry.path()).ok()).flatten().map(|bytes| (name, bytes))
    })
}

/// The name of the file of recurring texts beside a manifest.
pub(super) fn boilerplate_file(manifest: &str) -> String {
    manifest.replace("manifest-", "recurring-")
}

/// Whether a file of the index's folder is one of those that each state has; JSON up to format 3.
pub(super) fn is_of_a_state(name: &str) -> bool {
    [("manifest-", ".bin"), ("recurring-", ".bin"), ("manifest-", ".json")]
        .iter()
        .any(|(start, end)| name.starts_with(start) && name.ends_with(end))
}
