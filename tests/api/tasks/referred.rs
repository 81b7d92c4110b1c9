//! Places that are offered or accepted, and wait (domain.md §2.2): tasks of before an enrolment.

use actix_web::http::Method;
use serde_json::{Value, json};
use uuid::Uuid;

use super::{all_tasks, strike, task};
use crate::intake::{an_offer, eligible, offer};
use crate::support::{House, World};

async fn asked(world: &World, house: &House, who: &str, kind: &str) -> Vec<Value> {
    all_tasks(world, house, who, &format!("kind={kind}")).await
}

/// A step of a referral, as the supervisor, now.
async fn step(world: &World, house: &House, referral: Uuid, step: &str, at: &str) {
    let token = house.renew(world, "supervisor");
    let seen = world.version("referral_in", referral).await;
    let path = format!("/referrals/{referral}/steps");
    let mut body = json!({"step": step, "occurred_at": at});
    if step == "closed" {
        body["reason"] = json!("not_reached");
    }
    world.change(Method::POST, &token, &path, &seen, body).await.expect(200);
}

/// Somebody to whom sport is offered, on 10 June 2026.
async fn offered(world: &World, house: &House) -> (Uuid, Uuid) {
    let (person, referral) = eligible(world, house).await;
    offer(world, house, "intake_officer", referral, &an_offer())
        .await
        .expect(201);
    (person, referral)
}

#[actix_web::test]
async fn an_offer_nobody_answers_is_asked_after_in_a_week_and_the_yes_in_two() {
    let world = World::new().await;
    let house = world.house("First").await;
    let (person, referral) = offered(&world, &house).await;
    // The seventh day after it is 17 June, which begins at five in Greenwich.
    strike(&world, "2026-06-17T04:59:00Z").await;
    assert_eq!(asked(&world, &house, "supervisor", "offer_silent").await.len(), 0);
    for now in ["2026-06-18T06:00:00Z", "2026-06-19T06:00:00Z"] {
        strike(&world, now).await;
        let raised = asked(&world, &house, "supervisor", "offer_silent").await;
        assert_eq!(raised.len(), 1, "{raised:?}");
        assert_eq!(
            (
                &raised[0]["referral_id"],
                &raised[0]["person_id"],
                &raised[0]["enrolment_id"]
            ),
            (&json!(referral), &json!(person), &Value::Null)
        );
        assert_eq!(
            (&raised[0]["about_on"], &raised[0]["due_on"]),
            (&json!("2026-06-10"), &json!("2026-06-17"))
        );
    }
    // Who works on it, and who took her in; nobody of elsewhere, and nobody who only works at the place.
    for (who, query, shown) in [
        ("intake_officer", "kind=offer_silent", 1),
        ("worker", "kind=offer_silent&mine=true", 1),
        ("supervisor", "kind=offer_silent&mine=true", 0),
        ("outreach", "kind=offer_silent", 0),
        ("south_supervisor", "kind=offer_silent", 0),
    ] {
        assert_eq!(
            all_tasks(&world, &house, who, query).await.len(),
            shown,
            "{who} {query}"
        );
    }
    let raised = asked(&world, &house, "supervisor", "offer_silent").await.remove(0);
    let outreach = house.renew(&world, "outreach");
    let path = format!("/tasks/{}", raised["id"].as_str().unwrap());
    world.get(&outreach, &path).await.expect_problem(404, "not_found");
    // Trying to reach her answers nothing; her yes does.
    step(&world, &house, referral, "attempted", "2026-06-19T05:30:00Z").await;
    strike(&world, "2026-06-20T06:00:00Z").await;
    assert_eq!(asked(&world, &house, "supervisor", "offer_silent").await.len(), 1);
    step(&world, &house, referral, "offer_accepted", "2026-06-20T05:30:00Z").await;
    assert_eq!(asked(&world, &house, "supervisor", "offer_silent").await.len(), 0);
    assert_eq!(
        task(&world, &house, "supervisor", &raised["id"]).await["outcome"],
        "done"
    );
    strike(&world, "2026-07-03T12:00:00Z").await;
    assert_eq!(asked(&world, &house, "supervisor", "joining_open").await.len(), 0);
    strike(&world, "2026-07-04T12:00:00Z").await;
    let raised = asked(&world, &house, "supervisor", "joining_open").await;
    assert_eq!(raised.len(), 1);
    assert_eq!(
        (&raised[0]["about_on"], &raised[0]["due_on"]),
        (&json!("2026-06-20"), &json!("2026-07-04"))
    );
    step(&world, &house, referral, "closed", "2026-07-04T11:30:00Z").await;
    assert_eq!(
        task(&world, &house, "supervisor", &raised[0]["id"]).await["outcome"],
        "done"
    );
}

#[actix_web::test]
async fn enrolling_is_what_a_yes_asks_for() {
    let world = World::new().await;
    let house = world.house("First").await;
    let (person, referral) = offered(&world, &house).await;
    step(&world, &house, referral, "offer_accepted", "2026-06-10T09:00:00Z").await;
    strike(&world, "2026-06-24T12:00:00Z").await;
    let raised = asked(&world, &house, "worker", "joining_open").await;
    assert_eq!(raised.len(), 1);
    let token = house.renew(&world, "worker");
    let mut body = crate::support::line::enrolment(&house);
    body["programme_id"] = json!(house.sport);
    body["referral_id"] = json!(referral);
    world
        .post(&token, &format!("/people/{person}/enrolments"), body)
        .await
        .expect(201);
    assert_eq!(
        task(&world, &house, "intake_officer", &raised[0]["id"]).await["outcome"],
        "done"
    );
}

#[actix_web::test]
async fn only_who_works_on_the_referral_says_that_it_can_wait() {
    let world = World::new().await;
    let house = world.house("First").await;
    offered(&world, &house).await;
    strike(&world, "2026-06-18T12:00:00Z").await;
    let raised = asked(&world, &house, "director", "offer_silent").await.remove(0);
    let path = format!("/tasks/{}/dismiss", raised["id"].as_str().unwrap());
    let body = json!({"reason": "being_sought"});
    for (who, status, code) in [("director", 403, "not_allowed"), ("south_supervisor", 404, "not_found")] {
        let token = house.renew(&world, who);
        let answer = world.change(Method::POST, &token, &path, "\"v1\"", body.clone()).await;
        answer.expect_problem(status, code);
    }
    let token = house.renew(&world, "intake_officer");
    let headers = [("if-match", "\"v1\""), ("idempotency-key", "it-can-wait")];
    for _ in 0..2 {
        let done = world
            .call(Method::POST, Some(&token), &path, Some(body.clone()), &headers)
            .await
            .expect(200);
        assert_eq!(done.body["ask_again_on"], "2026-07-18");
    }
    for (now, open) in [("2026-07-17T12:00:00Z", 0), ("2026-07-18T12:00:00Z", 1)] {
        strike(&world, now).await;
        assert_eq!(
            asked(&world, &house, "intake_officer", "offer_silent").await.len(),
            open,
            "{now}"
        );
    }
}
