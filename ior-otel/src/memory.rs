//! The heap gives back what it no longer needs.

/// Keeps glibc from raising its thresholds (mallopt(3)): it raises them whenever a large block is freed, and the largest of all is freed at the
/// start: the kernel's type information, 10 MB and 12 MB of small parts, which would stay resident for good; and so would the peak of
/// every outage. Other C libraries keep nothing back.
pub fn give_back() {
    #[cfg(target_env = "gnu")]
    {
        /// Blocks of this many bytes and more are mapped by themselves, and unmapped when they are freed. As it is at first.
        const MAPPED: i32 = 128 << 10;
        /// More free bytes than these at the heap's end go back to the kernel. 128 KiB at first, which would be taken and given back all
        /// the time where thousands of spans are encoded.
        const KEPT: i32 = 1 << 20;

        for (parameter, value) in [(libc::M_MMAP_THRESHOLD, MAPPED), (libc::M_TRIM_THRESHOLD, KEPT)] {
            // SAFETY: mallopt takes two numbers, locks what it changes, and keeps none of our memory.
            let taken = unsafe { libc::mallopt(parameter, value) };
            debug_assert_eq!(taken, 1, "0 is for values that are out of range");
        }
    }
}
