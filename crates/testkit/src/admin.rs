//! Administrative SQL, as superuser.

use tokio_postgres::{Client, NoTls};

use crate::error::Error;

/// Names the failing statement's purpose in an [`Error`].
pub(crate) fn refused(doing: &'static str) -> impl FnOnce(tokio_postgres::Error) -> Error {
    move |source| Error::Server { doing, source }
}

/// A connection. It closes when the client is dropped.
pub(crate) async fn connect(url: &str) -> Result<Client, Error> {
    let (client, connection) = tokio_postgres::connect(url, NoTls).await.map_err(refused("connect"))?;
    // What breaks the connection also fails the statement that waits on it, and is reported there.
    tokio::spawn(async move { connection.await.ok() });
    Ok(client)
}

/// Runs statements that return nothing.
pub(crate) async fn run(client: &Client, doing: &'static str, sql: &str) -> Result<(), Error> {
    client.batch_execute(sql).await.map_err(refused(doing))
}

/// Drops a database and whoever is connected to it. `name` is one of ours: `t_…` or `tpl_…`.
pub(crate) async fn drop_database(client: &Client, name: &str) -> Result<(), Error> {
    run(
        client,
        "drop a database",
        &format!("DROP DATABASE IF EXISTS \"{name}\" WITH (FORCE)"),
    )
    .await
}

/// Drops the databases of tests that were killed more than an hour ago (and those kept for a look, `KEEP_TEST_DB`).
///
/// A database's age is that of the first file written into it. One process sweeps at a time; the others go on.
pub(crate) async fn sweep(client: &Client) -> Result<(), Error> {
    const DOING: &str = "sweep old test databases";
    let mine: bool = client
        .query_one("SELECT pg_try_advisory_lock(hashtextextended('testkit sweep', 0))", &[])
        .await
        .and_then(|row| row.try_get(0))
        .map_err(refused(DOING))?;
    if !mine {
        return Ok(());
    }
    let old = client
        .query(
            "SELECT datname::text FROM pg_database \
             WHERE datname ~ '^t_[0-9a-f]{16}$' \
               AND (pg_stat_file('base/' || oid || '/PG_VERSION', true)).modification < now() - interval '1 hour'",
            &[],
        )
        .await
        .map_err(refused(DOING))?;
    for row in old {
        drop_database(client, row.try_get(0).map_err(refused(DOING))?).await?;
    }
    run(
        client,
        DOING,
        "SELECT pg_advisory_unlock(hashtextextended('testkit sweep', 0))",
    )
    .await
}

#[cfg(test)]
mod tests {
    use std::fs::File;
    use std::time::Duration;

    use pglocal::Durability;

    use super::*;
    use crate::cluster::TestCluster;

    #[tokio::test]
    async fn old_test_databases_are_swept_and_nothing_else() {
        let cluster = TestCluster::owned(Durability::Throwaway).await.unwrap();
        let client = connect(&cluster.superuser_url("postgres")).await.unwrap();
        let (old, young, other) = ("t_0000000000000001", "t_0000000000000002", "t_people");
        for name in [old, young, other] {
            client.batch_execute(&format!("CREATE DATABASE {name}")).await.unwrap();
        }
        for name in [old, other] {
            let row = client
                .query_one("SELECT oid::text FROM pg_database WHERE datname = $1", &[&name])
                .await
                .unwrap();
            let base = cluster.cluster().unwrap().data_dir().join("pg/base");
            let file = base.join(row.get::<_, String>(0)).join("PG_VERSION");
            let file = File::options().write(true).open(file).unwrap();
            let made = file.metadata().unwrap().modified().unwrap();
            file.set_modified(made - Duration::from_mins(61)).unwrap();
        }
        sweep(&client).await.unwrap();
        let left = client
            .query(
                "SELECT datname::text FROM pg_database WHERE datname ~ '^t_' ORDER BY 1",
                &[],
            )
            .await
            .unwrap();
        let left: Vec<String> = left.iter().map(|row| row.get(0)).collect();
        assert_eq!(left, [young, other]);
    }
}
