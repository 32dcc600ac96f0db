//! Every variable, and which of flag, environment and file wins.

mod endpoint;
mod export;

use super::*;
use crate::exit::{Exit, Failure};

/// Settings of flags, variables and a file's section in YAML.
fn resolve(flags: &ExportFlags, variables: &[(&str, &str)], file: &str) -> Result<Settings, SettingsError> {
    let section = serde_yaml::from_str(file).expect("is a section");
    let get =
        |name: &str| variables.iter().find(|(known, _)| *known == name).map(|(_, value)| (*value).to_owned());
    Settings::resolve(flags, &get, &section)
}

/// Settings without a warning.
fn settings(variables: &[(&str, &str)], file: &str) -> Settings {
    let settings = resolve(&ExportFlags::default(), variables, file).expect("is right");
    assert_eq!(settings.warnings, [""; 0]);
    settings
}

fn endpoint_flag(url: &str) -> ExportFlags {
    ExportFlags { endpoint: Some(url.to_owned()), ..ExportFlags::default() }
}

/// URLs for spans and metrics; empty where nothing is sent.
fn urls(settings: &Settings) -> [&str; 2] {
    [&settings.traces, &settings.metrics]
        .map(|signal| signal.endpoint.as_ref().map_or("", |endpoint| &endpoint.url))
}

/// A property of both endpoints.
fn both<T>(settings: &Settings, property: impl Fn(&Endpoint) -> T) -> [T; 2] {
    [&settings.traces, &settings.metrics]
        .map(|signal| property(signal.endpoint.as_ref().expect("there is an endpoint")))
}

const FILE: &str = "otlp: {endpoint: 'http://file'}";
const HTTP: (&str, &str) = ("OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf");
const ENDPOINT: (&str, &str) = ("OTEL_EXPORTER_OTLP_ENDPOINT", "http://h:9");

#[test]
fn without_an_endpoint_nothing_is_sent() {
    let settings = settings(&[HTTP, ("OTEL_EXPORTER_OTLP_HEADERS", "a=b")], "{}");
    assert!(!settings.sends() && !settings.exports());
    assert_eq!((settings.queue_bytes, settings.file), (32 << 20, None));
}

#[test]
fn the_defaults_of_an_endpoint() {
    let settings = settings(&[], FILE);
    let endpoint = Endpoint {
        url: "http://file:4317".to_owned(),
        protocol: Protocol::Grpc,
        headers: vec![],
        timeout: Duration::from_secs(10),
        compression: Compression::None,
        tls: Tls::default(),
    };
    let signal = Signal { endpoint: Some(endpoint), console: false };
    assert_eq!((&settings.traces, &settings.metrics), (&signal, &signal));
    assert!(settings.sends() && settings.exports());
}

#[test]
fn a_flag_is_above_the_environment_above_the_file() {
    let traces = ("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "http://own");
    let general = ("OTEL_EXPORTER_OTLP_ENDPOINT", "http://general");
    let all = resolve(&endpoint_flag("http://flag"), &[traces, general], FILE).expect("is right");
    assert_eq!(urls(&all), ["http://flag:4317"; 2]);
    assert_eq!(urls(&settings(&[traces, general], FILE)), ["http://own:4317", "http://general:4317"]);
    assert_eq!(urls(&settings(&[traces], FILE)), ["http://own:4317", "http://file:4317"]);
    assert_eq!(urls(&settings(&[traces], "{}")), ["http://own:4317", ""]);
    let empty = ("OTEL_EXPORTER_OTLP_ENDPOINT", "");
    assert_eq!(urls(&settings(&[empty], FILE)), ["http://file:4317"; 2]);
}

#[test]
fn over_http_a_general_endpoint_is_a_base_and_an_own_one_is_not() {
    let own = ("OTEL_EXPORTER_OTLP_METRICS_ENDPOINT", "https://m/in?x=1");
    let general = ("OTEL_EXPORTER_OTLP_ENDPOINT", "http://g:9/base/");
    assert_eq!(
        urls(&settings(&[HTTP, own, general], "{}")),
        ["http://g:9/base/v1/traces", "https://m/in?x=1"]
    );
    let flags = ExportFlags { protocol: Some(Protocol::HttpJson), ..endpoint_flag("http://f") };
    let of_flags = resolve(&flags, &[own, general], "{}").expect("is right");
    assert_eq!(urls(&of_flags), ["http://f/v1/traces", "http://f/v1/metrics"]);
    let file = "otlp: {endpoint: 'http://f:1', protocol: http/protobuf}";
    assert_eq!(urls(&settings(&[], file)), ["http://f:1/v1/traces", "http://f:1/v1/metrics"]);
}

#[test]
fn a_path_is_no_use_to_grpc() {
    let own = ("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "http://h:9/v1/traces");
    let settings = resolve(&ExportFlags::default(), &[own], "{}").expect("is right");
    assert_eq!(urls(&settings), ["http://h:9", ""]);
    assert_eq!(
        settings.warnings,
        ["OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: \"/v1/traces\" in the URL is ignored: grpc has its own paths"]
    );
}

#[test]
fn what_is_wrong_in_the_environment_is_as_if_unset_and_said() {
    let file = "otlp: {endpoint: 'http://file', protocol: http/json, timeout: 3s, compression: gzip}";
    let expected = settings(&[], file);
    let wrong = [
        "OTEL_EXPORTER_OTLP_ENDPOINT",
        "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT",
        "OTEL_EXPORTER_OTLP_METRICS_ENDPOINT",
        "OTEL_EXPORTER_OTLP_PROTOCOL",
        "OTEL_EXPORTER_OTLP_TRACES_PROTOCOL",
        "OTEL_EXPORTER_OTLP_METRICS_PROTOCOL",
        "OTEL_EXPORTER_OTLP_HEADERS",
        "OTEL_EXPORTER_OTLP_TIMEOUT",
        "OTEL_EXPORTER_OTLP_COMPRESSION",
        "OTEL_EXPORTER_OTLP_INSECURE",
        "OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE",
        "OTEL_EXPORTER_OTLP_METRICS_DEFAULT_HISTOGRAM_AGGREGATION",
        "OTEL_TRACES_EXPORTER",
        "OTEL_METRICS_EXPORTER",
        "OTEL_METRIC_EXPORT_INTERVAL",
        "OTEL_METRIC_EXPORT_TIMEOUT",
        "OTEL_SDK_DISABLED",
        "OTEL_BSP_MAX_EXPORT_BATCH_SIZE",
        "OTEL_BSP_SCHEDULE_DELAY",
        "OTEL_BSP_MAX_QUEUE_SIZE",
        "OTEL_BSP_EXPORT_TIMEOUT",
    ];
    for name in wrong {
        let settings = resolve(&ExportFlags::default(), &[(name, "-nonsense")], file).expect("is right");
        let [warning] = settings.warnings.as_slice() else { panic!("{name}: {:?}", settings.warnings) };
        assert!(warning.starts_with(name), "{name}: {warning}");
        assert_eq!(Settings { warnings: vec![], ..settings }, expected, "{name}");
    }
}

#[test]
fn a_wrong_flag_or_key_is_an_error_even_below_something_right() {
    let error = resolve(&endpoint_flag("host"), &[HTTP], "{}").expect_err("is refused");
    assert_eq!(error.to_string(), "--endpoint: \"host\" is not a URL with http:// or https:// before a host");
    assert_eq!(Failure::from(error).exit, Exit::Usage);
    let error = resolve(&endpoint_flag("http://h"), &[ENDPOINT], "otlp: {endpoint: 'ftp://f'}");
    assert_eq!(
        error.expect_err("is refused").to_string(),
        "export.otlp.endpoint: \"ftp://f\" is not a URL with http:// or https:// before a host"
    );
    let error = resolve(&endpoint_flag(""), &[], "{}").expect_err("is refused");
    assert!(error.to_string().starts_with("--endpoint: "), "{error}");
    let error = resolve(&ExportFlags::default(), &[], "otlp: {headers: {'a b': c}}").expect_err("is refused");
    assert_eq!(error.to_string(), "export.otlp.headers.a b: has a name that is not valid in HTTP");
}
