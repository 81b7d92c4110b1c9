//! Intake: referrals received, joined, moved on, corrected and voided.

mod correcting;
mod queue;
mod receiving;
mod steps;

use actix_web::http::Method;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::support::line::{adult, id_of, referral};
use crate::support::{Answer, House, World};

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
