//! Attributes of `prctl`, by its options.

use super::{Shown, keys, names, signal_name};
use crate::table::names::{
    Names,
    prctl::{Value, shape},
};

impl Shown<'_> {
    /// The arguments of an option: the option is the first argument of the call, `at` is the next.
    pub(super) fn prctl(&mut self, at: usize, first: u64) {
        let shape = shape(self.call.args[at - 1] as u32, first);
        match shape.operations {
            Some(operations) => {
                self.out.string(keys::PRCTL_OPERATION, operations.one(first));
                self.prctl_value(shape.given, self.call.args[at + 1]);
            }
            None => self.prctl_value(shape.given, first),
        }
    }

    /// What an option returned.
    pub(super) fn prctl_returned(&mut self, value: u64) {
        let [option, first, ..] = self.call.args;
        self.prctl_value(shape(option as u32, first).returned, value);
    }

    fn prctl_value(&mut self, kind: Value, value: u64) {
        let text = match kind {
            Value::Nothing => return,
            Value::Nanoseconds => return self.out.double(keys::TIMER_SLACK, value as f64 / 1e9),
            Value::Signal => return self.out.string(keys::SIGNAL, signal_name(value as i32)),
            Value::Number => (value as i64).to_string(),
            Value::Hex => format!("{value:#x}"),
            Value::Capability => names::security::CAPABILITIES.one(value).into_owned(),
            Value::One(names) => names.one(value).into_owned(),
            Value::Flags(names) => set(names, value),
        };
        self.out.string(keys::PRCTL_VALUE, text);
    }
}

/// Flags as one text; of none the name of that, if it has one.
fn set(names: &Names, value: u64) -> String {
    match value {
        0 => names.one(0).into_owned(),
        _ => names.flags(value).join("|"),
    }
}
