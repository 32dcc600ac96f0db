//! Correlation with the application's own traces: which of its spans was active in a thread when a call was made.
//!
//! The application publishes it per thread (OTEP 4947, "thread context"). [`publishers`] finds out where a process does, from the
//! [mappings](crate::enrich::mappings) of its files, what [`elf`] says of them, and so the [`variables`]; the kernel side reads them when a call becomes a
//! span, and this module what it read.

pub mod elf;
pub mod publishers;
pub mod variables;

use std::collections::HashMap;

use ior_common::context::{CONTEXT_BYTES, PINNED_BYTES};
use opentelemetry::{
    propagation::TextMapPropagator as _,
    trace::{SpanId, TraceContextExt as _, TraceId},
};
use opentelemetry_sdk::propagation::TraceContextPropagator;

use crate::call::Captured;

/// A span of the application that was active.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Active {
    /// Its trace.
    pub trace: TraceId,
    /// The span.
    pub span: SpanId,
    /// The flags of its trace (W3C trace context); 0 if there are none, or if they are not known.
    pub flags: u8,
}

impl Active {
    /// The one that a `traceparent` names (W3C trace context); nothing if it is none.
    pub fn from_traceparent(traceparent: &str) -> Option<Self> {
        let carrier = HashMap::from([("traceparent".to_owned(), traceparent.to_owned())]);
        let context =
            TraceContextPropagator::new().extract_with_context(&opentelemetry::Context::new(), &carrier);
        let span = context.span().span_context().clone();
        span.is_valid().then(|| Self {
            trace: span.trace_id(),
            span: span.span_id(),
            flags: span.trace_flags().to_u8(),
        })
    }

    /// Whether its trace is sampled, by its flags.
    pub fn is_sampled(&self) -> bool {
        self.flags & 1 != 0
    }
}

/// What a thread's context says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Context {
    /// Of a thread of a process that publishes none.
    Unpublished,
    /// No span is active.
    NoSpan,
    /// It could not be read: not mapped, or not resident.
    Unreadable,
    /// It was just being written.
    InFlux,
    /// It is none: an id is zero, or something is missing.
    Invalid,
    /// A span is active.
    Active(Active),
}

impl Context {
    /// Of what the kernel side read.
    pub fn of(captured: Option<Captured<'_>>) -> Self {
        match captured {
            None => Self::Unpublished,
            Some(Captured::Fault) => Self::Unreadable,
            Some(Captured::Part(_)) => Self::InFlux,
            Some(Captured::Whole([])) => Self::NoSpan,
            Some(Captured::Whole(bytes)) => active(bytes).map_or(Self::Invalid, Self::Active),
        }
    }
}

fn active(bytes: &[u8]) -> Option<Active> {
    if !matches!(bytes.len(), CONTEXT_BYTES | PINNED_BYTES) {
        return None;
    }
    let (trace, rest) = bytes.split_first_chunk::<16>()?;
    let (span, rest) = rest.split_first_chunk::<8>()?;
    let flags = rest.get(1).copied().unwrap_or(0);
    let active = Active { trace: TraceId::from_bytes(*trace), span: SpanId::from_bytes(*span), flags };
    (active.trace != TraceId::INVALID && active.span != SpanId::INVALID).then_some(active)
}

/// How many calls there were with each kind of context.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Contexts {
    /// With an active span.
    pub active: u64,
    /// Without one.
    pub no_span: u64,
    /// See [`Context::Unreadable`].
    pub unreadable: u64,
    /// See [`Context::InFlux`].
    pub in_flux: u64,
    /// See [`Context::Invalid`].
    pub invalid: u64,
}

impl Contexts {
    /// Counts one.
    pub fn add(&mut self, context: Context) {
        *match context {
            Context::Unpublished => return,
            Context::NoSpan => &mut self.no_span,
            Context::Unreadable => &mut self.unreadable,
            Context::InFlux => &mut self.in_flux,
            Context::Invalid => &mut self.invalid,
            Context::Active(_) => &mut self.active,
        } += 1;
    }

    /// Those of processes that publish contexts.
    pub fn all(&self) -> u64 {
        self.active + self.no_span + self.unknown()
    }

    /// Those of which it is not known whether a span was active.
    pub fn unknown(&self) -> u64 {
        self.unreadable + self.in_flux + self.invalid
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_context_is_ids_and_flags() {
        let bytes: Vec<u8> = [&[1; 16][..], &[2; 8], &[1, 3, 0, 0]].concat();
        let Context::Active(active) = Context::of(Some(Captured::Whole(&bytes))) else { panic!("it is one") };
        assert_eq!((active.trace, active.span), (TraceId::from_bytes([1; 16]), SpanId::from_bytes([2; 8])));
        assert_eq!(active.flags, 3);
        let Context::Active(pinned) = Context::of(Some(Captured::Whole(&bytes[..24]))) else {
            panic!("it is one")
        };
        assert_eq!((pinned.span, pinned.flags), (active.span, 0));
    }

    #[test]
    fn a_traceparent_names_a_span() {
        let named = Active::from_traceparent("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-00");
        let named = named.expect("it is one");
        assert_eq!(named.trace.to_string(), "4bf92f3577b34da6a3ce929d0e0e4736");
        assert_eq!((named.span.to_string().as_str(), named.is_sampled()), ("00f067aa0ba902b7", false));
        assert_eq!(Active::from_traceparent("garbage"), None);
    }

    #[test]
    fn what_is_no_context_is_told_apart() {
        assert_eq!(Context::of(None), Context::Unpublished);
        assert_eq!(Context::of(Some(Captured::Whole(&[]))), Context::NoSpan);
        assert_eq!(Context::of(Some(Captured::Fault)), Context::Unreadable);
        assert_eq!(Context::of(Some(Captured::Part(&[]))), Context::InFlux);
        let without_span: Vec<u8> = [&[1; 16][..], &[0; 8], &[1, 1, 0, 0]].concat();
        assert_eq!(Context::of(Some(Captured::Whole(&without_span))), Context::Invalid);
        assert_eq!(Context::of(Some(Captured::Whole(&without_span[..20]))), Context::Invalid);
    }

    proptest! {
        /// Any bytes are a context or none, and an active one has both ids.
        #[test]
        fn any_bytes(bytes in prop::collection::vec(any::<u8>(), 0..40)) {
            if let Context::Active(active) = Context::of(Some(Captured::Whole(&bytes))) {
                prop_assert!(active.trace != TraceId::INVALID && active.span != SpanId::INVALID);
            }
        }
    }
}
