//! A cluster for one test, and `psql` to ask it.

use std::fs;
use std::os::unix::fs::{MetadataExt, PermissionsExt, lchown};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use pglocal::{Cluster, Durability, Options, Stop};
use rustix::process::{Pid, Signal, kill_process};

/// A folder the server's user can enter. On drop the server in it is stopped and the folder removed.
pub(crate) struct Home(pub(crate) tempfile::TempDir);

impl Home {
    pub(crate) fn new() -> Self {
        let dir = tempfile::Builder::new()
            .prefix("pglocal-test-")
            .tempdir_in("/tmp")
            .unwrap();
        fs::set_permissions(dir.path(), fs::Permissions::from_mode(0o755)).unwrap();
        Self(dir)
    }

    pub(crate) fn data_dir(&self) -> PathBuf {
        self.0.path().join("data")
    }

    pub(crate) fn options(&self) -> Options {
        Options {
            durability: Durability::Throwaway,
            max_connections: 10,
            ..Options::new(self.data_dir())
        }
    }

    pub(crate) fn start(&self) -> Cluster {
        Cluster::start(self.options()).unwrap()
    }
}

impl Drop for Home {
    fn drop(&mut self) {
        if let Ok(Some(cluster)) = Cluster::running(self.options()) {
            cluster.stop(Stop::Immediate).ok();
        }
    }
}

pub(crate) fn psql_command(cluster: &Cluster, sql: &str) -> Command {
    let mut command = Command::new(cluster.binaries().program("psql"));
    command
        .args(["-X", "-A", "-t", "-v", "ON_ERROR_STOP=1"])
        .arg(cluster.conninfo("postgres", "postgres"))
        .args(["-c", sql])
        .stdin(Stdio::null());
    command
}

pub(crate) fn psql(cluster: &Cluster, sql: &str) -> Output {
    psql_command(cluster, sql).output().unwrap()
}

pub(crate) fn query(cluster: &Cluster, sql: &str) -> String {
    let output = psql(cluster, sql);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap().trim().to_owned()
}

/// Runs `sql` in the background and waits until the server is at it. Gives the process id of its backend.
pub(crate) fn begin(cluster: &Cluster, sql: &str) -> (Child, Pid) {
    let psql = psql_command(cluster, sql)
        .stderr(Stdio::null())
        .stdout(Stdio::null())
        .spawn()
        .unwrap();
    let marker = sql.split_once(' ').unwrap().1;
    let find = format!(
        "select pid from pg_stat_activity where state = 'active' and pid <> pg_backend_pid() \
         and query like '%' || $q${marker}$q$"
    );
    let mut pid = String::new();
    wait_for(|| {
        pid = query(cluster, &find);
        !pid.is_empty()
    });
    (psql, Pid::from_raw(pid.parse().unwrap()).unwrap())
}

pub(crate) fn wait_for(mut done: impl FnMut() -> bool) {
    let start = Instant::now();
    while !done() {
        assert!(start.elapsed() < Duration::from_secs(20), "waited 20 s in vain");
        thread::sleep(Duration::from_millis(20));
    }
}

pub(crate) fn kill_postmaster(cluster: &Cluster) {
    let pid = cluster.postmaster_pid().unwrap();
    kill_process(Pid::from_raw(pid).unwrap(), Signal::KILL).unwrap();
    wait_for(|| !cluster.is_running());
}

pub(crate) fn mode(path: &Path) -> u32 {
    fs::metadata(path).unwrap().mode() & 0o777
}

/// Gives `path` to the user the server runs as.
pub(crate) fn give_to_server(path: &Path, data_dir: &Path) {
    let owner = fs::metadata(data_dir.join("pg")).unwrap();
    lchown(path, Some(owner.uid()), Some(owner.gid())).unwrap();
}
