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
    let houses = async |table: &str| -> i64 {
        let query = format!("select count(distinct org_id) from {table}");
        sql.query_one(&query, &[]).await.unwrap().get(0)
    };
    let all = i64::try_from(network.houses.len()).unwrap();
    for table in [
        "referral_in",
        "referral_event",
        "eligibility_rule",
        "contact_method",
        "person_relationship",
        "service_provider",
        "incident",
        "incident_party",
        "intake_form",
        "intake_answer",
        "person_merge",
        "session_correction",
        "supervision_session",
        "safeguarding_concern",
    ] {
        assert_eq!(houses(table).await, all, "{table}");
    }
    // Of what only a larger house has, at least one.
    for table in ["keep_apart", "referral_out", "disclosure", "sdc.release"] {
        assert!(houses(table).await >= 1, "{table}");
    }
    // Records that are perhaps two of one person: one that waits, one that is one, one taken apart again.
    let states = "select array_agg(distinct state order by state) from person_merge";
    let states: Vec<String> = sql.query_one(states, &[]).await.unwrap().get(0);
    assert_eq!(states, ["asked", "confirmed", "undone"]);
    let closed = "select count(*) from session where closed_at is not null";
    let rolls: i64 = sql.query_one(closed, &[]).await.unwrap().get(0);
    assert!(rolls >= 1, "no group met");
    // What was done lies in the past: nothing is dated after the demo's last moment.
    let after = "select count(*) from audit_event where at > $1";
    let late: i64 = sql.query_one(after, &[&super::now()]).await.unwrap().get(0);
    assert_eq!(late, 0);
}
