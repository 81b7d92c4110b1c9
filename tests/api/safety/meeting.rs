//! What a pair does: nobody plans the two together, and nobody is told why.

use serde_json::{Value, json};
use uuid::Uuid;

use crate::support::line::id_of;
use crate::support::{Answer, House, World, new_id};

/// The clock of these tests stands at 09:30 on Wednesday 10 June 2026, in Greenwich.
const TOMORROW: &str = "2026-06-11T15:00:00Z";

struct Scene {
    world: World,
    house: House,
    /// Two who must not meet, and somebody else: their enrolments at `north`.
    enrolments: [Uuid; 3],
}

impl Scene {
    async fn new() -> Self {
        let world = World::new().await;
        let house = world.house("First").await;
        let (one, first) = world.enrolled(&house, "worker").await;
        let (other, second) = world.enrolled(&house, "worker").await;
        let (_, third) = world.enrolled(&house, "worker").await;
        let body = json!({"id": new_id(), "other_person_id": other});
        world
            .post(house.token("supervisor"), &format!("/people/{one}/keep-apart"), body)
            .await
            .expect(201);
        Self {
            world,
            house,
            enrolments: [first, second, third],
        }
    }

    async fn post(&self, path: &str, body: Value) -> Answer {
        self.world.post(self.house.token("worker"), path, body).await
    }

    /// Opens a group with some of the three on its roll.
    async fn group(&self, starts_at: &str, mode: &str, who: &[usize]) -> (Uuid, Answer) {
        let lines: Vec<_> = who
            .iter()
            .map(|at| json!({"id": new_id(), "enrolment_id": self.enrolments[*at]}))
            .collect();
        let body = json!({
            "id": new_id(), "programme_id": self.house.mentoring, "site_id": self.house.north,
            "kind": "group_life_skills", "mode": mode, "starts_at": starts_at, "minutes": 60, "lines": lines,
        });
        (id_of(&body), self.post("/group-sessions", body).await)
    }

    async fn put_on(&self, group: Uuid, who: usize) -> Answer {
        let line = json!({"id": new_id(), "enrolment_id": self.enrolments[who]});
        self.post(&format!("/group-sessions/{group}/lines"), line).await
    }

    async fn plan(&self, who: usize, starts_at: &str, mode: &str) -> Answer {
        let body = json!({"id": new_id(), "kind": "individual_mentoring", "mode": mode, "starts_at": starts_at,
            "minutes": 60});
        self.post(&format!("/enrolments/{}/plans", self.enrolments[who]), body)
            .await
    }
}

/// It is refused, and says nothing about anybody.
#[track_caller]
fn apart(scene: &Scene, answer: Answer) {
    let body = answer.expect_problem(409, "cannot_be_together").body;
    assert!(
        body.get("errors").is_none_or(Value::is_null),
        "no place in the request: {body}"
    );
    for enrolment in scene.enrolments {
        assert!(!body.to_string().contains(&enrolment.to_string()), "{body}");
    }
}

#[actix_web::test]
async fn a_roll_never_holds_both() {
    let scene = Scene::new().await;
    let (_, both) = scene.group(TOMORROW, "in_person_office", &[0, 1]).await;
    apart(&scene, both);
    let (_, both) = scene.group(TOMORROW, "video_call", &[1, 2, 0]).await;
    apart(&scene, both);
    let (group, opened) = scene.group(TOMORROW, "in_person_community", &[0, 2]).await;
    opened.expect(201);
    apart(&scene, scene.put_on(group, 1).await);
    // In another group, at another time.
    let (_, later) = scene
        .group("2026-06-12T15:00:00Z", "in_person_community", &[1, 2])
        .await;
    later.expect(201);
}

#[actix_web::test]
async fn the_rooms_of_a_site_are_free_of_one_half_an_hour_around_the_other() {
    let scene = Scene::new().await;
    scene.plan(0, TOMORROW, "in_person_office").await.expect(201);
    // She is there from three to four.
    for (starts_at, mode, refused) in [
        ("2026-06-11T15:30:00Z", "in_person_office", true),
        ("2026-06-11T16:29:00Z", "in_person_office", true),
        ("2026-06-11T13:31:00Z", "in_person_office", true),
        ("2026-06-11T16:30:00Z", "in_person_office", false),
        ("2026-06-11T13:30:00Z", "in_person_office", false),
        ("2026-06-11T15:00:00Z", "phone_call", false),
    ] {
        let answer = scene.plan(1, starts_at, mode).await;
        if refused {
            apart(&scene, answer);
        } else {
            answer.expect(201);
        }
    }
    let (_, group) = scene.group("2026-06-11T16:00:00Z", "in_person_office", &[1]).await;
    apart(&scene, group);
    let (_, group) = scene.group("2026-06-11T16:00:00Z", "in_person_office", &[2]).await;
    group.expect(201);
}

#[actix_web::test]
async fn a_plan_is_not_moved_to_where_the_other_is() {
    let scene = Scene::new().await;
    let (_, group) = scene.group(TOMORROW, "in_person_office", &[0]).await;
    group.expect(201);
    let plan = scene
        .plan(1, "2026-06-12T15:00:00Z", "in_person_office")
        .await
        .expect(201);
    let path = format!("/plans/{}", plan.body["id"].as_str().unwrap());
    let token = scene.house.token("worker");
    let moved = |body: Value| {
        let method = actix_web::http::Method::PATCH;
        scene.world.change(method, token, &path, "\"v1\"", body)
    };
    apart(&scene, moved(json!({"starts_at": TOMORROW})).await);
    let phone = json!({"starts_at": TOMORROW, "mode": "phone_call"});
    moved(phone).await.expect(200);
}

#[actix_web::test]
async fn what_lies_behind_is_recorded_as_it_was() {
    let scene = Scene::new().await;
    let (group, held) = scene.group("2026-06-09T15:00:00Z", "in_person_office", &[0]).await;
    held.expect(201);
    scene.put_on(group, 1).await.expect(201);
}

#[actix_web::test]
async fn two_who_plan_at_once_do_not_bring_them_together() {
    for _ in 0..5 {
        let scene = Scene::new().await;
        let (group, opened) = scene.group(TOMORROW, "in_person_office", &[2]).await;
        opened.expect(201);
        let (one, other) = futures_util::join!(scene.put_on(group, 0), scene.put_on(group, 1));
        let on = [&one, &other]
            .iter()
            .filter(|answer| answer.status.as_u16() == 201)
            .count();
        assert_eq!(on, 1, "{} {}", one.body, other.body);
        let [one, other] = ["2026-06-15T15:00:00Z", "2026-06-15T15:30:00Z"];
        let (one, other) = futures_util::join!(
            scene.plan(0, one, "in_person_office"),
            scene.plan(1, other, "in_person_office")
        );
        let planned = [&one, &other]
            .iter()
            .filter(|answer| answer.status.as_u16() == 201)
            .count();
        assert_eq!(planned, 1, "{} {}", one.body, other.body);
    }
}
