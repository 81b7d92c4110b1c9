//! A private PostgreSQL cluster in a folder.
//!
//! Causeway keeps its data in `PostgreSQL`. Where nobody has set up a database server, it runs one of its own: this crate
//! finds the server's programs, creates the cluster, starts it, finds it again after a crash, and stops it. It asks for
//! nothing but the package of the distribution and a folder.
//!
//! ```text
//! DATA_DIR/
//!   pg/            the cluster (checksummed pages, UTF-8)
//!   run/           the socket, in a folder only the server's user may enter
//!   log/           a week of server logs, one file per weekday
//!   start.log      what the server said before it opened its log
//!   pglocal.lock   held while a process starts or stops the server
//!   socket-dir     only where DATA_DIR is too long for a socket: the folder used in place of run/
//! ```
//!
//! # Promises
//!
//! - **Nobody else gets in.** No network port; the socket lies in a folder of mode 0700. Whoever passes that folder is
//!   trusted as any database role, so the folder is the lock.
//! - **No personal data in the log.** See [`settings::QUIET_LOG`] and [`settings::QUIET_SESSIONS`].
//! - **Never root.** `PostgreSQL` refuses root, so a root process runs the server (and nothing else) as the user
//!   `postgres`. That user must be able to enter the data directory; [`Error::NotEnterable`] names the folder in the way.
//! - **Never half a cluster.** It is created beside its place and renamed.
//! - **Never two servers on one folder, never a lost one.** The server outlives the process that started it, in a
//!   process group of its own, so that Ctrl-C reaches Causeway first and Causeway can finish its work before it stops the
//!   database. After a `kill -9` of Causeway the next start *adopts* the running server. Dropping a [`Cluster`] stops
//!   nothing; [`Cluster::stop`] does.
//!
//! Everything here blocks; call it from `spawn_blocking`. Nothing here reads the environment: `PG_BIN` reaches it as
//! [`Options::binaries`]. (`pg_config` is looked up along the search path, as every program is.)
//!
//! ```no_run
//! use pglocal::{Cluster, Options, Stop};
//!
//! let cluster = Cluster::start(Options::new("/var/lib/causeway"))?;
//! println!("{}", cluster.url("postgres", "postgres"));
//! cluster.stop(Stop::Fast)?;
//! # Ok::<(), pglocal::Error>(())
//! ```

mod binaries;
mod cluster;
mod conninfo;
mod error;
mod initdb;
mod layout;
mod options;
mod process;
mod server_user;
pub mod settings;

pub use binaries::{Binaries, MIN_MAJOR};
pub use cluster::Cluster;
pub use error::Error;
pub use options::{Durability, Options, Origin, Stop};
