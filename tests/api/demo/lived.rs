//! What is done through the API: that all of it may be done, and leaves no screen empty.

use std::collections::HashMap;

use causeway::demo;
use causeway::platform::db::connect;
use causeway::state::AppState;

use super::{NOW, network};
use crate::support::World;

/// Every table that belongs to organisations; of those in parts the whole.
const TABLES: &str = "
    select case n.nspname when 'public' then c.relname else n.nspname || '.' || c.relname end
    from pg_class c join pg_namespace n on n.oid = c.relnamespace
    join pg_attribute a on a.attrelid = c.oid and a.attname = 'org_id' and not a.attisdropped
    where c.relkind in ('r', 'p') and not c.relispartition and n.nspname not like 'pg\\_%'
    order by 1";

/// Why a demo may have no rows of a table.
enum Missing {
    /// A small house has none.
    Larger(&'static str),
    /// No house has any.
    Nowhere(&'static str),
}
use Missing::{Larger, Nowhere};

/// What is not in every house, and why. All else is.
const MISSING: &[(&str, Missing)] = &[
    ("alert", Nowhere("only a large house has an incident that is critical")),
    (
        "alert_call",
        Nowhere("calls are made in the background, once the demo is served"),
    ),
    ("audit_checkpoint", Nowhere("the log is sealed in the background")),
    ("audit_seal", Nowhere("the log is sealed in the background")),
    ("auth.device", Nowhere("a telephone enrols itself")),
    ("auth.field_code", Nowhere("a code lives for ten minutes")),
    ("auth.mail", Nowhere("nothing is sent before the demo is served")),
    ("auth.notice", Nowhere("nobody signed in from another place")),
    ("auth.search_count", Nowhere("who searches is counted for a day")),
    ("break_glass", Nowhere("who breaks it gives her password once more")),
    ("break_glass_notice", Nowhere("no glass is broken")),
    ("conflict_declaration", Nowhere("nobody knows anybody from elsewhere")),
    ("device_view", Nowhere("no telephone is enrolled")),
    ("disclosure", Larger("goes with a referral out")),
    (
        "eligibility_finding",
        Nowhere("no rule asked whether she is enrolled elsewhere"),
    ),
    (
        "enrolment_restricted",
        Nowhere("nobody left for a reason that is not for everybody"),
    ),
    ("idempotency_key", Nowhere("the demo sends nothing twice")),
    ("invitation", Nowhere("everybody has an account already")),
    ("keep_apart", Larger("needs two in care at one site")),
    (
        "person_merge_row",
        Nowhere("the records that were merged held nothing yet"),
    ),
    ("place_offer", Nowhere("in a small house every course has a place")),
    ("possible_duplicate", Nowhere("pairs are found in the background")),
    ("referral_out", Larger("not every house knows where to refer to")),
    ("referral_out_event", Larger("not every house knows where to refer to")),
    ("schedule_turn", Nowhere("sessions are planned in the background")),
    ("sdc.budget", Larger("only the first house releases")),
    ("sdc.counted", Larger("only the first house releases")),
    ("sdc.download", Larger("only the first house releases")),
    ("sdc.event", Larger("only the first house releases")),
    ("sdc.external_figure", Nowhere("no figure went out by another way")),
    ("sdc.publication", Larger("only the first house releases")),
    ("sdc.release", Larger("only the first house releases")),
    ("sdc.release_cell", Larger("only the first house releases")),
    ("sdc.release_recipient", Larger("only the first house releases")),
    ("sync_conflict", Nowhere("no telephone is enrolled")),
    ("sync_op", Nowhere("no telephone is enrolled")),
    (
        "task",
        Nowhere("tasks are raised in the background, once the demo is served"),
    ),
    ("waiting_entry", Larger("somebody waits only where a course is full")),
];

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
    let tables = sql.query(TABLES, &[]).await.unwrap();
    let tables: Vec<String> = tables.iter().map(|row| row.get(0)).collect();
    assert!(tables.len() > 80, "{tables:?}");
    let mut wrong = Vec::new();
    for table in &tables {
        let full = houses(table).await;
        let as_said = match MISSING.iter().find(|(name, _)| name == table) {
            None => full == all,
            Some((_, Larger(_))) => (1..all).contains(&full),
            Some((_, Nowhere(_))) => full == 0,
        };
        if !as_said {
            wrong.push(format!("{table}: in {full} houses"));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
    for (table, why) in MISSING {
        let (Larger(why) | Nowhere(why)) = why;
        assert!(
            tables.iter().any(|name| name == table),
            "{table}: there is no such table"
        );
        assert!(why.len() > 10, "{table}");
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
