//! Who finds a concern, and who finds nothing.

use serde_json::json;
use uuid::Uuid;

use super::{about, concern, lists, raise, read};
use crate::support::smtp::Mailbox;
use crate::support::{House, World, new_id};

/// Everybody of the house who opens the file, and finds it in her list. Everybody else gets what a made-up id gets.
async fn who_knows(world: &World, house: &House, concern: Uuid, reporter: &str) -> Vec<&'static str> {
    let mut know = Vec::new();
    for name in House::names() {
        let token = house.token(name);
        let answer = read(world, token, concern).await;
        let opened = answer.status == 200 && answer.body["file"].is_object();
        assert_eq!(opened, lists(world, token, concern).await, "{name}");
        if opened {
            know.push(name);
        } else if name == reporter {
            answer.expect(200);
        } else {
            let mut body = answer.expect_problem(404, "not_found").body;
            let mut made_up = read(world, token, new_id()).await.expect(404).body;
            body["request_id"] = json!(null);
            made_up["request_id"] = json!(null);
            assert_eq!(body, made_up, "{name}");
        }
    }
    know
}

#[actix_web::test]
async fn the_lead_finds_it_and_who_raised_it_that_it_was_received() {
    let world = World::new().await;
    let house = world.house("First").await;
    let body = concern(&house);
    let id = raise(&world, &house, "worker", &body).await;
    world
        .post(house.token("worker"), "/safeguarding-concerns", body.clone())
        .await
        .expect(200);
    let hers = read(&world, house.token("worker"), id).await.expect(200);
    assert_eq!(
        hers.body,
        json!({"id": id, "received_at": "2026-06-10T09:30:00Z", "file": null})
    );
    assert_eq!(who_knows(&world, &house, id, "worker").await, ["safeguarding_lead"]);
    let mut other = body;
    other["text"] = json!("Something else.");
    for who in ["worker", "other_worker", "safeguarding_lead"] {
        world
            .post(house.token(who), "/safeguarding-concerns", other.clone())
            .await
            .expect_problem(409, "id_taken");
    }
    let sealed = "select position('Canary' in encode(body_enc, 'escape')) from safeguarding_concern";
    let row = world.sql().await.query_one(sealed, &[]).await.unwrap();
    assert_eq!(row.get::<_, i32>(0), 0, "what was written is sealed");
}

#[actix_web::test]
async fn neither_the_accused_nor_who_manages_her_finds_it() {
    let world = World::new().await;
    let house = world.house("First").await;
    let accused = house.who("other_worker").id;
    let id = raise(&world, &house, "worker", &about(&house, accused)).await;
    assert_eq!(who_knows(&world, &house, id, "worker").await, ["safeguarding_lead"]);
    // A lead who also supervises where the accused works manages her.
    let grants = [
        ("safeguarding_lead", None, None),
        ("supervisor", Some(house.north), None),
    ];
    let both = house.add_staff(&world, "lead_and_supervisor", &grants, None).await;
    read(&world, &both.token, id).await.expect_problem(404, "not_found");
    assert!(!lists(&world, &both.token, id).await);
    // Elsewhere she manages nobody of hers; and a concern about nobody of the house is hers too.
    let grants = [
        ("safeguarding_lead", None, None),
        ("supervisor", Some(house.south), None),
    ];
    let south = house.add_staff(&world, "south_lead", &grants, None).await;
    read(&world, &south.token, id).await.expect(200);
    let other = raise(&world, &house, "worker", &concern(&house)).await;
    assert!(lists(&world, &both.token, other).await);
}

#[actix_web::test]
async fn a_concern_about_the_lead_goes_to_the_director_and_to_another_lead() {
    let world = World::new().await;
    let house = world.house("First").await;
    let mailbox = Mailbox::open(&world).await;
    let lead = house.who("safeguarding_lead").id;
    let id = raise(&world, &house, "worker", &about(&house, lead)).await;
    assert_eq!(who_knows(&world, &house, id, "worker").await, ["director"]);
    world.work().await;
    let told: Vec<_> = mailbox.collect().await;
    assert_eq!(told.len(), 1);
    assert!(told[0].to.starts_with("director."), "{told:?}");
    let another = house
        .add_staff(
            &world,
            "another_lead",
            &[("safeguarding_lead", Some(house.north), None)],
            None,
        )
        .await;
    read(&world, &another.token, id).await.expect(200);
    assert_eq!(who_knows(&world, &house, id, "worker").await, ["director"]);
    let elsewhere = house
        .add_staff(
            &world,
            "lead_elsewhere",
            &[("safeguarding_lead", Some(house.south), None)],
            None,
        )
        .await;
    read(&world, &elsewhere.token, id)
        .await
        .expect_problem(404, "not_found");
    // An accused director is no answer to it.
    let about_director = raise(&world, &house, "worker", &about(&house, house.who("director").id)).await;
    assert_eq!(
        who_knows(&world, &house, about_director, "worker").await,
        ["safeguarding_lead"]
    );
}

#[actix_web::test]
async fn a_concern_nobody_could_open_is_not_taken() {
    let world = World::new().await;
    let house = world.house("First").await;
    let sql = world.sql().await;
    sql.execute(
        "update role_grant set ended_at = now() where role in ('safeguarding_lead', 'director') and staff_id <> $1",
        &[&house.who("safeguarding_lead").id],
    )
    .await
    .unwrap();
    let lead = about(&house, house.who("safeguarding_lead").id);
    world
        .post(house.token("worker"), "/safeguarding-concerns", lead)
        .await
        .expect_problem(409, "nobody_to_receive");
    raise(&world, &house, "worker", &concern(&house)).await;
    let count = sql
        .query_one("select count(*) from safeguarding_concern", &[])
        .await
        .unwrap();
    assert_eq!(count.get::<_, i64>(0), 1);
}

#[actix_web::test]
async fn a_concern_names_who_is_there_for_who_raises_it() {
    let world = World::new().await;
    let (house, elsewhere) = (world.house("First").await, world.house("Otherplace").await);
    let (hers, _) = world.enrolled(&house, "worker").await;
    let (colleagues, _) = world.enrolled(&house, "other_worker").await;
    let path = "/safeguarding-concerns";
    let mut body = concern(&house);
    body["person_id"] = json!(colleagues);
    let refused = world.post(house.token("worker"), path, body.clone()).await;
    assert_eq!(
        refused.expect_problem(422, "validation").body["errors"][0]["pointer"],
        "/person_id"
    );
    body["person_id"] = json!(hers);
    let id = raise(&world, &house, "worker", &body).await;
    let file = read(&world, house.token("safeguarding_lead"), id).await.expect(200);
    assert_eq!(file.body["file"]["person_id"], json!(hers));
    for (field, value) in [("site_id", elsewhere.north), ("accused_id", elsewhere.who("worker").id)] {
        let mut body = about(&house, house.who("outreach").id);
        body[field] = json!(value);
        let refused = world
            .post(house.token("worker"), path, body)
            .await
            .expect_problem(422, "validation");
        assert_eq!(refused.body["errors"][0]["pointer"], format!("/{field}"));
    }
    let mut body = about(&house, house.who("outreach").id);
    body["about"] = json!("peer");
    world
        .post(house.token("worker"), path, body)
        .await
        .expect_problem(422, "validation");
    for who in ["funder", "no_role"] {
        world
            .post(house.token(who), path, concern(&house))
            .await
            .expect_problem(403, "not_allowed");
    }
    // Broken glass opens a file, and not this.
    let glass =
        json!({"id": new_id(), "purpose": "safeguarding_duty", "reason": "She has not been seen since Friday."});
    world.everybody_steps_up().await;
    let at = format!("/people/{hers}/break-glass");
    world
        .post(house.token("south_supervisor"), &at, glass)
        .await
        .expect(201);
    read(&world, house.token("south_supervisor"), id)
        .await
        .expect_problem(404, "not_found");
}
