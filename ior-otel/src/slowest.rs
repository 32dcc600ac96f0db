//! The calls that took longest, for the summary.

use std::{cmp::Reverse, collections::BinaryHeap};

use crate::{attributes::Attributes, call::Call, printable::printable, redact::Redactor};

/// How many are kept.
const KEPT: usize = 10;

/// One of the slowest calls.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct SlowCall {
    /// How long it took, nanoseconds.
    pub duration_ns: u64,
    /// Its name.
    pub name: String,
    /// Name of its thread.
    pub thread: String,
    /// Id of its process.
    pub pid: u32,
    /// What it was about: a path, an address, an operation.
    pub about: String,
}

/// The slowest calls so far.
#[derive(Debug, Default)]
pub struct Slowest(BinaryHeap<Reverse<SlowCall>>);

impl Slowest {
    /// Whether a call that took so many nanoseconds is among them.
    pub fn wants(&self, duration_ns: u64) -> bool {
        self.0.len() < KEPT || self.0.peek().is_some_and(|Reverse(least)| least.duration_ns < duration_ns)
    }

    /// Takes a call, if it is among them.
    pub fn offer(&mut self, name: &str, call: &Call<'_>, attributes: &Attributes, redactor: &Redactor) {
        if !self.wants(call.duration_ns) {
            return;
        }
        if self.0.len() >= KEPT {
            self.0.pop();
        }
        self.0.push(Reverse(SlowCall {
            duration_ns: call.duration_ns,
            name: name.to_owned(),
            thread: redactor
                .value("thread.name", call.thread_name.to_owned())
                .map_or_else(String::new, |thread| printable(&thread).into_owned()),
            pid: call.pid,
            about: printable(&about(&|key| redactor.value(key, attributes.text(key)?))).into_owned(),
        }));
    }

    /// The calls, slowest first.
    pub fn sorted(&self) -> Vec<SlowCall> {
        let mut calls: Vec<SlowCall> = self.0.iter().map(|Reverse(call)| call.clone()).collect();
        calls.sort_by(|a, b| b.cmp(a));
        calls
    }
}

/// The most telling of a call's attributes, of which `text` gives the values.
pub fn about(text: &dyn Fn(&str) -> Option<String>) -> String {
    let peer = || {
        let address = text("network.peer.address")?;
        Some(match text("network.peer.port") {
            Some(port) if address.contains(':') => format!("[{address}]:{port}"),
            Some(port) => format!("{address}:{port}"),
            None => address,
        })
    };
    let told = [
        text("file.path"),
        peer(),
        text("syscall.futex.op"),
        text("syscall.sleep.requested").map(|seconds| format!("asked for {seconds} s")),
        text("syscall.timeout").map(|seconds| format!("timeout {seconds} s")),
        text("syscall.fd.type"),
    ];
    let error = text("error.type").or_else(|| text("syscall.errno"));
    told.into_iter().flatten().take(1).chain(error).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn call(duration_ns: u64) -> Call<'static> {
        Call {
            start_ns: 0,
            duration_ns,
            process: 1,
            pid: 2,
            tid: 2,
            thread_name: "main",
            nr: 0,
            abi: 0,
            return_value: 0,
            quantity: None,
            args: [0; 6],
            cpu: 0,
            unfinished: false,
            captures: [None; 4],
            context: None,
            stack: Default::default(),
        }
    }

    #[test]
    fn the_slowest_stay() {
        let mut slowest = Slowest::default();
        let redactor = Redactor::new(&Default::default()).expect("nothing to read");
        for duration in [5, 1, 9, 3, 7, 2, 8, 4, 6, 12, 11, 10] {
            slowest.offer("read", &call(duration), &Attributes::new(), &redactor);
        }
        let kept: Vec<u64> = slowest.sorted().iter().map(|call| call.duration_ns).collect();
        assert_eq!(kept, [12, 11, 10, 9, 8, 7, 6, 5, 4, 3]);
    }
}
