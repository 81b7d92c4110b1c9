//! Intake: referrals received, joined, moved on, corrected and voided; screened and decided about;
//! offered a place, or put on the list.

mod correcting;
mod overrides;
mod places;
mod queue;
mod receiving;
mod rules;
mod screening;
mod steps;
mod walk;

pub(crate) use places::{an_offer, eligible, offer};

use actix_web::http::Method;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::support::line::{adult, id_of, referral};
use crate::support::{Answer, House, World, new_id};

/// Somebody taken in by the worker, and a referral of hers to sport.
async fn referred(world: &World, house: &House) -> (Uuid, Uuid) {
    let person = world.take_in(house, "worker", &adult(house)).await;
    let body = referral(house);
    receive(world, house, "worker", person, &body).await.expect(201);
    (person, id_of(&body))
}

/// Receives a referral as `who`.
async fn receive(world: &World, house: &House, who: &str, person: Uuid, body: &Value) -> Answer {
    let path = format!("/people/{person}/referrals");
    world.post(house.token(who), &path, body.clone()).await
}

/// The referral as `who` sees it.
async fn read(world: &World, house: &House, who: &str, referral: Uuid) -> Answer {
    world.get(house.token(who), &format!("/referrals/{referral}")).await
}

/// Takes a step as `who`, on the version she sees.
async fn step(world: &World, house: &House, who: &str, referral: Uuid, body: Value) -> Answer {
    let seen = read(world, house, who, referral).await.expect(200).etag();
    let path = format!("/referrals/{referral}/steps");
    world.change(Method::POST, house.token(who), &path, &seen, body).await
}

/// A step taken on 10 June 2026 at this hour (UTC).
fn at(step: &str, hour: &str) -> Value {
    json!({"step": step, "occurred_at": format!("2026-06-10T{hour}:00Z")})
}

/// Sorted at this hour, with a safe way to reach her.
fn sorted(hour: &str) -> Value {
    let mut body = at("triaged", hour);
    body["contact_safety"] = json!("safe");
    body
}

/// A referral to sport of somebody with a safe way to reach her, which screening began to look at.
async fn in_screening(world: &World, house: &House) -> (Uuid, Uuid) {
    let (person, id) = referred(world, house).await;
    step(world, house, "worker", id, sorted("06:00")).await.expect(200);
    step(world, house, "worker", id, at("screening_begun", "07:00"))
        .await
        .expect(200);
    (person, id)
}

/// A rule of this kind whose question has no parts.
fn asks(kind: &str, expr: &str) -> Value {
    json!({"kind": kind, "expr": expr, "message": "Is so"})
}

/// Adds a rule to sport.
async fn add_rule(world: &World, house: &House, body: &Value) -> Answer {
    let path = format!("/programmes/{}/rules", house.sport);
    world.post(house.token("programme_manager"), &path, body.clone()).await
}

/// A rule of sport that is there.
async fn a_rule(world: &World, house: &House, rule: Value) -> Uuid {
    let body = json!({"id": new_id(), "rule": rule});
    add_rule(world, house, &body).await.expect(201);
    id_of(&body)
}

/// The next version of a rule.
async fn changed_rule(world: &World, house: &House, id: Uuid, etag: &str, rule: &Value, in_force: bool) -> Answer {
    let body = json!({"rule": rule, "in_force": in_force});
    let path = format!("/rules/{id}");
    let token = house.token("programme_manager");
    world.change(Method::PUT, token, &path, etag, body).await
}

/// Looks at the rules as `who`, with these answers.
async fn look(world: &World, house: &House, who: &str, referral: Uuid, answers: Value) -> Answer {
    let path = format!("/referrals/{referral}/evaluations");
    let body = json!({"id": new_id(), "answers": answers});
    world.post(house.token(who), &path, body).await
}

/// The screening as `who` sees it.
async fn screening(world: &World, house: &House, who: &str, referral: Uuid) -> Answer {
    let path = format!("/referrals/{referral}/screening");
    world.get(house.token(who), &path).await
}
