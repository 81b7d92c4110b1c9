//! Planned sessions: nothing until it is said what became of them, then a session. And one's own week.

use actix_web::http::Method;
use serde_json::{Value, json};
use uuid::Uuid;

use super::rolls::group;
use crate::support::line::{id_of, session};
use crate::support::{Answer, House, World, new_id};

/// The clock of these tests stands at 09:30 on Wednesday 10 June 2026, in Greenwich.
pub(super) fn plan(starts_at: &str) -> Value {
    json!({"id": new_id(), "kind": "individual_mentoring", "mode": "in_person_community", "starts_at": starts_at,
        "minutes": 60})
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

    async fn plan(&self, body: &Value) -> Answer {
        let path = format!("/enrolments/{}/plans", self.enrolment);
        self.world.post(&self.token(), &path, body.clone()).await
    }

    /// A token that is valid where the clock stands.
    fn token(&self) -> String {
        self.house.renew(&self.world, "worker")
    }

    async fn settle(&self, plan: Uuid, body: Value) -> Answer {
        self.change(&format!("/plans/{plan}/settle"), "\"v1\"", body).await
    }

    async fn change(&self, path: &str, etag: &str, body: Value) -> Answer {
        let method = if path.ends_with("settle") || path.ends_with("void") || path.ends_with("exit") {
            Method::POST
        } else {
            Method::PATCH
        };
        self.world.change(method, &self.token(), path, etag, body).await
    }

    async fn get(&self, path: &str) -> Value {
        self.world.get(&self.token(), path).await.expect(200).body
    }

    /// The attendance rate of June, as numerator and denominator.
    async fn attendance(&self) -> [Option<u64>; 2] {
        let director = self.house.renew(&self.world, "director");
        let path = "/indicators/DOS-01?from=2026-06-01&to=2026-06-30";
        let total = self.world.get(&director, path).await.expect(200).body["total"][0].clone();
        [total["numerator"].as_u64(), total["denominator"].as_u64()]
    }
}

#[actix_web::test]
async fn a_plan_becomes_a_session_with_one_tap() {
    let scene = Scene::new().await;
    let body = plan("2026-06-12T15:00:00Z");
    let id = id_of(&body);
    let planned = scene.plan(&body).await.expect(201);
    assert_eq!(planned.body["planned_on"], "2026-06-12");
    assert_eq!(scene.plan(&body).await.expect(200).body, planned.body);
    let mut other = body.clone();
    other["minutes"] = json!(30);
    scene.plan(&other).await.expect_problem(409, "id_taken");
    let file = format!("/enrolments/{}", scene.enrolment);
    assert_eq!(scene.get(&format!("{file}/sessions")).await["items"], json!([]));
    assert_eq!(scene.get(&format!("{file}/plans")).await["items"][0]["id"], json!(id));
    let early = scene.settle(id, json!({"attendance": "present"})).await;
    assert_eq!(
        early.expect_problem(422, "validation").body["errors"][0]["code"],
        "in_future"
    );

    scene.world.set_now("2026-06-12T16:00:00Z");
    assert_eq!(scene.attendance().await, [Some(0), Some(0)]);
    let tap = json!({"attendance": "present"});
    let held = scene.settle(id, tap.clone()).await.expect(201);
    assert_eq!(
        (&held.body["id"], &held.body["status"], &held.body["attended_minutes"]),
        (&json!(id), &json!("held"), &json!(60))
    );
    assert_eq!(
        scene.settle(id, tap).await.expect(200).body,
        held.body,
        "the answer was lost"
    );
    let other = json!({"attendance": "late"});
    scene.settle(id, other).await.expect_problem(409, "plan_settled");
    assert_eq!(scene.attendance().await, [Some(1), Some(1)]);
    let active = scene.get(&file).await;
    assert_eq!(
        (&active["status"], &active["first_service_on"]),
        (&json!("active"), &json!("2026-06-12"))
    );
    assert_eq!(scene.get(&format!("{file}/plans")).await["items"], json!([]));
    assert_eq!(scene.get(&format!("/sessions/{id}")).await["id"], json!(id));
}

#[actix_web::test]
async fn a_session_called_off_is_known_before_its_day() {
    let scene = Scene::new().await;
    let [ours, hers] = ["2026-06-20T15:00:00Z", "2026-06-21T15:00:00Z"].map(plan);
    for body in [&ours, &hers] {
        scene.plan(body).await.expect(201);
    }
    let off = scene
        .settle(id_of(&ours), json!({"attendance": "cancelled_by_provider"}))
        .await
        .expect(201);
    assert_eq!(off.body["status"], "cancelled_by_provider");
    let off = scene
        .settle(id_of(&hers), json!({"attendance": "cancelled_by_person"}))
        .await
        .expect(201);
    assert_eq!(off.body["status"], "cancelled_other");
    // It does not keep her in the programme.
    let path = format!("/enrolments/{}", scene.enrolment);
    let etag = scene.world.get(&scene.token(), &path).await.expect(200).etag();
    let leaving = json!({"exited_on": "2026-06-09", "reason": "left_by_choice", "interview_missing": "prefers_not",
        "aftercare": "declined"});
    scene.change(&format!("{path}/exit"), &etag, leaving).await.expect(200);
    scene.world.set_now("2026-06-30T16:00:00Z");
    assert_eq!(
        scene.attendance().await,
        [Some(0), Some(1)],
        "hers was expected, ours was not (domain.md §7 no. 20)"
    );
}

#[actix_web::test]
async fn a_plan_is_moved_and_voided_while_it_is_open() {
    let scene = Scene::new().await;
    let body = plan("2026-06-12T15:00:00Z");
    let id = id_of(&body);
    scene.plan(&body).await.expect(201);
    let path = format!("/plans/{id}");
    let later = json!({"starts_at": "2026-06-14T02:00:00Z", "mode": "phone_call"});
    let moved = scene.change(&path, "\"v1\"", later.clone()).await.expect(200);
    assert_eq!(
        (&moved.body["planned_on"], &moved.body["minutes"]),
        (&json!("2026-06-13"), &json!(60))
    );
    scene
        .change(&path, "\"v1\"", later)
        .await
        .expect_problem(412, "changed_meanwhile");
    for (field, value, code) in [
        ("starts_at", json!("2026-06-09T15:00:00Z"), "in_past"),
        ("starts_at", json!("2028-06-09T15:00:00Z"), "out_of_range"),
    ] {
        let refused = scene.change(&path, "\"v2\"", json!({field: value})).await;
        assert_eq!(
            refused.expect_problem(422, "validation").body["errors"][0]["code"],
            code
        );
    }
    let mut group = plan("2026-06-12T15:00:00Z");
    group["kind"] = json!("sport_session");
    scene.plan(&group).await.expect_problem(422, "validation");
    let reason = json!({"reason": "entered_in_error"});
    scene
        .change(&format!("{path}/void"), "\"v2\"", reason.clone())
        .await
        .expect(204);
    scene
        .change(&format!("{path}/void"), "\"v3\"", reason)
        .await
        .expect_problem(409, "plan_voided");
    scene
        .settle(id, json!({"attendance": "cancelled_by_person"}))
        .await
        .expect_problem(409, "plan_voided");
}

#[actix_web::test]
async fn ones_own_week_is_told_by_the_sites_days() {
    let scene = Scene::new().await;
    // Half past ten at night on Sunday in Bogotá is Monday in Greenwich.
    let [sunday, monday] = ["2026-06-15T03:30:00Z", "2026-06-15T15:00:00Z"].map(plan);
    for body in [&sunday, &monday] {
        scene.plan(body).await.expect(201);
    }
    let past = session("2026-06-08T15:00:00Z");
    scene.world.log(&scene.house, "worker", scene.enrolment, &past).await;
    let group = group(&scene.house, "2026-06-14T15:00:00Z");
    let token = scene.token();
    scene
        .world
        .post(&token, "/group-sessions", group.clone())
        .await
        .expect(201);
    let shown = async |query: &str| -> Vec<(Value, Value)> {
        let week = scene.get(&format!("/me/sessions?{query}")).await;
        let items = week["items"].as_array().unwrap().iter();
        items.map(|item| (item["what"].clone(), item["id"].clone())).collect()
    };
    let [past, group, sunday, monday] = [
        ("session", &past),
        ("group", &group),
        ("plan", &sunday),
        ("plan", &monday),
    ]
    .map(|(what, body)| (json!(what), json!(id_of(body))));
    assert_eq!(
        shown("from=2026-06-08&to=2026-06-14").await,
        [past.clone(), group.clone(), sunday.clone()]
    );
    assert_eq!(shown("from=2026-06-15&to=2026-06-21").await, [monday]);
    let colleague = scene.house.token("other_worker");
    let path = "/me/sessions?from=2026-06-01&to=2026-06-30";
    let hers = scene.world.get(colleague, path).await.expect(200);
    assert_eq!(hers.body["items"], json!([]));
    for wrong in ["from=2026-06-08&to=2026-06-07", "from=2026-01-01&to=2026-12-31"] {
        let path = format!("/me/sessions?{wrong}");
        scene.world.get(&token, &path).await.expect_problem(422, "validation");
    }
    // Of somebody she is not assigned to any more she is shown nothing; her groups stay hers.
    let over = "update assignment set ended_at = started_at";
    scene.world.sql().await.batch_execute(over).await.unwrap();
    assert_eq!(shown("from=2026-06-01&to=2026-06-30").await, [group]);
}
