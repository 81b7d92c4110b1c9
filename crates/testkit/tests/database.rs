//! Templates, copies and clusters, on a real server.
#![expect(clippy::unwrap_used, reason = "a test that meets the unexpected should stop at once")]

use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use pglocal::Durability;
use testkit::{Error, Template, TestCluster, TestDb};
use tokio_postgres::{Client, NoTls};

async fn connect(url: &str) -> Result<Client, tokio_postgres::Error> {
    let (client, connection) = tokio_postgres::connect(url, NoTls).await?;
    tokio::spawn(async move { connection.await.ok() });
    Ok(client)
}

async fn count(client: &Client, sql: &str) -> i64 {
    client.query_one(sql, &[]).await.unwrap().get(0)
}

/// A key of this test's own, so that runs of different builds do not share a template.
fn key(test: &str) -> String {
    format!("testkit_{test}_{}", std::process::id())
}

/// One table with one row; a role that may read it and must not exist twice.
async fn prepare(url: String) -> Result<(), tokio_postgres::Error> {
    let client = connect(&url).await?;
    client
        .batch_execute(
            "DO $$ BEGIN CREATE ROLE testkit_reader LOGIN; \
             EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; END $$; \
             CREATE TABLE word (text text); INSERT INTO word VALUES ('first'); \
             GRANT SELECT ON word TO testkit_reader",
        )
        .await
}

/// Templates are for whole runs; those of these tests go with them.
async fn drop_template(template: &Template) {
    let client = connect(&template.cluster().superuser_url("postgres")).await.unwrap();
    let name = template.name();
    client
        .batch_execute(&format!("ALTER DATABASE {name} IS_TEMPLATE false"))
        .await
        .unwrap();
    client.batch_execute(&format!("DROP DATABASE {name}")).await.unwrap();
}

#[tokio::test]
async fn each_test_has_a_copy_of_its_own_that_goes_with_it() {
    let cluster = TestCluster::shared().await.unwrap();
    let template = Template::ensure(&cluster, &key("copy"), prepare).await.unwrap();
    let one = TestDb::create(&template).await.unwrap();
    let two = TestDb::create(&template).await.unwrap();
    let at_one = connect(&one.superuser_url()).await.unwrap();
    let at_two = connect(&two.superuser_url()).await.unwrap();
    at_one
        .batch_execute("INSERT INTO word VALUES ('second')")
        .await
        .unwrap();
    assert_eq!(count(&at_one, "SELECT count(*) FROM word").await, 2);
    assert_eq!(count(&at_two, "SELECT count(*) FROM word").await, 1);

    let names = [one.name().to_owned(), two.name().to_owned()];
    drop(one);
    drop(two);
    let admin = connect(&cluster.superuser_url("postgres")).await.unwrap();
    let left = admin
        .query(
            "SELECT 1 FROM pg_database WHERE datname = ANY($1)",
            &[&names.as_slice()],
        )
        .await
        .unwrap();
    assert!(left.is_empty(), "dropped although somebody was connected");
    drop_template(&template).await;
}

#[tokio::test]
async fn a_role_connects_as_itself_and_not_as_superuser() {
    let cluster = TestCluster::shared().await.unwrap();
    let template = Template::ensure(&cluster, &key("role"), prepare).await.unwrap();
    let db = TestDb::create(&template).await.unwrap();
    let reader = connect(&db.url("testkit_reader")).await.unwrap();
    assert_eq!(count(&reader, "SELECT count(*) FROM word").await, 1);
    let refused = reader
        .batch_execute("INSERT INTO word VALUES ('no')")
        .await
        .unwrap_err();
    assert_eq!(refused.code().unwrap().code(), "42501", "insufficient_privilege");
    drop(db);
    drop_template(&template).await;
}

#[tokio::test]
async fn a_template_asked_for_many_times_at_once_is_built_once() {
    let cluster = TestCluster::shared().await.unwrap();
    let key = key("once");
    let built = Arc::new(AtomicUsize::new(0));
    let ask = async || {
        Template::ensure(&cluster, &key, async |url: String| {
            built.fetch_add(1, Ordering::SeqCst);
            prepare(url).await
        })
        .await
        .unwrap()
    };
    let (template, ..) = tokio::join!(ask(), ask(), ask(), ask());
    assert_eq!(built.load(Ordering::SeqCst), 1);
    let db = TestDb::create(&template).await.unwrap();
    drop(db);

    let refused = connect(&cluster.superuser_url(template.name())).await.unwrap_err();
    assert!(
        refused.as_db_error().is_some(),
        "nobody connects to a template: {refused}"
    );
    drop_template(&template).await;
}

#[tokio::test]
async fn a_template_that_failed_is_built_anew() {
    let cluster = TestCluster::shared().await.unwrap();
    let key = key("failed");
    let failed = Template::ensure(&cluster, &key, async |url: String| {
        prepare(url).await.map_err(io::Error::other)?;
        Err(io::Error::other("the second migration is wrong"))
    })
    .await
    .unwrap_err();
    assert!(matches!(failed, Error::Prepare(_)), "{failed}");
    assert!(failed.to_string().contains("the second migration is wrong"));

    // Would fail on the existing table if anything were left.
    let template = Template::ensure(&cluster, &key, prepare).await.unwrap();
    drop_template(&template).await;
}

#[tokio::test]
async fn a_template_is_closed_even_if_its_maker_stays_connected() {
    let cluster = TestCluster::shared().await.unwrap();
    let mut lingering = None;
    let template = Template::ensure(&cluster, &key("linger"), async |url: String| {
        let client = connect(&url).await?;
        lingering = Some(client);
        Ok::<_, tokio_postgres::Error>(())
    })
    .await
    .unwrap();
    let db = TestDb::create(&template).await.unwrap();
    assert!(lingering.is_some());
    drop(db);
    drop_template(&template).await;
}

#[tokio::test]
async fn a_key_that_is_no_name_is_refused() {
    let cluster = TestCluster::shared().await.unwrap();
    for bad in ["", "Upper", "a-b", "a\"; DROP DATABASE postgres; --", &"x".repeat(41)] {
        let error = Template::ensure(&cluster, bad, prepare).await.unwrap_err();
        assert!(matches!(error, Error::BadKey { .. }), "{bad}");
    }
}

#[tokio::test]
async fn a_cluster_of_ones_own_survives_a_kill_and_ends_with_its_test() {
    let cluster = TestCluster::owned(Durability::Durable).await.unwrap();
    let template = Template::ensure(&cluster, "own", prepare).await.unwrap();
    let db = TestDb::create(&template).await.unwrap();
    let client = connect(&db.superuser_url()).await.unwrap();
    client
        .batch_execute("INSERT INTO word VALUES ('acknowledged')")
        .await
        .unwrap();

    let server = cluster.cluster().unwrap();
    let pid = rustix::process::Pid::from_raw(server.postmaster_pid().unwrap()).unwrap();
    rustix::process::kill_process(pid, rustix::process::Signal::KILL).unwrap();
    while server.is_running() {
        tokio::task::yield_now().await;
    }
    assert!(server.restart_if_dead().unwrap());
    let client = connect(&db.superuser_url()).await.unwrap();
    assert_eq!(count(&client, "SELECT count(*) FROM word").await, 2);

    let folder = server.data_dir().parent().unwrap().to_owned();
    assert!(folder.exists());
    drop(db);
    drop(template);
    drop(cluster);
    assert!(!folder.exists());
}
