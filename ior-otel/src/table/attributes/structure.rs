//! Attributes of the members of structures.

use super::{Arg, Role, Shown, keys, names};
use crate::table::{
    signal::signal_set,
    structs::{Field, Shape, Structure},
};

impl<'a> Shown<'a> {
    /// The members of a structure, as far as it could be read.
    pub(super) fn structure(&mut self, at: usize, arg: &Arg, structure: &'static Structure) {
        let Some(first) = structure.keys.first() else { return };
        if matches!(arg.role, Role::In(_)) && self.is_overwritten(at) {
            self.unreadable.push(arg.name());
            return;
        }
        let Some(bytes) = self.read(at, arg, first) else { return };
        for field in structure.fields {
            self.field(bytes, field);
        }
    }

    /// Whether the kernel wrote its answer to where the argument was (`prlimit64(0, resource, &limit, &limit)`): when the call ends, that
    /// is all that is there.
    fn is_overwritten(&self, at: usize) -> bool {
        let args = &self.call.args;
        let others = args.iter().enumerate().filter(|(other, _)| *other != at);
        self.call.errno() == 0
            && args[at] != 0
            && others.map(|(_, value)| value).any(|value| *value == args[at])
    }

    fn field(&mut self, bytes: &'a [u8], field: &Field) {
        let Field { at, shape, key } = *field;
        let Some(bytes) = bytes.get(usize::from(at)..) else { return };
        let short = bytes.first_chunk().map(|short| u16::from_ne_bytes(*short));
        match (shape, short) {
            (Shape::Short, Some(short)) => return self.out.int(key, short as i16),
            (Shape::UnsignedShort, Some(short)) => return self.out.int(key, short),
            (Shape::ShortFlags(names), Some(short)) => return self.flags(key, names.flags(short.into())),
            _ => {}
        }
        let word = bytes.first_chunk().map(|word| u32::from_ne_bytes(*word));
        let long = bytes.first_chunk().map(|long| u64::from_ne_bytes(*long));
        match (shape, word, long) {
            (Shape::Int, Some(word), _) => self.out.int(key, word as i32),
            (Shape::Unsigned, Some(word), _) => self.out.int(key, word),
            (Shape::One(names), Some(word), _) => self.out.string(key, names.one(word.into())),
            (Shape::Flags(names), Some(word), _) => self.flags(key, names.flags(word.into())),
            // RLIM_INFINITY has all bits set, which is -1.
            (Shape::Long | Shape::Limit, _, Some(long)) => self.out.int(key, long as i64),
            (Shape::Hex, _, Some(long)) => self.out.string(key, format!("{long:#x}")),
            (Shape::LongOne(names), _, Some(long)) => self.out.string(key, names.one(long)),
            (Shape::LongFlags(names), _, Some(long)) => self.flags(key, names.flags(long)),
            (Shape::Nanoseconds, _, Some(0)) => {}
            (Shape::Nanoseconds, _, Some(long)) => {
                self.out.double(key, long as f64 / super::time::NANOSECONDS);
            }
            (Shape::Handler, _, Some(long)) => self.out.string(key, names::signals::handler(long)),
            (Shape::Signals, _, Some(long)) => self.out.strings(key, signal_set(long)),
            (Shape::Time, ..) => self.seconds(bytes, key, super::time::NANOSECONDS),
            (Shape::Timeval, ..) => self.seconds(bytes, key, super::time::MICROSECONDS),
            (Shape::Short | Shape::UnsignedShort | Shape::ShortFlags(_), ..)
            | (_, None, _)
            | (_, _, None) => {}
        }
    }

    /// A set of signals.
    pub(super) fn pointed_signals(&mut self, at: usize, arg: &Arg) {
        if let Some(set) = self.read(at, arg, keys::SIGNALS).and_then(<[u8]>::first_chunk) {
            self.out.strings(keys::SIGNALS, signal_set(u64::from_ne_bytes(*set)));
        }
    }

    /// A set of memory nodes: one bit less than the call says that there are (set_mempolicy(2)), of which the first 64 are shown.
    pub(super) fn nodes(&mut self, at: usize, arg: &Arg, key: &'static str) {
        let said = self.syscall.args.iter().position(|arg| arg.identifier == "maxnode");
        let bits = said.map_or(0, |at| self.call.args[at]).saturating_sub(1);
        if bits == 0 {
            return;
        }
        let Some(set) = self.read(at, arg, key).and_then(<[u8]>::first_chunk) else { return };
        let set = u64::from_ne_bytes(*set) & u64::MAX >> (64 - bits.min(64));
        self.out.string(key, super::sched::ranges(&set.to_le_bytes()));
    }

    fn seconds(&mut self, bytes: &[u8], key: &str, unit: f64) {
        if let Some(time) = super::time::seconds(bytes, unit) {
            self.out.double(key, time);
        }
    }
}
