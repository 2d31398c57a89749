//! Which process writes, as others on the same machine can tell whether it still runs.

use std::fs;

use serde::{Deserialize, Serialize};

/// A process that writes to an index.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Holder {
    /// The name of its machine.
    pub(super) host: String,
    /// Its number there.
    pub(super) process: u32,
    /// What no other machine, and no machine after a restart, has; empty where the system does not say.
    machine: String,
    /// When it began, as its system counts.
    begun: String,
}

impl Holder {
    /// This process.
    pub(super) fn this() -> Holder {
        let process = std::process::id();
        let host = line("/proc/sys/kernel/hostname").or_else(|| std::env::var("COMPUTERNAME").ok());
        Holder {
            host: host.unwrap_or_else(|| "this machine".to_owned()),
            process,
            machine: machine(),
            begun: begun(process).unwrap_or_default(),
        }
    }
}

/// Whether a process runs no more; none where that cannot be told from here.
pub(super) fn is_gone(holder: &Holder) -> Option<bool> {
    let machine = machine();
    if machine.is_empty() || holder.machine != machine {
        return None;
    }
    Some(begun(holder.process).is_none_or(|begun| begun != holder.begun))
}

/// What tells this machine, since it was started, from all others; and the processes of one container from another's.
fn machine() -> String {
    let boot = line("/proc/sys/kernel/random/boot_id");
    let space = fs::read_link("/proc/self/ns/pid").ok().map(|link| link.to_string_lossy().into_owned());
    boot.zip(space).map(|(boot, space)| format!("{boot} {space}")).unwrap_or_default()
}

/// When a process began; none if there is no such process.
fn begun(process: u32) -> Option<String> {
    let stat = line(&format!("/proc/{process}/stat"))?;
    // The name of the program, in brackets, may hold anything.
    let (_, after) = stat.rsplit_once(')')?;
    let mut fields = after.split_whitespace();
    // A process that has ended and was not yet asked for is gone.
    let state = fields.next()?;
    let begun = fields.nth(18)?;
    (!matches!(state, "Z" | "X")).then(|| begun.to_owned())
}

fn line(path: &str) -> Option<String> {
    Some(fs::read_to_string(path).ok()?.trim().to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[cfg(target_os = "linux")]
    #[test]
    fn a_process_is_gone_when_it_runs_no_more() {
        let this = Holder::this();
        assert_eq!(is_gone(&this), Some(false));
        assert_eq!(is_gone(&Holder { begun: "1".to_owned(), ..this.clone() }), Some(true));
        assert_eq!(is_gone(&Holder { process: u32::MAX, ..this.clone() }), Some(true));
        assert_eq!(is_gone(&Holder { machine: "another".to_owned(), ..this }), None);
    }
}
