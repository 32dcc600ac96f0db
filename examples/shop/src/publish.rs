//! Shows the active span of each thread to those who look from outside (OTEP 4947). Copy this file.
//!
//! OpenTelemetry tells an observer whenever another context becomes current in a thread: when a guard of `Context::attach` is made or
//! dropped, and with each poll of a future that has a context (`FutureExt::with_context`). So tasks may hop between threads, and spans may
//! be nested. Of each context a record is made once, when the context is; making it current is the exchange of one pointer.

use std::{any::Any, sync::Arc};

use libdd_otel_thread_ctx::linux::{SharedThreadContext, ThreadContext};
use opentelemetry::{
    Context,
    context::{ContextObserver, ObserverContextView},
    trace::TraceContextExt as _,
};

/// Publishes. To be given to `GlobalContextObserver::set` before the first span is made.
pub struct Publisher;

impl ContextObserver for Publisher {
    fn on_context_enter(&self, _from: &Context, to: &Context) {
        publish(to);
    }

    fn on_context_exit(&self, _from: &Context, to: &Context) {
        publish(to);
    }

    fn make_view(&self, context: &Context) -> Option<Arc<dyn ObserverContextView>> {
        let span = context.span().span_context().clone();
        span.is_valid().then(|| {
            let (trace, id) = (span.trace_id().to_bytes(), span.span_id().to_bytes());
            // The fourth is the root span of this process, for which Datadog has a use.
            let record = ThreadContext::new(trace, id, span.trace_flags().to_u8(), [0; 8], &[]);
            Arc::new(Record(Arc::new(record).into())) as Arc<dyn ObserverContextView>
        })
    }
}

/// What is published of a context.
struct Record(SharedThreadContext);

impl ObserverContextView for Record {
    fn as_any(&self) -> &dyn Any {
        self
    }
}

/// The record of a context becomes the thread's; with none, the thread is in no span.
fn publish(context: &Context) {
    let view = context.observer_view().as_ref();
    match view.and_then(|view| view.as_any().downcast_ref::<Record>()) {
        Some(Record(record)) => drop(record.clone().attach()),
        None => drop(SharedThreadContext::detach()),
    }
}
