//! The exit status of a command.

/// The exit status.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Exit {
    /// Something was found, or the work is done.
    Done,
    /// Nothing was found.
    Nothing,
    /// An error, or something was skipped.
    Problem,
}

impl From<Exit> for u8 {
    fn from(exit: Exit) -> u8 {
        match exit {
            Exit::Done => 0,
            Exit::Nothing => 1,
            Exit::Problem => 2,
        }
    }
}
