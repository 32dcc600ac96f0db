//! How an endpoint is spoken to.

use super::*;

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
    let of =
        |variables: &[_], file| both(&settings(variables, file), |endpoint| endpoint.timeout.as_millis());
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
        [
            "of OTEL_EXPORTER_OTLP_CLIENT_CERTIFICATE and OTEL_EXPORTER_OTLP_CLIENT_KEY only one is set: it is ignored"
        ]
    );
}

#[test]
fn a_port_of_the_other_protocol_is_pointed_out() {
    let hint = |url: &str, protocol: &str| {
        let file = format!("otlp: {{endpoint: '{url}', protocol: {protocol}}}");
        let settings = resolve(&ExportFlags::default(), &[], &file).expect("is right");
        settings.traces.endpoint.expect("an endpoint").hint()
    };
    assert!(hint("http://h:4318", "grpc").is_some_and(|hint| hint.contains("--protocol http/protobuf")));
    assert!(hint("http://h:4317", "http/json").is_some_and(|hint| hint.contains("--protocol grpc")));
    for (url, protocol) in
        [("http://h", "grpc"), ("http://h:4317", "grpc"), ("https://h:4318", "http/protobuf")]
    {
        assert_eq!(hint(url, protocol), None);
    }
}
