//! Attributes of descriptors and paths.

use super::{Arg, Captured, FdInfo, Role, Shown, keys, names};

impl Shown<'_> {
    /// The descriptor that the call works on. A negative one stands for none, as in `mmap` without a file.
    pub(super) fn fd(&mut self, fd: i32) {
        if fd >= 0 {
            self.out.int(keys::FD, fd);
            self.said.fd = Some(fd);
        }
    }

    /// A descriptor by its number only; the current directory (`AT_FDCWD`) is not mentioned.
    pub(super) fn descriptor(&mut self, key: &str, fd: i32) {
        if fd >= 0 {
            self.out.int(key, fd);
        }
    }

    /// Whether a call by directory and path is about the descriptor itself and not about something in it: the path is
    /// empty (`AT_EMPTY_PATH`, by which the C library's `fstat` works) or null (`futimens`).
    pub(super) fn is_pathless(&self) -> bool {
        let Some(at) = self.syscall.position(|role| role == Role::Path) else { return false };
        let nothing = match self.captured(at) {
            Some(Captured::Whole(path)) => path.is_empty(),
            Some(Captured::Part(_) | Captured::Fault) => false,
            None => self.call.args[at] == 0,
        };
        // Without the flag an empty path is the name of nothing.
        nothing && i32::from(self.call.errno()) != libc::ENOENT
    }

    /// What the descriptor is that the call works on.
    pub(super) fn thing(&mut self, fds: &dyn Fn(i32) -> Option<FdInfo>) {
        let info = self.said.fd.and_then(fds);
        if let Some(info) = &info {
            self.out.string(keys::FD_TYPE, info.fd_type.name());
        }
        match info {
            Some(info) if info.transport.is_some() => self.connection(info),
            Some(FdInfo { path: Some(path), .. }) if !self.said.path => self.out.string(keys::PATH, path),
            _ => {}
        }
        if let Some(transport) = self.said.transport {
            self.out.string(keys::TRANSPORT, transport);
        }
    }

    pub(super) fn path(&mut self, at: usize, arg: &Arg) {
        if self.said.fd.is_some() && self.is_pathless() {
            return;
        }
        if let Some(path) = self.read(at, arg, keys::PATH) {
            self.out.string(keys::PATH, String::from_utf8_lossy(path));
            self.said.path = true;
        }
    }

    pub(super) fn open_how(&mut self, at: usize, arg: &Arg) {
        let flags = self.read(at, arg, keys::OPEN_FLAGS).and_then(|how| how.first_chunk::<8>());
        if let Some(flags) = flags {
            self.out.strings(keys::OPEN_FLAGS, names::fs::open_flags(u64::from_ne_bytes(*flags)));
        }
    }
}
