//! The parent's side: as many children as files are read at once.

use std::ffi::OsString;
use std::path::PathBuf;
use std::process::{Command, ExitStatus};
use std::sync::{Mutex, PoisonError};

use crate::extract::{Unreadable, extract};
use crate::report::Document;

use super::child::{Child, Lost};
use super::frames::Reply;
use super::{Confinement, Limits};

/// Where files of intricate formats are read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Isolation {
    /// In processes of this program, started with these arguments; it must call [`super::serve`].
    Process {
        /// The program.
        program: PathBuf,
        /// Its arguments.
        arguments: Vec<OsString>,
    },
    /// In this process, without limits: for those who know their files.
    None,
}

/// Processes that read files, started when they are needed and kept.
pub struct Pool {
    isolation: Isolation,
    limits: Limits,
    idle: Mutex<Vec<Child>>,
}

/// After so many files a process makes way for a fresh one, whatever its readers may have piled up.
const FILES_A_CHILD: u32 = 1000;

impl Pool {
    /// A pool without children yet.
    pub fn new(isolation: Isolation, limits: Limits) -> Pool {
        Pool { isolation, limits, idle: Mutex::new(Vec::new()) }
    }

    /// What reading a file may take.
    pub fn limits(&self) -> Limits {
        self.limits
    }

    /// Where files are read.
    pub fn isolation(&self) -> &Isolation {
        &self.isolation
    }

    /// How far the children are confined on this system; none where files are read in this process.
    ///
    /// # Errors
    /// When no child can be started.
    pub fn confinement(&self) -> Result<Option<Confinement>, String> {
        let Some(started) = self.start() else { return Ok(None) };
        let (child, confinement) = started.map_err(|error| error.to_string())?;
        self.keep(child);
        Ok(Some(confinement))
    }

    /// Reads a file as [`extract`] does, apart from this process.
    ///
    /// # Errors
    /// When the file as a whole cannot be read, or reading it takes more than it may.
    pub fn read(&self, name: &str, bytes: &[u8]) -> Result<Vec<Result<Document, Unreadable>>, Unreadable> {
        loop {
            let idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner).pop();
            let mut child = match idle {
                Some(child) => child,
                None => match self.start() {
                    None => return extract(name, bytes).map(Iterator::collect),
                    Some(Err(error)) => return Err(Unreadable::NoReader { why: error.to_string() }),
                    Some(Ok((child, _))) => child,
                },
            };
            let is_fresh = child.files == 0;
            match child.read(name, bytes) {
                Ok(reply) => {
                    self.keep(child);
                    return self.read_from(reply);
                }
                Err(Lost::Late) => return Err(self.late()),
                // What other files have left behind may be to blame: a fresh process decides.
                Err(Lost::Ended(..)) if !is_fresh => {}
                Err(Lost::Ended(status, words)) => return Err(self.ended(status, &words)),
            }
        }
    }

    fn read_from(&self, reply: Reply) -> Result<Vec<Result<Document, Unreadable>>, Unreadable> {
        match reply {
            Reply::Read(documents) => Ok(documents),
            Reply::Unreadable(unreadable) => Err(unreadable),
            Reply::TooMuchOutput => {
                let what = format!("gives more than {} MiB of text", Limits::OUTPUT >> 20);
                Err(Unreadable::TooMuch { what, next: "leave the file out, or cut it into several".to_owned() })
            }
            Reply::Failed(why) => Err(Unreadable::ReaderFailed { why }),
            Reply::Ready(_) => Err(Unreadable::ReaderFailed { why: "it gave no answer".to_owned() }),
        }
    }

    fn start(&self) -> Option<std::io::Result<(Child, Confinement)>> {
        let Isolation::Process { program, arguments } = &self.isolation else { return None };
        let mut command = Command::new(program);
        command.args(arguments);
        command.arg(self.limits.time.as_secs().to_string()).arg((self.limits.memory >> 20).to_string());
        Some(Child::start(command, self.limits))
    }

    fn keep(&self, child: Child) {
        if child.files < FILES_A_CHILD {
            self.idle.lock().unwrap_or_else(PoisonError::into_inner).push(child);
        }
    }

    fn late(&self) -> Unreadable {
        let what = format!("takes more than {} seconds", self.limits.time.as_secs());
        Unreadable::TooMuch { what, next: "leave the file out, or raise --max-file-time".to_owned() }
    }

    fn ended(&self, status: Option<ExitStatus>, words: &str) -> Unreadable {
        if words.contains("memory allocation of") || words.contains("capacity overflow") {
            let what = format!("takes more than {} MiB of memory", self.limits.memory >> 20);
            return Unreadable::TooMuch { what, next: "leave the file out, or raise --max-file-memory".to_owned() };
        }
        let how = status.map_or("it stopped answering".to_owned(), |status| format!("its process ended: {status}"));
        Unreadable::ReaderFailed { why: how }
    }
}

#[cfg(all(test, unix))]
mod tests {
    use std::time::Duration;

    use super::*;

    /// A child that says it is ready and then does as a shell's commands do.
    fn pool_of(commands: &str) -> Pool {
        let ready = postcard::to_allocvec(&Reply::Ready(Confinement::default())).expect("it can be written");
        let octal = |bytes: &[u8]| bytes.iter().map(|byte| format!("\\{byte:03o}")).collect::<String>();
        let length = (ready.len() as u64).to_le_bytes();
        let script = format!("printf '{}{}'\n{commands}", octal(&length), octal(&ready));
        let arguments = vec!["-c".into(), script.into()];
        let limits = Limits { time: Duration::from_millis(400), memory: 64 << 20 };
        Pool::new(Isolation::Process { program: "/bin/sh".into(), arguments }, limits)
    }

    #[test]
    fn a_child_that_does_not_do_its_work_costs_one_line_and_its_time() {
        for (commands, said) in [
            ("exec /bin/sleep 5", "takes more than 0 seconds"),
            ("exit 7", "exit status: 7"),
            ("kill -9 $$", "signal: 9"),
            ("echo 'memory allocation of 99 bytes failed' >&2; exit 1", "takes more than 64 MiB of memory"),
            ("printf '\\377\\377\\377\\377\\377\\377\\377\\377'; exec /bin/cat >/dev/null", "stopped answering"),
            ("printf '\\001\\000\\000\\000\\000\\000\\000\\000\\143'; exec /bin/cat >/dev/null", "stopped answering"),
            ("while :; do echo noise >&2; done", "takes more than"),
        ] {
            let read = pool_of(commands).read("a.pdf", b"%PDF-1.4");
            let error = read.expect_err("nothing was read").to_string();
            assert!(error.contains(said), "{commands}: {error}");
        }
    }

    #[test]
    fn a_child_that_cannot_be_started_is_said() {
        for (program, arguments) in [("/nowhere/at/all", vec![]), ("/bin/sh", vec!["-c".into(), "exit 3".into()])] {
            let isolation = Isolation::Process { program: program.into(), arguments };
            let error = Pool::new(isolation, Limits::default()).read("a.pdf", b"%PDF-1.4").expect_err("no reader");
            assert!(matches!(error, Unreadable::NoReader { .. }), "{error}");
        }
    }
}
