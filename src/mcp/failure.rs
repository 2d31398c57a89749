//! Why a tool has no answer: arguments that are wrong, which is an error of the protocol, or anything else, which the model
//! is told together with what to do next.

use crate::asking::IdError;
use crate::engine::{IndexError, SearchError};

use super::arguments::WrongArgument;
use super::quoted::one_line;

/// Why a tool has no answer.
#[derive(Debug)]
pub(super) enum ToolFailure {
    /// An argument is not what the tool takes.
    Wrong(WrongArgument),
    /// What went wrong, and what to do next.
    Failed { what: String, next: String },
}

impl ToolFailure {
    pub(super) fn new(what: impl Into<String>, next: impl Into<String>) -> ToolFailure {
        ToolFailure::Failed { what: what.into(), next: next.into() }
    }

    /// What the model is told.
    pub(super) fn text(&self) -> String {
        match self {
            ToolFailure::Wrong(wrong) => wrong.to_string(),
            ToolFailure::Failed { what, next } => format!("{}\nNext: {}", one_line(what), one_line(next)),
        }
    }
}

impl From<WrongArgument> for ToolFailure {
    fn from(wrong: WrongArgument) -> ToolFailure {
        ToolFailure::Wrong(wrong)
    }
}

impl From<IndexError> for ToolFailure {
    fn from(error: IndexError) -> ToolFailure {
        let next = match &error {
            IndexError::Missing(path) => {
                format!("ask the user to run `findings index FOLDER --index {}` in a terminal", path.display())
            }
            IndexError::Foreign(_) => "ask the user which folder holds the index, for the option --index".to_owned(),
            IndexError::Version { path, .. } => {
                format!("ask the user to run `findings index --rebuild --index {}` in a terminal", path.display())
            }
            IndexError::Damaged { path, .. } => format!(
                "rely on no answer of this index until the user has run `findings verify --index {}` in a terminal",
                path.display()
            ),
            IndexError::Locked { .. } => "try again in a while".to_owned(),
            IndexError::Cluster { .. } => "tell the user; asking again may help when the cluster answers".to_owned(),
            IndexError::Io { .. } | IndexError::Engine(_) => "tell the user; asking again will not help".to_owned(),
        };
        ToolFailure::new(error.to_string(), next)
    }
}

impl From<SearchError> for ToolFailure {
    fn from(error: SearchError) -> ToolFailure {
        match error {
            SearchError::Index(error) => error.into(),
            SearchError::TimedOut { .. } => {
                ToolFailure::new(error.to_string(), "ask for fewer or rarer words, or narrow the search by filters")
            }
        }
    }
}

impl From<IdError> for ToolFailure {
    fn from(error: IdError) -> ToolFailure {
        let next = match error {
            IdError::Index(error) => return error.into(),
            IdError::CopyOf { ref of, .. } => format!("use the id {of}"),
            IdError::NoReport { .. } => "use an id that `search` or `reports` has returned".to_owned(),
            IdError::NoPassage { ref report, passages, .. } => {
                format!("use an id from {report}#1 to {report}#{passages}")
            }
            IdError::Ambiguous { .. } => "use one of these ids in full".to_owned(),
        };
        ToolFailure::new(error.to_string(), next)
    }
}
