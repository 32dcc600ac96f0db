//! Any call of any row, with any memory behind it, has attributes that OTLP allows, and those that its row tells.

use std::collections::BTreeSet;

use ior_common::descriptor::CAPTURES;
use proptest::{prelude::*, strategy::ValueTree, test_runner::TestRunner};

use super::{
    super::*,
    support::{call, shown},
};
use crate::{open_file::tests as files, table::rows::ROWS};

/// What a test knows of the memory behind an argument; owned, so that a strategy can make it.
#[derive(Clone, Debug)]
pub(super) enum Memory {
    Absent,
    Whole(Vec<u8>),
    Part(Vec<u8>),
    Fault,
}

impl Memory {
    fn captured(&self) -> Option<Captured<'_>> {
        match self {
            Self::Absent => None,
            Self::Whole(bytes) => Some(Captured::Whole(bytes)),
            Self::Part(bytes) => Some(Captured::Part(bytes)),
            Self::Fault => Some(Captured::Fault),
        }
    }
}

fn memory() -> impl Strategy<Value = Memory> {
    let family = prop::sample::select(vec![libc::AF_UNIX, libc::AF_INET, libc::AF_INET6, libc::AF_NETLINK]);
    let address = (family, prop::collection::vec(any::<u8>(), 0..40))
        .prop_map(|(family, rest)| [(family as u16).to_ne_bytes().as_slice(), &rest].concat());
    // What a structure holds is often small, or zero.
    let words = prop::collection::vec(prop_oneof![Just(0_u64), 0..8_u64, any::<u64>()], 0..12);
    let words = words.prop_map(|words| words.iter().flat_map(|word| word.to_ne_bytes()).collect::<Vec<_>>());
    let child = (0..4_i32, prop::sample::select(vec![0, 9, 256]))
        .prop_map(|(_, status): (i32, i32)| status.to_ne_bytes().to_vec());
    let status = prop::sample::select(vec![3, libc::SIGTRAP | libc::PTRACE_EVENT_EXIT << 8]);
    let info = (1..7_i32, status).prop_map(|(code, status)| {
        let mut info = [0; 28];
        for (at, value) in [(0, libc::SIGCHLD), (8, code), (24, status)] {
            info[at..at + 4].copy_from_slice(&value.to_ne_bytes());
        }
        info.to_vec()
    });
    let bytes = prop_oneof![prop::collection::vec(any::<u8>(), 0..40), address, words, child, info];
    prop_oneof![
        1 => Just(Memory::Absent),
        1 => Just(Memory::Whole(Vec::new())),
        3 => file().prop_map(Memory::Whole),
        1 => bytes.clone().prop_map(Memory::Whole),
        1 => bytes.prop_map(Memory::Part),
        1 => Just(Memory::Fault),
    ]
}

fn argument() -> impl Strategy<Value = u64> {
    prop_oneof![
        any::<u64>(),
        0..32_u64,
        // Commands of `fcntl`.
        1024..1040_u64,
        any::<i32>().prop_map(|int| int as u64),
        (-4..0_i64).prop_map(|int| int as u64)
    ]
}

/// First arguments that are few among all numbers: PTRACE_SETOPTIONS, PTRACE_GETREGSET, PR_CAP_AMBIENT.
const FIRSTS: &[u64] = &[0x4200, 0x4204, 47];

/// What a descriptor can lead to.
fn file() -> impl Strategy<Value = Vec<u8>> {
    let address = any::<[u8; 4]>;
    prop_oneof![
        "[a-z]{1,8}".prop_map(|name| files::file(libc::S_IFREG, 0xef53, &[&name, "srv"])),
        Just(files::file(libc::S_IFIFO, 0x5049_5045, &[""])),
        any::<u32>().prop_map(files::pidfd),
        (address(), any::<u16>(), address(), any::<u16>())
            .prop_map(|(local, port, peer, peer_port)| files::internet(6, local, port, peer, peer_port)),
        Just(files::unix([b"/run/a.sock", b"/run/b.sock"])),
    ]
}

prop_compose! {
    /// A call with anything in it, and what its descriptors are; its row is for the test to choose.
    pub(super) fn any_call()(
        args in prop_oneof![
            7 => prop::array::uniform6(argument()),
            1 => (prop::sample::select(FIRSTS), argument(), argument()).prop_map(|(first, value, other)| [first, value, other, value, 0, 0]),
            // Options of sockets are few among all numbers.
            1 => (prop::sample::select(vec![libc::SO_ERROR, libc::SO_LINGER, libc::SO_PEERCRED, libc::SO_BINDTODEVICE, 20, 21].into_iter().map(|option| option as u64).collect::<Vec<_>>()), argument()).prop_map(|(option, value)| [value, 1, option, value, 16, 0]),
        ],
        memory in prop::array::uniform4(memory()),
        return_value in prop_oneof![any::<i64>(), -600..600_i64, Just(0)],
        quantity in prop::option::of(any::<i64>()),
        unfinished in any::<bool>(),
        abi in 0..4_u8,
    ) -> (Call<'static>, [Memory; CAPTURES]) {
        (Call { args, return_value, quantity, unfinished, abi, ..call(1000) }, memory)
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    /// In every case every row, and a call without one. OTLP wants the keys of a span to be unique.
    #[test]
    fn any_call_has_attributes_that_are_unique_and_those_of_its_row((call, memory) in any_call()) {
        let call = Call { captures: memory.each_ref().map(Memory::captured), ..call };
        for syscall in ROWS.iter().map(Some).chain([None]) {
            let name = syscall.map_or("a call without a row", |syscall| syscall.name);
            let possible = syscall.map(possible).unwrap_or_default();
            let mut seen = BTreeSet::new();
            for (key, _) in shown(syscall, &call) {
                prop_assert!(
                    possible.contains(&key.as_str()) || keys::OF_ANY.contains(&key.as_str()),
                    "{name} does not say that it can have {key}"
                );
                prop_assert!(seen.insert(key.clone()), "{name} has {key} twice");
            }
        }
    }
}

/// What a row says that its calls can have, some call has.
#[test]
fn no_row_promises_an_attribute_that_never_comes() {
    let mut missing: Vec<(&Syscall, BTreeSet<_>)> =
        ROWS.iter().map(|syscall| (syscall, possible(syscall).into_iter().collect())).collect();
    let mut runner = TestRunner::deterministic();
    for _ in 0..20_000 {
        let (call, memory) = any_call().new_tree(&mut runner).expect("a call").current();
        let call = Call { captures: memory.each_ref().map(Memory::captured), ..call };
        for (syscall, missing) in &mut missing {
            for (key, _) in shown(Some(*syscall), &call) {
                missing.remove(key.as_str());
            }
        }
        missing.retain(|(_, missing)| !missing.is_empty());
    }
    let missing: Vec<_> = missing.iter().map(|(syscall, missing)| (syscall.name, missing)).collect();
    assert!(missing.is_empty(), "{missing:?}");
}
