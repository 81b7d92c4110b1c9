//! On call: the rota, who is called in which order, and the gateway.

mod calling;
mod gateway;
mod rota;
mod walk;

use serde_json::{Value, json};
use uuid::Uuid;

use crate::support::line::id_of;
use crate::support::smtp::Mailbox;
use crate::support::{House, World, new_id};

/// A shift at `north` on 10 June 2026.
fn shift(house: &House, who: Uuid, place: i32, from: &str, to: &str) -> Value {
    json!({"id": new_id(), "site_id": house.north, "staff_id": who, "place": place,
        "starts_at": format!("2026-06-10T{from}:00Z"), "ends_at": format!("2026-06-10T{to}:00Z")})
}

/// A report that somebody's life is at risk.
fn critical(house: &House) -> Value {
    json!({"id": new_id(), "site_id": house.north, "kind": "threat_to_life", "severity": "s1_critical",
        "occurred_at": "2026-06-10T09:00:00Z", "narrative": "Canary: they wait for her at the gate."})
}

/// Reports it as the worker.
async fn reported(world: &World, house: &House, body: &Value) -> Uuid {
    world
        .post(&house.renew(world, "worker"), "/incidents", body.clone())
        .await
        .expect(201);
    id_of(body)
}

/// Does what is due, and says who was called by mail since, by the names in their addresses; other mail is none of
/// ours.
async fn called(world: &World, mailbox: &Mailbox) -> Vec<String> {
    world.work().await;
    let mut names = Vec::new();
    for mail in mailbox.collect().await {
        for telling in ["Canary", "ncident", "gate", "First", "threat", "http"] {
            assert!(!mail.text.contains(telling), "{telling} in {}", mail.text);
        }
        if mail.text.contains("You are on call") {
            names.push(mail.to.split('.').next().unwrap().to_owned());
        }
    }
    names.sort();
    names
}
