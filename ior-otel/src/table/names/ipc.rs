//! Communication between processes.

use libc as c;
use linux_raw_sys::general as g;

use super::Names;

/// Flags of `eventfd2`.
pub static EVENTFD: Names = names!("": c;
    EFD_CLOEXEC, EFD_NONBLOCK, EFD_SEMAPHORE
);

/// Flags of `signalfd4`.
pub static SIGNALFD: Names = names!("": c;
    SFD_CLOEXEC, SFD_NONBLOCK
);

/// Flags of `timerfd_create`.
pub static TIMERFD: Names = names!("": c;
    TFD_CLOEXEC, TFD_NONBLOCK
);

/// Flags of `memfd_create`.
pub static MEMFD: Names = names!("": c;
    MFD_CLOEXEC, MFD_ALLOW_SEALING, MFD_HUGETLB,
;
    g;
    MFD_NOEXEC_SEAL, MFD_EXEC
);

/// Flags of `memfd_secret`.
pub static MEMFD_SECRET: Names = names!("": c;
    O_CLOEXEC
);

/// Flags of `userfaultfd`.
pub static USERFAULTFD: Names = names!("": c;
    O_CLOEXEC, O_NONBLOCK,
;
    g;
    UFFD_USER_MODE_ONLY
);

/// Flags of `inotify_init1`.
pub static INOTIFY: Names = names!("": c;
    IN_CLOEXEC, IN_NONBLOCK
);

/// What a watch of inotify looks for.
pub static WATCH: Names = names!("": c;
    IN_ACCESS, IN_MODIFY, IN_ATTRIB, IN_CLOSE_WRITE, IN_CLOSE_NOWRITE, IN_OPEN, IN_MOVED_FROM, IN_MOVED_TO,
    IN_CREATE, IN_DELETE, IN_DELETE_SELF, IN_MOVE_SELF, IN_ONLYDIR, IN_DONT_FOLLOW, IN_EXCL_UNLINK,
    IN_MASK_CREATE, IN_MASK_ADD, IN_ONESHOT
);

/// Flags of `fanotify_init`.
pub static FANOTIFY: Names = names!("": c;
    FAN_CLOEXEC, FAN_NONBLOCK, FAN_CLASS_CONTENT, FAN_CLASS_PRE_CONTENT, FAN_UNLIMITED_QUEUE,
    FAN_UNLIMITED_MARKS, FAN_ENABLE_AUDIT, FAN_REPORT_PIDFD, FAN_REPORT_TID, FAN_REPORT_FID,
    FAN_REPORT_DIR_FID, FAN_REPORT_NAME, FAN_REPORT_TARGET_FID
);

/// Flags of `fanotify_mark`; the first, of linux/fanotify.h, contains two others.
pub static FANOTIFY_MARK: Names = names!("": [(272, "FAN_MARK_MNTNS")]; c; FAN_MARK_ADD, FAN_MARK_REMOVE, FAN_MARK_DONT_FOLLOW, FAN_MARK_ONLYDIR, FAN_MARK_MOUNT, FAN_MARK_FILESYSTEM, FAN_MARK_IGNORED_MASK, FAN_MARK_IGNORED_SURV_MODIFY, FAN_MARK_FLUSH, FAN_MARK_EVICTABLE, FAN_MARK_IGNORE);

/// Events of fanotify.
pub static FANOTIFY_EVENTS: Names = names!("": c;
    FAN_ACCESS, FAN_MODIFY, FAN_ATTRIB, FAN_CLOSE_WRITE, FAN_CLOSE_NOWRITE, FAN_OPEN, FAN_MOVED_FROM,
    FAN_MOVED_TO, FAN_CREATE, FAN_DELETE, FAN_DELETE_SELF, FAN_MOVE_SELF, FAN_OPEN_EXEC, FAN_FS_ERROR,
    FAN_OPEN_PERM, FAN_ACCESS_PERM, FAN_OPEN_EXEC_PERM, FAN_EVENT_ON_CHILD, FAN_RENAME, FAN_ONDIR
);

/// Flags of `pidfd_open` (linux/pidfd.h).
pub static PIDFD: Names =
    Names { prefix: "", constants: &[(0o200, "PIDFD_THREAD"), (0o4000, "PIDFD_NONBLOCK")] };

/// Flags of `pidfd_send_signal` (linux/pidfd.h).
pub static PIDFD_SIGNAL: Names = Names {
    prefix: "",
    constants: &[
        (1, "PIDFD_SIGNAL_THREAD"),
        (2, "PIDFD_SIGNAL_THREAD_GROUP"),
        (4, "PIDFD_SIGNAL_PROCESS_GROUP"),
    ],
};

/// Flags of `msgget` and `semget`, without the permissions.
pub static GET: Names = names!("": c;
    IPC_CREAT, IPC_EXCL
);

/// Flags of `shmget`, without the permissions.
pub static SHM_GET: Names = names!("": c;
    IPC_CREAT, IPC_EXCL, SHM_HUGETLB, SHM_NORESERVE
);

/// Flags of `shmat`.
pub static SHM_AT: Names = names!("": c;
    SHM_RDONLY, SHM_RND, SHM_REMAP, SHM_EXEC
);

/// Flags of `msgsnd` and `msgrcv`.
pub static MSG: Names = names!("": c;
    IPC_NOWAIT, MSG_NOERROR, MSG_EXCEPT, MSG_COPY
);

/// Flags of a POSIX queue.
pub static QUEUE: Names = names!("": c; O_NONBLOCK);

/// Flags of an operation on a semaphore.
pub static SEM_OPERATION: Names = names!("": c; IPC_NOWAIT, SEM_UNDO);

/// Commands of `msgctl`; the last is of linux/msg.h.
pub static MSG_CTL: Names =
    names!("": [(13, "MSG_STAT_ANY")]; c; IPC_RMID, IPC_SET, IPC_STAT, IPC_INFO, MSG_STAT, MSG_INFO);

/// Commands of `semctl`.
pub static SEM_CTL: Names = names!("": c;
    IPC_RMID, IPC_SET, IPC_STAT, IPC_INFO, GETPID, GETVAL, GETALL, GETNCNT, GETZCNT, SETVAL, SETALL, SEM_STAT,
    SEM_INFO, SEM_STAT_ANY
);

/// Commands of `shmctl`; the last three are of linux/shm.h.
pub static SHM_CTL: Names = names!("": [(13, "SHM_STAT"), (14, "SHM_INFO"), (15, "SHM_STAT_ANY")]; c; IPC_RMID, IPC_SET, IPC_STAT, IPC_INFO, SHM_LOCK, SHM_UNLOCK);
