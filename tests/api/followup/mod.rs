//! Asking after who has left, and what was found (domain.md §2.20).

mod observations;
mod settling;
mod walk;

use actix_web::http::Method;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::support::line::{consent, leaving, session};
use crate::support::{Answer, House, World, new_id};

/// Somebody the worker walked with from January on, who left on 5 March 2026 and wants aftercare: three months after it is 5
/// June. The clock stands at 10 June.
async fn left(world: &World, house: &House, safe: Option<bool>) -> (Uuid, Uuid) {
    let (person, enrolment) = world.enrolled(house, "worker").await;
    world
        .log(house, "worker", enrolment, &session("2026-03-02T15:00:00Z"))
        .await;
    let mut body = leaving("2026-03-05", "left_by_choice");
    body["aftercare"] = json!("planned");
    if let Some(safe) = safe {
        body["safe_to_follow_up"] = json!(safe);
    }
    if safe == Some(true) {
        body["safe_contact_rule"] = json!("message_first");
    }
    world
        .step(house.token("worker"), enrolment, "exit", body)
        .await
        .expect(200);
    (person, enrolment)
}

/// Her follow-ups, as her worker reads them.
async fn followups(world: &World, house: &House, enrolment: Uuid) -> Value {
    let path = format!("/enrolments/{enrolment}/followups");
    world.get(&house.renew(world, "worker"), &path).await.expect(200).body
}

/// Their states, in their order.
async fn states(world: &World, house: &House, enrolment: Uuid) -> Vec<String> {
    let list = followups(world, house, enrolment).await;
    let items = list["items"].as_array().unwrap();
    items
        .iter()
        .map(|item| item["state"].as_str().unwrap().to_owned())
        .collect()
}

/// The first of them.
async fn first(world: &World, house: &House, enrolment: Uuid) -> Uuid {
    let list = followups(world, house, enrolment).await;
    list["items"][0]["id"].as_str().unwrap().parse().unwrap()
}

fn contact(on: &str, source: &str, result: &str) -> Value {
    json!({"id": new_id(), "contacted_on": on, "source_kind": source, "result": result})
}

async fn tell(world: &World, house: &House, followup: Uuid, contact: &Value) -> Answer {
    let path = format!("/followups/{followup}/contacts");
    world.post(&house.renew(world, "worker"), &path, contact.clone()).await
}

#[actix_web::test]
async fn leaving_makes_follow_ups_with_their_windows() {
    let world = World::new().await;
    let house = world.house("First").await;
    let programme = world
        .get(house.token("director"), &format!("/programmes/{}", house.mentoring))
        .await
        .expect(200);
    let path = format!("/programmes/{}", house.mentoring);
    world
        .change(
            Method::PATCH,
            house.token("director"),
            &path,
            &programme.etag(),
            json!({"follows_two_years": true}),
        )
        .await
        .expect(200);
    let (_, enrolment) = left(&world, &house, Some(true)).await;
    let list = followups(&world, &house, enrolment).await;
    assert_eq!(list["safe_to_follow_up"], true);
    assert_eq!(list["safe_contact_rule"], "message_first");
    let shown: Vec<_> = list["items"].as_array().unwrap().iter().collect();
    let days: Vec<_> = shown
        .iter()
        .map(|item| ["months", "opens_on", "due_on", "closes_on", "state"].map(|field| item[field].clone()))
        .collect();
    // By the windows of domain.md §2.20, and the day of today: 10 June 2026.
    let expected = [
        (3, "2026-05-22", "2026-06-05", "2026-07-05", "in_window"),
        (6, "2026-08-06", "2026-09-05", "2026-10-20", "due"),
        (12, "2027-02-03", "2027-03-05", "2027-05-04", "due"),
        (24, "2028-02-04", "2028-03-05", "2028-05-04", "due"),
    ];
    let expected = expected.map(|(months, opens, due, closes, state)| {
        [json!(months), json!(opens), json!(due), json!(closes), json!(state)]
    });
    assert_eq!(days, expected);
    world.set_now("2026-07-06T12:00:00Z");
    assert_eq!(states(&world, &house, enrolment).await[0], "overdue");
}

#[actix_web::test]
async fn who_never_began_is_not_asked_after() {
    let world = World::new().await;
    let house = world.house("First").await;
    let (_, enrolment) = world.enrolled(&house, "worker").await;
    world
        .step(
            house.token("worker"),
            enrolment,
            "exit",
            leaving("2026-03-05", "never_started"),
        )
        .await
        .expect(200);
    assert_eq!(followups(&world, &house, enrolment).await["items"], json!([]));
}

#[actix_web::test]
async fn a_contact_is_recorded_once_settles_and_can_be_taken_back() {
    let world = World::new().await;
    let house = world.house("First").await;
    let (_, enrolment) = left(&world, &house, Some(true)).await;
    let followup = first(&world, &house, enrolment).await;
    let tried = contact("2026-06-01", "self_report", "no_answer");
    let answer = tell(&world, &house, followup, &tried).await.expect(201);
    assert_eq!(answer.body["state"], "in_window");
    let talked = contact("2026-06-03", "self_report", "done");
    let answer = tell(&world, &house, followup, &talked).await.expect(201);
    assert_eq!(answer.body["state"], "done");
    // Her answer was lost on the way: the same again is the same.
    let again = tell(&world, &house, followup, &talked).await.expect(200);
    assert_eq!(again.body, answer.body);
    let mut other = talked.clone();
    other["contacted_on"] = json!("2026-06-04");
    tell(&world, &house, followup, &other).await.expect(409);
    tell(
        &world,
        &house,
        followup,
        &contact("2026-06-04", "self_report", "declined"),
    )
    .await
    .expect_problem(409, "followup_settled");
    let written = &answer.body["contacts"][1];
    let path = format!("/followup-contacts/{}/void", written["id"].as_str().unwrap());
    let reason = json!({"reason": "wrong_person"});
    let etag = written["etag"].as_str().unwrap();
    let worker = house.token("worker");
    let voided = world
        .change(Method::POST, worker, &path, etag, reason.clone())
        .await
        .expect(200);
    assert_eq!(voided.body["state"], "in_window");
    assert_eq!(voided.body["contacts"][1]["void_reason"], "wrong_person");
    world
        .change(Method::POST, worker, &path, "\"v2\"", reason)
        .await
        .expect_problem(409, "voided");
    for (on, pointer) in [("2026-05-21", "/contacted_on"), ("2026-06-11", "/contacted_on")] {
        let refused = tell(&world, &house, followup, &contact(on, "self_report", "done"))
            .await
            .expect(422);
        assert_eq!(refused.body["errors"][0]["pointer"], pointer);
    }
}

#[actix_web::test]
async fn others_are_asked_only_with_her_consent() {
    let world = World::new().await;
    let house = world.house("First").await;
    let (person, enrolment) = left(&world, &house, Some(true)).await;
    let followup = first(&world, &house, enrolment).await;
    let mother = contact("2026-06-03", "caregiver", "partial");
    tell(&world, &house, followup, &mother)
        .await
        .expect_problem(422, "followup_consent_missing");
    let consents = format!("/people/{person}/consents");
    let worker = house.token("worker");
    world
        .post(worker, &consents, consent("followup_after_exit", "young_person"))
        .await
        .expect(201);
    let answer = tell(&world, &house, followup, &mother).await.expect(201);
    assert_eq!(answer.body["state"], "partial");
    // Justice records need a consent of their own.
    let matched = contact("2026-06-04", "justice_match_consented", "done");
    let refused = tell(&world, &house, followup, &matched)
        .await
        .expect_problem(422, "followup_consent_missing");
    assert!(
        refused.body["detail"]
            .as_str()
            .unwrap()
            .contains("justice_record_match")
    );
    // What is known already is not made less.
    tell(
        &world,
        &house,
        followup,
        &contact("2026-06-04", "self_report", "unreachable"),
    )
    .await
    .expect_problem(409, "followup_in_part");
    let rest = contact("2026-06-04", "self_report", "done");
    assert_eq!(
        tell(&world, &house, followup, &rest).await.expect(201).body["state"],
        "done"
    );
}
