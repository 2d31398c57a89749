//! How folders and files differ from those that were indexed.

use std::fmt;

/// Why a folder or file that was asked for cannot be read as a whole.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum RootError {
    /// It is not there, or cannot be opened.
    #[error("{root}: {why}")]
    Unreadable {
        /// The folder or file, as it was given.
        root: String,
        /// What the system says.
        why: String,
    },
    /// It only shows what the kernel says at that moment; no disk holds it.
    #[error("{root}: {OF_THE_KERNEL}")]
    OfTheKernel {
        /// The folder or file, as it was given.
        root: String,
    },
}

impl RootError {
    /// The folder or file, as it was given.
    pub fn root(&self) -> &str {
        match self {
            RootError::Unreadable { root, .. } | RootError::OfTheKernel { root } => root,
        }
    }

    /// What is wrong with it, without its name.
    pub fn why(&self) -> &str {
        match self {
            RootError::Unreadable { why, .. } => why,
            RootError::OfTheKernel { .. } => OF_THE_KERNEL,
        }
    }
}

/// What is said of a file or folder that no disk holds.
pub(crate) const OF_THE_KERNEL: &str = "of a file system of the kernel's own, which holds no reports: not read";

/// One way in which the files of a corpus differ from those that were indexed.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum CorpusDifference {
    /// A folder or file that was asked for cannot be read, so nothing is known of what is in it.
    Root(RootError),
    /// How many files are new.
    New(usize),
    /// How many files have changed.
    Changed(usize),
    /// How many files have gone.
    Gone(usize),
    /// The path of a metadata file that has changed or gone.
    Sidecar(String),
}

impl fmt::Display for CorpusDifference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            CorpusDifference::Root(error) => error.fmt(f),
            CorpusDifference::New(1) => write!(f, "1 file is new"),
            CorpusDifference::New(files) => write!(f, "{files} files are new"),
            CorpusDifference::Changed(1) => write!(f, "1 file has changed"),
            CorpusDifference::Changed(files) => write!(f, "{files} files have changed"),
            CorpusDifference::Gone(1) => write!(f, "1 file has gone"),
            CorpusDifference::Gone(files) => write!(f, "{files} files have gone"),
            CorpusDifference::Sidecar(path) => write!(f, "{path} has changed"),
        }
    }
}
