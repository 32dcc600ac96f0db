//! Which span of its application a thread is in: read from where the application publishes it (OTEP 4947), when a call becomes a span.
//! The thread is in the kernel, and can't change it meanwhile. Calls that do not become spans pay nothing.
//!
//! User space finds the variables in the files that a process executes ([`Publisher`]); which files those are, it is told here.

use ior_common::{
    context::{
        AT_DESCRIPTOR, AT_MODULE, AT_MODULE_AND_OFFSET, AT_OFFSET, AT_STORED_OFFSET, CONTEXT_BYTES,
        CONTEXT_SLOT, FileKey, PINNED_BYTES, Publisher, VARIABLES, Variable,
    },
    record::{CAPTURED, CAPTURED_FAULT, CAPTURED_PART, CaptureHead, CodeRecord, KIND_CODE},
    thread::Thread,
};

use crate::{
    file,
    kernel::{self, LAST_CHUNK, host},
    pair::Ended,
    process,
};

const HEAD: usize = size_of::<CaptureHead>();
/// Where in the record of the active span it says that it is valid, and by what.
const VALID: usize = 24;
const IS_VALID: u8 = 1;
/// `PROT_EXEC` and `MAP_ANONYMOUS` of linux/mman.h.
const PROT_EXEC: u64 = 0x4;
const MAP_ANONYMOUS: u64 = 0x20;

// What became of a variable, beside [`CONTEXT_BYTES`].
/// There is no such variable.
const NO_VARIABLE: u64 = 0;
/// No span is active.
const NO_SPAN: u64 = 1;
/// It could not be read.
const FAULT: u64 = 2;
/// It was just being written.
const IN_FLUX: u64 = 3;

/// Writes the context of the current thread to the scratch at `offset`; returns where it ends: at `offset` if its process publishes none.
#[unsafe(no_mangle)]
#[inline(never)]
pub extern "C" fn thread_context(offset: u64) -> u64 {
    let at = offset as usize;
    let Some(scratch) = kernel::scratch() else { return offset };
    if at > LAST_CHUNK - HEAD {
        return offset;
    }
    let (mut outcome, mut index) = (NO_VARIABLE, 0);
    while index < VARIABLES as u64 && kernel::has_publishers() {
        let found = read_variable(index, offset + HEAD as u64);
        if found == NO_VARIABLE {
            break;
        }
        if found > outcome {
            outcome = found;
        }
        if found == CONTEXT_BYTES as u64 {
            break;
        }
        index += 1;
    }
    if outcome != CONTEXT_BYTES as u64
        && host!(context.has_pinned) != 0
        && let Some(context) = kernel::pinned_context()
    {
        kernel::write(scratch, at + HEAD, context);
        outcome = PINNED_BYTES as u64;
    }
    let (length, status) = match outcome {
        NO_VARIABLE => return offset,
        NO_SPAN => (0, CAPTURED),
        FAULT => (0, CAPTURED_FAULT),
        IN_FLUX => (0, CAPTURED_PART),
        length => (length & 0x1f, CAPTURED),
    };
    let head = CaptureHead { slot: CONTEXT_SLOT, status, length: length as u16, reserved: 0 };
    kernel::write(scratch, at, head);
    offset + HEAD as u64 + ((length + 7) & !7)
}

/// Writes what a variable of the current thread points to, to the scratch at `offset`; returns [`CONTEXT_BYTES`] if that is a valid
/// context.
#[unsafe(no_mangle)]
#[inline(never)]
pub extern "C" fn read_variable(index: u64, offset: u64) -> u64 {
    let (Some(scratch), Some(span)) = (kernel::scratch(), kernel::span()) else { return NO_VARIABLE };
    let Some(publisher) = kernel::publisher(span.process) else { return NO_VARIABLE };
    // After a successful `execve` the memory is the new program's.
    if index >= u64::from(publisher.count) || span.ended.path != 0 {
        return NO_VARIABLE;
    }
    let Some(variable) = publisher.variables.get(index as usize) else { return NO_VARIABLE };
    if !span.has_memory || offset as usize > LAST_CHUNK {
        return FAULT;
    }
    let address = match address(publisher, variable) {
        Some(0) => return NO_SPAN,
        Some(address) => address,
        None => return FAULT,
    };
    let Some(record) = kernel::read_user::<u64>(address) else { return FAULT };
    if record == 0 {
        return NO_SPAN;
    }
    let Some(context) = kernel::read_user::<[u32; CONTEXT_BYTES / 4]>(record) else { return FAULT };
    // Other threads may write there, if the application shares the record.
    match kernel::read_user::<u8>(record + VALID as u64) {
        Some(IS_VALID) if context[VALID / 4] as u8 == IS_VALID => {}
        Some(_) => return IN_FLUX,
        None => return FAULT,
    }
    if context[..VALID / 4] == [0; VALID / 4] {
        return NO_SPAN;
    }
    kernel::write(scratch, offset as usize, context);
    CONTEXT_BYTES as u64
}

/// Address of a variable of the current thread; 0 if the thread has not used it yet. Nothing if it could not be found out.
#[inline(always)]
fn address(publisher: &Publisher, variable: &Variable) -> Option<u64> {
    let pointer = kernel::current_task() + u64::from(host!(context.thread_pointer));
    let pointer: u64 = kernel::read_kernel(pointer)?;
    let offset = variable.offset as u64;
    match variable.how {
        AT_OFFSET => Some(pointer.wrapping_add(offset)),
        AT_STORED_OFFSET => match kernel::read_user::<u64>(variable.address)? {
            0 => Some(0),
            stored => Some(pointer.wrapping_add(stored).wrapping_add(offset)),
        },
        AT_MODULE => {
            let module: u64 = kernel::read_user(variable.address)?;
            in_block(publisher, pointer, [module, offset])
        }
        AT_MODULE_AND_OFFSET => {
            let index: [u64; 2] = kernel::read_user(variable.address)?;
            in_block(publisher, pointer, index)
        }
        AT_DESCRIPTOR => {
            let [function, argument]: [u64; 2] = kernel::read_user(variable.address)?;
            if function == 0 {
                // Not relocated yet.
                return Some(0);
            }
            if argument as i64 <= 0xffff_ffff {
                return Some(pointer.wrapping_add(argument).wrapping_add(offset));
            }
            let [module, stored]: [u64; 2] = kernel::read_user(argument)?;
            in_block(publisher, pointer, [module, stored.wrapping_add(offset)])
        }
        _ => None,
    }
}

/// Address of what is at an offset in a module's block, by the dynamic thread vector.
#[inline(always)]
fn in_block(publisher: &Publisher, pointer: u64, [module, offset]: [u64; 2]) -> Option<u64> {
    if module == 0 {
        return Some(0);
    }
    let vector: u64 = kernel::read_user(pointer.wrapping_add(publisher.vector as i64 as u64))?;
    let length: u64 = kernel::read_user(vector.wrapping_add(publisher.vector_length as i64 as u64))?;
    if module > length {
        // Its thread has not used the module yet, and has no entry for it.
        return Some(0);
    }
    let entry = vector.wrapping_add(module.wrapping_mul(u64::from(publisher.vector_entry)));
    // 0 and -1: not allocated yet.
    match kernel::read_user::<u64>(entry)? {
        0 | u64::MAX => Some(0),
        block => Some(block.wrapping_add(offset)),
    }
}

/// A process executed a program: what was known of it is known no more.
#[inline(never)]
pub(crate) fn executed(thread: &Thread) {
    if host!(context.thread_pointer) != 0 {
        kernel::remove_publisher(thread.process);
        let _ = file::executable().and_then(|file| maps(thread, file));
    }
}

/// A call of `mmap` ended. It is looked at even if it is not counted.
#[inline(never)]
pub(crate) fn mapped(thread: &Thread, ended: &Ended) -> Option<()> {
    if ended.errno != 0 || ended.unfinished {
        return None;
    }
    // void *mmap(addr, length, prot, flags, fd, offset)
    let (protection, flags) = (ended.argument(2)?, ended.argument(3)?);
    if host!(context.thread_pointer) == 0 || protection & PROT_EXEC == 0 || flags & MAP_ANONYMOUS != 0 {
        return None;
    }
    maps(thread, file::open_file(ended.argument(4)? as u32)?)
}

/// Tells user space that a process executes a file, unless it is known to publish nothing.
#[inline(always)]
fn maps(thread: &Thread, file: u64) -> Option<()> {
    let inode: u64 = kernel::read_kernel(file + u64::from(host!(file.file_inode)))?;
    let super_block: u64 = kernel::read_kernel(inode + u64::from(host!(file.inode_sb)))?;
    let file = FileKey {
        inode: kernel::read_kernel(inode + u64::from(host!(file.inode_ino)))?,
        size: kernel::read_kernel(inode + u64::from(host!(context.inode_size)))?,
        device: kernel::read_kernel(super_block + u64::from(host!(file.super_dev)))?,
        reserved: 0,
    };
    if !kernel::publishes_nothing(&file) {
        let head = process::head(KIND_CODE, thread, size_of::<CodeRecord>());
        process::send_now(&CodeRecord { head, file });
    }
    Some(())
}
