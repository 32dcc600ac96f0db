//! Attributes of `bpf`: what the beginning of `union bpf_attr` says, by command (bpf(2), linux/bpf.h).

use aya_obj::generated::bpf_cmd::{self, *};

use super::{Arg, Captured, Role, Shown, keys, names::Names};
use crate::table::names::bpf::{ATTACH_TYPES, MAPS, PROGRAMS};

/// `BPF_OBJ_NAME_LEN` of linux/bpf.h.
const NAME_LENGTH: usize = 16;

/// Commands of `bpf` that return a descriptor (bpf(2); linux/bpf.h).
const MAKERS: [bpf_cmd; 13] = [
    BPF_MAP_CREATE,
    BPF_PROG_LOAD,
    BPF_OBJ_GET,
    BPF_PROG_GET_FD_BY_ID,
    BPF_MAP_GET_FD_BY_ID,
    BPF_RAW_TRACEPOINT_OPEN,
    BPF_BTF_LOAD,
    BPF_BTF_GET_FD_BY_ID,
    BPF_LINK_CREATE,
    BPF_LINK_GET_FD_BY_ID,
    BPF_ENABLE_STATS,
    BPF_ITER_CREATE,
    BPF_TOKEN_CREATE,
];

/// A field of 32 bits, or a name.
enum Field {
    Int(&'static str),
    Unsigned(&'static str),
    One(&'static str, &'static Names),
    Name,
}
use Field::{Int, Name, One, Unsigned};

type Fields = &'static [(usize, Field)];

/// Commands, and the fields that they have at which offset.
static FIELDS: &[(&[bpf_cmd], Fields)] = &[
    (
        &[BPF_MAP_CREATE],
        &[
            (0, One(keys::BPF_MAP_TYPE, &MAPS)),
            (4, Unsigned(keys::BPF_KEY_SIZE)),
            (8, Unsigned(keys::BPF_VALUE_SIZE)),
            (12, Unsigned(keys::BPF_MAX_ENTRIES)),
            (28, Name),
        ],
    ),
    (
        &[BPF_PROG_LOAD],
        &[(0, One(keys::BPF_PROGRAM_TYPE, &PROGRAMS)), (4, Unsigned(keys::BPF_INSTRUCTIONS)), (48, Name)],
    ),
    (
        &[
            BPF_MAP_LOOKUP_ELEM,
            BPF_MAP_UPDATE_ELEM,
            BPF_MAP_DELETE_ELEM,
            BPF_MAP_GET_NEXT_KEY,
            BPF_MAP_LOOKUP_AND_DELETE_ELEM,
            BPF_MAP_FREEZE,
            BPF_PROG_TEST_RUN,
            BPF_OBJ_GET_INFO_BY_FD,
            BPF_LINK_DETACH,
            BPF_ITER_CREATE,
        ],
        &[(0, Int(keys::BPF_FD))],
    ),
    (
        &[BPF_MAP_LOOKUP_BATCH, BPF_MAP_LOOKUP_AND_DELETE_BATCH, BPF_MAP_UPDATE_BATCH, BPF_MAP_DELETE_BATCH],
        &[(36, Int(keys::BPF_FD))],
    ),
    (&[BPF_TOKEN_CREATE], &[(4, Int(keys::BPF_FD))]),
    (&[BPF_OBJ_PIN, BPF_RAW_TRACEPOINT_OPEN], &[(8, Int(keys::BPF_FD))]),
    (
        &[BPF_PROG_ATTACH, BPF_PROG_DETACH],
        &[
            (0, Int(keys::BPF_TARGET_FD)),
            (4, Int(keys::BPF_FD)),
            (8, One(keys::BPF_ATTACH_TYPE, &ATTACH_TYPES)),
        ],
    ),
    (
        &[BPF_LINK_CREATE],
        &[
            (0, Int(keys::BPF_FD)),
            (4, Int(keys::BPF_TARGET_FD)),
            (8, One(keys::BPF_ATTACH_TYPE, &ATTACH_TYPES)),
        ],
    ),
    (&[BPF_LINK_UPDATE], &[(0, Int(keys::BPF_TARGET_FD)), (4, Int(keys::BPF_FD))]),
    (&[BPF_PROG_BIND_MAP], &[(0, Int(keys::BPF_TARGET_FD)), (4, Int(keys::BPF_FD))]),
    (&[BPF_PROG_QUERY], &[(0, Int(keys::BPF_TARGET_FD)), (4, One(keys::BPF_ATTACH_TYPE, &ATTACH_TYPES))]),
    (
        &[
            BPF_PROG_GET_NEXT_ID,
            BPF_MAP_GET_NEXT_ID,
            BPF_BTF_GET_NEXT_ID,
            BPF_LINK_GET_NEXT_ID,
            BPF_PROG_GET_FD_BY_ID,
            BPF_MAP_GET_FD_BY_ID,
            BPF_BTF_GET_FD_BY_ID,
            BPF_LINK_GET_FD_BY_ID,
        ],
        &[(0, Unsigned(keys::BPF_ID))],
    ),
    (&[BPF_TASK_FD_QUERY], &[(0, Int(keys::TARGET_PID)), (4, Int(keys::TARGET_FD))]),
];

impl Shown<'_> {
    /// The attributes of the command. What is longer than what was read holds nothing else that is shown.
    pub(super) fn bpf_attributes(&mut self, at: usize, arg: &Arg) {
        let command = self.value_of(|role| role == Role::BpfCommand) as u32;
        let of_command = |commands: &[bpf_cmd]| commands.iter().any(|known| *known as u32 == command);
        let Some((_, fields)) = FIELDS.iter().find(|(commands, _)| of_command(commands)) else { return };
        let bytes = match self.captured(at) {
            Some(Captured::Whole(bytes) | Captured::Part(bytes)) => bytes,
            Some(Captured::Fault) => return self.unreadable.push(arg.name()),
            None => return,
        };
        for (offset, field) in *fields {
            let Some(bytes) = bytes.get(*offset..) else { continue };
            let word = bytes.first_chunk().map(|word| u32::from_ne_bytes(*word));
            match (field, word) {
                (Int(key), Some(word)) => self.out.int(key, word as i32),
                (Unsigned(key), Some(word)) => self.out.int(key, word),
                (One(key, names), Some(word)) => self.out.string(key, names.one(word.into())),
                (Name, _) => self.bpf_name(bytes),
                (Int(_) | Unsigned(_) | One(..), None) => {}
            }
        }
    }

    /// A name that ends with a NUL or after [`NAME_LENGTH`] bytes; many have none.
    fn bpf_name(&mut self, bytes: &[u8]) {
        let name = bytes.iter().take(NAME_LENGTH).take_while(|byte| **byte != 0);
        let name: Vec<u8> = name.copied().collect();
        if !name.is_empty() {
            self.out.string(keys::BPF_NAME, String::from_utf8_lossy(&name));
        }
    }
}

/// Whether a command returns a descriptor.
pub(super) fn makes_a_descriptor(command: u64) -> bool {
    MAKERS.into_iter().any(|maker| maker as u32 == command as u32)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn the_fields_are_what_the_keys_promise() {
        let fields = FIELDS.iter().flat_map(|(_, fields)| *fields);
        let shown = fields.map(|(_, field)| match field {
            Int(key) | Unsigned(key) | One(key, _) => *key,
            Name => keys::BPF_NAME,
        });
        assert_eq!(shown.collect::<BTreeSet<_>>(), keys::OF_BPF.iter().copied().collect());
    }

    #[test]
    fn no_command_stands_twice_and_no_key_twice_in_one() {
        let mut commands = BTreeSet::new();
        for (of, fields) in FIELDS {
            assert!(of.iter().all(|command| commands.insert(*command as u32)), "{of:?}");
            let offsets: BTreeSet<_> = fields.iter().map(|(offset, _)| offset).collect();
            assert_eq!(offsets.len(), fields.len(), "{of:?}");
        }
    }
}
