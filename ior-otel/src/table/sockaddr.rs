//! Socket addresses, as the kernel lays them out (`struct sockaddr` and its kin: ip(7), ipv6(7), unix(7)).

use std::{
    borrow::Cow,
    net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr},
};

use super::names::network::DOMAINS;

/// A socket address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Address {
    /// `AF_INET` or `AF_INET6`.
    Internet(SocketAddr),
    /// `AF_UNIX`: a path, `@name` for an abstract one, nothing for a socket without a name.
    Unix(Option<String>),
    /// Of another family, or too short for its own.
    Other,
}

/// Parses the bytes of a `sockaddr`: its family, and the address. Nothing if there is not even a family.
pub fn parse(bytes: &[u8]) -> Option<(u16, Address)> {
    let (family, rest) = bytes.split_first_chunk::<2>()?;
    let family = u16::from_ne_bytes(*family);
    let address = match i32::from(family) {
        libc::AF_INET => internet(rest),
        libc::AF_INET6 => internet6(rest),
        libc::AF_UNIX => Some(Address::Unix(unix(rest))),
        _ => None,
    };
    Some((family, address.unwrap_or(Address::Other)))
}

/// Name of an address family: `AF_INET`.
pub fn family_name(family: u16) -> Cow<'static, str> {
    DOMAINS.one(u64::from(family))
}

/// Port and address, both in network byte order.
fn internet(rest: &[u8]) -> Option<Address> {
    let (port, rest) = rest.split_first_chunk::<2>()?;
    let (address, _) = rest.split_first_chunk::<4>()?;
    Some(Address::Internet((IpAddr::V4(Ipv4Addr::from(*address)), u16::from_be_bytes(*port)).into()))
}

/// Port, flow information, address.
fn internet6(rest: &[u8]) -> Option<Address> {
    let (port, rest) = rest.split_first_chunk::<2>()?;
    let (address, _) = rest.get(4..)?.split_first_chunk::<16>()?;
    Some(Address::Internet((IpAddr::V6(Ipv6Addr::from(*address)), u16::from_be_bytes(*port)).into()))
}

fn unix(rest: &[u8]) -> Option<String> {
    match rest {
        [] => None,
        [0, name @ ..] if name.is_empty() || name.iter().all(|byte| *byte == 0) => None,
        [0, name @ ..] => Some(format!("@{}", String::from_utf8_lossy(name).replace('\0', "@"))),
        path => {
            let end = path.iter().position(|byte| *byte == 0).unwrap_or(path.len());
            Some(String::from_utf8_lossy(&path[..end]).into_owned())
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn of(family: i32, rest: &[u8]) -> Option<(u16, Address)> {
        parse(&[&(family as u16).to_ne_bytes(), rest].concat())
    }

    #[test]
    fn internet_addresses() {
        let (family, address) = of(libc::AF_INET, &[0x1f, 0x90, 127, 0, 0, 1, 0, 0]).expect("an address");
        assert_eq!(
            (family_name(family).as_ref(), address),
            ("AF_INET", Address::Internet("127.0.0.1:8080".parse().expect("valid")))
        );
        let mut v6 = [0; 26];
        (v6[1], v6[21]) = (80, 1);
        let (_, address) = of(libc::AF_INET6, &v6).expect("an address");
        assert_eq!(address, Address::Internet("[::1]:80".parse().expect("valid")));
    }

    #[test]
    fn unix_addresses() {
        let unix = |bytes: &[u8]| of(libc::AF_UNIX, bytes).map(|(_, address)| address);
        let name = |name: &str| Some(Address::Unix(Some(name.to_owned())));
        assert_eq!(unix(b"/run/x.sock\0rest"), name("/run/x.sock"));
        assert_eq!(unix(b"/run/without-nul"), name("/run/without-nul"));
        assert_eq!(unix(b"\0abstract"), name("@abstract"));
        assert_eq!(unix(b""), Some(Address::Unix(None)));
        assert_eq!(unix(&[0; 20]), Some(Address::Unix(None)));
    }

    #[test]
    fn what_is_too_short_still_has_its_family() {
        assert_eq!(of(libc::AF_INET, &[0, 80]), Some((2, Address::Other)));
        assert_eq!(of(libc::AF_NETLINK, &[0; 10]), Some((16, Address::Other)));
        assert_eq!(parse(&[2]), None);
    }

    proptest! {
        #[test]
        fn any_bytes(bytes in prop::collection::vec(any::<u8>(), 0..130)) {
            let _ = parse(&bytes);
        }
    }
}
