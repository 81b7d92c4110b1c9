//! An exit that is taken back, and coming again.

use serde_json::json;
use uuid::Uuid;

use crate::support::line::{enrolment as joining, id_of, leaving, session};
use crate::support::{World, new_id};

#[actix_web::test]
async fn a_supervisor_takes_an_exit_back_and_everything_stands_as_before() {
    let world = World::new().await;
    let house = world.house("First").await;
    let (_, enrolment) = world.enrolled(&house, "worker").await;
    world
        .log(&house, "worker", enrolment, &session("2026-03-02T15:00:00Z"))
        .await;
    let pause = json!({"on": "2026-05-01", "reason": "illness", "review_by": "2026-06-20"});
    let worker = house.token("worker");
    world.step(worker, enrolment, "pause", pause).await.expect(200);
    let undo = json!({"reason": "wrong_person"});
    let supervisor = house.token("supervisor");
    world
        .step(supervisor, enrolment, "exit/undo", undo.clone())
        .await
        .expect_problem(409, "not_exited");
    world
        .step(worker, enrolment, "exit", leaving("2026-06-01", "left_by_choice"))
        .await
        .expect(200);
    world
        .step(worker, enrolment, "exit/undo", undo.clone())
        .await
        .expect_problem(403, "not_allowed");
    world.set_now("2026-06-12T12:00:00Z");
    assert_eq!(world.work().await, 1);
    let (worker, supervisor) = (house.renew(&world, "worker"), house.renew(&world, "supervisor"));
    world
        .get(&worker, &format!("/enrolments/{enrolment}"))
        .await
        .expect(404);
    let back = world
        .step(&supervisor, enrolment, "exit/undo", undo.clone())
        .await
        .expect(200)
        .body;
    assert_eq!((&back["status"], &back["exited_on"]), (&json!("paused"), &json!(null)));
    let events = back["events"].as_array().unwrap();
    let (exit, undone) = (&events[3], &events[4]);
    assert_eq!(
        (&exit["to_status"], &undone["to_status"]),
        (&json!("exited"), &json!("paused"))
    );
    assert_eq!(
        undone["undoes"], exit["id"],
        "what was recorded stays, and says that it was taken back"
    );
    world
        .get(&worker, &format!("/enrolments/{enrolment}"))
        .await
        .expect(200);
    let course = world
        .get(&worker, &format!("/enrolments/{enrolment}/course"))
        .await
        .expect(200)
        .body;
    assert_eq!(course["exit"], json!(null));
    world
        .step(&supervisor, enrolment, "exit/undo", undo)
        .await
        .expect_problem(409, "not_exited");
    // And on from there.
    world
        .step(&worker, enrolment, "resume", json!({"on": "2026-06-02"}))
        .await
        .expect(200);
    world
        .step(&worker, enrolment, "exit", leaving("2026-06-03", "moved_away"))
        .await
        .expect(200);
}

#[actix_web::test]
async fn an_exit_taken_back_in_time_ends_no_assignment() {
    let world = World::new().await;
    let house = world.house("First").await;
    let (_, enrolment) = world.enrolled(&house, "worker").await;
    let worker = house.token("worker");
    world
        .step(worker, enrolment, "exit", leaving("2026-06-01", "left_by_choice"))
        .await
        .expect(200);
    let undo = json!({"reason": "entered_in_error"});
    world
        .step(house.token("supervisor"), enrolment, "exit/undo", undo)
        .await
        .expect(200);
    world.set_now("2026-06-12T12:00:00Z");
    assert_eq!(world.work().await, 1);
    let worker = house.renew(&world, "worker");
    world
        .get(&worker, &format!("/enrolments/{enrolment}"))
        .await
        .expect(200);
}

#[actix_web::test]
async fn only_for_thirty_days_and_not_over_somebody_elses_head() {
    let world = World::new().await;
    let house = world.house("First").await;
    let (_, late) = world.enrolled(&house, "worker").await;
    let (_, taken) = world.enrolled(&house, "worker").await;
    for enrolment in [late, taken] {
        let body = leaving("2026-06-01", "left_by_choice");
        world
            .step(house.token("worker"), enrolment, "exit", body)
            .await
            .expect(200);
    }
    world.set_now("2026-06-12T12:00:00Z");
    world.work().await;
    let supervisor = house.renew(&world, "supervisor");
    // A new lead was found meanwhile, and the one before has declared a conflict of interest since.
    let body = json!({"id": new_id(), "staff_id": house.who("other_worker").id, "role": "lead"});
    let assignments = format!("/enrolments/{taken}/assignments");
    world.post(&supervisor, &assignments, body).await.expect(201);
    let undo = json!({"reason": "entered_in_error"});
    world
        .step(&supervisor, taken, "exit/undo", undo.clone())
        .await
        .expect(200);
    let team = world.get(&supervisor, &assignments).await.expect(200).body;
    let live: Vec<_> = team["items"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|one| one["ended_at"].is_null())
        .collect();
    assert_eq!(live.len(), 1, "one lead: {team}");
    assert_eq!(live[0]["staff_id"], json!(house.who("other_worker").id));
    world.set_now("2026-07-10T09:30:01Z");
    let supervisor = house.renew(&world, "supervisor");
    world
        .step(&supervisor, late, "exit/undo", undo)
        .await
        .expect_problem(409, "undo_over");
}

/// Enrols somebody who is here already, once more in mentoring.
async fn come_again(
    world: &World,
    token: &str,
    person: Uuid,
    mut body: serde_json::Value,
    lead: Uuid,
) -> serde_json::Value {
    body["enrolled_on"] = json!("2026-06-05");
    body["lead_staff_id"] = json!(lead);
    world
        .post(token, &format!("/people/{person}/enrolments"), body)
        .await
        .expect(201)
        .body
}

#[actix_web::test]
async fn who_comes_again_continues_her_own_story() {
    let world = World::new().await;
    let house = world.house("First").await;
    let (person, before) = world.enrolled(&house, "worker").await;
    let body = leaving("2026-06-01", "left_by_choice");
    world
        .step(house.token("worker"), before, "exit", body)
        .await
        .expect(200);
    // A colleague of another programme, who cannot see what was before.
    let sport = json!({
        "id": new_id(), "programme_id": house.sport, "site_id": house.north, "enrolled_on": "2026-06-02",
        "lead_staff_id": house.who("other_worker").id,
    });
    world
        .post(
            house.token("supervisor"),
            &format!("/people/{person}/enrolments"),
            sport,
        )
        .await
        .expect(201);
    let other = house.who("other_worker");
    world
        .get(&other.token, &format!("/enrolments/{before}"))
        .await
        .expect(404);
    let mut body = joining(&house);
    body["no_conflict_of_interest"] = json!(true);
    let again = come_again(&world, &other.token, person, body, other.id).await;
    assert_eq!(again["previous_enrolment_id"], json!(before));
    // What she left stays as it ended.
    let undo = json!({"reason": "entered_in_error"});
    world
        .step(house.token("supervisor"), before, "exit/undo", undo)
        .await
        .expect_problem(409, "joined_again");
    // It cannot be somebody else's story: the database holds that by itself.
    let (_, others) = world.enrolled(&house, "worker").await;
    let sql = world.sql().await;
    let point = "update enrolment set previous_enrolment_id = $1 where id = $2";
    let error = sql.execute(point, &[&others, &id_of(&again)]).await.unwrap_err();
    assert_eq!(
        error.as_db_error().unwrap().constraint(),
        Some("enrolment_previous_is_hers")
    );
}
