//! One short request from a bus stop, sent as often as the network needs.

use serde_json::json;

use super::{listed, naming, read, report, send};
use crate::support::{World, new_id};

#[actix_web::test]
async fn a_mentor_reports_in_one_request_and_again_and_it_is_one() {
    let world = World::new().await;
    let house = world.house("First").await;
    let (person, _) = world.enrolled(&house, "worker").await;
    let body = naming(&house, &[(person, "at_risk")]);
    let first = world
        .post(house.token("worker"), "/incidents", body.clone())
        .await
        .expect(201);
    assert_eq!(first.body["state"], "reported");
    assert_eq!(first.body["triage_by"], "2026-06-10T13:30:00Z", "serious: four hours");
    let again = world
        .post(house.token("worker"), "/incidents", body.clone())
        .await
        .expect(200);
    assert_eq!(again.body, first.body);
    let mut other = body.clone();
    other["narrative"] = json!("Something else.");
    for who in ["worker", "other_worker"] {
        world
            .post(house.token(who), "/incidents", other.clone())
            .await
            .expect_problem(409, "id_taken");
    }
    assert_eq!(listed(&world, &house, "worker", "").await.len(), 1);

    let hers = read(&world, &house, "worker", super::id_of(&body)).await.expect(200);
    assert_eq!(hers.body["accounts"][0]["narrative"], body["narrative"]);
    assert_eq!(hers.body["parties"][0]["person_id"], json!(person));
    assert_eq!(hers.body["handling"], json!(null), "she does not handle it");
    let supervisors = read(&world, &house, "supervisor", super::id_of(&body))
        .await
        .expect(200);
    assert_eq!(supervisors.body["accounts"][0]["narrative"], body["narrative"]);
    assert_eq!(
        supervisors.body["handling"]["reported_by"],
        json!(house.who("worker").id)
    );
    assert_eq!(supervisors.body["handling"]["events"][0]["step"], "reported");
}

#[actix_web::test]
async fn a_report_names_places_and_people_that_are_hers() {
    let world = World::new().await;
    let (house, elsewhere) = (world.house("First").await, world.house("Otherplace").await);
    let (theirs, _) = world.enrolled(&elsewhere, "worker").await;
    let (colleagues, _) = world.enrolled(&house, "other_worker").await;
    let token = house.token("worker");
    for person in [theirs, colleagues, new_id()] {
        let refused = world
            .post(token, "/incidents", naming(&house, &[(person, "witness")]))
            .await;
        assert_eq!(
            refused.expect_problem(422, "validation").body["errors"][0]["code"],
            "unknown"
        );
    }
    let mut body = report(&house);
    body["site_id"] = json!(elsewhere.north);
    let refused = world
        .post(token, "/incidents", body)
        .await
        .expect_problem(422, "validation");
    assert_eq!(refused.body["errors"][0]["pointer"], "/site_id");
    let mut body = report(&house);
    body["occurred_at"] = json!("2026-06-16T12:00:00Z");
    let refused = world
        .post(token, "/incidents", body)
        .await
        .expect_problem(422, "validation");
    assert_eq!(refused.body["errors"][0]["code"], "in_future");
    let mut body = report(&house);
    body["parties"] = json!([{"id": new_id(), "staff_id": elsewhere.who("worker").id, "role": "witness"}]);
    world
        .post(token, "/incidents", body)
        .await
        .expect_problem(422, "validation");
    let mut body = report(&house);
    body["parties"] = json!([{"id": new_id(), "person_id": colleagues, "staff_id": house.who("worker").id,
        "role": "witness"}]);
    world
        .post(token, "/incidents", body)
        .await
        .expect_problem(422, "validation");
    for who in ["funder", "no_role"] {
        world
            .post(house.token(who), "/incidents", report(&house))
            .await
            .expect_problem(403, "not_allowed");
    }
    assert!(
        listed(&world, &house, "safeguarding_lead", "").await.is_empty(),
        "nothing is half written"
    );
    send(&world, &house, "it_admin", &report(&house)).await;
}
