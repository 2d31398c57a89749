//! Making an index of folders and files of reports, and updating it.

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};
use std::time::{SystemTime, UNIX_EPOCH};

use crate::corpus::{Event, FoundFile, ReadingOptions, RootNames, Sources, Update, check_root};
use crate::index::{IndexError, Manifest, Reader, Summary, WriterOptions, made_in};
use crate::report::{Date, FileRecord, ReadReport};

mod copying;
mod error;
mod gaps;
mod losses;
mod mending;
mod moving;
mod problems;
mod repair;
mod roots;
mod target;

pub use error::IndexerError;
pub use losses::Loss;
pub use problems::Problems;

use gaps::CommonGaps;
pub(crate) use mending::inventory;
use roots::{is_empty_folder, tidy};
pub(crate) use target::KnownIndex;
use target::Target;

/// The default folder to index.
pub(crate) const DEFAULT_CORPUS: &str = "corpus";

/// Makes an index or updates it; an update reads only what has changed.
///
/// ```
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// # let place = tempfile::tempdir()?;
/// # let (reports, index) = (place.path().join("reports"), place.path().join("index"));
/// # std::fs::create_dir(&reports)?;
/// # std::fs::write(reports.join("letter.txt"), "Drift was seen in two of the plans.\n")?;
/// # let reports = reports.display().to_string();
/// use findings::Indexer;
///
/// let made = Indexer::new(&index).path(reports).run()?;
/// assert_eq!(made.summary.map(|summary| summary.reports), Some(1));
///
/// let again = Indexer::new(&index).run()?;
/// assert!(again.summary.is_none(), "nothing has changed since");
/// # Ok(())
/// # }
/// ```
pub struct Indexer {
    folder: PathBuf,
    paths: BTreeSet<String>,
    documents: BTreeMap<String, Arc<[u8]>>,
    rebuild: bool,
    prune: bool,
    moved: Vec<(String, String)>,
    today: Date,
    writing: WriterOptions,
    reading: ReadingOptions,
    arguments: Vec<String>,
    /// What was known of the index when this was made; the first run takes it.
    known: Mutex<Option<KnownIndex>>,
}

/// What a repair rebuilds.
#[derive(Clone, Copy, Debug)]
pub enum Repair<'f> {
    /// The index.
    All,
    /// The reports of these files.
    Files(&'f [FileRecord]),
}

/// The result of making or updating an index.
pub struct Indexed {
    /// What has changed.
    pub update: Update,
    /// The new state; none where nothing has changed.
    pub summary: Option<Summary>,
    /// All files of the corpus, in order, with their problems.
    pub files: Vec<FileRecord>,
    /// The problems with files and sidecars.
    pub problems: Problems,
    /// Where all reports were read in this run: what none of them has, of the fields that say which report one is.
    pub unknown: Vec<&'static str>,
}

/// Progress while files are read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Progress {
    /// What is to be read.
    Started {
        /// Files.
        files: usize,
        /// Their sizes in bytes.
        bytes: u64,
    },
    /// This many passages were added.
    Passages(usize),
    /// A file of this many bytes was read.
    File(u64),
}

impl Default for Indexer {
    /// Without a folder, for an index in memory.
    fn default() -> Indexer {
        Indexer::new(PathBuf::new())
    }
}

impl Indexer {
    /// For the index in a folder, which need not exist. Files that are not text are read in this process, without
    /// limits; see [`Indexer::reading`].
    pub fn new(folder: impl Into<PathBuf>) -> Indexer {
        Indexer {
            folder: folder.into(),
            paths: BTreeSet::new(),
            documents: BTreeMap::new(),
            rebuild: false,
            prune: false,
            moved: Vec::new(),
            today: today(),
            writing: WriterOptions::on(cores(), 256 << 20),
            reading: ReadingOptions::default(),
            arguments: Vec::new(),
            known: Mutex::default(),
        }
    }

    /// Adds a folder or a file of reports. The default is what the index was made from.
    #[must_use]
    pub fn path(mut self, path: impl AsRef<str>) -> Indexer {
        self.paths.insert(tidy(path.as_ref()));
        self
    }

    /// Adds a document by its content, as if it were a file of this name. It replaces an earlier document of the same
    /// name; other earlier documents stay in an index, unless it is pruned or rebuilt.
    #[must_use]
    pub fn document(mut self, name: impl Into<String>, content: impl Into<Arc<[u8]>>) -> Indexer {
        self.documents.insert(name.into(), content.into());
        self
    }

    /// Builds the index from scratch, from the named paths and documents only.
    #[must_use]
    pub fn rebuild(self, rebuild: bool) -> Indexer {
        Indexer { rebuild, ..self }
    }

    /// Removes what is not named, or what is missing if nothing is named.
    #[must_use]
    pub fn prune(self, prune: bool) -> Indexer {
        Indexer { prune, ..self }
    }

    /// Follows a folder of the index to its new path. What has not changed in it is not read again.
    #[must_use]
    pub fn moved(mut self, from: impl AsRef<str>, to: impl AsRef<str>) -> Indexer {
        self.moved.push((tidy(from.as_ref()), tidy(to.as_ref())));
        self
    }

    /// For the updates after the first: without the options that apply once.
    #[must_use]
    pub fn at_rest(self) -> Indexer {
        Indexer { rebuild: false, prune: false, moved: Vec::new(), ..self }
    }

    /// The day on which problems are found; by default the one of the clock.
    #[must_use]
    pub fn today(self, today: Date) -> Indexer {
        Indexer { today, ..self }
    }

    /// How the writer uses the machine.
    #[must_use]
    pub fn writing(self, writing: WriterOptions) -> Indexer {
        Indexer { writing, ..self }
    }

    /// The options of reading. `arguments` are kept with the index as [`Manifest::arguments`]; if they change, the index
    /// gets a new state.
    #[must_use]
    pub fn reading(self, reading: ReadingOptions, arguments: Vec<String>) -> Indexer {
        Indexer { reading, arguments, ..self }
    }

    /// The folder of the index.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Makes or updates the index.
    ///
    /// # Errors
    /// Where a folder is missing or the index cannot be written; the index is then as it was. Files that cannot be
    /// read are no error: [`Indexed::files`] has them.
    pub fn run(&self) -> Result<Indexed, IndexerError> {
        self.run_with_progress(&mut |_| {})
    }

    /// The same, with progress reports.
    ///
    /// # Errors
    /// As for [`Indexer::run`].
    pub fn run_with_progress(&self, progress: &mut dyn FnMut(Progress)) -> Result<Indexed, IndexerError> {
        if self.folder.as_os_str().is_empty() {
            return Err(IndexerError::NoFolder);
        }
        let (roots, walked) = self.roots(&self.known()?)?;
        let mut writer = Target::open(&self.folder, self.rebuild, self.writing)?;
        let mut known = moving::moved(writer.take_manifest(), &self.moved)?;
        let is_same_place = roots == known.roots && self.arguments == known.arguments;
        let known_problems = std::mem::take(&mut known.known_problems);
        let mut update = self.update(&roots, &walked, known)?;
        let unchanged =
            is_same_place && self.moved.is_empty() && update.is_empty() && !self.rebuild && !writer.has_leftovers()?;
        if unchanged {
            let files = update.take_kept();
            let problems = Problems::since(&known_problems, &update, &files, self.today);
            return Ok(Indexed { update, summary: None, files, problems, unknown: Vec::new() });
        }
        let (files, gaps) = self.read(&mut writer, &mut update, progress)?;
        let problems = Problems::since(&known_problems, &update, &files, self.today);
        let (summary, files) = self.commit(writer, &update, roots, files, &problems)?;
        let unknown = gaps.of_all(summary.reports);
        Ok(Indexed { update, summary: Some(summary), files, problems, unknown })
    }

    /// Returns what an update would do, without doing it.
    ///
    /// # Errors
    /// Where a folder or the index cannot be read.
    pub fn dry_run(&self) -> Result<Update, IndexerError> {
        let index = self.known()?;
        let (roots, walked) = self.roots(&index)?;
        let known = if self.rebuild { Manifest::default() } else { index.manifest()? };
        self.update(&roots, &walked, moving::moved(known, &self.moved)?)
    }

    /// What has changed; a folder that held reports and is empty counts as not mounted.
    fn update(&self, roots: &[String], walked: &[String], known: Manifest) -> Result<Update, IndexerError> {
        for root in walked.iter().filter(|root| !self.prune && is_empty_folder(root)) {
            let held = known.files.iter().filter(|file| file.root == *root).count();
            if held > 0 {
                return Err(IndexerError::Emptied { root: root.clone(), held });
            }
        }
        // Thousands of files may be named, each a root.
        let here: HashSet<&String> = roots.iter().collect();
        let gone_roots =
            known.files.iter().filter(|file| !here.contains(&file.root) && (self.prune || !file.is_given()));
        let mut all = walked.to_vec();
        all.extend(gone_roots.map(|file| file.root.clone()).collect::<BTreeSet<_>>());
        let moved: Vec<&str> = self.moved.iter().map(|(_, to)| to.as_str()).collect();
        let (names, documents) = (RootNames::new(roots), self.documents());
        let from = Sources { walked, all: &all, moved: &moved, names, documents };
        Ok(Update::new(from, (known.files, known.places), &self.reading))
    }

    fn documents(&self) -> Vec<FoundFile> {
        self.documents.iter().map(|(name, content)| FoundFile::given(name, Arc::clone(content))).collect()
    }

    /// Reads everything, and keeps it in memory; the folder of the index is left alone.
    pub(crate) fn read_into_memory(&self) -> Result<Reader, IndexerError> {
        if let Some(error) = self.paths.iter().find_map(|root| check_root(root).err()) {
            return Err(error.into());
        }
        let roots: Vec<String> = self.paths.iter().cloned().collect();
        let mut update = self.update(&roots, &roots, Manifest::default())?;
        let mut reports: Vec<(String, String, ReadReport)> = Vec::new();
        let files = update.read(&self.reading, &mut |event| -> Result<(), IndexError> {
            match event {
                Event::Report { copy_of: None, file, read } => {
                    reports.push((file.root.clone(), file.path.clone(), read.clone()));
                }
                Event::Demoted(id) => reports.retain(|(.., read)| read.report.id != id),
                Event::Report { .. } | Event::File(_) => {}
            }
            Ok(())
        })?;
        let (arguments, places) = (self.arguments.clone(), update.places.clone());
        let manifest = Manifest { roots, arguments, places, files, ..self.manifest_of_rules() };
        Ok(Reader::in_memory(manifest, reports)?)
    }

    /// Reads what must be read, and returns all files of the new state, and what all that were read lack.
    fn read(
        &self,
        writer: &mut Target,
        update: &mut Update,
        progress: &mut dyn FnMut(Progress),
    ) -> Result<(Vec<FileRecord>, CommonGaps), IndexError> {
        let mut gaps = CommonGaps::default();
        for file in &update.gone {
            writer.remove_file(moving::root_before(&file.root, &self.moved), &file.path);
        }
        moving::rewrite(writer, &self.folder, &update.renamed, &self.moved)?;
        let (files, bytes) = update.work();
        progress(Progress::Started { files, bytes });
        let files = update.read(&self.reading, &mut |event| -> Result<(), IndexError> {
            match event {
                Event::Report { copy_of: Some(_), .. } => {}
                Event::Report { file, read, .. } => {
                    gaps.add(&read.report);
                    writer.add(&file.root, &file.path, read)?;
                    progress(Progress::Passages(read.passages.len()));
                }
                Event::Demoted(report) => writer.remove_report(report),
                Event::File(file) => progress(Progress::File(file.size)),
            }
            Ok(())
        })?;
        Ok((files, gaps))
    }

    /// Commits what was read as the new state.
    fn commit(
        &self,
        writer: Target,
        update: &Update,
        roots: Vec<String>,
        files: Vec<FileRecord>,
        problems: &Problems,
    ) -> Result<(Summary, Vec<FileRecord>), IndexError> {
        let (arguments, places, known_problems) = (self.arguments.clone(), update.places.clone(), problems.all());
        let made_in = made_in(&self.folder, &roots);
        let manifest =
            Manifest { roots, arguments, places, files, known_problems, made_in, ..self.manifest_of_rules() };
        let (summary, manifest) = writer.commit(manifest)?;
        Ok((summary, manifest.files))
    }

    /// A manifest with what of the user's own rules gives names in queries their meaning, and nothing else.
    fn manifest_of_rules(&self) -> Manifest {
        let rules = &self.reading.rules;
        let kinds = rules.own_kinds().into_iter().map(str::to_owned).collect();
        Manifest { register: rules.own_register().to_owned(), kinds, ..Manifest::default() }
    }
}

/// Today, by the clock, in UTC.
pub(crate) fn today() -> Date {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    let days = i64::try_from(since.as_secs() / 86_400).unwrap_or(0);
    Date::from_days(days).or_else(|| Date::year(2000)).expect("the year 2000 is a date")
}

/// The number of cores of this machine.
pub(crate) fn cores() -> usize {
    std::thread::available_parallelism().map_or(1, std::num::NonZero::get)
}
