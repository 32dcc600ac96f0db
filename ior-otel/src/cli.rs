//! The command line.

use std::{ffi::OsString, path::PathBuf};

use clap::{
    Args, Parser, Subcommand, ValueEnum,
    builder::{NonEmptyStringValueParser, OsStringValueParser, TypedValueParser as _},
};

use crate::{
    config::{
        Config,
        env::EnvOverrides,
        error::ConfigError,
        export::{ExportSection, Protocol},
        flags::Flags,
        modes::Choice,
        names::SyscallName,
        nearest::unknown,
        redact::Redaction,
        scalar::HumanDuration,
        target::{Namespace, Target},
    },
    table::{family::Family, kind::Kind},
};

/// Watches every system call of an application, and tells its OpenTelemetry backend where the time went: long calls as
/// spans, all calls as exact histograms.
#[derive(Debug, Parser)]
#[command(name = "ior-otel", version, max_term_width = 110, after_long_help = EXAMPLES)]
pub struct Cli {
    /// Options of all commands.
    #[command(flatten)]
    pub options: Options,
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

const EXAMPLES: &str = "\
Examples:
  See where a command spends its time, without any backend:
    ior-otel run -- make -j2
  The same as a page to look at, with every call of 1 ms or more on a timeline:
    ior-otel run --report report.html --min-duration 1ms -- make -j2
  Spans from 1 ms on, only of files and sockets, to a local collector:
    ior-otel run --min-duration 1ms --families fs,network --endpoint http://localhost:4317 -- ./app
  All as configured, but the futex calls too can become spans:
    ior-otel run --syscalls futex=spans -- ./app
  What every process of this pod (or host) waits for, for a minute:
    ior-otel attach --duration 1m
  Start a configuration of your own:
    ior-otel config show --defaults > config.yaml

Exit codes: of `run` the command's (128 and the signal's number, if one killed it); otherwise
  64 bad usage or configuration, 66 no such target, 69 something that doctor finds must be mended, 70 internal error, 77 missing privilege.";

/// What to do.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Trace a command and all processes it starts; exit with its status.
    #[command(after_help = "Example: ior-otel run --min-duration 5ms -- sh -c 'sleep 0.2; make'")]
    Run(Run),
    /// Trace what runs already, until SIGTERM or SIGINT; SIGHUP reloads the configuration.
    #[command(after_help = "Example: ior-otel attach --comm postgres --duration 1m --min-duration 5ms")]
    Attach(Attach),
    /// Say what this host can and cannot do, and how to mend it.
    Doctor,
    /// List the known system calls, each with what is done with it.
    #[command(after_help = "Example: ior-otel syscalls --family network -o tsv")]
    Syscalls(Syscalls),
    /// Check a configuration file, or show what is in effect.
    #[command(subcommand)]
    Config(ConfigCommand),
}

/// `ior-otel run`.
#[derive(Debug, Args)]
pub struct Run {
    /// The command and its arguments.
    #[arg(last = true, required = true, value_name = "CMD")]
    pub command: Vec<OsString>,
}

/// `ior-otel attach`. A process is a target if any of these says so; without any, those of the configuration are, or else the processes of
/// ior-otel's own pid namespace.
#[derive(Clone, Debug, Default, Args)]
#[command(next_help_heading = "Targets")]
pub struct Attach {
    /// These processes, by their ids.
    #[arg(long, value_name = "PID", value_delimiter = ',', value_parser = clap::value_parser!(u32).range(1..))]
    pub pid: Vec<u32>,
    /// The processes of this cgroup (version 2) and of those in it; may be given several times.
    #[arg(long, value_name = "PATH")]
    pub cgroup: Vec<PathBuf>,
    /// The processes with this name, as `ps -o comm` shows it; may be given several times.
    #[arg(long, value_name = "NAME", value_parser = NonEmptyStringValueParser::new())]
    pub comm: Vec<String>,
    /// The processes of a pid namespace and of those in it: self, or the id of a process in it.
    #[arg(long, value_name = "self|PID")]
    pub pid_namespace: Option<Namespace>,
    /// Every process.
    #[arg(long)]
    pub all: bool,
    /// Leave out the children of targets, unless they are targets themselves.
    #[arg(long)]
    pub no_follow: bool,
    /// Stop after this time.
    #[arg(long, value_name = "DURATION", help_heading = "Options")]
    pub duration: Option<HumanDuration>,
}

impl Attach {
    /// Puts the targets above the file's.
    pub fn apply(&self, config: &mut Config) {
        let Self { pid, cgroup, comm, pid_namespace, all, no_follow, duration: _ } = self.clone();
        let follow_children = config.target.follow_children && !no_follow;
        let named =
            Target { pid_namespace, pids: pid, cgroups: cgroup, comms: comm, all, follow_children: true };
        if named != Target::default() {
            config.target = named;
        }
        config.target.follow_children = follow_children;
    }
}

/// `ior-otel syscalls`.
#[derive(Debug, Args)]
pub struct Syscalls {
    /// Only this family.
    #[arg(long)]
    pub family: Option<Family>,
    /// Only this kind.
    #[arg(long)]
    pub kind: Option<Kind>,
    /// How to print them.
    #[arg(short = 'o', long, value_name = "FORMAT", default_value = "table")]
    pub format: Format,
}

/// How to print a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// For people.
    Table,
    /// An array of objects.
    Json,
    /// Tab-separated, with a head.
    Tsv,
    /// The reference page, `docs/syscalls.md`.
    Markdown,
}

/// `ior-otel config`.
#[derive(Debug, Subcommand)]
pub enum ConfigCommand {
    /// Say what is wrong with a configuration file, if anything is.
    Check {
        /// The file.
        file: PathBuf,
    },
    /// Print the configuration in effect: file, environment and options together.
    Show {
        /// Print the defaults instead, with a comment on each key.
        #[arg(long)]
        defaults: bool,
    },
}

/// Options of all commands. They are above the environment, which is above the configuration file.
#[derive(Clone, Debug, Default, Args)]
#[command(next_help_heading = "Common options")]
pub struct Options {
    /// Configuration file (YAML); without one, the defaults.
    #[arg(long, global = true, value_name = "FILE", env = "IOR_OTEL_CONFIG", hide_env_values = true)]
    #[arg(value_parser = OsStringValueParser::new().map(PathBuf::from))]
    pub config: Option<PathBuf>,
    /// Where to send spans and metrics, without the path of the signal; without one, nothing is sent.
    #[arg(long, global = true, value_name = "URL")]
    pub endpoint: Option<String>,
    /// How to send them: grpc, http/protobuf or http/json.
    #[arg(long, global = true, value_parser = protocol)]
    pub protocol: Option<Protocol>,
    /// Families to trace: NAME or NAME=off|metrics|spans, with commas between.
    ///
    /// NAME=MODE changes that family and leaves the others as configured. A plain NAME means NAME=spans and, in either
    /// of --families and --syscalls, that all is off which neither of them names. What the configuration file says of a
    /// kind or a syscall within a named family still holds.
    #[arg(long, global = true, value_name = "LIST", value_delimiter = ',')]
    pub families: Vec<Choice<Family>>,
    /// System calls to trace: NAME or NAME=off|metrics|spans, with commas between; see --families.
    #[arg(long, global = true, value_name = "LIST", value_delimiter = ',')]
    pub syscalls: Vec<Choice<SyscallName>>,
    /// From which duration on a call becomes a span, such as 1ms.
    #[arg(long, global = true, value_name = "DURATION")]
    pub min_duration: Option<HumanDuration>,
    /// Spans carry the user stack of their call: where in the code it was made.
    #[arg(long, global = true)]
    pub stacks: bool,
    /// Write the stacks to this file too, folded by time (nanoseconds) for flame graphs; implies --stacks.
    #[arg(long, global = true, value_name = "FILE")]
    pub folded: Option<PathBuf>,
    /// What of the strings of traced processes is not told: paths, addresses or names, each with keep, hash or drop; such as
    /// paths=hash,addresses=drop.
    #[arg(long, global = true, value_name = "LIST", value_delimiter = ',')]
    pub redact: Vec<Redaction>,
    /// Write spans and metrics to this file too, as OTLP JSON lines.
    #[arg(long, global = true, value_name = "FILE")]
    pub output: Option<PathBuf>,
    /// Write a report at the end: one HTML page that shows where the time went, and loads nothing.
    #[arg(long, global = true, value_name = "FILE")]
    pub report: Option<PathBuf>,
    /// Whether to print a summary on stderr at the end.
    #[arg(long, global = true, value_name = "WHEN", default_value = "auto")]
    pub summary: Summary,
}

/// Whether to print a summary.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum Summary {
    /// Where nothing is sent to an endpoint.
    #[default]
    Auto,
    /// In any case.
    Always,
    /// In no case.
    Never,
}

impl Options {
    /// The configuration file alone; without one, the defaults.
    ///
    /// # Errors
    /// If the file cannot be read or says something that cannot be.
    pub fn file(&self) -> Result<Config, ConfigError> {
        // An empty environment variable is one that is not set.
        Config::load(self.config.as_deref().filter(|file| !file.as_os_str().is_empty()))
    }

    /// The configuration in effect: the file, `env` above it, these options above both. `export:` stays as in the file,
    /// see [`Self::export`].
    pub fn above(&self, mut file: Config, env: EnvOverrides) -> Config {
        let Self { families, syscalls, min_duration, stacks, ref folded, redact, .. } = self.clone();
        env.apply(&mut file);
        let stacks = stacks || folded.is_some();
        Flags { families, syscalls, min_duration, stacks, redact }.apply(&mut file);
        file
    }

    /// Puts the options about the export above the file's section. For showing it: where it is used, the
    /// environment comes in between.
    pub fn export(&self, mut section: ExportSection) -> ExportSection {
        let ExportSection { otlp, file, queue: _ } = &mut section;
        if self.endpoint.is_some() {
            otlp.endpoint.clone_from(&self.endpoint);
        }
        otlp.protocol = self.protocol.or(otlp.protocol);
        if self.output.is_some() {
            file.path.clone_from(&self.output);
        }
        section
    }
}

fn protocol(text: &str) -> Result<Protocol, String> {
    match text {
        "grpc" => Ok(Protocol::Grpc),
        "http/protobuf" => Ok(Protocol::HttpProtobuf),
        "http/json" => Ok(Protocol::HttpJson),
        _ => Err(unknown("a protocol", text, &["grpc", "http/protobuf", "http/json"])),
    }
}
