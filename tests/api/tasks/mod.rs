//! Tasks that clocks raise (domain.md §2.2): contact that may be lost, pauses to look at again.

mod after_incidents;
mod consents;
mod planned;
mod reconsent;
mod referred;
mod walk;

use actix_web::http::Method;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::support::line::{adult, id_of, leaving, own_consent, session};
use crate::support::{House, World, new_id};

/// Plans the day's work, as a server does, and does what is due.
async fn strike(world: &World, now: &str) {
    world.set_now(now);
    world.plan_day().await;
    world.work().await;
}

/// All open tasks this colleague is shown.
async fn all_tasks(world: &World, house: &House, who: &str, query: &str) -> Vec<Value> {
    let token = house.renew(world, who);
    let answer = world.get(&token, &format!("/tasks?{query}")).await.expect(200);
    answer.body["items"].as_array().unwrap().clone()
}

/// The same without those that ask for a plan: nobody here has one, which is asked for in a test of its own.
async fn tasks(world: &World, house: &House, who: &str, query: &str) -> Vec<Value> {
    let mut shown = all_tasks(world, house, who, query).await;
    shown.retain(|task| task["kind"] != "plan_missing");
    shown
}

/// A task as it stands now, as this colleague is shown it.
async fn task(world: &World, house: &House, who: &str, id: &Value) -> Value {
    let token = house.renew(world, who);
    let path = format!("/tasks/{}", id.as_str().unwrap());
    world.get(&token, &path).await.expect(200).body
}

/// Somebody enrolled by the worker, last seen on 2 March 2026.
async fn last_seen_in_march(world: &World, house: &House) -> Uuid {
    let (_, enrolment) = world.enrolled(house, "worker").await;
    world
        .log(house, "worker", enrolment, &session("2026-03-02T15:00:00Z"))
        .await;
    // She was expected afterwards, and did not come.
    let mut missed = session("2026-03-09T15:00:00Z");
    missed["attendance"] = json!("absent_unexcused");
    world.log(house, "worker", enrolment, &missed).await;
    enrolment
}

#[actix_web::test]
async fn ninety_days_without_service_ask_whether_contact_is_lost() {
    let world = World::new().await;
    let house = world.house("First").await;
    let enrolment = last_seen_in_march(&world, &house).await;
    // 31 May is the 90th day after 2 March; in Bogotá it begins at five, Greenwich time.
    strike(&world, "2026-05-31T04:59:00Z").await;
    assert_eq!(tasks(&world, &house, "worker", "").await.len(), 0);
    strike(&world, "2026-06-01T06:00:00Z").await;
    let raised = tasks(&world, &house, "worker", "mine=true").await;
    assert_eq!(raised.len(), 1, "{raised:?}");
    assert_eq!(raised[0]["kind"], "lost_contact");
    assert_eq!(raised[0]["about_on"], "2026-03-02", "the day of the last service");
    assert_eq!(raised[0]["enrolment_id"], json!(enrolment));
    // However often the clock is looked at, it is one task.
    for now in ["2026-06-01T07:00:00Z", "2026-06-02T07:00:00Z", "2026-06-03T07:00:00Z"] {
        strike(&world, now).await;
    }
    let again = tasks(&world, &house, "supervisor", "kind=lost_contact").await;
    assert_eq!(again, raised);
    assert_eq!(tasks(&world, &house, "supervisor", "mine=true").await.len(), 0);
    assert_eq!(tasks(&world, &house, "south_supervisor", "").await.len(), 0);
    let there = format!("site_id={}", house.south);
    assert_eq!(tasks(&world, &house, "director", &there).await.len(), 0);
    // The machine proposes; the worker decides, on the day the task names.
    let token = house.renew(&world, "worker");
    let left = world
        .step(&token, enrolment, "exit", leaving("2026-03-02", "lost_contact"))
        .await
        .expect(200);
    assert_eq!(left.body["exited_on"], "2026-03-02");
    assert_eq!(tasks(&world, &house, "worker", "").await.len(), 0);
    let task = world
        .get(&token, &format!("/tasks/{}", raised[0]["id"].as_str().unwrap()))
        .await
        .expect(200);
    assert_eq!(task.body["outcome"], "done");
}

#[actix_web::test]
async fn each_site_counts_by_its_own_day() {
    let world = World::new().await;
    let house = world.house("First").await;
    house.confirm_jurisdiction(&world, "DE").await;
    let grants = [("mentor", Some(house.south), None)];
    let berliner = house.add_staff(&world, "berliner", &grants, None).await;
    let mut person = adult(&house);
    person["home_site_id"] = json!(house.south);
    let her = id_of(&person);
    world.post(&berliner.token, "/people", person).await.expect(201);
    world
        .post(&berliner.token, &format!("/people/{her}/consents"), own_consent())
        .await
        .expect(201);
    let body = json!({"id": new_id(), "programme_id": house.mentoring, "site_id": house.south, "enrolled_on": "2026-01-12",
        "no_conflict_of_interest": true});
    let in_berlin = id_of(&body);
    world
        .post(&berliner.token, &format!("/people/{her}/enrolments"), body)
        .await
        .expect(201);
    // The same instant: the evening of 1 March in Bogotá, the morning of 2 March in Berlin.
    let at = "2026-03-02T03:00:00Z";
    world
        .post(
            &berliner.token,
            &format!("/enrolments/{in_berlin}/sessions"),
            session(at),
        )
        .await
        .expect(201);
    let (_, in_bogota) = world.enrolled(&house, "worker").await;
    world.log(&house, "worker", in_bogota, &session(at)).await;
    // 30 May, 23:00 in Berlin and 16:00 in Bogotá: the 89th day there, the 90th here.
    strike(&world, "2026-05-30T21:00:00Z").await;
    let raised = tasks(&world, &house, "director", "").await;
    let raised: Vec<_> = raised
        .iter()
        .map(|task| (&task["enrolment_id"], &task["about_on"]))
        .collect();
    assert_eq!(raised, [(&json!(in_bogota), &json!("2026-03-01"))]);
    strike(&world, "2026-05-31T00:00:00Z").await;
    let raised = tasks(&world, &house, "director", &format!("site_id={}", house.south)).await;
    assert_eq!(raised.len(), 1);
    assert_eq!(raised[0]["about_on"], "2026-03-02");
}

#[actix_web::test]
async fn a_dismissed_task_is_asked_again_in_thirty_days() {
    let world = World::new().await;
    let house = world.house("First").await;
    let enrolment = last_seen_in_march(&world, &house).await;
    strike(&world, "2026-06-10T06:00:00Z").await;
    let task = tasks(&world, &house, "worker", "").await.remove(0);
    let path = format!("/tasks/{}", task["id"].as_str().unwrap());
    let dismiss = format!("{path}/dismiss");
    let body = json!({"reason": "being_sought"});
    let outreach = house.renew(&world, "outreach");
    world
        .change(Method::POST, &outreach, &dismiss, "\"v1\"", body.clone())
        .await
        .expect_problem(404, "not_found");
    let director = house.renew(&world, "director");
    world
        .change(Method::POST, &director, &dismiss, "\"v1\"", body.clone())
        .await
        .expect_problem(403, "not_allowed");
    let worker = house.renew(&world, "worker");
    let headers = [("if-match", "\"v1\""), ("idempotency-key", "dismiss-it-once")];
    for _ in 0..2 {
        let done = world
            .call(Method::POST, Some(&worker), &dismiss, Some(body.clone()), &headers)
            .await
            .expect(200);
        assert_eq!(
            (&done.body["outcome"], &done.body["ask_again_on"]),
            (&json!("dismissed"), &json!("2026-07-10"))
        );
    }
    world
        .change(Method::POST, &worker, &dismiss, "\"v2\"", body)
        .await
        .expect_problem(409, "task_closed");
    for (now, open) in [
        ("2026-06-11T06:00:00Z", 0),
        ("2026-07-10T04:00:00Z", 0),
        ("2026-07-11T05:30:00Z", 1),
    ] {
        strike(&world, now).await;
        assert_eq!(tasks(&world, &house, "worker", "").await.len(), open, "{now}");
    }
    // She came: what was asked is no longer needed.
    let worker = house.renew(&world, "worker");
    let sessions = format!("/enrolments/{enrolment}/sessions");
    world
        .post(&worker, &sessions, session("2026-07-11T03:00:00Z"))
        .await
        .expect(201);
    strike(&world, "2026-07-12T05:30:00Z").await;
    assert_eq!(tasks(&world, &house, "worker", "").await.len(), 0);
    let outcomes = "select string_agg(outcome, ' ' order by raised_at) from task";
    let row = world.sql().await.query_one(outcomes, &[]).await.unwrap();
    assert_eq!(row.get::<_, String>(0), "dismissed no_longer");
}

#[actix_web::test]
async fn a_pause_is_looked_at_again_and_no_silence() {
    let world = World::new().await;
    let house = world.house("First").await;
    let (_, enrolment) = world.enrolled(&house, "worker").await;
    world
        .log(&house, "worker", enrolment, &session("2026-03-02T15:00:00Z"))
        .await;
    let pause = |on: &str, review_by: &str| json!({"on": on, "reason": "illness", "review_by": review_by});
    let worker = house.token("worker");
    world
        .step(worker, enrolment, "pause", pause("2026-05-01", "2026-06-20"))
        .await
        .expect(200);
    strike(&world, "2026-06-12T12:00:00Z").await;
    assert_eq!(
        tasks(&world, &house, "worker", "").await.len(),
        0,
        "more than a week to go; and no silence counts"
    );
    strike(&world, "2026-06-13T12:00:00Z").await;
    let raised = tasks(&world, &house, "worker", "").await;
    assert_eq!(raised.len(), 1);
    assert_eq!(
        (&raised[0]["kind"], &raised[0]["due_on"]),
        (&json!("pause_review"), &json!("2026-06-20"))
    );
    // Looked at: it goes on, and will be looked at again.
    let worker = house.renew(&world, "worker");
    world
        .step(&worker, enrolment, "pause", pause("2026-06-13", "2026-07-20"))
        .await
        .expect(200);
    assert_eq!(tasks(&world, &house, "worker", "").await.len(), 0);
    strike(&world, "2026-07-14T12:00:00Z").await;
    assert_eq!(tasks(&world, &house, "worker", "").await.len(), 1);
    let worker = house.renew(&world, "worker");
    world
        .step(&worker, enrolment, "resume", json!({"on": "2026-07-14"}))
        .await
        .expect(200);
    assert_eq!(tasks(&world, &house, "worker", "").await.len(), 0);
    // Silence is counted from the day she went on.
    strike(&world, "2026-10-11T12:00:00Z").await;
    assert_eq!(tasks(&world, &house, "worker", "").await.len(), 0);
    strike(&world, "2026-10-12T12:00:00Z").await;
    let raised = tasks(&world, &house, "worker", "").await;
    assert_eq!(
        raised[0]["about_on"], "2026-07-14",
        "no exit is dated before the pause it followed"
    );
    let worker = house.renew(&world, "worker");
    world
        .step(&worker, enrolment, "exit", leaving("2026-07-14", "lost_contact"))
        .await
        .expect(200);
}

#[actix_web::test]
async fn pages_are_in_order_and_another_organisations_work_is_its_own() {
    let world = World::new().await;
    let (house, other) = (world.house("First").await, world.house("Otherplace").await);
    for _ in 0..5 {
        last_seen_in_march(&world, &house).await;
    }
    last_seen_in_march(&world, &other).await;
    strike(&world, "2026-06-10T06:00:00Z").await;
    let token = house.renew(&world, "supervisor");
    let (mut seen, mut cursor) = (Vec::new(), String::new());
    loop {
        let page = world
            .get(&token, &format!("/tasks?limit=2&kind=lost_contact{cursor}"))
            .await
            .expect(200)
            .body;
        seen.extend(
            page["items"]
                .as_array()
                .unwrap()
                .iter()
                .map(|task| task["id"].as_str().unwrap().to_owned()),
        );
        let Some(next) = page["next_cursor"].as_str() else {
            break;
        };
        cursor = format!("&cursor={next}");
    }
    assert_eq!(seen.len(), 5);
    assert!(seen.is_sorted(), "one due day, so in the order of their ids");
    assert_eq!(tasks(&world, &other, "supervisor", "").await.len(), 1);
    world.get(&token, "/tasks?mood=blue").await.expect(400);
    // Two servers plan the same day: one job for each organisation.
    world.plan_day().await;
    let jobs = "select count(*) from auth.job where kind = 'raise_tasks'";
    let row = world.sql().await.query_one(jobs, &[]).await.unwrap();
    assert_eq!(row.get::<_, i64>(0), 2);
}
