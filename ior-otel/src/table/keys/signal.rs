//! Signals.

keys! {
    SIGNAL_KEYS;

    /// Signal: `SIGTERM`.
    SIGNAL = "syscall.signal";
    /// A set of signals: `SIGTERM`; of nearly all, `ALL` and those that are not in it: `~SIGKILL`.
    SIGNALS = "syscall.signals";
    /// What is done with a set of signals: `SIG_BLOCK`.
    SIGNALS_HOW = "syscall.signals.how";
    /// Flags of a signal's action: `SA_RESTART`.
    ACTION_FLAGS = "syscall.signal.action_flags";
    /// What is done on a signal: `SIG_DFL`, `SIG_IGN`, or the address of a handler.
    ACTION_HANDLER = "syscall.signal.handler";
    /// Where a signal comes from: `SI_QUEUE`.
    SIGNAL_CODE = "syscall.signal.code";
    /// The process that sent it.
    SIGNAL_SENDER = "syscall.signal.sender.pid";
    /// The signal that came.
    SIGNAL_RECEIVED = "syscall.signal.received";
}
