//! The attributes of calls, of all rows and by role.

mod any_call;
mod support;

mod redaction;
mod roles;
mod sockets;
mod times;
mod values;
