//! What a user does wrong, or the world does: the message says what failed and what to do, and the command still runs.

mod support;

use std::{
    io::Read as _,
    process::{Command, Output, Stdio},
    time::{Duration, Instant},
};

use rustix::process::{Pid, Signal, kill_process};
use support::trace::{self, command, ior_otel};

fn stderr(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

#[test]
fn a_command_that_is_not_there_is_127_and_one_that_cannot_be_executed_126() {
    let output = ior_otel(["run", "--", "no-such-command-anywhere"]);
    assert_eq!(output.status.code(), Some(127));
    assert_eq!(stderr(&output), "ior-otel: \"no-such-command-anywhere\": command not found\n");
    let output = ior_otel(["run", "--", "/etc/passwd"]);
    assert_eq!(output.status.code(), Some(126), "{}", stderr(&output));
    assert!(stderr(&output).contains("cannot be executed"));
}

#[test]
fn a_script_without_an_interpreter_is_reported_like_a_shell_does() {
    needs_kernel!();
    let directory = tempfile::tempdir().expect("a directory");
    let script = directory.path().join("script");
    std::fs::write(&script, "#!/no/such/interpreter\n").expect("written");
    let mode = std::os::unix::fs::PermissionsExt::from_mode(0o755);
    std::fs::set_permissions(&script, mode).expect("executable");
    let output = ior_otel(["run".as_ref(), "--".as_ref(), script.as_os_str()]);
    assert_eq!(output.status.code(), Some(127), "{}", stderr(&output));
}

#[test]
fn without_privilege_it_says_which_and_how() {
    if std::env::var_os("IOR_REQUIRE_KERNEL_TESTS").is_none() && !rustix::process::geteuid().is_root() {
        eprintln!("SKIPPED: needs root to give capabilities up");
        return;
    }
    let output = Command::new("setpriv")
        .args(["--bounding-set=-all", "--inh-caps=-all", env!("CARGO_BIN_EXE_ior-otel"), "run", "--", "true"])
        .output()
        .expect("setpriv is installed");
    assert_eq!(output.status.code(), Some(77), "{}", stderr(&output));
    let stderr = stderr(&output);
    assert!(stderr.contains("the capabilities CAP_BPF and CAP_PERFMON are missing"), "{stderr}");
    assert!(stderr.contains("sudo setcap cap_bpf,cap_perfmon=ep"), "{stderr}");
    assert!(!stderr.contains("backtrace"), "{stderr}");
}

#[test]
fn a_server_that_is_not_there_costs_a_warning_and_not_the_command() {
    needs_kernel!();
    let port =
        std::net::TcpListener::bind("127.0.0.1:0").expect("a port").local_addr().expect("address").port();
    let begin = Instant::now();
    let endpoint = format!("http://127.0.0.1:{port}");
    let output = ior_otel([
        "run",
        "--summary",
        "always",
        "--endpoint",
        &endpoint,
        "--",
        "sh",
        "-c",
        "sleep 0.05; exit 5",
    ]);
    assert_eq!(output.status.code(), Some(5));
    let stderr = stderr(&output);
    let warnings = stderr.matches("does not take telemetry, trying again").count();
    assert!((1..=2).contains(&warnings), "once for spans, once for metrics: {stderr}");
    assert!(
        stderr.contains(": 0 spans delivered, ") && stderr.contains(" not (undelivered at the end "),
        "{stderr}"
    );
    assert!(stderr.contains("the last metrics not delivered"), "{stderr}");
    assert!(begin.elapsed() < Duration::from_secs(8), "{:?}", begin.elapsed());
}

#[test]
fn a_place_that_cannot_be_written_costs_a_warning_and_not_the_command() {
    needs_kernel!();
    let output = ior_otel(["run", "--output", "/no/such/place", "--", "sh", "-c", "echo done; exit 4"]);
    assert_eq!((output.status.code(), &*output.stdout), (Some(4), &b"done\n"[..]));
    assert!(
        stderr(&output).contains("cannot write to /no/such/place: No such file or directory"),
        "{}",
        stderr(&output)
    );
    let output = ior_otel([
        "run",
        "--summary",
        "always",
        "--output",
        "/dev/full",
        "--",
        "sh",
        "-c",
        "echo done; exit 4",
    ]);
    assert_eq!((output.status.code(), &*output.stdout), (Some(4), &b"done\n"[..]));
    let stderr = stderr(&output);
    assert_eq!(
        stderr.matches("ior-otel: cannot write to /dev/full: No space left on device").count(),
        1,
        "{stderr}"
    );
    assert!(stderr.contains("to /dev/full: 0 spans delivered, 1 not (not written 1)"), "{stderr}");
}

#[test]
fn a_certificate_that_is_not_there_is_an_error_before_anything_runs() {
    needs_kernel!();
    let mut command = command(["run", "--endpoint", "https://localhost:1", "--", "echo", "ran"]);
    let output = command.env("OTEL_EXPORTER_OTLP_CERTIFICATE", "/no/such/ca.pem").output().expect("started");
    assert_eq!((output.status.code(), output.stdout.len()), (Some(64), 0), "{}", stderr(&output));
    assert!(stderr(&output).contains("cannot read /no/such/ca.pem"), "{}", stderr(&output));
}

#[test]
fn an_endpoint_that_is_none_is_bad_usage() {
    let output = ior_otel(["run", "--endpoint", "localhost", "--protocol", "http/json", "--", "true"]);
    assert_eq!(output.status.code(), Some(64));
    assert!(
        stderr(&output).contains("--endpoint: \"localhost\" is not a URL with http:// or https://"),
        "{}",
        stderr(&output)
    );
}

#[test]
fn an_interrupt_reaches_the_command_and_what_was_gathered_is_flushed() {
    needs_kernel!();
    let directory = tempfile::tempdir().expect("a directory");
    let file = directory.path().join("out");
    let script = "trap 'echo interrupted; exit 3' INT; echo ready; while :; do sleep 0.05; done";
    // Whatever a script starts with `&` ignores interrupts, and so would the command.
    let mut child = Command::new("env")
        .args([
            "--default-signal=INT",
            env!("CARGO_BIN_EXE_ior-otel"),
            "run",
            "--summary",
            "always",
            "--output",
        ])
        .arg(&file)
        .args(["--", "sh", "-c", script])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("started");
    let mut stdout = child.stdout.take().expect("piped");
    let mut ready = [0; 6];
    stdout.read_exact(&mut ready).expect("the command says ready");
    std::thread::sleep(Duration::from_millis(200));
    kill_process(Pid::from_child(&child), Signal::INT).expect("sent");
    let mut rest = String::new();
    stdout.read_to_string(&mut rest).expect("the end");
    let output = child.wait_with_output().expect("ended");
    assert_eq!((output.status.code(), rest.as_str()), (Some(3), "interrupted\n"), "{}", stderr(&output));
    let trace = trace::read(output, &file);
    trace.assert_nothing_lost();
    trace.assert_well_nested();
    assert!(trace.spans_of("clock_nanosleep").len() >= 3, "{}", trace.stderr());
}

/// What the command is killed by is its own business: not ours to end, or to bring back.
#[test]
fn signals_that_are_ignored_stay_ignored() {
    needs_kernel!();
    let ior_otel = env!("CARGO_BIN_EXE_ior-otel");
    let script = format!("trap '' HUP; exec {ior_otel} run --summary never -- grep SigIgn /proc/self/status");
    let output = Command::new("sh").args(["-c", &script]).output().expect("sh");
    let line = String::from_utf8_lossy(&output.stdout).into_owned();
    let set = line.trim().strip_prefix("SigIgn:").map(|set| u64::from_str_radix(set.trim(), 16));
    assert!(matches!(set, Some(Ok(set)) if set & 1 == 1), "SIGHUP is not ignored: {line:?}");
}

#[test]
fn nobody_has_to_read_the_summary() {
    needs_kernel!();
    let mut child = command(["run", "--summary", "always", "--", "sh", "-c", "exit 3"])
        .stderr(Stdio::piped())
        .spawn()
        .expect("ior-otel can be started");
    drop(child.stderr.take());
    assert_eq!(child.wait().expect("ended").code(), Some(3));
}

#[test]
fn secrets_are_not_repeated() {
    let directory = tempfile::tempdir().expect("a directory");
    let config = directory.path().join("c.yaml");
    std::fs::write(&config, "export: {otlp: {headers: 'authorization=Bearer hunter2'}}\n").expect("written");
    let config = config.to_str().expect("UTF-8");
    for arguments in [
        &["--config", config, "run", "--", "true"][..],
        &["--endpoint", "me:hunter2@h:4318", "run", "--", "true"],
        &["--endpoint", "http://me:hun/hunter2@h:4318", "run", "--", "true"],
    ] {
        let output = ior_otel(arguments);
        assert_eq!(output.status.code(), Some(64), "{}", stderr(&output));
        assert!(!stderr(&output).contains("hunter2"), "{}", stderr(&output));
    }
    let shown = ior_otel(["--endpoint", "http://h:4318/otlp?api_key=hunter2", "config", "show"]);
    assert!(!String::from_utf8_lossy(&shown.stdout).contains("hunter2"), "{shown:?}");
}

#[test]
fn a_kernel_that_is_too_old_is_told() {
    // To who asks for it, Linux says that it is 2.6 (UNAME26, personality(2)).
    let on_2_6 = |command: &[&str]| {
        let output = Command::new("setarch")
            .args(["--uname-2.6", env!("CARGO_BIN_EXE_ior-otel")])
            .args(command)
            .output()
            .expect("setarch is installed");
        assert_eq!(output.status.code(), Some(69), "{}", stderr(&output));
        output
    };
    let why = "is too old: the first with a BPF ring buffer is 5.8, and the oldest that ior-otel was tried on 5.10\n";
    let said = stderr(&on_2_6(&["run", "--", "true"]));
    assert!(said.starts_with("ior-otel: Linux 2.6.") && said.ends_with(why), "{said}");
    let said = on_2_6(&["doctor"]).stdout;
    let said = String::from_utf8_lossy(&said);
    assert!(said.contains("BAD   kernel: Linux 2.6.") && said.contains(why), "{said}");
}
