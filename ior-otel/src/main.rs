//! The `ior-otel` program.

use std::{
    io::{self, Write as _},
    process::ExitCode,
};

use anyhow::Context as _;
use clap::Parser as _;
use ior_otel::{
    cli::{Cli, Command, ConfigCommand},
    config::env::{self, EnvOverrides},
    config_command,
    exit::{self, Failure},
};

fn main() -> ExitCode {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => return exit::of_command_line(&error),
    };
    match dispatch(cli) {
        Ok(code) => code,
        Err(failure) => {
            eprintln!("ior-otel: {failure}");
            failure.exit.into()
        }
    }
}

fn dispatch(cli: Cli) -> Result<ExitCode, Failure> {
    match cli.command {
        Command::Run(_) | Command::Syscalls(_) => Err(anyhow::anyhow!("is not in this program yet").into()),
        Command::Config(ConfigCommand::Check { file }) => print(&config_command::check(&file)?),
        Command::Config(ConfigCommand::Show { defaults: true }) => print(config_command::defaults()),
        Command::Config(ConfigCommand::Show { defaults: false }) => {
            let names: Vec<_> = std::env::vars_os().filter_map(|(name, _)| name.into_string().ok()).collect();
            let names = names.iter().map(String::as_str);
            print(&config_command::show(&cli.options, environment(), names)?)
        }
    }
}

fn environment() -> EnvOverrides {
    let text = std::env::var("OTEL_RESOURCE_ATTRIBUTES").unwrap_or_default();
    let resource_attributes = env::resource_attributes(&text).unwrap_or_else(|error| {
        eprintln!("ior-otel: OTEL_RESOURCE_ATTRIBUTES is ignored: {error}");
        Default::default()
    });
    EnvOverrides { resource_attributes, ..Default::default() }
}

fn print(text: &str) -> Result<ExitCode, Failure> {
    match io::stdout().write_all(text.as_bytes()) {
        // A reader such as `head` that has enough.
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => {}
        result => result.context("cannot write to stdout")?,
    }
    Ok(ExitCode::SUCCESS)
}
