//! Random histories of requests to erase somebody, through HTTP: nobody decides her own.

use std::cell::Cell;

use serde_json::json;
use uuid::Uuid;

use super::{ask, decide};
use crate::support::World;
use crate::support::line::adult;
use crate::support::walk::Lifecycle;

const NEVER: &str = "
    select 'decided by who asked' as what from erasure where decided_by = asked_by
    union all
    select 'erased and not decided' from person p
    where p.erased_at is not null
      and not exists (select from erasure e where e.person_id = p.id and e.state = 'executed')";

#[actix_web::test]
async fn no_history_of_an_erasure_leaves_its_course() {
    let world = World::new().await;
    let house = world.house("First").await;
    let grants = [("data_protection_officer", None, None)];
    let second = house.add_staff(&world, "second", &grants, None).await;
    world.everybody_steps_up().await;
    let course = Lifecycle {
        state: "select state from erasure where id = $1",
        transitions: vec![("asked", "approve", "executed"), ("asked", "refuse", "refused")],
        people: &["dpo", "second", "supervisor", "director"],
        never: NEVER,
        anew: 0,
        least: 2,
    };
    let turn = Cell::new(0_usize);
    let begin = async || {
        let person = world.take_in(&house, "worker", &adult(&house)).await;
        turn.set(turn.get() + 1);
        ask(&world, &house, ["supervisor", "dpo"][turn.get() % 2], person).await
    };
    let attempt = async |what: &'static str, who: &'static str, id: Uuid| {
        let token = if who == "second" {
            &second.token
        } else {
            house.token(who)
        };
        let body = (what == "refuse").then(|| json!({"reason": "legal_hold"}));
        decide(&world, token, id, what, body).await
    };
    course.walk(&world, (40, 60), begin, attempt).await;
}
