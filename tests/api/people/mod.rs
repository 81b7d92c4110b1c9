//! People: taken in, seen by those who work with them, opened with a trace.

use actix_web::http::Method;
use serde_json::json;

use crate::support::line::{adult, enrolment, id_of, own_consent};
use crate::support::{World, new_id};

#[actix_web::test]
async fn a_person_is_taken_in_sealed_and_seen_by_who_took_her_in() {
    let world = World::new().await;
    let house = world.house("First").await;
    let body = adult(&house);
    let answer = world
        .post(house.token("worker"), "/people", body.clone())
        .await
        .expect(201);
    assert_eq!(answer.body["birth_year"], 2005);
    assert_eq!(answer.body["age_on_entry"], 21);
    assert_eq!(answer.body["minor"], false);
    assert_eq!(answer.body["identity_tier"], "identified");
    assert_eq!(answer.body["public_code"].as_str().unwrap().len(), 6);
    assert!(
        !String::from_utf8_lossy(&answer.bytes).contains("Canary"),
        "the record holds no name"
    );
    let path = format!("/people/{}", id_of(&body));
    world.get(house.token("worker"), &path).await.expect(200);
    world.get(house.token("supervisor"), &path).await.expect(200);
    for stranger in [
        "other_worker",
        "south_supervisor",
        "it_admin",
        "org_admin",
        "auditor",
        "funder",
        "no_role",
    ] {
        world
            .get(house.token(stranger), &path)
            .await
            .expect_problem(404, "not_found");
    }
    let identity = world
        .get(house.token("worker"), &format!("{path}/identity"))
        .await
        .expect(200);
    assert_eq!(identity.body["legal_name"], "Canary Legalname");
    assert_eq!(identity.body["birth_date"], "2005-03-14");
    world
        .get(house.token("evaluator"), &format!("{path}/identity"))
        .await
        .expect_problem(403, "not_allowed");
    let sql = world.sql().await;
    let opened: i64 = sql
        .query_one(
            "select count(*) from audit_event where action = 'open' and object_type = 'person_identity'",
            &[],
        )
        .await
        .unwrap()
        .get(0);
    assert_eq!(opened, 1, "opening is remembered, a refusal opens nothing");
}

#[actix_web::test]
async fn no_name_and_no_birthday_lies_open_in_the_database() {
    let world = World::new().await;
    let house = world.house("First").await;
    world.take_in(&house, "worker", &adult(&house)).await;
    let sql = world.sql().await;
    for table in [
        "person",
        "person_identity",
        "person_key",
        "audit_event",
        "idempotency_key",
    ] {
        let rows = sql.query(&format!("select t::text from {table} t"), &[]).await.unwrap();
        for row in rows {
            let text: String = row.get(0);
            assert!(
                !text.contains("Canary") && !text.contains("2005-03-14"),
                "{table}: {text}"
            );
            assert!(!text.contains(&hex::encode("Canary")), "{table}");
        }
    }
}

#[actix_web::test]
async fn the_same_creation_again_is_answered_and_another_with_its_id_is_not() {
    let world = World::new().await;
    let house = world.house("First").await;
    let body = adult(&house);
    let first = world
        .post(house.token("worker"), "/people", body.clone())
        .await
        .expect(201);
    let again = world
        .post(house.token("worker"), "/people", body.clone())
        .await
        .expect(200);
    assert_eq!(first.body, again.body);
    let mut other = body.clone();
    other["language"] = json!("en");
    world
        .post(house.token("worker"), "/people", other)
        .await
        .expect_problem(409, "id_taken");
    // Somebody who may not see her learns only that the id is in use.
    world
        .post(house.token("other_worker"), "/people", body)
        .await
        .expect_problem(409, "id_taken");
}

#[actix_web::test]
async fn bad_input_names_each_field_in_plain_words() {
    let world = World::new().await;
    let house = world.house("First").await;
    let token = house.token("worker");
    let with = |key: &str, value: serde_json::Value| {
        let mut body = adult(&house);
        body[key] = value;
        body
    };
    for (body, pointer) in [
        (with("language", json!("Spanish!")), "/language"),
        (with("gender_identity", json!("female")), "/gender_identity"),
        (with("gender_missing", json!("prefers_not")), "/gender_identity"),
        (with("home_site_id", json!("north")), "/home_site_id"),
        (
            with("birth_date", json!({"on": "2026-06-11", "quality": "exact"})),
            "/birth_date",
        ),
        (with("gang", json!("x")), "/gang"),
        (with("identity", json!({"legal_name": ""})), "/identity/legal_name"),
    ] {
        let answer = world
            .post(token, "/people", body)
            .await
            .expect_problem(422, "validation");
        assert_eq!(answer.body["errors"][0]["pointer"], pointer, "{}", answer.body);
        assert!(
            !String::from_utf8_lossy(&answer.bytes).contains("Canary"),
            "{}",
            answer.body
        );
    }
    // Another organisation's site is no site of hers.
    let other = world.house("Second").await;
    world
        .post(token, "/people", with("home_site_id", json!(other.north)))
        .await
        .expect(403);
}

#[actix_web::test]
async fn corrections_need_the_version_they_are_made_on() {
    let world = World::new().await;
    let house = world.house("First").await;
    let token = house.token("worker");
    let id = world.take_in(&house, "worker", &adult(&house)).await;
    let path = format!("/people/{id}");
    let etag = world.get(token, &path).await.etag();
    world
        .call(Method::PATCH, Some(token), &path, Some(json!({"language": "en"})), &[])
        .await
        .expect_problem(428, "if_match_needed");
    let changed = world
        .change(Method::PATCH, token, &path, &etag, json!({"language": "en"}))
        .await
        .expect(200);
    assert_eq!(changed.body["language"], "en");
    assert_eq!(changed.body["gender_identity"], "woman_girl");
    world
        .change(Method::PATCH, token, &path, &etag, json!({"language": "fr"}))
        .await
        .expect_problem(412, "changed_meanwhile");
    let names = format!("{path}/identity");
    let etag = world.get(token, &names).await.etag();
    world
        .change(Method::PUT, token, &names, &etag, json!({"known_as": "Lucía"}))
        .await
        .expect(204);
    let identity = world.get(token, &names).await;
    assert_eq!(
        (&identity.body["known_as"], &identity.body["legal_name"]),
        (&json!("Lucía"), &json!(null))
    );
    assert_eq!(world.get(token, &path).await.body["identity_tier"], "pseudonymous");
    world
        .change(Method::PUT, token, &names, &etag, json!({}))
        .await
        .expect_problem(412, "changed_meanwhile");
}

#[actix_web::test]
async fn a_list_shows_whom_one_works_with_page_by_page() {
    let world = World::new().await;
    let house = world.house("First").await;
    let mut mine = Vec::new();
    for _ in 0..5 {
        mine.push(world.take_in(&house, "worker", &adult(&house)).await.to_string());
    }
    world.take_in(&house, "other_worker", &adult(&house)).await;
    let (mut seen, mut path) = (Vec::new(), "/people?limit=2".to_owned());
    loop {
        let page = world.get(house.token("worker"), &path).await.expect(200).body;
        seen.extend(
            page["items"]
                .as_array()
                .unwrap()
                .iter()
                .map(|row| row["id"].as_str().unwrap().to_owned()),
        );
        match page["next_cursor"].as_str() {
            Some(cursor) => path = format!("/people?limit=2&cursor={cursor}"),
            None => break,
        }
    }
    mine.reverse();
    assert_eq!(seen, mine);
    let named = world
        .get(house.token("worker"), "/people?with_names=true")
        .await
        .expect(200)
        .body;
    assert!(
        named["items"]
            .as_array()
            .unwrap()
            .iter()
            .all(|row| row["name"] == "Canary")
    );
    assert_eq!(
        world.get(house.token("supervisor"), "/people").await.body["items"]
            .as_array()
            .unwrap()
            .len(),
        6
    );
    let evaluator = world
        .get(house.token("evaluator"), "/people?with_names=true")
        .await
        .expect(200)
        .body;
    assert!(
        evaluator["items"]
            .as_array()
            .unwrap()
            .iter()
            .all(|row| row.get("name").is_none()),
        "C2 only"
    );
    assert_eq!(evaluator["items"].as_array().unwrap().len(), 6);
    for nobody in [
        "no_role",
        "it_admin",
        "funder",
        "auditor",
        "org_admin",
        "south_supervisor",
    ] {
        let list = world.get(house.token(nobody), "/people").await.expect(200).body;
        assert_eq!(list["items"], json!([]), "{nobody}");
    }
    world
        .get(house.token("worker"), "/people?cursor=x")
        .await
        .expect_problem(400, "malformed");
    world
        .get(house.token("worker"), "/people?limit=0")
        .await
        .expect_problem(422, "validation");
    world
        .get(house.token("worker"), "/people?gang=x")
        .await
        .expect_problem(400, "malformed");
}

#[actix_web::test]
async fn another_organisations_person_is_no_different_from_a_made_up_one() {
    let world = World::new().await;
    let (first, second) = (world.house("First").await, world.house("Second").await);
    let hers = world.take_in(&second, "worker", &adult(&second)).await;
    for token in ["worker", "supervisor", "director", "dpo"] {
        let mut real = world
            .get(first.token(token), &format!("/people/{hers}"))
            .await
            .expect_problem(404, "not_found");
        let mut made_up = world
            .get(first.token(token), &format!("/people/{}", new_id()))
            .await
            .expect(404);
        real.body["request_id"] = json!("");
        made_up.body["request_id"] = json!("");
        assert_eq!(real.body, made_up.body);
    }
}

#[actix_web::test]
async fn who_works_with_her_at_another_site_sees_her_too() {
    let world = World::new().await;
    let house = world.house("First").await;
    let anywhere = house
        .add_staff(&world, "anywhere", &[("supervisor", None, None)], None)
        .await;
    let mentor = house
        .add_staff(&world, "mentor", &[("mentor", Some(house.south), None)], None)
        .await;
    let elsewhere = house
        .add_staff(&world, "elsewhere", &[("mentor", Some(house.south), None)], None)
        .await;
    let person = world.take_in(&house, "worker", &adult(&house)).await;
    let path = format!("/people/{person}");
    let south_supervisor = house.token("south_supervisor");
    world.get(south_supervisor, &path).await.expect(404);
    let consents = format!("{path}/consents");
    world
        .post(house.token("worker"), &consents, own_consent())
        .await
        .expect(201);
    let mut body = enrolment(&house);
    body["site_id"] = json!(house.south);
    body["lead_staff_id"] = json!(mentor.id);
    body["no_conflict_of_interest"] = json!(null);
    world
        .post(&anywhere.token, &format!("{path}/enrolments"), body)
        .await
        .expect(201);
    for token in [mentor.token.as_str(), south_supervisor] {
        world.get(token, &path).await.expect(200);
        world.get(token, &format!("{path}/identity")).await.expect(200);
        let list = world.get(token, "/people").await.expect(200);
        assert_eq!(list.body["items"][0]["id"], json!(person));
    }
    world.get(&elsewhere.token, &path).await.expect(404);
    world.get(house.token("outreach"), &path).await.expect(404);
}
