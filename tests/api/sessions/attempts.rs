//! Attempts to reach somebody: recorded once, listed, voided; no session, and counted apart.

use actix_web::http::Method;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::support::line::id_of;
use crate::support::{Answer, House, World, new_id};

fn attempt(attempted_at: &str, result: &str) -> Value {
    json!({"id": new_id(), "attempted_at": attempted_at, "mode": "phone_call", "result": result})
}

struct Scene {
    world: World,
    house: House,
    enrolment: Uuid,
}

impl Scene {
    async fn new() -> Self {
        let world = World::new().await;
        let house = world.house("First").await;
        let (_, enrolment) = world.enrolled(&house, "worker").await;
        Self {
            world,
            house,
            enrolment,
        }
    }

    fn path(&self) -> String {
        format!("/enrolments/{}/contact-attempts", self.enrolment)
    }

    async fn record(&self, who: &str, body: &Value) -> Answer {
        self.world.post(self.house.token(who), &self.path(), body.clone()).await
    }

    async fn void(&self, who: &str, attempt: Uuid, etag: &str) -> Answer {
        let path = format!("/contact-attempts/{attempt}/void");
        let reason = json!({"reason": "duplicate"});
        self.world
            .change(Method::POST, self.house.token(who), &path, etag, reason)
            .await
    }

    async fn list(&self, query: &str) -> Value {
        let path = format!("{}{query}", self.path());
        self.world.get(self.house.token("worker"), &path).await.expect(200).body
    }

    /// `[numerator, denominator]` of an indicator in the first quarter of 2026, and its value.
    async fn figure(&self, code: &str) -> (Option<u64>, Option<u64>, Value) {
        let path = format!("/indicators/{code}?from=2026-01-01&to=2026-03-31");
        let answer = self.world.get(self.house.token("director"), &path).await.expect(200);
        let total = &answer.body["total"][0];
        (
            total["numerator"].as_u64(),
            total["denominator"].as_u64(),
            total["value"].clone(),
        )
    }
}

#[actix_web::test]
async fn an_attempt_is_recorded_once_on_the_day_at_the_site() {
    let scene = Scene::new().await;
    // Half past ten in the evening of the day before, in Bogotá.
    let body = attempt("2026-02-04T03:30:00Z", "no_answer");
    let first = scene.record("worker", &body).await.expect(201);
    assert_eq!(first.body["attempted_on"], "2026-02-03");
    assert_eq!(first.body["collateral"], false);
    assert_eq!(first.body["recorded_by"], json!(scene.house.who("worker").id));
    assert_eq!(scene.record("worker", &body).await.expect(200).body, first.body);
    let mut other = body.clone();
    other["result"] = json!("reached");
    scene.record("worker", &other).await.expect_problem(409, "id_taken");
    assert_eq!(scene.list("").await["items"], json!([first.body]));
}

#[actix_web::test]
async fn what_is_not_made_yet_or_lies_outside_her_time_is_no_attempt() {
    let scene = Scene::new().await;
    for (at, code) in [
        ("2026-07-01T12:00:00Z", "in_future"),
        ("2020-01-01T12:00:00Z", "outside_enrolment"),
    ] {
        let refused = scene.record("worker", &attempt(at, "reached")).await;
        let refused = refused.expect_problem(422, "validation").body;
        assert_eq!(refused["errors"][0]["code"], code);
        assert_eq!(refused["errors"][0]["pointer"], "/attempted_at");
    }
    let unknown = scene
        .record("worker", &attempt("2026-02-04T12:00:00Z", "shouted"))
        .await;
    unknown.expect_problem(422, "validation");
}

#[actix_web::test]
async fn tries_are_counted_apart_from_sessions() {
    let scene = Scene::new().await;
    let nothing = scene.figure("DOS-06").await;
    assert_eq!(nothing, (Some(0), Some(0), Value::Null), "no share of nothing");
    for (at, result) in [
        ("2026-02-02T12:00:00Z", "no_answer"),
        ("2026-02-03T12:00:00Z", "left_neutral_message"),
        ("2026-02-04T12:00:00Z", "reached"),
    ] {
        scene.record("worker", &attempt(at, result)).await.expect(201);
    }
    let mut school = attempt("2026-02-05T12:00:00Z", "reached");
    school["collateral"] = json!(true);
    scene.record("worker", &school).await.expect(201);
    let twice = attempt("2026-02-06T12:00:00Z", "reached");
    scene.record("worker", &twice).await.expect(201);
    scene.void("worker", id_of(&twice), "\"v1\"").await.expect(204);
    assert_eq!(scene.figure("DOS-06").await, (Some(3), Some(1), json!(3.0)));
    let (came, expected, _) = scene.figure("DOS-01").await;
    assert_eq!((came, expected), (Some(0), Some(0)), "an attempt is no attendance");
    let path = format!("/enrolments/{}", scene.enrolment);
    let enrolment = scene.world.get(scene.house.token("worker"), &path).await.expect(200);
    assert!(enrolment.body["first_service_on"].is_null());
}

#[actix_web::test]
async fn an_attempt_is_voided_by_who_made_it_or_by_the_supervisor() {
    let scene = Scene::new().await;
    let body = attempt("2026-02-04T12:00:00Z", "number_dead");
    let id = id_of(&body);
    scene.record("supervisor", &body).await.expect(201);
    let theirs = scene.void("worker", id, "\"v1\"").await;
    theirs.expect_problem(403, "not_allowed");
    scene
        .void("supervisor", id, "\"v2\"")
        .await
        .expect_problem(412, "changed_meanwhile");
    scene.void("supervisor", id, "\"v1\"").await.expect(204);
    let again = scene.void("supervisor", id, "\"v2\"").await;
    again.expect_problem(409, "voided");
    let listed = scene.list("").await;
    assert_eq!(listed["items"][0]["void_reason"], "duplicate");
    assert_eq!(listed["items"][0]["etag"], "\"v2\"");
}

#[actix_web::test]
async fn the_list_goes_back_page_by_page() {
    let scene = Scene::new().await;
    for day in ["02", "03", "04"] {
        let body = attempt(&format!("2026-02-{day}T12:00:00Z"), "no_answer");
        scene.record("worker", &body).await.expect(201);
    }
    let first = scene.list("?limit=2").await;
    let days = |page: &Value| -> Vec<String> {
        let items = page["items"].as_array().unwrap().iter();
        items
            .map(|item| item["attempted_on"].as_str().unwrap().to_owned())
            .collect()
    };
    assert_eq!(days(&first), ["2026-02-04", "2026-02-03"]);
    let cursor = first["next_cursor"].as_str().unwrap();
    let second = scene.list(&format!("?limit=2&cursor={cursor}")).await;
    assert_eq!(days(&second), ["2026-02-02"]);
    assert!(second["next_cursor"].is_null());
}
