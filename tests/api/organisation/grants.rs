//! Giving and ending roles.

use actix_web::http::Method;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::support::{Answer, House, Staff, World, new_id};

pub(super) async fn give(world: &World, token: &str, staff: Uuid, body: Value) -> Answer {
    world.post(token, &format!("/staff/{staff}/grants"), body).await
}

pub(super) async fn end(world: &World, token: &str, grant: &str, headers: &[(&str, &str)]) -> Answer {
    world
        .call(
            Method::POST,
            Some(token),
            &format!("/grants/{grant}/end"),
            None,
            headers,
        )
        .await
}

/// The one grant somebody holds.
async fn grant_of(world: &World, house: &House, staff: &Staff) -> (String, String) {
    let one = world
        .get(house.token("org_admin"), &format!("/staff/{}", staff.id))
        .await;
    let role = one.expect(200).body["roles"][0].clone();
    (
        role["id"].as_str().unwrap().to_owned(),
        role["etag"].as_str().unwrap().to_owned(),
    )
}

#[actix_web::test]
async fn a_role_opens_from_the_next_request_on_and_closes_so() {
    let world = World::new().await;
    let house = world.house("First").await;
    world.everybody_steps_up().await;
    let (admin, newcomer) = (house.token("org_admin"), house.who("no_role"));
    world
        .get(&newcomer.token, "/sites")
        .await
        .expect_problem(403, "not_allowed");
    let body = json!({"id": new_id(), "role": "mentor", "site_id": house.north});
    let given = give(&world, admin, newcomer.id, body.clone()).await.expect(201);
    assert_eq!(given.body["role"], "mentor");
    assert_eq!(given.body["staff_id"], newcomer.id.to_string());
    world.get(&newcomer.token, "/sites").await.expect(200);
    let again = give(&world, admin, newcomer.id, body.clone()).await.expect(200);
    assert_eq!(again.body, given.body);
    let mut other = body.clone();
    other["role"] = json!("supervisor");
    give(&world, admin, newcomer.id, other)
        .await
        .expect_problem(409, "id_taken");
    let to_another = give(
        &world,
        admin,
        house.who("worker").id,
        json!({"id": body["id"], "role": "job_coach"}),
    )
    .await;
    to_another.expect_problem(409, "id_taken");

    let id = given.body["id"].as_str().unwrap();
    let key = ("idempotency-key", "end-the-newcomer-1");
    end(&world, admin, id, &[]).await.expect_problem(428, "if_match_needed");
    end(&world, admin, id, &[("if-match", "\"v7\"")])
        .await
        .expect_problem(412, "changed_meanwhile");
    let etag = given.etag();
    let ended = end(&world, admin, id, &[("if-match", &etag), key]).await.expect(200);
    assert!(ended.body["ended_at"].is_string());
    world
        .get(&newcomer.token, "/sites")
        .await
        .expect_problem(403, "not_allowed");
    let repeated = end(&world, admin, id, &[("if-match", &etag), key]).await.expect(200);
    assert_eq!(repeated.body, ended.body);
    let twice = end(&world, admin, id, &[("if-match", &ended.etag())]).await;
    twice.expect_problem(409, "grant_ended");
    let acts: Vec<String> = world
        .sql()
        .await
        .query(
            "select action from audit_event where object_id = $1 order by id",
            &[&id.parse::<Uuid>().unwrap()],
        )
        .await
        .unwrap()
        .iter()
        .map(|row| row.get(0))
        .collect();
    assert_eq!(acts, ["grant", "end", "read"]);
}

#[actix_web::test]
async fn a_key_is_for_one_grant() {
    let world = World::new().await;
    let house = world.house("First").await;
    world.everybody_steps_up().await;
    let admin = house.token("org_admin");
    let key = ("idempotency-key", "one-key-for-one-end");
    let (first, etag) = grant_of(&world, &house, house.who("worker")).await;
    end(&world, admin, &first, &[("if-match", &etag), key])
        .await
        .expect(200);
    let (second, etag) = grant_of(&world, &house, house.who("outreach")).await;
    end(&world, admin, &second, &[("if-match", &etag), key])
        .await
        .expect_problem(422, "idempotency_key_used");
}

#[actix_web::test]
async fn nobody_decides_about_her_own_roles() {
    let world = World::new().await;
    let house = world.house("First").await;
    world.everybody_steps_up().await;
    let admin = house.who("org_admin");
    let own = give(
        &world,
        &admin.token,
        admin.id,
        json!({"id": new_id(), "role": "supervisor"}),
    )
    .await;
    let own = own.expect_problem(403, "not_allowed");
    assert!(
        own.body["detail"].as_str().unwrap().contains("role of her own"),
        "{}",
        own.body
    );
    let (grant, etag) = grant_of(&world, &house, admin).await;
    let own = end(&world, &admin.token, &grant, &[("if-match", &etag)]).await;
    own.expect_problem(403, "not_allowed");
    assert_eq!(world.tried_alone(admin.id).await, ["staff_member grant org_admin"]);
    let grant = grant.parse().unwrap();
    assert_eq!(world.tried_alone(grant).await, ["role_grant end org_admin"]);
}

/// The wall alone, with nothing of the application in front of it: as the application's own database role.
#[actix_web::test]
async fn row_level_security_refuses_ones_own_role_and_every_other_hand() {
    let world = World::new().await;
    let house = world.house("First").await;
    world.everybody_steps_up().await;
    let (client, connection) = tokio_postgres::connect(&world.db.url("causeway_app"), tokio_postgres::NoTls)
        .await
        .unwrap();
    actix_web::rt::spawn(connection);
    let (admin, worker) = (house.who("org_admin"), house.who("worker"));
    for (caller, staff, passes) in [(admin, worker, true), (admin, admin, false), (worker, admin, false)] {
        client.batch_execute("begin").await.unwrap();
        let entered = "select count(*) from access.enter($1, $2, $3)";
        client
            .query_one(entered, &[&caller.sign_in, &house.org, &world.now()])
            .await
            .unwrap();
        let add = "insert into role_grant (org_id, id, staff_id, role, granted_at, recorded_at)
                   values ($1, $2, $3, 'supervisor', $4, $4)";
        let added = client
            .execute(add, &[&house.org, &new_id(), &staff.id, &world.now()])
            .await;
        assert_eq!(added.is_ok(), passes);
        client.batch_execute("rollback").await.unwrap();
        client.batch_execute("begin").await.unwrap();
        client
            .query_one(entered, &[&caller.sign_in, &house.org, &world.now()])
            .await
            .unwrap();
        let end = "update role_grant set ended_at = $2 where staff_id = $1";
        let ended = client.execute(end, &[&staff.id, &world.now()]).await.unwrap();
        assert_eq!(ended, u64::from(passes));
        client.batch_execute("rollback").await.unwrap();
    }
}

#[actix_web::test]
async fn only_administrators_of_the_place_give_and_end_roles() {
    let world = World::new().await;
    let house = world.house("First").await;
    world.everybody_steps_up().await;
    let newcomer = house.who("no_role").id;
    let (grant, etag) = grant_of(&world, &house, house.who("worker")).await;
    for who in House::names().filter(|name| *name != "org_admin") {
        let body = json!({"id": new_id(), "role": "mentor", "site_id": house.north});
        let refused = give(&world, house.token(who), newcomer, body).await;
        refused.expect_problem(403, "not_allowed");
        let refused = end(&world, house.token(who), &grant, &[("if-match", &etag)]).await;
        refused.expect_problem(403, "not_allowed");
    }
    let at_north = [("org_admin", Some(house.north), None)];
    let local = house.add_staff(&world, "local_admin", &at_north, None).await;
    world.everybody_steps_up().await;
    for (place, status) in [
        (json!({"site_id": house.north}), 201),
        (json!({"site_id": house.south}), 403),
        (json!({"programme_id": house.sport}), 403),
        (json!({}), 403),
    ] {
        let mut body = json!({"id": new_id(), "role": "mentor"});
        body.as_object_mut().unwrap().extend(place.as_object().unwrap().clone());
        give(&world, &local.token, newcomer, body).await.expect(status);
    }
    end(&world, &local.token, &grant, &[("if-match", &etag)])
        .await
        .expect(200);
}

#[actix_web::test]
async fn a_role_suits_the_person_and_lies_at_one_place() {
    let world = World::new().await;
    let house = world.house("First").await;
    world.everybody_steps_up().await;
    let other = world.house("Second").await;
    let (admin, worker) = (house.token("org_admin"), house.who("worker").id);
    let body = |more: Value| {
        let mut body = json!({"id": new_id(), "role": "mentor"});
        body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        body
    };
    for (more, pointer) in [
        (json!({"role": "king"}), "/role"),
        (
            json!({"site_id": house.north, "programme_id": house.sport}),
            "/programme_id",
        ),
        (json!({"site_id": other.north}), "/site_id"),
        (json!({"programme_id": other.sport}), "/programme_id"),
    ] {
        let answer = give(&world, admin, worker, body(more))
            .await
            .expect_problem(422, "validation");
        assert_eq!(answer.body["errors"][0]["pointer"], pointer);
    }
    give(&world, admin, worker, body(json!({"programme_id": house.sport})))
        .await
        .expect(201);
    give(&world, admin, worker, body(json!({"programme_id": house.sport})))
        .await
        .expect_problem(409, "held_already");
    for (staff, role) in [(worker, "funder_viewer"), (house.who("funder").id, "director")] {
        let answer = give(&world, admin, staff, body(json!({"role": role}))).await;
        answer.expect_problem(422, "role_does_not_suit");
    }
    for id in [other.who("worker").id, new_id()] {
        give(&world, admin, id, body(json!({})))
            .await
            .expect_problem(404, "not_found");
    }
    let (foreign, etag) = grant_of(&world, &other, other.who("worker")).await;
    end(&world, admin, &foreign, &[("if-match", &etag)])
        .await
        .expect_problem(404, "not_found");
    let leave = "update staff_member set ended_at = recorded_at where id = $1";
    world.sql().await.execute(leave, &[&worker]).await.unwrap();
    give(&world, admin, worker, body(json!({"site_id": house.south})))
        .await
        .expect_problem(409, "staff_left");
}
