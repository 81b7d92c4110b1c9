//! What was written is about several people: it goes with the last of them.

use serde_json::json;

use super::{act, naming, read, send, step};
use crate::support::World;

#[actix_web::test]
async fn what_was_written_goes_with_the_last_of_those_it_names() {
    let world = World::new().await;
    let house = world.house("First").await;
    let (a, _) = world.enrolled(&house, "worker").await;
    let (b, _) = world.enrolled(&house, "worker").await;
    let both = send(
        &world,
        &house,
        "worker",
        &naming(&house, &[(a, "harmed"), (b, "witness")]),
    )
    .await;
    let alone = send(&world, &house, "worker", &naming(&house, &[(b, "harmed")])).await;
    act(&world, &house, "supervisor", both, "steps", step("triaged"))
        .await
        .expect(200);
    crate::erasure::erase(&world, &house, a).await;
    let view = read(&world, &house, "supervisor", both).await.expect(200);
    assert!(
        view.body["accounts"][0]["narrative"].is_string(),
        "it is about somebody else too"
    );
    crate::erasure::erase(&world, &house, b).await;
    for incident in [both, alone] {
        let view = read(&world, &house, "supervisor", incident).await.expect(200);
        assert_eq!(view.body["accounts"][0]["narrative"], json!(null));
        assert_eq!(
            view.body["kind"], "threat_other",
            "that something happened still counts"
        );
        let seen = view.etag();
        let path = format!("/incidents/{incident}/correct");
        let token = house.token("supervisor");
        let correction = json!({"kind": "arrest"});
        world
            .change(actix_web::http::Method::POST, token, &path, &seen, correction)
            .await
            .expect_problem(409, "written_gone");
    }
    let left = "select count(*) from incident where wrapped is not null or created_mac is not null";
    let row = world.sql().await.query_one(left, &[]).await.unwrap();
    assert_eq!(row.get::<_, i64>(0), 0, "neither the key nor a digest of what was sent");
}
