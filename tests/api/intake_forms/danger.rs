//! A yes to danger opens a concern, in one transaction, and its words stand there alone.

use serde_json::{Value, json};
use uuid::Uuid;

use super::{answer, answers, in_force, joins, record};
use crate::support::line::id_of;
use crate::support::{House, World, new_id};

/// Says yes to danger, with a concern.
fn in_danger() -> Value {
    let mut yes = answer("danger_now", "yes", json!(true));
    yes["concern"] = json!({"id": new_id(), "about": "family", "text": "Canary: he waits outside."});
    yes
}

async fn concern(world: &World, house: &House, who: &str, id: &Value) -> crate::support::Answer {
    let path = format!("/safeguarding-concerns/{}", id.as_str().unwrap());
    world.get(&house.renew(world, who), &path).await
}

async fn rows(world: &World, table: &str) -> i64 {
    let count = format!("select count(*) from {table}");
    world.sql().await.query_one(&count, &[]).await.unwrap().get(0)
}

async fn asked() -> (World, House, Uuid, Uuid) {
    let world = World::new().await;
    let house = world.house("First").await;
    in_force(&world, &house, None).await;
    let (person, enrolment) = joins(&world, &house, "2026-06-10").await;
    (world, house, person, enrolment)
}

#[actix_web::test]
async fn a_yes_raises_a_concern_and_keeps_no_words_itself() {
    let (world, house, person, enrolment) = asked().await;
    let yes = in_danger();
    let recorded = record(&world, &house, "worker", enrolment, &yes).await.expect(201);
    assert_eq!(recorded.body["yes"], true);
    assert!(!recorded.body.to_string().contains("Canary"), "{}", recorded.body);
    let theirs = concern(&world, &house, "safeguarding_lead", &yes["concern"]["id"])
        .await
        .expect(200);
    let file = &theirs.body["file"];
    assert_eq!(file["text"], "Canary: he waits outside.");
    assert_eq!(
        (&file["person_id"], &file["site_id"]),
        (&json!(person), &json!(house.north))
    );
    assert_eq!((&file["about"], &file["state"]), (&json!("family"), &json!("received")));
    let hers = concern(&world, &house, "worker", &yes["concern"]["id"])
        .await
        .expect(200);
    assert_eq!(hers.body["file"], Value::Null, "received, and nothing else");
    concern(&world, &house, "supervisor", &yes["concern"]["id"])
        .await
        .expect(404);
    // Sent again it is one answer and one concern.
    record(&world, &house, "worker", enrolment, &yes).await.expect(200);
    assert_eq!(
        (
            rows(&world, "intake_answer").await,
            rows(&world, "safeguarding_concern").await
        ),
        (1, 1)
    );
    let read = answers(&world, &house, "supervisor", enrolment).await;
    assert_eq!(read[0]["class"], "c3");
    assert_eq!(answers(&world, &house, "evaluator", enrolment).await.len(), 0);
}

#[actix_web::test]
async fn without_its_concern_a_yes_is_not_written_nor_the_other_way_round() {
    let (world, house, _, enrolment) = asked().await;
    let mut bare = in_danger();
    bare.as_object_mut().unwrap().remove("concern");
    let mut no = in_danger();
    no["yes"] = json!(false);
    let mut hunger = in_danger();
    hunger["key"] = json!("needs_food");
    let mut declined = in_danger();
    declined.as_object_mut().unwrap().remove("yes");
    declined["missing"] = json!("prefers_not");
    for body in [bare, no.clone(), hunger, declined] {
        let refused = record(&world, &house, "worker", enrolment, &body).await;
        let refused = refused.expect_problem(422, "validation");
        assert_eq!(refused.body["errors"][0]["pointer"], "/concern", "{body}");
    }
    no.as_object_mut().unwrap().remove("concern");
    record(&world, &house, "worker", enrolment, &no).await.expect(201);
    assert_eq!(rows(&world, "safeguarding_concern").await, 0);
}

#[actix_web::test]
async fn both_are_written_or_neither() {
    let (world, house, _, enrolment) = asked().await;
    let first = in_danger();
    record(&world, &house, "worker", enrolment, &first).await.expect(201);
    // The id of a concern that is there: the answer is not written either.
    let mut second = in_danger();
    second["concern"]["id"] = first["concern"]["id"].clone();
    record(&world, &house, "worker", enrolment, &second).await.expect(409);
    assert_eq!(
        (
            rows(&world, "intake_answer").await,
            rows(&world, "safeguarding_concern").await
        ),
        (1, 1)
    );
    // Where nobody would answer for it, it is not taken, and says so.
    let sql = world.sql().await;
    sql.execute(
        "update role_grant set ended_at = now() where role in ('safeguarding_lead', 'director')",
        &[],
    )
    .await
    .unwrap();
    let unguarded = record(&world, &house, "worker", enrolment, &in_danger()).await;
    assert!(matches!(unguarded.status.as_u16(), 409 | 422), "{}", unguarded.body);
    assert_eq!(rows(&world, "intake_answer").await, 1);
    let written = answers(&world, &house, "worker", enrolment).await;
    assert_eq!(id_of(&written[0]), id_of(&first));
}
