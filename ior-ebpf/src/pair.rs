//! `sys_enter` and `sys_exit` become one call. The thread's entry is changed in place; nothing but the clock and
//! the number is taken at entry, because registers are still there at exit.
//!
//! An interrupted call needs care: the kernel answers `-ERESTART*` at `sys_exit`, and then either enters the call again
//! (one call for the application, so one call here), or runs a signal handler first, whose `rt_sigreturn`
//! tells by the register it restores whether the call was answered with `EINTR` or is entered again.

use ior_common::{
    counter as counters,
    descriptor::{
        COMPAT, Descriptor, EARLY_BREAK, EARLY_LENGTH, EARLY_NONE, ENABLED, EXEC, NUMBERS, QUANTITY_MAPPED,
        RESTART, SIGNAL_RETURN, UNKNOWN,
    },
    errno,
    thread::{
        ABI_COMPAT, ABI_NATIVE, ABI_X32, ARMED, ATTACHED, ATTACHED_IN_CALL, BORN, EXECUTED, IDLE, IN_CALL,
        INTERRUPTED, Interrupted, Thread, X32_BIT,
    },
};

use crate::{
    context, count, emit, file,
    kernel::{self, host, slots},
    process,
};

/// A call that has ended.
#[derive(Clone, Copy)]
pub(crate) struct Ended {
    /// When it began, nanoseconds.
    pub start_ns: u64,
    /// How long it took, nanoseconds.
    pub duration_ns: u64,
    /// What it returned.
    pub return_value: i64,
    /// Error number, 0 for a success.
    pub errno: u16,
    /// Syscall number.
    pub nr: u16,
    /// ABI.
    pub abi: u8,
    /// The thread was killed in it.
    pub unfinished: bool,
    /// Address of the `pt_regs` that hold its arguments.
    pub regs: u64,
    /// For a successful `execve`: address of the kernel's copy of the path; else 0.
    pub path: u64,
    /// Its first argument, where the registers do not hold it any more.
    pub first_arg: Option<u64>,
    /// Its quantity, and whether it has one.
    pub quantity: i64,
    pub has_quantity: bool,
}

impl Ended {
    /// An argument.
    #[inline(always)]
    pub(crate) fn argument(&self, arg: u8) -> Option<u64> {
        match self.first_arg {
            Some(first) if arg == 0 => Some(first),
            _ => argument(self.regs, arg),
        }
    }

    /// All arguments, by way of the `registers` that hold them.
    #[inline(always)]
    pub(crate) fn arguments(&self, registers: &mut [u64; 8], args: &mut [u64; 6]) -> Option<()> {
        arguments(self.regs, registers, args)?;
        if let Some(first) = self.first_arg {
            args[0] = first;
        }
        Some(())
    }
}

/// The tracepoint `sys_enter`.
#[inline(always)]
pub(crate) fn enter(regs: u64, id: u64) {
    let Some(thread) = slots::thread_of_call(regs) else { return };
    let (nr, abi) = number(id, kernel::read_task(host!(compat_offset)));
    let Some(descriptor) = descriptor(nr, abi) else { return };
    if descriptor.flags & (ENABLED | SIGNAL_RETURN | RESTART | EXEC) == 0
        && descriptor.quantity != QUANTITY_MAPPED
    {
        return;
    }
    if thread.state_here() != u16::from(IDLE) && !begins(thread, descriptor, regs, nr, abi) {
        return;
    }
    thread.counted = u8::from(descriptor.has(ENABLED));
    thread.enters += u64::from(thread.counted);
    thread.nr = nr;
    thread.abi = abi;
    thread.regs = regs;
    thread.state = IN_CALL;
    if descriptor.early != EARLY_NONE || descriptor.has(EXEC) {
        read_early(thread, descriptor, regs);
    }
    thread.start_ns = kernel::now();
}

/// Whether a call begins for a thread that is not idle.
#[inline(never)]
fn begins(thread: &mut Thread, descriptor: &Descriptor, regs: u64, nr: u16, abi: u8) -> bool {
    if thread.left != 0 {
        process::forget(thread, kernel::pid_tgid() as u32);
        return false;
    }
    match thread.state {
        // What ior-otel's own code does before the command is executed is not the command's.
        ARMED => descriptor.has(EXEC),
        IN_CALL => {
            if thread.counted != 0 {
                kernel::count(counters::UNPAIRED_NO_EXIT, 1);
            }
            true
        }
        INTERRUPTED => !resumes(thread, descriptor, regs, nr, abi),
        _ => true,
    }
}

/// Whether this is the interrupted call again. Otherwise a signal handler runs, and `rt_sigreturn` will tell.
fn resumes(thread: &mut Thread, descriptor: &Descriptor, regs: u64, nr: u16, abi: u8) -> bool {
    let again = nr == thread.nr && abi == thread.abi && stack(regs) == thread.interrupted.stack;
    if again || descriptor.has(RESTART) {
        let [first, second] = thread.interrupted.early;
        thread.early = [first, second, 0, 0, 0];
        thread.early_read = thread.interrupted.early_read;
        thread.interrupted = Interrupted::default();
        thread.regs = regs;
        thread.counted = 1;
        thread.state = IN_CALL;
        return true;
    }
    false
}

/// The tracepoint `sys_exit`.
#[inline(always)]
pub(crate) fn exit(regs: u64, return_value: i64) {
    let Some(thread) = slots::thread_of_call(regs) else { return };
    if thread.state_here() != u16::from(IN_CALL) {
        exit_alone(thread, regs);
        return;
    }
    let end_ns = kernel::now();
    let Some(descriptor) = descriptor(thread.nr, thread.abi) else { return };
    let mut errno = errno::of(return_value);
    if errno != 0 {
        if descriptor.has(SIGNAL_RETURN) {
            errno = 0;
        } else if errno::is_restart(errno) {
            interrupt(thread, regs, end_ns);
            return;
        }
    }
    thread.state = IDLE;
    let mut ended = Ended {
        start_ns: thread.start_ns,
        duration_ns: end_ns.saturating_sub(thread.start_ns),
        // What rt_sigreturn restores is no result of its own.
        return_value: if descriptor.has(SIGNAL_RETURN) { 0 } else { return_value },
        errno,
        nr: thread.nr,
        abi: thread.abi,
        unfinished: false,
        regs,
        path: 0,
        first_arg: None,
        quantity: 0,
        has_quantity: false,
    };
    finish(thread, descriptor, &mut ended);
    if descriptor.has(SIGNAL_RETURN)
        && thread.interrupted.start_ns != 0
        && after_handler(thread, &mut ended, return_value)
        && let Some(descriptor) = self::descriptor(ended.nr, ended.abi)
    {
        finish(thread, descriptor, &mut ended);
    }
}

/// Counts a call, and sends it if it is to become a span.
#[inline(always)]
pub(crate) fn finish(thread: &Thread, descriptor: &Descriptor, ended: &mut Ended) {
    if thread.counted == 0 {
        if descriptor.quantity == QUANTITY_MAPPED {
            let _ = context::mapped(thread, ended);
        }
        return;
    }
    count::call(thread, descriptor, ended);
    // It may have been switched off meanwhile.
    if emit::wanted(descriptor, ended) && descriptor.has(ENABLED) {
        emit::call(thread, descriptor, ended);
    }
}

/// A `sys_exit` of a thread that is in no call, or no target any more.
#[inline(never)]
fn exit_alone(thread: &mut Thread, regs: u64) {
    if thread.left != 0 {
        process::forget(thread, kernel::pid_tgid() as u32);
        return;
    }
    match thread.state {
        BORN | EXECUTED => thread.state = IDLE,
        ATTACHED | ATTACHED_IN_CALL => {
            thread.state = IDLE;
            kernel::count(counters::ORPHAN_ATTACHED, 1);
        }
        IDLE => {
            // Calls that are switched off end here too.
            let id: u32 = kernel::read_kernel(regs + u64::from(host!(regs_nr))).unwrap_or(u32::MAX);
            let (nr, abi) = number(id.into(), kernel::read_task(host!(compat_offset)));
            if descriptor(nr, abi).is_some_and(|descriptor| descriptor.has(ENABLED)) {
                kernel::count(counters::ORPHAN_OTHER, 1);
            }
        }
        _ => {}
    }
}

/// A signal interrupted the call.
#[inline(never)]
fn interrupt(thread: &mut Thread, regs: u64, end_ns: u64) {
    if thread.counted == 0 {
        thread.state = IDLE;
        return;
    }
    if thread.interrupted.start_ns != 0 {
        // We are in the handler of an interrupted call, and only remember one.
        kernel::count(counters::UNPAIRED_INTERRUPTED, 1);
    }
    thread.interrupted = Interrupted {
        start_ns: thread.start_ns,
        end_ns,
        stack: stack(regs),
        nr: thread.nr,
        abi: thread.abi,
        early_read: thread.early_read,
        reserved: [0; 4],
        early: [thread.early[0], thread.early[1]],
        first_arg: argument(regs, 0).unwrap_or(0),
    };
    thread.state = INTERRUPTED;
}

/// Forgets the call that a signal interrupted, because its answer will not be seen: the handler did not return.
#[inline(always)]
pub(crate) fn abandon_interrupted(thread: &mut Thread) {
    if thread.interrupted.start_ns != 0 {
        thread.interrupted = Interrupted::default();
        kernel::count(counters::UNPAIRED_INTERRUPTED, 1);
    }
}

/// The handler of an interrupted call returned, and `answer` is what it restored: `-EINTR`, or if the call is entered again what
/// the architecture keeps there for that. True if the interrupted call is what has `ended` now: its caller finishes it, because the stack
/// of functions that call each other is short.
#[inline(never)]
fn after_handler(thread: &mut Thread, ended: &mut Ended, answer: i64) -> bool {
    let regs = ended.regs;
    if thread.interrupted.stack != stack(regs) {
        // The return from another handler, deeper in.
        return false;
    }
    if errno::of(answer) != errno::EINTR {
        thread.start_ns = thread.interrupted.start_ns;
        thread.nr = thread.interrupted.nr;
        thread.abi = thread.interrupted.abi;
        thread.counted = 1;
        thread.state = INTERRUPTED;
        return false;
    }
    let call = &thread.interrupted;
    *ended = Ended {
        start_ns: call.start_ns,
        duration_ns: call.end_ns.saturating_sub(call.start_ns),
        return_value: answer,
        errno: errno::of(answer),
        nr: call.nr,
        abi: call.abi,
        unfinished: false,
        regs,
        path: 0,
        first_arg: Some(call.first_arg),
        quantity: 0,
        has_quantity: false,
    };
    thread.early = [call.early[0], call.early[1], 0, 0, 0];
    thread.early_read = call.early_read;
    thread.counted = 1;
    thread.interrupted = Interrupted::default();
    true
}

/// Takes what will be gone when the call ends.
#[inline(never)]
fn read_early(thread: &mut Thread, descriptor: &Descriptor, regs: u64) {
    thread.early_read = 0;
    let early = if descriptor.early >= EARLY_LENGTH {
        length(argument(regs, descriptor.early - EARLY_LENGTH).unwrap_or(0)).map(|length| [length, 0])
    } else if descriptor.early == EARLY_BREAK {
        file::heap_end().map(|end| [end, 0])
    } else {
        let (mut registers, mut args) = ([0; 8], [0; 6]);
        if arguments(regs, &mut registers, &mut args).is_none() {
            return;
        }
        if descriptor.has(EXEC) {
            thread.early = [args[0], args[1], args[2], args[3], args[4]];
            return;
        } else {
            let arg = usize::from(descriptor.early - 1);
            let address = if arg < args.len() { args[arg] } else { 0 };
            if address == 0 { None } else { kernel::read_user(address) }
        }
    };
    if let Some([first, second]) = early {
        thread.early = [first, second, 0, 0, 0];
        thread.early_read = 1;
    }
}

/// A length of 32 bits, if there is a pointer to one.
#[inline(always)]
fn length(pointer: u64) -> Option<u64> {
    if pointer == 0 { None } else { kernel::read_user::<u32>(pointer).map(u64::from) }
}

/// The arguments, by way of the `registers` that hold them.
#[inline(always)]
fn arguments(regs: u64, registers: &mut [u64; 8], args: &mut [u64; 6]) -> Option<()> {
    kernel::read_into(registers, regs + u64::from(host!(regs_block)))?;
    let mut arg = 0;
    while arg < 6 {
        args[arg] = registers[kernel::argument_word(arg)];
        arg += 1;
    }
    let first = host!(regs_first);
    if first != 0 {
        kernel::read_into(&mut args[0], regs + u64::from(first))?;
    }
    Some(())
}

/// One argument register.
#[inline(always)]
fn argument(regs: u64, arg: u8) -> Option<u64> {
    let first = host!(regs_first);
    let offset = if arg == 0 && first != 0 {
        u64::from(first)
    } else {
        u64::from(host!(regs_block)) + kernel::argument_word(usize::from(arg)) as u64 * 8
    };
    kernel::read_kernel(regs + offset)
}

/// The user stack pointer.
fn stack(regs: u64) -> u64 {
    kernel::read_kernel(regs + u64::from(host!(regs_stack))).unwrap_or(0)
}

/// Number and ABI of what the tracepoint calls the id, of a call of a task; `flags` are those that tell a 32-bit call.
#[inline(always)]
pub(crate) fn number(id: u64, flags: u32) -> (u16, u8) {
    let mut abi = ABI_NATIVE;
    let mut nr = id;
    let mask = host!(compat_mask);
    if mask != 0 {
        if flags & mask != 0 {
            abi = ABI_COMPAT;
        } else if id & X32_BIT != 0 && id >> 31 == 0 {
            abi = ABI_X32;
            nr = id & !X32_BIT;
        }
    }
    (if nr > u64::from(u16::MAX) { u16::MAX } else { nr as u16 }, abi)
}

/// What user space wants of a number.
#[inline(always)]
pub(crate) fn descriptor(nr: u16, abi: u8) -> Option<&'static Descriptor> {
    let nr = u32::from(nr);
    let index = match abi {
        _ if nr >= NUMBERS => UNKNOWN,
        ABI_COMPAT => COMPAT + nr,
        // Those of x32 are the native ones, and some above them.
        _ => nr,
    };
    kernel::descriptor(index)
}
