//! Hand-overs: whole or not at all, by two, and who gave reads nothing afterwards.

use actix_web::http::Method;
use serde_json::json;

use super::{assignment, end, hand_over, shown_id};
use crate::support::line::id_of;
use crate::support::{World, new_id};

#[actix_web::test]
async fn with_the_acceptance_the_receiver_has_them_and_the_giver_reads_nothing() {
    let world = World::new().await;
    let house = world.house("First").await;
    let (person, enrolment) = world.enrolled(&house, "worker").await;
    let (_, second) = world.enrolled(&house, "worker").await;
    let (giver, receiver) = (house.token("worker"), house.token("other_worker"));
    for starts_at in ["2026-06-12T15:00:00Z", "2026-06-11T15:00:00Z"] {
        let planned = json!({"id": new_id(), "kind": "individual_mentoring", "mode": "in_person_office",
            "starts_at": starts_at, "minutes": 60});
        world
            .post(giver, &format!("/enrolments/{second}/plans"), planned)
            .await
            .expect(201);
    }
    let noted = assignment(&world, enrolment, house.who("worker").id).await;
    let mut body = hand_over(&house, "worker", "other_worker");
    body["notes"] = json!([{"assignment_id": noted, "text": "Canary note: call her on Mondays."}]);
    let id = id_of(&body);
    let proposed = world.post(giver, "/hand-overs", body.clone()).await.expect(201);
    world.post(giver, "/hand-overs", body).await.expect(200);
    assert_eq!(
        (&proposed.body["enrolments"], &proposed.body["weight"]),
        (&json!(2), &json!(2.0))
    );
    // The receiver is told how many and how heavy, and of whom nothing.
    let shown = world.get(receiver, &format!("/hand-overs/{id}")).await.expect(200);
    let text = String::from_utf8_lossy(&shown.bytes).into_owned();
    for secret in [person, enrolment, second] {
        assert!(!text.contains(&secret.to_string()), "{text}");
    }
    let notes = format!("/enrolments/{enrolment}/hand-over-notes");
    world.get(receiver, &notes).await.expect(404);
    world.get(receiver, &format!("/people/{person}")).await.expect(404);
    // Not by who proposed it; not by a stranger.
    end(&world, giver, id, "accept")
        .await
        .expect_problem(403, "not_allowed");
    end(&world, house.token("outreach"), id, "accept").await.expect(404);
    let accepted = end(&world, receiver, id, "accept").await.expect(200);
    assert_eq!(accepted.body["state"], "accepted");
    world
        .get(receiver, &format!("/people/{person}/identity"))
        .await
        .expect(200);
    let read = world.get(receiver, &notes).await.expect(200);
    assert_eq!(read.body["items"][0]["text"], "Canary note: call her on Mondays.");
    for path in [
        format!("/people/{person}"),
        format!("/people/{person}/identity"),
        format!("/enrolments/{enrolment}"),
        format!("/enrolments/{second}"),
        notes.clone(),
    ] {
        world.get(giver, &path).await.expect(404);
    }
    let own = world.get(giver, "/caseload").await.expect(200);
    assert_eq!(
        (own.body["items"].as_array().unwrap().len(), &own.body["carried"]),
        (0, &json!(0.0))
    );
    let theirs = world.get(receiver, "/caseload").await.expect(200);
    assert_eq!(theirs.body["carried"], json!(2.0));
    assert_eq!(theirs.body["items"][0]["role"], "lead");
    end(&world, receiver, id, "accept")
        .await
        .expect_problem(409, "decided_already");
    // What was planned with them is hers too.
    let planned = "select count(*) from plan where staff_id = $1";
    let planned = world
        .sql()
        .await
        .query_one(planned, &[&house.who("other_worker").id])
        .await
        .unwrap();
    assert_eq!(planned.get::<_, i64>(0), 2);
    // Sealed where it lies.
    let stored = "select note_enc from hand_over_line where note_enc is not null";
    let stored: Vec<u8> = world.sql().await.query_one(stored, &[]).await.unwrap().get(0);
    assert!(!stored.windows(6).any(|part| part == b"Canary"));
}

#[actix_web::test]
async fn chosen_ones_go_and_the_others_stay() {
    let world = World::new().await;
    let house = world.house("First").await;
    let (_, goes) = world.enrolled(&house, "worker").await;
    let (_, stays) = world.enrolled(&house, "worker").await;
    let worker = house.who("worker").id;
    let chosen = assignment(&world, goes, worker).await;
    let mut body = hand_over(&house, "worker", "other_worker");
    body["assignment_ids"] = json!([chosen, new_id()]);
    let supervisor = house.token("supervisor");
    world.post(supervisor, "/hand-overs", body.clone()).await.expect(422);
    body["assignment_ids"] = json!([chosen]);
    let left = assignment(&world, stays, worker).await;
    body["notes"] = json!([{"assignment_id": left, "text": "to nobody"}]);
    world.post(supervisor, "/hand-overs", body.clone()).await.expect(422);
    body["notes"] = json!([]);
    let id = id_of(&body);
    world.post(supervisor, "/hand-overs", body).await.expect(201);
    // The supervisor proposed it, so the supervisor does not accept it: another does, or the receiver.
    end(&world, supervisor, id, "accept")
        .await
        .expect_problem(422, "takes_two");
    assert_eq!(world.tried_alone(id).await, ["hand_over decide supervisor"]);
    end(&world, house.token("other_worker"), id, "accept").await.expect(200);
    world
        .get(house.token("worker"), &format!("/enrolments/{goes}"))
        .await
        .expect(404);
    world
        .get(house.token("worker"), &format!("/enrolments/{stays}"))
        .await
        .expect(200);
}

#[actix_web::test]
async fn a_conflict_a_full_caseload_and_an_ended_role_stop_the_whole() {
    let world = World::new().await;
    let house = world.house("First").await;
    let (person, _) = world.enrolled(&house, "worker").await;
    let (_, second) = world.enrolled(&house, "worker").await;
    let (giver, receiver) = (house.token("worker"), house.token("other_worker"));
    let sql = world.sql().await;
    let other = house.who("other_worker").id;
    let body = hand_over(&house, "worker", "other_worker");
    let id = id_of(&body);
    world.post(giver, "/hand-overs", body).await.expect(201);
    let again = hand_over(&house, "worker", "other_worker");
    world
        .post(giver, "/hand-overs", again)
        .await
        .expect_problem(409, "asked_already");
    for (set, back, code) in [
        (
            format!("update staff_member set caseload_cap = 1 where id = '{other}'"),
            format!("update staff_member set caseload_cap = 25 where id = '{other}'"),
            "caseload_full",
        ),
        (
            format!(
                "insert into conflict_declaration (org_id, id, staff_id, person_id, site_id, has_conflict, declared_at, recorded_at)
                 values ('{}', '{}', '{other}', '{person}', '{}', true, now(), now())",
                house.org,
                new_id(),
                house.north
            ),
            "delete from conflict_declaration where has_conflict".to_owned(),
            "conflict_of_interest",
        ),
        (
            format!(
                "update role_grant set site_id = null, programme_id = '{}' where staff_id = '{other}'",
                house.sport
            ),
            format!(
                "update role_grant set site_id = '{}', programme_id = null where staff_id = '{other}'",
                house.north
            ),
            "no_such_colleague",
        ),
    ] {
        sql.batch_execute(&set).await.unwrap();
        end(&world, receiver, id, "accept").await.expect_problem(422, code);
        let live = "select count(*) from assignment where staff_id = $1 and ended_at is null";
        let carried: i64 = sql.query_one(live, &[&house.who("worker").id]).await.unwrap().get(0);
        assert_eq!(carried, 2, "{code}: nothing has moved");
        sql.batch_execute(&back).await.unwrap();
    }
    // What ended meanwhile is left out; the rest goes.
    sql.execute(
        "update assignment set ended_at = started_at where enrolment_id = $1",
        &[&second],
    )
    .await
    .unwrap();
    end(&world, receiver, id, "accept").await.expect(200);
    let moved = "select count(*) from hand_over_line where new_assignment_id is not null";
    assert_eq!(sql.query_one(moved, &[]).await.unwrap().get::<_, i64>(0), 1);
}

#[actix_web::test]
async fn who_works_with_her_already_comes_to_lead_or_stays_what_she_was() {
    let world = World::new().await;
    let house = world.house("First").await;
    let (_, led) = world.enrolled(&house, "worker").await;
    let (_, backed) = world.enrolled(&house, "other_worker").await;
    let supervisor = house.token("supervisor");
    for (enrolment, who) in [(led, "other_worker"), (backed, "worker")] {
        let body = json!({"id": new_id(), "staff_id": house.who(who).id, "role": "backup"});
        let path = format!("/enrolments/{enrolment}/assignments");
        world.post(supervisor, &path, body).await.expect(201);
    }
    // The receiver backs the one and leads the other: she carries two, and carries two afterwards, with room for no
    // more.
    let sql = world.sql().await;
    let cap = "update staff_member set caseload_cap = 2 where id = $1";
    sql.execute(cap, &[&house.who("other_worker").id]).await.unwrap();
    let body = hand_over(&house, "worker", "other_worker");
    let id = id_of(&body);
    world.post(house.token("worker"), "/hand-overs", body).await.expect(201);
    end(&world, supervisor, id, "accept").await.expect(200);
    for enrolment in [led, backed] {
        let leads = "select count(*) filter (where staff_id = $2 and role = 'lead'), count(*) from assignment
            where enrolment_id = $1 and ended_at is null";
        let row = sql
            .query_one(leads, &[&enrolment, &house.who("other_worker").id])
            .await
            .unwrap();
        assert_eq!((row.get::<_, i64>(0), row.get::<_, i64>(1)), (1, 1));
    }
}

#[actix_web::test]
async fn it_is_refused_withdrawn_and_answered_again_as_before() {
    let world = World::new().await;
    let house = world.house("First").await;
    let (person, _) = world.enrolled(&house, "worker").await;
    let (giver, receiver) = (house.token("worker"), house.token("other_worker"));
    for (ending, who, state) in [("refuse", receiver, "refused"), ("withdraw", giver, "withdrawn")] {
        let body = hand_over(&house, "worker", "other_worker");
        let proposed = world.post(giver, "/hand-overs", body).await.expect(201);
        let path = format!("/hand-overs/{}/{ending}", shown_id(&proposed));
        let key = format!("the-same-answer-{ending}");
        let headers = [("if-match", "\"v1\""), ("idempotency-key", key.as_str())];
        for _ in 0..2 {
            let ended = world
                .call(Method::POST, Some(who), &path, None, &headers)
                .await
                .expect(200);
            assert_eq!(ended.body["state"], state);
        }
    }
    world.get(giver, &format!("/people/{person}")).await.expect(200);
    world.get(receiver, &format!("/people/{person}")).await.expect(404);
    let listed = world.get(receiver, "/hand-overs?state=refused").await.expect(200);
    assert_eq!(listed.body["items"].as_array().unwrap().len(), 1);
    let nothing = hand_over(&house, "other_worker", "worker");
    world
        .post(receiver, "/hand-overs", nothing)
        .await
        .expect_problem(409, "nothing_to_hand_over");
    let others = hand_over(&house, "worker", "outreach");
    world
        .post(receiver, "/hand-overs", others)
        .await
        .expect_problem(403, "not_allowed");
}

#[actix_web::test]
async fn erasing_somebody_blanks_what_was_said_about_her() {
    let world = World::new().await;
    let house = world.house("First").await;
    let (person, enrolment) = world.enrolled(&house, "worker").await;
    let noted = assignment(&world, enrolment, house.who("worker").id).await;
    let mut body = hand_over(&house, "worker", "other_worker");
    body["notes"] = json!([{"assignment_id": noted, "text": "Canary"}]);
    world.post(house.token("worker"), "/hand-overs", body).await.expect(201);
    let sql = world.sql().await;
    let destroy = "select access.destroy($1, $2, $3)";
    sql.execute(destroy, &[&house.org, &person, &world.now()])
        .await
        .unwrap();
    let left = "select (select count(*) from hand_over_line where note_enc is not null)
        + (select count(*) from hand_over where created_mac is not null)";
    assert_eq!(sql.query_one(left, &[]).await.unwrap().get::<_, i64>(0), 0);
    let notes = format!("/enrolments/{enrolment}/hand-over-notes");
    let read = world.get(house.token("supervisor"), &notes).await.expect(200);
    assert_eq!(read.body["items"], json!([]));
}
