//! The register of what left the house: on consent, or without it and reviewed by another.

mod walk;

use actix_web::http::Method;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::consent::breadth::{born, school, share};
use crate::support::line::{consent, enrolment, id_of};
use crate::support::{House, World, new_id};

/// How she comes was told to the school by phone, on her consent.
pub(crate) fn told(school: Uuid) -> Value {
    json!({"id": new_id(), "provider_id": school, "basis": "consent", "categories": ["attendance"],
        "purpose": "case_work", "channel": "phone", "disclosed_at": "2026-06-09T15:00:00Z"})
}

/// The same to somebody who is not in the directory.
pub(crate) fn told_by_name(class: &str, basis: &str) -> Value {
    json!({"id": new_id(), "recipient_class": class, "recipient_name": "Canary Recipient", "basis": basis,
        "categories": ["safety"], "purpose": "protection", "channel": "in_person", "disclosed_at": "2026-06-09T15:00:00Z"})
}

async fn tell(world: &World, house: &House, who: &str, person: Uuid, body: &Value) -> crate::support::Answer {
    let path = format!("/people/{person}/disclosures");
    world.post(house.token(who), &path, body.clone()).await
}

#[actix_web::test]
async fn what_is_told_rests_on_a_consent_that_is_live_at_that_moment() {
    let world = World::new().await;
    let house = world.house("First").await;
    let person = born(&world, &house, "2005-03-14").await;
    let school = school(&world, &house).await;
    let first = told(school);
    tell(&world, &house, "worker", person, &first)
        .await
        .expect_problem(422, "no_consent_to_share");
    let consents = format!("/people/{person}/consents");
    let given = share("young_person", school);
    let worker = house.token("worker");
    world.post(worker, &consents, given.clone()).await.expect(201);
    let kept = tell(&world, &house, "worker", person, &first).await.expect(201);
    assert_eq!(
        kept.body["consent_id"], given["id"],
        "which decision it rests on stays on record"
    );
    tell(&world, &house, "worker", person, &first).await.expect(200);
    let mut more = told(school);
    more["categories"] = json!(["attendance", "health"]);
    tell(&world, &house, "worker", person, &more)
        .await
        .expect_problem(422, "more_than_agreed");
    for (key, value) in [("provider_id", json!(new_id())), ("recipient_class", json!("school"))] {
        let mut wrong = told(school);
        wrong[key] = value;
        tell(&world, &house, "worker", person, &wrong)
            .await
            .expect_problem(422, "validation");
    }
    // She withdraws it by phone: what was told before stays, nothing more is told.
    let mut no = consent("share_named_recipient", "young_person");
    no["status"] = json!("withdrawn");
    no["occurred_at"] = json!("2026-06-09T16:00:00Z");
    world.post(worker, &consents, no).await.expect(201);
    tell(&world, &house, "worker", person, &told(school)).await.expect(201);
    let mut later = told(school);
    later["disclosed_at"] = json!("2026-06-09T16:00:00Z");
    tell(&world, &house, "worker", person, &later)
        .await
        .expect_problem(422, "no_consent_to_share");
    let list = world
        .get(worker, &format!("/people/{person}/disclosures"))
        .await
        .expect(200);
    assert_eq!(list.body["items"].as_array().unwrap().len(), 2);
}

#[actix_web::test]
async fn consent_for_a_class_covers_everybody_of_it() {
    let world = World::new().await;
    let house = world.house("First").await;
    let person = born(&world, &house, "2005-03-14").await;
    let mut given = consent("share_recipient_class", "young_person");
    given["recipient_class"] = json!("child_protection");
    given["categories"] = json!(["safety"]);
    given["expires_on"] = json!("2026-12-31");
    let consents = format!("/people/{person}/consents");
    world.post(house.token("worker"), &consents, given).await.expect(201);
    let right = told_by_name("child_protection", "consent");
    let kept = tell(&world, &house, "worker", person, &right).await.expect(201);
    assert_eq!(kept.body["recipient_name"], "Canary Recipient");
    let wrong = told_by_name("police", "consent");
    tell(&world, &house, "worker", person, &wrong)
        .await
        .expect_problem(422, "no_consent_to_share");
    // The name is sealed: the data-protection officer sees that something was told, and not to whom by name.
    let path = format!("/people/{person}/disclosures");
    let list = world.get(house.token("dpo"), &path).await.expect(200);
    assert_eq!(list.body["items"][0]["recipient_name"], Value::Null);
    world
        .get(house.token("evaluator"), &path)
        .await
        .expect_problem(403, "not_allowed");
    world
        .get(house.token("other_worker"), &path)
        .await
        .expect_problem(404, "not_found");
}

/// Golden case 14: guardian consent, she comes of age: new sharing is blocked.
#[actix_web::test]
async fn golden_14_a_guardians_yes_carries_nothing_new_once_she_is_of_age() {
    let world = World::new().await;
    let house = world.house("First").await;
    let school = school(&world, &house).await;
    let sql = world.sql().await;
    let policy = async |change: &str| {
        sql.batch_execute(&format!("update jurisdiction_policy set {change}"))
            .await
            .unwrap();
    };
    let worker = house.token("worker");
    let agreed_for = async |born_on: &str| {
        let person = born(&world, &house, born_on).await;
        let consents = format!("/people/{person}/consents");
        world.post(worker, &consents, share("parent", school)).await.expect(201);
        person
    };
    // Of age since 1 June 2026, the month after her birthday.
    policy("age_data_consent = 18").await;
    let grown = agreed_for("2008-05-14").await;
    tell(&world, &house, "worker", grown, &told(school))
        .await
        .expect_problem(422, "ask_herself");
    // Sixteen since then: a guardian's yes carries it for the days of the policy.
    policy("age_data_consent = 16").await;
    let teen = agreed_for("2010-05-14").await;
    tell(&world, &house, "worker", teen, &told(school)).await.expect(201);
    policy("reconsent_days = 5").await;
    tell(&world, &house, "worker", teen, &told(school))
        .await
        .expect_problem(422, "ask_herself");
    let mut own = share("young_person", school);
    own["occurred_at"] = json!("2026-06-05T12:00:00Z");
    world
        .post(worker, &format!("/people/{teen}/consents"), own)
        .await
        .expect(201);
    tell(&world, &house, "worker", teen, &told(school)).await.expect(201);
}

#[actix_web::test]
async fn telling_without_consent_is_for_few_and_reviewed_by_another() {
    let world = World::new().await;
    let house = world.house("First").await;
    let (person, _) = world.enrolled(&house, "worker").await;
    let danger = told_by_name("child_protection", "vital_interest");
    tell(&world, &house, "worker", person, &danger)
        .await
        .expect_problem(403, "not_allowed");
    let made = tell(&world, &house, "supervisor", person, &danger).await.expect(201);
    assert_eq!(made.body["consent_id"], Value::Null);
    let sql = world.sql().await;
    let event = "select 1 from audit_event where action = 'override_consent' and object_id = $1";
    assert_eq!(sql.query(event, &[&id_of(&danger)]).await.unwrap().len(), 1);
    let dpo = house.token("dpo");
    let queue = world.get(dpo, "/disclosures/to-review").await.expect(200);
    assert_eq!(queue.body["items"][0]["id"], danger["id"]);
    assert!(!queue.body.to_string().contains("Canary"));
    world
        .get(house.token("supervisor"), "/disclosures/to-review")
        .await
        .expect_problem(403, "not_allowed");
    let path = format!("/disclosures/{}/review", id_of(&danger));
    let found = json!({"review": "justified"});
    let by = async |who: &str, etag: &str| {
        world
            .change(Method::POST, house.token(who), &path, etag, found.clone())
            .await
    };
    by("supervisor", "\"v1\"").await.expect_problem(403, "not_allowed");
    by("other_worker", "\"v1\"").await.expect_problem(404, "not_found");
    by("dpo", "\"v2\"").await.expect_problem(412, "changed_meanwhile");
    let headers = [("if-match", "\"v1\""), ("idempotency-key", "review-it-once")];
    for _ in 0..2 {
        let done = world
            .call(Method::POST, Some(dpo), &path, Some(found.clone()), &headers)
            .await
            .expect(200);
        assert_eq!(done.body["review"], "justified");
    }
    by("dpo", "\"v2\"").await.expect_problem(409, "reviewed_already");
    let queue = world.get(dpo, "/disclosures/to-review").await.expect(200);
    assert_eq!(queue.body["items"], json!([]));
    // Nor does who may both tell and review; that she tried is remembered.
    let roles = [
        ("supervisor", Some(house.north), None),
        ("data_protection_officer", None, None),
    ];
    let both = house.add_staff(&world, "both", &roles, None).await;
    let hers = told_by_name("child_protection", "vital_interest");
    world
        .post(&both.token, &format!("/people/{person}/disclosures"), hers.clone())
        .await
        .expect(201);
    let path = format!("/disclosures/{}/review", id_of(&hers));
    world
        .change(Method::POST, &both.token, &path, "\"v1\"", found.clone())
        .await
        .expect_problem(403, "not_allowed");
    assert_eq!(world.tried_alone(id_of(&hers)).await, ["disclosure review both"]);
    // The database too lets nobody review what she told.
    let own =
        "update disclosure set review = 'justified', reviewed_by = recorded_by, reviewed_at = now() where id = $1";
    let refused = sql.execute(own, &[&id_of(&danger)]).await.unwrap_err();
    assert_eq!(
        refused.as_db_error().unwrap().constraint(),
        Some("disclosure_four_eyes")
    );
}

#[actix_web::test]
async fn what_rests_on_consent_is_not_reviewed() {
    let world = World::new().await;
    let house = world.house("First").await;
    let person = born(&world, &house, "2005-03-14").await;
    let school = school(&world, &house).await;
    let consents = format!("/people/{person}/consents");
    world
        .post(house.token("worker"), &consents, share("young_person", school))
        .await
        .expect(201);
    let kept = told(school);
    tell(&world, &house, "worker", person, &kept).await.expect(201);
    let path = format!("/disclosures/{}/review", id_of(&kept));
    let body = json!({"review": "justified"});
    world
        .change(Method::POST, house.token("dpo"), &path, "\"v1\"", body)
        .await
        .expect_problem(409, "nothing_to_review");
    // Service never depends on it: she joins without having agreed to share anything.
    let other = born(&world, &house, "2004-03-14").await;
    let service = crate::support::line::own_consent();
    world
        .post(house.token("worker"), &format!("/people/{other}/consents"), service)
        .await
        .expect(201);
    world
        .post(
            house.token("worker"),
            &format!("/people/{other}/enrolments"),
            enrolment(&house),
        )
        .await
        .expect(201);
}
