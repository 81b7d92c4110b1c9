//! Clients that speak HTTP wrongly, slowly, or leave in the middle.

use std::time::{Duration, Instant};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio_postgres::Client;

use super::server::Server;
use crate::support::World;

#[actix_web::test]
async fn a_head_that_never_ends_is_closed() {
    let world = World::new().await;
    let server = Server::impatient(&world);
    let mut stream = server.open().await;
    stream
        .write_all(b"GET /healthz HTTP/1.1\r\nhost: test\r\nx-slow: ")
        .await
        .unwrap();
    let started = Instant::now();
    let mut bytes = Vec::new();
    drop(
        tokio::time::timeout(Duration::from_secs(10), stream.read_to_end(&mut bytes))
            .await
            .expect("closed"),
    );
    assert!(started.elapsed() < Duration::from_secs(5));
    assert!(
        bytes.is_empty() || bytes.starts_with(b"HTTP/1.1 408"),
        "{:?}",
        String::from_utf8_lossy(&bytes)
    );
}

#[actix_web::test]
async fn two_ways_to_say_how_long_a_body_is_are_refused() {
    let world = World::new().await;
    let server = Server::start(&world);
    // A proxy in front might believe the other one: the rest of the body would be a request of its own.
    let smuggled = "0\r\n\r\nGET /healthz HTTP/1.1\r\nhost: test\r\n\r\n";
    for headers in [
        "content-length: 6\r\ntransfer-encoding: chunked\r\n",
        "transfer-encoding: chunked\r\ncontent-length: 6\r\n",
        "content-length: 6\r\ncontent-length: 7\r\n",
        "transfer-encoding: chunked\r\ntransfer-encoding: identity\r\n",
        "content-length: +6\r\n",
    ] {
        let request = format!(
            "POST /api/v1/sign-ins HTTP/1.1\r\nhost: test\r\ncontent-type: application/json\r\n{headers}\r\n{smuggled}"
        );
        let answer = server.raw(request.as_bytes()).await;
        assert_eq!(answer.status, 400, "{headers:?}: {answer:?}");
        let body = String::from_utf8_lossy(&answer.body).into_owned();
        assert!(
            !body.contains("alive"),
            "{headers:?}: the hidden request was answered: {body}"
        );
    }
}

/// Backends of the application's role that are in a transaction.
async fn open_transactions(sql: &Client) -> i64 {
    let open = "select count(*) from pg_stat_activity where datname = current_database()
        and usename in ('causeway_app', 'causeway_auth') and xact_start is not null";
    sql.query_one(open, &[]).await.unwrap().get(0)
}

async fn until(what: &str, condition: impl AsyncFn() -> bool) {
    let started = Instant::now();
    while !condition().await {
        assert!(started.elapsed() < Duration::from_secs(10), "never came about: {what}");
        actix_web::rt::time::sleep(Duration::from_millis(20)).await;
    }
}

async fn is_waiting_for_a_lock(sql: &Client) -> bool {
    let waiting = "select exists (select from pg_stat_activity where datname = current_database()
        and usename = 'causeway_app' and wait_event_type = 'Lock')";
    sql.query_one(waiting, &[]).await.unwrap().get(0)
}

#[actix_web::test]
async fn a_write_under_way_commits_when_its_client_leaves() {
    let world = World::new().await;
    let house = world.house("House").await;
    let server = Server::start(&world);
    let (sql, blocker) = (world.sql().await, world.sql().await);
    blocker
        .batch_execute("begin; lock table auth.sign_in in share mode")
        .await
        .unwrap();
    let worker = house.who("worker");
    let mut stream = server.open().await;
    let request = format!(
        "DELETE /api/v1/sign-ins/current HTTP/1.1\r\nhost: test\r\nauthorization: Bearer {}\r\n\r\n",
        worker.token
    );
    stream.write_all(request.as_bytes()).await.unwrap();
    until("the write waits", async || is_waiting_for_a_lock(&sql).await).await;
    drop(stream);
    actix_web::rt::time::sleep(Duration::from_millis(200)).await;
    blocker.batch_execute("commit").await.unwrap();
    let ended = "select revoked_at is not null from auth.sign_in where id = $1";
    until("the sign-in is over", async || {
        sql.query_one(ended, &[&worker.sign_in]).await.unwrap().get(0)
    })
    .await;
    let audited = "select count(*) from audit_event where action = 'sign_out' and object_id = $1";
    assert_eq!(
        sql.query_one(audited, &[&worker.sign_in])
            .await
            .unwrap()
            .get::<_, i64>(0),
        1
    );
    until("no transaction is left open", async || {
        open_transactions(&sql).await == 0
    })
    .await;
}

#[actix_web::test]
async fn a_reader_who_leaves_takes_her_transaction_along() {
    let world = World::new().await;
    let house = world.house("House").await;
    let server = Server::start(&world);
    let (sql, blocker) = (world.sql().await, world.sql().await);
    blocker
        .batch_execute("begin; lock table staff_member in access exclusive mode")
        .await
        .unwrap();
    let mut stream = server.open().await;
    let request = format!(
        "GET /api/v1/me HTTP/1.1\r\nhost: test\r\nauthorization: Bearer {}\r\n\r\n",
        house.token("worker")
    );
    stream.write_all(request.as_bytes()).await.unwrap();
    until("the reader waits", async || is_waiting_for_a_lock(&sql).await).await;
    drop(stream);
    actix_web::rt::time::sleep(Duration::from_millis(200)).await;
    blocker.batch_execute("commit").await.unwrap();
    until("no transaction is left open", async || {
        open_transactions(&sql).await == 0
    })
    .await;
    assert_eq!(
        server.call("GET", "/api/v1/me", house.token("worker")).await.status,
        200
    );
}
