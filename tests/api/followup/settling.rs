//! What happens elsewhere settles follow-ups, and taking that back takes this back. Nobody is named where it is not safe.

use serde_json::{Value, json};

use super::{contact, first, followups, left, states, tell};
use crate::support::line::{adult, consent, enrolment, id_of, leaving, own_consent, session};
use crate::support::{House, World};

/// The tasks that ask after somebody, as the supervisor sees them.
async fn tasks(world: &World, house: &House) -> Vec<Value> {
    world.plan_day().await;
    world.work().await;
    let token = house.renew(world, "supervisor");
    let answer = world.get(&token, "/tasks?kind=follow_up").await.expect(200);
    answer.body["items"].as_array().unwrap().clone()
}

#[actix_web::test]
async fn a_task_asks_when_the_window_opens_and_is_done_with_it() {
    let world = World::new().await;
    let house = world.house("First").await;
    let (_, enrolment) = left(&world, &house, None).await;
    let open = tasks(&world, &house).await;
    assert_eq!(open.len(), 1, "{open:?}");
    assert_eq!(open[0]["enrolment_id"], json!(enrolment));
    assert_eq!(open[0]["about_on"], "2026-06-05");
    assert_eq!(open[0]["due_on"], "2026-07-05");
    let followup = first(&world, &house, enrolment).await;
    tell(
        &world,
        &house,
        followup,
        &contact("2026-06-08", "self_report", "no_answer"),
    )
    .await
    .expect(201);
    assert_eq!(tasks(&world, &house).await.len(), 1, "a try is not enough");
    tell(&world, &house, followup, &contact("2026-06-09", "self_report", "done"))
        .await
        .expect(201);
    assert_eq!(tasks(&world, &house).await.len(), 0);
    // In Bogotá 6 August begins at five, Greenwich time.
    world.set_now("2026-08-06T04:00:00Z");
    assert_eq!(tasks(&world, &house).await.len(), 0);
    world.set_now("2026-08-07T12:00:00Z");
    assert_eq!(tasks(&world, &house).await[0]["about_on"], "2026-09-05");
}

#[actix_web::test]
async fn where_asking_is_not_safe_no_task_names_anyone_and_only_she_herself_is_heard() {
    let world = World::new().await;
    let house = world.house("First").await;
    let (_, enrolment) = left(&world, &house, Some(false)).await;
    assert_eq!(states(&world, &house, enrolment).await, ["unsafe_to_contact"; 3]);
    assert_eq!(tasks(&world, &house).await, [Value::Null; 0]);
    let followup = first(&world, &house, enrolment).await;
    tell(
        &world,
        &house,
        followup,
        &contact("2026-06-08", "self_report", "no_answer"),
    )
    .await
    .expect_problem(409, "followup_unsafe");
    // That it is safe after all is for others to judge than who works with her.
    let path = format!("/enrolments/{enrolment}/followup-safety");
    let safe = json!({"safe": true, "safe_contact_rule": "in_person_only"});
    let worker = house.token("worker");
    world.post(worker, &path, safe.clone()).await.expect(403);
    let refused = world
        .post(house.token("supervisor"), &path, json!({"safe": true}))
        .await
        .expect(422);
    assert_eq!(refused.body["errors"][0]["pointer"], "/safe_contact_rule");
    let judged = world.post(house.token("supervisor"), &path, safe).await.expect(200);
    assert_eq!(judged.body["safe_contact_rule"], "in_person_only");
    assert_eq!(judged.body["items"][0]["state"], "in_window");
    assert_eq!(tasks(&world, &house).await.len(), 0, "the day's look was taken");
    world.set_now("2026-06-11T12:00:00Z");
    assert_eq!(tasks(&world, &house).await.len(), 1);
    // And anybody who works with her learns otherwise: with the task it is over at once.
    tell(&world, &house, followup, &contact("2026-06-11", "caregiver", "unsafe"))
        .await
        .expect(201);
    assert_eq!(states(&world, &house, enrolment).await, ["unsafe_to_contact"; 3]);
    assert_eq!(tasks(&world, &house).await.len(), 0);
    let own = contact("2026-06-11", "self_report", "done");
    tell(&world, &house, followup, &own).await.expect(201);
    let expected = ["done", "unsafe_to_contact", "unsafe_to_contact"];
    assert_eq!(states(&world, &house, enrolment).await, expected);
}

#[actix_web::test]
async fn safety_is_judged_of_who_has_left() {
    let world = World::new().await;
    let house = world.house("First").await;
    let (_, enrolment) = world.enrolled(&house, "worker").await;
    let path = format!("/enrolments/{enrolment}/followup-safety");
    world
        .post(house.token("worker"), &path, json!({"safe": false}))
        .await
        .expect_problem(409, "enrolment_not_ended");
}

#[actix_web::test]
async fn a_leaving_that_is_taken_back_takes_its_follow_ups_with_it() {
    let world = World::new().await;
    let house = world.house("First").await;
    let (_, enrolment) = left(&world, &house, Some(true)).await;
    assert_eq!(tasks(&world, &house).await.len(), 1);
    let supervisor = house.token("supervisor");
    let reason = json!({"reason": "wrong_person"});
    world.step(supervisor, enrolment, "exit/undo", reason).await.expect(200);
    assert_eq!(followups(&world, &house, enrolment).await["items"], json!([]));
    assert_eq!(tasks(&world, &house).await.len(), 0);
    // She leaves again, later: what counts is said then.
    let mut again = leaving("2026-06-09", "completed_partly");
    again["safe_to_follow_up"] = json!(false);
    world
        .step(house.token("worker"), enrolment, "exit", again)
        .await
        .expect(200);
    assert_eq!(states(&world, &house, enrolment).await, ["unsafe_to_contact"; 3]);
}

#[actix_web::test]
async fn coming_back_and_erasure_end_them() {
    let world = World::new().await;
    let house = world.house("First").await;
    let (person, before) = left(&world, &house, Some(true)).await;
    let mut body = enrolment(&house);
    body["enrolled_on"] = json!("2026-06-09");
    world
        .post(house.token("worker"), &format!("/people/{person}/enrolments"), body)
        .await
        .expect(201);
    assert_eq!(states(&world, &house, before).await, ["ended"; 3]);
    let followup = first(&world, &house, before).await;
    tell(&world, &house, followup, &contact("2026-06-09", "self_report", "done"))
        .await
        .expect_problem(409, "followup_settled");
    let (person, erased) = left(&world, &house, Some(true)).await;
    crate::erasure::erase(&world, &house, person).await;
    let closed = "select array_agg(closed order by months) from followup_due where enrolment_id = $1";
    let row = world.sql().await.query_one(closed, &[&erased]).await.unwrap();
    assert_eq!(row.get::<_, Vec<Option<String>>>(0), vec![Some("ended".to_owned()); 3]);
}

#[actix_web::test]
async fn who_refuses_to_be_asked_is_not_asked_until_she_agrees() {
    let world = World::new().await;
    let house = world.house("First").await;
    let (person, enrolment) = left(&world, &house, Some(true)).await;
    let path = format!("/people/{person}/consents");
    let worker = house.token("worker");
    let mut decision = consent("followup_after_exit", "young_person");
    decision["status"] = json!("refused");
    decision["occurred_at"] = json!("2026-06-08T12:00:00Z");
    world.post(worker, &path, decision.clone()).await.expect(201);
    assert_eq!(states(&world, &house, enrolment).await, ["declined"; 3]);
    let followup = first(&world, &house, enrolment).await;
    tell(
        &world,
        &house,
        followup,
        &contact("2026-06-09", "self_report", "no_answer"),
    )
    .await
    .expect_problem(409, "followup_not_wanted");
    decision["id"] = json!(crate::support::new_id());
    decision["status"] = json!("given");
    decision["occurred_at"] = json!("2026-06-09T12:00:00Z");
    world.post(worker, &path, decision).await.expect(201);
    assert_eq!(states(&world, &house, enrolment).await[0], "in_window");
}

#[actix_web::test]
async fn nobody_asks_after_the_dead_in_any_programme_and_a_slip_is_mended() {
    let world = World::new().await;
    let house = world.house("First").await;
    let worker = house.token("worker");
    // Of one person, left in two programmes.
    let person = world.take_in(&house, "worker", &adult(&house)).await;
    world
        .post(worker, &format!("/people/{person}/consents"), own_consent())
        .await
        .expect(201);
    let mut both = Vec::new();
    for programme in [house.mentoring, house.sport] {
        let mut body = enrolment(&house);
        body["programme_id"] = json!(programme);
        world
            .post(worker, &format!("/people/{person}/enrolments"), body.clone())
            .await
            .expect(201);
        let id = id_of(&body);
        world.log(&house, "worker", id, &session("2026-03-02T15:00:00Z")).await;
        let body = leaving("2026-03-05", "left_by_choice");
        world.step(worker, id, "exit", body).await.expect(200);
        both.push(id);
    }
    let followup = first(&world, &house, both[0]).await;
    let died = contact("2026-06-08", "partner_ngo", "deceased");
    let answer = tell(&world, &house, followup, &died).await.expect(201);
    assert_eq!(answer.body["state"], "deceased");
    for enrolment in &both {
        assert_eq!(states(&world, &house, *enrolment).await, ["deceased"; 3]);
    }
    let written = &answer.body["contacts"][0];
    let path = format!("/followup-contacts/{}/void", written["id"].as_str().unwrap());
    let etag = written["etag"].as_str().unwrap();
    let method = actix_web::http::Method::POST;
    world
        .change(method, worker, &path, etag, json!({"reason": "wrong_person"}))
        .await
        .expect(200);
    for enrolment in &both {
        assert_eq!(states(&world, &house, *enrolment).await, ["in_window", "due", "due"]);
    }
}
