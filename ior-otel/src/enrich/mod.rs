//! Adds to a record what only user space knows: which process it is, what its descriptors are.

pub mod fd;
