//! The attributes of a call, from its row: each argument's role says what becomes of it.

mod file;
mod socket;
mod time;

use crate::{
    attributes::Attributes,
    call::{Call, Captured},
    open_file::OpenFile,
};

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

/// The attributes that calls of a syscall can have, beside those that any call can ([`keys::OF_ANY`]).
pub fn possible(syscall: &'static Syscall) -> Vec<&'static str> {
    let mut possible = Vec::new();
    let of_arguments = syscall.args.iter().flat_map(|arg| arg.role.keys());
    for key in of_arguments.chain(of_result(syscall)) {
        if !possible.contains(key) {
            possible.push(*key);
        }
    }
    possible
}

/// The attributes that the return value can become.
fn of_result(syscall: &Syscall) -> &'static [&'static str] {
    match quantity(syscall) {
        Quantity::Read | Quantity::Written | Quantity::Transferred => &[keys::BYTES],
        Quantity::Memory(_) | Quantity::Break => &[keys::MEMORY_OPERATION, keys::MEMORY_SIZE],
        Quantity::Ready => &[keys::READY_COUNT],
        Quantity::None if syscall.returns == Returns::Fd && syscall.kind == Kind::Accept => {
            keys::OF_CONNECTION
        }
        Quantity::None if syscall.returns == Returns::Fd => keys::OF_RETURNED_FD,
        Quantity::None => &[],
    }
}

/// Adds the attributes of a call. `arguments` asks for all arguments as they are.
pub fn attributes(syscall: Option<&'static Syscall>, call: &Call<'_>, arguments: bool, out: &mut Attributes) {
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
    let mut shown =
        Shown { syscall, call, out, said: Said::default(), truncated: Vec::new(), unreadable: Vec::new() };
    for (at, arg) in syscall.args.iter().enumerate() {
        shown.argument(at, arg);
    }
    shown.thing();
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
            Role::Octal(key) => self.out.string(key, format!("0{:o}", value as u32)),
            Role::Hex(key) => self.out.string(key, format!("{value:#x}")),
            Role::One(key, names) => self.out.string(key, names.one(value)),
            Role::Flags(key, names) => self.flags(key, names.flags(u64::from(value as u32))),
            Role::IntAt(key) | Role::IntOut(key) => self.int_at(at, arg, key),
            Role::LongAt(key) => self.long_at(at, arg, key),
            Role::Fd => self.fd(at, int),
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
            Role::OpenHow => self.open_how(at, arg),
            Role::Peer | Role::PeerOut | Role::MessagePeer => self.peer(at, arg),
            Role::Local | Role::LocalOut => self.local(at, arg),
            Role::Domain => self.out.string(keys::SOCKADDR_FAMILY, names::network::DOMAINS.one(value)),
            Role::SocketType => self.socket(at, value),
            Role::MsgFlags => {
                self.flags(keys::MESSAGE_FLAGS, names::network::MESSAGE_FLAGS.flags(u64::from(value as u32)));
            }
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
            Role::FutexTimeout => self.futex_timeout(at, arg),
            Role::Signal => self.out.string(keys::SIGNAL, signal_name(int)),
            Role::ExitCode => self.out.int(keys::EXIT_CODE, int & 0xff),
            Role::Arguments => self.count_at(at, arg, keys::ARGUMENTS),
            Role::Extent(operation) => self.extent(operation, value),
        }
    }

    /// What the return value says.
    fn result(&mut self) {
        let call = self.call;
        if call.unfinished || call.errno() != 0 {
            return;
        }
        let quantity = quantity(self.syscall);
        match (quantity, call.quantity) {
            (Quantity::Read | Quantity::Written | Quantity::Transferred, Some(bytes)) => {
                self.out.int(keys::BYTES, bytes);
            }
            (Quantity::Ready, Some(events)) => self.out.int(keys::READY_COUNT, events),
            (Quantity::Memory(operation), Some(bytes)) if self.syscall.returns == Returns::Advised => {
                self.extent(operation, bytes as u64);
            }
            (Quantity::Break, Some(bytes)) => {
                self.extent(quantity.operation(bytes < 0), bytes.unsigned_abs());
            }
            // Of a length that was an argument, the argument has told.
            (Quantity::Memory(_) | Quantity::None, _) | (_, None) => {}
        }
        if self.syscall.returns == Returns::Fd {
            self.returned_fd();
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

    fn int_at(&mut self, at: usize, arg: &Arg, key: &'static str) {
        if let Some(int) = self.read(at, arg, key).and_then(<[u8]>::first_chunk) {
            self.out.int(key, i32::from_ne_bytes(*int));
        }
    }

    fn count_at(&mut self, at: usize, arg: &Arg, key: &'static str) {
        if let Some(count) = self.read(at, arg, key).and_then(<[u8]>::first_chunk) {
            self.out.int(key, i64::from_ne_bytes(*count));
        }
    }

    fn long_at(&mut self, at: usize, arg: &Arg, key: &'static str) {
        if let Some(long) = self.read(at, arg, key).and_then(<[u8]>::first_chunk) {
            self.out.int(key, i64::from_ne_bytes(*long));
        }
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
