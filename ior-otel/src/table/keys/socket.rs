//! Sockets, their addresses and options.

use super::descriptor::{FD_RETURNED, FD_RETURNED_TYPE};
use super::process::{GROUP_ID, TARGET_PID, USER_ID};
use super::time::TIMEOUT;

keys! {
    SOCKET_KEYS;

    /// Address family: `AF_INET`.
    SOCKADDR_FAMILY = "sockaddr.family";
    /// `tcp`, `udp`, `unix`.
    TRANSPORT = "network.transport";
    /// `ipv4`, `ipv6`.
    NETWORK_TYPE = "network.type";
    /// Address of the other side.
    PEER_ADDRESS = "network.peer.address";
    /// Port of the other side.
    PEER_PORT = "network.peer.port";
    /// Our address.
    LOCAL_ADDRESS = "network.local.address";
    /// Our port.
    LOCAL_PORT = "network.local.port";
    /// Socket type: `SOCK_STREAM`.
    SOCKET_TYPE = "syscall.socket.type";
    /// Socket flags: `SOCK_CLOEXEC`.
    SOCKET_FLAGS = "syscall.socket.flags";
    /// Protocol: `IPPROTO_TCP`.
    SOCKET_PROTOCOL = "syscall.socket.protocol";
    /// Flags of `send` and `recv`.
    MESSAGE_FLAGS = "syscall.message.flags";
    /// Connections that may wait to be accepted.
    BACKLOG = "syscall.socket.backlog";
    /// What is shut: `SHUT_WR`.
    SHUTDOWN = "syscall.socket.shutdown";
    /// Level of an option: `SOL_SOCKET`.
    OPTION_LEVEL = "syscall.socket.level";
    /// Option: `SO_REUSEADDR`.
    OPTION = "syscall.socket.option";
    /// Value of an option that is a number.
    OPTION_VALUE = "syscall.socket.option_value";
    /// Value of an option that is something else: `cubic`, `eth0`, `off`, `5 s`.
    OPTION_TEXT = "syscall.socket.option_text";
    /// Error that a socket had (`SO_ERROR`), if it had one: `ECONNREFUSED`.
    SOCKET_ERROR = "syscall.socket.error";
    /// Messages that the call is about, at most.
    MESSAGES = "syscall.message.count";
    /// Messages that were sent or received.
    MESSAGES_DONE = "syscall.message.done";
}

/// What a call that takes a connection can have: the addresses are those of the connection.
pub const OF_CONNECTION: &[&str] = &[
    FD_RETURNED,
    FD_RETURNED_TYPE,
    SOCKADDR_FAMILY,
    TRANSPORT,
    NETWORK_TYPE,
    LOCAL_ADDRESS,
    LOCAL_PORT,
    PEER_ADDRESS,
    PEER_PORT,
];
/// What a value of an option of a socket can have that is asked for.
pub const OF_OPTION: &[&str] =
    &[OPTION_VALUE, OPTION_TEXT, TIMEOUT, SOCKET_ERROR, TARGET_PID, USER_ID, GROUP_ID];
/// What a call with an address of the other side can have.
pub const OF_PEER: &[&str] = &[SOCKADDR_FAMILY, TRANSPORT, NETWORK_TYPE, PEER_ADDRESS, PEER_PORT];
/// What a call with an address of our own can have.
pub const OF_LOCAL: &[&str] = &[SOCKADDR_FAMILY, TRANSPORT, NETWORK_TYPE, LOCAL_ADDRESS, LOCAL_PORT];
