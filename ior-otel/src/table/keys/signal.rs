//! Signals.

keys! {
    SIGNAL_KEYS;

    /// Signal: `SIGTERM`.
    SIGNAL = "syscall.signal";
    /// A set of signals: `SIGTERM`.
    SIGNALS = "syscall.signals";
    /// What is done with a set of signals: `SIG_BLOCK`.
    SIGNALS_HOW = "syscall.signals.how";
    /// Flags of a signal's action: `SA_RESTART`.
    ACTION_FLAGS = "syscall.signal.action_flags";
    /// The signal that came.
    SIGNAL_RECEIVED = "syscall.signal.received";
}
