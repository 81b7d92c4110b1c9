//! What a programme asks who joins, and what she answered (domain.md §2.4).

mod answering;
mod asking;
mod danger;
mod forms;
mod walk;

use actix_web::http::Method;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::support::line::{adult, enrolment, id_of, own_consent};
use crate::support::{Answer, House, World, new_id};

/// An item that takes yes or no, in the first week, readable with the enrolment.
pub(crate) fn item(key: &str) -> Value {
    json!({"key": key, "domain": "immediate_needs", "kind": "yes_no", "class": "c2", "ask_when": "first_week",
        "required": true, "words": {"en": {"question": "Is there a safe way home?"}}})
}

/// A draft of mentoring's form, as the programme manager.
async fn draft(world: &World, house: &House, items: Option<Value>) -> Answer {
    let mut body = json!({"id": new_id()});
    if let Some(items) = items {
        body["items"] = items;
    }
    let path = format!("/programmes/{}/intake-forms", house.mentoring);
    world.post(&house.renew(world, "programme_manager"), &path, body).await
}

/// `publish` or `retire`, on the version `form` shows.
async fn act(world: &World, house: &House, who: &str, form: &Answer, what: &str) -> Answer {
    let path = format!("/intake-forms/{}/{what}", id_of(&form.body));
    let etag = form.etag();
    let headers = [("if-match", etag.as_str())];
    let token = house.renew(world, who);
    world.call(Method::POST, Some(&token), &path, None, &headers).await
}

/// Puts a form into force for mentoring: these items, or what is usual there.
pub(crate) async fn in_force(world: &World, house: &House, items: Option<Value>) -> Uuid {
    let drafted = draft(world, house, items).await.expect(201);
    act(world, house, "programme_manager", &drafted, "publish")
        .await
        .expect(200);
    id_of(&drafted.body)
}

/// Somebody who joins mentoring on this day, led by the worker. Person and enrolment.
async fn joins(world: &World, house: &House, on: &str) -> (Uuid, Uuid) {
    let token = house.renew(world, "worker");
    let person = adult(house);
    world.post(&token, "/people", person.clone()).await.expect(201);
    let person = id_of(&person);
    let to = |place: &str| format!("/people/{person}/{place}");
    world.post(&token, &to("consents"), own_consent()).await.expect(201);
    let mut body = enrolment(house);
    body["enrolled_on"] = json!(on);
    world.post(&token, &to("enrolments"), body.clone()).await.expect(201);
    (person, id_of(&body))
}

/// An answer given on 10 June 2026 by herself.
pub(crate) fn answer(key: &str, field: &str, value: Value) -> Value {
    let mut body = json!({"id": new_id(), "key": key, "asked_on": "2026-06-10", "source_kind": "self_report"});
    body[field] = value;
    body
}

async fn record(world: &World, house: &House, who: &str, enrolment: Uuid, body: &Value) -> Answer {
    let path = format!("/enrolments/{enrolment}/intake-answers");
    world.post(&house.renew(world, who), &path, body.clone()).await
}

/// Her answers, as somebody reads them: key and value or reason.
async fn answers(world: &World, house: &House, who: &str, enrolment: Uuid) -> Vec<Value> {
    let path = format!("/enrolments/{enrolment}/intake-answers");
    let list = world.get(&house.renew(world, who), &path).await.expect(200);
    list.body["items"].as_array().unwrap().clone()
}

/// What is to be asked now, as her worker sees it.
async fn to_ask(world: &World, house: &House, enrolment: Uuid) -> Value {
    let path = format!("/enrolments/{enrolment}/intake");
    world.get(&house.renew(world, "worker"), &path).await.expect(200).body
}

/// The keys of it, in order, each with where it stands.
fn keys(asking: &Value) -> Vec<(&str, &str)> {
    let items = asking["now"].as_array().unwrap().iter();
    items
        .map(|item| {
            (
                item["item"]["key"].as_str().unwrap(),
                item["standing"].as_str().unwrap(),
            )
        })
        .collect()
}
