//! Files that are not to be trusted, read within bounds: no more at once, and no more together, than a file of its kind needs. They are read and never
//! mapped: a mapped file that somebody cuts short ends who looks at it (`SIGBUS`, mmap(2)).

use std::{cell::Cell, fs::File, ops::Range};

use object::read::{ReadCache, ReadRef};

/// Most bytes that are read at once: what is larger is no table of symbols, and none of an unwinder.
const MAX_READ: u64 = 64 << 20;
/// Most bytes that are read of a file: its parts may lie over each other, and what was read is kept until all of it is.
const MAX_TOTAL: u64 = 128 << 20;
/// What a string costs besides its bytes.
const STRING: u64 = 64;

/// What was read of a file.
#[derive(Debug)]
pub struct Bounded {
    cache: ReadCache<File>,
    /// Bytes that may still be read.
    left: Cell<u64>,
}

impl Bounded {
    /// Of a file nothing of which has been read.
    pub fn new(file: File) -> Self {
        Self { cache: ReadCache::new(file), left: Cell::new(MAX_TOTAL) }
    }

    fn take(&self, bytes: u64) -> Result<(), ()> {
        self.left.set(self.left.get().checked_sub(bytes).ok_or(())?);
        Ok(())
    }
}

impl<'data> ReadRef<'data> for &'data Bounded {
    fn len(self) -> Result<u64, ()> {
        self.cache.len()
    }

    fn read_bytes_at(self, offset: u64, size: u64) -> Result<&'data [u8], ()> {
        if size > MAX_READ {
            return Err(());
        }
        self.take(size)?;
        self.cache.read_bytes_at(offset, size)
    }

    fn read_bytes_at_until(self, range: Range<u64>, delimiter: u8) -> Result<&'data [u8], ()> {
        let found = self.cache.read_bytes_at_until(range, delimiter)?;
        self.take(found.len() as u64 + STRING)?;
        Ok(found)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A file of that size, without anything in it.
    fn file(size: u64) -> Bounded {
        let file = tempfile::tempfile().expect("a file");
        file.set_len(size).expect("a size");
        Bounded::new(file)
    }

    #[test]
    fn no_more_is_read_than_a_file_needs() {
        let file = file(1 << 30);
        assert!((&file).read_bytes_at(0, MAX_READ + 1).is_err(), "too much at once");
        assert!((&file).read_bytes_at(0, MAX_READ).is_ok());
        assert!((&file).read_bytes_at(1, MAX_READ).is_ok());
        assert!((&file).read_bytes_at(2, 1).is_err(), "too much together");
    }

    #[test]
    fn strings_count_too() {
        let file = file(1 << 20);
        let read = (0..u64::MAX).take_while(|at| (&file).read_bytes_at_until(*at..1 << 20, 0).is_ok());
        assert!(read.count() as u64 <= MAX_TOTAL / STRING);
    }

    #[test]
    fn a_file_that_is_cut_short_is_an_error() {
        let file = tempfile::tempfile().expect("a file");
        file.set_len(8192).expect("a size");
        let bounded = Bounded::new(file.try_clone().expect("a descriptor"));
        assert_eq!((&bounded).len(), Ok(8192));
        file.set_len(100).expect("a size");
        assert!((&bounded).read_bytes_at(4096, 8).is_err());
    }
}
