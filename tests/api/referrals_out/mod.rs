//! Sending somebody to a provider, and what becomes of it.

mod walk;

use actix_web::http::Method;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::consent::breadth::{school, share};
use crate::support::line::id_of;
use crate::support::{Answer, House, World, new_id};

/// The school is told how she comes, and takes her on.
fn sent(school: Uuid, basis: &str) -> Value {
    json!({"id": new_id(), "provider_id": school, "service": "school", "warm": true, "made_at": "2026-06-01T15:00:00Z",
        "told": {"id": new_id(), "basis": basis, "categories": ["attendance"], "channel": "phone"}})
}

async fn refer(world: &World, house: &House, who: &str, enrolment: Uuid, body: &Value) -> Answer {
    let path = format!("/enrolments/{enrolment}/referrals-out");
    world.post(house.token(who), &path, body.clone()).await
}

async fn step(world: &World, token: &str, referral: Uuid, state: &str, at: &str) -> Answer {
    let path = format!("/referrals-out/{referral}");
    let etag = world.get(token, &path).await.expect(200).etag();
    let body = json!({"state": state, "occurred_at": at});
    world
        .change(Method::POST, token, &format!("{path}/steps"), &etag, body)
        .await
}

/// Somebody enrolled who agreed that the school may be told.
async fn agreed(world: &World, house: &House) -> (Uuid, Uuid, Uuid) {
    let (person, enrolment) = world.enrolled(house, "worker").await;
    let school = school(world, house).await;
    let consents = format!("/people/{person}/consents");
    world
        .post(house.token("worker"), &consents, share("young_person", school))
        .await
        .expect(201);
    (person, enrolment, school)
}

#[actix_web::test]
async fn a_referral_needs_consent_and_writes_what_was_told() {
    let world = World::new().await;
    let house = world.house("First").await;
    let (person, enrolment) = world.enrolled(&house, "worker").await;
    let school = school(&world, &house).await;
    let body = sent(school, "consent");
    refer(&world, &house, "worker", enrolment, &body)
        .await
        .expect_problem(422, "no_consent_to_share");
    let consents = format!("/people/{person}/consents");
    world
        .post(house.token("worker"), &consents, share("young_person", school))
        .await
        .expect(201);
    let made = refer(&world, &house, "worker", enrolment, &body).await.expect(201);
    assert_eq!(made.body["referral"]["state"], "made");
    assert_eq!(
        made.body["referral"]["answer_due_on"], "2026-06-11",
        "the school answers within ten days"
    );
    refer(&world, &house, "worker", enrolment, &body).await.expect(200);
    let mut other = body.clone();
    other["warm"] = json!(false);
    refer(&world, &house, "worker", enrolment, &other)
        .await
        .expect_problem(409, "id_taken");
    let told = world
        .get(house.token("worker"), &format!("/people/{person}/disclosures"))
        .await
        .expect(200);
    assert_eq!(
        told.body["items"].as_array().unwrap().len(),
        1,
        "once, with the referral"
    );
    assert_eq!(told.body["items"][0]["id"], body["told"]["id"]);
    assert_eq!(told.body["items"][0]["purpose"], "referral");
    for (key, value) in [("service", json!("housing")), ("provider_id", json!(new_id()))] {
        let mut wrong = sent(school, "consent");
        wrong[key] = value;
        refer(&world, &house, "worker", enrolment, &wrong)
            .await
            .expect_problem(422, "validation");
    }
    // Without consent only who may, and the data-protection officer hears of it.
    let danger = sent(school, "vital_interest");
    refer(&world, &house, "worker", enrolment, &danger)
        .await
        .expect_problem(403, "not_allowed");
    refer(&world, &house, "supervisor", enrolment, &danger)
        .await
        .expect(201);
    let queue = world
        .get(house.token("dpo"), "/disclosures/to-review")
        .await
        .expect(200);
    assert_eq!(queue.body["items"][0]["id"], danger["told"]["id"]);
    refer(&world, &house, "other_worker", enrolment, &sent(school, "consent"))
        .await
        .expect_problem(404, "not_found");
    refer(&world, &house, "evaluator", enrolment, &sent(school, "consent"))
        .await
        .expect_problem(403, "not_allowed");
}

#[actix_web::test]
async fn steps_go_forward_and_an_end_is_an_end() {
    let world = World::new().await;
    let house = world.house("First").await;
    let (_, enrolment, school) = agreed(&world, &house).await;
    let body = sent(school, "consent");
    refer(&world, &house, "worker", enrolment, &body).await.expect(201);
    let (id, token) = (id_of(&body), house.token("worker"));
    step(&world, token, id, "no_show", "2026-06-02T15:00:00Z")
        .await
        .expect_problem(422, "step_does_not_follow");
    step(&world, token, id, "sent", "2026-05-31T15:00:00Z")
        .await
        .expect_problem(422, "validation");
    step(&world, token, id, "sent", "2026-06-30T15:00:00Z")
        .await
        .expect_problem(422, "validation");
    step(&world, token, id, "appointment_set", "2026-06-02T15:00:00Z")
        .await
        .expect(200);
    step(&world, token, id, "acknowledged", "2026-06-03T15:00:00Z")
        .await
        .expect_problem(422, "step_does_not_follow");
    let path = format!("/referrals-out/{id}/steps");
    let gone = json!({"state": "attended", "occurred_at": "2026-06-04T15:00:00Z"});
    world
        .change(Method::POST, token, &path, "\"v1\"", gone.clone())
        .await
        .expect_problem(412, "changed_meanwhile");
    let headers = [("if-match", "\"v2\""), ("idempotency-key", "she-went-there")];
    for _ in 0..2 {
        world
            .call(Method::POST, Some(token), &path, Some(gone.clone()), &headers)
            .await
            .expect(200);
    }
    step(&world, token, id, "declined_by_person", "2026-06-05T15:00:00Z")
        .await
        .expect(200);
    step(&world, token, id, "service_started", "2026-06-06T15:00:00Z")
        .await
        .expect_problem(409, "referral_out_ended");
    let course = world
        .get(house.token("supervisor"), &format!("/referrals-out/{id}"))
        .await
        .expect(200);
    let states: Vec<_> = course.body["steps"]
        .as_array()
        .unwrap()
        .iter()
        .map(|row| row["state"].clone())
        .collect();
    assert_eq!(
        states,
        ["made", "appointment_set", "attended", "declined_by_person"].map(|state| json!(state))
    );
    let list = world
        .get(token, &format!("/enrolments/{enrolment}/referrals-out"))
        .await
        .expect(200);
    assert_eq!(list.body["items"], json!([course.body["referral"]]));
}

#[actix_web::test]
async fn a_provider_that_does_not_answer_raises_a_task() {
    let world = World::new().await;
    let house = world.house("First").await;
    let (_, enrolment, school) = agreed(&world, &house).await;
    let body = sent(school, "consent");
    refer(&world, &house, "worker", enrolment, &body).await.expect(201);
    let tasks = async |now: &str| {
        world.set_now(now);
        world.plan_day().await;
        world.work().await;
        let token = house.renew(&world, "worker");
        let list = world.get(&token, "/tasks?kind=referral_out_silent").await.expect(200);
        list.body["items"].as_array().unwrap().clone()
    };
    assert_eq!(
        tasks("2026-06-11T04:59:00Z").await.len(),
        0,
        "the tenth day has not begun in Bogotá"
    );
    let raised = tasks("2026-06-12T06:00:00Z").await;
    assert_eq!(raised.len(), 1);
    assert_eq!(raised[0]["about_on"], "2026-06-01");
    let token = house.renew(&world, "worker");
    step(&world, &token, id_of(&body), "acknowledged", "2026-06-12T05:00:00Z")
        .await
        .expect(200);
    assert_eq!(tasks("2026-06-13T06:00:00Z").await.len(), 0);
}

#[actix_web::test]
async fn one_that_was_entered_by_mistake_is_voided_and_what_was_told_stays() {
    let world = World::new().await;
    let house = world.house("First").await;
    let (person, enrolment, school) = agreed(&world, &house).await;
    let body = sent(school, "consent");
    let made = refer(&world, &house, "worker", enrolment, &body).await.expect(201);
    let (worker, etag) = (house.token("worker"), made.etag());
    let path = format!("/referrals-out/{}", id_of(&body));
    let void = format!("{path}/void");
    let wrong = json!({"reason": "wrong_person"});
    world
        .change(Method::POST, house.token("other_worker"), &void, &etag, wrong.clone())
        .await
        .expect_problem(404, "not_found");
    world
        .change(Method::POST, worker, &void, "\"v9\"", wrong.clone())
        .await
        .expect_problem(412, "changed_meanwhile");
    // Repeated with the same key it is done once.
    let headers = [("if-match", etag.as_str()), ("idempotency-key", "void-once-000001")];
    for _ in 0..2 {
        let answer = world
            .call(Method::POST, Some(worker), &void, Some(wrong.clone()), &headers)
            .await;
        answer.expect(204);
    }
    world.get(worker, &path).await.expect_problem(404, "not_found");
    let list = world
        .get(worker, &format!("/enrolments/{enrolment}/referrals-out"))
        .await
        .expect(200);
    assert_eq!(list.body["items"], json!([]));
    let told = world
        .get(worker, &format!("/people/{person}/disclosures"))
        .await
        .expect(200);
    assert_eq!(told.body["items"].as_array().unwrap().len(), 1, "it was told");
    // Nobody is asked about its silence.
    world.set_now("2026-07-01T09:30:00Z");
    world.plan_day().await;
    world.work().await;
    let silent = "select count(*) from task where kind = 'referral_out_silent'";
    let row = world.sql().await.query_one(silent, &[]).await.unwrap();
    assert_eq!(row.get::<_, i64>(0), 0);
}
