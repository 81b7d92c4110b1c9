//! Finding a young person again.

use serde_json::{Value, json};
use uuid::Uuid;

use crate::support::line::{adult, phone};
use crate::support::{House, World};

async fn named(world: &World, house: &House, who: &str, known_as: &str, legal_name: &str) -> Uuid {
    let mut body = adult(house);
    body["identity"] = json!({"known_as": known_as, "legal_name": legal_name});
    world.take_in(house, who, &body).await
}

async fn search(world: &World, token: &str, body: Value) -> Vec<Value> {
    let answer = world.post(token, "/people/search", body).await.expect(200);
    answer.body["items"].as_array().unwrap().clone()
}

#[actix_web::test]
async fn names_are_found_by_the_beginnings_of_their_words() {
    let world = World::new().await;
    let house = world.house("First").await;
    let token = house.token("worker");
    let luna = named(&world, &house, "worker", "Luna", "María José Álvarez").await;
    let jose = named(&world, &house, "worker", "José", "José Luis Peña").await;
    let found = search(&world, token, json!({"name": "JOSE"})).await;
    let ids: Vec<_> = found
        .iter()
        .map(|hit| hit["person_id"].as_str().unwrap().to_owned())
        .collect();
    assert_eq!(ids.len(), 2);
    assert!(ids.contains(&luna.to_string()) && ids.contains(&jose.to_string()));
    let hers = found.iter().find(|hit| hit["person_id"] == luna.to_string()).unwrap();
    assert_eq!(
        (&hers["known_as"], &hers["found_by"]),
        (&json!("Luna"), &json!("legal_name"))
    );
    assert_eq!(hers["words"], json!(["José"]));
    assert!(
        !found.iter().any(|hit| hit.to_string().contains("Álvarez")),
        "no more of the name than fits"
    );
    assert_eq!(search(&world, token, json!({"name": "alvarez mar"})).await.len(), 1);
    assert_eq!(search(&world, token, json!({"name": "varez"})).await.len(), 0);
    let sql = world.sql().await;
    let events = "select shown_ids from audit_event where action = 'search' and tier = 'c3' order by at, id";
    let events = sql.query(events, &[]).await.unwrap();
    assert_eq!(events.len(), 3, "one event for each search");
    assert_eq!(events[0].get::<_, Vec<Uuid>>(0).len(), 2);
    assert_eq!(events[2].get::<_, Vec<Uuid>>(0), Vec::<Uuid>::new());
    // Who looks at her file's history sees that she was found.
    let openings = world
        .get(house.token("supervisor"), &format!("/people/{luna}/openings"))
        .await
        .expect(200);
    assert!(openings.body.to_string().contains("\"search\""), "{}", openings.body);
}

#[actix_web::test]
async fn none_found_and_none_there_are_one_answer() {
    let world = World::new().await;
    let house = world.house("First").await;
    let elsewhere = world.house("Second").await;
    let person = named(&world, &house, "other_worker", "Quetzal", "Quetzal Ruiz").await;
    let number = "+57 300 123 4567";
    let path = format!("/people/{person}/contacts");
    world
        .post(house.token("other_worker"), &path, phone(number))
        .await
        .expect(201);
    for who in [
        "worker",
        "south_supervisor",
        "evaluator",
        "director",
        "it_admin",
        "auditor",
        "funder",
        "no_role",
    ] {
        for (real, made_up) in [
            (json!({"name": "Quetzal"}), json!({"name": "Nobodyhere"})),
            (json!({"phone": number}), json!({"phone": "+57 300 765 4321"})),
            (json!({"document": "Q12345"}), json!({"document": "Q54321"})),
        ] {
            let [real, made_up] = [real, made_up].map(|body| world.post(house.token(who), "/people/search", body));
            let (real, made_up) = (real.await.expect(200), made_up.await.expect(200));
            assert_eq!(real.bytes, made_up.bytes, "{who}");
        }
    }
    let theirs = search(&world, elsewhere.token("supervisor"), json!({"phone": number})).await;
    assert_eq!(theirs, Vec::<Value>::new());
    assert_eq!(
        search(&world, house.token("supervisor"), json!({"phone": number}))
            .await
            .len(),
        1
    );
    let at_south = json!({"phone": number, "site_id": house.south});
    assert_eq!(search(&world, house.token("supervisor"), at_south).await.len(), 0);
}

#[actix_web::test]
async fn exactly_one_thing_is_looked_for() {
    let world = World::new().await;
    let house = world.house("First").await;
    for (body, pointer) in [
        (json!({}), "/name"),
        (json!({"name": "Ana", "phone": "+573001234567"}), "/name"),
        (json!({"name": "a"}), "/name"),
        (json!({"phone": "Canary"}), "/phone"),
        (json!({"document": "-1-"}), "/document"),
    ] {
        let answer = world.post(house.token("worker"), "/people/search", body).await;
        let answer = answer.expect_problem(422, "validation");
        assert_eq!(answer.body["errors"][0]["pointer"], pointer, "{}", answer.body);
        assert!(!answer.body.to_string().contains("Canary"));
    }
}

#[actix_web::test]
async fn a_sign_in_searches_twenty_times_a_minute() {
    let world = World::new().await;
    let house = world.house("First").await;
    let body = json!({"document": "X1234"});
    for _ in 0..causeway::search::MOST_IN_A_MINUTE {
        world
            .post(house.token("worker"), "/people/search", body.clone())
            .await
            .expect(200);
    }
    let answer = world.post(house.token("worker"), "/people/search", body.clone()).await;
    let answer = answer.expect_problem(429, "searched_too_often");
    assert_eq!(answer.headers.get("retry-after").unwrap(), "60");
    search(&world, house.token("supervisor"), body.clone()).await;
    world.set_now("2026-06-10T09:31:00Z");
    let token = house.renew(&world, "worker");
    search(&world, &token, body.clone()).await;
    let sql = world.sql().await;
    sql.execute("update auth.search_count set in_day = 300", &[])
        .await
        .unwrap();
    let answer = world.post(&token, "/people/search", body).await;
    let answer = answer.expect_problem(429, "searched_too_often");
    assert_eq!(answer.headers.get("retry-after").unwrap(), "86340");
}

#[actix_web::test]
async fn at_most_twenty_are_shown_and_the_best_come_first() {
    let world = World::new().await;
    let house = world.house("First").await;
    let whole = named(&world, &house, "worker", "Ana", "Ana Ruiz").await;
    for _ in 0..causeway::search::MOST_SHOWN {
        named(&world, &house, "worker", "Anabel", "Anabel Ruiz").await;
    }
    let answer = world
        .post(house.token("worker"), "/people/search", json!({"name": "ana"}))
        .await
        .expect(200);
    assert_eq!(answer.body["more"], true);
    assert_eq!(answer.body["items"].as_array().unwrap().len(), 20);
    assert_eq!(answer.body["items"][0]["person_id"], whole.to_string());
}
