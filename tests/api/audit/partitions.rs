//! One partition a month, made by the server ahead of time.

use causeway::audit::make_partitions;
use causeway::platform::db::connect;
use chrono::NaiveDate;

use crate::support::{self, World};

const NEW: [&str; 3] = ["audit_event_2031_11", "audit_event_2031_12", "audit_event_2032_01"];

fn day() -> NaiveDate {
    NaiveDate::from_ymd_opt(2031, 11, 30).unwrap()
}

#[actix_web::test]
async fn the_servers_own_role_makes_the_next_months() {
    let world = World::new().await;
    let sql = world.sql().await;
    // Two servers at once, each of which may have done it before, in whatever time zone.
    let one = connect(world.db.url("causeway_auth")).await.unwrap();
    let two = connect(world.db.url("causeway_auth")).await.unwrap();
    let make = async |mut conn| {
        make_partitions(&mut conn, day()).await.unwrap();
        make_partitions(&mut conn, day()).await.unwrap();
    };
    futures_util::join!(make(one), make(two));
    let made = sql
        .query(
            "select c.relname::text, pg_get_expr(c.relpartbound, c.oid) from pg_inherits i
             join pg_class c on c.oid = i.inhrelid
             where i.inhparent = 'audit_event'::regclass and c.relname > 'audit_event_2031' and c.relname < 'audit_event_9'
             order by 1",
            &[],
        )
        .await
        .unwrap();
    let names: Vec<String> = made.iter().map(|row| row.get(0)).collect();
    assert_eq!(names, NEW);
    let last: String = made[2].get(1);
    assert_eq!(
        last,
        "FOR VALUES FROM ('2032-01-01 00:00:00+00') TO ('2032-02-01 00:00:00+00')"
    );
    let open = sql
        .query(
            "select relname::text from pg_class where relname = any ($1) and (
                 not relrowsecurity or not relforcerowsecurity
                 or has_table_privilege('causeway_app', oid, 'select, insert, update, delete')
                 or has_table_privilege('causeway_auth', oid, 'select, insert, update, delete')
                 or not has_table_privilege('causeway_backup', oid, 'select'))",
            &[&NEW.as_slice()],
        )
        .await
        .unwrap();
    assert!(open.is_empty(), "closed to everybody who does not go through the log");
}

#[actix_web::test]
async fn a_row_goes_into_its_month() {
    let world = World::new().await;
    let house = world.house("House").await;
    let mut conn = connect(world.db.url("causeway_auth")).await.unwrap();
    make_partitions(&mut conn, day()).await.unwrap();
    world.set_now("2031-12-31T23:59:59Z");
    world
        .get(&house.renew(&world, "worker"), "/people?with_names=true")
        .await
        .expect(200);
    let sql = world.sql().await;
    let rows = sql.query("select action from audit_event_2031_12", &[]).await.unwrap();
    assert_eq!(rows.len(), 1);
}

#[actix_web::test]
async fn rows_that_came_before_their_partition_stay_where_they_are() {
    let world = World::new().await;
    let house = world.house("House").await;
    world.set_now("2031-12-05T10:00:00Z");
    world
        .get(&house.renew(&world, "worker"), "/people?with_names=true")
        .await
        .expect(200);
    let mut conn = connect(world.db.url("causeway_auth")).await.unwrap();
    make_partitions(&mut conn, day()).await.unwrap();
    let sql = world.sql().await;
    let found: Vec<String> = sql
        .query(
            "select tableoid::regclass::text from audit_event where at > '2031-01-01'",
            &[],
        )
        .await
        .unwrap()
        .iter()
        .map(|row| row.get(0))
        .collect();
    assert_eq!(found, ["audit_event_rest"]);
    let names = sql
        .query(
            "select relname::text from pg_class where relname = any ($1)",
            &[&NEW.as_slice()],
        )
        .await
        .unwrap();
    assert_eq!(names.len(), 2, "the other months have theirs");
}

#[actix_web::test]
async fn the_application_makes_none() {
    let world = World::new().await;
    let app = support::connect(&world.db.url("causeway_app")).await;
    let refused = app
        .execute("select access.ensure_audit_partitions($1)", &[&day()])
        .await
        .unwrap_err();
    assert_eq!(
        refused.code(),
        Some(&tokio_postgres::error::SqlState::INSUFFICIENT_PRIVILEGE)
    );
}
