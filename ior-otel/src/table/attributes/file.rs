//! Attributes of descriptors and paths.

use super::{Arg, Captured, Kind, Returns, Role, Shown, keys};

fn is_number(text: &[u8]) -> bool {
    text.iter().all(u8::is_ascii_digit)
}

impl Shown<'_> {
    /// The descriptor that the call works on. A negative one stands for none, as in `mmap` without a file.
    pub(super) fn fd(&mut self, at: usize, fd: i32) {
        if fd >= 0 {
            self.out.int(keys::FD, fd);
            self.said.fd = Some(at);
        }
    }

    pub(super) fn second_fd(&mut self, at: usize, fd: i32) {
        if fd < 0 {
            return;
        }
        self.out.int(keys::FD_SECOND, fd);
        if let Some(file) = self.file(at) {
            self.out.string(keys::FD_SECOND_TYPE, file.kind);
            self.file_path(keys::FD_SECOND_PATH, file.path, file.is_cut);
        }
    }

    /// The directory that a path is relative to; the current one (`AT_FDCWD`) is not mentioned.
    pub(super) fn directory(&mut self, at: usize, fd: i32, key: &str, path_key: &'static str) {
        if fd < 0 {
            return;
        }
        self.out.int(key, fd);
        if let Some(file) = self.file(at) {
            self.file_path(path_key, file.path, file.is_cut);
        }
    }

    /// A path that the kernel side has found.
    fn file_path(&mut self, key: &'static str, path: Option<String>, is_cut: bool) {
        if let Some(path) = path {
            self.out.string(key, path);
            if is_cut {
                self.truncated.push(key);
            }
        }
    }

    /// Whether a call by directory and path is about the descriptor itself and not about something in it: the path is
    /// empty (`AT_EMPTY_PATH`, by which the C library's `fstat` works) or null (`futimens`).
    pub(super) fn is_pathless(&self) -> bool {
        let Some(at) = self.syscall.position(|role| role == Role::Path) else { return false };
        let nothing = match self.captured(at) {
            // Of a program that was executed by its descriptor, the kernel shows a path of its own making.
            Some(Captured::Whole(path)) => {
                path.is_empty()
                    || self.syscall.kind == Kind::Exec
                        && path.strip_prefix(b"/dev/fd/").is_some_and(is_number)
            }
            Some(Captured::Part(_) | Captured::Fault) => false,
            None => self.call.args[at] == 0,
        };
        // Without the flag an empty path is the name of nothing.
        nothing && i32::from(self.call.errno()) != libc::ENOENT
    }

    /// What the descriptor is that the call works on.
    pub(super) fn thing(&mut self) {
        let fd = self.said.fd.and_then(|at| Some((at, self.file(at)?)));
        if let Some((at, file)) = fd {
            if matches!(&*file.kind, "socket" | "pipe") {
                self.out.int(keys::FD_INODE, file.inode as i64);
            }
            self.out.string(keys::FD_TYPE, file.kind);
            // Whose socket it is, the answer of `getsockopt` may have said.
            let is_said = self.out.text(keys::TARGET_PID).is_some();
            if let Some(pid) = file.target_pid.filter(|_| self.syscall.args[at].role == Role::Fd && !is_said)
            {
                self.out.int(keys::TARGET_PID, pid);
            }
            // What takes a connection is about that, and not about the socket that listens.
            if let Some(socket) = file.socket.filter(|_| self.syscall.kind != Kind::Accept) {
                self.connection(socket);
            } else if self.said.path.is_none() {
                self.said.path.clone_from(&file.path);
                self.file_path(keys::PATH, file.path, file.is_cut);
            }
        }
        if self.syscall.kind == Kind::Accept
            && let Some(socket) = self.returned_file().and_then(|file| file.socket)
        {
            self.connection(socket);
        }
        if let Some(transport) = self.said.transport {
            self.out.string(keys::TRANSPORT, transport);
        }
    }

    /// The descriptor that the call made.
    pub(super) fn returned_fd(&mut self) {
        self.out.int(keys::FD_RETURNED, self.call.return_value);
        if let Some(file) = self.returned_file() {
            self.out.string(keys::FD_RETURNED_TYPE, file.kind);
            let may_have_path = matches!(self.syscall.returns, Returns::Fd | Returns::FdOrValue);
            if may_have_path && file.path != self.said.path && self.syscall.kind != Kind::Accept {
                self.file_path(keys::FD_RETURNED_PATH, file.path, file.is_cut);
            }
        }
    }

    pub(super) fn path(&mut self, at: usize, arg: &Arg) {
        if self.said.fd.is_some() && self.is_pathless() {
            return;
        }
        if let Some(path) = self.read(at, arg, keys::PATH) {
            let path = String::from_utf8_lossy(path).into_owned();
            self.out.string(keys::PATH, path.clone());
            self.said.path = Some(path);
        }
    }
}
