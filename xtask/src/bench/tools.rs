//! What watches: ior-otel in its modes, and its peers. Each is one row.

use std::process::Command;

use anyhow::Result;

use super::tool::{Counts, Ready, Tool, ior};

const NOTHING: &[&str] = &[];
const ATTACHED: Ready = Ready::Says("attached");

/// All tools, the one that others are compared with (none) left out.
pub(super) const TOOLS: [Tool; 11] = [
    Tool {
        name: "floor",
        what: "two empty programs at `sys_enter` and `sys_exit`: the least that any such tool costs",
        slow: 1,
        command: |_, _| floor(&[]),
        ready: ATTACHED,
        version: NOTHING,
        counts: Counts::Nothing,
        lost: |_| None,
    },
    Tool {
        name: "clock",
        what: "the same, and each reads the clock: the least that any tool costs that measures durations",
        slow: 1,
        command: |_, _| floor(&["--clock"]),
        ready: ATTACHED,
        version: NOTHING,
        counts: Counts::Nothing,
        lost: |_| None,
    },
    Tool {
        name: "ior-otel other",
        what: "ior-otel, watching another process: what neighbours pay",
        slow: 1,
        command: |setting, _| ior(setting, setting.bystander, ""),
        ready: ATTACHED,
        version: NOTHING,
        counts: Counts::Nothing,
        lost: dropped,
    },
    Tool {
        name: "ior-otel off",
        what: "all families `off`",
        slow: 1,
        command: |setting, watched| ior(setting, watched.pid, &all_families("off")),
        ready: ATTACHED,
        version: NOTHING,
        counts: Counts::Nothing,
        lost: dropped,
    },
    Tool {
        name: "ior-otel metrics",
        what: "all families `metrics`: every call counted exactly",
        slow: 1,
        command: |setting, watched| ior(setting, watched.pid, &all_families("metrics")),
        ready: ATTACHED,
        version: NOTHING,
        counts: Counts::Exported,
        lost: dropped,
    },
    Tool {
        name: "ior-otel",
        what: "the defaults: metrics, and spans of calls of 10 ms or more",
        slow: 1,
        command: |setting, watched| ior(setting, watched.pid, ""),
        ready: ATTACHED,
        version: NOTHING,
        counts: Counts::Exported,
        lost: dropped,
    },
    Tool {
        name: "ior-otel all",
        what: "every call a span (`min_duration: 0s`, `futex` too, no cap), exported",
        slow: 1,
        command: |setting, watched| ior(setting, watched.pid, EVERYTHING),
        ready: ATTACHED,
        version: NOTHING,
        counts: Counts::Exported,
        lost: dropped,
    },
    Tool {
        name: "bpftrace",
        what: "count and histogram of durations by thread name and syscall",
        slow: 1,
        command: |_, watched| {
            let script = BPFTRACE.replace("COMM", watched.comm);
            Ok(with_tracefs(&["bpftrace", "-B", "line", "-e", &script]))
        },
        ready: Ready::Says("attached"),
        version: &["bpftrace", "--version"],
        counts: Counts::Printed(|text| {
            // 110 is getppid's number on x86_64.
            let number = format!(", {}]: ", if cfg!(target_arch = "x86_64") { 110 } else { 173 });
            let counted = text.lines().filter(|line| line.starts_with("@count"));
            counted
                .filter_map(|line| line.split_once(&number))
                .find_map(|(_, count)| count.trim().parse().ok())
        }),
        lost: |text| said(text, "Lost "),
    },
    Tool {
        name: "perf trace",
        what: "`perf trace -s -a`: a summary by thread and syscall",
        slow: 20,
        // Of all processes: with -p it does not follow children and threads that come later.
        command: |_, _| Ok(with_tracefs(&["perf", "trace", "-s", "-a", "-m", "16M"])),
        ready: Ready::HasEvents,
        version: &["perf", "--version"],
        counts: Counts::Printed(|text| row(text, |words| words.first() == Some(&"getppid"), 1)),
        lost: |text| said(text, "LOST "),
    },
    Tool {
        name: "syscount",
        what: "bcc's `syscount -L`, as a program of its libbpf-tools: count and time by syscall",
        slow: 1,
        // Of all processes: with -p it does not follow children.
        command: |_, _| Ok(with_tracefs(&["stdbuf", "-oL", "syscount", "-L", "-T", "500"])),
        ready: Ready::Says("Tracing syscalls"),
        version: &["dpkg-query", "-Wf", "bcc ${Version}", "libbpf-tools"],
        counts: Counts::Printed(|text| row(text, |words| words.first() == Some(&"getppid"), 1)),
        lost: |_| None,
    },
    Tool {
        name: "strace",
        what: "`strace -c -f`: count and time by syscall, with ptrace",
        slow: 100,
        command: |_, watched| {
            let mut command = Command::new("strace");
            command.args(["-c", "-f", "-p", &watched.pid.to_string()]);
            Ok(command)
        },
        ready: ATTACHED,
        version: &["strace", "--version"],
        counts: Counts::Printed(|text| row(text, |words| words.last() == Some(&"getppid"), 3)),
        lost: |_| None,
    },
];

const EVERYTHING: &str = "spans: { min_duration: 0s, max_per_trace: 1000000000, max_per_second: 1000000000 }\n\
    syscalls: { futex: spans, clock_gettime: spans, sched_yield: spans, rt_sigprocmask: spans }\n\
    limits: { ring_buffer: 64MiB }\n";

/// The same keys as ior-otel's. An interval of a second comes after all programs are attached.
const BPFTRACE: &str = r#"
tracepoint:raw_syscalls:sys_enter /comm == "COMM"/ { @start[tid] = nsecs; }
tracepoint:raw_syscalls:sys_exit /@start[tid]/ {
    @count[comm, args->id] = count();
    @ns[comm, args->id] = hist(nsecs - @start[tid]);
    delete(@start[tid]);
}
interval:s:1 { printf("attached\n"); }
END { clear(@start); }
"#;

fn floor(options: &[&str]) -> Result<Command> {
    let mut command = Command::new(std::env::current_exe()?);
    command.args(["bench", "floor"]).args(options);
    Ok(command)
}

fn all_families(mode: &str) -> String {
    let names = [
        "fs", "network", "polling", "ipc", "memory", "process", "sched", "signals", "time", "aio",
        "security", "other",
    ];
    let modes: Vec<_> = names.iter().map(|name| format!("{name}: {mode}")).collect();
    format!("families: {{ {} }}\n", modes.join(", "))
}

/// A command that sees tracefs, which is not mounted everywhere; whoever else looks does not see it.
fn with_tracefs(command: &[&str]) -> Command {
    let mount =
        "mountpoint -q /sys/kernel/tracing || mount -t tracefs tracefs /sys/kernel/tracing; exec \"$@\"";
    let mut with = Command::new("unshare");
    with.args(["--mount", "sh", "-c", mount, "sh"]).args(command);
    with
}

/// What ior-otel's ledger says of records and spans.
fn dropped(text: &str) -> Option<String> {
    let line = |word: &str| text.lines().find(|line| line.contains(word)).map(str::trim);
    let records = line(" records = ")?.split(';').next()?;
    let (made, rest) = records.split_once(" records = ")?;
    let dropped = rest.split(" + ").nth(1)?.trim_end_matches(" dropped");
    let spans = line("  to ").and_then(|line| line.split_once(": ")?.1.split(" data points").next());
    let spans = spans.map_or_else(String::new, |spans| {
        format!("; {}", spans.rsplit_once(',').map_or(spans, |(spans, _)| spans))
    });
    Some(format!("{dropped} of {made} records{spans}"))
}

/// The last line with these words.
fn said(text: &str, words: &str) -> Option<String> {
    let lines = text.lines().rev().find(|line| line.contains(words));
    Some(lines.map_or_else(|| "nothing".to_owned(), |line| line.trim().to_owned()))
}

/// A number in the row of a table.
fn row(text: &str, is: fn(&[&str]) -> bool, column: usize) -> Option<u64> {
    let rows = text.lines().map(|line| line.split_whitespace().collect::<Vec<_>>());
    let numbers = rows.filter(|words| is(words)).filter_map(|words| words.get(column)?.parse::<u64>().ok());
    numbers.reduce(|all, one| all + one)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tool(name: &str) -> &'static Tool {
        const ALL: &[Tool] = &TOOLS;
        ALL.iter().find(|tool| tool.name == name).expect("a tool")
    }

    #[test]
    fn counts_are_read_from_what_tools_print() {
        let counted = |name, text| match tool(name).counts {
            Counts::Printed(read) => read(text),
            Counts::Nothing | Counts::Exported => None,
        };
        let perf = "   getppid            66834      0   953.464     0.012     0.014\n";
        assert_eq!(counted("perf trace", perf), Some(66_834));
        let strace = " 99.27    0.338005           3     88416           getppid\n";
        assert_eq!(counted("strace", strace), Some(88_416));
        if cfg!(target_arch = "x86_64") {
            let bpftrace = "@count[bench-load, 110]: 758000\n@ns[bench-load, 110]: \n";
            assert_eq!(counted("bpftrace", bpftrace), Some(758_000));
        }
    }

    #[test]
    fn losses_are_read_from_the_ledger() {
        let ledger = "  10 records = 6 received + 4 dropped; 4 spans made, 0 left out (trace full 0)\n  \
                      to http://127.0.0.1:1: 4 spans, 68 data points\n";
        assert_eq!((tool("ior-otel").lost)(ledger).as_deref(), Some("4 of 10 records; 4 spans"));
    }
}
