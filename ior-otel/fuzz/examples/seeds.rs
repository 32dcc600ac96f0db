//! Runs a command under trace, and keeps a record of the ring buffer for each syscall: `cargo run --example seeds -- DIRECTORY CMD...`, as root.

use std::{collections::BTreeSet, fs, path::PathBuf, process::Command};

use anyhow::{Context as _, Result};
use ior_otel::{
    config::Config,
    decode::{Record, decode},
    probe::{Contexts, Limits, Probe},
};

fn main() -> Result<()> {
    let mut words = std::env::args_os().skip(1);
    let directory = PathBuf::from(words.next().context("no directory")?);
    let command = words.next().context("no command")?;
    let mut config = Config::default();
    config.spans.min_duration = std::time::Duration::ZERO;
    let limits = Limits { ring_buffer: 64 << 20, threads: 4096, series: 4096 };
    let mut probe = Probe::start(&limits, &Contexts::default(), &config.descriptors(), None)?;
    let mut ring = probe.ring()?;
    Command::new(command).args(words).status()?;
    let (mut seen, mut failed) = (BTreeSet::new(), None);
    ring.read(usize::MAX, |bytes| {
        let name = match decode(bytes) {
            Ok(Record::Call(call)) => call.nr.to_string(),
            Ok(Record::Fork(_)) => "fork".to_owned(),
            Ok(Record::Exec(_)) => "exec".to_owned(),
            Ok(Record::Exit(_)) => "exit".to_owned(),
            Ok(Record::Code(_)) => "code".to_owned(),
            Err(_) => return,
        };
        if seen.insert(name.clone()) {
            failed = fs::write(directory.join(name), bytes).err().or(failed.take());
        }
    });
    failed.map_or(Ok(()), |error| Err(error.into()))
}
