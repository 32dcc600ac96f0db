//! What the kernel side must capture of an argument.

use ior_common::descriptor::{
    CAPTURE_BYTES, CAPTURE_COUNT, CAPTURE_EARLY, CAPTURE_FD, CAPTURE_MESSAGE_NAME, CAPTURE_NONE,
    CAPTURE_ON_SUCCESS, CAPTURE_POINTED, CAPTURE_SIZED, CAPTURE_SIZED_BY_POINTER, CAPTURE_STRING,
    CAPTURE_WORDS, Capture, MAX_BYTES,
};

use super::{Clockwork, Role};
use crate::table::structs;

impl Clockwork {
    const fn size(self) -> u8 {
        match self {
            Self::Seconds => 16,
            Self::Micros | Self::Nanos => 32,
        }
    }
}

impl Role {
    /// What to read of the process's memory for an argument at position `arg`.
    pub const fn capture(self, arg: u8) -> Capture {
        let (op, length_arg, length) = match self {
            Self::Path | Self::NewPath | Self::Name(_) => (CAPTURE_STRING, 0, 0),
            Self::OpenHow => (CAPTURE_BYTES, 0, 24),
            Self::Timeout | Self::Deadline | Self::WallDeadline | Self::FutexTimeout => {
                (CAPTURE_BYTES, 0, 16)
            }
            Self::TimeoutOverwritten | Self::TimevalOverwritten | Self::Requested => (CAPTURE_EARLY, 0, 16),
            Self::Peer | Self::Local => (CAPTURE_SIZED, arg + 1, MAX_BYTES as u8),
            Self::PeerOut | Self::LocalOut => {
                (CAPTURE_SIZED_BY_POINTER | CAPTURE_ON_SUCCESS, arg + 1, MAX_BYTES as u8)
            }
            Self::MessagePeer => (CAPTURE_MESSAGE_NAME, 0, MAX_BYTES as u8),
            Self::Fd
            | Self::MapFd
            | Self::UringFd
            | Self::SecondFd
            | Self::DirFd
            | Self::FdOrDir
            | Self::NewDirFd => (CAPTURE_FD, 0, 0),
            Self::In(structure) => (CAPTURE_BYTES, 0, structs::length(structure.fields)),
            Self::Out(structure) => {
                (CAPTURE_BYTES | CAPTURE_ON_SUCCESS, 0, structs::length(structure.fields))
            }
            Self::Sized(structure) => (CAPTURE_SIZED, arg + 1, structs::length(structure.fields)),
            // `struct landlock_path_beneath_attr` is packed; of the port in the other one, what is further up is no port.
            Self::LandlockRule => (CAPTURE_BYTES, 0, 12),
            Self::Text(_) => (CAPTURE_SIZED, arg + 1, 64),
            Self::Times(clockwork) => (CAPTURE_BYTES, 0, clockwork.size()),
            // A number, or what is longer: `struct timeval`, `struct linger`, a name.
            Self::OptionValue => (CAPTURE_SIZED, arg + 1, 16),
            Self::OptionValueOut => (CAPTURE_SIZED_BY_POINTER | CAPTURE_ON_SUCCESS, arg + 1, 16),
            Self::Cpus => (CAPTURE_SIZED, arg.saturating_sub(1), MAX_BYTES as u8),
            Self::CpusOut => (CAPTURE_SIZED | CAPTURE_ON_SUCCESS, arg.saturating_sub(1), MAX_BYTES as u8),
            Self::CloneArgs => (CAPTURE_BYTES, 0, 40),
            Self::WaitStatus => (CAPTURE_BYTES | CAPTURE_ON_SUCCESS, 0, 4),
            // `struct rusage` as far as it is shown.
            Self::Usage => (CAPTURE_BYTES | CAPTURE_ON_SUCCESS, 0, 80),
            Self::SignalInfo => (CAPTURE_BYTES | CAPTURE_ON_SUCCESS, 0, 20),
            Self::PerfAttributes => (CAPTURE_BYTES, 0, 48),
            Self::WaitInfo => (CAPTURE_BYTES | CAPTURE_ON_SUCCESS, 0, 28),
            // Up to the name of a program.
            Self::BpfAttributes => (CAPTURE_SIZED, arg + 1, 64),
            Self::SeccompArgument => (CAPTURE_BYTES, 0, 4),
            Self::Moved(_) => (CAPTURE_BYTES, 0, 8),
            Self::MemoryPolicyOut => (CAPTURE_BYTES | CAPTURE_ON_SUCCESS, 0, 4),
            Self::NodesOut(_) => (CAPTURE_BYTES | CAPTURE_ON_SUCCESS, 0, 8),
            Self::QueueLimits => (CAPTURE_BYTES, 0, 24),
            Self::SecurityModules => {
                (CAPTURE_SIZED_BY_POINTER | CAPTURE_ON_SUCCESS, arg + 1, MAX_BYTES as u8)
            }
            Self::Capabilities => (CAPTURE_BYTES, 0, 24),
            Self::CapabilitiesOut => (CAPTURE_BYTES | CAPTURE_ON_SUCCESS, 0, 24),
            Self::Notification => (CAPTURE_BYTES, 0, 16),
            Self::Groups => (CAPTURE_WORDS, arg.saturating_sub(1), MAX_BYTES as u8),
            Self::GroupsOut => (CAPTURE_WORDS | CAPTURE_ON_SUCCESS, arg.saturating_sub(1), MAX_BYTES as u8),
            Self::PointedSignals => (CAPTURE_POINTED, 0, 8),
            Self::Nodes(_) => (CAPTURE_BYTES, 0, 8),
            Self::Arguments => (CAPTURE_COUNT, 0, 0),
            Self::Plain
            | Self::Int(_)
            | Self::Unsigned(_)
            | Self::Long(_)
            | Self::Seconds(_)
            | Self::Octal(_)
            | Self::Hex(_)
            | Self::One(..)
            | Self::Flags(..)
            | Self::FlagsAndMode(..)
            | Self::Address
            | Self::MapOffset
            | Self::CreateMode
            | Self::NodeMode
            | Self::Device
            | Self::FcntlCommand
            | Self::IoctlRequest
            | Self::QuotaCommand
            | Self::SocketOption
            | Self::FutexValue
            | Self::FutexSecond
            | Self::FutexThird
            | Self::Policy
            | Self::IoPriority
            | Self::CloneFlags
            | Self::WaitId
            | Self::PrctlArgument
            | Self::PtraceAddress
            | Self::PtraceData
            | Self::PerfTarget
            | Self::Personality
            | Self::MapFlags
            | Self::NewAddress
            | Self::MemoryPolicy
            | Self::SysvKey
            | Self::SemaphoreValue
            | Self::Compared(_)
            | Self::KexecFlags
            | Self::UringOperation
            | Self::BpfCommand
            | Self::Key(_)
            | Self::KeyctlOperation
            | Self::KeyctlArguments
            | Self::OpenFlags
            | Self::Domain
            | Self::SocketType
            | Self::Protocol
            | Self::MsgFlags
            | Self::TimeoutMs
            | Self::Clock
            | Self::SleepFlags
            | Self::FutexOp
            | Self::Signal
            | Self::ExitCode
            | Self::SwapFlags
            | Self::Sent
            | Self::Extent(_) => (CAPTURE_NONE, 0, 0),
        };
        Capture { op, arg, length_arg, length }
    }
}
