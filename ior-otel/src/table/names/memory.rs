//! Memory.

use libc as c;
use linux_raw_sys::{general as g, mempolicy as m};

use super::Names;

/// Protection of memory.
pub static PROTECTION: Names = names!("": c;
    PROT_NONE, PROT_READ, PROT_WRITE, PROT_EXEC, PROT_GROWSDOWN, PROT_GROWSUP
);

/// Types of mappings, which are the lowest bits of their flags.
static MAP_TYPES: Names = names!("MAP_": c;
    MAP_SHARED, MAP_PRIVATE, MAP_SHARED_VALIDATE
);

/// Flags of mappings.
static MAP_FLAGS: Names = names!("": g;
    MAP_FIXED, MAP_ANONYMOUS, MAP_GROWSDOWN, MAP_DENYWRITE, MAP_EXECUTABLE, MAP_LOCKED, MAP_NORESERVE,
    MAP_POPULATE, MAP_NONBLOCK, MAP_STACK, MAP_HUGETLB, MAP_SYNC, MAP_FIXED_NOREPLACE
);

/// Advice of `madvise`.
pub static ADVICE: Names = names!("MADV_": g;
    MADV_NORMAL, MADV_RANDOM, MADV_SEQUENTIAL, MADV_WILLNEED, MADV_DONTNEED, MADV_FREE, MADV_REMOVE,
    MADV_DONTFORK, MADV_DOFORK, MADV_HWPOISON, MADV_SOFT_OFFLINE, MADV_MERGEABLE, MADV_UNMERGEABLE,
    MADV_HUGEPAGE, MADV_NOHUGEPAGE, MADV_DONTDUMP, MADV_DODUMP, MADV_WIPEONFORK, MADV_KEEPONFORK, MADV_COLD,
    MADV_PAGEOUT, MADV_POPULATE_READ, MADV_POPULATE_WRITE, MADV_DONTNEED_LOCKED, MADV_COLLAPSE,
    MADV_GUARD_INSTALL, MADV_GUARD_REMOVE
);

/// Flags of `mremap`.
pub static REMAP: Names = names!("": g;
    MREMAP_MAYMOVE, MREMAP_FIXED, MREMAP_DONTUNMAP
);

/// Flags of `mlock2`.
pub static LOCK: Names = names!("": g;
    MLOCK_ONFAULT
);

/// Flags of `mlockall`.
pub static LOCK_ALL: Names = names!("": g;
    MCL_CURRENT, MCL_FUTURE, MCL_ONFAULT
);

/// Modes of a memory policy, without its flags.
pub static POLICIES: Names = Names {
    prefix: "MPOL_",
    constants: &[
        (m::MPOL_DEFAULT as u64, "MPOL_DEFAULT"),
        (m::MPOL_PREFERRED as u64, "MPOL_PREFERRED"),
        (m::MPOL_BIND as u64, "MPOL_BIND"),
        (m::MPOL_INTERLEAVE as u64, "MPOL_INTERLEAVE"),
        (m::MPOL_LOCAL as u64, "MPOL_LOCAL"),
        (m::MPOL_PREFERRED_MANY as u64, "MPOL_PREFERRED_MANY"),
        (m::MPOL_WEIGHTED_INTERLEAVE as u64, "MPOL_WEIGHTED_INTERLEAVE"),
    ],
};

/// Flags that come with the mode of a memory policy.
pub static POLICY_FLAGS: Names = names!("": m;
    MPOL_F_STATIC_NODES, MPOL_F_RELATIVE_NODES, MPOL_F_NUMA_BALANCING
);

/// Flags of `get_mempolicy`.
pub static GET_POLICY: Names = names!("": m;
    MPOL_F_NODE, MPOL_F_ADDR, MPOL_F_MEMS_ALLOWED
);

/// Flags of `mbind` and `move_pages`.
pub static BIND: Names = names!("": m;
    MPOL_MF_STRICT, MPOL_MF_MOVE, MPOL_MF_MOVE_ALL
);

/// Rights of a protection key.
pub static PKEY: Names = names!("": g;
    PKEY_DISABLE_ACCESS, PKEY_DISABLE_WRITE
);

/// Flags of `map_shadow_stack`.
pub static SHADOW_STACK: Names = names!("": g;
    SHADOW_STACK_SET_TOKEN, SHADOW_STACK_SET_MARKER
);

/// Flags of a mapping, its type first.
pub fn map_flags(value: u64) -> Vec<String> {
    // MAP_TYPE of linux/mman.h.
    let kind = 0xf;
    let mut names = vec![MAP_TYPES.one(value & kind).into_owned()];
    // MAP_HUGE_SHIFT and MAP_HUGE_MASK: the logarithm of the size of the pages.
    let size = value >> 26 & 0x3f;
    let of_size = if value & u64::from(g::MAP_HUGETLB) != 0 { size << 26 } else { 0 };
    names.extend(MAP_FLAGS.flags(value & !kind & !of_size & 0xffff_ffff));
    if of_size != 0 {
        names.push(match size {
            30.. => format!("MAP_HUGE_{}GB", 1_u64 << (size - 30)),
            20.. => format!("MAP_HUGE_{}MB", 1_u64 << (size - 20)),
            _ => format!("MAP_HUGE_{}KB", (1_u64 << size) / 1024),
        });
    }
    names
}

/// Mode of a memory policy, and its flags.
pub fn policy(value: u64) -> (std::borrow::Cow<'static, str>, Vec<String>) {
    // MPOL_MODE_FLAGS of linux/mempolicy.h: the upper bits of an unsigned short.
    let flags = 0xe000;
    (POLICIES.one(value & !flags), POLICY_FLAGS.flags(value & flags))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_type_of_a_mapping_is_no_flag() {
        assert_eq!(map_flags(0x22), ["MAP_PRIVATE", "MAP_ANONYMOUS"]);
        assert_eq!(map_flags(0x3), ["MAP_SHARED_VALIDATE"]);
        assert_eq!(map_flags(0x5404_0022), ["MAP_PRIVATE", "MAP_ANONYMOUS", "MAP_HUGETLB", "MAP_HUGE_2MB"]);
        assert_eq!(policy(0x8002), ("MPOL_BIND".into(), vec!["MPOL_F_STATIC_NODES".to_owned()]));
    }
}
