//! The attributes of a call, from its row: each argument's role says what becomes of it.

use crate::{
    attributes::Attributes,
    call::{Call, Captured},
    enrich::fd::FdInfo,
};

use super::{
    Arg, Returns, Syscall,
    descriptor::slot_of,
    errno::errno_name,
    family::Family,
    keys,
    kind::Kind,
    names,
    number::{abi_name, display_name},
    quantity::{self, Quantity, quantity},
    role::Role,
    signal::signal_name,
    sockaddr::{self, Address},
};

/// Adds the attributes of a call. `fds` tells what a descriptor is; `arguments` asks for all of them as they are.
pub fn attributes(
    syscall: Option<&'static Syscall>,
    call: &Call<'_>,
    fds: &dyn Fn(i32) -> Option<FdInfo>,
    arguments: bool,
    out: &mut Attributes,
) {
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
    let Some(syscall) = syscall else { return };
    let mut shown = Shown { syscall, call, fds, out, truncated: Vec::new(), unreadable: Vec::new() };
    for (at, arg) in syscall.args.iter().enumerate() {
        shown.argument(at, arg);
    }
    shown.result();
    let Shown { truncated, unreadable, .. } = shown;
    for (key, list) in [(keys::TRUNCATED, truncated), (keys::UNREADABLE, unreadable)] {
        if !list.is_empty() {
            out.strings(key, list.into_iter().map(str::to_owned));
        }
    }
    if arguments {
        let plain = syscall.args.iter().zip(call.args);
        out.strings(keys::ARGS, plain.map(|(arg, value)| format!("{}={}", arg.name(), number(value))));
    }
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

/// The attributes of one call in the making.
struct Shown<'a> {
    syscall: &'static Syscall,
    call: &'a Call<'a>,
    fds: &'a dyn Fn(i32) -> Option<FdInfo>,
    out: &'a mut Attributes,
    truncated: Vec<&'static str>,
    unreadable: Vec<&'static str>,
}

impl<'a> Shown<'a> {
    fn argument(&mut self, at: usize, arg: &Arg) {
        let value = self.call.args[at];
        let int = self.call.int(at);
        match arg.role {
            Role::Plain | Role::Protocol => {}
            Role::Fd => self.fd(int),
            Role::SecondFd => self.descriptor(keys::FD_SECOND, int),
            Role::DirFd => self.descriptor(keys::DIRFD, int),
            Role::NewDirFd => self.descriptor(keys::NEW_DIRFD, int),
            Role::Path => self.path(at, arg, keys::PATH),
            Role::NewPath => self.path(at, arg, keys::NEW_PATH),
            Role::OpenFlags => self.out.strings(keys::OPEN_FLAGS, names::open_flags(i64::from(int))),
            Role::OpenHow => self.open_how(at, arg),
            Role::Peer | Role::PeerOut | Role::MessagePeer => {
                self.address(at, arg, keys::PEER_ADDRESS, keys::PEER_PORT);
            }
            Role::Local | Role::LocalOut => self.address(at, arg, keys::LOCAL_ADDRESS, keys::LOCAL_PORT),
            Role::Domain => self.out.string(keys::SOCKADDR_FAMILY, names::domain(i64::from(int))),
            Role::SocketType => self.socket(at, int),
            Role::MsgFlags => self.flags(keys::MESSAGE_FLAGS, names::message_flags(i64::from(int))),
            Role::MaxEvents => self.out.int(keys::MAX_EVENTS, int),
            Role::Watched => self.out.int(keys::WATCHED, int),
            Role::TimeoutMs if int < 0 => self.out.bool(keys::TIMEOUT_INFINITE, true),
            Role::TimeoutMs => self.out.double(keys::TIMEOUT, f64::from(int) / 1e3),
            Role::Timeout | Role::TimeoutOverwritten => self.timeout(at, arg, NANOSECONDS),
            Role::TimevalOverwritten => self.timeout(at, arg, MICROSECONDS),
            Role::Deadline => self.deadline(at, arg, self.clock() == i64::from(libc::CLOCK_MONOTONIC)),
            Role::Clock => self.out.string(keys::CLOCK, names::clock(i64::from(int))),
            Role::SleepFlags => {
                if int & libc::TIMER_ABSTIME != 0 {
                    self.out.bool(keys::SLEEP_ABSOLUTE, true);
                }
            }
            Role::Requested => self.requested(at, arg),
            Role::FutexAddress => self.out.string(keys::FUTEX_ADDRESS, format!("{value:#x}")),
            Role::FutexOp => {
                let (op, flags) = names::futex_op(i64::from(int));
                self.out.string(keys::FUTEX_OP, op);
                self.flags(keys::FUTEX_FLAGS, flags);
            }
            Role::FutexValue => self.out.int(keys::FUTEX_VALUE, value as u32),
            Role::FutexTimeout => self.futex_timeout(at, arg),
            Role::Signal => self.out.string(keys::SIGNAL, signal_name(int)),
            Role::TargetPid => self.out.int(keys::TARGET_PID, int),
            Role::TargetTid => self.out.int(keys::TARGET_TID, int),
            Role::ExitCode => self.out.int(keys::EXIT_CODE, int & 0xff),
            Role::Sent => {}
            Role::Extent(operation) => {
                self.out.string(keys::MEMORY_OPERATION, operation);
                self.out.int(keys::MEMORY_SIZE, value as i64);
            }
        }
    }

    /// What the return value says.
    fn result(&mut self) {
        let call = self.call;
        if call.unfinished || call.errno() != 0 {
            return;
        }
        let bytes = quantity::of_call(self.syscall, call).and_then(|bytes| i64::try_from(bytes).ok());
        match quantity(self.syscall) {
            Quantity::Read | Quantity::Written | Quantity::Transferred => {
                if let Some(bytes) = bytes {
                    self.out.int(keys::BYTES, bytes);
                }
            }
            Quantity::Ready => self.out.int(keys::READY_COUNT, call.return_value),
            Quantity::None | Quantity::Memory(_) => {}
        }
        if self.syscall.returns == Returns::Fd {
            self.out.int(keys::FD_RETURNED, call.return_value);
        }
    }

    /// The descriptor that the call works on, and what it is. -1 stands for none, as in `mmap` without a file.
    fn fd(&mut self, fd: i32) {
        if fd < 0 {
            return;
        }
        self.out.int(keys::FD, fd);
        let Some(FdInfo { fd_type, path, transport, family, local, peer }) = (self.fds)(fd) else { return };
        self.out.string(keys::FD_TYPE, fd_type.name());
        // A socket's path is its own address.
        let key = if transport.is_some() { keys::LOCAL_ADDRESS } else { keys::PATH };
        if let Some(path) = path.filter(|_| self.syscall.position(|role| role == Role::Path).is_none()) {
            self.out.string(key, path);
        }
        if let Some(transport) = transport {
            self.out.string(keys::TRANSPORT, transport);
        }
        let has = |wanted: &[Role]| self.syscall.position(|role| wanted.contains(&role)).is_some();
        let gives_peer = has(&[Role::Peer, Role::PeerOut]) && self.gives_address();
        let gives_local = has(&[Role::Local, Role::LocalOut]) && self.gives_address();
        if let Some(family) = family.filter(|_| !gives_peer && !gives_local) {
            self.out.string(keys::SOCKADDR_FAMILY, sockaddr::family_name(family));
        }
        if let Some(local) = local.filter(|_| !gives_local) {
            self.out.string(keys::LOCAL_ADDRESS, local.ip().to_string());
            self.out.int(keys::LOCAL_PORT, local.port());
        }
        if let Some(peer) = peer.filter(|_| !gives_peer) {
            self.out.string(keys::PEER_ADDRESS, peer.ip().to_string());
            self.out.int(keys::PEER_PORT, peer.port());
        }
        if let Some(address) = local.or(peer).filter(|_| !gives_peer && !gives_local) {
            self.network_type(address.is_ipv4());
        }
    }

    /// Whether the call has an address of its own, which goes before what is known of the socket.
    fn gives_address(&self) -> bool {
        let is_address = |role| {
            matches!(role, Role::Peer | Role::PeerOut | Role::Local | Role::LocalOut | Role::MessagePeer)
        };
        let at = self.syscall.position(is_address);
        at.and_then(|at| self.captured(at)).is_some()
    }

    /// A descriptor by its number only; the current directory is not mentioned.
    fn descriptor(&mut self, key: &str, fd: i32) {
        if fd >= 0 {
            self.out.int(key, fd);
        }
    }

    fn path(&mut self, at: usize, arg: &Arg, key: &'static str) {
        if let Some(path) = self.read(at, arg, key) {
            self.out.string(key, String::from_utf8_lossy(path));
        }
    }

    fn open_how(&mut self, at: usize, arg: &Arg) {
        let flags = self.read(at, arg, keys::OPEN_FLAGS).and_then(|how| how.first_chunk::<8>());
        if let Some(flags) = flags {
            self.out.strings(keys::OPEN_FLAGS, names::open_flags(i64::from_ne_bytes(*flags)));
        }
    }

    fn socket(&mut self, at: usize, value: i32) {
        let (name, flags) = names::socket_type(i64::from(value));
        self.out.string(keys::SOCKET_TYPE, name);
        self.flags(keys::SOCKET_FLAGS, flags);
        // The protocol is the next argument, and means something by the family before.
        let protocol = names::protocol(i64::from(self.call.int(at - 1)), i64::from(self.call.int(at + 1)));
        if let Some(protocol) = protocol {
            self.out.string(keys::SOCKET_PROTOCOL, protocol);
        }
    }

    fn address(&mut self, at: usize, arg: &Arg, address_key: &'static str, port_key: &str) {
        let Some((family, address)) = self.read(at, arg, address_key).and_then(sockaddr::parse) else {
            return;
        };
        self.out.string(keys::SOCKADDR_FAMILY, sockaddr::family_name(family));
        match address {
            Address::Internet(address) => {
                self.network_type(address.is_ipv4());
                self.out.string(address_key, address.ip().to_string());
                self.out.int(port_key, address.port());
            }
            Address::Unix(Some(path)) => self.out.string(address_key, path),
            Address::Unix(None) | Address::Other => {}
        }
    }

    fn network_type(&mut self, is_ipv4: bool) {
        self.out.string(keys::NETWORK_TYPE, if is_ipv4 { "ipv4" } else { "ipv6" });
    }

    fn flags(&mut self, key: &str, names: Vec<String>) {
        if !names.is_empty() {
            self.out.strings(key, names);
        }
    }

    fn timeout(&mut self, at: usize, arg: &Arg, unit: f64) {
        if self.call.args[at] == 0 {
            self.out.bool(keys::TIMEOUT_INFINITE, true);
        } else if let Some(time) = self.time(at, arg, keys::TIMEOUT, unit) {
            self.out.double(keys::TIMEOUT, time);
        }
    }

    /// A point in time: on the clock that spans are measured by, as the time that was left.
    fn deadline(&mut self, at: usize, arg: &Arg, monotonic: bool) {
        if self.call.args[at] == 0 {
            self.out.bool(keys::TIMEOUT_INFINITE, true);
        } else if let Some(time) = self.time(at, arg, keys::DEADLINE, NANOSECONDS) {
            if monotonic {
                self.out.double(keys::TIMEOUT, self.left(time));
            } else {
                self.out.double(keys::DEADLINE, time);
            }
        }
    }

    fn requested(&mut self, at: usize, arg: &Arg) {
        let Some(time) = self.time(at, arg, keys::SLEEP_REQUESTED, NANOSECONDS) else { return };
        let flags = self.syscall.position(|role| role == Role::SleepFlags).map_or(0, |at| self.call.int(at));
        if flags & libc::TIMER_ABSTIME == 0 {
            self.out.double(keys::SLEEP_REQUESTED, time);
        } else if self.clock() == i64::from(libc::CLOCK_MONOTONIC) {
            self.out.double(keys::SLEEP_REQUESTED, self.left(time));
        } else {
            self.out.double(keys::DEADLINE, time);
        }
    }

    /// By futex(2), some operations take a duration, some a point in time, and some a number in this place.
    fn futex_timeout(&mut self, at: usize, arg: &Arg) {
        let op = self.syscall.position(|role| role == Role::FutexOp).map_or(0, |at| self.call.int(at));
        let monotonic = op & libc::FUTEX_CLOCK_REALTIME == 0;
        match op & libc::FUTEX_CMD_MASK {
            libc::FUTEX_WAIT => self.timeout(at, arg, NANOSECONDS),
            libc::FUTEX_WAIT_BITSET | libc::FUTEX_WAIT_REQUEUE_PI | libc::FUTEX_LOCK_PI2 => {
                self.deadline(at, arg, monotonic);
            }
            libc::FUTEX_LOCK_PI => self.deadline(at, arg, false),
            _ => {}
        }
    }

    /// The clock that the call names, or the wall clock.
    fn clock(&self) -> i64 {
        let at = self.syscall.position(|role| role == Role::Clock);
        at.map_or(i64::from(libc::CLOCK_REALTIME), |at| i64::from(self.call.int(at)))
    }

    /// From the call's start to a point in time on its clock, seconds, to the nanosecond.
    fn left(&self, time: f64) -> f64 {
        let left = time * 1e9 - self.call.start_ns as f64;
        left.round().max(0.0) / 1e9
    }

    /// Two words: seconds, and the parts of a second in `unit`. In seconds.
    fn time(&mut self, at: usize, arg: &Arg, key: &'static str, unit: f64) -> Option<f64> {
        let bytes = self.read(at, arg, key)?;
        let word = |at: usize| bytes.get(at..)?.first_chunk::<8>().map(|bytes| i64::from_ne_bytes(*bytes));
        Some(word(0)? as f64 + word(8)? as f64 / unit)
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
}

const NANOSECONDS: f64 = 1e9;
const MICROSECONDS: f64 = 1e6;
