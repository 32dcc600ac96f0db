//! What is exported, and when.

use super::*;

#[test]
fn exporters_are_chosen_by_signal() {
    let of = |traces, metrics, file| {
        let settings =
            settings(&[("OTEL_TRACES_EXPORTER", traces), ("OTEL_METRICS_EXPORTER", metrics)], file);
        let consoles = [settings.traces.console, settings.metrics.console];
        (urls(&settings).map(str::to_owned), consoles, [settings.sends(), settings.exports()])
    };
    let urls = |traces: &str, metrics: &str| [traces.to_owned(), metrics.to_owned()];
    let file = "http://file:4317";
    assert_eq!(of("none", "", FILE), (urls("", file), [false; 2], [true; 2]));
    assert_eq!(of("", "none", FILE), (urls(file, ""), [false; 2], [true; 2]));
    assert_eq!(of("console,otlp", "console", FILE), (urls(file, ""), [true; 2], [true; 2]));
    assert_eq!(of("none", "none", FILE), (urls("", ""), [false; 2], [false; 2]));
    assert_eq!(of("console", "", "{}"), (urls("", ""), [true, false], [false, true]));
}

#[test]
fn otlp_without_an_endpoint_is_localhost() {
    let otlp = [("OTEL_TRACES_EXPORTER", "otlp"), ("OTEL_METRICS_EXPORTER", "otlp")];
    assert_eq!(urls(&settings(&otlp[..1], "{}")), ["http://localhost:4317", ""]);
    assert_eq!(urls(&settings(&otlp[1..], "{}")), ["", "http://localhost:4317"]);
    let http = settings(&[otlp[0], otlp[1], HTTP], "{}");
    assert_eq!(urls(&http), ["http://localhost:4318/v1/traces", "http://localhost:4318/v1/metrics"]);
    assert_eq!(urls(&settings(&otlp, FILE)), ["http://file:4317"; 2]);
}

#[test]
fn disabled_means_that_nothing_is_sent_but_the_file_is_written() {
    let flags = ExportFlags { output: Some("o".into()), ..endpoint_flag("http://flag") };
    let variables = [("OTEL_SDK_DISABLED", "true"), ("OTEL_METRICS_EXPORTER", "console")];
    let disabled = resolve(&flags, &variables, FILE).expect("is right");
    assert_eq!((&disabled.traces, &disabled.metrics), (&Signal::default(), &Signal::default()));
    assert!(!disabled.sends() && disabled.exports());
    assert_eq!(disabled.warnings, ["OTEL_SDK_DISABLED is true: nothing is sent"]);
    assert!(settings(&[("OTEL_SDK_DISABLED", "false")], FILE).sends());
    assert!(!settings(&[("OTEL_SDK_DISABLED", "TRUE")], "{}").sends());
    let unclear = resolve(&ExportFlags::default(), &[("OTEL_SDK_DISABLED", "1")], FILE).expect("is right");
    assert!(unclear.sends());
    assert_eq!(unclear.warnings, ["OTEL_SDK_DISABLED is taken for false: \"1\" is neither true nor false"]);
}

#[test]
fn the_file_of_json_lines_and_the_queue() {
    let file = "{file: {path: f}, queue: 8MiB}";
    let settings = settings(&[], file);
    assert_eq!((settings.file.as_deref(), settings.queue_bytes), (Some("f".as_ref()), 8 << 20));
    assert!(settings.exports() && !settings.sends());
    let flags = ExportFlags { output: Some("o".into()), ..ExportFlags::default() };
    assert_eq!(resolve(&flags, &[], file).expect("is right").file, Some("o".into()));
}

#[test]
fn the_batches() {
    let of = |variables: &[_]| {
        let Batch { max_spans, delay, max_queue_spans, timeout } = settings(variables, "{}").batch;
        (max_spans, delay.as_millis(), max_queue_spans, timeout.map(|timeout| timeout.as_millis()))
    };
    assert_eq!(of(&[]), (512, 1000, None, None));
    let variables = [
        ("OTEL_BSP_MAX_EXPORT_BATCH_SIZE", "100"),
        ("OTEL_BSP_SCHEDULE_DELAY", "0"),
        ("OTEL_BSP_MAX_QUEUE_SIZE", "1000"),
        ("OTEL_BSP_EXPORT_TIMEOUT", "2000"),
    ];
    assert_eq!(of(&variables), (100, 0, Some(1000), Some(2000)));
    assert_eq!(of(&[("OTEL_BSP_MAX_QUEUE_SIZE", "10")]), (10, 1000, Some(10), None));
    assert_eq!(of(&[("OTEL_BSP_EXPORT_TIMEOUT", "0")]).3, Some(environment::NO_LIMIT.as_millis()));
}

#[test]
fn a_batch_is_not_above_the_queue() {
    let variables = [("OTEL_BSP_MAX_EXPORT_BATCH_SIZE", "100"), ("OTEL_BSP_MAX_QUEUE_SIZE", "10")];
    let settings = resolve(&ExportFlags::default(), &variables, "{}").expect("is right");
    assert_eq!(settings.batch.max_spans, 10);
    assert_eq!(
        settings.warnings,
        ["OTEL_BSP_MAX_EXPORT_BATCH_SIZE is taken for 10: it may not be above OTEL_BSP_MAX_QUEUE_SIZE"]
    );
}

#[test]
fn what_is_above_the_files_metrics() {
    let of = |name, value| settings(&[(name, value)], "{}").overrides();
    assert_eq!(settings(&[], "{}").overrides(), EnvOverrides::default());
    let interval = of("OTEL_METRIC_EXPORT_INTERVAL", "2500");
    assert_eq!(interval.metric_interval, Some(Duration::from_millis(2500)));
    let temporality = |value| of("OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE", value).temporality;
    assert_eq!(temporality("Cumulative"), Some(Temporality::Cumulative));
    assert_eq!(temporality("delta"), Some(Temporality::Delta));
    assert_eq!(temporality("lowmemory"), Some(Temporality::Delta));
    let histogram = |value| of("OTEL_EXPORTER_OTLP_METRICS_DEFAULT_HISTOGRAM_AGGREGATION", value).histogram;
    assert_eq!(histogram("explicit_bucket_histogram"), Some(Histogram::Explicit));
    assert_eq!(histogram("base2_exponential_bucket_histogram"), Some(Histogram::Exponential));
}

#[test]
fn too_short_an_interval() {
    let variables = [("OTEL_METRIC_EXPORT_INTERVAL", "1")];
    let settings = resolve(&ExportFlags::default(), &variables, "{}").expect("is right");
    assert_eq!(settings.metric_interval, Some(MIN_INTERVAL));
    assert_eq!(settings.warnings, ["OTEL_METRIC_EXPORT_INTERVAL is taken for 100: it may not be less"]);
}
