//! Two records with the same number: told to those who see both, and to nobody else.

mod names;
mod walk;

use actix_web::http::Method;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::support::line::{adult, passport, phone};
use crate::support::{House, World};

const NUMBER: &str = "+57 300 123 4567";

async fn entered(world: &World, token: &str, person: Uuid, number: &str) -> Value {
    let path = format!("/people/{person}/contacts");
    let answer = world.post(token, &path, phone(number)).await.expect(201);
    answer.body["same_number"].clone()
}

async fn pairs(world: &World, token: &str) -> Vec<Value> {
    let answer = world.get(token, "/duplicates").await.expect(200);
    answer.body["items"].as_array().unwrap().clone()
}

/// One person each of two workers who do not see each other's.
async fn two(world: &World, house: &House) -> [Uuid; 2] {
    let mine = world.take_in(house, "worker", &adult(house)).await;
    let theirs = world.take_in(house, "other_worker", &adult(house)).await;
    [mine, theirs]
}

#[actix_web::test]
async fn whoever_sees_both_is_asked_and_whoever_enters_it_learns_nothing() {
    let world = World::new().await;
    let house = world.house("First").await;
    let [mine, theirs] = two(&world, &house).await;
    entered(&world, house.token("other_worker"), theirs, NUMBER).await;
    world.work().await;
    assert_eq!(
        entered(&world, house.token("worker"), mine, "0300 1234567").await,
        json!([])
    );
    world.work().await;
    for who in [
        "worker",
        "other_worker",
        "intake_officer",
        "director",
        "south_supervisor",
    ] {
        assert_eq!(pairs(&world, house.token(who)).await, Vec::<Value>::new(), "{who}");
    }
    let supervisor = house.token("supervisor");
    let found = pairs(&world, supervisor).await;
    assert_eq!(found.len(), 1);
    assert_eq!(found[0]["found_by"], "phone");
    let mut both = [mine, theirs];
    both.sort_unstable();
    assert_eq!(found[0]["person_ids"], json!(both));

    // Once for two records, however many numbers they share, and whoever enters them.
    let paper = |person: Uuid| format!("/people/{person}/identifiers");
    world
        .post(supervisor, &paper(mine), passport("AB1234"))
        .await
        .expect(201);
    let told = world
        .post(supervisor, &paper(theirs), passport("ab 1234"))
        .await
        .expect(201);
    assert_eq!(told.body["same_number"], json!([{"person_id": mine}]), "she sees both");
    world.work().await;
    assert_eq!(pairs(&world, supervisor).await, found);

    let path = format!("/duplicates/{}/judge", found[0]["id"].as_str().unwrap());
    let etag = found[0]["etag"].as_str().unwrap();
    let outcome = json!({"outcome": "two_people"});
    world
        .change(Method::POST, house.token("worker"), &path, etag, outcome.clone())
        .await
        .expect_problem(404, "not_found");
    let judged = world
        .change(Method::POST, supervisor, &path, etag, outcome.clone())
        .await
        .expect(200);
    assert_eq!(judged.body["outcome"], "two_people");
    assert_eq!(pairs(&world, supervisor).await, Vec::<Value>::new());
    world
        .change(Method::POST, supervisor, &path, &judged.etag(), outcome)
        .await
        .expect_problem(409, "judged_already");
    // What was decided stays decided.
    entered(&world, supervisor, mine, NUMBER).await;
    world.work().await;
    assert_eq!(pairs(&world, supervisor).await, Vec::<Value>::new());
}

#[actix_web::test]
async fn entering_a_number_does_the_same_work_whoever_has_it() {
    let world = World::new().await;
    let house = world.house("First").await;
    let [mine, theirs] = two(&world, &house).await;
    entered(&world, house.token("other_worker"), theirs, NUMBER).await;
    world.work().await;
    let sql = world.sql().await;
    let left = async || -> (i64, i64, i64) {
        let count = "select (select count(*) from auth.job), (select count(*) from audit_event),
                            (select count(*) from possible_duplicate)";
        let row = sql.query_one(count, &[]).await.unwrap();
        (row.get(0), row.get(1), row.get(2))
    };
    let mut did = Vec::new();
    for number in [NUMBER, "+57 300 765 4321"] {
        let before = left().await;
        assert_eq!(
            entered(&world, house.token("worker"), mine, number).await,
            json!([]),
            "{number}"
        );
        let after = left().await;
        did.push((after.0 - before.0, after.1 - before.1, after.2 - before.2));
    }
    assert_eq!(did[0], did[1], "jobs, events and pairs before the background looks");
    assert_eq!((did[0].0, did[0].2), (1, 0), "one job, and no pair yet");
    world.work().await;
    assert_eq!(left().await.2, 1);
}

#[actix_web::test]
async fn a_shelters_number_and_an_erased_record_say_nothing() {
    let world = World::new().await;
    let house = world.house("First").await;
    let supervisor = house.token("supervisor");
    let mut people = Vec::new();
    for _ in 0..12 {
        people.push(world.take_in(&house, "worker", &adult(&house)).await);
    }
    let sql = world.sql().await;
    for person in &people {
        entered(&world, house.token("worker"), *person, NUMBER).await;
        world.work().await;
    }
    assert!(!pairs(&world, supervisor).await.is_empty(), "the first ones were few");
    sql.batch_execute("delete from possible_duplicate").await.unwrap();
    entered(&world, supervisor, people[0], NUMBER).await;
    world.work().await;
    assert_eq!(
        pairs(&world, supervisor).await,
        Vec::<Value>::new(),
        "more than ten have it"
    );

    let [one, other] = [people[0], people[1]];
    for person in [one, other] {
        entered(&world, supervisor, person, "+57 311 000 0001").await;
    }
    sql.execute("update person set erased_at = now() where id = $1", &[&other])
        .await
        .unwrap();
    world.work().await;
    assert_eq!(pairs(&world, supervisor).await, Vec::<Value>::new());
}
