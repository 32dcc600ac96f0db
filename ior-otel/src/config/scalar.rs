//! Values of the configuration file: durations (`10ms`), sizes (`16MiB`) and numbers with a range.

use std::{fmt, ops::RangeInclusive, str::FromStr, time::Duration};

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

/// A duration as people write it: `10ms`, `1h 30m`. A bare number is refused, except `0`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct HumanDuration(pub Duration);

impl FromStr for HumanDuration {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let text = text.trim();
        if text == "0" {
            return Ok(Self(Duration::ZERO));
        }
        humantime::parse_duration(text)
            .map(Self)
            .map_err(|error| format!("{text:?} is not a duration such as 10ms, 1.5s or 2m: {error}"))
    }
}

impl fmt::Display for HumanDuration {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        humantime::format_duration(self.0).fmt(f)
    }
}

/// A number of bytes as people write it: `64KiB`, `16MiB`, `1GiB`, or a bare number of bytes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct ByteSize(pub u64);

const UNITS: [(&str, u64); 4] = [("GiB", 1 << 30), ("MiB", 1 << 20), ("KiB", 1 << 10), ("B", 1)];

impl FromStr for ByteSize {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let text = text.trim();
        let (number, unit) = UNITS
            .iter()
            .find_map(|(name, factor)| Some((text.strip_suffix(name)?, *factor)))
            .unwrap_or((text, 1));
        number
            .trim()
            .parse::<u64>()
            .ok()
            .and_then(|number| number.checked_mul(unit))
            .map(Self)
            .ok_or_else(|| format!("{text:?} is not a size such as 64KiB, 16MiB or 1GiB"))
    }
}

impl fmt::Display for ByteSize {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (unit, factor) = UNITS
            .iter()
            .find(|(_, factor)| self.0 != 0 && self.0.is_multiple_of(*factor))
            .unwrap_or(&("B", 1));
        write!(f, "{}{unit}", self.0 / factor)
    }
}

/// Reads a scalar as its text, whatever YAML takes it for (`1.0`, `off`, `"10ms"`), and parses it there and then: an
/// error raised inside of the deserializer carries the line and the key.
///
/// `expecting` completes "invalid type: map, expected ...".
pub fn parse<'de, D, T>(
    deserializer: D,
    expecting: &'static str,
    parse: impl FnOnce(&str) -> Result<T, String>,
) -> Result<T, D::Error>
where
    D: Deserializer<'de>,
{
    struct Text<F>(&'static str, F);
    impl<T, F: FnOnce(&str) -> Result<T, String>> de::Visitor<'_> for Text<F> {
        type Value = T;
        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str(self.0)
        }
        fn visit_str<E: de::Error>(self, text: &str) -> Result<T, E> {
            (self.1)(text).map_err(E::custom)
        }
    }
    deserializer.deserialize_str(Text(expecting, parse))
}

/// Reads and writes a type of the file by its `FromStr` and `Display`.
macro_rules! as_text {
    ($type:ty, $expecting:literal) => {
        impl<'de> serde::Deserialize<'de> for $type {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                $crate::config::scalar::parse(deserializer, $expecting, str::parse)
            }
        }

        impl serde::Serialize for $type {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(self)
            }
        }
    };
}
pub(crate) use as_text;

as_text!(HumanDuration, "a duration such as 10ms");
as_text!(ByteSize, "a size such as 16MiB");

/// For fields: `#[serde(with = "duration")]`.
pub mod duration {
    use super::{Deserialize, Deserializer, Duration, HumanDuration, Serialize, Serializer};

    pub(in crate::config) fn deserialize<'de, D: Deserializer<'de>>(d: D) -> Result<Duration, D::Error> {
        HumanDuration::deserialize(d).map(|duration| duration.0)
    }

    pub(in crate::config) fn serialize<S: Serializer>(value: &Duration, s: S) -> Result<S::Ok, S::Error> {
        HumanDuration(*value).serialize(s)
    }
}

/// A whole number within `range`.
///
/// # Errors
/// Names the text and the range.
pub fn whole(text: &str, range: RangeInclusive<u32>) -> Result<u32, String> {
    text.parse()
        .ok()
        .filter(|number| range.contains(number))
        .ok_or_else(|| format!("{text:?} is not a whole number from {} to {}", range.start(), range.end()))
}

/// A share: a number from 0 to 1.
///
/// # Errors
/// Names the text.
pub fn share(text: &str) -> Result<f64, String> {
    text.parse()
        .ok()
        .filter(|number| (0.0..=1.0).contains(number))
        .ok_or_else(|| format!("{text:?} is not a number from 0 to 1"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_need_a_unit() {
        assert_eq!("10ms".parse(), Ok(HumanDuration(Duration::from_millis(10))));
        assert_eq!("0".parse(), Ok(HumanDuration(Duration::ZERO)));
        assert!("10".parse::<HumanDuration>().is_err());
        assert!("10 parsecs".parse::<HumanDuration>().is_err());
    }

    #[test]
    fn sizes_have_binary_units() {
        assert_eq!("16MiB".parse(), Ok(ByteSize(16 << 20)));
        assert_eq!("512".parse(), Ok(ByteSize(512)));
        assert_eq!(ByteSize(64 << 10).to_string(), "64KiB");
        assert!("16MB".parse::<ByteSize>().is_err());
        assert!("99999999999GiB".parse::<ByteSize>().is_err());
    }

    #[test]
    fn numbers_have_a_range() {
        assert_eq!(whole("5000", 1..=10_000), Ok(5000));
        assert_eq!(whole("0", 1..=9).expect_err("is refused"), "\"0\" is not a whole number from 1 to 9");
        assert!(whole("-1", 0..=9).is_err());
        assert!(whole("1.5", 0..=9).is_err());
        assert_eq!(share("0.01"), Ok(0.01));
        assert_eq!(share("1.5").expect_err("is refused"), "\"1.5\" is not a number from 0 to 1");
        assert!(share("NaN").is_err());
    }
}
