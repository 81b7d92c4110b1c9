//! What cannot be remembered is not shown and not done.

use actix_web::http::Method;
use serde_json::json;

use crate::support::World;

/// Ways in which the log cannot be written, and how each is mended.
const BROKEN: [(&str, &str); 3] = [
    (
        "revoke insert on audit_event from causeway_app",
        "grant insert on audit_event to causeway_app",
    ),
    (
        "alter table audit_event rename to audit_event_gone",
        "alter table audit_event_gone rename to audit_event",
    ),
    (
        "alter table audit_event add constraint full_up check (tier = 'nothing fits') not valid",
        "alter table audit_event drop constraint full_up",
    ),
];

#[actix_web::test]
async fn where_the_log_cannot_be_written_nothing_is_shown_and_nothing_done() {
    let world = World::new().await;
    let house = world.house("House").await;
    let (person, _) = world.enrolled(&house, "worker").await;
    let token = house.token("worker");
    let sql = world.sql().await;
    let (identity, record) = (format!("/people/{person}/identity"), format!("/people/{person}"));
    let name = world.get(token, &identity).await.expect(200).body["known_as"]
        .as_str()
        .unwrap()
        .to_owned();
    let version = world.get(token, &record).await.expect(200).etag();
    for (broken, mended) in BROKEN {
        sql.batch_execute(broken).await.unwrap();
        for path in [identity.as_str(), "/people?with_names=true"] {
            let answer = world.get(token, path).await;
            let said = String::from_utf8_lossy(&answer.bytes).into_owned();
            assert!(!said.contains(&name), "{broken}: {said}");
            let answer = answer.expect_problem(503, "unavailable");
            assert!(answer.headers.contains_key("retry-after"), "{broken}");
        }
        let change = json!({"language": "pt"});
        let answer = world.change(Method::PATCH, token, &record, &version, change).await;
        answer.expect_problem(503, "unavailable");
        sql.batch_execute(mended).await.unwrap();
        let after = world.get(token, &record).await.expect(200);
        assert_eq!(after.etag(), version, "{broken}: nothing was saved");
        world.get(token, &identity).await.expect(200);
    }
}
