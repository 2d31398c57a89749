//! Other programs, run with limits on time and memory, without a network or the right to write.

use std::ffi::OsStr;
use std::io::{self, Read, Write};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::mpsc::channel;
use std::thread;
use std::time::{Duration, Instant};

use super::{Isolation, Limits, descriptors};

/// The maximum number of bytes taken of a program's output.
const MAX_OUTPUT_BYTES: u64 = 256 << 20;

/// The interval at which a program that has written everything is checked for its end.
const POLL_INTERVAL: Duration = Duration::from_millis(5);

/// Why a program gave nothing.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub(crate) enum ProgramError {
    /// It cannot be started, or what it writes cannot be read.
    #[error(transparent)]
    System(#[from] io::Error),
    /// It took too long.
    #[error("took more than {} seconds", .limit.as_secs())]
    TooLong {
        /// The time that it had.
        limit: Duration,
    },
    /// It wrote too much.
    #[error("gave more than {} MiB", .limit >> 20)]
    TooMuch {
        /// How many bytes it may write.
        limit: u64,
    },
    /// It ended with an error.
    #[error("failed: {0}")]
    Failed(ExitStatus),
}

/// The output of a program for a given input. It gets only the named variables of the environment.
///
/// # Errors
/// If it cannot be started, fails, takes too long or writes too much.
pub(crate) fn run_limited(
    isolation: &Isolation,
    limits: Limits,
    program: &OsStr,
    arguments: &[&str],
    environment: &[(&str, Option<std::ffi::OsString>)],
    input: Vec<u8>,
) -> Result<Vec<u8>, ProgramError> {
    let mut command = match isolation {
        Isolation::None => Command::new(program),
        Isolation::Process { program: own, .. } => {
            let mut command = Command::new(own);
            command.arg("internal-limited").arg((limits.memory >> 20).to_string()).arg(program);
            command
        }
    };
    command.args(arguments).env_clear();
    for (name, value) in environment {
        command.envs(value.as_ref().map(|value| (name, value)));
    }
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
    #[cfg(unix)]
    std::os::unix::process::CommandExt::process_group(&mut command, 0);
    descriptors::keep_from(&mut command);
    let begun = Instant::now();
    let mut running = Running(command.spawn()?);
    let (Some(mut to), Some(from)) = (running.0.stdin.take(), running.0.stdout.take()) else {
        return Err(io::Error::other("its pipes are missing").into());
    };
    let (tell, told) = channel();
    // Neither thread outlives the process and those that it has started, which are ended with it.
    let feeding = thread::Builder::new().spawn(move || {
        // A program that has enough closes its end.
        let _ = to.write_all(&input);
    });
    let reading = thread::Builder::new().spawn(move || {
        let mut bytes = Vec::new();
        let read = from.take(MAX_OUTPUT_BYTES + 1).read_to_end(&mut bytes);
        let _ = tell.send(read.map(|_| bytes));
    });
    feeding.and(reading)?;
    let late = || ProgramError::TooLong { limit: limits.time };
    let bytes = told.recv_timeout(limits.time).map_err(|_| late())??;
    if bytes.len() as u64 > MAX_OUTPUT_BYTES {
        return Err(ProgramError::TooMuch { limit: MAX_OUTPUT_BYTES });
    }
    // It may run on without its output, and nothing would end it.
    let status = loop {
        match running.0.try_wait()? {
            Some(status) => break status,
            None if begun.elapsed() >= limits.time => return Err(late()),
            None => thread::sleep(POLL_INTERVAL),
        }
    };
    if status.success() { Ok(bytes) } else { Err(ProgramError::Failed(status)) }
}

/// A process that does not outlive its use, nor do those that it has started.
struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        if matches!(self.0.try_wait(), Ok(Some(_))) {
            return;
        }
        #[cfg(unix)]
        if let Some(group) = i32::try_from(self.0.id()).ok().and_then(rustix::process::Pid::from_raw) {
            let _ = rustix::process::kill_process_group(group, rustix::process::Signal::KILL);
        }
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    fn run(commands: &str, input: Vec<u8>) -> Result<Vec<u8>, String> {
        let limits = Limits { time: Duration::from_secs(1), memory: 64 << 20 };
        run_limited(&Isolation::None, limits, OsStr::new("/bin/sh"), &["-c", commands], &[], input)
            .map_err(|error| error.to_string())
    }

    #[test]
    fn what_a_program_writes_is_taken() {
        assert_eq!(run("exec /bin/cat", vec![b'x'; 1 << 20]), Ok(vec![b'x'; 1 << 20]));
        assert_eq!(run("echo drift; exit 3", Vec::new()), Err("failed: exit status: 3".to_owned()));
    }

    #[test]
    fn a_program_that_does_not_end_is_ended() {
        for commands in ["exec /bin/sleep 600", "exec >&-; exec /bin/sleep 600", "/bin/sleep 600 & exec >&-; wait"] {
            let read = run(commands, vec![0; 1 << 20]);
            assert_eq!(read, Err("took more than 1 seconds".to_owned()), "{commands}");
        }
    }
}
