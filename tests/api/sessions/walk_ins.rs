//! Who came without being on the roll: by nickname until it is known who she was.

use actix_web::http::Method;
use serde_json::json;
use uuid::Uuid;

use super::rolls::Group;
use crate::support::line::id_of;
use crate::support::new_id;

/// Somebody of whom only a nickname is known came to the group.
async fn came(group: &Group) -> Uuid {
    let body = json!({"id": new_id(), "nickname": "Canary Flaca", "attendance": "late", "minutes": 40});
    let token = group.house.token("worker");
    let path = group.path("/walk-ins");
    group.world.post(token, &path, body.clone()).await.expect(201);
    group.world.post(token, &path, body.clone()).await.expect(200);
    id_of(&body)
}

#[actix_web::test]
async fn a_walk_in_is_sealed_and_counts_nowhere_until_she_is_matched() {
    let group = Group::of(0, "worker").await;
    let walk_in = came(&group).await;
    let sql = group.world.sql().await;
    let stored = async || -> String {
        let row = sql.query_one("select t::text from walk_in t", &[]).await.unwrap();
        row.get(0)
    };
    let row = stored().await;
    assert!(!row.contains("Canary") && !row.contains(&hex::encode("Canary")));
    let shown = group.roll("worker").await["walk_ins"][0].clone();
    assert_eq!(
        (&shown["nickname"], &shown["minutes"]),
        (&json!("Canary Flaca"), &json!(40))
    );
    assert_eq!(
        group.roll("director").await["walk_ins"],
        json!([]),
        "a nickname is a name"
    );
    assert_eq!(group.figure("DOS-01").await, [Some(0), Some(0)]);

    // Days later, the roll closed, it is known who she was.
    group.act("worker", "/close", json!(null)).await.expect(200);
    let (_, enrolment) = group.world.enrolled(&group.house, "worker").await;
    let path = format!("/walk-ins/{walk_in}/match");
    let token = group.house.token("worker");
    let stranger = json!({"id": new_id(), "enrolment_id": new_id()});
    group
        .world
        .change(Method::POST, token, &path, "\"v1\"", stranger)
        .await
        .expect_problem(422, "validation");
    let body = json!({"id": new_id(), "enrolment_id": enrolment});
    group
        .world
        .change(Method::POST, token, &path, "\"v7\"", body.clone())
        .await
        .expect_problem(412, "changed_meanwhile");
    assert_eq!(
        group.figure("DOS-01").await,
        [Some(0), Some(0)],
        "nothing of it was kept"
    );
    group
        .world
        .change(Method::POST, token, &path, "\"v1\"", body.clone())
        .await
        .expect(204);
    assert_eq!(group.figure("DOS-01").await, [Some(1), Some(1)]);
    let roll = group.roll("worker").await;
    assert_eq!(roll["walk_ins"], json!([]));
    let line = &roll["lines"][0];
    assert_eq!((&line["attendance"], &line["minutes"]), (&json!("late"), &json!(40)));
    let left: bool = sql
        .query_one(
            "select wrapped is null and nickname_enc is null and created_mac is null from walk_in",
            &[],
        )
        .await
        .unwrap()
        .get(0);
    assert!(
        left,
        "what she called herself is destroyed with its key: {}",
        stored().await
    );
    group
        .world
        .change(Method::POST, token, &path, "\"v2\"", body)
        .await
        .expect_problem(409, "walk_in_over");
}

#[actix_web::test]
async fn a_voided_entry_keeps_no_nickname() {
    let group = Group::of(0, "worker").await;
    let first = came(&group).await;
    let path = format!("/walk-ins/{first}/void");
    let reason = json!({"reason": "entered_in_error"});
    let token = group.house.token("worker");
    group
        .world
        .change(Method::POST, token, &path, "\"v1\"", reason.clone())
        .await
        .expect(204);
    group
        .world
        .change(Method::POST, token, &path, "\"v2\"", reason.clone())
        .await
        .expect_problem(409, "walk_in_over");
    // So does one whose session is voided.
    came(&group).await;
    group.act("supervisor", "/void", reason).await.expect(200);
    let sql = group.world.sql().await;
    let kept: i64 = sql
        .query_one(
            "select count(nickname_enc) + count(wrapped) + count(created_mac) from walk_in",
            &[],
        )
        .await
        .unwrap()
        .get(0);
    assert_eq!(kept, 0);
}
