//! The queue of background work.

use std::sync::Arc;

use causeway::platform::clock::Clock;
use causeway::platform::db::{AuditEvent, DbError, JobTx, Tier};
use causeway::platform::jobs::{Handlers, Job, JobError, Worker, stoppable};
use chrono::Duration;
use futures_util::future::LocalBoxFuture;
use tokio_postgres::Client;
use uuid::Uuid;

use crate::support::{House, World, connect, new_id};

/// Leaves its trace.
fn trace(tx: &JobTx, job: Job) -> LocalBoxFuture<'_, Result<(), JobError>> {
    Box::pin(async move {
        tx.audit(AuditEvent::on("read", "job", job.object, Tier::C1));
        Ok(())
    })
}

/// Leaves its trace and then fails, twice.
fn stumble(tx: &JobTx, job: Job) -> LocalBoxFuture<'_, Result<(), JobError>> {
    Box::pin(async move {
        tx.audit(AuditEvent::on("read", "job", job.object, Tier::C1));
        if job.attempts < 3 {
            return Err(JobError::Refused("stumbled"));
        }
        Ok(())
    })
}

/// Never works.
fn fall(_: &JobTx, _: Job) -> LocalBoxFuture<'_, Result<(), JobError>> {
    Box::pin(async { Err(JobError::Db(DbError::Retry("x"))) })
}

/// Does its work and remembers nothing.
fn silent(_: &JobTx, _: Job) -> LocalBoxFuture<'_, Result<(), JobError>> {
    Box::pin(async { Ok(()) })
}

fn worker(world: &World) -> Worker {
    let shared = world.state.shared();
    let handlers = Handlers::default()
        .with("trace", trace)
        .with("stumble", stumble)
        .with("fall", fall)
        .with("silent", silent);
    let clock: Arc<dyn Clock> = Arc::clone(&shared.clock);
    Worker::new(world.state.db().clone(), clock, handlers, shared.wake.clone(), new_id())
}

async fn put(world: &World, sql: &Client, house: &House, kind: &str) -> Uuid {
    let (id, now) = (new_id(), world.now());
    sql.execute(
        "insert into auth.job (org_id, id, kind, object_id, run_at, recorded_at) values ($1, $2, $3, $2, $4, $4)",
        &[&house.org, &id, &kind, &now],
    )
    .await
    .unwrap();
    id
}

/// State, attempts and last error of a job.
async fn state(sql: &Client, job: Uuid) -> (String, i32, Option<String>) {
    let row = sql
        .query_one(
            "select case when finished_at is not null then 'done' when dead_at is not null then 'dead'
                         when locked_by is not null then 'held' else 'waiting' end, attempts, last_error
             from auth.job where id = $1",
            &[&job],
        )
        .await
        .unwrap();
    (row.get(0), row.get(1), row.get(2))
}

/// How often the job left its trace, and that each trace names the job and nobody.
async fn traces(sql: &Client, job: Uuid) -> i64 {
    let row = sql
        .query_one(
            "select count(*), count(*) filter (where staff_id is null and sign_in_id is null and request_id = 'job:' || $1::uuid::text)
             from audit_event where object_id = $1::uuid",
            &[&job],
        )
        .await
        .unwrap();
    let (all, of_the_job): (i64, i64) = (row.get(0), row.get(1));
    assert_eq!(all, of_the_job);
    all
}

#[actix_web::test]
async fn a_job_is_done_once_and_leaves_its_trace() {
    let world = World::new().await;
    let (house, sql) = (world.house("First").await, world.sql().await);
    let job = put(&world, &sql, &house, "trace").await;
    assert_eq!(worker(&world).run_once().await.unwrap(), 1);
    assert_eq!(worker(&world).run_once().await.unwrap(), 0);
    assert_eq!(state(&sql, job).await, ("done".to_owned(), 1, None));
    assert_eq!(traces(&sql, job).await, 1);
}

#[actix_web::test]
async fn what_fails_is_taken_back_and_tried_again_later() {
    let world = World::new().await;
    let (house, sql) = (world.house("First").await, world.sql().await);
    let job = put(&world, &sql, &house, "stumble").await;
    for attempt in 1..=2 {
        worker(&world).run_once().await.unwrap();
        assert_eq!(
            state(&sql, job).await,
            ("waiting".to_owned(), attempt, Some("stumbled".to_owned()))
        );
        assert_eq!(traces(&sql, job).await, 0, "a failed attempt leaves nothing");
        assert_eq!(worker(&world).run_once().await.unwrap(), 0, "not at once");
        world.clock.set(world.now() + Duration::minutes(5));
    }
    worker(&world).run_once().await.unwrap();
    assert_eq!(state(&sql, job).await, ("done".to_owned(), 3, None));
    assert_eq!(traces(&sql, job).await, 1);
}

#[actix_web::test]
async fn what_never_works_is_given_up_and_what_is_not_remembered_is_not_done() {
    let world = World::new().await;
    let (house, sql) = (world.house("First").await, world.sql().await);
    let (falls, silent) = (
        put(&world, &sql, &house, "fall").await,
        put(&world, &sql, &house, "silent").await,
    );
    for _ in 0..20 {
        worker(&world).run_once().await.unwrap();
        world.clock.set(world.now() + Duration::hours(25));
    }
    assert_eq!(
        state(&sql, falls).await,
        ("dead".to_owned(), 14, Some("gave_up_waiting".to_owned()))
    );
    assert_eq!(
        state(&sql, silent).await,
        ("dead".to_owned(), 14, Some("unaudited".to_owned()))
    );
}

#[actix_web::test]
async fn a_kind_nobody_knows_is_left_to_a_server_that_does() {
    let world = World::new().await;
    let (house, sql) = (world.house("First").await, world.sql().await);
    let job = put(&world, &sql, &house, "of_tomorrow").await;
    assert_eq!(worker(&world).run_once().await.unwrap(), 0);
    assert_eq!(state(&sql, job).await, ("waiting".to_owned(), 0, None));
}

#[actix_web::test]
async fn two_workers_never_do_the_same_job() {
    let world = World::new().await;
    let (house, sql) = (world.house("First").await, world.sql().await);
    let mut jobs = Vec::new();
    for _ in 0..60 {
        jobs.push(put(&world, &sql, &house, "trace").await);
    }
    let (one, other) = (worker(&world), worker(&world));
    let (first, second) = futures_util::future::join(one.run_once(), other.run_once()).await;
    assert_eq!(first.unwrap() + second.unwrap(), 60);
    for job in jobs {
        assert_eq!(
            (state(&sql, job).await.0.as_str(), traces(&sql, job).await),
            ("done", 1)
        );
    }
}

#[actix_web::test]
async fn what_a_killed_worker_held_is_begun_again_when_its_hold_has_run_out() {
    let world = World::new().await;
    let (house, sql) = (world.house("First").await, world.sql().await);
    let job = put(&world, &sql, &house, "trace").await;
    let until = world.now() + Duration::minutes(5);
    sql.execute(
        "update auth.job set locked_by = $2, locked_until = $3, attempts = 1 where id = $1",
        &[&job, &new_id(), &until],
    )
    .await
    .unwrap();
    assert_eq!(worker(&world).run_once().await.unwrap(), 0);
    world.clock.set(until);
    assert_eq!(worker(&world).run_once().await.unwrap(), 1);
    assert_eq!(
        (state(&sql, job).await.0.as_str(), traces(&sql, job).await),
        ("done", 1)
    );
}

#[actix_web::test]
async fn a_worker_that_runs_takes_what_it_is_called_for_and_stops_when_asked() {
    let world = World::new().await;
    let (house, sql) = (world.house("First").await, world.sql().await);
    let (stop, asked) = stoppable();
    let runs = worker(&world);
    let running = actix_web::rt::spawn(async move { runs.run(asked).await });
    let job = put(&world, &sql, &house, "trace").await;
    world.state.shared().wake.call(causeway::platform::db::Queue::Jobs);
    while state(&sql, job).await.0 != "done" {
        tokio::time::sleep(std::time::Duration::from_millis(5)).await;
    }
    stop.stop();
    running.await.unwrap();
    let late = put(&world, &sql, &house, "trace").await;
    assert_eq!(state(&sql, late).await.0, "waiting");
}

/// In bare SQL as the application: what somebody could do who had broken into it.
#[actix_web::test]
async fn only_the_worker_that_holds_a_job_enters_and_it_sees_no_case() {
    let world = World::new().await;
    let (house, sql) = (world.house("First").await, world.sql().await);
    world.enrolled(&house, "worker").await;
    let job = put(&world, &sql, &house, "trace").await;
    let (me, other, until) = (
        new_id(),
        world.house("Second").await,
        world.now() + Duration::minutes(5),
    );
    let app = connect(&world.db.url("causeway_app")).await;
    let enter = "select access.enter_job($1, $2, $3, $4)";
    let now = world.now();
    assert!(
        app.query(enter, &[&house.org, &job, &me, &now]).await.is_err(),
        "nobody holds it"
    );
    sql.execute(
        "update auth.job set locked_by = $2, locked_until = $3 where id = $1",
        &[&job, &me, &until],
    )
    .await
    .unwrap();
    for (org, who, at) in [(house.org, new_id(), now), (other.org, me, now), (house.org, me, until)] {
        assert!(app.query(enter, &[&org, &job, &who, &at]).await.is_err());
    }
    app.batch_execute("begin").await.unwrap();
    app.query(enter, &[&house.org, &job, &me, &now]).await.unwrap();
    for table in [
        "person",
        "person_identity",
        "person_key",
        "enrolment",
        "session",
        "session_note",
        "consent",
    ] {
        let row = app
            .query_one(&format!("select count(*) from {table}"), &[])
            .await
            .unwrap();
        assert_eq!(row.get::<_, i64>(0), 0, "{table}");
    }
    // Its trace bears its own name and no other's.
    let remember = "insert into audit_event (org_id, id, at, staff_id, request_id, action, object_type, tier)
                    values ($1, $2, $3, $4, $5, 'read', 'job', 'c1')";
    for (org, staff, name) in [
        (house.org, None, format!("job:{}", new_id())),
        (other.org, None, format!("job:{job}")),
        (house.org, Some(house.who("worker").id), format!("job:{job}")),
    ] {
        app.batch_execute("savepoint s").await.unwrap();
        let refused = app.execute(remember, &[&org, &new_id(), &now, &staff, &name]).await;
        assert!(refused.is_err(), "{name}");
        app.batch_execute("rollback to s").await.unwrap();
    }
    let nobody: Option<Uuid> = None;
    app.execute(remember, &[&house.org, &new_id(), &now, &nobody, &format!("job:{job}")])
        .await
        .unwrap();
    // While it is at work nobody else can begin it, hold or no hold.
    sql.batch_execute("set lock_timeout = '100ms'").await.unwrap();
    assert!(
        sql.execute("update auth.job set attempts = 9 where id = $1", &[&job])
            .await
            .is_err()
    );
    app.batch_execute("commit").await.unwrap();
}

#[actix_web::test]
async fn a_job_is_for_the_callers_organisation_and_goes_with_the_work_that_caused_it() {
    let world = World::new().await;
    let (house, sql) = (world.house("First").await, world.sql().await);
    let app = connect(&world.db.url("causeway_app")).await;
    let enqueue = "select access.enqueue_job($1, 'trace', $1, now(), now())";
    assert!(
        app.query(enqueue, &[&new_id()]).await.is_err(),
        "no context, no organisation"
    );
    let admin = house.who("org_admin");
    for end in ["rollback", "commit"] {
        app.batch_execute("begin").await.unwrap();
        let enter = "select staff_id from access.enter($1, $2, $3)";
        app.query(enter, &[&admin.sign_in, &house.org, &world.now()])
            .await
            .unwrap();
        app.query(enqueue, &[&new_id()]).await.unwrap();
        app.batch_execute(end).await.unwrap();
    }
    let row = sql
        .query_one("select count(*), min(org_id::text) from auth.job", &[])
        .await
        .unwrap();
    assert_eq!(
        (row.get::<_, i64>(0), row.get::<_, String>(1)),
        (1, house.org.to_string())
    );
}
