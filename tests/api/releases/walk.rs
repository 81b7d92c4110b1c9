//! Random histories of releases through HTTP: nothing is out that did not come through every step, and nobody decides about
//! what she drafted.

use std::cell::Cell;

use actix_web::http::Method;
use serde_json::json;
use uuid::Uuid;

use super::scene::{Scene, day};
use crate::support::new_id;
use crate::support::walk::Lifecycle;

const NEVER: &str = "
    select 'decided by who drafted it' as what from sdc.release where drafted_by in (decided_by, published_by)
    union all
    select 'out without ' || s.step from sdc.release r cross join (values ('audited'), ('approved')) s (step)
    where r.state = 'published'
      and not exists (select from sdc.event e where e.release_id = r.id and e.kind = s.step)
    union all
    select 'counted before it is out' from sdc.counted c join sdc.release r on r.id = c.release_id where r.state <> 'published'
    union all
    select 'a year is out twice' from sdc.release where state = 'published' group by period having count(*) > 1";

/// A draft of the first of these years of which one can still be drawn: three each, until one of them is out.
async fn drafted(scene: &Scene, token: &str, year: &Cell<i32>) -> Uuid {
    loop {
        let id = new_id();
        let body = json!({
            "id": id, "indicator": "enrolled_first", "period": year.get().to_string(), "funder_ids": [scene.house.funder],
        });
        let answer = scene.world.post(token, "/releases", body).await;
        if answer.status == 201 {
            return id;
        }
        assert_eq!(answer.status, 409, "{}", answer.body);
        assert!(year.get() > 2018, "no year is left: the walk is too long");
        year.set(year.get() - 1);
    }
}

#[actix_web::test]
async fn no_history_of_a_release_leaves_its_course() {
    let mut scene = Scene::empty().await;
    for year in 2018..=2025 {
        scene.enrol(240, day(&format!("{year}-03-04"))).await;
    }
    let grants = [("mel_officer", None, None), ("data_protection_officer", None, None)];
    let both = scene.house.add_staff(&scene.world, "both", &grants, None).await;
    let token = |who: &str| {
        if who == "both" {
            both.token.clone()
        } else {
            scene.token(who)
        }
    };
    let course = Lifecycle {
        state: "select state from sdc.release where id = $1",
        transitions: vec![
            ("draft", "audit", "audited"),
            ("audited", "audit", "audited"),
            ("audited", "approve", "approved"),
            ("approved", "publish", "published"),
            ("draft", "reject", "rejected"),
            ("audited", "reject", "rejected"),
            ("approved", "reject", "rejected"),
        ],
        people: &["evaluator", "dpo", "both", "director"],
        never: NEVER,
        anew: 0,
        least: 7,
    };
    let (turn, year) = (Cell::new(0_usize), Cell::new(2025));
    let begin = async || {
        turn.set(turn.get() + 1);
        drafted(&scene, &token(["evaluator", "both"][turn.get() % 2]), &year).await
    };
    let attempt = async |what: &'static str, who: &'static str, id: Uuid| {
        let etag = scene.world.version("sdc.release", id).await;
        let body = (what == "reject").then(|| json!({"reason": "figures_look_wrong"}));
        let path = format!("/releases/{id}/{what}");
        let seen = [("if-match", etag.as_str())];
        scene
            .world
            .call(Method::POST, Some(&token(who)), &path, body, &seen)
            .await
    };
    course.walk(&scene.world, (3, 80), begin, attempt).await;
}
