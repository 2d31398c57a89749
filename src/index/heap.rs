//! Memory that is no longer used, given back to the system.

/// Gives back what the allocator holds free. That of glibc keeps what a thread has freed for threads that never come,
/// which would stand beside what is needed next. All of it is walked, so this is for where much was let go.
#[cfg(all(target_os = "linux", target_env = "gnu"))]
#[expect(unsafe_code, reason = "the system has no other way in")]
pub(super) fn give_back() {
    // SAFETY: it may be called at any time from any thread (malloc_trim(3)), and nothing that is in use is touched.
    unsafe { libc::malloc_trim(0) };
}

/// Other allocators give back what is free by themselves.
#[cfg(not(all(target_os = "linux", target_env = "gnu")))]
pub(super) fn give_back() {}
