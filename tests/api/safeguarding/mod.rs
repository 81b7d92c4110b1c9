//! Concerns for children: a vault that the accused, her managers and the administrators find empty.

mod answering;
mod vault;
mod walk;

use actix_web::http::Method;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::support::line::id_of;
use crate::support::{Answer, House, World, new_id};

/// A concern about somebody's family, at `north`.
fn concern(house: &House) -> Value {
    json!({"id": new_id(), "site_id": house.north, "about": "family", "text": "Canary: bruises on her arm."})
}

/// A concern about a colleague.
fn about(house: &House, who: Uuid) -> Value {
    let mut body = concern(house);
    body["about"] = json!("staff");
    body["accused_id"] = json!(who);
    body
}

async fn raise(world: &World, house: &House, who: &str, body: &Value) -> Uuid {
    let path = "/safeguarding-concerns";
    world.post(house.token(who), path, body.clone()).await.expect(201);
    id_of(body)
}

async fn read(world: &World, token: &str, concern: Uuid) -> Answer {
    world.get(token, &format!("/safeguarding-concerns/{concern}")).await
}

/// Is it in her list?
async fn lists(world: &World, token: &str, concern: Uuid) -> bool {
    let answer = world.get(token, "/safeguarding-concerns").await.expect(200);
    answer.body["items"]
        .as_array()
        .unwrap()
        .iter()
        .any(|item| id_of(item) == concern)
}

/// A step, on the version she sees.
async fn step(world: &World, token: &str, concern: Uuid, step: &str) -> Answer {
    let seen = read(world, token, concern).await.expect(200).etag();
    let path = format!("/safeguarding-concerns/{concern}/entries");
    let body = json!({"step": step, "text": "Canary: spoke with the aunt."});
    world.change(Method::POST, token, &path, &seen, body).await
}
