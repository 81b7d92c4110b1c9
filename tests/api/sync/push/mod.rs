//! What phones send: kept before it is judged, once, and decided on by whoever may.

mod bad;
mod concerns;
mod conflicts;
mod corrections;
mod erased;
mod forms;
mod held;
mod more;
mod once;
mod operations;
mod places;
mod rescue;
mod sealed;

use actix_web::http::Method;
use serde_json::{Value, json};
use uuid::Uuid;

use super::phone::Phone;
use crate::support::line::{id_of, session};
use crate::support::{Answer, House, World, new_id};

/// An operation that makes something: `fields` hold the id of the row.
fn create(entity: &str, fields: &Value) -> Value {
    let mut set = fields.clone();
    let id = set.as_object_mut().unwrap().remove("id").unwrap();
    json!({"op_id": new_id(), "seq": 1, "entity": entity, "entity_id": id, "kind": "create", "schema": 1,
        "at": "2026-06-09T10:00:00-05:00", "set": set})
}

/// An operation that logs a session in an enrolment.
fn logged(enrolment: Uuid, starts_at: &str) -> Value {
    let mut fields = session(starts_at);
    fields["enrolment_id"] = json!(enrolment);
    create("session", &fields)
}

/// An operation of another kind than making a row.
fn does(kind: &str, entity: &str, id: Uuid, set: &Value) -> Value {
    json!({"op_id": new_id(), "seq": 3, "entity": entity, "entity_id": id, "kind": kind, "schema": 2,
        "at": "2026-06-09T10:00:00-05:00", "set": set})
}

/// The same under another id of its own, as if it had been saved again.
fn once_more(op: &Value) -> Value {
    let mut again = op.clone();
    again["op_id"] = json!(new_id());
    again
}

/// An operation that corrects a person's record, known in this version.
fn corrected(person: Uuid, base: i32, set: &Value) -> Value {
    json!({"op_id": new_id(), "seq": 2, "entity": "person", "entity_id": person, "kind": "patch", "base_version": base,
        "schema": 1, "at": "2026-06-09T10:00:00-05:00", "set": set})
}

fn envelope(ops: &[Value]) -> Value {
    json!({"protocol": 1, "app": "2026.11.3", "client_now": "2026-06-10T12:00:00Z", "push": {"ops": ops}})
}

async fn send(world: &World, phone: &Phone, ops: &[Value]) -> Answer {
    world.post(&phone.token, "/sync/push", envelope(ops)).await
}

/// Sends these, and answers what became of each.
async fn push(world: &World, phone: &Phone, ops: &[Value]) -> Vec<Value> {
    let answer = send(world, phone, ops).await.expect(200);
    let results = answer.body["push"]["results"].as_array().unwrap().clone();
    assert_eq!(results.len(), ops.len());
    for (result, op) in results.iter().zip(ops) {
        assert_eq!(result["op_id"], op["op_id"]);
    }
    results
}

/// Sends one.
async fn push_one(world: &World, phone: &Phone, op: &Value) -> Value {
    push(world, phone, std::slice::from_ref(op)).await.remove(0)
}

#[track_caller]
fn expect_held(result: &Value, code: &str) -> String {
    assert_eq!(
        (&result["status"], &result["code"]),
        (&json!("held"), &json!(code)),
        "{result}"
    );
    result["held_id"].as_str().unwrap().to_owned()
}

async fn count(world: &World, query: &str) -> i64 {
    world.sql().await.query_one(query, &[]).await.unwrap().get(0)
}

/// Decides on what is held, as somebody.
async fn decide(world: &World, token: &str, held: &str, body: Value) -> Answer {
    let path = format!("/sync/held/{held}");
    let seen = world.get(token, &path).await.expect(200);
    let path = format!("{path}/decide");
    world.change(Method::POST, token, &path, &seen.etag(), body).await
}

/// A house with a young person whom `worker` works with, and her phone.
async fn scene(world: &World) -> (House, Phone, Uuid, Uuid) {
    let house = world.house("First").await;
    let (person, enrolment) = world.enrolled(&house, "worker").await;
    let phone = Phone::of(world, &house, "worker").await;
    (house, phone, person, enrolment)
}

/// As if nobody worked with anybody any more.
async fn unassigned(world: &World) {
    let end = "update assignment set ended_at = started_at where ended_at is null";
    world.sql().await.execute(end, &[]).await.unwrap();
}

#[actix_web::test]
async fn a_session_from_a_phone_is_a_session() {
    let world = World::new().await;
    let (house, phone, _, enrolment) = scene(&world).await;
    let op = logged(enrolment, "2026-02-03T15:00:00Z");
    let result = push_one(&world, &phone, &op).await;
    assert_eq!(
        (&result["status"], &result["v"], &result["replayed"]),
        (&json!("applied"), &json!(1), &json!(false)),
        "{result}"
    );
    let path = format!("/sessions/{}", op["entity_id"].as_str().unwrap());
    let seen = world.get(house.token("supervisor"), &path).await.expect(200);
    assert_eq!(seen.body["minutes"], 60);
    let note = world
        .get(house.token("worker"), &format!("{path}/note"))
        .await
        .expect(200);
    assert_eq!(note.body["text"], op["set"]["note"]["text"]);
    // Nothing of what it said is kept beside what it did.
    let kept = "select count(*) from sync_op where num_nonnulls(wrapped, payload_enc) = 0 and status = 'applied'";
    assert_eq!(count(&world, kept).await, 1);
    // Through the API or by a phone, the same is the same.
    let mut body = op["set"].clone();
    body.as_object_mut().unwrap().remove("enrolment_id");
    body["id"] = op["entity_id"].clone();
    body["recorded_via"] = json!("mobile_offline");
    let path = format!("/enrolments/{enrolment}/sessions");
    world.post(house.token("worker"), &path, body.clone()).await.expect(200);
    let mut again = create("session", &body);
    again["set"]["enrolment_id"] = json!(enrolment);
    let result = push_one(&world, &phone, &again).await;
    assert_eq!(result["status"], "applied", "{result}");
    assert_eq!(count(&world, "select count(*) from session").await, 1);
    assert_eq!(id_of(&body).to_string(), op["entity_id"].as_str().unwrap());
}

#[actix_web::test]
async fn only_who_signed_in_with_a_device_sends_and_not_without_end() {
    let world = World::new().await;
    let (house, phone, _, enrolment) = scene(&world).await;
    let op = logged(enrolment, "2026-02-03T15:00:00Z");
    let desk = house.token("supervisor");
    world
        .post(desk, "/sync/push", envelope(std::slice::from_ref(&op)))
        .await
        .expect_problem(403, "device_needed");
    world
        .post(desk, "/sync/push", envelope(&[]))
        .await
        .expect_problem(403, "device_needed");
    let revoked = Phone::of(&world, &house, "other_worker").await;
    world
        .sql()
        .await
        .execute(
            "update auth.device set revoked_at = enrolled_at where id = $1",
            &[&revoked.id],
        )
        .await
        .unwrap();
    send(&world, &revoked, std::slice::from_ref(&op))
        .await
        .expect_problem(403, "device_needed");
    assert_eq!(count(&world, "select count(*) from sync_op").await, 0);
    for _ in 0..60 {
        send(&world, &phone, &[]).await.expect(200);
    }
    let told = send(&world, &phone, std::slice::from_ref(&op))
        .await
        .expect_problem(429, "synced_too_often");
    assert!(told.headers.contains_key("retry-after"));
    assert_eq!(count(&world, "select count(*) from sync_op").await, 0);
}

#[actix_web::test]
async fn after_a_restore_nothing_is_taken_in_before_what_is_sent_again() {
    let world = World::new().await;
    let (_, mut phone, person, _) = scene(&world).await;
    phone.sync(&world).await;
    let sql = world.sql().await;
    sql.batch_execute("update auth.sync_epoch set system_identifier = system_identifier + 1")
        .await
        .unwrap();
    // The older change was lost with the server, the newer one was never sent.
    let [older, newer] = ["fr", "en"].map(|language| corrected(person, 1, &json!({"language": language})));
    let mut body = envelope(std::slice::from_ref(&newer));
    body["pull"] = phone.request();
    let answer = world.post(&phone.token, "/sync", body.clone()).await.expect(200).body;
    assert_eq!(answer["push"]["results"], json!([]));
    assert_eq!(answer["pull"], json!({"code": "epoch_changed"}));
    assert_eq!(count(&world, "select count(*) from sync_op").await, 0);
    phone.cursor = None;
    body["push"]["ops"] = json!([older, newer]);
    body["pull"] = phone.request();
    let answer = world.post(&phone.token, "/sync", body).await.expect(200).body;
    assert_eq!(answer["push"]["results"][1]["v"], 3, "{answer}");
    assert!(answer["pull"]["cursor"].is_string(), "{answer}");
    let stands = sql
        .query_one("select language from person where id = $1", &[&person])
        .await
        .unwrap();
    assert_eq!(stands.get::<_, String>(0), "en");
}

#[actix_web::test]
async fn one_round_trip_sends_and_pulls() {
    let world = World::new().await;
    let (_, phone, _, enrolment) = scene(&world).await;
    let op = logged(enrolment, "2026-02-03T15:00:00Z");
    let mut body = envelope(std::slice::from_ref(&op));
    body["pull"] = phone.request();
    let answer = world.post(&phone.token, "/sync", body.clone()).await.expect(200);
    assert_eq!(answer.body["push"]["results"][0]["status"], "applied");
    assert!(answer.body["pull"]["cursor"].is_string(), "{}", answer.body["pull"]);
    // Where nothing can be pulled, what was sent is answered all the same.
    body["pull"]["cursor"] = json!("nobody's");
    let answer = world.post(&phone.token, "/sync", body.clone()).await.expect(200);
    assert_eq!(answer.body["push"]["results"][0]["replayed"], true);
    assert_eq!(answer.body["pull"], json!({"code": "validation"}));
    // What is asked wrongly is said before anything is taken in.
    body["pull"] = json!({"protocol": 7});
    body["push"]["ops"] = json!([logged(enrolment, "2026-02-04T15:00:00Z")]);
    world
        .post(&phone.token, "/sync", body)
        .await
        .expect_problem(422, "validation");
    assert_eq!(count(&world, "select count(*) from session").await, 1);
}
