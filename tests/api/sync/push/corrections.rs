//! Corrections of a session, and what is written about it afterwards.

use actix_web::http::Method;
use serde_json::{Value, json};
use uuid::Uuid;

use super::{count, create, decide, does, expect_held, logged, once_more, push, push_one, scene, unassigned};
use crate::support::{House, World, new_id};
use crate::sync::phone::Phone;

/// A correction of a session that the phone knew in its first version.
fn patch(session: Uuid, set: &Value) -> Value {
    let mut op = does("patch", "session", session, set);
    op["base_version"] = json!(1);
    op
}

fn note(session: Uuid, text: &str) -> Value {
    create(
        "note",
        &json!({"id": new_id(), "session_id": session, "note": {"kind": "factual_contact", "text": text}}),
    )
}

/// A session that the phone sent.
async fn sent(world: &World, phone: &Phone, enrolment: Uuid) -> Uuid {
    let op = logged(enrolment, "2026-06-09T15:00:00Z");
    assert_eq!(push_one(world, phone, &op).await["status"], "applied");
    op["entity_id"].as_str().unwrap().parse().unwrap()
}

async fn by_supervisor(world: &World, house: &House, session: Uuid, body: Value) {
    let etag = world.version("session", session).await;
    let path = format!("/sessions/{session}");
    world
        .change(Method::PATCH, house.token("supervisor"), &path, &etag, body)
        .await
        .expect(200);
}

async fn minutes(world: &World, session: Uuid) -> i64 {
    let query = format!("select minutes::bigint from session where id = '{session}'");
    count(world, &query).await
}

#[actix_web::test]
async fn its_author_corrects_it_twice_without_having_heard_of_the_first() {
    let world = World::new().await;
    let (_, phone, _, enrolment) = scene(&world).await;
    let session = sent(&world, &phone, enrolment).await;
    let first = patch(session, &json!({"minutes": 45}));
    let second = patch(session, &json!({"minutes": 50}));
    let results = push(&world, &phone, &[first.clone(), second, first.clone()]).await;
    let said: Vec<_> = results.iter().map(|result| (&result["status"], &result["v"])).collect();
    let applied = json!("applied");
    assert_eq!(
        said,
        [(&applied, &json!(2)), (&applied, &json!(3)), (&applied, &json!(2))]
    );
    assert_eq!(minutes(&world, session).await, 50, "in her order");
    // The same said again changes nothing.
    let again = patch(session, &json!({"minutes": 50}));
    assert_eq!(push_one(&world, &phone, &again).await["v"], 3);
    assert_eq!(count(&world, "select count(*) from session_correction").await, 2);
}

#[actix_web::test]
async fn what_the_supervisor_corrected_meanwhile_is_not_overwritten_without_a_look() {
    let world = World::new().await;
    let (house, phone, _, enrolment) = scene(&world).await;
    let session = sent(&world, &phone, enrolment).await;
    let correction = json!({"minutes": 30, "reason": "typed_wrong"});
    by_supervisor(&world, &house, session, correction).await;
    // Another field: brought together.
    let other = patch(session, &json!({"mode": "phone_call"}));
    assert_eq!(push_one(&world, &phone, &other).await["status"], "applied");
    // To the same: nothing to decide.
    let same = patch(session, &json!({"minutes": 30}));
    assert_eq!(push_one(&world, &phone, &same).await["status"], "applied");
    // The same field.
    let clash = patch(session, &json!({"minutes": 45}));
    let result = push_one(&world, &phone, &clash).await;
    let held = expect_held(&result, "invalid_value");
    assert_eq!(result["problem"], "changed_meanwhile");
    assert_eq!(minutes(&world, session).await, 30);
    // She looks at both and says what it was.
    let done = decide(&world, &phone.token, &held, json!({"decision": "apply"}))
        .await
        .expect(200);
    assert_eq!(done.body["status"], "applied", "{}", done.body);
    assert_eq!(minutes(&world, session).await, 45);
    // Knowing the version she may.
    let mut known = patch(session, &json!({"minutes": 60}));
    known["base_version"] = json!(
        world
            .version("session", session)
            .await
            .trim_matches(['"', 'v'])
            .parse::<i32>()
            .unwrap()
    );
    assert_eq!(push_one(&world, &phone, &known).await["status"], "applied");
}

#[actix_web::test]
async fn after_the_hours_of_editing_the_supervisor_decides() {
    let world = World::new().await;
    let (house, phone, _, enrolment) = scene(&world).await;
    let session = sent(&world, &phone, enrolment).await;
    world
        .sql()
        .await
        .execute(
            "update session set recorded_at = '2026-06-01', starts_at = '2026-06-01'",
            &[],
        )
        .await
        .unwrap();
    let late = patch(session, &json!({"minutes": 45, "reason": "typed_wrong"}));
    let result = push_one(&world, &phone, &late).await;
    let held = expect_held(&result, "no_access");
    assert_eq!(result["problem"], "edit_window_over");
    let done = decide(&world, house.token("supervisor"), &held, json!({"decision": "apply"}))
        .await
        .expect(200);
    assert_eq!(done.body["status"], "applied", "{}", done.body);
    assert_eq!(minutes(&world, session).await, 45);
    // A colleague corrects nobody else's.
    let stranger = Phone::of(&world, &house, "other_worker").await;
    expect_held(
        &push_one(&world, &stranger, &patch(session, &json!({"minutes": 44}))).await,
        "no_access",
    );
}

#[actix_web::test]
async fn words_are_written_once_and_those_before_stay() {
    let world = World::new().await;
    let (house, phone, _, enrolment) = scene(&world).await;
    let session = sent(&world, &phone, enrolment).await;
    let op = note(session, "Canary second note");
    for op in [&op, &op, &once_more(&op)] {
        let result = push_one(&world, &phone, op).await;
        assert_eq!(result["status"], "applied", "{result}");
    }
    let path = format!("/sessions/{session}/note");
    let seen = world.get(&phone.token, &path).await.expect(200).body;
    assert_eq!(
        (&seen["id"], &seen["text"]),
        (&op["entity_id"], &json!("Canary second note"))
    );
    let earlier = format!("/sessions/{session}/earlier-notes");
    let earlier = world.get(&phone.token, &earlier).await.expect(200).body;
    assert_eq!(earlier["items"].as_array().unwrap().len(), 1, "{earlier}");
    // Other words under the same id are kept for her to look at.
    let mut other = once_more(&op);
    other["set"]["note"]["text"] = json!("Canary third note");
    let result = push_one(&world, &phone, &other).await;
    let held = expect_held(&result, "invalid_value");
    assert_eq!(result["problem"], "id_taken");
    let kept = world
        .get(&phone.token, &format!("/sync/held/{held}"))
        .await
        .expect(200)
        .body;
    assert_eq!(kept["set"]["note"]["text"], "Canary third note");
    // What somebody else wrote meanwhile is not put aside without a look.
    let by_other = json!({"note": {"id": new_id(), "kind": "factual_contact", "text": "Canary of the supervisor"},
        "reason": "learned_later"});
    by_supervisor(&world, &house, session, by_other).await;
    let result = push_one(&world, &phone, &note(session, "Canary fourth note")).await;
    expect_held(&result, "invalid_value");
    assert_eq!(result["problem"], "changed_meanwhile");
    // A note is a note, and nothing else.
    let mut more = note(session, "Canary fifth note");
    more["set"]["minutes"] = json!(5);
    expect_held(&push_one(&world, &phone, &more).await, "invalid_value");
    assert_eq!(minutes(&world, session).await, 60);
    let clear = "select count(*) from sync_op where to_jsonb(sync_op)::text ilike '%canary%'";
    assert_eq!(count(&world, clear).await, 0);
}

#[actix_web::test]
async fn a_concern_in_a_note_reaches_those_who_answer_for_it() {
    let world = World::new().await;
    let (house, phone, person, enrolment) = scene(&world).await;
    let session = sent(&world, &phone, enrolment).await;
    let concern = |text: &str| {
        create(
            "note",
            &json!({"id": new_id(), "session_id": session,
                "note": {"kind": "safeguarding", "about": "family", "text": text}}),
        )
    };
    let first = concern("Canary: bruises on both arms.");
    for op in [&first, &first, &once_more(&first)] {
        let result = push_one(&world, &phone, op).await;
        assert_eq!(result["status"], "applied", "{result}");
    }
    let raised = "select count(*) from safeguarding_concern";
    assert_eq!(count(&world, raised).await, 1);
    // Other words under its id are another concern: held, and handed on.
    let mut other = once_more(&first);
    other["set"]["note"]["text"] = json!("Canary: she told me who.");
    expect_held(&push_one(&world, &phone, &other).await, "invalid_value");
    assert_eq!(count(&world, raised).await, 2);
    // However wrong the rest is, and whoever may no longer write about her.
    unassigned(&world).await;
    let held = expect_held(&push_one(&world, &phone, &concern("Canary: again.")).await, "no_access");
    assert_eq!(count(&world, raised).await, 3);
    let about = format!("{raised} where person_id = '{person}'");
    assert_eq!(count(&world, &about).await, 3);
    let seen = world
        .get(house.token("supervisor"), &format!("/sync/held/{held}"))
        .await
        .expect(200);
    assert!(!String::from_utf8_lossy(&seen.bytes).contains("Canary"));
}
