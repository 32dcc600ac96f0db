//! Sockets: address families, types, protocols, flags.

use std::borrow::Cow;

use libc as c;

use super::Names;

/// Address families.
pub static DOMAINS: Names = names!("AF_": c;
    AF_UNSPEC,
    AF_UNIX,
    AF_INET,
    AF_INET6,
    AF_NETLINK,
    AF_PACKET,
    AF_VSOCK,
    AF_ALG,
    AF_BLUETOOTH,
    AF_CAN,
    AF_KEY,
    AF_NFC,
    AF_TIPC,
    AF_XDP,
    AF_AX25,
    AF_IPX,
    AF_APPLETALK,
    AF_X25,
    AF_RDS,
    AF_PPPOX,
    AF_LLC,
    AF_IB,
    AF_MPLS,
);
/// Socket types.
pub static SOCKET_TYPES: Names =
    names!("SOCK_": c;SOCK_STREAM, SOCK_DGRAM, SOCK_RAW, SOCK_RDM, SOCK_SEQPACKET, SOCK_DCCP);
/// Flags that come with a socket type, and flags of `accept4`.
pub static SOCKET_FLAGS: Names = names!("": c;SOCK_CLOEXEC, SOCK_NONBLOCK);
/// Protocols of internet sockets.
static INTERNET_PROTOCOLS: Names = names!("IPPROTO_": c;
    IPPROTO_IP,
    IPPROTO_ICMP,
    IPPROTO_IGMP,
    IPPROTO_TCP,
    IPPROTO_UDP,
    IPPROTO_IPV6,
    IPPROTO_ICMPV6,
    IPPROTO_SCTP,
    IPPROTO_UDPLITE,
    IPPROTO_RAW,
    IPPROTO_MPTCP,
    IPPROTO_DCCP,
    IPPROTO_GRE,
    IPPROTO_ESP,
    IPPROTO_AH,
);
/// Protocols of netlink sockets.
static NETLINK_PROTOCOLS: Names = names!("NETLINK_": c;
    NETLINK_ROUTE,
    NETLINK_USERSOCK,
    NETLINK_FIREWALL,
    NETLINK_SOCK_DIAG,
    NETLINK_NFLOG,
    NETLINK_XFRM,
    NETLINK_SELINUX,
    NETLINK_ISCSI,
    NETLINK_AUDIT,
    NETLINK_FIB_LOOKUP,
    NETLINK_CONNECTOR,
    NETLINK_NETFILTER,
    NETLINK_KOBJECT_UEVENT,
    NETLINK_GENERIC,
    NETLINK_CRYPTO,
);
/// Flags of `send` and `recv`.
pub static MESSAGE_FLAGS: Names = names!("": c;
    MSG_OOB,
    MSG_PEEK,
    MSG_DONTROUTE,
    MSG_CTRUNC,
    MSG_TRUNC,
    MSG_DONTWAIT,
    MSG_EOR,
    MSG_WAITALL,
    MSG_CONFIRM,
    MSG_ERRQUEUE,
    MSG_NOSIGNAL,
    MSG_MORE,
    MSG_WAITFORONE,
    MSG_ZEROCOPY,
    MSG_FASTOPEN,
    MSG_CMSG_CLOEXEC,
);

/// Name of a socket type, and of the flags that come with it.
pub fn socket_type(value: u64) -> (Cow<'static, str>, Vec<String>) {
    // SOCK_TYPE_MASK of linux/net.h.
    (SOCKET_TYPES.one(value & 0xf), SOCKET_FLAGS.flags(value & 0xffff_fff0))
}

/// Name of a protocol of an address family; nothing where 0 stands for the usual one, or the family's protocols have no names.
pub fn protocol(domain: i32, value: u64) -> Option<Cow<'static, str>> {
    match domain {
        c::AF_NETLINK => Some(NETLINK_PROTOCOLS.one(value)),
        _ if value as u32 == 0 => None,
        c::AF_INET | c::AF_INET6 => Some(INTERNET_PROTOCOLS.one(value)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sockets_are_named() {
        assert_eq!(DOMAINS.one(2), "AF_INET");
        assert_eq!(DOMAINS.one(250), "AF_250");
        assert_eq!(socket_type(0o4001), ("SOCK_STREAM".into(), vec!["SOCK_NONBLOCK".to_owned()]));
        assert_eq!(protocol(2, 6).as_deref(), Some("IPPROTO_TCP"));
        assert_eq!(protocol(1, 0), None);
        assert_eq!(protocol(16, 0).as_deref(), Some("NETLINK_ROUTE"));
        assert_eq!(MESSAGE_FLAGS.flags(0x4040), ["MSG_DONTWAIT", "MSG_NOSIGNAL"]);
    }
}
