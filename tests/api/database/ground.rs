//! A migrated database of one test's own, and short ways to ask it things.

use std::collections::BTreeSet;

use testkit::TestDb;
use tokio_postgres::{Client, NoTls};

use crate::support;

/// A connection; it ends with the client.
pub(super) async fn connect(url: &str) -> Client {
    let (client, connection) = tokio_postgres::connect(url, NoTls).await.unwrap();
    tokio::spawn(async move { connection.await.ok() });
    client
}

/// A migrated, empty database and its superuser.
pub(super) async fn as_superuser() -> (TestDb, Client) {
    let db = TestDb::create(&support::template().await).await.unwrap();
    let client = connect(&db.superuser_url()).await;
    (db, client)
}

/// The first column of what `sql` answers.
pub(crate) async fn texts(client: &Client, sql: &str) -> BTreeSet<String> {
    let rows = client.query(sql, &[]).await.unwrap();
    rows.iter().map(|row| row.get(0)).collect()
}

/// Fails when `sql` names something that no exception excuses, or when an exception excuses nothing any more.
/// An exception is a name and its reason.
pub(super) async fn assert_none_but(client: &Client, rule: &str, sql: &str, exceptions: &[(&str, &str)]) {
    let found = texts(client, sql).await;
    let excused: BTreeSet<String> = exceptions.iter().map(|(name, _)| (*name).to_owned()).collect();
    let broken: Vec<_> = found.difference(&excused).collect();
    let stale: Vec<_> = excused.difference(&found).collect();
    assert!(broken.is_empty(), "{rule}: not so for {broken:?}");
    assert!(stale.is_empty(), "{rule}: no longer an exception: {stale:?}");
}
