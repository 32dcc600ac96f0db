//! The user stack of a call that becomes a span, where that is wanted: the registers, the top of the stack, and the frames that frame pointers
//! lead to. User space unwinds the top by the tables that compilers leave (most C libraries have no frame pointers), and goes on with the frames
//! where what was captured ends.

use ior_common::{
    record::{CAPTURED, CAPTURED_FAULT, CAPTURED_PART, CaptureHead},
    stack::{FRAMES_SLOT, Frame, MAX_FRAMES, Registers, STACK_BYTES, STACK_SLOT},
};

use crate::kernel::{self, LAST_CHUNK, host};

const HEAD: usize = size_of::<CaptureHead>();
const REGISTERS: usize = size_of::<Registers>();
/// Where pages end; larger ones end there too.
const PAGE: u64 = 4096;

/// Writes registers and the top of the stack to the scratch at `offset`; returns where they end: at `offset` if there is no room, or no stack.
#[unsafe(no_mangle)]
#[inline(never)]
pub extern "C" fn user_stack(offset: u64) -> u64 {
    let at = offset as usize;
    let (Some(scratch), Some(span)) = (kernel::scratch(), kernel::span()) else { return offset };
    // After a successful `execve` the stack is the new program's.
    if at > LAST_CHUNK - HEAD - REGISTERS || !span.has_memory || span.ended.path != 0 {
        return offset;
    }
    let Some(registers) = registers(span.ended.regs) else { return offset };
    kernel::write(scratch, at + HEAD, registers);
    // From the stack pointer to the end of its page, and of the next one as much as there is room for: that may be where the stack ends.
    let to = at + HEAD + REGISTERS;
    let first = PAGE - (registers.stack & (PAGE - 1));
    let first = if first > STACK_BYTES as u64 { STACK_BYTES as u64 } else { first };
    let mut length = 0;
    let mut status = CAPTURED_FAULT;
    if kernel::read_block(scratch, to, registers.stack, first as u32) {
        length = first;
        status = CAPTURED;
        let rest = STACK_BYTES as u64 - first;
        if rest != 0 {
            if kernel::read_block(scratch, to + first as usize, registers.stack + first, rest as u32) {
                length = STACK_BYTES as u64;
            } else {
                status = CAPTURED_PART;
            }
        }
    }
    let length = REGISTERS as u64 + length;
    kernel::write(scratch, at, CaptureHead { slot: STACK_SLOT, status, length: length as u16, reserved: 0 });
    offset + HEAD as u64 + ((length + 7) & !7)
}

/// Writes the frames that frame pointers lead to, to the scratch at `offset`; returns where they end.
#[unsafe(no_mangle)]
#[inline(never)]
pub extern "C" fn user_frames(offset: u64) -> u64 {
    let at = offset as usize;
    let (Some(scratch), Some(span)) = (kernel::scratch(), kernel::span()) else { return offset };
    if at > LAST_CHUNK - HEAD || !span.has_memory || span.ended.path != 0 {
        return offset;
    }
    let Some(Registers { frame: mut address, .. }) = registers(span.ended.regs) else { return offset };
    let mut count = 0;
    while count < MAX_FRAMES && address > ENDS {
        address = frame(address, (at + HEAD + count * size_of::<Frame>()) as u64);
        count += usize::from(address != NONE);
    }
    let length = count * size_of::<Frame>();
    kernel::write(
        scratch,
        at,
        CaptureHead { slot: FRAMES_SLOT, status: CAPTURED, length: length as u16, reserved: 0 },
    );
    offset + (HEAD + length) as u64
}

/// What [`frame`] returns where there is none at an address, and where there is one that is the last.
const NONE: u64 = 0;
const ENDS: u64 = 1;

/// Writes the frame at an address to the scratch at `offset`; returns the address of its caller's. A function of its own, which the verifier checks
/// once and not at every turn.
#[unsafe(no_mangle)]
#[inline(never)]
pub extern "C" fn frame(address: u64, offset: u64) -> u64 {
    let Some(scratch) = kernel::scratch() else { return NONE };
    if address & 7 != 0 || offset as usize > LAST_CHUNK {
        return NONE;
    }
    let Some([next, returns_to]) = kernel::read_user::<[u64; 2]>(address) else { return NONE };
    if returns_to == 0 {
        return NONE;
    }
    kernel::write(scratch, offset as usize, Frame { address, returns_to });
    // Stacks grow downwards: what is not above is no caller.
    if next <= address { ENDS } else { next }
}

#[inline(always)]
fn registers(regs: u64) -> Option<Registers> {
    let link = host!(regs_link);
    Some(Registers {
        instruction: kernel::read_kernel(regs + u64::from(host!(regs_instruction)))?,
        stack: kernel::read_kernel(regs + u64::from(host!(regs_stack)))?,
        frame: kernel::read_kernel(regs + u64::from(host!(regs_frame)))?,
        link: if link == 0 { 0 } else { kernel::read_kernel(regs + u64::from(link))? },
    })
}
