//! A file that is made beside its place, under another name, and put there when it is whole.

use std::fs::{self, File, OpenOptions};
use std::io;
use std::path::{Path, PathBuf};

use super::ExportError;

/// As many names are tried for a file beside another; all but the first are for the rests of runs that were killed.
const MAX_NAMES: u32 = 100;

/// A file that is made beside its place. It is removed if it is not put there.
#[derive(Debug)]
pub(super) struct StagedFile {
    beside: PathBuf,
    place: PathBuf,
    is_put: bool,
}

impl StagedFile {
    /// Makes an empty file beside a place, unless something is there that is not to be replaced.
    pub(super) fn create(place: &Path, replace: bool) -> Result<(StagedFile, File), ExportError> {
        let place = checked(place, replace)?;
        let name =
            place.file_name().ok_or_else(|| ExportError::NotAFile(place.clone()))?.to_string_lossy().into_owned();
        for number in 0..MAX_NAMES {
            let beside = place.with_file_name(format!(".{name}.{}-{number}.part", std::process::id()));
            match OpenOptions::new().write(true).create_new(true).open(&beside) {
                Ok(file) => return Ok((StagedFile { beside, place, is_put: false }, file)),
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
                Err(error) => return Err(ExportError::io(&place, error)),
            }
        }
        Err(ExportError::Exists(place))
    }

    /// Where it is until it is put in place.
    #[cfg(feature = "sqlite")]
    pub(super) fn path(&self) -> &Path {
        &self.beside
    }

    /// Makes sure that all of it is on the disk, and returns its size.
    pub(super) fn finish(&self) -> Result<u64, ExportError> {
        let file = OpenOptions::new().write(true).open(&self.beside).and_then(|file| {
            file.sync_all()?;
            file.metadata()
        });
        Ok(file.map_err(|error| ExportError::io(&self.place, error))?.len())
    }

    /// Puts it in place, unless something has come there meanwhile that is not to be replaced.
    pub(super) fn put(mut self, replace: bool) -> Result<PathBuf, ExportError> {
        checked(&self.place, replace)?;
        fs::rename(&self.beside, &self.place).map_err(|error| ExportError::io(&self.place, error))?;
        self.is_put = true;
        Ok(std::mem::take(&mut self.place))
    }
}

impl Drop for StagedFile {
    fn drop(&mut self) {
        if !self.is_put {
            let _ = fs::remove_file(&self.beside);
        }
    }
}

/// The place of a file, behind any links, if it may be written there.
fn checked(place: &Path, replace: bool) -> Result<PathBuf, ExportError> {
    match fs::metadata(place) {
        Ok(there) if !there.is_file() => Err(ExportError::NotAFile(place.to_owned())),
        Ok(_) if !replace => Err(ExportError::Exists(place.to_owned())),
        Ok(_) => fs::canonicalize(place).map_err(|error| ExportError::io(place, error)),
        // A link to nothing is replaced itself, if it may be.
        Err(_) if !replace && fs::symlink_metadata(place).is_ok() => Err(ExportError::Exists(place.to_owned())),
        Err(_) => Ok(place.to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;

    #[test]
    fn a_file_is_there_when_it_is_whole() -> Result<(), Box<dyn std::error::Error>> {
        let folder = tempfile::tempdir()?;
        let place = folder.path().join("a.csv");
        let names = || fs::read_dir(folder.path()).map(|all| all.flatten().count());
        let (staged, _) = StagedFile::create(&place, false)?;
        assert!(!place.exists() && names()? == 1);
        drop(staged);
        assert_eq!(names()?, 0, "what is not put in place is removed");

        let (staged, mut file) = StagedFile::create(&place, false)?;
        file.write_all(b"one")?;
        assert_eq!(staged.finish()?, 3);
        staged.put(false)?;
        assert!(matches!(StagedFile::create(&place, false), Err(ExportError::Exists(_))));
        let (first, mut file) = StagedFile::create(&place, true)?;
        let (second, _) = StagedFile::create(&place, true)?;
        file.write_all(b"two")?;
        assert_eq!(fs::read(&place)?, b"one", "the old one stays until then");
        first.put(true)?;
        assert!(matches!(second.put(false), Err(ExportError::Exists(_))), "it has come meanwhile");
        assert_eq!((fs::read(&place)?, names()?), (b"two".to_vec(), 1));
        assert!(matches!(StagedFile::create(folder.path(), true), Err(ExportError::NotAFile(_))));
        Ok(())
    }
}
