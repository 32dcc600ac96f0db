//! What the kernel side and the user side of ior-otel agree on.
//!
//! Plain `repr(C)` data without implicit padding, so that a value means the same bytes on both sides of a BPF
//! map or ring buffer. In the order in which a call meets them:
//!
//! 0. [`host`]: what differs between kernels, and [`target`]: which processes are traced,
//! 1. [`descriptor`]: what the kernel side shall do with a syscall number,
//! 2. [`thread`]: what it remembers of a thread between `sys_enter` and `sys_exit`,
//! 3. [`series`]: what it counts, and [`slot`]: where threads and series are kept,
//! 4. [`record`]: what it sends for a call that becomes a span and for a process that starts or ends,
//!    with [`file`]: what its descriptors lead to, [`context`]: which span of the application was active, and [`stack`]: where in its code,
//! 5. [`counter`]: what it could not do.
#![cfg_attr(not(feature = "user"), no_std)]

pub mod host;
pub mod target;

pub mod descriptor;
pub mod thread;

pub mod histogram;
pub mod series;
pub mod slot;

pub mod context;
pub mod file;
pub mod record;
pub mod stack;

pub mod counter;

pub mod errno;

#[cfg(feature = "user")]
mod pod;
