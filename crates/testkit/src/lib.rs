//! One database per test.
//!
//! A test that needs a database gets one of its own, cloned from a template in some 30 ms, on a cluster that all tests
//! share. It is dropped when the test ends.
//!
//! ```no_run
//! use testkit::{Template, TestCluster, TestDb};
//!
//! # async fn migrate(_url: &str) -> Result<(), std::io::Error> { Ok(()) }
//! # async fn example() -> Result<(), testkit::Error> {
//! let cluster = TestCluster::shared().await?;
//! // The key names the content: a hash of migrations and policies. Another content, another template.
//! let template = Template::ensure(&cluster, "5f3a", async |url: String| migrate(&url).await).await?;
//! let db = TestDb::create(&template).await?;
//! let url = db.url("causeway_app");
//! # let _ = url; Ok(()) }
//! ```
//!
//! # The shared cluster
//!
//! Lives in `/dev/shm` (else under `target/`, else among the temporary files), one per checkout and user, is started by
//! the first test that needs it and **left running**, so that the next run begins at once. `cargo run -p testkit --bin
//! testkit-stop` ends it and removes its files. Test processes that start at the same time agree through a file lock.
//! It does not wait for the disk, so tests that kill the server take [`TestCluster::owned`] instead.
//!
//! # Environment
//!
//! | variable | effect |
//! |---|---|
//! | `TEST_DATABASE_URL` | use this server instead of starting one; a superuser's `postgresql://` URL |
//! | `PG_BIN` | folder of the server's programs, if they are not found by themselves |
//! | `KEEP_TEST_DB=1` | keep each test's database and print its URL; the next run after an hour sweeps it away |

mod admin;
mod cluster;
mod database;
mod error;
mod place;
mod server_url;
mod template;

pub use cluster::{TestCluster, stop};
pub use database::TestDb;
pub use error::Error;
pub use template::Template;
