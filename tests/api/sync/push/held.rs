//! What a rule refuses: kept, and decided on by its author or the supervisor of the place.

use actix_web::http::Method;
use serde_json::{Value, json};

use super::{count, create, decide, expect_held, logged, push_one, scene, unassigned};
use crate::support::line::adult;
use crate::support::{House, World, new_id};
use crate::sync::phone::Phone;

async fn held_list(world: &World, house: &House, who: &str) -> Vec<String> {
    let list = world.get(house.token(who), "/sync/held").await.expect(200);
    let items = list.body["items"].as_array().unwrap();
    items
        .iter()
        .map(|item| item["id"].as_str().unwrap().to_owned())
        .collect()
}

#[actix_web::test]
async fn each_reason_is_named_and_everything_is_kept() {
    let world = World::new().await;
    let (house, phone, _, enrolment) = scene(&world).await;
    let with = |field: &str, value: Value| {
        let mut op = logged(enrolment, "2026-02-03T15:00:00Z");
        op["set"][field] = value;
        op
    };
    let mut nowhere = logged(enrolment, "2026-02-03T15:00:00Z");
    nowhere["set"].as_object_mut().unwrap().remove("enrolment_id");
    for (op, code, problem, pointer) in [
        (
            with("starts_at", json!("2027-01-01T00:00:00Z")),
            "future_date",
            "in_future",
            json!("/starts_at"),
        ),
        (
            with("starts_at", json!("2001-01-01T00:00:00Z")),
            "invalid_value",
            "outside_enrolment",
            json!("/starts_at"),
        ),
        (with("minutes", json!(0)), "invalid_value", "range", json!("/minutes")),
        (
            with("minutes", json!("sixty")),
            "invalid_value",
            "wrong_shape",
            Value::Null,
        ),
        (with("Canary", json!(1)), "invalid_value", "wrong_shape", Value::Null),
        (
            with("enrolment_id", json!(new_id())),
            "no_access",
            "not_found",
            Value::Null,
        ),
        (nowhere, "invalid_value", "required", json!("/enrolment_id")),
    ] {
        let result = push_one(&world, &phone, &op).await;
        let held = expect_held(&result, code);
        assert_eq!(
            (&result["problem"], &result["pointer"]),
            (&json!(problem), &pointer),
            "{result}"
        );
        let seen = world
            .get(house.token("worker"), &format!("/sync/held/{held}"))
            .await
            .expect(200);
        assert_eq!(seen.body["set"], op["set"], "all that was typed is there");
    }
    assert_eq!(count(&world, "select count(*) from session").await, 0);
    // Nothing that was typed stands there in clear.
    let clear = "select count(*) from sync_op where to_jsonb(sync_op)::text ilike '%canary%'";
    assert_eq!(count(&world, clear).await, 0);
    // Erased: what it changes is not there any more.
    let sql = world.sql().await;
    sql.execute("update person_key set wrapped = null, destroyed_at = now()", &[])
        .await
        .unwrap();
    let result = push_one(&world, &phone, &logged(enrolment, "2026-02-03T15:00:00Z")).await;
    expect_held(&result, "entity_deleted");
    // A phone that is being emptied: somebody looks at what it brings.
    sql.execute("update auth.device set draining_at = now()", &[])
        .await
        .unwrap();
    expect_held(
        &push_one(&world, &phone, &logged(enrolment, "2026-02-03T15:00:00Z")).await,
        "device_draining",
    );
}

#[actix_web::test]
async fn late_work_of_who_was_unassigned_is_the_supervisor_s_to_decide() {
    let world = World::new().await;
    let (house, phone, _, enrolment) = scene(&world).await;
    unassigned(&world).await;
    let op = logged(enrolment, "2026-02-03T15:00:00Z");
    let held = expect_held(&push_one(&world, &phone, &op).await, "no_access");
    for (who, sees) in [
        ("worker", true),
        ("supervisor", true),
        ("other_worker", false),
        ("south_supervisor", false),
        ("safeguarding_lead", false),
        ("programme_manager", false),
        ("director", false),
        ("org_admin", false),
        ("no_role", false),
    ] {
        let listed = held_list(&world, &house, who).await.contains(&held);
        assert_eq!(listed, sees, "{who}");
        let path = format!("/sync/held/{held}");
        let answer = world.get(house.token(who), &path).await;
        if sees {
            assert_eq!(answer.expect(200).body["set"], op["set"]);
        } else {
            answer.expect_problem(404, "not_found");
            let body = json!({"decision": "apply"});
            world
                .change(
                    Method::POST,
                    house.token(who),
                    &format!("{path}/decide"),
                    "\"v2\"",
                    body,
                )
                .await
                .expect_problem(404, "not_found");
        }
    }
    // Her own yes changes nothing: she has no more rights than before.
    let still = decide(&world, house.token("worker"), &held, json!({"decision": "apply"}))
        .await
        .expect(200);
    assert_eq!(
        (&still.body["status"], &still.body["code"]),
        (&json!("held"), &json!("no_access"))
    );
    let done = decide(&world, house.token("supervisor"), &held, json!({"decision": "apply"}))
        .await
        .expect(200);
    assert_eq!(done.body["status"], "applied", "{}", done.body);
    assert_eq!(done.body["decided_by"], json!(house.who("supervisor").id));
    // It stays her work, and the log says who let it in.
    let path = format!("/sessions/{}", op["entity_id"].as_str().unwrap());
    let session = world.get(house.token("supervisor"), &path).await.expect(200).body;
    assert_eq!(session["lead_staff_id"], json!(house.who("worker").id));
    assert_eq!(session["recorded_by"], json!(house.who("supervisor").id));
    let again = push_one(&world, &phone, &op).await;
    assert_eq!(
        (&again["status"], &again["replayed"]),
        (&json!("applied"), &json!(true))
    );
    // Decided is decided.
    let path = format!("/sync/held/{held}/decide");
    let body = json!({"decision": "dismiss", "reason": "duplicate"});
    world
        .change(Method::POST, house.token("supervisor"), &path, &done.etag(), body)
        .await
        .expect_problem(409, "decided");
    assert_eq!(count(&world, "select count(*) from session").await, 1);
    assert_eq!(
        count(&world, "select count(*) from sync_op where wrapped is not null").await,
        0
    );
}

#[actix_web::test]
async fn what_is_dismissed_says_why_and_nothing_of_it_is_left() {
    let world = World::new().await;
    let (house, phone, _, enrolment) = scene(&world).await;
    let mut op = logged(enrolment, "2026-02-03T15:00:00Z");
    op["set"]["minutes"] = json!(0);
    let held = expect_held(&push_one(&world, &phone, &op).await, "invalid_value");
    let worker = house.token("worker");
    decide(&world, worker, &held, json!({"decision": "dismiss"}))
        .await
        .expect_problem(422, "validation");
    let body = json!({"decision": "apply", "reason": "duplicate"});
    decide(&world, worker, &held, body)
        .await
        .expect_problem(422, "validation");
    let path = format!("/sync/held/{held}/decide");
    let body = json!({"decision": "dismiss", "reason": "duplicate"});
    world
        .change(Method::POST, worker, &path, "\"v1\"", body.clone())
        .await
        .expect_problem(412, "changed_meanwhile");
    let gone = decide(&world, worker, &held, body).await.expect(200);
    assert_eq!(gone.body["void_reason"], "duplicate");
    assert!(held_list(&world, &house, "supervisor").await.is_empty());
    assert_eq!(
        count(
            &world,
            "select count(*) from sync_op where num_nonnulls(wrapped, payload_enc) > 0"
        )
        .await,
        0
    );
    let told = push_one(&world, &phone, &op).await;
    assert_eq!(
        (&told["status"], &told["dismissed"]),
        (&json!("held"), &json!("duplicate"))
    );
}

#[actix_web::test]
async fn nobody_says_for_her_that_she_tried() {
    let world = World::new().await;
    let (house, phone, _, enrolment) = scene(&world).await;
    unassigned(&world).await;
    let fields = json!({"id": new_id(), "enrolment_id": enrolment, "attempted_at": "2026-02-03T15:00:00Z",
        "mode": "phone_call", "result": "no_answer"});
    let held = expect_held(
        &push_one(&world, &phone, &create("contact_attempt", &fields)).await,
        "no_access",
    );
    decide(&world, house.token("supervisor"), &held, json!({"decision": "apply"}))
        .await
        .expect_problem(409, "authors_own");
    assert_eq!(count(&world, "select count(*) from contact_attempt").await, 0);
}

#[actix_web::test]
async fn an_id_that_something_else_has_is_held_and_harms_nothing() {
    let world = World::new().await;
    let (house, phone, _, enrolment) = scene(&world).await;
    let hidden = world.take_in(&house, "other_worker", &adult(&house)).await;
    let op = logged(enrolment, "2026-02-03T15:00:00Z");
    push_one(&world, &phone, &op).await;
    let mut taken = logged(enrolment, "2026-02-04T15:00:00Z");
    taken["entity_id"] = op["entity_id"].clone();
    let first = push_one(&world, &phone, &taken).await;
    expect_held(&first, "invalid_value");
    assert_eq!(first["problem"], "id_taken");
    // One she may not see, and one that nobody has.
    let mut theirs = adult(&house);
    theirs["id"] = json!(hidden);
    let result = push_one(&world, &phone, &create("person", &theirs)).await;
    expect_held(&result, "invalid_value");
    assert_eq!(count(&world, "select count(*) from session").await, 1);
    let stranger = Phone::of(&world, &house, "outreach").await;
    let result = push_one(&world, &stranger, &logged(enrolment, "2026-02-04T15:00:00Z")).await;
    expect_held(&result, "no_access");
}
