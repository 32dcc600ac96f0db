//! Waiting for descriptors.

keys! {
    POLLING_KEYS;

    /// Descriptors or events that were ready.
    READY_COUNT = "syscall.ready.count";
    /// Most events to report.
    MAX_EVENTS = "syscall.poll.max_events";
    /// Descriptors that were watched.
    WATCHED = "syscall.poll.watched";
    /// Fewest events to wait for.
    MIN_EVENTS = "syscall.poll.min_events";
    /// Size hint of `epoll_create`, which Linux ignores.
    EPOLL_SIZE = "syscall.epoll.size";
    /// Flags of `epoll_create1`.
    EPOLL_FLAGS = "syscall.epoll.flags";
    /// Operation of `epoll_ctl`: `EPOLL_CTL_ADD`.
    EPOLL_OP = "syscall.epoll.op";
    /// Events to look for: `EPOLLIN`.
    EPOLL_EVENTS = "syscall.epoll.events";
}
