//! What the kernel side shall do with each syscall, from its row and its mode.

use std::time::Duration;

use ior_common::descriptor::{
    CAPTURE_FD_RETURNED, CAPTURE_NONE, CAPTURE_ON_SUCCESS, CAPTURES, COMPAT, Capture, DESCRIPTORS,
    Descriptor, EARLY_BREAK, EARLY_LENGTH, EARLY_NONE, ENABLED, FAMILY_ARGUMENT, FAMILY_NONE,
    FAMILY_OUT_POINTER, FAMILY_POINTER, NEVER, SAMPLE_ALL, SPAN_ERRORS, SPAN_STACK,
};

use super::{
    Returns, Syscall,
    foreign::{Foreign, compat, x32},
    number::{Architecture, number},
    quantity::source,
    role::Role,
    rows::ROWS,
};
use crate::config::mode::Mode;

/// The descriptors of all numbers. What `is_captured` denies of an argument is not read from the memory of processes.
pub fn descriptors(
    architecture: Architecture,
    mode_of: impl Fn(&Syscall) -> Mode,
    unknown: Mode,
    is_captured: impl Fn(Role) -> bool,
) -> Vec<Descriptor> {
    let descriptor = |row, mode| without(row, descriptor(row, mode), &is_captured);
    let mut descriptors = vec![without_row(unknown); DESCRIPTORS as usize];
    for row in ROWS {
        if let Some(number) = number(architecture, row) {
            descriptors[number as usize] = descriptor(row, mode_of(row));
        }
    }
    // Those that only x32 has are above all native numbers.
    for (table, first) in [(x32(architecture), 0), (compat(architecture), COMPAT as usize)] {
        for (number, foreign) in table.iter().enumerate() {
            if let Some(Foreign { syscall, like }) = foreign {
                descriptors[first + number] = descriptor(syscall, like.map_or(unknown, &mode_of));
            }
        }
    }
    descriptors
}

/// Without the captures of some arguments. Their slots stay empty, and the others are where they are.
fn without(syscall: &Syscall, mut descriptor: Descriptor, is_captured: impl Fn(Role) -> bool) -> Descriptor {
    for (at, arg) in syscall.args.iter().enumerate() {
        if let Some(slot) = slot_of(syscall, at).filter(|_| !is_captured(arg.role)) {
            descriptor.captures[slot] = Capture::default();
        }
    }
    descriptor
}

/// What to do with calls whose number has no row.
fn without_row(mode: Mode) -> Descriptor {
    let (flags, min_duration_ns, sample) = of_mode(mode);
    Descriptor { flags, min_duration_ns, sample, span: of_span(mode), ..Descriptor::OFF }
}

/// What to do with a syscall.
pub fn descriptor(syscall: &Syscall, mode: Mode) -> Descriptor {
    let (flags, min_duration_ns, sample) = of_mode(mode);
    let (quantity, quantity_arg) = source(syscall);
    let (family, family_arg) = family(syscall);
    Descriptor {
        min_duration_ns,
        sample,
        flags: flags | syscall.flags(),
        quantity,
        quantity_arg,
        family: family | family_arg << 4,
        span: of_span(mode),
        early: early(syscall),
        captures: captures(syscall),
    }
}

/// What to read when the call begins.
fn early(syscall: &Syscall) -> u8 {
    if syscall.returns == Returns::Break && !syscall.args.is_empty() {
        return EARLY_BREAK;
    }
    // The length stands after the address.
    let address = syscall.position(|role| matches!(role, Role::PeerOut | Role::LocalOut));
    match (syscall.position(Role::is_early), address) {
        (Some(arg), _) => arg as u8 + 1,
        (None, Some(address)) => EARLY_LENGTH + address as u8 + 1,
        (None, None) => EARLY_NONE,
    }
}

/// Flags, threshold and sampling of a mode.
fn of_mode(mode: Mode) -> (u8, u64, u16) {
    match mode {
        Mode::Off => (0, NEVER, 0),
        Mode::Metrics => (ENABLED, NEVER, 0),
        Mode::Spans { min_duration, errors, sample, stacks: _ } => {
            let errors = if errors { SPAN_ERRORS } else { 0 };
            // Out of 65,536; the flag is for what is not 65,535 of them but all.
            let all = if sample >= 1.0 { SAMPLE_ALL } else { 0 };
            (ENABLED | errors | all, nanoseconds(min_duration), (sample * 65_536.0) as u16)
        }
    }
}

/// What a span is made with.
fn of_span(mode: Mode) -> u8 {
    if matches!(mode, Mode::Spans { stacks: true, .. }) { SPAN_STACK } else { 0 }
}

fn nanoseconds(duration: Duration) -> u64 {
    // One less than "never", which is not a duration.
    u64::try_from(duration.as_nanos()).unwrap_or(u64::MAX).min(NEVER - 1)
}

fn family(syscall: &Syscall) -> (u8, u8) {
    let found = syscall.args.iter().zip(0_u8..).find_map(|(arg, at)| match arg.role {
        Role::Domain => Some((FAMILY_ARGUMENT, at)),
        Role::Peer | Role::Local => Some((FAMILY_POINTER, at)),
        Role::PeerOut | Role::LocalOut => Some((FAMILY_OUT_POINTER, at)),
        _ => None,
    });
    found.unwrap_or((FAMILY_NONE, 0))
}

/// What to read of memory, in the order of the arguments.
fn captures(syscall: &Syscall) -> [Capture; CAPTURES] {
    let mut captures = [Capture::default(); CAPTURES];
    for (slot, capture) in captures.iter_mut().zip(wanted(syscall)) {
        *slot = capture;
    }
    captures
}

/// All that the roles want to capture, and last what a returned descriptor leads to.
fn wanted(syscall: &Syscall) -> impl Iterator<Item = Capture> {
    let arguments = syscall
        .args
        .iter()
        .zip(0_u8..)
        .map(|(arg, at)| arg.role.capture(at))
        .filter(|capture| capture.op != CAPTURE_NONE);
    let makes_fd = matches!(
        syscall.returns,
        Returns::Fd | Returns::MadeFd | Returns::FdOrValue | Returns::MadeFdOrValue
    );
    arguments.chain(makes_fd.then_some(RETURNED))
}

const RETURNED: Capture =
    Capture { op: CAPTURE_FD_RETURNED | CAPTURE_ON_SUCCESS, arg: 0, length_arg: 0, length: 0 };

/// Position of the capture of the returned descriptor among a call's captures.
pub fn slot_of_returned(syscall: &Syscall) -> Option<usize> {
    wanted(syscall).position(|capture| capture == RETURNED)
}

/// Position of an argument's capture among a call's captures.
pub fn slot_of(syscall: &Syscall, arg: usize) -> Option<usize> {
    wanted(syscall).position(|capture| usize::from(capture.arg) == arg && capture != RETURNED)
}

#[cfg(test)]
mod tests {
    use ior_common::descriptor::{
        CAPTURE_EARLY, CAPTURE_FD, CAPTURE_SIZED, CAPTURE_STRING, EXEC, NO_RETURN, QUANTITY_ARGUMENT,
        QUANTITY_BREAK, QUANTITY_RECEIVE, QUANTITY_RECEIVE_MESSAGE, QUANTITY_RECEIVE_MESSAGES,
        QUANTITY_RETURN, QUANTITY_RETURN_UNLESS_PROBE, QUANTITY_RETURN_UNLESS_PROBE_AT,
        QUANTITY_SEND_MESSAGES, RESTART, SIGNAL_RETURN, TIMEOUT_EXPECTED,
    };

    use super::*;

    fn of(name: &str) -> Descriptor {
        descriptor(Syscall::by_name(name).expect("a row"), Mode::Metrics)
    }

    #[test]
    fn no_row_wants_more_than_a_descriptor_holds() {
        for row in ROWS {
            assert!(wanted(row).count() <= CAPTURES, "{}", row.name);
            assert!(row.args.len() <= 6, "{}", row.name);
            assert!(row.args.iter().filter(|arg| arg.role.is_early()).count() <= 1, "{}", row.name);
        }
    }

    #[test]
    fn modes_become_thresholds() {
        let read = Syscall::by_name("read").expect("read");
        assert_eq!(descriptor(read, Mode::Off).flags & ENABLED, 0);
        assert_eq!(of("read").min_duration_ns, NEVER);
        let spans =
            Mode::Spans { min_duration: Duration::from_millis(10), errors: true, sample: 0.5, stacks: true };
        let spans = descriptor(read, spans);
        assert_eq!(
            (spans.min_duration_ns, spans.sample, spans.flags),
            (10_000_000, 32_768, ENABLED | SPAN_ERRORS)
        );
        assert_eq!(spans.span, SPAN_STACK);
        let all = Mode::Spans { min_duration: Duration::MAX, errors: false, sample: 1.0, stacks: false };
        let all = descriptor(read, all);
        assert!(all.min_duration_ns < NEVER && all.has(SAMPLE_ALL));
    }

    #[test]
    fn the_nature_of_a_call_is_in_its_flags() {
        for (name, flags) in [
            ("exit", NO_RETURN),
            ("exit_group", NO_RETURN),
            ("rt_sigreturn", SIGNAL_RETURN),
            ("restart_syscall", RESTART),
            ("execve", EXEC),
            ("execveat", EXEC),
            ("futex", TIMEOUT_EXPECTED),
            ("mq_timedsend", TIMEOUT_EXPECTED),
            ("connect", 0),
            ("read", 0),
        ] {
            assert_eq!(of(name).flags, flags | ENABLED, "{name}");
        }
    }

    #[test]
    fn quantities_come_from_where_the_man_page_says() {
        for (name, quantity) in [
            ("read", (QUANTITY_RETURN, 0)),
            ("epoll_wait", (QUANTITY_RETURN, 0)),
            ("recvfrom", (QUANTITY_RECEIVE, 3)),
            ("recvmsg", (QUANTITY_RECEIVE_MESSAGE, 2)),
            ("recvmmsg", (QUANTITY_RECEIVE_MESSAGES, 1)),
            ("sendmmsg", (QUANTITY_SEND_MESSAGES, 1)),
            ("getxattrat", (QUANTITY_RETURN_UNLESS_PROBE_AT, 4)),
            ("brk", (QUANTITY_BREAK, 0)),
            ("mq_timedsend", (QUANTITY_ARGUMENT, 2)),
            ("munmap", (QUANTITY_ARGUMENT, 1)),
            ("getxattr", (QUANTITY_RETURN_UNLESS_PROBE, 3)),
            ("listxattrat", (QUANTITY_RETURN_UNLESS_PROBE, 4)),
            ("openat", (0, 0)),
        ] {
            let descriptor = of(name);
            assert_eq!((descriptor.quantity, descriptor.quantity_arg), quantity, "{name}");
        }
    }

    #[test]
    fn captures_are_in_the_order_of_the_arguments() {
        let ops = |name| of(name).captures.map(|capture| (capture.op, capture.arg));
        let none = (CAPTURE_NONE, 0);
        assert_eq!(
            ops("renameat2"),
            [(CAPTURE_FD, 0), (CAPTURE_STRING, 1), (CAPTURE_FD, 2), (CAPTURE_STRING, 3)]
        );
        assert_eq!(ops("connect"), [(CAPTURE_FD, 0), (CAPTURE_SIZED, 1), none, none]);
        let returned = (CAPTURE_FD_RETURNED | CAPTURE_ON_SUCCESS, 0);
        assert_eq!(ops("openat"), [(CAPTURE_FD, 0), (CAPTURE_STRING, 1), returned, none]);
        assert_eq!(slot_of_returned(Syscall::by_name("openat").expect("openat")), Some(2));
        assert_eq!(ops("select"), [(CAPTURE_EARLY, 4), none, none, none]);
        assert_eq!(of("select").early, 5);
        assert_eq!(of("nanosleep").early, 1);
        assert_eq!(of("brk").early, EARLY_BREAK);
        assert_eq!((of("accept").early, of("recvfrom").early), (EARLY_LENGTH + 2, EARLY_LENGTH + 5));
        assert_eq!((of("getsockopt").early, of("connect").early), (EARLY_NONE, EARLY_NONE));
        assert_eq!(slot_of(Syscall::by_name("linkat").expect("linkat"), 3), Some(3));
    }

    #[test]
    fn address_families_have_their_source() {
        for (name, family) in [
            ("socket", (FAMILY_ARGUMENT, 0)),
            ("connect", (FAMILY_POINTER, 1)),
            ("sendto", (FAMILY_POINTER, 4)),
            ("accept4", (FAMILY_OUT_POINTER, 1)),
            ("recvfrom", (FAMILY_OUT_POINTER, 4)),
            ("read", (FAMILY_NONE, 0)),
        ] {
            assert_eq!((of(name).family & 0xf, of(name).family >> 4), family, "{name}");
        }
    }
}
