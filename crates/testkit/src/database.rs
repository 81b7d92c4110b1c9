//! The database of one test.

use std::env;
use std::sync::Arc;
use std::thread;

use crate::admin;
use crate::cluster::TestCluster;
use crate::error::Error;
use crate::place::random_name;
use crate::template::Template;

/// A database of one test's own, dropped with everyone connected to it when this value is.
#[derive(Debug)]
pub struct TestDb {
    cluster: Arc<TestCluster>,
    name: String,
}

impl TestDb {
    /// A new copy of `template`.
    ///
    /// File by file (`STRATEGY FILE_COPY`) rather than through the log: measured 2.5 to 3 times faster for a schema of 60
    /// tables (`style.md` §6.1).
    ///
    /// # Errors
    /// [`Error::Server`].
    pub async fn create(template: &Template) -> Result<Self, Error> {
        let cluster = Arc::clone(template.cluster());
        let name = format!("t_{}", random_name());
        let client = admin::connect(&cluster.superuser_url("postgres")).await?;
        let from = template.name();
        admin::run(
            &client,
            "copy a template",
            &format!("CREATE DATABASE \"{name}\" TEMPLATE \"{from}\" STRATEGY FILE_COPY"),
        )
        .await?;
        Ok(Self { cluster, name })
    }

    /// Its name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Its URL for `role`; see [`TestCluster::url`].
    pub fn url(&self, role: &str) -> String {
        self.cluster.url(role, &self.name)
    }

    /// Its URL for the superuser. Row-level security does not bind a superuser, so what is tested must connect by
    /// [`TestDb::url`].
    pub fn superuser_url(&self) -> String {
        self.cluster.superuser_url(&self.name)
    }

    /// The cluster it is on.
    pub fn cluster(&self) -> &Arc<TestCluster> {
        &self.cluster
    }
}

impl Drop for TestDb {
    #[expect(
        clippy::print_stderr,
        reason = "the test runner's output is where a developer looks for the database that was kept or left"
    )]
    fn drop(&mut self) {
        if env::var_os("KEEP_TEST_DB").is_some_and(|value| value == "1") {
            eprintln!("kept test database {}", self.superuser_url());
            return;
        }
        // On a thread of its own: the test's runtime is about to end and may have no thread to spare.
        let url = self.cluster.superuser_url("postgres");
        let name = self.name.clone();
        let dropped = thread::spawn(move || drop_blocking(&url, &name)).join();
        if let Err(error) = dropped.unwrap_or(Err(Error::Panicked)) {
            eprintln!("left test database {}: {error}", self.name);
        }
    }
}

fn drop_blocking(url: &str, name: &str) -> Result<(), Error> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(Error::Runtime)?;
    runtime.block_on(async {
        let client = admin::connect(url).await?;
        admin::drop_database(&client, name).await
    })
}
