//! Running pgbench.

use std::path::PathBuf;
use std::process::Command;
use std::time::Duration;

use causeway::cli::Failure;
use pglocal::Cluster;

use crate::script::VARIABLES;

/// How to run pgbench on one cluster.
#[derive(Debug, Clone)]
pub(crate) struct Pgbench {
    program: PathBuf,
    host: PathBuf,
    port: u16,
    connections: usize,
}

/// What pgbench counted.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Counted {
    /// Transactions per second, without the time to connect.
    pub(crate) rate: f64,
    /// Transactions.
    pub(crate) transactions: f64,
}

impl Pgbench {
    /// pgbench of the cluster's own version, as the application's role.
    pub(crate) fn on(cluster: &Cluster, connections: usize) -> Result<Self, Failure> {
        let program = cluster.binaries().program("pgbench");
        if !program.is_file() {
            return Err(Failure::of(format!(
                "{} is missing: install the package postgresql or postgresql-contrib",
                program.display()
            )));
        }
        let (host, port) = (cluster.socket_dir().to_owned(), cluster.port());
        Ok(Self {
            program,
            host,
            port,
            connections,
        })
    }

    /// Runs a script for `time`. Ids made in this run begin with `moment` (milliseconds since 1970).
    pub(crate) fn run(&self, script: &std::path::Path, time: Duration, moment: i64) -> Result<Counted, Failure> {
        let moment = format!("{moment:012x}");
        let (high, low) = moment.split_at(8);
        let mut command = Command::new(&self.program);
        command
            .env_clear()
            .env("PATH", "/usr/bin:/bin")
            .args(["--no-vacuum", "--protocol", "prepared", "--jobs", "2"]);
        command.arg("--host").arg(&self.host);
        command.arg("--file").arg(script);
        command.args(["--port", &self.port.to_string(), "--username", "causeway_app"]);
        command.args([
            "--client",
            &self.connections.to_string(),
            "--time",
            &time.as_secs().to_string(),
        ]);
        for variable in VARIABLES {
            command.args(["--define", variable]);
        }
        command.args(["--define", &format!("moment={high}-{low}"), "causeway"]);
        let output = command.output().map_err(Failure::of)?;
        let said = String::from_utf8_lossy(&output.stdout);
        let complaint = String::from_utf8_lossy(&output.stderr);
        if !output.status.success() {
            return Err(Failure::of(format!("pgbench: {complaint}")));
        }
        match (
            number_after(&said, "tps = "),
            number_after(&said, "transactions actually processed: "),
        ) {
            (Some(rate), Some(transactions)) => Ok(Counted { rate, transactions }),
            _ => Err(Failure::of(format!(
                "pgbench said something else than expected: {said} {complaint}"
            ))),
        }
    }
}

fn number_after(text: &str, words: &str) -> Option<f64> {
    let (_, rest) = text.split_once(words)?;
    rest.split(|c: char| c != '.' && !c.is_ascii_digit())
        .next()?
        .parse()
        .ok()
}

#[cfg(test)]
mod tests {
    use super::number_after;

    #[test]
    fn rates_and_counts_are_read() {
        let said = "number of transactions actually processed: 1052\nnumber of failed transactions: 0 (0.000%)\n\
                    tps = 263.5 (without initial connection time)\n";
        assert_eq!(number_after(said, "transactions actually processed: "), Some(1052.0));
        assert_eq!(number_after(said, "tps = "), Some(263.5));
        assert_eq!(number_after(said, "latency = "), None);
    }
}
