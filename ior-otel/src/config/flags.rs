//! What the command line says: above all else.

use super::{Config, modes::Choice, names::SyscallName, redact::Redaction, scalar::HumanDuration};
use crate::table::family::Family;

/// The flags that have a key in the file, other than those of `export:`, whose environment variables come in between.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Flags {
    /// `--families`, see [`super::modes::Modes::select`].
    pub families: Vec<Choice<Family>>,
    /// `--syscalls`, see [`super::modes::Modes::select`].
    pub syscalls: Vec<Choice<SyscallName>>,
    /// `--min-duration`: the key `spans.min_duration`; the file's overrides still hold for what they name.
    pub min_duration: Option<HumanDuration>,
    /// `--stacks`: the key `spans.stacks`, likewise.
    pub stacks: bool,
    /// `--redact`: keys of `redact:`.
    pub redact: Vec<Redaction>,
}

impl Flags {
    /// Puts the flags above what file and environment say.
    pub fn apply(self, config: &mut Config) {
        let Self { families, syscalls, min_duration, stacks, redact } = self;
        config.modes.select(&families, &syscalls);
        if let Some(HumanDuration(duration)) = min_duration {
            config.spans.min_duration = duration;
        }
        config.spans.stacks |= stacks;
        redact.into_iter().for_each(|redaction| redaction.apply(&mut config.redact));
    }
}
