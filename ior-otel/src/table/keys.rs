//! Names of span attributes, by area. Where OpenTelemetry has a name, it is used; the rest begins with `syscall.`.

/// `AREA_KEYS;` and then `/// what it is` `NAME = "key";` for each attribute of that area.
macro_rules! keys {
    ($area:ident; $($(#[doc = $doc:literal])+ $name:ident = $key:literal;)*) => {
        $($(#[doc = $doc])+ pub const $name: &str = $key;)*

        /// The attributes of this area, with what they are.
        pub(super) const $area: &[(&str, &str)] = &[$(($key, concat!($($doc),+))),*];
    };
}

mod aio;
mod call;
mod descriptor;
mod file;
mod ipc;
mod memory;
mod mount;
mod polling;
mod process;
mod sched;
mod security;
mod signal;
mod socket;
mod system;
mod time;

pub use aio::*;
pub use call::*;
pub use descriptor::*;
pub use file::*;
pub use ipc::*;
pub use memory::*;
pub use mount::*;
pub use polling::*;
pub use process::*;
pub use sched::*;
pub use security::*;
pub use signal::*;
pub use socket::*;
pub use system::*;
pub use time::*;

/// All attributes of calls, with what they are, by area.
pub const ALL: &[&[(&str, &str)]] = &[
    CALL_KEYS,
    DESCRIPTOR_KEYS,
    FILE_KEYS,
    MOUNT_KEYS,
    SOCKET_KEYS,
    POLLING_KEYS,
    AIO_KEYS,
    IPC_KEYS,
    MEMORY_KEYS,
    PROCESS_KEYS,
    SIGNAL_KEYS,
    SCHED_KEYS,
    TIME_KEYS,
    SECURITY_KEYS,
    SYSTEM_KEYS,
];

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn no_attribute_has_two_meanings() {
        let mut keys = BTreeSet::new();
        for (key, _) in ALL.iter().copied().flatten() {
            assert!(keys.insert(key), "{key} is there twice");
        }
    }
}
