//! Erasing somebody: asked for by one, decided by another, out of every column, into the ledger, and no figure moves.

mod columns;
mod ledger;
mod walk;

use actix_web::http::Method;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::support::line::{id_of, session};
use crate::support::{Answer, House, World, new_id};

/// A request, as `who`. Its id.
pub(crate) async fn ask(world: &World, house: &House, who: &str, person: Uuid) -> Uuid {
    let body = json!({"id": new_id(), "reason": "asked_by_person"});
    world
        .post(house.token(who), &format!("/people/{person}/erasure"), body.clone())
        .await
        .expect(201);
    id_of(&body)
}

/// A decision, as `who`, about a request as it stands.
pub(crate) async fn decide(world: &World, token: &str, erasure: Uuid, what: &str, body: Option<Value>) -> Answer {
    let path = format!("/erasures/{erasure}/{what}");
    let etag = world.version("erasure", erasure).await;
    world
        .call(Method::POST, Some(token), &path, body, &[("if-match", &etag)])
        .await
}

/// Asked for by the supervisor, approved by the data-protection officer.
pub(crate) async fn erase(world: &World, house: &House, person: Uuid) {
    let erasure = ask(world, house, "supervisor", person).await;
    world.everybody_steps_up().await;
    decide(world, house.token("dpo"), erasure, "approve", None)
        .await
        .expect(200);
}

async fn figure(world: &World, house: &House, path: &str) -> Value {
    let mut body = world.get(house.token("evaluator"), path).await.expect(200).body;
    body.as_object_mut().unwrap().remove("computed_at");
    body
}

#[actix_web::test]
async fn an_erased_person_is_read_as_erased_and_no_figure_moves() {
    let world = World::new().await;
    let house = world.house("First").await;
    let (person, enrolment) = world.enrolled(&house, "worker").await;
    let (other, _) = world.enrolled(&house, "worker").await;
    let met = world
        .log(&house, "worker", enrolment, &session("2026-02-03T15:00:00Z"))
        .await;
    let figures = [
        "/indicators/ENR-05?from=2026-01-01&to=2026-03-31",
        "/indicators/DOS-01?from=2026-01-01&to=2026-03-31",
    ];
    let before = [
        figure(&world, &house, figures[0]).await,
        figure(&world, &house, figures[1]).await,
    ];
    assert!(
        before[0].to_string().contains('2'),
        "somebody is counted: {}",
        before[0]
    );

    erase(&world, &house, person).await;

    let after = [
        figure(&world, &house, figures[0]).await,
        figure(&world, &house, figures[1]).await,
    ];
    assert_eq!(before, after);
    let token = house.token("supervisor");
    let record = world.get(token, &format!("/people/{person}")).await.expect(200).body;
    assert_eq!(record["erased"], true);
    let identity = world
        .get(token, &format!("/people/{person}/identity"))
        .await
        .expect(200)
        .body;
    assert_eq!(
        (
            &identity["erased"],
            &identity["legal_name"],
            &identity["known_as"],
            &identity["birth_date"]
        ),
        (&json!(true), &Value::Null, &Value::Null, &Value::Null)
    );
    assert_eq!(identity["key_missing"], false);
    let note = world
        .get(token, &format!("/sessions/{met}/note"))
        .await
        .expect(200)
        .body;
    assert_eq!((&note["erased"], &note["text"]), (&json!(true), &Value::Null));
    let named = world.get(token, "/people?with_names=true").await.expect(200).body;
    for row in named["items"].as_array().unwrap() {
        assert_eq!(row.get("name").is_some(), row["id"] == json!(other), "{row}");
    }

    // Her worker is not hers any more, and nothing new can be written about her.
    world
        .get(house.token("worker"), &format!("/people/{person}"))
        .await
        .expect_problem(404, "not_found");
    let etag = world.get(token, &format!("/people/{person}/identity")).await.etag();
    let names = json!({"known_as": "Again"});
    world
        .change(Method::PUT, token, &format!("/people/{person}/identity"), &etag, names)
        .await
        .expect_problem(409, "erased");
    world
        .post(
            token,
            &format!("/enrolments/{enrolment}/sessions"),
            session("2026-02-10T15:00:00Z"),
        )
        .await
        .expect_problem(409, "erased");
    let again = json!({"id": new_id(), "reason": "asked_by_person"});
    world
        .post(token, &format!("/people/{person}/erasure"), again)
        .await
        .expect_problem(409, "erased");
}

#[actix_web::test]
async fn two_people_decide_and_one_decision_stands() {
    let world = World::new().await;
    let house = world.house("First").await;
    let (person, _) = world.enrolled(&house, "worker").await;
    let path = format!("/people/{person}/erasure");
    let body = json!({"id": new_id(), "reason": "consent_withdrawn"});

    world
        .post(house.token("worker"), &path, body.clone())
        .await
        .expect_problem(403, "not_allowed");
    world
        .post(house.token("supervisor"), &path, body.clone())
        .await
        .expect(201);
    world
        .post(house.token("supervisor"), &path, body.clone())
        .await
        .expect(200);
    let another = json!({"id": new_id(), "reason": "consent_withdrawn"});
    world
        .post(house.token("supervisor"), &path, another)
        .await
        .expect_problem(409, "asked_already");
    let erasure = id_of(&body);
    decide(&world, house.token("supervisor"), erasure, "approve", None)
        .await
        .expect_problem(403, "not_allowed");

    // A legal hold: refused, and frozen.
    let hold = || Some(json!({"reason": "legal_hold"}));
    let refused = decide(&world, house.token("dpo"), erasure, "refuse", hold())
        .await
        .expect(200)
        .body;
    assert_eq!(
        (refused["state"].as_str(), refused["refusal"].as_str()),
        (Some("refused"), Some("legal_hold"))
    );
    decide(&world, house.token("dpo"), erasure, "approve", None)
        .await
        .expect_problem(409, "decided_already");
    let open = world
        .get(house.token("supervisor"), &format!("/people/{person}/identity"))
        .await
        .expect(200);
    assert_eq!(open.body["known_as"], "Canary");

    // Who asked does not decide, whatever role she holds; nor does the database let her.
    let own = ask(&world, &house, "dpo", person).await;
    decide(&world, house.token("dpo"), own, "approve", None)
        .await
        .expect_problem(403, "not_allowed");
    assert_eq!(world.tried_alone(own).await, ["erasure decide dpo"]);
    let sql = world.sql().await;
    let forced = sql
        .execute(
            "update erasure set state = 'executed', decided_by = asked_by, decided_at = now() where id = $1",
            &[&own],
        )
        .await
        .unwrap_err();
    assert_eq!(forced.as_db_error().unwrap().constraint(), Some("erasure_four_eyes"));
    let listed = world.get(house.token("dpo"), "/erasures").await.expect(200).body;
    assert_eq!(listed["items"].as_array().unwrap().len(), 2);
    assert_eq!(
        world.get(house.token("south_supervisor"), "/erasures").await.body["items"],
        json!([])
    );
}

#[actix_web::test]
async fn nobody_is_erased_without_password_and_code_once_more() {
    let world = World::new().await;
    let house = world.house("First").await;
    let (person, _) = world.enrolled(&house, "worker").await;
    let erasure = ask(&world, &house, "supervisor", person).await;
    decide(&world, house.token("supervisor"), erasure, "approve", None)
        .await
        .expect_problem(403, "not_allowed");
    decide(&world, house.token("dpo"), erasure, "approve", None)
        .await
        .expect_problem(403, "step_up_needed");
    let record = world.get(house.token("supervisor"), &format!("/people/{person}")).await;
    assert_eq!(record.expect(200).body["erased"], false);
    world.everybody_steps_up().await;
    decide(&world, house.token("dpo"), erasure, "approve", None)
        .await
        .expect(200);
}

#[actix_web::test]
async fn a_repeated_approval_answers_the_same_and_is_one_line() {
    let world = World::new().await;
    let house = world.house("First").await;
    let (person, _) = world.enrolled(&house, "worker").await;
    let erasure = ask(&world, &house, "supervisor", person).await;
    world.everybody_steps_up().await;
    let path = format!("/erasures/{erasure}/approve");
    let headers = [("if-match", "\"v1\""), ("idempotency-key", "approve-once")];
    for _ in 0..2 {
        let answer = world
            .call(Method::POST, Some(house.token("dpo")), &path, None, &headers)
            .await;
        assert_eq!(answer.expect(200).body["state"], "executed");
    }
    let shared = world.state.shared();
    assert_eq!(shared.ledger.read(&shared.keys.erasure).unwrap().entries.len(), 1);
    let sql = world.sql().await;
    let remembered = sql
        .query(
            "select fields, shown_ids from audit_event where action = 'erase' and object_id = $1",
            &[&person],
        )
        .await
        .unwrap();
    assert_eq!(remembered.len(), 1);
    assert!(remembered[0].get::<_, Vec<String>>(0).is_empty(), "ids only");
}
