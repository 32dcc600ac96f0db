//! What a process's environment says of OpenTelemetry. Nothing else of it is kept, or even looked at.

use std::{fs::File, io::Read as _};

use percent_encoding::percent_decode_str;

use super::process::proc_path;
use crate::context::Active;

/// The variables that concern us.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Environment {
    /// `OTEL_SERVICE_NAME`, or `service.name` of `OTEL_RESOURCE_ATTRIBUTES`.
    pub service_name: Option<String>,
    /// The other attributes of `OTEL_RESOURCE_ATTRIBUTES`.
    pub resource_attributes: Vec<(String, String)>,
    /// The span that `TRACEPARENT` names (OpenTelemetry specification, environment variables as carriers).
    pub traceparent: Option<Active>,
}

/// Bytes that are read at once: more than an environment has that is not made to be large.
const AT_ONCE: usize = 128 << 10;
/// Bytes that are read at most: what the kernel takes for arguments and environment together (execve(2): three quarters of 8 MiB).
const MOST: u64 = 6 << 20;

/// Reads a process's environment; nothing if it is gone, if it is not ours to read, or if it is empty: so is that of a process that is
/// ending or in the middle of an `execve` (`environ_read` in Linux's fs/proc/base.c).
pub fn read(pid: u32) -> Option<Environment> {
    let mut file = File::open(proc_path(pid, "environ")).ok()?;
    // Not in small pieces: when the process ends, those that are left are empty.
    let mut bytes = vec![0; AT_ONCE];
    let read = file.read(&mut bytes).ok()?;
    bytes.truncate(read);
    if read == AT_ONCE {
        file.take(MOST).read_to_end(&mut bytes).ok()?;
    }
    (!bytes.is_empty()).then(|| parse(&bytes))
}

/// Parses an environment: `NAME=value` strings, each ended by a NUL.
pub fn parse(bytes: &[u8]) -> Environment {
    let value = |name: &str| {
        bytes
            .split(|byte| *byte == 0)
            .filter_map(|variable| variable.strip_prefix(name.as_bytes())?.strip_prefix(b"="))
            .find_map(|value| str::from_utf8(value).ok())
            .filter(|value| !value.is_empty())
    };
    let mut attributes = attributes(value("OTEL_RESOURCE_ATTRIBUTES").unwrap_or_default());
    let named =
        attributes.iter().position(|(key, _)| key == "service.name").map(|at| attributes.remove(at).1);
    Environment {
        service_name: value("OTEL_SERVICE_NAME").map(str::to_owned).or(named),
        resource_attributes: attributes,
        traceparent: value("TRACEPARENT").and_then(Active::from_traceparent),
    }
}

/// `key=value` pairs, separated by commas, percent-encoded (OpenTelemetry specification, resource SDK). As the specification
/// asks, one bad pair makes all of it void.
fn attributes(text: &str) -> Vec<(String, String)> {
    let decode =
        |part: &str| percent_decode_str(part.trim()).decode_utf8().ok().map(|part| part.into_owned());
    text.split(',')
        .filter(|pair| !pair.trim().is_empty())
        .map(|pair| {
            let (key, value) = pair.split_once('=')?;
            Some((decode(key).filter(|key| !key.is_empty())?, decode(value)?))
        })
        .collect::<Option<Vec<_>>>()
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_service_name_wins_over_the_attribute() {
        let environment = parse(
            b"PATH=/bin\0OTEL_RESOURCE_ATTRIBUTES=service.name=a,deployment.environment.name=pro%20d\0OTEL_SERVICE_NAME=b\0",
        );
        assert_eq!(environment.service_name.as_deref(), Some("b"));
        assert_eq!(
            environment.resource_attributes,
            [("deployment.environment.name".to_owned(), "pro d".to_owned())]
        );
        assert_eq!(parse(b"OTEL_RESOURCE_ATTRIBUTES=service.name=a").service_name.as_deref(), Some("a"));
    }

    #[test]
    fn what_is_malformed_says_nothing() {
        assert_eq!(parse(b"OTEL_SERVICE_NAME=\0OTEL_RESOURCE_ATTRIBUTES=novalue"), Environment::default());
        assert_eq!(parse(b"\xff\xfe\0\0=\0OTEL_SERVICE_NAME"), Environment::default());
    }
}
