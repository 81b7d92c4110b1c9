//! Out now, back by: nothing is said of where, somebody notices who is not back, and it is forgotten.

mod walk;

use actix_web::http::Method;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::support::line::id_of;
use crate::support::smtp::Mailbox;
use crate::support::{Answer, House, World, new_id};

fn out(house: &House, back_by: &str) -> Value {
    json!({"id": new_id(), "site_id": house.north, "back_by": format!("2026-06-10T{back_by}:00Z")})
}

/// Something said about an outing, on the version it has now.
async fn say(world: &World, token: &str, outing: Uuid, what: &str, body: Option<Value>) -> Answer {
    let etag = world.version("outing", outing).await;
    let path = format!("/outings/{outing}/{what}");
    let headers = [("if-match", etag.as_str())];
    world.call(Method::POST, Some(token), &path, body, &headers).await
}

/// Who was called since, by the names in their addresses.
async fn called(world: &World, mailbox: &Mailbox) -> Vec<String> {
    world.work().await;
    let mails = mailbox.collect().await;
    mails
        .iter()
        .map(|mail| mail.to.split('.').next().unwrap().to_owned())
        .collect()
}

#[actix_web::test]
async fn who_is_not_back_is_called_for_a_quarter_of_an_hour_later() {
    let world = World::new().await;
    let house = world.house("First").await;
    let mailbox = Mailbox::open(&world).await;
    let shift = json!({"id": new_id(), "site_id": house.north, "staff_id": house.who("supervisor").id, "place": 1,
        "starts_at": "2026-06-10T09:00:00Z", "ends_at": "2026-06-10T23:00:00Z"});
    world
        .post(house.token("supervisor"), "/on-call/shifts", shift)
        .await
        .expect(201);
    let body = out(&house, "11:00");
    let outing = id_of(&body);
    let worker = house.token("worker");
    world.post(worker, "/outings", body.clone()).await.expect(201);
    world.post(worker, "/outings", body).await.expect(200);
    world
        .post(worker, "/outings", out(&house, "12:00"))
        .await
        .expect_problem(409, "out_already");
    // It takes longer: the first hour passes, and nobody is called.
    let longer = json!({"back_by": "2026-06-10T11:30:00Z"});
    say(&world, worker, outing, "extend", Some(longer)).await.expect(200);
    for (now, who) in [
        ("11:15:00", vec![]),
        ("11:44:59", vec![]),
        ("11:45:00", vec!["supervisor"]),
        ("11:55:00", vec!["safeguarding_lead"]),
    ] {
        world.set_now(&format!("2026-06-10T{now}Z"));
        assert_eq!(called(&world, &mailbox).await, who, "{now}");
    }
    let supervisor = house.renew(&world, "supervisor");
    let alerts = world.get(&supervisor, "/alerts").await.expect(200).body;
    assert_eq!(alerts["items"][0]["kind"], "missed_back");
    assert_eq!(alerts["items"][0]["outing_id"], json!(outing));
    let back = say(&world, &supervisor, outing, "back", None).await.expect(200);
    assert_eq!(back.body["back_at"], "2026-06-10T11:55:00Z");
    say(&world, &supervisor, outing, "back", None)
        .await
        .expect_problem(409, "back_already");
}

#[actix_web::test]
async fn coming_back_stops_it_at_any_time() {
    let world = World::new().await;
    let house = world.house("First").await;
    let mailbox = Mailbox::open(&world).await;
    let mut outings = Vec::new();
    // The safeguarding lead herself is out: with nobody on the rota, nobody else could be called.
    for who in ["worker", "other_worker", "safeguarding_lead"] {
        let body = out(&house, "10:00");
        world.post(house.token(who), "/outings", body.clone()).await.expect(201);
        outings.push(id_of(&body));
    }
    say(&world, house.token("worker"), outings[0], "back", None)
        .await
        .expect(200);
    world.set_now("2026-06-10T10:15:00Z");
    assert_eq!(
        called(&world, &mailbox).await,
        ["safeguarding_lead"],
        "for one of three"
    );
    let token = house.renew(&world, "other_worker");
    say(&world, &token, outings[1], "back", None).await.expect(200);
    world.set_now("2026-06-10T10:25:00Z");
    assert!(called(&world, &mailbox).await.is_empty());
    world
        .post(&house.renew(&world, "worker"), "/outings", out(&house, "11:00"))
        .await
        .expect(201);
}

#[actix_web::test]
async fn only_those_who_watch_over_her_see_it() {
    let world = World::new().await;
    let house = world.house("First").await;
    let mut body = out(&house, "12:00");
    body["with_staff_id"] = json!(house.who("outreach").id);
    let outing = id_of(&body);
    world.post(house.token("worker"), "/outings", body).await.expect(201);
    let sees = async |who: &str| {
        let list = world.get(house.token(who), "/outings").await.expect(200);
        list.body["items"].as_array().unwrap().len() == 1
    };
    for who in ["worker", "supervisor"] {
        assert!(sees(who).await, "{who}");
    }
    for who in [
        "other_worker",
        "outreach",
        "safeguarding_lead",
        "south_supervisor",
        "director",
        "programme_manager",
    ] {
        assert!(!sees(who).await, "{who}");
        say(&world, house.token(who), outing, "back", None).await.expect(404);
    }
    // On call now, the lead watches too.
    let shift = json!({"id": new_id(), "site_id": house.north, "staff_id": house.who("safeguarding_lead").id, "place": 1,
        "starts_at": "2026-06-10T09:00:00Z", "ends_at": "2026-06-10T23:00:00Z"});
    world
        .post(house.token("supervisor"), "/on-call/shifts", shift)
        .await
        .expect(201);
    assert!(sees("safeguarding_lead").await);
    let longer = json!({"back_by": "2026-06-10T13:00:00Z"});
    say(&world, house.token("supervisor"), outing, "extend", Some(longer))
        .await
        .expect_problem(403, "not_allowed");
    // There is no field for where.
    let mut place = out(&house, "12:00");
    place["where"] = json!("at the gate");
    world
        .post(house.token("other_worker"), "/outings", place)
        .await
        .expect(422);
    let columns = "select count(*) from information_schema.columns where table_name = 'outing'
        and data_type not in ('uuid', 'timestamp with time zone', 'integer', 'bytea')
        and column_name <> 'void_reason'";
    assert_eq!(
        world
            .sql()
            .await
            .query_one(columns, &[])
            .await
            .unwrap()
            .get::<_, i64>(0),
        0
    );
}

#[actix_web::test]
async fn the_time_makes_sense_and_what_is_over_is_forgotten_after_a_week() {
    let world = World::new().await;
    let house = world.house("First").await;
    let worker = house.token("worker");
    for body in [
        out(&house, "09:00"),
        json!({"id": new_id(), "site_id": house.north, "back_by": "2026-06-11T10:00:00Z"}),
        json!({"id": new_id(), "site_id": new_id(), "back_by": "2026-06-10T10:00:00Z"}),
        json!({"id": new_id(), "site_id": house.north, "back_by": "2026-06-10T10:00:00Z",
            "with_staff_id": house.who("worker").id}),
        json!({"id": new_id(), "site_id": house.north, "back_by": "2026-06-10T10:00:00Z", "with_staff_id": new_id()}),
    ] {
        world.post(worker, "/outings", body).await.expect(422);
    }
    let missed = out(&house, "10:00");
    world.post(worker, "/outings", missed.clone()).await.expect(201);
    let earlier = json!({"back_by": "2026-06-10T09:45:00Z"});
    say(&world, worker, id_of(&missed), "extend", Some(earlier))
        .await
        .expect(422);
    world.set_now("2026-06-10T10:15:00Z");
    world.work().await;
    say(&world, &house.renew(&world, "worker"), id_of(&missed), "back", None)
        .await
        .expect(200);
    let sql = world.sql().await;
    let left = async || {
        sql.query_one("select count(*) from outing", &[])
            .await
            .unwrap()
            .get::<_, i64>(0)
    };
    for (now, rows) in [("2026-06-17T10:00:00Z", 1), ("2026-06-18T00:00:01Z", 0)] {
        world.set_now(now);
        world.plan_day().await;
        world.work().await;
        assert_eq!(left().await, rows, "{now}");
    }
    let alert = sql.query_one("select outing_id is null from alert", &[]).await.unwrap();
    assert!(alert.get::<_, bool>(0), "the alert stays, without what it was about");
}
