//! Symbolic names of constants. Names and values are the C library's; none is typed by hand.

use std::borrow::Cow;

use libc as c;

/// A list of constants with their names.
macro_rules! constants {
    ($($name:ident),* $(,)?) => { &[$((c::$name as i64, stringify!($name))),*] };
}

/// Constants with their names.
type Constants = &'static [(i64, &'static str)];

const DOMAINS: Constants = constants![
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
];
const SOCKET_TYPES: Constants =
    constants![SOCK_STREAM, SOCK_DGRAM, SOCK_RAW, SOCK_RDM, SOCK_SEQPACKET, SOCK_DCCP];
const SOCKET_FLAGS: Constants = constants![SOCK_CLOEXEC, SOCK_NONBLOCK];
const INTERNET_PROTOCOLS: Constants = constants![
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
];
const NETLINK_PROTOCOLS: Constants = constants![
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
];
const MESSAGE_FLAGS: Constants = constants![
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
];
const ACCESS_MODES: Constants = constants![O_RDONLY, O_WRONLY, O_RDWR];
/// Those that contain another come first.
const OPEN_FLAGS: Constants = constants![
    O_TMPFILE,
    O_SYNC,
    O_CREAT,
    O_EXCL,
    O_NOCTTY,
    O_TRUNC,
    O_APPEND,
    O_NONBLOCK,
    O_DSYNC,
    O_ASYNC,
    O_DIRECT,
    O_DIRECTORY,
    O_NOFOLLOW,
    O_NOATIME,
    O_CLOEXEC,
    O_PATH,
];
const CLOCKS: Constants = constants![
    CLOCK_REALTIME,
    CLOCK_MONOTONIC,
    CLOCK_PROCESS_CPUTIME_ID,
    CLOCK_THREAD_CPUTIME_ID,
    CLOCK_MONOTONIC_RAW,
    CLOCK_REALTIME_COARSE,
    CLOCK_MONOTONIC_COARSE,
    CLOCK_BOOTTIME,
    CLOCK_REALTIME_ALARM,
    CLOCK_BOOTTIME_ALARM,
    CLOCK_TAI,
];
const FUTEX_OPS: Constants = constants![
    FUTEX_WAIT,
    FUTEX_WAKE,
    FUTEX_FD,
    FUTEX_REQUEUE,
    FUTEX_CMP_REQUEUE,
    FUTEX_WAKE_OP,
    FUTEX_LOCK_PI,
    FUTEX_UNLOCK_PI,
    FUTEX_TRYLOCK_PI,
    FUTEX_WAIT_BITSET,
    FUTEX_WAKE_BITSET,
    FUTEX_WAIT_REQUEUE_PI,
    FUTEX_CMP_REQUEUE_PI,
    FUTEX_LOCK_PI2,
];
const FUTEX_FLAGS: Constants = constants![FUTEX_PRIVATE_FLAG, FUTEX_CLOCK_REALTIME];

/// Name of an address family.
pub fn domain(value: i64) -> Cow<'static, str> {
    one(DOMAINS, value, "AF_")
}

/// Name of a socket type, and of the flags that come with it.
pub fn socket_type(value: i64) -> (Cow<'static, str>, Vec<String>) {
    // SOCK_TYPE_MASK of linux/net.h.
    (one(SOCKET_TYPES, value & 0xf, "SOCK_"), flags(SOCKET_FLAGS, value & !0xf))
}

/// Name of a protocol of an address family; nothing where 0 stands for the usual one, or the family's protocols have no names.
pub fn protocol(domain: i64, value: i64) -> Option<Cow<'static, str>> {
    match domain as i32 {
        _ if value == 0 && domain as i32 != c::AF_NETLINK => None,
        c::AF_INET | c::AF_INET6 => Some(one(INTERNET_PROTOCOLS, value, "IPPROTO_")),
        c::AF_NETLINK => Some(one(NETLINK_PROTOCOLS, value, "NETLINK_")),
        _ => None,
    }
}

/// Names of flags of `send` and `recv`.
pub fn message_flags(value: i64) -> Vec<String> {
    flags(MESSAGE_FLAGS, value & 0xffff_ffff)
}

/// Names of flags of `open`, the access mode first.
pub fn open_flags(value: i64) -> Vec<String> {
    let access = i64::from(c::O_ACCMODE);
    let mut names = vec![one(ACCESS_MODES, value & access, "O_").into_owned()];
    names.extend(flags(OPEN_FLAGS, value & !access));
    names
}

/// Name of a clock.
pub fn clock(value: i64) -> Cow<'static, str> {
    one(CLOCKS, value, "CLOCK_")
}

/// Name of an operation on a futex, and of the flags that come with it.
pub fn futex_op(value: i64) -> (Cow<'static, str>, Vec<String>) {
    let command = i64::from(c::FUTEX_CMD_MASK);
    (one(FUTEX_OPS, value & command, "FUTEX_"), flags(FUTEX_FLAGS, value & !command & 0xffff_ffff))
}

fn one(constants: Constants, value: i64, prefix: &str) -> Cow<'static, str> {
    let known = constants.iter().find(|(constant, _)| *constant == value);
    known.map_or_else(|| Cow::Owned(format!("{prefix}{value}")), |(_, name)| Cow::Borrowed(*name))
}

/// The names of the bits that are set; what has no name is shown in hexadecimal, so that nothing is hidden.
fn flags(constants: Constants, mut value: i64) -> Vec<String> {
    let mut names = Vec::new();
    for (constant, name) in constants {
        if value & constant == *constant {
            value &= !constant;
            names.push((*name).to_owned());
        }
    }
    if value != 0 {
        names.push(format!("{value:#x}"));
    }
    names
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn constants_have_their_names() {
        assert_eq!(domain(2), "AF_INET");
        assert_eq!(domain(250), "AF_250");
        assert_eq!(clock(1), "CLOCK_MONOTONIC");
        assert_eq!(socket_type(0o4001), ("SOCK_STREAM".into(), vec!["SOCK_NONBLOCK".to_owned()]));
        assert_eq!(futex_op(137), ("FUTEX_WAIT_BITSET".into(), vec!["FUTEX_PRIVATE_FLAG".to_owned()]));
        assert_eq!(protocol(2, 6).as_deref(), Some("IPPROTO_TCP"));
        assert_eq!(protocol(1, 0), None);
    }

    #[test]
    fn flags_are_all_named_or_shown() {
        assert_eq!(open_flags(0o2000101), ["O_WRONLY", "O_CREAT", "O_CLOEXEC"]);
        assert_eq!(open_flags(0o4010000), ["O_RDONLY", "O_SYNC"]);
        assert_eq!(open_flags(0o10000), ["O_RDONLY", "O_DSYNC"]);
        assert_eq!(open_flags(1 << 30), ["O_RDONLY", "0x40000000"]);
        assert_eq!(open_flags(0), ["O_RDONLY"]);
        assert_eq!(message_flags(0x4040), ["MSG_DONTWAIT", "MSG_NOSIGNAL"]);
    }
}
