//! Break-glass: one person, sixty minutes, for reading, seen by others (domain.md §6.4).

mod asking;
mod reviewing;
mod walk;
mod window;

use serde_json::{Value, json};
use uuid::Uuid;

use crate::support::line::{id_of, session};
use crate::support::{Answer, House, World, new_id};

/// Who has no relation to anybody at `north`.
const OUTSIDER: &str = "south_supervisor";

/// A house with a young person at `north`, whom `worker` leads, and one session with a note.
struct Scene {
    world: World,
    house: House,
    person: Uuid,
    enrolment: Uuid,
    session: Uuid,
}

fn body() -> Value {
    json!({"id": new_id(), "purpose": "life_at_risk", "reason": "She wrote that she will not come home tonight."})
}

impl Scene {
    async fn new() -> Self {
        let world = World::new().await;
        let house = world.house("House").await;
        let (person, enrolment) = world.enrolled(&house, "worker").await;
        let session = world
            .log(&house, "worker", enrolment, &session("2026-03-02T15:00:00Z"))
            .await;
        Self {
            world,
            house,
            person,
            enrolment,
            session,
        }
    }

    /// Asks with this token.
    async fn ask_as(&self, token: &str, body: &Value) -> Answer {
        self.world.everybody_steps_up().await;
        let path = format!("/people/{}/break-glass", self.person);
        self.world.post(token, &path, body.clone()).await
    }

    async fn ask(&self, who: &str) -> Answer {
        self.ask_as(self.house.token(who), &body()).await
    }

    /// Breaks the glass; its id.
    async fn broken(&self, who: &str) -> Uuid {
        id_of(&self.ask(who).await.expect(201).body)
    }

    async fn get(&self, who: &str, path: &str) -> Answer {
        self.world.get(&self.house.renew(&self.world, who), path).await
    }

    /// Everything that can be looked at about her.
    fn looks(&self) -> [String; 8] {
        let Self {
            person,
            enrolment,
            session,
            ..
        } = self;
        [
            format!("/people/{person}"),
            format!("/people/{person}/identity"),
            format!("/people/{person}/consents"),
            format!("/people/{person}/enrolments"),
            format!("/enrolments/{enrolment}"),
            format!("/enrolments/{enrolment}/assignments"),
            format!("/enrolments/{enrolment}/sessions"),
            format!("/sessions/{session}/note"),
        ]
    }

    /// Agrees to or reviews, with the version it has.
    async fn judge(&self, who: &str, glass: Uuid, how: &str, body: Value) -> Answer {
        let version = self.world.version("break_glass", glass).await;
        let token = self.house.renew(&self.world, who);
        let path = format!("/break-glass/{glass}/{how}");
        let body = (!body.is_null()).then_some(body);
        self.world
            .call(
                actix_web::http::Method::POST,
                Some(&token),
                &path,
                body,
                &[("if-match", &version)],
            )
            .await
    }

    async fn review(&self, who: &str, glass: Uuid, outcome: &str) -> Answer {
        self.judge(who, glass, "review", json!({"outcome": outcome})).await
    }
}
