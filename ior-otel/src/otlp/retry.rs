//! What to do after an answer, or after none (OTLP specification, "Failures", for gRPC and HTTP).

use std::time::Duration;

use tonic::Code;

/// First pause before a request is tried again.
const FIRST: Duration = Duration::from_millis(250);
/// Longest pause.
const LONGEST: Duration = Duration::from_secs(30);
/// Longest pause that a server can ask for: more is a mistake of its, and would be an outage of ours.
const LONGEST_ASKED: Duration = Duration::from_secs(300);

/// What came of a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It was taken, but for some of its items.
    Delivered {
        /// Items that were refused, for good.
        rejected: u64,
        /// What the server said, if anything.
        message: String,
    },
    /// It may be taken later.
    Retry {
        /// How long the server asked to wait.
        after: Option<Duration>,
        /// Whether there was no connection at all.
        unreachable: bool,
        /// Why.
        error: String,
    },
    /// It will never be taken.
    Refused {
        /// Why.
        error: String,
    },
}

/// Whether a gRPC status may be retried. `RESOURCE_EXHAUSTED` only if the server says when.
pub fn grpc_retries(code: Code, has_retry_info: bool) -> bool {
    match code {
        Code::Cancelled
        | Code::DeadlineExceeded
        | Code::Aborted
        | Code::OutOfRange
        | Code::Unavailable
        | Code::DataLoss => true,
        Code::ResourceExhausted => has_retry_info,
        Code::Ok
        | Code::Unknown
        | Code::InvalidArgument
        | Code::NotFound
        | Code::AlreadyExists
        | Code::PermissionDenied
        | Code::FailedPrecondition
        | Code::Unimplemented
        | Code::Internal
        | Code::Unauthenticated => false,
    }
}

/// Whether an HTTP status may be retried.
pub fn http_retries(status: u16) -> bool {
    matches!(status, 429 | 502 | 503 | 504)
}

/// Value of a `Retry-After` header: seconds, or a date (RFC 9110, 10.2.3). `now` is Unix time.
pub fn retry_after(value: &str, now: std::time::SystemTime) -> Option<Duration> {
    let value = value.trim();
    if let Ok(seconds) = value.parse() {
        return Some(Duration::from_secs(seconds));
    }
    httpdate::parse_http_date(value).ok().map(|date| date.duration_since(now).unwrap_or_default())
}

/// The pause before attempt number `attempt` (1 is the second try): doubled each time, and half of it by chance (0 to 1), so that many
/// clients do not come back at once.
pub fn pause(attempt: u32, asked: Option<Duration>, chance: f64) -> Duration {
    let longest = FIRST.saturating_mul(1 << attempt.saturating_sub(1).min(16)).min(LONGEST);
    let own = longest.mul_f64(0.5 + 0.5 * chance.clamp(0.0, 1.0));
    // One that asks for no pause at all does not get us any sooner.
    asked.map_or(own, |asked| asked.min(LONGEST_ASKED).max(own))
}

#[cfg(test)]
mod tests {
    use std::time::{SystemTime, UNIX_EPOCH};

    use super::*;

    #[test]
    fn grpc_statuses_as_the_specification_lists_them() {
        let retried = [1, 4, 10, 11, 14, 15];
        for code in 0..17 {
            assert_eq!(grpc_retries(Code::from(code), false), retried.contains(&code), "{code}");
        }
        assert!(grpc_retries(Code::ResourceExhausted, true));
    }

    #[test]
    fn http_statuses_as_the_specification_lists_them() {
        let retried: Vec<u16> = (100..600).filter(|status| http_retries(*status)).collect();
        assert_eq!(retried, [429, 502, 503, 504]);
    }

    #[test]
    fn pauses_grow_and_obey_the_server() {
        assert_eq!(pause(1, None, 1.0), Duration::from_millis(250));
        assert_eq!(pause(3, None, 0.0), Duration::from_millis(500));
        assert_eq!(pause(60, None, 1.0), LONGEST);
        assert_eq!(pause(1, Some(Duration::from_secs(90)), 0.3), Duration::from_secs(90));
    }

    #[test]
    fn retry_after_is_seconds_or_a_date() {
        let now = UNIX_EPOCH + Duration::from_secs(784_111_777);
        assert_eq!(retry_after("120", now), Some(Duration::from_secs(120)));
        assert_eq!(retry_after("Sun, 06 Nov 1994 08:49:47 GMT", now), Some(Duration::from_secs(10)));
        assert_eq!(retry_after("Sun, 06 Nov 1994 08:49:07 GMT", now), Some(Duration::ZERO));
        assert_eq!(retry_after("soon", SystemTime::now()), None);
    }
}
