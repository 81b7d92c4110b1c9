//! A database that is busy, small or gone.

use std::time::{Duration, Instant};

use pglocal::{Durability, Stop};
use testkit::{TestCluster, TestDb};

use super::server::Server;
use crate::support::{self, World};

const ME: &str = "/api/v1/me";

#[actix_web::test]
async fn when_every_connection_is_busy_others_are_told_to_come_back() {
    let world = World::new().await;
    let house = world.house("House").await;
    let server = Server::with_pools(&world, 1, Duration::from_millis(300));
    let token = house.token("worker");
    let blocker = world.sql().await;
    blocker
        .batch_execute("begin; lock table staff_member in access exclusive mode")
        .await
        .unwrap();
    let first = server.call("GET", ME, token);
    let second = async {
        actix_web::rt::time::sleep(Duration::from_millis(200)).await;
        let answer = server.call("GET", ME, token).await;
        answer.expect_problem(503, "unavailable");
        assert!(
            answer
                .header("retry-after")
                .is_some_and(|seconds| seconds.parse::<u32>().is_ok()),
            "{answer:?}"
        );
        blocker.batch_execute("commit").await.unwrap();
    };
    let (first, ()) = futures_util::join!(first, second);
    assert_eq!(first.status, 200, "{first:?}");
}

#[actix_web::test]
async fn one_connection_is_enough_for_many_requests() {
    let world = World::new().await;
    let house = world.house("House").await;
    let server = Server::with_pools(&world, 1, Duration::from_secs(10));
    let calls = (0..20).map(|_| server.call("GET", ME, house.token("worker")));
    for answer in futures_util::future::join_all(calls).await {
        assert_eq!(answer.status, 200, "{answer:?}");
    }
}

#[actix_web::test]
async fn a_database_that_went_away_is_503_until_it_is_back() {
    let cluster = TestCluster::owned(Durability::Durable).await.unwrap();
    let world = World::on(TestDb::create(&support::template_on(&cluster).await).await.unwrap());
    let house = world.house("House").await;
    let token = house.token("worker");
    let server = Server::with_pools(&world, 4, Duration::from_secs(1));
    assert_eq!(server.call("GET", ME, token).await.status, 200);
    let postgres = cluster.cluster().expect("an own cluster");
    postgres.stop(Stop::Immediate).unwrap();
    for path in [ME, "/readyz"] {
        let answer = server.call("GET", path, token).await;
        answer.expect_problem(503, "unavailable");
        assert!(answer.header("retry-after").is_some());
    }
    assert_eq!(
        server.call("GET", "/healthz", token).await.status,
        200,
        "the process itself is well"
    );
    assert!(postgres.restart_if_dead().unwrap());
    let started = Instant::now();
    while server.call("GET", "/readyz", token).await.status != 200 {
        assert!(started.elapsed() < Duration::from_secs(10), "never came back");
        actix_web::rt::time::sleep(Duration::from_millis(50)).await;
    }
    assert_eq!(server.call("GET", ME, token).await.status, 200);
}
