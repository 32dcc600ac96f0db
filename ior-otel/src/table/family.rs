//! The twelve families of syscalls.

use std::fmt;

macro_rules! families {
    ($($variant:ident $name:literal $doc:literal,)*) => {
        /// What a syscall is about: the coarsest division of the table, and the attribute `syscall.family`.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Family {
            $(#[doc = $doc] $variant,)*
        }

        impl Family {
            /// All families, in the order of the table.
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

families! {
    Fs "fs" "Files, directories, mounts.",
    Network "network" "Sockets and what moves data between descriptors.",
    Polling "polling" "Waiting for descriptors.",
    Ipc "ipc" "Pipes, event descriptors, message queues, shared memory, semaphores.",
    Memory "memory" "The address space.",
    Process "process" "Processes, identities, limits.",
    Sched "sched" "Futexes, scheduling, affinity.",
    Signals "signals" "Signal handling.",
    Time "time" "Clocks, timers, sleeping.",
    Aio "aio" "Asynchronous input and output.",
    Security "security" "BPF, seccomp, Landlock, keys, modules.",
    Other "other" "What has no other family.",
}

impl Family {
    /// The family of that name.
    pub fn by_name(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|family| family.name() == name)
    }
}

impl fmt::Display for Family {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}
