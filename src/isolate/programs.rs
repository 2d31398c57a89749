//! Other programs, run with limits on time and memory, without a network or the right to write.

use std::ffi::OsStr;
use std::io::{Read, Write};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::channel;
use std::thread;

use super::{Isolation, Limits};

/// The most that is taken of what a program writes, in bytes.
const LARGEST: u64 = 256 << 20;

/// What a program writes when it is given something to read. Of the environment it gets what is named.
///
/// # Errors
/// When it cannot be started, fails, or takes too long, in words for a person.
pub fn run_limited(
    isolation: &Isolation,
    limits: Limits,
    program: &OsStr,
    arguments: &[&str],
    environment: &[(&str, Option<std::ffi::OsString>)],
    input: Vec<u8>,
) -> Result<Vec<u8>, String> {
    let mut command = match isolation {
        Isolation::None => Command::new(program),
        Isolation::Process { program: own, .. } => {
            let mut command = Command::new(own);
            command.arg("limited").arg((limits.memory >> 20).to_string()).arg(program);
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
    let mut running = Running(command.spawn().map_err(|error| error.to_string())?);
    let (Some(mut to), Some(from)) = (running.0.stdin.take(), running.0.stdout.take()) else {
        return Err("its pipes are missing".to_owned());
    };
    let (tell, told) = channel();
    // Neither thread outlives the process and those that it has started, which are ended with it.
    let feeding = thread::Builder::new().spawn(move || {
        // A program that has enough closes its end.
        let _ = to.write_all(&input);
    });
    let reading = thread::Builder::new().spawn(move || {
        let mut bytes = Vec::new();
        let read = from.take(LARGEST).read_to_end(&mut bytes);
        let _ = tell.send(read.map(|_| bytes));
    });
    feeding.and(reading).map_err(|error| error.to_string())?;
    let bytes = match told.recv_timeout(limits.time) {
        Ok(bytes) => bytes.map_err(|error| error.to_string())?,
        Err(_) => return Err(format!("took more than {} seconds", limits.time.as_secs())),
    };
    let status = running.0.wait().map_err(|error| error.to_string())?;
    if status.success() { Ok(bytes) } else { Err(format!("failed: {status}")) }
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
