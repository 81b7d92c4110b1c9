//! From received to screening, or to an end: which step follows which, and who takes it.

use actix_web::http::Method;
use serde_json::json;

use super::{at, read, referred, sorted, step};
use crate::support::World;

#[actix_web::test]
async fn a_referral_is_sorted_she_is_reached_and_screening_begins() {
    let world = World::new().await;
    let house = world.house("First").await;
    let (_, referral) = referred(&world, &house).await;
    let by = "intake_officer";
    let go = async |body| step(&world, &house, by, referral, body).await.expect(200).body;
    assert_eq!(go(sorted("06:00")).await["state"], "triaged");
    assert_eq!(
        go(at("attempted", "07:00")).await["first_attempt_at"],
        "2026-06-10T07:00:00Z"
    );
    let reached = go(at("contacted", "09:00")).await;
    assert_eq!(reached["first_contact_at"], "2026-06-10T09:00:00Z");
    assert_eq!(reached["waits_until"], json!(null), "nothing is due any more");
    // Somebody had spoken to her before that, and tells it later.
    let earlier = go(at("contacted", "06:30")).await;
    assert_eq!(earlier["first_contact_at"], "2026-06-10T06:30:00Z");
    assert_eq!(earlier["first_attempt_at"], "2026-06-10T06:30:00Z");
    let screening = go(at("screening_begun", "09:20")).await;
    assert_eq!(screening["state"], "screening");
    let steps: Vec<_> = screening["events"]
        .as_array()
        .unwrap()
        .iter()
        .map(|event| &event["step"])
        .collect();
    assert_eq!(
        steps,
        [
            "received",
            "triaged",
            "attempted",
            "contacted",
            "contacted",
            "screening_begun"
        ]
    );
}

#[actix_web::test]
async fn steps_that_do_not_follow_or_lack_their_word_are_refused() {
    let world = World::new().await;
    let house = world.house("First").await;
    let (_, referral) = referred(&world, &house).await;
    let refused = async |body, status, code: &str| {
        let answer = step(&world, &house, "worker", referral, body).await;
        answer.expect_problem(status, code).body["errors"][0]["pointer"].clone()
    };
    let from_here = "step_not_from_here";
    refused(at("screening_begun", "08:00"), 409, from_here).await;
    refused(at("received", "08:00"), 409, from_here).await;
    assert_eq!(
        refused(at("triaged", "08:00"), 422, "validation").await,
        "/contact_safety"
    );
    assert_eq!(refused(sorted("09:41"), 422, "validation").await, "/occurred_at");
    let mut before = sorted("08:00");
    before["occurred_at"] = json!("2026-06-09T23:29:59Z");
    assert_eq!(refused(before, 422, "validation").await, "/occurred_at");
    assert_eq!(refused(at("closed", "08:00"), 422, "validation").await, "/reason");
    let mut chatty = at("attempted", "08:00");
    chatty["reason"] = json!("other");
    assert_eq!(refused(chatty, 422, "validation").await, "/reason");
    let mut unsafe_now = sorted("08:00");
    unsafe_now["contact_safety"] = json!("unsafe");
    let answer = step(&world, &house, "worker", referral, unsafe_now).await.expect(200);
    assert_eq!(answer.body["waits_until"], json!(null), "nobody is to be reached for");
    refused(at("screening_begun", "09:00"), 422, "contact_not_safe").await;
    let mut closed = at("closed", "09:00");
    closed["reason"] = json!("not_safe_here");
    step(&world, &house, "worker", referral, closed).await.expect(200);
    refused(at("attempted", "09:10"), 409, from_here).await;
}

#[actix_web::test]
async fn a_step_is_taken_once_and_on_what_was_seen() {
    let world = World::new().await;
    let house = world.house("First").await;
    let (_, referral) = referred(&world, &house).await;
    let path = format!("/referrals/{referral}/steps");
    let token = house.token("supervisor");
    let call = async |key: &str, body| {
        let headers = [("if-match", "\"v1\""), ("idempotency-key", key)];
        world.call(Method::POST, Some(token), &path, Some(body), &headers).await
    };
    call("first-key-of-ours", sorted("06:00")).await.expect(200);
    let again = call("first-key-of-ours", sorted("06:00")).await.expect(200);
    assert_eq!(again.body["events"].as_array().unwrap().len(), 2);
    call("first-key-of-ours", sorted("07:00"))
        .await
        .expect_problem(422, "idempotency_key_used");
    call("second-key-of-ours", at("attempted", "07:00"))
        .await
        .expect_problem(412, "changed_meanwhile");
    world
        .call(Method::POST, Some(token), &path, Some(sorted("06:00")), &[])
        .await
        .expect_problem(428, "if_match_needed");
}

#[actix_web::test]
async fn readers_look_and_do_not_move_it() {
    let world = World::new().await;
    let house = world.house("First").await;
    let (_, referral) = referred(&world, &house).await;
    for reader in ["evaluator", "safeguarding_lead", "director"] {
        read(&world, &house, reader, referral).await.expect(200);
        step(&world, &house, reader, referral, sorted("06:00"))
            .await
            .expect_problem(403, "not_allowed");
    }
    for stranger in ["other_worker", "south_supervisor", "org_admin", "it_admin", "funder"] {
        read(&world, &house, stranger, referral)
            .await
            .expect_problem(404, "not_found");
    }
}
