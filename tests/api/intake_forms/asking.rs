//! What is to be asked when, that nobody is asked twice, and the task that asks for the rest.

use actix_web::http::Method;
use serde_json::{Value, json};
use uuid::Uuid;

use super::{answer, in_force, item, joins, keys, record, to_ask};
use crate::support::line::phone;
use crate::support::{House, World, new_id};

fn at(key: &str, when: &str) -> Value {
    let mut item = item(key);
    item["ask_when"] = json!(when);
    item["required"] = json!(when != "when_trusted");
    item
}

/// One item of every time, and one that is kept elsewhere.
fn four_times() -> Value {
    let mut reach = at("reach", "first_contact");
    (reach["kind"], reach["kept_in"], reach["required"]) = (json!("kept_elsewhere"), json!("contacts"), json!(false));
    json!([
        at("at_once", "first_contact"),
        reach,
        at("in_week", "first_week"),
        at("in_month", "first_month"),
        at("later_on", "when_trusted")
    ])
}

#[actix_web::test]
async fn items_come_up_in_their_time() {
    let world = World::new().await;
    let house = world.house("First").await;
    in_force(&world, &house, Some(four_times())).await;
    let (_, enrolment) = joins(&world, &house, "2026-06-10").await;
    let asking = to_ask(&world, &house, enrolment).await;
    assert_eq!(keys(&asking), [("at_once", "to_ask"), ("reach", "to_ask")]);
    assert_eq!(asking["now"][0]["due_on"], "2026-06-10");
    assert_eq!(asking["enrolled_on"], "2026-06-10");
    let counts = json!({"overdue": 0, "to_ask": 2, "later": 3, "answered": 0, "without_answer": 0, "kept": 0});
    assert_eq!(asking["counts"], counts);
    for (now, expected) in [
        (
            "2026-06-11T12:00:00Z",
            ["at_once overdue", "reach to_ask", "in_week to_ask"].as_slice(),
        ),
        (
            "2026-06-18T12:00:00Z",
            &["at_once overdue", "in_week overdue", "reach to_ask", "in_month to_ask"],
        ),
        (
            "2026-07-11T12:00:00Z",
            &[
                "at_once overdue",
                "in_week overdue",
                "in_month overdue",
                "reach to_ask",
                "later_on to_ask",
            ],
        ),
    ] {
        world.set_now(now);
        let asking = to_ask(&world, &house, enrolment).await;
        let standing: Vec<_> = keys(&asking).iter().map(|(key, at)| format!("{key} {at}")).collect();
        assert_eq!(standing, expected, "{now}");
    }
}

#[actix_web::test]
async fn nobody_is_asked_twice() {
    let world = World::new().await;
    let house = world.house("First").await;
    in_force(&world, &house, Some(four_times())).await;
    let (person, enrolment) = joins(&world, &house, "2026-06-10").await;
    let not_asked = answer("at_once", "missing", json!("not_asked"));
    record(&world, &house, "worker", enrolment, &not_asked)
        .await
        .expect(201);
    assert_eq!(
        keys(&to_ask(&world, &house, enrolment).await).len(),
        2,
        "nobody asked yet"
    );
    let declined = answer("at_once", "missing", json!("prefers_not"));
    record(&world, &house, "worker", enrolment, &declined).await.expect(201);
    // Told on the phone before it was her turn to be asked.
    record(
        &world,
        &house,
        "worker",
        enrolment,
        &answer("in_month", "yes", json!(true)),
    )
    .await
    .expect(201);
    let path = format!("/people/{person}/contacts");
    world
        .post(house.token("worker"), &path, phone("+57 3001234567"))
        .await
        .expect(201);
    world.set_now("2026-06-18T12:00:00Z");
    let asking = to_ask(&world, &house, enrolment).await;
    assert_eq!(keys(&asking), [("in_week", "overdue")]);
    let counts = json!({"overdue": 1, "to_ask": 0, "later": 1, "answered": 1, "without_answer": 1, "kept": 1});
    assert_eq!(asking["counts"], counts);
    // The next version asks one thing more, and nothing again.
    let mut items = four_times();
    items.as_array_mut().unwrap().push(at("new", "first_contact"));
    in_force(&world, &house, Some(items)).await;
    let asking = to_ask(&world, &house, enrolment).await;
    assert_eq!(keys(&asking), [("in_week", "overdue"), ("new", "overdue")]);
    assert_eq!(asking["version"], 2);
}

#[actix_web::test]
async fn what_is_kept_elsewhere_counts_where_it_is_kept() {
    let world = World::new().await;
    let house = world.house("First").await;
    in_force(&world, &house, None).await;
    let (person, enrolment) = joins(&world, &house, "2026-06-10").await;
    let kept = async || to_ask(&world, &house, enrolment).await["counts"]["kept"].clone();
    assert_eq!(kept().await, 2, "her name and her language");
    world.reachable(&house, person).await;
    assert_eq!(kept().await, 5, "and contacts, needs, a sister");
    for (measure, code) in [
        ("living_situation", "family_home"),
        ("school_status", "enrolled_attending"),
        ("employment_status", "unemployed_looking"),
    ] {
        let lists = world.sql().await;
        let known = "select code from ref.code where list = $1 order by (code = $2) desc, sort limit 1";
        let code: String = lists.query_one(known, &[&measure, &code]).await.unwrap().get(0);
        let found = json!({"id": new_id(), "measure": measure, "stage": "baseline", "observed_on": "2026-06-10",
            "source_kind": "self_report", "value_code": code});
        let path = format!("/enrolments/{enrolment}/observations");
        world.post(house.token("worker"), &path, found).await.expect(201);
    }
    assert_eq!(kept().await, 8);
}

async fn strike(world: &World, now: &str) {
    world.set_now(now);
    world.plan_day().await;
    world.work().await;
}

/// The tasks about her intake that are open.
async fn tasks(world: &World, house: &House) -> Vec<Value> {
    let token = house.renew(world, "worker");
    let answer = world.get(&token, "/tasks?kind=intake_open").await.expect(200);
    answer.body["items"].as_array().unwrap().clone()
}

#[actix_web::test]
async fn a_task_asks_for_what_the_first_month_was_to_bring() {
    let world = World::new().await;
    let house = world.house("First").await;
    let (_, before) = world.enrolled(&house, "other_worker").await;
    world.set_now("2026-06-02T09:30:00Z");
    in_force(&world, &house, Some(four_times())).await;
    world.set_now("2026-06-10T09:30:00Z");
    let (_, enrolment) = joins(&world, &house, "2026-06-10").await;
    strike(&world, "2026-07-03T04:59:00Z").await;
    assert_eq!(tasks(&world, &house).await.len(), 0, "in Bogotá it is 2 July");
    strike(&world, "2026-07-04T06:00:00Z").await;
    let raised = tasks(&world, &house).await;
    assert_eq!(raised.len(), 1);
    assert_eq!(raised[0]["enrolment_id"], json!(enrolment));
    assert_eq!(raised[0]["due_on"], "2026-07-10");
    // Who joined before the programme asked is not asked for.
    let sql = world.sql().await;
    let old = "select count(*) from task where kind = 'intake_open' and enrolment_id = $1";
    assert_eq!(sql.query_one(old, &[&before]).await.unwrap().get::<_, i64>(0), 0);
    for key in ["at_once", "in_week", "in_month"] {
        assert_eq!(tasks(&world, &house).await.len(), 1, "before {key}");
        let declined = answer(key, "missing", json!("prefers_not"));
        record(&world, &house, "worker", enrolment, &declined).await.expect(201);
    }
    assert_eq!(tasks(&world, &house).await.len(), 0);
    let outcome = "select outcome from task where kind = 'intake_open'";
    assert_eq!(sql.query_one(outcome, &[]).await.unwrap().get::<_, String>(0), "done");
}

#[actix_web::test]
async fn a_task_whose_form_is_retired_closes_by_itself() {
    let world = World::new().await;
    let house = world.house("First").await;
    world.set_now("2026-05-01T09:30:00Z");
    let form: Uuid = in_force(&world, &house, Some(four_times())).await;
    joins(&world, &house, "2026-05-01").await;
    strike(&world, "2026-06-10T06:00:00Z").await;
    assert_eq!(tasks(&world, &house).await.len(), 1);
    let path = format!("/intake-forms/{form}/retire");
    let manager = house.renew(&world, "programme_manager");
    let headers = [("if-match", "\"v2\"")];
    world
        .call(Method::POST, Some(&manager), &path, None, &headers)
        .await
        .expect(200);
    strike(&world, "2026-06-11T06:00:00Z").await;
    assert_eq!(tasks(&world, &house).await.len(), 0);
}
