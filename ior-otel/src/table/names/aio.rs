//! Asynchronous input and output.

use linux_raw_sys::io_uring as u;

use super::Names;

/// Flags of `io_uring_setup`.
pub static SETUP: Names = names!("": u;
    IORING_SETUP_IOPOLL, IORING_SETUP_SQPOLL, IORING_SETUP_SQ_AFF, IORING_SETUP_CQSIZE, IORING_SETUP_CLAMP,
    IORING_SETUP_ATTACH_WQ, IORING_SETUP_R_DISABLED, IORING_SETUP_SUBMIT_ALL, IORING_SETUP_COOP_TASKRUN,
    IORING_SETUP_TASKRUN_FLAG, IORING_SETUP_SQE128, IORING_SETUP_CQE32, IORING_SETUP_SINGLE_ISSUER,
    IORING_SETUP_DEFER_TASKRUN, IORING_SETUP_NO_MMAP, IORING_SETUP_REGISTERED_FD_ONLY,
    IORING_SETUP_NO_SQARRAY, IORING_SETUP_HYBRID_IOPOLL
);

/// Flags of `io_uring_enter`.
pub static ENTER: Names = names!("": u;
    IORING_ENTER_GETEVENTS, IORING_ENTER_SQ_WAKEUP, IORING_ENTER_SQ_WAIT, IORING_ENTER_EXT_ARG,
    IORING_ENTER_REGISTERED_RING, IORING_ENTER_ABS_TIMER, IORING_ENTER_EXT_ARG_REG, IORING_ENTER_NO_IOWAIT
);

/// Operations of `io_uring_register`.
pub static REGISTER: Names = Names {
    prefix: "IORING_REGISTER_",
    constants: &[
        (u::io_uring_register_op::IORING_REGISTER_BUFFERS as u64, "IORING_REGISTER_BUFFERS"),
        (u::io_uring_register_op::IORING_UNREGISTER_BUFFERS as u64, "IORING_UNREGISTER_BUFFERS"),
        (u::io_uring_register_op::IORING_REGISTER_FILES as u64, "IORING_REGISTER_FILES"),
        (u::io_uring_register_op::IORING_UNREGISTER_FILES as u64, "IORING_UNREGISTER_FILES"),
        (u::io_uring_register_op::IORING_REGISTER_EVENTFD as u64, "IORING_REGISTER_EVENTFD"),
        (u::io_uring_register_op::IORING_UNREGISTER_EVENTFD as u64, "IORING_UNREGISTER_EVENTFD"),
        (u::io_uring_register_op::IORING_REGISTER_FILES_UPDATE as u64, "IORING_REGISTER_FILES_UPDATE"),
        (u::io_uring_register_op::IORING_REGISTER_EVENTFD_ASYNC as u64, "IORING_REGISTER_EVENTFD_ASYNC"),
        (u::io_uring_register_op::IORING_REGISTER_PROBE as u64, "IORING_REGISTER_PROBE"),
        (u::io_uring_register_op::IORING_REGISTER_PERSONALITY as u64, "IORING_REGISTER_PERSONALITY"),
        (u::io_uring_register_op::IORING_UNREGISTER_PERSONALITY as u64, "IORING_UNREGISTER_PERSONALITY"),
        (u::io_uring_register_op::IORING_REGISTER_RESTRICTIONS as u64, "IORING_REGISTER_RESTRICTIONS"),
        (u::io_uring_register_op::IORING_REGISTER_ENABLE_RINGS as u64, "IORING_REGISTER_ENABLE_RINGS"),
        (u::io_uring_register_op::IORING_REGISTER_FILES2 as u64, "IORING_REGISTER_FILES2"),
        (u::io_uring_register_op::IORING_REGISTER_FILES_UPDATE2 as u64, "IORING_REGISTER_FILES_UPDATE2"),
        (u::io_uring_register_op::IORING_REGISTER_BUFFERS2 as u64, "IORING_REGISTER_BUFFERS2"),
        (u::io_uring_register_op::IORING_REGISTER_BUFFERS_UPDATE as u64, "IORING_REGISTER_BUFFERS_UPDATE"),
        (u::io_uring_register_op::IORING_REGISTER_IOWQ_AFF as u64, "IORING_REGISTER_IOWQ_AFF"),
        (u::io_uring_register_op::IORING_UNREGISTER_IOWQ_AFF as u64, "IORING_UNREGISTER_IOWQ_AFF"),
        (
            u::io_uring_register_op::IORING_REGISTER_IOWQ_MAX_WORKERS as u64,
            "IORING_REGISTER_IOWQ_MAX_WORKERS",
        ),
        (u::io_uring_register_op::IORING_REGISTER_RING_FDS as u64, "IORING_REGISTER_RING_FDS"),
        (u::io_uring_register_op::IORING_UNREGISTER_RING_FDS as u64, "IORING_UNREGISTER_RING_FDS"),
        (u::io_uring_register_op::IORING_REGISTER_PBUF_RING as u64, "IORING_REGISTER_PBUF_RING"),
        (u::io_uring_register_op::IORING_UNREGISTER_PBUF_RING as u64, "IORING_UNREGISTER_PBUF_RING"),
        (u::io_uring_register_op::IORING_REGISTER_SYNC_CANCEL as u64, "IORING_REGISTER_SYNC_CANCEL"),
        (
            u::io_uring_register_op::IORING_REGISTER_FILE_ALLOC_RANGE as u64,
            "IORING_REGISTER_FILE_ALLOC_RANGE",
        ),
        (u::io_uring_register_op::IORING_REGISTER_PBUF_STATUS as u64, "IORING_REGISTER_PBUF_STATUS"),
        (u::io_uring_register_op::IORING_REGISTER_NAPI as u64, "IORING_REGISTER_NAPI"),
        (u::io_uring_register_op::IORING_UNREGISTER_NAPI as u64, "IORING_UNREGISTER_NAPI"),
        (u::io_uring_register_op::IORING_REGISTER_CLOCK as u64, "IORING_REGISTER_CLOCK"),
        (u::io_uring_register_op::IORING_REGISTER_CLONE_BUFFERS as u64, "IORING_REGISTER_CLONE_BUFFERS"),
        (u::io_uring_register_op::IORING_REGISTER_SEND_MSG_RING as u64, "IORING_REGISTER_SEND_MSG_RING"),
        (u::io_uring_register_op::IORING_REGISTER_ZCRX_IFQ as u64, "IORING_REGISTER_ZCRX_IFQ"),
        (u::io_uring_register_op::IORING_REGISTER_RESIZE_RINGS as u64, "IORING_REGISTER_RESIZE_RINGS"),
        (u::io_uring_register_op::IORING_REGISTER_MEM_REGION as u64, "IORING_REGISTER_MEM_REGION"),
    ],
};
