//! What the tests share.
#![allow(dead_code, reason = "each test binary uses a part of it")]

pub(crate) mod attached;
pub(crate) mod page;
pub(crate) mod proxy;
pub(crate) mod receiver;
pub(crate) mod shop;
pub(crate) mod strace;
pub(crate) mod trace;
