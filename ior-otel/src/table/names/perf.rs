//! Performance events (linux/perf_event.h).

use std::borrow::Cow;

use super::Names;

/// Events of the hardware.
static HARDWARE: Names = Names {
    prefix: "PERF_COUNT_HW_",
    constants: &[
        (0, "PERF_COUNT_HW_CPU_CYCLES"),
        (1, "PERF_COUNT_HW_INSTRUCTIONS"),
        (2, "PERF_COUNT_HW_CACHE_REFERENCES"),
        (3, "PERF_COUNT_HW_CACHE_MISSES"),
        (4, "PERF_COUNT_HW_BRANCH_INSTRUCTIONS"),
        (5, "PERF_COUNT_HW_BRANCH_MISSES"),
        (6, "PERF_COUNT_HW_BUS_CYCLES"),
        (7, "PERF_COUNT_HW_STALLED_CYCLES_FRONTEND"),
        (8, "PERF_COUNT_HW_STALLED_CYCLES_BACKEND"),
        (9, "PERF_COUNT_HW_REF_CPU_CYCLES"),
    ],
};
/// Events of the kernel.
static SOFTWARE: Names = Names {
    prefix: "PERF_COUNT_SW_",
    constants: &[
        (0, "PERF_COUNT_SW_CPU_CLOCK"),
        (1, "PERF_COUNT_SW_TASK_CLOCK"),
        (2, "PERF_COUNT_SW_PAGE_FAULTS"),
        (3, "PERF_COUNT_SW_CONTEXT_SWITCHES"),
        (4, "PERF_COUNT_SW_CPU_MIGRATIONS"),
        (5, "PERF_COUNT_SW_PAGE_FAULTS_MIN"),
        (6, "PERF_COUNT_SW_PAGE_FAULTS_MAJ"),
        (7, "PERF_COUNT_SW_ALIGNMENT_FAULTS"),
        (8, "PERF_COUNT_SW_EMULATION_FAULTS"),
        (9, "PERF_COUNT_SW_DUMMY"),
        (10, "PERF_COUNT_SW_BPF_OUTPUT"),
        (11, "PERF_COUNT_SW_CGROUP_SWITCHES"),
    ],
};
/// Caches, operations on them and their outcomes: the three bytes of an event of theirs.
static CACHES: [Names; 3] = [
    Names {
        prefix: "PERF_COUNT_HW_CACHE_",
        constants: &[
            (0, "PERF_COUNT_HW_CACHE_L1D"),
            (1, "PERF_COUNT_HW_CACHE_L1I"),
            (2, "PERF_COUNT_HW_CACHE_LL"),
            (3, "PERF_COUNT_HW_CACHE_DTLB"),
            (4, "PERF_COUNT_HW_CACHE_ITLB"),
            (5, "PERF_COUNT_HW_CACHE_BPU"),
            (6, "PERF_COUNT_HW_CACHE_NODE"),
        ],
    },
    Names { prefix: "OP_", constants: &[(0, "OP_READ"), (1, "OP_WRITE"), (2, "OP_PREFETCH")] },
    Names { prefix: "RESULT_", constants: &[(0, "RESULT_ACCESS"), (1, "RESULT_MISS")] },
];
/// Bits of `struct perf_event_attr`, as its fields are called. Those of `precise_ip` (15 and 16) are a number.
pub static BITS: Names = Names {
    prefix: "",
    constants: &[
        (1 << 0, "disabled"),
        (1 << 1, "inherit"),
        (1 << 2, "pinned"),
        (1 << 3, "exclusive"),
        (1 << 4, "exclude_user"),
        (1 << 5, "exclude_kernel"),
        (1 << 6, "exclude_hv"),
        (1 << 7, "exclude_idle"),
        (1 << 8, "mmap"),
        (1 << 9, "comm"),
        (FREQ, "freq"),
        (1 << 11, "inherit_stat"),
        (1 << 12, "enable_on_exec"),
        (1 << 13, "task"),
        (1 << 14, "watermark"),
        (3 << 15, "precise_ip=3"),
        (2 << 15, "precise_ip=2"),
        (1 << 15, "precise_ip=1"),
        (1 << 17, "mmap_data"),
        (1 << 18, "sample_id_all"),
        (1 << 19, "exclude_host"),
        (1 << 20, "exclude_guest"),
        (1 << 21, "exclude_callchain_kernel"),
        (1 << 22, "exclude_callchain_user"),
        (1 << 23, "mmap2"),
        (1 << 24, "comm_exec"),
        (1 << 25, "use_clockid"),
        (1 << 26, "context_switch"),
        (1 << 27, "write_backward"),
        (1 << 28, "namespaces"),
        (1 << 29, "ksymbol"),
        (1 << 30, "bpf_event"),
        (1 << 31, "aux_output"),
        (1 << 32, "cgroup"),
        (1 << 33, "text_poke"),
        (1 << 34, "build_id"),
        (1 << 35, "inherit_thread"),
        (1 << 36, "remove_on_exec"),
        (1 << 37, "sigtrap"),
    ],
};
/// The period of samples is a frequency.
pub const FREQ: u64 = 1 << 10;

/// Name of an event by its type; of types without named events in hexadecimal.
pub fn event(event_type: u32, config: u64) -> Cow<'static, str> {
    // The upper half of events of the hardware can say which of its units (`PERF_PMU_TYPE_SHIFT`).
    match (event_type, u32::try_from(config)) {
        (0, Ok(event)) => HARDWARE.one(event.into()),
        (1, Ok(event)) => SOFTWARE.one(event.into()),
        (3, Ok(event @ 0..=0xff_ffff)) => {
            let parts = CACHES.iter().zip(event.to_le_bytes());
            let names: Vec<_> = parts.map(|(names, part)| names.one(part.into())).collect();
            Cow::Owned(names.join(" "))
        }
        _ => Cow::Owned(format!("{config:#x}")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn events_are_named_by_their_type() {
        assert_eq!(event(0, 1), "PERF_COUNT_HW_INSTRUCTIONS");
        assert_eq!(event(1, 1), "PERF_COUNT_SW_TASK_CLOCK");
        assert_eq!(event(3, 0x1_0003), "PERF_COUNT_HW_CACHE_DTLB OP_READ RESULT_MISS");
        assert_eq!(event(2, 314), "0x13a", "the number of a tracepoint");
        assert_eq!(event(0, 0x4_0000_0000), "0x400000000", "cycles of one of several units");
    }

    #[test]
    fn bits_of_precision_are_a_number() {
        assert_eq!(BITS.flags(0x1_8401), ["disabled", "freq", "precise_ip=3"]);
        assert_eq!(BITS.flags(0x1_0000), ["precise_ip=2"]);
    }
}
