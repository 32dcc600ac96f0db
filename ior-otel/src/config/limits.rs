//! `limits:`, how much memory the kernel side may take.

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::scalar::{self, ByteSize};

/// Sizes of the maps between the kernel and the user side. All of it is allocated at the start.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Limits {
    /// Bytes of the ring buffer of calls that become spans; a power of two from [`MIN_RING_BUFFER`] to
    /// [`MAX_RING_BUFFER`].
    #[serde(serialize_with = "size", deserialize_with = "ring_buffer")]
    pub ring_buffer: u32,
    /// Threads traced at a time.
    #[serde(deserialize_with = "threads")]
    pub threads: u32,
    /// Series counted at a time, over all processes.
    #[serde(deserialize_with = "series")]
    pub series: u32,
}

/// A power of two from here on is a multiple of the page size on x86_64 (4 KiB) and aarch64 (4, 16 or 64 KiB), which
/// the kernel asks for.
pub const MIN_RING_BUFFER: u32 = 64 << 10;
/// The greatest power of two in the map's `u32 max_entries`.
pub const MAX_RING_BUFFER: u32 = 1 << 31;
/// `PID_MAX_LIMIT`: there are never more threads on a 64-bit Linux.
const MAX_THREADS: u32 = 1 << 22;
/// Some gigabytes of kernel memory: what is more is a slip of the keyboard.
const MAX_SERIES: u32 = 1 << 22;

impl Default for Limits {
    fn default() -> Self {
        Self { ring_buffer: 4 << 20, threads: 65_536, series: 16_384 }
    }
}

/// A size that the kernel accepts for a ring buffer.
///
/// # Errors
/// Names the nearest size that is one.
fn ring_buffer_size(text: &str) -> Result<u32, String> {
    let ByteSize(bytes) = text.parse()?;
    let (min, max) = (u64::from(MIN_RING_BUFFER), u64::from(MAX_RING_BUFFER));
    let (wrong, nearest) = if bytes < min {
        ("is too small", min)
    } else if bytes > max {
        ("is too large", max)
    } else {
        ("is not a power of two", nearest_power_of_two(bytes))
    };
    match u32::try_from(bytes) {
        Ok(size) if u64::from(size) == nearest => Ok(size),
        _ => Err(format!("{text} {wrong}; the nearest that can be is {}", ByteSize(nearest))),
    }
}

/// Of two that are equally near the smaller. `bytes` is neither 0 nor above 2^63.
fn nearest_power_of_two(bytes: u64) -> u64 {
    let above = bytes.next_power_of_two();
    let below = if above == bytes { above } else { above / 2 };
    if bytes - below <= above - bytes { below } else { above }
}

fn ring_buffer<'de, D: Deserializer<'de>>(deserializer: D) -> Result<u32, D::Error> {
    scalar::parse(deserializer, "a size such as 16MiB", ring_buffer_size)
}

fn threads<'de, D: Deserializer<'de>>(deserializer: D) -> Result<u32, D::Error> {
    scalar::parse(deserializer, "a whole number", |text| scalar::whole(text, 1..=MAX_THREADS))
}

fn series<'de, D: Deserializer<'de>>(deserializer: D) -> Result<u32, D::Error> {
    scalar::parse(deserializer, "a whole number", |text| scalar::whole(text, 1..=MAX_SERIES))
}

fn size<S: Serializer>(bytes: &u32, serializer: S) -> Result<S::Ok, S::Error> {
    ByteSize(u64::from(*bytes)).serialize(serializer)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn powers_of_two_are_accepted() {
        for power in 16..=31 {
            assert_eq!(ring_buffer_size(&(1_u64 << power).to_string()), Ok(1 << power));
        }
        assert_eq!(ring_buffer_size("16MiB"), Ok(16 << 20));
    }

    #[test]
    fn the_nearest_size_is_named() {
        let error = |text| ring_buffer_size(text).expect_err("is refused");
        assert_eq!(error("10MiB"), "10MiB is not a power of two; the nearest that can be is 8MiB");
        assert_eq!(error("13MiB"), "13MiB is not a power of two; the nearest that can be is 16MiB");
        assert_eq!(error("12MiB"), "12MiB is not a power of two; the nearest that can be is 8MiB");
        assert_eq!(error("0"), "0 is too small; the nearest that can be is 64KiB");
        assert_eq!(error("4096"), "4096 is too small; the nearest that can be is 64KiB");
        assert_eq!(error("3GiB"), "3GiB is too large; the nearest that can be is 2GiB");
    }
}
