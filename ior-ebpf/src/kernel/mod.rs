//! Kernel memory, maps and helpers, behind safe functions; in [`slots`], the entries of threads and series. The only files with `unsafe`.
//!
//! The safety argument is the same throughout: the verifier checks every access at load time, and refuses the program if
//! one could leave its map value or its stack. What it can't check is aliasing: a map entry of a thread is touched
//! only by programs that run on that thread, and per-CPU entries only by programs that run on that CPU with preemption off, one at a
//! time (raw tracepoints before Linux 7.0, and events of perf on all, see [`crate::event`]; of its functions, one holds a reference at a time or none
//! uses it after calling another that does); user space reads both, and takes values that change while it reads.

pub(crate) mod slots;

use core::ffi::c_void;

use aya_ebpf::{
    bindings::{BPF_RB_AVAIL_DATA, BPF_RB_FORCE_WAKEUP, BPF_RB_NO_WAKEUP, bpf_pidns_info},
    helpers::{self, generated as raw},
    macros::map,
    maps::{Array, HashMap, LruHashMap, PerCpuArray, RingBuf},
};
use ior_common::{
    context::{ContextOffsets, FileKey, MAX_FILES, MAX_PUBLISHERS, PINNED_BYTES, Publisher},
    counter::{COUNTERS as COUNTER_COUNT, Counters},
    descriptor::{DESCRIPTORS as DESCRIPTOR_COUNT, Descriptor},
    file::MAX_NAME,
    host::{
        EVENT_NUMBER, EVENT_RESULT, EventOffsets, FileOffsets, Host, TASK_FROM_PID, TASK_RELEASE, Target,
    },
    record::MAX_RECORD,
    target::MAX_TARGETS,
};

use crate::emit::Span;

/// A record in the making.
pub(crate) type Scratch = [u8; MAX_RECORD];

/// What [`HOST`] begins with: `Default` can't make a constant.
const NO_OFFSETS: FileOffsets =
    // SAFETY: all members are integers, of which zero is a value.
    unsafe { core::mem::zeroed() };

const NO_TARGET: Target =
    // SAFETY: as above.
    unsafe { core::mem::zeroed() };

/// Set by user space before loading.
#[unsafe(no_mangle)]
pub(crate) static HOST: Host = Host {
    task_pid: 0,
    task_tgid: 0,
    task_thread_pid: 0,
    task_start_boottime: 0,
    task_signal: 0,
    task_exit_code: 0,
    signal_live: 0,
    pid_level: 0,
    pid_numbers: 0,
    upid_size: 0,
    bprm_filename: 0,
    event: EventOffsets { fork_child: 0, exec_filename: 0, exec_old: 0, migrate_pid: 0 },
    compat_offset: 0,
    compat_mask: 0,
    regs_block: 0,
    regs_args: [0; 8],
    regs_first: 0,
    regs_stack: 0,
    regs_nr: 0,
    regs_instruction: 0,
    regs_frame: 0,
    regs_link: 0,
    has_task_btf: 0,
    cpus: 0,
    self_pid: 0,
    wake_bytes: 0,
    call_bytes: 0,
    file: NO_OFFSETS,
    namespace_device: 0,
    namespace_inode: 0,
    target: NO_TARGET,
    context: ContextOffsets { thread_pointer: 0, mm_exe_file: 0, inode_size: 0, has_pinned: 0 },
};

// The size of RECORDS is set by user space from the configuration (`limits`).
#[map]
static DESCRIPTORS: Array<Descriptor> = Array::with_max_entries(DESCRIPTOR_COUNT, 0);
#[map]
static RECORDS: RingBuf = RingBuf::with_byte_size(1 << 24, 0);
#[map]
static SCRATCH: PerCpuArray<Scratch> = PerCpuArray::with_max_entries(1, 0);
#[map]
static SPANS: PerCpuArray<Span> = PerCpuArray::with_max_entries(1, 0);
#[map]
static COUNTERS: PerCpuArray<Counters> = PerCpuArray::with_max_entries(1, 0);
/// How many processes this CPU has given a number.
#[map]
static PROCESSES: PerCpuArray<u32> = PerCpuArray::with_max_entries(1, 0);
/// How many processes the walk through all tasks has given a number; whether it makes tasks traced, set by user space.
#[map]
static WALK: Array<u32> = Array::with_max_entries(2, 0);
/// Who we are: the level of our own pid namespace, and our process id in the initial one; see [`set_own`].
#[map]
static OWN: Array<u32> = Array::with_max_entries(2, 0);
/// The targets of `attach`: ids of cgroups, names, process ids as ior-otel sees them.
#[map]
static TARGET_CGROUPS: HashMap<u64, u8> = HashMap::with_max_entries(MAX_TARGETS, 0);
#[map]
static TARGET_NAMES: HashMap<[u8; 16], u8> = HashMap::with_max_entries(MAX_TARGETS, 0);
#[map]
static TARGET_PIDS: HashMap<u32, u8> = HashMap::with_max_entries(MAX_TARGETS, 0);

/// Where processes publish the contexts of their threads, by process.
#[map]
static PUBLISHERS: HashMap<u32, Publisher> = HashMap::with_max_entries(MAX_PUBLISHERS, 0);
/// Whether there is or was any of them: 1 or 0, set by user space. Most often there is none, and nothing to look up.
#[map]
static HAS_PUBLISHERS: Array<u32> = Array::with_max_entries(1, 0);
/// Files that publish nothing.
#[map]
static FILES: LruHashMap<FileKey, u8> = LruHashMap::with_max_entries(MAX_FILES, 0);
/// Contexts of threads that the OpenTelemetry eBPF instrumentation knows: its map takes the place of this one, if there is one.
#[map]
static PINNED: LruHashMap<u64, [u8; PINNED_BYTES]> = LruHashMap::with_max_entries(1, 0);

/// A member of [`HOST`]. Read as volatile, or the compiler would take the zeros above for granted.
macro_rules! host {
    ($($member:ident).+) => {
        // SAFETY: a read of an initialised static.
        unsafe { core::ptr::read_volatile(&raw const $crate::kernel::HOST.$($member).+) }
    };
}
pub(crate) use host;

/// Which word of the `pt_regs` block holds an argument (0 to 5).
#[inline(always)]
pub(crate) fn argument_word(arg: usize) -> usize {
    // SAFETY: a read of an initialised static within its bounds.
    let word = unsafe { core::ptr::read_volatile((&raw const HOST.regs_args).cast::<u8>().add(arg & 7)) };
    usize::from(word) & 7
}

/// Nanoseconds of `CLOCK_MONOTONIC`.
#[inline(always)]
pub(crate) fn now() -> u64 {
    // SAFETY: a helper without arguments.
    unsafe { raw::bpf_ktime_get_ns() }
}

/// Thread id in the low half, process id in the high half, in the initial pid namespace.
#[inline(always)]
pub(crate) fn pid_tgid() -> u64 {
    helpers::bpf_get_current_pid_tgid()
}

/// The CPU we run on.
#[inline(always)]
pub(crate) fn cpu() -> u32 {
    // SAFETY: a helper without arguments.
    unsafe { raw::bpf_get_smp_processor_id() }
}

/// A random number.
#[inline(always)]
pub(crate) fn random() -> u32 {
    // SAFETY: a helper without arguments.
    unsafe { raw::bpf_get_prandom_u32() }
}

/// Address of the current `task_struct`.
#[inline(always)]
pub(crate) fn current_task() -> u64 {
    // SAFETY: a helper without arguments.
    unsafe { raw::bpf_get_current_task() }
}

/// Four bytes of the current `task_struct`; 0 if they can't be read.
#[inline(always)]
pub(crate) fn read_task(offset: u32) -> u32 {
    if host!(has_task_btf) == 0 {
        let mut value = 0;
        let _ = read_into(&mut value, current_task() + u64::from(offset));
        return value;
    }
    // SAFETY: the verifier knows what the helper returns as a task, and the offset as a constant; a load that faults gives 0.
    unsafe { raw::bpf_get_current_task_btf().cast::<u8>().add(offset as usize).cast::<u32>().read_volatile() }
}

/// Name of the current thread.
#[inline(always)]
pub(crate) fn comm() -> [u8; 16] {
    helpers::bpf_get_current_comm().unwrap_or_default()
}

/// The same, to where it is wanted.
#[inline(always)]
pub(crate) fn comm_into(comm: &mut [u8; 16]) {
    // SAFETY: the size is that of the buffer, all of which the helper writes, also where it fails.
    let _ = unsafe { raw::bpf_get_current_comm(comm.as_mut_ptr().cast(), size_of::<[u8; 16]>() as u32) };
}

/// Whether the current process is ior-otel itself, by its id in its own pid namespace.
pub(crate) fn is_self() -> bool {
    let (pid, device, inode) = (host!(self_pid), host!(namespace_device), host!(namespace_inode));
    let mut info = bpf_pidns_info { pid: 0, tgid: 0 };
    // SAFETY: the size is that of the buffer. Fails for tasks of another namespace.
    let failed = unsafe {
        raw::bpf_get_ns_current_pid_tgid(device, inode, &raw mut info, size_of::<bpf_pidns_info>() as u32)
    };
    pid != 0 && failed == 0 && info.tgid == pid
}

/// Reads kernel memory.
#[inline(always)]
pub(crate) fn read_kernel<T: Copy>(address: u64) -> Option<T> {
    // SAFETY: the helper fails on an address that can't be read.
    unsafe { helpers::bpf_probe_read_kernel(address as *const T) }.ok()
}

/// Reads kernel memory to where it is wanted, and takes no room on the stack.
#[inline(always)]
pub(crate) fn read_into<T: Copy>(to: &mut T, address: u64) -> Option<()> {
    // SAFETY: `to` is as large as a `T`, and the helper fails on an address that can't be read.
    let failed = unsafe {
        raw::bpf_probe_read_kernel(core::ptr::from_mut(to).cast(), size_of::<T>() as u32, address as *const _)
    };
    if failed == 0 { Some(()) } else { None }
}

/// Reads the traced process's memory.
#[inline(always)]
pub(crate) fn read_user<T: Copy>(address: u64) -> Option<T> {
    // SAFETY: the helper fails on an address that can't be read.
    unsafe { helpers::bpf_probe_read_user(address as *const T) }.ok()
}

/// Room for a string, or for bytes, in a record.
const CHUNK: usize = ior_common::descriptor::MAX_STRING;

/// Where in [`Scratch`] a chunk of any length still fits.
pub(crate) const LAST_CHUNK: usize = MAX_RECORD - CHUNK;

/// A number in a register of its own, from here on: the compiler may not compare one copy of it and use another, nor make one comparison of
/// two, nor leave out a bound that it knows. Verifiers before Linux 6.8 know the bound of that copy only which was compared.
/// (`core::hint::black_box` does the same by way of the stack, which is short.)
#[inline(always)]
pub(crate) fn here(number: usize) -> usize {
    #[cfg(target_arch = "bpf")]
    {
        let mut number = number;
        // SAFETY: it moves a register to itself. Without an instruction, line information would name one twice, which the kernel refuses.
        unsafe { core::arch::asm!("{0} = {0}", inout(reg) number, options(nomem, nostack, preserves_flags)) };
        number
    }
    #[cfg(not(target_arch = "bpf"))]
    number
}

/// Reads a NUL-terminated string to `scratch[offset..]`: its length with the NUL.
#[inline(always)]
pub(crate) fn read_string(
    scratch: &mut Scratch,
    offset: usize,
    address: u64,
    of_kernel: bool,
) -> Option<usize> {
    let offset = here(offset);
    if offset > LAST_CHUNK {
        return None;
    }
    // SAFETY: `offset + CHUNK` is within the scratch.
    let length = unsafe {
        let to = scratch.as_mut_ptr().add(offset).cast();
        if of_kernel {
            raw::bpf_probe_read_kernel_str(to, CHUNK as u32, address as *const _)
        } else {
            raw::bpf_probe_read_user_str(to, CHUNK as u32, address as *const _)
        }
    };
    // Before Linux 6.13 or so an empty string of a process has 0 bytes, and not that of its end.
    let length = if length == 0 { 1 } else { length };
    if length > 0 && length <= CHUNK as i64 { Some(length as usize) } else { None }
}

/// Reads a name of a path to `scratch[offset..]`: its length with the NUL.
#[inline(always)]
pub(crate) fn read_name(scratch: &mut Scratch, offset: usize, address: u64) -> Option<usize> {
    let offset = here(offset);
    if offset > MAX_RECORD - MAX_NAME {
        return None;
    }
    // SAFETY: `offset + MAX_NAME` is within the scratch.
    let length = unsafe {
        let to = scratch.as_mut_ptr().add(offset).cast();
        raw::bpf_probe_read_kernel_str(to, MAX_NAME as u32, address as *const _)
    };
    if length > 0 && length <= MAX_NAME as i64 { Some(length as usize) } else { None }
}

/// A value in `scratch[offset..]` in which to write member by member what is too large for the stack.
#[inline(always)]
pub(crate) fn place<T>(scratch: &mut Scratch, offset: usize) -> Option<&mut T> {
    const { assert!(size_of::<T>() <= CHUNK) };
    let offset = here(offset);
    if offset > LAST_CHUNK {
        return None;
    }
    // SAFETY: `offset + CHUNK` is within the scratch, and whatever is there are integers, as `T` is. Offsets are multiples of 8.
    Some(unsafe { &mut *scratch.as_mut_ptr().add(offset).cast() })
}

/// Reads `length` bytes, at most 255, to `scratch[offset..]`.
#[inline(always)]
pub(crate) fn read_bytes(scratch: &mut Scratch, offset: usize, address: u64, length: u32) -> bool {
    let offset = here(offset);
    if offset > LAST_CHUNK || length == 0 {
        return false;
    }
    let length = here(length as usize) as u32 & 0xff;
    // SAFETY: `offset + CHUNK` is within the scratch, and the chunk is larger than 255 bytes.
    let to = unsafe { scratch.as_mut_ptr().add(offset).cast() };
    // SAFETY: the helper fails on an address that can't be read.
    unsafe { raw::bpf_probe_read_user(to, length, address as *const _) == 0 }
}

/// The same for at most 4095 bytes.
#[inline(always)]
pub(crate) fn read_block(scratch: &mut Scratch, offset: usize, address: u64, length: u32) -> bool {
    let offset = here(offset);
    if offset > LAST_CHUNK || length == 0 {
        return false;
    }
    let length = here(length as usize) as u32 & 0xfff;
    // SAFETY: `offset + CHUNK` is within the scratch, and the chunk is larger than 4095 bytes.
    let to = unsafe { scratch.as_mut_ptr().add(offset).cast() };
    // SAFETY: the helper fails on an address that can't be read.
    unsafe { raw::bpf_probe_read_user(to, length, address as *const _) == 0 }
}

/// Writes a value to `scratch[offset..]`.
#[inline(always)]
pub(crate) fn write<T: Copy>(scratch: &mut Scratch, offset: usize, value: T) {
    const { assert!(size_of::<T>() <= CHUNK) };
    let offset = here(offset);
    if offset > LAST_CHUNK {
        return;
    }
    // SAFETY: `offset + CHUNK` is within the scratch. Offsets are multiples of 8, and so is the map value's address.
    unsafe { scratch.as_mut_ptr().add(offset).cast::<T>().write(value) };
}

/// The descriptor at `index`.
#[inline(always)]
pub(crate) fn descriptor(index: u32) -> Option<&'static Descriptor> {
    // SAFETY: array entries stay where they are; user space may rewrite one while we read, which the members allow.
    DESCRIPTORS.get_ptr(index).map(|entry| unsafe { &*entry })
}

/// Adds to one of [`ior_common::counter`]'s counters.
#[inline(always)]
pub(crate) fn count(counter: u32, by: u64) {
    if counter < COUNTER_COUNT
        && let Some(counters) = COUNTERS.get_ptr_mut(0)
    {
        // SAFETY: per CPU, see the module.
        unsafe { (*counters)[counter as usize] += by };
    }
}

/// A number for a process that none had before on this machine while we run.
pub(crate) fn next_process() -> u32 {
    let Some(given) = PROCESSES.get_ptr_mut(0) else { return 0 };
    // SAFETY: per CPU, see the module.
    let count = unsafe {
        *given += 1;
        *given
    };
    // CPUs take turns: no atomic fetch-and-add, which kernels before 5.12 don't have.
    (count - 1) * (host!(cpus) + 1) + cpu() + 1
}

/// The same in the walk through all tasks, which may be interrupted: it has a turn of its own.
pub(crate) fn next_process_of_walk() -> u32 {
    let Some(given) = WALK.get_ptr_mut(0) else { return 0 };
    // SAFETY: there is one walk at a time.
    let count = unsafe {
        *given += 1;
        *given
    };
    (count - 1) * (host!(cpus) + 1) + host!(cpus) + 1
}

/// Whether the walk through all tasks makes them traced.
pub(crate) fn walk_adopts() -> bool {
    WALK.get(1).copied().unwrap_or(0) != 0
}

/// Remembers who we are: to be called in our own context.
pub(crate) fn set_own(level: u32) {
    let _ = OWN.set(0, level, 0);
    let _ = OWN.set(1, (pid_tgid() >> 32) as u32, 0);
}

/// Level of our own pid namespace.
pub(crate) fn own_level() -> u32 {
    OWN.get(0).copied().unwrap_or(0)
}

/// Our process id in the initial pid namespace; 0 before it is known.
pub(crate) fn own_pid() -> u32 {
    OWN.get(1).copied().unwrap_or(0)
}

/// Whether a cgroup is a target.
#[inline(always)]
pub(crate) fn is_target_cgroup(id: u64) -> bool {
    TARGET_CGROUPS.get_ptr(id).is_some()
}

/// Whether processes of a name are targets.
#[inline(always)]
pub(crate) fn is_target_name(name: [u8; 16]) -> bool {
    TARGET_NAMES.get_ptr(name).is_some()
}

/// Whether a process is a target by its id.
#[inline(always)]
pub(crate) fn is_target_pid(pid: u32) -> bool {
    TARGET_PIDS.get_ptr(pid).is_some()
}

/// Where a process publishes the contexts of its threads, if it does.
#[inline(always)]
pub(crate) fn publisher(process: u32) -> Option<&'static Publisher> {
    if !has_publishers() {
        return None;
    }
    // SAFETY: user space and the process's own fork and exec write it; what is read while it is written is checked as any other.
    PUBLISHERS.get_ptr(process).map(|entry| unsafe { &*entry })
}

/// Whether any process publishes contexts, or did.
#[inline(always)]
pub(crate) fn has_publishers() -> bool {
    HAS_PUBLISHERS.get(0).is_some_and(|has| *has != 0)
}

/// A process that is a copy of another publishes as that does. False if there is no room.
#[inline(always)]
pub(crate) fn copy_publisher(from: u32, to: u32) -> bool {
    publisher(from).is_none_or(|publisher| PUBLISHERS.insert(to, publisher, 0).is_ok())
}

/// A process publishes nothing any more.
#[inline(always)]
pub(crate) fn remove_publisher(process: u32) {
    // Fails if it did not: as wanted.
    let _ = PUBLISHERS.remove(process);
}

/// Whether it is known that a file publishes nothing.
#[inline(always)]
pub(crate) fn publishes_nothing(file: &FileKey) -> bool {
    FILES.get_ptr(file).is_some()
}

/// The context of the current thread that the OpenTelemetry eBPF instrumentation knows.
#[inline(always)]
pub(crate) fn pinned_context() -> Option<[u8; PINNED_BYTES]> {
    // SAFETY: plain bytes, copied; a context that is written meanwhile is as good as the one before or after.
    PINNED.get_ptr(pid_tgid()).map(|context| unsafe { *context })
}

/// Room for a record in the making.
#[inline(always)]
pub(crate) fn scratch() -> Option<&'static mut Scratch> {
    // SAFETY: per CPU, see the module.
    SCRATCH.get_ptr_mut(0).map(|entry| unsafe { &mut *entry })
}

/// The call that is being sent.
#[inline(always)]
pub(crate) fn span() -> Option<&'static mut Span> {
    // SAFETY: per CPU, see the module. Any bytes are a value: `unfinished` is only ever written as a bool.
    SPANS.get_ptr_mut(0).map(|entry| unsafe { &mut *entry })
}

/// Bytes of records that wait to be read.
#[inline(always)]
pub(crate) fn waiting() -> u64 {
    RECORDS.query(BPF_RB_AVAIL_DATA.into())
}

/// What perf hands to a program of a tracepoint: its record of the event.
#[derive(Clone, Copy)]
pub(crate) struct Event(*const u8);

impl Event {
    /// Of the program's context.
    pub(crate) fn new(context: *mut c_void) -> Self {
        Self(context.cast())
    }

    /// The number of the call that begins.
    #[inline(always)]
    pub(crate) fn number(self) -> u64 {
        // SAFETY: within the event, and a multiple of 8: the verifier checks both.
        unsafe { self.0.add(EVENT_NUMBER as usize).cast::<u64>().read() }
    }

    /// What the call returned.
    #[inline(always)]
    pub(crate) fn result(self) -> i64 {
        // SAFETY: as above.
        unsafe { self.0.add(EVENT_RESULT as usize).cast::<i64>().read() }
    }

    /// A member at an offset of this kernel's.
    #[inline(always)]
    pub(crate) fn member(self, offset: u32) -> Option<u32> {
        read_kernel(self.0 as u64 + u64::from(offset))
    }

    /// Address of a string of which a member says where in the event it is (`__data_loc`): in the lower half, in bytes.
    #[inline(always)]
    pub(crate) fn string(self, offset: u32) -> Option<u64> {
        Some(self.0 as u64 + u64::from(self.member(offset)? & 0xffff))
    }
}

/// Address of the registers that the current task has entered the kernel with (since Linux 5.15).
#[inline(always)]
pub(crate) fn registers() -> u64 {
    // SAFETY: the helper takes what the other says is a task.
    unsafe { raw::bpf_task_pt_regs(raw::bpf_get_current_task_btf()) as u64 }
}

/// Does something with a task, by its id in the initial pid namespace, which stays there meanwhile. For programs of events only: the
/// functions of the kernel that find it are put into those.
#[inline(always)]
pub(crate) fn with_task(id: u32, then: impl FnOnce(u64)) {
    type FromPid = unsafe extern "C" fn(u32) -> *mut c_void;
    type Release = unsafe extern "C" fn(*mut c_void);
    // SAFETY: so are functions of the kernel called, by numbers; these are replaced by those of the two functions.
    let (from_pid, release) = unsafe {
        (
            core::mem::transmute::<usize, FromPid>(TASK_FROM_PID as usize),
            core::mem::transmute::<usize, Release>(TASK_RELEASE as usize),
        )
    };
    // SAFETY: any number will do.
    let task = unsafe { from_pid(id) };
    if task.is_null() {
        return;
    }
    // As a number: what the verifier knows to be a task can't be handed to global functions.
    let address = [task as u64];
    if let Some(address) = read_kernel::<u64>(core::hint::black_box(&address).as_ptr() as u64) {
        then(address);
    }
    // SAFETY: it was taken above.
    unsafe { release(task) };
}

/// A step of the walk through all tasks: what the kernel hands to a program of `iter/task` (`struct bpf_iter__task`).
#[derive(Clone, Copy)]
pub(crate) struct TaskVisit(*const [u64; 2]);

impl TaskVisit {
    /// Of the program's context.
    pub(crate) fn new(context: *mut c_void) -> Self {
        Self(context.cast())
    }

    /// Address of the `struct task_struct`, its second member; 0 at the end. As a number: what the verifier knows to be a task can't be
    /// handed to global functions.
    #[inline(always)]
    pub(crate) fn task(self) -> u64 {
        read_kernel::<[u64; 2]>(self.0 as u64).map_or(0, |[_, task]| task)
    }

    /// Address of the registers of the task, while it is in the kernel.
    #[inline(always)]
    pub(crate) fn registers(self) -> u64 {
        // SAFETY: the helper takes the task of the context, if it is one.
        unsafe {
            let task = (*self.0)[1] as *mut _;
            if (task as *const u8).is_null() { 0 } else { raw::bpf_task_pt_regs(task) as u64 }
        }
    }

    /// Hands a record to who reads the walk. False where it found no room: the kernel comes again for this task.
    #[inline(always)]
    pub(crate) fn write<T>(self, record: &T) -> bool {
        // SAFETY: the first member of the context is its `bpf_iter_meta`, whose first member is the file; the size is the record's.
        unsafe {
            let meta = (*self.0)[0] as *const u64;
            let file = *meta as *mut _;
            raw::bpf_seq_write(file, core::ptr::from_ref(record).cast(), size_of::<T>() as u32) == 0
        }
    }
}

/// Waking interrupts this CPU, which takes longer than all else about a record: where many wait, it is done once for so many bytes
/// (2^16), and not for each record until the reader has caught up.
const BETWEEN_WAKES: u32 = 16;

/// Whether a record of `length` bytes is to wake the reader, when so many are `waiting` before it. It looks by itself from time to time, and is
/// woken only where much has gathered.
#[inline(always)]
pub(crate) fn wakes(waiting: u64, length: u64) -> bool {
    let then = waiting + length;
    then >= u64::from(host!(wake_bytes)) && (then ^ waiting) >> BETWEEN_WAKES != 0
}

/// Sends the first `length` bytes of the scratch.
#[inline(always)]
pub(crate) fn send(length: usize, wake: bool) -> bool {
    let Some(scratch) = scratch() else { return false };
    if length == 0 {
        return false;
    }
    // Without it the compiler makes one comparison of two, on a copy whose bound the verifier does not connect.
    let length = here(length);
    if length > MAX_RECORD {
        return false;
    }
    let flags = if wake { BPF_RB_FORCE_WAKEUP } else { BPF_RB_NO_WAKEUP };
    // SAFETY: `length` bytes are within the scratch.
    RECORDS
        .output::<[u8]>(unsafe { core::slice::from_raw_parts(scratch.as_ptr(), length) }, flags.into())
        .is_ok()
}
