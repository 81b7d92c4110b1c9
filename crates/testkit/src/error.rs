//! What can go wrong before a test has its database.

use std::io;
use std::path::PathBuf;

/// Why a test gets no database.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The cluster cannot be started.
    #[error(transparent)]
    Cluster(#[from] pglocal::Error),
    /// No folder will do for the shared cluster.
    #[error("no folder for the test cluster: {reasons}")]
    NoPlace {
        /// What is wrong with each that was tried.
        reasons: String,
    },
    /// The server refused an administrative statement.
    #[error("the test server refused to {doing}: {source}")]
    Server {
        /// What was attempted.
        doing: &'static str,
        /// What the server said.
        source: tokio_postgres::Error,
    },
    /// `TEST_DATABASE_URL` is not a URL of a server.
    #[error("TEST_DATABASE_URL must look like postgresql://user:password@host:port/database")]
    BadUrl,
    /// A template's key is not fit to be part of a database's name.
    #[error("the template key {key:?} must be 1 to 40 characters of a-z, 0-9 and _")]
    BadKey {
        /// The key.
        key: String,
    },
    /// The caller's own part in building a template failed. Nothing of the template is left.
    #[error("the template could not be prepared: {0}")]
    Prepare(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// A folder for a cluster cannot be made.
    #[error("cannot use {}: {source}", .path.display())]
    Folder {
        /// The folder.
        path: PathBuf,
        /// What the operating system said.
        source: io::Error,
    },
    /// No runtime could be had to drop a database on.
    #[error("cannot make a runtime: {0}")]
    Runtime(#[source] io::Error),
    /// A background thread ended early; its own message is above this one.
    #[error("a background thread panicked")]
    Panicked,
}
