//! Two servers on one Postgres, and who kills them.

use std::fs::File;
use std::io::{BufRead, BufReader};
use std::net::SocketAddr;
use std::process::{Child, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::{JoinHandle, sleep};
use std::time::{Duration, Instant};

use causeway::access::Tokens;
use causeway::platform::keys::{self, Keys};
use pglocal::Durability;
use rustix::process::Pid;
use tempfile::TempDir;
use testkit::{TestCluster, TestDb};
use tokio::sync::watch;

use crate::dice::Dice;
use crate::installation::kill_everything;
use crate::scene::revive;
use crate::support::{connect, program, template_on, tokens};

/// What was killed.
#[derive(Debug, Default)]
pub(super) struct Kills {
    pub(super) servers: usize,
    pub(super) postgres: usize,
}

/// How a server is started.
struct Recipe {
    settings: Vec<(&'static str, String)>,
    dir: TempDir,
}

/// A server, and where it answers now.
struct Server {
    child: Child,
    address: watch::Sender<SocketAddr>,
}

/// All of it.
pub(super) struct Town {
    db: TestDb,
    cluster: Arc<TestCluster>,
    recipe: Arc<Recipe>,
    pub(super) tokens: Arc<Tokens>,
    servers: Vec<Server>,
    killer: Option<JoinHandle<(Kills, Vec<Server>)>>,
    stop: Arc<AtomicBool>,
}

impl Recipe {
    /// Starts a server; `None`: it could not, for instance because Postgres is down.
    fn launch(&self) -> Option<(Child, SocketAddr)> {
        let log = File::options()
            .create(true)
            .append(true)
            .open(self.dir.path().join("log"))
            .unwrap();
        let mut command = program();
        command.env_clear();
        for kept in ["PATH", "HOME"] {
            command.envs(std::env::var_os(kept).map(|value| (kept, value)));
        }
        let mut child = command
            .env("CAUSEWAY__KEYS_DIR", self.dir.path().join("keys"))
            .env("CAUSEWAY__DATA_DIR", self.dir.path().join("data"))
            .envs(self.settings.iter().map(|(name, value)| (*name, value.as_str())))
            .args(["serve", "--port", "0"])
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(log)
            .spawn()
            .unwrap();
        let mut line = String::new();
        let mut out = BufReader::new(child.stdout.take().unwrap());
        out.read_line(&mut line).unwrap();
        let address = line
            .trim()
            .strip_prefix("ready http://")
            .and_then(|address| address.parse().ok());
        if address.is_none() {
            child.kill().ok();
            child.wait().unwrap();
        }
        Some((child, address?))
    }

    /// Starts a server, however long it takes until it can.
    fn insist(&self) -> (Child, SocketAddr) {
        let began = Instant::now();
        loop {
            if let Some(launched) = self.launch() {
                return launched;
            }
            let log = || std::fs::read_to_string(self.dir.path().join("log")).unwrap_or_default();
            assert!(began.elapsed() < Duration::from_mins(2), "no server starts: {}", log());
            sleep(Duration::from_millis(300));
        }
    }
}

impl Town {
    pub(super) async fn new() -> Self {
        let cluster = TestCluster::owned(Durability::Durable).await.unwrap();
        let db = TestDb::create(&template_on(&cluster).await).await.unwrap();
        let dir = tempfile::tempdir().unwrap();
        keys::init(&dir.path().join("keys")).unwrap();
        let keys = Keys::load(&dir.path().join("keys")).unwrap();
        let recipe = Arc::new(Recipe {
            settings: vec![
                ("CAUSEWAY__DATABASE__URL", db.url("causeway_app")),
                ("CAUSEWAY__DATABASE__AUTH_URL", db.url("causeway_auth")),
            ],
            dir,
        });
        let servers = (0..2).map(|_| {
            let (child, address) = recipe.insist();
            let address = watch::Sender::new(address);
            Server { child, address }
        });
        Self {
            servers: servers.collect(),
            cluster,
            db,
            tokens: Arc::new(tokens(&keys)),
            recipe,
            killer: None,
            stop: Arc::default(),
        }
    }

    /// SQL as the superuser.
    pub(super) async fn sql(&self) -> tokio_postgres::Client {
        connect(&self.url()).await
    }

    pub(super) fn url(&self) -> String {
        self.db.superuser_url()
    }

    pub(super) fn addresses(&self) -> Vec<watch::Receiver<SocketAddr>> {
        self.servers.iter().map(|server| server.address.subscribe()).collect()
    }

    pub(super) fn any_address(&self) -> SocketAddr {
        *self.servers[0].address.borrow()
    }

    /// From now on a server is killed every one to three seconds, and Postgres after a third and after two thirds of the time.
    pub(super) fn begin_killing(&mut self, length: Duration) {
        let (cluster, recipe, stop) = (
            Arc::clone(&self.cluster),
            Arc::clone(&self.recipe),
            Arc::clone(&self.stop),
        );
        let mut servers = std::mem::take(&mut self.servers);
        self.killer = Some(std::thread::spawn(move || {
            let (began, mut dice, mut kills) = (Instant::now(), Dice::new(0), Kills::default());
            while !stop.load(Ordering::Relaxed) {
                sleep(Duration::from_millis(dice.between(1_000, 3_000).unsigned_abs()));
                let due = length.mul_f64(f64::from(u32::try_from(kills.postgres).unwrap() + 1) / 3.0);
                if kills.postgres < 2 && began.elapsed() > due {
                    let cluster = cluster.cluster().unwrap();
                    kill_everything(Pid::from_raw(cluster.postmaster_pid().unwrap()).unwrap());
                    revive(cluster);
                    kills.postgres += 1;
                }
                let server = &mut servers[dice.below(2)];
                server.child.kill().unwrap();
                server.child.wait().unwrap();
                let (child, address) = recipe.insist();
                server.child = child;
                server.address.send_replace(address);
                kills.servers += 1;
            }
            (kills, servers)
        }));
    }

    /// Lets both servers live from now on.
    pub(super) fn end_killing(&mut self) -> Kills {
        self.stop.store(true, Ordering::Relaxed);
        let (kills, servers) = self.killer.take().unwrap().join().unwrap();
        self.servers = servers;
        kills
    }
}

impl Drop for Town {
    fn drop(&mut self) {
        self.stop.store(true, Ordering::Relaxed);
        if let Some(killer) = self.killer.take()
            && let Ok((_, servers)) = killer.join()
        {
            self.servers = servers;
        }
        for server in &mut self.servers {
            server.child.kill().ok();
            server.child.wait().ok();
        }
    }
}
