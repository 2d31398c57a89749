//! Opening named files: only regular ones, without waiting, and never more of one than is wanted.
//!
//! Opening a pipe without a writer waits, a device gives bytes without end, and the kernel's own file systems do both in
//! files that call themselves regular and empty.

use std::fs::{self, File, Metadata, OpenOptions};
use std::io::{self, Read};
use std::path::Path;
use std::time::Duration;

use crate::report::OF_THE_KERNEL;

use super::walk::plain;

/// The size limit of hand-written files, in bytes: sidecars, a lexicon, rules for reading.
pub(super) const MAX_WRITTEN: u64 = 32 << 20;

/// How many bytes of a file are read to find its size limit.
const HEAD: u64 = 4096;

/// The message for a pipe, a socket or a device.
pub(super) const NOT_REGULAR: &str = "not a regular file: not read; save what it gives as a file";

/// Why a file was not read.
#[derive(Debug, thiserror::Error)]
pub(crate) enum OpenError {
    /// It does not exist, or the system refuses.
    #[error("{}", plain(.0))]
    Io(#[from] io::Error),
    /// It is a folder.
    #[error("a folder: name a file")]
    Folder,
    /// It is a pipe, a socket or a device.
    #[error("{NOT_REGULAR}")]
    NotRegular,
    /// It only shows the state of the kernel.
    #[error("{OF_THE_KERNEL}")]
    OfTheKernel,
    /// It has more bytes than this, whatever size it reports.
    #[error("larger than {} MiB: not read", .0 >> 20)]
    TooLarge(u64),
    /// It is not UTF-8 text.
    #[error("not UTF-8: save it as UTF-8")]
    NotUtf8,
}

/// Opens a regular file for reading.
///
/// # Errors
/// When it is anything else, or cannot be opened.
pub(crate) fn open(path: &Path) -> Result<(File, Metadata), OpenError> {
    // Do not even open devices: some act on that.
    refuse_other_than_regular(&fs::metadata(path)?)?;
    let file = open_without_waiting(path)?;
    // The name may refer to something else by now.
    let metadata = file.metadata()?;
    refuse_other_than_regular(&metadata)?;
    if system::is_open_of_the_kernel(&file) { Err(OpenError::OfTheKernel) } else { Ok((file, metadata)) }
}

/// The bytes of a regular file, up to a limit that depends on the first ones.
pub(super) fn read_whole(path: &Path, limit: impl FnOnce(&[u8]) -> u64) -> Result<Vec<u8>, OpenError> {
    let (mut file, metadata) = open(path)?;
    let mut bytes = Vec::new();
    (&mut file).take(HEAD).read_to_end(&mut bytes)?;
    let limit = limit(&bytes);
    if metadata.len() > limit {
        return Err(OpenError::TooLarge(limit));
    }
    let rest = usize::try_from(metadata.len()).unwrap_or(usize::MAX).saturating_sub(bytes.len());
    bytes.try_reserve_exact(rest).map_err(|_| io::Error::from(io::ErrorKind::OutOfMemory))?;
    read_into(bytes, file, limit)
}

/// Reads the rest after `bytes`, even of a file that grows meanwhile, up to a limit on all bytes.
fn read_into(mut bytes: Vec<u8>, from: impl Read, limit: u64) -> Result<Vec<u8>, OpenError> {
    // One more shows that there are too many.
    from.take(limit.saturating_add(1).saturating_sub(bytes.len() as u64)).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > limit { Err(OpenError::TooLarge(limit)) } else { Ok(bytes) }
}

/// The text of a hand-written file, such as a profile or a lexicon.
///
/// # Errors
/// When it is no regular file, too large, or not UTF-8.
pub(crate) fn read_text(path: &Path) -> Result<String, OpenError> {
    String::from_utf8(read_whole(path, |_| MAX_WRITTEN)?).map_err(|_| OpenError::NotUtf8)
}

/// The bytes of a report's file up to its current size, whatever the limit was when it was indexed.
///
/// # Errors
/// When it is no regular file, or cannot be read.
pub(crate) fn read_source(path: &Path) -> Result<Vec<u8>, OpenError> {
    let (file, metadata) = open(path)?;
    let mut bytes = Vec::new();
    file.take(metadata.len()).read_to_end(&mut bytes)?;
    Ok(bytes)
}

fn refuse_other_than_regular(metadata: &Metadata) -> Result<(), OpenError> {
    match metadata {
        metadata if metadata.is_file() => Ok(()),
        metadata if metadata.is_dir() => Err(OpenError::Folder),
        _ => Err(OpenError::NotRegular),
    }
}

/// The longest wait for a file server to take back a lease; it asks to try again until then.
const MAX_LENT: Duration = Duration::from_secs(2);

fn open_without_waiting(path: &Path) -> io::Result<File> {
    const PAUSE: Duration = Duration::from_millis(20);
    let mut waited = Duration::ZERO;
    loop {
        match system::not_waiting(OpenOptions::new().read(true)).open(path) {
            Err(error) if error.kind() == io::ErrorKind::WouldBlock && waited < MAX_LENT => {
                std::thread::sleep(PAUSE);
                waited += PAUSE;
            }
            opened => return opened,
        }
    }
}

pub(super) use system::is_of_the_kernel;

#[cfg(unix)]
mod system {
    use std::fs::{File, OpenOptions};
    use std::os::unix::fs::OpenOptionsExt;
    use std::path::Path;

    use rustix::fs::OFlags;

    /// Makes opening and reading not wait, and no terminal the controlling one.
    pub(super) fn not_waiting(options: &mut OpenOptions) -> &mut OpenOptions {
        options.custom_flags((OFlags::NONBLOCK | OFlags::NOCTTY).bits() as i32)
    }

    #[cfg(target_os = "linux")]
    pub(super) fn is_open_of_the_kernel(file: &File) -> bool {
        rustix::fs::fstatfs(file).is_ok_and(|system| is_kernels(&system))
    }

    /// Whether a file or folder is in a file system of the kernel's own, such as `/proc`.
    #[cfg(target_os = "linux")]
    pub(in crate::corpus) fn is_of_the_kernel(path: &Path) -> bool {
        rustix::fs::statfs(path).is_ok_and(|system| is_kernels(&system))
    }

    #[cfg(not(target_os = "linux"))]
    pub(super) fn is_open_of_the_kernel(_: &File) -> bool {
        false
    }

    #[cfg(not(target_os = "linux"))]
    pub(in crate::corpus) fn is_of_the_kernel(_: &Path) -> bool {
        false
    }

    /// By the numbers in Linux's `magic.h`. That of `/dev` is the one of any folder in memory.
    #[cfg(target_os = "linux")]
    fn is_kernels(system: &rustix::fs::StatFs) -> bool {
        const KERNELS: [u32; 20] = [
            0x0000_9fa0, // proc
            0x6265_6572, // sysfs
            0x0000_1cd1, // devpts
            0x0027_e0eb, // cgroup
            0x6367_7270, // cgroup2
            0x6462_6720, // debugfs
            0x7472_6163, // tracefs
            0x7363_6673, // securityfs
            0x6265_6570, // configfs
            0xcafe_4a11, // bpf
            0x6165_676c, // pstore
            0xde5e_81e4, // efivarfs
            0xf97c_ff8c, // selinuxfs
            0x4341_5d53, // smackfs
            0x5a3c_69f0, // apparmorfs
            0x4249_4e4d, // binfmt_misc
            0x1980_0202, // mqueue
            0x6e73_6673, // nsfs
            0x0765_5821, // resctrl
            0x6573_5543, // fusectl
        ];
        // The type of the number depends on the machine.
        KERNELS.contains(&(system.f_type as u32))
    }
}

#[cfg(not(unix))]
mod system {
    use std::fs::{File, OpenOptions};
    use std::path::Path;

    pub(super) fn not_waiting(options: &mut OpenOptions) -> &mut OpenOptions {
        options
    }

    pub(super) fn is_open_of_the_kernel(_: &File) -> bool {
        false
    }

    pub(in crate::corpus) fn is_of_the_kernel(_: &Path) -> bool {
        false
    }
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::*;

    #[test]
    fn only_regular_files_are_read_and_no_more_of_them_than_is_wanted() {
        let folder = tempfile::tempdir().expect("a folder can be made");
        let file = folder.path().join("ten.txt");
        fs::write(&file, "0123456789").expect("it can be written");
        assert_eq!(read_whole(&file, |_| 10).expect("it has ten bytes"), b"0123456789");
        let pipe = folder.path().join("pipe");
        rustix::fs::mkfifoat(rustix::fs::CWD, &pipe, rustix::fs::Mode::RUSR).expect("a pipe can be made");
        let said = |path: &Path, limit| read_whole(path, |_| limit).expect_err("it is not read").to_string();
        assert_eq!(said(&file, 9), "larger than 0 MiB: not read");
        for path in [&pipe, Path::new("/dev/zero"), Path::new("/dev/tty")] {
            assert!(!path.exists() || said(path, 10) == NOT_REGULAR, "{}", path.display());
        }
        assert_eq!(said(folder.path(), 10), "a folder: name a file");
        assert_eq!(said(&folder.path().join("none"), 10), "no such file or directory");
        assert!(!is_of_the_kernel(folder.path()));
        assert_eq!(said(Path::new("/proc/self/maps"), 10), OF_THE_KERNEL);
        assert!(is_of_the_kernel(Path::new("/proc")) && is_of_the_kernel(Path::new("/sys")));
    }

    #[test]
    fn what_gives_more_than_it_says_is_cut_off() {
        let read = |limit| read_into(Vec::new(), io::repeat(b'x'), limit).expect_err("it has no end").to_string();
        assert_eq!(read(3 << 20), "larger than 3 MiB: not read");
        assert_eq!(read_into(Vec::new(), &b"abc"[..], 3).expect("it ends"), b"abc");
    }

    /// Where a pipe replaces a file after it was checked, opening it does not wait either.
    #[test]
    fn a_pipe_without_a_writer_is_opened_at_once() {
        let folder = tempfile::tempdir().expect("a folder can be made");
        let pipe = folder.path().join("pipe");
        rustix::fs::mkfifoat(rustix::fs::CWD, &pipe, rustix::fs::Mode::RUSR).expect("a pipe can be made");
        let opened = open_without_waiting(&pipe).expect("it can be opened");
        assert!(!opened.metadata().expect("it is open").is_file());
    }
}
