//! The shared types as plain bytes, for user space.

use crate::{
    context::{FileKey, Publisher},
    descriptor::Descriptor,
    host::Host,
    series::{Histogram, Series, SeriesKey},
    thread::Thread,
};

// SAFETY: `repr(C)`, `Copy`, no padding (sizes asserted beside the types), every bit pattern is a value.
unsafe impl aya::Pod for Descriptor {}
// SAFETY: as above.
unsafe impl aya::Pod for SeriesKey {}
// SAFETY: as above.
unsafe impl aya::Pod for Histogram {}
// SAFETY: as above.
unsafe impl aya::Pod for Series {}
// SAFETY: as above.
unsafe impl aya::Pod for Thread {}
// SAFETY: as above.
unsafe impl aya::Pod for Host {}
// SAFETY: as above.
unsafe impl aya::Pod for Publisher {}
// SAFETY: as above.
unsafe impl aya::Pod for FileKey {}

#[cfg(test)]
mod tests {
    use std::{mem::MaybeUninit, slice};

    use super::*;

    /// What aya does with them: any bytes of a map become a value, and a value becomes bytes. Under Miri what is no value, or a byte
    /// that has none (padding), is an error.
    fn is_bytes<T: aya::Pod>() {
        for byte in [0, 0x5a, 0xff] {
            let mut map = MaybeUninit::<T>::uninit();
            // SAFETY: all of its bytes are written.
            let value = unsafe {
                map.as_mut_ptr().write_bytes(byte, 1);
                map.assume_init()
            };
            // SAFETY: it has no padding.
            let bytes = unsafe { slice::from_raw_parts((&raw const value).cast::<u8>(), size_of::<T>()) };
            assert_eq!(bytes, vec![byte; size_of::<T>()]);
        }
    }

    #[test]
    fn they_are_plain_bytes() {
        is_bytes::<Descriptor>();
        is_bytes::<SeriesKey>();
        is_bytes::<Histogram>();
        is_bytes::<Series>();
        is_bytes::<Thread>();
        is_bytes::<Host>();
        is_bytes::<Publisher>();
        is_bytes::<FileKey>();
    }
}
