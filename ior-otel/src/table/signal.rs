//! Names of signals.

/// Name of a signal: `SIGTERM`, `SIGRT_2` as strace has it, or `SIG<number>` if there is no such signal.
pub fn signal_name(signal: i32) -> String {
    // The kernel's first real-time signal, of which the C library keeps some for itself.
    const FIRST_REAL_TIME: i32 = 32;
    const LAST: i32 = 64;
    match signal_hook::low_level::signal_name(signal) {
        Some(name) => name.to_owned(),
        None if (FIRST_REAL_TIME..=LAST).contains(&signal) => format!("SIGRT_{}", signal - FIRST_REAL_TIME),
        None => format!("SIG{signal}"),
    }
}

/// The signals of a set, of which the lowest bit is signal 1. Of one that is more than half full, as `sigfillset` makes it, `ALL` and
/// those that are not in it: `~SIGKILL`.
pub fn signal_set(set: u64) -> Vec<String> {
    let names = |set: u64| (0..64).filter(move |bit| set >> bit & 1 == 1).map(|bit| signal_name(bit + 1));
    if set.count_ones() <= u64::BITS / 2 {
        return names(set).collect();
    }
    let missing = names(!set).map(|name| format!("~{name}"));
    ["ALL".to_owned()].into_iter().chain(missing).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn signals_have_names() {
        assert_eq!(signal_name(9), "SIGKILL");
        assert_eq!(signal_name(15), "SIGTERM");
        assert_eq!(signal_name(34), "SIGRT_2");
        assert_eq!(signal_name(77), "SIG77");
    }

    #[test]
    fn full_sets_are_told_by_what_is_missing() {
        assert_eq!(signal_set(0), [""; 0]);
        assert_eq!(signal_set(1 << 1 | 1 << 14 | 1 << 63), ["SIGINT", "SIGTERM", "SIGRT_32"]);
        assert_eq!(signal_set(u64::MAX), ["ALL"]);
        assert_eq!(signal_set(!(1 << 8 | 1 << 18)), ["ALL", "~SIGKILL", "~SIGSTOP"]);
    }
}
