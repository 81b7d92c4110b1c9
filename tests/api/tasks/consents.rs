//! Consent that ends (domain.md §2.6 rule 5).

use serde_json::{Value, json};
use uuid::Uuid;

use super::{all_tasks, strike, task};
use crate::providers::provider;
use crate::support::line::consent;
use crate::support::{House, World};

/// Records a decision, as the worker, now.
async fn decide(world: &World, house: &House, person: Uuid, body: Value) {
    let token = house.renew(world, "worker");
    world
        .post(&token, &format!("/people/{person}/consents"), body)
        .await
        .expect(201);
}

/// Her own yes to something, which holds to the end of a day.
fn until(kind: &str, occurred_at: &str, last_day: &str) -> Value {
    let mut body = consent(kind, "young_person");
    body["occurred_at"] = json!(occurred_at);
    body["expires_on"] = json!(last_day);
    body
}

async fn ending(world: &World, house: &House, who: &str) -> Vec<Value> {
    all_tasks(world, house, who, "kind=consent_ends").await
}

#[actix_web::test]
async fn what_ends_within_thirty_days_is_asked_for_until_it_is_renewed() {
    let world = World::new().await;
    let house = world.house("First").await;
    let (person, enrolment) = world.enrolled(&house, "worker").await;
    let photos = until("photo_video", "2026-06-09T12:00:00Z", "2026-07-20");
    decide(&world, &house, person, photos).await;
    // The thirtieth day before is 20 June; in Bogotá it begins at five, Greenwich time.
    strike(&world, "2026-06-20T04:59:00Z").await;
    assert_eq!(ending(&world, &house, "worker").await.len(), 0);
    for now in ["2026-06-21T06:00:00Z", "2026-06-22T06:00:00Z"] {
        strike(&world, now).await;
        let raised = ending(&world, &house, "worker").await;
        assert_eq!(raised.len(), 1, "{raised:?}");
        assert_eq!(
            (&raised[0]["about_on"], &raised[0]["due_on"], &raised[0]["enrolment_id"]),
            (&json!("2026-07-20"), &json!("2026-07-20"), &json!(enrolment))
        );
    }
    let raised = ending(&world, &house, "supervisor").await;
    assert_eq!(raised.len(), 1);
    for stranger in ["outreach", "south_supervisor"] {
        assert_eq!(ending(&world, &house, stranger).await.len(), 0, "{stranger}");
    }
    let again = until("photo_video", "2026-06-22T05:00:00Z", "2027-06-01");
    decide(&world, &house, person, again).await;
    strike(&world, "2026-06-23T06:00:00Z").await;
    assert_eq!(ending(&world, &house, "worker").await.len(), 0);
    let closed = task(&world, &house, "worker", &raised[0]["id"]).await;
    assert_eq!(closed["outcome"], "no_longer");
}

#[actix_web::test]
async fn only_the_yes_to_the_service_is_asked_for_once_it_has_ended() {
    let world = World::new().await;
    let house = world.house("First").await;
    let (person, _) = world.enrolled(&house, "worker").await;
    for (kind, last_day) in [("photo_video", "2026-06-20"), ("service_participation", "2026-06-25")] {
        let body = until(kind, "2026-06-09T12:00:00Z", last_day);
        decide(&world, &house, person, body).await;
    }
    for (now, asked) in [
        ("2026-06-11T12:00:00Z", "2026-06-20"),
        ("2026-06-20T12:00:00Z", "2026-06-20"),
        ("2026-06-21T12:00:00Z", "2026-06-25"),
        ("2026-07-25T12:00:00Z", "2026-06-25"),
    ] {
        strike(&world, now).await;
        let raised = ending(&world, &house, "worker").await;
        assert_eq!(raised.len(), 1, "{now}: one task however much ends");
        assert_eq!(raised[0]["due_on"], asked, "{now}");
    }
    let body = until("service_participation", "2026-07-25T11:00:00Z", "2027-07-01");
    decide(&world, &house, person, body).await;
    strike(&world, "2026-07-26T12:00:00Z").await;
    assert_eq!(ending(&world, &house, "worker").await.len(), 0);
}

#[actix_web::test]
async fn a_no_to_every_recipient_asks_for_none_of_them() {
    let world = World::new().await;
    let house = world.house("First").await;
    let (person, _) = world.enrolled(&house, "worker").await;
    let school = provider("school");
    world
        .post(house.token("dpo"), "/providers", school.clone())
        .await
        .expect(201);
    let mut yes = until("share_named_recipient", "2026-06-09T12:00:00Z", "2026-06-30");
    yes["provider_id"] = school["id"].clone();
    yes["categories"] = json!(["attendance"]);
    decide(&world, &house, person, yes).await;
    strike(&world, "2026-06-11T12:00:00Z").await;
    assert_eq!(ending(&world, &house, "worker").await.len(), 1);
    let mut no = consent("share_named_recipient", "young_person");
    no["status"] = json!("withdrawn");
    no["occurred_at"] = json!("2026-06-11T11:00:00Z");
    no["limits_explained"] = json!(false);
    decide(&world, &house, person, no).await;
    strike(&world, "2026-06-12T12:00:00Z").await;
    assert_eq!(ending(&world, &house, "worker").await.len(), 0);
}
