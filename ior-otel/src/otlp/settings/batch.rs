//! How spans are gathered into requests: the variables of the SDK's batch span processor.

use std::time::Duration;

use opentelemetry_sdk::trace::{
    OTEL_BSP_EXPORT_TIMEOUT, OTEL_BSP_MAX_EXPORT_BATCH_SIZE, OTEL_BSP_MAX_EXPORT_BATCH_SIZE_DEFAULT,
    OTEL_BSP_MAX_QUEUE_SIZE, OTEL_BSP_SCHEDULE_DELAY,
};

use super::{
    Batch,
    environment::{self, Environment},
};

/// How long spans are gathered; shorter than the specification's 5 s, since a person may be waiting for them.
const DELAY: Duration = Duration::from_secs(1);

/// Reads `OTEL_BSP_*`. The queue is bounded by its bytes, so the specification's default of 2048 spans is not taken.
pub(super) fn resolve(environment: &mut Environment<'_>) -> Batch {
    let max_queue_spans = environment.value(OTEL_BSP_MAX_QUEUE_SIZE, environment::count);
    let max_spans = environment.value(OTEL_BSP_MAX_EXPORT_BATCH_SIZE, environment::count);
    if let (Some(spans), Some(queue)) = (max_spans, max_queue_spans)
        && spans > queue
    {
        environment.warn(format!(
            "{OTEL_BSP_MAX_EXPORT_BATCH_SIZE} is taken for {queue}: it may not be above {OTEL_BSP_MAX_QUEUE_SIZE}"
        ));
    }
    let delay = environment.value(OTEL_BSP_SCHEDULE_DELAY, environment::duration);
    let timeout = environment.value(OTEL_BSP_EXPORT_TIMEOUT, environment::timeout);
    Batch {
        max_spans: max_spans
            .unwrap_or(OTEL_BSP_MAX_EXPORT_BATCH_SIZE_DEFAULT)
            .min(max_queue_spans.unwrap_or(usize::MAX)),
        delay: delay.unwrap_or(DELAY),
        max_queue_spans,
        timeout,
    }
}
