//! The attributes of a call, from its row: each argument's role says what becomes of it.

mod bpf;
mod file;
mod fs;
mod ipc;
mod keyring;
mod memory;
mod possible;
mod prctl;
mod process;
mod result;
mod sched;
mod security;
mod socket;
mod structure;
mod time;
mod tracing;

pub use possible::possible;

use crate::{
    attributes::Attributes,
    call::{Call, Captured},
    open_file::OpenFile,
};

use fs::device;
use ipc::sysv_key;

use linux_raw_sys::io_uring::IORING_ENTER_REGISTERED_RING;

use super::{
    Arg, Returns, Syscall,
    descriptor::{slot_of, slot_of_returned},
    errno::errno_name,
    family::Family,
    keys,
    kind::Kind,
    names,
    number::{abi_name, display_name},
    quantity::{Quantity, quantity},
    role::Role,
    signal::signal_name,
};

/// Adds the attributes of a call, and returns how many of its arguments could not be read. `arguments` asks for all of them as
/// they are.
pub fn attributes(
    syscall: Option<&'static Syscall>,
    call: &Call<'_>,
    arguments: bool,
    out: &mut Attributes,
) -> u64 {
    out.string(keys::NAME, display_name(syscall, call.nr, call.abi));
    out.string(keys::FAMILY, syscall.map_or(Family::Other, |syscall| syscall.family).name());
    out.string(keys::KIND, syscall.map_or(Kind::Null, |syscall| syscall.kind).name());
    out.int(keys::NUMBER, call.nr);
    if let Some(abi) = abi_name(call.abi) {
        out.string(keys::ABI, abi);
    }
    if !call.unfinished {
        out.int(keys::RETURN_VALUE, call.return_value);
    }
    if call.errno() != 0 {
        out.string(keys::ERRNO, errno_name(call.errno()));
    }
    let Some(syscall) = syscall else { return 0 };
    let mut shown =
        Shown { syscall, call, out, said: Said::default(), truncated: Vec::new(), unreadable: Vec::new() };
    for (at, arg) in syscall.args.iter().enumerate() {
        shown.argument(at, arg);
    }
    shown.thing();
    shown.result();
    let Shown { truncated, unreadable, .. } = shown;
    let missing = unreadable.len() as u64;
    for (key, list) in [(keys::TRUNCATED, truncated), (keys::UNREADABLE, unreadable)] {
        if !list.is_empty() {
            out.strings(key, list.into_iter().map(str::to_owned));
        }
    }
    if arguments {
        let plain = syscall.args.iter().zip(call.args);
        out.strings(keys::ARGS, plain.map(|(arg, value)| format!("{}={}", arg.name(), number(value))));
    }
    missing
}

/// An argument register: small numbers in decimal, with their sign; the rest, which is addresses and bits, in hexadecimal.
fn number(value: u64) -> String {
    const SMALL: u64 = 1 << 20;
    match value as i32 {
        _ if value < SMALL => value.to_string(),
        // An `int` of which the upper half may hold anything.
        negative if (-4096..0).contains(&negative) => negative.to_string(),
        _ => format!("{value:#x}"),
    }
}

/// `IORING_REGISTER_USE_REGISTERED_RING` of linux/io_uring.h, a bit of the operation.
const USE_REGISTERED_RING: u32 = 1 << 31;

/// The attributes of one call in the making.
struct Shown<'a> {
    syscall: &'static Syscall,
    call: &'a Call<'a>,
    out: &'a mut Attributes,
    said: Said,
    truncated: Vec<&'static str>,
    unreadable: Vec<&'static str>,
}

/// What the call itself has said; it goes before what is known of its descriptor.
#[derive(Default)]
struct Said {
    /// The argument with the descriptor that it works on.
    fd: Option<usize>,
    /// A path.
    path: Option<String>,
    /// An address of the other side.
    peer: bool,
    /// An address of our own.
    local: bool,
    /// `unix`, where it said so.
    transport: Option<&'static str>,
}

impl<'a> Shown<'a> {
    fn argument(&mut self, at: usize, arg: &Arg) {
        let value = self.call.args[at];
        let int = self.call.int(at);
        match arg.role {
            Role::Plain | Role::Protocol | Role::Sent => {}
            Role::Int(key) => self.out.int(key, int),
            Role::Unsigned(key) => self.out.int(key, value as u32),
            Role::Long(key) => self.out.int(key, value as i64),
            Role::Seconds(key) => self.out.double(key, f64::from(value as u32)),
            Role::Octal(key) => self.out.string(key, format!("0{:o}", value as u32)),
            Role::Hex(key) => self.out.string(key, format!("{value:#x}")),
            Role::One(key, names) => self.out.string(key, names.one(value)),
            Role::Flags(key, names) => self.flags(key, names.flags(u64::from(value as u32))),
            Role::In(structure) | Role::Out(structure) | Role::Sized(structure) => {
                self.structure(at, arg, structure);
            }
            Role::Address if value == 0 => {}
            Role::Address => self.out.string(keys::ADDRESS, format!("{value:#x}")),
            Role::Text(key) => self.text(at, arg, key),
            Role::FlagsAndMode(key, names) => {
                self.flags(key, names.flags(value & 0xffff_fe00));
                self.mode(value & 0o777);
            }
            Role::Fd => self.fd(at, int),
            Role::MapFd | Role::MapOffset if self.is_anonymous() => {}
            Role::MapOffset => self.out.int(keys::OFFSET, value as i64),
            Role::UringFd if self.is_registered_ring() => {}
            Role::MapFd | Role::UringFd => self.fd(at, int),
            Role::SecondFd => self.second_fd(at, int),
            Role::FdOrDir if self.is_pathless() => self.fd(at, int),
            Role::DirFd | Role::FdOrDir => self.directory(at, int, keys::DIRFD, keys::DIRFD_PATH),
            Role::NewDirFd => self.directory(at, int, keys::NEW_DIRFD, keys::NEW_DIRFD_PATH),
            Role::Path => self.path(at, arg),
            Role::NewPath => self.text(at, arg, keys::NEW_PATH),
            Role::Name(key) => self.text(at, arg, key),
            Role::OpenFlags => {
                self.out.strings(keys::OPEN_FLAGS, names::fs::open_flags(u64::from(value as u32)));
            }
            Role::CreateMode => self.create_mode(value),
            Role::NodeMode => self.node_mode(value),
            Role::Device => self.out.string(keys::DEVICE, device(value)),
            Role::Times(clockwork) => self.file_times(at, arg, clockwork),
            Role::FcntlCommand => self.fcntl(at, value),
            Role::IoctlRequest => self.out.string(keys::IOCTL, names::ioctl::request(value)),
            Role::QuotaCommand => self.quota(value),
            Role::OpenHow => self.open_how(at, arg),
            Role::Peer | Role::PeerOut | Role::MessagePeer => self.peer(at, arg),
            Role::Local | Role::LocalOut => self.local(at, arg),
            Role::Domain => self.out.string(keys::SOCKADDR_FAMILY, names::network::DOMAINS.one(value)),
            Role::SocketType => self.socket(at, value),
            Role::MsgFlags => {
                self.flags(keys::MESSAGE_FLAGS, names::network::MESSAGE_FLAGS.flags(u64::from(value as u32)));
            }
            Role::SocketOption => {
                let name = names::network::option(self.call.int(at - 1), value);
                self.out.string(keys::OPTION, name);
            }
            Role::OptionValue | Role::OptionValueOut => self.option_value(at),
            Role::TimeoutMs => self.milliseconds(int),
            Role::Timeout | Role::TimeoutOverwritten => self.timeout(at, arg, time::NANOSECONDS),
            Role::TimevalOverwritten => self.timeout(at, arg, time::MICROSECONDS),
            Role::Deadline => self.deadline(at, arg, self.clock()),
            Role::WallDeadline => self.deadline(at, arg, libc::CLOCK_REALTIME),
            Role::Clock => self.out.string(keys::CLOCK, names::time::CLOCKS.one(value)),
            Role::SleepFlags => self.sleep_flags(int),
            Role::Requested => self.requested(at, arg),
            Role::FutexOp => {
                let (op, flags) = names::sched::futex_op(value);
                self.out.string(keys::FUTEX_OP, op);
                self.flags(keys::FUTEX_FLAGS, flags);
            }
            Role::FutexValue => self.futex_value(value),
            Role::FutexSecond => self.futex_second(value),
            Role::FutexThird => self.futex_third(value),
            Role::Policy => self.policy(value),
            Role::Cpus | Role::CpusOut => self.cpus(at, arg),
            Role::IoPriority => self.io_priority(value),
            Role::FutexTimeout => self.futex_timeout(at, arg),
            Role::Signal => self.out.string(keys::SIGNAL, signal_name(int)),
            Role::ExitCode => self.out.int(keys::EXIT_CODE, int & 0xff),
            // CSIGNAL of linux/sched.h: the lowest byte is a signal.
            Role::CloneFlags => self.clone_flags(value & 0xffff_ff00, value & 0xff),
            Role::CloneArgs => self.clone_args(at, arg),
            Role::WaitStatus => self.wait_status(at, arg),
            Role::WaitId => self.wait_id(at, int),
            Role::WaitInfo => self.wait_info(at, arg),
            Role::PrctlArgument => self.prctl(at, value),
            Role::Usage => self.usage(at, arg),
            Role::SignalInfo => self.signal_info(at, arg),
            Role::PtraceAddress => self.ptrace_address(value),
            Role::PtraceData => self.ptrace_data(value),
            Role::PerfAttributes => self.perf_attributes(at, arg),
            Role::PerfTarget => self.perf_target(int),
            Role::Personality => self.personality(value),
            Role::MapFlags => self.flags(keys::MEMORY_FLAGS, names::memory::map_flags(value)),
            Role::NewAddress => self.new_address(at, value),
            Role::MemoryPolicy => self.memory_policy(value),
            Role::MemoryPolicyOut => self.memory_policy_out(at, arg),
            Role::Moved(key) => self.moved(at, arg, key),
            Role::SysvKey => self.out.string(keys::SYSV_KEY, sysv_key(value)),
            Role::QueueLimits => self.queue_limits(at, arg),
            Role::SemaphoreValue => self.semaphore_value(at, int),
            Role::UringOperation => {
                let operation = names::aio::REGISTER.one(value & u64::from(!USE_REGISTERED_RING));
                self.out.string(keys::URING_OPERATION, operation);
            }
            Role::BpfCommand => self.out.string(keys::BPF_COMMAND, names::bpf::COMMANDS.one(value)),
            Role::BpfAttributes => self.bpf_attributes(at, arg),
            Role::SeccompArgument => self.seccomp_argument(at, arg),
            Role::Compared(key) => self.compared(key, int),
            Role::SecurityModules => self.security_modules(at, arg),
            Role::KexecFlags => self.flags(keys::MODULE_FLAGS, names::security::kexec(value & 0xffff_ffff)),
            Role::Key(key) => self.ring(key, value),
            Role::KeyctlOperation => self.out.string(keys::KEYCTL, names::keyring::OPERATIONS.one(value)),
            Role::LandlockRule => self.landlock_rule(at, arg),
            Role::KeyctlArguments => self.keyctl(at),
            Role::Capabilities | Role::CapabilitiesOut => self.capabilities(at, arg),
            Role::Notification => self.notification(at, arg),
            Role::Groups | Role::GroupsOut => self.groups(at, arg),
            Role::PointedSignals => self.pointed_signals(at, arg),
            Role::Nodes(key) | Role::NodesOut(key) => self.nodes(at, arg, key),
            Role::SwapFlags => self.swap_flags(value),
            Role::Arguments => self.count_at(at, arg, keys::ARGUMENTS),
            Role::Extent(operation) => self.extent(operation, value),
        }
    }

    /// A range of the address space; a length that no signed number can hold is none.
    fn extent(&mut self, operation: &str, length: u64) {
        self.out.string(keys::MEMORY_OPERATION, operation);
        if let Ok(length) = i64::try_from(length) {
            self.out.int(keys::MEMORY_SIZE, length);
        }
    }

    fn text(&mut self, at: usize, arg: &Arg, key: &'static str) {
        if let Some(text) = self.read(at, arg, key) {
            self.out.string(key, String::from_utf8_lossy(text));
        }
    }

    fn flags(&mut self, key: &str, names: Vec<String>) {
        if !names.is_empty() {
            self.out.strings(key, names);
        }
    }

    fn count_at(&mut self, at: usize, arg: &Arg, key: &'static str) {
        if let Some(count) = self.read(at, arg, key).and_then(<[u8]>::first_chunk) {
            self.out.int(key, i64::from_ne_bytes(*count));
        }
    }

    /// Whether a mapping has no file.
    fn is_anonymous(&self) -> bool {
        self.value_of(|role| role == Role::MapFlags) as i32 & libc::MAP_ANONYMOUS != 0
    }

    /// Whether an io_uring is meant by its index: a flag says so, or for `io_uring_register` a bit of the operation.
    fn is_registered_ring(&self) -> bool {
        let operation = self.value_of(|role| role == Role::UringOperation) as u32;
        let flags = self.value_of(|role| matches!(role, Role::Flags(keys::URING_FLAGS, _))) as u32;
        operation & USE_REGISTERED_RING != 0 || flags & IORING_ENTER_REGISTERED_RING != 0
    }

    /// Permissions.
    fn mode(&mut self, mode: u64) {
        self.out.string(keys::FILE_MODE, format!("0{mode:o}"));
    }

    /// The value of the first argument with a role that a condition holds for.
    fn value_of(&self, is: impl Fn(Role) -> bool) -> u64 {
        self.syscall.position(is).map_or(0, |at| self.call.args[at])
    }

    /// What was captured of an argument. Notes what is missing of it.
    fn read(&mut self, at: usize, arg: &Arg, key: &'static str) -> Option<&'a [u8]> {
        match self.captured(at)? {
            Captured::Whole(bytes) => Some(bytes),
            Captured::Part(bytes) => {
                self.truncated.push(key);
                Some(bytes)
            }
            Captured::Fault => {
                self.unreadable.push(arg.name());
                None
            }
        }
    }

    fn captured(&self, at: usize) -> Option<Captured<'a>> {
        let slot = slot_of(self.syscall, at)?;
        self.call.captures.get(slot).copied().flatten()
    }

    /// What a descriptor among the arguments leads to.
    fn file(&self, at: usize) -> Option<OpenFile> {
        open_file(self.captured(at)?)
    }

    /// What the descriptor leads to that the call returned.
    fn returned_file(&self) -> Option<OpenFile> {
        let slot = slot_of_returned(self.syscall)?;
        open_file(self.call.captures.get(slot).copied().flatten()?)
    }
}

fn open_file(captured: Captured<'_>) -> Option<OpenFile> {
    match captured {
        Captured::Whole(bytes) => OpenFile::parse(bytes),
        Captured::Part(_) | Captured::Fault => None,
    }
}

#[cfg(test)]
mod tests;
