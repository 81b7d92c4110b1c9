//! Which database a command works on: an outside one, or the private cluster in the data folder.

use std::path::Path;
use std::process::Command;
use std::sync::Arc;

use diesel_async::{AsyncPgConnection, SimpleAsyncConnection};
use pglocal::{Cluster, Options, Stop};

use super::Failure;
use super::backup::require_restored;
use crate::platform::config::Settings;
use crate::platform::db::{connect, migrate};

pub(super) const NAME: &str = "causeway";

/// A database that is up to date and reached with the two weak roles.
#[derive(Debug)]
pub struct Database {
    /// Connection string as `causeway_app`.
    pub app_url: String,
    /// Connection string as `causeway_auth`.
    pub auth_url: String,
    /// The private cluster, when it is ours.
    pub cluster: Option<Arc<Cluster>>,
}

impl Database {
    /// Opens the database of `settings`. A private cluster is started, created and migrated; an outside one must have
    /// been migrated by `causeway migrate`. Refuses roles that could look past row-level security.
    pub fn open(settings: &Settings) -> Result<Self, Failure> {
        let database = Self::reach(settings)?;
        runtime()?.block_on(async {
            require_restored(&database.app_url).await?;
            migrate::check_role(&database.app_url, "causeway_app")
                .await
                .map_err(Failure::of)?;
            migrate::check_role(&database.auth_url, "causeway_auth")
                .await
                .map_err(Failure::of)
        })?;
        Ok(database)
    }

    /// The same without looking at the roles: for the server, whose guards look at more than that.
    pub(super) fn reach(settings: &Settings) -> Result<Self, Failure> {
        match settings.database.outside() {
            Some((app_url, auth_url)) => Ok(Self {
                app_url,
                auth_url,
                cluster: None,
            }),
            None => Self::private(&settings.data_dir, settings.database.pg_bin.as_deref()),
        }
    }

    fn private(data_dir: &Path, pg_bin: Option<&Path>) -> Result<Self, Failure> {
        let cluster = Cluster::start(cluster_options(data_dir, pg_bin)).map_err(Failure::of)?;
        let admin_url = cluster.url("postgres", NAME);
        runtime()?.block_on(async {
            create_if_missing(&cluster.url("postgres", "postgres")).await?;
            require_restored(&admin_url).await?;
            migrate::ensure_roles(&admin_url).await.map_err(Failure::of)?;
            migrate::migrate(&admin_url).await.map_err(Failure::of)
        })?;
        Ok(Self {
            app_url: cluster.url("causeway_app", NAME),
            auth_url: cluster.url("causeway_auth", NAME),
            cluster: Some(Arc::new(cluster)),
        })
    }

    /// An administrator's connection string: only for the private cluster of whoever owns this machine.
    pub fn admin_url(&self) -> Option<String> {
        self.cluster.as_ref().map(|cluster| cluster.url("postgres", NAME))
    }

    /// Throws the private cluster's database away. For a demo that was not finished.
    pub(super) async fn remove(&self) -> Result<(), Failure> {
        let Some(cluster) = &self.cluster else { return Ok(()) };
        let mut conn = connect(cluster.url("postgres", "postgres"))
            .await
            .map_err(Failure::of)?;
        conn.batch_execute(&format!("drop database {NAME} with (force)"))
            .await
            .map_err(Failure::of)
    }

    /// Stops the private cluster, if there is one.
    pub fn stop(&self) -> Result<(), Failure> {
        self.cluster
            .as_ref()
            .map_or(Ok(()), |cluster| cluster.stop(Stop::Fast).map_err(Failure::of))
    }
}

/// A database reached with an administrator's rights, for a command that needs them.
#[derive(Debug)]
pub(super) struct AdminDatabase {
    /// The administrator's connection string.
    pub(super) url: String,
    /// The private cluster, when this command had to start it.
    started: Option<Database>,
}

impl AdminDatabase {
    /// The private cluster of `settings`, or the outside database whose administrator's connection string `url_file` holds.
    pub(super) fn open(settings: &Settings, url_file: Option<&Path>) -> Result<Self, Failure> {
        if let Some(path) = url_file {
            return Ok(Self {
                url: read_url(path)?,
                started: None,
            });
        }
        if settings.database.outside().is_some() {
            return Err(Failure::of(
                "an outside database needs --admin-url-file: the server's own role may not do this",
            ));
        }
        // A cluster that serves is up to date, and its wall is not rebuilt under those it serves.
        let options = cluster_options(&settings.data_dir, settings.database.pg_bin.as_deref());
        if let Some(cluster) = Cluster::running(options).map_err(Failure::of)? {
            return Ok(Self {
                url: cluster.url("postgres", NAME),
                started: None,
            });
        }
        let database = Database::open(settings)?;
        Ok(Self {
            url: database.admin_url().unwrap_or_default(),
            started: Some(database),
        })
    }

    /// Leaves the cluster as it was found.
    pub(super) fn close(self) -> Result<(), Failure> {
        self.started.map_or(Ok(()), |database| database.stop())
    }

    /// Runs `work` with a connection, and leaves the cluster as it was found.
    pub(super) fn run<R>(
        self,
        work: impl AsyncFnOnce(&mut AsyncPgConnection) -> Result<R, Failure>,
    ) -> Result<R, Failure> {
        let done = runtime()?.block_on(async {
            let mut conn = connect(self.url.clone()).await.map_err(Failure::of)?;
            work(&mut conn).await
        });
        self.close()?;
        done
    }
}

pub(super) fn cluster_options(data_dir: &Path, pg_bin: Option<&Path>) -> Options {
    let mut options = Options::new(data_dir);
    options.binaries = pg_bin.map(Path::to_owned);
    options
}

pub(super) fn read_url(path: &Path) -> Result<String, Failure> {
    std::fs::read_to_string(path)
        .map(|text| text.trim().to_owned())
        .map_err(|error| Failure::of(format!("{}: {error}", path.display())))
}

/// The private cluster as it is, for a command that only looks: nothing is made or migrated, and a cluster that was not
/// running stops again.
pub(super) struct Looked {
    cluster: Cluster,
    was_running: bool,
}

impl Looked {
    /// At the cluster in this folder.
    pub(super) fn at(data_dir: &Path, pg_bin: Option<&Path>) -> Result<Self, Failure> {
        let options = cluster_options(data_dir, pg_bin);
        if let Some(cluster) = Cluster::running(options.clone()).map_err(Failure::of)? {
            return Ok(Self {
                cluster,
                was_running: true,
            });
        }
        if !data_dir.join("pg").exists() {
            return Err(Failure::of(format!("there is no cluster in {}", data_dir.display())));
        }
        Ok(Self {
            cluster: Cluster::start(options).map_err(Failure::of)?,
            was_running: false,
        })
    }

    /// An administrator's connection string.
    pub(super) fn admin_url(&self) -> String {
        self.cluster.url("postgres", NAME)
    }

    /// Leaves it as it was found.
    pub(super) fn leave(self) -> Result<(), Failure> {
        if self.was_running {
            return Ok(());
        }
        self.cluster.stop(Stop::Fast).map_err(Failure::of)
    }
}

/// A multi-threaded runtime: migrations need one, and it must be gone before the server starts its own.
pub(crate) fn runtime() -> Result<tokio::runtime::Runtime, Failure> {
    tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .map_err(Failure::of)
}

pub(super) async fn create_if_missing(url: &str) -> Result<(), Failure> {
    let mut conn: AsyncPgConnection = connect(url.to_owned()).await.map_err(Failure::of)?;
    match conn.batch_execute(&format!("create database {NAME}")).await {
        Ok(()) => Ok(()),
        Err(error) if error.to_string().contains("already exists") => Ok(()),
        Err(error) => Err(Failure::of(error)),
    }
}

/// `causeway migrate`.
pub(super) fn migrate(admin_url_file: &Path) -> Result<(), Failure> {
    let url = read_url(admin_url_file)?;
    runtime()?.block_on(async {
        migrate::ensure_roles(&url).await.map_err(Failure::of)?;
        migrate::migrate(&url).await.map_err(Failure::of)
    })
}

/// `causeway psql`: replaces nothing, passes psql's exit code on.
pub(super) fn psql(data_dir: &Path, arguments: &[String]) -> Result<(), Failure> {
    let cluster = Cluster::running(Options::new(data_dir))
        .map_err(Failure::of)?
        .ok_or_else(|| {
            Failure::of(format!(
                "no cluster is running in {}: start `causeway demo` or `causeway serve` first",
                data_dir.display()
            ))
        })?;
    let status = Command::new("psql")
        .arg(cluster.url("postgres", NAME))
        .args(arguments)
        .status()
        .map_err(|error| {
            Failure::of(format!(
                "psql could not be started: {error}. Install the package postgresql-client."
            ))
        })?;
    if status.success() {
        Ok(())
    } else {
        Err(Failure::of("psql ended with an error"))
    }
}
