//! Which Linux it is.

use thiserror::Error;

/// First one with the ring buffer and iterators over tasks.
const OLDEST: (u32, u32) = (5, 8);

/// The kernel side can't be loaded here, whatever is given to it.
#[derive(Debug, Error)]
#[error(
    "Linux {0} is too old: the first with a BPF ring buffer is 5.8, and the oldest that ior-otel was tried on 5.10"
)]
pub struct TooOld(String);

/// Whether the kernel has what nothing works without.
pub fn look_at_version() -> Result<(), TooOld> {
    if is_at_least(OLDEST.0, OLDEST.1) { Ok(()) } else { Err(TooOld(release())) }
}

/// Whether the kernel is of this version or a later one.
pub fn is_at_least(major: u32, minor: u32) -> bool {
    version(&release()) >= (major, minor)
}

fn release() -> String {
    rustix::system::uname().release().to_string_lossy().into_owned()
}

/// The first two numbers of what distributions make a name of.
fn version(release: &str) -> (u32, u32) {
    let mut numbers = release.split(['.', '-', '+']).map_while(|number| number.parse().ok());
    (numbers.next().unwrap_or(0), numbers.next().unwrap_or(0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_numbers() {
        for (release, expected) in [
            ("5.10.0-36-cloud-amd64", (5, 10)),
            ("5.7.19", (5, 7)),
            ("6.1-rc3", (6, 1)),
            ("7.2+deb14-cloud-arm64", (7, 2)),
            ("nonsense", (0, 0)),
        ] {
            assert_eq!(version(release), expected, "{release}");
        }
    }
}
