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
