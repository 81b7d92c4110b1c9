//! Whose supervisor is shown what is held, and when.

use serde_json::{Value, json};

use super::{count, create, decide, does, expect_held, logged, push, push_one, scene};
use crate::support::{House, World, new_id};

async fn sees(world: &World, house: &House, who: &str, held: &str) -> bool {
    let list = world.get(&house.renew(world, who), "/sync/held").await.expect(200).body;
    list["items"].as_array().unwrap().iter().any(|item| item["id"] == held)
}

#[actix_web::test]
async fn nobody_chooses_a_supervisor_by_naming_something() {
    let world = World::new().await;
    let (house, phone, person, enrolment) = scene(&world).await;
    // Somebody of the south with whom she has never had to do.
    let (stranger, elsewhere) = world.enrolled(&house, "other_worker").await;
    let sql = world.sql().await;
    for table in ["enrolment", "assignment"] {
        let move_it = format!("update {table} set site_id = $1 where person_id = $2");
        sql.execute(&move_it, &[&house.south, &stranger]).await.unwrap();
    }
    sql.execute(
        "update person set home_site_id = $1 where id = $2",
        &[&house.south, &stranger],
    )
    .await
    .unwrap();
    let wrong = |id: Value| {
        let mut op = logged(enrolment, "2026-02-03T15:00:00Z");
        op["set"]["minutes"] = json!(0);
        op["entity_id"] = id;
        op
    };
    let mut by_person = create("consent", &json!({"id": new_id(), "person_id": stranger}));
    by_person["set"]["nonsense"] = json!(1);
    for op in [
        logged(elsewhere, "2026-02-03T15:00:00Z"),
        wrong(json!(elsewhere)),
        wrong(json!(stranger)),
        by_person,
        does("dismiss", "task", elsewhere, &json!({"reason": "in_contact"})),
    ] {
        let result = push_one(&world, &phone, &op).await;
        assert_eq!(result["status"], "held", "{result}");
        let held = result["held_id"].as_str().unwrap();
        assert!(!sees(&world, &house, "south_supervisor", held).await, "{op}");
        assert!(sees(&world, &house, "supervisor", held).await, "{op}");
    }
    // What is held points to whom it names, and not to a row whose id it took.
    let about_her = format!("select count(*) from sync_op where person_id = '{person}'");
    assert_eq!(count(&world, &about_her).await, 2);
    // Where she had to do with somebody, that place decides: also when she works there no more.
    sql.execute(
        "insert into assignment (org_id, id, enrolment_id, person_id, site_id, programme_id, staff_id, role, weight, started_at,
                                 ended_at, recorded_at)
         select e.org_id, $1, e.id, e.person_id, e.site_id, e.programme_id, $2, 'mentor', 1, '2026-02-01', '2026-05-01', '2026-02-01'
         from enrolment e where e.id = $3",
        &[&new_id(), &house.who("worker").id, &elsewhere],
    )
    .await
    .unwrap();
    let result = push_one(&world, &phone, &logged(elsewhere, "2026-02-04T15:00:00Z")).await;
    let held = expect_held(&result, "no_access");
    assert!(sees(&world, &house, "south_supervisor", &held).await);
    assert!(!sees(&world, &house, "supervisor", &held).await);
}

#[actix_web::test]
async fn what_waits_for_something_is_tried_when_it_comes_and_shown_when_it_does_not() {
    let world = World::new().await;
    let (house, phone, _, enrolment) = scene(&world).await;
    let parent = logged(enrolment, "2026-02-03T15:00:00Z");
    let waiting = |day: u8| {
        let mut child = logged(enrolment, &format!("2026-02-0{day}T15:00:00Z"));
        child["depends_on"] = json!([parent["op_id"]]);
        child
    };
    let first = waiting(4);
    let held = expect_held(&push_one(&world, &phone, &first).await, "missing_parent");
    assert!(sees(&world, &house, "worker", &held).await);
    assert!(!sees(&world, &house, "supervisor", &held).await, "it lets itself in");
    world.set_now("2026-06-15T09:31:00Z");
    assert!(
        sees(&world, &house, "supervisor", &held).await,
        "five days on somebody looks"
    );
    let seen = world
        .get(&house.renew(&world, "supervisor"), &format!("/sync/held/{held}"))
        .await
        .expect(200);
    assert_eq!(
        (&seen.body["waits_too_long"], &seen.body["code"]),
        (&json!(true), &json!("missing_parent"))
    );
    // It comes after all, in the same request as another that builds on it.
    let mut phone = phone;
    phone.token = house.renew(&world, "worker");
    let second = waiting(5);
    let results = push(&world, &phone, &[second.clone(), parent.clone()]).await;
    expect_held(&results[0], "missing_parent");
    assert_eq!(results[1]["status"], "applied");
    for child in [first, second] {
        let result = push_one(&world, &phone, &child).await;
        assert_eq!(
            (&result["status"], &result["replayed"]),
            (&json!("applied"), &json!(true)),
            "{result}"
        );
    }
    assert_eq!(count(&world, "select count(*) from session").await, 3);
    // A parent that was dismissed never comes: it stays shown, and somebody may let it in.
    let mut wrong = logged(enrolment, "2026-02-06T15:00:00Z");
    wrong["set"]["minutes"] = json!(0);
    let dead = expect_held(&push_one(&world, &phone, &wrong).await, "invalid_value");
    decide(
        &world,
        &phone.token,
        &dead,
        json!({"decision": "dismiss", "reason": "duplicate"}),
    )
    .await
    .expect(200);
    let mut orphan = logged(enrolment, "2026-02-07T15:00:00Z");
    orphan["depends_on"] = json!([wrong["op_id"]]);
    let held = expect_held(&push_one(&world, &phone, &orphan).await, "missing_parent");
    let done = decide(&world, &phone.token, &held, json!({"decision": "apply"}))
        .await
        .expect(200);
    assert_eq!(done.body["status"], "applied", "{}", done.body);
}
