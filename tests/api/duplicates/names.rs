//! Two records with names alike: told to who sees both, at once to who asks and once a day to who watches.

use actix_web::http::Method;
use serde_json::{Value, json};
use uuid::Uuid;

use super::pairs;
use crate::support::line::adult;
use crate::support::{House, World};

fn called(house: &House, name: &str, born: &str) -> Value {
    let mut body = adult(house);
    body["identity"] = json!({"legal_name": name});
    body["birth_date"]["on"] = json!(born);
    body
}

async fn namesakes(world: &World, token: &str, person: Uuid) -> Vec<Value> {
    let answer = world
        .get(token, &format!("/people/{person}/namesakes"))
        .await
        .expect(200);
    let items = answer.body["items"].as_array().unwrap();
    items.iter().map(|item| item["person_id"].clone()).collect()
}

/// What the daily job does.
async fn a_day(world: &World, now: &str) {
    world.set_now(now);
    world.plan_day().await;
    world.work().await;
}

#[actix_web::test]
async fn who_sees_both_is_told_and_who_does_not_learns_nothing() {
    let world = World::new().await;
    let house = world.house("First").await;
    let [worker, supervisor] = ["worker", "supervisor"].map(|who| house.token(who));
    let theirs = world
        .take_in(&house, "other_worker", &called(&house, "Ana María Núñez", "2005-03-14"))
        .await;
    let mine = world
        .take_in(&house, "worker", &called(&house, "Nunez Ana", "2005-11-02"))
        .await;
    let another = world
        .take_in(&house, "worker", &called(&house, "Ana Núñez", "2006-03-14"))
        .await;
    assert_eq!(namesakes(&world, worker, mine).await, Vec::<Value>::new());
    assert_eq!(namesakes(&world, supervisor, mine).await, [json!(theirs)]);
    assert_eq!(
        namesakes(&world, supervisor, another).await,
        Vec::<Value>::new(),
        "of another year"
    );
    world
        .get(worker, &format!("/people/{theirs}/namesakes"))
        .await
        .expect_problem(404, "not_found");

    a_day(&world, "2026-06-11T09:30:00Z").await;
    assert_eq!(
        pairs(&world, house.renew(&world, "worker").as_str()).await,
        Vec::<Value>::new()
    );
    let found = pairs(&world, house.renew(&world, "supervisor").as_str()).await;
    let mut both = [mine, theirs];
    both.sort_unstable();
    assert_eq!((found.len(), &found[0]["found_by"]), (1, &json!("name")));
    assert_eq!(found[0]["person_ids"], json!(both));
    // Looked at again the next day, raised once.
    a_day(&world, "2026-06-12T09:30:00Z").await;
    assert_eq!(pairs(&world, house.renew(&world, "supervisor").as_str()).await, found);
}

#[actix_web::test]
async fn a_name_that_is_corrected_is_looked_for_and_a_common_one_is_not() {
    let world = World::new().await;
    let house = world.house("First").await;
    let renamed = world
        .take_in(&house, "worker", &called(&house, "Somebody Else", "2005-03-14"))
        .await;
    world
        .take_in(
            &house,
            "other_worker",
            &called(&house, "Katerina Petrova", "2005-03-14"),
        )
        .await;
    for _ in 0..12 {
        world
            .take_in(&house, "worker", &called(&house, "Ana Silva", "2005-03-14"))
            .await;
    }
    a_day(&world, "2026-06-14T09:30:00Z").await;
    assert_eq!(
        pairs(&world, house.renew(&world, "supervisor").as_str()).await,
        Vec::<Value>::new()
    );
    let token = house.renew(&world, "worker");
    let name = json!({"legal_name": "Katarina Petrova"});
    let path = format!("/people/{renamed}/identity");
    world
        .change(Method::PUT, &token, &path, "\"v1\"", name)
        .await
        .expect(204);
    a_day(&world, "2026-06-15T09:30:00Z").await;
    let found = pairs(&world, house.renew(&world, "supervisor").as_str()).await;
    assert_eq!(found.len(), 1, "{found:?}");
}

/// A request does the same whether somebody out of reach has the name or not: rows of the queue, of the log, and pairs.
#[actix_web::test]
async fn taking_somebody_in_does_the_same_whoever_has_her_name() {
    let world = World::new().await;
    let house = world.house("First").await;
    world
        .take_in(
            &house,
            "other_worker",
            &called(&house, "Katerina Petrova", "2005-03-14"),
        )
        .await;
    let sql = world.sql().await;
    let left = async || -> Vec<i64> {
        let count = "select array[(select count(*) from auth.job), (select count(*) from audit_event),
                                  (select count(*) from possible_duplicate)]";
        sql.query_one(count, &[]).await.unwrap().get(0)
    };
    let mut did = Vec::new();
    for name in ["Katerina Petrova", "Nobody Likewise"] {
        let before = left().await;
        let taken = world
            .post(house.token("worker"), "/people", called(&house, name, "2005-03-14"))
            .await
            .expect(201);
        let person: Uuid = taken.body["id"].as_str().unwrap().parse().unwrap();
        let fields: Vec<String> = taken.body.as_object().unwrap().keys().cloned().collect();
        let asked = world
            .get(house.token("worker"), &format!("/people/{person}/namesakes"))
            .await
            .expect(200);
        let done: Vec<i64> = left()
            .await
            .iter()
            .zip(before)
            .map(|(after, before)| after - before)
            .collect();
        did.push((fields, asked.body, done));
    }
    assert_eq!(did[0], did[1]);
}
