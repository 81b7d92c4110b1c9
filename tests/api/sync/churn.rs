//! Who works with whom changes while a phone is away.

use actix_web::http::Method;
use serde_json::json;
use uuid::Uuid;

use super::phone::Phone;
use crate::support::line::session;
use crate::support::{House, World, new_id};

async fn assign(world: &World, house: &House, enrolment: Uuid, who: &str) -> Uuid {
    let id = new_id();
    let body = json!({"id": id, "staff_id": house.who(who).id, "role": "backup"});
    let path = format!("/enrolments/{enrolment}/assignments");
    world.post(house.token("supervisor"), &path, body).await.expect(201);
    id
}

async fn end(world: &World, house: &House, assignment: Uuid) {
    let path = format!("/assignments/{assignment}/end");
    let version = world.version("assignment", assignment).await;
    let headers = [("if-match", version.as_str())];
    world
        .call(Method::POST, Some(house.token("supervisor")), &path, None, &headers)
        .await
        .expect(200);
}

#[actix_web::test]
async fn somebody_new_is_filled_in_and_somebody_handed_over_leaves_the_phone() {
    let world = World::new().await;
    let house = world.house("First").await;
    let (person, enrolment) = world.enrolled(&house, "worker").await;
    world.reachable(&house, person).await;
    let logged = world
        .log(&house, "worker", enrolment, &session("2026-06-01T15:00:00Z"))
        .await;
    let mut phone = Phone::of(&world, &house, "other_worker").await;
    phone.sync(&world).await;
    assert!(phone.held.is_empty());
    let assignment = assign(&world, &house, enrolment, "other_worker").await;
    phone.sync(&world).await;
    assert!(phone.holds("session", logged) && phone.holds("alias", person) && phone.holds("needs", person));
    assert!(phone.of_kind("note").is_empty(), "what somebody else wrote");
    end(&world, &house, assignment).await;
    phone.pull(&world).await;
    assert!(phone.held.is_empty(), "left: {:?}", phone.held.keys());
    let last = phone.answers.last().unwrap();
    assert!(last["removed_scopes"].as_array().unwrap().contains(&json!(person)));
    assert_eq!(
        last["gone"],
        json!([]),
        "a scope that left needs no list of what was in it"
    );
    world
        .log(&house, "worker", enrolment, &session("2026-06-02T15:00:00Z"))
        .await;
    let before = phone.answers.len();
    phone.sync(&world).await;
    let after = serde_json::to_string(&phone.answers[before..]).unwrap();
    assert!(
        !after.contains(&enrolment.to_string()),
        "nothing of whom she no longer works with"
    );
}

#[actix_web::test]
async fn who_works_in_one_enrolment_gets_nothing_of_another() {
    let world = World::new().await;
    let house = world.house("First").await;
    let (person, mentoring) = world.enrolled(&house, "worker").await;
    let mut sport = crate::support::line::enrolment(&house);
    sport["programme_id"] = json!(house.sport);
    let path = format!("/people/{person}/enrolments");
    world
        .post(house.token("worker"), &path, sport.clone())
        .await
        .expect(201);
    let sport = crate::support::line::id_of(&sport);
    let trained = world
        .log(&house, "worker", sport, &session("2026-06-01T15:00:00Z"))
        .await;
    let talked = world
        .log(&house, "worker", mentoring, &session("2026-06-02T15:00:00Z"))
        .await;
    assign(&world, &house, sport, "other_worker").await;
    let mut phone = Phone::of(&world, &house, "other_worker").await;
    phone.sync(&world).await;
    assert!(phone.holds("session", trained) && phone.holds("person", person));
    for hidden in [talked, mentoring] {
        assert!(!phone.text().contains(&hidden.to_string()));
    }
}

#[actix_web::test]
async fn access_lost_between_two_pages_ends_with_the_next_page() {
    let world = World::new().await;
    let house = world.house("First").await;
    let (kept, staying) = world.enrolled(&house, "worker").await;
    let (person, enrolment) = world.enrolled(&house, "worker").await;
    for day in 1..6 {
        let starts = format!("2026-06-0{day}T15:00:00Z");
        world.log(&house, "worker", enrolment, &session(&starts)).await;
    }
    assign(&world, &house, staying, "other_worker").await;
    let assignment = assign(&world, &house, enrolment, "other_worker").await;
    let mut phone = Phone::of(&world, &house, "other_worker").await;
    phone.rows = 2;
    super::phone::settled(&world).await;
    assert!(phone.pull(&world).await, "there are more pages");
    end(&world, &house, assignment).await;
    let before = phone.answers.len();
    phone.sync(&world).await;
    let after = &phone.answers[before..];
    assert!(
        after[0]["removed_scopes"]
            .as_array()
            .unwrap()
            .contains(&json!(enrolment))
    );
    for answer in after {
        let rows = serde_json::to_string(&answer["rows"]).unwrap();
        assert!(!rows.contains(&enrolment.to_string()) && !rows.contains(&person.to_string()));
    }
    assert!(phone.holds("person", kept) && phone.holds("enrolment", staying));
    // She comes back: what had come half-way comes whole.
    assign(&world, &house, enrolment, "other_worker").await;
    phone.sync(&world).await;
    assert_eq!(phone.of_kind("session").len(), 5);
    assert!(phone.holds("alias", person));
}

#[actix_web::test]
async fn who_is_erased_leaves_the_phone_and_nobody_else_hears_of_it() {
    let world = World::new().await;
    let house = world.house("First").await;
    let (person, enrolment) = world.enrolled(&house, "worker").await;
    let mut hers = Phone::of(&world, &house, "worker").await;
    let mut another = Phone::of(&world, &house, "other_worker").await;
    hers.sync(&world).await;
    another.sync(&world).await;
    assert!(hers.holds("person", person));
    let sql = world.sql().await;
    sql.execute(
        "update assignment set ended_at = $2, row_version = row_version + 1 where person_id = $1",
        &[&person, &world.now()],
    )
    .await
    .unwrap();
    sql.execute(
        "update person set erased_at = $2, row_version = row_version + 1 where id = $1",
        &[&person, &world.now()],
    )
    .await
    .unwrap();
    let before = another.answers.len();
    hers.sync(&world).await;
    another.sync(&world).await;
    assert!(hers.held.is_empty());
    let told = serde_json::to_string(&another.answers[before..]).unwrap();
    assert!(!told.contains(&person.to_string()) && !told.contains(&enrolment.to_string()));
}

#[actix_web::test]
async fn more_changes_than_views_are_kept_begin_anew_with_what_is_held() {
    let world = World::new().await;
    let house = world.house("First").await;
    let (_, staying) = world.enrolled(&house, "worker").await;
    let (person, enrolment) = world.enrolled(&house, "worker").await;
    assign(&world, &house, staying, "other_worker").await;
    let mut phone = Phone::of(&world, &house, "other_worker").await;
    phone.sync(&world).await;
    let old = phone.cursor.clone();
    let sql = world.sql().await;
    sql.execute(
        "update device_view set view_no = view_no + 20, base = '{}' where device_id = $1",
        &[&phone.id],
    )
    .await
    .unwrap();
    assign(&world, &house, enrolment, "other_worker").await;
    phone.cursor = old;
    phone.ask(&world).await.expect_problem(409, "view_unknown");
    let forged = new_id();
    phone
        .held
        .insert((forged, "person".to_owned(), forged), (1, serde_json::Map::new()));
    phone.cursor = None;
    phone.sync(&world).await;
    assert!(phone.holds("person", person) && phone.holds("enrolment", staying));
    assert!(!phone.holds("person", forged), "what is not hers is named");
}
