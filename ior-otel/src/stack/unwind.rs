//! From registers and the top of a stack to the addresses of its frames: by the tables that compilers leave for exceptions (`.eh_frame`), by frame pointers
//! where there are none, and by the frames that the kernel side followed where what was captured of the stack ends.

use std::sync::Arc;

use framehop::{
    CacheNative, FrameAddress, MayAllocateDuringUnwind, UnwindRegsNative, Unwinder as _, UnwinderNative,
};
use ior_common::stack::{Frame, MAX_FRAMES, Registers};
use zerocopy::FromBytes as _;

/// The files of a process.
pub type Unwinder = UnwinderNative<Arc<[u8]>, MayAllocateDuringUnwind>;
/// What was found out about places in the code.
pub type Cache = CacheNative<MayAllocateDuringUnwind>;

/// Most frames of a stack.
const MAX: usize = 128;

/// The frames of a stack.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Unwound {
    /// Where each is, innermost first: the first by its instruction pointer, the others by where they are returned to.
    pub addresses: Vec<u64>,
    /// Whether there are more, which could not be followed.
    pub is_truncated: bool,
}

impl Unwound {
    /// Leaves out what is behind the last frame in code, except for the first: where there are neither tables nor frame pointers, what was taken for an
    /// address to return to may be anything. Frames that lead back to code stay: they may be of code that was compiled meanwhile.
    pub fn end_in_code(&mut self, is_code: impl Fn(u64) -> bool) {
        let found = self.addresses.len();
        // A return address is behind the call, which may be the last thing in its mapping.
        let last = self.addresses.iter().rposition(|address| is_code(address.saturating_sub(1)));
        self.addresses.truncate(last.unwrap_or(0) + 1);
        self.is_truncated |= last.is_none() || self.addresses.len() < found;
    }
}

/// Registers, and the stack behind them.
pub fn registers(bytes: &[u8]) -> Option<(Registers, &[u8])> {
    Registers::read_from_prefix(bytes).ok()
}

/// The frames that the kernel side followed.
pub fn frames(bytes: &[u8]) -> Vec<Frame> {
    bytes.chunks_exact(size_of::<Frame>()).filter_map(|frame| Frame::read_from_bytes(frame).ok()).collect()
}

/// Unwinds a stack of which `top` was captured, from the stack pointer on.
pub fn unwind(
    unwinder: &Unwinder,
    cache: &mut Cache,
    registers: Registers,
    top: &[u8],
    frames: &[Frame],
) -> Unwound {
    let mut read = |address: u64| {
        let at = usize::try_from(address.wrapping_sub(registers.stack)).map_err(|_| ())?;
        let word = top.get(at..).and_then(<[u8]>::first_chunk).ok_or(())?;
        Ok(u64::from_ne_bytes(*word))
    };
    let mut regs = begin(registers);
    let mut address = FrameAddress::from_instruction_pointer(registers.instruction);
    let mut addresses = vec![registers.instruction];
    while addresses.len() < MAX {
        match unwinder.unwind_frame(address, &mut regs, cache, &mut read) {
            Ok(Some(returns_to)) => {
                let Some(next) = FrameAddress::from_return_address(returns_to) else { break };
                addresses.push(returns_to);
                address = next;
            }
            Ok(None) => return Unwound { addresses, is_truncated: false },
            Err(_) => {
                let (rest, is_truncated) = followed(frames, frame_pointer(&regs));
                addresses.extend(rest.take(MAX - addresses.len()));
                return Unwound { addresses, is_truncated };
            }
        }
    }
    Unwound { addresses, is_truncated: true }
}

/// Where the frames from one at `frame` on return to; and whether more may have followed.
fn followed(frames: &[Frame], frame: u64) -> (impl Iterator<Item = u64>, bool) {
    let from = frames.iter().position(|other| other.address == frame);
    let rest = &frames[from.unwrap_or(frames.len())..];
    (rest.iter().map(|frame| frame.returns_to), from.is_none() || frames.len() == MAX_FRAMES)
}

#[cfg(target_arch = "x86_64")]
fn begin(registers: Registers) -> UnwindRegsNative {
    UnwindRegsNative::new(registers.instruction, registers.stack, registers.frame)
}

#[cfg(target_arch = "aarch64")]
fn begin(registers: Registers) -> UnwindRegsNative {
    UnwindRegsNative::new(registers.link, registers.stack, registers.frame)
}

#[cfg(target_arch = "x86_64")]
fn frame_pointer(regs: &UnwindRegsNative) -> u64 {
    regs.bp()
}

#[cfg(target_arch = "aarch64")]
fn frame_pointer(regs: &UnwindRegsNative) -> u64 {
    regs.fp()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn run(registers: Registers, top: &[u8], frames: &[Frame]) -> Unwound {
        unwind(&Unwinder::new(), &mut Cache::new(), registers, top, frames)
    }

    #[test]
    fn where_the_captured_stack_ends_frame_pointers_lead_on() {
        let frame = |address, returns_to| Frame { address, returns_to };
        let frames = [frame(0x9000, 0x4000), frame(0x9100, 0x5000), frame(0x9200, 0x6000)];
        let registers = Registers { instruction: 0x1000, stack: 0x8000, frame: 0x9100, link: 0 };
        let unwound = run(registers, &[], &frames);
        assert_eq!(unwound, Unwound { addresses: vec![0x1000, 0x5000, 0x6000], is_truncated: false });
        let lost = run(Registers { frame: 0x9999, ..registers }, &[], &frames);
        assert_eq!(lost, Unwound { addresses: vec![0x1000], is_truncated: true });
    }

    #[test]
    fn what_leads_to_no_code_is_left_out() {
        let end = |addresses: &[u64]| {
            let mut unwound = Unwound { addresses: addresses.to_vec(), is_truncated: false };
            unwound.end_in_code(|address| (0x1000..0x2000).contains(&address));
            (unwound.addresses, unwound.is_truncated)
        };
        assert_eq!(
            end(&[0x1100, 0x2000]),
            (vec![0x1100, 0x2000], false),
            "a call may be the last thing in its mapping"
        );
        assert_eq!(end(&[0x1100, 7, 0x1200]), (vec![0x1100, 7, 0x1200], false));
        assert_eq!(end(&[0x1100, 7, 0x1200, 8, 9]), (vec![0x1100, 7, 0x1200], true));
        assert_eq!(end(&[5, 7]), (vec![5], true), "where the call was made is certain");
        assert_eq!(end(&[5]), (vec![5], true));
    }

    proptest! {
        /// Any stack comes to an end.
        #[test]
        fn any_stack(
            registers in prop::array::uniform4(0..0x2000_u64),
            top in prop::collection::vec(0..0x2000_u64, 0..64),
            frames in prop::collection::vec((any::<u64>(), any::<u64>()), 0..70),
        ) {
            let [instruction, stack, frame, link] = registers;
            let top: Vec<u8> = top.iter().flat_map(|word| word.to_ne_bytes()).collect();
            let frames: Vec<_> = frames.into_iter().map(|(address, returns_to)| Frame { address, returns_to }).collect();
            let unwound = run(Registers { instruction, stack, frame, link }, &top, &frames);
            prop_assert!(unwound.addresses.len() <= MAX);
        }
    }
}
