//! Input and output that is done while the program does something else.

keys! {
    AIO_KEYS;

    /// Number of events that the context is to hold, or of requests.
    AIO_COUNT = "syscall.aio.count";
    /// Flags of an io_uring: `IORING_SETUP_SQPOLL`, `IORING_ENTER_GETEVENTS`.
    URING_FLAGS = "syscall.io_uring.flags";
    /// Entries of an io_uring.
    URING_ENTRIES = "syscall.io_uring.entries";
    /// Requests to submit.
    URING_SUBMIT = "syscall.io_uring.to_submit";
    /// Operation of `io_uring_register`: `IORING_REGISTER_BUFFERS`.
    URING_OPERATION = "syscall.io_uring.operation";
}
