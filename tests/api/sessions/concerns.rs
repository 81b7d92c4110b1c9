//! A concern that comes in as a note about a session: it goes to the vault, and stands nowhere else.

use actix_web::http::Method;
use serde_json::{Value, json};

use crate::support::line::{id_of, session};
use crate::support::{World, new_id};

const WORDS: &str = "Canary: bruises on both arms.";

/// A session with a concern where a note would be.
fn with_concern(about: Option<&str>) -> Value {
    let mut body = session("2026-02-03T15:00:00Z");
    body["note"] = json!({"id": new_id(), "kind": "safeguarding", "text": WORDS});
    if let Some(about) = about {
        body["note"]["about"] = json!(about);
    }
    body
}

#[actix_web::test]
async fn a_concern_goes_to_the_vault_and_leaves_no_trace_in_the_file() {
    let world = World::new().await;
    let house = world.house("First").await;
    let (person, enrolment) = world.enrolled(&house, "worker").await;
    let (worker, lead) = (house.token("worker"), house.token("safeguarding_lead"));
    let path = format!("/enrolments/{enrolment}/sessions");
    let body = with_concern(Some("family"));
    let first = world.post(worker, &path, body.clone()).await.expect(201);
    assert_eq!(first.body["concern"]["id"], body["note"]["id"]);
    let again = world.post(worker, &path, body.clone()).await.expect(200);
    assert_eq!(first.body, again.body);
    assert!(!String::from_utf8_lossy(&first.bytes).contains("Canary"));

    // Those who answer for it have it whole, with the child and the place.
    let concern = format!("/safeguarding-concerns/{}", body["note"]["id"].as_str().unwrap());
    let file = &world.get(lead, &concern).await.expect(200).body["file"];
    assert_eq!(
        (&file["text"], &file["about"], &file["person_id"], &file["site_id"]),
        (&json!(WORDS), &json!("family"), &json!(person), &json!(house.north))
    );
    assert!(world.get(worker, &concern).await.expect(200).body["file"].is_null());
    for who in ["supervisor", "director", "org_admin"] {
        world
            .get(house.token(who), &concern)
            .await
            .expect_problem(404, "not_found");
    }
    // Nobody who reads the session learns that there is one: not even who sent it, when she looks again.
    let session = format!("/sessions/{}", id_of(&body));
    for who in ["worker", "supervisor", "safeguarding_lead"] {
        let seen = world.get(house.token(who), &session).await.expect(200);
        assert!(seen.body.get("concern").is_none());
        world
            .get(house.token(who), &format!("{session}/note"))
            .await
            .expect_problem(404, "not_found");
    }
    let sql = world.sql().await;
    let rows: i64 = sql
        .query_one("select count(*) from session_note", &[])
        .await
        .unwrap()
        .get(0);
    assert_eq!(rows, 0);
    let told: i64 = sql
        .query_one("select count(*) from auth.job where kind = 'tell_concern'", &[])
        .await
        .unwrap()
        .get(0);
    assert_eq!(told, 2, "now, and when its time runs out; the repetition tells nobody");
}

#[actix_web::test]
async fn a_concern_is_never_too_late_and_changes_nothing_of_the_session() {
    let world = World::new().await;
    let house = world.house("First").await;
    let (_, enrolment) = world.enrolled(&house, "worker").await;
    let id = world
        .log(&house, "worker", enrolment, &session("2026-02-03T15:00:00Z"))
        .await;
    world.set_now("2026-06-20T09:30:00Z");
    let worker = house.renew(&world, "worker");
    let path = format!("/sessions/{id}");
    let note = with_concern(Some("peer"))["note"].clone();
    let body = json!({"note": note});
    let sent = world
        .change(Method::PATCH, &worker, &path, "\"v1\"", body.clone())
        .await
        .expect(200);
    assert_eq!(sent.body["concern"]["id"], note["id"]);
    assert_eq!(sent.etag(), "\"v1\"");
    world
        .change(Method::PATCH, &worker, &path, "\"v1\"", body)
        .await
        .expect_problem(409, "id_taken");
    // With something else it is that correction that is too late, and nothing is kept of either.
    let mut both = json!({"note": with_concern(Some("peer"))["note"], "minutes": 30});
    world
        .change(Method::PATCH, &worker, &path, "\"v1\"", both.clone())
        .await
        .expect_problem(403, "edit_window_over");
    both["reason"] = json!("learned_later");
    let supervisor = house.renew(&world, "supervisor");
    world
        .change(Method::PATCH, &supervisor, &path, "\"v1\"", both)
        .await
        .expect(200);
    let note = world.get(&worker, &format!("{path}/note")).await.expect(200);
    assert_eq!(note.body["text"], "Canary note: we talked about school.", "it stays");
    let sql = world.sql().await;
    let rows: i64 = sql
        .query_one("select count(*) from safeguarding_concern", &[])
        .await
        .unwrap()
        .get(0);
    assert_eq!(rows, 2);
}

#[actix_web::test]
async fn a_concern_says_who_it_is_about_and_a_note_does_not() {
    let world = World::new().await;
    let house = world.house("First").await;
    let (_, enrolment) = world.enrolled(&house, "worker").await;
    let path = format!("/enrolments/{enrolment}/sessions");
    let (worker, colleague) = (house.token("worker"), house.who("other_worker").id);
    let mut note = session("2026-02-03T15:00:00Z");
    note["note"]["about"] = json!("family");
    let mut named = with_concern(Some("family"));
    named["note"]["accused_id"] = json!(colleague);
    let mut nobody = with_concern(Some("staff"));
    nobody["note"]["accused_id"] = json!(new_id());
    for (body, pointer) in [
        (with_concern(None), "/note/about"),
        (note, "/note/about"),
        (named, "/note/accused_id"),
        (nobody, "/note/accused_id"),
    ] {
        let refused = world.post(worker, &path, body).await.expect_problem(422, "validation");
        assert_eq!(refused.body["errors"][0]["pointer"], pointer, "{}", refused.body);
        assert!(!String::from_utf8_lossy(&refused.bytes).contains("Canary"));
    }
    let sql = world.sql().await;
    let rows: i64 = sql.query_one("select count(*) from session", &[]).await.unwrap().get(0);
    assert_eq!(rows, 0, "nothing half-written");
}

#[actix_web::test]
async fn a_concern_about_a_colleague_stays_from_her_and_a_settled_plan_brings_one_too() {
    let world = World::new().await;
    let house = world.house("First").await;
    let (_, enrolment) = world.enrolled(&house, "worker").await;
    let worker = house.token("worker");
    let plan = json!({"id": new_id(), "kind": "individual_mentoring", "mode": "phone_call",
        "starts_at": "2026-06-10T10:00:00Z", "minutes": 30});
    world
        .post(worker, &format!("/enrolments/{enrolment}/plans"), plan.clone())
        .await
        .expect(201);
    world.set_now("2026-06-10T10:40:00Z");
    let mut note = with_concern(Some("staff"))["note"].clone();
    note["accused_id"] = json!(house.who("safeguarding_lead").id);
    let settle = format!("/plans/{}/settle", id_of(&plan));
    let body = json!({"attendance": "present", "note": note});
    let worker = house.renew(&world, "worker");
    let settled = world
        .change(Method::POST, &worker, &settle, "\"v1\"", body.clone())
        .await
        .expect(201);
    let again = world
        .change(Method::POST, &worker, &settle, "\"v1\"", body)
        .await
        .expect(200);
    assert_eq!(settled.body, again.body);
    let concern = format!("/safeguarding-concerns/{}", note["id"].as_str().unwrap());
    let accused = house.renew(&world, "safeguarding_lead");
    world.get(&accused, &concern).await.expect_problem(404, "not_found");
    let director = house.renew(&world, "director");
    world.get(&director, &concern).await.expect(200);
}
