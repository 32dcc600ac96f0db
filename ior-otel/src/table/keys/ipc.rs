//! Communication between processes.

use super::file::FILE_MODE;

keys! {
    IPC_KEYS;

    /// Name of a memory file (`memfd_create`).
    MEMFD_NAME = "syscall.memfd.name";
    /// Name of a POSIX message queue, without its slash.
    QUEUE_NAME = "syscall.mq.name";
    /// Value that an eventfd begins with.
    INITIAL_VALUE = "syscall.eventfd.initial_value";
    /// What a watch looks for: `IN_MODIFY`, `FAN_OPEN`.
    WATCH_MASK = "syscall.watch.mask";
    /// Flags of a group of marks: `FAN_MARK_ADD`.
    WATCH_FLAGS = "syscall.watch.flags";
    /// Watch descriptor, which is no file descriptor.
    WATCH = "syscall.watch.id";
    /// Most messages that a POSIX queue holds.
    QUEUE_MAX_MESSAGES = "syscall.mq.max_messages";
    /// Most bytes of a message of it.
    QUEUE_MESSAGE_SIZE = "syscall.mq.message_size";
    /// Messages that are in it.
    QUEUE_MESSAGES = "syscall.mq.messages";
    /// Flags that it gets.
    QUEUE_FLAGS = "syscall.mq.flags";
    /// Priority of a message of a POSIX queue.
    MESSAGE_PRIORITY = "syscall.message.priority";
    /// Type of a System V message.
    MESSAGE_TYPE = "syscall.message.type";
    /// Type of message to receive: 0 for any, negative for the lowest up to its amount.
    MESSAGE_TYPE_WANTED = "syscall.message.wanted_type";
    /// Id of a System V object.
    SYSV_ID = "syscall.sysv.id";
    /// Key of a System V object: `IPC_PRIVATE`, or in hexadecimal.
    SYSV_KEY = "syscall.sysv.key";
    /// Flags of a call on one: `IPC_CREAT`.
    SYSV_FLAGS = "syscall.sysv.flags";
    /// Command: `IPC_STAT`.
    SYSV_COMMAND = "syscall.sysv.command";
    /// Number of semaphores, or of operations on them.
    SYSV_COUNT = "syscall.sysv.count";
    /// Bytes of shared memory.
    SYSV_SIZE = "syscall.sysv.size";
    /// Number of the semaphore in its set; of several operations that of the first.
    SYSV_SEMAPHORE = "syscall.sysv.semaphore";
    /// What the operation adds to it; 0 waits until it is 0.
    SEMAPHORE_CHANGE = "syscall.sysv.semaphore_change";
    /// Flags of that operation: `SEM_UNDO`.
    SEMAPHORE_FLAGS = "syscall.sysv.semaphore_flags";
    /// Value that it gets.
    SEMAPHORE_VALUE = "syscall.sysv.semaphore_value";
}

/// What a call that makes a System V object can have of its flags.
pub const OF_GET: &[&str] = &[SYSV_FLAGS, FILE_MODE];
