//! Starting, adopting, reviving and stopping the server.

use std::fs::{self, File};
use std::os::unix::fs::{MetadataExt, OpenOptionsExt};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Stdio};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use rustix::process::{Signal, kill_process};

use crate::binaries::Binaries;
use crate::conninfo;
use crate::error::{Error, is_disk_full, on, telling_line};
use crate::initdb;
use crate::layout::{Layout, PORT, socket};
use crate::options::{Options, Origin, Stop};
use crate::process::{Family, PidFile, answers, wait_until};
use crate::server_user::ServerUser;

/// How long a server may take to accept connections. Replaying the log after a crash takes most of it.
const START_PATIENCE: Duration = Duration::from_mins(2);

/// How long a server may take to stop. Writing everything out at the end takes most of it.
const STOP_PATIENCE: Duration = Duration::from_mins(1);

/// A running private cluster. Dropping it leaves the server running; [`Cluster::stop`] stops it.
#[derive(Debug)]
pub struct Cluster {
    layout: Layout,
    binaries: Binaries,
    user: ServerUser,
    family: Family,
    socket_dir: PathBuf,
    options: Options,
    origin: Origin,
    /// The server, when this process is its parent: an ended child must be waited for.
    child: Mutex<Option<Child>>,
}

impl Cluster {
    /// Makes sure the cluster in `options.data_dir` exists and runs, and accepts connections. Blocks until it does.
    ///
    /// Creates it if there is none; adopts its server if one runs; else starts one, after clearing away what a killed
    /// server left. Processes that call this at the same time take turns, and all end with the same server. A server
    /// that is adopted keeps the settings it was started with.
    ///
    /// # Errors
    /// Any [`Error`] but [`Error::StillStopping`].
    pub fn start(options: Options) -> Result<Self, Error> {
        let (mut cluster, lock) = Self::open(options)?;
        if cluster.layout.existing_version()?.is_none() {
            initdb::create(
                &cluster.layout,
                &cluster.binaries,
                &cluster.user,
                cluster.options.durability,
            )?;
        }
        cluster.origin = cluster.adopt_or_launch()?;
        drop(lock);
        Ok(cluster)
    }

    /// The cluster in `options.data_dir` if its server is running; never creates or starts one.
    ///
    /// # Errors
    /// As [`Cluster::start`], for a data directory that cannot be used.
    pub fn running(options: Options) -> Result<Option<Self>, Error> {
        if !Layout::new(options.data_dir.clone()).pg().exists() {
            return Ok(None);
        }
        let (cluster, lock) = Self::open(options)?;
        let running = cluster.is_running();
        drop(lock);
        Ok(running.then_some(cluster))
    }

    /// Settles everything but the server itself; with it the data directory's lock.
    fn open(options: Options) -> Result<(Self, File), Error> {
        let user = ServerUser::current()?;
        let layout = Layout::new(user.data_dir(&options.data_dir)?);
        check_owner(&layout.pg(), &user)?;
        let lock = lock(&layout)?;
        let existing = layout.existing_version()?;
        let binaries = Binaries::find(options.binaries.as_deref(), existing.as_deref(), &user)?;
        user.check_enters(&binaries.program("postgres"), layout.root())?;
        let cluster = Self {
            family: Family::new(layout.tag(), user.uid),
            socket_dir: layout.socket_dir(&user)?,
            layout,
            binaries,
            user,
            options,
            origin: Origin::Adopted,
            child: Mutex::new(None),
        };
        if let Some(version) = existing {
            cluster.check_version(&version)?;
        }
        Ok((cluster, lock))
    }

    fn check_version(&self, found: &str) -> Result<(), Error> {
        let installed = self.binaries.major();
        if found == installed.to_string() {
            return Ok(());
        }
        Err(Error::OtherMajorVersion {
            dir: self.layout.pg(),
            found: found.to_owned(),
            installed,
        })
    }

    /// Leaves with a server that accepts connections. The caller holds the lock.
    fn adopt_or_launch(&self) -> Result<Origin, Error> {
        // A server that is just stopping ends while we wait for it; then there is one to launch.
        if self.is_running() && self.wait_ready()? {
            return Ok(Origin::Adopted);
        }
        self.family.clear_orphans();
        if let Some(file) = PidFile::read(&self.layout.pg())
            && self.family.is_stale(file)
        {
            let path = PidFile::path(&self.layout.pg());
            fs::remove_file(&path).map_err(on("remove", &path))?;
        }
        self.launch()?;
        if self.wait_ready()? {
            Ok(Origin::Started)
        } else {
            Err(self.start_failure())
        }
    }

    fn launch(&self) -> Result<(), Error> {
        self.user.private_dir(&self.layout.log_dir())?;
        let log_path = self.layout.start_log();
        let log = File::options()
            .create(true)
            .write(true)
            .truncate(true)
            .mode(0o600)
            .open(&log_path)
            .map_err(on("open", &log_path))?;
        let same_log = log.try_clone().map_err(on("open", &log_path))?;
        let program = self.binaries.program("postgres");
        let child = self
            .user
            .command(&program, &self.layout.pg())
            .arg("-D")
            .arg(self.layout.pg())
            .args(self.options.arguments(&self.layout, &self.socket_dir))
            .stdin(Stdio::null())
            .stdout(log)
            .stderr(same_log)
            // Ctrl-C at the terminal goes to the foreground group: to Causeway, which stops the server when it is done.
            .process_group(0)
            .spawn()
            .map_err(on("run", &program))?;
        *self.child.lock().unwrap_or_else(PoisonError::into_inner) = Some(child);
        Ok(())
    }

    /// Waits until the server accepts connections (true) or is gone (false).
    fn wait_ready(&self) -> Result<bool, Error> {
        let mut ready = false;
        let settled = wait_until(START_PATIENCE, || {
            ready = self.accepts_connections();
            ready || !self.is_running()
        });
        if settled {
            Ok(ready)
        } else {
            Err(Error::NotReady {
                seconds: START_PATIENCE.as_secs(),
                log_dir: self.log_dir(),
            })
        }
    }

    fn start_failure(&self) -> Error {
        let said = fs::read_to_string(self.layout.start_log()).unwrap_or_default();
        if is_disk_full(&said, self.layout.root()) {
            return Error::DiskFull {
                path: self.layout.root().to_owned(),
            };
        }
        Error::StartFailed {
            reason: telling_line(&said),
            start_log: self.layout.start_log(),
            log_dir: self.log_dir(),
        }
    }

    /// Starts the server again if it is gone, for example killed for want of memory. True if it had to be started.
    ///
    /// Made to be called every second or so by a watcher; costs a few file reads while the server lives. A server that
    /// lives but is busy recovering by itself (after one of its processes crashed) is left alone.
    ///
    /// # Errors
    /// As [`Cluster::start`]. Calling again later is always right.
    pub fn restart_if_dead(&self) -> Result<bool, Error> {
        if self.is_running() {
            return Ok(false);
        }
        let lock = lock(&self.layout)?;
        let origin = self.adopt_or_launch()?;
        drop(lock);
        Ok(origin == Origin::Started)
    }

    /// Stops the server and waits until it is gone. No error if it does not run.
    ///
    /// # Errors
    /// [`Error::StillStopping`] after a minute; [`Stop::Immediate`] then ends it for certain.
    pub fn stop(&self, how: Stop) -> Result<(), Error> {
        let lock = lock(&self.layout)?;
        let signal = match how {
            Stop::Fast => Signal::INT,
            Stop::Immediate => Signal::QUIT,
        };
        if let Some(pid) = self.live_postmaster() {
            kill_process(pid, signal).map_err(|error| on("stop", &self.layout.pg())(error.into()))?;
        }
        let gone = wait_until(STOP_PATIENCE, || !self.is_running());
        drop(lock);
        if gone {
            Ok(())
        } else {
            Err(Error::StillStopping {
                seconds: STOP_PATIENCE.as_secs(),
                log_dir: self.log_dir(),
            })
        }
    }

    /// Whether the server process lives. It may still be starting, stopping or recovering: see
    /// [`Cluster::accepts_connections`].
    pub fn is_running(&self) -> bool {
        // A server in another container that shares this folder cannot be seen, but it answers.
        self.child_lives() || self.live_postmaster().is_some() || answers(&socket(&self.socket_dir))
    }

    /// Whether the server accepts connections now. Costs the server one short-lived process.
    pub fn accepts_connections(&self) -> bool {
        PidFile::read(&self.layout.pg()).is_some_and(|file| file.ready) && answers(&socket(&self.socket_dir))
    }

    /// Process id of the running server.
    pub fn postmaster_pid(&self) -> Option<i32> {
        self.live_postmaster().map(|pid| pid.as_raw_nonzero().get())
    }

    fn live_postmaster(&self) -> Option<rustix::process::Pid> {
        PidFile::read(&self.layout.pg())
            .map(|file| file.pid)
            .filter(|pid| self.family.has(*pid))
    }

    /// Whether the server is a child of this process and lives. Takes note of its end, as a parent must.
    fn child_lives(&self) -> bool {
        let mut child = self.child.lock().unwrap_or_else(PoisonError::into_inner);
        match child.as_mut().map(Child::try_wait) {
            None => false,
            Some(Ok(Some(_ended))) => {
                *child = None;
                false
            }
            Some(Ok(None) | Err(_)) => true,
        }
    }

    /// How this process came by the server at [`Cluster::start`].
    pub fn origin(&self) -> Origin {
        self.origin
    }

    /// The programs of this server, such as `psql` and `pg_dump`.
    pub fn binaries(&self) -> &Binaries {
        &self.binaries
    }

    /// The data directory, absolute and free of links.
    pub fn data_dir(&self) -> &Path {
        self.layout.root()
    }

    /// The folder of the server's log files.
    pub fn log_dir(&self) -> PathBuf {
        self.layout.log_dir()
    }

    /// The folder of the socket: what libpq calls the host.
    pub fn socket_dir(&self) -> &Path {
        &self.socket_dir
    }

    /// The number in the socket's name. No network port is open.
    pub fn port(&self) -> u16 {
        PORT
    }

    /// A libpq connection string, `host='…' port=… user='…' dbname='…'`.
    pub fn conninfo(&self, user: &str, database: &str) -> String {
        conninfo::key_value(&self.socket_dir, PORT, user, database)
    }

    /// The same as a URL, with the socket's folder percent-encoded in the host's place.
    pub fn url(&self, user: &str, database: &str) -> String {
        conninfo::url(&self.socket_dir, PORT, user, database)
    }
}

/// Takes the data directory's lock, waiting for whoever holds it. Freed when the file is dropped or its process dies.
fn lock(layout: &Layout) -> Result<File, Error> {
    let path = layout.lock_file();
    let file = File::options()
        .create(true)
        .write(true)
        .truncate(false)
        .mode(0o600)
        .open(&path)
        .map_err(on("open", &path))?;
    file.lock().map_err(on("lock", &path))?;
    Ok(file)
}

fn check_owner(pg: &Path, user: &ServerUser) -> Result<(), Error> {
    match fs::metadata(pg) {
        Ok(found) if found.uid() != user.uid => Err(Error::OwnedByAnother {
            path: pg.to_owned(),
            owner: found.uid(),
            expected: user.uid,
        }),
        _ => Ok(()),
    }
}
