//! Head counts: how many came, and no persons.

use actix_web::http::Method;
use serde_json::{Value, json};

use super::rolls::Group;
use crate::support::{Answer, new_id};

fn girls_and_others() -> Value {
    json!({"heads": [
        {"age_band": "14_17", "gender_group": "female", "heads": 12},
        {"age_band": null, "gender_group": "other_or_undisclosed", "heads": 3},
    ]})
}

async fn count(group: &Group, who: &str, etag: &str, body: Value) -> Answer {
    let token = group.house.token(who);
    group
        .world
        .change(Method::PUT, token, &group.path("/heads"), etag, body)
        .await
}

#[actix_web::test]
async fn heads_are_counted_and_counted_again() {
    let group = Group::of(0, "worker").await;
    let counted = count(&group, "worker", "\"v1\"", girls_and_others()).await.expect(200);
    assert_eq!(
        (&counted.body["etag"], &counted.body["status"]),
        (&json!("\"v2\""), &json!("held"))
    );
    assert_eq!(group.roll("director").await["heads"], girls_and_others()["heads"]);
    count(&group, "worker", "\"v1\"", girls_and_others())
        .await
        .expect_problem(412, "changed_meanwhile");
    let boys = json!({"heads": [{"age_band": "10_13", "gender_group": "male", "heads": 1}]});
    count(&group, "supervisor", "\"v2\"", boys.clone()).await.expect(200);
    assert_eq!(group.roll("worker").await["heads"], boys["heads"]);
    assert_eq!(group.figure("DOS-01").await, [Some(0), Some(0)], "heads are no persons");
    let sql = group.world.sql().await;
    let kept = "select count(*) filter (where voided_at is not null), count(*) from head_count";
    let row = sql.query_one(kept, &[]).await.unwrap();
    assert_eq!(
        (row.get::<_, i64>(0), row.get::<_, i64>(1)),
        (2, 3),
        "what was counted first stays"
    );
}

#[actix_web::test]
async fn what_is_counted_twice_or_not_a_count_is_refused() {
    let group = Group::of(0, "worker").await;
    let one = |heads: i32| json!({"age_band": "14_17", "gender_group": "female", "heads": heads});
    for (heads, pointer) in [
        (json!([one(2), one(3)]), "/heads/1"),
        (json!([one(0)]), "/heads/0/heads"),
        (
            json!([{"age_band": "14_17", "gender_group": "girls", "heads": 1}]),
            "/heads/0/gender_group",
        ),
    ] {
        let refused = count(&group, "worker", "\"v1\"", json!({"heads": heads})).await;
        let refused = refused.expect_problem(422, "validation").body;
        assert_eq!(refused["errors"][0]["pointer"], pointer, "{refused}");
    }
}

#[actix_web::test]
async fn people_are_counted_by_heads_or_by_a_roll() {
    let named = Group::of(1, "worker").await;
    count(&named, "worker", "\"v1\"", girls_and_others())
        .await
        .expect_problem(409, "has_roll");

    let group = Group::of(0, "worker").await;
    count(&group, "worker", "\"v1\"", girls_and_others()).await.expect(200);
    let (_, enrolment) = group.world.enrolled(&group.house, "worker").await;
    let token = group.house.token("worker");
    let line = json!({"id": new_id(), "enrolment_id": enrolment});
    let lines = group.path("/lines");
    group
        .world
        .post(token, &lines, line.clone())
        .await
        .expect_problem(409, "counted_by_heads");
    let walk_in = json!({"id": new_id(), "nickname": "Flaca", "attendance": "present"});
    group
        .world
        .post(token, &group.path("/walk-ins"), walk_in)
        .await
        .expect_problem(409, "counted_by_heads");
    let cancelled = group
        .act("worker", "/cancel", json!({"status": "cancelled_other"}))
        .await;
    cancelled.expect_problem(409, "has_marks");
    count(&group, "worker", "\"v2\"", json!({"heads": []}))
        .await
        .expect(200);
    group.world.post(token, &lines, line).await.expect(201);
}

#[actix_web::test]
async fn a_session_counted_and_named_at_once_is_one_of_both() {
    for _ in 0..5 {
        let group = Group::of(0, "worker").await;
        let (_, enrolment) = group.world.enrolled(&group.house, "worker").await;
        let line = json!({"id": new_id(), "enrolment_id": enrolment});
        let (token, lines) = (group.house.token("worker"), group.path("/lines"));
        let (counted, named) = futures_util::join!(
            count(&group, "worker", "\"v1\"", girls_and_others()),
            group.world.post(token, &lines, line),
        );
        let roll = group.roll("worker").await;
        let [heads, names] = ["heads", "lines"].map(|list| roll[list].as_array().unwrap().len());
        assert!(
            (heads == 2) != (names == 1),
            "{} {}: {roll}",
            counted.status,
            named.status
        );
    }
}

#[actix_web::test]
async fn a_voided_session_takes_its_count_with_it() {
    let group = Group::of(0, "worker").await;
    count(&group, "worker", "\"v1\"", girls_and_others()).await.expect(200);
    group
        .act("supervisor", "/void", json!({"reason": "duplicate"}))
        .await
        .expect(200);
    let sql = group.world.sql().await;
    let left = "select count(*) from head_count where voided_at is null";
    let left: i64 = sql.query_one(left, &[]).await.unwrap().get(0);
    assert_eq!(left, 0);
    count(&group, "worker", "\"v3\"", girls_and_others())
        .await
        .expect_problem(409, "voided");
}
