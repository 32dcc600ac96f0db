//! Reads the ring buffer. The kernel side wakes nobody for a record: the reader looks several times a second, and is woken only
//! where much has gathered.

use std::{os::fd::AsFd, time::Duration};

use anyhow::{Context, Result};
use aya::maps::{Map, MapData, RingBuf};
use rustix::{
    event::{PollFd, PollFlags, Timespec, poll},
    io::Errno,
};

/// Shortest time between two looks. The ring holds what a busy machine sends meanwhile many times over.
const GATHER: Duration = Duration::from_millis(10);

/// The ring buffer of records.
pub struct Ring {
    ring: RingBuf<MapData>,
}

impl Ring {
    pub(super) fn new(map: Map) -> Result<Self> {
        Ok(Self { ring: map.try_into().context("RECORDS is no ring buffer")? })
    }

    /// Waits until much has gathered or `timeout` has passed, whichever comes first, and [`GATHER`] in any case: a
    /// ring that holds anything counts as ready, and would be polled for every single record of a busy program.
    pub fn wait(&self, timeout: Duration) -> Result<()> {
        std::thread::sleep(GATHER.min(timeout));
        let timeout = timeout.saturating_sub(GATHER);
        let timeout = Timespec::try_from(timeout).context("a timeout that does not fit")?;
        let mut fds = [PollFd::from_borrowed_fd(self.ring.as_fd(), PollFlags::IN)];
        match poll(&mut fds, Some(&timeout)) {
            Ok(_) | Err(Errno::INTR) => Ok(()),
            Err(error) => Err(error).context("cannot wait for the ring buffer"),
        }
    }

    /// Hands on what is there; returns how many records. At most `limit`, so that a flood leaves time for the rest.
    pub fn read(&mut self, limit: usize, mut record: impl FnMut(&[u8])) -> usize {
        let mut count = 0;
        while count < limit
            && let Some(item) = self.ring.next()
        {
            record(&item);
            count += 1;
        }
        count
    }
}
