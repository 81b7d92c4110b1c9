//! The server that tests run on.

use std::env;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use pglocal::{Cluster, Durability, Options, Stop};
use tokio::sync::OnceCell;
use tokio::task::spawn_blocking;

use crate::admin;
use crate::error::Error;
use crate::place;
use crate::server_url::ServerUrl;

/// Connections of the shared cluster: some dozens of tests at once, each with a few pools.
const MAX_CONNECTIONS: u16 = 300;

/// A server that tests run on: the shared one, one of a test's own, or the one of `TEST_DATABASE_URL`.
#[derive(Debug)]
pub struct TestCluster {
    server: ServerUrl,
    kind: Kind,
}

#[derive(Debug)]
enum Kind {
    /// The server of `TEST_DATABASE_URL`.
    Elsewhere,
    Shared(Box<Cluster>),
    Own(Box<OwnCluster>),
}

/// A cluster that ends with its test.
#[derive(Debug)]
struct OwnCluster {
    cluster: Cluster,
    /// Removed when dropped, which is after [`Drop`] below has stopped the server.
    _folder: place::OwnFolder,
}

impl Drop for OwnCluster {
    fn drop(&mut self) {
        // The test may have killed it; what is left of it then ends when it finds its postmaster gone.
        self.cluster.stop(Stop::Immediate).ok();
    }
}

impl TestCluster {
    /// The cluster that all tests of this checkout share, started if it does not run. It stays when the test ends.
    ///
    /// It is [`Durability::Throwaway`]. Each process that asks sweeps away test databases older than an hour.
    ///
    /// # Errors
    /// [`Error::NoPlace`] or [`Error::Cluster`] if no server can be started, [`Error::BadUrl`], [`Error::Server`].
    pub async fn shared() -> Result<Arc<Self>, Error> {
        static SHARED: OnceCell<Arc<TestCluster>> = OnceCell::const_new();
        let cluster = SHARED
            .get_or_try_init(async || {
                let cluster = if let Some(url) = env::var_os("TEST_DATABASE_URL") {
                    Self {
                        server: ServerUrl::parse(&url.to_string_lossy())?,
                        kind: Kind::Elsewhere,
                    }
                } else {
                    let cluster = blocking(|| start_shared(&place::shared())).await?;
                    Self {
                        server: ServerUrl::parse(&cluster.url("postgres", "postgres"))?,
                        kind: Kind::Shared(Box::new(cluster)),
                    }
                };
                let client = admin::connect(&cluster.superuser_url("postgres")).await?;
                admin::sweep(&client).await?;
                Ok::<_, Error>(Arc::new(cluster))
            })
            .await?;
        Ok(Arc::clone(cluster))
    }

    /// A cluster of one test's own, stopped and removed when dropped.
    ///
    /// For tests that kill the server ([`Durability::Durable`], else the last commits are lost with it) and for those
    /// whose late writers would hold back the transaction ids of everybody else's. Takes a second or two to create.
    /// What a killed test left behind is cleared away by the next call.
    ///
    /// # Errors
    /// [`Error::Cluster`], [`Error::Folder`].
    pub async fn owned(durability: Durability) -> Result<Arc<Self>, Error> {
        let own = blocking(move || {
            for left in place::OwnFolder::left_behind() {
                stop_in(&[left.data_dir()])?;
            }
            let folder = place::OwnFolder::create()?;
            let cluster = Cluster::start(Options {
                durability,
                ..options(folder.data_dir())
            })?;
            Ok(OwnCluster {
                cluster,
                _folder: folder,
            })
        })
        .await?;
        Ok(Arc::new(Self {
            server: ServerUrl::parse(&own.cluster.url("postgres", "postgres"))?,
            kind: Kind::Own(Box::new(own)),
        }))
    }

    /// The URL of `database` for `role`, a plain name of letters, digits and `_`.
    ///
    /// No password is needed on a cluster of ours. On a server of `TEST_DATABASE_URL` the superuser's password stands in
    /// the URL for every role: give the roles that password there, or let that server trust the test machine.
    pub fn url(&self, role: &str, database: &str) -> String {
        self.server.with(role, database)
    }

    /// The URL of `database` for the superuser.
    pub fn superuser_url(&self, database: &str) -> String {
        self.server.superuser(database)
    }

    /// The private cluster behind it, to be killed and revived; none on a server of `TEST_DATABASE_URL`.
    pub fn cluster(&self) -> Option<&Cluster> {
        match &self.kind {
            Kind::Elsewhere => None,
            Kind::Shared(cluster) => Some(cluster),
            Kind::Own(own) => Some(&own.cluster),
        }
    }
}

/// Stops the shared cluster and removes its files. True if there was one.
///
/// Blocks. Not for tests: it takes the databases of all running tests with it.
///
/// # Errors
/// [`Error::Cluster`], [`Error::Folder`].
pub fn stop() -> Result<bool, Error> {
    stop_in(&place::shared())
}

fn start_shared(places: &[PathBuf]) -> Result<Cluster, Error> {
    let mut reasons = Vec::new();
    for place in places {
        match Cluster::start(Options {
            durability: Durability::Throwaway,
            max_connections: MAX_CONNECTIONS,
            ..options(place.clone())
        }) {
            // No such folder here, or one that is closed to the server: the next place may do.
            Err(error @ (pglocal::Error::NotEnterable { .. } | pglocal::Error::Io { .. })) => {
                reasons.push(error.to_string());
            }
            started => return Ok(started?),
        }
    }
    Err(Error::NoPlace {
        reasons: reasons.join("; "),
    })
}

fn stop_in(places: &[PathBuf]) -> Result<bool, Error> {
    let mut found = false;
    for place in places {
        if let Some(cluster) = Cluster::running(options(place.clone()))? {
            cluster.stop(Stop::Immediate)?;
        }
        found |= remove(place)?;
    }
    Ok(found)
}

fn remove(folder: &Path) -> Result<bool, Error> {
    match fs::remove_dir_all(folder) {
        Ok(()) => Ok(true),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(false),
        Err(source) => Err(Error::Folder {
            path: folder.to_owned(),
            source,
        }),
    }
}

fn options(data_dir: PathBuf) -> Options {
    Options {
        binaries: env::var_os("PG_BIN").map(PathBuf::from),
        ..Options::new(data_dir)
    }
}

async fn blocking<T: Send + 'static>(work: impl FnOnce() -> Result<T, Error> + Send + 'static) -> Result<T, Error> {
    spawn_blocking(work).await.unwrap_or(Err(Error::Panicked))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_shared_cluster_is_found_again_and_stopped_with_its_files() {
        let folder = place::OwnFolder::create().unwrap();
        let closed = folder.data_dir().with_file_name("a-file");
        fs::write(&closed, "").unwrap();
        let places = [closed.join("x"), folder.data_dir()];
        let first = start_shared(&places).unwrap();
        assert_eq!(
            first.data_dir(),
            folder.data_dir(),
            "the next place is taken when the first will not do"
        );
        let again = start_shared(&places).unwrap();
        assert_eq!(again.origin(), pglocal::Origin::Adopted);
        let places = [folder.data_dir()];
        assert!(stop_in(&places).unwrap());
        assert!(!again.is_running());
        assert!(!stop_in(&places).unwrap());
    }

    #[test]
    fn no_place_at_all_says_why() {
        let folder = place::OwnFolder::create().unwrap();
        let closed = folder.data_dir().with_file_name("a-file");
        fs::write(&closed, "").unwrap();
        let error = start_shared(&[closed.join("x")]).unwrap_err();
        assert!(error.to_string().contains("a-file/x"), "{error}");
    }
}
