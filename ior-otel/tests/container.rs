//! The privileges that the image, the chart and the manifests give, as container runtimes give them: a user other than root, the two
//! capabilities in the file and in the container, no privilege escalation.

mod support;

use std::{
    fs,
    io::{Read as _, Write as _},
    os::unix::fs::PermissionsExt as _,
    path::PathBuf,
    process::{Child, Command, Output, Stdio},
};

use rustix::fs::{Gid, Uid, XattrFlags, chown, setxattr};
use support::{
    attached::{Attached, program},
    trace::python,
};
use tempfile::TempDir;

/// As in examples/docker/Dockerfile.
const USER: u32 = 65532;

/// `cap_bpf,cap_perfmon=ep` as `setcap` writes it (`struct vfs_cap_data`, linux/capability.h): revision 2 with the effective bit; then
/// permitted and inheritable of capabilities 0 to 31 and of 32 to 63, of which 38 and 39 are these two.
const CAPABILITIES: [u8; 20] = [1, 0, 0, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0xC0, 0, 0, 0, 0, 0, 0, 0];

/// The program where its user may go, with capabilities in the file or without.
struct Image {
    directory: TempDir,
    program: PathBuf,
}

impl Image {
    fn new(with_capabilities: bool) -> Self {
        let directory = tempfile::tempdir().expect("a directory");
        chown(directory.path(), Some(Uid::from_raw(USER)), Some(Gid::from_raw(USER))).expect("given away");
        let program = directory.path().join("ior-otel");
        fs::copy(env!("CARGO_BIN_EXE_ior-otel"), &program).expect("a copy");
        fs::set_permissions(&program, fs::Permissions::from_mode(0o755)).expect("made executable");
        if with_capabilities {
            setxattr(&program, "security.capability", &CAPABILITIES, XattrFlags::empty()).expect("set");
        }
        Self { directory, program }
    }

    /// A container of it; what comes first is what container.py takes.
    fn starts(&self, permitted: bool, no_new_privs: bool, arguments: &[&str]) -> Command {
        let mut command = Command::new(python());
        command.arg(program("container.py"));
        command.args([USER, permitted.into(), no_new_privs.into()].map(|number: u32| number.to_string()));
        command.arg(&self.program).args(arguments).env_clear();
        command
    }

    fn asks_the_doctor(&self, permitted: bool, no_new_privs: bool) -> (bool, String) {
        let Output { status, stdout, stderr } =
            self.starts(permitted, no_new_privs, &["doctor"]).output().expect("python3 is installed");
        (status.success(), String::from_utf8_lossy(&[stdout, stderr].concat()).into_owned())
    }
}

#[test]
fn the_image_traces_under_kubernetes_without_privilege_escalation() {
    needs_kernel!();
    let (healthy, said) = Image::new(true).asks_the_doctor(true, true);
    assert!(healthy && said.contains("ok    programs: loaded, attached"), "{said}");
}

#[test]
fn the_image_traces_under_docker_unless_new_privileges_are_forbidden() {
    needs_kernel!();
    let image = Image::new(true);
    let (healthy, said) = image.asks_the_doctor(false, false);
    assert!(healthy && said.contains("ok    programs: loaded, attached"), "{said}");
    let (healthy, said) = image.asks_the_doctor(false, true);
    assert!(!healthy && said.contains("missing: CAP_BPF, CAP_PERFMON"), "{said}");
}

#[test]
fn the_file_needs_its_capabilities() {
    needs_kernel!();
    let (healthy, said) = Image::new(false).asks_the_doctor(true, false);
    assert!(!healthy && said.contains("missing: CAP_BPF, CAP_PERFMON"), "{said}");
}

/// A program of a user, with a service of its own.
struct Application(Child);

impl Application {
    fn of(user: u32) -> Self {
        let user = user.to_string();
        let mut command = Command::new("setpriv");
        command.args(["--reuid", &user, "--regid", &user, "--clear-groups", "--"]);
        command.args(["sh", "-c", "while read line; do echo $line; done"]).env("OTEL_SERVICE_NAME", "shop");
        let started = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn();
        let mut application = Self(started.expect("setpriv is installed"));
        application.answers();
        application
    }

    /// It reads and writes a line.
    fn answers(&mut self) {
        let Child { stdin: Some(stdin), stdout: Some(stdout), .. } = &mut self.0 else { panic!("not piped") };
        stdin.write_all(b"a\n").expect("it listens");
        stdout.read_exact(&mut [0; 2]).expect("it answers");
    }
}

impl Drop for Application {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

#[test]
fn names_of_services_are_those_of_its_own_user() {
    needs_kernel!();
    let mut applications = [Application::of(USER), Application::of(USER - 1)];
    let pids = applications.each_ref().map(|one| one.0.id());
    let image = Image::new(true);
    let targets = pids.map(|pid| pid.to_string()).join(",");
    let mut command =
        image.starts(true, true, &["attach", "--min-duration", "0s", "--pid", &targets, "--output"]);
    command.arg(image.directory.path().join("out.jsonl"));
    let attached = Attached::of(command, image.directory);
    applications.iter_mut().for_each(Application::answers);
    let trace = attached.finish();
    assert!(trace.output.status.success(), "{}", trace.stderr());
    let [ours, other] = pids.map(|pid| {
        let span = trace.spans.iter().find(|span| span.resource["process.pid"].as_u64() == Some(pid.into()));
        span.expect("it was traced").resource["service.name"].as_str().expect("a text").to_owned()
    });
    assert_eq!(ours, "shop");
    assert!(other.starts_with("unknown_service:"), "{other}");
}
