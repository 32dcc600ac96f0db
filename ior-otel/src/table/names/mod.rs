//! Symbolic names of constants, by what they are about. Names and values are those of the `libc` crate, or where it lacks them of
//! `linux-raw-sys`, which is generated from the kernel's headers; none is typed by hand where it can be helped.

use std::borrow::Cow;

/// `names!("PREFIX_": module; NAME, NAME, ...)`: constants of a module, with their names. Values that no crate has stand before, as
/// `[(value, "NAME")];`.
macro_rules! names {
    ($prefix:literal: $([$(($value:expr, $text:literal)),+ $(,)?];)? $($module:ident; $($name:ident),* $(,)?);+ $(;)?) => {
        $crate::table::names::Names {
            prefix: $prefix,
            constants: &[
                $($(($value, $text),)+)?
                $($(($module::$name as u32 as u64, stringify!($name)),)*)+
            ],
        }
    };
}

pub mod aio;
pub mod bpf;
pub mod fs;
pub mod ioctl;
pub mod ipc;
pub mod keyring;
pub mod memory;
pub mod mount;
pub mod network;
pub mod perf;
pub mod polling;
pub mod prctl;
pub mod process;
pub mod sched;
pub mod security;
pub mod signals;
pub mod system;
pub mod time;

/// Constants with their names.
#[derive(Debug, PartialEq, Eq)]
pub struct Names {
    /// What a value without a name is shown with: `AF_250`.
    prefix: &'static str,
    /// Values and names. Of flags, those that contain another come first.
    constants: &'static [(u64, &'static str)],
}

impl Names {
    /// The name of a value, which is a C `int` in a register: its upper half may hold anything.
    pub fn one(&self, value: u64) -> Cow<'static, str> {
        match self.known(u64::from(value as u32)) {
            Some(name) => Cow::Borrowed(name),
            None => Cow::Owned(format!("{}{}", self.prefix, value as i32)),
        }
    }

    /// The name of a value, if it has one.
    pub fn known(&self, value: u64) -> Option<&'static str> {
        self.constants.iter().find(|(constant, _)| *constant == value).map(|(_, name)| *name)
    }

    /// The names of the bits that are set; what has no name is shown in hexadecimal, so that nothing is hidden. That none is set has a
    /// name for some (`F_OK`, `PROT_NONE`).
    pub fn flags(&self, mut value: u64) -> Vec<String> {
        if value == 0 {
            return self.known(0).map(str::to_owned).into_iter().collect();
        }
        let mut names = Vec::new();
        for (constant, name) in self.constants {
            if value & constant == *constant && *constant != 0 {
                value &= !constant;
                names.push((*name).to_owned());
            }
        }
        if value != 0 {
            names.push(format!("{value:#x}"));
        }
        names
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_has_no_name_is_shown_as_it_is() {
        static NAMES: Names =
            Names { prefix: "X_", constants: &[(6, "SIX"), (2, "TWO"), (0xffff_ffff, "ALL")] };
        assert_eq!(NAMES.one(2), "TWO");
        assert_eq!(NAMES.one(u64::MAX), "ALL");
        assert_eq!(NAMES.one(0xffff_fffe), "X_-2");
        assert_eq!(NAMES.flags(0x16), ["SIX", "0x10"]);
        assert_eq!(NAMES.flags(0), [""; 0]);
    }
}
