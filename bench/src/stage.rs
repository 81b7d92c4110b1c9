//! The folder, the server and the cluster of one run. All of it goes when the run ends, however it ends.

use std::fs::{self, File, Permissions};
use std::io::{BufRead, BufReader};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdout, Command, Stdio};
use std::time::{Duration, Instant};

use causeway::cli::Failure;
use causeway::platform::keys;
use pglocal::{Cluster, Options, Stop};
use rustix::process::{Pid, Signal, kill_process};
use tempfile::TempDir;

use crate::cpu;

/// How long the server may take to stop: its requests' grace and the cluster's.
const STOP_PATIENCE: Duration = Duration::from_mins(2);

/// A running server.
#[derive(Debug)]
pub(crate) struct Server {
    child: Child,
    /// Kept open: the server may write to it.
    output: BufReader<ChildStdout>,
    /// `HOST:PORT`.
    pub(crate) address: String,
    /// From its start to its word that it is ready.
    pub(crate) ready_after: Duration,
}

impl Server {
    /// Its process.
    pub(crate) fn pid(&self) -> i32 {
        Pid::from_child(&self.child).as_raw_nonzero().get()
    }
}

/// Where one run takes place.
#[derive(Debug)]
pub(crate) struct Stage {
    program: PathBuf,
    workers: usize,
    server: Option<Server>,
    // Last: dropped after the server and the cluster have ended.
    folder: TempDir,
}

impl Stage {
    /// Makes the folder, inside `parent`, and the keys. `program` is the server's.
    pub(crate) fn set(parent: &Path, program: PathBuf, workers: usize) -> Result<Self, Failure> {
        // Root's Postgres runs as the user `postgres`, who must be able to pass through here (see pglocal).
        let folder = tempfile::Builder::new()
            .prefix("causeway-bench-")
            .permissions(Permissions::from_mode(0o711))
            .tempdir_in(parent)
            .map_err(|error| Failure::of(format!("{}: {error}", parent.display())))?;
        keys::init(&folder.path().join("keys")).map_err(Failure::of)?;
        Ok(Self {
            program,
            workers,
            server: None,
            folder,
        })
    }

    /// The key folder.
    pub(crate) fn keys_dir(&self) -> PathBuf {
        self.folder.path().join("keys")
    }

    /// A file of this run.
    pub(crate) fn file(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn data_dir(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    /// Starts the server, with its defaults for everything that matters here, and waits until it is ready.
    pub(crate) fn start(&mut self) -> Result<&Server, Failure> {
        let log = self.file("server.log");
        let started = Instant::now();
        let mut child = Command::new(&self.program)
            .args(["serve", "--port", "0"])
            .arg("--data-dir")
            .arg(self.data_dir())
            .arg("--keys-dir")
            .arg(self.keys_dir())
            .env_clear()
            .env("PATH", "/usr/local/bin:/usr/bin:/bin")
            .env("CAUSEWAY__SERVER__WORKERS", self.workers.to_string())
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(File::create(&log).map_err(Failure::of)?)
            .spawn()
            .map_err(|error| Failure::of(format!("{}: {error}", self.program.display())))?;
        let output = child
            .stdout
            .take()
            .ok_or_else(|| Failure::of("the server has no output"))?;
        let mut server = Server {
            child,
            output: BufReader::new(output),
            address: String::new(),
            ready_after: Duration::ZERO,
        };
        let mut line = String::new();
        let read = server.output.read_line(&mut line);
        server.ready_after = started.elapsed();
        let address = line.trim().strip_prefix("ready http://").map(ToOwned::to_owned);
        let server = self.server.insert(server);
        match (read, address) {
            (Ok(_), Some(address)) => {
                server.address = address;
                Ok(server)
            }
            _ => Err(Failure::of(format!(
                "the server did not start: {}",
                fs::read_to_string(&log).unwrap_or_default().trim()
            ))),
        }
    }

    /// Stops the server, which stops its cluster.
    pub(crate) fn stop(&mut self) -> Result<(), Failure> {
        let Some(mut server) = self.server.take() else {
            return Ok(());
        };
        // It may have ended by itself.
        kill_process(Pid::from_child(&server.child), Signal::TERM).ok();
        let asked = Instant::now();
        while asked.elapsed() < STOP_PATIENCE {
            if server.child.try_wait().map_err(Failure::of)?.is_some() {
                return Ok(());
            }
            std::thread::sleep(Duration::from_millis(20));
        }
        server.child.kill().map_err(Failure::of)?;
        server.child.wait().map_err(Failure::of)?;
        Err(Failure::of("the server did not stop in two minutes and was killed"))
    }

    /// Memory of the running server that is in RAM, in MiB.
    pub(crate) fn server_memory(&self) -> Result<f64, Failure> {
        let server = self
            .server
            .as_ref()
            .ok_or_else(|| Failure::of("the server does not run"))?;
        cpu::resident_mib(server.pid())
    }

    /// The cluster the server started.
    pub(crate) fn cluster(&self) -> Result<Cluster, Failure> {
        Cluster::running(Options::new(self.data_dir()))
            .map_err(Failure::of)?
            .ok_or_else(|| Failure::of("the server's cluster does not run"))
    }
}

impl Drop for Stage {
    fn drop(&mut self) {
        // Nobody is left to tell; a server that was killed leaves its cluster behind.
        drop(self.stop());
        if let Ok(cluster) = self.cluster() {
            drop(cluster.stop(Stop::Immediate));
        }
    }
}
