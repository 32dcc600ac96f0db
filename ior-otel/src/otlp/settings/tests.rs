//! Every variable and which of flag, environment and file wins.

use super::*;
use crate::exit::{Exit, Failure};

/// Settings of flags, variables and a file's section in YAML.
fn resolve(
    flags: &ExportFlags,
    variables: &[(&str, &str)],
    file: &str,
) -> Result<Settings, SettingsError> {
    let section = serde_yaml::from_str(file).expect("is a section");
    let get = |name: &str| {
        variables.iter().find(|(known, _)| *known == name).map(|(_, value)| (*value).to_owned())
    };
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
    assert_eq!(urls(&settings(&[HTTP, own, general], "{}")), ["http://g:9/base/v1/traces", "https://m/in?x=1"]);
    let flags = ExportFlags { protocol: Some(Protocol::HttpJson), ..endpoint_flag("http://f") };
    let settings = resolve(&flags, &[own, general], "{}").expect("is right");
    assert_eq!(urls(&settings), ["http://f/v1/traces", "http://f/v1/metrics"]);
    let file = "otlp: {endpoint: 'http://f:1', protocol: http/protobuf}";
    assert_eq!(urls(&super::tests::settings(&[], file)), ["http://f:1/v1/traces", "http://f:1/v1/metrics"]);
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
fn the_protocol() {
    let file = "otlp: {endpoint: 'http://h:9', protocol: http/json}";
    let own = ("OTEL_EXPORTER_OTLP_METRICS_PROTOCOL", "GRPC");
    let of = |settings: &Settings| both(settings, |endpoint| endpoint.protocol);
    assert_eq!(of(&settings(&[], file)), [Protocol::HttpJson; 2]);
    assert_eq!(of(&settings(&[HTTP], file)), [Protocol::HttpProtobuf; 2]);
    let mixed = settings(&[HTTP, own], file);
    assert_eq!(of(&mixed), [Protocol::HttpProtobuf, Protocol::Grpc]);
    assert_eq!(urls(&mixed), ["http://h:9/v1/traces", "http://h:9"]);
    let own = ("OTEL_EXPORTER_OTLP_TRACES_PROTOCOL", "http/json");
    assert_eq!(of(&settings(&[HTTP, own], FILE)), [Protocol::HttpJson, Protocol::HttpProtobuf]);
    let flags = ExportFlags { protocol: Some(Protocol::Grpc), ..ExportFlags::default() };
    assert_eq!(of(&resolve(&flags, &[HTTP, own], file).expect("is right")), [Protocol::Grpc; 2]);
}

#[test]
fn headers_replace_each_other() {
    let file = "otlp: {endpoint: 'http://h:9', headers: {X-File: f, y: g}}";
    let general = ("OTEL_EXPORTER_OTLP_HEADERS", "x=a%20b,y=c");
    let pair = |name: &str, value: &str| (name.to_owned(), value.to_owned());
    let of = |settings: &Settings| both(settings, |endpoint| endpoint.headers.clone());
    let of_file = vec![pair("x-file", "f"), pair("y", "g")];
    let of_general = vec![pair("x", "a b"), pair("y", "c")];
    assert_eq!(of(&settings(&[], file)), [of_file.clone(), of_file]);
    assert_eq!(of(&settings(&[general], file)), [of_general.clone(), of_general.clone()]);
    let own = vec![pair("z", "1")];
    let traces = ("OTEL_EXPORTER_OTLP_TRACES_HEADERS", "z=1");
    assert_eq!(of(&settings(&[general, traces], file)), [own.clone(), of_general.clone()]);
    let metrics = ("OTEL_EXPORTER_OTLP_METRICS_HEADERS", "z=1");
    assert_eq!(of(&settings(&[general, metrics], file)), [of_general, own]);
}

#[test]
fn header_values_are_secret() {
    let file = "otlp: {endpoint: 'http://h:9', headers: {a: secret}}";
    let settings = settings(&[("OTEL_EXPORTER_OTLP_TRACES_HEADERS", "b=secret")], file);
    let shown = format!("{settings:?}");
    assert!(shown.contains("[\"a\"]") && shown.contains("[\"b\"]") && !shown.contains("secret"), "{shown}");
    let wrong = "otlp: {headers: {a: \"sec\\nret\"}}";
    let error = resolve(&ExportFlags::default(), &[], wrong).expect_err("is refused");
    assert_eq!(error.to_string(), "export.otlp.headers.a: has a value that is not valid in HTTP");
    let variables = [ENDPOINT, ("OTEL_EXPORTER_OTLP_HEADERS", "secret")];
    let settings = resolve(&ExportFlags::default(), &variables, "{}").expect("is right");
    assert_eq!(settings.warnings, ["OTEL_EXPORTER_OTLP_HEADERS is ignored: pair 1 is not key=value"]);
}

#[test]
fn the_timeout() {
    let file = "otlp: {endpoint: 'http://h:9', timeout: 3s}";
    let of = |variables: &[_], file| both(&settings(variables, file), |endpoint| endpoint.timeout.as_millis());
    let general = ("OTEL_EXPORTER_OTLP_TIMEOUT", "1000");
    assert_eq!(of(&[], file), [3000; 2]);
    assert_eq!(of(&[general], file), [1000; 2]);
    assert_eq!(of(&[general, ("OTEL_EXPORTER_OTLP_TRACES_TIMEOUT", "7")], file), [7, 1000]);
    assert_eq!(of(&[general, ("OTEL_EXPORTER_OTLP_METRICS_TIMEOUT", "7")], file), [1000, 7]);
    let no_limit = environment::NO_LIMIT.as_millis();
    assert_eq!(of(&[("OTEL_EXPORTER_OTLP_TIMEOUT", "0")], file), [no_limit; 2]);
    assert_eq!(of(&[], "otlp: {endpoint: 'http://h:9', timeout: 0}"), [no_limit; 2]);
}

#[test]
fn an_export_of_metrics_is_limited_too() {
    let of = |variables: &[_]| both(&settings(variables, FILE), |endpoint| endpoint.timeout.as_millis());
    assert_eq!(of(&[("OTEL_METRIC_EXPORT_TIMEOUT", "2000")]), [10_000, 2000]);
    assert_eq!(of(&[("OTEL_METRIC_EXPORT_TIMEOUT", "30000")]), [10_000; 2]);
}

#[test]
fn the_compression() {
    let file = "otlp: {endpoint: 'http://h:9', compression: zstd}";
    let of = |variables: &[_]| both(&settings(variables, file), |endpoint| endpoint.compression);
    let general = ("OTEL_EXPORTER_OTLP_COMPRESSION", "gzip");
    assert_eq!(of(&[]), [Compression::Zstd; 2]);
    assert_eq!(of(&[general]), [Compression::Gzip; 2]);
    let own = ("OTEL_EXPORTER_OTLP_TRACES_COMPRESSION", "none");
    assert_eq!(of(&[general, own]), [Compression::None, Compression::Gzip]);
    let own = ("OTEL_EXPORTER_OTLP_METRICS_COMPRESSION", "none");
    assert_eq!(of(&[general, own]), [Compression::Gzip, Compression::None]);
}

#[test]
fn a_grpc_endpoint_without_a_scheme_is_secure_unless_said_otherwise() {
    let of = |variables: &[(&str, &str)], tls: &str| {
        let file = format!("otlp: {{endpoint: 'h:9', tls: {{{tls}}}}}");
        urls(&settings(variables, &file)).map(str::to_owned)
    };
    let general = ("OTEL_EXPORTER_OTLP_INSECURE", "true");
    assert_eq!(of(&[], ""), ["https://h:9"; 2]);
    assert_eq!(of(&[], "insecure: true"), ["http://h:9"; 2]);
    assert_eq!(of(&[general], "insecure: false"), ["http://h:9"; 2]);
    let own = ("OTEL_EXPORTER_OTLP_TRACES_INSECURE", "false");
    assert_eq!(of(&[general, own], ""), ["https://h:9", "http://h:9"]);
    let own = ("OTEL_EXPORTER_OTLP_METRICS_INSECURE", "false");
    assert_eq!(of(&[general, own], ""), ["http://h:9", "https://h:9"]);
    let secure = [general, ("OTEL_EXPORTER_OTLP_ENDPOINT", "https://h:9")];
    assert_eq!(of(&secure, ""), ["https://h:9"; 2]);
}

#[test]
fn certificates() {
    let file = "otlp: {endpoint: 'https://h:9', tls: {ca_file: ca, cert_file: c, key_file: k}}";
    let of = |variables: &[_]| {
        both(&settings(variables, file), |endpoint| {
            let Tls { ca_file, cert_file, key_file } = &endpoint.tls;
            [ca_file, cert_file, key_file].map(|path| path.clone().expect("is set").display().to_string())
        })
    };
    let general = [
        ("OTEL_EXPORTER_OTLP_CERTIFICATE", "ca2"),
        ("OTEL_EXPORTER_OTLP_CLIENT_CERTIFICATE", "c2"),
        ("OTEL_EXPORTER_OTLP_CLIENT_KEY", "k2"),
    ];
    assert_eq!(of(&[]), [["ca", "c", "k"]; 2]);
    assert_eq!(of(&general), [["ca2", "c2", "k2"]; 2]);
    assert_eq!(of(&general[..1]), [["ca2", "c", "k"]; 2]);
    let own = [
        ("OTEL_EXPORTER_OTLP_TRACES_CERTIFICATE", "ca3"),
        ("OTEL_EXPORTER_OTLP_TRACES_CLIENT_CERTIFICATE", "c3"),
        ("OTEL_EXPORTER_OTLP_TRACES_CLIENT_KEY", "k3"),
        ("OTEL_EXPORTER_OTLP_METRICS_CERTIFICATE", "ca4"),
        ("OTEL_EXPORTER_OTLP_METRICS_CLIENT_CERTIFICATE", "c4"),
        ("OTEL_EXPORTER_OTLP_METRICS_CLIENT_KEY", "k4"),
    ];
    assert_eq!(of(&[&general[..], &own[..]].concat()), [["ca3", "c3", "k3"], ["ca4", "c4", "k4"]]);
}

#[test]
fn a_certificate_needs_its_key() {
    let error = |tls: &str| {
        let file = format!("otlp: {{tls: {{{tls}}}}}");
        resolve(&ExportFlags::default(), &[], &file).expect_err("is refused").to_string()
    };
    assert_eq!(error("cert_file: c"), "export.otlp.tls.cert_file: needs key_file too");
    assert_eq!(error("key_file: k"), "export.otlp.tls.key_file: needs cert_file too");
    let variables = [ENDPOINT, ("OTEL_EXPORTER_OTLP_CLIENT_KEY", "k")];
    let settings = resolve(&ExportFlags::default(), &variables, "{}").expect("is right");
    assert_eq!(both(&settings, |endpoint| endpoint.tls.clone()), [Tls::default(), Tls::default()]);
    assert_eq!(
        settings.warnings,
        ["of OTEL_EXPORTER_OTLP_CLIENT_CERTIFICATE and OTEL_EXPORTER_OTLP_CLIENT_KEY only one is set: it is ignored"]
    );
}

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
    let settings = resolve(&flags, &variables, FILE).expect("is right");
    assert_eq!((&settings.traces, &settings.metrics), (&Signal::default(), &Signal::default()));
    assert!(!settings.sends() && settings.exports());
    assert_eq!(settings.warnings, ["OTEL_SDK_DISABLED is true: nothing is sent"]);
    assert!(super::tests::settings(&[("OTEL_SDK_DISABLED", "false")], FILE).sends());
    assert!(!super::tests::settings(&[("OTEL_SDK_DISABLED", "TRUE")], "{}").sends());
    let settings = resolve(&ExportFlags::default(), &[("OTEL_SDK_DISABLED", "1")], FILE).expect("is right");
    assert!(settings.sends());
    assert_eq!(settings.warnings, ["OTEL_SDK_DISABLED is taken for false: \"1\" is neither true nor false"]);
}

#[test]
fn the_file_of_json_lines_and_the_queue() {
    let file = "{file: {path: f}, queue: 1MiB}";
    let settings = settings(&[], file);
    assert_eq!((settings.file.as_deref(), settings.queue_bytes), (Some("f".as_ref()), 1 << 20));
    assert!(settings.exports() && !settings.sends());
    let flags = ExportFlags { output: Some("o".into()), ..ExportFlags::default() };
    assert_eq!(resolve(&flags, &[], file).expect("is right").file, Some("o".into()));
}

#[test]
fn the_batches() {
    let of = |variables: &[_]| {
        let Batch { max_spans, delay, max_queue_spans, timeout } = settings(variables, "{}").batch;
        (max_spans, delay.as_millis(), max_queue_spans, timeout.as_millis())
    };
    assert_eq!(of(&[]), (512, 5000, None, 30_000));
    let variables = [
        ("OTEL_BSP_MAX_EXPORT_BATCH_SIZE", "100"),
        ("OTEL_BSP_SCHEDULE_DELAY", "0"),
        ("OTEL_BSP_MAX_QUEUE_SIZE", "1000"),
        ("OTEL_BSP_EXPORT_TIMEOUT", "2000"),
    ];
    assert_eq!(of(&variables), (100, 0, Some(1000), 2000));
    assert_eq!(of(&[("OTEL_BSP_MAX_QUEUE_SIZE", "10")]), (10, 5000, Some(10), 30_000));
    assert_eq!(of(&[("OTEL_BSP_EXPORT_TIMEOUT", "0")]).3, environment::NO_LIMIT.as_millis());
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
    assert_eq!(
        error.to_string(),
        "--endpoint: \"host\" is not a URL with http:// or https:// before a host"
    );
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
