//! What was written down wrongly.

use actix_web::http::Method;
use serde_json::{Value, json};
use uuid::Uuid;

use super::{at, read, receive, referred, step};
use crate::support::line::referral;
use crate::support::{Answer, House, World};

async fn correct(world: &World, house: &House, who: &str, id: Uuid, body: Value) -> Answer {
    let seen = read(world, house, who, id).await.expect(200).etag();
    let path = format!("/referrals/{id}");
    world.change(Method::PATCH, house.token(who), &path, &seen, body).await
}

#[actix_web::test]
async fn a_correction_moves_the_clock_with_it() {
    let world = World::new().await;
    let house = world.house("First").await;
    let (_, id) = referred(&world, &house).await;
    let corrected = correct(
        &world,
        &house,
        "supervisor",
        id,
        json!({"urgency": "routine", "agreed": "no"}),
    )
    .await;
    let corrected = corrected.expect(200);
    assert_eq!(corrected.body["due_on"], "2026-06-16");
    assert_eq!(corrected.body["agreed"], "no");
    let earlier =
        json!({"received_at": "2026-06-01T12:00:00Z", "mandate": "diversion_condition", "reasons": ["other"]});
    let earlier = correct(&world, &house, "intake_officer", id, earlier).await.expect(200);
    assert_eq!(earlier.body["due_on"], "2026-06-08");
    assert_eq!(earlier.body["overdue"], true);
    assert_eq!(earlier.body["mandated"], true);
    step(&world, &house, "supervisor", id, at("attempted", "06:00"))
        .await
        .expect(200);
    let late = json!({"received_at": "2026-06-10T06:00:01Z"});
    let late = correct(&world, &house, "supervisor", id, late)
        .await
        .expect_problem(422, "validation");
    assert_eq!(late.body["errors"][0]["pointer"], "/received_at");
    correct(&world, &house, "supervisor", id, json!({}))
        .await
        .expect_problem(422, "validation");
    correct(&world, &house, "worker", id, json!({"agreed": "yes"}))
        .await
        .expect_problem(403, "not_allowed");
}

#[actix_web::test]
async fn a_voided_referral_counts_nowhere_and_can_be_received_anew() {
    let world = World::new().await;
    let house = world.house("First").await;
    let (person, id) = referred(&world, &house).await;
    let path = format!("/referrals/{id}/void");
    let reason = json!({"reason": "wrong_person"});
    world
        .change(Method::POST, house.token("worker"), &path, "\"v1\"", reason.clone())
        .await
        .expect_problem(403, "not_allowed");
    let voided = world
        .change(Method::POST, house.token("supervisor"), &path, "\"v1\"", reason.clone())
        .await
        .expect(200);
    assert_eq!(voided.body["void_reason"], "wrong_person");
    world
        .change(Method::POST, house.token("supervisor"), &path, "\"v2\"", reason)
        .await
        .expect_problem(409, "voided");
    step(&world, &house, "supervisor", id, at("attempted", "06:00"))
        .await
        .expect_problem(409, "voided");
    let open = world.get(house.token("supervisor"), "/referrals").await.expect(200);
    assert_eq!(open.body["items"], json!([]));
    let anew = receive(&world, &house, "worker", person, &referral(&house))
        .await
        .expect(201);
    assert_ne!(anew.body["id"], json!(id));
}
