//! Postgres' own programs: `pg_dump` and `pg_restore` of the same major version as the server.

use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use tokio_postgres::Config;
use tokio_postgres::config::Host;

use super::super::Failure;

/// A database, as Postgres' programs are told of it: by the environment, since arguments can be read by every user.
#[derive(Debug)]
pub(super) struct Place {
    variables: Vec<(&'static str, String)>,
}

impl Place {
    /// The database of a connection string.
    pub(super) fn of(url: &str) -> Result<Self, Failure> {
        let config: Config = url
            .parse()
            .map_err(|_error| Failure::of("the database address is not a connection string"))?;
        let hosts: Vec<String> = config
            .get_hosts()
            .iter()
            .map(|host| match host {
                Host::Tcp(name) => name.clone(),
                Host::Unix(path) => path.display().to_string(),
            })
            .collect();
        let ports: Vec<String> = config.get_ports().iter().map(ToString::to_string).collect();
        let mut variables = vec![("PGHOST", hosts.join(",")), ("PGPORT", ports.join(","))];
        variables.extend(config.get_user().map(|user| ("PGUSER", user.to_owned())));
        variables.extend(config.get_dbname().map(|name| ("PGDATABASE", name.to_owned())));
        if let Some(password) = config.get_password() {
            variables.push(("PGPASSWORD", String::from_utf8_lossy(password).into_owned()));
        }
        if crate::platform::db::tls_for(&config).map_err(Failure::of)?.is_some() {
            variables.push(("PGSSLMODE", "verify-full".to_owned()));
        }
        Ok(Self { variables })
    }

    /// One of Postgres' programs on this database, with nothing else of our environment.
    pub(super) fn command(&self, program: &Path) -> Command {
        let mut command = Command::new(program);
        command.env_clear();
        for kept in ["PATH", "PGSSLROOTCERT", "HOME"] {
            command.envs(std::env::var_os(kept).map(|value| (kept, value)));
        }
        command
            .env("LC_ALL", "C")
            .envs(self.variables.iter().map(|(name, value)| (*name, value)));
        command
    }
}

/// A program of the server's major version: in `dir`, where distributions keep it, or on the search path.
pub(super) fn program(name: &str, dir: Option<&Path>, major: u32) -> Result<PathBuf, Failure> {
    let distribution = format!("/usr/lib/postgresql/{major}/bin");
    let candidates = dir
        .into_iter()
        .chain([Path::new(&distribution)])
        .map(|dir| dir.join(name));
    for candidate in candidates.chain([PathBuf::from(name)]) {
        let Ok(output) = Command::new(&candidate).arg("--version").output() else {
            continue;
        };
        let said = String::from_utf8_lossy(&output.stdout);
        let version = said.split_once("(PostgreSQL) ").map(|(_, version)| version);
        let found =
            version.and_then(|version| version.split(|c: char| !c.is_ascii_digit()).next()?.parse::<u32>().ok());
        if found == Some(major) {
            return Ok(candidate);
        }
    }
    Err(Failure::of(format!(
        "no {name} of PostgreSQL {major} found: install the package postgresql-client-{major}, or set PG_BIN to the folder \
         that holds it"
    )))
}

/// Starts a program whose complaints are kept.
pub(super) fn start(command: &mut Command, stdin: Stdio, stdout: Stdio) -> Result<Child, Failure> {
    command
        .stdin(stdin)
        .stdout(stdout)
        .stderr(Stdio::piped())
        .spawn()
        .map_err(|error| {
            Failure::of(format!(
                "{} could not be started: {error}",
                command.get_program().display()
            ))
        })
}

/// Waits for its end. A failure says the program's last line, without what it quotes of rows.
pub(super) fn finish(mut child: Child, name: &str) -> Result<(), Failure> {
    let mut said = String::new();
    if let Some(mut stderr) = child.stderr.take() {
        drop(stderr.read_to_string(&mut said));
    }
    let status = child.wait().map_err(Failure::of)?;
    if status.success() {
        return Ok(());
    }
    let telling = said
        .lines()
        .rfind(|line| line.contains("error:"))
        .or_else(|| said.lines().last())
        .unwrap_or("it said nothing");
    Err(Failure::of(format!("{name} failed: {telling}")))
}
