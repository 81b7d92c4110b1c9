//! A whole installation in a folder of its own: the real binary, its keys, its private durable cluster. Its processes are
//! killed by their ids and by nothing broader.

use std::fs::{File, Permissions};
use std::io::{BufRead as _, BufReader};
use std::net::SocketAddr;
use std::os::unix::fs::PermissionsExt;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc;
use std::time::{Duration, Instant};

use causeway::access::{TokenLives, Tokens};
use causeway::platform::clock::{Clock, SystemClock};
use causeway::platform::keys::{self, Keys};
use pglocal::{Cluster, Options, Stop};
use rustix::process::{Pid, Signal, kill_process, kill_process_group};
use tempfile::TempDir;
use tokio::sync::watch;

use crate::support::{Ground, connect, program};

/// How long anything may take to come back before the test gives up. Loaded test machines are slow; the figures of
/// `make soak` say how long it took.
pub(crate) const PATIENCE: Duration = Duration::from_mins(1);

/// The configuration file of an installation.
const SETTINGS: &str = "causeway.toml";

/// How Postgres is killed, always with SIGKILL.
#[derive(Debug, Clone, Copy)]
pub(crate) enum PostgresKill {
    /// The postmaster alone: its backends live on for a moment as orphans and may still answer.
    Postmaster,
    /// Every process at once, as when the memory of the machine runs out or a container is taken away.
    Everything,
    /// One backend in the middle of its work: the postmaster lives, throws all others out and recovers by itself.
    OneBackend,
}

/// The installation. Dropping it ends its processes and removes its folder.
pub(crate) struct Installation {
    folder: TempDir,
    tokens: Tokens,
    address: watch::Sender<SocketAddr>,
    server: Child,
    cluster: Option<Cluster>,
}

impl Installation {
    /// Makes the keys and starts the server, which creates its cluster.
    pub(crate) fn new() -> Self {
        Self::configured("")
    }

    /// The same with a configuration file of this content.
    pub(crate) fn configured(settings: &str) -> Self {
        let folder = tempfile::Builder::new()
            .prefix("causeway-kill-")
            // Run as root, the server starts Postgres as the user `postgres`, who must be able to enter.
            .permissions(Permissions::from_mode(0o755))
            .tempdir()
            .unwrap();
        std::fs::write(folder.path().join(SETTINGS), settings).unwrap();
        let keys_dir = folder.path().join("keys");
        keys::init(&keys_dir).unwrap();
        let keys = Keys::load(&keys_dir).unwrap();
        let (server, address) = launch(&folder);
        let mut installation = Self {
            folder,
            tokens: long_tokens(&keys),
            address: watch::Sender::new(address),
            server,
            cluster: None,
        };
        installation.cluster = Cluster::running(Options::new(installation.data_dir())).unwrap();
        installation
    }

    /// Where the server answers, now and after each new start.
    pub(crate) fn address(&self) -> watch::Receiver<SocketAddr> {
        self.address.subscribe()
    }

    /// Asks the server to end, and waits until it has; Postgres ends with it.
    pub(crate) fn stop(&mut self) {
        let server = Pid::from_child(&self.server);
        kill_process(server, Signal::TERM).unwrap();
        assert!(self.server.wait().unwrap().success(), "{}", self.log());
        self.cluster = None;
    }

    /// Starts the server again after [`stop`](Self::stop).
    pub(crate) fn start(&mut self) {
        let (server, address) = launch(&self.folder);
        self.server = server;
        self.address.send_replace(address);
        self.cluster = Cluster::running(Options::new(self.data_dir())).unwrap();
    }

    /// Takes the data away: what a lost disk leaves. Keys, ledger and backups lie elsewhere.
    pub(crate) fn lose_data(&self) {
        std::fs::remove_dir_all(self.data_dir()).unwrap();
    }

    /// What houses are built on here.
    pub(crate) async fn ground(&self) -> Ground<'_> {
        Ground {
            sql: self.sql().await,
            now: SystemClock.now(),
            tokens: &self.tokens,
        }
    }

    /// SQL as the superuser, past the server.
    pub(crate) async fn sql(&self) -> tokio_postgres::Client {
        connect(&self.cluster().url("postgres", "causeway")).await
    }

    /// How Postgres' own programs reach the database as this role.
    pub(crate) fn conninfo(&self, role: &str) -> String {
        self.cluster().conninfo(role, "causeway")
    }

    /// Another command of the binary on this installation.
    pub(crate) fn causeway(&self) -> Command {
        command(&self.folder)
    }

    /// The folder, for files a command reads.
    pub(crate) fn path(&self) -> &std::path::Path {
        self.folder.path()
    }

    /// Memory of the server process in KiB, resident, from `/proc`.
    pub(crate) fn server_memory(&self) -> u64 {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.server.id())).unwrap();
        let resident = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).unwrap();
        resident.trim().trim_end_matches(" kB").parse().unwrap()
    }

    /// Kills the server and starts it again on the same folder. It must take over the Postgres that goes on running.
    /// How long from the start to the line `ready`.
    pub(crate) fn kill_server(&mut self) -> Duration {
        let postgres = self.postmaster();
        self.server.kill().unwrap();
        self.server.wait().unwrap();
        let started = Instant::now();
        let (server, address) = launch(&self.folder);
        let took = started.elapsed();
        self.server = server;
        self.address.send_replace(address);
        assert_eq!(
            self.postmaster(),
            postgres,
            "the new server took over the live Postgres"
        );
        took
    }

    /// Kills Postgres and waits until it accepts connections again, which the server has to see to. How long that took;
    /// next to nothing for one backend, since the postmaster accepts until it notices.
    pub(crate) async fn kill_postgres(&mut self, how: PostgresKill) -> Duration {
        let old = self.postmaster();
        // Asked first: once it is dead nobody answers.
        let backend = match how {
            PostgresKill::OneBackend => Some(self.a_backend().await),
            PostgresKill::Postmaster | PostgresKill::Everything => None,
        };
        let killed = Instant::now();
        match how {
            PostgresKill::Postmaster => kill_process(old, Signal::KILL).unwrap(),
            // The cluster has a process group of its own, led by the postmaster; backends lead none.
            PostgresKill::Everything => kill_everything(old),
            PostgresKill::OneBackend => kill_process(backend.unwrap(), Signal::KILL).unwrap(),
        }
        if backend.is_none() {
            self.wait_for("another postmaster", |this| {
                this.cluster()
                    .postmaster_pid()
                    .is_some_and(|pid| Pid::from_raw(pid) != Some(old))
            })
            .await;
        }
        self.wait_for("Postgres", |this| this.cluster().accepts_connections())
            .await;
        let took = killed.elapsed();
        assert!(
            self.server.try_wait().unwrap().is_none(),
            "the server was not restarted"
        );
        took
    }

    /// A backend that works for the server.
    async fn a_backend(&self) -> Pid {
        let sql = self.sql().await;
        let row = sql
            .query_one(
                "select pid from pg_stat_activity where usename = 'causeway_app' order by state_change desc limit 1",
                &[],
            )
            .await
            .unwrap();
        Pid::from_raw(row.get(0)).unwrap()
    }

    async fn wait_for(&self, what: &str, there: impl Fn(&Self) -> bool) {
        let start = Instant::now();
        while !there(self) {
            assert!(start.elapsed() < PATIENCE, "{what} did not come back; {}", self.log());
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    }

    /// The last lines of the server's log.
    pub(crate) fn log(&self) -> String {
        last_lines(&self.folder)
    }

    fn postmaster(&self) -> Pid {
        let pid = self.cluster().postmaster_pid().expect("Postgres runs");
        Pid::from_raw(pid).unwrap()
    }

    fn cluster(&self) -> &Cluster {
        self.cluster.as_ref().expect("a server that is ready has a cluster")
    }

    pub(crate) fn data_dir(&self) -> std::path::PathBuf {
        self.folder.path().join("data")
    }
}

impl Drop for Installation {
    fn drop(&mut self) {
        // The server first: it would start Postgres again. Both may be gone already, which is as good.
        self.server.kill().ok();
        self.server.wait().ok();
        if let Some(cluster) = &self.cluster {
            cluster.stop(Stop::Immediate).ok();
        }
    }
}

/// As long as the server accepts any, so that no client has to sign in again between two kills.
fn long_tokens(keys: &Keys) -> Tokens {
    let longest = chrono::Duration::minutes(15);
    let lives = TokenLives {
        desk: longest,
        device: longest,
    };
    Tokens::new(&keys.token, None, lives).unwrap()
}

/// Postgres gives every backend a session, and so a process group, of its own: the postmaster's children are found by
/// their parent.
pub(crate) fn kill_everything(postmaster: Pid) {
    let parent = postmaster.as_raw_nonzero().to_string();
    // Stopped first, so that it starts no more while its children are counted.
    kill_process(postmaster, Signal::STOP).unwrap();
    let children = std::fs::read_to_string(format!("/proc/{parent}/task/{parent}/children")).unwrap();
    for child in children
        .split_whitespace()
        .filter_map(|pid| Pid::from_raw(pid.parse().ok()?))
    {
        // One that has just ended by itself is as dead.
        kill_process(child, Signal::KILL).ok();
    }
    kill_process_group(postmaster, Signal::KILL).unwrap();
}

fn command(folder: &TempDir) -> Command {
    let mut command = program();
    for (name, _) in std::env::vars_os() {
        if name == "DATABASE_URL" || name.to_string_lossy().starts_with("CAUSEWAY__") {
            command.env_remove(name);
        }
    }
    command
        .arg("--config")
        .arg(folder.path().join(SETTINGS))
        // So that a test can come from many networks; who sends no `X-Forwarded-For` comes from here.
        .env("CAUSEWAY__SERVER__TRUSTED_PROXIES", "127.0.0.1")
        .env("CAUSEWAY__DATA_DIR", folder.path().join("data"))
        .env("CAUSEWAY__KEYS_DIR", folder.path().join("keys"))
        .env("CAUSEWAY__ERASURE__LEDGER_FILE", folder.path().join("erasure.ledger"));
    command
}

/// Starts the server and waits for its line `ready http://…`.
fn launch(folder: &TempDir) -> (Child, SocketAddr) {
    let log = File::options()
        .create(true)
        .append(true)
        .open(folder.path().join("server.log"))
        .unwrap();
    let mut child = command(folder)
        .args(["serve", "--port", "0"])
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(log)
        .spawn()
        .unwrap();
    let lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let (found, ready) = mpsc::channel();
    std::thread::spawn(move || {
        for line in lines.map_while(Result::ok) {
            if let Some(address) = line.strip_prefix("ready http://") {
                // Nobody listens any more when it came too late.
                found.send(address.parse::<SocketAddr>().unwrap()).ok();
            }
        }
    });
    let Ok(address) = ready.recv_timeout(PATIENCE) else {
        child.kill().ok();
        child.wait().ok();
        panic!("the server did not say that it is ready; {}", last_lines(folder));
    };
    (child, address)
}

fn last_lines(folder: &TempDir) -> String {
    let text = std::fs::read_to_string(folder.path().join("server.log")).unwrap_or_default();
    let lines: Vec<&str> = text.lines().collect();
    let tail = lines[lines.len().saturating_sub(12)..].join("\n");
    format!("its last words:\n{tail}")
}
