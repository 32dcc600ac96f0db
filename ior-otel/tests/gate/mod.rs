//! What the tests share that hold the tracer against a driver in Python: running it, its truth, and the comparison.
#![allow(dead_code, reason = "each test binary uses a part of it")]

pub(crate) mod compare;
pub(crate) mod driver;
pub(crate) mod kernel;
pub(crate) mod promised;
