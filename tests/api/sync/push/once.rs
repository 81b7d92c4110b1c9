//! Exactly once, whatever is repeated, lost or in the way.

use futures_util::future::join_all;
use serde_json::json;

use super::{count, envelope, expect_held, logged, push, push_one, scene, send};
use crate::support::World;
use crate::sync::phone::Phone;

#[actix_web::test]
async fn sent_twenty_times_at_once_it_is_done_once() {
    let world = World::new().await;
    let (_, phone, _, enrolment) = scene(&world).await;
    let op = logged(enrolment, "2026-02-03T15:00:00Z");
    let sent = join_all((0..20).map(|_| send(&world, &phone, std::slice::from_ref(&op)))).await;
    let mut first = 0;
    for answer in sent {
        let result = answer.expect(200).body["push"]["results"][0].clone();
        assert_eq!(
            (&result["status"], &result["v"]),
            (&json!("applied"), &json!(1)),
            "{result}"
        );
        first += i32::from(result["replayed"] == false);
    }
    assert_eq!(first, 1, "the others hear what the first came to");
    for table in ["session", "participation", "session_note", "sync_op"] {
        assert_eq!(
            count(&world, &format!("select count(*) from {table}")).await,
            1,
            "{table}"
        );
    }
}

#[actix_web::test]
async fn something_else_under_the_same_id_is_kept_beside_it_and_once() {
    let world = World::new().await;
    let (_, phone, _, enrolment) = scene(&world).await;
    let op = logged(enrolment, "2026-02-03T15:00:00Z");
    push_one(&world, &phone, &op).await;
    let mut other = logged(enrolment, "2026-02-04T15:00:00Z");
    other["op_id"] = op["op_id"].clone();
    let held = expect_held(&push_one(&world, &phone, &other).await, "op_id_reuse");
    let again = push_one(&world, &phone, &other).await;
    assert_eq!(expect_held(&again, "op_id_reuse"), held);
    assert_eq!(again["replayed"], true);
    // The first is answered as it was.
    let first = push_one(&world, &phone, &op).await;
    assert_eq!(
        (&first["status"], &first["replayed"]),
        (&json!("applied"), &json!(true))
    );
    assert_eq!(count(&world, "select count(*) from sync_op").await, 2);
    assert_eq!(count(&world, "select count(*) from session").await, 1);
}

#[actix_web::test]
async fn an_id_of_somebody_else_s_operation_says_nothing() {
    let world = World::new().await;
    let (house, phone, _, enrolment) = scene(&world).await;
    let elsewhere = world.house("Otherplace").await;
    let op = logged(enrolment, "2026-02-03T15:00:00Z");
    push_one(&world, &phone, &op).await;
    for (house, who) in [(&house, "other_worker"), (&elsewhere, "worker")] {
        let stranger = Phone::of(&world, house, who).await;
        // As with an id nobody has: what it asks for is not hers to do, and nothing is replayed.
        let result = push_one(&world, &stranger, &op).await;
        expect_held(&result, "no_access");
        assert_eq!(result["replayed"], false);
        let made_up = logged(crate::support::new_id(), "2026-02-03T15:00:00Z");
        let unknown = push_one(&world, &stranger, &made_up).await;
        for field in ["status", "code", "problem", "pointer", "v", "replayed"] {
            assert_eq!(result.get(field), unknown.get(field), "{field}");
        }
    }
    assert_eq!(count(&world, "select count(*) from session").await, 1);
}

#[actix_web::test]
async fn a_failure_of_the_server_keeps_nothing_and_is_neither_held_nor_done() {
    let world = World::new().await;
    let (_, phone, _, enrolment) = scene(&world).await;
    let ops = [
        logged(enrolment, "2026-02-03T15:00:00Z"),
        logged(enrolment, "2026-02-04T15:00:00Z"),
        logged(enrolment, "2026-02-05T15:00:00Z"),
    ];
    let sql = world.sql().await;
    // A defect in the middle of judging: whatever a statement says there.
    sql.batch_execute(
        "create function public.fails() returns trigger language plpgsql as $$ begin
             if new.held_on = date '2026-02-04' then raise exception 'out of order'; end if; return new; end $$;
         create trigger fails before insert on session for each row execute function public.fails()",
    )
    .await
    .unwrap();
    let results = push(&world, &phone, &ops).await;
    let statuses: Vec<_> = results
        .iter()
        .map(|result| result["status"].as_str().unwrap())
        .collect();
    assert_eq!(statuses, ["applied", "retry", "retry"], "what follows may build on it");
    assert_eq!(count(&world, "select count(*) from sync_op").await, 1);
    assert_eq!(count(&world, "select count(*) from session").await, 1);
    // Mended, the same is taken in, once.
    sql.batch_execute("drop trigger fails on session").await.unwrap();
    let results = push(&world, &phone, &ops).await;
    let replayed: Vec<_> = results.iter().map(|result| result["replayed"] == true).collect();
    assert_eq!(replayed, [true, false, false]);
    assert!(results.iter().all(|result| result["status"] == "applied"));
    assert_eq!(count(&world, "select count(*) from session").await, 3);
}

#[actix_web::test]
async fn a_database_that_goes_away_while_it_is_judged_leaves_nothing_behind() {
    let world = World::new().await;
    let (_, phone, _, enrolment) = scene(&world).await;
    let op = logged(enrolment, "2026-02-03T15:00:00Z");
    let sql = world.sql().await;
    // Judging ends its own connection: as when the server is killed then.
    sql.batch_execute(
        "create function public.goes_away() returns trigger language plpgsql security definer as $$ begin
             perform pg_terminate_backend(pg_backend_pid()); return new; end $$;
         create trigger goes_away before insert on participation for each row execute function public.goes_away()",
    )
    .await
    .unwrap();
    let result = push_one(&world, &phone, &op).await;
    assert_eq!(result["status"], "retry", "{result}");
    sql.batch_execute("drop trigger goes_away on participation")
        .await
        .unwrap();
    assert_eq!(count(&world, "select count(*) from sync_op").await, 0);
    assert_eq!(count(&world, "select count(*) from session").await, 0);
    let result = push_one(&world, &phone, &op).await;
    assert_eq!(
        (&result["status"], &result["replayed"]),
        (&json!("applied"), &json!(false))
    );
    // And what cannot be remembered is not done either.
    let other = logged(enrolment, "2026-02-06T15:00:00Z");
    sql.batch_execute("revoke insert on audit_event from causeway_app")
        .await
        .unwrap();
    let answer = world
        .post(&phone.token, "/sync/push", envelope(std::slice::from_ref(&other)))
        .await;
    assert_eq!(answer.expect(200).body["push"]["results"][0]["status"], "retry");
    assert_eq!(count(&world, "select count(*) from session").await, 1);
}

#[actix_web::test]
async fn what_builds_on_something_waits_for_it_and_goes_on_by_itself() {
    let world = World::new().await;
    let (_, phone, _, enrolment) = scene(&world).await;
    let parent = logged(enrolment, "2026-02-03T15:00:00Z");
    let mut child = logged(enrolment, "2026-02-04T15:00:00Z");
    child["depends_on"] = json!([parent["op_id"]]);
    expect_held(&push_one(&world, &phone, &child).await, "missing_parent");
    assert_eq!(count(&world, "select count(*) from session").await, 0);
    assert_eq!(push_one(&world, &phone, &parent).await["status"], "applied");
    assert_eq!(count(&world, "select count(*) from session").await, 2);
    let now = push_one(&world, &phone, &child).await;
    assert_eq!((&now["status"], &now["replayed"]), (&json!("applied"), &json!(true)));
}
