//! The schema's history can be walked in both directions: what a migration builds, its `down.sql` takes away.

use std::collections::BTreeSet;
use std::process::Command;

use causeway::platform::db::{connect, migrate};
use diesel_async::{AsyncMigrationHarness, AsyncPgConnection, SimpleAsyncConnection};
use diesel_migrations::MigrationHarness;
use testkit::{Template, TestCluster, TestDb};

/// A database with roles and nothing else.
async fn empty() -> TestDb {
    let cluster = TestCluster::shared().await.unwrap();
    let template = Template::ensure(&cluster, "only_roles", async |url: String| {
        migrate::ensure_roles(&url).await
    })
    .await
    .unwrap();
    TestDb::create(&template).await.unwrap()
}

/// Schema, owners, privileges and code lists as text.
fn dump(db: &TestDb) -> String {
    let mut codes = pg_dump(db, &["--data-only", "--exclude-table=__diesel_schema_migrations"]);
    codes.sort();
    let schema = pg_dump(db, &["--schema-only", "--exclude-table=__diesel_schema_migrations"]);
    [schema, codes].concat().join("\n")
}

fn pg_dump(db: &TestDb, arguments: &[&str]) -> Vec<String> {
    let output = Command::new("pg_dump")
        .args(arguments)
        .arg("--dbname")
        .arg(db.superuser_url())
        .output()
        .expect("pg_dump is part of the PostgreSQL client package");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let text = String::from_utf8(output.stdout).unwrap();
    // Newer versions write a random key for psql's restricted mode. Forcing row-level security belongs to the set that is
    // rebuilt after every migration, so a migration may leave it either way.
    let passing = ["\\restrict", "\\unrestrict"];
    text.lines()
        .filter(|line| !line.is_empty())
        .filter(|line| {
            !passing.iter().any(|start| line.starts_with(start)) && !line.contains(" FORCE ROW LEVEL SECURITY")
        })
        .map(str::to_owned)
        .collect()
}

/// Fails with the lines that only one of two dumps has.
#[track_caller]
fn assert_same(what: &str, before: &str, after: &str) {
    let only = |these: &str, others: &str| {
        let others: BTreeSet<_> = others.lines().collect();
        these
            .lines()
            .filter(|line| !others.contains(line))
            .map(str::to_owned)
            .collect::<Vec<_>>()
    };
    let (gone, new) = (only(before, after), only(after, before));
    assert!(
        before == after,
        "{what}: gone {gone:#?}, new {new:#?}, or another order"
    );
}

async fn harness(db: &TestDb) -> AsyncMigrationHarness<AsyncPgConnection> {
    let mut conn = connect(db.superuser_url()).await.unwrap();
    conn.batch_execute(
        "do $$ begin execute format('grant create on database %I to causeway_owner', current_database()); end $$;
         grant create, usage on schema public to causeway_owner;
         set role causeway_owner",
    )
    .await
    .unwrap();
    AsyncMigrationHarness::new(conn)
}

#[tokio::test(flavor = "multi_thread")]
async fn each_migration_is_undone_by_its_down() {
    let db = empty().await;
    let mut harness = harness(&db).await;
    // So that the tool's own table is there before the first picture.
    harness.applied_migrations().unwrap();
    let pending = harness.pending_migrations(migrate::MIGRATIONS).unwrap();
    assert!(!pending.is_empty());
    for migration in pending {
        let before = dump(&db);
        harness.run_migration(migration.as_ref()).unwrap();
        assert!(before != dump(&db), "{} does nothing", migration.name());
        harness.revert_migration(migration.as_ref()).unwrap();
        assert_same(&format!("down.sql of {}", migration.name()), &before, &dump(&db));
        harness.run_migration(migration.as_ref()).unwrap();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn all_the_way_down_and_up_again_is_the_same_schema() {
    let db = empty().await;
    migrate::migrate(&db.superuser_url()).await.unwrap();
    let first = dump(&db);
    // As superuser: the functions behind the wall belong to other roles.
    let mut conn = connect(db.superuser_url()).await.unwrap();
    conn.batch_execute("drop schema access cascade; create schema access authorization causeway_owner")
        .await
        .unwrap();
    drop(conn);
    harness(&db).await.revert_all_migrations(migrate::MIGRATIONS).unwrap();
    let tables = pg_dump(&db, &["--schema-only", "--exclude-table=__diesel_schema_migrations"]);
    let left: Vec<_> = tables.iter().filter(|line| line.starts_with("CREATE TABLE")).collect();
    assert!(left.is_empty(), "{left:?}");
    migrate::migrate(&db.superuser_url()).await.unwrap();
    assert_same("the second time", &first, &dump(&db));
}

#[tokio::test(flavor = "multi_thread")]
async fn migrating_twice_changes_nothing() {
    let db = empty().await;
    migrate::migrate(&db.superuser_url()).await.unwrap();
    let first = dump(&db);
    migrate::ensure_roles(&db.superuser_url()).await.unwrap();
    migrate::migrate(&db.superuser_url()).await.unwrap();
    assert_same("the second time", &first, &dump(&db));
}
