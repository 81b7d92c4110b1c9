//! The database that tests' databases are copied from.

use std::sync::Arc;

use tokio_postgres::Client;

use crate::admin::{self, refused};
use crate::cluster::TestCluster;
use crate::error::Error;

/// A finished database nobody can connect to, there to be copied.
#[derive(Debug, Clone)]
pub struct Template {
    cluster: Arc<TestCluster>,
    name: String,
}

impl Template {
    /// The template named by `key`, built if it does not exist. Processes that ask for it at once build it once.
    ///
    /// `key` must change whenever the content would: a hash of the migrations and of the replaceable SQL. `prepare` gets
    /// the superuser's URL of an empty database and fills it. When a new template is built, templates older than a day
    /// are dropped: nobody asks for yesterday's schema.
    ///
    /// Roles belong to the whole cluster, not to the database: `prepare` finds those of an earlier template in place, and
    /// another template may be creating them at this moment. Create each in a `DO` block that tolerates
    /// `duplicate_object` and `unique_violation`, or under an advisory lock of your own.
    ///
    /// # Errors
    /// [`Error::BadKey`], [`Error::Server`], and [`Error::Prepare`] with the error of `prepare`.
    pub async fn ensure<E>(
        cluster: &Arc<TestCluster>,
        key: &str,
        prepare: impl AsyncFnOnce(String) -> Result<(), E>,
    ) -> Result<Self, Error>
    where
        E: Into<Box<dyn std::error::Error + Send + Sync>>,
    {
        let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
        if key.is_empty() || key.len() > 40 || !key.chars().all(plain) {
            return Err(Error::BadKey { key: key.to_owned() });
        }
        let template = Self {
            cluster: Arc::clone(cluster),
            name: format!("tpl_{key}"),
        };
        // The lock goes when the connection does, at the end of this function or of this process.
        let client = admin::connect(&cluster.superuser_url("postgres")).await?;
        client
            .execute(
                "SELECT pg_advisory_lock(hashtextextended('testkit ' || $1, 0))",
                &[&template.name],
            )
            .await
            .map_err(refused("lock a template"))?;
        if !template.is_finished(&client).await? {
            template.build(&client, prepare).await?;
        }
        Ok(template)
    }

    /// The name of its database.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The cluster it is on.
    pub fn cluster(&self) -> &Arc<TestCluster> {
        &self.cluster
    }

    /// Whether it is there and complete: the mark of a template is set last.
    async fn is_finished(&self, client: &Client) -> Result<bool, Error> {
        let found = client
            .query_opt(
                "SELECT 1 FROM pg_database WHERE datname = $1 AND datistemplate",
                &[&self.name],
            )
            .await;
        Ok(found.map_err(refused("look for a template"))?.is_some())
    }

    async fn build<E>(&self, client: &Client, prepare: impl AsyncFnOnce(String) -> Result<(), E>) -> Result<(), Error>
    where
        E: Into<Box<dyn std::error::Error + Send + Sync>>,
    {
        let name = &self.name;
        drop_stale(client).await?;
        admin::drop_database(client, name).await?;
        admin::run(
            client,
            "create a template",
            &format!("CREATE DATABASE \"{name}\" TEMPLATE template0"),
        )
        .await?;
        if let Err(error) = prepare(self.cluster.superuser_url(name)).await {
            admin::drop_database(client, name).await?;
            return Err(Error::Prepare(error.into()));
        }
        // A database in use cannot be copied: close it, and see out whoever `prepare` left connected.
        admin::run(
            client,
            "close a template",
            &format!("ALTER DATABASE \"{name}\" WITH ALLOW_CONNECTIONS false"),
        )
        .await?;
        client
            .execute(
                "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = $1",
                &[name],
            )
            .await
            .map_err(refused("close a template"))?;
        admin::run(
            client,
            "finish a template",
            &format!("ALTER DATABASE \"{name}\" WITH IS_TEMPLATE true"),
        )
        .await
    }
}

/// Drops templates older than a day, but for those another process has just asked for.
async fn drop_stale(client: &Client) -> Result<(), Error> {
    const DOING: &str = "drop old templates";
    let stale = client
        .query(
            "SELECT datname::text FROM pg_database \
             WHERE datname ~ '^tpl_' AND datistemplate \
               AND (pg_stat_file('base/' || oid || '/PG_VERSION', true)).modification < now() - interval '1 day'",
            &[],
        )
        .await
        .map_err(refused(DOING))?;
    for row in stale {
        let name: &str = row.try_get(0).map_err(refused(DOING))?;
        let free: bool = client
            .query_one(
                "SELECT pg_try_advisory_lock(hashtextextended('testkit ' || $1, 0))",
                &[&name],
            )
            .await
            .and_then(|row| row.try_get(0))
            .map_err(refused(DOING))?;
        if free {
            admin::run(
                client,
                DOING,
                &format!("ALTER DATABASE \"{name}\" WITH IS_TEMPLATE false"),
            )
            .await?;
            admin::drop_database(client, name).await?;
        }
    }
    Ok(())
}
