//! `ior-otel doctor`: a line for each thing, and an exit status.

mod support;

use std::process::Command;

use support::{
    receiver::Receiver,
    trace::{command, ior_otel},
};

fn text(output: &[u8]) -> String {
    String::from_utf8_lossy(output).into_owned()
}

#[test]
fn a_host_that_can_trace_is_healthy() {
    needs_kernel!();
    let output = ior_otel(["doctor"]);
    let said = text(&output.stdout);
    assert_eq!(output.status.code(), Some(0), "{said}{}", text(&output.stderr));
    for words in [
        "ok    kernel: Linux",
        "ok    BTF",
        "ok    programs: loaded, attached and detached",
        "pid namespace: ",
    ] {
        assert!(said.contains(words), "{words:?} in\n{said}");
    }
    assert!(said.contains("weak  endpoint for spans: none"), "{said}");
}

#[test]
fn an_endpoint_that_is_not_there_is_bad() {
    let output =
        command(["doctor", "--endpoint", "http://127.0.0.1:9"]).output().expect("ior-otel can be started");
    let said = text(&output.stdout);
    assert_eq!(output.status.code(), Some(69), "{said}");
    assert!(said.contains("BAD   endpoint for spans: http://127.0.0.1:9"), "{said}");
    assert!(said.contains("onnection refused"), "{said}");
}

#[test]
fn a_user_without_capabilities_is_told_what_is_missing() {
    needs_kernel!();
    // A copy where nobody may go.
    let directory = tempfile::tempdir().expect("a directory");
    rustix::fs::chown(directory.path(), Some(rustix::fs::Uid::from_raw(65534)), None)
        .expect("given to nobody");
    let binary = directory.path().join("ior-otel");
    std::fs::copy(env!("CARGO_BIN_EXE_ior-otel"), &binary).expect("a copy");
    let output = Command::new("setpriv")
        .args(["--reuid", "65534", "--clear-groups", "--bounding-set", "-all", "--inh-caps", "-all", "--"])
        .arg(&binary)
        .arg("doctor")
        .output()
        .expect("setpriv is installed");
    let said = text(&output.stdout);
    assert_eq!(output.status.code(), Some(69), "{said}{}", text(&output.stderr));
    assert!(said.contains("BAD   capabilities: missing: CAP_BPF, CAP_PERFMON\n      -> sudo"), "{said}");
    assert!(said.contains("weak  other users"), "{said}");
}

#[test]
fn an_endpoint_that_takes_it_is_good_and_gets_nothing() {
    needs_kernel!();
    for protocol in ["grpc", "http/protobuf", "http/json"] {
        let receiver = Receiver::start();
        let address = if protocol == "grpc" { receiver.grpc } else { receiver.http };
        let endpoint = format!("http://{address}");
        let output = command(["doctor", "--protocol", protocol, "--endpoint", &endpoint]).output();
        let output = output.expect("ior-otel can be started");
        let said = text(&output.stdout);
        assert_eq!(output.status.code(), Some(0), "{protocol}: {said}");
        assert!(
            said.contains("ok    endpoint for spans: ") && said.contains("ok    endpoint for metrics: "),
            "{said}"
        );
        assert_eq!(receiver.came().spans(), 0);
    }
}
