//! The attributes that an argument can become.

use std::slice;

use super::Role;
use crate::table::keys;

impl Role {
    /// The attributes that an argument of this role can become.
    pub const fn keys(&'static self) -> &'static [&'static str] {
        match self {
            Self::Plain | Self::Protocol | Self::Sent => &[],
            Self::Fd => keys::OF_FD,
            Self::MapFd | Self::UringFd => keys::OF_FILE_OR_SOCKET,
            Self::SecondFd => keys::OF_SECOND_FD,
            Self::DirFd => keys::OF_DIR,
            Self::FdOrDir => keys::OF_FD_OR_DIR,
            Self::NewDirFd => keys::OF_NEW_DIR,
            Self::Path => &[keys::PATH],
            Self::NewPath => &[keys::NEW_PATH],
            Self::Name(key)
            | Self::Int(key)
            | Self::Unsigned(key)
            | Self::Long(key)
            | Self::Seconds(key)
            | Self::Octal(key)
            | Self::Hex(key)
            | Self::One(key, _)
            | Self::Flags(key, _)
            | Self::Text(key)
            | Self::Key(key)
            | Self::Moved(key)
            | Self::Nodes(key)
            | Self::NodesOut(key)
            | Self::Compared(key) => slice::from_ref(key),
            Self::In(structure) | Self::Out(structure) | Self::Sized(structure) => structure.keys,
            Self::Address => &[keys::ADDRESS],
            Self::MapOffset => &[keys::OFFSET],
            Self::LandlockRule => &[keys::LANDLOCK_ACCESS, keys::LANDLOCK_PORT, keys::LANDLOCK_PARENT],
            Self::Notification => &[keys::SIGNAL, keys::NOTIFY],
            Self::Groups | Self::GroupsOut => &[keys::GROUPS],
            Self::PointedSignals => &[keys::SIGNALS],
            Self::SwapFlags => &[keys::SWAP_FLAGS, keys::SWAP_PRIORITY],
            Self::FlagsAndMode(..) => keys::OF_GET,
            Self::CreateMode => &[keys::FILE_MODE],
            Self::NodeMode => &[keys::NODE_TYPE, keys::FILE_MODE],
            Self::Device => &[keys::DEVICE],
            Self::Times(_) => &[keys::FILE_TIMES],
            Self::FcntlCommand => keys::OF_FCNTL,
            Self::IoctlRequest => &[keys::IOCTL],
            Self::QuotaCommand => &[keys::QUOTA_COMMAND, keys::QUOTA_TYPE],
            Self::SocketOption => &[keys::OPTION],
            Self::OptionValue => &[keys::OPTION_VALUE, keys::OPTION_TEXT, keys::TIMEOUT],
            Self::OptionValueOut => keys::OF_OPTION,
            Self::FutexValue => &[keys::FUTEX_VALUE, keys::FUTEX_WAKE],
            Self::FutexSecond => &[keys::FUTEX_SECOND_ADDRESS],
            Self::FutexThird => keys::OF_FUTEX_THIRD,
            Self::Policy => &[keys::SCHED_POLICY, keys::SCHED_FLAGS],
            Self::Cpus | Self::CpusOut => &[keys::CPUS],
            Self::IoPriority => &[keys::IO_CLASS, keys::IO_LEVEL],
            Self::CloneFlags | Self::CloneArgs => &[keys::CLONE_FLAGS, keys::CLONE_SIGNAL],
            Self::WaitStatus | Self::WaitInfo => keys::OF_CHILD,
            Self::WaitId => &[keys::TARGET_PID, keys::FD],
            Self::PrctlArgument => {
                &[keys::PRCTL_OPERATION, keys::PRCTL_VALUE, keys::TIMER_SLACK, keys::SIGNAL]
            }
            Self::Usage => keys::OF_USAGE,
            Self::SignalInfo => &[keys::SIGNAL_CODE, keys::SIGNAL_SENDER],
            Self::PtraceAddress => &[keys::PTRACE_REGISTERS, keys::PTRACE_ADDRESS],
            Self::PtraceData => &[keys::PTRACE_OPTIONS, keys::SIGNAL],
            Self::PerfAttributes => keys::OF_PERF,
            Self::PerfTarget => &[keys::TARGET_PID, keys::FD],
            Self::Personality => &[keys::PERSONALITY],
            Self::MapFlags => &[keys::MEMORY_FLAGS],
            Self::NewAddress => &[keys::MEMORY_NEW_ADDRESS],
            Self::MemoryPolicy => &[keys::MEMORY_POLICY, keys::MEMORY_POLICY_FLAGS],
            Self::MemoryPolicyOut => &[keys::MEMORY_POLICY, keys::MEMORY_POLICY_FLAGS, keys::MEMORY_NODE],
            Self::SysvKey => &[keys::SYSV_KEY],
            Self::QueueLimits => &[keys::QUEUE_MAX_MESSAGES, keys::QUEUE_MESSAGE_SIZE],
            Self::SemaphoreValue => &[keys::SEMAPHORE_VALUE],
            Self::SecurityModules => &[keys::LSM_MODULES],
            Self::KexecFlags => &[keys::MODULE_FLAGS],
            Self::UringOperation => &[keys::URING_OPERATION],
            Self::BpfCommand => &[keys::BPF_COMMAND],
            Self::BpfAttributes => keys::OF_BPF,
            Self::SeccompArgument => &[keys::SECCOMP_LENGTH, keys::SECCOMP_ACTION],
            Self::KeyctlOperation => &[keys::KEYCTL],
            Self::KeyctlArguments => keys::OF_KEYCTL,
            Self::Capabilities | Self::CapabilitiesOut => keys::OF_CAPABILITIES,
            Self::OpenFlags => &[keys::OPEN_FLAGS],
            Self::OpenHow => &[keys::OPEN_FLAGS, keys::FILE_MODE, keys::OPEN_RESOLVE],
            Self::Peer | Self::PeerOut | Self::MessagePeer => keys::OF_PEER,
            Self::Local | Self::LocalOut => keys::OF_LOCAL,
            Self::Domain => &[keys::SOCKADDR_FAMILY],
            Self::SocketType => &[keys::SOCKET_TYPE, keys::SOCKET_FLAGS, keys::SOCKET_PROTOCOL],
            Self::MsgFlags => &[keys::MESSAGE_FLAGS],
            Self::TimeoutMs | Self::Timeout | Self::TimeoutOverwritten | Self::TimevalOverwritten => {
                &[keys::TIMEOUT, keys::TIMEOUT_INFINITE]
            }
            Self::Deadline => &[keys::TIMEOUT, keys::DEADLINE, keys::TIMEOUT_INFINITE],
            Self::FutexTimeout => keys::OF_FUTEX_TIMEOUT,
            Self::WallDeadline => &[keys::DEADLINE, keys::TIMEOUT_INFINITE],
            Self::Clock => &[keys::CLOCK],
            Self::SleepFlags => &[keys::SLEEP_ABSOLUTE, keys::DEADLINE],
            Self::Requested => &[keys::SLEEP_REQUESTED, keys::SLEEP_OVERRUN],
            Self::FutexOp => &[keys::FUTEX_OP, keys::FUTEX_FLAGS],
            Self::Signal => &[keys::SIGNAL],
            Self::ExitCode => &[keys::EXIT_CODE],
            Self::Arguments => &[keys::ARGUMENTS],
            Self::Extent(_) => &[keys::MEMORY_OPERATION, keys::MEMORY_SIZE],
        }
    }
}
