//! What any call has, and what calls of several areas have.

keys! {
    CALL_KEYS;

    /// Name of the syscall.
    NAME = "syscall.name";
    /// Its family.
    FAMILY = "syscall.family";
    /// Its kind.
    KIND = "syscall.kind";
    /// Its number.
    NUMBER = "syscall.number";
    /// ABI of the call, where it is not the host's own: `compat` (32-bit), `x32`.
    ABI = "syscall.abi";
    /// What it returned.
    RETURN_VALUE = "syscall.return_value";
    /// Name of the error number it returned, a failure or not.
    ERRNO = "syscall.errno";
    /// All arguments as `name=value`, where they are asked for.
    ARGS = "syscall.args";
    /// Attributes that show only the beginning of what there was.
    TRUNCATED = "syscall.truncated";
    /// Arguments whose memory could not be read.
    UNREADABLE = "syscall.unreadable";
    /// Bytes moved.
    BYTES = "bytes";
    /// Bytes that it is asked to move at most.
    REQUESTED = "syscall.bytes.requested";
    /// Whose: `PRIO_PROCESS`, `IOPRIO_WHO_USER`, `RUSAGE_CHILDREN`.
    WHICH = "syscall.which";
    /// The process, group or user whose.
    WHO = "syscall.who";
    /// Flags of a call that has no other.
    FLAGS = "syscall.flags";
    /// CPU; -1 for any.
    CPU = "syscall.cpu";
    /// Privilege level, or function of a call that has several.
    OPTION_NUMBER = "syscall.option";
}

/// What any call can have.
pub const OF_ANY: &[&str] =
    &[NAME, FAMILY, KIND, NUMBER, ABI, RETURN_VALUE, ERRNO, ARGS, TRUNCATED, UNREADABLE];
