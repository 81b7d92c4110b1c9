//! Sites and the organisation itself.

use actix_web::http::Method;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::support::{House, World, new_id};

fn site(id: Uuid) -> Value {
    json!({"id": id, "name": "Casa Sur", "time_zone": "America/Bogota", "jurisdiction": "CO", "region": "south"})
}

async fn patch(world: &World, house: &House, who: &str, id: Uuid, etag: &str, body: Value) -> crate::support::Answer {
    world
        .change(Method::PATCH, house.token(who), &format!("/sites/{id}"), etag, body)
        .await
}

/// A session logged at a site, as the superuser sees it.
async fn log_session(world: &World, house: &House, site: Uuid) -> Uuid {
    let id = new_id();
    world
        .sql()
        .await
        .execute(
            "insert into session (org_id, id, programme_id, site_id, kind, mode, status, starts_at, held_on, minutes,
                 lead_staff_id, recorded_at, recorded_by, recorded_via)
             values ($1, $2, $3, $4, 'individual_mentoring', 'in_person_office', 'held', $5, date '2026-06-10', 60, $6, $5,
                 $6, 'web')",
            &[
                &house.org,
                &id,
                &house.mentoring,
                &site,
                &world.now(),
                &house.who("worker").id,
            ],
        )
        .await
        .unwrap();
    id
}

#[actix_web::test]
async fn the_organisation_is_shown_to_its_people_and_not_to_its_funders() {
    let world = World::new().await;
    let house = world.house("First").await;
    let answer = world.get(house.token("worker"), "/organisation").await.expect(200);
    assert_eq!(answer.body["name"], "First");
    assert_eq!(answer.body["country"], "CO");
    assert_eq!(answer.body["id"], house.org.to_string());
    assert_eq!(answer.body["etag"], answer.etag());
    let none = world.call(Method::GET, None, "/organisation", None, &[]).await;
    none.expect_problem(401, "sign_in_needed");
    for path in ["/organisation", "/sites", &format!("/sites/{}", house.north)] {
        for who in ["funder", "no_role"] {
            let refused = world.get(house.token(who), path).await;
            refused.expect_problem(403, "not_allowed");
        }
    }
}

#[actix_web::test]
async fn a_site_is_opened_once_however_often_it_is_sent() {
    let world = World::new().await;
    let house = world.house("First").await;
    let admin = house.token("org_admin");
    let id = new_id();
    let made = world.post(admin, "/sites", site(id)).await.expect(201);
    assert_eq!(made.body["name"], "Casa Sur");
    assert_eq!(made.body["region"], "south");
    let again = world.post(admin, "/sites", site(id)).await.expect(200);
    assert_eq!(again.body, made.body);
    assert_eq!(again.etag(), made.etag());
    let mut other = site(id);
    other["name"] = json!("Casa Norte");
    world.post(admin, "/sites", other).await.expect_problem(409, "id_taken");

    let list = world.get(house.token("worker"), "/sites").await.expect(200);
    let names: Vec<_> = list.body["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|site| &site["name"])
        .collect();
    assert_eq!(names, ["Casa Sur", "North", "South"]);
    let read = world
        .get(house.token("auditor"), &format!("/sites/{id}"))
        .await
        .expect(200);
    assert_eq!(read.body, made.body);
    let acts = world
        .sql()
        .await
        .query("select action from audit_event where object_id = $1", &[&id])
        .await
        .unwrap();
    assert_eq!(acts.len(), 1, "made once, remembered once");
}

#[actix_web::test]
async fn only_administrators_open_and_change_sites() {
    let world = World::new().await;
    let house = world.house("First").await;
    for who in House::names().filter(|name| *name != "org_admin") {
        let refused = world.post(house.token(who), "/sites", site(new_id())).await;
        refused.expect_problem(403, "not_allowed");
        let refused = patch(&world, &house, who, house.north, "\"v1\"", json!({"name": "Mine"})).await;
        refused.expect_problem(403, "not_allowed");
    }
    let at_north = [("org_admin", Some(house.north), None)];
    let local = house.add_staff(&world, "local_admin", &at_north, None).await;
    let path = |id| format!("/sites/{id}");
    world
        .change(
            Method::PATCH,
            &local.token,
            &path(house.north),
            "\"v1\"",
            json!({"name": "Nord"}),
        )
        .await
        .expect(200);
    world
        .change(
            Method::PATCH,
            &local.token,
            &path(house.south),
            "\"v1\"",
            json!({"name": "Sud"}),
        )
        .await
        .expect_problem(403, "not_allowed");
    world
        .post(&local.token, "/sites", site(new_id()))
        .await
        .expect_problem(403, "not_allowed");
}

#[actix_web::test]
async fn what_is_not_right_is_named_and_never_repeated() {
    let world = World::new().await;
    let house = world.house("First").await;
    for (field, wrong, said) in [
        ("name", json!("  "), "must be 1 to 120 characters on one line"),
        (
            "time_zone",
            json!("Bogotazz"),
            "must be a name of the IANA time zone database, such as America/Bogota",
        ),
        (
            "jurisdiction",
            json!("colombia"),
            "must be an ISO 3166 code in capitals: a country such as CO, or a subdivision such as BR-SP",
        ),
        (
            "region",
            json!("The North"),
            "must be 1 to 40 of the characters a-z, 0-9, - and _",
        ),
        ("colour", json!("red"), "this field is not known here"),
    ] {
        let mut body = site(new_id());
        body[field] = wrong.clone();
        let answer = world.post(house.token("org_admin"), "/sites", body).await;
        let answer = answer.expect_problem(422, "validation");
        assert_eq!(answer.body["errors"][0]["pointer"], format!("/{field}"));
        assert_eq!(answer.body["errors"][0]["detail"], said);
        let wrong = wrong.as_str().unwrap();
        assert!(wrong.trim().is_empty() || !answer.body.to_string().contains(&format!("\"{wrong}\"")));
    }
}

#[actix_web::test]
async fn a_change_needs_the_version_it_was_made_on() {
    let world = World::new().await;
    let house = world.house("First").await;
    let path = format!("/sites/{}", house.north);
    let admin = house.token("org_admin");
    let unsaid = world
        .call(Method::PATCH, Some(admin), &path, Some(json!({"name": "Nord"})), &[])
        .await;
    unsaid.expect_problem(428, "if_match_needed");
    let etag = world.get(admin, &path).await.expect(200).etag();
    let all = json!({"name": "Nord", "jurisdiction": "CO-ANT", "region": null, "time_zone": "America/Lima"});
    let changed = patch(&world, &house, "org_admin", house.north, &etag, all)
        .await
        .expect(200);
    assert_eq!(changed.body["name"], "Nord");
    assert_eq!(changed.body["jurisdiction"], "CO-ANT");
    assert_eq!(changed.body["region"], Value::Null);
    assert_eq!(changed.body["time_zone"], "America/Lima");
    assert_ne!(changed.etag(), etag);
    let late = patch(
        &world,
        &house,
        "org_admin",
        house.north,
        &etag,
        json!({"name": "Noord"}),
    )
    .await;
    late.expect_problem(412, "changed_meanwhile");
    let empty = patch(&world, &house, "org_admin", house.north, &changed.etag(), json!({})).await;
    empty.expect_problem(422, "validation");
    let kept = patch(
        &world,
        &house,
        "org_admin",
        house.north,
        &changed.etag(),
        json!({"region": "north"}),
    )
    .await;
    assert_eq!(kept.expect(200).body["name"], "Nord", "what is left out stays");
    let rows = world
        .sql()
        .await
        .query(
            "select fields from audit_event where object_id = $1 and action = 'update' order by id",
            &[&house.north],
        )
        .await
        .unwrap();
    let fields: Vec<String> = rows.iter().flat_map(|row| row.get::<_, Vec<String>>(0)).collect();
    assert_eq!(fields, ["name", "time_zone", "jurisdiction", "region", "region"]);
}

#[actix_web::test]
async fn the_clock_is_fixed_once_a_session_was_dated_by_it() {
    let world = World::new().await;
    let house = world.house("First").await;
    let session = log_session(&world, &house, house.north).await;
    let move_clock = json!({"time_zone": "America/Lima"});
    let refused = patch(&world, &house, "org_admin", house.north, "\"v1\"", move_clock.clone()).await;
    refused.expect_problem(409, "time_zone_fixed");
    let same = json!({"time_zone": "America/Bogota", "name": "Nord"});
    patch(&world, &house, "org_admin", house.north, "\"v1\"", same)
        .await
        .expect(200);
    patch(&world, &house, "org_admin", house.south, "\"v1\"", move_clock.clone())
        .await
        .expect(200);
    let void = "update session set voided_at = recorded_at, void_reason = 'entered_in_error' where id = $1";
    world.sql().await.execute(void, &[&session]).await.unwrap();
    patch(&world, &house, "org_admin", house.north, "\"v2\"", move_clock)
        .await
        .expect(200);
}

#[actix_web::test]
async fn foreign_made_up_and_voided_sites_cannot_be_told_apart() {
    let world = World::new().await;
    let house = world.house("First").await;
    let other = world.house("Second").await;
    let void = "update site set voided_at = recorded_at, void_reason = 'duplicate' where id = $1";
    world.sql().await.execute(void, &[&house.south]).await.unwrap();
    let mut bodies = Vec::new();
    for id in [other.north, new_id(), house.south] {
        let answer = world.get(house.token("org_admin"), &format!("/sites/{id}")).await;
        let mut body = answer.expect_problem(404, "not_found").body;
        body["request_id"] = Value::Null;
        bodies.push(body);
        let answer = patch(&world, &house, "org_admin", id, "\"v1\"", json!({"name": "Mine"})).await;
        answer.expect_problem(404, "not_found");
    }
    assert!(bodies.windows(2).all(|pair| pair[0] == pair[1]), "{bodies:?}");
    let list = world.get(house.token("org_admin"), "/sites").await.expect(200);
    assert_eq!(list.body["items"].as_array().unwrap().len(), 1);
    let taken = world.post(house.token("org_admin"), "/sites", site(house.south)).await;
    taken.expect_problem(409, "id_taken");
    let not_text = world.get(house.token("org_admin"), "/sites/north").await;
    not_text.expect_problem(404, "not_found");
}
