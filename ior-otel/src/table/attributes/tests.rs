//! The attributes of calls, of all rows and by role.

mod any_call;
mod support;

mod roles;
mod sockets;
mod times;
mod values;
