//! The kernel's key rings (keyctl(2)).

use libc as c;

use super::Names;

/// Operations of `keyctl`; those without a crate are of linux/keyctl.h (Linux 5.8).
pub static OPERATIONS: Names = names!("KEYCTL_": [(32, "KEYCTL_WATCH_KEY")]; c;
    KEYCTL_GET_KEYRING_ID, KEYCTL_JOIN_SESSION_KEYRING, KEYCTL_UPDATE, KEYCTL_REVOKE, KEYCTL_CHOWN,
    KEYCTL_SETPERM, KEYCTL_DESCRIBE, KEYCTL_CLEAR, KEYCTL_LINK, KEYCTL_UNLINK, KEYCTL_SEARCH, KEYCTL_READ,
    KEYCTL_INSTANTIATE, KEYCTL_NEGATE, KEYCTL_SET_REQKEY_KEYRING, KEYCTL_SET_TIMEOUT, KEYCTL_ASSUME_AUTHORITY,
    KEYCTL_GET_SECURITY, KEYCTL_SESSION_TO_PARENT, KEYCTL_REJECT, KEYCTL_INSTANTIATE_IOV, KEYCTL_INVALIDATE,
    KEYCTL_GET_PERSISTENT, KEYCTL_DH_COMPUTE, KEYCTL_PKEY_QUERY, KEYCTL_PKEY_ENCRYPT, KEYCTL_PKEY_DECRYPT,
    KEYCTL_PKEY_SIGN, KEYCTL_PKEY_VERIFY, KEYCTL_RESTRICT_KEYRING, KEYCTL_MOVE, KEYCTL_CAPABILITIES
);

/// Keys with a meaning; others have a serial number.
static KEYS: Names = names!("": c;
    KEY_SPEC_THREAD_KEYRING, KEY_SPEC_PROCESS_KEYRING, KEY_SPEC_SESSION_KEYRING, KEY_SPEC_USER_KEYRING,
    KEY_SPEC_USER_SESSION_KEYRING, KEY_SPEC_GROUP_KEYRING, KEY_SPEC_REQKEY_AUTH_KEY, KEY_SPEC_REQUESTOR_KEYRING
);

/// Name of a key: of those with a meaning, or its serial number.
pub fn key(value: u64) -> String {
    KEYS.one(value).into_owned()
}

/// What an argument of an operation is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Argument {
    /// Nothing, or what is not shown: buffers, lengths, strings.
    Unseen,
    /// The key that it works on.
    Key,
    /// The ring that a key is put in, or taken from.
    Ring,
    /// The ring that a key is moved from.
    FromRing,
    /// Seconds until the key expires; 0 for never.
    Seconds,
    /// Permissions.
    Permissions,
    /// Error that requests for the key shall fail with.
    Error,
    /// User that the key gets, or whose it is.
    User,
    /// Group that the key gets.
    Group,
}

/// The arguments of an operation after its name, and whether it returns a key: from the man page of each.
pub fn arguments(operation: u32) -> ([Argument; 4], bool) {
    use Argument::{Error, FromRing, Group, Key, Permissions, Ring, Seconds, Unseen, User};
    /// Of linux/keyctl.h.
    const WATCH_KEY: u32 = 32;
    match operation {
        c::KEYCTL_GET_KEYRING_ID => ([Key, Unseen, Unseen, Unseen], true),
        c::KEYCTL_JOIN_SESSION_KEYRING => ([Unseen; 4], true),
        c::KEYCTL_CHOWN => ([Key, User, Group, Unseen], false),
        c::KEYCTL_SETPERM => ([Key, Permissions, Unseen, Unseen], false),
        c::KEYCTL_LINK | c::KEYCTL_UNLINK => ([Key, Ring, Unseen, Unseen], false),
        // The ring that is searched, type, description, and the ring that what is found is put in.
        c::KEYCTL_SEARCH => ([Key, Unseen, Unseen, Ring], true),
        c::KEYCTL_INSTANTIATE | c::KEYCTL_INSTANTIATE_IOV => ([Key, Unseen, Unseen, Ring], false),
        c::KEYCTL_NEGATE => ([Key, Seconds, Ring, Unseen], false),
        c::KEYCTL_REJECT => ([Key, Seconds, Error, Ring], false),
        c::KEYCTL_SET_TIMEOUT => ([Key, Seconds, Unseen, Unseen], false),
        c::KEYCTL_GET_PERSISTENT => ([User, Ring, Unseen, Unseen], true),
        c::KEYCTL_MOVE => ([Key, FromRing, Ring, Unseen], false),
        c::KEYCTL_UPDATE
        | c::KEYCTL_REVOKE
        | c::KEYCTL_DESCRIBE
        | c::KEYCTL_CLEAR
        | c::KEYCTL_READ
        | c::KEYCTL_ASSUME_AUTHORITY
        | c::KEYCTL_GET_SECURITY
        | c::KEYCTL_INVALIDATE
        | c::KEYCTL_PKEY_QUERY
        | c::KEYCTL_RESTRICT_KEYRING
        | WATCH_KEY => ([Key, Unseen, Unseen, Unseen], false),
        // Structures, a number of another meaning, or an operation that is newer than this.
        _ => ([Unseen; 4], false),
    }
}
