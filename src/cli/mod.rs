//! The command line: one binary, a few verbs. Every failure is one line that says what to do, and an exit code.

mod admin;
mod audit;
mod background;
mod backup;
mod database;
mod demo;
mod guards;
mod key_holders;
mod keys;
mod progress;
mod queues;
mod release;
mod serve;
mod stop;

use std::path::PathBuf;

use clap::{Parser, Subcommand};

pub use database::Database;
pub use serve::{Patience, ServeOptions, http_server, serve};

use crate::platform::config::Settings;

/// Causeway: log it where you stand, see what works, publish figures nobody can be found in.
#[derive(Debug, Parser)]
#[command(version, about)]
pub struct Cli {
    /// Configuration file (TOML). Environment variables `CAUSEWAY__…` win over it.
    #[arg(long, global = true, value_name = "FILE")]
    config: Option<PathBuf>,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Run the server: API, web app and background work.
    Serve {
        /// Port; wins over the configuration.
        #[arg(long)]
        port: Option<u16>,
        /// Data folder of the private cluster; wins over the configuration.
        #[arg(long)]
        data_dir: Option<PathBuf>,
        /// Key folder; wins over the configuration.
        #[arg(long)]
        keys_dir: Option<PathBuf>,
    },
    /// Serve an invented network, to look around in. Everybody in it is made up.
    Demo(demo::DemoArguments),
    /// Bring an outside database up to date: roles, migrations, policies.
    Migrate {
        /// File with the administrator's connection string.
        #[arg(long, value_name = "FILE")]
        admin_url_file: PathBuf,
    },
    /// Write the whole database into one encrypted file, or verify such a file.
    Backup(backup::BackupArguments),
    /// Restore a backup into an empty database, and carry out every erasure since.
    Restore(backup::RestoreArguments),
    /// Look at the configuration.
    #[command(subcommand)]
    Config(ConfigCommand),
    /// Make and rotate keys.
    #[command(subcommand)]
    Keys(keys::KeysCommand),
    /// Set up organisations and their first administrator.
    #[command(subcommand)]
    Admin(admin::AdminCommand),
    /// Look at background work: what waits, what was given up.
    #[command(subcommand)]
    Jobs(queues::QueueCommand),
    /// Look at the outbox: what waits, what was given up.
    #[command(subcommand)]
    Mail(queues::QueueCommand),
    /// Check the audit log.
    #[command(subcommand)]
    Audit(audit::AuditCommand),
    /// Open psql on the private cluster with owner rights.
    Psql {
        /// Data folder of the private cluster.
        #[arg(long)]
        data_dir: PathBuf,
        /// Arguments for psql, after `--`.
        #[arg(last = true)]
        arguments: Vec<String>,
    },
    /// Check published releases.
    #[command(subcommand)]
    Release(release::ReleaseCommand),
    /// Print the OpenAPI document.
    Openapi,
}

#[derive(Debug, Subcommand)]
enum ConfigCommand {
    /// Check the configuration and show what is in force, secrets hidden.
    Check,
}

/// What a command says when it fails: one line.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct Failure(String);

impl Failure {
    /// Any error, as its one line.
    pub fn of(error: impl std::fmt::Display) -> Self {
        Self(error.to_string().replace('\n', " "))
    }
}

/// Runs one command. `environment` is the process' own.
pub fn run(cli: Cli, environment: &[(String, String)]) -> Result<(), Failure> {
    let load = || Settings::load(cli.config.as_deref(), environment).map_err(Failure::of);
    match cli.command {
        Command::Serve {
            port,
            data_dir,
            keys_dir,
        } => {
            let mut settings = load()?;
            settings.server.port = port.unwrap_or(settings.server.port);
            settings.data_dir = data_dir.unwrap_or(settings.data_dir);
            settings.keys_dir = keys_dir.unwrap_or(settings.keys_dir);
            serve(&settings, ServeOptions::default())
        }
        Command::Demo(arguments) => demo::run(&arguments, load()?),
        Command::Migrate { admin_url_file } => database::migrate(&admin_url_file),
        Command::Backup(arguments) => backup::backup(&arguments, &load()?),
        Command::Restore(arguments) => backup::restore(&arguments, &load()?),
        Command::Config(ConfigCommand::Check) => {
            say(&load()?.describe());
            Ok(())
        }
        Command::Keys(command) => keys::run(command, load),
        Command::Admin(command) => admin::run(command, &load()?),
        Command::Jobs(command) => queues::jobs(&command, &load()?),
        Command::Mail(command) => queues::mail(&command, &load()?),
        Command::Audit(command) => audit::run(command, &load()?),
        Command::Psql { data_dir, arguments } => database::psql(&data_dir, &arguments),
        Command::Release(command) => release::run(command),
        Command::Openapi => {
            say(&crate::app::openapi().to_pretty_json().map_err(Failure::of)?);
            Ok(())
        }
    }
}

/// Writes to standard output; a closed pipe is the reader's choice.
pub(crate) fn say(text: &str) {
    use std::io::Write;
    let mut out = std::io::stdout().lock();
    drop(out.write_all(text.as_bytes()).and_then(|()| out.flush()));
}
