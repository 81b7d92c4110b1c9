//! What lay on a phone that cannot send any more, in a file.

use serde_json::{Value, json};

use super::{count, create, decide, expect_held, logged, push_one, scene, unassigned};
use crate::support::{Answer, House, World, new_id};

/// Brings a file in.
pub(super) async fn bring(world: &World, token: &str, query: &str, ops: &[Value]) -> Answer {
    let lines: Vec<String> = ops.iter().map(Value::to_string).collect();
    bring_text(world, token, query, &lines.join("\n")).await
}

async fn bring_text(world: &World, token: &str, query: &str, text: &str) -> Answer {
    let path = format!("/sync/rescue{query}");
    world.post(token, &path, json!(text)).await
}

pub(super) fn results(answer: Answer) -> Vec<Value> {
    answer.expect(200).body["push"]["results"].as_array().unwrap().clone()
}

pub(super) fn of(house: &House, who: &str) -> String {
    format!("?staff_id={}", house.who(who).id)
}

#[actix_web::test]
async fn one_s_own_is_taken_in_as_if_the_phone_had_sent_it() {
    let world = World::new().await;
    let (house, phone, _, enrolment) = scene(&world).await;
    // The phone was lost and is ended; she sits at a desk.
    let sent = logged(enrolment, "2026-02-03T15:00:00Z");
    push_one(&world, &phone, &sent).await;
    let sql = world.sql().await;
    sql.execute("update auth.device set revoked_at = now(), wiped_at = now()", &[])
        .await
        .unwrap();
    let unsent = logged(enrolment, "2026-02-04T15:00:00Z");
    let mut wrong = logged(enrolment, "2026-02-05T15:00:00Z");
    wrong["set"]["minutes"] = json!(0);
    let token = house.token("worker");
    let file = format!("{sent}\r\n\n{{\"op_id\": \"half a li\n{unsent}\n{wrong}\n");
    for replayed in [false, true] {
        let results = results(bring_text(&world, token, "", &file).await);
        let said: Vec<_> = results
            .iter()
            .map(|result| (&result["status"], &result["replayed"]))
            .collect();
        assert_eq!(
            said,
            [
                (&json!("applied"), &json!(true)),
                (&json!("invalid"), &json!(false)),
                (&json!("applied"), &json!(replayed)),
                (&json!("held"), &json!(replayed)),
            ]
        );
    }
    assert_eq!(count(&world, "select count(*) from session").await, 2);
    assert_eq!(
        count(&world, "select count(*) from sync_op where rescued_by is null").await,
        3
    );
}

#[actix_web::test]
async fn somebody_else_s_is_held_and_not_hers_to_decide() {
    let world = World::new().await;
    let (house, phone, _, enrolment) = scene(&world).await;
    let op = logged(enrolment, "2026-02-03T15:00:00Z");
    let ops = std::slice::from_ref(&op);
    for who in [
        "south_supervisor",
        "other_worker",
        "programme_manager",
        "director",
        "org_admin",
    ] {
        bring(&world, house.token(who), &of(&house, "worker"), ops)
            .await
            .expect_problem(404, "not_found");
    }
    // Of somebody who never had a phone, or is nobody, as of somebody she does not answer for.
    let supervisor = house.token("supervisor");
    for query in [of(&house, "outreach"), format!("?staff_id={}", new_id()), String::new()] {
        bring(&world, supervisor, &query, ops)
            .await
            .expect_problem(404, "not_found");
    }
    assert_eq!(count(&world, "select count(*) from sync_op").await, 0);
    let query = of(&house, "worker");
    let first = results(bring(&world, supervisor, &query, ops).await).remove(0);
    let held = expect_held(&first, "rescued");
    let again = results(bring(&world, supervisor, &query, ops).await).remove(0);
    assert_eq!((&again["held_id"], &again["replayed"]), (&json!(held), &json!(true)));
    let seen = world
        .get(supervisor, &format!("/sync/held/{held}"))
        .await
        .expect(200)
        .body;
    assert_eq!(
        (&seen["recorded_by"], &seen["rescued_by"]),
        (&json!(house.who("worker").id), &json!(house.who("supervisor").id))
    );
    assert_eq!(count(&world, "select count(*) from session").await, 0);
    for body in [
        json!({"decision": "apply"}),
        json!({"decision": "dismiss", "reason": "duplicate"}),
    ] {
        decide(&world, supervisor, &held, body)
            .await
            .expect_problem(403, "not_allowed");
    }
    let id = held.parse().unwrap();
    assert_eq!(world.tried_alone(id).await.len(), 2);
    // Its author says that it is hers.
    let done = decide(&world, &phone.token, &held, json!({"decision": "apply"}))
        .await
        .expect(200);
    assert_eq!(done.body["status"], "applied", "{}", done.body);
    assert_eq!(count(&world, "select count(*) from session").await, 1);
}

#[actix_web::test]
async fn the_database_itself_lets_nobody_decide_on_her_own_file() {
    let world = World::new().await;
    let (house, _, _, enrolment) = scene(&world).await;
    let op = logged(enrolment, "2026-02-03T15:00:00Z");
    bring(&world, house.token("supervisor"), &of(&house, "worker"), &[op])
        .await
        .expect(200);
    let sql = world.sql().await;
    for alone in [
        "update sync_op set decided_by = rescued_by, decided_at = now()",
        "update sync_op set rescued_by = recorded_by",
    ] {
        let refused = sql.execute(alone, &[]).await.unwrap_err();
        assert_eq!(refused.code().unwrap().code(), "23514", "{alone}");
    }
}

#[actix_web::test]
async fn the_phone_that_sends_after_all_is_heard() {
    let world = World::new().await;
    let (house, phone, _, enrolment) = scene(&world).await;
    let op = logged(enrolment, "2026-02-03T15:00:00Z");
    let ops = std::slice::from_ref(&op);
    let query = of(&house, "worker");
    results(bring(&world, house.token("supervisor"), &query, ops).await);
    let result = push_one(&world, &phone, &op).await;
    assert_eq!(
        (&result["status"], &result["replayed"]),
        (&json!("applied"), &json!(true)),
        "{result}"
    );
    let after = results(bring(&world, house.token("supervisor"), &query, ops).await).remove(0);
    assert_eq!(after["status"], "applied");
    assert_eq!(count(&world, "select count(*) from session").await, 1);
}

#[actix_web::test]
async fn what_was_received_before_is_said_and_not_shown() {
    let world = World::new().await;
    let (house, phone, _, enrolment) = scene(&world).await;
    let op = logged(enrolment, "2026-02-03T15:00:00Z");
    push_one(&world, &phone, &op).await;
    let mut other = op.clone();
    other["set"]["minutes"] = json!(61);
    let query = of(&house, "worker");
    for replayed in [false, true] {
        let ops = [op.clone(), other.clone()];
        let said = results(bring(&world, house.token("supervisor"), &query, &ops).await);
        assert_eq!(
            (&said[0]["status"], &said[0]["replayed"], said[0].get("v")),
            (&json!("applied"), &json!(true), None)
        );
        expect_held(&said[1], "rescued");
        assert_eq!(said[1]["replayed"], json!(replayed));
    }
    assert_eq!(count(&world, "select count(*) from session").await, 1);
    assert_eq!(count(&world, "select count(*) from sync_op").await, 2);
}

#[actix_web::test]
async fn of_who_works_here_no_more_the_supervisor_of_her_place_brings_it() {
    let world = World::new().await;
    let (house, _, _, enrolment) = scene(&world).await;
    unassigned(&world).await;
    let sql = world.sql().await;
    sql.execute("update auth.device set revoked_at = now()", &[])
        .await
        .unwrap();
    sql.execute(
        "update role_grant set ended_at = now() where staff_id = $1",
        &[&house.who("worker").id],
    )
    .await
    .unwrap();
    let mut op = logged(enrolment, "2026-02-03T15:00:00Z");
    op["set"]["note"] = json!({"id": new_id(), "kind": "safeguarding", "about": "family", "text": "Canary: bruises."});
    let query = of(&house, "worker");
    bring(&world, house.token("south_supervisor"), &query, &[op.clone()])
        .await
        .expect_problem(404, "not_found");
    let result = results(bring(&world, house.token("supervisor"), &query, &[op]).await).remove(0);
    expect_held(&result, "rescued");
    // A concern in it is received at once.
    assert_eq!(count(&world, "select count(*) from safeguarding_concern").await, 1);
}

#[actix_web::test]
async fn a_file_is_lines_and_not_too_many() {
    let world = World::new().await;
    let (house, _, _, enrolment) = scene(&world).await;
    let token = house.token("worker");
    let ops: Vec<Value> = (0..101).map(|_| logged(enrolment, "2026-02-03T15:00:00Z")).collect();
    bring(&world, token, "", &ops).await.expect_problem(413, "too_large");
    world
        .post(token, "/sync/rescue", json!({}))
        .await
        .expect_problem(415, "not_ndjson");
    let person = create("person", &json!({"id": new_id()}));
    assert_eq!(results(bring(&world, token, "", &[person]).await)[0]["status"], "held");
    assert!(results(bring(&world, token, "", &[]).await).is_empty());
}
