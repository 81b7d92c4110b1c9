//! Random histories of what was told without consent, through HTTP: reviewed once, by a data-protection officer, and not by who
//! told.

use std::cell::Cell;

use actix_web::http::Method;
use serde_json::json;
use uuid::Uuid;

use super::told_by_name;
use crate::consent::breadth::born;
use crate::support::World;
use crate::support::line::id_of;
use crate::support::walk::Lifecycle;

const NEVER: &str = "
    select 'reviewed by who told' as what from disclosure where reviewed_by = recorded_by
    union all
    select 'reviewed by somebody else' from disclosure d
    where d.reviewed_by is not null
      and not exists (select from role_grant g where g.staff_id = d.reviewed_by and g.role = 'data_protection_officer')
    union all
    select 'reviewed though it rests on consent' from disclosure where basis = 'consent' and review is not null";

#[actix_web::test]
async fn no_history_of_a_disclosure_leaves_its_course() {
    let world = World::new().await;
    let house = world.house("First").await;
    let person = born(&world, &house, "2005-03-14").await;
    // One who holds both roles tells, and must not look at it herself.
    let grants = [
        ("supervisor", Some(house.north), None),
        ("data_protection_officer", None, None),
    ];
    let both = house.add_staff(&world, "both", &grants, None).await;
    let ends = ["justified", "too_much", "unjustified"];
    let mut transitions: Vec<_> = ends.iter().map(|end| ("told", *end, *end)).collect();
    transitions.extend(["told", "justified", "too_much", "unjustified"].map(|at| (at, "look", at)));
    let course = Lifecycle {
        state: "select coalesce(review, 'told') from disclosure where id = $1",
        transitions,
        people: &["dpo", "both", "supervisor", "worker", "director"],
        never: NEVER,
        anew: 20,
        least: 7,
    };
    let turn = Cell::new(0_usize);
    let token = |who: &str| {
        if who == "both" {
            both.token.clone()
        } else {
            house.token(who).to_owned()
        }
    };
    let begin = async || {
        turn.set(turn.get() + 1);
        let who = ["supervisor", "both"][turn.get() % 2];
        let body = told_by_name("police", "vital_interest");
        let path = format!("/people/{person}/disclosures");
        world.post(&token(who), &path, body.clone()).await.expect(201);
        id_of(&body)
    };
    let attempt = async |what: &'static str, who: &'static str, id: Uuid| {
        if what == "look" {
            return world.get(&token(who), "/disclosures/to-review").await;
        }
        let etag = world.version("disclosure", id).await;
        let path = format!("/disclosures/{id}/review");
        let found = json!({"review": what});
        world.change(Method::POST, &token(who), &path, &etag, found).await
    };
    course.walk(&world, (61, 150), begin, attempt).await;
}
