//! Adds to a record what only user space knows: which process it is.

pub mod container;
pub mod environment;
pub mod mappings;
pub mod process;
pub mod process_context;

pub mod resource;
