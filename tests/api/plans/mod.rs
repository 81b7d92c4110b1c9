//! Case plans (domain.md §2.7).

mod approving;
mod looking;
mod walk;
mod writing;

use actix_web::http::Method;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::support::{Answer, House, World, new_id};

/// A goal with a word in it that is nowhere else.
fn goal() -> Value {
    json!({
        "domain": "education", "priority": "first", "due_on": "2026-09-01",
        "own_words": "Canaryown: I want to finish school", "description": "Canarygoal: passes the ninth year",
        "baseline": "Canarybase: has left the eighth", "target": "Canarytarget: the report of June",
    })
}

/// A plan of an enrolment, and one goal in it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Written {
    pub(crate) plan: Uuid,
    pub(crate) goal: Uuid,
}

/// Begins a version and writes a goal into it, as `who`.
pub(crate) async fn written(world: &World, token: &str, enrolment: Uuid) -> Written {
    let [plan, goal_id] = [new_id(), new_id()];
    let path = format!("/enrolments/{enrolment}/case-plans");
    world.post(token, &path, json!({"id": plan})).await.expect(201);
    let path = format!("/case-plans/{plan}/goals");
    let body = json!({"id": goal_id, "goal": goal()});
    world.post(token, &path, body).await.expect(201);
    Written { plan, goal: goal_id }
}

/// A change of a row as it stands now.
async fn change(world: &World, token: &str, table: &str, id: Uuid, path: &str, body: Value) -> Answer {
    let etag = world.version(table, id).await;
    let body = (!body.is_null()).then_some(body);
    world
        .call(Method::POST, Some(token), path, body, &[("if-match", &etag)])
        .await
}

/// A step of a plan.
async fn step(world: &World, token: &str, plan: Uuid, step: &str, body: Value) -> Answer {
    let path = format!("/case-plans/{plan}/{step}");
    change(world, token, "case_plan", plan, &path, body).await
}

/// Hands a plan in as the worker, approves it as the supervisor, and puts it into force on a day.
pub(crate) async fn in_force(world: &World, house: &House, plan: Uuid, on: &str) -> Answer {
    let (worker, supervisor) = (house.renew(world, "worker"), house.renew(world, "supervisor"));
    step(world, &worker, plan, "submit", Value::Null).await.expect(200);
    step(world, &supervisor, plan, "approve", Value::Null).await.expect(200);
    step(world, &worker, plan, "start", json!({"on": on})).await.expect(200)
}
