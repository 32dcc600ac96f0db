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
}
