//! Memory that is no longer used, given back to the system.

/// Gives back the free memory of the allocator. That of glibc keeps what a thread has freed for threads that never come,
/// in addition to what is needed next. It walks all of it, so call this where much was freed.
#[cfg(all(target_os = "linux", target_env = "gnu"))]
#[expect(unsafe_code, reason = "the system has no other way in")]
pub(super) fn give_back() {
    // SAFETY: it may be called at any time from any thread (malloc_trim(3)), and nothing that is in use is touched.
    unsafe { libc::malloc_trim(0) };
}

/// Other allocators give back what is free by themselves.
#[cfg(not(all(target_os = "linux", target_env = "gnu")))]
pub(super) fn give_back() {}
