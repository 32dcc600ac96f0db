//! What descriptors lead to: the kernel's own answer at the moment of the call, held against what the program knows.

mod support;

use std::collections::BTreeMap;

use serde_json::Value;
use support::trace::{Span, Trace, python, trace};

/// Runs a Python script that says with `say(what, path)` what the call that it has just made must show.
fn run(script: &str) -> (Trace, BTreeMap<String, String>) {
    let prelude = "
import ctypes, os, socket, sys, tempfile, threading
libc = ctypes.CDLL(None, use_errno=True)
def say(what, value): print(what, value, sep='\\t', flush=True)
home = os.path.realpath(tempfile.mkdtemp()); os.chdir(home); say('home', home)
";
    let script = format!("{prelude}{script}\nos.chdir('/'); os.system('rm -rf ' + home)\n");
    let options =
        ["--min-duration", "0", "--syscalls", "fsync,fdatasync,openat,sendto,ftruncate,fchmod,epoll_ctl"];
    let trace = trace(&options, &[&python(), "-I", "-S", "-c", &script]);
    assert!(trace.output.status.success(), "{}", trace.stderr());
    trace.assert_nothing_lost();
    let said = String::from_utf8_lossy(&trace.output.stdout)
        .lines()
        .filter_map(|line| line.split_once('\t'))
        .map(|(what, value)| (what.to_owned(), value.to_owned()))
        .collect();
    (trace, said)
}

fn paths<'a>(trace: &'a Trace, name: &str) -> Vec<&'a str> {
    trace.spans_of(name).iter().map(|span| path(span)).collect()
}

fn path(span: &Span) -> &str {
    span.attributes.get("file.path").and_then(Value::as_str).unwrap_or_default()
}

#[test]
fn a_number_leads_to_what_it_leads_to_now() {
    needs_kernel!();
    let (trace, said) = run("
def fresh(name): return os.open(name, os.O_CREAT | os.O_RDWR)
fd = fresh('first'); os.fsync(fd); os.close(fd)
fd = fresh('second'); os.fsync(fd)                          # the same number again
other = os.dup(fd); os.fsync(other)
os.dup2(fresh('third'), fd); os.fsync(fd); os.fsync(other)  # the number replaced, its twin not
os.rename('third', 'renamed'); os.fsync(fd)
os.unlink('renamed'); os.fsync(fd)                          # without a name, still the file
child = os.fork()
if child == 0:
    os.dup2(fresh('childs'), fd); os.fsync(fd); os._exit(0)
os.waitpid(child, 0); os.fsync(fd)                          # the child's table is its own
def in_thread(): os.dup2(fresh('shared'), fd)
thread = threading.Thread(target=in_thread); thread.start(); thread.join(); os.fsync(fd)  # a thread's is not
");
    let home = &said["home"];
    let mut expected: Vec<_> =
        ["first", "second", "second", "third", "second", "renamed", "renamed", "childs"]
            .iter()
            .map(|name| format!("{home}/{name}"))
            .collect();
    expected.extend([format!("{home}/renamed"), format!("{home}/shared")]);
    let mut spans = trace.spans_of("fsync");
    spans.sort_by_key(|span| span.start);
    assert_eq!(spans.iter().map(|span| path(span)).collect::<Vec<_>>(), expected);
    assert!(spans.iter().all(|span| span.text("syscall.fd.type") == "file"));
}

#[test]
fn paths_are_those_of_the_mounts_and_the_root_of_the_process() {
    needs_kernel!();
    let (trace, said) = run("
os.mkdir('jail'); os.mkdir('jail/etc'); os.mkdir('mounted')
CLONE_NEWNS, MS_BIND, MS_REC, MS_PRIVATE = 0x20000, 0x1000, 0x4000, 0x40000
if os.fork() == 0:
    if libc.unshare(CLONE_NEWNS) or libc.mount(b'none', b'/', None, MS_REC | MS_PRIVATE, None): os._exit(1)
    if libc.mount(b'none', b'mounted', b'tmpfs', 0, None): os._exit(2)
    os.mkdir('mounted/deep'); os.fsync(os.open('mounted/deep/file', os.O_CREAT | os.O_RDWR))
    if libc.mount(b'mounted/deep', b'jail/etc', None, MS_BIND, None): os._exit(3)
    os.fsync(os.open('jail/etc/file', os.O_RDWR))
    os.chroot('jail'); os.chdir('/')
    os.fsync(os.open('/etc/file', os.O_RDWR))
    os._exit(0)
say('status', os.wait()[1])
");
    assert_eq!(said["status"], "0");
    let home = &said["home"];
    assert_eq!(
        paths(&trace, "fsync"),
        [format!("{home}/mounted/deep/file"), format!("{home}/jail/etc/file"), "/etc/file".to_owned()]
    );
}

#[test]
fn long_paths_are_whole_or_say_that_they_are_not() {
    needs_kernel!();
    let (trace, said) = run("
def deep(name, count):
    here = os.open(home, os.O_RDONLY)
    for n in range(count):
        os.mkdir(name, dir_fd=here); below = os.open(name, os.O_RDONLY, dir_fd=here); os.close(here); here = below
    return os.open('file', os.O_CREAT | os.O_RDWR, dir_fd=here)
os.fsync(deep('a' * 30, 40))   # 1,240 bytes in 40 names
os.ftruncate(deep('b', 100), 7)   # more names than are read
os.fchmod(deep('c' * 200, 15), 0o600)   # more bytes than are read
try: os.open(home + '/' + '/'.join(['d' * 100] * 40), os.O_RDONLY)   # 4,076 or so bytes: the kernel takes it, the file is not there
except OSError as error: say('errno', error.errno)
try: os.open('/' + 'e' * 4200, os.O_RDONLY)   # the kernel does not take it
except OSError as error: say('errno', error.errno)
");
    let home = &said["home"];
    let whole = trace.span("fsync");
    assert_eq!(path(whole), format!("{home}{}/file", format!("/{}", "a".repeat(30)).repeat(40)));
    assert!(!whole.attributes.contains_key("syscall.truncated"));
    for (name, end) in [("ftruncate", "b/b/b/file"), ("fchmod", "c/file")] {
        let cut = trace.span(name);
        assert!(path(cut).starts_with(".../") && path(cut).ends_with(end), "{}", path(cut));
        assert!(cut.text("syscall.truncated").contains("file.path"), "{cut:?}");
    }
    let opened = |letter: &str| {
        let is = |span: &&Span| path(span).contains(&letter.repeat(90));
        trace.spans.iter().find(|span| span.name == "openat" && is(span)).expect("an open").clone()
    };
    assert_eq!(path(&opened("d")), format!("{home}/{}", vec!["d".repeat(100); 40].join("/")));
    let cut = opened("e");
    assert_eq!((path(&cut).len(), cut.text("syscall.errno")), (4095, "ENAMETOOLONG".to_owned()));
    assert!(cut.text("syscall.truncated").contains("file.path"));
}

#[test]
fn what_is_no_file_has_a_kind_and_sockets_have_addresses() {
    needs_kernel!();
    let (trace, said) = run("
import select
poll = select.epoll()
r, w = os.pipe(); pid = os.pidfd_open(os.getppid()); event = os.eventfd(0)
for fd in (r, event, pid): poll.register(fd)
server = socket.socket(socket.AF_INET6, socket.SOCK_STREAM); server.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 0)
server.bind(('::', 0)); server.listen()
client = socket.create_connection(('127.0.0.1', server.getsockname()[1])); taken, _ = server.accept()
taken.send(b'1'); say('client', client.getsockname()[1]); say('server', server.getsockname()[1])
unix = socket.socket(socket.AF_UNIX); unix.bind('\\0ior-test'); unix.listen()
other = socket.socket(socket.AF_UNIX); other.connect('\\0ior-test'); other.send(b'2')
named = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM); named.bind('named.sock')
sender = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM); sender.connect('named.sock'); sender.send(b'3')
");
    let kinds: Vec<_> = trace
        .spans_of("epoll_ctl")
        .iter()
        .map(|span| (span.text("syscall.fd.type"), span.text("syscall.fd.second.type")))
        .collect();
    let watched = |kind: &str| ("eventpoll".to_owned(), kind.to_owned());
    assert_eq!(kinds, [watched("pipe"), watched("eventfd"), watched("pidfd")]);
    let [tcp, hidden, named] = trace.spans_of("sendto")[..] else { panic!("{:?}", trace.spans) };
    let address = |span: &Span, side: &str| {
        (span.text(&format!("network.{side}.address")), span.text(&format!("network.{side}.port")))
    };
    // IPv4 on a socket of IPv6.
    assert_eq!(address(tcp, "local"), ("127.0.0.1".to_owned(), said["server"].clone()));
    assert_eq!(address(tcp, "peer"), ("127.0.0.1".to_owned(), said["client"].clone()));
    assert_eq!((tcp.text("network.transport"), tcp.text("network.type")), ("tcp".into(), "ipv4".into()));
    assert_eq!(address(hidden, "peer").0, "@ior-test");
    assert_eq!(
        (address(named, "peer").0, named.text("network.transport")),
        ("named.sock".into(), "unix".into())
    );
}

/// A process that is gone when its record is read: nothing is looked up in `/proc`.
#[test]
fn processes_that_are_gone_have_shown_what_they_did() {
    needs_kernel!();
    let (trace, said) = run("
for n in range(50):
    if os.fork() == 0:
        os.fsync(os.open(f'of-{n}', os.O_CREAT | os.O_RDWR)); os._exit(0)
for n in range(50): os.wait()
");
    let home = &said["home"];
    let mut paths = paths(&trace, "fsync");
    paths.sort_unstable();
    let mut expected: Vec<_> = (0..50).map(|number| format!("{home}/of-{number}")).collect();
    expected.sort_unstable();
    assert_eq!(paths, expected);
}
