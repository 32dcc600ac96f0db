//! Exact base-2 exponential histograms of scale 2, as OpenTelemetry defines them: four buckets per factor of two,
//! bucket `i` holds values in `(2^(i/4), 2^((i+1)/4)]`.
//!
//! Durations are counted in units of 2^-30 s, so that a kernel bucket is a bucket of the OTLP
//! `ExponentialHistogram` in seconds whose index is smaller by [`SECONDS_OFFSET`]: no value is moved, none is
//! estimated.

/// OpenTelemetry's scale of these histograms: buckets grow by 2^(2^-2), 19 %.
pub const SCALE: i32 = 2;
/// Buckets of a histogram. The last ends at 2^47.5: 2.1 days as a duration, 176 TiB as a size.
pub const BUCKETS: usize = 192;
/// Position of the bucket for the value zero.
pub const ZERO: usize = 0;
/// OpenTelemetry's bucket index is the position here, less this.
pub const INDEX_OFFSET: i32 = 2;
/// What to subtract from the bucket index of a count of 2^-30 s to get the index of the same value in seconds.
pub const SECONDS_OFFSET: i32 = 30 * 4;

/// The floor of 2^(63 + j/4) for j = 1, 2, 3: the inner bucket bounds of a factor of two, as 64-bit mantissas.
const BOUNDS: [u64; 3] = [10_968_499_650_544_839_023, 13_043_817_825_332_782_212, 15_511_800_964_685_064_948];

/// A duration in units of 2^-30 s (0.93 ns), rounded down; below the exact value by less than one part in 2^22.
/// Good for durations of up to 340 days.
#[inline(always)]
pub const fn duration_units(ns: u64) -> u64 {
    /// floor((2^30 / 10^9 - 1) * 2^29): the most bits that leave room for 34 s in a u64 product.
    const FRACTION: u64 = 39_589_840;
    if ns < 1 << 35 { ns + ((ns * FRACTION) >> 29) } else { ns + (((ns >> 16) * FRACTION) >> 13) }
}

/// Position of a value's bucket, below [`BUCKETS`].
#[inline(always)]
pub const fn position(value: u64) -> usize {
    if value == 0 {
        return ZERO;
    }
    let octave = 63 - value.leading_zeros();
    let mantissa = value << value.leading_zeros();
    // The bounds within a factor of two are irrational, so that "above the floor" is exact for integers; the
    // power of two itself is the upper end of the bucket before.
    let quarter = if mantissa == 1 << 63 {
        0
    } else {
        1 + (mantissa > BOUNDS[0]) as u32 + (mantissa > BOUNDS[1]) as u32 + (mantissa > BOUNDS[2]) as u32
    };
    let position = (octave * 4 + quarter + 1) as usize;
    if position < BUCKETS { position } else { BUCKETS - 1 }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The index by the specification's formula, in floating point: ceil(log2(value) * 2^scale) - 1.
    fn index_by_formula(value: u64) -> i32 {
        ((value as f64).log2() * 4.0).ceil() as i32 - 1
    }

    #[test]
    fn positions_follow_the_specification() {
        let values = (1..5000).chain((12..47).flat_map(|e| {
            let power = 1_u64 << e;
            [power - 1, power, power + 1, power + power / 3, power + power / 2, power + power * 3 / 4]
        }));
        for value in values {
            assert_eq!(position(value) as i32 - INDEX_OFFSET, index_by_formula(value), "value {value}");
        }
    }

    #[test]
    fn the_ends_are_held() {
        assert_eq!(position(0), ZERO);
        assert_eq!(position(1), 1);
        assert_eq!(position(u64::MAX), BUCKETS - 1);
    }

    #[test]
    fn units_are_never_above_and_hardly_below() {
        for ns in
            [0, 1, 999, 1_000_000, 10_000_000, 1_000_000_000, (1 << 35) - 1, 1 << 35, 3_600_000_000_000_000]
        {
            let exact = u128::from(ns) * (1 << 30) / 1_000_000_000;
            let units = u128::from(duration_units(ns));
            assert!(units <= exact && exact - units <= 1 + exact / (1 << 22), "{ns} ns: {units} of {exact}");
        }
    }

    #[test]
    fn a_second_is_the_end_of_its_bucket() {
        let index = position(duration_units(1_000_000_000)) as i32 - INDEX_OFFSET - SECONDS_OFFSET;
        assert_eq!(index, -1, "1 s belongs to (2^-0.25, 2^0]");
    }
}
