//! The `ior-otel` program.

use std::{
    collections::BTreeMap,
    io::{self, IsTerminal as _, Write as _},
    process::ExitCode,
};

use anyhow::Context as _;
use clap::Parser as _;
use ior_otel::{
    attach,
    cli::{Attach, Cli, Command, ConfigCommand, Options, Run, Summary},
    command::{CommandError, Found},
    config::{
        Config,
        env::{self, EnvOverrides},
    },
    config_command, doctor,
    exit::{self, Exit, Failure},
    log::{self, Reader},
    memory,
    otlp::{
        exporter::NotExportable,
        settings::{ExportFlags, Settings},
    },
    privilege::NotPermitted,
    probe::{attach::NoTracefs, btf::BtfError, target::NoTarget, version::TooOld},
    redact::NoKey,
    report::Place,
    run,
    stack::folded::Folded,
    syscalls_command,
};

fn main() -> ExitCode {
    memory::give_back();
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => return exit::of_command_line(&error),
    };
    let is_service = matches!(cli.command, Command::Attach(_)) && !io::stderr().is_terminal();
    let reader = if is_service { Reader::Gatherer } else { Reader::Person };
    log::start(std::env::var("OTEL_LOG_LEVEL").ok().as_deref(), reader);
    match dispatch(cli) {
        Ok(code) => code,
        Err(failure) => {
            say(&failure);
            failure.exit.into()
        }
    }
}

fn dispatch(cli: Cli) -> Result<ExitCode, Failure> {
    match cli.command {
        Command::Run(command) => run(&cli.options, command),
        Command::Attach(command) => attach(&cli.options, &command),
        Command::Doctor => {
            let (config, settings) = configure(&cli.options)?;
            let diagnosis = doctor::examine(&config, &settings);
            print(&diagnosis.to_string())?;
            Ok(if diagnosis.is_healthy() { ExitCode::SUCCESS } else { Exit::Unavailable.into() })
        }
        Command::Syscalls(chosen) => {
            let (config, _) = configure(&cli.options)?;
            print(&syscalls_command::render(&chosen, &config))
        }
        Command::Config(ConfigCommand::Check { file }) => print(&config_command::check(&file)?),
        Command::Config(ConfigCommand::Show { defaults: true }) => print(config_command::defaults()),
        Command::Config(ConfigCommand::Show { defaults: false }) => {
            let names: Vec<_> = std::env::vars_os().filter_map(|(name, _)| name.into_string().ok()).collect();
            let (config, _) = configure(&cli.options)?;
            print(&config_command::show(&cli.options, config, names.iter().map(String::as_str))?)
        }
    }
}

fn run(options: &Options, command: Run) -> Result<ExitCode, Failure> {
    let (config, settings) = configure(options)?;
    let command = match Found::new(command.command) {
        Ok(command) => command,
        Err(error) => return Ok(not_started(&error)),
    };
    let summary = wants_summary(options, &settings);
    let (folded, report) = (folded(options), report(options));
    match run::run(run::Options { config, settings, summary, folded, report }, command) {
        Ok(code) => Ok(code.into()),
        Err(error) => match error.downcast_ref::<CommandError>() {
            Some(error) => Ok(not_started(error)),
            None => Err(failure(error)),
        },
    }
}

fn attach(options: &Options, chosen: &Attach) -> Result<ExitCode, Failure> {
    let configured = || -> Result<_, Failure> {
        let (mut config, settings) = configure(options)?;
        chosen.apply(&mut config);
        Ok((config, settings))
    };
    let (config, settings) = configured()?;
    let summary = wants_summary(options, &settings);
    let reload = || configured().map(|(config, _)| config).map_err(anyhow::Error::from);
    let duration = chosen.duration.map(|duration| duration.0);
    let (folded, report) = (folded(options), report(options));
    attach::attach(attach::Options { config, settings, summary, folded, report, duration, reload: &reload })
        .map_err(failure)?;
    Ok(ExitCode::SUCCESS)
}

/// Where stacks are folded to.
fn folded(options: &Options) -> Option<Folded> {
    options.folded.as_deref().and_then(|path| {
        let why = || format!("cannot write the folded stacks to {}", path.display());
        going_on(Folded::to(path).with_context(why))
    })
}

/// Where the report goes.
fn report(options: &Options) -> Option<Place> {
    options.report.as_deref().and_then(|path| going_on(Place::open(path)))
}

/// A file that can't be opened does not stop a command from running, as with `--output`.
fn going_on<T>(opened: anyhow::Result<T>) -> Option<T> {
    opened.inspect_err(|error| tracing::error!("{error:#}; going on without it")).ok()
}

fn wants_summary(options: &Options, settings: &Settings) -> bool {
    match options.summary {
        Summary::Always => true,
        Summary::Never => false,
        Summary::Auto => !settings.sends() || io::stderr().is_terminal(),
    }
}

/// What kind of failure it is.
fn failure(error: anyhow::Error) -> Failure {
    if error.is::<NotPermitted>() {
        Failure::new(Exit::Permission, error)
    } else if error.is::<NotExportable>() || error.is::<NoKey>() {
        Failure::new(Exit::Usage, error)
    } else if error.is::<NoTarget>() {
        Failure::new(Exit::NoTarget, error)
    } else if error.is::<TooOld>() || error.is::<BtfError>() || error.is::<NoTracefs>() {
        Failure::new(Exit::Unavailable, error)
    } else {
        error.into()
    }
}

/// The last word. Nobody may be there to read it.
fn say(what: &dyn std::fmt::Display) {
    let _ = writeln!(io::stderr(), "ior-otel: {what}");
}

fn not_started(error: &CommandError) -> ExitCode {
    say(error);
    error.exit_code().into()
}

/// Flags, environment and file together.
fn configure(options: &Options) -> Result<(Config, Settings), Failure> {
    let file = options.file()?;
    let flags = ExportFlags {
        endpoint: options.endpoint.clone(),
        protocol: options.protocol,
        output: options.output.clone(),
    };
    let settings = Settings::resolve(&flags, &|name| std::env::var(name).ok(), &file.export)?;
    for warning in &settings.warnings {
        tracing::warn!("{warning}");
    }
    let env = EnvOverrides { resource_attributes: resource_attributes(), ..settings.overrides() };
    let config = options.above(file, env);
    Ok((config, settings))
}

fn resource_attributes() -> BTreeMap<String, String> {
    let text = std::env::var("OTEL_RESOURCE_ATTRIBUTES").unwrap_or_default();
    env::resource_attributes(&text).unwrap_or_else(|error| {
        tracing::warn!("OTEL_RESOURCE_ATTRIBUTES is ignored: {error}");
        BTreeMap::new()
    })
}

fn print(text: &str) -> Result<ExitCode, Failure> {
    match io::stdout().write_all(text.as_bytes()) {
        // A reader such as `head` that has enough.
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => {}
        result => result.context("cannot write to stdout")?,
    }
    Ok(ExitCode::SUCCESS)
}
