//! Incidents: reported in one request, handled step by step, closed by two; and nobody learns who else is named.

mod actions_walk;
mod closing;
mod erased;
mod parties;
mod reporting;
mod steps;
mod telling;
mod walk;

use actix_web::http::Method;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::support::line::id_of;
use crate::support::{Answer, House, World, new_id};

/// A report of a serious threat at `north`, an hour ago, which names nobody.
fn report(house: &House) -> Value {
    json!({"id": new_id(), "site_id": house.north, "kind": "threat_other", "severity": "s2_serious",
        "occurred_at": "2026-06-10T08:30:00Z", "narrative": "Canary: they waited for her at the gate."})
}

/// The same, naming these people in these roles.
pub(crate) fn naming(house: &House, people: &[(Uuid, &str)]) -> Value {
    let mut body = report(house);
    body["parties"] = people
        .iter()
        .map(|(person, role)| json!({"id": new_id(), "person_id": person, "role": role}))
        .collect();
    body
}

/// The same, naming a colleague.
fn naming_colleague(house: &House, who: &str, role: &str) -> Value {
    let mut body = report(house);
    body["parties"] = json!([{"id": new_id(), "staff_id": house.who(who).id, "role": role}]);
    body
}

async fn send(world: &World, house: &House, who: &str, body: &Value) -> Uuid {
    world
        .post(house.token(who), "/incidents", body.clone())
        .await
        .expect(201);
    id_of(body)
}

async fn read(world: &World, house: &House, who: &str, incident: Uuid) -> Answer {
    world.get(house.token(who), &format!("/incidents/{incident}")).await
}

/// Sends to a place below the incident, on the version she sees.
async fn act(world: &World, house: &House, who: &str, incident: Uuid, place: &str, body: Value) -> Answer {
    let seen = read(world, house, who, incident).await.expect(200).etag();
    let path = format!("/incidents/{incident}/{place}");
    world.change(Method::POST, house.token(who), &path, &seen, body).await
}

/// A step taken now.
fn step(step: &str) -> Value {
    let mut body = json!({"step": step, "occurred_at": "2026-06-10T09:30:00Z"});
    match step {
        "triaged" => body["severity"] = json!("s2_serious"),
        "notified" => body["notified_to"] = json!(["none_required"]),
        _ => {}
    }
    body
}

/// Takes an incident to its review, as the supervisor.
async fn to_review(world: &World, house: &House, incident: Uuid) {
    for code in ["triaged", "acted", "notified", "review_begun"] {
        act(world, house, "supervisor", incident, "steps", step(code))
            .await
            .expect(200);
    }
}

/// What a list shows her.
async fn listed(world: &World, house: &House, who: &str, query: &str) -> Vec<Uuid> {
    let answer = world
        .get(house.token(who), &format!("/incidents?{query}"))
        .await
        .expect(200);
    answer.body["items"].as_array().unwrap().iter().map(id_of).collect()
}
