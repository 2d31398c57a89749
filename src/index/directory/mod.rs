//! The folder of segments as tantivy sees it: files on disk, with checksums that tantivy does not see.
//! Each file has those of its blocks at its end; what is read is compared with them when it is first asked for.

mod blocks;
mod deferred;
mod file;
mod map;

use std::fs::{File, OpenOptions};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use tantivy::directory::error::{DeleteError, LockError, OpenReadError, OpenWriteError};
use tantivy::directory::{
    AntiCallToken, Directory, DirectoryLock, FileHandle, Lock, MmapDirectory, TerminatingWrite, WatchCallback,
    WatchHandle, WritePtr,
};

use self::blocks::{Layout, Sums};
use self::deferred::DeferredFiles;
pub(super) use self::file::MappedFiles;
use self::file::{CheckedFile, FileLocation};
use self::map::map;
use super::checksummed;
use super::first_error::FirstError;
use super::writer::SEGMENTS;

/// The file that says which segments there are.
pub(super) const META: &str = "meta.json";
/// The file in which tantivy lists the files it made, for the writer.
pub(super) const MANAGED: &str = ".managed.json";

/// The folder of segments of an index.
#[derive(Clone, Debug)]
pub(super) struct CheckedDirectory {
    disk: MmapDirectory,
    /// The folder of the index.
    folder: PathBuf,
    /// The content of [`META`] where one state is read whatever comes after it; none for a writer.
    state: Option<Arc<[u8]>>,
    /// The small files of a rebuild until its commit; none for others.
    deferred: Option<DeferredFiles>,
    first_error: FirstError,
    mapped: MappedFiles,
}

impl CheckedDirectory {
    /// For the writer.
    pub(super) fn for_writing(folder: &Path) -> Result<CheckedDirectory, tantivy::TantivyError> {
        let (folder, first_error, mapped) = (folder.to_owned(), FirstError::default(), MappedFiles::default());
        let disk = MmapDirectory::open(folder.join(SEGMENTS))?;
        Ok(CheckedDirectory { disk, folder, state: None, deferred: None, first_error, mapped })
    }

    /// For a rebuild beside an existing state: it sees nothing of that, and nothing that it writes replaces
    /// the state before [`CheckedDirectory::allow_commit`].
    pub(super) fn for_rebuild(folder: &Path) -> Result<CheckedDirectory, tantivy::TantivyError> {
        Ok(CheckedDirectory { deferred: Some(DeferredFiles::default()), ..CheckedDirectory::for_writing(folder)? })
    }

    /// Lets the next [`META`] commit.
    pub(super) fn allow_commit(&self) {
        self.deferred.iter().for_each(DeferredFiles::allow_commit);
    }

    /// For reading one state, by the content of its [`META`]. Nothing is written to it.
    pub(super) fn for_reading(folder: &Path, state: Arc<[u8]>) -> Result<CheckedDirectory, tantivy::TantivyError> {
        Ok(CheckedDirectory { state: Some(state), ..CheckedDirectory::for_writing(folder)? })
    }

    /// The first error of its files.
    pub(super) fn first_error(&self) -> &FirstError {
        &self.first_error
    }

    /// Its mapped files.
    pub(super) fn mapped(&self) -> &MappedFiles {
        &self.mapped
    }

    /// All that is wrong with a file, in words.
    pub(super) fn faults(&self, path: &Path) -> Vec<String> {
        match File::open(self.folder.join(self.name(path))).and_then(|file| map(&file)) {
            Ok(bytes) => faults(&bytes),
            Err(error) if error.kind() == io::ErrorKind::NotFound => vec!["the file is missing".to_owned()],
            Err(error) => vec![error.to_string()],
        }
    }

    /// The path of a file in the folder of the index.
    fn name(&self, path: &Path) -> PathBuf {
        Path::new(SEGMENTS).join(path)
    }

    fn location(&self, path: &Path) -> FileLocation {
        let (first_error, mapped) = (self.first_error.clone(), self.mapped.clone());
        FileLocation { folder: self.folder.clone(), name: self.name(path), first_error, mapped }
    }

    /// Records an error of the system; returns the path to pass on.
    fn note(&self, path: &Path, error: &io::Error) -> PathBuf {
        let at = self.folder.join(self.name(path));
        self.first_error.record_io(&at, error);
        at
    }

    fn damage(&self, path: &Path, what: &str) -> OpenReadError {
        OpenReadError::wrap_io_error(self.location(path).damage(what), path.to_owned())
    }
}

impl Directory for CheckedDirectory {
    fn get_file_handle(&self, path: &Path) -> Result<Arc<dyn FileHandle>, OpenReadError> {
        let checked = CheckedFile::open(self.location(path));
        Ok(Arc::new(checked.map_err(|error| OpenReadError::wrap_io_error(error, path.to_owned()))?))
    }

    fn open_write(&self, path: &Path) -> Result<WritePtr, OpenWriteError> {
        let file = self.disk.open_write(path).map_err(|error| match error {
            OpenWriteError::IoError { io_error, .. } => {
                let filepath = self.note(path, &io_error);
                OpenWriteError::IoError { io_error, filepath }
            }
            exists => exists,
        })?;
        let at = self.folder.join(self.name(path));
        let writing = CheckedWriter { file, sums: Sums::default(), at, first_error: self.first_error.clone() };
        Ok(BufWriter::new(Box::new(writing)))
    }

    fn atomic_read(&self, path: &Path) -> Result<Vec<u8>, OpenReadError> {
        if let Some(state) = &self.state {
            // A reader removes no file, so it need not know which ones tantivy made.
            return match path.to_str() {
                Some(META) => Ok(state.to_vec()),
                _ => Err(OpenReadError::FileDoesNotExist(path.to_owned())),
            };
        }
        if let Some(kept) = self.deferred.as_ref().and_then(|deferred| deferred.read(path)) {
            return kept.ok_or_else(|| OpenReadError::FileDoesNotExist(path.to_owned()));
        }
        let bytes = self.disk.atomic_read(path)?;
        checksummed::verified(&bytes).map(<[u8]>::to_vec).map_err(|what| self.damage(path, what))
    }

    fn atomic_write(&self, path: &Path, content: &[u8]) -> io::Result<()> {
        if self.state.is_some() {
            return Ok(());
        }
        let to_disk = |path: &Path, content: &[u8]| {
            let at = self.folder.join(self.name(path));
            replace(&at, &checksummed::with_checksum(content))
                .inspect_err(|error| self.first_error.record_io(&at, error))
        };
        match &self.deferred {
            Some(deferred) => deferred.write(path, content, &to_disk),
            None => to_disk(path, content),
        }
    }

    /// A reader keeps the writer from removing what it is about to open. Where it may not write, it opens
    /// the existing lock, or goes without.
    fn acquire_lock(&self, lock: &Lock) -> Result<DirectoryLock, LockError> {
        if self.state.is_none() {
            return self.disk.acquire_lock(lock).inspect_err(|error| {
                if let LockError::IoError(error) = error {
                    self.note(&lock.filepath, error);
                }
            });
        }
        let at = self.folder.join(self.name(&lock.filepath));
        let file = File::open(&at).or_else(|error| match error.kind() {
            io::ErrorKind::NotFound => OpenOptions::new().write(true).create(true).truncate(false).open(&at),
            _ => Err(error),
        });
        match file {
            Ok(file) => {
                // Some file systems have no locks; a reader that misses a file looks for a newer state.
                let _ = file.lock();
                Ok(DirectoryLock::from(Box::new(file)))
            }
            Err(error)
                if matches!(error.kind(), io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem) =>
            {
                Ok(DirectoryLock::from(Box::new(())))
            }
            Err(error) => {
                self.note(&lock.filepath, &error);
                Err(LockError::wrap_io_error(error))
            }
        }
    }

    fn delete(&self, path: &Path) -> Result<(), DeleteError> {
        self.disk.delete(path)
    }

    fn exists(&self, path: &Path) -> Result<bool, OpenReadError> {
        match self.deferred.as_ref().and_then(|deferred| deferred.read(path)) {
            Some(kept) => Ok(kept.is_some()),
            None => self.disk.exists(path),
        }
    }

    fn watch(&self, callback: WatchCallback) -> tantivy::Result<WatchHandle> {
        self.disk.watch(callback)
    }

    fn sync_directory(&self) -> io::Result<()> {
        if self.state.is_some() { Ok(()) } else { self.disk.sync_directory() }
    }
}

/// Puts a file in place of another, whole or not at all. Who may read the other files may read it too.
fn replace(at: &Path, content: &[u8]) -> io::Result<()> {
    let mut beside = at.as_os_str().to_owned();
    beside.push(".new");
    let written = File::create(&beside).and_then(|mut file| {
        file.write_all(content)?;
        file.sync_data()?;
        std::fs::rename(&beside, at)
    });
    written.inspect_err(|_| {
        let _ = std::fs::remove_file(&beside);
    })
}

/// A file that is written: its bytes go on, and their checksums follow at the end.
struct CheckedWriter {
    file: WritePtr,
    sums: Sums,
    at: PathBuf,
    first_error: FirstError,
}

impl CheckedWriter {
    fn noted<T>(&self, done: io::Result<T>) -> io::Result<T> {
        done.inspect_err(|error| self.first_error.record_io(&self.at, error))
    }
}

impl Write for CheckedWriter {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.file.write(bytes);
        let written = self.noted(written)?;
        self.sums.add(&bytes[..written]);
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        let flushed = self.file.flush();
        self.noted(flushed)
    }
}

impl TerminatingWrite for CheckedWriter {
    fn terminate_ref(&mut self, token: AntiCallToken) -> io::Result<()> {
        let end = std::mem::take(&mut self.sums).finish();
        let ended = self.file.write_all(&end).and_then(|()| self.file.terminate_ref(token));
        self.noted(ended)
    }
}

/// All that is wrong with a file of segments, in words; nothing where it is sound.
fn faults(bytes: &[u8]) -> Vec<String> {
    let layout = match Layout::of_file(bytes) {
        Ok(layout) => layout,
        Err(what) => return vec![what.to_owned()],
    };
    let table = (!layout.table_matches(bytes)).then(|| "the table of checksums is changed".to_owned());
    let broken: Vec<usize> = (0..layout.blocks()).filter(|&block| !layout.block_matches(bytes, block)).collect();
    let blocks = broken.first().map(|&first| {
        let start = layout.block(first).start;
        format!("the checksums of {} of {} blocks are wrong, first at byte {start}", broken.len(), layout.blocks())
    });
    table.into_iter().chain(blocks).collect()
}
