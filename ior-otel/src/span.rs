//! A call or a process becomes an OTLP span.

use opentelemetry::trace::SpanId;
use opentelemetry_proto::tonic::{
    common::v1::KeyValue,
    trace::v1::{Span, SpanFlags, Status, span, status::StatusCode},
};

use prost::Message as _;

use crate::{
    attributes::Attributes,
    call::Call,
    clock::Clock,
    context::Active,
    decode::{End, Exit},
    enrich::process::Process,
    route::{LeftOut, Place, Window},
    table::{Syscall, errno::errno_name, signal::signal_name},
    wire,
};

/// Field numbers of opentelemetry/proto/trace/v1/trace.proto.
mod field {
    pub(super) const TRACE_ID: u8 = 1;
    pub(super) const SPAN_ID: u8 = 2;
    pub(super) const PARENT_SPAN_ID: u8 = 4;
    pub(super) const NAME: u8 = 5;
    pub(super) const KIND: u8 = 6;
    pub(super) const START: u8 = 7;
    pub(super) const END: u8 = 8;
    pub(super) const LINKS: u8 = 13;
    pub(super) const STATUS: u8 = 15;
    pub(super) const FLAGS: u8 = 16;
}

/// Adds to the attributes of a call's syscall those that every span of a call has, and returns the status of that span.
pub fn complete(
    call: &Call<'_>,
    syscall: Option<&'static Syscall>,
    attributes: &mut Attributes,
) -> Option<Status> {
    attributes.int("process.pid", call.pid);
    attributes.int("thread.id", call.tid);
    attributes.string("thread.name", call.thread_name);
    if call.unfinished {
        attributes.bool("syscall.unfinished", true);
    }
    let errno = call.errno();
    let failed = match syscall {
        Some(syscall) => syscall.fails_with(errno),
        None => ior_common::errno::is_failure(errno, false),
    };
    failed.then(|| {
        attributes.string("error.type", errno_name(errno));
        error(describe(errno))
    })
}

/// Encodes the span of a call into `out`: as [`new`] and prost would, without an object in between.
pub fn encode(
    name: &str,
    place: Place,
    (start, end): (u64, u64),
    attributes: &Attributes,
    status: Option<&Status>,
    out: &mut Vec<u8>,
) {
    wire::bytes(out, field::TRACE_ID, &place.trace.to_bytes());
    wire::bytes(out, field::SPAN_ID, &place.span.to_bytes());
    if let Some(parent) = place.parent {
        wire::bytes(out, field::PARENT_SPAN_ID, &parent.to_bytes());
    }
    wire::bytes(out, field::NAME, name.as_bytes());
    wire::number(out, field::KIND, span::SpanKind::Internal as u64);
    wire::fixed64(out, field::START, start);
    wire::fixed64(out, field::END, end.max(start));
    out.extend_from_slice(attributes.of_span());
    if let Some(to) = place.link {
        wire::bytes(out, field::LINKS, &link(to).encode_to_vec());
    }
    if let Some(status) = status {
        wire::bytes(out, field::STATUS, &status.encode_to_vec());
    }
    wire::fixed32(out, field::FLAGS, flags(place));
}

/// Flags of a span: those of its trace, and whether its parent is of another program, which is known.
fn flags(place: Place) -> u32 {
    let remote = if place.parent_is_remote { SpanFlags::ContextIsRemoteMask as u32 } else { 0 };
    u32::from(place.flags) | SpanFlags::ContextHasIsRemoteMask as u32 | remote
}

/// The span of a process, from its fork to its exit (OpenTelemetry conventions for CLI programs). `end_ns` is for a process that
/// still runs; `lost` says what is missing below it.
pub fn of_process(process: &Process, place: Place, clock: &Clock, end_ns: u64, lost: Attributes) -> Span {
    let mut attributes = Attributes::new();
    attributes.string("process.executable.name", process.executable_name());
    if let Some(path) = &process.executable {
        attributes.string("process.executable.path", path);
    }
    attributes.int("process.pid", process.pid);
    if let Some(parent) = process.parent_pid {
        attributes.int("process.parent_pid", parent);
    }
    attributes.int("thread.id", process.pid);
    attributes.string("thread.name", &process.name);
    let status = match process.exit {
        Some(Exit { how: End::Status(status), .. }) => ended(status, &mut attributes),
        Some(Exit { how: End::Left, .. }) => None,
        Some(Exit { how: End::Unseen, .. }) => {
            attributes.bool("ior.process.end_unseen", true);
            None
        }
        None => {
            attributes.bool("process.running", true);
            None
        }
    };
    attributes.extend(&lost);
    // As it was told then: the clock may have jumped forward since, over a suspend, and what hangs below is told already.
    let start = process.start_unix_ns;
    let end = clock.unix_of_monotonic(process.exit.map_or(end_ns, |exit| exit.time_ns));
    let events = process.execs.iter().map(|executed| {
        let mut attributes = Attributes::new();
        if let Some(path) = &executed.path {
            attributes.string("process.executable.path", path);
        }
        attributes.int("process.args_count", executed.argc);
        event("exec", clock.unix_of_monotonic(executed.time_ns), attributes.into_inner())
    });
    let events = events.collect();
    Span {
        status,
        events,
        dropped_events_count: process.more_execs,
        ..new(process.executable_name(), place, start, end, attributes)
    }
}

/// The root of a window: the calls of a process in a stretch of time. `lost` is how many records were dropped meanwhile, of
/// whatever process.
pub fn of_window(process: &Process, window: &Window, clock: &Clock, lost: u64) -> Span {
    let mut attributes = Attributes::new();
    attributes.string("process.executable.name", process.executable_name());
    attributes.int("process.pid", process.pid);
    attributes.int("thread.id", process.pid);
    attributes.string("thread.name", &process.name);
    attributes.count("ior.spans.suppressed", window.suppressed);
    attributes.count("ior.records.dropped", lost);
    let (start, end) = (clock.unix_of_monotonic(window.start_ns), clock.unix_of_monotonic(window.end_ns));
    new(process.executable_name(), window.place(), start, end, attributes)
}

/// What was left out of a trace of the application, for whoever looks at it.
pub fn of_left_out(process: Option<&Process>, left_out: &LeftOut, clock: &Clock) -> Span {
    let mut attributes = Attributes::new();
    if let Some(process) = process {
        attributes.int("process.pid", process.pid);
    }
    attributes.count("ior.spans.suppressed", left_out.calls);
    let (start, end) = (clock.unix_of_monotonic(left_out.start_ns), clock.unix_of_monotonic(left_out.end_ns));
    new("suppressed syscalls", left_out.place(), start, end, attributes)
}

/// How a process ended, as `wait(2)` reports it: an exit code, or the signal that killed it.
fn ended(status: i32, attributes: &mut Attributes) -> Option<Status> {
    let signal = status & 0x7f;
    if signal != 0 {
        let name = signal_name(signal);
        // As a shell reports it; there is no exit code.
        attributes.int("process.exit.code", 128 + signal);
        attributes.string("error.type", name.clone());
        return Some(error(format!("killed by {name}")));
    }
    let code = status >> 8 & 0xff;
    attributes.int("process.exit.code", code);
    (code != 0).then(|| {
        attributes.string("error.type", code.to_string());
        error(format!("exit code {code}"))
    })
}

fn new(name: &str, place: Place, start: u64, end: u64, attributes: Attributes) -> Span {
    Span {
        trace_id: place.trace.to_bytes().to_vec(),
        span_id: place.span.to_bytes().to_vec(),
        parent_span_id: place.parent.map(SpanId::to_bytes).map_or_else(Vec::new, Vec::from),
        flags: flags(place),
        links: place.link.into_iter().map(link).collect(),
        name: name.to_owned(),
        kind: span::SpanKind::Internal.into(),
        start_time_unix_nano: start,
        end_time_unix_nano: end.max(start),
        attributes: attributes.into_inner(),
        ..Span::default()
    }
}

fn link(to: Active) -> span::Link {
    span::Link {
        trace_id: to.trace.to_bytes().to_vec(),
        span_id: to.span.to_bytes().to_vec(),
        flags: u32::from(to.flags),
        ..span::Link::default()
    }
}

fn event(name: &str, time_unix_nano: u64, attributes: Vec<KeyValue>) -> span::Event {
    span::Event { time_unix_nano, name: name.to_owned(), attributes, dropped_attributes_count: 0 }
}

fn error(message: String) -> Status {
    Status { message, code: StatusCode::Error.into() }
}

/// What an error number means, in words.
pub fn describe(errno: u16) -> String {
    let text = std::io::Error::from_raw_os_error(i32::from(errno)).to_string();
    text.split(" (os error").next().unwrap_or_default().to_owned()
}

#[cfg(test)]
mod tests {
    use opentelemetry::trace::TraceId;

    use super::*;

    #[test]
    fn a_call_is_encoded_as_prost_does() {
        let (trace, span) = (TraceId::from_bytes([1; 16]), SpanId::from_bytes([2; 8]));
        let above = Active { trace, span: SpanId::from_bytes([3; 8]), flags: 1 };
        let plain = Place { trace, span, parent: None, parent_is_remote: false, flags: 0, link: None };
        let places = [
            plain,
            Place { parent: Some(above.span), parent_is_remote: true, flags: 1, ..plain },
            Place { link: Some(above), ..plain },
        ];
        let statuses = [None, Some(error("No such file or directory".to_owned()))];
        let mut attributes = Attributes::new();
        attributes.string("syscall.name", "read");
        attributes.int("fd", -1);
        for place in places {
            for status in &statuses {
                let mut ours = Vec::new();
                encode("read", place, (5, 1 << 60), &attributes, status.as_ref(), &mut ours);
                let theirs =
                    Span { status: status.clone(), ..new("read", place, 5, 1 << 60, attributes.clone()) };
                assert_eq!(ours, theirs.encode_to_vec(), "{place:?} {status:?}");
            }
        }
    }
}
