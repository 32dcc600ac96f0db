//! Attributes of sockets and their addresses.

use super::{Arg, Captured, Role, Shown, errno_name, keys, names};
use crate::{
    open_file::{Socket, SocketName},
    table::sockaddr::{self, Address},
};

/// `SO_RCVTIMEO_NEW` and `SO_SNDTIMEO_NEW` of asm-generic/socket.h, whose `struct timeval` is of 64 bits everywhere.
const RECEIVE_TIMEOUT: i32 = 66;
const SEND_TIMEOUT: i32 = 67;

impl Shown<'_> {
    /// The type of a socket in the making, its flags, and its protocol: that is the next argument, and means something by the
    /// family, which is the one before.
    pub(super) fn socket(&mut self, at: usize, value: u64) {
        let (name, flags) = names::network::socket_type(value);
        self.out.string(keys::SOCKET_TYPE, name);
        self.flags(keys::SOCKET_FLAGS, flags);
        let protocol = names::network::protocol(self.call.int(at - 1), self.call.args[at + 1]);
        if let Some(protocol) = protocol {
            self.out.string(keys::SOCKET_PROTOCOL, protocol);
        }
    }

    /// The value of an option: a number, a time, a name. Of other levels it may be a key.
    pub(super) fn option_value(&mut self, at: usize) {
        let (level, option) = (self.call.int(1), self.call.int(2));
        let levels = [libc::SOL_SOCKET, libc::SOL_IP, libc::SOL_IPV6, libc::SOL_TCP, libc::SOL_UDP];
        let Some(Captured::Whole(bytes)) = self.captured(at).filter(|_| levels.contains(&level)) else {
            return;
        };
        // Of these some can only be asked for.
        let is_told = self.syscall.args[at].role == Role::OptionValueOut;
        match (level, option) {
            (libc::SOL_SOCKET, libc::SO_RCVTIMEO | libc::SO_SNDTIMEO | RECEIVE_TIMEOUT | SEND_TIMEOUT) => {
                if let Some(timeout) = super::time::seconds(bytes, super::time::MICROSECONDS) {
                    self.out.double(keys::TIMEOUT, timeout);
                }
            }
            (libc::SOL_SOCKET, libc::SO_LINGER) => {
                let word = |at: usize| bytes.get(at..)?.first_chunk().map(|word| i32::from_ne_bytes(*word));
                match (word(0), word(4)) {
                    (Some(0), Some(_)) => self.out.string(keys::OPTION_TEXT, "off"),
                    (Some(_), Some(seconds)) => self.out.string(keys::OPTION_TEXT, format!("{seconds} s")),
                    _ => {}
                }
            }
            (libc::SOL_SOCKET, libc::SO_BINDTODEVICE)
            | (libc::SOL_TCP, libc::TCP_CONGESTION | libc::TCP_ULP) => {
                let name = bytes.split(|byte| *byte == 0).next().unwrap_or_default();
                self.out.string(keys::OPTION_TEXT, String::from_utf8_lossy(name));
            }
            (libc::SOL_SOCKET, libc::SO_PEERCRED) if is_told => self.credentials(bytes),
            // Most are an `int`, and those of IP may be a byte.
            _ => match *bytes {
                [byte] => self.out.int(keys::OPTION_VALUE, byte),
                [a, b, c, d] if is_told => self.told_number(level, option, i32::from_ne_bytes([a, b, c, d])),
                [a, b, c, d] => self.out.int(keys::OPTION_VALUE, i32::from_ne_bytes([a, b, c, d])),
                _ => {}
            },
        }
    }

    /// An option that the kernel tells and that is a number, by its name where that has one.
    fn told_number(&mut self, level: i32, option: i32, value: i32) {
        let constant = value as u32;
        match (level, option) {
            (libc::SOL_SOCKET, libc::SO_TYPE) => {
                self.out.string(keys::OPTION_TEXT, names::network::SOCKET_TYPES.one(constant.into()));
            }
            (libc::SOL_SOCKET, libc::SO_DOMAIN) => {
                self.out.string(keys::OPTION_TEXT, names::network::DOMAINS.one(constant.into()));
            }
            (libc::SOL_SOCKET, libc::SO_ERROR) if value == 0 => {}
            (libc::SOL_SOCKET, libc::SO_ERROR) => {
                self.out.string(keys::SOCKET_ERROR, errno_name(value as u16));
            }
            _ => self.out.int(keys::OPTION_VALUE, value),
        }
    }

    /// `struct ucred` of unix(7): who the other side is.
    fn credentials(&mut self, bytes: &[u8]) {
        let words = bytes.as_chunks::<4>().0.iter().map(|word| i32::from_ne_bytes(*word));
        for (key, id) in [keys::TARGET_PID, keys::USER_ID, keys::GROUP_ID].into_iter().zip(words) {
            self.out.int(key, id);
        }
    }

    pub(super) fn peer(&mut self, at: usize, arg: &Arg) {
        self.said.peer = self.address(at, arg, keys::PEER_ADDRESS, keys::PEER_PORT);
    }

    pub(super) fn local(&mut self, at: usize, arg: &Arg) {
        self.said.local = self.address(at, arg, keys::LOCAL_ADDRESS, keys::LOCAL_PORT);
    }

    /// An address that the call gives or gets; whether there was one.
    fn address(&mut self, at: usize, arg: &Arg, address_key: &'static str, port_key: &str) -> bool {
        let Some((family, address)) = self.read(at, arg, address_key).and_then(sockaddr::parse) else {
            return false;
        };
        self.out.string(keys::SOCKADDR_FAMILY, sockaddr::family_name(family));
        match address {
            Address::Internet(address) => {
                self.network_type(address.is_ipv4());
                self.out.string(address_key, address.ip().to_string());
                self.out.int(port_key, address.port());
            }
            Address::Unix(name) => {
                self.said.transport = Some("unix");
                if let Some(name) = name {
                    self.out.string(address_key, name);
                }
            }
            Address::Other => {}
        }
        true
    }

    /// What is known of the socket that the call works on, or has made, as far as the call has not said it.
    pub(super) fn connection(&mut self, socket: Socket) {
        let Socket { family, transport, local, peer } = socket;
        self.said.transport = self.said.transport.or(transport);
        if !self.said.peer && !self.said.local {
            self.out.string(keys::SOCKADDR_FAMILY, sockaddr::family_name(family));
            if let Some(SocketName::Internet(address)) = local.as_ref().or(peer.as_ref()) {
                self.network_type(address.is_ipv4());
            }
        }
        if let Some(local) = local.filter(|_| !self.said.local) {
            self.socket_name(local, keys::LOCAL_ADDRESS, keys::LOCAL_PORT);
        }
        if let Some(peer) = peer.filter(|_| !self.said.peer) {
            self.socket_name(peer, keys::PEER_ADDRESS, keys::PEER_PORT);
        }
        (self.said.local, self.said.peer) = (true, true);
    }

    fn socket_name(&mut self, name: SocketName, address_key: &str, port_key: &str) {
        match name {
            SocketName::Internet(address) => {
                self.out.string(address_key, address.ip().to_string());
                self.out.int(port_key, address.port());
            }
            SocketName::Unix(name) => self.out.string(address_key, name),
        }
    }

    fn network_type(&mut self, is_ipv4: bool) {
        self.out.string(keys::NETWORK_TYPE, if is_ipv4 { "ipv4" } else { "ipv6" });
    }
}
