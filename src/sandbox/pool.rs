//! The parent's side: as many children as files that are read at once.

use std::ffi::OsString;
use std::path::PathBuf;
use std::process::{Command, ExitStatus};
use std::sync::{Mutex, PoisonError};

use crate::extract::{Unreadable, extract};
use crate::report::Document;

use super::child::{Child, Lost};
use super::frames::Reply;
use super::{Confinement, Limits};

/// Where files are read that are [not read in the program](crate::extract::is_read_apart).
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Isolation {
    /// In processes of this program, started with these arguments; it must call [`super::serve`].
    Process {
        /// The program.
        program: PathBuf,
        /// Its arguments.
        arguments: Vec<OsString>,
    },
    /// In this process, and without any limit on time or memory: for those who know their files. One that is made
    /// to do harm may take hours, all memory or the whole program.
    None,
}

/// Processes that read files, started when they are needed and kept.
pub(crate) struct Pool {
    isolation: Isolation,
    limits: Limits,
    idle: Mutex<Vec<Child>>,
}

/// After this many files a fresh process replaces one, whatever its readers may have accumulated.
const MAX_FILES_PER_CHILD: u32 = 1000;

impl Pool {
    /// A pool without children yet.
    pub(crate) fn new(isolation: Isolation, limits: Limits) -> Pool {
        Pool { isolation, limits, idle: Mutex::new(Vec::new()) }
    }

    /// The limits on reading a file.
    pub(crate) fn limits(&self) -> Limits {
        self.limits
    }

    /// Where files are read.
    pub(crate) fn isolation(&self) -> &Isolation {
        &self.isolation
    }

    /// How far the children are confined on this system; none if files are read in this process.
    ///
    /// # Errors
    /// If no child can be started.
    pub(crate) fn confinement(&self) -> std::io::Result<Option<Confinement>> {
        let Some(started) = self.start() else { return Ok(None) };
        let (child, confinement) = started?;
        self.keep(child);
        Ok(Some(confinement))
    }

    /// Reads a file as [`extract`] does, apart from this process.
    ///
    /// # Errors
    /// If the file as a whole cannot be read, or reading it takes more than it may.
    pub(crate) fn read(&self, name: &str, bytes: &[u8]) -> Result<Vec<Result<Document, Unreadable>>, Unreadable> {
        let mut was_lost = false;
        loop {
            let idle = || self.idle.lock().unwrap_or_else(PoisonError::into_inner).pop();
            let mut child = match if was_lost { None } else { idle() } {
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
                Err(Lost::Large) => return Err(self.large()),
                // Earlier files may have caused this: a fresh process decides.
                Err(Lost::Ended(..) | Lost::Wrong(_)) if !is_fresh => was_lost = true,
                Err(Lost::Wrong(why)) => return Err(Unreadable::ReaderFailed { why }),
                Err(Lost::Ended(status, words)) => return Err(self.ended(status, &words)),
            }
        }
    }

    fn read_from(&self, reply: Reply) -> Result<Vec<Result<Document, Unreadable>>, Unreadable> {
        match reply {
            Reply::Read(documents) => Ok(documents.into_iter().map(|read| read.map_err(Unreadable::from)).collect()),
            Reply::Unreadable(refusal) => Err(refusal.into()),
            Reply::TooMuchOutput => {
                let what = format!("gives more than {} MiB of text", self.limits.output() >> 20);
                let next = "leave the file out, cut it into several, or raise --max-file-memory".to_owned();
                Err(Unreadable::TooMuch { what, next })
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
        if child.files < MAX_FILES_PER_CHILD {
            self.idle.lock().unwrap_or_else(PoisonError::into_inner).push(child);
        }
    }

    fn late(&self) -> Unreadable {
        let what = format!("takes more than {} seconds", self.limits.time.as_secs());
        Unreadable::TooMuch { what, next: "leave the file out, or raise --max-file-time".to_owned() }
    }

    fn large(&self) -> Unreadable {
        let what = format!("takes more than {} MiB of memory", self.limits.memory >> 20);
        Unreadable::TooMuch { what, next: "leave the file out, or raise --max-file-memory".to_owned() }
    }

    fn ended(&self, status: Option<ExitStatus>, words: &str) -> Unreadable {
        if words.contains("memory allocation of") || words.contains("capacity overflow") {
            return self.large();
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
            ("printf '\\377\\377\\377\\377\\377\\377\\377\\377'; exec /bin/cat >/dev/null", "16777216 are the most"),
            ("printf '\\001\\000\\000\\001\\000\\000\\000\\000'; exec /bin/cat >/dev/null", "it sent 16777217 bytes"),
            ("printf '\\001\\000\\000\\000\\000\\000\\000\\000\\143'; exec /bin/cat >/dev/null", "what is no reply"),
            ("exec /bin/cat /dev/zero", "what is no reply"),
            ("while :; do echo noise >&2; done", "takes more than"),
            // Another process holds its error stream.
            ("/bin/sleep 300 & exec /bin/sleep 600", "takes more than"),
        ] {
            let read = pool_of(commands).read("a.pdf", b"%PDF-1.4");
            let error = read.expect_err("nothing was read").to_string();
            assert!(error.contains(said), "{commands}: {error}");
        }
    }

    #[test]
    fn a_child_that_does_not_take_its_file_costs_its_time() {
        // Far more than fits into a pipe without a reader.
        let large = vec![b'x'; 4 << 20];
        for commands in ["exec /bin/sleep 600", "/bin/dd bs=1000 count=1 of=/dev/null 2>/dev/null; exec /bin/sleep 600"]
        {
            let error = pool_of(commands).read("a.pdf", &large).expect_err("nothing was read").to_string();
            assert!(error.contains("takes more than 0 seconds"), "{commands}: {error}");
        }
        let error = pool_of("exec <&-; exec /bin/sleep 600").read("a.pdf", &large).expect_err("nothing was read");
        assert!(matches!(error, Unreadable::ReaderFailed { .. }), "{error}");
    }

    #[test]
    fn a_child_that_was_lost_makes_way_for_a_fresh_one() {
        // Each process answers one file, and ends at the second.
        let pool = pool_of("printf '\\001\\000\\000\\000\\000\\000\\000\\000\\003'; /bin/sleep 0.1; exit 1");
        for _ in 0..3 {
            let error = pool.read("a.pdf", b"%PDF-1.4").expect_err("nothing was read").to_string();
            assert!(error.contains("gives more than 16 MiB of text"), "{error}");
            std::thread::sleep(Duration::from_millis(200));
        }
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn a_child_gets_nothing_that_is_open_here() {
        let file = std::fs::File::open("/dev/null").expect("it is there");
        // As a shell or a server may have started this program: with a file that programs it starts would get.
        rustix::io::fcntl_setfd(&file, rustix::io::FdFlags::empty()).expect("its flags can be set");
        let own = std::os::fd::AsRawFd::as_raw_fd(&file);
        let commands = format!("if [ -e /proc/$$/fd/{own} ]; then echo 'it is open'; else echo 'it is closed'; fi >&2");
        let isolation = Isolation::Process { program: "/bin/sh".into(), arguments: vec!["-c".into(), commands.into()] };
        let error = Pool::new(isolation, Limits::default()).confinement().expect_err("it is no reader");
        assert!(error.to_string().ends_with("it is closed"), "{error}");
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
