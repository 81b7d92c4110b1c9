//! Row-level security between organisations, seen as `causeway_app` with no application in front of it.
//!
//! Somebody who holds every role of her organisation at once asks for the rows of another one, table by table. A new table
//! needs a row in `seed.sql`, or these tests fail.

use causeway::access::StaffRoles;
use causeway::platform::codes::CodeList;
use testkit::TestDb;
use tokio_postgres::Client;
use tokio_postgres::error::SqlState;
use uuid::Uuid;

use super::ground::{as_superuser, connect, texts};

const OURS: Uuid = Uuid::from_u128(0x0000_0000_0000_7000_8000_0000_0000_000a);
const THEIRS: Uuid = Uuid::from_u128(0x0000_0000_0000_7000_8000_0000_0000_000b);
const OUR_SIGN_IN: Uuid = Uuid::from_u128(0x0000_0000_0000_7000_8000_0000_0000_002a);

/// Every table that has an `org_id`, with its schema.
const OF_AN_ORGANISATION: &str = "select n.nspname || '.' || c.relname from pg_class c
    join pg_namespace n on n.oid = c.relnamespace
    join pg_attribute a on a.attrelid = c.oid and a.attname = 'org_id'
    where n.nspname in ('public', 'auth', 'sdc') and c.relkind in ('r', 'p')";

/// Both organisations and the superuser who made them.
async fn two_houses() -> (TestDb, Client) {
    let (db, client) = as_superuser().await;
    client.batch_execute(include_str!("seed.sql")).await.unwrap();
    for role in StaffRoles::CODES {
        client
            .execute(
                "insert into role_grant (org_id, id, staff_id, role, granted_at, recorded_at)
                 select org_id, gen_random_uuid(), one, $1, at, at from org, ids",
                &[role],
            )
            .await
            .unwrap();
    }
    for table in texts(&client, &format!("{OF_AN_ORGANISATION} and not c.relispartition")).await {
        for org in [OURS, THEIRS] {
            assert!(
                count(&client, &table, "org_id = $1", org).await > 0,
                "seed.sql puts no row into {table}"
            );
        }
    }
    (db, client)
}

async fn count(client: &Client, table: &str, condition: &str, org: Uuid) -> i64 {
    let sql = format!("select count(*) from {table} where {condition}");
    client.query_one(&sql, &[&org]).await.unwrap().get(0)
}

/// The tables `role` may use in this way.
async fn tables_for(superuser: &Client, role: &str, privilege: &str) -> Vec<String> {
    let sql = format!("{OF_AN_ORGANISATION} and has_any_column_privilege('{role}', c.oid, '{privilege}')");
    texts(superuser, &sql).await.into_iter().collect()
}

async fn enter(app: &Client) {
    app.batch_execute("begin").await.unwrap();
    app.query_one(
        "select staff_id from access.enter($1, $2, now())",
        &[&OUR_SIGN_IN, &OURS],
    )
    .await
    .unwrap();
}

fn refused_by_the_wall(error: &tokio_postgres::Error) -> bool {
    error.code() == Some(&SqlState::INSUFFICIENT_PRIVILEGE)
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_context_there_are_no_rows() {
    let (db, superuser) = two_houses().await;
    let app = connect(&db.url("causeway_app")).await;
    for table in texts(&superuser, OF_AN_ORGANISATION).await {
        match app.query_one(&format!("select count(*) from {table}"), &[]).await {
            Ok(row) => assert_eq!(row.get::<_, i64>(0), 0, "{table}"),
            Err(error) => assert!(refused_by_the_wall(&error), "{table}: {error}"),
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_sign_in_role_sees_accounts_and_no_case() {
    let (db, superuser) = two_houses().await;
    let auth = connect(&db.url("causeway_auth")).await;
    for table in texts(&superuser, &format!("{OF_AN_ORGANISATION} and n.nspname <> 'auth'")).await {
        let error = auth
            .query_one(&format!("select count(*) from {table}"), &[])
            .await
            .unwrap_err();
        assert!(refused_by_the_wall(&error), "{table}: {error}");
    }
    assert_eq!(count(&auth, "auth.sign_in", "org_id = $1", THEIRS).await, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn holding_every_role_shows_one_s_own_organisation_and_nothing_else() {
    let (db, superuser) = two_houses().await;
    let app = connect(&db.url("causeway_app")).await;
    enter(&app).await;
    for table in tables_for(&superuser, "causeway_app", "select").await {
        assert_eq!(count(&app, &table, "org_id <> $1", OURS).await, 0, "{table}");
        assert!(
            count(&app, &table, "org_id = $1", OURS).await > 0,
            "{table}: the own rows are hidden too"
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_can_be_written_into_another_organisation() {
    let (db, superuser) = two_houses().await;
    let app = connect(&db.url("causeway_app")).await;
    enter(&app).await;
    for table in tables_for(&superuser, "causeway_app", "insert").await {
        // Their own row, word for word: only row-level security, which is asked before keys, can have an objection first.
        let row: String = superuser
            .query_one(
                &format!("select to_jsonb(t)::text from {table} t where org_id = $1 limit 1"),
                &[&THEIRS],
            )
            .await
            .unwrap()
            .get(0);
        app.batch_execute("savepoint s").await.unwrap();
        let insert = format!("insert into {table} select * from jsonb_populate_record(null::{table}, $1::text::jsonb)");
        let error = app.execute(&insert, &[&row]).await.unwrap_err();
        assert!(refused_by_the_wall(&error), "{table}: {error:?}");
        app.batch_execute("rollback to s").await.unwrap();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_of_another_organisation_can_be_changed_or_taken() {
    let (db, superuser) = two_houses().await;
    let app = connect(&db.url("causeway_app")).await;
    enter(&app).await;
    for table in tables_for(&superuser, "causeway_app", "update").await {
        let column = texts(
            &superuser,
            &format!(
                "select attname::text from pg_attribute where attrelid = '{table}'::regclass and attnum > 0
                 and has_column_privilege('causeway_app', attrelid, attnum, 'update')"
            ),
        )
        .await
        .into_iter()
        .next()
        .unwrap();
        app.batch_execute("savepoint s").await.unwrap();
        let theirs = format!("update {table} set {column} = {column} where org_id = $1");
        assert_eq!(
            app.execute(&theirs, &[&THEIRS]).await.unwrap(),
            0,
            "{table}: their rows"
        );
        let ours = format!("update {table} set org_id = $1 where org_id = $2");
        match app.execute(&ours, &[&THEIRS, &OURS]).await {
            Ok(rows) => assert_eq!(rows, 0, "{table}: a row of ours became theirs"),
            Err(error) => assert!(refused_by_the_wall(&error), "{table}: {error:?}"),
        }
        app.batch_execute("rollback to s").await.unwrap();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_context_ends_with_its_transaction() {
    let (db, superuser) = two_houses().await;
    let app = connect(&db.url("causeway_app")).await;
    for end in ["commit", "rollback"] {
        enter(&app).await;
        assert!(count(&app, "person", "org_id = $1", OURS).await > 0);
        app.batch_execute(end).await.unwrap();
        for table in tables_for(&superuser, "causeway_app", "select").await {
            assert_eq!(count(&app, &table, "org_id = $1", OURS).await, 0, "{table} after {end}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sign_in_opens_its_own_organisation_only() {
    let (db, superuser) = two_houses().await;
    let app = connect(&db.url("causeway_app")).await;
    let enter = "select staff_id from access.enter($1, $2, now())";
    let error = app.query(enter, &[&OUR_SIGN_IN, &THEIRS]).await.unwrap_err();
    assert_eq!(error.code(), Some(&SqlState::INVALID_AUTHORIZATION_SPECIFICATION));
    for over in [
        "update auth.sign_in set revoked_at = now()",
        "update auth.sign_in set revoked_at = null, expires_at = now()",
        "update auth.sign_in set expires_at = now() + interval '1 hour'; update auth.account set disabled_at = now()",
        "update auth.account set disabled_at = null; update staff_member set ended_at = now()",
        "update staff_member set ended_at = null, voided_at = now()",
    ] {
        superuser.batch_execute(over).await.unwrap();
        let error = app.query(enter, &[&OUR_SIGN_IN, &OURS]).await.unwrap_err();
        assert_eq!(
            error.code(),
            Some(&SqlState::INVALID_AUTHORIZATION_SPECIFICATION),
            "{over}"
        );
    }
    superuser
        .batch_execute("update staff_member set voided_at = null")
        .await
        .unwrap();
    app.query_one(enter, &[&OUR_SIGN_IN, &OURS]).await.unwrap();
}
