use super::*;
use crate::config::scalar::HumanDuration;

fn resolve(
    flags: &ExportFlags,
    env: &[(&str, &str)],
    file: &ExportSection,
) -> Result<Settings, SettingsError> {
    let env = |name: &str| env.iter().find(|(key, _)| *key == name).map(|(_, value)| (*value).to_owned());
    Settings::resolve(flags, &env, file)
}

fn of_env(env: &[(&str, &str)]) -> Settings {
    resolve(&ExportFlags::default(), env, &ExportSection::default()).expect("valid")
}

fn file(endpoint: &str) -> ExportSection {
    let otlp = OtlpSection { endpoint: Some(endpoint.to_owned()), ..OtlpSection::default() };
    ExportSection { otlp, ..ExportSection::default() }
}

fn traces_url(settings: &Settings) -> Option<&str> {
    settings.traces.endpoint.as_ref().map(|endpoint| endpoint.url.as_str())
}

#[test]
fn without_an_endpoint_nothing_is_sent() {
    let settings = of_env(&[]);
    assert!(!settings.exports() && !settings.sends());
    let asked = of_env(&[("OTEL_TRACES_EXPORTER", "otlp")]);
    assert_eq!(traces_url(&asked), Some("http://localhost:4317"));
    assert_eq!(asked.metrics.endpoint, None);
}

#[test]
fn a_flag_is_above_the_environment_above_the_file() {
    let flags = ExportFlags { endpoint: Some("http://flag:1".to_owned()), ..ExportFlags::default() };
    let env = [("OTEL_EXPORTER_OTLP_ENDPOINT", "http://env:2")];
    let url = |flags: &ExportFlags, env: &[(&str, &str)]| {
        traces_url(&resolve(flags, env, &file("http://file:3")).expect("valid")).map(str::to_owned)
    };
    assert_eq!(url(&flags, &env).as_deref(), Some("http://flag:1"));
    assert_eq!(url(&ExportFlags::default(), &env).as_deref(), Some("http://env:2"));
    assert_eq!(url(&ExportFlags::default(), &[]).as_deref(), Some("http://file:3"));
}

#[test]
fn http_appends_the_path_to_a_base_only() {
    let settings = of_env(&[
        ("OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf"),
        ("OTEL_EXPORTER_OTLP_ENDPOINT", "http://base:4318/prefix/"),
        ("OTEL_EXPORTER_OTLP_METRICS_ENDPOINT", "http://own:4318/as/is"),
    ]);
    assert_eq!(traces_url(&settings), Some("http://base:4318/prefix/v1/traces"));
    assert_eq!(settings.metrics.endpoint.expect("metrics").url, "http://own:4318/as/is");
}

#[test]
fn grpc_needs_no_scheme_and_has_a_default_port() {
    let url = |text: &str, insecure| url(text, Protocol::Grpc, insecure, Some("v1/traces"));
    assert_eq!(url("collector:4317", Some(true)).as_deref(), Ok("http://collector:4317"));
    assert_eq!(url("collector:4317", None).as_deref(), Ok("https://collector:4317"));
    assert_eq!(url("http://collector", None).as_deref(), Ok("http://collector:4317"));
    assert_eq!(url("http://collector:80/", None).as_deref(), Ok("http://collector:80"));
    assert_eq!(url("https://[::1]:4317", None).as_deref(), Ok("https://[::1]:4317"));
}

#[test]
fn a_bad_endpoint_of_a_flag_or_the_file_is_an_error_and_of_the_environment_a_warning() {
    let flags = ExportFlags { endpoint: Some("ftp://x".to_owned()), ..ExportFlags::default() };
    let error = resolve(&flags, &[], &ExportSection::default()).expect_err("refused").to_string();
    assert!(error.starts_with("--endpoint: \"ftp://x\" is not a URL"), "{error}");
    let error = resolve(&ExportFlags::default(), &[], &file("http://")).expect_err("refused").to_string();
    assert!(error.starts_with("export.otlp.endpoint: \"http://\""), "{error}");
    let settings = of_env(&[("OTEL_EXPORTER_OTLP_ENDPOINT", "nonsense://")]);
    assert!(!settings.sends() && settings.warnings[0].starts_with("OTEL_EXPORTER_OTLP_ENDPOINT"));
}

#[test]
fn the_signals_variables_replace_the_generic_ones() {
    let settings = of_env(&[
        ("OTEL_EXPORTER_OTLP_ENDPOINT", "http://x:1"),
        ("OTEL_EXPORTER_OTLP_HEADERS", "Authorization=Bearer%20a,x=1"),
        ("OTEL_EXPORTER_OTLP_TRACES_HEADERS", "y=2,broken"),
        ("OTEL_EXPORTER_OTLP_TIMEOUT", "3000"),
        ("OTEL_EXPORTER_OTLP_TRACES_TIMEOUT", "4000"),
        ("OTEL_EXPORTER_OTLP_COMPRESSION", "gzip"),
        ("OTEL_EXPORTER_OTLP_METRICS_COMPRESSION", "zstd"),
        ("OTEL_EXPORTER_OTLP_METRICS_PROTOCOL", "http/json"),
        ("OTEL_EXPORTER_OTLP_CERTIFICATE", "/ca"),
        ("OTEL_EXPORTER_OTLP_TRACES_CLIENT_CERTIFICATE", "/cert"),
        ("OTEL_EXPORTER_OTLP_CLIENT_KEY", "/key"),
    ]);
    let (traces, metrics) =
        (settings.traces.endpoint.expect("traces"), settings.metrics.endpoint.expect("metrics"));
    assert_eq!(traces.headers, [("y".to_owned(), "2".to_owned())]);
    assert_eq!(metrics.headers[0], ("authorization".to_owned(), "Bearer a".to_owned()));
    assert_eq!((traces.timeout.as_secs(), metrics.timeout.as_secs()), (4, 3));
    assert_eq!((traces.compression, metrics.compression), (Compression::Gzip, Compression::Zstd));
    assert_eq!((traces.protocol, metrics.protocol), (Protocol::Grpc, Protocol::HttpJson));
    assert_eq!(traces.tls.cert_file.as_deref(), Some("/cert".as_ref()));
    assert_eq!((metrics.tls.cert_file, metrics.tls.key_file.as_deref()), (None, Some("/key".as_ref())));
    assert_eq!(settings.warnings.len(), 1, "{:?}", settings.warnings);
    assert!(!format!("{traces:?}").contains("Bearer"));
}

#[test]
fn exporters_are_chosen_by_name() {
    let settings = of_env(&[
        ("OTEL_EXPORTER_OTLP_ENDPOINT", "http://x:1"),
        ("OTEL_TRACES_EXPORTER", "console, otlp"),
        ("OTEL_METRICS_EXPORTER", "none"),
    ]);
    assert!(settings.traces.console && settings.traces.endpoint.is_some());
    assert_eq!(settings.metrics, Signal::default());
    let off = of_env(&[("OTEL_EXPORTER_OTLP_ENDPOINT", "http://x:1"), ("OTEL_SDK_DISABLED", "TRUE")]);
    assert!(!off.exports());
    assert_eq!(of_env(&[("OTEL_TRACES_EXPORTER", "zipkin")]).warnings.len(), 1);
}

#[test]
fn numbers_and_choices_of_the_environment_are_read_or_warned_of() {
    let settings = of_env(&[
        ("OTEL_BSP_MAX_EXPORT_BATCH_SIZE", "7"),
        ("OTEL_BSP_SCHEDULE_DELAY", "250"),
        ("OTEL_BSP_MAX_QUEUE_SIZE", "100"),
        ("OTEL_METRIC_EXPORT_INTERVAL", "1500"),
        ("OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE", "Delta"),
        ("OTEL_EXPORTER_OTLP_METRICS_DEFAULT_HISTOGRAM_AGGREGATION", "explicit_bucket_histogram"),
    ]);
    let batch = Batch { max_spans: 7, delay: Duration::from_millis(250), max_queue_spans: Some(100) };
    assert_eq!(settings.batch, batch);
    let overrides = settings.overrides(BTreeMap::new());
    assert_eq!(overrides.metric_interval, Some(Duration::from_millis(1500)));
    assert_eq!(
        (overrides.temporality, overrides.histogram),
        (Some(Temporality::Delta), Some(Histogram::Explicit))
    );
    let bad = of_env(&[("OTEL_BSP_MAX_QUEUE_SIZE", "-1"), ("OTEL_METRIC_EXPORT_INTERVAL", "")]);
    assert_eq!((bad.batch.max_queue_spans, bad.warnings.len()), (None, 1));
}

#[test]
fn the_file_fills_what_nothing_else_says() {
    let mut file = file("https://x");
    file.otlp.timeout = Some(HumanDuration(Duration::from_secs(2)));
    file.otlp.headers.insert("k".to_owned(), "v".to_owned());
    file.otlp.tls.ca_file = Some("/ca".into());
    let settings = resolve(&ExportFlags::default(), &[], &file).expect("valid");
    let endpoint = settings.metrics.endpoint.expect("metrics");
    assert_eq!(
        (endpoint.timeout.as_secs(), endpoint.headers.len(), endpoint.tls.ca_file),
        (2, 1, Some("/ca".into()))
    );
}
