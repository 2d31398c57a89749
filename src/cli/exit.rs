//! The exit status of a command.

/// The exit status.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Exit {
    /// Something was found, or the work is done.
    Done,
    /// Nothing was found.
    Nothing,
    /// An error: the command did not do what was asked.
    Error,
    /// The work is done, except for what could not be read or has changed.
    Partial,
}

impl Exit {
    /// What it means.
    pub(super) fn meaning(self) -> &'static str {
        match self {
            Exit::Done => "Found, or done.",
            Exit::Nothing => "Nothing found.",
            Exit::Error => "An error, which is printed on stderr.",
            Exit::Partial => "Done, but something was skipped, could not be read, or has changed.",
        }
    }
}

impl From<Exit> for u8 {
    fn from(exit: Exit) -> u8 {
        match exit {
            Exit::Done => 0,
            Exit::Nothing => 1,
            Exit::Error => 2,
            Exit::Partial => 3,
        }
    }
}
