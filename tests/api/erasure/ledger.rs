//! The ledger and the database: a line before the commit, and every line in effect after a start.

use causeway::erasure::{Entry, Ledger, replay};
use serde_json::{Value, json};

use super::{ask, decide};
use crate::support::{World, new_id};

#[actix_web::test]
async fn without_a_line_nobody_is_erased() {
    let world = World::new().await;
    let house = world.house("First").await;
    let (person, _) = world.enrolled(&house, "worker").await;
    let erasure = ask(&world, &house, "supervisor", person).await;
    let shared = world.state.shared();
    // A folder stands where the file belongs.
    std::fs::create_dir_all(shared.ledger.path()).unwrap();
    world.everybody_steps_up().await;
    decide(&world, house.token("dpo"), erasure, "approve", None)
        .await
        .expect_problem(503, "ledger_not_written");
    let identity = world
        .get(house.token("supervisor"), &format!("/people/{person}/identity"))
        .await
        .expect(200);
    assert_eq!(
        (&identity.body["known_as"], &identity.body["erased"]),
        (&json!("Canary"), &json!(false))
    );
    let request = world
        .get(house.token("dpo"), &format!("/erasures/{erasure}"))
        .await
        .expect(200);
    assert_eq!(request.body["state"], "asked");
}

/// What a crash between the line and the commit leaves, and what a restored older backup is: a line and a person who is
/// still there.
#[actix_web::test]
async fn a_line_that_is_not_in_effect_is_carried_out_and_then_never_again() {
    let world = World::new().await;
    let house = world.house("First").await;
    let (person, _) = world.enrolled(&house, "worker").await;
    let (other, _) = world.enrolled(&house, "worker").await;
    let erasure = ask(&world, &house, "supervisor", person).await;
    let shared = world.state.shared();
    let entry = |person, erasure, approved_by| Entry {
        org: house.org,
        person,
        erasure,
        reason: "asked_by_person".into(),
        asked_by: house.who("supervisor").id,
        asked_at: world.now(),
        approved_by,
        approved_at: world.now(),
    };
    let dpo = house.who("dpo").id;
    shared
        .ledger
        .append(&shared.keys.erasure, [entry(person, erasure, dpo)])
        .unwrap();
    // Somebody this database has never heard of.
    shared
        .ledger
        .append(&shared.keys.erasure, [entry(new_id(), new_id(), dpo)])
        .unwrap();

    let entries = || {
        Ledger::at(shared.ledger.path())
            .read(&shared.keys.erasure)
            .unwrap()
            .entries
    };
    let done = replay(world.state.db(), entries()).await.unwrap();
    assert_eq!((done.entries, done.erased), (2, 1));
    assert_eq!(replay(world.state.db(), entries()).await.unwrap().erased, 0);

    let token = house.token("supervisor");
    let identity = world
        .get(token, &format!("/people/{person}/identity"))
        .await
        .expect(200)
        .body;
    assert_eq!(
        (&identity["erased"], &identity["known_as"]),
        (&json!(true), &Value::Null)
    );
    let identity = world
        .get(token, &format!("/people/{other}/identity"))
        .await
        .expect(200)
        .body;
    assert_eq!(
        (&identity["erased"], &identity["known_as"]),
        (&json!(false), &json!("Canary"))
    );
    let request = world
        .get(house.token("dpo"), &format!("/erasures/{erasure}"))
        .await
        .expect(200)
        .body;
    assert_eq!(
        (&request["state"], &request["decided_by"]),
        (&json!("executed"), &json!(dpo))
    );
    let audited: i64 = world
        .sql()
        .await
        .query_one(
            "select count(*) from audit_event where action = 'erase' and 'replayed' = any (fields)",
            &[],
        )
        .await
        .unwrap()
        .get(0);
    assert_eq!(audited, 1);

    // A backup that holds neither the request nor who approved it: the person is erased, nothing is made up.
    let stranger = entry(other, new_id(), new_id());
    assert_eq!(replay(world.state.db(), vec![stranger]).await.unwrap().erased, 1);
    let rows: i64 = world
        .sql()
        .await
        .query_one("select count(*) from erasure", &[])
        .await
        .unwrap()
        .get(0);
    assert_eq!(rows, 1);
}

/// The application cannot destroy a key by itself: only through a request somebody else has made and she has approved.
#[actix_web::test]
async fn the_application_destroys_nothing_without_an_approved_request() {
    let world = World::new().await;
    let house = world.house("First").await;
    let (person, _) = world.enrolled(&house, "worker").await;
    let erasure = ask(&world, &house, "supervisor", person).await;
    let app = crate::support::connect(&world.db.url("causeway_app")).await;
    app.batch_execute("begin").await.unwrap();
    app.query_one(
        "select from access.enter($1, $2, now())",
        &[&house.who("dpo").sign_in, &house.org],
    )
    .await
    .unwrap();
    for sql in [
        format!("select access.erase_person('{erasure}')"),
        format!("select access.destroy('{}', '{person}', now())", house.org),
        format!("update person_key set wrapped = null, destroyed_at = now() where person_id = '{person}'"),
        format!("update person set erased_at = now() where id = '{person}' and false; delete from person"),
    ] {
        app.batch_execute("savepoint s").await.unwrap();
        app.batch_execute(&sql).await.unwrap_err();
        app.batch_execute("rollback to s").await.unwrap();
    }
}
