//! Supervision: what was agreed is read by those who were there, what is confidential by who wrote it alone; and what was
//! written goes with the first of those it was about.

use actix_web::http::Method;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::support::line::id_of;
use crate::support::{Answer, House, World, new_id};

/// An hour with the worker alone, yesterday, at `north`, about these cases.
fn session(house: &House, cases: &[Uuid]) -> Value {
    json!({"id": new_id(), "site_id": house.north, "staff_ids": [house.who("worker").id], "held_on": "2026-06-09",
        "minutes": 60, "kind": "individual", "wellbeing_checked": true, "enrolment_ids": cases,
        "actions": "Canary: two visits a week.", "confidential": "Canary: she is tired."})
}

async fn record(world: &World, house: &House, body: &Value) -> Uuid {
    let token = house.token("supervisor");
    world
        .post(token, "/supervision-sessions", body.clone())
        .await
        .expect(201);
    id_of(body)
}

async fn read(world: &World, token: &str, id: Uuid) -> Answer {
    world.get(token, &format!("/supervision-sessions/{id}")).await
}

/// What a list shows her.
async fn listed(world: &World, token: &str, query: &str) -> Vec<Uuid> {
    let path = format!("/supervision-sessions?{query}");
    let answer = world.get(token, &path).await.expect(200);
    answer.body["items"].as_array().unwrap().iter().map(id_of).collect()
}

#[actix_web::test]
async fn it_is_recorded_once_and_each_reads_what_is_hers() {
    let world = World::new().await;
    let house = world.house("First").await;
    let (_, enrolment) = world.enrolled(&house, "worker").await;
    let body = session(&house, &[enrolment]);
    let id = record(&world, &house, &body).await;
    let supervisor = house.token("supervisor");
    let again = world
        .post(supervisor, "/supervision-sessions", body.clone())
        .await
        .expect(200);
    assert_eq!(again.body["confidential"], "Canary: she is tired.");
    let mut other = body.clone();
    other["minutes"] = json!(45);
    world
        .post(supervisor, "/supervision-sessions", other)
        .await
        .expect_problem(409, "id_taken");

    let grants = [("supervisor", Some(house.north), None)];
    let second = house.add_staff(&world, "second_supervisor", &grants, None).await;
    for (token, confidential) in [
        (supervisor, json!("Canary: she is tired.")),
        (second.token.as_str(), json!(null)),
        (house.token("worker"), json!(null)),
    ] {
        let seen = read(&world, token, id).await.expect(200).body;
        assert_eq!(seen["actions"], "Canary: two visits a week.");
        assert_eq!(seen["confidential"], confidential);
        assert_eq!(seen["enrolment_ids"], json!([enrolment]));
        assert_eq!(seen["session"]["staff_ids"], json!([house.who("worker").id]));
        assert_eq!(listed(&world, token, "").await, [id]);
    }
    for who in House::names().filter(|who| !["supervisor", "worker"].contains(who)) {
        read(&world, house.token(who), id)
            .await
            .expect_problem(404, "not_found");
        assert!(listed(&world, house.token(who), "").await.is_empty(), "{who}");
    }
    let elsewhere = world.house("Otherplace").await;
    let theirs = elsewhere.token("supervisor");
    read(&world, theirs, id).await.expect_problem(404, "not_found");
    read(&world, supervisor, new_id())
        .await
        .expect_problem(404, "not_found");
    let mut forged = session(&elsewhere, &[]);
    forged["id"] = json!(new_id());
    forged["staff_ids"] = json!([house.who("worker").id]);
    let answer = world.post(theirs, "/supervision-sessions", forged).await;
    assert_eq!(
        answer.expect_problem(422, "validation").body["errors"][0]["pointer"],
        "/staff_ids"
    );

    let sql = world.sql().await;
    let plain = "select count(*) from supervision_session
        where position('Canary'::bytea in actions_enc) > 0 or position('Canary'::bytea in confidential_enc) > 0";
    assert_eq!(sql.query_one(plain, &[]).await.unwrap().get::<_, i64>(0), 0);
    let opened =
        "select count(*) filter (where fields = '{actions}'), count(*) filter (where fields = '{actions,confidential}')
        from audit_event where action = 'open' and object_type = 'supervision_session' and tier = 'c3'";
    let row = sql.query_one(opened, &[]).await.unwrap();
    assert_eq!(
        (row.get::<_, i64>(0), row.get::<_, i64>(1)),
        (2, 3),
        "the two others once each; she recorded it, sent it again and read it"
    );
}

#[actix_web::test]
async fn of_the_cases_each_sees_those_she_may_see() {
    let world = World::new().await;
    let house = world.house("First").await;
    let (_, of_worker) = world.enrolled(&house, "worker").await;
    let (_, of_other) = world.enrolled(&house, "other_worker").await;
    let mut body = session(&house, &[of_worker, of_other, of_worker]);
    body["kind"] = json!("group");
    body["staff_ids"] = json!([house.who("worker").id, house.who("other_worker").id]);
    let id = record(&world, &house, &body).await;
    for (who, cases) in [("worker", vec![of_worker]), ("other_worker", vec![of_other])] {
        let seen = read(&world, house.token(who), id).await.expect(200).body;
        assert_eq!(seen["enrolment_ids"], json!(cases), "{who}");
    }
    let seen = read(&world, house.token("supervisor"), id).await.expect(200).body;
    let mut both = [of_worker, of_other];
    both.sort_unstable();
    assert_eq!(seen["enrolment_ids"], json!(both), "each once");
}

#[actix_web::test]
async fn what_does_not_fit_is_refused_by_its_field() {
    let world = World::new().await;
    let house = world.house("First").await;
    let elsewhere = world.house("Otherplace").await;
    let (_, theirs) = world.enrolled(&elsewhere, "worker").await;
    let [supervisor, worker, other] = ["supervisor", "worker", "other_worker"].map(|who| house.who(who).id);
    for (field, value, pointer, code) in [
        ("held_on", json!("2026-06-11"), "/held_on", "in_future"),
        ("staff_ids", json!([supervisor]), "/staff_ids", "self"),
        ("staff_ids", json!([worker, worker]), "/staff_ids", "twice"),
        ("staff_ids", json!([worker, other]), "/kind", "number"),
        ("kind", json!("group"), "/kind", "number"),
        ("staff_ids", json!([house.who("director").id]), "/staff_ids", "unknown"),
        ("staff_ids", json!([new_id()]), "/staff_ids", "unknown"),
        (
            "staff_ids",
            json!([elsewhere.who("worker").id]),
            "/staff_ids",
            "unknown",
        ),
        ("enrolment_ids", json!([theirs]), "/enrolment_ids", "unknown"),
        ("enrolment_ids", json!([new_id()]), "/enrolment_ids", "unknown"),
        ("site_id", json!(elsewhere.north), "/site_id", "unknown"),
        ("site_id", json!(new_id()), "/site_id", "unknown"),
        ("minutes", json!(4), "/minutes", "range"),
    ] {
        let mut body = session(&house, &[]);
        body[field] = value;
        let answer = world
            .post(house.token("supervisor"), "/supervision-sessions", body)
            .await
            .expect_problem(422, "validation");
        let error = &answer.body["errors"][0];
        assert_eq!((&error["pointer"], &error["code"]), (&json!(pointer), &json!(code)));
    }
    for who in [
        "worker",
        "safeguarding_lead",
        "programme_manager",
        "director",
        "no_role",
        "funder",
    ] {
        world
            .post(house.token(who), "/supervision-sessions", session(&house, &[]))
            .await
            .expect_problem(403, "not_allowed");
    }
    // A supervisor of one programme supervises no site.
    let grants = [("supervisor", None, Some(house.mentoring))];
    let of_programme = house.add_staff(&world, "of_programme", &grants, None).await;
    world
        .post(&of_programme.token, "/supervision-sessions", session(&house, &[]))
        .await
        .expect_problem(403, "not_allowed");
    let mut south = session(&house, &[]);
    south["site_id"] = json!(house.south);
    world
        .post(house.token("supervisor"), "/supervision-sessions", south)
        .await
        .expect_problem(403, "not_allowed");
}

#[actix_web::test]
async fn who_held_it_voids_it_and_records_it_anew() {
    let world = World::new().await;
    let house = world.house("First").await;
    let body = session(&house, &[]);
    let id = record(&world, &house, &body).await;
    let path = format!("/supervision-sessions/{id}/void");
    let reason = json!({"reason": "wrong_date"});
    let grants = [("supervisor", Some(house.north), None)];
    let second = house.add_staff(&world, "second_supervisor", &grants, None).await;
    for (token, status, code) in [
        (second.token.as_str(), 403, "not_allowed"),
        (house.token("worker"), 403, "not_allowed"),
        (house.token("other_worker"), 404, "not_found"),
    ] {
        let answer = world.change(Method::POST, token, &path, "\"v1\"", reason.clone()).await;
        answer.expect_problem(status, code);
    }
    let supervisor = house.token("supervisor");
    world
        .change(Method::POST, supervisor, &path, "\"v2\"", reason.clone())
        .await
        .expect(412);
    let headers = [("if-match", "\"v1\""), ("idempotency-key", "once-and-no-more")];
    for _ in 0..2 {
        let answer = world
            .call(Method::POST, Some(supervisor), &path, Some(reason.clone()), &headers)
            .await
            .expect(200);
        assert_eq!(answer.body["session"]["void_reason"], "wrong_date");
    }
    world
        .change(Method::POST, supervisor, &path, "\"v2\"", reason)
        .await
        .expect_problem(409, "voided");
    assert!(listed(&world, supervisor, "").await.is_empty());
    let mut anew = session(&house, &[]);
    anew["held_on"] = json!("2026-06-08");
    let anew = record(&world, &house, &anew).await;
    assert_eq!(listed(&world, house.token("worker"), "").await, [anew]);
}

#[actix_web::test]
async fn a_list_is_of_a_colleague_and_of_days_and_has_pages() {
    let world = World::new().await;
    let house = world.house("First").await;
    let mut ids = Vec::new();
    for (on, who) in [
        ("2026-06-01", "worker"),
        ("2026-06-05", "other_worker"),
        ("2026-06-09", "worker"),
    ] {
        let mut body = session(&house, &[]);
        body["held_on"] = json!(on);
        body["staff_ids"] = json!([house.who(who).id]);
        ids.push(record(&world, &house, &body).await);
    }
    let supervisor = house.token("supervisor");
    for (query, expected) in [
        (String::new(), vec![ids[2], ids[1], ids[0]]),
        (format!("staff_id={}", house.who("worker").id), vec![ids[2], ids[0]]),
        ("from=2026-06-05".to_owned(), vec![ids[2], ids[1]]),
        ("to=2026-06-05".to_owned(), vec![ids[1], ids[0]]),
        ("from=2026-06-02&to=2026-06-08".to_owned(), vec![ids[1]]),
    ] {
        assert_eq!(listed(&world, supervisor, &query).await, expected, "{query}");
    }
    let mut paged = Vec::new();
    let mut path = "/supervision-sessions?limit=1".to_owned();
    loop {
        let page = world.get(supervisor, &path).await.expect(200).body;
        paged.extend(page["items"].as_array().unwrap().iter().map(id_of));
        let Some(next) = page["next_cursor"].as_str() else {
            break;
        };
        path = format!("/supervision-sessions?limit=1&cursor={next}");
    }
    assert_eq!(paged, [ids[2], ids[1], ids[0]]);
    // Whose sessions they are is no way to learn of others'.
    let query = format!("staff_id={}", house.who("other_worker").id);
    assert!(listed(&world, house.token("worker"), &query).await.is_empty());
}

#[actix_web::test]
async fn what_was_written_goes_with_the_first_of_those_it_was_about() {
    let world = World::new().await;
    let house = world.house("First").await;
    let (erased, her_case) = world.enrolled(&house, "worker").await;
    let (_, other_case) = world.enrolled(&house, "worker").await;
    let both = record(&world, &house, &session(&house, &[her_case, other_case])).await;
    let other = record(&world, &house, &session(&house, &[other_case])).await;
    crate::erasure::erase(&world, &house, erased).await;
    let supervisor = house.token("supervisor");
    let seen = read(&world, supervisor, both).await.expect(200).body;
    assert_eq!((&seen["actions"], &seen["confidential"]), (&json!(null), &json!(null)));
    assert_eq!(
        seen["session"]["minutes"], 60,
        "that there was supervision still counts"
    );
    let seen = read(&world, supervisor, other).await.expect(200).body;
    assert_eq!(seen["confidential"], "Canary: she is tired.", "it is not about her");
    let left = "select count(*) from supervision_session
        where id = $1 and (wrapped is not null or created_mac is not null or length(actions_enc) > 0
                           or length(confidential_enc) > 0)";
    let row = world.sql().await.query_one(left, &[&both]).await.unwrap();
    assert_eq!(
        row.get::<_, i64>(0),
        0,
        "neither key nor words nor a digest of what was sent"
    );
}
