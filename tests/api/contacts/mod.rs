//! How somebody is reached safely, and her papers.

use actix_web::http::Method;
use serde_json::json;

use crate::support::line::{adult, id_of, passport, phone};
use crate::support::{House, World};

const NUMBER: &str = "+57 300 123 4567";

async fn world() -> (World, House) {
    let world = World::new().await;
    let house = world.house("First").await;
    (world, house)
}

#[actix_web::test]
async fn a_contact_says_what_is_safe_and_is_sealed() {
    let (world, house) = world().await;
    let person = world.take_in(&house, "worker", &adult(&house)).await;
    let path = format!("/people/{person}/contacts");
    let body = phone(NUMBER);
    let entered = world.post(house.token("worker"), &path, body.clone()).await.expect(201);
    assert_eq!(entered.body["same_number"], json!([]));
    let again = world.post(house.token("worker"), &path, body.clone()).await.expect(200);
    assert_eq!(entered.body, again.body);
    world
        .post(house.token("other_worker"), &path, body)
        .await
        .expect_problem(404, "not_found");

    let list = world.get(house.token("supervisor"), &path).await.expect(200);
    let contact = &list.body["items"][0];
    assert_eq!(contact["value"], NUMBER);
    assert_eq!(contact["safe_to_call"], true);
    assert_eq!(contact["safe_to_leave_message"], false);
    assert_eq!(contact["only_when"], "Canary after school");
    assert_eq!(contact["valid_from"], "2026-06-10", "today at her site");
    world
        .get(house.token("evaluator"), &path)
        .await
        .expect_problem(403, "not_allowed");

    let sql = world.sql().await;
    let row: String = sql
        .query_one("select t::text from contact_method t", &[])
        .await
        .unwrap()
        .get(0);
    for open in [
        "Canary",
        "3001234567",
        "01234567",
        &hex::encode("3001234567"),
        &hex::encode(NUMBER),
    ] {
        assert!(!row.contains(open), "{row}");
    }
}

#[actix_web::test]
async fn what_is_safe_is_said_anew_and_a_wrong_number_is_voided() {
    let (world, house) = world().await;
    let token = house.token("worker");
    let person = world.take_in(&house, "worker", &adult(&house)).await;
    let body = phone(NUMBER);
    let path = format!("/people/{person}/contacts");
    let entered = world.post(token, &path, body.clone()).await.expect(201);
    let contact = format!("/contacts/{}", id_of(&body));
    let safety = format!("{contact}/safety");
    let unsafe_now = json!({"safe_to_call": false, "safe_to_text": false, "safe_to_leave_message": false,
        "valid_to": "2026-07-01"});
    let changed = world
        .change(Method::PUT, token, &safety, &entered.etag(), unsafe_now.clone())
        .await
        .expect(200);
    assert_eq!(
        changed.body["only_when"],
        json!(null),
        "what is left out is no longer so"
    );
    assert_eq!(changed.body["value"], NUMBER);
    world
        .change(Method::PUT, token, &safety, &entered.etag(), unsafe_now.clone())
        .await
        .expect_problem(412, "changed_meanwhile");
    let mut backwards = unsafe_now;
    backwards["valid_to"] = json!("2026-06-09");
    let answer = world
        .change(Method::PUT, token, &safety, &changed.etag(), backwards.clone())
        .await
        .expect_problem(422, "validation");
    assert_eq!(answer.body["errors"][0]["pointer"], "/valid_to");

    let reason = json!({"reason": "wrong_person"});
    let void = format!("{contact}/void");
    world
        .change(Method::POST, token, &void, &changed.etag(), reason.clone())
        .await
        .expect(204);
    assert_eq!(world.get(token, &path).await.body["items"], json!([]));
    world
        .change(Method::POST, token, &void, "\"v3\"", reason)
        .await
        .expect_problem(409, "entry_voided");
}

#[actix_web::test]
async fn a_value_is_what_its_kind_says_and_never_an_address() {
    let (world, house) = world().await;
    let person = world.take_in(&house, "worker", &adult(&house)).await;
    let path = format!("/people/{person}/contacts");
    for (kind, value, status) in [
        ("phone", "call her mother", 422),
        ("mail", "nobody", 422),
        ("address", "Calle 1", 422),
        ("messenger", "luna_07", 201),
        ("mail", "luna@example.org", 201),
        ("other_person", "Señora Ruiz at the kiosk", 201),
    ] {
        let mut body = phone(NUMBER);
        (body["kind"], body["value"]) = (json!(kind), json!(value));
        let answer = world.post(house.token("worker"), &path, body).await;
        assert_eq!(answer.status, status, "{kind} {value}: {}", answer.body);
        assert!(
            status == 201 || !answer.body.to_string().contains(value),
            "{}",
            answer.body
        );
    }
    let papers = format!("/people/{person}/identifiers");
    let short = world.post(house.token("worker"), &papers, passport("--A1")).await;
    short.expect_problem(422, "validation");
}

#[actix_web::test]
async fn the_same_number_is_told_of_ones_own_people_and_of_nobody_else() {
    let (world, house) = world().await;
    let first = world.take_in(&house, "worker", &adult(&house)).await;
    let other = world.take_in(&house, "other_worker", &adult(&house)).await;
    let token = house.token("worker");
    let enter = async |token: &str, person: uuid::Uuid, number: &str| {
        let path = format!("/people/{person}/contacts");
        world.post(token, &path, phone(number)).await.expect(201).body["same_number"].clone()
    };
    enter(token, first, NUMBER).await;
    enter(house.token("other_worker"), other, "301 999 8877").await;
    // Written otherwise, for another of her own.
    let second = world.take_in(&house, "worker", &adult(&house)).await;
    assert_eq!(
        enter(token, second, "0300 1234567").await,
        json!([{"person_id": first}])
    );
    // The same last digits of another country are another number.
    let third = world.take_in(&house, "worker", &adult(&house)).await;
    assert_eq!(
        enter(token, third, "+49 300 1234567").await,
        json!([{"person_id": second}]),
        "one that says no country"
    );
    // A colleague's: as if nobody had it.
    assert_eq!(enter(token, third, "301 999 8877").await, json!([]));
    let supervisor = house.token("supervisor");
    let seen = world
        .post(supervisor, "/people/search", json!({"phone": "3019998877"}))
        .await
        .expect(200);
    assert_eq!(seen.body["items"].as_array().unwrap().len(), 2, "{}", seen.body);
    let papers = |person: uuid::Uuid| format!("/people/{person}/identifiers");
    world
        .post(token, &papers(first), passport("ab-12 345"))
        .await
        .expect(201);
    let again = world
        .post(token, &papers(second), passport("AB12345"))
        .await
        .expect(201);
    assert_eq!(again.body["same_number"], json!([{"person_id": first}]));
    let sql = world.sql().await;
    let told: i64 = sql
        .query_one(
            "select count(*) from audit_event where object_type = 'person_identity' and 'same_number' = any (fields)",
            &[],
        )
        .await
        .unwrap()
        .get(0);
    assert_eq!(told, 3, "whom it named is remembered");
}

#[actix_web::test]
async fn papers_are_listed_and_voided() {
    let (world, house) = world().await;
    let token = house.token("worker");
    let person = world.take_in(&house, "worker", &adult(&house)).await;
    let path = format!("/people/{person}/identifiers");
    let body = passport("X 12-34");
    let entered = world.post(token, &path, body.clone()).await.expect(201);
    world.post(token, &path, body.clone()).await.expect(200);
    let list = world.get(token, &path).await.expect(200);
    assert_eq!(list.body["items"][0]["value"], "X 12-34", "as it was written");
    let void = format!("/identifiers/{}/void", id_of(&body));
    world
        .change(
            Method::POST,
            token,
            &void,
            &entered.etag(),
            json!({"reason": "entered_in_error"}),
        )
        .await
        .expect(204);
    assert_eq!(world.get(token, &path).await.body["items"], json!([]));
    let found = world.post(token, "/people/search", json!({"document": "X1234"})).await;
    assert_eq!(found.body["items"], json!([]), "a voided number finds nobody");
}

#[actix_web::test]
async fn what_whoever_meets_her_must_know_is_sealed_and_replaced_as_a_whole() {
    let (world, house) = world().await;
    let token = house.token("worker");
    let person = world.take_in(&house, "worker", &adult(&house)).await;
    let path = format!("/people/{person}/needs");
    let nothing = world.get(token, &path).await.expect(200);
    assert_eq!(
        (nothing.etag().as_str(), &nothing.body["medical_needs"]),
        ("\"v0\"", &json!(null))
    );
    let needs = json!({"medical_needs": "Canary asthma", "emergency_contact": "Canary aunt",
        "preferred_staff_id": house.who("outreach").id});
    let written = world
        .change(Method::PUT, token, &path, &nothing.etag(), needs.clone())
        .await
        .expect(200);
    assert_eq!(written.body["emergency_contact"], "Canary aunt");
    // Two who write for the first time: one of them is told.
    world
        .change(Method::PUT, token, &path, &nothing.etag(), needs.clone())
        .await
        .expect_problem(412, "changed_meanwhile");
    let mut stranger = needs;
    stranger["preferred_staff_id"] = json!(crate::support::new_id());
    let answer = world.change(Method::PUT, token, &path, &written.etag(), stranger).await;
    let answer = answer.expect_problem(422, "validation");
    assert_eq!(answer.body["errors"][0]["pointer"], "/preferred_staff_id");
    let asthma = json!({"medical_needs": "Canary asthma"});
    let replaced = world
        .change(Method::PUT, token, &path, &written.etag(), asthma)
        .await
        .expect(200);
    assert_eq!(replaced.body["preferred_staff_id"], json!(null));
    world.get(house.token("safeguarding_lead"), &path).await.expect(200);
    world
        .get(house.token("director"), &path)
        .await
        .expect_problem(403, "not_allowed");
    let sql = world.sql().await;
    let row = sql.query_one("select t::text from person_needs t", &[]).await.unwrap();
    let row: String = row.get(0);
    assert!(!row.contains(&hex::encode("Canary")), "{row}");
}
