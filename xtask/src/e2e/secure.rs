//! A Collector that lets nobody in without a certificate of our own authority and a token, and takes what is compressed.

use std::{fs, path::Path};

use anyhow::{Context as _, Result, ensure};
use rcgen::{BasicConstraints, CertificateParams, IsCa, Issuer, KeyPair};

use super::{
    collector::{Collector, Guard},
    daemon::until,
    protocol::Protocol,
    table::same_spans,
    work::{How, Sent, Work},
};

const TOKEN: &str = "e2e-token";

/// Shows who is let in, and who is not.
pub(super) fn check(program: &Path, ior_otel: &Path, directory: &Path) -> Result<()> {
    let keys = directory.join("keys");
    fs::create_dir_all(&keys)?;
    for authority in ["ours", "theirs"] {
        certificates(&keys, authority)?;
    }
    let file = |name: &str| keys.join(name).display().to_string();
    let guard = Guard {
        server: format!(
            "auth: {{authenticator: bearertokenauth}}, tls: {{cert_file: {}, key_file: {}, client_ca_file: {}}}",
            file("ours-server.pem"),
            file("ours-server.key"),
            file("ours.pem")
        ),
        extensions: format!("bearertokenauth: {{token: {TOKEN}}}"),
        extension_names: "bearertokenauth",
    };
    let collector = Collector::start(program, directory.join("secure"), &guard)?;
    let good = [
        ("OTEL_EXPORTER_OTLP_CERTIFICATE", file("ours.pem")),
        ("OTEL_EXPORTER_OTLP_CLIENT_CERTIFICATE", file("ours-client.pem")),
        ("OTEL_EXPORTER_OTLP_CLIENT_KEY", file("ours-client.key")),
        ("OTEL_EXPORTER_OTLP_HEADERS", format!("authorization=Bearer%20{TOKEN}")),
        // A refusal shall not be waited for.
        ("OTEL_EXPORTER_OTLP_TIMEOUT", "2000".to_owned()),
    ];
    let changed = |name: &str, value: &str| {
        let mut environment = good.to_vec();
        environment.retain(|(known, _)| *known != name);
        environment.extend(
            good.iter().filter(|(known, _)| *known == name).map(|(known, _)| (*known, value.to_owned())),
        );
        environment
    };
    for protocol in Protocol::ALL {
        let send = |service: &str, environment: Vec<(&'static str, String)>| {
            send(&collector, ior_otel, directory, protocol, service, environment)
        };
        for compression in ["none", "gzip", "zstd"] {
            let mut environment = good.to_vec();
            environment.push(("OTEL_EXPORTER_OTLP_COMPRESSION", compression.to_owned()));
            let service = format!("{compression}-{}", protocol.name().replace('/', "-"));
            let sent = send(&service, environment)?;
            until(&service, || same_spans(&sent.spans, &collector.spans(&service)?))?;
        }
        let wrong = [
            ("another-token", changed("OTEL_EXPORTER_OTLP_HEADERS", "authorization=Bearer%20other")),
            ("another-authority", changed("OTEL_EXPORTER_OTLP_CERTIFICATE", &file("theirs.pem"))),
            ("a-strangers-certificate", {
                let theirs = changed("OTEL_EXPORTER_OTLP_CLIENT_CERTIFICATE", &file("theirs-client.pem"));
                theirs
                    .into_iter()
                    .map(|(name, value)| match name {
                        "OTEL_EXPORTER_OTLP_CLIENT_KEY" => (name, file("theirs-client.key")),
                        _ => (name, value),
                    })
                    .collect()
            }),
        ];
        for (what, environment) in wrong {
            let service = format!("{what}-{}", protocol.name().replace('/', "-"));
            let sent = send(&service, environment)?;
            let taken = collector.spans(&service)?.len();
            ensure!(!sent.spans.is_empty() && taken == 0, "{service}: {taken} spans were let in");
        }
        eprintln!("ok: {}: TLS both ways, a token, gzip and zstd; others are kept out", protocol.name());
    }
    Ok(())
}

fn send(
    collector: &Collector,
    ior_otel: &Path,
    directory: &Path,
    protocol: Protocol,
    service: &str,
    environment: Vec<(&'static str, String)>,
) -> Result<Sent> {
    let endpoint = collector.ports.endpoint(protocol).replace("http://127.0.0.1", "https://localhost");
    let work = Work {
        program: ior_otel,
        directory,
        service,
        options: vec![format!("--endpoint={endpoint}"), format!("--protocol={}", protocol.name())],
        environment,
        arguments: Vec::new(),
    };
    work.trace(How::Run).with_context(|| service.to_owned())
}

/// An authority, and what it has signed: NAME.pem, NAME-server and NAME-client with .pem and .key.
fn certificates(directory: &Path, name: &str) -> Result<()> {
    let mut of_authority = CertificateParams::new(Vec::new())?;
    of_authority.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let key = KeyPair::generate()?;
    fs::write(directory.join(format!("{name}.pem")), of_authority.self_signed(&key)?.pem())?;
    let issuer = Issuer::new(of_authority, key);
    for who in ["server", "client"] {
        let key = KeyPair::generate()?;
        let signed = CertificateParams::new(vec!["localhost".to_owned()])?.signed_by(&key, &issuer)?;
        fs::write(directory.join(format!("{name}-{who}.pem")), signed.pem())?;
        fs::write(directory.join(format!("{name}-{who}.key")), key.serialize_pem())?;
    }
    Ok(())
}
