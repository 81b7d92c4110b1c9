//! What phones say about what lies on them, and what of sync is measured.

use std::sync::Arc;

use causeway::platform::clock::FixedClock;
use causeway::sync::WatermarkWatch;
use chrono::Duration;
use metrics_exporter_prometheus::PrometheusBuilder;
use serde_json::{Value, json};

use super::phone::Phone;
use crate::support::line::session;
use crate::support::{House, World};

/// A request that sends nothing and says this of the phone.
fn saying(device: &Value) -> Value {
    json!({"protocol": 1, "client_now": "2026-06-10T12:00:00Z", "device": device, "push": {"ops": []}})
}

fn report(depth: i64, seq: i64) -> Value {
    json!({"outbox_depth": depth, "oldest_pending_at": null, "max_seq": seq, "persisted": true})
}

async fn listed(world: &World, house: &House, who: &str) -> Vec<Value> {
    let list = world.get(&house.renew(world, who), "/sync/devices").await.expect(200);
    list.body["items"].as_array().unwrap().clone()
}

#[actix_web::test]
async fn what_lies_on_a_phone_is_known_to_who_answers_for_it() {
    let world = World::new().await;
    let house = world.house("First").await;
    let phone = Phone::of(&world, &house, "worker").await;
    assert_eq!(
        listed(&world, &house, "supervisor").await[0]["reported_at"],
        Value::Null
    );
    let device = json!({"outbox_depth": 14, "oldest_pending_at": "2026-06-05T09:00:00Z", "max_seq": 1056,
        "persisted": false});
    world
        .post(&phone.token, "/sync/push", saying(&device))
        .await
        .expect(200);
    for (who, sees) in [
        ("worker", 1),
        ("supervisor", 1),
        ("org_admin", 1),
        ("other_worker", 0),
        ("south_supervisor", 0),
        ("programme_manager", 0),
        ("director", 0),
        ("funder", 0),
        ("no_role", 0),
    ] {
        assert_eq!(listed(&world, &house, who).await.len(), sees, "{who}");
    }
    let seen = listed(&world, &house, "supervisor").await.remove(0);
    assert_eq!(
        (
            &seen["outbox_depth"],
            &seen["oldest_pending_at"],
            &seen["persisted"],
            &seen["store_lost_at"]
        ),
        (&json!(14), &json!("2026-06-05T09:00:00Z"), &json!(false), &Value::Null)
    );
    assert_eq!(seen["risks"], json!(["unsent", "not_persisted"]));
    // Ended with work on it, it stays in the list; emptied, it does not.
    let sql = world.sql().await;
    sql.execute("update auth.device set revoked_at = now()", &[])
        .await
        .unwrap();
    let seen = listed(&world, &house, "supervisor").await.remove(0);
    assert_eq!(seen["risks"], json!(["ended_unsent", "unsent", "not_persisted"]));
    sql.execute("update auth.device set outbox_depth = 0", &[])
        .await
        .unwrap();
    assert!(listed(&world, &house, "supervisor").await.is_empty());
}

#[actix_web::test]
async fn a_phone_that_counts_from_the_beginning_has_lost_its_store() {
    let world = World::new().await;
    let house = world.house("First").await;
    let mut phone = Phone::of(&world, &house, "worker").await;
    let reports = "select count(*) from audit_event where action = 'report_device'";
    let said = async || -> i64 { world.sql().await.query_one(reports, &[]).await.unwrap().get(0) };
    let mut pull = phone.request();
    pull["device"] = report(0, 40);
    world.post(&phone.token, "/sync/pull", pull.clone()).await.expect(200);
    assert_eq!(said().await, 1);
    // The same again is not written again, for an hour.
    world.post(&phone.token, "/sync/pull", pull.clone()).await.expect(200);
    assert_eq!(said().await, 1);
    world.set_now("2026-06-10T10:30:00Z");
    phone.token = house.renew(&world, "worker");
    world.post(&phone.token, "/sync/pull", pull.clone()).await.expect(200);
    assert_eq!(said().await, 2);
    assert_eq!(listed(&world, &house, "worker").await[0]["risks"], json!([]));
    // By both in one round trip.
    let mut both = saying(&report(1, 3));
    both["pull"] = phone.request();
    world.post(&phone.token, "/sync", both).await.expect(200);
    let seen = listed(&world, &house, "supervisor").await.remove(0);
    assert_eq!(
        (&seen["risks"], &seen["store_lost_at"]),
        (&json!(["store_lost"]), &json!("2026-06-10T10:30:00Z"))
    );
    // Counting on does not make it good.
    world
        .post(&phone.token, "/sync/push", saying(&report(0, 9)))
        .await
        .expect(200);
    assert_eq!(
        listed(&world, &house, "supervisor").await[0]["risks"],
        json!(["store_lost"])
    );
}

#[actix_web::test]
async fn what_cannot_be_read_of_it_keeps_nothing_from_being_sent() {
    let world = World::new().await;
    let house = world.house("First").await;
    let phone = Phone::of(&world, &house, "worker").await;
    for device in [
        json!("Canary"),
        json!({"outbox_depth": -1}),
        report(-1, 4),
        report(1, -4),
        json!(null),
    ] {
        world
            .post(&phone.token, "/sync/push", saying(&device))
            .await
            .expect(200);
    }
    assert_eq!(listed(&world, &house, "worker").await[0]["reported_at"], Value::Null);
    let mut pull = phone.request();
    pull["device"] = report(-1, 4);
    world
        .post(&phone.token, "/sync/pull", pull)
        .await
        .expect_problem(422, "validation");
}

#[actix_web::test]
async fn a_device_that_differs_is_counted() {
    let world = World::new().await;
    let house = world.house("First").await;
    let (_, enrolment) = world.enrolled(&house, "worker").await;
    world
        .log(&house, "worker", enrolment, &session("2026-06-01T15:00:00Z"))
        .await;
    let mut phone = Phone::of(&world, &house, "worker").await;
    phone.sync(&world).await;
    let recorder = PrometheusBuilder::new().build_recorder();
    let measured = recorder.handle();
    let _here = metrics::set_default_local_recorder(&recorder);
    phone.verify(&world).await;
    assert!(
        !measured.render().contains("sync_divergence_total"),
        "it holds what it should"
    );
    let key = phone.held.keys().next().unwrap().clone();
    phone.held.remove(&key);
    let answer = phone.verify(&world).await;
    assert_eq!(answer["resend"].as_array().unwrap().len(), 1);
    assert!(
        measured.render().contains("sync_divergence_total 1"),
        "{}",
        measured.render()
    );
}

#[actix_web::test]
async fn a_writer_that_does_not_end_is_measured() {
    let world = World::new().await;
    let mut watch = WatermarkWatch::new(world.state.db().clone(), Arc::<FixedClock>::clone(&world.clock));
    let mut writer = world.sql().await;
    let late = writer.transaction().await.unwrap();
    let number = "select pg_current_xact_id()::text";
    late.query_one(number, &[]).await.unwrap();
    // Somebody has to be kept waiting: behind the last writer there is nobody.
    world.sql().await.query_one(number, &[]).await.unwrap();
    let start = world.now();
    assert_eq!(watch.look().await.unwrap(), Duration::zero(), "from now on");
    for seconds in [5, 40] {
        world.clock.set(start + Duration::seconds(seconds));
        assert_eq!(watch.look().await.unwrap(), Duration::seconds(seconds));
    }
    late.rollback().await.unwrap();
    // Tests beside this one write in the same cluster, and end.
    while watch.look().await.unwrap() > Duration::zero() {
        tokio::task::yield_now().await;
    }
}
