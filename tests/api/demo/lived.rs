//! What is done through the API: that all of it may be done, and leaves no screen empty.

use std::collections::HashMap;

use causeway::demo;
use causeway::platform::db::connect;
use causeway::state::AppState;

use super::{NOW, network};
use crate::support::World;

#[actix_web::test]
async fn the_last_weeks_leave_nothing_empty() {
    let world = World::new().await;
    world.set_now(NOW);
    let network = network(160);
    let mut conn = connect(world.db.superuser_url()).await.unwrap();
    demo::load(&mut conn, world.state.keys(), &network, &HashMap::new(), || ())
        .await
        .unwrap();
    // As `causeway demo` does it: its sign-ins are printed, and nobody has a second factor.
    let door = world.state.db().clone().without_second_factors();
    let state = AppState::new(world.state.shared(), door);
    demo::live(&mut conn, &state, &world.clock, &network).await.unwrap();
    let sql = world.sql().await;
    for table in [
        "referral_in",
        "referral_event",
        "eligibility_rule",
        "contact_method",
        "person_relationship",
        "service_provider",
        "referral_out",
        "disclosure",
        "incident",
        "incident_party",
        "sdc.release",
    ] {
        let query = format!("select count(distinct org_id) from {table}");
        let houses: i64 = sql.query_one(&query, &[]).await.unwrap().get(0);
        let all = i64::try_from(network.houses.len()).unwrap();
        assert_eq!(houses, if table == "sdc.release" { 1 } else { all }, "{table}");
    }
    let pairs: i64 = sql
        .query_one("select count(*) from keep_apart", &[])
        .await
        .unwrap()
        .get(0);
    assert!(pairs >= 1, "nobody is kept apart");
    let closed = "select count(*) from session where closed_at is not null";
    let rolls: i64 = sql.query_one(closed, &[]).await.unwrap().get(0);
    assert!(rolls >= 8, "{rolls} groups met");
    // What was done lies in the past: nothing is dated after the demo's last moment.
    let after = "select count(*) from audit.event where at > $1";
    let late: i64 = sql.query_one(after, &[&super::now()]).await.unwrap().get(0);
    assert_eq!(late, 0);
}
