//! How devices end: by who holds them, by who supervises, with somebody's work, by lying unused, by being lost.

use actix_web::http::Method;
use chrono::Duration;
use serde_json::json;

use super::devices::{Phone, access, code, field_worker};
use crate::support::{World, new_id};

#[actix_web::test]
async fn an_ended_device_is_dead_on_the_next_request() {
    let world = World::new().await;
    let house = world.house("First").await;
    let worker = house.who("worker");
    let mut ended = 0;
    for how in ["herself", "supervisor", "org_admin", "sign_in", "work"] {
        let phone = Phone::new();
        let code = code(&world, &house, worker.id).await;
        phone.enrol(&world, &code).await.expect(201);
        let token = access(&phone.token(&world).await.expect(201));
        world.get(&token, "/me").await.expect(200);
        let of_hers = format!("/staff/{}/devices/{}", worker.id, phone.id);
        match how {
            "herself" => {
                let path = format!("/me/devices/{}", phone.id);
                world
                    .call(Method::DELETE, Some(&worker.token), &path, None, &[])
                    .await
                    .expect(204);
                world
                    .call(Method::DELETE, Some(&worker.token), &path, None, &[])
                    .await
                    .expect_problem(404, "not_found");
            }
            "sign_in" => {
                let sql = world.sql().await;
                let end = "update auth.sign_in set revoked_at = issued_at where id = (select sign_in_id from auth.device where id = $1)";
                sql.execute(end, &[&phone.id]).await.unwrap();
            }
            "work" => {
                let path = format!("/staff/{}/end", worker.id);
                world.post(house.token("org_admin"), &path, json!({})).await.expect(200);
            }
            who => {
                for other in ["other_worker", "south_supervisor", "director"] {
                    world
                        .call(Method::DELETE, Some(house.token(other)), &of_hers, None, &[])
                        .await
                        .expect_problem(403, "not_allowed");
                }
                world
                    .call(Method::DELETE, Some(house.token(who)), &of_hers, None, &[])
                    .await
                    .expect(204);
            }
        }
        world.get(&token, "/me").await.expect_problem(401, "sign_in_needed");
        phone.token(&world).await.expect_problem(401, "device_refused");
        phone.enrol(&world, &code).await.expect_problem(401, "code_wrong");
        ended += 1;
    }
    assert_eq!(ended, 5);
}

#[actix_web::test]
async fn a_device_that_is_not_used_has_to_be_enrolled_again() {
    let world = World::new().await;
    let house = world.house("First").await;
    let phone = Phone::new();
    let code = code(&world, &house, house.who("worker").id).await;
    phone.enrol(&world, &code).await.expect(201);
    for _ in 0..3 {
        world.clock.set(world.now() + Duration::days(29));
        phone.token(&world).await.expect(201);
    }
    world.clock.set(world.now() + Duration::days(30));
    phone.token(&world).await.expect_problem(401, "device_refused");
}

#[actix_web::test]
async fn ending_somebodys_work_ends_everything_at_once() {
    let world = World::new().await;
    let house = world.house("First").await;
    world.enrolled(&house, "worker").await;
    world.everybody_steps_up().await;
    let (worker, admin) = (house.who("worker"), house.token("org_admin"));
    let path = format!("/staff/{}/end", worker.id);
    for who in ["supervisor", "director", "it_admin", "worker"] {
        world
            .post(house.token(who), &path, json!({}))
            .await
            .expect_problem(403, "not_allowed");
    }
    let own = format!("/staff/{}/end", house.who("org_admin").id);
    world
        .post(admin, &own, json!({}))
        .await
        .expect_problem(403, "not_allowed");
    world.get(&worker.token, "/me").await.expect(200);
    let key = [("idempotency-key", "one-end-of-work")];
    for _ in 0..2 {
        world
            .call(Method::POST, Some(admin), &path, None, &key)
            .await
            .expect(200);
    }
    world
        .post(admin, &path, json!({}))
        .await
        .expect_problem(409, "staff_left");
    world
        .get(&worker.token, "/me")
        .await
        .expect_problem(401, "sign_in_needed");
    let left = world
        .get(admin, &format!("/staff/{}", worker.id))
        .await
        .expect(200)
        .body;
    assert!(
        left["left_at"].is_string() && left["roles"].as_array().unwrap().is_empty(),
        "{left}"
    );
    let sql = world.sql().await;
    let kept = sql
        .query_one(
            "select count(*) from assignment where staff_id = $1 and ended_at is null",
            &[&worker.id],
        )
        .await
        .unwrap();
    assert_eq!(
        kept.get::<_, i64>(0),
        1,
        "whom she walks with stays written, to be handed over"
    );
}

#[actix_web::test]
async fn a_lost_phone_is_told_to_delete_everything_and_a_stranger_is_not() {
    let world = World::new().await;
    let house = world.house("First").await;
    let staff = field_worker(&world, &house).await;
    let phone = Phone::new();
    let shown = code(&world, &house, staff).await;
    phone.enrol(&world, &shown).await.expect(201);
    let token = access(&phone.token(&world).await.expect(201));
    let path = format!("/staff/{staff}/devices/{}/wipe", phone.id);
    world
        .call(Method::POST, Some(house.token("other_worker")), &path, None, &[])
        .await
        .expect(403);
    for _ in 0..2 {
        world
            .call(Method::POST, Some(house.token("supervisor")), &path, None, &[])
            .await
            .expect(204);
    }
    world.get(&token, "/me").await.expect(401);
    for _ in 0..2 {
        let told = phone.token(&world).await.expect_problem(410, "device_wiped");
        assert_eq!(told.headers.get("clear-site-data").unwrap(), "\"storage\", \"cache\"");
    }
    let thief = Phone {
        id: phone.id,
        ..Phone::new()
    };
    thief.token(&world).await.expect_problem(401, "device_refused");
    let late = phone.request(world.now() - Duration::minutes(5), &new_id().simple().to_string());
    world
        .post("", "/device-tokens", late)
        .await
        .expect_problem(401, "device_refused");
}
