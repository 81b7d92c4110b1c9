//! Random histories of consent texts through HTTP: approved once, by another than who wrote it, and never changed.

use std::cell::Cell;

use actix_web::http::Method;
use serde_json::json;
use uuid::Uuid;

use crate::support::World;
use crate::support::line::id_of;
use crate::support::new_id;
use crate::support::walk::Lifecycle;

const NEVER: &str = "
    select 'approved by who wrote it' as what from consent_text where approved_by = written_by
    union all
    select 'approved by somebody else' from consent_text t
    where t.approved_by is not null
      and not exists (select from role_grant g where g.staff_id = t.approved_by
                      and g.role in ('org_admin', 'data_protection_officer', 'programme_manager', 'director'))
    union all
    select 'another text than was written' from consent_text where body <> 'Leo esto ' || version";

#[actix_web::test]
async fn no_history_of_a_text_leaves_its_course() {
    let world = World::new().await;
    let house = world.house("First").await;
    let course = Lifecycle {
        state: "select case when approved_at is null then 'written' else 'approved' end from consent_text where id = $1",
        transitions: vec![
            ("written", "approve", "approved"),
            // The same version once more is another text, and is refused.
            ("written", "look", "written"),
            ("approved", "look", "approved"),
        ],
        people: &[
            "dpo",
            "director",
            "programme_manager",
            "org_admin",
            "worker",
            "supervisor",
            "auditor",
        ],
        never: NEVER,
        anew: 15,
        least: 3,
    };
    let turn = Cell::new(0_usize);
    let begin = async || {
        turn.set(turn.get() + 1);
        let who = ["dpo", "director", "programme_manager", "org_admin"][turn.get() % 4];
        let version = format!("2026-{}", turn.get());
        let body = json!({"id": new_id(), "kind": "photo_video", "language": "es", "version": version,
            "body": format!("Leo esto {version}")});
        let path = "/consent-texts";
        world.post(house.token(who), path, body.clone()).await.expect(201);
        let mut twin = body.clone();
        twin["id"] = json!(new_id());
        twin["body"] = json!("Otra cosa");
        world
            .post(house.token(who), path, twin)
            .await
            .expect_problem(409, "version_taken");
        id_of(&body)
    };
    let attempt = async |what: &'static str, who: &'static str, id: Uuid| {
        if what == "look" {
            return world.get(house.token(who), "/consent-texts").await;
        }
        let etag = world.version("consent_text", id).await;
        let path = format!("/consent-texts/{id}/approve");
        let seen = [("if-match", etag.as_str())];
        world
            .call(Method::POST, Some(house.token(who)), &path, None, &seen)
            .await
    };
    course.walk(&world, (62, 140), begin, attempt).await;
}
