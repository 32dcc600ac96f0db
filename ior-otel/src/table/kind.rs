//! Kinds of syscalls: groups of rows whose arguments have the same shape.

use std::fmt;

macro_rules! kinds {
    ($($variant:ident $name:literal $doc:literal,)*) => {
        /// The shape of a syscall: finer than its family, and the attribute `syscall.kind`.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Kind {
            $(#[doc = $doc] $variant,)*
        }

        impl Kind {
            /// All kinds.
            pub const ALL: &[Self] = &[$(Self::$variant,)*];

            /// Its name in configuration and telemetry.
            pub const fn name(self) -> &'static str {
                match self {
                    $(Self::$variant => $name,)*
                }
            }
        }
    };
}

kinds! {
    Fd "fd" "Works on a descriptor.",
    Open "open" "Makes a descriptor of a path.",
    Pathname "pathname" "Works on a path.",
    Name "name" "Works on two paths.",
    Fcntl "fcntl" "Works on a descriptor by a command: `fcntl`, `ioctl`.",
    Dup3 "dup3" "Makes a descriptor of a descriptor.",
    OpenByHandleAt "open-by-handle-at" "Makes a descriptor of a file handle.",
    Socket "socket" "Makes a socket.",
    Socketpair "socketpair" "Makes two connected sockets.",
    Accept "accept" "Takes a connection.",
    Pipe "pipe" "Makes a pipe.",
    Eventfd "eventfd" "Makes a descriptor of nothing but flags.",
    Signalfd "signalfd" "Makes a descriptor for signals.",
    Timerfd "timerfd" "Makes a descriptor for a timer.",
    EpollCtl "epoll-ctl" "Changes what an epoll instance watches.",
    Poll "poll" "Waits for descriptors.",
    Mem "mem" "Works on a range of the address space.",
    Proc "proc" "Makes or awaits a process.",
    Exec "exec" "Executes a program.",
    Futex "futex" "Waits on or wakes a futex.",
    Sleep "sleep" "Sleeps for a requested time.",
    Bpf "bpf" "The `bpf` call.",
    Prctl "prctl" "Sets or reads a process's options.",
    Ptrace "ptrace" "The `ptrace` call.",
    PerfOpen "perf-open" "The `perf_event_open` call.",
    Keyctl "keyctl" "Works on keys of the kernel's key rings.",
    MqOpen "mq-open" "Opens a POSIX message queue.",
    Pidfd "pidfd" "Makes a descriptor of a process.",
    SysvId "sysv-id" "Makes or finds a System V object.",
    SysvOp "sysv-op" "Works on a System V object.",
    TwoFd "two-fd" "Works on two descriptors.",
    Module "module" "Loads or removes a kernel module.",
    TimerObj "timer-obj" "Works on a POSIX timer.",
    InotifyAdd "inotify-add" "Watches a path.",
    Seccomp "seccomp" "The `seccomp` call.",
    Landlock "landlock" "Works on a Landlock ruleset.",
    Null "null" "Has no argument shape of note.",
}

impl Kind {
    /// The kind of that name.
    pub fn by_name(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|kind| kind.name() == name)
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}
