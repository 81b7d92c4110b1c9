//! Every row is sealed once, in an order that no late writer escapes.

use pglocal::Durability;
use testkit::{TestCluster, TestDb};
use tokio_postgres::error::SqlState;

use super::scene::{self, Log, another, write};
use crate::support::{World, connect, template_on};

#[actix_web::test]
async fn what_requests_leave_is_sealed_and_holds() {
    let world = World::new().await;
    let house = world.house("House").await;
    let (person, _) = world.enrolled(&house, "worker").await;
    for path in [
        format!("/people/{person}/identity"),
        "/people?with_names=true".to_owned(),
    ] {
        world.get(house.token("worker"), &path).await.expect(200);
    }
    let mut log = Log::on(world).await;
    assert!(log.seal().await >= 5);
    log.expect_honest().await;
    assert_eq!(log.sealer.seal().await.unwrap(), 0, "once");
}

#[actix_web::test]
async fn each_organisation_has_its_own_chain_over_all_months() {
    let mut log = Log::sealed(70).await;
    let partitions = "select count(distinct tableoid) from audit_event";
    assert!(log.count(partitions).await > 1, "rows lie in several partitions");
    log.write(3).await;
    assert_eq!(log.seal().await, 6);
    let chains = log
        .sql
        .query(
            "select min(seq), max(seq), count(*) from audit_seal group by org_id order by 1",
            &[],
        )
        .await
        .unwrap();
    let chains: Vec<(i64, i64, i64)> = chains.iter().map(|row| (row.get(0), row.get(1), row.get(2))).collect();
    assert_eq!(chains, [(1, 73, 73), (1, 73, 73)]);
    log.expect_honest().await;
}

/// Transaction ids are the cluster's, so a writer who is late on purpose has one of its own.
async fn on_an_own_cluster() -> (std::sync::Arc<TestCluster>, Log) {
    let cluster = TestCluster::owned(Durability::Throwaway).await.unwrap();
    let db = TestDb::create(&template_on(&cluster).await).await.unwrap();
    (cluster, Log::on(World::on(db)).await)
}

#[actix_web::test]
async fn a_writer_who_always_commits_late_is_never_passed_by() {
    let (_cluster, mut log) = on_an_own_cluster().await;
    let (late, org) = (another(&log).await, log.orgs[0]);
    for round in 0..12_i64 {
        late.batch_execute("begin").await.unwrap();
        write(&late, org, 2).await;
        // Three others begin later and end earlier.
        for _ in 0..3 {
            write(&log.sql, org, 1).await;
        }
        log.sealer.seal().await.unwrap();
        assert_eq!(
            log.count("select count(*) from audit_seal").await,
            round * 5,
            "nothing that began after the late one is sealed before it"
        );
        late.batch_execute("commit").await.unwrap();
        assert_eq!(log.sealer.seal().await.unwrap(), 5);
    }
    log.expect_honest().await;
}

#[actix_web::test]
async fn a_transaction_that_came_to_nothing_holds_up_nobody() {
    let (_cluster, mut log) = on_an_own_cluster().await;
    let (other, org) = (another(&log).await, log.orgs[0]);
    other.batch_execute("begin").await.unwrap();
    write(&other, org, 4).await;
    write(&log.sql, org, 1).await;
    assert_eq!(log.sealer.seal().await.unwrap(), 0);
    other.batch_execute("rollback").await.unwrap();
    assert_eq!(log.sealer.seal().await.unwrap(), 1);
    log.expect_honest().await;
}

#[actix_web::test]
async fn one_seals_at_a_time_and_the_next_goes_on_where_it_was() {
    let mut log = Log::sealed(5).await;
    let shared = log.world.state.shared();
    let second = scene::sealer(&log.world.db, std::sync::Arc::clone(&shared), &log.second_place).await;
    assert!(second.is_none(), "the seat is taken");
    // Its connection dies, as it does with its server; somebody else takes the seat.
    let killed = "select pg_terminate_backend(pid, 10000) from pg_locks where locktype = 'advisory'
                  and database = (select oid from pg_database where datname = current_database())";
    log.sql.execute(killed, &[]).await.unwrap();
    log.write(5).await;
    let next = scene::sealer(&log.world.db, shared, &log.second_place).await.unwrap();
    let mut first = std::mem::replace(&mut log.sealer, next);
    assert_eq!(log.seal().await, 10);
    first.seal().await.unwrap_err();
    log.expect_honest().await;
}

#[actix_web::test]
async fn after_a_restore_into_another_cluster_everything_is_sealed_once() {
    let mut log = Log::sealed(5).await;
    // As a younger cluster sees it: its transactions begin anew, and the rows carry numbers it has not given out.
    log.write(2).await;
    log.sql
        .batch_execute(
            "update audit_event set xid = xid + 4000000000 where not exists (
                 select from audit_seal s where s.audit_id = audit_event.id);
             update audit_horizon set xid = xid + 4000000000, cluster = cluster + 1",
        )
        .await
        .unwrap();
    let killed = "select pg_terminate_backend(pid, 10000) from pg_locks where locktype = 'advisory'
                  and database = (select oid from pg_database where datname = current_database())";
    log.sql.execute(killed, &[]).await.unwrap();
    let shared = log.world.state.shared();
    log.sealer = scene::sealer(&log.world.db, shared, &log.second_place).await.unwrap();
    assert_eq!(log.unsealed().await, 0, "taking the seat looked at everything");
    log.write(3).await;
    assert_eq!(log.seal().await, 6);
    log.expect_honest().await;
}

#[actix_web::test]
async fn the_application_neither_seals_nor_orders_the_log() {
    let world = World::new().await;
    let app = connect(&world.db.url("causeway_app")).await;
    for sql in [
        "select * from access.audit_clock()",
        "select * from access.audit_since(0, gen_random_uuid(), 1, 1)",
        "select * from access.audit_head(gen_random_uuid())",
        "select access.move_audit_horizon(1, 1)",
        "select access.append_seals(gen_random_uuid(), 0, '', 1::smallint, '{}', '{}', '{}', '{}', '{}')",
        "select * from access.audit_unsigned_heads()",
        "select access.add_checkpoint(gen_random_uuid(), 1, '', now(), '', '')",
        "select * from audit_seal",
        "select * from audit_checkpoint",
        "select * from audit_horizon",
        "insert into audit_event (org_id, id, at, request_id, action, object_type, tier, xid)
         values (gen_random_uuid(), gen_random_uuid(), now(), 'r', 'open', 'person', 'c3', 1)",
    ] {
        let refused = app.query(sql, &[]).await.unwrap_err();
        assert_eq!(
            refused.code(),
            Some(&SqlState::INSUFFICIENT_PRIVILEGE),
            "{sql}: {refused}"
        );
    }
}
