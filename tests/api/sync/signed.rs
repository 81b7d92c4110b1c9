//! Cursors, epochs and digests.

use serde_json::{Value, json};

use super::phone::Phone;
use crate::support::World;
use crate::support::line::session;

#[actix_web::test]
async fn a_cursor_is_one_devices_and_cannot_be_made() {
    let world = World::new().await;
    let house = world.house("First").await;
    let second = world.house("Second").await;
    world.enrolled(&house, "worker").await;
    let mut phone = Phone::of(&world, &house, "worker").await;
    phone.sync(&world).await;
    let cursor = phone.cursor.clone().unwrap();
    for (house, who) in [(&house, "other_worker"), (&second, "worker")] {
        let mut thief = Phone::of(&world, house, who).await;
        thief.cursor = Some(cursor.clone());
        let refused = thief.ask(&world).await.expect_problem(422, "validation");
        assert_eq!(refused.body["errors"][0]["code"], "not_yours");
    }
    let mut bent = cursor.clone().into_bytes();
    let last = bent.len() / 2;
    bent[last] = if bent[last] == b'A' { b'B' } else { b'A' };
    for forged in [
        String::from_utf8(bent).unwrap(),
        String::new(),
        "AQ".to_owned(),
        "~~~".to_owned(),
    ] {
        phone.cursor = Some(forged);
        phone.ask(&world).await.expect(422);
    }
    phone.cursor = Some(cursor);
    phone.ask(&world).await.expect(200);
}

#[actix_web::test]
async fn after_a_restore_a_cursor_means_nothing_and_everything_comes_anew() {
    let world = World::new().await;
    let house = world.house("First").await;
    let (person, enrolment) = world.enrolled(&house, "worker").await;
    let held = world
        .log(&house, "worker", enrolment, &session("2026-06-01T15:00:00Z"))
        .await;
    let mut phone = Phone::of(&world, &house, "worker").await;
    phone.sync(&world).await;
    let before = phone.answers[0]["epoch"].clone();
    // As a dump restored into another cluster, whose transactions have lower numbers.
    let sql = world.sql().await;
    sql.batch_execute(
        "update auth.sync_epoch set system_identifier = system_identifier + 1;
         update sync_entry set xid = xid + 1000000000",
    )
    .await
    .unwrap();
    phone.ask(&world).await.expect_problem(409, "epoch_changed");
    phone.cursor = None;
    phone.sync(&world).await;
    let after = phone.answers.last().unwrap()["epoch"].clone();
    assert!(after != before && after.is_string());
    assert!(phone.holds("session", held) && phone.holds("person", person));
    assert_eq!(phone.answers.last().unwrap()["removed_scopes"], json!([]));
    let epochs: i64 = sql
        .query_one("select count(*) from auth.sync_epoch", &[])
        .await
        .unwrap()
        .get(0);
    assert_eq!(epochs, 2);
}

#[actix_web::test]
async fn a_phone_that_holds_what_it_should_is_told_so() {
    let world = World::new().await;
    let house = world.house("First").await;
    let (person, enrolment) = world.enrolled(&house, "worker").await;
    world.reachable(&house, person).await;
    world
        .log(&house, "worker", enrolment, &session("2026-06-01T15:00:00Z"))
        .await;
    let mut phone = Phone::of(&world, &house, "worker").await;
    phone.sync(&world).await;
    let ask = |phone: &Phone| {
        let mut request = phone.request();
        request["digest"] = phone.digest();
        request
    };
    let same = world
        .post(&phone.token, "/sync/pull", ask(&phone))
        .await
        .expect(200)
        .body;
    assert_eq!(same["digest_ok"], true);
    let answer = phone.verify(&world).await;
    assert_eq!((&answer["resend"], &answer["pending"]), (&json!([]), &json!(false)));
    phone.held.values_mut().next().unwrap().0 += 1;
    let other = world
        .post(&phone.token, "/sync/pull", ask(&phone))
        .await
        .expect(200)
        .body;
    assert_eq!(other["digest_ok"], false);
    let mut wrong = phone.request();
    wrong["digest"] = json!({"rows": 1, "x": "not hexadecimal!"});
    world.post(&phone.token, "/sync/pull", wrong).await.expect(422);
}

#[actix_web::test]
async fn what_differs_is_found_scope_by_scope_and_comes_anew() {
    let world = World::new().await;
    let house = world.house("First").await;
    let (person, enrolment) = world.enrolled(&house, "worker").await;
    let (_, other) = world.enrolled(&house, "worker").await;
    for enrolment in [enrolment, other] {
        world
            .log(&house, "worker", enrolment, &session("2026-06-01T15:00:00Z"))
            .await;
    }
    let mut phone = Phone::of(&world, &house, "worker").await;
    phone.sync(&world).await;
    let whole = phone.held.clone();
    // It lost a session, has an old version of a person, and holds a row of a scope that is not its own.
    phone
        .held
        .retain(|(scope, kind, _), _| *scope != enrolment || kind != "session");
    let old = phone.held.get_mut(&(person, "person".to_owned(), person)).unwrap();
    old.0 += 7;
    let foreign = crate::support::new_id();
    phone
        .held
        .insert((foreign, "person".to_owned(), foreign), (1, serde_json::Map::new()));
    let answer = phone.verify(&world).await;
    let mut expected = [person, enrolment].map(|id| id.to_string());
    expected.sort();
    let mut resend: Vec<&str> = answer["resend"]
        .as_array()
        .unwrap()
        .iter()
        .map(|id| id.as_str().unwrap())
        .collect();
    resend.sort_unstable();
    assert_eq!(resend, expected);
    assert_eq!(answer["removed_scopes"], json!([foreign]));
    let before = phone.answers.len();
    phone.sync(&world).await;
    assert_eq!(phone.held, whole);
    let sent = serde_json::to_string(&phone.answers[before..]).unwrap();
    assert!(!sent.contains(&other.to_string()), "only what differed");
}

#[actix_web::test]
async fn what_is_on_its_way_is_no_difference() {
    let world = World::new().await;
    let house = world.house("First").await;
    let (_, enrolment) = world.enrolled(&house, "worker").await;
    let mut phone = Phone::of(&world, &house, "worker").await;
    phone.sync(&world).await;
    world
        .log(&house, "worker", enrolment, &session("2026-06-01T15:00:00Z"))
        .await;
    let answer = phone.verify(&world).await;
    assert_eq!((&answer["pending"], &answer["resend"]), (&json!(true), &json!([])));
}

#[actix_web::test]
async fn verifying_four_hundred_people_fits_into_one_request() {
    let world = World::new().await;
    let house = world.house("First").await;
    world.enrolled(&house, "worker").await;
    let mut phone = Phone::of(&world, &house, "worker").await;
    phone.sync(&world).await;
    let scope = |number: u128| json!({"id": uuid::Uuid::from_u128(number), "rows": 3, "x": "0123456789abcdef"});
    let scopes: Vec<Value> = (1..=1_602).map(scope).collect();
    let request = json!({"protocol": 1, "cursor": phone.cursor, "as_of": phone.as_of, "scopes": scopes});
    assert!(request.to_string().len() > 64 * 1024);
    let answer = world.post(&phone.token, "/sync/verify", request).await.expect(200).body;
    assert_eq!(answer["removed_scopes"].as_array().unwrap().len(), 1_602);
}

#[actix_web::test]
async fn a_draining_device_is_sent_nothing_any_more() {
    let world = World::new().await;
    let house = world.house("First").await;
    world.enrolled(&house, "worker").await;
    let mut phone = Phone::of(&world, &house, "worker").await;
    phone.sync(&world).await;
    let path = format!("/staff/{}/devices/{}/drain", house.who("worker").id, phone.id);
    let post = actix_web::http::Method::POST;
    world
        .call(post.clone(), Some(house.token("director")), &path, None, &[])
        .await
        .expect(403);
    world
        .call(post, Some(house.token("supervisor")), &path, None, &[])
        .await
        .expect(204);
    phone.ask(&world).await.expect_problem(409, "device_draining");
    let scopes: Vec<Value> = Vec::new();
    let request = json!({"protocol": 1, "cursor": phone.cursor, "as_of": phone.as_of, "scopes": scopes});
    world
        .post(&phone.token, "/sync/verify", request)
        .await
        .expect_problem(409, "device_draining");
    let told = world.get(&phone.token, "/sync/hello").await.expect(200).body;
    assert_eq!(told["control"], "drain");
}
