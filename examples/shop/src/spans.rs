//! How the shop makes spans: of requests, of futures, and of what blocks.

use std::{future::Future, io};

use axum::{extract::Request, middleware::Next, response::Response};
use opentelemetry::{
    Context, KeyValue,
    context::{ContextGuard, FutureExt as _},
    global,
    trace::{SpanKind, TraceContextExt as _, Tracer as _},
};
use opentelemetry_http::HeaderExtractor;
use tokio::task::spawn_blocking;

/// A request is a span, below the caller's if it names one.
pub async fn of_request(request: Request, next: Next) -> Response {
    let caller = global::get_text_map_propagator(|p| p.extract(&HeaderExtractor(request.headers())));
    let (method, path) = (request.method().to_string(), request.uri().path().to_owned());
    let tracer = global::tracer("shop");
    let span = tracer
        .span_builder(format!("{method} {path}"))
        .with_kind(SpanKind::Server)
        .with_attributes([KeyValue::new("http.request.method", method), KeyValue::new("url.path", path)])
        .start_with_context(&tracer, &caller);
    let context = caller.with_span(span);
    let response = next.run(request).with_context(context.clone()).await;
    let status = i64::from(response.status().as_u16());
    context.span().set_attribute(KeyValue::new("http.response.status_code", status));
    response
}

/// A span that is active in this thread until the guard is dropped.
pub fn enter(name: &'static str) -> ContextGuard {
    new(name).attach()
}

/// A future in a span of its own. Each poll may be in another thread.
pub async fn of<F: Future>(name: &'static str, future: F) -> F::Output {
    future.with_context(new(name)).await
}

/// What blocks, in a span of its own and in a thread that may wait: the context has to be taken along.
pub async fn of_blocking<T: Send + 'static>(
    name: &'static str,
    work: impl FnOnce() -> io::Result<T> + Send + 'static,
) -> io::Result<T> {
    let context = new(name);
    let done = spawn_blocking(move || {
        let _active = context.attach();
        work()
    });
    done.await.map_err(io::Error::other)?
}

fn new(name: &'static str) -> Context {
    Context::current_with_span(global::tracer("shop").start(name))
}
