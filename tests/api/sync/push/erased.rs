//! Erasing somebody destroys what phones sent about her, whether anybody has decided on it or not.

use serde_json::json;

use super::conflicts::at_the_desk;
use super::{corrected, count, decide, expect_held, logged, push_one, scene};
use crate::erasure::erase;
use crate::support::World;

const LEFT: &str = "select count(*) from sync_op where num_nonnulls(wrapped, payload_enc) > 0";

#[actix_web::test]
async fn nothing_of_it_is_left_and_of_others_everything() {
    let world = World::new().await;
    let (house, phone, person, enrolment) = scene(&world).await;
    let (_, other) = world.enrolled(&house, "worker").await;
    let mut kept = Vec::new();
    for enrolment in [enrolment, other] {
        let mut op = logged(enrolment, "2026-02-03T15:00:00Z");
        op["set"]["minutes"] = json!(0);
        kept.push((expect_held(&push_one(&world, &phone, &op).await, "invalid_value"), op));
    }
    at_the_desk(&world, &house, person, json!({"language": "fr"})).await;
    push_one(&world, &phone, &corrected(person, 1, &json!({"language": "en"}))).await;
    let conflicts = "select count(*) from sync_conflict where num_nonnulls(wrapped, sent_enc, stood_enc) = 3";
    assert_eq!((count(&world, LEFT).await, count(&world, conflicts).await), (2, 1));
    erase(&world, &house, person).await;
    let left = "select count(*) from sync_conflict where num_nonnulls(wrapped, sent_enc, stood_enc) > 0";
    assert_eq!((count(&world, LEFT).await, count(&world, left).await), (1, 0));
    let (hers, op) = &kept[0];
    let seen = world
        .get(house.token("supervisor"), &format!("/sync/held/{hers}"))
        .await
        .expect(200);
    assert!(seen.body.get("set").is_none());
    decide(&world, house.token("supervisor"), hers, json!({"decision": "apply"}))
        .await
        .expect_problem(409, "erased");
    // The phone hears what it heard, and may forget it.
    assert_eq!(push_one(&world, &phone, op).await["status"], "held");
    let (theirs, op) = &kept[1];
    let seen = world
        .get(house.token("supervisor"), &format!("/sync/held/{theirs}"))
        .await
        .expect(200);
    assert_eq!(seen.body["set"], op["set"]);
}
