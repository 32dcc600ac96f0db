//! Adds to a record what only user space knows: which process it is, what its descriptors are.

pub mod environment;
pub mod process;

pub mod fd;
pub mod socket;

pub mod resource;
