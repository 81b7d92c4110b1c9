//! `accepted → enrolled` and its guards (domain.md §2.2).

use serde_json::json;

use crate::support::World;
use crate::support::line::{adult, consent, enrolment, id_of, own_consent};

#[actix_web::test]
async fn an_adult_with_consent_is_enrolled_once() {
    let world = World::new().await;
    let house = world.house("First").await;
    let token = house.token("worker");
    let person = world.take_in(&house, "worker", &adult(&house)).await;
    let path = format!("/people/{person}/enrolments");
    let body = enrolment(&house);
    let refused = world
        .post(token, &path, body.clone())
        .await
        .expect_problem(422, "consent_missing");
    assert!(refused.body["detail"].as_str().unwrap().contains("young_person"));
    world
        .post(token, &format!("/people/{person}/consents"), own_consent())
        .await
        .expect(201);
    let answer = world.post(token, &path, body.clone()).await.expect(201);
    assert_eq!(answer.body["status"], "enrolled");
    assert_eq!(answer.body["strand"], "mentoring");
    assert_eq!(answer.body["events"][0]["to_status"], "enrolled");
    world.post(token, &path, body.clone()).await.expect(200);
    let mut other = body.clone();
    other["enrolled_on"] = json!("2026-01-13");
    world.post(token, &path, other).await.expect(409);
    world
        .post(token, &path, enrolment(&house))
        .await
        .expect_problem(409, "already_enrolled");
    // Enrolled, she belongs to those assigned: a colleague at the same site does not see her.
    let enrolment = format!("/enrolments/{}", id_of(&body));
    world.get(token, &enrolment).await.expect(200);
    world
        .get(house.token("other_worker"), &enrolment)
        .await
        .expect_problem(404, "not_found");
    world
        .get(house.token("south_supervisor"), &enrolment)
        .await
        .expect_problem(404, "not_found");
    world
        .get(house.token("programme_manager"), &enrolment)
        .await
        .expect(200);
}

#[actix_web::test]
async fn consent_given_later_or_withdrawn_before_does_not_count() {
    let world = World::new().await;
    let house = world.house("First").await;
    let token = house.token("worker");
    let person = world.take_in(&house, "worker", &adult(&house)).await;
    let consents = format!("/people/{person}/consents");
    let mut late = own_consent();
    late["occurred_at"] = json!("2026-01-13T12:00:00Z");
    world.post(token, &consents, late).await.expect(201);
    let path = format!("/people/{person}/enrolments");
    world
        .post(token, &path, enrolment(&house))
        .await
        .expect_problem(422, "consent_missing");
    world.post(token, &consents, own_consent()).await.expect(201);
    let mut withdrawn = own_consent();
    withdrawn["status"] = json!("withdrawn");
    withdrawn["occurred_at"] = json!("2026-01-10T12:00:00Z");
    world.post(token, &consents, withdrawn).await.expect(201);
    world
        .post(token, &path, enrolment(&house))
        .await
        .expect_problem(422, "consent_missing");
}

#[actix_web::test]
async fn a_minor_needs_a_confirmed_jurisdiction_a_guardian_and_her_own_yes() {
    let world = World::new().await;
    let house = world.house("First").await;
    let token = house.token("worker");
    let mut child = adult(&house);
    child["birth_date"] = json!({"on": "2012-03-14", "quality": "exact"});
    let person = world.take_in(&house, "worker", &child).await;
    let (path, consents) = (
        format!("/people/{person}/enrolments"),
        format!("/people/{person}/consents"),
    );
    let sql = world.sql().await;
    sql.execute(
        "update jurisdiction_policy set confirmed_at = null, confirmed_by = null",
        &[],
    )
    .await
    .unwrap();
    let refused = world
        .post(token, &path, enrolment(&house))
        .await
        .expect_problem(422, "jurisdiction_missing");
    assert!(
        refused.body["detail"].as_str().unwrap().contains("ages of majority"),
        "says what to enter"
    );
    sql.execute(
        "update jurisdiction_policy set confirmed_at = now(), confirmed_by = (select id from staff_member limit 1)",
        &[],
    )
    .await
    .unwrap();
    world
        .post(token, &path, enrolment(&house))
        .await
        .expect_problem(422, "consent_missing");
    world
        .post(token, &consents, consent("service_participation", "parent"))
        .await
        .expect(201);
    world
        .post(token, &path, enrolment(&house))
        .await
        .expect_problem(422, "assent_missing");
    world
        .post(token, &consents, consent("assent_service", "young_person"))
        .await
        .expect(201);
    world.post(token, &path, enrolment(&house)).await.expect(201);
}

#[actix_web::test]
async fn wrong_programmes_sites_days_and_undeclared_conflicts_are_refused() {
    let world = World::new().await;
    let (house, other) = (world.house("First").await, world.house("Second").await);
    let token = house.token("worker");
    let person = world.take_in(&house, "worker", &adult(&house)).await;
    world
        .post(token, &format!("/people/{person}/consents"), own_consent())
        .await
        .expect(201);
    let path = format!("/people/{person}/enrolments");
    let with = |key: &str, value: serde_json::Value| {
        let mut body = enrolment(&house);
        body[key] = value;
        body
    };
    for (body, pointer) in [
        (with("programme_id", json!(other.mentoring)), "/programme_id"),
        (with("site_id", json!(other.north)), "/site_id"),
        (with("enrolled_on", json!("2026-06-11")), "/enrolled_on"),
        (with("no_conflict_of_interest", json!(null)), "/no_conflict_of_interest"),
        (
            with("no_conflict_of_interest", json!(false)),
            "/no_conflict_of_interest",
        ),
        (
            with("lead_staff_id", json!(house.who("evaluator").id)),
            "/lead_staff_id",
        ),
        (with("lead_staff_id", json!(other.who("worker").id)), "/lead_staff_id"),
    ] {
        let answer = world.post(token, &path, body).await.expect_problem(422, "validation");
        assert_eq!(answer.body["errors"][0]["pointer"], pointer, "{}", answer.body);
    }
    let sql = world.sql().await;
    let rows: i64 = sql
        .query_one("select count(*) from enrolment", &[])
        .await
        .unwrap()
        .get(0);
    assert_eq!(rows, 0, "nothing half-written");
}
