//! Reaching an age of consent (domain.md §2.6 rule 3; golden case 14).

use serde_json::json;

use super::{strike, tasks};
use crate::support::World;
use crate::support::line::{adult, consent, enrolment, id_of, session};

/// Golden case 14: guardian consent; she comes of age; the service goes on, a task is raised. That new sharing is blocked is
/// asked in `consent::model::sharing` and in `disclosures`.
#[actix_web::test]
async fn golden_14_who_comes_of_age_is_asked_herself_and_her_service_goes_on() {
    let world = World::new().await;
    let house = world.house("First").await;
    // Sixteen, and so her own mistress, on 1 April 2026: the month after her birthday.
    let mut child = adult(&house);
    child["birth_date"] = json!({"on": "2010-03-14", "quality": "exact"});
    let person = world.take_in(&house, "worker", &child).await;
    let path = format!("/people/{person}/consents");
    for (kind, giver) in [("service_participation", "parent"), ("assent_service", "young_person")] {
        let worker = house.token("worker");
        world.post(worker, &path, consent(kind, giver)).await.expect(201);
    }
    let body = enrolment(&house);
    world
        .post(
            house.token("worker"),
            &format!("/people/{person}/enrolments"),
            body.clone(),
        )
        .await
        .expect(201);
    world
        .log(&house, "worker", id_of(&body), &session("2026-03-25T15:00:00Z"))
        .await;
    strike(&world, "2026-04-01T04:59:00Z").await;
    assert_eq!(
        tasks(&world, &house, "worker", "").await.len(),
        0,
        "still March in Bogotá"
    );
    for now in ["2026-04-02T06:00:00Z", "2026-04-03T06:00:00Z"] {
        strike(&world, now).await;
        let raised = tasks(&world, &house, "worker", "").await;
        assert_eq!(raised.len(), 1, "{raised:?}");
        assert_eq!(raised[0]["kind"], "reconsent");
        assert_eq!(raised[0]["about_on"], "2026-04-01");
        assert_eq!(raised[0]["due_on"], "2026-05-01", "30 days later");
    }
    let token = house.renew(&world, "worker");
    let logged = session("2026-04-02T15:00:00Z");
    let sessions = format!("/enrolments/{}/sessions", id_of(&body));
    world.post(&token, &sessions, logged).await.expect(201);
    // Whatever she says, she was asked.
    let mut own = consent("service_participation", "young_person");
    own["occurred_at"] = json!("2026-04-02T20:00:00Z");
    own["status"] = json!("given");
    world.post(&token, &path, own).await.expect(201);
    strike(&world, "2026-04-04T06:00:00Z").await;
    assert_eq!(tasks(&world, &house, "worker", "").await.len(), 0);
}
